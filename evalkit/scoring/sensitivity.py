"""How firm a grade is: the bounds of the score when points, targets, printed digits or indicators were other than they are.

While an award is missing, every answer is a pair of bounds: the indicator at nothing, and at all of its points.
"""

from dataclasses import dataclass
from decimal import Decimal

import numpy

from evalkit.measures import Measure
from evalkit.quantities import Interval, from_base, round_half_up, to_base
from evalkit.scoring.judge import HUNDRED, budget_award, is_growth, judge
from evalkit.scoring.margin import ZERO, Span, score_of, span_of
from evalkit.scoring.rulebook import Rulebook
from evalkit.scoring.rules import ONE
from evalkit.scoring.scorecard import EXECUTION_RATES, Indicator, Score, Scorecard

DRAWS = 2000
CONCENTRATION = 224
SEED = 20_2010
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Spread:
    """One bound of the score over many draws: its quantiles, and the share of draws at each grade."""

    p5: Decimal
    p50: Decimal
    p95: Decimal
    grades: dict[str, Decimal]


@dataclass(frozen=True)
class WeightsSpread:
    """Both bounds of the score over many draws of the points."""

    low: Spread
    high: Spread


@dataclass(frozen=True)
class TargetShift:
    """The score if a target were harder (``by`` above zero) or easier.

    Attributes
    ----------
    indicator : Indicator or None
        Whose target is moved; ``None`` for all together.
    target : Decimal or None
        The moved target; ``None`` for all together.
    """

    by: Decimal
    indicator: Indicator | None
    target: Decimal | None
    score: Score


@dataclass(frozen=True)
class RoundedAward:
    """The awards that the printed digits of an actual value allow.

    Attributes
    ----------
    interval : Interval
        Of the actual value, in the unit of the target.
    decided : bool
        Whether the whole interval gives one answer to whether the target was met.
    """

    indicator: Indicator
    interval: Interval
    low: Decimal
    high: Decimal
    decided: bool


@dataclass(frozen=True)
class RoundingBounds:
    """The score that the printed digits allow, and the awards behind it."""

    score: Score
    awards: tuple[RoundedAward, ...]

    @property
    def undecided(self) -> tuple[Indicator, ...]:
        """The indicators of which the printed digits do not tell whether the target was met."""
        return tuple(award.indicator for award in self.awards if not award.decided)


def weights_spread(
    scorecard: Scorecard, *, draws: int = DRAWS, concentration: int = CONCENTRATION, seed: int = SEED
) -> WeightsSpread | None:
    r"""权重变动 Spread of the bounds when the points of all indicators are drawn around the given ones, their total kept.

    .. math:: (p_1, \dots, p_n) \sim P \cdot \mathrm{Dirichlet}(c\,p_1/P, \dots, c\,p_n/P), \qquad
        \mathrm{sd}(p_i) = P \sqrt{\frac{w_i (1 - w_i)}{c + 1}}, \quad w_i = p_i / P

    Parameters
    ----------
    scorecard : Scorecard
        An indicator keeps its share of the points, award ÷ points; a missing one has none, or all.
    draws : int
        How many sets of points are drawn.
    concentration : int
        How closely the draws keep to the given points. At 224 an indicator of 10 points of 100 has a standard
        deviation of 2.00 points, one of 5 points 1.45; a greater one keeps closer. Sections are not held fixed.
    seed : int
        The same seed gives the same draws.

    Returns
    -------
    WeightsSpread or None
        Quantiles (the smallest drawn score that at least 5, 50, 95 % of draws do not exceed), and shares of draws
        by grade. Undefined (``None``) where no indicator has points.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> lines = [Some(points=Decimal(90), award=None), Some(points=Decimal(10), award=Decimal(10))]
    >>> spread = weights_spread(Some(rulebook=load_rulebook("mof-2020-10"), indicators=lines))
    >>> spread.high.p5, spread.high.grades["优"], spread.low.grades["差"]
    (Decimal('100.00'), Decimal('1'), Decimal('1'))
    """
    weighted = [item for item in scorecard.indicators if item.points > 0]
    if not weighted:
        return None
    drawn = _drawn_scores(weighted, scorecard.rulebook.award_digits, draws, concentration, seed)
    return WeightsSpread(*(_spread(scores, scorecard.rulebook) for scores in drawn))


