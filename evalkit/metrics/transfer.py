"""Inbound transfer metrics: vehicle trips, persons moved, events that did not happen, timeliness, cost."""

from collections.abc import Sequence
from decimal import Decimal

from evalkit.metrics.definition import (
    metric,
    numbered,
    part_of_whole,
    refuse_negative,
    refuse_part_above_whole,
    refuse_wrong_length,
)
from evalkit.quantities import Ratio


@metric(name="派出车辆台次", unit="台次", basis="大巴车次 + 工作车车次", working="{coaches} + {work_cars}", digits=0)
def vehicle_trips(*, coaches: Decimal, work_cars: Decimal) -> Decimal:
    r"""派出车辆台次 Vehicle trips: coach trips plus work-car trips.

    .. math:: T = C + W

    Parameters
    ----------
    coaches : Decimal
        大巴车次 :math:`C`, in 车次.
    work_cars : Decimal
        工作车车次 :math:`W`, in 车次.

    Returns
    -------
    Decimal
        ``C + W`` in 台次; always defined.

    Raises
    ------
    InconsistentDataError
        ``M-NEG-01`` if a number of trips is negative.

    Notes
    -----
    Direction: context only; the number of trips follows the number of arrivals, more is not better.
    Range: 0 and above. Year and cumulative figures must not be mixed.

    References
    ----------
    .. [1] 江门市商务局, 《项目绩效自评报告（2022年）》, 第三部分（三） (read): the sum of its own parts.

    Examples
    --------
    >>> vehicle_trips(coaches=Decimal(975), work_cars=Decimal(934))
    Decimal('1909')
    """
    refuse_negative(coaches=coaches, work_cars=work_cars)
    return coaches + work_cars


@metric(name="接转分流人数", unit="人", basis="各部分（国籍或口岸）人数之和", working="{parts}", digits=0)
def persons_moved(*, parts: Sequence[Decimal]) -> Decimal:
    r"""接转分流人数 Persons moved: the sum over parts that do not overlap.

    .. math:: P = \sum_i p_i

    Parameters
    ----------
    parts : sequence of Decimal
        Persons by nationality or by port :math:`p_i`, in 人; one division only, never both together; at least one.

    Returns
    -------
    Decimal
        The sum in 人; always defined.

    Raises
    ------
    InconsistentDataError
        ``M-LEN-01`` if there are no parts (an empty selection is missing, not 0); ``M-NEG-01`` if a part
        is negative.

    Notes
    -----
    Direction: context only; the number follows the number of arrivals. Range: 0 and above.
    All parts must cover the same period: year and cumulative figures must not be mixed.

    References
    ----------
    .. [1] 江门市商务局, 《项目绩效自评报告（2022年）》, 第三部分（三） (read): the sum of its own parts.

    Examples
    --------
    >>> persons_moved(parts=[Decimal(32075), Decimal(1202)])
    Decimal('33277')
    """
    refuse_wrong_length(fits=bool(parts), expected="至少 1 个部分", parts=parts)
    refuse_negative(**numbered("parts", parts))
    return sum(parts, Decimal(0))


@metric(
    name="每台次接转人数", unit="人/台次", basis="接转人数 ÷ 派出车辆台次（含工作车）", working="{persons} ÷ {trips}", digits=2
)
def persons_per_trip(*, persons: Decimal, trips: Decimal) -> Ratio:
    r"""每台次接转人数 Persons per vehicle trip, work cars included.

    .. math:: q = P / T

    Parameters
    ----------
    persons : Decimal
        接转分流人数 :math:`P`, in 人.
    trips : Decimal
        派出车辆台次 :math:`T` of the same period, coaches and work cars, in 台次.

    Returns
    -------
    Ratio
        ``P / T`` in 人/台次. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if persons were moved without any trip; ``M-NEG-01`` if a number is negative.

    Notes
    -----
    Direction: higher is better as a measure of use. Range: 0 and above. Work cars carry no travellers,
    so the figure understates how full the coaches were: see :func:`persons_per_coach`.

    References
    ----------
    .. [1] Plain arithmetic on 江门市商务局, 《项目绩效自评报告（2022年）》 (read).

    Examples
    --------
    >>> f"{persons_per_trip(persons=Decimal(14153), trips=Decimal(1909)).value:.2f}"
    '7.41'
    """
    refuse_negative(persons=persons, trips=trips)
    return Ratio(persons, trips)


