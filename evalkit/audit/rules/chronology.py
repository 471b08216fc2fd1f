"""Days that cannot follow each other: a budget approved after its year began, an end before its beginning, no such day."""

import re
from collections.abc import Iterator
from datetime import date

from evalkit.audit.document import Part
from evalkit.audit.figures import Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.report import Report
from evalkit.audit.rules.days import named_once, on_time, shifts, shifts_in_tables, spot_of_span
from evalkit.audit.rules.papers import papers
from evalkit.audit.rules.registry import rule
from evalkit.audit.spans import Span

_PLAN = re.compile(r"(?:预算|绩效目标|年度计划|工作计划|实施方案|规划)")
_SETTLED = re.compile(
    r"(?:可行性研究(?:报告)?|可研(?:报告)?|项目建议书|初步设计|立项(?:申请)?|实施方案)[^。；]{0,24}?(?:批复|批准|核准|审批)"
)
_NEAR = 30
_OWN_BODY = re.compile(r"审议|研究|讨论|党组|党委|局务会|办公会|理事会|班子")
_APPROVED = re.compile(r"审议|通过|批复|批准|审批|审定|审核同意|印发|下达")
_LATER = re.compile(r"调整|追加|调剂|中期|决算|执行|绩效评价|自评|监控|结转|整改|支出|拨付")
_STAGES = [
    ("立项", r"立项|可研批复|可行性研究"),
    ("招标", r"招标|开标|公开采购|竞争性磋商|挂网"),
    ("中标", r"中标|定标|成交"),
    ("签订合同", r"签订(?:[^，。]{0,8}合同|协议)|合同签[订署]|签约"),
    ("开工", r"开工|动工|进场施工|启动建设"),
    ("完工", r"完工|竣工(?!验收)|主体封顶|建成"),
    ("验收", r"验收(?!不)|竣工验收"),
]
_WEEKDAYS = "一二三四五六日"


@rule("chronology", "时间先后")
def chronology(report: Report) -> Iterator[Finding]:
    """时间先后 Chronology: a year's budget is settled before the year, steps follow each other, an end is after its beginning.

    Meaning: hard where a budget, plan or objective of a year is said to have been discussed or approved in or after the second half of
    that year; where a later step (验收) is dated before an earlier one (开工) of the same sentence; where a period ends before it
    begins; where a study or plan is approved on a day after the year in which it was carried out; where there is no such day; where 提前12天 or 按期 does not agree with the days beside it. Soft where the unit's own body
    discussed it within the first half of the year; where two steps, each dated once in the whole report, are in the wrong order.
    Silent: adjustments, supplements, final accounts and evaluations, which belong into or after the year; approval by the finance
    bureau or the people's congress in the first half of the year, as the 预算法 has it; months without a day.
    Why: an objective approved when the year is nearly over was written to fit the result.
    """
    for read in report.reads:
        for span in read.spans:
            yield from _impossible(read, span)
        yield from _approval(read, report.year)
        yield from _settled_afterwards(read, report.year)
        yield from _steps(read)
        yield from shifts(read)
        yield from on_time(read)
    yield from shifts_in_tables(report)
    yield from _steps_apart(report)
    yield from papers(report)


def _impossible(read: Read, span: Span) -> Iterator[Finding]:
    if span.kind == "invalid":
        yield finding(
            "chronology/no-such-day", Severity.HARD, [spot_of_span(read, span)], working=span.text, message="没有这个日期"
        )
    if span.kind == "reversed":
        yield finding(
            "chronology/reversed", Severity.HARD, [spot_of_span(read, span)], working=span.text, message="期间的终点早于起点"
        )


