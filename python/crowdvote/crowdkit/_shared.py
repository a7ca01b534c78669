"""What the aggregators share: votes as codes, runs of the core, and labels as pandas objects."""

from __future__ import annotations

from typing import Any, List, Optional

import numpy as np
import pandas as pd

from .. import aggregate

#: Weights of labels this near are tied, as in the core.
TIE = 1e-9


class NotFittedError(ValueError, AttributeError):
    """A prediction was requested before `fit`."""


class BaseClassificationAggregator:
    """What all aggregators have in common: `labels_`, a Series indexed by task and named agg_label."""

    labels_: pd.Series

    def fit(self, *arguments: Any, **keywords: Any) -> Any:
        raise NotImplementedError

    def fit_predict(self, data: pd.DataFrame) -> pd.Series:
        """Fits and returns `labels_`."""
        self.fit(data)
        return self.labels_

    def _check_fitted(self, attribute: str) -> None:
        if not hasattr(self, attribute):
            raise NotFittedError(f"this {type(self).__name__} is not fitted: call fit before predict")


class ProbabilisticAggregator(BaseClassificationAggregator):
    """Those that give probabilities of labels."""

    probas_: pd.DataFrame

    def fit_predict_proba(self, data: pd.DataFrame, *arguments: Any, **keywords: Any) -> pd.DataFrame:
        """Fits and returns `probas_`."""
        return self.fit(data, *arguments, **keywords).probas_

    def fit_predict(self, data: pd.DataFrame, *arguments: Any, **keywords: Any) -> pd.Series:
        """Fits and returns `labels_`."""
        return self.fit(data, *arguments, **keywords).labels_


def objectives(result: Any) -> List[float]:
    """The objective of each round, divided by the votes."""
    n_votes = len(result._crowd.votes()[0])
    return [row["objective"] / n_votes for row in result._rounds if row.get("objective") is not None]


class Votes:
    """The votes of a data frame as codes of its sorted tasks, workers and labels. Rows without a label are not votes.

    Parameters
    ----------
    data : DataFrame with the columns task, worker and label
    more_labels : Series, optional
        Labels that may not occur in the votes, as those of gold.
    """

    def __init__(self, data: pd.DataFrame, more_labels: Optional[pd.Series] = None):
        data = data[["task", "worker", "label"]].dropna()
        self.data = data
        self.task, self.tasks = _codes(data["task"])
        self.worker, self.workers = _codes(data["worker"])
        labels = data["label"]
        if more_labels is not None and len(more_labels):
            codes, self.labels = _codes(pd.concat([labels, more_labels.dropna()], ignore_index=True))
            self.label = codes[: len(labels)]
        else:
            self.label, self.labels = _codes(labels)

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.tasks), len(self.labels)

    def run(self, strategy: str, gold: Optional[pd.Series] = None, **options: Any) -> Any:
        """Runs a strategy. Observations, users and labels of the result are codes."""
        codes = None
        if gold is not None:
            task, label = self.tasks.get_indexer(gold.index), self.labels.get_indexer(gold)
            is_known = (task >= 0) & (label >= 0)
            codes = dict(zip(task[is_known].tolist(), label[is_known].tolist()))
        arrays = (self.task.astype(np.int64), self.worker.astype(np.int64), self.label.astype(np.int64))
        return aggregate(arrays, strategy, gold=codes or None, probabilities=True, **options)

    def probabilities(self, result: Any) -> np.ndarray:
        """Those of a result, shape (n_tasks, n_labels), in the order of `tasks` and `labels`."""
        dense = np.zeros(self.shape)
        found = result.probabilities
        dense[np.asarray(result.observation_ids)[found.rows()], np.asarray(result.label_names)[found.label]] = found.value
        return dense

    def chosen(self, result: Any) -> pd.Series:
        """The labels of a result."""
        codes = np.empty(len(self.tasks), dtype=np.int64)
        codes[result.observation_ids] = np.asarray(result.label_names)[result.label_codes]
        return self.series_of_labels(codes)

    def series_of_labels(self, codes: np.ndarray) -> pd.Series:
        return pd.Series(self.labels.take(codes), index=pd.Index(self.tasks, name="task"), name="agg_label")

    def frame(self, values: np.ndarray, columns_name: Optional[str] = "label") -> pd.DataFrame:
        return pd.DataFrame(values, index=pd.Index(self.tasks, name="task"), columns=pd.Index(self.labels, name=columns_name))

    def of_workers(self, values: np.ndarray, name: str) -> pd.Series:
        return pd.Series(values, index=pd.Index(self.workers, name="worker"), name=name)

    def users(self, result: Any, column: str, name: str) -> pd.Series:
        """A column of the result's users."""
        values = np.full(len(self.workers), np.nan)
        values[result.user_ids] = np.asarray(result.users[column], dtype=float)
        return self.of_workers(values, name)

    def weights_of_labels(self, skills: Optional[np.ndarray]) -> np.ndarray:
        """The sum of the skills of those who voted each label, shape (n_tasks, n_labels). Skills may be negative."""
        n, m = self.shape
        weights = None if skills is None else skills[self.worker]
        return np.bincount(self.task * m + self.label, weights=weights, minlength=n * m).reshape(n, m).astype(float)

    def heaviest(self, weights: np.ndarray) -> np.ndarray:
        """The label of the largest weight; of tied ones, the first in the order of names. Only labels voted on win."""
        is_voted = self.weights_of_labels(None) > 0
        weights = np.where(is_voted, weights, -np.inf)
        top = weights.max(axis=1, keepdims=True)
        return np.argmax(weights >= top - TIE * np.maximum(1, np.abs(top)), axis=1)

    def share_right(self, codes: np.ndarray) -> np.ndarray:
        """The share of each worker's votes that are the label with this code of the task."""
        right = np.bincount(self.worker, weights=self.label == codes[self.task], minlength=len(self.workers))
        return right / np.bincount(self.worker, minlength=len(self.workers))


def _codes(values: pd.Series) -> tuple[np.ndarray, pd.Index]:
    try:
        codes, names = pd.factorize(values, sort=True)
    except TypeError:  # values that have no order among themselves
        codes, names = pd.factorize(values)
    return codes.astype(np.int64), pd.Index(names)


