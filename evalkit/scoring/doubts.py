"""Which doubt moves the grade most: what each single thing, were it other than it is, does to both bounds of the score."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from evalkit.measures import Measure
from evalkit.scoring.margin import Span, leave_one_out, score_of, span_of
from evalkit.scoring.scorecard import Indicator, Score, Scorecard
from evalkit.scoring.sensitivity import rounding_bounds, target_shift, weights_spread


@dataclass(frozen=True)
class Doubt:
    """One thing that may be other than it is.

    Attributes
    ----------
    name : str
        In Chinese: what is varied, or the name of the indicator.
    indicator : Indicator or None
        Which is left out, or whose missing award is nothing or all of its points; ``None`` where all are varied together.
    low, high : Span
        Lowest and highest of the low bound, and of the high bound, over all cases; as computed counts as one.
    moves : Decimal
        The most that a bound is moved.
    changes_grade : bool
        Whether a case changes the grade of a bound.
    """

    name: str
    indicator: Indicator | None
    low: Span
    high: Span
    moves: Decimal
    changes_grade: bool


def doubts(scorecard: Scorecard, measures: dict[str, Measure]) -> tuple[Doubt, ...]:
    """逐项影响 Every doubt with what it does to the score, the one that matters most to the grade first.

    One that changes the grade of a bound goes before one that does not; then the one that moves a bound most.

    Parameters
    ----------
    scorecard : Scorecard
        Its awards under its own edition.
    measures : dict of str to Measure
        As for :func:`evalkit.scoring.sensitivity.rounding_bounds`.

    Returns
    -------
    tuple of Doubt
        All targets a tenth easier or harder, alone and together; the printed digits; the points, drawn at random, between
        the 5 % and the 95 % quantiles; and each indicator. Empty without indicators.
    """
    found = [_doubt(name, item, scorecard.score, cases) for name, item, cases in _cases(scorecard, measures) if cases]
    return tuple(sorted(found, key=lambda doubt: (doubt.changes_grade, doubt.moves), reverse=True))


def _cases(scorecard: Scorecard, measures: dict[str, Measure]) -> Iterator[tuple[str, Indicator | None, list[Score]]]:
    """Yield what is varied, and the scores that come of it."""
    if not scorecard.indicators:
        return
    yield "目标值放宽或加严一成", None, [shift.score for shift in target_shift(scorecard)]
    yield "印出数字的四舍五入", None, _rounded(scorecard, measures)
    yield "权重变动（5% 至 95% 分位）", None, _weighted(scorecard)
    for each in leave_one_out(scorecard):
        scores = [score for score in (each.without, each.at_zero, each.at_full) if score is not None]
        yield each.indicator.name, each.indicator, scores


def _rounded(scorecard: Scorecard, measures: dict[str, Measure]) -> list[Score]:
    """Return the bounds with every award at its lowest, and at its highest, that the printed digits allow."""
    awards = {award.indicator.id: award for award in rounding_bounds(scorecard, measures).awards}
    spans = [(item, awards.get(item.id)) for item in scorecard.indicators]
    lowest = [span_of(item) if award is None else (award.low, award.low) for item, award in spans]
    highest = [span_of(item) if award is None else (award.high, award.high) for item, award in spans]
    return [score_of(scorecard.rulebook, ends) for ends in (lowest, highest)]


def _weighted(scorecard: Scorecard) -> list[Score]:
    spread = weights_spread(scorecard)
    if spread is None:
        return []
    ends = ((spread.low.p5, spread.high.p5), (spread.low.p95, spread.high.p95))
    return [score_of(scorecard.rulebook, [end]) for end in ends]


def _doubt(name: str, indicator: Indicator | None, given: Score, cases: list[Score]) -> Doubt:
    scores = [given, *cases]
    low, high = [score.low for score in scores], [score.high for score in scores]
    return Doubt(
        name,
        indicator,
        (min(low), max(low)),
        (min(high), max(high)),
        moves=max(max(abs(case.low - given.low), abs(case.high - given.high)) for case in cases),
        changes_grade=any((case.grade_low, case.grade_high) != (given.grade_low, given.grade_high) for case in cases),
    )
