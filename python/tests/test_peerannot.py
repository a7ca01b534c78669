"""The aggregation classes of peerannot."""

import numpy as np
import pytest

from crowdvote import peerannot

ANSWERS = {0: {0: 1, 1: 1, 2: 0, 3: 1}, 1: {0: 0, 1: 0, 2: 1}, 2: {0: 1, 3: 1}}


@pytest.mark.parametrize("name", "MV NaiveSoft Wawa TwoThird DawidSkene WDS GLAD".split())
def test_a_clear_majority_is_the_label(name):
    model = getattr(peerannot, name)(ANSWERS, n_classes=2, n_workers=4)
    model.run()
    assert model.get_answers().tolist() == [1, 0, 1]


def test_naive_soft_gives_vote_shares():
    np.testing.assert_allclose(peerannot.NaiveSoft(ANSWERS, 2).get_probas(), [[0.25, 0.75], [2 / 3, 1 / 3], [0, 1]])


def test_wawa_scores_are_agreements_with_the_majority():
    np.testing.assert_allclose(peerannot.Wawa(ANSWERS, 2).worker_score, [1, 1, 0, 1])


def test_iterative_wawa_votes_again_with_new_weights_in_each_round():
    votes = {0: {0: 0, 1: 0, 2: 1}, 1: {0: 0, 1: 0}, 2: {2: 1, 3: 1, 0: 0}, 3: {1: 0, 3: 1}}
    weights, labels = {worker: 1.0 for worker in range(4)}, []
    for n_rounds in range(4):
        sums = [[sum(weights[w] for w, label in row.items() if label == k) for k in (0, 1)] for row in votes.values()]
        labels = [int(np.argmax(row)) for row in sums]
        if n_rounds > 0:
            model = peerannot.IterativeWawa(votes, 2, n_workers=4)
            model.run(n_rounds)
            assert model.get_answers().tolist() == labels
            np.testing.assert_allclose(model.worker_score[np.argsort(model.result.user_ids)], [weights[w] for w in range(4)])
        hits = {w: [row[w] == label for row, label in zip(votes.values(), labels) if w in row] for w in weights}
        weights = {w: float(np.mean(right)) for w, right in hits.items()}


def test_two_thirds_are_undefined_without_them():
    assert peerannot.TwoThird({0: {0: 1, 1: 0}, 1: {0: 1, 1: 1}}).get_answers().tolist() == [-1, 1]


def test_classes_without_probabilities_warn():
    with pytest.warns(UserWarning, match="only labels"):
        assert peerannot.TwoThird(ANSWERS).get_probas().tolist() == [1, 0, 1]


def test_plantnet_has_weights_and_validity():
    model = peerannot.PlantNet(ANSWERS, n_classes=2, n_workers=4)
    model.run()
    assert model.get_answers().tolist() == [1, 0, 1]
    assert model.weights.shape == (4,) and model.valid.shape == (3,)
