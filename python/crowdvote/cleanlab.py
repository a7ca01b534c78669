"""The functions of cleanlab.multiannotator for votes in wide arrays: a row per example, a column per annotator, NaN for no vote.

Labels are 0 to K - 1, and `pred_probs` are a model's probabilities, shape (n_examples, K). CROWDLAB is Goh et al. (2022).
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple, Union

import numpy as np
import pandas as pd

__all__ = ["get_majority_vote_label", "get_label_quality_multiannotator"]

#: The least error and the least weight.
FLOOR = 1e-6


def _wide(labels: Any) -> Tuple[np.ndarray, Optional[pd.Index], Optional[pd.Index]]:
    """Codes, -1 for no vote, and the names of rows and columns."""
    if not isinstance(labels, (np.ndarray, pd.DataFrame)):
        raise ValueError(f"labels_multiannotator is {type(labels).__name__}; expected a 2-D numpy array or a DataFrame")
    frame = pd.DataFrame(labels)
    values = frame.replace({pd.NA: np.nan}).astype(float).to_numpy()
    if np.ndim(labels) != 2 or ((values != np.floor(values)) & ~np.isnan(values)).any() or (values < 0).any():
        raise ValueError("labels_multiannotator has values other than whole numbers from 0 and NaN; expected labels 0 to K - 1")
    codes = np.where(np.isnan(values), -1, values).astype(np.int64)
    empty = np.flatnonzero((codes < 0).all(axis=1))
    if len(empty):
        raise ValueError(f"labels_multiannotator has {len(empty)} examples without a vote, the first in row {empty[0]}; leave them out")
    is_frame = isinstance(labels, pd.DataFrame)
    return codes, labels.index if is_frame else None, labels.columns if is_frame else None


def _probabilities(codes: np.ndarray, pred_probs: Any) -> np.ndarray:
    probabilities = np.asarray(pred_probs, dtype=float)
    if probabilities.ndim != 2 or len(probabilities) != len(codes):
        raise ValueError(f"pred_probs has the shape {probabilities.shape}; expected ({len(codes)}, number of labels)")
    if codes.max() >= probabilities.shape[1]:
        raise ValueError(f"label {codes.max()} has no column in pred_probs, which has {probabilities.shape[1]}")
    return probabilities


def _majority(codes: np.ndarray, probabilities: Optional[np.ndarray]) -> np.ndarray:
    n_labels = codes.max() + 1 if probabilities is None else probabilities.shape[1]
    row = np.broadcast_to(np.arange(len(codes))[:, None], codes.shape)[codes >= 0]
    counts = np.bincount(row * n_labels + codes[codes >= 0], minlength=len(codes) * n_labels).reshape(len(codes), n_labels)
    best = counts == counts.max(axis=1, keepdims=True)
    if probabilities is not None:
        best = _keep_largest(best, probabilities)
    is_sure = best.sum(axis=1) == 1
    frequency = np.bincount(np.argmax(best[is_sure], axis=1), minlength=n_labels)
    return np.argmax(_keep_largest(best, np.broadcast_to(frequency, best.shape)), axis=1)


def _keep_largest(candidates: np.ndarray, values: np.ndarray) -> np.ndarray:
    values = np.where(candidates, values, -np.inf)
    return values == values.max(axis=1, keepdims=True)


def get_majority_vote_label(labels_multiannotator: Any, pred_probs: Any = None, verbose: bool = True) -> np.ndarray:
    """The label with the most votes on each example.

    Ties go to the label with the largest probability of the model, then to the most frequent one, then to the lowest.

    Returns
    -------
    ndarray of int, shape (n_examples,)
    """
    codes, _, _ = _wide(labels_multiannotator)
    return _majority(codes, None if pred_probs is None else _probabilities(codes, pred_probs))


def get_label_quality_multiannotator(
    labels_multiannotator: Any,
    pred_probs: Any,
    *,
    consensus_method: Union[str, List[str]] = "best_quality",
    quality_method: str = "crowdlab",
    calibrate_probs: bool = False,
    return_detailed_quality: bool = True,
    return_annotator_stats: bool = True,
    return_weights: bool = False,
    verbose: bool = True,
    label_quality_score_kwargs: Optional[dict] = None,
) -> Dict[str, Any]:
    """Consensus labels, and how good they, the single votes and the annotators are.

    Parameters
    ----------
    labels_multiannotator : ndarray or DataFrame, shape (n_examples, n_annotators)
    pred_probs : ndarray, shape (n_examples, n_labels)
    consensus_method : {"best_quality", "majority_vote"} or list of them
        The first gives the consensus; the others give more columns, with their name at the end.
    quality_method : {"crowdlab", "agreement"}
    return_detailed_quality, return_annotator_stats, return_weights : bool
        What the dict contains besides label_quality.
    calibrate_probs, label_quality_score_kwargs
        Not supported: an error if given.
    verbose : bool
        Not used.

    Returns
    -------
    dict of DataFrame
        label_quality, detailed_label_quality, annotator_stats; with `return_weights` model_weight and annotator_weight.
    """
    if calibrate_probs or label_quality_score_kwargs:
        raise ValueError("calibrate_probs= and label_quality_score_kwargs= are not supported; leave them out")
    if quality_method not in ("crowdlab", "agreement"):
        raise ValueError(f"quality_method={quality_method!r}: expected 'crowdlab' or 'agreement'")
    if return_weights and quality_method != "crowdlab":
        raise ValueError("return_weights=True goes only with quality_method='crowdlab'")
    codes, index, annotators = _wide(labels_multiannotator)
    model = _probabilities(codes, pred_probs)
    methods = consensus_method if isinstance(consensus_method, list) else [consensus_method]
    wrong = [method for method in methods if method not in ("best_quality", "majority_vote")]
    if wrong:
        raise ValueError(f"consensus_method={wrong[0]!r}: expected 'best_quality' or 'majority_vote'")

    by_majority = _Crowdlab(codes, model, _majority(codes, model), quality_method)
    found = {"majority_vote": by_majority}
    if "best_quality" in methods:
        best = _keep_largest(np.ones(model.shape, dtype=bool), by_majority.posterior)
        consensus = np.where(best.sum(axis=1) == 1, np.argmax(best, axis=1), by_majority.consensus)
        found["best_quality"] = _Crowdlab(codes, model, consensus, quality_method)

    first = found[methods[0]]
    quality = first.columns("")
    quality["num_annotations"] = first.counts
    for method in methods[1:]:
        quality.update(found[method].columns("_" + method))
    info: Dict[str, Any] = {"label_quality": pd.DataFrame(quality, index=index)}
    if return_detailed_quality:
        info["detailed_label_quality"] = pd.DataFrame(first.of_votes, index=index, columns=annotators).add_prefix("quality_annotator_")
    if return_annotator_stats:
        info["annotator_stats"] = first.annotator_stats(annotators)
    if return_weights:
        info["model_weight"], info["annotator_weight"] = first.model_weight, first.annotator_weight
    return info


class _Crowdlab:
    """Qualities given a consensus, as docs/strategies/crowdlab.md has the equations."""

    def __init__(self, codes: np.ndarray, model: np.ndarray, consensus: np.ndarray, quality_method: str):
        self.codes, self.consensus, self.quality_method = codes, consensus, quality_method
        self.is_vote = codes >= 0
        self.counts = self.is_vote.sum(axis=1)
        self.agreement = (codes == consensus[:, None]).sum(axis=1) / self.counts
        self.is_shared = self.counts > 1
        if quality_method == "crowdlab":
            if not self.is_shared.any():
                raise ValueError("no example has two votes or more, so nothing tells how far the annotators agree")
            self._weigh(model)
            self.posterior = self._mix(model)
        else:
            shares = [(codes == label).sum(axis=1) / self.counts for label in range(model.shape[1])]
            self.posterior = np.column_stack(shares)
        rows = np.arange(len(codes))
        self.quality = self.posterior[rows, consensus]
        self.of_votes = np.where(self.is_vote, self.posterior[rows[:, None], np.maximum(codes, 0)], np.nan)

    def _weigh(self, model: np.ndarray) -> None:
        shared, consensus = self.is_shared, self.consensus[self.is_shared]
        commonest = np.argmax(np.bincount(consensus))
        error = max(np.mean(consensus != commonest), FLOOR)
        with np.errstate(invalid="ignore", divide="ignore"):
            agree = self._agreement_of_annotators()
        if np.isnan(agree).any():
            agree = np.where(np.isnan(agree), np.nanmean(agree), agree)
        self.annotator_weight = np.maximum(1 - (1 - agree) / error, FLOOR)
        wrong = np.mean(np.argmax(model[shared], axis=1) != consensus)
        self.model_weight = float(max(1 - wrong / error, FLOOR) * np.sqrt(self.counts.mean()))

    def _agreement_of_annotators(self) -> np.ndarray:
        """The share of the pairs (a vote of the annotator, another vote on the example) that agree; NaN without pairs."""
        shares = np.full(self.codes.shape[1], np.nan)
        for annotator in range(self.codes.shape[1]):
            rows = self.is_vote[:, annotator]
            pairs = (self.counts[rows] - 1).sum()
            same = (self.codes[rows] == self.codes[rows, annotator][:, None]).sum() - rows.sum()
            if pairs:
                shares[annotator] = same / pairs
        return shares

    def _mix(self, model: np.ndarray) -> np.ndarray:
        right = self.agreement[self.is_shared].mean()
        n_labels = model.shape[1]
        wrong = (1 - right) / max(1, n_labels - 1)
        weights = self.is_vote * self.annotator_weight
        total = weights.sum(axis=1)
        votes = np.column_stack(
            [((self.codes == label) * weights).sum(axis=1) * (right - wrong) + total * wrong for label in range(n_labels)]
        )
        return (self.model_weight * model + votes) / (self.model_weight + total)[:, None]

    def columns(self, suffix: str) -> Dict[str, np.ndarray]:
        values = {"consensus_label": self.consensus, "consensus_quality_score": self.quality, "annotator_agreement": self.agreement}
        return {name + suffix: value for name, value in values.items()}

    def annotator_stats(self, names: Optional[pd.Index]) -> pd.DataFrame:
        """A row per annotator, the worst first."""
        is_right = np.where(self.is_vote, self.codes == self.consensus[:, None], np.nan)
        with np.errstate(invalid="ignore", divide="ignore"):
            n_shared = self.is_vote[self.is_shared].sum(axis=0)
            agreement = np.nansum(is_right[self.is_shared], axis=0) / n_shared
            with_consensus = np.nansum(is_right, axis=0) / self.is_vote.sum(axis=0)
            quality = agreement
            if self.quality_method == "crowdlab":
                mean_quality = np.nansum(self.of_votes, axis=0) / self.is_vote.sum(axis=0)
                others = self.annotator_weight.sum() * self.counts.mean() / self.codes.shape[1]
                share = self.model_weight / (self.model_weight + others)
                quality = share * mean_quality + (1 - share) * agreement
        stats = {
            "annotator_quality": quality,
            "agreement_with_consensus": with_consensus,
            "worst_class": [self._worst_class(annotator) for annotator in range(self.codes.shape[1])],
            "num_examples_labeled": self.is_vote.sum(axis=0),
        }
        frame = pd.DataFrame(stats, index=names)
        return frame.sort_values(by=["annotator_quality", "agreement_with_consensus"])

    def _worst_class(self, annotator: int) -> int:
        """The label of the annotator's votes with the least mean quality."""
        rows = self.is_vote[:, annotator]
        label = self.codes[rows, annotator]
        if not len(label):
            return -1
        counts = np.bincount(label)
        sums = np.bincount(label, weights=self.of_votes[rows, annotator])
        return int(np.argmin(np.where(counts > 0, sums / np.maximum(counts, 1), np.inf)))
