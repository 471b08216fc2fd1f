"""Actual values far above their targets."""

import re
from collections.abc import Iterator
from decimal import Decimal

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import HUNDRED
from evalkit.audit.report import Report
from evalkit.audit.rules.registry import rule
from evalkit.audit.subjects import same
from evalkit.quantities import format_number

_LIMIT = Decimal("1.3")
_PER_YEAR = {"季度": 4, "季": 4, "月": 12, "半年": 2, "年": 1, "周": 52}
_REASON = re.compile(r"原因|由于|主要是因|系因|因(?!此|而|地)|受[^，。]{1,12}影响|追加|新增任务|扩面|政策调整|需求增加")
_ATTAINED = re.compile(r"完成率|目标完成|(?:完成|占|为|达到?)[^，。；]{0,12}(?:目标|计划|任务)(?:值|数)?的?\s*$")


@rule("over-achievement", "超额过多")
def over_achievement(report: Report) -> Iterator[Finding]:
    """超额过多 Over-achievement: an actual value of 130% of its target or more asks whether the target was too low.

    Meaning: soft where target and actual value stand in one paragraph and the actual one is certainly 1.3 times the target or more;
    a target per quarter or month is taken so many times a year, and the total of a year then proves nothing about each quarter.
    Silent: where a reason is given in the paragraph (由于, 追加, 政策调整); targets that are upper limits; money.
    Why: 财预〔2020〕10号: values far above the target are explained; systems in use demand a reason at 130%.
    """
    for paragraph in report.paragraphs:
        reasons = any(_REASON.search(read.sentence.text) for read in paragraph)
        if reasons:
            continue
        figures = [figure for read in paragraph for figure in read.figures]
        for at, aim in enumerate(figures):
            if (
                aim.role == "target"
                and aim.number.bound != "≤"
                and not aim.number.is_range
                and not aim.each
                and not _is_to_come(aim)
                and aim.base not in ("元", "%", "位")
            ):
                yield from _compared(aim, figures[at + 1 :])
        for read in paragraph:
            yield from _printed(read)


def _is_to_come(aim: Figure) -> bool:
    """Return whether a target is of a year behind the one that the report is of."""
    return aim.period is not None and aim.period.first is not None and aim.year is not None and aim.period.first.year > aim.year


def _compared(aim: Figure, behind: list[Figure]) -> Iterator[Finding]:
    actual = next(
        (each for each in behind if each.base == aim.base and each.role != "target" and not each.change and _about(aim, each)),
        None,
    )
    if actual is None:
        return
    count = _PER_YEAR.get(aim.per, 1)
    if aim.per and actual.period is not None and actual.period.kind not in ("year", "until", "months", "years"):
        return
    target = aim.value * count
    if target <= 0 or actual.low < target * _LIMIT:
        return
    rate = actual.value / target * HUNDRED
    times = f" × {count}" if count > 1 else ""
    note = f"；全年合计也不能证明每个{aim.per}都达到" if count > 1 else ""
    yield finding(
        "over-achievement",
        Severity.SOFT,
        [aim, actual],
        working=f"{actual.text} ÷（{aim.text}{times}）= {format_number(rate, 1)}%，达到或超过 130%",
        message=f"实际值远高于目标值，须说明原因，并核对目标是否定得过低{note}",
    )


def _about(aim: Figure, actual: Figure) -> bool:
    """Return whether two figures may be target and actual value of one thing."""
    near = actual.sentence is aim.sentence and actual.number.start - aim.number.end <= 40
    shared = any(aim.core[at : at + 2] in actual.core + actual.clause_text for at in range(len(aim.core) - 1))
    return (
        near
        and (same(aim.core, actual.core) or shared or bool(re.search("实际|完成", actual.head)))
        or (shared and aim.unit == actual.unit)
    )


def _printed(read: Read) -> Iterator[Finding]:
    for figure in read.figures:
        if (
            figure.unit == "%"
            and figure.low >= _LIMIT * HUNDRED
            and not figure.change
            and _ATTAINED.search(figure.head)
            and not re.search("预算|资金|投资", figure.head)
        ):
            yield finding(
                "over-achievement",
                Severity.SOFT,
                [figure],
                working=f"{figure.text} ≥ 130%",
                message="完成率达到或超过 130%，须说明原因，并核对目标是否定得过低",
            )
