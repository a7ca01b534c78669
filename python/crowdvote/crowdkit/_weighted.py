"""Aggregators that weigh votes: MajorityVote, Wawa, ZeroBasedSkill, GoldMajorityVote, MMSR."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, List, Optional

import numpy as np
import pandas as pd

from ._shared import BaseClassificationAggregator, Votes


@dataclass(eq=False)
class MajorityVote(BaseClassificationAggregator):
    """The label with the most votes or, where skills are given, with the largest sum of skills.

    Parameters
    ----------
    on_missing_skill : {"error", "ignore", "value"}, default "error"
        What votes of workers without a skill mean: an error, no votes (an error if a task has no others), or `default_skill`.
    default_skill : float, optional
        The skill of such workers, with "value".

    Attributes
    ----------
    labels_ : Series by task
    probas_ : DataFrame, a row per task and a column per label
        The shares of the weights.
    skills_ : Series by worker
        The share of the worker's votes that are `labels_`.
    """

    on_missing_skill: str = "error"
    default_skill: Optional[float] = None

    def fit(self, data: pd.DataFrame, skills: Optional[pd.Series] = None) -> "MajorityVote":
        data = data[["task", "worker", "label"]].dropna()
        if skills is not None:
            data = self._with_skills(data, skills)
        votes = Votes(data)
        given = None if skills is None else skills.reindex(votes.workers).fillna(self.default_skill).to_numpy(float) \
            if self.default_skill is not None else skills.reindex(votes.workers).to_numpy(float)
        weights = votes.weights_of_labels(given)
        with np.errstate(invalid="ignore", divide="ignore"):
            self.probas_ = votes.frame(weights / weights.sum(axis=1, keepdims=True))
        codes = votes.heaviest(weights) if votes.data.size else np.zeros(0, dtype=np.int64)
        self.labels_ = votes.series_of_labels(codes)
        self.skills_ = votes.of_workers(votes.share_right(codes), "skill")
        return self

    def fit_predict(self, data: pd.DataFrame, skills: Optional[pd.Series] = None) -> pd.Series:
        """Fits and returns `labels_`."""
        return self.fit(data, skills).labels_

    def fit_predict_proba(self, data: pd.DataFrame, skills: Optional[pd.Series] = None) -> pd.DataFrame:
        """Fits and returns `probas_`."""
        return self.fit(data, skills).probas_

    def _with_skills(self, data: pd.DataFrame, skills: pd.Series) -> pd.DataFrame:
        """The votes that have a skill, by the rule of on_missing_skill."""
        if self.on_missing_skill not in ("error", "ignore", "value"):
            raise ValueError(f"on_missing_skill={self.on_missing_skill!r}: expected 'error', 'ignore' or 'value'")
        if self.on_missing_skill != "value" and self.default_skill is not None:
            raise ValueError('default_skill is used but on_missing_skill is not "value"')
        if self.on_missing_skill == "value":
            if self.default_skill is None:
                raise ValueError('on_missing_skill="value" takes a default_skill')
            return data
        is_known = data["worker"].isin(skills.dropna().index)
        if self.on_missing_skill == "error":
            if not is_known.all():
                workers = data["worker"][~is_known].unique()
                raise ValueError(
                    f"{(~is_known).sum()} votes are of workers without a skill, such as {workers[0]!r}; expected a skill for every "
                    "worker, or on_missing_skill='ignore' or 'value'"
                )
            return data
        known = data[is_known]
        lost = set(data["task"]) - set(known["task"])
        if lost:
            raise ValueError(f"{len(lost)} tasks have no vote of a worker with a skill; expected one, or on_missing_skill='value'")
        return known


class _Learnt(BaseClassificationAggregator):
    """Aggregators that learn `skills_`, and predict by the votes weighted with them."""

    skills_: pd.Series
    probas_: pd.DataFrame

    def _apply(self, data: pd.DataFrame) -> MajorityVote:
        self._check_fitted("skills_")
        vote = MajorityVote().fit(data, self.skills_)
        self.labels_ = vote.labels_
        self.probas_ = vote.probas_
        return vote

    def predict(self, data: pd.DataFrame) -> pd.Series:
        """The labels of votes whose workers were in those of `fit`."""
        self._apply(data)
        return self.labels_

    def predict_proba(self, data: pd.DataFrame) -> pd.DataFrame:
        """The shares of the weights of each label."""
        self._apply(data)
        return self.probas_

    def fit_predict(self, data: pd.DataFrame, *arguments: Any, **keywords: Any) -> pd.Series:
        """Fits and predicts on the same votes."""
        return self.fit(data, *arguments, **keywords).predict(data)

    def fit_predict_proba(self, data: pd.DataFrame, *arguments: Any, **keywords: Any) -> pd.DataFrame:
        """As `fit_predict`, but returns `probas_`."""
        return self.fit(data, *arguments, **keywords).predict_proba(data)


@dataclass(eq=False)
class Wawa(_Learnt):
    """Worker agreement with aggregate: votes are weighted by how often their worker agrees with the majority.

    Attributes
    ----------
    skills_ : Series by worker, after `fit`
    labels_, probas_ : after `predict`
    """

    def fit(self, data: pd.DataFrame) -> "Wawa":
        self.skills_ = MajorityVote().fit(data).skills_
        return self


@dataclass(eq=False)
class ZeroBasedSkill(_Learnt):
    """Skills that approach the worker's agreement with the vote weighted by them, step by step.

    Parameters
    ----------
    n_iter, lr_init, lr_steps_to_reduce, lr_reduce_factor
        The number of steps and their size, which is multiplied by the factor every so many steps.
    eps : float
        Skills start at 1 / n_labels + eps.
    """

    n_iter: int = 100
    lr_init: float = 1.0
    lr_steps_to_reduce: int = 20
    lr_reduce_factor: float = 0.5
    eps: float = 1e-5

    def fit(self, data: pd.DataFrame) -> "ZeroBasedSkill":
        votes = Votes(data)
        is_of_core = (self.lr_init, self.lr_steps_to_reduce, self.lr_reduce_factor, self.eps) == (1.0, 20, 0.5, 1e-5)
        if is_of_core and self.n_iter > 0 and len(votes.data):
            self.skills_ = votes.users(votes.run("zero-based-skill", rounds=self.n_iter), "skill", "skill")
        else:
            self.skills_ = votes.of_workers(self._learn(votes), "skill")
        return self

    def _learn(self, votes: Votes) -> np.ndarray:
        """The core has only the usual steps; these can be any."""
        skills = np.full(len(votes.workers), 1 / max(1, len(votes.labels)) + self.eps)
        rate = self.lr_init
        for step in range(1, self.n_iter + 1 if len(votes.data) else 1):
            if step % self.lr_steps_to_reduce == 0:
                rate *= self.lr_reduce_factor
            skills += rate * (votes.share_right(votes.heaviest(votes.weights_of_labels(skills))) - skills)
        return skills


@dataclass(eq=False)
class GoldMajorityVote(_Learnt):
    """Votes are weighted by how often their worker is right on tasks whose true label is known.

    Attributes
    ----------
    skills_ : Series by worker, after `fit`
        For the workers who voted on a task with a true label.
    labels_, probas_ : after `predict`
    """

    def fit(self, data: pd.DataFrame, true_labels: pd.Series) -> "GoldMajorityVote":
        """True labels are a Series by task. A task that occurs with several labels has all of them: each one is right."""
        data = data[["task", "worker", "label"]].dropna()
        truth = pd.Series(true_labels).rename("true_label")
        truth.index = truth.index.astype(object)  # ids of empty data have other types than those of the truth
        joined = data.astype({"task": object}).join(truth, on="task").dropna(subset=["true_label"])
        is_right = joined["label"].astype(object).eq(joined["true_label"].astype(object)).astype(float)
        of_vote = is_right.groupby([joined["task"], joined["worker"], joined["label"]]).max()
        self.skills_ = of_vote.groupby("worker").mean().rename("skill")
        return self


@dataclass(eq=False)
class MMSR(_Learnt):
    """M-MSR: skills by robust completion of the workers' matrix of agreement.

    Parameters
    ----------
    n_iter, tol
        The most rounds, and the change of the matrix at which they end.
    random_state : int
        The seed of the random start.

    Attributes
    ----------
    skills_ : Series by worker, after `fit`
        Log odds, so they may be negative.
    labels_, scores_ : after `predict`
        `scores_` are the weights of the labels, divided by their sum.
    """

    n_iter: int = 10000
    tol: float = 1e-10
    random_state: Optional[int] = 0

    def fit(self, data: pd.DataFrame) -> "MMSR":
        votes = Votes(data)
        result = votes.run("m-msr", max_iterations=self.n_iter, tolerance=self.tol, seed=self.random_state or 0)
        self.skills_ = votes.users(result, "skill", "skill").fillna(0.0)
        self.loss_history_: List[float] = [r["objective"] for r in result._rounds if r.get("objective") is not None]
        return self

    def _apply(self, data: pd.DataFrame) -> MajorityVote:
        vote = super()._apply(data)
        del self.probas_
        self.scores_ = vote.probas_
        return vote

    def predict_score(self, data: pd.DataFrame) -> pd.DataFrame:
        """The weight of each label."""
        self._apply(data)
        return self.scores_

    def fit_predict_score(self, data: pd.DataFrame) -> pd.DataFrame:
        """Fits and returns `scores_`."""
        return self.fit(data).predict_score(data)
