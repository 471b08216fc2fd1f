"""The figures of a report against the measures of its year: which differ, and which no data support."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evalkit.audit.document import Part
from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.numbers import scale_and_base
from evalkit.audit.report import Report
from evalkit.audit.subjects import core, same
from evalkit.errors import InvalidInputError
from evalkit.periods import Period
from evalkit.quantities import Interval, format_plain

NAME = "与年度数据核对"
_MOST_SHOWN = 20


@dataclass(frozen=True)
class Measured:
    """A measure of the year, in base units."""

    name: str
    base: str
    interval: Interval
    period: str
    told: str


def measured(measures: Sequence[Mapping[str, Any]]) -> list[Measured]:
    """Return the measures that have a value.

    Examples
    --------
    >>> [one] = measured([{"name": "出口总值", "value": Decimal("2.5"), "unit": "亿元", "interval": [2.45, 2.55], "period": "2021"}])
    >>> one.name, one.base, one.interval.high, one.period
    ('出口', '元', Decimal('255000000.00'), '2021-01-01/2021-12-31')
    """
    known = []
    for each in measures:
        if each.get("value") is None or not each.get("interval"):
            continue
        factor, base = scale_and_base(each["unit"])
        low, high = (Decimal(str(end)) * factor for end in each["interval"])
        told = f"{format_plain(Decimal(str(each['value'])))} {each['unit']}"
        known.append(Measured(core(each["name"]), base, Interval(low, high), _key(each.get("period") or ""), told))
    return known


def _key(period: str) -> str:
    try:
        parsed = Period.parse(period)
    except InvalidInputError:
        return period
    return f"{parsed.first}/{parsed.last}"


def against_data(report: Report, measures: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """与年度数据核对 Against the data: a figure of the text is what the year's data give; what no data support is listed.

    Meaning: hard where the text states something under the name, unit and period of a measure, and no measure of that name can have
    the printed value. Info, one finding for the whole report: the figures that equal no measure.
    Silent: targets, plans and the section on what comes next; changes and ranks that no measure names.
    Why: a report is written from the data, and corrected by hand afterwards.
    """
    known = measured(measures)
    unsupported: list[Figure] = []
    for figure in report.figures:
        if figure.role == "target" or figure.sentence.part is Part.PLAN or figure.number.is_range:
            continue
        alike = [each for each in known if each.base == figure.base]
        named = [each for each in alike if not figure.change and _is(each, figure)]
        if any(each.interval.overlaps(Interval(figure.low, figure.high)) for each in named or alike):
            continue
        if named:
            yield finding(
                "data",
                Severity.HARD,
                [figure],
                working=f"报告 {figure.text}，数据 {'、'.join(dict.fromkeys(each.told for each in named))}",
                message=f"{figure.subject}与年度数据不符",
            )
        else:
            unsupported.append(figure)
    if unsupported:
        shown = "、".join(dict.fromkeys(figure.text for figure in unsupported[:_MOST_SHOWN]))
        yield finding(
            "data/unsupported",
            Severity.INFO,
            unsupported,
            working=f"{len(unsupported)} 个数：{shown}{'……' if len(unsupported) > _MOST_SHOWN else ''}",
            message="年度数据中没有这些数，须另附佐证材料",
        )


def _is(measure: Measured, figure: Figure) -> bool:
    return measure.period == figure.period_key and len(figure.core) >= 2 and same(measure.name, figure.core)
