"""The scorecard: each indicator's award or why there is none, totals by section, and the bounds of the score."""

import difflib
from dataclasses import asdict, dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from evalkit.errors import EvalkitError, InputProblems, InvalidInputError
from evalkit.intake.schema import DeclaredRow, ObjectiveRow
from evalkit.measures import Measure, Source, Status, with_unit
from evalkit.quantities import bounds_text, format_plain, from_base, parse_number, round_half_up, span_text, to_base, unit_of
from evalkit.scoring.judge import (
    POINT_DIGITS,
    award_of,
    budget_award,
    budget_working,
    is_growth,
    judge,
    must_explain_rate,
    over_achieved,
    share_over_target,
    total_of,
)
from evalkit.scoring.rulebook import Rulebook

ASSUMPTION = "指标与分值为演示假设，未经批复"
TARGET_MISSING = "目标值缺失"
NOT_APPLICABLE = "完成值不适用"
POLICIES = ("none", "reason", "reduce")
EXECUTION_RATES = {"revised": "execution_rate", "initial": "execution_rate_on_initial", "received": "execution_rate_on_received"}


@dataclass(frozen=True)
class Indicator:
    """One line of the scorecard.

    Attributes
    ----------
    attainment : Decimal or None
        完成率 :math:`A / T`, not capped; ``None`` when it cannot be computed.
    award : Decimal or None
        得分, rounded; ``None`` when it cannot be computed.
    award_by_policy : dict of str to Decimal
        What each policy on over-achievement would award; empty where the target was not far exceeded.
    met : bool or None
        Whether the target was met; ``None`` when that cannot be told.
    reason : str
        Why there is no award; empty otherwise.
    note : str
        The remark of ``objectives.csv``.
    """

    id: str
    section: str
    category: str
    name: str
    sub_project: str
    comparator: str
    target: Decimal | None
    target_text: str
    target_basis: str
    target_evidence: str
    actual: Decimal | None
    actual_text: str
    unit: str
    measure: str
    points: Decimal
    points_basis: str
    attainment: Decimal | None
    award: Decimal | None
    award_by_policy: dict[str, Decimal]
    met: bool | None
    working: str
    reason: str
    note: str
    source: Source

    @property
    def verdict(self) -> str:
        """完成, 未完成, or 无法判定 with the reason."""
        return f"无法判定（{self.reason}）" if self.met is None else ("完成" if self.met else "未完成")


@dataclass(frozen=True)
class SectionTotal:
    """The bounds of a section's score."""

    name: str
    points: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Score:
    """The bounds of the score and the grades at either end; equal where nothing is missing."""

    low: Decimal
    high: Decimal
    grade_low: str
    grade_high: str

    @property
    def text(self) -> str:
        """One number where the bounds meet, otherwise both."""
        return f"{bounds_text(self.low, self.high, POINT_DIGITS)} 分"

    @property
    def grade_text(self) -> str:
        """One grade where the bounds agree, otherwise both."""
        return span_text(self.grade_low, self.grade_high)


@dataclass(frozen=True)
class Scorecard:
    """A year's indicators under one edition."""

    rulebook: Rulebook
    indicators: tuple[Indicator, ...]
    sections: tuple[SectionTotal, ...]
    score: Score
    declared_score: Decimal | None
    declared_grade: str | None

    @property
    def assumed(self) -> bool:
        """Whether any indicator's points rest on an assumption."""
        return any(indicator.points_basis == "assumed" for indicator in self.indicators)

    @property
    def missing(self) -> list[dict[str, str]]:
        """The indicators without an award, and why."""
        return [
            {"indicator": item.id, "name": item.name, "points": item.points, "reason": item.reason}
            for item in self.indicators
            if item.award is None
        ]

    @property
    def to_explain(self) -> list[Indicator]:
        """The indicators for which the edition asks a reason: far above the target, or executed below its line."""
        return [item for item in self.indicators if item.award is not None and _must_explain(self.rulebook, item)]

    def indicator_of(self, measure: str) -> Indicator | None:
        """Return the indicator that a measure answers; the execution rate on any base answers the same one."""
        names = EXECUTION_RATES.values() if measure in EXECUTION_RATES.values() else (measure,)
        return next((item for item in self.indicators if item.measure in names), None)

    def to_json(self) -> dict[str, Any]:
        """Return the ``score``, ``sections`` and ``indicators`` of ``evaluation.json``."""
        return {
            "score": {
                "edition": self.rulebook.edition,
                "declared": {"score": self.declared_score, "grade": self.declared_grade},
                "recomputed": asdict(self.score),
                "missing": self.missing,
                "assumption": ASSUMPTION if self.assumed else None,
            },
            "sections": [asdict(section) for section in self.sections],
            "indicators": [{**asdict(item), "verdict": item.verdict} for item in self.indicators],
        }


