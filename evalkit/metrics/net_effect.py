"""What a subsidy added: the excess spending of winners over losers, and a gross effect less all that is not additional."""

from decimal import Decimal

from evalkit.metrics.definition import metric, refuse_negative, refuse_outside_share
from evalkit.quantities import Ratio


@metric(
    name="净拉动系数",
    unit="倍",
    basis="（中签者消费 − 未中签者消费）÷ 补贴，两组人数相同",
    working="({winners_spending} − {losers_spending}) ÷ {subsidy}",
    digits=2,
)
def incremental_spending_ratio(*, winners_spending: Decimal, losers_spending: Decimal, subsidy: Decimal) -> Ratio:
    r"""净拉动系数 Incremental spending: excess spending of winners over losers, per yuan of subsidy.

    .. math:: e = (Y_w - Y_l) / S

    Parameters
    ----------
    winners_spending : Decimal
        中签者消费 :math:`Y_w`, in yuan: the mean of a person, or the total of a group.
    losers_spending : Decimal
        未中签者消费 :math:`Y_l`, in yuan, in the same way: a mean, or the total of a group of equal size.
    subsidy : Decimal
        补贴 :math:`S` redeemed by the winners, in yuan, in the same way: a mean or a total.

    Returns
    -------
    Ratio
        ``(Y_w − Y_l) / S`` in 倍; negative when the losers spent more. Undefined (``value is None``)
        when both parts are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if the groups differ though no subsidy was paid; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: higher is better. Range: any. An effect only where chance decided who won and the
    losers' spending is recorded over the same shops and months, long enough to see purchases moved
    forward. It differs by one from spending out of the buyer's own pocket: say which. Means and totals
    must not be mixed, and totals of groups of unequal size must be turned into means first.

    References
    ----------
    .. [1] Published estimates lie between about 3 and 6 for threshold vouchers on platforms and between
       0.1 and 0.3 for vouchers that work like cash (known through this project's notes on metrics, which
       read the abstracts); the quotient is plain arithmetic.

    Examples
    --------
    >>> incremental_spending_ratio(
    ...     winners_spending=Decimal(500), losers_spending=Decimal(430), subsidy=Decimal(20)
    ... ).value
    Decimal('3.5')
    """
    refuse_negative(winners_spending=winners_spending, losers_spending=losers_spending, subsidy=subsidy)
    return Ratio(winners_spending - losers_spending, subsidy)


@metric(
    name="净新增效应",
    unit="万元",
    basis="毛效应逐项扣除无谓、挤出、外溢、替代部分，乘以乘数，再减参照情形",
    working="{gross} × (1 − {deadweight}) × (1 − {displacement}) × (1 − {leakage}) × (1 − {substitution})"
    " × {multiplier} − {reference}",
    digits=2,
)
def net_additional_effect(
    *,
    gross: Decimal,
    deadweight: Decimal,
    displacement: Decimal,
    leakage: Decimal,
    substitution: Decimal,
    multiplier: Decimal,
    reference: Decimal,
) -> Decimal:
    r"""净新增效应 Net additional effect: the gross effect less all that is not additional.

    .. math:: N = G (1 - d)(1 - p)(1 - l)(1 - s) \, m - C

    Parameters
    ----------
    gross : Decimal
        毛效应 :math:`G`, for example 带动交易金额, in yuan.
    deadweight : Decimal
        无谓部分 :math:`d`, what would have happened anyway, a share between 0 and 1.
    displacement : Decimal
        挤出部分 :math:`p`, taken from other shops or months of the area, a share between 0 and 1.
    leakage : Decimal
        外溢部分 :math:`l`, to the benefit of those outside the area or group, a share between 0 and 1.
    substitution : Decimal
        替代部分 :math:`s`, one activity put in place of a similar one, a share between 0 and 1.
    multiplier : Decimal
        乘数 :math:`m`, further rounds of income and supply; 1 if none is claimed.
    reference : Decimal
        参照情形 :math:`C`, the net effect without the project, in yuan; 0 if ``deadweight`` covers it.

    Returns
    -------
    Decimal
        The effect in yuan (shown in 万元); negative when the reference case is greater. Always defined.

    Raises
    ------
    InconsistentDataError
        ``M-SHARE-01`` if a share is not between 0 and 1; ``M-NEG-01`` if the gross effect, the multiplier
        or the reference case is negative.

    Notes
    -----
    Direction: higher is better. Range: any. In the guide the reference case *is* the deadweight: what
    would have happened anyway is taken off either as a share or as the amount of the reference case,
    not twice. Every share is an assumption unless it was measured; state where it comes from.

    References
    ----------
    .. [1] English Partnerships, Additionality Guide, 3rd ed., October 2008 (excerpts read): there
       ``[G(1−l)(1−p)(1−s)m]`` less the same product for the reference case, without a factor for deadweight.
    .. [2] Homes and Communities Agency, Additionality Guide, 4th ed., 2014 (contents read, not the text).

    Examples
    --------
    >>> net_additional_effect(
    ...     gross=Decimal(1_000_000), deadweight=Decimal("0.5"), displacement=Decimal("0.2"),
    ...     leakage=Decimal("0.1"), substitution=Decimal(0), multiplier=Decimal("1.1"), reference=Decimal(0),
    ... )
    Decimal('396000.0000')
    """
    refuse_negative(gross=gross, multiplier=multiplier, reference=reference)
    refuse_outside_share(deadweight=deadweight, displacement=displacement, leakage=leakage, substitution=substitution)
    kept = (1 - deadweight) * (1 - displacement) * (1 - leakage) * (1 - substitution)
    return gross * kept * multiplier - reference
