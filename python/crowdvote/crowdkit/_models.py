"""Aggregators that learn how workers err: DawidSkene, OneCoinDawidSkene, GLAD, MACE, KOS."""

from __future__ import annotations

import json
import os
import tempfile
import warnings
from dataclasses import dataclass
from typing import Any, List, Optional

import numpy as np
import pandas as pd

from .._errors import DataWarning
from ._shared import BaseClassificationAggregator, Votes

#: What probabilities of errors are at least, as in the core.
FLOOR = 1e-10


class _Probabilistic(BaseClassificationAggregator):
    probas_: pd.DataFrame

    def fit_predict_proba(self, data: pd.DataFrame, *arguments: Any, **keywords: Any) -> pd.DataFrame:
        """Fits and returns `probas_`."""
        return self.fit(data, *arguments, **keywords).probas_

    def fit_predict(self, data: pd.DataFrame, *arguments: Any, **keywords: Any) -> pd.Series:
        """Fits and returns `labels_`."""
        return self.fit(data, *arguments, **keywords).labels_


def _objectives(result: Any) -> List[float]:
    n_votes = len(result._crowd.votes()[0])
    return [row["objective"] / n_votes for row in result._rounds if row.get("objective") is not None]


@dataclass(eq=False)
class DawidSkene(_Probabilistic):
    """Dawid and Skene (1979): a matrix of errors for each worker, learnt by EM.

    Parameters
    ----------
    n_iter : int
        The most rounds; 0 gives the vote shares and the matrices by them.
    tol : float
        EM ends when the objective, divided by the votes, gains less.
    initial_error_strategy : {"assign", "addition"}, optional
        What `initial_error` of `fit` is: the matrices that EM starts from, or numbers of votes that are added to those counted.

    Attributes
    ----------
    labels_ : Series by task
    probas_ : DataFrame, a row a task and a column a label
    priors_ : Series by label
    errors_ : DataFrame by worker and label, a column a true label
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
            self.loss_history_ = _objectives(result)
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
        """EM from a start that the core does not take."""
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
    """Dawid-Skene with one number a worker: the chance to be right. Wrong labels are equally likely.

    Attributes
    ----------
    skills_ : Series by worker
        The chance to be right. The others are as those of `DawidSkene`.
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
            self.loss_history_ = _objectives(result)
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
class GLAD(_Probabilistic):
    """Whitehill et al. (2009): abilities of workers and difficulties of tasks.

    Parameters
    ----------
    n_iter, tol
        The most rounds, and the gain of the objective at which they end.
    silent : bool
        False shows a bar.
    labels_priors, alphas_priors_mean, betas_priors_mean
        None alone: labels are equally frequent, means are 1.
    m_step_max_iter, m_step_tol
        Not used: the M step is solved exactly.

    Attributes
    ----------
    labels_, probas_, loss_history_
        As of `DawidSkene`.
    alphas_ : Series by worker
        Abilities.
    betas_ : Series by task
        b, where a worker of ability a is right with the chance logistic(a exp(b)).
    """

    n_iter: int = 100
    tol: float = 1e-5
    silent: bool = True
    labels_priors: Optional[pd.Series] = None
    alphas_priors_mean: Optional[pd.Series] = None
    betas_priors_mean: Optional[pd.Series] = None
    m_step_max_iter: int = 25
    m_step_tol: float = 1e-2

    def fit(self, data: pd.DataFrame) -> "GLAD":
        for name in ("labels_priors", "alphas_priors_mean", "betas_priors_mean"):
            if getattr(self, name) is not None:
                raise ValueError(f"{name}= is not supported: labels are equally frequent and means are 1; leave it out")
        votes = Votes(data)
        result = votes.run("glad", max_iterations=max(1, self.n_iter), tolerance=max(self.tol, 0.0), progress=not self.silent)
        self.probas_ = votes.frame(votes.probabilities(result), "variable")
        self.labels_ = votes.chosen(result)
        self.alphas_ = votes.users(result, "skill", "alpha")
        betas = np.empty(len(votes.tasks))
        betas[result.observation_ids] = -np.log(np.asarray(result._observations["difficulty"], dtype=float))
        self.betas_ = pd.Series(betas, index=pd.Index(votes.tasks, name="task"), name="beta")
        self.loss_history_ = _objectives(result)
        return self


