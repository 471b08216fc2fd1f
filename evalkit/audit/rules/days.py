"""Days against each other: 提前12天 against the two dates, 按期完成 against the day that was planned, steps of one project."""

import re
from collections.abc import Iterator
from datetime import date

from evalkit.audit.figures import Read
from evalkit.audit.findings import Finding, Severity, Spot, finding
from evalkit.audit.folding import fold
from evalkit.audit.report import Report
from evalkit.audit.spans import Span
from evalkit.audit.tables import tables_of

_EARLY, _LATE = r"提前|提早", r"推迟|延迟|延后|滞后|逾期|超期|拖延"
_SHIFT = re.compile(rf"(?:(?P<early>{_EARLY})|(?P<late>{_LATE}))[^，。；0-9]{{0,6}}$")
_SHIFTED = re.compile(rf"(?:(?P<early>{_EARLY})|{_LATE}|迟|晚)\s*(?P<days>[0-9]{{1,3}})\s*(?:天|日)")
_PLANNED = re.compile(r"计划|原定|要求|应[于在当]|目标|任务|规定|约定|合同|下达|限期|时限|工期")
_ACTUAL = re.compile(r"实际|已于|于[^，。；]*$")
_ON_TIME = re.compile(r"(?<![未没])(?:按期|如期|按时|准时)(?:完|竣|交|建|投|到|拨|兑|发)")
_NOT = re.compile(r"[未没不][^，。；]{0,4}$")


def spot_of_span(read: Read, span: Span) -> Spot:
    """Return the clause in which a period stands."""
    text = read.sentence.text
    start = max((text.rfind(sign, 0, span.start) for sign in "，。；"), default=-1) + 1
    end = min((at for sign in "，。；" if (at := text.find(sign, span.end)) >= 0), default=len(text))
    return Spot(read.sentence, start, end)


def shifts(read: Read) -> Iterator[Finding]:
    """Find 提前 or 推迟 so many days that the planned and the actual day of the sentence do not give.

    Silent: working days; where no two days of the sentence, one of them told as planned, stand before it.
    """
    for figure in read.figures:
        shift = _SHIFT.search(figure.head)
        if (
            not shift
            or "分别" in figure.head
            or figure.unit not in ("天", "日", "个日历天", "日历天")
            or figure.number.approximate
        ):
            continue
        days = [
            span for span in read.spans if span.kind in ("day", "months") and span.first and span.end <= figure.number.start + 12
        ]
        planned = [span for span in days if _is_planned(read, span)]
        actual = [span for span in days if span not in planned and span.kind == "day"]
        if len(planned) != 1 or len(actual) != 1 or not planned[0].last or not actual[0].first:
            continue
        apart = (planned[0].last - actual[0].first).days
        apart = apart if shift["early"] else -apart
        if apart not in (int(figure.number.value), int(figure.number.value) - 1):
            yield finding(
                "chronology/days",
                Severity.HARD,
                [spot_of_span(read, planned[0]), spot_of_span(read, actual[0]), figure],
                working=f"计划 {planned[0].last:%Y-%m-%d}，实际 {actual[0].first:%Y-%m-%d}，相差 {abs(apart)} 天"
                + ("" if apart >= 0 else "，方向相反"),
                message=f"{shift[0]}{figure.text}与写明的两个日期不符",
            )


def shifts_in_tables(report: Report) -> Iterator[Finding]:
    """Find a row with a planned day, an actual day, and 提前 or 推迟 so many days that they do not give."""
    rows = {id(row): table.header for table in tables_of(report.document) for row in table.rows}
    for read in report.reads:
        header = rows.get(id(read.sentence.paragraph), ())
        planned = [at for at, title in enumerate(header) if re.search("计划|目标|要求|时限", title)]
        actual = [at for at, title in enumerate(header) if re.search("实际|完成", title)]
        told = [found for cell in read.sentence.paragraph.cells if (found := _SHIFTED.fullmatch(fold(cell).strip()))]
        days = [_day_in(read, at) for at in (*planned, *actual)]
        if len(planned) != 1 or len(actual) != 1 or len(told) != 1 or None in days:
            continue
        limit, day = (span.last for span in days if span)
        apart = (limit - day).days if told[0]["early"] else (day - limit).days
        if apart not in (int(told[0]["days"]), int(told[0]["days"]) - 1):
            yield finding(
                "chronology/days",
                Severity.HARD,
                [read.sentence],
                working=f"计划 {limit:%Y-%m-%d}，实际 {day:%Y-%m-%d}，相差 {abs(apart)} 天"
                + ("" if apart >= 0 else "，方向相反"),
                message=f"“{told[0][0]}”与同一行的两个日期不符",
            )


def _day_in(read: Read, at: int) -> Span | None:
    """Return the one day that a cell of a row tells."""
    cells = read.sentence.paragraph.cells
    start = sum(len(cell) + 1 for cell in cells[:at]) - read.sentence.start
    found = [span for span in read.spans if start <= span.start <= start + len(cells[at]) and span.kind == "day" and span.last]
    return found[0] if len(found) == 1 else None


def on_time(read: Read) -> Iterator[Finding]:
    """Find 按期完成 of a day behind the last day that the sentence says was planned."""
    text = read.sentence.text
    for done in _ON_TIME.finditer(text):
        if _NOT.search(text[: done.start()]):
            continue
        ahead = [span for span in read.spans if span.end <= done.start() and span.first and span.last and not span.than]
        planned = [span for span in ahead if span.kind in ("day", "month", "months", "years") and _is_planned(read, span)]
        actual = [span for span in ahead if span.kind in ("day", "month") and span not in planned]
        if not planned or not actual or "；" in text[planned[-1].end : done.start()] or actual[-1].start < planned[-1].start:
            continue
        limit, day = planned[-1].last, actual[-1].first
        if limit and day and day > limit:
            yield finding(
                "chronology/late",
                Severity.HARD,
                [spot_of_span(read, planned[-1]), spot_of_span(read, actual[-1])],
                working=f"计划不晚于 {limit:%Y-%m-%d}，实际 {day:%Y-%m-%d}",
                message="实际日期晚于计划，报告却称按期",
            )


def _is_planned(read: Read, span: Span) -> bool:
    """Return whether a day is told as planned: a word of planning between the stop before it and the stop behind it."""
    text = read.sentence.text
    start = max((text.rfind(sign, 0, span.start) for sign in "，；。"), default=-1) + 1
    ahead = text[start : span.start]
    planned, actual = _PLANNED.search(ahead), _ACTUAL.search(ahead)
    return planned is not None and not (actual and re.search("实际|已于", actual[0]))


def named_once(reads: list[Read], stages: list[tuple[str, str]]) -> Iterator[tuple[int, Read, Span, date]]:
    """Return the stages (完工, 验收) that the whole report dates exactly once, each with its place and day."""
    for rank, (_, words) in enumerate(stages):
        dated = [(read, span) for read in reads for span in read.spans if _is_stage(read, span, words)]
        days = {span.first for _, span in dated}
        if len(days) == 1 and dated[0][1].first:
            yield rank, *dated[0], dated[0][1].first


def _is_stage(read: Read, span: Span, words: str) -> bool:
    behind = re.split(r"[，。；]", read.sentence.text[span.end : span.end + 16])[0]
    plain = span.kind == "day" and span.first is not None and span.has_year and not span.than and not _is_planned(read, span)
    return plain and re.search(words, behind) is not None and not re.search("将|拟|预计|前", behind[:4])
