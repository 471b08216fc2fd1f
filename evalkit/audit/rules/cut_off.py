"""Results whose data end before the year does."""

import re
from collections.abc import Iterator
from datetime import date

from evalkit.audit.document import Part
from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.report import Report
from evalkit.audit.rules.registry import rule
from evalkit.audit.spans import Span, months_before

_SOURCE = re.compile(r"(?:根据|据|依据|按照|从)[^，。；]{0,60}$")
_PUBLISHED = re.compile(r"通报|统计|报告|数据|考核|排名|公报|监测|评估|快报")
_YEAR_END = re.compile("年末|年底|全年")
_STREAK = re.compile(r"连续")


@rule("cut-off", "数据截止")
def cut_off(report: Report) -> Iterator[Finding]:
    """数据截止 Cut-off: a result of the year that rests on data ending before the year does.

    Meaning: soft where a result is taken from a notice or from statistics of a part of the year (第三季度的通报), or is given 截至 a day
    before 1 December of the fiscal year, and no figure of the whole year stands beside it. A streak (连续15个月) is counted back from there.
    Silent: where the data reach into December; where the sentence goes on to the end of the year; where the whole year's figure of the same subject is printed as well; what is done once
    (建成, 验收) and cannot change; parts of the year told beside each other.
    Why: what happened in the last months is not covered, and they are part of the year that is evaluated.
    """
    if report.year is None:
        return
    for read in report.reads:
        if read.sentence.part in (Part.PLAN, Part.PROBLEM):
            continue
        for span in read.spans:
            if span.last is None or span.last.year != report.year or span.last >= date(report.year, 12, 1):
                continue
            quoted = _quoted(read, span)
            if not quoted and (span.kind != "until" or _YEAR_END.search(read.sentence.text[span.end :])):
                continue
            results = [
                each
                for each in read.figures
                if each.number.start >= span.end and _is_of(each, span, read) and not _known_later(each, report)
            ]
            if results:
                yield _found(results, span, report.year)


def _quoted(read: Read, span: Span) -> bool:
    text = read.sentence.text
    clause_end = next((at for at in range(span.end, len(text)) if text[at] in "，。；"), len(text))
    return bool(_SOURCE.search(text[: span.start]) and _PUBLISHED.search(text[span.end : clause_end]))


def _is_of(figure: Figure, span: Span, read: Read) -> bool:
    later = [each for each in read.spans if span.end <= each.start < figure.number.start and not each.than and each.has_year]
    return not later and figure.role != "target"


def _known_later(figure: Figure, report: Report) -> bool:
    whole = f"{report.year}-01-01/{report.year}-12-31"
    return any(
        other is not figure and other.base == figure.base and other.period_key == whole and other.period is not None
        for other in report.alike(figure.core)
    )


def _found(results: list[Figure], span: Span, year: int) -> Finding:
    streak = next((each for each in results if _STREAK.search(each.head) and each.unit == "个月"), None)
    working = f"数据截至 {span.last:%Y-%m-%d}，{year} 年度至 {year}-12-31"
    places = [streak] if streak else results[:3]
    if streak and span.last:
        first = months_before(span.last, int(streak.number.value))
        working += f"；连续 {streak.text} 为 {first:%Y-%m} 至 {span.last:%Y-%m}" + ("，跨两个年度" if first.year != year else "")
    return finding(
        "cut-off", Severity.SOFT, places, working=working, message="结果所依据的数据没有覆盖全年，年末几个月的情况不明"
    )
