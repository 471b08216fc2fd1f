"""One indicator under one edition: the share of its points, the award, or why there is none.

The year's scorecard and the reading of a published form both judge here.
"""

from dataclasses import dataclass
from decimal import Decimal

from evalkit.cells.growth import states_growth
from evalkit.quantities import format_number, format_plain, round_half_up
from evalkit.scoring.rulebook import Rulebook
from evalkit.scoring.rules import ONE, RULES, ZERO

HUNDRED = Decimal(100)
POINT_DIGITS = RATE_DIGITS = 2
NO_ZERO_RULE = "目标值为 0 而未达到，该版规则没有公布扣分办法"


@dataclass(frozen=True)
class Judgement:
    """What an edition makes of an actual value and a target.

    Attributes
    ----------
    share : Decimal or None
        Part of the points earned, 0 to 1; ``None`` when the edition cannot tell.
    award : Decimal or None
        得分, rounded as the edition says.
    met : bool
        Whether the target was reached.
    attainment : Decimal or None
        完成率 :math:`A / T`, not capped; ``None`` where the target is not above zero.
    working : str
        How the award came about, to be printed.
    reason : str
        Why there is no award; empty otherwise.
    """

    share: Decimal | None
    award: Decimal | None
    met: bool
    attainment: Decimal | None
    working: str
    reason: str = ""


def is_growth(name: str, unit: str) -> bool:
    """Return whether an indicator is a growth rate, by its unit and the words of its name, which forms are read by too.

    Examples
    --------
    >>> is_growth("外贸进出口增长率", "%"), is_growth("增长额", "万元")
    (True, False)
    """
    return unit == "%" and states_growth(name, "")


def judge(
    rulebook: Rulebook, *, points: Decimal, comparator: str, target: Decimal, actual: Decimal, growth: bool = False
) -> Judgement:
    r"""指标得分 Judge one indicator with a numeric target.

    .. math:: award = round(points \times s(A, T))

    Parameters
    ----------
    rulebook : Rulebook
        The edition.
    points : Decimal
        分值.
    comparator : str
        ``≥``, ``>``, ``≤``, ``<`` or ``=``.
    target, actual : Decimal
        In one unit; a growth rate in per cent.
    growth : bool
        The figures are growth rates. An edition that scores growth on levels compares :math:`1 + A` with :math:`1 + T`.

    Returns
    -------
    Judgement
        Without an award where the edition has no rule for the case.

    Examples
    --------
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> edition = load_rulebook("mof-2020-10")
    >>> judge(edition, points=Decimal(15), comparator="≥", target=Decimal(8755), actual=Decimal(8676)).award
    Decimal('14.86')
    >>> judge(edition, points=Decimal(10), comparator="≥", target=Decimal(5), actual=Decimal(-2), growth=True).working
    '按水平计分（98.00 ÷ 105.00，增长率 −2% 对 5%）：10.00 × 93.33% = 9.33'
    """
    on_levels = growth and rulebook.growth == "levels"
    shift = HUNDRED if on_levels else ZERO
    level, aim = actual + shift, target + shift
    share = RULES[rulebook.comparators[comparator]](actual=level, target=aim)
    met = share == ONE
    attainment = level / aim if aim > 0 else None
    if aim == 0 and not met and rulebook.zero_target == "judgement":
        return Judgement(None, None, met, attainment, "", NO_ZERO_RULE)
    remarks = []
    if on_levels:
        rates = f"增长率 {format_plain(actual)}% 对 {format_plain(target)}%"
        remarks.append(f"按水平计分（{format_number(level, 2)} ÷ {format_number(aim, 2)}，{rates}）")
    if met and over_achieved(rulebook, comparator, attainment):
        share = share_over_target(rulebook.over_achievement.policy, rulebook.over_achievement.at, attainment)
        action = {"none": "不扣分", "reason": "须说明原因", "reduce": "按超出幅度扣分"}[rulebook.over_achievement.policy]
        remarks.append(f"完成率 {format_number(attainment * 100, 2)}%，达到 {rulebook.over_achievement.at}%，{action}")
    award = award_of(rulebook, points, share)
    product = f"{format_number(points, 2)} × {format_number(share * 100, 2)}% = {format_number(award, rulebook.award_digits)}"
    working = f"{'；'.join(remarks)}：{product}" if remarks else product
    return Judgement(share, award, met, attainment, working)


def over_achieved(rulebook: Rulebook, comparator: str, attainment: Decimal | None) -> bool:
    """Return whether an actual value is so far above its target that the edition has a policy for it."""
    rule = rulebook.over_achievement
    applies = rule.equal if comparator == "=" else rulebook.comparators[comparator] == "at_least"
    return applies and attainment is not None and attainment * 100 >= rule.at


