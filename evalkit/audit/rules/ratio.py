"""Printed rates and multiples against the figures near them, on every basis."""

from collections.abc import Iterator
from decimal import Decimal

from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import HUNDRED, share, times
from evalkit.audit.report import Report
from evalkit.audit.rules.against import against
from evalkit.audit.rules.attained import against_target, attained
from evalkit.audit.rules.averages import averages, multiples, out_of, per_month
from evalkit.audit.rules.beside import multiples_elsewhere, rates_beside, told_first
from evalkit.audit.rules.elsewhere import Elsewhere, elsewhere
from evalkit.audit.rules.explained import explained
from evalkit.audit.rules.ordered import ordered_rates
from evalkit.audit.rules.rates import Basis, fits, rates
from evalkit.audit.rules.registry import rule
from evalkit.audit.rules.sums import interval
from evalkit.audit.rules.unit_cost import unit_cost
from evalkit.quantities import Interval

_MOST_BASES = 2


@rule("ratio", "比率与倍数")
def ratio(report: Report) -> Iterator[Finding]:
    """比率与倍数 Rates and multiples: a printed rate is what the figures near it give on at least one basis.

    Meaning: hard where figures named like the rate (核销资金 for 核销率, 合格 for 合格率) stand in its sentence, or earlier in its paragraph,
    and none of the ways to divide them gives the rate within the printed digits; soft where several may be meant. An average (平均每场, 人均) is the quotient of
    the two figures with its units, where there is one of each.
    Silent: where the sentence gives no numerator or no denominator, or these gave a rate before it, so that it is one of a part; where one basis fits (``basis`` then asks which it is);
    targets; growth, which is the rule ``growth``.
    Why: a rate that follows from no figure of its report cannot be checked by anyone.
    """
    amounts = elsewhere(report)
    for paragraph in report.paragraphs:
        before: list[Figure] = []
        used: set[tuple[int, int]] = set()
        for read in paragraph:
            known: set[int] = set()
            for figure, ways in rates(read, before):
                known.add(id(figure))
                of_part = {(id(way.above), id(way.below)) for way in ways} <= used
                used |= {(id(way.above), id(way.below)) for way in ways if fits(figure, way)}
                if (
                    not of_part
                    and not any(fits(figure, way) for way in ways)
                    and not _fits_elsewhere(figure, ways, amounts)
                    and not explained(figure, read, before, [each for way in ways for each in (way.above, *way.more)], amounts)
                ):
                    digits = figure.number.digits + 2
                    suffix = "%" if figure.unit == "%" else " 倍"
                    yield finding(
                        "ratio",
                        Severity.HARD if _is_plain(ways) else Severity.SOFT,
                        [figure, *dict.fromkeys(each for way in ways for each in (way.above, way.below))],
                        working="；".join(way.told(digits, suffix) for way in ways[:6]),
                        message=f"{figure.subject} {figure.text} 与报告自己的数字不符，按哪一种口径都得不出",
                        claimed=figure,
                    )
            yield from rates_beside(read, known, amounts)
            yield from told_first(read, known)
            yield from against(read)
            yield from averages(read, paragraph)
            yield from per_month(read, before)
            yield from out_of(read)
            yield from multiples(read)
            yield from attained(read)
            yield from against_target(read, report, before)
            before = [*before, *read.figures]
    yield from ordered_rates(report, amounts)
    yield from unit_cost(report, amounts)
    yield from multiples_elsewhere(report)


def _is_plain(ways: list[Basis]) -> bool:
    """Return whether it is plain what is divided by what: one amount is named like the rate, and two at most may stand under it."""
    if any(each.sentence.text.startswith("（含", each.number.end) for way in ways for each in (way.above, way.below)):
        return False  # 结案841件（含上年结转35件）
    return len({id(way.above) for way in ways}) == 1 and len({id(way.below) for way in ways}) <= _MOST_BASES


def _fits_elsewhere(figure: Figure, ways: list[Basis], amounts: Elsewhere) -> bool:
    """Return whether a figure told elsewhere in the report, as the whole, gives the rate; the nearest one is not always meant."""
    factor = HUNDRED if figure.unit == "%" else Decimal(1)
    claimed = Interval(figure.number.low, figure.number.high)
    for above in dict.fromkeys(way.above for way in ways):
        for below, amount in amounts.wholes[above.base]:
            result = share(interval(above), amount) if below is not above else None
            if result is not None and claimed.overlaps(times(result, factor)):
                return True
    return False
