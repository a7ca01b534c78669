"""Votes in any shape that Python has them in, as a `_core.Crowd`."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple

import numpy as np

from . import _core
from ._errors import InputError
from ._probabilities import Probabilities

ROLES = ("observation", "user", "label")
#: Names under which tables of other programs have the three columns, the first that is there counts.
COLUMN_NAMES = {
    "observation": ("observation", "task", "item", "id", "question", "example"),
    "user": ("user", "worker", "annotator", "rater", "performer"),
    "label": ("label", "answer", "response", "annotation", "class", "value"),
}
SIDES = ("authors", "ai_votes", "ai_scores", "truth", "gold", "experts", "weights")

Control = Tuple[int, int, Any]


def _pandas() -> Any:
    """pandas, if the caller has imported it: what is given can be of it only then."""
    return sys.modules.get("pandas")


def is_frame(value: Any) -> bool:
    pandas = _pandas()
    return pandas is not None and isinstance(value, pandas.DataFrame)


def is_series(value: Any) -> bool:
    pandas = _pandas()
    return pandas is not None and isinstance(value, (pandas.Series, pandas.Index))


def is_path(value: Any) -> bool:
    return isinstance(value, (str, os.PathLike))


def is_paths(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and len(value) > 0 and all(is_path(item) for item in value)


def column_array(values: Any, role: str) -> Any:
    """One column as an array of integers or of objects, None and NaN where there is nothing, or as `Coded`."""
    pandas = _pandas()
    if pandas is not None:
        if isinstance(values, pandas.Series):
            values = values.array
        if isinstance(values, pandas.Index):
            values = values.array
        if isinstance(values, pandas.Categorical):
            return _of_categories(np.asarray(values.codes), values.categories.to_numpy(), role)
        if hasattr(values, "_mask") and hasattr(values, "to_numpy") and not values.isna().any():
            values = values.to_numpy(dtype=values.dtype.numpy_dtype)
    array = values if isinstance(values, np.ndarray) else _array_of(values)
    if array.ndim != 1:
        raise TypeError(f"the column of {role}s has {array.ndim} dimensions; expected 1")
    kind = array.dtype.kind
    if kind in "iO":
        return array
    if kind == "u":
        if array.dtype.itemsize < 8:
            return array
        fits = array.size == 0 or int(array.max()) <= np.iinfo(np.int64).max
        return array.astype(np.int64 if fits else object)
    if kind == "f":
        return _of_floats(array)
    if kind == "m" or kind == "M":
        text = np.datetime_as_string(array) if kind == "M" else array.astype(str)
        text = text.astype(object)
        text[np.isnat(array)] = None
        return text
    return array.astype(object)


def _array_of(values: Any) -> np.ndarray:
    """Python's own sequences: numpy would turn numbers among texts into texts."""
    if hasattr(values, "__array__") or hasattr(values, "to_numpy"):
        return np.asarray(values)
    values = list(values)
    if all(type(value) is int for value in values):
        try:
            return np.array(values, dtype=np.int64)
        except OverflowError:
            pass
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _of_floats(array: np.ndarray) -> np.ndarray:
    """Integers that pandas has as floats, because some are missing, are integers."""
    known = ~np.isnan(array)
    values = array[known]
    whole = np.all(np.abs(values) < 2**53) and np.all(values == np.floor(values))
    if whole and known.all():
        return array.astype(np.int64)
    objects = np.empty(len(array), dtype=object)
    objects[known] = values.astype(np.int64) if whole else values
    return objects


class Coded(NamedTuple):
    """A column as codes, below 0 where there is nothing, of categories that are different names."""

    codes: np.ndarray
    categories: np.ndarray

    def __len__(self) -> int:
        return len(self.codes)

    def materialised(self) -> np.ndarray:
        """The values; objects where something is missing."""
        if self.categories.dtype.kind == "i" and (len(self.codes) == 0 or self.codes.min() >= 0):
            return self.categories[self.codes]
        return with_none(self.categories)[self.codes]