def share_over_target(policy: str, at: Decimal, attainment: Decimal) -> Decimal:
    r"""超额完成 The share earned far above the target, under one of the three policies.

    .. math:: s = \max(0, 1 - (A / T - p)) \quad \text{(reduce)}; \qquad s = 1 \quad \text{(none, reason)}

    Notes
    -----
    The ministry asks for a reduction by the deviation and prints no formula. The linear one here is this project's reading;
    no published edition of :mod:`evalkit.scoring.rulebooks` uses it, and reports show it beside the others.

    Examples
    --------
    >>> share_over_target("reduce", Decimal(130), Decimal("1.5")), share_over_target("reason", Decimal(130), Decimal("1.5"))
    (Decimal('0.8'), Decimal('1'))
    """
    return ONE if policy != "reduce" else max(ZERO, ONE - (attainment - at / HUNDRED))


def budget_award(rulebook: Rulebook, *, points: Decimal, rate: Decimal) -> Decimal:
    r"""预算执行得分 Budget execution award: the points times the rate, capped where the edition caps it.

    .. math:: award = round(points \times \min(1, r))

    Parameters
    ----------
    rulebook : Rulebook
        The edition; it may round the percentage before it multiplies.
    points : Decimal
        分值.
    rate : Decimal
        执行率 as a share; negative counts as nothing.

    Examples
    --------
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> rate = Decimal("154.74") / Decimal("310.2")
    >>> budget_award(load_rulebook("mof-2020-10"), points=Decimal(10), rate=rate)
    Decimal('4.99')
    >>> budget_award(load_rulebook("beijing-2016"), points=Decimal(10), rate=rate)
    Decimal('5.00')
    """
    return award_of(rulebook, points, _scored_rate(rulebook, rate))


def budget_working(rulebook: Rulebook, *, points: Decimal, rate: Decimal) -> str:
    """Return the arithmetic of :func:`budget_award` with the rate that is multiplied, and what was done to it.

    Parameters
    ----------
    rulebook, points, rate
        As for :func:`budget_award`.

    Examples
    --------
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> budget_working(load_rulebook("mof-2020-10"), points=Decimal(10), rate=Decimal("0.864"))
    '10.00 × 86.40% = 8.64'
    >>> budget_working(load_rulebook("beijing-2016"), points=Decimal(10), rate=Decimal("0.864"))
    '10.00 × 86% = 8.60；执行率 86.40% 先四舍五入为 86%'
    """
    rule, used = rulebook.budget, _scored_rate(rulebook, rate)
    digits = RATE_DIGITS if rule.rate_digits is None else rule.rate_digits
    award = format_number(budget_award(rulebook, points=points, rate=rate), rulebook.award_digits)
    rounded, stated = _rounded_rate(rulebook, rate), f"执行率 {format_number(rate * 100, RATE_DIGITS)}%"
    parts = [f"{format_number(points, POINT_DIGITS)} × {format_number(used * 100, digits)}% = {award}"]
    if rounded != rate:
        parts.append(f"{stated} 先四舍五入为 {format_number(rounded * 100, digits)}%")
    if rounded > ONE:
        parts.append("执行率超过 100%，按 100% 计分" if rule.cap else "执行率超过 100%，该版不封顶")
    if rounded < ZERO:
        parts.append("执行率为负，按 0% 计分")
    if must_explain_rate(rulebook, rate):
        parts.append(f"执行率低于 {format_plain(rule.explain_below)}%，须说明原因")
    return "；".join(parts)


def must_explain_rate(rulebook: Rulebook, rate: Decimal) -> bool:
    """Return whether an execution rate, as a share, is below the percentage under which the edition asks for a reason."""
    below = rulebook.budget.explain_below
    return below is not None and rate * HUNDRED < below


def _rounded_rate(rulebook: Rulebook, rate: Decimal) -> Decimal:
    digits = rulebook.budget.rate_digits
    return rate if digits is None else round_half_up(rate * HUNDRED, digits) / HUNDRED


def _scored_rate(rulebook: Rulebook, rate: Decimal) -> Decimal:
    """Return the rate that the points are multiplied by: rounded and capped as the edition says, never below nothing."""
    rounded = _rounded_rate(rulebook, rate)
    return max(ZERO, min(ONE, rounded) if rulebook.budget.cap else rounded)


def award_of(rulebook: Rulebook, points: Decimal, share: Decimal) -> Decimal:
    """Return the award: rounded here, or left for the total where the edition rounds that alone."""
    earned = points * share
    return round_half_up(earned, rulebook.award_digits) if rulebook.total_rounding == "awards" else earned


def total_of(rulebook: Rulebook, awards: list[Decimal]) -> Decimal:
    """Return the sum of awards, rounded as the edition says.

    Examples
    --------
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> total_of(load_rulebook("mof-2020-10"), [Decimal("8.62"), Decimal(90)])
    Decimal('98.62')
    """
    return round_half_up(sum(awards, ZERO), rulebook.award_digits)
