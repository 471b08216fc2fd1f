"""Figures said to be above or below another that is printed beside them."""

import re
from collections.abc import Iterator

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import less, told
from evalkit.audit.rules.sums import interval
from evalkit.audit.subjects import share_a_word
from evalkit.quantities import Interval

_ABOVE, _BELOW = "高于|快于|多于|大于|超过|好于|优于|领先", "低于|慢于|少于|小于|落后于?"
_COMPARED = re.compile(
    rf"[^。；0-9]{{0,10}}?(?:(?P<above>{_ABOVE})|(?P<below>{_BELOW}))(?:同期)?"
    r"(?:全国|全省|全市|全区|全县|全州|上年|去年|[^，。；（）0-9]{0,6}平均)[^，。；（）0-9]{0,10}(?:（[^，。；（）0-9]{0,6})?"
)


_NORM = "规定|要求|标准|目标|计划|控制|约定|承诺|平均|全国|全省|全市|全区|全县|全州|上级"
_AGAINST_NORM = re.compile(
    rf"，?[^，。；（）0-9不未]{{0,6}}(?:(?P<above>{_ABOVE})|(?P<below>{_BELOW}))(?P<named>[^，。；（）0-9]{{0,8}}(?:{_NORM})[^，。；（）0-9]{{0,6}}(?:的|值|数|线)|)"
)
_NORM_BEHIND = re.compile(rf"的?[^，。；（）0-9]{{0,6}}(?:{_NORM})[^，。；（）0-9]{{0,4}}(?=[，。；、）]|$)")
_BY_HOW_MUCH = re.compile(
    rf"，?[^，。；（）0-9]{{0,4}}(?:(?P<above>{_ABOVE})|(?P<below>{_BELOW})|比|较)[^，。；（）0-9]{{0,12}}（?[^，。；（）0-9]{{0,4}}"
)
_DIFFERENCE = re.compile(
    r"）?(?:的?(?:[^，。；（）0-9]{0,6}(?:目标|标准|水平|要求|平均|控制[数线]?)(?:值|数|线)?)?)(?P<sign>高出?|多出?|长|快|短|低|少|慢)?了?"
)
_OTHERS = re.compile("全国|全省|全市|平均")
_BEHIND = re.compile(
    rf"，[^，。；0-9]{{0,6}}(?:(?P<above>{_ABOVE})|(?P<below>{_BELOW}))(?:全国|全省|全市|平均)[^，。；0-9]{{0,6}}"
)
_FULFILLED = re.compile(r"，?(?:均|都|已)?(?:达到|符合|满足)了?[^，。；未不]{0,4}(?:要求|标准|规定|目标)")
_MORE = "高出多出长快"


def compared(read: Read) -> Iterator[Finding]:
    """Find 增长6.2%，高于全省平均水平（6.8%）: said to be above what is printed behind it, and below it within the printed digits.

    Meaning: hard; the two figures follow each other, have one unit, and are both levels or both changes; or the second is a norm
    (少于规定的20个工作日, 高于90%的目标值); or a third tells by how much they differ (高于85%的目标5.2个百分点), and they do not.
    Silent: where another figure stands between them; where one is a fall, of which the greater may be meant; where one is a difference
    (高于全省2个百分点); comparisons with another year, which are the rule ``growth``.
    """
    for at, (one, other) in enumerate(zip(read.figures, read.figures[1:], strict=False)):
        if one.base == other.base and one.depth == other.depth:
            yield from _fulfilled(one, other)
        if one.base != other.base or one.number.rank or one.number.is_range or other.number.is_range or one.role == "target":
            continue
        gap = read.sentence.text[one.number.end : _digits_of(other)]
        behind = read.figures[at + 2] if at + 2 < len(read.figures) else None
        apart = _apart(one, other, behind, gap) if behind is not None else None
        above = _said(one, other, gap)
        yield from _told_behind(one, other, behind)
        if apart is not None:
            yield apart
        elif above is not None and _is_level(one) and other.change >= 0:
            between = less(_signed(one), _signed(other))
            if not one.number.bound and (between.high < 0 if above else between.low > 0):
                yield finding(
                    "contradiction/compared",
                    Severity.HARD,
                    [one, other],
                    working=f"{one.text} {'<' if above else '>'} {_printed(other)}",
                    message=f"报告称{'高于' if above else '低于'}，而所印的两个数正相反",
                )


def _is_level(figure: Figure) -> bool:
    """Return whether a figure is a level or a rate of growth: no fall, of which the greater may be meant, and no increase of an amount."""
    return (not figure.change or (figure.change > 0 and figure.base == "%")) and "降幅" not in figure.clause_text