@dataclass(eq=False)
class MACE(_Probabilistic):
    """Hovy et al. (2013): a worker knows the label, or votes by habit.

    Parameters
    ----------
    n_restarts : int
        Starts; the first is neutral, the others are random and differ. The most likely result is kept.
    n_iter : int
        Rounds of each.
    method : {"vb", "em"}
        "em" is computed as "vb", with a warning.
    smoothing, default_noise, alpha, beta
        Their defaults alone have an effect; others give a warning.
    random_state : int
        Of the random starts.
    verbose : int
        More than 0 shows a bar.

    Attributes
    ----------
    labels_, probas_
        As of `DawidSkene`.
    spamming_ : ndarray, shape (n_workers, 2)
        The chances that a worker votes by habit, and that they know the label. Workers are in the order in which they appear.
    thetas_ : ndarray, shape (n_workers, n_labels)
        The habits: the mean of the posterior. Labels are in the order in which they appear.
    """

    n_restarts: int = 10
    n_iter: int = 50
    method: str = "vb"
    smoothing: float = 0.1
    default_noise: float = 0.5
    alpha: float = 0.5
    beta: float = 0.5
    random_state: int = 0
    verbose: int = 0

    def fit(self, data: pd.DataFrame) -> "MACE":
        if self.method not in ("vb", "em"):
            raise ValueError(f"method={self.method!r}: expected 'vb' or 'em'")
        ignored = [f"method={self.method!r}"] if self.method == "em" else []
        defaults = {"smoothing": 0.1, "default_noise": 0.5, "alpha": 0.5, "beta": 0.5}
        ignored += [f"{name}={getattr(self, name)}" for name, value in defaults.items() if getattr(self, name) != value]
        if ignored:
            warnings.warn(f"MACE takes no account of {', '.join(ignored)}: it is computed with its defaults", DataWarning, stacklevel=2)
        votes = Votes(data)
        result = votes.run(
            "mace", max_iterations=max(1, self.n_iter), restarts=max(0, self.n_restarts - 1), seed=self.random_state,
            progress=self.verbose > 0,
        )
        self.probas_ = votes.frame(votes.probabilities(result), None)
        self.labels_ = votes.chosen(result)
        knows = votes.users(result, "skill", "skill").reindex(pd.unique(votes.data["worker"])).to_numpy()
        self.spamming_ = np.column_stack([1 - knows, knows])
        self.thetas_ = self._habits(votes, result)
        return self

    def _habits(self, votes: Votes, result: Any) -> np.ndarray:
        counts = np.full((len(votes.workers), len(votes.labels)), 10.0)  # the prior
        with tempfile.TemporaryDirectory(prefix="crowdvote-") as folder:
            path = os.path.join(folder, "model.json")
            result.write(model=path)
            with open(path, encoding="utf-8") as file:
                users = json.load(file)["users"]
        for worker, entry in users.items() if isinstance(users, dict) else ((user["user"], user) for user in users):
            for truth, label, count in zip(entry.get("truth", ()), entry.get("label", ()), entry.get("votes", ())):
                if truth is None:
                    counts[int(worker), int(label)] += count
        counts = counts[votes.workers.get_indexer(pd.unique(votes.data["worker"]))]
        counts = counts[:, votes.labels.get_indexer(pd.unique(votes.data["label"]))]
        return counts / counts.sum(axis=1, keepdims=True)


@dataclass(eq=False)
class KOS(BaseClassificationAggregator):
    """Karger, Oh and Shah (2014): messages between tasks and workers, for two labels.

    Parameters
    ----------
    n_iter : int
        Rounds.
    random_state : int
        Of the random start.
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
