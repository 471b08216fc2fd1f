"""How the winning rates of groups differ in a draw of several phases, and how often chance alone brings that about.

Chances differ between phases, so groups are compared within each phase and the phases are added up. All functions take
the same three sequences: the number of groups in each phase, and of each group of each phase in turn how many registered
and how many won. Small groups of a phase are joined, the smallest first, until at least :data:`LEAST_EXPECTED` winners
and as many losers are to be expected in each; a phase in which fewer than two groups are left, or nobody lost or
won, is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from evalkit.metrics.definition import metric, numbered, refuse_negative, refuse_part_above_whole, refuse_wrong_length

LEAST_EXPECTED = 5


@dataclass(frozen=True, order=True)
class _Group:
    """A group of a phase, or several joined."""

    registered: Decimal
    won: Decimal
    joined: bool = False

    def __add__(self, other: "_Group") -> "_Group":
        return _Group(self.registered + other.registered, self.won + other.won, joined=True)


_NOBODY = _Group(Decimal(0), Decimal(0))


def _phases(groups: Sequence[Decimal], registered: Sequence[Decimal], won: Sequence[Decimal]) -> list[list[_Group]]:
    """Return the groups of each phase that can be compared, small ones joined."""
    fits = all(number == int(number) for number in groups) and sum(groups) == len(registered) == len(won)
    refuse_wrong_length(fits=fits, expected="登记、中签的个数都等于各期组数之和", groups=groups, registered=registered, won=won)
    refuse_negative(**numbered("groups", groups), **numbered("registered", registered), **numbered("won", won))
    for part, whole in zip(won, registered, strict=True):
        refuse_part_above_whole(part=part, whole=whole)
    every = map(_Group, registered, won)
    compared = [_joined(list(islice(every, int(number)))) for number in groups]
    return [phase for phase in compared if len(phase) > 1]


def _joined(phase: list[_Group]) -> list[_Group]:
    """Return the groups of a phase, small ones joined; fewer than two where there is nothing to compare."""
    whole = sum(phase, _NOBODY)
    rarer = min(whole.won, whole.registered - whole.won)

    def enough(group: _Group) -> bool:
        return group.registered * rarer >= LEAST_EXPECTED * whole.registered

    small, kept = _NOBODY, []
    for group in sorted(group for group in phase if group.registered):
        if enough(group) and (not small.registered or enough(small)):
            kept.append(group)
        else:
            small += group
    return [*kept, small] if small.registered else kept


def _statistics(phases: list[list[_Group]]) -> Iterator[Decimal]:
    """Yield Pearson's statistic of each phase."""
    for phase in phases:
        whole = sum(phase, _NOBODY)
        lost = whole.registered - whole.won
        yield sum(
            (
                (group.won * whole.registered - group.registered * whole.won) ** 2 / (group.registered * whole.won * lost)
                for group in phase
            ),
            Decimal(0),
        )


@metric(
    name="卡方统计量",
    unit="1",
    basis="各期皮尔逊卡方统计量之和，每期按各组登记与中签计算",
    working="各期组数{groups}、各组登记{registered}、各组中签{won}：各期卡方统计量之和",
    digits=2,
)
def draw_chi_square(*, groups: Sequence[Decimal], registered: Sequence[Decimal], won: Sequence[Decimal]) -> Decimal | None:
    r"""卡方统计量 Pearson's chi-square of winning by group, within each phase and added up.

    .. math:: \chi^2 = \sum_h \sum_i \left( \frac{(w_{hi} - n_{hi} p_h)^2}{n_{hi} p_h}
              + \frac{(w_{hi} - n_{hi} p_h)^2}{n_{hi} (1 - p_h)} \right), \qquad p_h = W_h / N_h

    Parameters
    ----------
    groups : sequence of Decimal
        各期的组数, phase by phase.
    registered : sequence of Decimal
        各组登记 :math:`n_{hi}`, in 人次: the groups of the first phase, then those of the second, and so on.
    won : sequence of Decimal
        各组中签 :math:`w_{hi}`, in 人次, in the same order; :math:`W_h` and :math:`N_h` are the sums of a phase.

    Returns
    -------
    Decimal or None
        A plain number. ``None`` where no phase has two groups to compare, for example because nobody lost.

    Raises
    ------
    InconsistentDataError
        ``M-LEN-01`` if the sequences do not fit together; ``M-PART-01`` if more won than registered in a group;
        ``M-NEG-01`` if a number is negative.

    Notes
    -----
    Direction: context only. Range: 0 (all groups of a phase win at one rate) and above. It grows with the number of
    registrations, so it says nothing of the size of a difference: see :func:`draw_rate_gap` and :func:`draw_cramers_v`;
    and it is read with its degrees of freedom: see :func:`draw_chance`. Groups in which fewer than five winners or
    losers are to be expected are joined. Somebody who registers in several phases counts once in each.

    References
    ----------
    .. [1] K. Pearson, Philosophical Magazine 50 (1900) 157-175; W. G. Cochran, "Some methods for strengthening the common
       chi-square tests", Biometrics 10 (1954) 417-451, on adding up tables and on small expectations (both known, not read).

    Examples
    --------
    One phase: 60 of 100 won in one district, 40 of 100 in the other, where 50 were to be expected in each:

    >>> draw_chi_square(groups=[Decimal(2)], registered=[Decimal(100), Decimal(100)], won=[Decimal(60), Decimal(40)])
    Decimal('8')
    """
    phases = _phases(groups, registered, won)
    return sum(_statistics(phases), Decimal(0)) if phases else None


