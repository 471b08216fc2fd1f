"""Vouchers from budget to till: how much was issued and redeemed, of what face value, and what was bought with it.

A voucher is issued (派发), claimed (领取), redeemed (核销) or lapsed (失效). A redemption rate without its basis
means nothing: every function here names what it divides by, and whether it counts yuan or vouchers.
"""

from decimal import Decimal

from evalkit.metrics.definition import metric, part_of_whole, refuse_negative, refuse_part_above_whole
from evalkit.quantities import Ratio


@metric(name="发放率", unit="%", basis="派券金额 ÷ 安排资金", working="{issued} ÷ {budget}", digits=2)
def issue_rate(*, issued: Decimal, budget: Decimal) -> Ratio:
    r"""发放率 Issue rate: face value of the vouchers issued, over the money set aside.

    .. math:: r = I / B

    Parameters
    ----------
    issued : Decimal
        派券金额 :math:`I`, face value, in yuan.
    budget : Decimal
        安排资金 :math:`B`, in yuan.

    Returns
    -------
    Ratio
        ``I / B``. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if vouchers were issued against no money; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: 1 is the aim. Range: 0 and above; above 1 more was issued than could be paid, counting on
    vouchers that lapse, and is returned as it is. Face value is not cash: nothing is spent by issuing.

    References
    ----------
    .. [1] Plain arithmetic on 江门市商务局, 《项目绩效自评报告（2022年）》 (read).

    Examples
    --------
    >>> issue_rate(issued=Decimal(14_990_400), budget=Decimal(15_000_000)).percent(2)
    '99.94%'
    """
    refuse_negative(issued=issued, budget=budget)
    return Ratio(issued, budget)


@metric(name="核销率（金额，占派券）", unit="%", basis="核销金额 ÷ 派券金额", working="{redeemed} ÷ {issued}", digits=2)
def redemption_rate_by_amount(*, redeemed: Decimal, issued: Decimal) -> Ratio:
    r"""核销率 Redemption rate by amount: face value redeemed, over face value issued.

    .. math:: r = R / I

    Parameters
    ----------
    redeemed : Decimal
        核销金额 :math:`R`, in yuan.
    issued : Decimal
        派券金额 :math:`I`, in yuan.

    Returns
    -------
    Ratio
        ``R / I``. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if vouchers were redeemed and none issued; ``M-PART-01`` if more was redeemed than
        issued; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: higher is better. Range: 0 to 1. By amount and by count differ as soon as face values
    differ: see :func:`redemption_rate_by_count` and :func:`redemption_rate_on_budget`.

    References
    ----------
    .. [1] 江门市商务局, 《项目绩效自评报告（2022年）》, 第三部分（四） (read): prints 85.92 % without its basis;
       this basis reproduces it.

    Examples
    --------
    >>> redemption_rate_by_amount(redeemed=Decimal(12_879_600), issued=Decimal(14_990_400)).percent(2)
    '85.92%'
    """
    refuse_negative(redeemed=redeemed, issued=issued)
    return part_of_whole(part=redeemed, whole=issued)


@metric(name="核销率（张数，占派券）", unit="%", basis="核销张数 ÷ 派券张数", working="{redeemed} ÷ {issued}", digits=2)
def redemption_rate_by_count(*, redeemed: Decimal, issued: Decimal) -> Ratio:
    r"""核销率 Redemption rate by count: vouchers redeemed, over vouchers issued.

    .. math:: r = R / I

    Parameters
    ----------
    redeemed : Decimal
        核销张数 :math:`R`, in 张.
    issued : Decimal
        派券张数 :math:`I`, in 张.

    Returns
    -------
    Ratio
        ``R / I``. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if vouchers were redeemed and none issued; ``M-PART-01`` if more were redeemed than
        issued; ``M-NEG-01`` if a number is negative.

    Notes
    -----
    Direction: higher is better. Range: 0 to 1. Above :func:`redemption_rate_by_amount` when small
    vouchers are used more often than large ones.

    References
    ----------
    .. [1] Plain arithmetic on 江门市商务局, 《项目绩效自评报告（2022年）》 (read).

    Examples
    --------
    >>> redemption_rate_by_count(redeemed=Decimal(1_113_600), issued=Decimal(1_284_900)).percent(2)
    '86.67%'
    """
    refuse_negative(redeemed=redeemed, issued=issued)
    return part_of_whole(part=redeemed, whole=issued)


