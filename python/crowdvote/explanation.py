"""Why a label is what it is, and what would change it."""

from __future__ import annotations

from typing import Any, Optional

from ._figures import Figures
from ._result import Result


def explain(
    result: Result,
    observation: Any = None,
    *,
    user: Any = None,
    most: Optional[str] = None,
    rows: int = 10,
    refit: bool = False,
) -> Figures:
    """Explains labels or the weight of a user, or says what is decided most narrowly (docs/explain.md).

    Parameters
    ----------
    result : Result
    observation : id or sequence of ids, optional
        A card for each: who voted, the candidates, why it is valid or not, and exactly what would change that.
    user : id or sequence of ids, optional
        How the weight of a user came about, and which observations depend on this user alone.
    most : {"contested", "influential"}, optional
        The observations nearest to a change, or the users on whom most outcomes depend.
    rows : int, default 10
        How many rows `most` gives.
    refit : bool, default False
        For an observation under a strategy with probabilities: learn again without the vote that matters most.

    Returns
    -------
    Figures

    Raises
    ------
    OptionError
        Not exactly one of observation, user and most is given, or an id is not in the votes: the nearest are named.
    """
    return result.explain(observation, user=user, most=most, rows=rows, refit=refit)
