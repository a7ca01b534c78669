"""An estimator that follows the conventions of scikit-learn."""

from __future__ import annotations

import os
import tempfile
from typing import Any, Dict, Optional

import numpy as np

from . import aggregate

_KEYWORDS = "authors ai_votes ai_scores truth experts weights gold".split()


class Aggregator:
    """Aggregates votes with a strategy; fitted, it labels other observations of the same users without learning again.

    Parameters
    ----------
    strategy : str, default "dawid-skene"
        A name or a SPEC, as `crowdvote.aggregate` takes it.
    **options
        Other keywords of `crowdvote.aggregate`, such as seed=, threads= or options of the strategy.

    Attributes
    ----------
    result_ : crowdvote.Result
        The result for the votes of `fit`.
    labels_ : Series or ndarray
        Their labels.
    classes_ : ndarray
        The labels of the votes, in ascending order.

    Examples
    --------
    >>> import crowdvote
    >>> votes = {"photo 1": {"ann": "oak", "ben": "oak"}, "photo 2": {"ann": "elm", "ben": "oak"}}
    >>> crowdvote.Aggregator("one-coin").fit(votes).predict({"photo 3": {"ann": "elm"}}).tolist()
    ['elm']
    """

    def __init__(self, strategy: str = "dawid-skene", **options: Any):
        self.strategy = strategy
        self.options = options

    def get_params(self, deep: bool = True) -> Dict[str, Any]:
        """The strategy and the options."""
        return {"strategy": self.strategy, **self.options}

    def set_params(self, **params: Any) -> "Aggregator":
        """Changes the strategy or options; what was fitted stays until the next `fit`."""
        self.strategy = params.pop("strategy", self.strategy)
        self.options = {**self.options, **params}
        return self

    def fit(self, votes: Any, truth: Any = None, **side_data: Any) -> "Aggregator":
        """Learns from votes.

        Parameters
        ----------
        votes
            As `crowdvote.aggregate` takes them.
        truth, **side_data
            What is given with them: authors, ai_votes, ai_scores, truth, experts, weights, gold.
        """
        unknown = sorted(set(side_data) - set(_KEYWORDS))
        if unknown:
            raise TypeError(f"fit has no keyword {unknown[0]}=; expected {', '.join(_KEYWORDS)}; options go to the constructor")
        if truth is not None:
            side_data["truth"] = truth
        self.result_ = aggregate(votes, self.strategy, **{**self.options, **side_data})
        self.labels_ = self.result_.labels
        self.classes_ = np.array(sorted(self.result_.label_names.tolist(), key=lambda name: (isinstance(name, str), name)))
        self._model: Optional[bytes] = _model_of(self.result_)
        return self

    def fit_predict(self, votes: Any, truth: Any = None, **side_data: Any) -> Any:
        """Fits and returns the labels of the same votes."""
        return self.fit(votes, truth, **side_data).labels_

    def predict(self, votes: Any) -> Any:
        """The labels of other votes, by what was learnt about the users. A user who is not known counts as a newcomer.

        Raises
        ------
        crowdvote.OptionError
            The strategy learns nothing that can be used on other observations.
        """
        return self._apply(votes).labels

    def predict_proba(self, votes: Any) -> np.ndarray:
        """The probabilities of their labels, shape (n_observations, n_classes), in the order of `classes_`."""
        found = self._apply(votes).probabilities
        dense = np.zeros((found.shape[0], len(self.classes_)))
        place = {label: column for column, label in enumerate(self.classes_.tolist())}
        columns = np.array([place.get(label, -1) for label in found.labels.tolist()], dtype=np.int64)[found.label]
        dense[found.rows()[columns >= 0], columns[columns >= 0]] = found.value[columns >= 0]
        return dense

    def score(self, votes: Any, truth: Any) -> float:
        """The share of the observations with a truth that `predict` labels so. The truth is a dict or a Series by observation."""
        result = self._apply(votes)
        labels = dict(zip(result.observation_ids.tolist(), np.asarray(result.labels).tolist()))
        known = [key for key in truth.keys() if key in labels and truth[key] == truth[key]]
        if not known:
            raise ValueError("no observation of the votes has a truth; expected a dict or a Series by observation")
        return sum(labels[key] == truth[key] for key in known) / len(known)

    def _apply(self, votes: Any) -> Any:
        if not hasattr(self, "result_"):
            raise NotFittedError("this Aggregator is not fitted: call fit before predict")
        if self._model is None:
            if self.result_.strategy == "mv":
                return aggregate(votes, self.strategy, **self.options)
            # The core says which strategies have a model.
            with tempfile.TemporaryDirectory(prefix="crowdvote-") as folder:
                self.result_.write(model=os.path.join(folder, "model.json"))
        with tempfile.TemporaryDirectory(prefix="crowdvote-") as folder:
            path = os.path.join(folder, "model.json")
            with open(path, "wb") as file:
                file.write(self._model or b"")
            kept = {name: value for name, value in self.options.items() if name in ("ties", "seed", "threads", "memory_limit")}
            return aggregate(votes, self.result_.strategy, use_model=path, probabilities=True, **kept)

    def __repr__(self) -> str:
        options = "".join(f", {name}={value!r}" for name, value in self.options.items())
        return f"Aggregator(strategy={self.strategy!r}{options})"


class NotFittedError(ValueError, AttributeError):
    """A prediction was requested before `fit`."""


def _model_of(result: Any) -> Optional[bytes]:
    """The model file of a run, or None where its strategy has none."""
    from ._errors import OptionError

    with tempfile.TemporaryDirectory(prefix="crowdvote-") as folder:
        path = os.path.join(folder, "model.json")
        try:
            result.write(model=path)
        except OptionError:
            return None
        with open(path, "rb") as file:
            return file.read()
