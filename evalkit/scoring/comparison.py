"""Three scores side by side: the bureau's own, the recomputed one, a reviewer's; and the deviation rates between them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from evalkit.errors import InputProblems
from evalkit.intake.schema import DeviationRow
from evalkit.quantities import Interval
from evalkit.scoring.deviation import DEFINITION, Deviation, deviation_rate, reasons_by_indicator
from evalkit.scoring.review import Review, ReviewedAward, review_problems, reviewed_total
from evalkit.scoring.scorecard import Indicator, Scorecard

NOT_DECLARED = Deviation(None, None, "无定义（未申报得分）")
NOT_REVIEWED = Deviation(None, None, "未复核")


@dataclass(frozen=True)
class ComparedIndicator:
    """One indicator's three awards.

    Attributes
    ----------
    declared : Decimal or None
        申报得分; ``None`` where the bureau printed none for this indicator.
    recomputed : Interval
        复算得分; between nothing and all points where it cannot be computed.
    not_computed : str
        Why it cannot be computed; empty otherwise.
    reviewed : Decimal or None
        复核得分; ``None`` where it was not reviewed.
    declared_deviation, recomputed_deviation : Deviation
        偏差率 of the declared and of the recomputed award against the reviewed one.
    reason : str
        The reviewer's reason.
    cause : str
        The recorded 偏差原因.
    """

    id: str
    name: str
    section: str
    points: Decimal
    declared: Decimal | None
    recomputed: Interval
    not_computed: str
    reviewed: Decimal | None
    declared_deviation: Deviation
    recomputed_deviation: Deviation
    reason: str
    cause: str


@dataclass(frozen=True)
class ComparedTotal:
    """The three totals.

    Attributes
    ----------
    declared : Decimal or None
        申报总分.
    recomputed : Interval
        复算总分.
    reviewed : Interval or None
        复核总分: bounds where the review leaves indicators out; ``None`` where there is no review.
    declared_deviation, recomputed_deviation : Deviation
        偏差率 of the declared and of the recomputed total against the reviewed one.
    declared_to_recomputed : Deviation
        偏差率 of the declared total against the recomputed one.
    """

    declared: Decimal | None
    recomputed: Interval
    reviewed: Interval | None
    declared_deviation: Deviation
    recomputed_deviation: Deviation
    declared_to_recomputed: Deviation


@dataclass(frozen=True)
class Comparison:
    """Every indicator's three awards, and the totals."""

    rows: tuple[ComparedIndicator, ...]
    total: ComparedTotal

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as plain values, with the definition of its deviation rates."""
        return {"definition": DEFINITION, **asdict(self)}


def compare(
    scorecard: Scorecard,
    review: Review | None,
    deviations: Sequence[tuple[int, DeviationRow]],
    declared: dict[str, Decimal],
) -> Comparison:
    """Lay declared, recomputed and reviewed awards side by side.

    A review that leaves indicators out has bounds as its total: nothing to all points for each of them.

    Parameters
    ----------
    scorecard : Scorecard
        The recomputed awards and the declared total.
    review : Review or None
        ``None`` where there is no review: then only declared and recomputed scores are compared.
    deviations : sequence of (row number, DeviationRow)
        ``deviations.csv``.
    declared : dict of str to Decimal
        The awards that the bureau printed, by indicator id; empty where it printed only a total.

    Returns
    -------
    Comparison
        A deviation rate is undefined, and says why, where the score itself is 0 or missing or was not reviewed.

    Raises
    ------
    InputProblems
        With every problem of the review: see :func:`evalkit.scoring.review.review_problems`.
    """
    problems = review_problems(review, scorecard) if review else []
    if problems:
        raise InputProblems(problems)
    reviewed = {item.indicator: item for item in review.awards} if review else {}
    causes = {id: "；".join(row.cause for row in rows) for id, rows in reasons_by_indicator(deviations).items()}
    rows = tuple(
        _compared(item, declared.get(item.id), reviewed.get(item.id), causes.get(item.id, "")) for item in scorecard.indicators
    )
    return Comparison(rows, _total(scorecard, review))


def recomputed_award(indicator: Indicator) -> Interval:
    """Return the recomputed award: exact, or between nothing and all points where it cannot be computed."""
    if indicator.award is None:
        return Interval(Decimal(0), indicator.points)
    return _exact(indicator.award)


def _compared(indicator: Indicator, declared: Decimal | None, reviewed: ReviewedAward | None, cause: str) -> ComparedIndicator:
    award = reviewed.award if reviewed else None
    own = None if declared is None else _exact(declared)
    recomputed, against = recomputed_award(indicator), None if award is None else _exact(award)
    return ComparedIndicator(
        id=indicator.id,
        name=indicator.name,
        section=indicator.section,
        points=indicator.points,
        declared=declared,
        recomputed=recomputed,
        not_computed=indicator.reason,
        reviewed=award,
        declared_deviation=_deviation(own, against),
        recomputed_deviation=_deviation(recomputed, against),
        reason=reviewed.reason if reviewed else "",
        cause=cause,
    )


def _total(scorecard: Scorecard, review: Review | None) -> ComparedTotal:
    declared = None if scorecard.declared_score is None else _exact(scorecard.declared_score)
    recomputed = Interval(scorecard.score.low, scorecard.score.high)
    reviewed = reviewed_total(review, scorecard) if review else None
    return ComparedTotal(
        declared=scorecard.declared_score,
        recomputed=recomputed,
        reviewed=reviewed,
        declared_deviation=_deviation(declared, reviewed),
        recomputed_deviation=_deviation(recomputed, reviewed),
        declared_to_recomputed=_deviation(declared, recomputed),
    )


def _deviation(own: Interval | None, review: Interval | None) -> Deviation:
    if own is None:
        return NOT_DECLARED
    return NOT_REVIEWED if review is None else deviation_rate(own=own, review=review)


def _exact(value: Decimal) -> Interval:
    return Interval(value, value)
