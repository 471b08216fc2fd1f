"""Rulebook editions: every point, cut and rule of a published scoring norm, as data with a name and a source."""

import difflib
from decimal import Decimal
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from evalkit.errors import InputProblems, InvalidInputError
from evalkit.intake.files import read_yaml

FOLDER = files("evalkit.scoring") / "rulebooks"
RuleName = Literal["at_least", "at_most", "at_most_by_ratio", "exactly"]
Share = Annotated[Decimal, Field(ge=0, le=100)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Section(_Strict):
    """A level-1 indicator and its points.

    Attributes
    ----------
    holds : list of str
        Level-1 or level-2 names that belong here when rows of another layout are read under this edition; its own name
        always does.
    given_to : str
        The section that takes the points when no indicator belongs here; empty where the edition has no such rule.
    """

    name: str
    points: Decimal = Field(ge=0)
    holds: list[str] = []
    given_to: str = ""


class Grade(_Strict):
    """A grade and the lowest score that earns it."""

    name: str
    cut: Decimal


class Tier(_Strict):
    """A band of 定性 judgement, in per cent of the points."""

    name: str
    low: Share
    high: Share


class BudgetRule(_Strict):
    """How budget execution is scored.

    Attributes
    ----------
    section : str
        The section that it fills.
    base : str
        What spending is divided by: 年初预算 (``initial``), 全年预算 (``revised``) or 到位资金 (``received``).
    cap : bool
        Whether a rate above 100 % earns no more than the points.
    rate_digits : int or None
        Decimals of the percentage that the rate is rounded to before it is multiplied; ``None`` for no rounding.
    explain_below : Decimal or None
        A rate below this percentage must be explained.
    """

    section: str
    base: Literal["initial", "revised", "received"]
    cap: bool
    rate_digits: int | None
    explain_below: Share | None


class OverAchievement(_Strict):
    """What an actual value far above its target earns: full points, full points with a reason, or less."""

    policy: Literal["none", "reason", "reduce"]
    at: Decimal = Field(gt=100)


class Rulebook(_Strict):
    """One edition of the scoring rules.

    Attributes
    ----------
    total_rounding : str
        ``awards``: each award is rounded, then summed; ``total``: the sum alone is rounded.
    comparators : dict of str to str
        The rule of :data:`evalkit.scoring.rules.RULES` for each sign.
    zero_target, late : str
        What a missed target of zero and a missed date earn; ``judgement`` where no rule is published.
    inapplicable : str
        An indicator that does not apply earns ``zero``, is left out and the others are rescaled (``rescale``), or stays
        open (``judgement``) where no rule is published.
    growth : str
        A growth rate is scored on levels (``levels``), or literally.
    families : list of str
        How the layouts of published forms of this edition are named, by their beginning.
    split_targets : bool
        Whether these forms print sign, number and unit of a target in three cells.
    """

    edition: str
    title: str
    source: str
    verified: bool
    why_unverified: str
    sections: list[Section]
    grades: list[Grade]
    award_digits: Annotated[int, Field(ge=0, le=6)]
    total_rounding: Literal["awards", "total"]
    comparators: dict[Literal["≥", ">", "≤", "<", "="], RuleName]
    zero_target: Literal["all_or_nothing", "judgement"]
    late: Literal["zero", "judgement"]
    tiers: list[Tier]
    budget: BudgetRule
    over_achievement: OverAchievement
    inapplicable: Literal["zero", "rescale", "judgement"]
    growth: Literal["levels", "literal"]
    families: list[str]
    split_targets: bool

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

    @field_validator("tiers")
    @classmethod
    def _bands_fall_from_a_hundred_to_zero(cls, tiers: list[Tier]) -> list[Tier]:
        edges = [edge for tier in tiers for edge in (tier.high, tier.low)]
        if edges[:1] != [100] or edges[-1:] != [0] or edges != sorted(edges, reverse=True) or edges[1:-1:2] != edges[2::2]:
            raise InvalidInputError(
                "R-BOOK-04",
                "定性档次自相矛盾",
                found=f"各档上下限 {'、'.join(map(str, edges)) or '空'}",
                expected="自 100 到 0，首尾相接",
                remedy="改正该版评分规则的 tiers",
            )
        return tiers

    @model_validator(mode="after")
    def _sections_named_exist(self) -> "Rulebook":
        names = {section.name for section in self.sections}
        unknown = [
            name for name in [self.budget.section, *(s.given_to for s in self.sections if s.given_to)] if name not in names
        ]
        if unknown:
            raise InvalidInputError(
                "R-BOOK-05",
                "提到的部分不在 sections 中",
                found="、".join(unknown),
                expected="、".join(section.name for section in self.sections),
                remedy="改正该版评分规则的 budget 或 given_to",
            )
        return self

    @property
    def total(self) -> Decimal:
        """The points of all sections."""
        return sum((section.points for section in self.sections), Decimal(0))

    @property
    def budget_points(self) -> Decimal:
        """The points of budget execution."""
        return next(section.points for section in self.sections if section.name == self.budget.section)

    def grade(self, score: Decimal) -> str:
        """评价等级 Grade: the first whose cut the score reaches."""
        return next(grade.name for grade in self.grades if score >= grade.cut)

    def points_by_section(self, filled: set[str]) -> dict[str, Decimal]:
        """Return each section's points; those of an empty section go where the edition says.

        Examples
        --------
        >>> points = load_rulebook("mof-2021-101").points_by_section({"预算执行率", "成本指标", "产出指标", "效益指标"})
        >>> str(points["效益指标"]), str(points["满意度指标"])
        ('30', '0')
        """
        points = {section.name: section.points for section in self.sections}
        for section in self.sections:
            if section.given_to and section.name not in filled:
                points[section.given_to] += section.points
                points[section.name] = Decimal(0)
        return points

    def section_of(self, section: str, category: str) -> str | None:
        """Return where a row of another layout belongs: by its level-2 name first, then by its level-1 name."""
        for name in (category, section):
            for own in self.sections:
                if name == own.name or name in own.holds:
                    return own.name
        return None


def editions() -> list[str]:
    """Return the names of the editions there are."""
    return sorted(entry.name.removesuffix(".yml") for entry in FOLDER.iterdir() if entry.name.endswith(".yml"))


def load_rulebook(edition: str, place: str = "year.yml edition") -> Rulebook:
    """Return an edition by name; ``place`` says where the name was written.

    Raises
    ------
    InputProblems
        ``R-BOOK-02`` if there is no such edition; otherwise what is wrong in its file, with the line.

    Examples
    --------
    >>> load_rulebook("mof-2020-10").grade(Decimal("89.99"))
    '良'
    >>> load_rulebook("local-80-70-60").grade(Decimal("89.99"))
    '优'
    """
    if edition not in editions():
        near = difflib.get_close_matches(edition, editions(), n=1)
        hint = f"是否为“{near[0]}”？" if near else "改用列出的版本"
        problem = InvalidInputError(
            "R-BOOK-02", "没有这版评分规则", found=f"“{edition}”", expected="、".join(editions()), remedy=hint
        )
        raise InputProblems([problem.at(place)])
    rulebook, problems = read_yaml(FOLDER / f"{edition}.yml", f"evalkit/scoring/rulebooks/{edition}.yml", Rulebook)
    if rulebook is None:
        raise InputProblems(problems)
    return rulebook
