"""Increases told right beside the two levels they lie between: 由 A 增至 B，增长 r; B，较上年的 A 增长 r; B，增加 d，增长 r."""

import re
from collections.abc import Iterator

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import HUNDRED, change, less, share, times, told
from evalkit.audit.rules.sums import interval
from evalkit.quantities import Interval

_FROM_TO = re.compile(r"(?:由|从)[^，。；]*$")
_RATE_ALONE = re.compile(
    r"，?(?:增幅|降幅|涨幅|减幅|增长率|(?:同比|较?上年)?(?:增长|增加|提高|提升|上升|下降|减少|降低|回落))(?:了|为|达|约)?"
)
_THAN = re.compile(r"(?:(?<![占同环对])比(?![例重较])|较|相较于?)[^，。；0-9]{0,14}$")
DIFFERENCE = re.compile("[多少高低快慢](?:了|出|达)?约?$")
"""By how much one is more or less than another: a figure behind it is no level."""


def from_to(read: Read) -> Iterator[Finding]:
    """Find 由 A 增至 B，增长 r, or 同比增长 r，由 A 增至 B, whose three figures disagree."""
    figures = read.figures
    for at, (first, second) in enumerate(zip(figures, figures[1:], strict=False)):
        if first.base != second.base or first.change or not _reached(first, second):
            continue
        for moved in _moved(figures, at):
            yield from _against(first, second, moved)


def _moved(figures: list[Figure], at: int) -> list[Figure]:
    """Return the increases told of 由 A 增至 B: right behind it, behind one amount that is no level of its own, or right before it."""
    text = figures[at].sentence.text
    behind = figures[at + 2 : at + 4]
    if behind and re.search("分别|年均|每年|月均|平均", behind[0].head):
        return []
    moved = behind[:1] if behind and behind[0].change else []
    if len(behind) == 2 and behind[1].change and behind[1].unit == "%" and _RATE_ALONE.fullmatch(behind[1].head):
        moved.append(behind[1])
    if moved:
        return moved
    if at and figures[at - 1].change and figures[at - 1].unit == "%" and not behind:
        between = text[figures[at - 1].number.end : figures[at].number.start]
        return [figures[at - 1]] if re.fullmatch(r"，?(?:由|从)[^，。；]*", between) else []
    return []


def _against(before: Figure, now: Figure, moved: Figure) -> Iterator[Finding]:
    sign = moved.change
    if moved.unit == "%" and now.base == "%":
        yield from _in_points(before, now, moved)
        return
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
            claimed=moved,
        )


def _in_points(before: Figure, now: Figure, moved: Figure) -> Iterator[Finding]:
    """Find a rise between two rates told in per cent: by points where that is what it is, and wrong where it is neither."""
    points = less(interval(now), interval(before))
    low, high = sorted((moved.number.low * moved.change, moved.number.high * moved.change))
    as_points = points.overlaps(Interval(low, high))
    if not as_points and _fits_relative(before, now, moved):
        return
    yield finding(
        "growth/points" if as_points else "growth/from-to",
        Severity.SOFT if as_points else Severity.HARD,
        [before, now, moved],
        working=f"{now.text} − {before.text} = {told(points, moved.number.digits + 1, '个百分点')}，报告写 {moved.text}",
        message="两个百分数之差应写“个百分点”，不是“%”" if as_points else f"增减 {moved.text} 与起点、终点两个数不符",
        claimed=None if as_points else moved,
    )


def _fits_relative(before: Figure, now: Figure, moved: Figure) -> bool:
    """Return whether a rise between two rates is told in relation to the first, not in points: 由 6.8% 降至 5.1%，降幅 25%."""
    result = change(interval(now), interval(before))
    low, high = sorted((moved.number.low * moved.change, moved.number.high * moved.change))
    return result is not None and result.overlaps(Interval(low, high))


def _year(figure: Figure) -> int:
    """Return the last year that a figure is of."""
    return figure.period.last.year if figure.period and figure.period.last else figure.year or 0