@metric(
    name="卡方自由度",
    unit="个",
    basis="各期所比较的组数减一，各期相加",
    working="各期组数{groups}、各组登记{registered}、各组中签{won}：各期所比较的组数减一，各期相加",
    digits=0,
)
def draw_degrees_of_freedom(*, groups: Sequence[Decimal], registered: Sequence[Decimal], won: Sequence[Decimal]) -> Decimal:
    r"""卡方自由度 Degrees of freedom of :func:`draw_chi_square`.

    .. math:: k = \sum_h (m_h - 1)

    Parameters
    ----------
    groups : sequence of Decimal
        各期的组数, phase by phase; :math:`m_h` of them are compared once small ones are joined.
    registered : sequence of Decimal
        各组登记, in 人次, phase after phase.
    won : sequence of Decimal
        各组中签, in 人次, in the same order.

    Returns
    -------
    Decimal
        A whole number; 0 where nothing can be compared.

    Raises
    ------
    InconsistentDataError
        As :func:`draw_chi_square`: ``M-LEN-01``, ``M-PART-01``, ``M-NEG-01``.

    Notes
    -----
    Direction: context only. Range: 0 and above.

    References
    ----------
    .. [1] NIST/SEMATECH, e-Handbook of Statistical Methods, 1.3.6.6.6 Chi-Square Distribution (read in excerpts): the sum
       of independent squares, so that degrees of freedom of independent phases add up.

    Examples
    --------
    >>> draw_degrees_of_freedom(groups=[Decimal(2)], registered=[Decimal(100), Decimal(100)], won=[Decimal(60), Decimal(40)])
    Decimal('1')
    """
    return Decimal(sum(len(phase) - 1 for phase in _phases(groups, registered, won)))


@metric(
    name="偶然概率（P 值）",
    unit="%",
    basis="在公平的摇号中，各组中签率的差别这么大或更大的概率；卡方分布的上尾概率",
    working="{statistic}、{degrees}：卡方分布的上尾概率",
    digits=2,
)
def draw_chance(*, statistic: Decimal, degrees: Decimal) -> Decimal | None:
    r"""偶然概率（P 值） P value: how often a fair draw has differences between groups as large as these or larger.

    .. math:: P = \frac{1}{2^{k/2}\, \Gamma(k/2)} \int_{\chi^2}^{\infty} t^{k/2 - 1} e^{-t/2}\, dt

    Parameters
    ----------
    statistic : Decimal
        卡方统计量 :math:`\chi^2`, from :func:`draw_chi_square`.
    degrees : Decimal
        自由度 :math:`k`, from :func:`draw_degrees_of_freedom`.

    Returns
    -------
    Decimal or None
        Between 0 and 1, to twelve significant digits. ``None`` without a degree of freedom.

    Raises
    ------
    InconsistentDataError
        ``M-NEG-01`` if a number is negative.

    Notes
    -----
    Direction: context only. Range: 0 to 1. It is no verdict: of a hundred fair draws one has a chance of 1 % or less,
    and with very many registrations differences of no importance have a small one, so it is read beside the size of
    the difference, :func:`draw_rate_gap` and :func:`draw_cramers_v`. The distribution is an approximation, good where at
    least five winners and losers are expected in each group.

    References
    ----------
    .. [1] NIST/SEMATECH, e-Handbook of Statistical Methods, 1.3.6.7.4 Critical Values of the Chi-Square Distribution (read
       in excerpts).

    Examples
    --------
    The published value for 5 % at one degree of freedom is 3.841:

    >>> f"{draw_chance(statistic=Decimal('3.841'), degrees=Decimal(1)):.4f}"
    '0.0500'
    """
    refuse_negative(statistic=statistic, degrees=degrees)
    if not degrees:
        return None
    from scipy.special import chdtrc

    return Decimal(f"{chdtrc(float(degrees), float(statistic)):.12g}")


