"""Consumption metrics: vouchers from budget to till, gross and net leverage, events of the year.

A voucher is issued (派发), claimed (领取), redeemed (核销) or lapsed (失效). A redemption rate without its basis
means nothing: every function here names what it divides by, and whether it counts yuan or vouchers.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from evalkit.errors import InconsistentDataError
from evalkit.metrics.definition import metric, refuse_negative, refuse_part_above_whole
from evalkit.quantities import Ratio


def _refuse_outside_share(**shares: Decimal) -> None:
    """Raise ``M-SHARE-01`` if a share is not between 0 and 1, naming it."""
    wrong = {name: share for name, share in shares.items() if not 0 <= share <= 1}
    if wrong:
        raise InconsistentDataError(
            "M-SHARE-01",
            "比例不在 0 与 1 之间",
            found="，".join(f"{name} = {share}" for name, share in wrong.items()),
            expected="0 至 1（即 0% 至 100%）",
            remedy="核对该比例的单位是否填为“%”，以及取值依据",
        )


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
    rate = Ratio(redeemed, issued)
    refuse_part_above_whole(part=redeemed, whole=issued)
    return rate


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
    rate = Ratio(redeemed, issued)
    refuse_part_above_whole(part=redeemed, whole=issued)
    return rate


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
    rate = Ratio(claimed, issued)
    refuse_part_above_whole(part=claimed, whole=issued)
    return rate


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
    without the voucher: see :func:`incremental_spending_ratio`.

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
        ``R / T``, the reciprocal of :func:`leverage_on_redeemed`. Undefined (``value is None``) when both
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
    rate = Ratio(redeemed, transactions)
    refuse_part_above_whole(part=redeemed, whole=transactions)
    return rate


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
    print it without saying "gross", and put :func:`incremental_spending_ratio` beside it where known.

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
    anyway: see :func:`incremental_spending_ratio`.

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


@metric(name="每登记人次派券数", unit="张/人次", basis="派券张数 ÷ 登记预约人次", working="{issued} ÷ {registrations}", digits=3)
def vouchers_per_registration(*, issued: Decimal, registrations: Decimal) -> Ratio:
    r"""每登记人次派券数 Vouchers issued per registration.

    .. math:: q = I / G

    Parameters
    ----------
    issued : Decimal
        派券张数 :math:`I`, in 张.
    registrations : Decimal
        登记预约人次 :math:`G` over the same phases, in 人次.

    Returns
    -------
    Ratio
        ``I / G`` in 张/人次. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if vouchers were issued without a registration; ``M-NEG-01`` if a number is negative.

    Notes
    -----
    Direction: context only. Range: 0 and above. One person may register in several phases and win
    several vouchers, so above 1 does not mean that everybody won: see :func:`winning_rate`.

    References
    ----------
    .. [1] Plain arithmetic on 江门市商务局, 《项目绩效自评报告（2022年）》 (read).

    Examples
    --------
    >>> f"{vouchers_per_registration(issued=Decimal(1_284_900), registrations=Decimal(1_153_400)).value:.3f}"
    '1.114'
    """
    refuse_negative(issued=issued, registrations=registrations)
    return Ratio(issued, registrations)


@metric(name="中签率", unit="%", basis="中签人数 ÷ 登记人数", working="{winners} ÷ {registrants}", digits=2)
def winning_rate(*, winners: Decimal, registrants: Decimal) -> Ratio:
    r"""中签率 Winning rate: persons drawn, over persons registered.

    .. math:: r = W / G

    Parameters
    ----------
    winners : Decimal
        中签人数 :math:`W`, distinct, in 人.
    registrants : Decimal
        登记人数 :math:`G`, distinct, in 人; not 人次.

    Returns
    -------
    Ratio
        ``W / G``. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if persons won and none registered; ``M-PART-01`` if more won than registered;
        ``M-NEG-01`` if a number is negative.

    Notes
    -----
    Direction: context only. Range: 0 to 1. Both numbers count persons or both count registrations of
    one phase; fairness shows only when the rate is read by district or by income.

    References
    ----------
    .. [1] Plain arithmetic; no official text read.

    Examples
    --------
    >>> winning_rate(winners=Decimal(300), registrants=Decimal(1200)).percent(2)
    '25.00%'
    """
    refuse_negative(winners=winners, registrants=registrants)
    rate = Ratio(winners, registrants)
    refuse_part_above_whole(part=winners, whole=registrants)
    return rate


@metric(name="人均券数", unit="张/人", basis="派券张数 ÷ 中签人数", working="{issued} ÷ {winners}", digits=2)
def vouchers_per_winner(*, issued: Decimal, winners: Decimal) -> Ratio:
    r"""人均券数 Vouchers per winner.

    .. math:: q = I / W

    Parameters
    ----------
    issued : Decimal
        派券张数 :math:`I`, in 张.
    winners : Decimal
        中签人数 :math:`W`, distinct, in 人.

    Returns
    -------
    Ratio
        ``I / W`` in 张/人. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if vouchers were issued and nobody won; ``M-NEG-01`` if a number is negative.

    Notes
    -----
    Direction: context only. Range: 0 and above; at least 1 when every winner gets a voucher. The more
    vouchers a winner gets, the fewer people the same money reaches.

    References
    ----------
    .. [1] Plain arithmetic; no official text read.

    Examples
    --------
    >>> vouchers_per_winner(issued=Decimal(1200), winners=Decimal(300)).value
    Decimal('4')
    """
    refuse_negative(issued=issued, winners=winners)
    return Ratio(issued, winners)


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
    _refuse_outside_share(deadweight=deadweight, displacement=displacement, leakage=leakage, substitution=substitution)
    kept = (1 - deadweight) * (1 - displacement) * (1 - leakage) * (1 - substitution)
    return gross * kept * multiplier - reference


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
