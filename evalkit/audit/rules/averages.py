"""Averages against the total and the number of things they rest on."""

import re
from collections.abc import Iterator
from decimal import Decimal

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import HUNDRED, less, product, share, times, told
from evalkit.audit.numbers import NOUN, scale_and_base
from evalkit.audit.rules.sums import addable, interval, rounded
from evalkit.quantities import Interval

_PER_MONTH = re.compile(r"(?:月均|平均每个?月|每个?月平均)[^，。；0-9]{0,10}$")
_INCOME = re.compile("增收|收入|创收|节[约省]|消费")
_PER_QUARTER = re.compile(r"(?:季均|平均每个?季度?|每个?季度?平均)[^，。；0-9]{0,10}$")
_OF_THAT = re.compile(r"的?(?:约|近)?")
_BASE_BEHIND = re.compile(r"\u0001\s*(?:年|同期)?(?:为|是)?\s*$")
_OUT_OF = re.compile(r"[^，。；0-9]{0,16}中[，：](?:[^，。；0-9]{0,8})")


def averages(read: Read, paragraph: list[Read]) -> Iterator[Finding]:
    """Find averages that are not the quotient of the only two figures with their units; and rates times counts.

    Silent: where the paragraph tells several rates of the unit, as for 一类乡镇3个，每个80万元；二类乡镇5个，每个60万元.
    """
    for figure in read.figures:
        if not (figure.each or "/" in figure.base) or figure.change or figure.unit == "%" or figure.role == "target":
            continue
        under = per_units(figure)
        over = figure.base.partition("/")[0]
        if not under or over in under:
            continue
        plain = [
            each
            for each in read.figures
            if each is not figure and not each.is_rate and not each.change and not each.number.is_range and not each.number.bound
        ]
        plain = [each for each in plain if each.role != "target" and each.period_key == figure.period_key]
        plain = [each for each in plain if not re.search("[多少](?:了|出)?$", each.head)]
        above, below = [each for each in plain if each.base == over], [each for each in plain if each.base in under]
        if len(above) != 1 or len(below) != 1:
            continue
        reads = [read] if "均" in figure.head else paragraph
        if sum(each.each and each.base == figure.base for one in reads for each in one.figures) > 1:
            continue
        if _INCOME.search(figure.head) and not _INCOME.search(above[0].head):
            continue
        result = times(product(rounded(figure), interval(below[0])), 1 / under[below[0].base])
        if re.search("每[天日周]", figure.head):
            continue
        if re.search("均", figure.head) and not re.search("每(?:个?月|季|年|学期)|[月季年]人?均", figure.head):
            severity, factors = Severity.HARD, (1,)
        else:
            severity, factors = Severity.SOFT, tuple(range(1, 13))
        if any(times(result, Decimal(factor)).overlaps(interval(above[0])) for factor in factors):
            continue
        factor = above[0].factor
        shown = Interval(result.low / factor, result.high / factor)
        yield finding(
            "ratio/average",
            severity,
            [figure, above[0], below[0]],
            working=f"{figure.text} × {below[0].text} = {told(shown, above[0].number.digits + 2, above[0].unit)}，报告写 {above[0].text}",
            message="平均数（或标准）乘以数量，得不出报告写的总数",
        )


def per_units(figure: Figure) -> dict[str, Decimal]:
    """Return the base units that an average may be per, and how many of them; 每个项目 is per 个, or per 项, 每公里 per 1000 米."""
    if "/" in figure.base:
        factor, base = scale_and_base(figure.base.partition("/")[2])
        return {base: factor}
    found = re.search(rf"(?P<short>[人户亩次场件])均|每(?P<one>个)?(?P<unit>{NOUN})?", figure.head)
    named = found.groupdict().values() if found else ()
    return {base: factor for each in named if each for factor, base in [scale_and_base(each)]}


