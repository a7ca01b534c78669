"""The program's soft labels, as numpy.load reads them, train a classifier of scikit-learn."""

import json

import numpy as np
import pytest
from conftest import random_votes, write_votes
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

N_TRAIN, N_TEST, N_LABELS = 1500, 1500, 4


def make_features(truth, seed):
    """Points around the corner that belongs to each label."""
    return np.eye(N_LABELS)[truth] + np.random.default_rng(seed).normal(scale=0.35, size=(len(truth), N_LABELS))


def train_on_soft_labels(features, q):
    """Each observation once for each label, weighted by the probability of the label."""
    model = LogisticRegression(max_iter=1000)
    n, n_labels = q.shape
    return model.fit(np.repeat(features, n_labels, axis=0), np.tile(np.arange(n_labels), n), sample_weight=q.ravel())


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """The file of the votes, of which 70 % are right; the first vote on each observation; features."""
    observation, user, label, truth = random_votes(
        n_observations=N_TRAIN, n_users=40, n_labels=N_LABELS, per_observation=5, seed=8, skill=0.6
    )
    votes = write_votes(tmp_path_factory.mktemp("crowd") / "votes.csv", observation, user, [f"label{k}" for k in label])
    return {"votes": votes, "first_vote": label[::5], "features": make_features(truth, 1)}


@pytest.mark.parametrize("strategy", ["mv", "dawid-skene", "one-coin", "ibcc", "mace", "glad", "wds", "pool"])
def test_a_classifier_learns_from_the_probabilities_file(program, crowd, tmp_path, strategy):
    path = tmp_path / "soft.npy"
    program(crowd["votes"], "--strategy", strategy, "--probabilities", path, "-o", tmp_path / "labels.csv")
    q = np.load(path)
    assert q.dtype == np.float64
    assert q.shape == (N_TRAIN, N_LABELS)
    assert json.loads((tmp_path / "soft.npy.labels.json").read_text()) == [f"label{k}" for k in range(N_LABELS)]
    np.testing.assert_allclose(q.sum(axis=1), 1, atol=1e-12)

    truth_of_test = np.random.default_rng(2).integers(N_LABELS, size=N_TEST)
    features_of_test = make_features(truth_of_test, 3)
    by_soft_labels = train_on_soft_labels(crowd["features"], q)
    by_first_votes = LogisticRegression(max_iter=1000).fit(crowd["features"], crowd["first_vote"])
    assert by_soft_labels.score(features_of_test, truth_of_test) > 0.9
    # The probabilities of models go near 1 where the crowd is sure; shares of votes stay as noisy as a vote.
    if strategy not in ("mv", "wds"):
        loss = log_loss(truth_of_test, by_soft_labels.predict_proba(features_of_test))
        assert loss < log_loss(truth_of_test, by_first_votes.predict_proba(features_of_test)) - 0.1