def build_scorecard(
    *,
    rulebook: Rulebook,
    objectives: list[tuple[int, ObjectiveRow]],
    measures: dict[str, Measure],
    declared: list[tuple[int, DeclaredRow]],
    shown: str,
) -> Scorecard:
    """Judge every objective by the edition's rules.

    Awards are rounded, then summed, then graded, so that the printed table adds up by hand, unless the edition
    rounds the total alone. An indicator without a target or an actual value earns between nothing and all of its
    points. One whose actual value does not apply follows the edition: nothing, left out and the points of the
    others rescaled to a hundred, or open. The execution rate is taken on the edition's budget base, whichever the
    objectives name.

    Parameters
    ----------
    rulebook : Rulebook
        The edition.
    objectives : list of (row number, ObjectiveRow)
        ``objectives.csv``.
    measures : dict of str to Measure
        Every measure of the year, by id.
    declared : list of (row number, DeclaredRow)
        ``declared.csv``.
    shown : str
        The name of the year folder, for places.

    Raises
    ------
    InputProblems
        ``R-OBJ-01`` section unknown to the edition, ``R-OBJ-02`` points of a section do not add up,
        ``R-OBJ-03`` no such measure, ``R-OBJ-04`` units of target and measure differ in kind, ``R-OBJ-05``
        negative points, ``R-OBJ-06`` a level-2 name that the edition excludes; ``V-NUM-01`` a declared score that is no number.
    """
    place = f"{shown}/objectives.csv"
    objectives = [(row, objective.model_copy(update={"measure": _measure(rulebook, objective)})) for row, objective in objectives]
    problems = objective_problems(rulebook, objectives, shown, measures)
    if problems:
        raise InputProblems(problems)
    points = _points(rulebook, objectives, measures)
    indicators = tuple(
        _judge(rulebook, row, objective.model_copy(update={"points": points[row]}), measures[objective.measure], place)
        for row, objective in objectives
    )
    sections = tuple(_section(rulebook, section.name, indicators) for section in rulebook.sections)
    low = total_of(rulebook, [item.award for item in indicators if item.award is not None])
    high = total_of(rulebook, [item.points if item.award is None else item.award for item in indicators])
    return Scorecard(
        rulebook=rulebook,
        indicators=indicators,
        sections=sections,
        score=Score(low, high, rulebook.grade(low), rulebook.grade(high)),
        declared_score=declared_score(declared, shown),
        declared_grade=next((row.value for _, row in declared if row.kind == "grade" and row.value), None),
    )


def objective_problems(
    rulebook: Rulebook,
    objectives: list[tuple[int, ObjectiveRow]],
    shown: str,
    measures: dict[str, Measure] | None = None,
) -> list[EvalkitError]:
    """Return why the objectives cannot be scored under an edition; without measures, what can be told before any is computed."""
    problems: list[EvalkitError] = []
    place = f"{shown}/objectives.csv"
    for row, objective in objectives:
        problems += [
            error.at(f"{place} 第 {row} 行 {column} 列") for column, error in _row_problems(rulebook, objective, measures)
        ]
    filled = {objective.section for _, objective in objectives}
    for name, points in rulebook.points_by_section(filled).items():
        given = sum((objective.points for _, objective in objectives if objective.section == name), Decimal(0))
        if given != points:
            error = InvalidInputError(
                "R-OBJ-02",
                "分值合计与评分规则不符",
                found=f"{name} {given} 分",
                expected=f"{points} 分",
                remedy="调整该部分各指标的 points",
            )
            problems.append(error.at(f"{place} points 列"))
    return problems


