"""The deviation rate between a score and its review; bounds on either side give bounds of the rate."""

from dataclasses import dataclass
from decimal import Decimal

from evalkit.quantities import Interval, format_number

DEFINITION = "偏差率 =（自评 − 复核）÷ 自评；自评为 0 或缺失时无定义；自评或复核为区间时，偏差率也是区间。"


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
        high = f"{format_number(self.high * 100, 2)}%"
        if self.low is None:
            return f"不高于 {high}（自评下限为 0）"
        return high if self.low == self.high else f"{format_number(self.low * 100, 2)}% 至 {high}"


def deviation_rate(*, own: Interval, review: Interval) -> Deviation:
    r"""偏差率 Deviation rate: by what share of itself a score exceeds its review.

    .. math:: d = (S - R) / S; \qquad
              1 - \frac{R_{high}}{S_{low}} \le d \le 1 - \frac{R_{low}}{S_{high}}

    Parameters
    ----------
    own : Interval
        自评 :math:`S`: the declared or the recomputed score, which may be bounds; not negative.
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
        return Deviation(None, None, "无定义（自评为 0）" if own.high == 0 else "无定义（自评为负）")
    high = 1 - review.low / own.high
    if own.low <= 0:
        return Deviation(high if review.high == 0 else None, high)
    return Deviation(1 - review.high / own.low, high)
