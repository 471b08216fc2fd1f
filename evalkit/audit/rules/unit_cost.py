"""Unit costs and averages against the amount and the number told right before them, in the sentence or the one before."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from decimal import Decimal

from evalkit.audit.document import Part
from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import share, told, total
from evalkit.audit.numbers import is_counted
from evalkit.audit.report import Report
from evalkit.audit.rules.averages import per_units
from evalkit.audit.rules.elsewhere import Elsewhere
from evalkit.audit.rules.sums import addable, interval, rounded
from evalkit.quantities import Interval

_AVERAGE = re.compile(
    r"(?:平均|[人户亩次场件]均|单价|单位(?:成本|造价|投资)|每[^，。；0-9]{1,6}(?:成本|造价|投资))[^，。；0-9]{0,10}$"
)
_WORKED_OUT = re.compile(r"(?:折合|折算|合)(?:为|成)?[^，。；0-9]{0,8}$")
_NAMED = re.compile(r"[按以](?P<name>[^，。；]{0,6}(?:投资|支出|资金|经费|费用|成本|金额|总额))(?:计算|测算|折算|计)，$")
_REACH = 16
_PRICE = re.compile(r"单价[^，。；0-9]{0,6}$")
_NORM = re.compile(
    r"低于|高于|不超|超过|控制|标准|规定|补[助贴]|奖励|按|目标|计划|市场|上年|全国|全省|全市|最[高低大小]|收入|工资|比|较"
)
_OFTEN = re.compile(r"每(?:个?[月季年周天日]|学期)|[月季年日]均")
_TENS = [Decimal(10) ** power for power in (-4, -3, -2, -1, 1, 2, 3, 4)]
_ASKED = 30
"""How many amounts, and numbers, of a very long report an average is held to."""
_LEAST, _MOST = Decimal("0.6"), Decimal("1.6")
"""How near an average must come to what it may rest on, so that it is told of it."""


def unit_cost(report: Report, amounts: Elsewhere) -> Iterator[Finding]:
    """Find 清扫86万平方米。支出645万元，平均每平方米9.5元: near what the two figures before it give, and not it.

    Meaning: soft, where no amount of the report over any number of the unit gives the average. What is told as worked out (折合每平方米,
    按总投资计算，人均) is held to every number of the unit in the report, not to the last one alone.
    Silent: where it is far from what the two give, so that it is told of others; norms, prices of a market, what is compared with;
    averages told with one amount and one number in their own sentence, which are asked about there.
    """
    before: Read | None = None
    for read in report.reads:
        near = before if before and before.sentence.part is read.sentence.part else None
        for figure in read.figures if read.sentence.part is not Part.PLAN else ():
            found = [pair for pair in _pairs(figure, read, near, report, amounts) if _is_near(figure, *pair)]
            told_of = _WORKED_OUT.search(figure.head) or _NAMED.search(_clause_before(figure))
            above = [each for each, _ in found] if told_of else None
            if found and not _fits_any(figure, found[0], above, amounts) and not _fits_list(figure, found[0], near):
                over, below = found[0]
                result = share(interval(over), interval(below))
                shown = Interval(result.low / figure.factor, result.high / figure.factor)
                yield finding(
                    "ratio/average",
                    Severity.SOFT,
                    [over, below, figure],
                    working=f"{over.text} ÷ {below.text} = {told(shown, figure.number.digits + 2, figure.unit)}，报告写 {figure.text}",
                    message="单位成本（平均数）与报告中的总额和数量不符",
                )
        before = read


def _clause_before(figure: Figure) -> str:
    return figure.sentence.text[max(0, figure.clause[0] - _REACH) : figure.clause[0]]


def _pairs(figure: Figure, read: Read, before: Read | None, report: Report, amounts: Elsewhere) -> list[tuple[Figure, Figure]]:
    """Return the amounts and numbers that an average may be told of, the nearest first."""
    over, per = figure.base.partition("/")[0], per_units(figure)
    plain = not (figure.change or figure.role or figure.number.is_range or figure.number.bound or figure.unit == "%")
    worked_out, named = _WORKED_OUT.search(figure.head), _NAMED.search(_clause_before(figure))
    if not plain or not (worked_out or _AVERAGE.search(figure.head) or "/" in figure.base) or over in per:
        return []
    if _NORM.search(figure.head) or _OFTEN.search(figure.head):
        return []
    own = [each for each in read.figures if each.number.end <= figure.number.start]
    ahead = [each for each in [*(before.figures if before else ()), *own] if addable(each) and not each.role and not each.is_rate]
    ahead = [each for each in ahead if each.period_key == figure.period_key and not each.number.is_range]
    above = [each for each in ahead if each.base == over][-1:]
    below = [each for each in ahead if each.base in per or (_PRICE.search(figure.head) and is_counted(each.unit))]
    alone = len([each for each in own if each.base == over]) == 1 == len([each for each in below if each in own])
    if alone and per and not named:
        return []
    if named:
        above = [each for each in amounts.sums[over] if named["name"][-2:] in each.core]
    if named or worked_out:
        below = [each for base in per for each in amounts.sums[base]]
    return [(one, other) for one in above[:_ASKED] for other in (below[:_ASKED] if named or worked_out else below[-1:])]


def _result(figure: Figure, above: Figure, below: Figure) -> Interval | None:
    per = per_units(figure).get(below.base, Decimal(1))
    result = share(interval(above), interval(below))
    return Interval(result.low * per, result.high * per) if result else None


def _is_near(figure: Figure, above: Figure, below: Figure) -> bool:
    """Return whether an average is near what two figures give, or has its digits in another unit."""
    result = _result(figure, above, below)
    if result is None or figure.value <= 0 or result.low <= 0:
        return False
    rescaled = any(rounded(figure).overlaps(Interval(result.low * each, result.high * each)) for each in _TENS)
    return rescaled or _LEAST <= figure.value / result.high <= figure.value / result.low <= _MOST


def _fits_list(figure: Figure, pair: tuple[Figure, Figure], before: Read | None) -> bool:
    """Return whether the amount over the sum of the numbers of the sentence before gives an average."""
    numbers = [each for each in (before.figures if before else ()) if each.base == pair[1].base and addable(each)]
    result = share(interval(pair[0]), total(map(interval, numbers))) if numbers else None
    per = per_units(figure).get(pair[1].base, Decimal(1))
    return result is not None and Interval(result.low * per, result.high * per).overlaps(rounded(figure))


def _fits_any(figure: Figure, pair: tuple[Figure, Figure], above: list[Figure] | None, amounts: Elsewhere) -> bool:
    """Return whether any amount of the report, or any of those it is told of, over any number of the unit gives an average."""
    over = [interval(each) for each in above] if above else [each for _, each in amounts.wholes[pair[0].base]]
    per, own = per_units(figure) or {pair[1].base: Decimal(1)}, rounded(figure)
    for base, factor in per.items():
        below = sorted((amount.low, amount.high) for _, amount in amounts.wholes[base])
        lows, highs = [low for low, _ in below], sorted(high for _, high in below)
        for amount in over:
            least, most = amount.low * factor / own.high, amount.high * factor / own.low if own.low > 0 else amount.high
            if bisect_right(lows, most) > bisect_left(highs, least):
                return True
    return False