def with_none(names: np.ndarray) -> np.ndarray:
    """The names with None after them, at the place -1."""
    objects = np.empty(len(names) + 1, dtype=object)
    objects[:-1] = names
    return objects


def materialised(column: Any) -> np.ndarray:
    return column.materialised() if isinstance(column, Coded) else column


def _of_categories(codes: np.ndarray, categories: np.ndarray, role: str) -> Any:
    """A categorical; categories that do not occur leave no trace."""
    if categories.dtype.kind in "iu":
        categories = categories.astype(np.int64)
        is_plain = role != "label" or not (categories == -1).any()
    else:
        categories = categories.astype(object)
        is_plain = all(type(name) is str and name and (name != "-1" or role != "label") for name in categories)
    coded = Coded(codes, categories)
    return coded if is_plain else coded.materialised()


def _frame_columns(frame: Any, columns: Optional[Mapping[str, Any]]) -> List[Any]:
    chosen = dict(columns or {})
    unknown = set(chosen) - set(ROLES)
    if unknown:
        raise TypeError(f"columns= of a DataFrame takes the keys observation, user and label, not {sorted(unknown)}")
    by_lower_case = {str(name).lower(): name for name in reversed(list(frame.columns))}
    values = []
    for role in ROLES:
        if role in chosen:
            name = chosen[role]
            if name not in frame.columns:
                raise InputError([_no_column(role, frame, f"no column {name!r} for the {role}s")])
        else:
            name = next((by_lower_case[known] for known in COLUMN_NAMES[role] if known in by_lower_case), None)
            if name is None:
                raise InputError([_no_column(role, frame, f"no column of {role}s")])
        values.append(frame[name])
    return values


def _no_column(role: str, frame: Any, what: str) -> Dict[str, Any]:
    found = ", ".join(map(str, frame.columns))
    expected = ", ".join(COLUMN_NAMES[role])
    return {
        "file": "votes",
        "what": what,
        "found": found,
        "expected": expected,
        "hint": f"columns={{'{role}': NAME}} names the column",
        "text": f"votes: {what}; found {found or 'no columns'}; expected one of {expected}",
    }


def _nested_columns(votes: Mapping[Any, Mapping[Any, Any]], order: str) -> List[List[Any]]:
    """{observation: {user: label}} as columns; observations without votes have no row there.

    Of {observation: {label: count}}, each vote is that of a user of its own.
    """
    outer: List[Any] = []
    inner: List[Any] = []
    label: List[Any] = []
    for key, row in votes.items():
        if not isinstance(row, Mapping):
            raise TypeError(f"votes[{key!r}] is {type(row).__name__}; expected a dict {{user: label}}")
        if order == "count":
            for name, count in row.items():
                if isinstance(count, bool) or not isinstance(count, (int, np.integer)) or count < 0:
                    raise InputError(
                        f"votes: the count of label {name!r} on observation {key!r} is {count!r}; expected a whole number, at least 0"
                    )
                inner.extend(f"anonymous {n}" for n in range(len(inner) + 1, len(inner) + count + 1))
                outer.extend([key] * int(count))
                label.extend([name] * int(count))
            continue
        outer.extend([key] * len(row))
        inner.extend(row.keys())
        label.extend(row.values())
    return [inner, outer, label] if order == "user" else [outer, inner, label]


def _wide_columns(values: np.ndarray) -> List[np.ndarray]:
    """A row per observation and a column per user; -1, NaN and None are not votes."""
    n, m = values.shape
    return [np.repeat(np.arange(n, dtype=np.uint32), m), np.tile(np.arange(m), n), column_array(values.reshape(-1), "label")]


