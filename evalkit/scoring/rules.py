"""Rules that turn an actual value and a target into the share of the points that is earned.

Every rule returns a share between 0 and 1; meeting the target earns 1 and doing better never earns less.
"""

from collections.abc import Callable
from decimal import Decimal

ZERO, ONE = Decimal(0), Decimal(1)


def at_least(*, actual: Decimal, target: Decimal) -> Decimal:
    r"""正向指标 Higher is better: full when the target is reached, otherwise in proportion.

    .. math:: s = \min(1, \max(0, A) / T)

    Parameters
    ----------
    actual, target : Decimal
        Actual :math:`A` and target :math:`T`, in one unit.

    Returns
    -------
    Decimal
        Between 0 and 1. With a target of zero or below there is no proportion: 1 when reached, else 0.

    Notes
    -----
    Direction: a greater actual never earns less. A growth rate must not be scored so: score its level.

    References
    ----------
    .. [1] 财政部, 《项目支出绩效评价管理办法》, 财预〔2020〕10号 (read in excerpts).

    Examples
    --------
    >>> at_least(actual=Decimal(15), target=Decimal(20))
    Decimal('0.75')
    """
    if actual >= target:
        return ONE
    return ZERO if target <= 0 else max(actual / target, ZERO)


def at_most(*, actual: Decimal, target: Decimal) -> Decimal:
    r"""反向指标 Lower is better: full up to the target, then falling to nothing at twice the target.

    .. math:: s = \max(0, 1 - (A - T) / T) \quad (A > T)

    Parameters
    ----------
    actual, target : Decimal
        Actual :math:`A` and target :math:`T`, in one unit.

    Returns
    -------
    Decimal
        Between 0 and 1. With a target of zero or below: 1 when kept, else 0.

    Notes
    -----
    Direction: a smaller actual never earns less. The rival formula is :func:`at_most_by_ratio`; at :math:`A = 1.5 T` it
    gives 0.67 instead of 0.50.

    References
    ----------
    .. [1] Behaviour of the national integrated budget system's performance module (public code, read).

    Examples
    --------
    >>> at_most(actual=Decimal(150), target=Decimal(100))
    Decimal('0.5')
    """
    if actual <= target:
        return ONE
    return ZERO if target <= 0 else max(ONE - (actual - target) / target, ZERO)


def at_most_by_ratio(*, actual: Decimal, target: Decimal) -> Decimal:
    r"""反向指标（按比例） Lower is better: full up to the target, then target over actual.

    .. math:: s = T / A \quad (A > T)

    Parameters
    ----------
    actual, target : Decimal
        Actual :math:`A` and target :math:`T`, in one unit.

    Returns
    -------
    Decimal
        Between 0 and 1, never quite 0 with a target above zero. With a target of zero or below: 1 when kept, else 0.

    Notes
    -----
    Direction: a smaller actual never earns less.

    References
    ----------
    .. [1] Rules printed on published self-evaluation forms of several provinces (权重 × A/B for a negative indicator).

    Examples
    --------
    >>> at_most_by_ratio(actual=Decimal(125), target=Decimal(100))
    Decimal('0.8')
    """
    if actual <= target:
        return ONE
    return ZERO if target <= 0 else target / actual


def exactly(*, actual: Decimal, target: Decimal) -> Decimal:
    r"""等于型指标 Hit the value: full at or above the target, otherwise in proportion; a zero target allows nothing.

    .. math:: s = \min(1, \max(0, A) / T) \quad (T > 0); \qquad s = [A \le T] \quad (T \le 0)

    Parameters
    ----------
    actual, target : Decimal
        Actual :math:`A` and target :math:`T`, in one unit.

    Returns
    -------
    Decimal
        Between 0 and 1.

    Notes
    -----
    Direction: towards the target. Going beyond it is not punished. With a zero target (零事故) one event earns nothing.

    References
    ----------
    .. [1] Behaviour of the national integrated budget system's performance module (public code, read).

    Examples
    --------
    >>> exactly(actual=Decimal(0), target=Decimal(0)), exactly(actual=Decimal(1), target=Decimal(0))
    (Decimal('1'), Decimal('0'))
    """
    return at_most(actual=actual, target=target) if target <= 0 else at_least(actual=actual, target=target)


RULES: dict[str, Callable[..., Decimal]] = {
    "at_least": at_least,
    "at_most": at_most,
    "at_most_by_ratio": at_most_by_ratio,
    "exactly": exactly,
}
