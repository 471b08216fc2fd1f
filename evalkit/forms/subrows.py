"""Breakdowns: rows below an indicator that say what it consists of and carry no points of their own."""

import re
from dataclasses import replace

from evalkit.cells.amounts import is_filled
from evalkit.forms.model import FormRow

OF_WHICH = re.compile(r"[★*\s]*其中")


def mark_subrows(rows: list[FormRow]) -> tuple[FormRow, ...]:
    """Mark the rows that state a target or an actual without points or award, below a row of the same category or named 其中.

    Parameters
    ----------
    rows : list of FormRow
        All rows of the form, in order; rows marked already stay marked.

    Returns
    -------
    tuple of FormRow
        A form without any points has no breakdowns that could be told from its indicators: only rows
        marked already are marked.

    Examples
    --------
    >>> apples = FormRow("产出指标", "数量指标", "其中苹果", target="5亩", actual="5亩")
    >>> [row.subrow for row in mark_subrows([FormRow("产出指标", "数量指标", "★水果", points="10"), apples])]
    [False, True]
    """
    if not any(is_filled(row.points) for row in rows):
        return tuple(rows)
    before = [None, *rows]
    return tuple(replace(row, subrow=row.subrow or _breaks_down(above, row)) for above, row in zip(before, rows, strict=False))


def _breaks_down(above: FormRow | None, row: FormRow) -> bool:
    says_something = is_filled(row.target) or is_filled(row.actual)
    if above is None or is_filled(row.points) or is_filled(row.award) or not says_something:
        return False
    levels = (row.section, row.category)
    return OF_WHICH.match(row.name) is not None or any(levels) and levels == (above.section, above.category)
