"""Turns the votes of a crowd into labels that people can trust.

>>> import crowdvote
>>> result = crowdvote.aggregate({"photo 1": {"ann": "oak", "ben": "oak"}, "photo 2": {"ann": "elm"}}, "mv")
>>> list(result.labels)
['oak', 'elm']

`aggregate` takes votes in any shape and gives a `Result`; `strategies` lists the strategies and their options.
"""

from __future__ import annotations

import importlib
import warnings as _warnings
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Tuple

from . import _core
from ._errors import DataWarning, Error, InputError, IoError, MemoryLimitError, OptionError, Problem

if TYPE_CHECKING:
    from ._probabilities import Probabilities
    from ._result import Result
    from .aggregator import Aggregator
    from .evaluation import compare, evaluate, report, stats
    from .explanation import explain
    from .simulation import simulate

__version__: str = _core.version
__all__ = [
    "aggregate", "strategies", "Result", "Probabilities", "Aggregator", "evaluate", "compare", "stats", "simulate", "explain",
    "report", "Error", "InputError", "OptionError", "IoError", "MemoryLimitError", "DataWarning", "Problem", "__version__",
]

#: Names that are loaded when they are first used: name -> module.
_LAZY = {
    "Result": "_result", "Probabilities": "_probabilities", "Aggregator": "aggregator", "evaluate": "evaluation", "compare": "evaluation",
    "stats": "evaluation", "report": "evaluation", "simulate": "simulation", "explain": "explanation",
}
_MODULES = ("crowdkit", "peerannot", "cleanlab", "aggregator", "evaluation", "explanation", "simulation", "plot")


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        value = getattr(importlib.import_module("." + _LAZY[name], __name__), name)
        globals()[name] = value
        return value
    if name in _MODULES:
        return importlib.import_module("." + name, __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> List[str]:
    return sorted({*globals(), *_LAZY, *_MODULES})


def strategies() -> List[Dict[str, Any]]:
    """The strategies that `aggregate` takes.

    Returns
    -------
    list of dict
        The name, summary and source of each; what it takes besides the votes, what it gives besides labels, and its options,
        each with name, type, default, allowed and help.
    """
    return _core.strategies()


def _memory_of(limit: Any) -> int:
    """Bytes: a number, or a text such as "8GB", "500 MiB"."""
    if limit is None:
        return 0
    if isinstance(limit, str):
        text = limit.strip().lower().replace(" ", "").rstrip("b")
        binary = text.endswith("i")
        text = text.rstrip("i")
        powers = {"k": 1, "m": 2, "g": 3, "t": 4}
        power = powers.get(text[-1:], 0)
        try:
            return int(float(text[:-1] if power else text) * (1024 if binary else 1000) ** power)
        except ValueError:
            raise OptionError(f"memory_limit={limit!r}: expected a number of bytes, as in 8e9, '8GB' or '500MiB'") from None
    return int(limit)


def _control_of(threads: Optional[int], memory_limit: Any, progress: Any) -> Tuple[int, int, Any]:
    """(threads, bytes, function or None) as `_core` takes it."""
    from ._progress import callback_of

    if threads is not None and threads < 0:
        raise OptionError(f"threads={threads}: expected 0, all cores, or more")
    return int(threads or 0), _memory_of(memory_limit), callback_of(progress)


def _text_of_option(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _split_options(options: Dict[str, Any]) -> Tuple[Dict[str, Any], List[Tuple[str, str]]]:
    """Keywords of reading, and options of the strategy as texts."""
    reading = set(_core.reading_keywords())
    read = {name: value for name, value in options.items() if name in reading}
    of_strategy = [
        (name.replace("_", "-"), _text_of_option(value))
        for name, value in options.items()
        if name not in reading and value is not None
    ]
    return read, of_strategy


def _warn(notices: Any, level: int = 3) -> None:
    for text, hint in notices:
        _warnings.warn(f"{text}; {hint}" if hint else text, DataWarning, stacklevel=level)


def _is_pandas(votes: Any) -> bool:
    values = votes if isinstance(votes, (list, tuple)) else [votes]
    return any(type(value).__module__.split(".")[0] == "pandas" for value in values)


def aggregate(
    votes: Any,
    strategy: str = "auto",
    *,
    columns: Optional[Dict[str, Any]] = None,
    authors: Any = None,
    ai_votes: Any = None,
    ai_scores: Any = None,
    truth: Any = None,
    experts: Any = None,
    weights: Any = None,
    gold: Any = None,
    hold_out_experts: bool = False,
    use_model: Any = None,
    ties: str = "lowest",
    seed: int = 0,
    threads: Optional[int] = None,
    memory_limit: Any = None,
    probabilities: bool = False,
    confusion: bool = False,
    progress: Any = False,
    **options: Any,
) -> "Result":
    from . import _votes
    from ._result import Result

    if not isinstance(strategy, str):
        raise TypeError(f"strategy= takes a name, as in 'plantnet', or a SPEC, as in 'wawa:rounds=3', not {type(strategy).__name__}")
    read, of_strategy = _split_options(options)
    control = _control_of(threads, memory_limit, progress)
    name = strategy.split(":")[0]
    is_automatic = name.strip().lower() == "auto"
    if is_automatic:
        strategy = "auto" + strategy[len(name) :]
    else:
        _check_options(strategy, of_strategy)
    takes = [] if is_automatic else _core.inputs_taken(strategy, of_strategy)
    sides = {
        "authors": authors, "ai_votes": ai_votes, "ai_scores": ai_scores, "truth": truth, "experts": experts,
        "weights": weights, "gold": gold,
    }
    settings = {
        "ties": ties, "seed": seed, "hold_out_experts": hold_out_experts, "probabilities": probabilities, "confusion": confusion,
        "given": [role for role, value in sides.items() if value is not None],
    }
    if use_model is not None:
        settings["use_model"] = str(use_model)
    try:
        crowd = _votes.load(votes, columns=columns, sides=sides, control=control, read=read, label_scores="ai_label_scores" in takes)
        run = _core.run(crowd, strategy, of_strategy, settings, read, control)
    finally:
        if hasattr(control[2], "close"):
            control[2].close()
    if not crowd.is_borrowed and (_votes.is_path(votes) or any(value is not None for value in sides.values())):
        _warn(crowd.warnings)
    _warn(run.notices)
    return Result(run, read, settings, control, _is_pandas(votes))


def _check_options(strategy: str, options: List[Tuple[str, str]]) -> None:
    """Errors before the votes are read: a keyword that the strategy does not know may be meant for the votes."""
    name = _core.spec_of(strategy, [])[0]
    known = [option["name"] for s in _core.strategies() if s["name"] == name for option in s["options"]]
    for option, _ in options:
        keyword = option.replace("-", "_")
        if keyword in known:
            continue
        near = _core.nearest_word(keyword, known + _core.reading_keywords() + sorted(_KEYWORDS))
        others = [s["name"] for s in _core.strategies() if any(o["name"] == keyword for o in s["options"])]
        hint = f"did you mean {near}=?" if near else f"strategies that have it are {', '.join(others)}" if others else None
        its = f"its options are {', '.join(known)}" if known else "it has no options"
        raise OptionError(f"neither aggregate nor the strategy {name} has a keyword {keyword}=; {its}", hint)
    _core.spec_of(strategy, options)


_KEYWORDS = set(aggregate.__kwdefaults__ or ())


def _describe_strategies() -> str:
    lines = []
    for strategy in _core.strategies():
        source = f" ({strategy['source']})" if strategy["source"] else ""
        lines.append(f"    {strategy['name']}: {strategy['summary']}{source}.")
        for option in strategy["options"]:
            allowed = f", {option['allowed']}" if option["allowed"] else ""
            default = f", default {option['default']}" if option["default"] else ""
            lines.append(f"        {option['name']} ({option['type']}{allowed}{default}): {option['help']}.")
    return "\n".join(lines)


def _docstring() -> str:
    return f"""Turns votes into labels.

    Parameters
    ----------
    votes : path, list of paths, DataFrame, three arrays, dict of dicts or 2-D array
        - a path of a file in any format that the program reads (JSON, CSV, TSV, JSON lines, Parquet, packed or not), a query
          "sql:SELECT ...", or several paths that are read as one set of votes;
        - a pandas DataFrame with columns task, worker and label, or others that `columns` names;
        - three arrays or sequences (observations, users, labels) of equal length: integers of any width, texts, categoricals.
          uint32 and int32 arrays of ids 0 to n - 1 in the order of the observations are not copied;
        - {{observation: {{user: label}}}};
        - an array of shape (n_observations, n_users), its cells labels.
        -1, None, NaN, pd.NA and the empty text are not votes.
    strategy : str, default "auto"
        A name, or a SPEC such as "wawa:rounds=3". "auto" chooses by the data, and `Result.reason` says why.
    columns : dict, optional
        The names of columns: {{"observation": ..., "user": ..., "label": ...}}; for files also "count" and "time".
    authors : path, dict, Series or sequence, optional
        The user who made each observation: by observation, or one for each observation in their order. The next four take the same forms.
    ai_votes : the same
        The label that an AI gives.
    ai_scores : the same
        Its score, between 0 and 1; or {{observation: {{label: score}}}}.
    truth : the same
        The true label: `Result.metrics` measures the labels by it.
    gold : the same
        Labels that are known with certainty, for strategies that use them.
    experts : path or sequence, optional
        Users whose common vote is the truth.
    weights : path, dict or Series, optional
        The weight of each user, for wmv.
    hold_out_experts : bool, default False
        Leave the votes of the experts out of the aggregation.
    use_model : path, optional
        A model of an earlier run (`Result.write(model=)`): nothing is learnt, and its strategy is used.
    ties : {{"lowest", "random", "undefined"}}, default "lowest"
        Which of tied labels wins: the first in the order of names (integers by value, then texts), one drawn at random, or none.
    seed : int, default 0
        The seed of random choices.
    threads : int, optional
        All cores if left out. Results do not depend on it.
    memory_limit : int or str, optional
        Bytes that the process may hold, as in "8GB".
    probabilities, confusion : bool, default False
        Compute them at once; otherwise a second run computes them when `Result` is asked for them.
    progress : bool or function, default False
        True shows a bar; a function is called with (stage, done, total, detail).
    **options
        Options of the strategy, listed below, and of reading: {", ".join(_core.reading_keywords())}.

    Returns
    -------
    Result

    Raises
    ------
    InputError
        The votes, or what is given with them, are not as they must be.
    OptionError
        An option does not exist, has a value outside its range, or does not go with the others.
    IoError
        A file cannot be read.
    MemoryLimitError
        The run would exceed `memory_limit`.
    TypeError
        The votes are of a type that is not supported.

    Strategies
    ----------
{_describe_strategies()}
    """


aggregate.__doc__ = _docstring()
