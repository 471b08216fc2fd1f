"""Growth that is printed or claimed, against the levels that the report prints."""

import re
from collections.abc import Iterator
from functools import lru_cache

from evalkit.audit.claims import Claim, Kind
from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import HUNDRED, change, less, share, times, told
from evalkit.audit.report import Report
from evalkit.audit.rules.moves import moves
from evalkit.audit.rules.registry import rule
from evalkit.audit.rules.sums import interval
from evalkit.audit.subjects import same
from evalkit.quantities import Interval

_FROM_TO = re.compile(r"(?:由|从)[^，。；]*$")
_ABOVE = ("全国", "全省")
_CHAIN = re.compile("环比")
_RATE_ALONE = re.compile(
    r"，?(?:增幅|降幅|涨幅|减幅|增长率|(?:同比|较?上年)?(?:增长|增加|提高|提升|上升|下降|减少|降低|回落))(?:了|为|达|约)?"
)
_DIFFERENCE = re.compile("[多少高低快慢](?:了|出|达)?约?$")
_THAN = re.compile(r"(?:(?<![占同环对])比(?![例重较])|较|相较于?)[^，。；0-9]{0,14}$")


def _is_level(figure: Figure) -> bool:
    return (
        not figure.change
        and not figure.number.rank
        and not figure.number.bound
        and figure.role != "target"
        and not figure.depth
        and not _DIFFERENCE.search(figure.head)
        and len(figure.core) >= 2
    )


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
    is claimed; also where 由 A 增至 B and the increase beside them disagree. Soft where the level of the year stands in another
    paragraph than the rate.
    Silent: where the level of the year before is not printed, where the two levels are not of one subject, level and unit; growth on
    the month before (环比); a rate on a comparable basis (可比口径) may differ from the printed levels and is asked about softly.
    Why: growth is claimed far more often than it is computed; a fall told as growth is the gravest slip of a report.
    """
    found = list(_told_with_levels(report))
    yield from found
    known = {spot for each in found for spot in each.spots}
    yield from (each for paragraph in report.paragraphs for each in moves(paragraph) if each.spots[-1] not in known)


def _told_with_levels(report: Report) -> Iterator[Finding]:
    near: list[Figure] = []
    for read in report.reads:
        near = near if near and near[0].sentence.paragraph is read.sentence.paragraph else []
        yield from _from_to(read)
        for figure in read.figures:
            if figure.change and figure.unit in ("%", "倍") and not _CHAIN.search(figure.head):
                yield from _than(read, figure)
                yield from _printed(figure, report)
            elif figure.change and figure.base == "百分点":
                yield from _than(read, figure)
            elif figure.change and figure.unit not in ("%", "倍"):
                found = list(_increase(read, figure, near))
                yield from found or _than(read, figure)
        near = read.figures
    for claim in report.claims:
        yield from _claimed(claim, report)


def _pairs(report: Report, core: str, key: str, scope: str) -> list[tuple[Figure, Figure]]:
    """Return every level of a period with every one of the year before; a name may stand for a whole and for a part of another."""
    alike = [
        each
        for each in report.alike(core)
        if each.period_key in (key, year_before(key)) and _is_level(each) and each.base not in ("%", "分")
    ]
    earlier = [each for each in alike if each.period_key != key]
    nows = [each for each in alike if each.period_key == key and _one_scope(each.scope, scope)]
    return [
        (now, before)
        for now in nows
        if scope not in _ABOVE or now.scope == scope
        for before in earlier
        if before.base == now.base and same(before.core, now.core) and _one_scope(before.scope, now.scope)
    ]


def _one_scope(one: str, other: str) -> bool:
    return not one or not other or one == other


def _printed(figure: Figure, report: Report) -> Iterator[Finding]:
    pairs = _pairs(report, figure.core, figure.period_key, figure.scope)
    factor = 100 if figure.unit == "倍" else 1
    claimed = Interval(figure.number.low * factor, figure.number.high * factor)
    claimed = Interval(-claimed.high, -claimed.low) if figure.change < 0 and figure.number.value > 0 else claimed
    results = [change(interval(now), interval(before)) for now, before in pairs]
    if not pairs or any(each is None or each.overlaps(claimed) for each in results):
        return
    pair, result = pairs[0], results[0]
    comparable = re.search("可比", figure.clause_text)
    yield finding(
        "growth",
        Severity.SOFT if comparable or not _is_near(figure, pair[0]) else Severity.HARD,
        [figure, *pair],
        working=f"{pair[0].text} ÷ {pair[1].text} − 1 = {told(result, figure.number.digits + 2, '%')}",
        message=f"{figure.subject}的增减幅度 {figure.text} 与报告自己的两年数字不符",
    )


def _is_near(figure: Figure, level: Figure) -> bool:
    """Return whether a level stands in the paragraph of a rate, so that it is told of it."""
    return level.sentence.paragraph is figure.sentence.paragraph


def _claimed(claim: Claim, report: Report) -> Iterator[Finding]:
    grew = claim.kind is Kind.GREW or (claim.kind is Kind.MET and claim.growth)
    if not (grew or claim.kind is Kind.FELL) or not claim.subject:
        return
    key = claim.period.key if claim.period else f"{report.year}-01-01/{report.year}-12-31"
    pairs = _pairs(report, claim.subject, key, "")
    results = [change(interval(now), interval(before)) for now, before in pairs]
    if not pairs or not all(each is not None and (each.high < 0 if grew else each.low > 0) for each in results):
        return
    pair, result = pairs[0], results[0]
    told_as = "增长目标已实现" if claim.kind is Kind.MET else "增长" if grew else "下降"
    yield finding(
        "growth",
        Severity.HARD,
        [claim.spot, *pair],
        working=f"{pair[0].text} ÷ {pair[1].text} − 1 = {told(result, 2, '%')}",
        message=f"报告称{pair[0].subject}{told_as}，而按报告自己的两年数字是{'下降' if grew else '增长'}",
    )


def _from_to(read: Read) -> Iterator[Finding]:
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
    if behind and "分别" in behind[0].head:
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


def _than(read: Read, figure: Figure) -> Iterator[Finding]:
    """Find 120, 较上年的 150 增长 25%: the level compared with stands right before the rate."""
    before = [each for each in read.figures if each.number.end <= figure.number.start and not each.change]
    base = before[-1] if before and _follows(before[-1], figure) and (_compared(before[-1]) or _is_earlier(before)) else None
    base = None if base is not None and _DIFFERENCE.search(base.head) else base
    if base is not None and read.figures.index(figure) == read.figures.index(base) + 1:
        nows = [each for each in before[:-1] if each.base == base.base and not each.depth]
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


def _increase(read: Read, figure: Figure, near: list[Figure]) -> Iterator[Finding]:
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
        )


def _signed(figure: Figure) -> Interval:
    step = interval(figure)
    return Interval(-step.high, -step.low) if figure.change < 0 else step