def _row_problems(
    rulebook: Rulebook, objective: ObjectiveRow, measures: dict[str, Measure] | None
) -> list[tuple[str, EvalkitError]]:
    """Return what is wrong with one objective, each with its column."""
    problems = []

    def refuse(column: str, code: str, what: str, found: str, expected: str) -> None:
        problems.append((column, InvalidInputError(code, what, found=found, expected=expected, remedy=f"改正 {column} 列")))

    sections = [section.name for section in rulebook.sections]
    if objective.section not in sections:
        refuse("section", "R-OBJ-01", "一级指标不在该版评分规则中", objective.section, "、".join(sections))
    if objective.category in rulebook.excludes:
        refuse("category", "R-OBJ-06", "该版评分规则不容纳此类二级指标", objective.category, "其他二级指标，或改用另一版评分规则")
    measure = None if measures is None else measures.get(objective.measure)
    if measures is not None and measure is None:
        near = difflib.get_close_matches(objective.measure, measures, n=1)
        refuse("measure", "R-OBJ-03", "没有这个数值", objective.measure, near[0] if near else "已计算或已填报的数值编号")
    if measure is not None and unit_of(measure.unit).base != unit_of(objective.unit).base:
        refuse("unit", "R-OBJ-04", "目标值与完成值的单位不能换算", objective.unit, measure.unit)
    if objective.points < 0:
        refuse("points", "R-OBJ-05", "分值为负", f"{objective.points}", "不小于 0")
    return problems


def declared_score(declared: list[tuple[int, DeclaredRow]], shown: str) -> Decimal | None:
    """Return the score that the bureau declared; a blank is missing."""
    for row, stated in declared:
        if stated.kind == "score" and stated.value:
            try:
                return parse_number(stated.value)
            except InvalidInputError as error:
                raise InputProblems([error.at(f"{shown}/declared.csv 第 {row} 行 value 列")]) from None
    return None


def apportion(total: Decimal, parts: list[Decimal]) -> list[Decimal]:
    """Divide points in proportion, to the cent, so that they add up to the total: the largest remainders are rounded up.

    Examples
    --------
    >>> [str(share) for share in apportion(Decimal(10), [Decimal(1), Decimal(1), Decimal(1)])]
    ['3.34', '3.33', '3.33']
    """
    cent = Decimal(1).scaleb(-POINT_DIGITS)
    whole = sum(parts, Decimal(0))
    exact = [total * part / whole for part in parts]
    shares = [share.quantize(cent, rounding=ROUND_FLOOR) for share in exact]
    left = int((total - sum(shares, Decimal(0))) / cent)
    for position in sorted(range(len(parts)), key=lambda index: (shares[index] - exact[index], index))[:left]:
        shares[position] += cent
    return shares


def _measure(rulebook: Rulebook, objective: ObjectiveRow) -> str:
    """Return the measure that answers an objective: the execution rate on the edition's budget base."""
    is_rate = objective.measure in EXECUTION_RATES.values()
    return EXECUTION_RATES[rulebook.budget.base] if is_rate else objective.measure


def _must_explain(rulebook: Rulebook, item: Indicator) -> bool:
    if item.measure in EXECUTION_RATES.values():
        return must_explain_rate(rulebook, item.attainment)
    far_above = bool(item.met) and over_achieved(rulebook, item.comparator, item.attainment)
    return far_above and rulebook.over_achievement.policy == "reason"