@metric(name="每车次大巴接转人数", unit="人/车次", basis="接转人数 ÷ 大巴车次", working="{persons} ÷ {coaches}", digits=2)
def persons_per_coach(*, persons: Decimal, coaches: Decimal) -> Ratio:
    r"""每车次大巴接转人数 Persons per coach trip: how full the vehicles were that carry travellers.

    .. math:: q = P / C

    Parameters
    ----------
    persons : Decimal
        接转分流人数 :math:`P`, in 人.
    coaches : Decimal
        大巴车次 :math:`C` of the same period, in 车次.

    Returns
    -------
    Ratio
        ``P / C`` in 人/车次. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if persons were moved without any coach; ``M-NEG-01`` if a number is negative.

    Notes
    -----
    Direction: higher is better as a measure of use, within the seats and the spacing that the rules of
    the day allowed. Range: 0 and above.

    References
    ----------
    .. [1] Plain arithmetic on 江门市商务局, 《项目绩效自评报告（2022年）》 (read).

    Examples
    --------
    >>> f"{persons_per_coach(persons=Decimal(14153), coaches=Decimal(975)).value:.2f}"
    '14.52'
    """
    refuse_negative(persons=persons, coaches=coaches)
    return Ratio(persons, coaches)


@metric(
    name="零事件发生率的95%置信上限",
    unit="%",
    basis="三倍法则：观察次数中一次未发生时，发生率的单侧95%置信上限约为 3 ÷ 观察次数",
    working="3 ÷ {trials}",
    digits=3,
)
def zero_event_upper_bound(*, events: Decimal, trials: Decimal) -> Ratio | None:
    r"""零事件发生率的95%置信上限 Upper 95 % bound of a rate when nothing happened (rule of three).

    .. math:: p_{95} = 3 / n \quad \text{when } 0 \text{ of } n \text{ happened}

    Parameters
    ----------
    events : Decimal
        How often it happened (infections, onward transmissions, accidents), counted in the unit of ``trials``.
    trials : Decimal
        How often it could have happened :math:`n`, for example trips or persons at risk.

    Returns
    -------
    Ratio or None
        ``3 / n``, one-sided. Undefined (``None``) when something did happen, since the rule then does
        not apply, and when nothing was observed (``n`` is zero).

    Raises
    ------
    InconsistentDataError
        ``M-PART-01`` if there are more events than trials; ``M-NEG-01`` if a number is negative.

    Notes
    -----
    Direction: lower is better. Range: above 0. The rule rests on independent trials with one rate and is
    close from about 30 trials on; with fewer than 3 it exceeds 1 and says nothing. "Zero" is only a fact
    where a register and tests would have shown an event, and ``n`` must be the numbers truly at risk.

    References
    ----------
    .. [1] Hanley & Lippman-Hand, "If nothing goes wrong, is everything all right? Interpreting zero
       numerators", JAMA 249 (1983) 1743-1745 (known, not read).
    .. [2] Jovanovic & Levy, "A look at the Rule of Three", The American Statistician 51 (1997) 137-139
       (abstract read): 3/n is an upper 95 % bound in n independent trials without an event.

    Examples
    --------
    >>> zero_event_upper_bound(events=Decimal(0), trials=Decimal(1909)).percent(3)
    '0.157%'
    >>> zero_event_upper_bound(events=Decimal(1), trials=Decimal(1909)) is None
    True
    """
    refuse_negative(events=events, trials=trials)
    refuse_part_above_whole(part=events, whole=trials)
    return Ratio(Decimal(3), trials) if trials and not events else None


