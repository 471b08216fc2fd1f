"""Rises and falls told of two levels: by the verb between them, by the year each is of, in points or in per cent."""

import re
from collections.abc import Iterator
from decimal import Decimal

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import change, less, share, told
from evalkit.audit.rules.sums import interval
from evalkit.audit.subjects import share_a_word
from evalkit.quantities import Interval

_FROM = re.compile(r"(?:由|从)[^，。；（）]{0,24}$")
_TO = re.compile(
    r"(?P<up>增加|增长|上升|提高|提升|上涨|扩大|增|升)[到至为]|(?P<down>减少|下降|降低|回落|缩短|压减|缩减|下调|降|减)[到至为]"
)
_WORDS = re.compile(r"(?P<up>增长|增加|上升|提高|提升|扩大|延长|攀升)|(?P<down>下降|减少|降低|回落|缩短|压缩|萎缩)")
_WHEN = re.compile(r"[\s0-9年月初末底本当目前全的了约]*")
_TIMES = re.compile(r"，?(?:是|为|达到?)?(?:原来|此前|之前|以前|改造前|建设前|上年|年初|过去)的?")
_BARE = re.compile(
    r"，?(?:同比|较?上年|比上年)?(?:增长|增加|提高|提升|上升|上涨|下降|减少|降低|回落|增幅|降幅)(?:率|了|为|达|约)*"
)
_NAMELESS = re.compile(r"[，；]?\u0001+(?:同期|全年|累计|共|仅|则|完成|实现|达到?|为|是|有)*")
_MOST_BEFORE = 12


def moves(paragraph: list[Read]) -> Iterator[Finding]:
    """Find 由64家减少到79家, and 6320人次。2021年5486人次，同比增长18.2%, whose levels say otherwise.

    Meaning: hard where the verb between two levels of one sentence (由…减少到…) is the wrong one; soft where a rate stands right behind
    the level of another year that names nothing of its own, and no level of the year in the paragraph gives it.
    Soft where the clause behind two levels, or behind a rise or fall, says the opposite of the same thing.
    Silent: where the second level is no more than a part of a list; where a rate fits any level of the year in the paragraph.
    """
    before: list[Figure] = []
    for read in paragraph:
        for one, other in zip(read.figures, read.figures[1:], strict=False):
            yield from _against_verb(one, other)
            yield from _against_words(one, other)
        for one, other, third in zip(read.figures, read.figures[1:], read.figures[2:], strict=False):
            yield from _times_before(one, other, third)
            yield from _bracketed(one, other, third)
        for at, figure in enumerate(read.figures):
            if figure.change and figure.unit in ("%", "个百分点") and at:
                yield from _of_year_before(figure, read.figures[:at], before)
        before = [*before, *read.figures][-_MOST_BEFORE:]


def _against_verb(one: Figure, other: Figure) -> Iterator[Finding]:
    text = one.sentence.text
    verb = _TO.search(text[one.number.end : other.number.start])
    if not verb or one.base != other.base or not _FROM.search(text[: one.number.start]) or one.number.rank:
        return
    between = text[one.number.end : other.number.start]
    if not _WHEN.fullmatch(between[verb.end() :]) or "，" in between or one.number.is_range or other.number.is_range:
        return
    apart = less(interval(other), interval(one))
    if (verb["up"] and apart.high < 0) or (verb["down"] and apart.low > 0):
        yield finding(
            "growth/from-to",
            Severity.HARD,
            [one, other],
            working=f"由 {one.text} 到 {other.text}，报告写“{verb[0]}”",
            message="增减方向与起点、终点两个数不符",
        )


def _against_words(one: Figure, other: Figure) -> Iterator[Finding]:
    """Find 由18分钟变为21分钟，等候时间缩短, and 比上年的42场减少6场，场次稳步增长: the clause behind says the opposite."""
    text = one.sentence.text
    clause = (
        re.split("[，。；]", text[other.number.end + 1 :])[0] if text[other.number.end : other.number.end + 1] == "，" else ""
    )
    if re.search("[0-9]", clause) or re.search(r"但|而|另|其他|其余|[不未没]", clause) or one.base != other.base:
        return
    apart = less(interval(other), interval(one))
    turned = _FROM.search(text[: one.number.start]) and re.fullmatch(
        r"[^，。；0-9]{0,4}(?:变为|到|至|为)", text[one.number.end : other.number.start]
    )
    fell = (turned and apart.high < 0) or other.change < 0
    rose = (turned and apart.low > 0) or other.change > 0
    said = _WORDS.search(clause)
    if said and ((fell and said["up"]) or (rose and said["down"])) and share_a_word(other.core or one.core, clause):
        yield finding(
            "growth/words",
            Severity.SOFT,
            [one, other],
            working=f"{one.text}、{other.text}，报告写“{said[0]}”",
            message="所写的增减与两个数的方向相反",
        )


