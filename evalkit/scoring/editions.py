"""A year's objectives read under another edition than the one they were set under."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from evalkit.errors import EvalkitError, InputProblems, InvalidInputError
from evalkit.intake.schema import ObjectiveRow
from evalkit.scoring.rulebook import Rulebook
from evalkit.scoring.scorecard import Scorecard, apportion


@dataclass(frozen=True)
class Reading:
    """What one edition makes of the year: a scorecard, or why it cannot be applied; ``own`` for the year's own edition."""

    rulebook: Rulebook
    scorecard: Scorecard | None
    why_not: str = ""
    own: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return what ``evaluation.json`` holds of it."""
        score = None if self.scorecard is None else asdict(self.scorecard.score)
        about = {name: getattr(self.rulebook, name) for name in ("edition", "title", "verified")}
        return {**about, "score": score, "why_not": self.why_not}


def reread(rulebook: Rulebook, objectives: list[tuple[int, ObjectiveRow]], shown: str) -> list[tuple[int, ObjectiveRow]]:
    """Return the objectives with the sections and points of another edition.

    Each row goes to the section that holds its level-2 or level-1 name. A section's points are divided among its rows in
    proportion to the points they had, to the cent.

    Raises
    ------
    InputProblems
        ``R-EDN-01`` where the edition has points for a section in which the year has no indicator; ``R-EDN-02`` where no
        section of the edition holds an indicator.
    """
    placed = [(row, objective, rulebook.section_of(objective.section, objective.category)) for row, objective in objectives]
    problems: list[EvalkitError] = [
        InvalidInputError(
            "R-EDN-02",
            "该版评分规则没有容纳此项的部分",
            found=f"{objective.section}、{objective.category}",
            expected="、".join(section.name for section in rulebook.sections),
            remedy="改用另一版，或在该版的 holds 中登记此名称",
        ).at(f"{shown}/objectives.csv 第 {row} 行 section 列")
        for row, objective, section in placed
        if section is None
    ]
    points = rulebook.points_by_section({section for _, _, section in placed if section})
    own = {name: [objective.points for _, objective, section in placed if section == name] for name in points}
    for name, total in points.items():
        if total and not any(own[name]):
            found, expected = f"{name} {total} 分，没有指标", "每个有分值的部分至少有一项指标"
            error = InvalidInputError(
                "R-EDN-01", "该版评分规则不适用于本年的指标", found=found, expected=expected, remedy="改用另一版"
            )
            problems.append(error.at(f"{shown}/objectives.csv section 列"))
    if problems:
        raise InputProblems(problems)
    shares = {name: iter(apportion(total, own[name])) for name, total in points.items() if own[name]}
    return [
        (
            row,
            objective.model_copy(update={"section": section, "points": next(shares[section])}),
        )
        for row, objective, section in placed
    ]


def distance_to_next(rulebook: Rulebook, score: Decimal) -> tuple[str, Decimal] | None:
    """Return the next better grade and how many points are lacking to it; ``None`` at the best grade.

    Examples
    --------
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> distance_to_next(load_rulebook("mof-2020-10"), Decimal("85.5"))
    ('优', Decimal('4.5'))
    """
    better = [grade for grade in rulebook.grades if grade.cut > score]
    return (better[-1].name, better[-1].cut - score) if better else None
