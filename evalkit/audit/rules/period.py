"""Events and results outside the fiscal year, told as those of the year."""

import re
from collections.abc import Iterator

from evalkit.audit.document import Part
from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, Spot, finding
from evalkit.audit.report import Report
from evalkit.audit.rules.registry import rule
from evalkit.audit.spans import Span
from evalkit.audit.tables import tables_of

_DONE = re.compile(
    r"举办|开展|完成|组织|建成|召开|实施|承办|开工|建设|采购|购置|拨付|支出|发放|培训|投用|验收|投产|签约|开业|到位|发布|兑付|计入|投入使用|投入运行|启用|已[^，。；]{0,24}(?:完工|竣工)"
)
_NOT_YET = re.compile(
    r"将于?|拟|计划|预计|力争|打算|准备|下一步|争取|确保|目标|到期|有效期|规划|质保|服务期|合同期|编制|安排(?!资金)|申报|截止|结转|继续|延续|自评|评价|报告|承诺|约定|才能|方能|方可|要到|届时|建议|待|其余|剩余|余款|尾款|未付"
)
_ENTERED = re.compile(r"[计列纳归]入[^，。；]{0,4}$")
"""What is entered in the accounts of a later year is said not to be of this one."""
_LEFT_OUT = re.compile(
    r"不计入|未计入|不列入|不纳入|不属于|后续|结转|推迟|延期|延后|延迟|顺延|滞后|晚于|以后年度|下一?年度(?:工作|实施|统计)|期后"
)
_THIS_YEAR = (
    r"(?:本年度?|全年|当年|年内|(?<![0-9]){year}年度?)[^。；]{{0,12}}(?:举办|组织|开展|完成|实施|召开)[^。；]{{0,20}}?"
    r"(?:依次|分别|包括|即|：|（|，其中)"
)
_EVENT = re.compile(r"(?:举办|组织|开展|召开)的")
_BEFORE_THAT = re.compile(r"(?:底|末|前)?(?:完工|竣工|立项|签订|开工|启动|入库|批复|招标|审批|下达|结转|以前)")
_NEXT_NAME, _LABEL = 24, 14
_COUNTED = frozenset("场 次 个 项 期 届".split())


@rule("period", "期间")
def period(report: Report) -> Iterator[Finding]:
    """期间 Period: what a report counts as done in its fiscal year happened in it.

    Meaning: hard where something told as done carries a year or a day after the fiscal year; where the same count is printed
    elsewhere (活动5场, with five events listed), that place is named as well. Soft where all of a list's events lie before the year.
    Soft also where a list of what was done this year names a month of an earlier one.
    Silent: what is said not to be counted (不计入, 属于后续工作); plans, terms of contracts and warranties, the writing of the report itself, sections on what comes next; years that
    something is compared with; years before the fiscal year, which tell the history.
    Why: 财预〔2020〕10号: actual values are those of the year that is evaluated.
    """
    if report.year is None:
        return
    heads = {table.rows[0].number - 1 for table in tables_of(report.document) if table.rows}
    for read in report.reads:
        paragraph = read.sentence.paragraph
        if read.sentence.part in (Part.PLAN, Part.CONCLUSION) or paragraph.heading or paragraph.number in heads:
            continue
        if _LEFT_OUT.search(read.sentence.text) or _LEFT_OUT.search(paragraph.folded[:_LABEL]):
            continue
        yield from _before_the_year(read, report.year)
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


def _before_the_year(read: Read, year: int) -> Iterator[Finding]:
    """Ask about a list of what was done this year (本年度组织活动5场，依次为) that names a month of a year before."""
    text = read.sentence.text
    told = re.search(_THIS_YEAR.format(year=year), text)
    early = [
        span
        for span in read.spans
        if told and span.start >= told.end() and span.kind in ("day", "month") and span.has_year and not span.than
    ]
    early = [span for span in early if span.first is not None and span.first.year < year]
    early = [span for span in early if text[span.start - 1] in "：、（为是和及中" and not _BEFORE_THAT.match(text[span.end :])]
    listed = [
        span
        for span in early
        if "、" in text[span.end : span.end + _NEXT_NAME]
        or "、" in text[told.end() : span.start]
        or (told[0].endswith("其中") and _EVENT.match(text[span.end :]))
    ]
    if listed:
        yield finding(
            "period/before",
            Severity.SOFT,
            [_spot(read, span) for span in listed],
            working=f"财政年度 {year}；写明 {'、'.join(span.text for span in listed)}",
            message=f"列为 {year} 年度的内容发生在年度之前，请核对是否应计入本年度",
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
    if not re.search("[\u4e00-\u9fff]", text[clause : span.start] + re.sub("^[至到-].*日$", "", text[span.end : end])):
        end = min((at for sign in "，。；" if (at := text.find(sign, end + 1)) >= 0), default=len(text))
    around = text[clause:end]
    if text[clause - 1 : clause] == "：" or re.match(r"(?:时间|日期)?(?:包括|其中|分别[是为]|依次[是为]|即|含)", around.strip()):
        around = re.split("[。；]", text[:clause])[-1] + around
    return (
        bool(_DONE.search(around))
        and not _ENTERED.search(text[clause : span.start])
        and not _NOT_YET.search(around)
        and not re.search("建议", re.split("[。；]", text[:clause])[-1])
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
