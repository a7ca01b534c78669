"""What is shown of a result first: a line, and some rows."""

from __future__ import annotations

import html
from typing import Any, List

import numpy as np

from ._votes import with_none

#: The code of a label where there is none, in `Result.label_codes`.
NO_LABEL = 4294967295
COLUMNS = ["observation", "label", "valid", "conf", "acc"]
ROWS_SHOWN = 10


def names_of_codes(names: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Names by code. Where a code is none: -1 among integers, unless it is a label, otherwise None."""
    is_none = codes == NO_LABEL
    if not is_none.any():
        return names[codes]
    if names.dtype.kind == "i" and not (names == -1).any():
        return np.append(names, np.int64(-1))[np.where(is_none, len(names), codes)]
    return with_none(names)[np.where(is_none, len(names), codes)]


def headline(result: Any) -> str:
    n = len(result)
    n_valid = int(np.count_nonzero(result.valid_array))
    ended = result.diagnostics
    text = f"{result.strategy}: {n} observations, {len(result.user_ids)} users, {len(result.label_names)} labels; {n_valid} valid"
    if n:
        text += f" ({100 * n_valid / n:.1f} %)"
    if ended["ties"]:
        text += f", {ended['ties']} ties"
    if ended["iterations"] > 1:
        text += f"; {ended['iterations']} rounds, stopped by {ended['stop_reason'].replace('_', ' ')}"
    return text


def rows_of(result: Any) -> List[List[str]]:
    labels = names_of_codes(result.label_names, result.label_codes[:ROWS_SHOWN])
    return [
        [str(result.observation_ids[i]), str(label), "yes" if result.valid_array[i] else "no", f"{result.conf_array[i]:.4g}", f"{result.acc_array[i]:.4g}"]
        for i, label in enumerate(labels)
    ]


def as_text(result: Any) -> str:
    rows = [COLUMNS, *rows_of(result)]
    widths = [max(len(row[c]) for row in rows) for c in range(len(COLUMNS))]
    lines = [headline(result)] + ["  ".join(cell.rjust(width) for cell, width in zip(row, widths)) for row in rows]
    if len(result) > ROWS_SHOWN:
        lines.append(f"... {len(result) - ROWS_SHOWN} more")
    return "\n".join(lines)


def as_html(result: Any) -> str:
    def row(cells: List[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    body = "".join(row(cells, "td") for cells in rows_of(result))
    more = f"<p>... {len(result) - ROWS_SHOWN} more</p>" if len(result) > ROWS_SHOWN else ""
    head = row(COLUMNS, "th")
    return f"<div><p><b>{html.escape(headline(result))}</b></p><table><thead>{head}</thead><tbody>{body}</tbody></table>{more}</div>"
