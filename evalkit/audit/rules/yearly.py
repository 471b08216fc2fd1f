"""Growth told behind the levels of several years: 2019年至2021年分别为 210、265、318 万元，后两年分别增长 26.2% 和 20.0%."""

import re
from collections.abc import Iterator, Sequence

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import change, told
from evalkit.audit.rules.sums import interval
from evalkit.audit.series import series_of
from evalkit.quantities import Interval

_LEAST_YEARS = 3
_GROWTH = re.compile("增长率|增幅(?!度)")


def yearly(paragraph: list[Read]) -> Iterator[Finding]:
    """Find a growth that the two years of a list do not give.

    Meaning: soft; the list tells one level for every year from the first to the last, and the growth is told of one of these years, or
    in a list of one less than the years.
    Silent: where another list of levels stands between; where no growth of a list fits, since it may be of another thing.
    """
    levels: Sequence[Figure] = ()
    for read in paragraph:
        lists = [each.figures for each in series_of(read)]
        listed = {id(each): figures for figures in lists for each in figures}
        for figure in read.figures:
            own = listed.get(id(figure), ())
            if own and figure is own[0] and not figure.is_rate and _is_year_by_year(own):
                levels = own
            if not levels or figure.unit != "%" or not figure.change:
                continue
            if own and len(own) == len(levels) - 1:
                if figure is own[0]:
                    yield from _in_order(own, levels)
            elif not own:
                yield from _of_one_year(figure, levels)


def named_growth(paragraph: list[Read], year: int | None) -> Iterator[Finding]:
    """Find 增长率（目标12%，完成13.02%）。2021年318万元，2020年281万元: a rate called a growth that the only two levels do not give.

    Meaning: soft; the paragraph names 增长率 and tells one rate that is no target, and one level of the year and of the year before.
    Silent: where there are more rates or levels, since another may be meant.
    """
    text = paragraph[0].sentence.paragraph.folded
    figures = [each for read in paragraph for each in read.figures]
    rates = [each for each in figures if each.unit == "%" and not (each.role or each.number.bound or each.scope)]
    levels = [each for each in figures if not each.is_rate and each.period is not None and each.period.kind == "year"]
    if year is None or not _GROWTH.search(text) or len(rates) != 1 or rates[0].change or len(levels) != 2:
        return
    now, before = sorted(levels, key=lambda each: each.period_key, reverse=True)
    of_both = (now.period_key[:4], before.period_key[:4]) == (str(year), str(year - 1)) and now.base == before.base
    result = change(interval(now), interval(before))
    if of_both and result is not None and not result.overlaps(Interval(rates[0].number.low, rates[0].number.high)):
        yield _finding(rates[0], now, before)


def _is_year_by_year(figures: Sequence[Figure]) -> bool:
    years = _years(figures)
    return len(figures) >= _LEAST_YEARS and years is not None and years[1] - years[0] + 1 == len(figures)


def _years(figures: Sequence[Figure]) -> tuple[int, int] | None:
    period = figures[0].period
    if period is None or period.kind != "years" or period.first is None or period.last is None:
        return None
    return period.first.year, period.last.year


def _in_order(rates: Sequence[Figure], levels: Sequence[Figure]) -> Iterator[Finding]:
    pairs = list(zip(rates, levels[1:], levels, strict=False))
    if any(_gives(*each) for each in pairs):
        yield from (_finding(*each) for each in pairs if not _gives(*each))


def _of_one_year(rate: Figure, levels: Sequence[Figure]) -> Iterator[Finding]:
    years, period = _years(levels), rate.period
    if years is None or period is None or period.kind != "year" or period.than or period.first is None:
        return
    at = period.first.year - years[0]
    if 1 <= at < len(levels) and rate.inherited and not _gives(rate, levels[at], levels[at - 1]):
        yield _finding(rate, levels[at], levels[at - 1])


def _gives(rate: Figure, now: Figure, before: Figure) -> bool:
    low, high = sorted((rate.number.low * rate.change, rate.number.high * rate.change))
    result = change(interval(now), interval(before))
    return result is None or result.overlaps(Interval(low, high))


def _finding(rate: Figure, now: Figure, before: Figure) -> Finding:
    result = change(interval(now), interval(before))
    assert result is not None
    return finding(
        "growth/yearly",
        Severity.SOFT,
        [before, now, rate],
        working=f"{now.text} ÷ {before.text} − 1 = {told(result, rate.number.digits + 2, '%')}，报告写 {rate.text}",
        message="逐年列出的数，得不出这一年的增减幅度",
        claimed=rate,
    )