@metric(name="核销率（金额，占安排资金）", unit="%", basis="核销金额 ÷ 安排资金", working="{redeemed} ÷ {budget}", digits=2)
def redemption_rate_on_budget(*, redeemed: Decimal, budget: Decimal) -> Ratio:
    r"""核销率 Redemption rate on budget: face value redeemed, over the money set aside.

    .. math:: r = R / B

    Parameters
    ----------
    redeemed : Decimal
        核销金额 :math:`R`, in yuan.
    budget : Decimal
        安排资金 :math:`B`, in yuan.

    Returns
    -------
    Ratio
        ``R / B``. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if vouchers were redeemed against no money; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: higher is better up to 1. Range: 0 and above; above 1 only when more was issued than set
    aside, which is overspending and is returned as it is. It equals 预算执行率 only if redeemed vouchers
    are all that is paid from this money (no platform or publicity fees).

    References
    ----------
    .. [1] Plain arithmetic on 江门市商务局, 《项目绩效自评报告（2022年）》 (read).

    Examples
    --------
    >>> redemption_rate_on_budget(redeemed=Decimal(12_879_600), budget=Decimal(15_000_000)).percent(2)
    '85.86%'
    """
    refuse_negative(redeemed=redeemed, budget=budget)
    return Ratio(redeemed, budget)


@metric(name="领取率（张数）", unit="%", basis="领取张数 ÷ 派券张数", working="{claimed} ÷ {issued}", digits=2)
def claim_rate_by_count(*, claimed: Decimal, issued: Decimal) -> Ratio:
    r"""领取率 Claim rate by count: vouchers claimed, over vouchers issued.

    .. math:: r = C / I

    Parameters
    ----------
    claimed : Decimal
        领取张数 :math:`C`, in 张.
    issued : Decimal
        派券张数 :math:`I`, in 张.

    Returns
    -------
    Ratio
        ``C / I``. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if vouchers were claimed and none issued; ``M-PART-01`` if more were claimed than
        issued; ``M-NEG-01`` if a number is negative.

    Notes
    -----
    Direction: higher is better. Range: 0 to 1. Where a draw puts vouchers straight into the winners'
    accounts, issued and claimed are the same and the rate says nothing.

    References
    ----------
    .. [1] Plain arithmetic; the four states of a voucher are this project's glossary (no official text read).

    Examples
    --------
    >>> claim_rate_by_count(claimed=Decimal(900), issued=Decimal(1000)).percent(2)
    '90.00%'
    """
    refuse_negative(claimed=claimed, issued=issued)
    return part_of_whole(part=claimed, whole=issued)


@metric(name="平均面额", unit="元/张", basis="券面金额 ÷ 张数", working="{amount} ÷ {count}", digits=2)
def average_face_value(*, amount: Decimal, count: Decimal) -> Ratio:
    r"""平均面额 Average face value of the vouchers in one state.

    .. math:: f = A / N

    Parameters
    ----------
    amount : Decimal
        Face value :math:`A` of the vouchers issued, redeemed or lapsed, in yuan.
    count : Decimal
        Number :math:`N` of the same vouchers, in 张.

    Returns
    -------
    Ratio
        ``A / N`` in 元/张. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if there is an amount without a voucher; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: context only. Range: 0 and above. Amount and count must be of the same state: redeemed
    yuan over issued vouchers is not a face value.

    References
    ----------
    .. [1] Plain arithmetic on 江门市商务局, 《项目绩效自评报告（2022年）》 (read).

    Examples
    --------
    >>> f"{average_face_value(amount=Decimal(14_990_400), count=Decimal(1_284_900)).value:.2f}"
    '11.67'
    >>> f"{average_face_value(amount=Decimal(12_879_600), count=Decimal(1_113_600)).value:.2f}"
    '11.57'
    """
    refuse_negative(amount=amount, count=count)
    return Ratio(amount, count)


