"""A reviewer's awards and the awards that a bureau declared: read, checked, every fault at once."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from evalkit.errors import EvalkitError, InputProblems, InvalidInputError
from evalkit.intake.schema import DeclaredRow, ReviewRow
from evalkit.quantities import Interval, bounds_text, format_number, parse_number, round_half_up
from evalkit.scoring.scorecard import Indicator, Scorecard


@dataclass(frozen=True)
class ReviewedAward:
    """What a reviewer awards one indicator.

    Attributes
    ----------
    indicator : str
        The id in ``objectives.csv``.
    award : Decimal or None
        复核得分; ``None`` where the indicator is listed but was not reviewed.
    reason : str
        理由: rule, share and cause.
    place : str
        Where it was written.
    """

    indicator: str
    award: Decimal | None
    reason: str
    place: str


@dataclass(frozen=True)
class Review:
    """A reviewer's awards.

    Attributes
    ----------
    awards : tuple of ReviewedAward
        As written, repeated or unknown indicators included.
    place : str
        The file.
    reviewer : str
        The role of the reviewer; never a name.
    total : Decimal or None
        复核总分 where the reviewer printed one; it is checked, not used.
    """

    awards: tuple[ReviewedAward, ...]
    place: str
    reviewer: str = "复核人员"
    total: Decimal | None = None


def review_of_rows(rows: list[tuple[int, ReviewRow]], shown: str) -> Review:
    """Return the review that ``review.csv`` states.

    Parameters
    ----------
    rows : list of (row number, ReviewRow)
        The rows of the file.
    shown : str
        The name of the year folder, for places.
    """
    place = f"{shown}/review.csv"
    awards = tuple(ReviewedAward(row.indicator, row.award, row.reason, f"{place} 第 {number} 行") for number, row in rows)
    return Review(awards, place)


def reviewed_total(review: Review, scorecard: Scorecard) -> Interval:
    """复核总分 Reviewed total: the sum of the awards, and all points of what was left out at most.

    Parameters
    ----------
    review : Review
        Its printed total is not used: a form's formula takes what was left out for nothing.
    scorecard : Scorecard
        Its indicators and their points.

    Returns
    -------
    Interval
        One number where every indicator was reviewed.
    """
    awards = {item.indicator: item.award for item in review.awards if item.award is not None}
    low = sum((awards.get(item.id, Decimal(0)) for item in scorecard.indicators), Decimal(0))
    left_out = sum((item.points for item in scorecard.indicators if item.id not in awards), Decimal(0))
    return Interval(low, low + left_out)


def stated_problems(review: Review, points: dict[str, Decimal]) -> list[EvalkitError]:
    """Return what is wrong with a review by itself, before anything is computed.

    ``R-REV-01`` an unknown indicator, ``R-REV-02`` an award below 0 or above the points, ``R-REV-03`` an indicator twice.

    Parameters
    ----------
    review : Review
        As written.
    points : dict of str to Decimal
        The points of each indicator, by id.
    """
    problems, seen = [], {}
    for item in review.awards:
        if item.indicator not in points:
            problems.append(_unknown("R-REV-01", "复核的指标不存在", item.indicator, points).at(_cell(item, "indicator")))
        elif item.award is not None and not 0 <= item.award <= points[item.indicator]:
            error = InvalidInputError(
                "R-REV-02",
                "复核得分不在分值之内",
                found=f"{item.indicator} {item.award} 分",
                expected=f"0 至 {points[item.indicator]} 分",
                remedy="改正得分",
            )
            problems.append(error.at(_cell(item, "award")))
        if item.indicator in seen:
            error = InvalidInputError(
                "R-REV-03",
                "同一指标复核了两次",
                found=f"“{item.indicator}”",
                expected=f"只有一处，另一处在 {seen[item.indicator]}",
                remedy="删去其中一处",
            )
            problems.append(error.at(_cell(item, "indicator")))
        seen.setdefault(item.indicator, item.place)
    return problems


def _cell(item: ReviewedAward, column: str) -> str:
    """Return the cell of ``review.csv`` that an award's problem is about; the place of an award in a form is its cell."""
    return f"{item.place} {column} 列" if item.place.endswith(" 行") else item.place


