"""How far targets were attained, in per cent, against target and actual value."""

import re
from collections.abc import Iterator

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import HUNDRED, share, times, told
from evalkit.audit.report import Report
from evalkit.audit.rules.sums import interval
from evalkit.quantities import Interval

_RATE_OF_TARGET = re.compile(
    r"完成率[^\u4e00-\u9fff]*(?:为|达到?)?$|(?:完成|占|为|达到?)[^，。；]{0,12}(?:目标|计划|任务)(?:值|数)?的?\s*$"
)


def attained(read: Read) -> Iterator[Finding]:
    """Find 完成目标的 120% that the target and the actual value of the sentence do not give."""
    for figure in read.figures:
        if figure.unit != "%" or not re.search(
            r"(?:完成|占|为|达到?)[^，。；]{0,12}(?:目标|计划|任务|预算)(?:值|数)?的?\s*$", figure.head
        ):
            continue
        before = [
            each for each in read.figures if each.number.end <= figure.number.start and not each.is_rate and not each.change
        ]
        aims, actual = [each for each in before if each.role == "target"], [each for each in before if each.role != "target"]
        if not aims or not actual or aims[-1].base != actual[-1].base:
            continue
        result = share(
            interval(actual[-1]), interval(aims[-1]) if not aims[-1].number.bound else Interval(aims[-1].value, aims[-1].value)
        )
        if result and not times(result, HUNDRED).overlaps(Interval(figure.number.low, figure.number.high)):
            yield finding(
                "ratio/attainment",
                Severity.HARD,
                [aims[-1], actual[-1], figure],
                working=f"{actual[-1].text} ÷ {aims[-1].text} = {told(times(result, HUNDRED), figure.number.digits + 2, '%')}",
                message=f"完成程度 {figure.text} 与目标值、实际值不符",
                claimed=figure,
            )


def against_target(read: Read, report: Report, before: list[Figure]) -> Iterator[Finding]:
    """Find a 完成率 that the actual value beside it and the target of the same name elsewhere do not give."""
    for figure in read.figures:
        if figure.unit != "%" or not _RATE_OF_TARGET.search(figure.head) or figure.role == "target":
            continue
        own = [each for each in read.figures if each.number.end <= figure.number.start]
        actual = next(
            (each for each in own if not each.is_rate and not each.change and each.depth == figure.depth and not each.role), None
        )
        if actual is None or any(each.role == "target" for each in own) or "其中" in read.sentence.text[: actual.number.start]:
            continue
        aims = [each for each in report.alike(actual.core) if each.role == "target" and each.base == actual.base]
        near = [each for each in before if each.role == "target" and each.sentence is before[-1].sentence]
        if not aims and len(near) == 1 and near[0].base == actual.base and re.search("实际|完成", actual.head):
            aims = near
        results = [share(interval(actual), Interval(aim.value, aim.value)) for aim in aims]
        shares = [times(each, HUNDRED) for each in results if each is not None]
        if shares and not any(each.overlaps(Interval(figure.number.low, figure.number.high)) for each in shares):
            yield finding(
                "ratio/attainment",
                Severity.HARD,
                [aims[0], actual, figure],
                working=f"{actual.text} ÷ {aims[0].text} = {told(shares[0], figure.number.digits + 2, '%')}",
                message=f"完成率 {figure.text} 与目标值、实际值不符",
                claimed=figure,
            )
