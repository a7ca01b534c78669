"""The aggregation classes of peerannot, computed by crowdvote: change `peerannot.models` to `crowdvote.peerannot`.

Answers are {task: {worker: label}}, and labels are 0 to n_classes - 1. Arrays have an entry per task, in the order of the answers.
"""

from __future__ import annotations

import warnings
from typing import Any, Dict, List, Mapping, Optional, Tuple

import numpy as np

from . import aggregate

__all__ = ["MV", "NaiveSoft", "Wawa", "WAWA", "IterativeWawa", "TwoThird", "DawidSkene", "Dawid_Skene", "GLAD", "WDS", "PlantNet", "CrowdModel"]

Answers = Mapping[Any, Mapping[Any, Any]]


class CrowdModel:
    """What all classes have in common.

    Parameters
    ----------
    answers : dict of dicts
        {task: {worker: label}}. -1 and None are not votes.
    n_classes : int, default 2
        The columns of `get_probas`.
    **kwargs
        Other keywords that peerannot takes, such as n_workers= and sparse=; they change nothing here.
    """

    strategy = ""

    def __init__(self, answers: Answers, n_classes: int = 2, **kwargs: Any):
        if not isinstance(answers, Mapping):
            raise TypeError(f"answers is {type(answers).__name__}; expected a dict {{task: {{worker: label}}}}")
        self.answers = answers
        self.n_classes = n_classes
        self.n_task = len(answers)
        self.n_workers = kwargs.get("n_workers", len({worker for row in answers.values() for worker in row}))
        self._options: Dict[str, Any] = {}
        self._result: Any = None

    def run(self, *arguments: Any, **keywords: Any) -> Any:
        """Aggregates. get_answers and get_probas call it if it has not been called."""
        return self._run(*arguments, **keywords)

    def _run(self, epsilon: Optional[float] = None, maxiter: Optional[int] = None, **kwargs: Any) -> Any:
        options = dict(self._options)
        if maxiter is not None:
            options["max_iterations"] = max(1, maxiter)
        if epsilon is not None:
            options["tolerance"] = epsilon
        self._result = aggregate(self.answers, self.strategy, **options)
        return self._result

    @property
    def result(self) -> Any:
        """The crowdvote.Result."""
        if self._result is None:
            self.run()
        return self._result

    def _in_order(self, values: np.ndarray, missing: Any) -> np.ndarray:
        """Values by the tasks of the answers; tasks without a vote have what is missing."""
        place = {task: row for row, task in enumerate(self.result.observation_ids.tolist())}
        rows = np.array([place.get(task, place.get(_text(task), -1)) for task in self.answers], dtype=np.int64)
        taken = values[np.maximum(rows, 0)] if len(values) else np.zeros((len(rows), *values.shape[1:]))
        taken[rows < 0] = missing
        return taken

    def get_answers(self) -> np.ndarray:
        """The label of each task, -1 where there is none."""
        labels = np.asarray(self.result.labels)
        if labels.dtype == object:
            labels = np.array([-1 if label is None else label for label in labels.tolist()])
        return self._in_order(labels, -1)

    def get_probas(self) -> np.ndarray:
        """The probabilities of the labels, shape (n_task, n_classes)."""
        found = self.result.probabilities
        dense = np.zeros((found.shape[0], self.n_classes))
        columns = np.array([int(label) for label in found.labels.tolist()], dtype=np.int64)
        if len(columns) and columns.max() >= self.n_classes:
            raise ValueError(f"label {columns.max()} is not below n_classes={self.n_classes}")
        dense[found.rows(), columns[found.label]] = found.value
        return self._in_order(dense, 0.0)


def _text(task: Any) -> Any:
    """Ids of the core are integers or texts."""
    try:
        return int(task)
    except (TypeError, ValueError):
        return str(task)


class _HardLabels(CrowdModel):
    def get_probas(self) -> np.ndarray:
        """As peerannot: a warning, and the labels."""
        warnings.warn(f"{type(self).__name__} gives only labels; get_probas returns get_answers(), and result.probabilities the shares")
        return self.get_answers()

    def run(self, **kwargs: Any) -> Any:
        return self._run()


class MV(_HardLabels):
    """The label with the most votes."""

    strategy = "mv"

    def get_probas(self) -> np.ndarray:
        """As peerannot: the labels."""
        return self.get_answers()