def _told_behind(one: Figure, other: Figure, by: Figure | None) -> Iterator[Finding]:
    """Find 检验率98.6%，全省平均为99.1%，高于全省0.5个百分点: the sign told behind both is the wrong one."""
    text = one.sentence.text
    if by is None or other.role or by.number.bound or not _OTHERS.search(other.head) or other.period_key != one.period_key:
        return
    told = _BEHIND.fullmatch(text[other.number.end : by.number.start])
    if not told or by.base != ("百分点" if one.base == "%" else one.base):
        return
    between = less(interval(one), interval(other))
    if (told["above"] and between.high < 0) or (told["below"] and between.low > 0):
        yield finding(
            "contradiction/compared",
            Severity.HARD,
            [one, other, by],
            working=f"{one.text} {'<' if told['above'] else '>'} {other.text}",
            message=f"报告称{'高于' if told['above'] else '低于'}，而所印的两个数正相反",
        )


def _fulfilled(aim: Figure, actual: Figure) -> Iterator[Finding]:
    """Find 要求不超过15个工作日，平均用时18个工作日，达到要求."""
    text = actual.sentence.text
    bound, plain = aim.number.bound, not (actual.number.bound or actual.change or actual.role or actual.number.is_range)
    if aim.role != "target" or not bound or not plain or not _FULFILLED.match(text[actual.number.end :]):
        return
    above = less(interval(actual), _level(aim))
    if (bound == "≤" and above.low > 0) or (bound == "≥" and above.high < 0):
        yield finding(
            "contradiction/short",
            Severity.HARD,
            [aim, actual],
            working=f"要求 {aim.text}，实际 {actual.text}",
            message="实际值没有达到要求，报告却称达到",
        )


def _said(one: Figure, other: Figure, gap: str) -> bool | None:
    """Return whether a figure is said to be above another, ``False`` where below, ``None`` where neither."""
    if other.role != "target" and other.depth - one.depth in (0, 1) and (found := _COMPARED.fullmatch(gap)):
        return bool(found["above"])
    part = "其中" in one.sentence.text[: one.number.start]
    found = _AGAINST_NORM.fullmatch(gap) if one.depth == other.depth and not one.change and not part else None
    if found and (found["named"] or _NORM_BEHIND.match(one.sentence.text[other.number.end :])):
        return bool(found["above"])
    return None


def _digits_of(figure: Figure) -> int:
    """Return where the digits of a figure begin, behind a word such as 超过 that its place includes."""
    found = re.search(r"[0-9二两三四五六七八九十百千]", figure.sentence.text[figure.number.start : figure.number.end])
    return figure.number.start + (found.start() if found else 0)


def _level(figure: Figure) -> Interval:
    """Return the interval of a figure, the value itself where it is a bound: 高于85%的目标."""
    return Interval(figure.value, figure.value) if figure.number.bound else interval(figure)


def _printed(figure: Figure) -> str:
    return figure.sentence.quote(_digits_of(figure), figure.number.end)


def _apart(one: Figure, other: Figure, by: Figure, gap: str) -> Finding | None:
    """Return the finding where two figures do not differ by what is told right behind them."""
    said = _BY_HOW_MUCH.fullmatch(gap)
    text = one.sentence.text
    sign = _DIFFERENCE.fullmatch(text[other.number.end : by.number.start]) if said else None
    alike = by.base == ("百分点" if one.base == "%" else one.base)
    name = re.search("[\u4e00-\u9fff]{1,8}[率度]", gap)
    if name and not share_a_word(name[0], one.subject + one.head):
        return None
    if not said or not sign or not alike or one.change or by.number.bound or other.period_key != one.period_key:
        return None
    if bool(sign["sign"]) == bool(said["above"] or said["below"]):
        return None
    above = sign["sign"] in _MORE if sign["sign"] else bool(said["above"])
    between = less(interval(one), _level(other)) if above else less(_level(other), interval(one))
    between = Interval(between.low / by.factor, between.high / by.factor)
    if between.overlaps(Interval(by.number.low, by.number.high)):
        return None
    return finding(
        "contradiction/apart",
        Severity.HARD,
        [one, other, by],
        working=f"{one.text} 与 {_printed(other)} 相差 {told(between, by.number.digits + 1, by.unit)}，报告写 {by.text}",
        message="两个数之差与所写的差距不符",
        claimed=by,
    )


def _signed(figure: Figure) -> Interval:
    """Return the level of a figure; a fall counts below nothing."""
    level = _level(figure)
    return Interval(-level.high, -level.low) if figure.change < 0 and figure.value > 0 else level
