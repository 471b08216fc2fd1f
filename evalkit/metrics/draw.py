"""Registrations for vouchers, and the draw among them."""

from decimal import Decimal

from evalkit.metrics.definition import metric, part_of_whole, refuse_negative
from evalkit.quantities import Ratio


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
    return part_of_whole(part=winners, whole=registrants)


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