def review_problems(review: Review, scorecard: Scorecard) -> list[EvalkitError]:
    """Return everything that is wrong with a review.

    Beside :func:`stated_problems`: ``R-REV-04`` an award that differs from the recomputed one, or stands where none could
    be computed, without a reason; ``R-REV-05`` a printed total that the awards cannot add up to.

    Parameters
    ----------
    review : Review
        As written.
    scorecard : Scorecard
        The recomputed awards.
    """
    indicators = {item.id: item for item in scorecard.indicators}
    unsound = stated_problems(review, {item.id: item.points for item in scorecard.indicators})
    problems = list(unsound)
    for item in review.awards:
        indicator = indicators.get(item.indicator)
        if indicator and item.award is not None and not item.reason.strip() and _differs(item, indicator, scorecard):
            problems.append(_without_reason(item, indicator, scorecard.rulebook.award_digits))
    bounds = reviewed_total(review, scorecard)
    if not unsound and review.total is not None and not bounds.low <= review.total <= bounds.high:
        error = InvalidInputError(
            "R-REV-05",
            "复核总分与各项复核得分之和不符",
            found=f"{review.total} 分",
            expected=f"{bounds_text(bounds.low, bounds.high, scorecard.rulebook.award_digits)} 分",
            remedy="核对总分和各项得分",
        )
        problems.append(error.at(review.place))
    return problems


def declared_awards(declared: list[tuple[int, DeclaredRow]], indicators: Iterable[str], shown: str) -> dict[str, Decimal]:
    """Return the awards that the bureau itself printed, by indicator; a blank is missing.

    An award above the points is the bureau's own error: it is shown, not refused.

    Parameters
    ----------
    declared : list of (row number, DeclaredRow)
        ``declared.csv``; only rows of kind ``award`` count.
    indicators : iterable of str
        The ids of ``objectives.csv``.
    shown : str
        The name of the year folder, for places.

    Raises
    ------
    InputProblems
        ``R-DECL-01`` an unknown indicator, ``R-DECL-02`` an indicator twice, ``V-NUM-01`` an award that is no number.
    """
    known = list(indicators)
    awards: dict[str, Decimal] = {}
    problems: list[EvalkitError] = []
    for row, stated in declared:
        if stated.kind != "award" or not stated.value:
            continue
        place = f"{shown}/declared.csv 第 {row} 行"
        if stated.subject not in known:
            problems.append(_unknown("R-DECL-01", "申报得分的指标不存在", stated.subject, known).at(f"{place} subject 列"))
        elif stated.subject in awards:
            error = InvalidInputError(
                "R-DECL-02",
                "同一指标申报了两个得分",
                found=f"“{stated.subject}”",
                expected="一行",
                remedy="删去其中一行",
            )
            problems.append(error.at(f"{place} subject 列"))
        try:
            awards.setdefault(stated.subject, parse_number(stated.value))
        except InvalidInputError as error:
            problems.append(error.at(f"{place} value 列"))
    if problems:
        raise InputProblems(problems)
    return awards


def _unknown(code: str, what: str, name: str, known: Iterable[str]) -> InvalidInputError:
    known = list(known)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.3)
    hint = f"是否为“{near[0]}”？" if near else "改用 objectives.csv 中的指标编号"
    return InvalidInputError(code, what, found=f"“{name}”", expected="、".join(known), remedy=hint)


def _differs(item: ReviewedAward, indicator: Indicator, scorecard: Scorecard) -> bool:
    """Whether the award is another than the recomputed one, to the edition's decimals."""
    digits = scorecard.rulebook.award_digits
    return indicator.award is None or round_half_up(item.award, digits) != round_half_up(indicator.award, digits)


def _without_reason(item: ReviewedAward, indicator: Indicator, digits: int) -> EvalkitError:
    recomputed = f"不能计分（{indicator.reason}）" if indicator.award is None else f"{format_number(indicator.award, digits)} 分"
    return InvalidInputError(
        "R-REV-04",
        "复核得分与复算不同而没有理由",
        found=f"{item.indicator} 复核 {item.award} 分，复算{recomputed}",
        expected="理由：规则、扣分比例和原因",
        remedy="在理由栏写明，或改为复算得分",
    ).at(_cell(item, "reason"))
