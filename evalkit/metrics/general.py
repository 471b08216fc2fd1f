"""General metrics: totals, parts, growth, attainment and averages of figures from any subject.

The unit of a result follows the unit of its arguments. A function here is for figures that have no metric
of their own; where a subject has one (for example ``money.execution_rate``), that one is used.
"""

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


@metric(name="合计", unit="{parts}", basis="各部分之和", working="{parts}", digits=None)
def total(*, parts: Sequence[Decimal]) -> Decimal:
    r"""合计 Total: the sum of parts that do not overlap.

    .. math:: T = \sum_i x_i

    Parameters
    ----------
    parts : sequence of Decimal
        各部分 :math:`x_i`, all in one unit; at least one.

    Returns
    -------
    Decimal
        The sum, in the unit of the parts. Always defined.

    Raises
    ------
    InconsistentDataError
        ``M-LEN-01`` if there are no parts (an empty selection is missing, not 0);
        ``M-NEG-01`` if a part is negative.

    Notes
    -----
    Direction: none of its own; it is that of the parts. Range: 0 and above.
    Parts of different periods must not be mixed (年度 and 累计), and the same firm in two sessions is
    counted twice: the sum is then 家次, not 家.

    References
    ----------
    .. [1] Plain arithmetic; no document defines it.

    Examples
    --------
    Persons moved from February 2020 to December 2022, Chinese nationals and foreigners:

    >>> total(parts=[Decimal("32075"), Decimal("1202")])
    Decimal('33277')
    """
    refuse_wrong_length(fits=bool(parts), expected="至少 1 个", parts=parts)
    refuse_negative(**numbered("parts", parts))
    return sum(parts, Decimal(0))


@metric(name="其余部分", unit="{whole}", basis="总体 − 其中的部分", working="{whole} − {part}", digits=None)
def remainder(*, whole: Decimal, part: Decimal) -> Decimal:
    r"""其余部分 Remainder: what is left of a whole without one of its parts.

    .. math:: R = W - P

    Parameters
    ----------
    whole : Decimal
        总体 :math:`W`.
    part : Decimal
        其中的部分 :math:`P`, contained in the whole, in the same unit.

    Returns
    -------
    Decimal
        ``W - P``, in the unit of the whole. Always defined.

    Raises
    ------
    InconsistentDataError
        ``M-PART-01`` if the part is greater than the whole; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: none of its own; the indicator declares it. Range: 0 to the whole.
    Where the second figure is not contained in the first, use :func:`difference`.

    References
    ----------
    .. [1] Plain arithmetic; no document defines it.

    Examples
    --------
    Vehicle trips before 2022: the cumulative ones without those of the year.

    >>> remainder(whole=Decimal("4578"), part=Decimal("1909"))
    Decimal('2669')
    """
    refuse_negative(whole=whole, part=part)
    refuse_part_above_whole(part=part, whole=whole)
    return whole - part


@metric(name="差额", unit="{minuend}", basis="前者 − 后者，可为负数", working="{minuend} − {subtrahend}", digits=None)
def difference(*, minuend: Decimal, subtrahend: Decimal) -> Decimal:
    r"""差额 Difference: how far one figure lies above another, or below it.

    .. math:: D = a - b

    Parameters
    ----------
    minuend : Decimal
        被减数 :math:`a`; may be negative, as a growth rate can be.
    subtrahend : Decimal
        减数 :math:`b`, in the same unit; may be negative.

    Returns
    -------
    Decimal
        ``a - b``, in the unit of the minuend. Always defined.

    Notes
    -----
    Direction: none of its own; the indicator declares it. Range: any number, negative when the second
    figure is the greater one. The difference of two percentages is in 百分点, not a percentage of either.

    References
    ----------
    .. [1] Plain arithmetic; no document defines it.

    Examples
    --------
    Total trade of 2022 and of 2021, in 亿元:

    >>> difference(minuend=Decimal("1772.6"), subtrahend=Decimal("1789.5"))
    Decimal('-16.9')
    """
    return minuend - subtrahend