def points_deviation(points: Decimal, total: Decimal, concentration: int = CONCENTRATION) -> Decimal:
    r"""Return the standard deviation of an indicator's points over the draws of :func:`weights_spread`.

    .. math:: P \sqrt{\frac{w (1 - w)}{c + 1}}, \quad w = p / P

    Examples
    --------
    >>> points_deviation(Decimal(10), Decimal(100)) == 2
    True
    """
    weight = points / total
    return total * (weight * (1 - weight) / (concentration + 1)).sqrt()


def _drawn_scores(
    indicators: list[Indicator], digits: int, draws: int, concentration: int, seed: int
) -> tuple[list[Decimal], list[Decimal]]:
    """Return the drawn low and high scores, sorted; the only place with binary floats, rounded to decimals on the way out."""
    points = numpy.array([item.points for item in indicators], dtype=float)
    total = points.sum()
    drawn = numpy.random.default_rng(seed).dirichlet(concentration * points / total, size=draws) * total
    shares = [tuple(end / item.points for end in span_of(item)) for item in indicators]
    bounds = ((drawn * numpy.array(ends, dtype=float)).sum(axis=1).tolist() for ends in zip(*shares, strict=True))
    low, high = (sorted(round_half_up(Decimal(score), digits) for score in scores) for scores in bounds)
    return low, high