@metric(name="客单价", unit="元/张", basis="交易金额 ÷ 核销张数（含补贴）", working="{transactions} ÷ {redeemed_count}", digits=2)
def transactions_per_voucher(*, transactions: Decimal, redeemed_count: Decimal) -> Ratio:
    r"""客单价 Transaction value per redeemed voucher, the subsidy included.

    .. math:: q = T / N

    Parameters
    ----------
    transactions : Decimal
        带动交易金额 :math:`T` at the tills, in yuan.
    redeemed_count : Decimal
        核销张数 :math:`N`, in 张.

    Returns
    -------
    Ratio
        ``T / N`` in 元/张. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if there are sales without a redeemed voucher; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: context only. Range: 0 and above. The subsidy is part of the sale: see
    :func:`buyer_payment_per_voucher`. Where one sale may use several vouchers it is not a sale's value.

    References
    ----------
    .. [1] Plain arithmetic on 江门市商务局, 《项目绩效自评报告（2022年）》 (read).

    Examples
    --------
    >>> f"{transactions_per_voucher(transactions=Decimal(183_000_000), redeemed_count=Decimal(1_113_600)).value:.2f}"
    '164.33'
    """
    refuse_negative(transactions=transactions, redeemed_count=redeemed_count)
    return Ratio(transactions, redeemed_count)


@metric(
    name="每张券消费者实付金额",
    unit="元/张",
    basis="（交易金额 − 核销金额）÷ 核销张数",
    working="({transactions} − {redeemed_amount}) ÷ {redeemed_count}",
    digits=2,
)
def buyer_payment_per_voucher(*, transactions: Decimal, redeemed_amount: Decimal, redeemed_count: Decimal) -> Ratio:
    r"""每张券消费者实付金额 What the buyer pays himself for each redeemed voucher.

    .. math:: q = (T - R) / N

    Parameters
    ----------
    transactions : Decimal
        带动交易金额 :math:`T` at the tills, the subsidy included, in yuan.
    redeemed_amount : Decimal
        核销金额 :math:`R`, in yuan.
    redeemed_count : Decimal
        核销张数 :math:`N`, in 张.

    Returns
    -------
    Ratio
        ``(T − R) / N`` in 元/张. Undefined (``value is None``) when nothing was paid and no voucher redeemed.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if buyers paid without a redeemed voucher; ``M-PART-01`` if more was redeemed than
        was sold; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: context only. Range: 0 and above. What buyers pay is not what they would not have paid
    without the voucher: see :func:`~evalkit.metrics.net_effect.incremental_spending_ratio`.

    References
    ----------
    .. [1] Plain arithmetic on 江门市商务局, 《项目绩效自评报告（2022年）》 (read).

    Examples
    --------
    >>> paid = buyer_payment_per_voucher(
    ...     transactions=Decimal(183_000_000), redeemed_amount=Decimal(12_879_600), redeemed_count=Decimal(1_113_600)
    ... )
    >>> f"{paid.value:.2f}"
    '152.77'
    """
    refuse_negative(transactions=transactions, redeemed_amount=redeemed_amount, redeemed_count=redeemed_count)
    refuse_part_above_whole(part=redeemed_amount, whole=transactions)
    return Ratio(transactions - redeemed_amount, redeemed_count)


@metric(name="平均优惠幅度", unit="%", basis="核销金额 ÷ 交易金额", working="{redeemed} ÷ {transactions}", digits=2)
def discount_rate(*, redeemed: Decimal, transactions: Decimal) -> Ratio:
    r"""平均优惠幅度 Average discount: the part of the sales that the subsidy paid.

    .. math:: d = R / T

    Parameters
    ----------
    redeemed : Decimal
        核销金额 :math:`R`, in yuan.
    transactions : Decimal
        带动交易金额 :math:`T`, the subsidy included, in yuan.

    Returns
    -------
    Ratio
        ``R / T``, the reciprocal of :func:`~evalkit.metrics.leverage.leverage_on_redeemed`. Undefined (``value is None``) when both
        are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if vouchers were redeemed without sales; ``M-PART-01`` if more was redeemed than
        was sold; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: context only. Range: 0 to 1. A small discount and a high gross leverage are one fact told twice.

    References
    ----------
    .. [1] Plain arithmetic on 江门市商务局, 《项目绩效自评报告（2022年）》 (read).

    Examples
    --------
    >>> discount_rate(redeemed=Decimal(12_879_600), transactions=Decimal(183_000_000)).percent(2)
    '7.04%'
    """
    refuse_negative(redeemed=redeemed, transactions=transactions)
    return part_of_whole(part=redeemed, whole=transactions)
