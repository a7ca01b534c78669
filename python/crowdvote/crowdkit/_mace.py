"""MACE: workers who know the label, or vote by habit."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from typing import Any, Optional, Tuple

import numpy as np
import pandas as pd

from ._shared import ProbabilisticAggregator, Votes

#: What the habits are before the votes: a count of each label.
HABIT_PRIOR = 10.0
#: What a chance is at least where its logarithm is taken.
LEAST_CHANCE = 1e-300


@dataclass(eq=False)
class MACE(ProbabilisticAggregator):
    """Hovy et al. (2013): a worker knows the label, or votes by habit.

    Parameters
    ----------
    n_restarts : int
        The number of starts; the most likely result is kept. A single one is random. Of several, the first is neutral where the core
        computes them: with "vb" and the default priors.
    n_iter : int
        The rounds of each start.
    method : {"vb", "em"}
        Variational Bayes, or expectation maximisation.
    smoothing : float
        Not used, as in crowd-kit: EM adds 0.01 / n_labels to each count.
    default_noise : float
        Random starts are uniform in [1, 2 + default_noise], divided by their sums.
    alpha, beta : float
        The prior counts of votes by habit and of votes that know the label, for "vb".
    random_state : int
        The seed of the random starts.
    verbose : int
        More than 0 shows a bar, where the core computes.

    Attributes
    ----------
    labels_, probas_
        As for `DawidSkene`.
    spamming_ : ndarray, shape (n_workers, 2)
        The chances that a worker votes by habit, and that they know the label: with "vb" exponents of expected logarithms, which
        sum to less than 1. Workers are in the order in which they appear.
    thetas_ : ndarray, shape (n_workers, n_labels)
        The habits, likewise. Labels are in the order in which they appear.
    theta_priors_, strategy_priors_, smoothing_
        The counts before the votes, for "vb" and "em".
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
        votes = Votes(data)
        self.smoothing_ = 0.01 / max(1, len(votes.labels))
        if self.method == "vb":
            self.theta_priors_ = np.tile([self.alpha, self.beta], (len(votes.workers), 1))
            self.strategy_priors_ = np.full((len(votes.workers), len(votes.labels)), HABIT_PRIOR)
        is_of_core = self.method == "vb" and self.n_restarts > 1 and (self.default_noise, self.alpha, self.beta) == (0.5, 0.5, 0.5)
        if is_of_core:
            result = votes.run(
                "mace", max_iterations=max(1, self.n_iter), restarts=self.n_restarts - 1, seed=self.random_state, progress=self.verbose > 0
            )
            probas = votes.probabilities(result)
            self.labels_ = votes.chosen(result)
            knows = votes.users(result, "skill", "skill").to_numpy()
            total = np.bincount(votes.worker, minlength=len(votes.workers)) + self.alpha + self.beta
            spamming = _expected(np.column_stack([1 - knows, knows]) * total[:, None])
            thetas = _expected(_counts_of_habits(votes, result))
        else:
            probas, spamming, thetas = self._most_likely(votes)
            self.labels_ = votes.series_of_labels(np.argmax(probas >= probas.max(axis=1, keepdims=True) - 1e-9, axis=1))
        self.probas_ = votes.frame(probas, None)
        workers = votes.workers.get_indexer(pd.unique(votes.data["worker"]))
        labels = votes.labels.get_indexer(pd.unique(votes.data["label"]))
        self.spamming_, self.thetas_ = spamming[workers], thetas[workers][:, labels]
        return self

    def _most_likely(self, votes: Votes) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Probabilities, spamming and habits of the best start."""
        best: Optional[Tuple[np.ndarray, np.ndarray, np.ndarray]] = None
        highest = -np.inf
        for restart in range(max(1, self.n_restarts)):
            spamming, thetas = self._start(votes, restart)
            probas, log_likelihood, by_habit = _e_step(votes, spamming, thetas)
            for _ in range(self.n_iter):
                spamming, thetas = self._m_step(votes, by_habit)
                probas, log_likelihood, by_habit = _e_step(votes, spamming, thetas)
            if best is None or log_likelihood > highest:
                best, highest = (probas, spamming, thetas), log_likelihood
        assert best is not None
        return best

    def _start(self, votes: Votes, restart: int) -> Tuple[np.ndarray, np.ndarray]:
        """crowd-kit's start, which is drawn in the order in which workers and labels appear; further ones have further seeds."""
        shapes = ((len(votes.workers), 2), (len(votes.workers), len(votes.labels)))
        draws = [1 + (1 + self.default_noise) * np.random.RandomState(self.random_state + restart).uniform(size=shape) for shape in shapes]
        spamming, thetas = (draw / draw.sum(axis=1, keepdims=True) for draw in draws)
        worker = np.argsort(votes.workers.get_indexer(pd.unique(votes.data["worker"])))
        label = np.argsort(votes.labels.get_indexer(pd.unique(votes.data["label"])))
        return spamming[worker], thetas[worker][:, label]

    def _m_step(self, votes: Votes, by_habit: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
        n, m = len(votes.workers), len(votes.labels)
        knowing = np.column_stack([np.bincount(votes.worker, weights=weights, minlength=n) for weights in (by_habit, 1 - by_habit)])
        habits = np.bincount(votes.worker * m + votes.label, weights=by_habit, minlength=n * m).reshape(n, m)
        if self.method == "vb":
            return _expected(knowing + [self.alpha, self.beta]), _expected(habits + HABIT_PRIOR)
        spamming, thetas = knowing + self.smoothing_, habits + self.smoothing_
        return spamming / spamming.sum(axis=1, keepdims=True), thetas / thetas.sum(axis=1, keepdims=True)


def _e_step(votes: Votes, spamming: np.ndarray, thetas: np.ndarray) -> Tuple[np.ndarray, float, np.ndarray]:
    """Probabilities of labels, the log likelihood, and the chance of each vote to be one by habit."""
    n, m = votes.shape
    by_habit = spamming[votes.worker, 0] * thetas[votes.worker, votes.label]
    known = spamming[votes.worker, 1]
    log_habit, log_both = (np.log(np.maximum(chance, LEAST_CHANCE)) for chance in (by_habit, by_habit + known))
    logs = np.bincount(votes.task * m + votes.label, weights=log_both - log_habit, minlength=n * m).reshape(n, m)
    logs += np.bincount(votes.task, weights=log_habit, minlength=n)[:, None]
    top = logs.max(axis=1, keepdims=True)
    sums = np.exp(logs - top)
    total = sums.sum(axis=1, keepdims=True)
    probas = sums / total
    log_likelihood = float((top + np.log(total / m)).sum())
    knows = probas[votes.task, votes.label] * known / np.maximum(by_habit + known, LEAST_CHANCE)
    return probas, log_likelihood, 1 - knows


def _expected(counts: np.ndarray) -> np.ndarray:
    """exp(E[ln p]) of chances with a Dirichlet distribution of these counts, row by row."""
    return np.exp(_digamma(counts) - _digamma(counts.sum(axis=1, keepdims=True)))


def _digamma(x: np.ndarray) -> np.ndarray:
    """By psi(x) = psi(x + 1) - 1/x up to 10, and its asymptotic series from there: to 1e-11."""
    shift = sum(1 / (x + k) for k in range(10))
    y = x + 10
    return np.log(y) - 1 / (2 * y) - 1 / (12 * y**2) + 1 / (120 * y**4) - 1 / (252 * y**6) - shift


def _counts_of_habits(votes: Votes, result: Any) -> np.ndarray:
    """The prior and the expected votes by habit, which the core writes into its model alone."""
    counts = np.full((len(votes.workers), len(votes.labels)), HABIT_PRIOR)
    with tempfile.TemporaryDirectory(prefix="crowdvote-") as folder:
        path = os.path.join(folder, "model.json")
        result.write(model=path)
        with open(path, encoding="utf-8") as file:
            users = json.load(file)["users"]
    for worker, entry in users.items() if isinstance(users, dict) else ((user["user"], user) for user in users):
        for truth, label, count in zip(entry.get("truth", ()), entry.get("label", ()), entry.get("votes", ())):
            if truth is None:
                counts[int(worker), int(label)] += count
    return counts
