"""Interval arithmetic on printed digits: a claim is false only where no value in the intervals makes it true."""

from bisect import bisect_right
from collections.abc import Iterable
from decimal import Decimal
from itertools import accumulate

from evalkit.audit.numbers import INFINITY
from evalkit.quantities import Interval, format_number

HUNDRED = Decimal(100)


def total(parts: Iterable[Interval]) -> Interval:
    """Return the sum.

    Examples
    --------
    >>> total([Interval(Decimal(1), Decimal(2)), Interval(Decimal(3), Decimal(3))])
    Interval(low=Decimal('4'), high=Decimal('5'))
    """
    parts = list(parts)
    return Interval(sum((part.low for part in parts), Decimal(0)), sum((part.high for part in parts), Decimal(0)))


def less(one: Interval, other: Interval) -> Interval:
    """Return the difference."""
    return Interval(one.low - other.high, one.high - other.low)


def times(one: Interval, factor: Decimal) -> Interval:
    """Return it so many times; the factor is not negative."""
    return Interval(one.low * factor, one.high * factor)


def product(one: Interval, other: Interval) -> Interval:
    """Return the product of two that are not negative."""
    return Interval(one.low * other.low, one.high * other.high)


def share(above: Interval, below: Interval) -> Interval | None:
    """Return the quotient; ``None`` where the divisor may be zero or negative.

    Examples
    --------
    >>> share(Interval(Decimal(1), Decimal(1)), Interval(Decimal(4), Decimal(5)))
    Interval(low=Decimal('0.2'), high=Decimal('0.25'))
    """
    if below.low <= 0 or above.low < 0:
        return None
    low = Decimal(0) if below.high == INFINITY else above.low / below.high
    return Interval(low, above.high / below.low)


def change(now: Interval, before: Interval) -> Interval | None:
    """Return by how many per cent something changed.

    Examples
    --------
    >>> change(Interval(Decimal(11), Decimal(11)), Interval(Decimal(10), Decimal(10)))
    Interval(low=Decimal('10.0'), high=Decimal('10.0'))
    """
    ratio = share(now, before)
    return Interval((ratio.low - 1) * HUNDRED, (ratio.high - 1) * HUNDRED) if ratio else None


class Spread:
    """Many intervals, asked whether any of them overlaps another one.

    Examples
    --------
    >>> spread = Spread([Interval(Decimal(1), Decimal(9)), Interval(Decimal(2), Decimal(3))])
    >>> spread.overlaps(Interval(Decimal(8), Decimal(10))), spread.overlaps(Interval(Decimal(10), Decimal(11)))
    (True, False)
    """

    def __init__(self, intervals: Iterable[Interval]) -> None:
        ordered = sorted(intervals, key=lambda each: each.low)
        self._lows = [each.low for each in ordered]
        self._highest = list(accumulate((each.high for each in ordered), max))

    def overlaps(self, interval: Interval) -> bool:
        """Return whether some value lies in the interval and in one of these."""
        count = bisect_right(self._lows, interval.high)
        return count > 0 and self._highest[count - 1] >= interval.low


def told(interval: Interval, digits: int, suffix: str = "") -> str:
    """Write an interval; one number where both ends print alike.

    Examples
    --------
    >>> told(Interval(Decimal("14.170"), Decimal("14.247")), 2, " 倍")
    '14.17 至 14.25 倍'
    """
    low, high = (("不限" if abs(end) == INFINITY else format_number(end, digits)) for end in (interval.low, interval.high))
    return f"{low}{suffix}" if low == high else f"{low} 至 {high}{suffix}"