def _points(rulebook: Rulebook, objectives: list[tuple[int, ObjectiveRow]], measures: dict[str, Measure]) -> dict[int, Decimal]:
    """Return the points of each row, rescaled where the edition leaves out what does not apply."""
    points = {row: objective.points for row, objective in objectives}
    kept = [row for row, objective in objectives if measures[objective.measure].status is not Status.NOT_APPLICABLE]
    if rulebook.inapplicable != "rescale" or len(kept) == len(points) or not any(points[row] for row in kept):
        return points
    shares = apportion(rulebook.total, [points[row] for row in kept])
    return dict.fromkeys(points, Decimal(0)) | dict(zip(kept, shares, strict=True))


def _judge(rulebook: Rulebook, row: int, objective: ObjectiveRow, measure: Measure, place: str) -> Indicator:
    award = attainment = actual = met = None
    working, reason, by_policy = "", _why_not(rulebook, objective, measure), {}
    target_text = "缺失"
    if objective.target is not None:
        target_text = f"{objective.comparator}{with_unit(format_plain(objective.target), objective.unit)}"
    if measure.value is not None:
        actual = from_base(to_base(measure.value, measure.unit), objective.unit)
    compared = f"完成值 {measure.text}，目标 {target_text}"
    if _left_out(rulebook, measure):
        award = round_half_up(Decimal(0), rulebook.award_digits)
        working = f"{NOT_APPLICABLE}，该版规则{'剔除本项并折算其余分值' if rulebook.inapplicable == 'rescale' else '计 0 分'}"
    elif not reason and objective.measure in EXECUTION_RATES.values():
        attainment, met = to_base(actual, objective.unit), actual >= objective.target
        award = budget_award(rulebook, points=objective.points, rate=attainment)
        working = f"{compared}：{budget_working(rulebook, points=objective.points, rate=attainment)}"
    elif not reason:
        growth = is_growth(objective.name, objective.unit)
        judged = judge(
            rulebook,
            points=objective.points,
            comparator=objective.comparator,
            target=objective.target,
            actual=actual,
            growth=growth,
        )
        award, attainment, reason = judged.award, judged.attainment, judged.reason
        met = None if reason else judged.met
        working = f"{compared}：{judged.working}" if judged.working else ""
        if judged.met and over_achieved(rulebook, objective.comparator, attainment):
            at = rulebook.over_achievement.at
            shares = {policy: share_over_target(policy, at, attainment) for policy in POLICIES}
            by_policy = {policy: award_of(rulebook, objective.points, share) for policy, share in shares.items()}
    return Indicator(
        **{name: getattr(objective, name) for name in _COPIED},
        target_text=target_text,
        actual=actual,
        actual_text=measure.text,
        attainment=attainment,
        award=award,
        award_by_policy=by_policy,
        met=met,
        working=working,
        reason=reason,
        source=Source(file=place, row=row, column="target", title="绩效目标表", place=objective.target_evidence),
    )


_COPIED = "id section category name sub_project comparator target target_basis target_evidence unit measure points points_basis note".split()


def _left_out(rulebook: Rulebook, measure: Measure) -> bool:
    """Return whether a value does not apply and the edition says what follows."""
    return measure.status is Status.NOT_APPLICABLE and rulebook.inapplicable != "judgement"


def _why_not(rulebook: Rulebook, objective: ObjectiveRow, measure: Measure) -> str:
    if _left_out(rulebook, measure):
        return ""
    reasons = [TARGET_MISSING] if objective.target is None else []
    if measure.status is Status.MISSING:
        reasons.append(f"完成值缺失：{'、'.join(measure.missing) or measure.name}")
    elif measure.status is Status.NOT_APPLICABLE:
        reasons.append(NOT_APPLICABLE)
    elif measure.planned:
        reasons.append("完成值为计划数或预计数")
    return "；".join(reasons)


def _section(rulebook: Rulebook, name: str, indicators: tuple[Indicator, ...]) -> SectionTotal:
    own = [indicator for indicator in indicators if indicator.section == name]
    low = total_of(rulebook, [indicator.award for indicator in own if indicator.award is not None])
    high = total_of(rulebook, [indicator.points if indicator.award is None else indicator.award for indicator in own])
    return SectionTotal(name, sum((indicator.points for indicator in own), Decimal(0)), low, high)