def _approval(read: Read, fiscal_year: int | None) -> Iterator[Finding]:
    text = read.sentence.text
    days = [
        span
        for span in read.spans
        if span.kind in ("day", "month") and span.first and span.has_year and "初" not in span.text[-1:]
    ]
    for span in days:
        assert span.first is not None
        before, behind = text[: span.start], text[span.end : span.end + 40]
        clause = re.split("[。；]", before)[-1] + "\u0001" + re.split("[。；]", behind)[0]
        if not (_PLAN.search(clause) and _APPROVED.search(clause)) or _LATER.search(clause):
            continue
        years = [
            each.first.year
            for each in read.spans
            if each.kind == "year" and each.first and each.end <= span.start and not each.than
        ]
        year = years[-1] if years else (fiscal_year if "预算" in clause or "目标" in clause else None)
        if (
            year is None
            or span.first < date(year, 1, 1)
            or (span.first.year > year and re.search("方案|规划", clause) and not re.search("预算|目标", clause))
        ):
            continue
        late = span.first >= date(year, 7, 1)
        own = _OWN_BODY.search(re.split("，", before)[-1] + re.split("[，。；]", behind)[0]) is not None
        if not late and not own:
            continue
        if not re.search("预算|绩效目标", clause) and not years:
            continue
        weekday = f"，星期{_WEEKDAYS[span.first.weekday()]}" if span.kind == "day" else ""
        yield finding(
            "chronology",
            Severity.HARD if late else Severity.SOFT,
            [spot_of_span(read, span)],
            working=f"{year} 年度自 {year} 年 1 月 1 日起；写明的日期为 {span.first:%Y-%m-%d}{weekday}",
            message=f"{year} 年度的预算、目标或计划应在年度开始前确定，此处的日期在年度开始之后",
        )


def _settled_afterwards(read: Read, fiscal_year: int | None) -> Iterator[Finding]:
    """Find a study, design or plan of the project approved on a day after the fiscal year in which it was carried out."""
    text = read.sentence.text
    settled = _SETTLED.search(text)
    for span in read.spans if settled and fiscal_year and read.sentence.part is not Part.PLAN else ():
        apart = text[settled.end() : span.start]
        behind = span.start >= settled.end() and len(apart) <= _NEAR and "。" not in apart and "；" not in apart
        if behind and span.kind == "day" and span.has_year and span.first and span.first > date(fiscal_year, 12, 31):
            yield finding(
                "chronology",
                Severity.HARD,
                [spot_of_span(read, span)],
                working=f"{fiscal_year} 年度至 {fiscal_year}-12-31；写明的日期为 {span.first:%Y-%m-%d}",
                message=f"{fiscal_year} 年度实施的内容，批准的日期却在年度结束之后",
            )
            return


def _steps(read: Read) -> Iterator[Finding]:
    """Find a step dated before one that must come first; each date belongs to the step named right behind it, or before it."""
    text, dated = read.sentence.text, []
    for span in read.spans:
        if span.kind not in ("day", "month") or span.first is None or span.than:
            continue
        behind = re.split(r"[，。；]", text[span.end : span.end + 24])[0]
        steps = [rank for rank, (_, words) in enumerate(_STAGES) if re.search(words, behind)]
        if not behind.strip("\u0001 。") and not steps:
            ahead = re.split(r"[，。；]", text[: span.start])[-1]
            steps = [rank for rank, (_, words) in enumerate(_STAGES) if re.search(words, ahead)]
        if steps and not re.search("前|将|拟|计划", behind[:3]):
            dated.append((steps[-1] if len(steps) == 1 else max(steps), span))
    for at, (rank, span) in enumerate(dated):
        for other_rank, other in dated[at + 1 :]:
            (first_rank, first), (last_rank, last) = sorted([(rank, span), (other_rank, other)], key=lambda each: each[0])
            if first_rank < last_rank and first.first and last.last and last.last < first.first:
                yield finding(
                    "chronology/steps",
                    Severity.HARD,
                    [spot_of_span(read, first), spot_of_span(read, last)],
                    working=f"{_STAGES[first_rank][0]} {first.text}，{_STAGES[last_rank][0]} {last.text}",
                    message=f"{_STAGES[last_rank][0]}的时间早于{_STAGES[first_rank][0]}",
                )


def _steps_apart(report: Report) -> Iterator[Finding]:
    """Find 完工 and 验收, each dated once in the report and not in one sentence, in the wrong order."""
    reads = [read for read in report.reads if read.sentence.part is not Part.PLAN]
    stages = list(named_once(reads, _STAGES))
    for at, (rank, read, span, day) in enumerate(stages):
        for other_rank, other, other_span, other_day in stages[at + 1 :]:
            if other is not read and other_day < day:
                yield finding(
                    "chronology/steps",
                    Severity.SOFT,
                    [spot_of_span(read, span), spot_of_span(other, other_span)],
                    working=f"{_STAGES[rank][0]} {span.text}，{_STAGES[other_rank][0]} {other_span.text}",
                    message=f"{_STAGES[other_rank][0]}的时间早于{_STAGES[rank][0]}，请核对是否同一工程",
                )
