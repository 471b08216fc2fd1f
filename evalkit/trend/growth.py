"""Growth as it was published beside growth computed from the published levels: both stand, neither corrects the other.

A published rate often rests on a base that was revised since, or on a comparable set of units. The two may then differ
without a contradiction.
"""

from typing import TYPE_CHECKING

import pandas as pd

from evalkit.computing import compute
from evalkit.errors import EvalkitError
from evalkit.facts import agree, covers, fact_measure
from evalkit.measures import Measure
from evalkit.metrics.general import year_on_year_change
from evalkit.periods import Period
from evalkit.quantities import format_number, unit_of

if TYPE_CHECKING:
    from evalkit.trend.trend import Trend

CHANGE = "_change"
"""What the identifier of a published growth adds to that of its level."""
COLUMNS = ["指标", "年度", "公布的增速", "由各年数值计算", "相差", "说明", "公布的出处"]
REVISED = "上年数可能已经修订，或公布的增速按可比口径计算；两数都照列，不作为矛盾"
NOT_INSTEAD = "没有公布的增速，计算数不代替它"
NOTHING = "—"


def frame(trend: "Trend") -> pd.DataFrame:
    """Return a row for every series whose growth is published, and every year."""
    ids = {row["id"] for rows in trend.rows.values() for row in rows}
    changes = dict.fromkeys(row["id"] for rows in trend.rows.values() for row in rows if row["unit"] == "%")
    levels = [id.removesuffix(CHANGE) for id in changes if id.endswith(CHANGE) and id.removesuffix(CHANGE) in ids]
    return pd.DataFrame([_row(trend, id, year) for id in levels for year in trend.span], columns=COLUMNS)


def _row(trend: "Trend", id: str, year: int) -> tuple[str, ...]:
    printed = trend.series(f"{id}{CHANGE}")[year]
    computed, why_not = _computed(trend, id, year)
    gap, told = _gap(printed, computed)
    notes = [note for note in (why_not, told, _restated(trend, id, year)) if note]
    return (
        trend.name_of(id),
        str(year),
        printed.text,
        NOTHING if computed is None else computed.text,
        gap or NOTHING,
        "；".join(notes) or NOTHING,
        "；".join(dict.fromkeys(source.title for source in printed.sources)) if printed.value is not None else NOTHING,
    )


def _computed(trend: "Trend", id: str, year: int) -> tuple[Measure | None, str]:
    """Return the growth that the levels of two years give, or why there is none."""
    parted = trend.break_between(id, year - 1, year)
    if parted:
        return None, f"不计算：统计口径自 {parted.since} 年度起调整，与上年数不能相比"
    current, previous = trend.series(id)[year], _previous(trend, id, year)
    lacking = [str(each) for each, level in ((year - 1, previous), (year, current)) if level is None or level.value is None]
    if lacking:
        return None, f"不计算：缺少 {'、'.join(lacking)} 年的数值"
    if unit_of(current.unit).base != unit_of(previous.unit).base:
        return None, f"不计算：计量单位不同（{previous.unit}、{current.unit}）"
    try:
        change = compute(year_on_year_change, current=current, previous=previous)
    except EvalkitError as error:
        return None, f"不计算：{error.what}"
    return (None, f"不计算：{change.text}") if change.value is None else (change, "")


def _previous(trend: "Trend", id: str, year: int) -> Measure | None:
    """Return the level of the year before, as that year states it, or else as this one does."""
    own = trend.series(id).get(year - 1)
    return own if own is not None and own.value is not None else _stated_previous(trend, id, year)


def _stated_previous(trend: "Trend", id: str, year: int) -> Measure | None:
    """Return the level of the year before, as the folder of this year states it."""
    rows, period = trend.rows.get(year, []), Period.of_year(year - 1)
    row = next((row for row in rows if row["id"] == id and row["used"] and row["printed"] and covers(row, period)), None)
    return fact_measure(row, rows, year, id) if row else None


def _gap(printed: Measure, computed: Measure | None) -> tuple[str, str]:
    """Return how far a published growth lies above the computed one, and what that may come from."""
    if computed is None:
        return "", ""
    if printed.value is None:
        return "", NOT_INSTEAD
    if agree(printed, computed):
        return "", "在印出的位数内一致"
    difference = printed.value - computed.value
    return f"{format_number(difference, max(printed.digits, computed.digits))} 个百分点", REVISED


def _restated(trend: "Trend", id: str, year: int) -> str:
    """Return what a year states of the year before, where that year stated it otherwise."""
    own, stated = trend.series(id).get(year - 1), _stated_previous(trend, id, year)
    if own is None or own.value is None or stated is None or agree(own, stated):
        return ""
    return f"{year - 1} 年数：该年度资料为 {own.text}，{year} 年度资料为 {stated.text}"
