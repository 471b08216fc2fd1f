"""Papers by which a project is settled: approved before it is begun, and numbered in the year of their date."""

import re
from collections.abc import Iterator
from datetime import date

from evalkit.audit.document import Part
from evalkit.audit.figures import Read
from evalkit.audit.findings import Finding, Severity, Spot, finding
from evalkit.audit.report import Report
from evalkit.audit.rules.days import spot_of_span
from evalkit.audit.spans import Span

_PAPER = re.compile(r"可行性研究(?:报告)?|可研(?:报告)?|项目建议书|初步设计|施工图|立项|实施方案|建设方案")
_SETTLED = re.compile(r"批复|批准|核准|审批|通过|审定|印发")
_CHANGED = re.compile(r"调整|变更|修订|修编|补充|完善|概算|二期|后续|拟|将|计划")
_BEGUN = re.compile(r"开工|动工|进场施工|开始施工|开始实施")
_NUMBERED = re.compile(
    r"（(?P<numbered>20[0-9]{2})）\s*第?\s*[0-9]+\s*号[，、\s（）]{0,2}(?P<year>20[0-9]{2})年(?P<month>[0-9]{1,2})月[0-9]{1,2}日"
)
_REACH = 30


def papers(report: Report) -> Iterator[Finding]:
    """Find 实施方案于11月20日审议通过，3月10日开工, and 〔2021〕8号，2022年6月28日.

    Meaning: soft, since work is at times begun before its papers; one paragraph names a day of approval and an earlier one of the start.
    Silent: papers changed or supplemented; several stages; a number of the year before where the day is in January.
    """
    for paragraph in report.paragraphs:
        reads = [read for read in paragraph if read.sentence.part is not Part.PLAN]
        settled = [(read, span) for read in reads for span in read.spans if _is_day(span) and _settles(read, span)]
        begun = [(read, span) for read in reads for span in read.spans if _is_day(span) and _begins(read, span)]
        if len(settled) == 1 and len(begun) == 1 and _day(begun[0][1]) < _day(settled[0][1]):
            yield finding(
                "chronology/papers",
                Severity.SOFT,
                [spot_of_span(*settled[0]), spot_of_span(*begun[0])],
                working=f"批准 {settled[0][1].text}，开工 {begun[0][1].text}",
                message="批准的日期晚于开工的日期，请核对",
            )
        yield from _numbered(paragraph)


def _is_day(span: Span) -> bool:
    return span.kind == "day" and span.first is not None and not span.than


def _day(span: Span) -> date:
    assert span.first is not None
    return span.first


def _settles(read: Read, span: Span) -> bool:
    """Return whether a day is that on which a paper was approved."""
    text = read.sentence.text
    ahead = re.split("[。；]", text[max(0, span.start - _REACH) : span.start])[-1]
    behind = re.split("[，。；]", text[span.end : span.end + _REACH])[0]
    paper = _PAPER.search(ahead)
    last = ahead[paper.end() :] if paper else ""
    clause = re.split("，", ahead[: paper.start()])[-1] if paper else ""
    told = _SETTLED.search(last) or (_SETTLED.search(behind) and "，" not in last)
    return bool(
        paper
        and told
        and not re.search("[0-9]", last)
        and not _CHANGED.search(clause + last + behind)
        and not _BEGUN.search(last)
    )


def _begins(read: Read, span: Span) -> bool:
    text = read.sentence.text
    behind = re.split("[，。；]", text[span.end : span.end + 12])[0]
    return _BEGUN.search(behind) is not None and not re.search(
        "前|拟|将|计划|预计", behind + text[max(0, span.start - 6) : span.start]
    )


def _numbered(paragraph: list[Read]) -> Iterator[Finding]:
    """Find a paper whose number carries another year than the date behind it."""
    text = paragraph[0].sentence.paragraph.folded
    for found in _NUMBERED.finditer(text):
        numbered, year, month = (int(found[name]) for name in ("numbered", "year", "month"))
        read = next((read for read in paragraph if read.sentence.start <= found.start() < read.sentence.end), None)
        if read is None or numbered == year or (numbered == year - 1 and month == 1):
            continue
        start = read.sentence.start
        yield finding(
            "chronology/papers",
            Severity.SOFT,
            [Spot(read.sentence, found.start() - start, found.end() - start)],
            working=f"文号 {numbered} 年，日期 {year} 年 {month} 月",
            message="文号的年份与印发日期的年份不同，请核对",
        )
