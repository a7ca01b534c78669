"""Tables of figures: what `evaluate`, `compare`, `stats` and `explain` return."""

from __future__ import annotations

import io
import json
import os
from typing import Any, Dict, List

from . import _core
from ._errors import DataWarning


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
        """The rows of `to_csv` as a DataFrame."""
        import pandas

        return pandas.read_csv(io.StringIO(self.to_csv()))

    def write(self, path: Any) -> None:
        """Writes text, CSV, Markdown, HTML or JSON, by the ending of the path: .txt, .csv, .md, .html or .json."""
        path = os.fspath(path)
        text = self._figures.format(_core.figures_format_of(path))
        with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(text)

    def __repr__(self) -> str:
        return self._figures.format("text").rstrip("\n")

    def _repr_html_(self) -> str:
        return self._figures.format("html")


def _warn(warnings: List[Any]) -> None:
    import warnings as python_warnings

    for text, hint in warnings:
        python_warnings.warn(f"{text}; {hint}" if hint else text, DataWarning, stacklevel=4)
