"""Exceptions of crowdvote. Hints name keywords of the functions here."""

from __future__ import annotations

import os
from typing import Any, Optional, Sequence


class Error(Exception):
    """Base of all errors of crowdvote.

    Attributes
    ----------
    hint : str or None
        What can be done about it, in keywords.
    """

    hint: Optional[str] = None

    def __init__(self, text: str, hint: Optional[str] = None):
        super().__init__(text)
        self.hint = hint or None

    def __str__(self) -> str:
        text = str(self.args[0]) if self.args else ""
        return f"{text}; {self.hint}" if self.hint else text


class Problem:
    """One thing that is wrong in the input: the attributes of `InputError`, and its whole `text`."""

    def __init__(self, **fields: Any):
        self.file: Optional[str] = fields.get("file")
        self.line: Optional[int] = fields.get("line")
        self.column: Optional[int] = fields.get("column")
        self.offset: Optional[int] = fields.get("offset")
        self.what: Optional[str] = fields.get("what")
        self.found: Optional[str] = fields.get("found")
        self.expected: Optional[str] = fields.get("expected")
        self.hint: Optional[str] = fields.get("hint")
        self.text: str = fields.get("text") or self.what or ""

    def __str__(self) -> str:
        return f"{self.text}; {self.hint}" if self.hint else self.text

    def __repr__(self) -> str:
        return f"Problem({str(self)!r})"


class InputError(Error, ValueError):
    """The votes, or what is given with them, are not as they must be.

    Attributes
    ----------
    file : str or None
        The file or keyword that it is about.
    line, column : int or None
        The place in the file, from 1, where it has lines.
    offset : int or None
        The place in bytes, from 0, where it has none.
    found, expected : str or None
        What is there, and what was expected.
    hint : str or None
        What can be done about it, in keywords.
    problems : list of Problem
        All problems that were kept; the attributes above are those of the first.
    total : int
        How many there are in all.
    """

    def __init__(self, problems: Sequence[Any], total: Optional[int] = None):
        if isinstance(problems, str):
            problems = [{"what": problems, "text": problems}]
        self.problems = [p if isinstance(p, Problem) else Problem(**p) for p in problems]
        self.total = len(self.problems) if total is None else total
        first = self.problems[0]
        Exception.__init__(self, self.problems, self.total)
        self.file, self.line, self.column, self.offset = first.file, first.line, first.column, first.offset
        self.found, self.expected, self.hint = first.found, first.expected, first.hint

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems]
        if self.total > len(lines):
            lines.append(f"... and {self.total - len(lines)} more; max_errors={self.total} shows all")
        return "\n".join(lines)


class OptionError(Error, ValueError):
    """An option that does not exist, has a value outside its range, or does not go with the others."""


class IoError(Error, OSError):
    """A file that cannot be opened, read or written.

    Attributes
    ----------
    path : str
        The file.
    errno : int or None
        The number of the failure, where the system gave one.
    """

    def __init__(self, text: str, path: Optional[str] = None, errno: Optional[int] = None):
        Exception.__init__(self, text)
        self.path = path
        self.errno = errno or None  # type: ignore[assignment]
        self.filename = path
        self.strerror = os.strerror(errno) if errno else None  # type: ignore[assignment]
        self._text = text

    def __str__(self) -> str:
        return self._text

    def __reduce__(self) -> Any:
        return type(self), (self._text, self.path, self.errno)


class MemoryLimitError(Error, MemoryError):
    """Work that would exceed `memory_limit`.

    Attributes
    ----------
    needed, limit : int
        Bytes that the process would hold, and those it may hold.
    """

    def __init__(self, text: str, needed: int = 0, limit: int = 0, hint: Optional[str] = None):
        super().__init__(text, hint)
        self.needed = needed
        self.limit = limit

    def __reduce__(self) -> Any:
        return type(self), (self.args[0], self.needed, self.limit, self.hint)


class DataWarning(UserWarning):
    """Something about the votes, or about how a strategy and the votes go together, that may be a mistake."""
