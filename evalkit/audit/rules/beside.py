"""Rates against two figures beside them that their name does not tell apart, and multiples of a sum named elsewhere."""

import re
from collections.abc import Iterator
from decimal import Decimal

from evalkit.audit.document import Part
from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import HUNDRED, share, times, told
from evalkit.audit.report import Report
from evalkit.audit.rules.elsewhere import Elsewhere
from evalkit.audit.rules.rates import fits, ways_of
from evalkit.audit.rules.sums import addable, interval
from evalkit.quantities import Interval

_RATE = re.compile(r"(?P<stem>[\u4e00-\u9fff]{1,8})率[^\u4e00-\u9fff]*(?:为|达到?|是)?$")
_DONE = re.compile(r"已|实际|实[有到收检办]|其中")
_NEAR_BY = 10
_MULTIPLE = re.compile(r"(?:相当于|是|为|达到?)(?P<of>[^，。；0-9]{2,16}?)的?(?:大?约|近|超过?)?$")
_MONEY = "资金|投入|金额|支出|投资|补贴|补助|经费|预算"
_LEAST, _MOST = Decimal("0.5"), Decimal(2)


def rates_beside(read: Read, known: set[int], amounts: Elsewhere) -> Iterator[Finding]:
    """Find 应检240台，已检228台，检验率92.5%: near what the two figures right before it give, and not it.

    Meaning: soft; the two are the only ones of their unit before the rate, the first the greater, and the second shares a sign with the
    name of the rate or is said to be done; the rate is within ten points of what they give.
    Silent: rates that the rule asks about by their name (``known``), targets, changes; where the second figure gives the rate over any
    number of the report.
    """
    for at, rate in enumerate(read.figures):
        name = _RATE.search(rate.head) if rate.unit == "%" and not rate.change and not rate.role else None
        ahead = [each for each in read.figures[:at] if each.depth == rate.depth and not each.is_rate]
        if not name or id(rate) in known or len(ahead) < 2 or rate.number.bound:
            continue
        whole, part = ahead[-2:]
        alike = [each for each in ahead if each.base == part.base]
        if len(alike) != 2 or whole.base != part.base or part.value > whole.value or not (_is_amount(whole) and _is_amount(part)):
            continue
        label = part.head + re.split("[，。；、（）]", read.sentence.text[part.number.end : part.number.end + 3])[0]
        of_target = whole.role == "target" and name["stem"].endswith("完成")
        result = share(interval(part), interval(whole))
        if result is None or part.role or not (of_target or _DONE.search(part.head) or set(name["stem"][-2:]) & set(label)):
            continue
        percent, claimed = times(result, HUNDRED), Interval(rate.number.low, rate.number.high)
        near = abs(percent.low - rate.number.value) <= _NEAR_BY
        if near and not percent.overlaps(claimed) and not _fits_any(part, claimed, amounts):
            yield finding(
                "ratio/beside",
                Severity.SOFT,
                [whole, part, rate],
                working=f"{part.text} ÷ {whole.text} = {told(percent, rate.number.digits + 2, '%')}，报告写 {rate.text}",
                message="比率与前面两个数不符，请核对是否同一件事",
                claimed=rate,
            )


def _is_amount(figure: Figure) -> bool:
    """Return whether a figure is an amount; 新增186张 is one where it is what a target of its name asks for."""
    return addable(figure) or ("新增" in figure.head and not figure.per and not figure.number.bound)


def _fits_any(part: Figure, claimed: Interval, amounts: Elsewhere) -> bool:
    results = (share(interval(part), amount) for below, amount in amounts.wholes[part.base] if below is not part)
    return any(each is not None and times(each, HUNDRED).overlaps(claimed) for each in results)


def told_first(read: Read, known: set[int]) -> Iterator[Finding]:
    """Find 执行率96.0%，预算1500万元，支出1404万元: the rate told before the two figures that it is named by."""
    for at, rate in enumerate(read.figures):
        if rate.unit != "%" or rate.change or rate.role or id(rate) in known or not _RATE.search(rate.head) or at > 1:
            continue
        behind = [each for each in read.figures[at + 1 :] if not each.is_rate]
        rates = [each for each in read.figures[at + 1 :] if each.unit == "%"]
        found = [way for way in ways_of(rate, behind) if way.named] if len(behind) == 2 and not rates else []
        near = [way for way in found if abs(way.result.low - rate.number.value) <= _NEAR_BY]
        if near and not any(fits(rate, way) for way in found):
            yield finding(
                "ratio/beside",
                Severity.SOFT,
                [rate, near[0].above, near[0].below],
                working=near[0].told(rate.number.digits + 2, "%"),
                message="比率与后面两个数不符，请核对是否同一件事",
                claimed=rate,
            )


def multiples_elsewhere(report: Report) -> Iterator[Finding]:
    """Find 拉动消费1.41亿元，相当于核销资金的12倍 where no 核销 of the report gives the multiple.

    Meaning: soft; the sum named behind 相当于 shares its first word with figures of the unit, and one of them comes near the multiple.
    Silent: where any of them, or any other money of the sentence, gives it.
    """
    for read in report.reads if report.figures else ():
        for at, many in enumerate(read.figures):
            named = _MULTIPLE.search(many.head) if many.unit == "倍" and not many.change and not many.role else None
            ahead = [each for each in read.figures[:at] if addable(each) and each.base == "元"]
            if not named or not ahead or read.sentence.part is Part.PLAN or not re.search(_MONEY, named["of"]):
                continue
            above, word = ahead[-1], re.sub(r"^[\u4e00-\u9fff]*?的", "", named["of"])[:2]
            below = [each for each in report.figures if each.base == "元" and word in each.head + each.subject and addable(each)]
            below = [each for each in (*below, *ahead[:-1]) if each is not above and not each.role]
            results = [(each, share(interval(above), interval(each))) for each in dict.fromkeys(below)]
            near = [(each, got) for each, got in results if got and _LEAST <= many.number.value / got.high <= _MOST]
            claimed = Interval(many.number.low, many.number.high)
            if near and not any(got is not None and got.overlaps(claimed) for _, got in results):
                under, got = near[0]
                yield finding(
                    "ratio/multiple",
                    Severity.SOFT,
                    [above, under, many],
                    working=f"{above.text} ÷ {under.text} = {told(got, many.number.digits + 2, ' 倍')}，报告写 {many.text}",
                    message="倍数与报告中的两个数不符，请核对是按哪个数计算",
                )
