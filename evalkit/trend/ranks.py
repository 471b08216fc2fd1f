"""Ranks of a value and ranks of its growth: never in one row, and one whose source does not say which stands by itself."""

from typing import TYPE_CHECKING

import pandas as pd

from evalkit.measures import Measure

if TYPE_CHECKING:
    from evalkit.trend.trend import Trend

UNIT = "位"
BY_VALUE, BY_GROWTH, UNCLEAR = "value", "growth", "unclear"
OF_GROWTH = "_change_rank"
NOT_SAID = "依据未说明"
"""Stands where a rank would, had its source said what it ranks."""
NOTHING = "—"


def kind_of(measure: Measure) -> str:
    """Return what a rank is a rank of: as its basis says, or else its identifier.

    Examples
    --------
    >>> from evalkit.measures import Status
    >>> def rank(id, basis):
    ...     return Measure(id, "位次", None, "位", 0, basis, Status.MISSING)
    >>> kind_of(rank("trade_total_rank", "")), kind_of(rank("trade_total_change_rank", "")), kind_of(rank("a_rank", "按增速"))
    ('value', 'growth', 'growth')
    >>> kind_of(rank("trade_total_rank", "未说明按总量还是增速"))
    'unclear'
    """
    if "未说明" in measure.basis:
        return UNCLEAR
    stated = {BY_VALUE: "总量" in measure.basis, BY_GROWTH: "增速" in measure.basis}
    if sum(stated.values()) == 1:
        return next(kind for kind, said in stated.items() if said)
    return _of_identifier(measure.id)


def frame(trend: "Trend", kind: str) -> pd.DataFrame:
    """Return the ranks of one kind by year.

    Parameters
    ----------
    trend : Trend
        The years.
    kind : {"value", "growth", "unclear"}
        Ranks of the value, of its growth, or those whose source does not say of which.

    Returns
    -------
    pandas.DataFrame
        By identifiers of measures. In a year whose rank is of another kind stands that it is not said, or nothing.
    """
    ids = dict.fromkeys(row["id"] for rows in trend.rows.values() for row in rows if row["unit"] == UNIT)
    names: dict[str, str] = {}
    shown: dict[tuple[str, int], str] = {}
    for id in ids:
        series = {year: measure for year, measure in trend.series(id).items() if trend.evaluations.get(year)}
        own = _of_identifier(id) == kind
        if own or any(measure.value is not None and kind_of(measure) == kind for measure in series.values()):
            names[id] = trend.name_of(id)
            shown |= {} if own else {(id, year): NOTHING for year in trend.span}
            shown |= {(id, year): _cell(measure, kind, own=own) for year, measure in series.items()}
    return trend.by_year(names, shown, "位次")


def _of_identifier(id: str) -> str:
    return BY_GROWTH if id.endswith(OF_GROWTH) else BY_VALUE


def _cell(measure: Measure, kind: str, *, own: bool) -> str:
    """Return what stands for a rank in the table of a kind: itself only where it is of that kind."""
    if measure.value is None:
        return measure.text if own else NOTHING
    found = kind_of(measure)
    if found == kind:
        return measure.text
    return NOT_SAID if own and found == UNCLEAR else NOTHING
