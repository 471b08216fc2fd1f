"""Stocks: what was there at the beginning, with what came and what went, is what is there at the end."""

import re
from collections.abc import Iterator

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import less, told, total
from evalkit.audit.rules.sums import interval, printed
from evalkit.quantities import Interval

_CAME = re.compile(r"(?:新增|新上|增加|新入|转入|调入|新聘|新购|新建|新纳入|新办)[^，。；]{0,8}$")
_WENT = re.compile(r"(?:核减|减少|下线|退出|注销|退园|退租|迁出|流失|转出|调出|报废|淘汰|清退|取消)[^，。；]{0,8}$")
_BEGINNING = re.compile(r"年初|期初|上年末|上年底|去年底")
_END = re.compile(r"年末|年底|期末")


def stock(read: Read) -> Iterator[Finding]:
    """Find 年初208个，新上27个、下线9个，年末229个: beginning, comings and goings do not lead to the end.

    Meaning: hard where one sentence tells a beginning, an end, and in between what came or went, in one unit.
    Silent: what stands in brackets; a net increase (净增); where beginning or end is told more than once.
    """
    amounts = [each for each in read.figures if not each.depth and not each.is_rate]
    starts = [each for each in amounts if _at(each, _BEGINNING, before_year=True)]
    ends = [each for each in amounts if _at(each, _END, before_year=False) and each not in starts]
    if len(starts) != 1 or len(ends) != 1 or starts[0].base != ends[0].base:
        return
    [first], [last] = starts, ends
    between = [each for each in amounts if first.number.end <= each.number.start < last.number.start and each.base == first.base]
    came = [each for each in between if _CAME.search(each.head)]
    went = [each for each in between if _WENT.search(each.head)]
    if not (came or went) or len(came) + len(went) != len(between):
        return
    result = less(total(map(interval, [first, *came])), total(map(interval, went)))
    if not result.overlaps(interval(last)):
        shown = Interval(result.low / last.factor, result.high / last.factor)
        sums = f"{printed([first, *came])}{' − ' if went else ''}{printed(went, ' − ')}"
        yield finding(
            "flow/stock",
            Severity.HARD,
            [first, *came, *went, last],
            working=f"{sums} = {told(shown, last.number.digits, last.unit)}，报告写 {last.text}",
            message="期初数加增加、减减少，得不出期末数",
        )


def _at(figure: Figure, words: re.Pattern, *, before_year: bool) -> bool:
    """Return whether a figure is told of the beginning, or of the end, of the fiscal year."""
    period = figure.period
    if period is not None and period.kind == "day" and period.first and figure.year:
        if (period.first.month, period.first.day) == (12, 31):
            return (period.first.year == figure.year - 1) == before_year and period.first.year in (figure.year, figure.year - 1)
        if (period.first.month, period.first.day) == (1, 1):
            return before_year and period.first.year == figure.year
    head = figure.sentence.text[figure.clause[0] : figure.number.start]
    return period is None and not figure.change and words.search(head) is not None
