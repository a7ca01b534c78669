"""The functions of cleanlab for wide arrays."""

import numpy as np
import pandas as pd
import pytest

import crowdvote
from crowdvote.cleanlab import get_label_quality_multiannotator, get_majority_vote_label

NONE = np.nan
VOTES = np.array([[0, 0, 1], [1, 1, NONE], [2, NONE, 2], [0, 2, 0], [1, 0, NONE], [NONE, 1, 1]])
MODEL = np.array([[0.6, 0.3, 0.1], [0.2, 0.7, 0.1], [0.1, 0.2, 0.7], [0.3, 0.3, 0.4], [0.2, 0.7, 0.1], [0.1, 0.8, 0.1]])


def test_ties_go_to_the_more_probable_label():
    assert get_majority_vote_label(VOTES, MODEL).tolist() == [0, 1, 2, 0, 1, 1]


def test_the_majority_consensus_has_the_probabilities_of_the_strategy_crowdlab():
    info = get_label_quality_multiannotator(VOTES, MODEL, consensus_method="majority_vote", return_weights=True)
    rows, columns = np.nonzero(~np.isnan(VOTES))
    votes = (rows, columns, VOTES[rows, columns].astype(int))
    scores = {i: dict(enumerate(row)) for i, row in enumerate(MODEL.tolist())}
    result = crowdvote.aggregate(votes, "crowdlab", ai_scores=scores, probabilities=True)
    expected = np.zeros(MODEL.shape)
    expected[:, np.asarray(result.label_names, dtype=int)] = result.probabilities.to_numpy()
    quality = info["label_quality"]
    np.testing.assert_allclose(quality["consensus_quality_score"], expected[np.arange(6), quality["consensus_label"]], atol=1e-9)
    np.testing.assert_allclose(info["annotator_weight"], np.asarray(result._users["weight"])[:3], atol=1e-9)


def test_tables_have_the_columns_of_cleanlab():
    frame = pd.DataFrame(VOTES, index=list("abcdef"), columns=["ann", "ben", "cy"])
    info = get_label_quality_multiannotator(frame, MODEL, consensus_method=["best_quality", "majority_vote"])
    assert list(info["label_quality"].columns[:4]) == [
        "consensus_label", "consensus_quality_score", "annotator_agreement", "num_annotations"
    ]
    assert "consensus_label_majority_vote" in info["label_quality"]
    assert list(info["detailed_label_quality"].columns) == ["quality_annotator_ann", "quality_annotator_ben", "quality_annotator_cy"]
    assert np.isnan(info["detailed_label_quality"].loc["b", "quality_annotator_cy"])
    assert info["annotator_stats"]["annotator_quality"].is_monotonic_increasing


def test_an_example_without_votes_is_an_error():
    with pytest.raises(ValueError, match="row 1"):
        get_majority_vote_label(np.array([[0.0], [NONE]]))