@metric(name="占比", unit="%", basis="部分 ÷ 总体", working="{part} ÷ {whole}", digits=2)
def share(*, part: Decimal, whole: Decimal) -> Ratio:
    r"""占比 Share: a part over the whole that contains it.

    .. math:: s = P / W

    Parameters
    ----------
    part : Decimal
        部分 :math:`P`, contained in the whole.
    whole : Decimal
        总体 :math:`W`, in the same unit and of the same period.

    Returns
    -------
    Ratio
        ``P / W``. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if the whole is zero and the part is not; ``M-PART-01`` if the part is greater than
        the whole; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: none of its own; the indicator declares it. Range: 0 to 1.
    All shares of one whole sum to 1 only before they are rounded for print.

    References
    ----------
    .. [1] Plain arithmetic; no document defines it.

    Examples
    --------
    Exports within the total trade of 2022:

    >>> share(part=Decimal("1446.5"), whole=Decimal("1772.6")).percent(2)
    '81.60%'
    >>> share(part=Decimal(0), whole=Decimal(0)).percent()
    '不适用'
    """
    refuse_negative(part=part, whole=whole)
    return part_of_whole(part=part, whole=whole)


@metric(
    name="同比",
    unit="%",
    basis="（本年数 − 上年数）÷ 上年数，按现价计算",
    working="({current} − {previous}) ÷ {previous}",
    digits=2,
)
def year_on_year_change(*, current: Decimal, previous: Decimal) -> Ratio:
    r"""同比 Year-on-year change: the change of a level over the same period of the previous year.

    .. math:: g = (V_t - V_{t-1}) / V_{t-1}

    Parameters
    ----------
    current : Decimal
        本年数 :math:`V_t`, a level and not itself a rate of change.
    previous : Decimal
        上年同期数 :math:`V_{t-1}`, in the same unit, currency and basis.

    Returns
    -------
    Ratio
        ``(V_t - V_{t-1}) / V_{t-1}``. Undefined (``value is None``) when both levels are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if the previous level is zero and the current one is not; ``M-NEG-01`` if a level is
        negative.

    Notes
    -----
    Direction: higher is better for trade and retail sales; for a cost the indicator declares the reverse.
    Range: −1 and above; a fall is negative and is returned as it is.
    The rate in 人民币 differs from the one in 美元. The previous year's figure may have been revised, and
    an officially published rate may rest on a comparable set of units, so that the two levels as published
    give another rate. A rate of change is never divided by a target rate: compare levels instead.

    References
    ----------
    .. [1] Plain arithmetic, as 同比 is used in the field's published statistics; no text of a document was read for it.

    Examples
    --------
    Total trade of 2022 against 2021:

    >>> year_on_year_change(current=Decimal("1772.6"), previous=Decimal("1789.5")).percent(4)
    '−0.9444%'
    >>> year_on_year_change(current=Decimal(0), previous=Decimal(0)).percent()
    '不适用'
    """
    refuse_negative(current=current, previous=previous)
    return Ratio(current - previous, previous)


@metric(name="相当于上年的比例", unit="%", basis="本年数 ÷ 上年数", working="{current} ÷ {previous}", digits=2)
def level_ratio(*, current: Decimal, previous: Decimal) -> Ratio:
    r"""相当于上年的比例（发展速度） Level ratio: the current level over the previous year's.

    .. math:: q = V_t / V_{t-1} = 1 + g

    Parameters
    ----------
    current : Decimal
        本年数 :math:`V_t`.
    previous : Decimal
        上年同期数 :math:`V_{t-1}`, in the same unit, currency and basis.

    Returns
    -------
    Ratio
        ``V_t / V_{t-1}``. Undefined (``value is None``) when both levels are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if the previous level is zero and the current one is not; ``M-NEG-01`` if a level is
        negative.

    Notes
    -----
    Direction: higher is better for trade and retail sales; for a cost the indicator declares the reverse.
    Range: 0 and above; 1 means the level was held. It is attainment only where the approved target was
    to hold the level; any other target is set as a level and compared by :func:`target_attainment`.

    References
    ----------
    .. [1] Plain arithmetic; no document defines it.

    Examples
    --------
    Total trade of 2022 against 2021:

    >>> level_ratio(current=Decimal("1772.6"), previous=Decimal("1789.5")).percent(2)
    '99.06%'
    """
    refuse_negative(current=current, previous=previous)
    return Ratio(current, previous)


