"""The figures of a report against the measures of its year: which differ, and which no data support."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from evalkit.audit.document import Part
from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.numbers import scale_and_base
from evalkit.audit.report import Report
from evalkit.audit.slips import slip_of
from evalkit.audit.subjects import core, share_a_word
from evalkit.errors import InvalidInputError
from evalkit.periods import Period
from evalkit.quantities import Interval, decimals_of, format_number, format_plain

NAME = "与年度数据核对"
_MOST_SHOWN, _MOST_TOLD = 20, 3
_SCOPES = {"全国": "nation", "全省": "province", "全市": "city"}
_RANK = "位"
"""The unit of a rank, which is told with the level within which, not the level of what."""
_FILLING = re.compile("^(?:每[届期次场]|各[届期次场]|获|按|为)|[在的]")
_CLASSES = re.compile("^[大小门]类$")
_CHANGE = re.compile("同比|增长|增速|增幅|增减|变动|环比")
_BRACKETS = re.compile("（[^（）]*）")
_TIMES = {"%": ("倍", Decimal("0.01")), "倍": ("%", Decimal(100))}


@dataclass(frozen=True)
class Measured:
    """A measure of the year, in base units.

    Attributes
    ----------
    name, plain : str
        Its name as subjects are compared, with what stands in its brackets and without.
    printed : str
        Its digits as a page prints them.
    change : bool
        Its name says that it tells by how much something grew or fell.
    """

    name: str
    plain: str
    base: str
    value: Decimal
    interval: Interval
    period: str
    scope: str
    printed: str
    unit: str
    change: bool
    told: str


def figure_name(name: str) -> str:
    """Return the name of a measure as a report would write it, as subjects are compared.

    Examples
    --------
    >>> figure_name("热线接听率（全年）"), figure_name("出口总值")
    ('热线接听率', '出口')
    """
    return core(_BRACKETS.sub("", name))


def measured(measures: Sequence[Mapping[str, Any]]) -> list[Measured]:
    """Return the measures that have a value; one in per cent also in 倍, and the other way round.

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
        value = Decimal(str(each["value"]))
        low, high = (Decimal(str(end)) * factor for end in each["interval"])
        printed = format_number(value, each.get("digits", decimals_of(format_plain(value))))
        one = Measured(
            core(each["name"]),
            figure_name(each["name"]),
            base,
            value * factor,
            Interval(low, high),
            _key(each.get("period") or ""),
            each.get("scope") or "",
            printed,
            each["unit"],
            _CHANGE.search(each["name"]) is not None,
            f"{each['name']} {printed} {each['unit']}",
        )
        known.append(one)
        if base in _TIMES:
            other, times = _TIMES[base]
            known.append(replace(one, base=other, value=value * factor * times, interval=Interval(low * times, high * times)))
    return known


def _key(period: str) -> str:
    try:
        parsed = Period.parse(period)
    except InvalidInputError:
        return period
    return f"{parsed.first}/{parsed.last}"


def against_data(report: Report, measures: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """与年度数据核对 Against the data: a figure of the text is what the year's data give; what no data support is listed.

    Meaning: hard where the text states something under the very name, level, unit and period of a measure and no measure can have
    the printed value whose name shares a word with it. Soft where only a measure of a related name has it, or where the names are
    but part of each other or taken from another clause. Soft as well where no measure has the value, but one has it but for a
    digit, two digits in the wrong order, or the size of its unit. Info, one finding for the whole report: all other figures that
    equal no measure.
    Silent: targets, plans and the section on what comes next; figures of another level; points, which are the rules'.
    Why: a report is written from the data, and corrected by hand afterwards.
    """
    known = measured(measures)
    unsupported: list[Figure] = []
    for figure in report.figures:
        if figure.role == "target" or figure.sentence.part is Part.PLAN or figure.number.is_range or figure.base == "分":
            continue
        base = _CLASSES.sub("类", figure.base)
        alike = [each for each in known if each.base == base]
        named = [each for each in alike if _is_named(each, figure) and _within(each, figure)]
        related = [each for each in alike if share_a_word(_name(figure), each.name)] if named else alike
        exact = [each for each in named if _is_exact(each, figure)]
        if _one_can_be([each for each in related if each.plain == exact[0].plain] if exact else related, figure):
            continue
        if named:
            yield _differs(figure, exact or named, certain=bool(exact) and not _one_can_be(related, figure))
        elif slips := [(each, slip) for each in alike if (slip := slip_of(figure, each.printed, each.unit))]:
            yield _slipped(figure, *slips[0])
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


def _differs(figure: Figure, named: list[Measured], *, certain: bool) -> Finding:
    """Return the finding about a figure that no measure of its name can be; the nearest of them are told."""
    nearest = sorted(named, key=lambda each: abs(each.value - figure.value))
    return finding(
        "data",
        Severity.HARD if certain else Severity.SOFT,
        [figure],
        working=f"报告 {figure.text}，数据 {'、'.join(list(dict.fromkeys(each.told for each in nearest))[:_MOST_TOLD])}",
        message=f"{figure.subject}与年度数据不符",
    )


def _slipped(figure: Figure, measure: Measured, slip: str) -> Finding:
    return finding(
        "data/slip",
        Severity.SOFT,
        [figure],
        working=f"报告 {figure.text}，数据 {measure.told}",
        message=f"年度数据中没有这个数，有一个{slip}的数，请核实是否笔误",
    )


def _one_can_be(measures: list[Measured], figure: Figure) -> bool:
    printed = Interval(-figure.high, -figure.low) if figure.change < 0 else Interval(figure.low, figure.high)
    return any(_can_be(each.interval, printed) for each in measures)


def _can_be(one: Interval, other: Interval) -> bool:
    """Return whether two intervals share a value; where they only touch, one rounds up to what the other rounds down to."""
    exact = one.low == one.high or other.low == other.high
    return one.overlaps(other) and (exact or (one.low < other.high and other.low < one.high))


def _is_exact(measure: Measured, figure: Figure) -> bool:
    """Return whether a figure states just what a measure is: the very name in its own clause, the very period."""
    own = not (figure.inherited or figure.each or figure.per or figure.change)
    return own and measure.name == _name(figure) and measure.period == figure.period_key


def _is_named(measure: Measured, figure: Figure) -> bool:
    """Return whether a figure may be a measure of whatever period: one name is part of the other, and both are changes or none."""
    name, level = _name(figure), _SCOPES.get(figure.scope, measure.scope)
    other_level = level != measure.scope and measure.scope in _SCOPES.values() and measure.unit != _RANK
    if len(name) < 2 or other_level:
        return False
    alike = any(each and (each in name or name in each) for each in (measure.name, measure.plain))
    return alike and bool(figure.change) == measure.change


def _name(figure: Figure) -> str:
    return _FILLING.sub("", figure.core)


def _within(measure: Measured, figure: Figure) -> bool:
    """Return whether a measure is of the period of a figure, or of a part of it that ends in it, such as its last day."""
    first, _, last = figure.period_key.partition("/")
    return measure.period in ("", figure.period_key) or first <= measure.period.rpartition("/")[2] <= last
