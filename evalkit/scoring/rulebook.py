"""Rulebook editions: every point, cut and rule of a published scoring norm, as data with a name and a source."""

import difflib
from decimal import Decimal
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from evalkit.errors import InputProblems, InvalidInputError
from evalkit.intake.files import read_yaml

FOLDER = files("evalkit.scoring") / "rulebooks"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Section(_Strict):
    """A level-1 indicator and its points."""

    name: str
    points: Decimal = Field(ge=0)


class Grade(_Strict):
    """A grade and the lowest score that earns it."""

    name: str
    cut: Decimal


class Rulebook(_Strict):
    """One edition of the scoring rules."""

    edition: str
    title: str
    source: str
    verified: bool
    why_unverified: str
    sections: list[Section]
    grades: list[Grade]
    award_digits: int
    comparators: dict[Literal["≥", "≤", "="], Literal["at_least", "at_most", "exactly"]]

    @field_validator("sections")
    @classmethod
    def _points_fill_a_hundred(cls, sections: list[Section]) -> list[Section]:
        total = sum(section.points for section in sections)
        names = [section.name for section in sections]
        if total != 100 or len(set(names)) != len(names):
            raise InvalidInputError(
                "R-BOOK-01",
                "各部分的名称或分值自相矛盾",
                found=f"{'、'.join(names)}，分值合计 {total}",
                expected="名称各不相同，分值合计 100 分",
                remedy="改正该版评分规则的 sections",
            )
        return sections

    @field_validator("grades")
    @classmethod
    def _cuts_fall_to_zero(cls, grades: list[Grade]) -> list[Grade]:
        cuts = [grade.cut for grade in grades]
        if cuts != sorted(set(cuts), reverse=True) or cuts[-1:] != [0]:
            raise InvalidInputError(
                "R-BOOK-03",
                "等级线自相矛盾",
                found=f"等级线 {'、'.join(map(str, cuts)) or '空'}",
                expected="自高到低，最后为 0",
                remedy="改正该版评分规则的 grades",
            )
        return grades

    @property
    def total(self) -> Decimal:
        """The points of all sections."""
        return sum((section.points for section in self.sections), Decimal(0))

    def grade(self, score: Decimal) -> str:
        """评价等级 Grade: the first whose cut the score reaches."""
        return next(grade.name for grade in self.grades if score >= grade.cut)


def editions() -> list[str]:
    """Return the names of the editions there are."""
    return sorted(entry.name.removesuffix(".yml") for entry in FOLDER.iterdir() if entry.name.endswith(".yml"))


def load_rulebook(edition: str) -> Rulebook:
    """Return an edition by name.

    Raises
    ------
    InputProblems
        ``R-BOOK-02`` if there is no such edition; otherwise what is wrong in its file, with the line.

    Examples
    --------
    >>> load_rulebook("mof-2020-10").grade(Decimal("89.99"))
    '良'
    """
    if edition not in editions():
        near = difflib.get_close_matches(edition, editions(), n=1)
        hint = f"是否为“{near[0]}”？" if near else "改用列出的版本"
        problem = InvalidInputError(
            "R-BOOK-02", "没有这版评分规则", found=f"“{edition}”", expected="、".join(editions()), remedy=hint
        )
        raise InputProblems([problem.at("year.yml edition")])
    rulebook, problems = read_yaml(FOLDER / f"{edition}.yml", f"evalkit/scoring/rulebooks/{edition}.yml", Rulebook)
    if rulebook is None:
        raise InputProblems(problems)
    return rulebook
