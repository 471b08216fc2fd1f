"""What the bounds of a score leave open: distance to the cuts, the indicator that decides, what a grade still needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from evalkit.errors import InvalidInputError
from evalkit.scoring.editions import distance_to_next
from evalkit.scoring.judge import total_of
from evalkit.scoring.rulebook import Rulebook
from evalkit.scoring.scorecard import Indicator, Score, Scorecard

ZERO = Decimal(0)
Span = tuple[Decimal, Decimal]


def span_of(indicator: Indicator) -> Span:
    """Return the lowest and highest award: nothing and all points while it is missing."""
    return (ZERO, indicator.points) if indicator.award is None else (indicator.award, indicator.award)


def score_of(rulebook: Rulebook, spans: Iterable[Span]) -> Score:
    """Return the bounds of the sum of awards, with their grades."""
    ends = list(spans)
    low, high = (total_of(rulebook, [end[side] for end in ends]) for side in (0, 1))
    return Score(low, high, rulebook.grade(low), rulebook.grade(high))


@dataclass(frozen=True)
class Influence:
    """What one indicator does to the score.

    Attributes
    ----------
    without : Score or None
        Without the indicator, the others rescaled; ``None`` where no points remain.
    at_zero, at_full : Score or None
        With a missing award at nothing and at all points; ``None`` where the award is known.
    moves : Decimal
        The most that any of these moves a bound.
    changes_grade : bool
        Whether any of these changes the grade of a bound.
    """

    indicator: Indicator
    without: Score | None
    at_zero: Score | None
    at_full: Score | None
    moves: Decimal
    changes_grade: bool


def leave_one_out(scorecard: Scorecard) -> tuple[Influence, ...]:
    r"""逐一剔除 Bounds of the score without each indicator in turn, rescaled to the same total.

    .. math:: L_{-i} = \frac{P}{P - p_i} \sum_{j \ne i} l_j, \qquad H_{-i} = \frac{P}{P - p_i} \sum_{j \ne i} h_j

    with :math:`p` points, :math:`P` their total, :math:`l` and :math:`h` the lowest and highest award.

    Parameters
    ----------
    scorecard : Scorecard
        Its total is 100 under every edition.

    Returns
    -------
    tuple of Influence
        One for each indicator; scores are rounded as the edition rounds. Undefined (``without`` is ``None``) where no
        points remain.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> lines = [Some(points=Decimal(60), award=Decimal(45)), Some(points=Decimal(40), award=None)]
    >>> card = Some(rulebook=load_rulebook("mof-2020-10"), indicators=lines)
    >>> [each.without.text for each in leave_one_out(card)]  # 0 to 40 of 40; 45 of 60
    ['0.00 至 100.00 分', '75.00 分']
    """
    return tuple(_influence(scorecard, position) for position in range(len(scorecard.indicators)))


def _influence(scorecard: Scorecard, position: int) -> Influence:
    item, rulebook = scorecard.indicators[position], scorecard.rulebook
    others = [span_of(other) for place, other in enumerate(scorecard.indicators) if place != position]
    total = sum((other.points for other in scorecard.indicators), ZERO)
    without = at_zero = at_full = None
    if total > item.points:
        low, high = (sum((end[side] for end in others), ZERO) * total / (total - item.points) for side in (0, 1))
        without = score_of(rulebook, [(low, high)])
    if item.award is None:
        at_zero, at_full = (score_of(rulebook, [*others, (award, award)]) for award in (ZERO, item.points))
    given = score_of(rulebook, [*others, span_of(item)])
    cases = [case for case in (without, at_zero, at_full) if case is not None]
    return Influence(
        item,
        without,
        at_zero,
        at_full,
        moves=max((max(abs(case.low - given.low), abs(case.high - given.high)) for case in cases), default=ZERO),
        changes_grade=any((case.grade_low, case.grade_high) != (given.grade_low, given.grade_high) for case in cases),
    )


def deciding_indicators(scorecard: Scorecard) -> tuple[Influence, ...]:
    """决定性指标 The indicators whose removal, or whose unknown award, matters most to the grade.

    One that changes the grade of a bound goes before one that does not; then the one that moves a bound most.

    Parameters
    ----------
    scorecard : Scorecard
        Its awards under its own edition.

    Returns
    -------
    tuple of Influence
        Several where they tie; empty where none moves a bound.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> lines = [Some(points=Decimal(points), award=award) for points, award in ((20, None), (60, Decimal(60)), (20, None))]
    >>> card = Some(rulebook=load_rulebook("mof-2020-10"), indicators=lines)
    >>> [each.indicator is lines[1] for each in deciding_indicators(card)]  # without it the low bound falls from 60 to 0
    [True]
    """
    influences = leave_one_out(scorecard)
    most = max(((each.changes_grade, each.moves) for each in influences), default=(False, ZERO))
    return tuple(each for each in influences if each.moves and (each.changes_grade, each.moves) == most)


@dataclass(frozen=True)
class CutDistance:
    """Where one bound of the score lies between two cuts; ``next_grade`` and ``to_next`` are ``None`` at the best grade."""

    score: Decimal
    grade: str
    above: Decimal
    next_grade: str | None
    to_next: Decimal | None


def distance_to_cuts(scorecard: Scorecard) -> tuple[CutDistance, CutDistance]:
    """距等级线 How far the low and the high bound lie above their own cut and below the next.

    Parameters
    ----------
    scorecard : Scorecard
        Its awards under its own edition.

    Returns
    -------
    tuple of CutDistance
        Low bound, high bound; equal where nothing is missing.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> score = Some(low=Decimal("78.5"), high=Decimal(92))
    >>> low, high = distance_to_cuts(Some(rulebook=load_rulebook("mof-2020-10"), score=score))
    >>> str(low.above), low.next_grade, str(low.to_next), str(high.above), high.to_next
    ('18.5', '良', '1.5', '2', None)
    """
    return _distance(scorecard.rulebook, scorecard.score.low), _distance(scorecard.rulebook, scorecard.score.high)


def _distance(rulebook: Rulebook, score: Decimal) -> CutDistance:
    own = rulebook.grade(score)
    next_grade, to_next = distance_to_next(rulebook, score) or (None, None)
    return CutDistance(score, own, score - _cut(rulebook, own), next_grade, to_next)


def _cut(rulebook: Rulebook, name: str) -> Decimal:
    cuts = {grade.name: grade.cut for grade in rulebook.grades}
    if name not in cuts:
        error = "该版评分规则没有这个等级"
        raise InvalidInputError("R-GRADE-01", error, found=f"“{name}”", expected="、".join(cuts), remedy="改用列出的等级")
    return cuts[name]


@dataclass(frozen=True)
class Requirement:
    """What must be true for a grade.

    Attributes
    ----------
    missing : tuple of Indicator
        The indicators without an award.
    open_points : Decimal
        Their points.
    needed : Decimal
        Points beyond the low bound; zero where it already reaches the cut.
    reachable : bool
        Whether the high bound reaches the cut.
    share : Decimal or None
        Needed ÷ open points; ``None`` where nothing is missing or the cut is out of reach.
    fewest : int or None
        The fewest missing indicators that suffice, each at all of its points; ``None`` where the cut is out of reach.
    indispensable : tuple of Indicator
        The missing indicators of which each alone, at nothing, puts the grade out of reach.
    """

    grade: str
    cut: Decimal
    low: Decimal
    high: Decimal
    missing: tuple[Indicator, ...]
    open_points: Decimal
    needed: Decimal
    reachable: bool
    share: Decimal | None
    fewest: int | None
    indispensable: tuple[Indicator, ...]


def what_must_be_true(scorecard: Scorecard, grade: str | None = None) -> Requirement:
    r"""达到某一等级的条件 What the missing indicators must earn for a grade.

    .. math:: n = \max(0, c - L), \qquad s = n / \sum_{i\,missing} p_i, \qquad
        i \text{ indispensable} \iff H - p_i < c \le H

    Parameters
    ----------
    scorecard : Scorecard
        Its awards under its own edition.
    grade : str, optional
        The best one by default.

    Returns
    -------
    Requirement
        ``share`` is undefined where nothing is missing or the cut :math:`c` is above the high bound.

    Raises
    ------
    InvalidInputError
        ``R-GRADE-01`` if the edition has no such grade.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> lines = [Some(points=Decimal(60), award=Decimal(60)), *(Some(points=Decimal(20), award=None) for _ in range(2))]
    >>> score = Some(low=Decimal(60), high=Decimal(100))
    >>> must = what_must_be_true(Some(rulebook=load_rulebook("mof-2020-10"), score=score, indicators=lines))
    >>> str(must.needed), str(must.share), must.fewest, len(must.indispensable)  # 90 − 60 of 40
    ('30', '0.75', 2, 2)
    """
    rulebook, score = scorecard.rulebook, scorecard.score
    name = rulebook.grades[0].name if grade is None else grade
    cut = _cut(rulebook, name)
    missing = tuple(item for item in scorecard.indicators if item.award is None)
    open_points = sum((item.points for item in missing), ZERO)
    needed, reachable = max(ZERO, cut - score.low), score.high >= cut
    return Requirement(
        grade=name,
        cut=cut,
        low=score.low,
        high=score.high,
        missing=missing,
        open_points=open_points,
        needed=needed,
        reachable=reachable,
        share=needed / open_points if reachable and open_points else None,
        fewest=_fewest(missing, needed) if reachable else None,
        indispensable=tuple(item for item in missing if score.high - item.points < cut <= score.high),
    )


def _fewest(missing: tuple[Indicator, ...], needed: Decimal) -> int:
    """Return how many indicators, the heaviest first, reach the needed points."""
    earned, count = ZERO, 0
    for points in sorted((item.points for item in missing), reverse=True):
        if earned >= needed:
            break
        earned, count = earned + points, count + 1
    return count