@metric(name="完成率", unit="%", basis="实际完成值 ÷ 年度指标值", working="{actual} ÷ {target}", digits=2)
def target_attainment(*, actual: Decimal, target: Decimal) -> Ratio:
    r"""完成率 Target attainment: the actual value over the approved target.

    .. math:: a = A / T

    Parameters
    ----------
    actual : Decimal
        实际完成值 :math:`A` of the form.
    target : Decimal
        年度指标值 :math:`T` of the form, as approved with the budget, in the same unit.

    Returns
    -------
    Ratio
        ``A / T``. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if the target is zero and the actual value is not; ``M-NEG-01`` if either is negative.

    Notes
    -----
    Direction: higher is better; for a lower-is-better target this quotient is not the attainment.
    Range: 0 and above; a value above 1 is returned as it is. Capping is a scoring decision: see
    :mod:`evalkit.scoring.rules`. Not for growth rates, which may be zero or negative: compare levels.
    From 1.3 a reason is usually asked for, and from 2 the target itself is in doubt. A yearly total does
    not prove a target that is set for each quarter.

    References
    ----------
    .. [1] 财政部, 《项目支出绩效评价管理办法》, 财预〔2020〕10号, 实际完成率 (read in excerpts).

    Examples
    --------
    Training sessions of 2022 against two in each quarter:

    >>> target_attainment(actual=Decimal("15"), target=Decimal("8")).percent(1)
    '187.5%'
    >>> target_attainment(actual=Decimal(0), target=Decimal(0)).percent()
    '不适用'
    """
    refuse_negative(actual=actual, target=target)
    return Ratio(actual, target)


@metric(
    name="按同比倒推的上年数", unit="{current}", basis="本年数 ÷ (1 + 同比)", working="{current} ÷ (1 + {change})", digits=None
)
def implied_previous(*, current: Decimal, change: Decimal) -> Ratio:
    r"""按同比倒推的上年数 Implied previous level: what the published level and its growth rate imply.

    .. math:: V_{t-1} = V_t / (1 + g)

    Parameters
    ----------
    current : Decimal
        本年数 :math:`V_t`.
    change : Decimal
        同比 :math:`g` as a share: 0.024 for 2.4 %.

    Returns
    -------
    Ratio
        ``V_t / (1 + g)``, in the unit of the current level. Undefined (``value is None``) when the level
        is zero after a fall of 100 %.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if a level above zero is left after a fall of 100 %; ``M-NEG-01`` if the level is
        negative or the fall exceeds 100 %.

    Notes
    -----
    Direction: none; context only. Range: 0 and above.
    The growth rate was rounded for print, so the result is only the middle of a range: 2.4 % stands for
    2.35 % to 2.45 %. A previous level published on another basis will differ; the difference is a finding.
    A rate passed as 2.4 instead of 0.024 is not refused, since a level can more than double.

    References
    ----------
    .. [1] Plain arithmetic, 同比 solved for the previous level; no document defines it.

    Examples
    --------
    Retail sales of 2021 in 亿元, from 1309.05 in 2022 after a rise of 2.4 %:

    >>> implied_previous(current=Decimal("1309.05"), change=Decimal("0.024")).value
    Decimal('1278.369140625')
    """
    refuse_negative(current=current, **{"1 + change": 1 + change})
    return Ratio(current, 1 + change)


