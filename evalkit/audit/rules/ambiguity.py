"""Figures of several sessions of which it is open whether each is meant or all."""

import re
from collections.abc import Iterator

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import share, told
from evalkit.audit.numbers import is_counted
from evalkit.audit.report import Report
from evalkit.audit.rules.registry import rule
from evalkit.audit.rules.sums import interval

_SEVERAL = re.compile(
    r"第\s*[0-9一二三四五六七八九十]+\s*[、，和及至—-]\s*第?\s*[0-9一二三四五六七八九十]+\s*(?P<one>届|期|批|轮|次|年度)|(?P<two>[两二三四五])(?:个)?(?P<what>届|期|批次|轮|年)(?!间)"
)
_EACH = re.compile(r"均(?!值|价|衡)|都(?!市)|各自|分别|每[届期批轮次年]")
_ALL = re.compile(r"合计|共计|总计|累计|两[届期批轮年](?:合计|共|累计)|每[届期批轮次年]|分别|各")


@rule("ambiguity", "含义不明")
def ambiguity(report: Report) -> Iterator[Finding]:
    """含义不明 Ambiguity: of several sessions one figure is told of each (均有), the others of each or of all, nobody knows.

    Meaning: soft where a paragraph speaks of several sessions (第1、2届, 两期), one figure is said to hold for each (均, 分别), and
    figures that follow say neither 每届 nor 合计; what one reading and the other give is in the working.
    Silent: where every figure says which it is; where only one session is spoken of; ranks, rates and money of the year.
    Why: the two readings differ by the number of sessions.
    """
    for paragraph in report.paragraphs:
        several = next((found for read in paragraph for found in [_SEVERAL.search(read.sentence.text)] if found), None)
        if several is None:
            continue
        figures = [each for read in paragraph for each in read.figures if _is_count(each)]
        each = next((figure for figure in figures if _of_each(figure)), None)
        if each is None:
            continue
        begin = figures.index(each)
        open_ = [
            figure for figure in figures[begin + 1 :] if not _ALL.search(figure.clause_text) and _told_here(figure, paragraph)
        ]
        if open_:
            yield finding(
                "ambiguity",
                Severity.SOFT,
                [each, *open_],
                working=_readings(each, open_[-1]),
                message=f"{several[0]}中，{each.text}写明“均”或“分别”，其后的{'、'.join(figure.text for figure in open_)}是每一次还是合计，没有写明",
            )


def _of_each(figure: Figure) -> bool:
    """Return whether a figure holds for each session; in a list (分别为3件、4件) every session has its own."""
    told = _EACH.search(figure.clause_text[: figure.number.start - figure.clause[0]])
    before, behind = figure.sentence.text[: figure.number.start], figure.sentence.text[figure.number.end :]
    listed = re.match(r"\s*[、和]\s*[0-9]", behind) or re.search(r"[0-9][\u4e00-\u9fff]{0,3}[、和]\s*$", before)
    return told is not None and not listed


def _is_count(figure: Figure) -> bool:
    """Return whether it counts things one by one; what is measured, and 十多个, is not asked about."""
    vague = figure.number.is_range or (figure.number.approximate and figure.number.value <= 10)
    return is_counted(figure.unit) and not (figure.is_rate or figure.change or figure.number.rank or figure.role or vague)


def _told_here(figure: Figure, paragraph: list[Read]) -> bool:
    return any(figure.sentence is read.sentence for read in paragraph) and not re.search("其中", figure.head)


def _readings(each: Figure, last: Figure) -> str:
    one = share(interval(last), interval(each))
    if one is None:
        return ""
    both = share(interval(last), interval(each))
    halves = told(type(one)(both.low / 2, both.high / 2), 2) if both else ""
    return f"{last.text} ÷ {each.text}：按每次为 {told(one, 2)}，按两次合计为 {halves}"