def columns_of(votes: Any, columns: Optional[Mapping[str, Any]] = None, json_order: str = "observation") -> Optional[List[np.ndarray]]:
    """The three columns of votes that are not files, or None for files."""
    if is_path(votes) or is_paths(votes):
        return None
    if is_frame(votes):
        values = _frame_columns(votes, columns)
    elif isinstance(votes, Mapping) and set(votes) == set(ROLES):
        values = [votes[role] for role in ROLES]
    elif isinstance(votes, Mapping):
        values = _nested_columns(votes, json_order)
    elif isinstance(votes, np.ndarray) and votes.ndim == 2:
        values = _wide_columns(votes)
    elif isinstance(votes, (tuple, list)) and len(votes) == 3:
        values = list(votes)
    else:
        given = f"an array of {votes.ndim} dimensions" if isinstance(votes, np.ndarray) else type(votes).__name__
        raise TypeError(
            f"votes is {given}; expected a path, a list of paths, a DataFrame, three arrays (observations, users, "
            "labels), a dict {observation: {user: label}} or a 2-D array with a row per observation and a column per user"
        )
    arrays = [column_array(value, role) for value, role in zip(values, ROLES)]
    lengths = [len(array) for array in arrays]
    if len(set(lengths)) > 1:
        counts = ", ".join(f"{role}: {length}" for role, length in zip(ROLES, lengths))
        raise InputError(f"votes: arrays of different lengths ({counts}); expected equal lengths")
    return arrays


def _abstain(labels: np.ndarray, abstain: Sequence[Any], missing: Sequence[str]) -> np.ndarray:
    """Labels that mean no vote become none."""
    words = {str(label) for label in abstain}
    folded = {str(word).strip().lower() for word in missing}
    values, codes = np.unique(labels.astype(str), return_inverse=True)
    is_none = np.array([value in words or value.strip().lower() in folded for value in values], dtype=bool)
    if not is_none.any():
        return labels
    objects = labels.astype(object)
    objects[is_none[codes]] = None
    return objects


#: Keywords of reading that mean the same for votes in memory; the others are about files.
OF_ARRAYS = {"repeats", "abstain", "missing", "keep_minus_one", "ai_user", "strict", "json_order", "without", "columns",
             "no_missing", "max_errors", "side_columns", "decimal_comma"}


def load(votes: Any, *, columns: Optional[Mapping[str, Any]] = None, sides: Optional[Mapping[str, Any]] = None,
         control: Control = (0, 0, None), read: Optional[Mapping[str, Any]] = None, label_scores: bool = False) -> Any:
    """Votes and what is given with them.

    Parameters
    ----------
    votes, columns
        As `crowdvote.aggregate` takes them.
    sides : dict, optional
        What is given with the votes, by the keywords of `crowdvote.aggregate`; None means nothing.
    control : (threads, bytes of memory or 0, function of progress or None)
    read : dict, optional
        Keywords of reading.
    label_scores : bool
        Keep the scores of an AI for every label.

    Returns
    -------
    _core.Crowd
    """
    read = {name: value for name, value in (read or {}).items() if value is not None}
    given = {role: value for role, value in (sides or {}).items() if value is not None}
    if "missing" in read and isinstance(read["missing"], str):
        read["missing"] = read["missing"].split(",")
    if isinstance(votes, _core.Crowd):
        return votes
    arrays = columns_of(votes, columns, read.get("json_order", "observation"))
    if arrays is None:
        if columns:
            read["columns"] = dict(columns)
        paths = [os.fspath(path) for path in ([votes] if is_path(votes) else votes)]
        with side_files(given) as files:
            inputs: Dict[str, Any] = {"votes": paths, **files}
            return _core.read(inputs, read, control, label_scores)
    of_files = sorted(set(read) - OF_ARRAYS)
    if of_files:
        raise TypeError(f"{of_files[0]}= is about files, and the votes are {type(votes).__name__}")
    if "without" in read:
        out = {str(user) for user in ([read["without"]] if isinstance(read["without"], str) else read["without"])}
        stays = np.array([str(user) not in out for user in materialised(arrays[1]).tolist()], dtype=bool)
        arrays = [materialised(array)[stays] for array in arrays]
    if read.get("abstain") or read.get("missing"):
        abstain = read.get("abstain", ())
        arrays[2] = _abstain(materialised(arrays[2]), [abstain] if isinstance(abstain, str) else abstain, read.get("missing", ()))
    crowd = _core.from_arrays(*(tuple(array) if isinstance(array, Coded) else array for array in arrays), read, control)
    if given:
        with side_files(given) as files:
            crowd.attach(files, read, control, label_scores)
    return crowd


