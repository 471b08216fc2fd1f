"""The deviation rate between a score and its review; bounds on either side give bounds of the rate."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from evalkit.intake.schema import DeviationRow
from evalkit.quantities import Interval, bounds_text, format_number

DEFINITION = (
    "申报或复算对复核的偏差率 =（申报 − 复核）÷ 申报、（复算 − 复核）÷ 复算；申报对复算的偏差率 =（申报 − 复算）÷ 申报。"
    "分母为 0 或缺失时无定义；其中一方为区间时，偏差率也是区间。"
)


@dataclass(frozen=True)
class Deviation:
    """A deviation rate between bounds, or why there is none.

    Attributes
    ----------
    low : Decimal or None
        ``None`` where the rate has no lower bound, since the score itself may be as near to 0 as one likes.
    high : Decimal or None
        ``None`` where there is no rate.
    why : str
        Why there is no rate; empty otherwise.
    """

    low: Decimal | None
    high: Decimal | None
    why: str = ""

    @property
    def text(self) -> str:
        """One percentage where the bounds meet, otherwise both; without a rate, why."""
        if self.high is None:
            return self.why
        if self.low is None:
            return f"不高于 {format_number(self.high * 100, 2)}%（分母的下限为 0）"
        return bounds_text(self.low * 100, self.high * 100, 2, "%")


def deviation_rate(*, own: Interval, review: Interval) -> Deviation:
    r"""偏差率 Deviation rate: by what share of itself a score exceeds its review.

    .. math:: d = (S - R) / S; \qquad
              1 - \frac{R_{high}}{S_{low}} \le d \le 1 - \frac{R_{low}}{S_{high}}

    Parameters
    ----------
    own : Interval
        申报或复算 :math:`S`: the declared or the recomputed score, which may be bounds; not negative.
    review : Interval
        复核 :math:`R`, on the same points; not negative.

    Returns
    -------
    Deviation
        Undefined where :math:`S` can only be 0. Where it may be 0 or more, the rate is that of every :math:`S` above 0:
        it has no lower bound, unless the review is 0.

    Notes
    -----
    Direction: positive when the score was too generous. Range: 1 and below.

    References
    ----------
    .. [1] The definition of a third party's re-review (再评价) of 2025, read; others are in use, so it is printed with the rate.

    Examples
    --------
    >>> exact = Interval(Decimal(10), Decimal(10))
    >>> deviation_rate(own=exact, review=Interval(Decimal(8), Decimal(8))).text
    '20.00%'
    >>> deviation_rate(own=Interval(Decimal(5), Decimal(10)), review=Interval(Decimal(4), Decimal(4))).text
    '20.00% 至 60.00%'
    """
    if own.high <= 0:
        return Deviation(None, None, "无定义（分母为 0）" if own.high == 0 else "无定义（分母为负）")
    high = 1 - review.low / own.high
    if own.low <= 0:
        return Deviation(high if review.high == 0 else None, high)
    return Deviation(1 - review.high / own.low, high)


def reasons_by_indicator(deviations: Sequence[tuple[int, DeviationRow]]) -> dict[str, list[DeviationRow]]:
    """Return the rows of ``deviations.csv`` by indicator, every row of each, in the order of the file.

    Examples
    --------
    >>> row = DeviationRow(indicator="O01", cause="场地检修", remedy="另选场地", author="业务科", date="2031-01")
    >>> [each.cause for each in reasons_by_indicator([(2, row), (3, row)])["O01"]]
    ['场地检修', '场地检修']
    """
    grouped: dict[str, list[DeviationRow]] = {}
    for _, row in deviations:
        grouped.setdefault(row.indicator, []).append(row)
    return grouped
