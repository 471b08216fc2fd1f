"""Growth that is printed or claimed, against the levels that the report prints."""

import re
from collections.abc import Iterator
from functools import lru_cache

from evalkit.audit.claims import Claim, Kind
from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import HUNDRED, change, less, share, times, told
from evalkit.audit.report import Report
from evalkit.audit.rules.identity import interval
from evalkit.audit.rules.registry import rule
from evalkit.audit.subjects import same
from evalkit.quantities import Interval

_FROM_TO = re.compile(r"(?:由|从)[^，。；]*$")
_CHAIN = re.compile("环比")


def _is_level(figure: Figure) -> bool:
    return not figure.change and not figure.number.rank and figure.role != "target" and not figure.depth and len(figure.core) >= 2


@lru_cache(maxsize=4096)
def year_before(key: str) -> str:
    """Return the same days of the year before.

    Examples
    --------
    >>> year_before("2021-01-01/2021-09-30")
    '2020-01-01/2020-09-30'
    """
    return re.sub(r"[0-9]{4}", lambda found: str(int(found[0]) - 1), key, count=0) if re.match(r"[0-9]{4}-", key) else ""


@rule("growth", "增长")
def growth(report: Report) -> Iterator[Finding]:
    """增长 Growth: a growth rate, a rise or fall in words, or a growth target said to be met, against the levels printed.

    Meaning: hard where the levels of both years are printed and no value within their digits gives the rate, or the direction, that
    is claimed; also where 由 A 增至 B and the increase beside them disagree.
    Silent: where the level of the year before is not printed, where the two levels are not of one subject, level and unit; growth on
    the month before (环比); a rate on a comparable basis (可比口径) may differ from the printed levels and is asked about softly.
    Why: growth is claimed far more often than it is computed; a fall told as growth is the gravest slip of a report.
    """
    for read in report.reads:
        yield from _from_to(read)
        for figure in read.figures:
            if figure.change and figure.unit in ("%", "倍") and not _CHAIN.search(figure.head):
                yield from _than(read, figure)
                yield from _printed(figure, report)
            elif figure.change and figure.unit not in ("%", "倍", "个百分点", "百分点"):
                yield from _increase(read, figure)
    for claim in report.claims:
        yield from _claimed(claim, report)


def _pair(report: Report, core: str, key: str, scope: str) -> tuple[Figure, Figure] | None:
    """Return the levels of a period and of the year before."""
    alike = [
        each
        for each in report.alike(core)
        if each.period_key in (key, year_before(key)) and _is_level(each) and each.base not in ("%", "分")
    ]
    earlier = [each for each in alike if each.period_key != key]
    for now in (each for each in alike if each.period_key == key and _one_scope(each.scope, scope)) if earlier else ():
        for before in earlier:
            if before.base == now.base and same(before.core, now.core) and _one_scope(before.scope, now.scope):
                return now, before
    return None


def _one_scope(one: str, other: str) -> bool:
    return not one or not other or one == other


def _printed(figure: Figure, report: Report) -> Iterator[Finding]:
    pair = _pair(report, figure.core, figure.period_key, figure.scope)
    if pair is None:
        return
    result = change(interval(pair[0]), interval(pair[1]))
    factor = 100 if figure.unit == "倍" else 1
    claimed = Interval(figure.number.low * factor, figure.number.high * factor)
    claimed = Interval(-claimed.high, -claimed.low) if figure.change < 0 and figure.number.value > 0 else claimed
    if result is None or result.overlaps(claimed):
        return
    comparable = re.search("可比", figure.clause_text)
    yield finding(
        "growth",
        Severity.SOFT if comparable else Severity.HARD,
        [figure, *pair],
        working=f"{pair[0].text} ÷ {pair[1].text} − 1 = {told(result, figure.number.digits + 2, '%')}",
        message=f"{figure.subject}的增减幅度 {figure.text} 与报告自己的两年数字不符",
    )


