"""Events and results outside the fiscal year, told as those of the year."""

import re
from collections.abc import Iterator

from evalkit.audit.document import Part
from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, Spot, finding
from evalkit.audit.report import Report
from evalkit.audit.rules.registry import rule
from evalkit.audit.spans import Span

_DONE = re.compile(r"举办|开展|完成|组织|建成|召开|实施|承办|开工|建设|采购|购置|拨付|支出|发放|培训|投用|验收")
_NOT_YET = re.compile(
    r"将于?|拟|计划|预计|力争|打算|准备|下一步|争取|确保|目标|到期|有效期|规划|质保|服务期|合同期|编制|安排(?!资金)|申报|截止|结转|继续|延续|自评|评价|报告"
)
_COUNTED = frozenset("场 次 个 项 期 届".split())


@rule("period", "期间")
def period(report: Report) -> Iterator[Finding]:
    """期间 Period: what a report counts as done in its fiscal year happened in it.

    Meaning: hard where something told as done carries a year or a day after the fiscal year; where the same count is printed
    elsewhere (活动5场, with five events listed), that place is named as well. Soft where all of a list's events lie before the year.
    Silent: plans, terms of contracts and warranties, the writing of the report itself, sections on what comes next; years that
    something is compared with; years before the fiscal year, which tell the history.
    Why: 财预〔2020〕10号: actual values are those of the year that is evaluated.
    """
    if report.year is None:
        return
    for read in report.reads:
        if read.sentence.part in (Part.PLAN, Part.CONCLUSION) or read.sentence.paragraph.heading:
            continue
        late = [span for span in read.spans if _after(span, report.year) and _is_done(read, span)]
        if late:
            listed, related = _list_around(read, late[0]), []
            if listed:
                related = _counts(report, listed, read)
            names = "、".join(span.text for span in late)
            yield finding(
                "period",
                Severity.HARD,
                [*(_spot(read, span) for span in late), *related],
                working=f"财政年度 {report.year}；写明 {names}"
                + (f"；所列 {listed[0]} 项中有 {len(late)} 项不在年度内" if listed else ""),
                message=f"列为已完成的内容发生在 {report.year} 年度之后，不应计入本年度",
            )


def _after(span: Span, year: int) -> bool:
    return (
        span.first is not None
        and span.first.year > year
        and not span.than
        and span.kind in ("day", "month", "quarter", "half", "year", "months")
    )


def _is_done(read: Read, span: Span) -> bool:
    text = read.sentence.text
    clause = max((text.rfind(sign, 0, span.start) for sign in "，。；："), default=-1) + 1
    end = min((at for sign in "，。；" if (at := text.find(sign, span.end)) >= 0), default=len(text))
    around = text[clause:end]
    if re.match(r"(?:包括|其中|分别是|即|含)", around.strip()):
        around = re.split("[。；]", text[:clause])[-1] + around
    return (
        bool(_DONE.search(around))
        and not _NOT_YET.search(around)
        and not re.search(r"^(?:年度?)?(?:预算|目标|计划)", text[span.end :])
    )


def _spot(read: Read, span: Span) -> Spot:
    text = read.sentence.text
    end = min((at for sign in "，。；、" if (at := text.find(sign, span.end)) >= 0), default=len(text))
    return Spot(read.sentence, span.start, end)


def _list_around(read: Read, span: Span) -> tuple[int, str] | None:
    """Return how many items the list has in which a period stands, and the noun behind 等 that says what they are."""
    text = read.sentence.text
    start = max((text.rfind(sign, 0, span.start) for sign in "，。；："), default=-1) + 1
    end = min((at for sign in "，。；" if (at := text.find(sign, span.end)) >= 0), default=len(text))
    clause = re.sub(r"“[^”]*”|（[^）]*）", "", text[start:end])
    items = clause.count("、") + 1
    noun = re.search(r"等(?:系列|一系列|[0-9]*[场个项次])?([\u4e00-\u9fff]{2,12})$", clause)
    return (items, noun[1]) if items >= 2 and noun else None


def _counts(report: Report, listed: tuple[int, str], read: Read) -> list[Figure]:
    count, noun = listed
    return [
        figure
        for figure in report.figures
        if figure.unit in _COUNTED
        and figure.number.value == count
        and noun[-4:] in figure.subject + figure.clause_text
        and figure.sentence is not read.sentence
    ]