def per_month(read: Read, before: list[Figure]) -> Iterator[Finding]:
    """Find 月均 and 平均每季度 that no number of months or quarters up to a year's leads from to a total of the paragraph.

    Meaning: soft where totals of the same unit and subject stand before it and none of them is so many times the average.
    Silent: where no total shares two signs with its subject, unless there is but one; daily averages, whose days are not known.
    """
    for figure in read.figures:
        most = 12 if _PER_MONTH.search(figure.head) else 4 if _PER_QUARTER.search(figure.head) else 0
        if not most or figure.change or figure.role or figure.unit in ("%", "个百分点", "倍"):
            continue
        own = [each for each in read.figures if each.number.end <= figure.number.start]
        wholes = [each for each in (*before, *own) if each.base == figure.base and not each.is_rate and not each.change]
        wholes = [each for each in wholes if each.value > figure.value and each.role != "target" and not _is_last_of_list(each)]
        if not wholes or any(
            times(interval(figure), Decimal(count)).overlaps(interval(each)) for each in wholes for count in range(1, most + 1)
        ):
            continue
        result = times(interval(figure), Decimal(most))
        shown = Interval(result.low / wholes[0].factor, result.high / wholes[0].factor)
        yield finding(
            "ratio/average",
            Severity.SOFT,
            [figure, wholes[0]],
            working=f"{figure.text} × {most} = {told(shown, wholes[0].number.digits + 1, wholes[0].unit)}，报告写 {wholes[0].text}",
            message="每月（季度）的平均数乘以期数，得不出报告写的总数",
        )


def _is_last_of_list(figure: Figure) -> bool:
    """Return whether a figure ends a list of numbers that share its unit: 22.1万、25.0万、23.9万人次."""
    return re.search("[0-9][万亿]?[、和]$", figure.sentence.text[: figure.number.start]) is not None


def out_of(read: Read) -> Iterator[Finding]:
    """Find 16期中，15期…，及时率97%: the rate told right behind a part and its whole that these two do not give.

    Meaning: soft, since the rate may be of something else. Silent: where another figure of the unit stands between.
    """
    figures = read.figures
    for whole, part in zip(figures, figures[1:], strict=False):
        if whole.base != part.base or not addable(whole) or not addable(part) or part.value > whole.value:
            continue
        between = whole.sentence.text[whole.number.end : part.number.start]
        behind = figures[figures.index(part) + 1 :]
        rate = next((each for each in behind if each.unit == "%" and not each.change), None)
        if not _OUT_OF.fullmatch(between) or rate is None or rate.role or not re.search("率|占", rate.head):
            continue
        if any(each.base == part.base for each in behind[: behind.index(rate)]):
            continue
        result = share(interval(part), interval(whole))
        claimed = Interval(rate.number.low, rate.number.high)
        rest = less(Interval(HUNDRED, HUNDRED), times(result, HUNDRED)) if result else claimed
        if result and not times(result, HUNDRED).overlaps(claimed) and not rest.overlaps(claimed):
            yield finding(
                "ratio/out-of",
                Severity.SOFT,
                [whole, part, rate],
                working=f"{part.text} ÷ {whole.text} = {told(times(result, HUNDRED), rate.number.digits + 2, '%')}，报告写 {rate.text}",
                message="比率与前面所写的部分、总数不符，请核对是否同一件事",
                claimed=rate,
            )


def multiples(read: Read) -> Iterator[Finding]:
    """Find 0.62元，为县城0.31元的2倍, or 1.2万人，是上年的1.1倍（上年1.1万人）, whose two figures do not give the multiple."""
    figures = read.figures
    for at, many in enumerate(figures):
        if many.unit != "倍" or many.change or at == 0:
            continue
        text = read.sentence.text
        behind = figures[at + 1] if at + 1 < len(figures) and figures[at + 1].depth > many.depth else None
        if _OF_THAT.fullmatch(text[figures[at - 1].number.end : many.number.start]):
            below, ahead = figures[at - 1], figures[: at - 1]
        elif behind is not None and _BASE_BEHIND.search(behind.head) and re.search("的?[约近]?$", many.head):
            below, ahead = behind, figures[:at]
        else:
            continue
        above = next((each for each in reversed(ahead) if each.base == below.base and each.depth == many.depth), None)
        result = share(interval(above), interval(below)) if above is not None else None
        if above is not None and result is not None and not result.overlaps(Interval(many.number.low, many.number.high)):
            yield finding(
                "ratio/multiple",
                Severity.HARD,
                [above, below, many],
                working=f"{above.text} ÷ {below.text} = {told(result, many.number.digits + 2, ' 倍')}，报告写 {many.text}",
                message="倍数与前后两个数不符",
                claimed=many,
            )