def _spread(scores: list[Decimal], rulebook: Rulebook) -> Spread:
    quantiles = [scores[(len(scores) * per_cent + 99) // 100 - 1] for per_cent in (5, 50, 95)]
    reached = [rulebook.grade(score) for score in scores]
    return Spread(*quantiles, {grade.name: Decimal(reached.count(grade.name)) / len(scores) for grade in rulebook.grades})


def target_shift(scorecard: Scorecard, by: tuple[Decimal, ...] = (-TENTH, TENTH)) -> tuple[TargetShift, ...]:
    r"""目标值变动 Bounds of the score if targets were that much easier or harder, one at a time and all together.

    .. math:: T' = T \pm b\,|T|

    with plus where falling short of the target costs points and minus where exceeding it does, so that
    :math:`b > 0` is always harder.

    Parameters
    ----------
    scorecard : Scorecard
        Its awards under its own edition.
    by : tuple of Decimal
        The shares :math:`b`.

    Returns
    -------
    tuple of TargetShift
        For each ``by``: each indicator with an award and a numeric target, then all together. A target of zero
        stays zero; a percentage up to 100 is not moved above 100; a missing award stays missing; budget execution is
        scored on its rate, whatever its target.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> line = Some(name="指标", measure="events", comparator="≥", target=Decimal(20), actual=Decimal(20), unit="场",
    ...             points=Decimal(50), award=Decimal(50))
    >>> card = Some(rulebook=load_rulebook("mof-2020-10"), indicators=[line, Some(points=Decimal(50), award=None)])
    >>> [(shift.by, shift.score.text) for shift in target_shift(card, by=(Decimal("0.25"),))]  # 50 × 20/25
    [(Decimal('0.25'), '40.00 至 90.00 分'), (Decimal('0.25'), '40.00 至 90.00 分')]
    """
    return tuple(shift for share in by for shift in _shifts(scorecard, share))


def _shifts(scorecard: Scorecard, by: Decimal) -> list[TargetShift]:
    given = [span_of(item) for item in scorecard.indicators]
    together, shifts = list(given), []
    for position, item in enumerate(scorecard.indicators):
        if _judged(item):
            target = _moved(scorecard.rulebook, item, by)
            together[position], _ = _judge(scorecard.rulebook, item, target=target, actual=item.actual)
            alone = [*given[:position], together[position], *given[position + 1 :]]
            shifts.append(TargetShift(by, item, target, score_of(scorecard.rulebook, alone)))
    return [*shifts, TargetShift(by, None, None, score_of(scorecard.rulebook, together))]


def _moved(rulebook: Rulebook, item: Indicator, by: Decimal) -> Decimal:
    _, met_below = _judge(rulebook, item, target=item.target, actual=item.target - ONE)
    moved = item.target + abs(item.target) * (-by if met_below else by)
    return min(moved, HUNDRED) if item.unit == "%" and item.target <= HUNDRED else moved


def rounding_bounds(scorecard: Scorecard, measures: dict[str, Measure]) -> RoundingBounds:
    r"""取值区间 Lowest and highest score that the printed digits of the actual values allow.

    .. math:: \Bigl[\sum_i \min_{A \in I_i} a_i(A),\ \sum_i \max_{A \in I_i} a_i(A)\Bigr]

    with :math:`a_i` the award. Under every rule it rises to all points at the target and falls, if at all, beyond it (or the
    other way round), so that the ends of the interval :math:`I_i`, and the target where it lies inside, are enough.

    Parameters
    ----------
    scorecard : Scorecard
        Its awards under its own edition.
    measures : dict of str to Measure
        By id; the interval of an actual value is that of its measure. A measure without one is exact.

    Returns
    -------
    RoundingBounds
        Exact for each award, and for the score where actual values are independent; where two rest on one
        printed figure, the score cannot leave these bounds, but may not reach them.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> line = Some(name="指标", measure="sales", comparator="≥", target=Decimal(10), actual=Decimal(10), unit="万元",
    ...             points=Decimal(100), award=Decimal(100))
    >>> sales = Some(unit="万元", interval=Interval(Decimal("9.5"), Decimal("10.5")))
    >>> bounds = rounding_bounds(Some(rulebook=load_rulebook("mof-2020-10"), indicators=[line]), {"sales": sales})
    >>> bounds.score.text, len(bounds.undecided)
    ('95.00 至 100.00 分', 1)
    """
    awards = {
        position: _rounded(scorecard.rulebook, item, measures.get(item.measure))
        for position, item in enumerate(scorecard.indicators)
        if _judged(item)
    }
    spans = [
        (awards[position].low, awards[position].high) if position in awards else span_of(item)
        for position, item in enumerate(scorecard.indicators)
    ]
    return RoundingBounds(score_of(scorecard.rulebook, spans), tuple(awards.values()))


def _rounded(rulebook: Rulebook, item: Indicator, measure: Measure | None) -> RoundedAward:
    interval = Interval(item.actual, item.actual)
    if measure is not None and measure.interval is not None:
        ends = (measure.interval.low, measure.interval.high)
        interval = Interval(*(from_base(to_base(end, measure.unit), item.unit) for end in ends))
    inside = [item.target] if interval.low < item.target < interval.high else []
    actuals = (interval.low, item.actual, interval.high, *inside)
    judged = [_judge(rulebook, item, target=item.target, actual=actual) for actual in actuals]
    spans = [span for span, _ in judged]
    low, high = min(low for low, _ in spans), max(high for _, high in spans)
    return RoundedAward(item, interval, low, high, decided=len({met for _, met in judged}) == 1)


def _judged(item: Indicator) -> bool:
    """Return whether the award follows from an actual value and a numeric target."""
    return item.award is not None and item.actual is not None and item.target is not None


def _judge(rulebook: Rulebook, item: Indicator, *, target: Decimal, actual: Decimal) -> tuple[Span, bool]:
    """Return what the indicator would earn with this target and actual value, and whether the target would be met."""
    if item.measure in EXECUTION_RATES.values():
        award = budget_award(rulebook, points=item.points, rate=to_base(actual, item.unit))
        return (award, award), actual >= target
    growth = is_growth(item.name, item.unit)
    judged = judge(rulebook, points=item.points, comparator=item.comparator, target=target, actual=actual, growth=growth)
    return ((ZERO, item.points) if judged.award is None else (judged.award, judged.award)), judged.met