@metric(
    name="按同比倒推的增加额",
    unit="{current}",
    basis="本年数 − 本年数 ÷ (1 + 同比)",
    working="{current} − {current} ÷ (1 + {change})",
    digits=None,
)
def implied_increase(*, current: Decimal, change: Decimal) -> Ratio:
    r"""按同比倒推的增加额 Implied increase: what a published level gained on the previous year.

    .. math:: \Delta = V_t - V_t / (1 + g) = V_t \, g / (1 + g)

    Parameters
    ----------
    current : Decimal
        本年数 :math:`V_t`.
    change : Decimal
        同比 :math:`g` as a share: 0.024 for 2.4 %.

    Returns
    -------
    Ratio
        The increase, in the unit of the current level; its parts are ``V_t * g`` and ``1 + g``. Undefined
        (``value is None``) when the level is zero after a fall of 100 %.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if a level above zero is left after a fall of 100 %; ``M-NEG-01`` if the level is
        negative or the fall exceeds 100 %.

    Notes
    -----
    Direction: higher is better for retail sales. Range: any number up to the current level; a fall is negative.
    It is not the level times the rate: the rate applies to the previous level. The growth rate was rounded
    for print, which weighs heavily here: 2.4 % stands for 2.35 % to 2.45 %.

    References
    ----------
    .. [1] Plain arithmetic, 同比 solved for the increase; no document defines it.

    Examples
    --------
    The increase of retail sales in 2022 in 亿元, from a level of 1309.05 after a rise of 2.4 %:

    >>> from evalkit.quantities import round_half_up
    >>> round_half_up(implied_increase(current=Decimal("1309.05"), change=Decimal("0.024")).value, 2)
    Decimal('30.68')
    """
    refuse_negative(current=current, **{"1 + change": 1 + change})
    return Ratio(current * change, 1 + change)


@metric(name="平均数", unit="{total}/{count}", basis="总数 ÷ 个数", working="{total} ÷ {count}", digits=2)
def average(*, total: Decimal, count: Decimal) -> Ratio:
    r"""平均数 Average: a total over the number of things that it is spread on.

    .. math:: m = T / n

    Parameters
    ----------
    total : Decimal
        总数 :math:`T`.
    count : Decimal
        个数 :math:`n`, of the same scope and period as the total.

    Returns
    -------
    Ratio
        ``T / n``, in the unit of the total per unit of the count. Undefined (``value is None``) when both
        are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if there is a total over a count of zero; ``M-NEG-01`` if either is negative.

    Notes
    -----
    Direction: none of its own; the indicator declares it. Range: 0 and above.
    A yearly total must not be spread on a cumulative count. Averages of groups are never averaged
    again: add the totals and the counts.

    References
    ----------
    .. [1] Plain arithmetic; no document defines it.

    Examples
    --------
    Declarations a month in 2022, from 660 000 in twelve months:

    >>> average(total=Decimal("660000"), count=Decimal("12")).value
    Decimal('55000')
    >>> average(total=Decimal(0), count=Decimal(0)).value is None
    True
    """
    refuse_negative(total=total, count=count)
    return Ratio(total, count)


@metric(name="乘积", unit="{quantity}", basis="单次数量 × 次数", working="{quantity} × {times}", digits=None)
def product(*, quantity: Decimal, times: Decimal) -> Decimal:
    r"""乘积 Product: a quantity that occurs a number of times, such as a quarterly minimum over four quarters.

    .. math:: p = q \times n

    Parameters
    ----------
    quantity : Decimal
        单次数量 :math:`q`.
    times : Decimal
        次数 :math:`n`.

    Returns
    -------
    Decimal
        In the unit of ``quantity``. Always defined.

    Raises
    ------
    InconsistentDataError
        ``M-NEG-01`` if an argument is negative.

    Notes
    -----
    Direction: context only, never scored. Range: 0 and above. Firms counted once a session give
    firm-sessions (家次), not distinct firms.

    References
    ----------
    .. [1] Plain arithmetic; no document is needed.

    Examples
    --------
    >>> product(quantity=Decimal(2), times=Decimal(4))
    Decimal('8')
    """
    refuse_negative(quantity=quantity, times=times)
    return quantity * times
