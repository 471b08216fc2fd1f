"""Leverage of a subsidy on every basis, all of them gross: turnover at the tills over money, not an effect."""

from decimal import Decimal

from evalkit.metrics.definition import metric, refuse_negative, refuse_part_above_whole
from evalkit.quantities import Ratio


@metric(name="毛杠杆率（按核销金额）", unit="倍", basis="交易金额 ÷ 核销金额", working="{transactions} ÷ {redeemed}", digits=2)
def leverage_on_redeemed(*, transactions: Decimal, redeemed: Decimal) -> Ratio:
    r"""毛杠杆率 Gross leverage on the amount redeemed.

    .. math:: l = T / R

    Parameters
    ----------
    transactions : Decimal
        带动交易金额 :math:`T`, in yuan.
    redeemed : Decimal
        核销金额 :math:`R`, in yuan.

    Returns
    -------
    Ratio
        ``T / R`` in 倍. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if there are sales without a redeemed voucher; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: higher is better, but gross. Range: 0 and above; at least 1 when the sales include the
    subsidy. It is turnover at the tills over subsidy, not an effect: most of it would have been spent
    anyway, and much of it is built into the threshold of the voucher (:func:`minimum_leverage`). Never
    print it without saying "gross", and put :func:`~evalkit.metrics.net_effect.incremental_spending_ratio` beside it where known.

    References
    ----------
    .. [1] 江门市商务局, 《项目绩效自评报告（2022年）》, 第三部分（四） (read): prints 14 倍, the whole part of this quotient.

    Examples
    --------
    >>> f"{leverage_on_redeemed(transactions=Decimal(183_000_000), redeemed=Decimal(12_879_600)).value:.2f}"
    '14.21'
    """
    refuse_negative(transactions=transactions, redeemed=redeemed)
    return Ratio(transactions, redeemed)


@metric(name="毛杠杆率（按派券金额）", unit="倍", basis="交易金额 ÷ 派券金额", working="{transactions} ÷ {issued}", digits=2)
def leverage_on_issued(*, transactions: Decimal, issued: Decimal) -> Ratio:
    r"""毛杠杆率 Gross leverage on the face value issued.

    .. math:: l = T / I

    Parameters
    ----------
    transactions : Decimal
        带动交易金额 :math:`T`, in yuan.
    issued : Decimal
        派券金额 :math:`I`, in yuan.

    Returns
    -------
    Ratio
        ``T / I`` in 倍. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if there are sales without an issued voucher; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: higher is better, but gross. Range: 0 and above. Turnover over face value, not an effect:
    see :func:`leverage_on_redeemed`.

    References
    ----------
    .. [1] Plain arithmetic on 江门市商务局, 《项目绩效自评报告（2022年）》 (read).

    Examples
    --------
    >>> f"{leverage_on_issued(transactions=Decimal(183_000_000), issued=Decimal(14_990_400)).value:.2f}"
    '12.21'
    """
    refuse_negative(transactions=transactions, issued=issued)
    return Ratio(transactions, issued)


@metric(name="毛杠杆率（按安排资金）", unit="倍", basis="交易金额 ÷ 安排资金", working="{transactions} ÷ {budget}", digits=2)
def leverage_on_budget(*, transactions: Decimal, budget: Decimal) -> Ratio:
    r"""毛杠杆率 Gross leverage on the money set aside.

    .. math:: l = T / B

    Parameters
    ----------
    transactions : Decimal
        带动交易金额 :math:`T`, in yuan.
    budget : Decimal
        安排资金 :math:`B`, in yuan.

    Returns
    -------
    Ratio
        ``T / B`` in 倍. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if there are sales against no money; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: higher is better, but gross. Range: 0 and above. Turnover over budget, not an effect: see
    :func:`leverage_on_redeemed`.

    References
    ----------
    .. [1] Plain arithmetic on 江门市商务局, 《项目绩效自评报告（2022年）》 (read).

    Examples
    --------
    >>> f"{leverage_on_budget(transactions=Decimal(183_000_000), budget=Decimal(15_000_000)).value:.2f}"
    '12.20'
    """
    refuse_negative(transactions=transactions, budget=budget)
    return Ratio(transactions, budget)


@metric(
    name="扣除补贴后的杠杆率",
    unit="倍",
    basis="（交易金额 − 核销金额）÷ 核销金额",
    working="({transactions} − {redeemed}) ÷ {redeemed}",
    digits=2,
)
def net_leverage(*, transactions: Decimal, redeemed: Decimal) -> Ratio:
    r"""扣除补贴后的杠杆率 Leverage net of the subsidy: what buyers paid, over what the subsidy paid.

    .. math:: l = (T - R) / R

    Parameters
    ----------
    transactions : Decimal
        带动交易金额 :math:`T`, the subsidy included, in yuan.
    redeemed : Decimal
        核销金额 :math:`R`, in yuan.

    Returns
    -------
    Ratio
        ``(T − R) / R`` in 倍. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if there are sales without a redeemed voucher; ``M-PART-01`` if more was redeemed
        than was sold; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: higher is better, but not an effect. Range: 0 and above; exactly 1 less than
    :func:`leverage_on_redeemed`. "Net" is net of the subsidy only, not of what buyers would have spent
    anyway: see :func:`~evalkit.metrics.net_effect.incremental_spending_ratio`.

    References
    ----------
    .. [1] Plain arithmetic on 江门市商务局, 《项目绩效自评报告（2022年）》 (read).

    Examples
    --------
    >>> f"{net_leverage(transactions=Decimal(183_000_000), redeemed=Decimal(12_879_600)).value:.2f}"
    '13.21'
    """
    refuse_negative(transactions=transactions, redeemed=redeemed)
    refuse_part_above_whole(part=redeemed, whole=transactions)
    return Ratio(transactions - redeemed, redeemed)


@metric(name="最小杠杆", unit="倍", basis="使用门槛 ÷ 面额", working="{threshold} ÷ {face_value}", digits=2)
def minimum_leverage(*, threshold: Decimal, face_value: Decimal) -> Ratio:
    r"""最小杠杆 Minimum leverage: what the rule of the voucher gives with no extra spending at all.

    .. math:: l_{min} = S / F

    Parameters
    ----------
    threshold : Decimal
        使用门槛 :math:`S`, the least sale that accepts the voucher, in yuan.
    face_value : Decimal
        面额 :math:`F`, in yuan.

    Returns
    -------
    Ratio
        ``S / F`` in 倍. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if there is a threshold and no face value; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: context only. Range: 0 and above; 0 for a voucher without a threshold. A gross leverage
    near this value shows the design of the voucher, not the response of buyers.

    References
    ----------
    .. [1] A bank's research report on consumption vouchers of 7 Sep 2020 uses the term (known through
       this project's notes on metrics, not read here); the quotient is plain arithmetic.

    Examples
    --------
    >>> f"{minimum_leverage(threshold=Decimal(100), face_value=Decimal(7)).value:.2f}"
    '14.29'
    """
    refuse_negative(threshold=threshold, face_value=face_value)
    return Ratio(threshold, face_value)
