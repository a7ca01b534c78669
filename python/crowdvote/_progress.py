"""The bar of `progress=True`."""

from __future__ import annotations

import sys
from typing import Any, Callable, Optional

Callback = Callable[[str, int, int, str], Any]


def callback_of(progress: Any) -> Optional[Callback]:
    """None, the caller's function, or that of a bar: tqdm's where tqdm is there, otherwise a line on standard error."""
    if progress is None or progress is False:
        return None
    if progress is True:
        return Bar()
    if callable(progress):
        return progress
    raise TypeError(f"progress= takes True, False or a function of (stage, done, total, detail), not {type(progress).__name__}")


class Bar:
    """Shows the stage, how much of it is done, and what it says of itself."""

    _WIDTH = 30

    def __init__(self) -> None:
        self._tqdm: Any = None
        self._bar: Any = None
        self._stage = ""
        try:
            from tqdm.auto import tqdm

            self._tqdm = tqdm
        except ImportError:
            pass

    def __call__(self, stage: str, done: int, total: int, detail: str) -> None:
        if self._tqdm is not None:
            self._show_tqdm(stage, done, total, detail)
            return
        share = min(1.0, done / total) if total else 0.0
        filled = round(share * self._WIDTH)
        bar = "#" * filled + "." * (self._WIDTH - filled) if total else f"{done}".ljust(self._WIDTH)
        sys.stderr.write(f"\r{stage:<9} [{bar}] {detail:<30.30}")
        sys.stderr.flush()
        self._stage = stage

    def _show_tqdm(self, stage: str, done: int, total: int, detail: str) -> None:
        if stage != self._stage:
            self.close()
            self._bar = self._tqdm(total=total or None, desc=stage)
            self._stage = stage
        self._bar.n = done
        self._bar.set_postfix_str(detail)

    def close(self) -> None:
        """Ends the bar; the last state stays."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
        elif self._stage and self._tqdm is None:
            sys.stderr.write("\n")
        self._stage = ""
