"""Aggregators that learn how workers err: DawidSkene, OneCoinDawidSkene, KOS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, List, Optional

import numpy as np
import pandas as pd

from ._shared import BaseClassificationAggregator, ProbabilisticAggregator, Votes, objectives

#: What probabilities of errors are at least, as in the core.
FLOOR = 1e-10


@dataclass(eq=False)
class DawidSkene(ProbabilisticAggregator):
    """Dawid and Skene (1979): a matrix of errors for each worker, learnt by EM.

    Parameters
    ----------
    n_iter : int
        The most rounds; 0 gives the vote shares and the matrices that follow from them.
    tol : float
        EM ends when the objective, divided by the votes, gains less than this.
    initial_error_strategy : {"assign", "addition"}, optional
        What `initial_error` of `fit` is: the matrices that EM starts from, or numbers of votes that are added to those counted.

    Attributes
    ----------
    labels_ : Series by task
    probas_ : DataFrame, a row per task and a column per label
    priors_ : Series by label
    errors_ : DataFrame by worker and label, a column per true label
        The probability that the worker votes the label.
    loss_history_ : list of float
        The objective, divided by the votes, after each round.
    """

    n_iter: int = 100
    tol: float = 1e-5
    initial_error_strategy: Optional[str] = None

    def fit(
        self, data: pd.DataFrame, true_labels: Optional[pd.Series] = None, initial_error: Optional[pd.DataFrame] = None
    ) -> "DawidSkene":
        """`true_labels`, a Series by task, are certain. `initial_error` has the shape of `errors_`."""
        votes = Votes(data, true_labels)
        if not len(votes.data):
            self.probas_, self.errors_ = pd.DataFrame(), pd.DataFrame()
            self.labels_, self.priors_ = pd.Series(dtype=float, name="agg_label"), pd.Series(dtype=float, name="prior")
            self.loss_history_ = []
            return self
        if self.n_iter == 0 or initial_error is not None:
            probas = self._learn(votes, true_labels, initial_error)
            self.labels_ = votes.series_of_labels(np.argmax(probas >= probas.max(axis=1, keepdims=True) - 1e-9, axis=1))
        else:
            result = votes.run("dawid-skene", true_labels, max_iterations=self.n_iter, tolerance=max(self.tol, 0.0))
            probas = votes.probabilities(result)
            self.labels_ = votes.chosen(result)
            self.loss_history_ = objectives(result)
            self.errors_ = self._frame_of_errors(votes, _errors(votes, probas))
        self.probas_ = votes.frame(probas)
        self.priors_ = pd.Series(probas.mean(axis=0), index=pd.Index(votes.labels, name="label"), name="prior")
        return self

    def _frame_of_errors(self, votes: Votes, errors: np.ndarray) -> pd.DataFrame:
        pairs = np.unique(votes.worker * len(votes.labels) + votes.label)
        index = pd.MultiIndex.from_arrays(
            [votes.workers.take(pairs // len(votes.labels)), votes.labels.take(pairs % len(votes.labels))], names=["worker", "label"]
        )
        return pd.DataFrame(errors, index=index, columns=pd.Index(votes.labels))

    def _learn(self, votes: Votes, gold: Optional[pd.Series], initial: Optional[pd.DataFrame]) -> np.ndarray:
        """EM from a start that the core does not support."""
        weights = votes.weights_of_labels(None)
        probas = _clamp(votes, weights / weights.sum(axis=1, keepdims=True), gold)
        errors = _errors(votes, probas, self._initial(votes, probas, initial))
        self.loss_history_ = []
        for _ in range(self.n_iter):
            pair = np.unique(votes.worker * len(votes.labels) + votes.label, return_inverse=True)[1]
            log_likelihood = np.log(np.maximum(probas.mean(axis=0), FLOOR)) + np.column_stack(
                [np.bincount(votes.task, weights=column[pair]) for column in np.log(errors).T]
            )
            top = log_likelihood.max(axis=1, keepdims=True)
            sums = np.exp(log_likelihood - top)
            probas = _clamp(votes, sums / sums.sum(axis=1, keepdims=True), gold)
            errors = _errors(votes, probas)
            self.loss_history_.append(_objective(votes, probas, errors, pair))
            if len(self.loss_history_) > 1 and self.loss_history_[-1] - self.loss_history_[-2] < self.tol:
                break
        self.errors_ = self._frame_of_errors(votes, errors)
        return probas

    def _initial(self, votes: Votes, probas: np.ndarray, initial: Optional[pd.DataFrame]) -> Optional[np.ndarray]:
        """Counts that stand for those of the votes, or are added to them."""
        if initial is None:
            return None
        if self.initial_error_strategy not in ("assign", "addition"):
            raise ValueError(f"initial_error_strategy={self.initial_error_strategy!r}: expected 'assign' or 'addition' with initial_error")
        index = self._frame_of_errors(votes, _errors(votes, probas)).index
        given = initial.reindex(index=index, columns=votes.labels)
        if self.initial_error_strategy == "addition":
            return _counts(votes, probas) + given.fillna(0.0).to_numpy(float)
        if given.isna().any(axis=None):
            raise ValueError("initial_error lacks workers or labels of the votes; expected all of them with initial_error_strategy='assign'")
        if not np.allclose(initial.groupby(level=0).sum().to_numpy(float), 1.0):
            raise ValueError("The sum of each worker's error matrix in initial_error should be 1.0")
        return given.to_numpy(float)


def _clamp(votes: Votes, probas: np.ndarray, gold: Optional[pd.Series]) -> np.ndarray:
    if gold is not None:
        task, label = votes.tasks.get_indexer(gold.index), votes.labels.get_indexer(gold)
        is_known = (task >= 0) & (label >= 0)
        probas[task[is_known]] = 0
        probas[task[is_known], label[is_known]] = 1
    return probas


def _counts(votes: Votes, probas: np.ndarray) -> np.ndarray:
    """The expected number of votes of each worker for each label that they used (rows), by true label (columns)."""
    pair = np.unique(votes.worker * len(votes.labels) + votes.label, return_inverse=True)[1]
    return np.column_stack([np.bincount(pair, weights=column[votes.task]) for column in probas.T])


def _errors(votes: Votes, probas: np.ndarray, counts: Optional[np.ndarray] = None) -> np.ndarray:
    """The M step: counts, or those of the votes, divided by their sum over the labels of the worker."""
    counts = np.maximum(_counts(votes, probas) if counts is None else counts, FLOOR)
    worker = np.unique(votes.worker * len(votes.labels) + votes.label) // len(votes.labels)
    return counts / np.column_stack([np.bincount(worker, weights=column)[worker] for column in counts.T])


def _objective(votes: Votes, probas: np.ndarray, errors: np.ndarray, pair: np.ndarray) -> float:
    """The lower bound of the log likelihood, divided by the votes; each task counts its prior once."""
    positive = probas[probas > 0]
    prior = probas.mean(axis=0)
    total = (probas.sum(axis=0) * np.log(np.maximum(prior, FLOOR))).sum() - (positive * np.log(positive)).sum()
    return float((total + (probas[votes.task] * np.log(errors[pair])).sum()) / len(votes.task))


@dataclass(eq=False)
class OneCoinDawidSkene(DawidSkene):
    """Dawid-Skene with one number per worker: the chance of being right. Wrong labels are equally likely.

    Attributes
    ----------
    skills_ : Series by worker
        The chance of being right. The other attributes are those of `DawidSkene`.
    """

    def fit(self, data: pd.DataFrame, true_labels: Optional[pd.Series] = None) -> "OneCoinDawidSkene":  # type: ignore[override]
        votes = Votes(data, true_labels)
        if not len(votes.data) or self.n_iter == 0:
            super().fit(data, true_labels)
            if not len(votes.data):
                return self
            probas = self.probas_.to_numpy()
        else:
            result = votes.run("one-coin", true_labels, max_iterations=self.n_iter, tolerance=max(self.tol, 0.0))
            probas = votes.probabilities(result)
            self.labels_ = votes.chosen(result)
            self.loss_history_ = objectives(result)
        self.probas_ = votes.frame(probas)
        self.priors_ = pd.Series(probas.mean(axis=0), index=pd.Index(votes.labels, name="label"), name="prior")
        n = np.bincount(votes.worker)
        right = np.bincount(votes.worker, weights=probas[votes.task, votes.label]) / n
        self.skills_ = votes.of_workers(right, "skill")
        self.errors_ = self._frame_of_errors(votes, _one_coin_errors(votes, right))
        return self


def _one_coin_errors(votes: Votes, right: np.ndarray) -> np.ndarray:
    n_labels = len(votes.labels)
    pairs = np.unique(votes.worker * n_labels + votes.label)
    worker, label = pairs // n_labels, pairs % n_labels
    errors = np.repeat(((1 - right[worker]) / max(1, n_labels - 1))[:, None], n_labels, axis=1)
    errors[np.arange(len(pairs)), label] = right[worker]
    return np.clip(errors, FLOOR, 1 - FLOOR)


@dataclass(eq=False)
class KOS(BaseClassificationAggregator):
    """Karger, Oh and Shah (2014): messages between tasks and workers, for two labels.

    Parameters
    ----------
    n_iter : int
        Rounds.
    random_state : int
        The seed of the random start.
    """

    n_iter: int = 100
    random_state: int = 0

    def fit(self, data: pd.DataFrame) -> "KOS":
        if not data.size:
            self.labels_ = pd.Series([], dtype="O", name="agg_label")
            return self
        votes = Votes(data)
        if len(votes.labels) != 2:
            raise ValueError(f"KOS is for two labels; found {len(votes.labels)}")
        self.labels_ = votes.chosen(votes.run("kos", max_iterations=max(1, self.n_iter), seed=self.random_state))
        return self