@contextmanager
def side_files(given: Mapping[str, Any]) -> Iterator[Dict[str, str]]:
    """Paths of what is given with the votes, or to be graded: files that are read as those of the program are. What is in memory goes to
    files that are named after its keyword and are removed afterwards."""
    paths: Dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="crowdvote-") as folder:
        for role, value in given.items():
            if role not in (*SIDES, "labels", "probabilities"):
                raise TypeError(f"{role}= is not given with votes; expected one of {', '.join(SIDES)}")
            if is_path(value):
                paths[role] = os.fspath(value)
                continue
            paths[role] = os.path.join(folder, role)
            with open(paths[role], "w", encoding="utf-8") as file:
                _write_side(file, role, value)
        try:
            yield paths
        except InputError as error:
            raise _in_keywords(error, folder) from None


def _in_keywords(error: InputError, folder: str) -> InputError:
    """The paths of temporary files mean nothing to the caller: only their keywords stay."""
    for problem in error.problems:
        if problem.file and problem.file.startswith(folder):
            problem.file = os.path.basename(problem.file)
            problem.line = problem.column = problem.offset = None
            found = f"found {problem.found}" if problem.found else None
            expected = f"expected {problem.expected}" if problem.expected else None
            problem.text = f"{problem.file}: " + "; ".join(part for part in (problem.what, found, expected) if part)
    return InputError(error.problems, error.total)


def _plain(value: Any) -> Any:
    """A value as JSON has it; None where there is nothing."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value != value:
        return None
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, (int, str)):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return str(value)


def _is_missing(value: Any) -> bool:
    if value is None:
        return True
    name = type(value).__name__
    return name in ("NAType", "NaTType") or (isinstance(value, float) and value != value)


def _write_side(file: Any, role: str, value: Any) -> None:
    import json

    if role == "experts":
        names = column_array(value if is_series(value) or isinstance(value, np.ndarray) else list(value), "user")
        names = materialised(names)
        file.writelines(f"{_plain(name)}\n" for name in names.tolist() if not _is_missing(name))
        return
    if is_frame(value):
        if role == "ai_scores" and not {"score", "label"} & {str(name).lower() for name in value.columns}:
            value = {key: row for key, row in value.to_dict(orient="index").items()}
        else:
            has_ids = any(str(name).lower() in COLUMN_NAMES["observation"] for name in value.columns)
            (value if has_ids or role == "weights" else value.rename_axis("observation")).to_csv(file, index=not has_ids)
            return
    if role == "labels" and hasattr(value, "label_codes"):
        value.to_csv(file.name)
        return
    if isinstance(value, Probabilities):
        value = value.to_dict()
    if role == "probabilities" and not (isinstance(value, Mapping) and all(isinstance(row, Mapping) for row in value.values())):
        raise TypeError(
            "probabilities= takes a path, Probabilities or a dict {observation: {label: probability}}, not "
            f"{type(value).__name__}"
        )
    if is_series(value) and hasattr(value, "index"):
        value = dict(zip(value.index.tolist(), value.tolist()))
    if isinstance(value, Mapping):
        json.dump({str(_plain(key)): _plain_side(item) for key, item in value.items() if not _is_missing(item)}, file)
        return
    values = materialised(column_array(value, role)).tolist() if not isinstance(value, list) else value
    if role == "weights":
        raise TypeError("weights= takes a path, a dict {user: weight} or a Series indexed by users, because users have no order")
    for item in values:
        file.write(("" if _is_missing(item) else str(_plain(item))) + "\n")


def _plain_side(item: Any) -> Any:
    if isinstance(item, Mapping):
        return {str(_plain(key)): _plain(value) for key, value in item.items() if not _is_missing(value)}
    return _plain(item)
