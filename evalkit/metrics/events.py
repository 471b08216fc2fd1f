"""Events of the year, counted by their dates."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from evalkit.errors import InconsistentDataError
from evalkit.metrics.definition import metric


@metric(
    name="年度活动场次",
    unit="场",
    basis="活动日期在本财政年度之内的场次",
    working="活动日期 {dates} 中不早于 {first} 且不晚于 {last} 的个数",
    digits=0,
)
def events_in_period_count(*, dates: Sequence[date], first: date, last: date) -> Decimal:
    r"""年度活动场次 Events in the period: how many took place within the fiscal year.

    .. math:: n = \sum_i [\, a \le d_i \le b \,]

    Parameters
    ----------
    dates : sequence of date
        活动日期 :math:`d_i`, the first day of each event.
    first, last : date
        First and last day :math:`a, b` of the fiscal year, both within it.

    Returns
    -------
    Decimal
        The number of events in 场; zero when none lies within. Always defined.

    Raises
    ------
    InconsistentDataError
        ``M-PERIOD-01`` if the period ends before it begins.

    Notes
    -----
    Direction: higher is better. Range: 0 and above. The date decides the year, not the name: an event
    named for next year counts in the year in which it was held. Two events on one day count twice. No
    dates count as zero, so make sure that the list of activities is not merely empty.

    References
    ----------
    .. [1] 《中华人民共和国预算法》: the budget year is the calendar year (known, not read); plain counting.

    Examples
    --------
    >>> held = [date(2022, 3, 5), date(2022, 12, 31), date(2023, 1, 1)]
    >>> events_in_period_count(dates=held, first=date(2022, 1, 1), last=date(2022, 12, 31))
    Decimal('2')
    """
    if first > last:
        raise InconsistentDataError(
            "M-PERIOD-01",
            "期间的末日早于首日",
            found=f"{first} 至 {last}",
            expected="首日不晚于末日",
            remedy="核对起止日期是否填反",
        )
    return Decimal(sum(first <= day <= last for day in dates))
