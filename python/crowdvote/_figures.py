"""Tables of figures: what `evaluate`, `compare`, `stats` and `explain` return."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from typing import Any, Dict, List

from ._errors import DataWarning

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?(e[+-]?[0-9]+)?")


class Figures:
    """Figures of the program, as text, numbers or tables; a notebook shows them as HTML.

    Two figures are the same number in every form: all of them are written by the code that writes the program's files.
    """

    def __init__(self, figures: Any):
        self._figures = figures
        _warn(figures.warnings)

    def to_dict(self) -> Dict[str, Any]:
        """All of it, as the program's JSON has it (docs/schemas)."""
        return json.loads(self._figures.format("json"))

    def to_csv(self) -> str:
        return self._figures.format("csv")

    def to_markdown(self) -> str:
        return self._figures.format("markdown")

    def to_pandas(self) -> Any:
        """The rows of `to_csv` as a DataFrame. Names stay as they are: 007 and NA are texts."""
        import pandas

        header, *rows = csv.reader(io.StringIO(self.to_csv(), newline=""))
        return pandas.DataFrame({name: _values_of([row[c] for row in rows]) for c, name in enumerate(header)})

    def write(self, path: Any) -> None:
        """Writes text, CSV, Markdown, HTML or JSON, by the ending of the path: .txt, .csv, .md, .html or .json,
        optionally followed by .gz or .zst. The file appears as a whole."""
        self._figures.write(os.fspath(path))

    def __repr__(self) -> str:
        return self._figures.format("text").rstrip("\n")

    def _repr_html_(self) -> str:
        page = self._figures.format("html")  # its style is for a page of its own
        return page[page.index("<body>") + len("<body>") : page.rindex("</body>")]


def _values_of(cells: List[str]) -> List[Any]:
    """Cells of a column as numbers or truth values, where all of them are as the program writes them."""
    known = [cell for cell in cells if cell]
    if known and len(known) == len(cells):
        if set(known) <= {"true", "false"}:
            return [cell == "true" for cell in cells]
        if all(_WHOLE.fullmatch(cell) for cell in cells):
            return [int(cell) for cell in cells]
    if known and all(_NUMBER.fullmatch(cell) for cell in known):
        return [float(cell) if cell else float("nan") for cell in cells]
    return [cell or None for cell in cells]


def _warn(warnings: List[Any]) -> None:
    import warnings as python_warnings

    for text, hint in warnings:
        python_warnings.warn(f"{text}; {hint}" if hint else text, DataWarning, stacklevel=4)
