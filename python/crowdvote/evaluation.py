"""Labels against a truth, strategies side by side, votes described, and reports."""

from __future__ import annotations

import os
from typing import Any, Dict, Mapping, Optional, Sequence

from . import _control_of, _core, _split_options, _votes
from ._errors import OptionError
from ._figures import Figures
from ._result import Result
from .plot import Plots

def reading_options(options: Mapping[str, Any]) -> Dict[str, Any]:
    """Keywords of reading; any other is an error."""
    read, others = _split_options(dict(options))
    if others:
        name = others[0][0].replace("-", "_")
        near = _core.nearest_word(name, _core.reading_keywords())
        raise OptionError(f"there is no keyword {name}=", f"did you mean {near}=?" if near else None)
    return read


class Comparison(Figures):
    """Strategies on the same votes; see `crowdvote.compare`."""

    def __init__(self, compared: Any):
        super().__init__(compared.figures)
        self._page = compared.page

    @property
    def plot(self) -> Plots:
        """Charts of all strategies: `comparison.plot.accuracy_and_classes` and others."""
        return Plots(self)

    def report(self, path: Any, *, title: Optional[str] = None) -> None:
        """Writes one HTML page with all of the strategies."""
        self._page.write(os.fspath(path), title, "")


def evaluate(
    labels: Any = None,
    truth: Any = None,
    *,
    votes: Any = None,
    probabilities: Any = None,
    columns: Optional[Dict[str, Any]] = None,
    seed: int = 0,
    threads: Optional[int] = None,
    memory_limit: Any = None,
    progress: Any = False,
    **options: Any,
) -> Figures:
    """Grades labels of any origin against a truth.

    Parameters
    ----------
    labels : path, Result, dict, Series, DataFrame or sequence, optional
        By observation (a DataFrame has a column label, and perhaps valid), or one for each observation in their order. Left out, the most probable label of `probabilities`.
    truth : path, dict, Series or sequence
        The true labels.
    votes : as `crowdvote.aggregate` takes them, optional
        They tell on which observations users disagree. Without them only the observations with a truth are graded.
    probabilities : path, Probabilities or {observation: {label: probability}}, optional
        Probabilities of labels; they add log loss, Brier score and calibration.
    columns, threads, memory_limit, progress, **options
        As in `crowdvote.aggregate`.
    seed : int, default 0
        The seed of the bootstrap intervals.

    Returns
    -------
    Figures

    Raises
    ------
    OptionError
        Neither labels nor probabilities are given, or no truth.
    InputError, IoError, MemoryLimitError
        As `crowdvote.aggregate`.
    """
    if labels is None and probabilities is None:
        raise OptionError("nothing is given to grade", "give labels, or probabilities=")
    if truth is None:
        raise OptionError("the truth is missing", "give truth=")
    read = reading_options(options)
    control = _control_of(threads, memory_limit, progress)
    given = {"labels": labels, "truth": truth, "probabilities": probabilities}
    with _votes.side_files({role: value for role, value in given.items() if value is not None}) as paths:
        crowd = None
        if votes is not None:
            crowd = _votes.load(votes, columns=columns, sides={"truth": truth}, control=control, read=read)
        files = paths.get("labels"), paths.get("probabilities"), paths["truth"]
        figures = _core.evaluate(crowd, *files, seed, read, control)
    return Figures(figures)


def compare(
    votes: Any,
    strategies: Optional[Sequence[str]] = None,
    *,
    all: bool = False,
    reference: Optional[str] = None,
    columns: Optional[Dict[str, Any]] = None,
    hold_out_experts: bool = False,
    ties: str = "lowest",
    seed: int = 0,
    threads: Optional[int] = None,
    memory_limit: Any = None,
    progress: Any = False,
    **options: Any,
) -> Comparison:
    """Runs strategies on the same votes, and tests their differences where there is a truth.

    Parameters
    ----------
    votes, columns, ties, seed, threads, memory_limit, progress
        As in `crowdvote.aggregate`.
    strategies : sequence of str, optional
        Names or SPECs, as in ["mv", "wawa:rounds=3"].
    all : bool, default False
        Every strategy that fits the data, instead of `strategies`.
    reference : str, optional
        The strategy that the others are tested against; by default the first.
    hold_out_experts : bool, default False
        Also without the votes of the experts.
    **options
        authors, ai_votes, ai_scores, truth, experts, weights and gold as in `crowdvote.aggregate`, and keywords of reading.

    Returns
    -------
    Comparison
        Figures with `report(path)` and `plot`.
    """
    sides = {role: options.pop(role, None) for role in _votes.SIDES}
    read = reading_options(options)
    control = _control_of(threads, memory_limit, progress)
    chosen = [strategies] if isinstance(strategies, str) else list(strategies or [])
    specs = [s["name"] for s in _core.strategies()] if all else chosen
    takes_scores = any("ai_label_scores" in _core.inputs_taken(spec, []) for spec in specs)
    crowd = _votes.load(votes, columns=columns, sides=sides, control=control, read=read,
                        label_scores=takes_scores and sides["ai_scores"] is not None)
    return Comparison(_core.compare(crowd, chosen, all, reference, ties, seed, hold_out_experts, control))


def stats(
    votes: Any,
    *,
    authors: Any = None,
    copies: bool = False,
    scale: str = "nominal",
    columns: Optional[Dict[str, Any]] = None,
    threads: Optional[int] = None,
    memory_limit: Any = None,
    progress: Any = False,
    **options: Any,
) -> Figures:
    """Describes votes: counts, how often users vote, how far they agree.

    Parameters
    ----------
    votes, columns, authors, threads, memory_limit, progress, **options
        As in `crowdvote.aggregate`.
    copies : bool, default False
        Who copies whom, instead: users who agree beyond chance and never dissent (docs/copying.md).
    scale : {"nominal", "ordinal", "interval"}, default "nominal"
        What a difference of labels means to Krippendorff's alpha.

    Returns
    -------
    Figures
    """
    read = reading_options(options)
    control = _control_of(threads, memory_limit, progress)
    crowd = _votes.load(votes, columns=columns, sides={"authors": authors}, control=control, read=read)
    return Figures(_core.copies(crowd, control) if copies else _core.stats(crowd, scale, control))


def report(result: Any, path: Any, *, title: Optional[str] = None, copies: bool = False) -> None:
    """Writes the HTML report of a run or a comparison: one page that needs no network.

    Parameters
    ----------
    result : Result or Comparison
    path : path
        The file of the page; replaced as a whole.
    title : str, optional
    copies : bool, default False
        For a Result: with a section on who copies whom.
    """
    if isinstance(result, Comparison):
        result.report(path, title=title)
    elif isinstance(result, Result):
        result.report(path, title=title, copies=copies)
    else:
        raise TypeError(f"report takes a Result or a Comparison, not {type(result).__name__}")
