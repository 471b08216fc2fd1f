"""Rows of ``facts.csv`` as measures: which row speaks for a year, which state the same figure, which agree."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from evalkit.measures import Measure, Source, Status
from evalkit.periods import Period
from evalkit.quantities import Interval, decimals_of, parse_number, printed_interval, to_base

CUMULATIVE = "累计"
MONTHS = range(1, 13)
Part = tuple[Measure, tuple[int, ...]]
"""A figure and the calendar months that it speaks for."""


def annual_row(rows: list[dict[str, Any]], id: str, fiscal_year: int) -> dict[str, Any] | None:
    """Return the row that speaks for a fiscal year: of the whole year, or the only one as of a date or up to its end.

    A row up to the end of the year begins before it, or says in name or basis that it is cumulative (累计), for
    something that began within the year; any other part of the year never speaks for it.
    """
    year = Period.of_year(fiscal_year)
    stated = [(Period.parse(row["period"]), row) for row in rows if row["id"] == id and row["used"]]
    whole = next((row for period, row in stated if period.spans == year.spans), None)
    ending = [(period, row) for period, row in stated if period.last.year == fiscal_year]
    if whole is None and len(ending) == 1:
        period, row = ending[0]
        cumulative = period.first < year.first or CUMULATIVE in row["name"] + row["basis"]
        up_to_end = len(period.spans) == 1 and period.last == year.last
        return row if period.is_point or (up_to_end and cumulative) else None
    return whole


def covers(row: dict[str, Any], period: Period) -> bool:
    """Return whether a row states just that period, however it is written."""
    return Period.parse(row["period"]).spans == period.spans


def fact_measure(row: dict[str, Any], rows: list[dict[str, Any]], fiscal_year: int, id: str) -> Measure:
    """Return a row of a year's facts as a measure.

    What other sources state of the same figure stands in the remark of its source.
    """
    printed = row["printed"]
    rivals = [
        f"另有来源（{other['title']}）为 {other['printed']} {other['unit']}，未采用：{other['note']}"
        for other in rivals_of(row, rows)
    ]
    remarks = [row["note"], row["correction"] and f"已更正：{row['correction']}", *rivals]
    source = Source(
        file=f"data/raw/{fiscal_year}/facts.csv",
        row=row["row"],
        column="value",
        title=row["title"],
        place=row["place"],
        address=row["address"],
        confidence=row["confidence"],
        remark="；".join(remark for remark in remarks if remark),
    )
    return Measure(
        id=id,
        name=row["name"],
        value=parse_number(printed) if printed else None,
        unit=row["unit"],
        digits=decimals_of(printed),
        basis=row["basis"],
        status=Status.DECLARED if printed else Status.MISSING,
        interval=printed_interval(printed, row["unit"], approximate=row["approximate"]) if printed else None,
        working="原始数据" if printed else "",
        sources=(source,),
        period=row["period"],
        scope=row["scope"],
        approximate=row["approximate"],
        sub_project=row["sub_project"],
    )


def monthly_parts(rows: list[dict[str, Any]], id: str, fiscal_year: int) -> list[Part]:
    """Return the rows in use that state a monthly figure for part of a year, each with the months that it covers."""
    stated = [(row, Period.parse(row["period"])) for row in rows if row["id"] == id and row["used"] and row["printed"]]
    return [
        (_of_months(fact_measure(row, rows, fiscal_year, id), period.months), period.months)
        for row, period in stated
        if period.within_year(fiscal_year) and len(period.months) < len(MONTHS)
    ]


def month_by_month(rows: list[dict[str, Any]], id: str, fiscal_year: int) -> dict[int, Measure]:
    """Return a monthly figure for each month alone; without value for a month that no row in use covers."""
    stated = {month: part for part, months in monthly_parts(rows, id, fiscal_year) for month in months}
    name = _blank(rows, id).name
    return {
        month: replace(
            _of_months(replace(stated.get(month, _blank(rows, id)), id=id, name=name), (month,)),
            period=f"{fiscal_year:04d}-{month:02d}",
        )
        for month in MONTHS
    }


def _blank(rows: list[dict[str, Any]], id: str) -> Measure:
    """Return a figure that no row states, under the name and unit that rows give it."""
    row = next((row for row in rows if row["id"] == id), {"name": id, "unit": "1", "sub_project": ""})
    return Measure(id, row["name"], None, row["unit"], 0, "", Status.MISSING, sub_project=row["sub_project"])


def _of_months(measure: Measure, months: Sequence[int]) -> Measure:
    """Name a figure by the months that it speaks for."""
    words = "、".join(f"{month}月" for month in months)
    id = "_".join([measure.id, *(f"{month:02d}" for month in months)])
    return replace(
        measure, id=id, name=f"{measure.name}（{words if measure.value is None or len(months) < 4 else f'{len(months)} 个月'}）"
    )


def missing_months(rows: list[dict[str, Any]], id: str, parts: Sequence[Part]) -> list[Part]:
    """Return the months that no part covers as one part without value; none where all are covered."""
    covered = {month for _, months in parts for month in months}
    absent = tuple(month for month in MONTHS if month not in covered)
    return [(replace(_of_months(_blank(rows, id), absent), id=f"{id}_rest"), absent)] if absent else []


def rivals_of(row: dict[str, Any], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows not in use that state the same figure for the same period."""
    period = Period.parse(row["period"])
    return [other for other in rows if other["id"] == row["id"] and not other["used"] and covers(other, period)]


def base_interval(measure: Measure) -> Interval:
    """Return the interval of a measure in its base unit, in which measures are compared."""
    return Interval(to_base(measure.interval.low, measure.unit), to_base(measure.interval.high, measure.unit))


def agree(first: Measure, second: Measure) -> bool:
    """Return whether some value is allowed by both figures as printed, each in its own unit."""
    return base_interval(first).overlaps(base_interval(second))