def _claimed(claim: Claim, report: Report) -> Iterator[Finding]:
    grew = claim.kind is Kind.GREW or (claim.kind is Kind.MET and claim.growth)
    if not (grew or claim.kind is Kind.FELL) or not claim.subject:
        return
    key = claim.period.key if claim.period else f"{report.year}-01-01/{report.year}-12-31"
    pair = _pair(report, claim.subject, key, "")
    result = change(interval(pair[0]), interval(pair[1])) if pair else None
    if pair is None or result is None or not (result.high < 0 if grew else result.low > 0):
        return
    told_as = "增长目标已实现" if claim.kind is Kind.MET else "增长" if grew else "下降"
    yield finding(
        "growth",
        Severity.HARD,
        [claim.spot, *pair],
        working=f"{pair[0].text} ÷ {pair[1].text} − 1 = {told(result, 2, '%')}",
        message=f"报告称{pair[0].subject}{told_as}，而按报告自己的两年数字是{'下降' if grew else '增长'}",
    )


def _from_to(read: Read) -> Iterator[Finding]:
    """Find 由 A 增至 B，增长 r whose three figures disagree."""
    for first, second, *others in zip(read.figures, read.figures[1:], read.figures[2:], strict=False):
        [third] = others
        if (
            first.base != second.base
            or not third.change
            or first.change
            or not _FROM_TO.search(first.sentence.text[first.clause[0] : first.number.start])
        ):
            continue
        if not re.search(r"到|至|为", second.head):
            continue
        yield from _against(first, second, third)


def _against(before: Figure, now: Figure, moved: Figure) -> Iterator[Finding]:
    sign = moved.change
    if moved.unit == "%" and now.base != "%":
        result = change(interval(now), interval(before))
        digits, suffix = moved.number.digits + 2, "%"
        claimed = Interval(moved.number.low, moved.number.high)
    elif moved.base == now.base or (now.base == "%" and moved.base == "百分点"):
        result = less(interval(now), interval(before))
        result = Interval(result.low / moved.factor, result.high / moved.factor)
        digits, suffix = moved.number.digits + 1, moved.unit
        claimed = Interval(moved.number.low, moved.number.high)
    else:
        return
    claimed = Interval(-claimed.high, -claimed.low) if sign < 0 else claimed
    if result is not None and not result.overlaps(claimed):
        yield finding(
            "growth/from-to",
            Severity.HARD,
            [before, now, moved],
            working=f"由 {before.text} 到 {now.text}：{told(result, digits, suffix)}",
            message=f"增减 {moved.text} 与起点、终点两个数不符",
        )


def _than(read: Read, figure: Figure) -> Iterator[Finding]:
    """Find 120, 较上年的 150 增长 25%: the level compared with stands right before the rate."""
    before = [each for each in read.figures if each.number.end <= figure.number.start and not each.change]
    base = before[-1] if before and before[-1].clause == figure.clause and before[-1].period and before[-1].period.than else None
    now = next((each for each in reversed(before[:-1]) if base is not None and each.base == base.base and not each.depth), None)
    if base is not None and now is not None and read.figures.index(figure) == read.figures.index(base) + 1:
        yield from _against(base, now, figure)


def _increase(read: Read, figure: Figure) -> Iterator[Finding]:
    """Find a level, an increase and a rate in one sentence that disagree: 达 B，增加 d，增长 r."""
    at = read.figures.index(figure)
    alike = [each for each in read.figures[:at] if each.base == figure.base and not each.change and not each.depth]
    rate = next((each for each in read.figures[at + 1 : at + 2] if each.change and each.unit == "%"), None)
    if not alike or alike[-1] is not read.figures[at - 1]:
        return
    base = alike[-1] if alike[-1].period is not None and alike[-1].period.than else None
    if base is not None:
        if len(alike) >= 2 and alike[-2].sentence.text[alike[-2].clause[0] : base.number.start].count("，") <= 2:
            yield from _against(base, alike[-2], figure)
        before = interval(base)
    else:
        before = less(interval(alike[-1]), _signed(figure))
    if rate is None:
        return
    result = share(interval(figure), before)
    if result is not None and not times(result, HUNDRED).overlaps(Interval(rate.number.low, rate.number.high)):
        yield finding(
            "growth/increase",
            Severity.HARD,
            [alike[-1], figure, rate],
            working=f"增减 {figure.text}，上期 {told(Interval(before.low / figure.factor, before.high / figure.factor), figure.number.digits + 1, figure.unit)}，"
            f"幅度应为 {told(times(result, HUNDRED), rate.number.digits + 2, '%')}",
            message=f"增减 {figure.text} 与幅度 {rate.text} 不符",
        )


def _signed(figure: Figure) -> Interval:
    step = interval(figure)
    return Interval(-step.high, -step.low) if figure.change < 0 else step
