"""How a sum divides among those who share in it, such as the redeemed amount among merchants."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

from evalkit.metrics.definition import metric, numbered, refuse_negative
from evalkit.quantities import Ratio

MOST = 10


@metric(
    name="前十家份额",
    unit="%",
    basis="金额最大的十家之和 ÷ 各家之和",
    working="各家{amounts}中金额最大的十家之和，除以各家之和",
    digits=2,
)
def ten_largest_share(*, amounts: Sequence[Decimal]) -> Ratio:
    r"""前十家份额 Share of the ten largest: what the ten with the largest amounts have, over all.

    .. math:: C_{10} = \sum_{i=1}^{10} a_{(i)} \Big/ \sum_i a_i, \qquad a_{(1)} \ge a_{(2)} \ge \dots

    Parameters
    ----------
    amounts : sequence of Decimal
        各家金额 :math:`a_i`, in yuan, all of them and each once.

    Returns
    -------
    Ratio
        The share. Undefined (``value is None``) without amounts.

    Raises
    ------
    InconsistentDataError
        ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: lower spreads the money wider. Range: 0 to 1; 1 for ten or fewer. It depends on how many there are in all
    and on what counts as one: the branches of a chain are several, or one.

    References
    ----------
    .. [1] The concentration ratio of the n largest firms of a market, known from competition economics (not read); plain
       arithmetic.

    Examples
    --------
    Ten of 9 each and five of 2 each: 90 of 100.

    >>> ten_largest_share(amounts=[Decimal(9)] * 10 + [Decimal(2)] * 5).percent(2)
    '90.00%'
    """
    refuse_negative(**numbered("amounts", amounts))
    return Ratio(sum(sorted(amounts, reverse=True)[:MOST], Decimal(0)), sum(amounts, Decimal(0)))


@metric(
    name="集中度（赫芬达尔指数）",
    unit="1",
    basis="各家份额的平方和，在零与一之间，越接近一越集中",
    working="各家{amounts}所占份额的平方和",
    digits=4,
)
def concentration_index(*, amounts: Sequence[Decimal]) -> Ratio:
    r"""集中度 Herfindahl-Hirschman index: the sum of the squared shares.

    .. math:: H = \sum_i (a_i / A)^2, \qquad A = \sum_i a_i

    Parameters
    ----------
    amounts : sequence of Decimal
        各家金额 :math:`a_i`, in yuan, all of them and each once.

    Returns
    -------
    Ratio
        Between 0 and 1, not times 10 000. Undefined (``value is None``) without amounts.

    Raises
    ------
    InconsistentDataError
        ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: lower spreads the money wider. Range: 1/n to 1 for n; its reciprocal is the number of equal ones that would
    be as concentrated. Trading partners have their own: :func:`~evalkit.metrics.trade.market_concentration`.

    References
    ----------
    .. [1] World Bank, WITS indicator notes, Herfindahl-Hirschman index (read in excerpts).

    Examples
    --------
    >>> concentration_index(amounts=[Decimal(50), Decimal(30), Decimal(15), Decimal(5)]).value
    Decimal('0.365')
    """
    refuse_negative(**numbered("amounts", amounts))
    whole = sum(amounts, Decimal(0))
    return Ratio(sum((amount * amount for amount in amounts), Decimal(0)), whole * whole)


@metric(
    name="占一半金额的最少家数",
    unit="家",
    basis="由大到小相加，达到各家之和一半所需的家数",
    working="各家{amounts}由大到小相加，达到一半所需的家数",
    digits=0,
)
def fewest_making_half(*, amounts: Sequence[Decimal]) -> Decimal | None:
    r"""占一半金额的最少家数 The fewest that have half of the sum between them.

    .. math:: m = \min \{ k : \textstyle\sum_{i=1}^{k} a_{(i)} \ge \tfrac{1}{2} \sum_i a_i \},
              \qquad a_{(1)} \ge a_{(2)} \ge \dots

    Parameters
    ----------
    amounts : sequence of Decimal
        各家金额 :math:`a_i`, in yuan, all of them and each once.

    Returns
    -------
    Decimal or None
        A whole number, 1 or more. ``None`` where the sum is zero.

    Raises
    ------
    InconsistentDataError
        ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: higher spreads the money wider. Range: 1 to half of all, rounded up, which is reached where all are equal.

    References
    ----------
    .. [1] Plain counting; no document defines it.

    Examples
    --------
    >>> fewest_making_half(amounts=[Decimal(50), Decimal(30), Decimal(15), Decimal(5)])
    Decimal('1')
    >>> fewest_making_half(amounts=[Decimal(25)] * 4)
    Decimal('2')
    """
    refuse_negative(**numbered("amounts", amounts))
    whole = sum(amounts, Decimal(0))
    if not whole:
        return None
    return Decimal(1 + sum(2 * reached < whole for reached in accumulate(sorted(amounts, reverse=True))))
