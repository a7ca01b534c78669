"""Probabilities of labels, as a sparse table."""

from __future__ import annotations

from typing import Any, Dict, Tuple

import numpy as np


class Probabilities:
    """The probability of each label that can be true on each observation, as a sparse table by observation (CSR).

    Attributes
    ----------
    begin : ndarray of int64, shape (n_observations + 1,)
        Observation i has the entries begin[i] to begin[i + 1] - 1.
    label : ndarray of uint32, shape (n_entries,)
        Places in `labels`.
    value : ndarray of float64, shape (n_entries,)
        Between 0 and 1; those of an observation with a vote sum to 1.
    observations, labels : ndarray
        The caller's names, by place.
    """

    def __init__(self, begin: np.ndarray, label: np.ndarray, value: np.ndarray, observations: np.ndarray, labels: np.ndarray):
        self.begin = begin
        self.label = label
        self.value = value
        self.observations = observations
        self.labels = labels

    @property
    def shape(self) -> Tuple[int, int]:
        """(n_observations, n_labels)"""
        return len(self.begin) - 1, len(self.labels)

    def rows(self) -> np.ndarray:
        """The observation of each entry, as places in `observations`; with `label` and `value` it is a triple (COO)."""
        return np.repeat(np.arange(len(self.begin) - 1), np.diff(self.begin))

    def to_numpy(self) -> np.ndarray:
        """A dense float64 array of `shape`; 0 where a label cannot be true. Takes 8 bytes per cell."""
        dense = np.zeros(self.shape)
        dense[self.rows(), self.label] = self.value
        return dense

    def to_pandas(self, wide: bool = False) -> Any:
        """A DataFrame with the columns observation, label and probability; with `wide` a row per observation and a column
        per label, as `to_numpy`."""
        import pandas

        if wide:
            return pandas.DataFrame(self.to_numpy(), index=pandas.Index(self.observations, dtype=self.observations.dtype, name="observation"), columns=self.labels)
        return pandas.DataFrame(
            {"observation": self.observations[self.rows()], "label": self.labels[self.label], "probability": self.value}
        )

    def to_dict(self) -> Dict[Any, Dict[Any, float]]:
        """{observation: {label: probability}}"""
        rows: Dict[Any, Dict[Any, float]] = {}
        observations, labels = self.observations[self.rows()].tolist(), self.labels[self.label].tolist()
        for observation, label, value in zip(observations, labels, self.value.tolist()):
            rows.setdefault(observation, {})[label] = value
        return rows

    def __repr__(self) -> str:
        n, m = self.shape
        return f"<Probabilities of {m} labels on {n} observations, {len(self.value)} of them not zero>"
