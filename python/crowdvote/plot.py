"""The charts of the report, for notebooks."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any, Dict, Iterator

from . import _core


class Chart:
    """A Vega specification that notebooks render. `spec` is the specification as a dict."""

    def __init__(self, name: str, specification: str):
        self.name = name
        self.spec: Dict[str, Any] = json.loads(specification)

    def save(self, path: Any) -> None:
        """Writes the specification as JSON."""
        with open(path, "w", encoding="utf-8") as file:
            json.dump(self.spec, file)

    def to_altair(self) -> Any:
        """The chart as an object of altair, which shows it with the renderer that is chosen there.

        Raises
        ------
        ImportError
            altair is not installed, or is version 5 or later, which takes no Vega specifications.
        """
        from altair.vega import Vega

        return Vega(self.spec)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Dict[str, Any]:
        return {"application/vnd.vega.v5+json": self.spec, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"Chart({self.name!r}: {self.spec.get('description', 'a Vega specification')})"


class Plots:
    """The charts that have something to show, as attributes: `result.plot.user_weights`.

    `list(result.plot)` has their names.

    Parameters
    ----------
    runs : Result or Comparison
    """

    def __init__(self, runs: Any):
        self._runs = runs

    @cached_property
    def _charts(self) -> Dict[str, Chart]:
        page = getattr(self._runs, "_page", None)
        if page is None:
            page = _core.report_page(self._runs._live_run(), False, self._runs._control)
        return {name: Chart(name, specification) for name, specification in page.charts}

    def __getattr__(self, name: str) -> Chart:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._charts:
            return self._charts[name]
        raise AttributeError(f"there is no chart {name!r} here; there are {', '.join(self._charts)}")

    def __getitem__(self, name: str) -> Chart:
        return self._charts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._charts)

    def __len__(self) -> int:
        return len(self._charts)

    def __dir__(self) -> Any:
        return sorted(self._charts)