@metric(
    name="中签率最大差距",
    unit="个百分点",
    basis="同一期内中签率最高的组与最低的组之差，取各期中最大的",
    working="各期组数{groups}、各组登记{registered}、各组中签{won}：各期最高与最低中签率之差中最大的",
    digits=2,
)
def draw_rate_gap(*, groups: Sequence[Decimal], registered: Sequence[Decimal], won: Sequence[Decimal]) -> Decimal | None:
    r"""中签率最大差距 Widest gap: the highest less the lowest winning rate of a phase, in the phase where they lie furthest apart.

    .. math:: d = \max_h \left( \max_i \frac{w_{hi}}{n_{hi}} - \min_i \frac{w_{hi}}{n_{hi}} \right)

    Parameters
    ----------
    groups : sequence of Decimal
        各期的组数, phase by phase.
    registered : sequence of Decimal
        各组登记 :math:`n_{hi}`, in 人次, phase after phase.
    won : sequence of Decimal
        各组中签 :math:`w_{hi}`, in 人次, in the same order.

    Returns
    -------
    Decimal or None
        A share, shown in 个百分点. ``None`` where nothing can be compared.

    Raises
    ------
    InconsistentDataError
        As :func:`draw_chi_square`: ``M-LEN-01``, ``M-PART-01``, ``M-NEG-01``.

    Notes
    -----
    Direction: context only. Range: 0 to 1. Within a phase, because groups that register more in a phase with better
    chances would otherwise seem favoured. Small groups, once joined, still differ more by chance than large ones.

    References
    ----------
    .. [1] Plain arithmetic; no document defines it.

    Examples
    --------
    >>> draw_rate_gap(groups=[Decimal(2)], registered=[Decimal(100), Decimal(100)], won=[Decimal(60), Decimal(40)])
    Decimal('0.2')
    """
    rates = [[group.won / group.registered for group in phase] for phase in _phases(groups, registered, won)]
    return max((max(phase) - min(phase) for phase in rates), default=None)


@metric(
    name="克莱姆 V 系数",
    unit="1",
    basis="卡方统计量除以所比较的登记人次，再开平方；在零与一之间，零为各组中签率相同",
    working="各期组数{groups}、各组登记{registered}、各组中签{won}：卡方统计量除以所比较的登记人次，再开平方",
    digits=4,
)
def draw_cramers_v(*, groups: Sequence[Decimal], registered: Sequence[Decimal], won: Sequence[Decimal]) -> Decimal | None:
    r"""克莱姆 V 系数 Cramér's V: how strongly winning depends on the group, whatever the number of registrations.

    .. math:: V = \sqrt{\chi^2 / N}, \qquad N = \sum_h N_h

    Parameters
    ----------
    groups : sequence of Decimal
        各期的组数, phase by phase.
    registered : sequence of Decimal
        各组登记, in 人次, phase after phase; :math:`N` counts those of the phases that are compared.
    won : sequence of Decimal
        各组中签, in 人次, in the same order.

    Returns
    -------
    Decimal or None
        A plain number. ``None`` where nothing can be compared.

    Raises
    ------
    InconsistentDataError
        As :func:`draw_chi_square`: ``M-LEN-01``, ``M-PART-01``, ``M-NEG-01``.

    Notes
    -----
    Direction: context only. Range: 0 (no dependence) to 1 (the group decides who wins). With two outcomes the divisor
    is the number of registrations alone; of several phases it is the mean of their squares, weighted by registrations.

    References
    ----------
    .. [1] H. Cramér, Mathematical Methods of Statistics, Princeton 1946, section 21.9 (known, not read).

    Examples
    --------
    >>> draw_cramers_v(groups=[Decimal(2)], registered=[Decimal(100), Decimal(100)], won=[Decimal(60), Decimal(40)])
    Decimal('0.2')
    """
    phases = _phases(groups, registered, won)
    number = sum((group.registered for phase in phases for group in phase), Decimal(0))
    return (sum(_statistics(phases), Decimal(0)) / number).sqrt() if phases else None


@metric(
    name="未单独比较的组数",
    unit="个",
    basis="中签或未中签的期望人次不足五而与他组合并的组，以及无从比较的期的各组",
    working="各期组数{groups}、各组登记{registered}、各组中签{won}：合并的和没有比较的组数",
    digits=0,
)
def draw_groups_not_alone(*, groups: Sequence[Decimal], registered: Sequence[Decimal], won: Sequence[Decimal]) -> Decimal:
    r"""未单独比较的组数 Groups that are not compared on their own: joined because they are small, or in a phase left out.

    .. math:: m = \sum_h (g_h - a_h)

    Parameters
    ----------
    groups : sequence of Decimal
        各期的组数 :math:`g_h`, phase by phase; :math:`a_h` of them are compared as they are.
    registered : sequence of Decimal
        各组登记, in 人次, phase after phase.
    won : sequence of Decimal
        各组中签, in 人次, in the same order.

    Returns
    -------
    Decimal
        A whole number. Always defined.

    Raises
    ------
    InconsistentDataError
        As :func:`draw_chi_square`: ``M-LEN-01``, ``M-PART-01``, ``M-NEG-01``.

    Notes
    -----
    Direction: context only. Range: 0 to the number of groups in all phases.

    References
    ----------
    .. [1] Plain counting; no document defines it.

    Examples
    --------
    Of 10 and 8 registrations in two small districts half won: 5 and 4 are to be expected, so the smaller is not compared alone:

    >>> registered, won = [Decimal(100), Decimal(10), Decimal(8)], [Decimal(50), Decimal(5), Decimal(4)]
    >>> draw_groups_not_alone(groups=[Decimal(3)], registered=registered, won=won)
    Decimal('2')
    """
    alone = sum(not group.joined for phase in _phases(groups, registered, won) for group in phase)
    return sum(groups, Decimal(0)) - alone
