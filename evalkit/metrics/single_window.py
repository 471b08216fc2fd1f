"""Single Window metrics: use, hotline, customer-service marks, training. Money is in yuan."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import takewhile
from operator import mul

from evalkit.metrics.definition import (
    metric,
    numbered,
    part_of_whole,
    refuse_negative,
    refuse_outside_share,
    refuse_part_above_whole,
    refuse_wrong_length,
)
from evalkit.quantities import Ratio

_SAME_LENGTH = "两列个数相同，且不为空"


@metric(
    name="主要业务应用率",
    unit="%",
    basis="通过“单一窗口”的申报量 ÷ 全部申报量",
    working="{through_window} ÷ {declarations}",
    digits=2,
)
def use_rate(*, through_window: Decimal, declarations: Decimal) -> Ratio:
    r"""主要业务应用率 Use rate of the main businesses: declarations through the window over all of them.

    .. math:: r = w / d

    Parameters
    ----------
    through_window : Decimal
        通过“单一窗口”的申报量 :math:`w`, in 票.
    declarations : Decimal
        全部申报量 :math:`d` of the same business, in 票.

    Returns
    -------
    Ratio
        ``w / d``. Undefined (``value is None``) when nothing was declared.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if declarations went through the window and none are counted in all;
        ``M-PART-01`` if more went through the window than there were; ``M-NEG-01`` if a count is negative.

    Notes
    -----
    Direction: higher is better. Range: 0 to 1.
    It has stood at 1 for years, so it no longer tells good work from bad. Compute it for each main
    business (货物申报, 舱单, 运输工具) and name the business and the denominator.

    References
    ----------
    .. [1] 江门市商务局, 《项目绩效自评报告》（2022年）, 三（二）, 主要申报业务系统应用率 (read; it gives the rate only).

    Examples
    --------
    >>> use_rate(through_window=Decimal("660000"), declarations=Decimal("660000")).percent(0)
    '100%'
    >>> use_rate(through_window=Decimal(0), declarations=Decimal(0)).percent()
    '不适用'
    """
    refuse_negative(through_window=through_window, declarations=declarations)
    return part_of_whole(part=through_window, whole=declarations)


@metric(
    name="热线接听率",
    unit="%",
    basis="各月接听量之和 ÷ 各月来电量之和",
    working="({answered}) ÷ ({calls})",
    digits=2,
)
def answer_rate(*, answered: Sequence[Decimal], calls: Sequence[Decimal]) -> Ratio:
    r"""热线接听率 Hotline answer rate: all calls answered over all calls received.

    .. math:: r = \sum_i a_i / \sum_i c_i

    Parameters
    ----------
    answered : sequence of Decimal
        各月接听量 :math:`a_i`, in 次 or 通.
    calls : sequence of Decimal
        各月来电量 :math:`c_i`, in the same unit and the same order of months.

    Returns
    -------
    Ratio
        The rate weighted by volume. Undefined (``value is None``) when there were no calls at all.

    Raises
    ------
    InconsistentDataError
        ``M-LEN-01`` if the two have different lengths or are empty; ``M-PART-01`` if more calls were
        answered than received in a month; ``M-NEG-01`` if a count is negative.

    Notes
    -----
    Direction: higher is better. Range: 0 to 1, and always between the lowest and the highest monthly rate:
    a yearly figure outside of these is wrong. Monthly rates are never averaged in place of this.

    References
    ----------
    .. [1] 江门市商务局, 《项目绩效自评报告》（2022年）, 三（二）, 95198 热线接听率 (read; it gives rates without volumes).

    Examples
    --------
    >>> answer_rate(answered=[Decimal(97), Decimal(300)], calls=[Decimal(98), Decimal(300)]).percent(2)
    '99.75%'
    """
    refuse_wrong_length(
        fits=bool(answered) and len(answered) == len(calls), expected=_SAME_LENGTH, answered=answered, calls=calls
    )
    refuse_negative(**numbered("answered", answered), **numbered("calls", calls))
    for part, whole in zip(answered, calls, strict=True):
        refuse_part_above_whole(part=part, whole=whole)
    return Ratio(sum(answered, Decimal(0)), sum(calls, Decimal(0)))


@metric(
    name="热线月均接听率",
    unit="%",
    basis="按月数加权的各月接听率平均数，不反映各月来电量",
    working="各月接听率 {rates} 按对应月数 {months} 加权平均",
    digits=3,
)
def mean_monthly_answer_rate(*, rates: Sequence[Decimal], months: Sequence[Decimal]) -> Ratio:
    r"""热线月均接听率 Mean monthly answer rate: monthly rates weighted by the months that had them.

    .. math:: \bar r = \sum_i r_i m_i / \sum_i m_i

    Parameters
    ----------
    rates : sequence of Decimal
        月接听率 :math:`r_i`, as shares between 0 and 1.
    months : sequence of Decimal
        该接听率对应的月数 :math:`m_i`, in the same order.

    Returns
    -------
    Ratio
        The mean of the months. Undefined (``value is None``) when all numbers of months are zero.

    Raises
    ------
    InconsistentDataError
        ``M-LEN-01`` if the two have different lengths or are empty; ``M-SHARE-01`` if a rate is not between
        0 and 1; ``M-NEG-01`` if a number of months is negative.

    Notes
    -----
    Direction: higher is better. Range: 0 to 1, and always between the lowest and the highest monthly rate.
    It gives a quiet month the weight of a busy one, so it is not the yearly answer rate; it serves only
    where volumes are missing, to test a published yearly figure. With volumes use :func:`answer_rate`.

    References
    ----------
    .. [1] 江门市商务局, 《项目绩效自评报告》（2022年）, 三（二）, 95198 热线接听率 (read; it gives rates without volumes).

    Examples
    --------
    September 2022 at 98.98 % and the other eleven months at 100 %:

    >>> rates, months = [Decimal("0.9898"), Decimal(1)], [Decimal(1), Decimal(11)]
    >>> mean_monthly_answer_rate(rates=rates, months=months).percent(3)
    '99.915%'
    """
    refuse_wrong_length(fits=bool(rates) and len(rates) == len(months), expected=_SAME_LENGTH, rates=rates, months=months)
    refuse_outside_share(**numbered("rates", rates))
    refuse_negative(**numbered("months", months))
    return Ratio(sum(map(mul, rates, months), Decimal(0)), sum(months, Decimal(0)))


@metric(
    name="最少一个季度的场次",
    unit="{counts}",
    basis="四个季度各自场次中的最小值",
    working="各季度场次 {counts} 中的最小值",
    digits=0,
)
def fewest_in_a_quarter(*, counts: Sequence[Decimal]) -> Decimal:
    r"""最少一个季度的场次 Fewest in a quarter: the smallest of the four quarterly counts.

    .. math:: q = \min(n_1, n_2, n_3, n_4)

    Parameters
    ----------
    counts : sequence of Decimal
        一至四季度的场次 :math:`n_i`; exactly four, 0 for a quarter without any.

    Returns
    -------
    Decimal
        The smallest count, in the unit of the counts. Always defined.

    Raises
    ------
    InconsistentDataError
        ``M-LEN-01`` if there are not four counts; ``M-NEG-01`` if a count is negative.

    Notes
    -----
    Direction: higher is better. Range: 0 and above.
    It answers a target such as 每季度不少于 2 次, which a yearly total cannot prove: 15 sessions in a year
    may all lie in one quarter. The date of a session decides its quarter.

    References
    ----------
    .. [1] 江门市商务局, 《项目绩效自评报告》（2022年）, 三（二）, 每季度不少于 2 次 (read; it gives the yearly total only).

    Examples
    --------
    >>> fewest_in_a_quarter(counts=[Decimal(4), Decimal(2), Decimal(5), Decimal(4)])
    Decimal('2')
    """
    refuse_wrong_length(fits=len(counts) == 4, expected="四个季度各 1 个，共 4 个", counts=counts)
    refuse_negative(**numbered("counts", counts))
    return min(counts)


@metric(
    name="客服考核连续满分月数",
    unit="个月",
    basis="截至最近一个月，连续取得满分的月数",
    working="{marks} 中由最近一月往前连续等于满分 {full} 的个数",
    digits=0,
)
def full_mark_streak_months(*, marks: Sequence[Decimal], full: Decimal) -> Decimal | None:
    r"""客服考核连续满分月数 Full-mark streak: how many of the last months in a row had full marks.

    .. math:: k = \max \{\, j : m_{n-j+1} = \dots = m_n = F \,\}

    Parameters
    ----------
    marks : sequence of Decimal
        各月客服考核结果 :math:`m_i`, oldest first, one for every month without gaps.
    full : Decimal
        满分 :math:`F` of the monthly mark.

    Returns
    -------
    Decimal or None
        The number of months, 0 if the last month was not full. ``None`` when the full mark is zero.

    Raises
    ------
    InconsistentDataError
        ``M-LEN-01`` if there are no marks; ``M-PART-01`` if a mark is above the full mark;
        ``M-NEG-01`` if a mark is negative.

    Notes
    -----
    Direction: higher is better. Range: 0 to the number of months given.
    The streak crosses years, so the marks must reach back to its start, and the last month must be stated:
    15 months to September are not 15 months to December. A month left out would be bridged unseen.

    References
    ----------
    .. [1] 江门市商务局, 《项目绩效自评报告》（2022年）, 三（二）, which quotes the provincial notice for the third
       quarter of 2022 (report read, notice not read).

    Examples
    --------
    >>> marks = [Decimal(98)] + [Decimal(100)] * 15
    >>> full_mark_streak_months(marks=marks, full=Decimal(100))
    Decimal('15')
    """
    refuse_wrong_length(fits=bool(marks), expected="至少 1 个月", marks=marks)
    refuse_negative(full=full, **numbered("marks", marks))
    for mark in marks:
        refuse_part_above_whole(part=mark, whole=full)
    if not full:
        return None
    return Decimal(len(list(takewhile(lambda mark: mark == full, reversed(marks)))))


@metric(
    name="保持至年末的连续满分月数",
    unit="个月",
    basis="已连续满分月数 + 年内余下月数，假定余下各月均为满分",
    working="{streak} + {remaining}",
    digits=0,
)
def streak_months_if_kept(*, streak: Decimal, remaining: Decimal) -> Decimal:
    r"""保持至年末的连续满分月数 Streak if kept: the streak at the year's end if no further month fails.

    .. math:: k' = k + m

    Parameters
    ----------
    streak : Decimal
        已连续满分月数 :math:`k`, in 个月.
    remaining : Decimal
        年内余下月数 :math:`m` after the last month of the streak, in 个月.

    Returns
    -------
    Decimal
        ``k + m``, in 个月. Always defined.

    Raises
    ------
    InconsistentDataError
        ``M-NEG-01`` if a number of months is negative.

    Notes
    -----
    Direction: higher is better. Range: the streak and above.
    A supposition and not an actual value: the marks of the remaining months have to be brought as evidence.

    References
    ----------
    .. [1] Plain arithmetic; the streak is that of the 2022 report, 三（二） (read).

    Examples
    --------
    15 months to September 2022 and three more to December:

    >>> streak_months_if_kept(streak=Decimal(15), remaining=Decimal(3))
    Decimal('18')
    """
    refuse_negative(streak=streak, remaining=remaining)
    return streak + remaining


@metric(name="每场培训参加企业数", unit="家/场", basis="参加企业数 ÷ 培训与推广场次", working="{firms} ÷ {trainings}", digits=1)
def firms_per_training(*, firms: Decimal, trainings: Decimal) -> Ratio:
    r"""每场培训参加企业数 Firms per training: firms taking part over training and promotion sessions.

    .. math:: m = f / n

    Parameters
    ----------
    firms : Decimal
        参加企业数 :math:`f`, in 家.
    trainings : Decimal
        培训与推广场次 :math:`n`, in 场.

    Returns
    -------
    Ratio
        ``f / n``, in 家/场. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if firms took part in no session; ``M-NEG-01`` if a count is negative.

    Notes
    -----
    Direction: higher is better. Range: 0 and above.
    A firm that came twice should be counted once in 家 and twice in 家次: say which it is.

    References
    ----------
    .. [1] Plain arithmetic; the counts are those of the 2022 report, 三（二）, with firms as 约 380 家 (read).

    Examples
    --------
    >>> from evalkit.quantities import round_half_up
    >>> round_half_up(firms_per_training(firms=Decimal("380"), trainings=Decimal("15")).value, 1)
    Decimal('25.3')
    """
    refuse_negative(firms=firms, trainings=trainings)
    return Ratio(firms, trainings)


@metric(name="单位培训成本", unit="元/家", basis="培训支出 ÷ 参加企业数", working="{cost} ÷ {firms}", digits=2)
def training_cost_per_firm(*, cost: Decimal, firms: Decimal) -> Ratio:
    r"""单位培训成本 Training cost per firm: what training one firm cost.

    .. math:: u = C / f

    Parameters
    ----------
    cost : Decimal
        培训支出 :math:`C`, in yuan.
    firms : Decimal
        参加企业数 :math:`f`, in 家, of the same sessions.

    Returns
    -------
    Ratio
        ``C / f``, in 元/家. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if money was spent and no firm took part; ``M-NEG-01`` if either is negative.

    Notes
    -----
    Direction: lower is better, at the same content of training. Range: 0 and above.
    Cost and firms must be of the same year and the same sessions; online sessions cost less by nature.

    References
    ----------
    .. [1] Plain arithmetic; the 2022 report gives no training cost (read).

    Examples
    --------
    >>> training_cost_per_firm(cost=Decimal("57000"), firms=Decimal("380")).value
    Decimal('150')
    """
    refuse_negative(cost=cost, firms=firms)
    return Ratio(cost, firms)
