"""The estimator."""

import pickle

import numpy as np
import pytest

import crowdvote

VOTES = {f"o{i}": {f"u{j}": (i + (j == i % 4)) % 3 for j in range(4)} for i in range(30)}


def test_a_clone_has_the_same_parameters_and_is_not_fitted():
    base = pytest.importorskip("sklearn.base")
    estimator = crowdvote.Aggregator("one-coin", max_iterations=20).fit(VOTES)
    copy = base.clone(estimator)
    assert copy.get_params() == {"strategy": "one-coin", "max_iterations": 20}
    assert not hasattr(copy, "result_")


def test_parameters_can_be_set():
    assert crowdvote.Aggregator().set_params(strategy="glad", tolerance=0.1).get_params() == {"strategy": "glad", "tolerance": 0.1}


@pytest.mark.parametrize("strategy", ["dawid-skene", "one-coin", "wawa"])
def test_other_observations_are_labelled_without_learning_even_after_a_pickle(strategy):
    estimator = crowdvote.Aggregator(strategy).fit(VOTES)
    again = pickle.loads(pickle.dumps(estimator))
    votes = {"new": VOTES["o1"], "newer": VOTES["o2"]}
    assert np.asarray(again.predict(votes)).tolist() == np.asarray(estimator.predict(votes)).tolist() == [1, 2]
    assert again.predict_proba(votes).shape == (2, 3)
    np.testing.assert_allclose(again.predict_proba(votes).sum(axis=1), 1)


def test_prediction_before_fit_is_an_error():
    with pytest.raises(ValueError, match="not fitted"):
        crowdvote.Aggregator().predict(VOTES)


def test_a_strategy_without_a_model_says_so():
    with pytest.raises(crowdvote.OptionError):
        crowdvote.Aggregator("plantnet").fit(VOTES).predict(VOTES)


def test_the_score_is_the_share_of_right_labels():
    estimator = crowdvote.Aggregator("one-coin").fit(VOTES)
    assert estimator.score(VOTES, {"o1": 1, "o2": 2, "o3": 1, "unknown": 0}) == pytest.approx(2 / 3)
