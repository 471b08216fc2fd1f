"""Rates told in the order of a list (分别占 17%、29% 和 54%), each against the figure it belongs to."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import HUNDRED, share, times, told
from evalkit.audit.report import Report
from evalkit.audit.rules.elsewhere import Elsewhere
from evalkit.audit.rules.sums import interval
from evalkit.audit.series import Series, series_of
from evalkit.quantities import Interval

_MOST_LISTS = 12
_LEAST_SHARES = 3
_HAN = re.compile("[\u4e00-\u9fff]")
Bases = list[tuple[Figure, Figure]]


def in_order(read: Read) -> set[int]:
    """Return the ids of the figures that follow the order of a list, so that the figure right before is not theirs."""
    return {id(figure) for each in series_of(read) if each.ordered and each.bare for figure in each.figures}


def ordered_rates(report: Report, amounts: Elsewhere) -> Iterator[Finding]:
    """Find a rate of an ordered list that its own two figures do not give, while the others of the list fit.

    Meaning: hard where at least half of the rates are what one list gives when divided by another of the same length, or by one
    figure, and the rest are not. Silent: where no such division gives half of them, since the rates may rest on other figures.
    """
    lists: list[Series] = []
    for paragraph in report.paragraphs:
        before: list[Figure] = []
        for read in paragraph:
            for each in series_of(read):
                if each.ordered and each.figures[0].unit == "%" and not each.figures[0].change and not each.figures[0].role:
                    near = [*before, *(one for one in read.figures if one.number.end <= each.figures[0].number.start)]
                    yield from _against_lists(each.figures, lists[-_MOST_LISTS:], near)
                lists.append(each)
            yield from bracketed_shares(read, amounts)
            before += read.figures


def bracketed_shares(read: Read, amounts: Elsewhere) -> Iterator[Finding]:
    """Find a bare per cent in the bracket behind an amount (1,537万元（17.0%）) that is not its share of the whole the others rest on."""
    rates = [each for each in read.figures if each.unit == "%" and each.parent and not _HAN.search(each.head.replace("占", ""))]
    rates = [each for each in rates if not each.change]
    rates = [
        each for each in rates if each.parent and not each.parent.is_rate and each.number.start - each.parent.number.end <= 2
    ]
    if len(rates) > 1:
        above = tuple(each.parent for each in rates if each.parent)
        most = max(each.value for each in above)
        own = [each for each in read.figures if each.number.end <= above[0].number.start]
        wholes = amounts.sums[above[0].base] if len(rates) >= _LEAST_SHARES else own
        wholes = [each for each in wholes if each.value >= most and each.base == above[0].base]
        yield from _against_lists(rates, [Series(above, False, False)], wholes)


def _against_lists(rates: Sequence[Figure], lists: list[Series], amounts: list[Figure]) -> Iterator[Finding]:
    plain = [each for each in amounts if not each.is_rate and not each.change and not each.number.bound]
    best: list[tuple[int, Bases]] = []
    for bases in chain(_bases(rates, lists), _over_one(rates, lists, plain)):
        best.append((sum(_gives(rate, *base) for rate, base in zip(rates, bases, strict=True)), bases))
    count, bases = max(best, key=lambda each: each[0], default=(0, []))
    if count == len(rates) or 2 * count < len(rates):
        return
    for rate, (above, below) in zip(rates, bases, strict=True):
        result = share(interval(above), interval(below))
        if result is not None and not _gives(rate, above, below):
            yield finding(
                "ratio/ordered",
                Severity.HARD,
                [rate, above, below],
                working=f"{above.text} ÷ {below.text} = {told(times(result, HUNDRED), rate.number.digits + 2, '%')}，报告写 {rate.text}",
                message="分别列出的比率，有一项与对应的数不符",
                claimed=rate,
            )


def _bases(rates: Sequence[Figure], lists: list[Series]) -> Iterator[Bases]:
    fitting = [each for each in lists if len(each.figures) == len(rates) and not each.figures[0].is_rate]
    for above in fitting:
        for below in fitting:
            if above is not below and above.figures[0].base == below.figures[0].base:
                yield list(zip(above.figures, below.figures, strict=True))


def _over_one(rates: Sequence[Figure], lists: list[Series], amounts: list[Figure]) -> Iterator[Bases]:
    for above in (each for each in lists if len(each.figures) == len(rates) and not each.figures[0].is_rate):
        for below in amounts:
            if below.base == above.figures[0].base and below not in above.figures:
                yield [(each, below) for each in above.figures]


def _gives(rate: Figure, above: Figure, below: Figure) -> bool:
    result = share(interval(above), interval(below))
    return result is not None and times(result, HUNDRED).overlaps(Interval(rate.number.low, rate.number.high))