def _times_before(one: Figure, other: Figure, many: Figure) -> Iterator[Finding]:
    """Find 由50吨提高到150吨，为原来的4倍."""
    text = one.sentence.text
    levels = one.base == other.base and _FROM.search(text[: one.number.start]) and _TO.search(other.head)
    if not levels or many.unit != "倍" or many.change or not _TIMES.fullmatch(many.head):
        return
    result = share(interval(other), interval(one))
    if result is not None and not result.overlaps(Interval(many.number.low, many.number.high)):
        yield finding(
            "ratio/multiple",
            Severity.HARD,
            [one, other, many],
            working=f"{other.text} ÷ {one.text} = {told(result, many.number.digits + 2, ' 倍')}，报告写 {many.text}",
            message="倍数与前后两个数不符",
            claimed=many,
        )


def _bracketed(now: Figure, moved: Figure, base: Figure) -> Iterator[Finding]:
    """Find 96.4%，比上年提高1.2个百分点（上年94.3%）: the level of the year before stands in a bracket behind the increase."""
    behind = base.parent is moved or (base.depth > moved.depth and moved.clause[1] + 1 >= base.clause[0])
    if re.search("[比较]", now.sentence.text[now.clause[0] : now.number.start]):
        return
    told_of = re.fullmatch(r"（?(?:\u0001+|上年|去年)(?:同期|全年|年末|末)?(?:为|是)?", base.head.strip())
    if not (behind and told_of and moved.change and now.base == base.base and _is_level(now)) or moved.unit == "倍":
        return
    same_unit = moved.base == now.base or (now.base == "%" and moved.base == "百分点")
    between = less(interval(now), interval(base)) if same_unit else change(interval(now), interval(base))
    if between is None or (moved.unit == "%" and now.base == "%") or not (same_unit or moved.unit == "%"):
        return
    factor = moved.factor if same_unit else Decimal(1)
    between = Interval(between.low / factor, between.high / factor)
    if not between.overlaps(_claimed(moved)):
        yield finding(
            "growth/from-to",
            Severity.SOFT,
            [now, moved, base],
            working=f"由 {base.text} 到 {now.text}：{told(between, moved.number.digits + 1, moved.unit)}，报告写 {moved.text}",
            message=f"增减 {moved.text} 与起点、终点两个数不符",
            claimed=moved,
        )


def _of_year_before(moved: Figure, own: list[Figure], before: list[Figure]) -> Iterator[Finding]:
    """Find a rate behind the level of another year that no level of the year before that gives."""
    base = own[-1]
    if not (_is_level(base) and _BARE.fullmatch(moved.head) and _NAMELESS.fullmatch(base.head.strip())):
        return
    year = _year(base)
    nows = [each for each in (*before, *own[:-1]) if each.base == base.base and _is_level(each)]
    nows = [each for each in nows if _year(each) is not None and year is not None and abs(_year(each) - year) == 1]
    results = [each for now in nows for each in _changes(now, base, moved)]
    claimed = _claimed(moved)
    points = _in_points(nows, base, moved)
    if points or (results and not any(each is None or each.overlaps(claimed) for each in results)):
        yield finding(
            "growth/points" if points else "growth/year-before",
            Severity.SOFT,
            [nows[0], base, moved],
            working=f"{base.text} 与 {nows[0].text} 相比：{told(results[0], moved.number.digits + 1, moved.unit)}，报告写 {moved.text}",
            message="两个百分数之差应写“个百分点”，不是“%”"
            if points
            else f"增减 {moved.text} 与前后两年的数不符，请核对是否同一件事",
            claimed=None if points else moved,
        )


def _is_level(figure: Figure) -> bool:
    return not figure.change and not figure.role and not figure.number.rank and not figure.number.bound and not figure.depth


def _year(figure: Figure) -> int | None:
    return figure.period.last.year if figure.period and figure.period.last else figure.year


def _claimed(moved: Figure) -> Interval:
    low, high = sorted((moved.number.low * moved.change, moved.number.high * moved.change))
    return Interval(low, high)


def _changes(now: Figure, base: Figure, moved: Figure) -> list[Interval | None]:
    """Return the change from the earlier of two levels to the later, as it may be told."""
    earlier, later = sorted((now, base), key=lambda each: _year(each) or 0)
    relative, points = change(interval(later), interval(earlier)), less(interval(later), interval(earlier))
    return [relative] if moved.unit == "%" else [points]


def _in_points(nows: list[Figure], base: Figure, moved: Figure) -> bool:
    """Return whether a rise of a rate told in per cent is what it is in points."""
    if moved.unit != "%" or base.base != "%":
        return False
    pairs = [sorted((now, base), key=lambda each: _year(each) or 0) for now in nows]
    return any(less(interval(later), interval(earlier)).overlaps(_claimed(moved)) for earlier, later in pairs)
