"""GLAD: abilities of workers and difficulties of tasks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple

import numpy as np
import pandas as pd

from ._shared import ProbabilisticAggregator, Votes, objectives


@dataclass(eq=False)
class GLAD(ProbabilisticAggregator):
    """Whitehill et al. (2009): abilities of workers and difficulties of tasks.

    Parameters
    ----------
    n_iter, tol
        The most rounds, and the gain of the objective at which they end.
    silent : bool
        False shows a bar, where the core computes.
    labels_priors : Series by label, optional
        The chances of labels before the votes; None: they are equal.
    alphas_priors_mean, betas_priors_mean : Series by worker, by task, optional
        The means of the priors, whose variance is 1; None: means of 1. If one of these three is given, EM runs here rather than in
        the core.
    m_step_max_iter, m_step_tol
        The most steps of an M step, and the gain at which it ends, where EM runs here. The core solves the M step.

    Attributes
    ----------
    labels_, probas_, loss_history_
        As for `DawidSkene`.
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
        votes = Votes(data)
        self._init(votes.data)
        if any(prior is not None for prior in (self.labels_priors, self.alphas_priors_mean, self.betas_priors_mean)):
            return self._fit_with_priors(votes)
        result = votes.run("glad", max_iterations=max(1, self.n_iter), tolerance=max(self.tol, 0.0), progress=not self.silent)
        self.probas_ = votes.frame(votes.probabilities(result), "variable")
        self.labels_ = votes.chosen(result)
        self.alphas_ = votes.users(result, "skill", "alpha")
        betas = np.empty(len(votes.tasks))
        betas[result.observation_ids] = -np.log(np.asarray(result._observations["difficulty"], dtype=float))
        self.betas_ = pd.Series(betas, index=pd.Index(votes.tasks, name="task"), name="beta")
        self.loss_history_ = objectives(result)
        return self

    def _fit_with_priors(self, votes: Votes) -> "GLAD":
        data = self._e_step(self._join_all(votes.data, self.alphas_, self.betas_, self.priors_))
        self.loss_history_ = []
        before = -np.inf
        for _ in range(self.n_iter):
            data = self._m_step(data)
            data = self._e_step(data)
            self.loss_history_.append(self._compute_Q(data) / len(data))
            if self.loss_history_[-1] - before < self.tol:
                break
            before = self.loss_history_[-1]
        self.labels_ = self.probas_.idxmax(axis=1).rename("agg_label")
        return self

    # The parts of EM, with the names that they have in crowd-kit. `data` has a row a vote and possible label ("variable").
    def _init(self, data: pd.DataFrame) -> None:
        self.workers_, self.tasks_ = pd.unique(data["worker"]), pd.unique(data["task"])
        self.alphas_, self.betas_ = self._get_alphas_betas_by_point(np.ones(len(self.workers_) + len(self.tasks_)))
        labels = pd.unique(data["label"])
        self.priors_ = pd.Series(1 / len(labels), index=labels) if self.labels_priors is None else self.labels_priors
        self.prior_labels_ = self.priors_.index.to_numpy()
        self.alphas_priors_mean_ = _means_by(self.alphas_priors_mean, self.alphas_.index, "alphas_priors_mean")
        self.betas_priors_mean_ = _means_by(self.betas_priors_mean, self.betas_.index, "betas_priors_mean")

    def _join_all(self, data: pd.DataFrame, alphas: pd.Series, betas: pd.Series, priors: pd.Series) -> pd.DataFrame:
        labels = pd.DataFrame({"variable": priors.index})
        joined = data[["task", "worker", "label"]].merge(labels, how="cross")
        return joined.assign(
            alpha=joined["worker"].map(alphas), beta=joined["task"].map(betas), posterior=0.0, delta=joined["label"] == joined["variable"]
        )

    def _log_chance(self, data: pd.DataFrame) -> pd.Series:
        """ln P(vote | label): right with the chance logistic(a exp(b)), the wrong labels equally likely."""
        margin = data["alpha"] * np.exp(data["beta"])
        right, wrong = -np.logaddexp(0, -margin), -np.logaddexp(0, margin) - np.log(max(1, len(self.prior_labels_) - 1))
        return pd.Series(np.where(data["delta"], right, wrong), index=data.index)

    def _e_step(self, data: pd.DataFrame) -> pd.DataFrame:
        sums = self._log_chance(data).groupby([data["task"], data["variable"]]).sum().unstack()
        logs = sums + np.log(self.priors_.reindex(sums.columns).to_numpy(float))
        logs = np.exp(logs.sub(logs.max(axis=1), axis=0))
        self.probas_ = logs.div(logs.sum(axis=1), axis=0)
        place = self.probas_.index.get_indexer(data["task"]), self.probas_.columns.get_indexer(data["variable"])
        return data.assign(posterior=self.probas_.to_numpy()[place])

    def _compute_Q(self, data: pd.DataFrame) -> float:
        """The expected log likelihood of votes and parameters."""
        away = np.concatenate([self.alphas_ - self.alphas_priors_mean_, self.betas_ - self.betas_priors_mean_])
        return float((data["posterior"] * self._log_chance(data)).sum() - (away**2 + np.log(2 * np.pi)).sum() / 2)

    def _gradient_Q(self, data: pd.DataFrame) -> Tuple[pd.Series, pd.Series]:
        scale = np.exp(data["beta"])
        slope = data["posterior"] * (data["delta"] - 1 / (1 + np.exp(-data["alpha"] * scale))) * scale
        alphas = slope.groupby(data["worker"]).sum().reindex(self.alphas_.index) - (self.alphas_ - self.alphas_priors_mean_)
        betas = (slope * data["alpha"]).groupby(data["task"]).sum().reindex(self.betas_.index) - (self.betas_ - self.betas_priors_mean_)
        return alphas, betas

    def _curvature(self, data: pd.DataFrame) -> np.ndarray:
        """How fast the gradient falls along each parameter, as Gauss and Newton have it."""
        scale = np.exp(data["beta"])
        right = 1 / (1 + np.exp(-data["alpha"] * scale))
        bend = data["posterior"] * right * (1 - right) * scale**2
        of_alphas = bend.groupby(data["worker"]).sum().reindex(self.alphas_.index)
        of_betas = (bend * data["alpha"] ** 2).groupby(data["task"]).sum().reindex(self.betas_.index)
        return 1 + np.concatenate([of_alphas, of_betas])

    def _m_step(self, data: pd.DataFrame) -> pd.DataFrame:
        """Climbs along the gradient, each parameter scaled by its curvature, in steps that are halved until Q rises."""
        self._current_data = data
        value = self._compute_Q(data)
        for _ in range(self.m_step_max_iter):
            point = np.concatenate([self.alphas_, self.betas_])
            step = np.concatenate(self._gradient_Q(self._current_data)) / self._curvature(self._current_data)
            for halvings in range(30):
                self._update_alphas_betas(*self._get_alphas_betas_by_point(point + step / 2**halvings))
                gain = self._compute_Q(self._current_data) - value
                if gain >= 0:
                    break
            else:
                self._update_alphas_betas(*self._get_alphas_betas_by_point(point))
                break
            value += gain
            if gain < self.m_step_tol:
                break
        return self._current_data

    def _get_alphas_betas_by_point(self, x: np.ndarray) -> Tuple[pd.Series, pd.Series]:
        n = len(self.workers_)
        return (
            pd.Series(x[:n], index=pd.Index(self.workers_, name="worker"), name="alpha"),
            pd.Series(x[n:], index=pd.Index(self.tasks_, name="task"), name="beta"),
        )

    def _update_alphas_betas(self, alphas: pd.Series, betas: pd.Series) -> None:
        self.alphas_, self.betas_ = alphas, betas
        data = self._current_data
        self._current_data = data.assign(alpha=data["worker"].map(alphas), beta=data["task"].map(betas))


def _means_by(given: Optional[pd.Series], index: pd.Index, name: str) -> pd.Series:
    means = pd.Series(1.0, index=index) if given is None else given.reindex(index)
    if means.isna().any():
        raise ValueError(f"{name}= has no mean for {means.index[means.isna()][0]!r}; expected one for each in the votes")
    return means
