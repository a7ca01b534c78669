"""What comes out of `crowdvote.aggregate`."""

from __future__ import annotations

import json
import os
import pickle
import sys
from functools import cached_property
from typing import Any, Dict, List, Mapping, Optional, Tuple

import numpy as np

from . import _core, _first_rows
from ._errors import OptionError
from ._figures import Figures
from ._first_rows import names_of_codes
from ._probabilities import Probabilities


class Result:
    """Labels, how certain they are, and all that was learnt about the users.

    Arrays have one entry per observation or user, in the order in which they first appear in the votes. Where the votes came
    as pandas objects, or pandas is imported, they are Series and DataFrames indexed by the caller's ids. Everything is made
    when it is first asked for.

    Attributes
    ----------
    labels : Series or ndarray, shape (n_observations,)
        The label of each observation; None, or -1 where all labels are integers, where it is undefined.
    valid : Series or ndarray of bool
        Whether the label is reliable enough, by the rule of the strategy.
    conf : Series or ndarray of float64
        The weight behind the label, in votes of weight 1.
    acc : Series or ndarray of float64
        Its share of all weights on the observation, between 0 and 1.
    probabilities : Probabilities
        The probability of every label on every observation.
    users, observations : DataFrame or dict of ndarray
        What is known about each user and each observation.
    confusion : DataFrame, dict of ndarray or None
        How users vote where a label is true, from strategies that learn it: user, truth, label, probability and count.
    rounds : DataFrame or list of dict
        What changed in each round, from strategies that work in rounds.
    summary : dict
        Counts, options, seconds and metrics: what the program writes with --summary.
    metrics : dict or None
        The figures against the truth; None where there is none.
    strategy : str
        The name of the strategy.
    options : dict of str
        Its options as they were applied.
    reason : str or None
        Why the strategy was chosen, where the data chose it.
    """

    def __init__(self, run: Any, read: Mapping[str, Any], settings: Mapping[str, Any], control: Tuple[int, int, Any], use_pandas: bool):
        self._run = run
        self._crowd = run.crowd
        self._read = dict(read)
        self._settings = dict(settings)
        self._control = (control[0], control[1], None)
        self._use_pandas = use_pandas

    # What a pickle holds takes the place of the run.
    def __getstate__(self) -> Dict[str, Any]:
        names = (
            "observation_ids user_ids label_names label_codes conf_array acc_array valid_array probabilities _users "
            "_observations _confusion _rounds summary strategy options reason diagnostics"
        ).split()
        return {"values": {name: getattr(self, name) for name in names}, "use_pandas": self._use_pandas}

    def __setstate__(self, state: Dict[str, Any]) -> None:
        self._run = self._crowd = None
        self._use_pandas = state["use_pandas"]
        for name, value in state["values"].items():
            self.__dict__[name] = value

    def _live_run(self) -> Any:
        if self._run is None:
            raise RuntimeError("this result comes from a pickle, which holds no votes: aggregate them again to get this")
        return self._run

    # Names.
    @cached_property
    def observation_ids(self) -> np.ndarray:
        """The caller's ids of observations, in the order of the input."""
        return self._live_run().crowd.observation_names

    @cached_property
    def user_ids(self) -> np.ndarray:
        """The caller's ids of users, and the AI's name as the last where its weight was learnt."""
        names = self._live_run().crowd.user_names
        if self._live_run().diagnostics["ai_is_user"]:
            names = np.append(names.astype(object), self._read.get("ai_user", "AI"))
        return names

    @cached_property
    def label_names(self) -> np.ndarray:
        """The caller's labels, by code: in the order in which they first appear."""
        return self._live_run().crowd.label_names

    @cached_property
    def label_codes(self) -> np.ndarray:
        """The label of each observation as a place in `label_names`, uint32; 4294967295 is none."""
        return self._live_run().label

    @cached_property
    def conf_array(self) -> np.ndarray:
        """`conf` without pandas."""
        return self._live_run().conf

    @cached_property
    def acc_array(self) -> np.ndarray:
        """`acc` without pandas."""
        return self._live_run().acc

    @cached_property
    def valid_array(self) -> np.ndarray:
        """`valid` without pandas."""
        return self._live_run().valid

    @cached_property
    def strategy(self) -> str:
        return self._live_run().strategy

    @cached_property
    def options(self) -> Dict[str, str]:
        return {name.replace("-", "_"): value for name, value in self._live_run().options}

    @cached_property
    def reason(self) -> Optional[str]:
        return self._live_run().reason

    @cached_property
    def diagnostics(self) -> Dict[str, Any]:
        """How the run ended: iterations, converged, stop_reason, cycle_length, ties, valid."""
        return self._live_run().diagnostics

    # Labels.
    @cached_property
    def labels(self) -> Any:
        return self._series(names_of_codes(self.label_names, self.label_codes), "label")

    @cached_property
    def valid(self) -> Any:
        return self._series(self.valid_array, "valid")

    @cached_property
    def conf(self) -> Any:
        return self._series(self.conf_array, "conf")

    @cached_property
    def acc(self) -> Any:
        return self._series(self.acc_array, "acc")

    @cached_property
    def probabilities(self) -> Probabilities:
        run = self._live_run()
        entries: Any = run.probabilities
        if entries is None:
            run.again({**self._settings, "probabilities": True}, self._control)
            entries = run.probabilities
        begin, label, value = entries
        return Probabilities(begin, label, value, self.observation_ids, self.label_names)

    # Tables.
    @cached_property
    def _users(self) -> Dict[str, np.ndarray]:
        return self._live_run().users

    @cached_property
    def users(self) -> Any:
        return self._frame(self._users, self.user_ids, "user")

    @cached_property
    def _observations(self) -> Dict[str, np.ndarray]:
        columns = dict(self._live_run().observations)
        columns["runner_up"] = names_of_codes(self.label_names, columns["runner_up"])
        return columns

    @cached_property
    def observations(self) -> Any:
        return self._frame(self._rows(), self.observation_ids, "observation")

    def _rows(self) -> Dict[str, np.ndarray]:
        first = {"label": np.asarray(self.labels), "valid": self.valid_array, "conf": self.conf_array, "acc": self.acc_array}
        return {**first, **self._observations}

    @cached_property
    def _confusion(self) -> Optional[Dict[str, np.ndarray]]:
        run = self._live_run()
        if "confusion" not in run.gives:
            return None
        cells: Any = run.confusion
        if cells is None:
            run.again({**self._settings, "confusion": True}, self._control)
            cells = run.confusion
        user, truth, label, probability, count = cells
        names = self.label_names
        return {"user": self.user_ids[user], "truth": names[truth], "label": names[label], "probability": probability, "count": count}

    @cached_property
    def confusion(self) -> Any:
        columns = self._confusion
        return self._frame(columns) if columns is not None else None

    @cached_property
    def _rounds(self) -> List[Dict[str, Any]]:
        return self._live_run().rounds

    @cached_property
    def rounds(self) -> Any:
        if not self._with_pandas():
            return self._rounds
        import pandas

        index = pandas.RangeIndex(1, len(self._rounds) + 1, name="round")
        return pandas.DataFrame(self._rounds, index=index).dropna(axis="columns", how="all")

    @cached_property
    def summary(self) -> Dict[str, Any]:
        return json.loads(self._live_run().summary(self._control))

    @property
    def metrics(self) -> Optional[Dict[str, Any]]:
        return self.summary.get("metrics")

    # Files.
    def to_csv(self, path: Any, *, only_valid: bool = False, spreadsheet_safe: bool = False) -> None:
        """Writes the labels as the program does, byte for byte.

        Parameters
        ----------
        path : str or path-like
            Also .csv.gz and .csv.zst; - is standard output.
        only_valid : bool, default False
            Leave out the observations that are not valid.
        spreadsheet_safe : bool, default False
            Write an apostrophe before texts that a spreadsheet would take for formulas.

        Raises
        ------
        IoError
            The file cannot be written; what was there stays.
        """
        self.write(labels=path, format="csv", only_valid=only_valid, spreadsheet_safe=spreadsheet_safe)

    def write(
        self,
        labels: Any = None,
        *,
        users: Any = None,
        explanations: Any = None,
        probabilities: Any = None,
        confusion: Any = None,
        model: Any = None,
        summary: Any = None,
        format: Optional[str] = None,
        only_valid: bool = False,
        min_probability: float = 1e-6,
        spreadsheet_safe: bool = False,
    ) -> None:
        """Writes files as the program does, byte for byte; all of them appear, or none.

        Parameters
        ----------
        labels, users, explanations, probabilities : path, optional
            .csv, .tsv, .json, .jsonl or .parquet, optionally followed by .gz or .zst; labels and probabilities also .npy.
        confusion : path, optional
            .csv, from strategies that learn one.
        model : path, optional
            .json, for `aggregate(..., use_model=)` and the program's --use-model.
        summary : path, optional
            .json
        format : str, optional
            The format of the labels, regardless of the ending of the path.
        only_valid : bool, default False
            Leave out the observations that are not valid.
        min_probability : float, default 1e-6
            Leave out smaller probabilities; .npy has all of them.
        spreadsheet_safe : bool, default False
            Write an apostrophe before texts in CSV and TSV that a spreadsheet would take for formulas.

        Raises
        ------
        OptionError
            An ending is not known, or the strategy does not produce what is to be written.
        IoError
            A file cannot be written; what was there stays.
        """
        run = self._live_run()
        chosen = {
            "labels": labels, "users": users, "explanations": explanations, "probabilities": probabilities,
            "confusion": confusion, "model": model,
        }
        paths = {what: os.fspath(path) for what, path in chosen.items() if path is not None}
        more = {
            name: True
            for name, is_wanted in (
                ("probabilities", "probabilities" in paths and run.probabilities is None),
                ("confusion", "confusion" in paths and run.confusion is None),
                ("model", "model" in paths and not self._settings.get("model")),
                ("last_changes", "explanations" in paths),
            )
            if is_wanted
        }
        if more:
            run.again({**self._settings, **more}, self._control)
        how = {"only_valid": only_valid, "min_probability": min_probability, "spreadsheet_safe": spreadsheet_safe, "format": format}
        run.write(paths, how, self._control)
        if summary is not None:
            with open(summary, "w", encoding="utf-8") as file:
                file.write(run.summary(self._control))

    def report(self, path: Any, *, title: Optional[str] = None, copies: bool = False) -> None:
        """Writes the HTML report of the run; see `crowdvote.report`."""
        _core.report_page(self._live_run(), copies, self._control).write(os.fspath(path), title, "")

    def explain(
        self,
        observation: Any = None,
        *,
        user: Any = None,
        most: Optional[str] = None,
        rows: int = 10,
        refit: bool = False,
    ) -> Figures:
        """Explains labels or the weight of a user, or says what is decided most narrowly; see `crowdvote.explain`."""
        if sum(choice is not None for choice in (observation, user, most)) != 1:
            raise OptionError("one of observation=, user= and most= says what to explain")
        if most not in (None, "contested", "influential"):
            raise OptionError(f"most={most!r}: expected 'contested' or 'influential'")
        explainer = _core.Explainer(self._live_run())
        control = self._control
        if observation is not None:
            return Figures(explainer.observations(_ids(observation), refit, control))
        if user is not None:
            return Figures(explainer.users(_ids(user), control))
        return Figures(explainer.contested(rows, control) if most == "contested" else explainer.influential(rows, control))

    @property
    def plot(self) -> Any:
        """Charts as Vega specifications, which notebooks render: `result.plot.user_weights` and others."""
        from . import plot

        return plot.Plots(self)

    def save(self, path: Any) -> None:
        """Pickles the result: labels, probabilities and tables, without the votes."""
        with open(path, "wb") as file:
            pickle.dump(self, file)

    # Shapes.
    def _with_pandas(self) -> bool:
        return self._use_pandas or "pandas" in sys.modules

    def _series(self, values: np.ndarray, name: str) -> Any:
        if not self._with_pandas():
            return values
        import pandas

        return pandas.Series(values, index=self._index(self.observation_ids, "observation"), name=name, copy=False)

    @staticmethod
    def _index(names: np.ndarray, name: str) -> Any:
        import pandas

        return pandas.Index(names, dtype=names.dtype, name=name)

    def _frame(self, columns: Mapping[str, np.ndarray], names: Optional[np.ndarray] = None, name: str = "") -> Any:
        if not self._with_pandas():
            return {name: names, **columns} if names is not None else dict(columns)
        import pandas

        return pandas.DataFrame(dict(columns), index=None if names is None else self._index(names, name))

    def to_pandas(self) -> Any:
        """A DataFrame with a row per observation: label, valid, conf, acc, votes and what the strategy knows about it."""
        import pandas

        return pandas.DataFrame(self._rows(), index=self._index(self.observation_ids, "observation"))

    def __len__(self) -> int:
        return len(self.label_codes)

    def __repr__(self) -> str:
        return _first_rows.as_text(self)

    def _repr_html_(self) -> str:
        return _first_rows.as_html(self)


def _ids(given: Any) -> list:
    if isinstance(given, (list, tuple, set, np.ndarray)) or hasattr(given, "to_list"):
        return list(given)
    return [given]