@metric(name="接转及时率", unit="%", basis="按时完成的接转次数 ÷ 全部接转次数", working="{on_time} ÷ {transfers}", digits=2)
def on_time_rate(*, on_time: Decimal, transfers: Decimal) -> Ratio:
    r"""接转及时率 On-time rate: transfers done within the time set, over all transfers.

    .. math:: r = O / N

    Parameters
    ----------
    on_time : Decimal
        按时完成的接转次数 :math:`O`, in 次.
    transfers : Decimal
        全部接转次数 :math:`N`, in 次.

    Returns
    -------
    Ratio
        ``O / N``. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if transfers were on time but none took place; ``M-PART-01`` if more were on time
        than took place; ``M-NEG-01`` if a number is negative.

    Notes
    -----
    Direction: higher is better. Range: 0 to 1. The time limit must be stated with the rate; a transfer
    whose time was not recorded is not on time.

    References
    ----------
    .. [1] 财政部, 《项目支出绩效评价管理办法》, 财预〔2020〕10号 (read in excerpts): 时效指标; the quotient is plain arithmetic.

    Examples
    --------
    >>> on_time_rate(on_time=Decimal(196), transfers=Decimal(200)).percent(2)
    '98.00%'
    """
    refuse_negative(on_time=on_time, transfers=transfers)
    return part_of_whole(part=on_time, whole=transfers)


@metric(name="人均接转成本", unit="元/人", basis="接转支出 ÷ 接转人数", working="{cost} ÷ {persons}", digits=2)
def cost_per_person(*, cost: Decimal, persons: Decimal) -> Ratio:
    r"""人均接转成本 Cost per person moved.

    .. math:: c = E / P

    Parameters
    ----------
    cost : Decimal
        接转支出 :math:`E` of the period, in yuan.
    persons : Decimal
        接转分流人数 :math:`P` of the same period, in 人.

    Returns
    -------
    Ratio
        ``E / P`` in 元/人. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if money was spent and nobody was moved; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: lower is better. Range: 0 and above. Standby cost does not fall with the number of
    arrivals, so a year with few arrivals looks dear.

    References
    ----------
    .. [1] 财政部, 《项目支出绩效评价管理办法》, 财预〔2020〕10号 (read in excerpts): 成本指标; the quotient is plain arithmetic.

    Examples
    --------
    >>> cost_per_person(cost=Decimal(120_000), persons=Decimal(800)).value
    Decimal('150')
    """
    refuse_negative(cost=cost, persons=persons)
    return Ratio(cost, persons)


@metric(name="每台次接转成本", unit="元/台次", basis="接转支出 ÷ 派出车辆台次", working="{cost} ÷ {trips}", digits=2)
def cost_per_trip(*, cost: Decimal, trips: Decimal) -> Ratio:
    r"""每台次接转成本 Cost per vehicle trip.

    .. math:: c = E / T

    Parameters
    ----------
    cost : Decimal
        接转支出 :math:`E` of the period, in yuan.
    trips : Decimal
        派出车辆台次 :math:`T` of the same period, in 台次.

    Returns
    -------
    Ratio
        ``E / T`` in 元/台次. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if money was spent without any trip; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: lower is better. Range: 0 and above. Say whether work cars are among the trips; they make
    a trip look cheaper.

    References
    ----------
    .. [1] 财政部, 《项目支出绩效评价管理办法》, 财预〔2020〕10号 (read in excerpts): 成本指标; the quotient is plain arithmetic.

    Examples
    --------
    >>> cost_per_trip(cost=Decimal(120_000), trips=Decimal(100)).value
    Decimal('1200')
    """
    refuse_negative(cost=cost, trips=trips)
    return Ratio(cost, trips)