class NaiveSoft(CrowdModel):
    """The shares of the votes."""

    strategy = "mv"


class Wawa(_HardLabels):
    """Worker agreement with aggregate: the vote weighted by each worker's agreement with the majority."""

    strategy = "wawa"

    @property
    def worker_score(self) -> np.ndarray:
        """The weight of each worker, in the order in which they first appear."""
        return np.asarray(self.result._users["weight"], dtype=float)


class IterativeWawa(Wawa):
    """The same, with weights learnt and labels voted on again in each of `run`'s rounds."""

    def run(self, nb_iter: int = 10, **kwargs: Any) -> Any:
        self._options["rounds"] = nb_iter
        return self._run()


class TwoThird(_HardLabels):
    """The label of two thirds of at least two votes, otherwise -1."""

    strategy = "twothird"


class DawidSkene(CrowdModel):
    """Dawid and Skene (1979). `run` returns the objective of each round and their number."""

    strategy = "dawid-skene"

    def run(self, epsilon: float = 1e-6, maxiter: int = 50, **kwargs: Any) -> Tuple[List[float], int]:
        result = self._run(epsilon, maxiter)
        n_votes = len(result._crowd.votes()[0])
        return [row["objective"] / n_votes for row in result._rounds], int(result.diagnostics["iterations"])


class GLAD(CrowdModel):
    """Whitehill et al. (2009): abilities `alpha` and difficulties, of which `beta` is minus the logarithm."""

    strategy = "glad"

    def run(self, epsilon: float = 1e-5, maxiter: int = 50, **kwargs: Any) -> Any:
        return self._run(epsilon, maxiter)

    @property
    def alpha(self) -> np.ndarray:
        return np.asarray(self.result._users["skill"], dtype=float)

    @property
    def beta(self) -> np.ndarray:
        return self._in_order(-np.log(np.asarray(self.result._observations["difficulty"], dtype=float)), 1.0)


class WDS(CrowdModel):
    """The vote weighted by the diagonals of the matrices of `DawidSkene`."""

    strategy = "wds"


class PlantNet(_HardLabels):
    """Pl@ntNet: the vote weighted by the number of species that each worker has shown to know.

    Parameters
    ----------
    answers, n_classes
        As for `CrowdModel`. Votes of the worker "AI" are those of the AI.
    AI : {"ignored", "worker", "fixed", "invalidating", "confident"}
    alpha, beta : float
        Parameters of the weight function. The defaults are those of the article, 0.5 and 0.2; peerannot's are 1 and 1, under which all weights are equal.
    AIweight : float
    authors : path, optional
        The worker who made each task, in the order of the answers.
    scores : path, optional
        The AI's scores, for "confident".
    threshold_scores : float, optional
        The lowest score that counts.
    """

    strategy = "plantnet"
    _AI = {"ignored": "ignore", "worker": "user", "fixed": "fixed", "invalidating": "invalidate", "confident": "confident"}

    def __init__(
        self, answers: Answers, n_classes: int, AI: str = "ignored", parrots: str = "ignored", alpha: float = 0.5, beta: float = 0.2,
        AIweight: float = 1.0, authors: Any = None, scores: Any = None, threshold_scores: Optional[float] = None, **kwargs: Any,
    ):
        super().__init__(answers, n_classes, **kwargs)
        if AI not in self._AI:
            raise ValueError(f"AI={AI!r}: expected one of {', '.join(self._AI)}")
        self._options = {"alpha": alpha, "beta": beta, "authors": authors}
        if any("AI" in row for row in answers.values()):
            self._options.update(ai_strategy=self._AI[AI], ai_weight=AIweight, ai_scores=scores)
            if threshold_scores is not None:
                self._options["theta_score"] = threshold_scores

    def run(self, maxiter: int = 100, epsilon: float = 1e-5, **kwargs: Any) -> None:
        """The rounds end when no weight changes, so `epsilon` is not used."""
        CrowdModel.run(self, None, maxiter)
        self.valid = self._in_order(self.result.valid_array.astype(float), 0.0)
        self.conf = self._in_order(self.result.conf_array, 0.0)
        self.acc = self._in_order(self.result.acc_array, 0.0)
        self.weights = np.asarray(self.result._users["weight"], dtype=float)


WAWA = Wawa
Dawid_Skene = DawidSkene