def _reached(first: Figure, second: Figure) -> bool:
    """Return whether two levels are told as 由 A 增至 B."""
    starts = _FROM_TO.search(first.sentence.text[first.clause[0] : first.number.start])
    return starts is not None and re.search("到|至|为", second.head) is not None


def _compared(figure: Figure) -> bool:
    """Return whether a level is one that something is compared with: 较上年的150, 比改造前的1.12元."""
    if figure.period is not None and figure.period.than:
        return True
    if figure.sentence.text.startswith("相比", figure.number.end):
        return True
    return _THAN.search(figure.sentence.text[figure.clause[0] : figure.number.start]) is not None


def _is_earlier(levels: list[Figure]) -> bool:
    """Return whether the last of some levels is that of a year before the one ahead of it, and has no name of its own."""
    last = levels[-1]
    return len(levels) > 1 and last.inherited and last.base == levels[-2].base and _year(last) < _year(levels[-2])


def _follows(base: Figure, figure: Figure) -> bool:
    """Return whether a rate stands in the clause of the level compared with, or alone in the next: 上年为81.2%，提高4.4个百分点."""
    alone = re.fullmatch(rf"，?(?:{_RATE_ALONE.pattern})", figure.head) is not None
    return base.clause == figure.clause or (base.clause[1] + 1 == figure.clause[0] and alone)


def than(read: Read, figure: Figure) -> Iterator[Finding]:
    """Find 120, 较上年的 150 增长 25%: the level compared with stands right before the rate."""
    before = [each for each in read.figures if each.number.end <= figure.number.start and not each.change]
    base = before[-1] if before and _follows(before[-1], figure) and (_compared(before[-1]) or _is_earlier(before)) else None
    base = None if base is not None and DIFFERENCE.search(base.head) else base
    if base is not None and read.figures.index(figure) == read.figures.index(base) + 1:
        nows = [each for each in before[:-1] if each.base == base.base and not each.depth]
        nows = [each for each in nows if not _compared(each)] or nows
        yield from _unless_any_fits(base, nows if _in_list(nows) else nows[-1:], figure)


def _in_list(levels: list[Figure]) -> bool:
    """Return whether the last of some levels may be a part of one before: told behind 其中 or joined to it by 、."""
    if len(levels) < 2:
        return False
    between = levels[-1].sentence.text[levels[-2].number.end : levels[-1].number.start]
    return "其中" in between or "、" in between or "和" in between


def _unless_any_fits(base: Figure, nows: list[Figure], moved: Figure) -> Iterator[Finding]:
    """Find an increase that none of the levels before it explains; parts of a total stand between the total and its increase."""
    found = [list(_against(base, now, moved)) for now in nows]
    if found and all(found):
        yield from found[-1]


def increase(read: Read, figure: Figure, near: list[Figure]) -> Iterator[Finding]:
    """Find a level, an increase and a rate in one sentence that disagree: 达 B，增加 d，增长 r."""
    at = read.figures.index(figure)
    alike = [each for each in read.figures[:at] if each.base == figure.base and not each.change and not each.depth]
    rate = next((each for each in read.figures[at + 1 : at + 2] if each.change and each.unit == "%"), None)
    if at == 0 and len(near) == 1 and near[0].base == figure.base and not near[0].change and not near[0].role:
        alike = near
    elif not alike or alike[-1] is not read.figures[at - 1]:
        return
    base = alike[-1] if _compared(alike[-1]) else None
    if base is not None:
        if len(alike) >= 2 and alike[-2].sentence.text[alike[-2].clause[0] : base.number.start].count("，") <= 2:
            yield from _unless_any_fits(base, alike[:-1], figure)
        before = interval(base)
    else:
        before = less(interval(alike[-1]), _signed(figure))
        before = interval(alike[-1]) if _year(alike[-1]) < _year(figure) else before
        before = interval(alike[-2]) if len(alike) >= 2 and _reached(alike[-2], alike[-1]) else before
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
            claimed=rate,
        )


def _signed(figure: Figure) -> Interval:
    step = interval(figure)
    return Interval(-step.high, -step.low) if figure.change < 0 else step
