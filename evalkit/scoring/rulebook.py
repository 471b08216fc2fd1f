"""Rulebook editions: every point, cut and rule of a published scoring norm, as data with a name and a source."""

import difflib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from evalkit.errors import InputProblems, InvalidInputError
from evalkit.intake.yaml_files import read_yaml
from evalkit.reads import RULEBOOKS, digest_of, note_read, sha256_of

RuleName = Literal["at_least", "at_most", "at_most_by_ratio", "exactly"]
Sign = Literal["≥", ">", "≤", "<", "="]
Share = Annotated[Decimal, Field(ge=0, le=100)]
STATED_BY_EACH = ("edition", "title", "source", "verified", "why_unverified", "families")
"""What an edition never takes from the one that it is based on."""


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
    """What an actual value far above its target earns.

    Attributes
    ----------
    policy : str
        Full points (``none``), full points with a reason (``reason``), or less (``reduce``).
    at : Decimal
        The attainment, in per cent, from which the policy applies.
    equal : bool
        Whether it also applies to a target with ``=``.
    """

    policy: Literal["none", "reason", "reduce"]
    at: Decimal = Field(gt=100)
    equal: bool


class _Stated(BaseModel):
    based_on: Any = None


class _Base(BaseModel):
    """The one key of an edition that is read before all others: the edition it is based on."""

    based_on: str = ""

    @field_validator("based_on")
    @classmethod
    def _is_whole(cls, base: str) -> str:
        if not base:
            return base
        if base not in editions():
            raise _unknown(base)
        stated, problems = read_yaml(RULEBOOKS / f"{base}.yml", _shown(base), _Stated)
        if stated is None:
            raise InputProblems(problems)
        if stated.based_on:
            raise InvalidInputError(
                "R-BOOK-06",
                "所依据的版本自身又依据别的版本",
                found=f"“{base}”",
                expected="一版完整的评分规则",
                remedy="based_on 改写完整的那一版，或写全各项",
            )
        return base


class Rulebook(_Strict):
    """One edition of the scoring rules.

    Attributes
    ----------
    based_on : str
        The edition from which the keys come that this file does not state; empty where it states them all. That edition
        states all of its own.
    excludes : list of str
        Level-2 names that have no place under this edition, so that it does not apply to a year with such an indicator.
    total_rounding : str
        ``awards``: each award is rounded, then summed; ``total``: the sum alone is rounded.
    comparators : dict of str to str
        The rule of :data:`evalkit.scoring.rules.RULES` for each sign.
    zero_target, late : str
        What a missed target of zero and a missed date earn; ``judgement`` where no rule is published.
    inapplicable : str
        An indicator that does not apply earns ``zero``, is left out and the others are rescaled (``rescale``), or stays
        open (``judgement``) where no rule is published. No edition here says ``zero``: the criteria of a third party's
        re-review do, but they are no published norm.
    growth : str
        A growth rate is scored on levels (``levels``), or literally.
    families : list of str
        How the layouts of published forms of this edition are named, by their beginning.
    split_targets : bool
        Whether these forms print sign, number and unit of a target in three cells.
    """

    edition: str
    based_on: str = ""
    title: str
    source: str
    verified: bool
    why_unverified: str
    sections: list[Section]
    excludes: list[str] = []
    grades: list[Grade]
    award_digits: Annotated[int, Field(ge=0, le=6)]
    total_rounding: Literal["awards", "total"]
    comparators: dict[Sign, RuleName]
    zero_target: Literal["all_or_nothing", "judgement"]
    late: Literal["zero", "judgement"]
    tiers: list[Tier]
    budget: BudgetRule
    over_achievement: OverAchievement
    inapplicable: Literal["zero", "rescale", "judgement"]
    growth: Literal["levels", "literal"]
    families: list[str]
    split_targets: bool

    @model_validator(mode="before")
    @classmethod
    def _takes_from_its_base(cls, given: Any) -> Any:
        """Add what the file does not state; a base that is at fault itself is told with its own file and line."""
        base = _Base.model_validate(given).based_on if isinstance(given, dict) else ""
        if not base:
            return given
        taken = dict(load_rulebook(base))
        return {name: value for name, value in taken.items() if name not in STATED_BY_EACH} | given

    @field_validator("why_unverified")
    @classmethod
    def _an_unverified_edition_says_why(cls, why: str, info: ValidationInfo) -> str:
        if info.data.get("verified") is False and not why.strip():
            raise InvalidInputError(
                "R-BOOK-07",
                "未核实而没有写明原因",
                found="why_unverified 为空",
                expected="没有读到哪些文件、各项据何整理",
                remedy="写明原因；读到官方全文后 verified 改为 true",
            )
        return why

    @field_validator("comparators")
    @classmethod
    def _every_sign_has_a_rule(cls, comparators: dict[str, str]) -> dict[str, str]:
        lacking = [sign for sign in get_args(Sign) if sign not in comparators]
        if lacking:
            raise InvalidInputError(
                "R-BOOK-08",
                "比较符号没有写全",
                found=f"缺 {'、'.join(lacking)}",
                expected="、".join(get_args(Sign)),
                remedy="在该版评分规则的 comparators 中补上",
            )
        return comparators

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
        names = [grade.name for grade in grades]
        repeated = list(dict.fromkeys(name for name in names if names.count(name) > 1))
        if repeated:
            raise InvalidInputError(
                "R-BOOK-09",
                "两个等级同名",
                found="、".join(repeated),
                expected="各等级名称不同",
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
        if category in self.excludes:
            return None
        for name in (category, section):
            for own in self.sections:
                if name == own.name or name in own.holds:
                    return own.name
        return None


def editions() -> list[str]:
    """Return the names of the editions there are."""
    note_read("rulebooks/", digest_of("rulebooks/", RULEBOOKS))
    return sorted(entry.stem for entry in RULEBOOKS.glob("*.yml"))


def load_rulebook(edition: str, place: str = "year.yml edition") -> Rulebook:
    """Return an edition by name; ``place`` says where the name was written.

    Raises
    ------
    InputProblems
        ``R-BOOK-02`` if there is no such edition; otherwise what is wrong in its file or in that of the edition it is
        based on, with the line.

    Examples
    --------
    >>> load_rulebook("mof-2020-10").grade(Decimal("89.99"))
    '良'
    >>> load_rulebook("local-80-70-60").grade(Decimal("89.99"))
    '优'
    """
    if edition not in editions():
        raise InputProblems([_unknown(edition).at(place)])
    digests = {book.stem: sha256_of(book) for book in RULEBOOKS.glob("*.yml")}
    rulebook = _read(edition, RULEBOOKS, tuple(sorted(digests.items())))
    for name in filter(None, (edition, rulebook.based_on)):
        note_read(f"rulebooks/{name}.yml", digests[name])
    return rulebook


@cache
def _read(edition: str, folder: Path, digests: tuple[tuple[str, str], ...]) -> Rulebook:
    """Return an edition of a folder; as long as no file of it has changed, it is read once."""
    rulebook, problems = read_yaml(folder / f"{edition}.yml", _shown(edition), Rulebook)
    if rulebook is None:
        raise InputProblems(problems)
    return rulebook


def _shown(edition: str) -> str:
    return f"evalkit/scoring/rulebooks/{edition}.yml"


def _unknown(edition: str) -> InvalidInputError:
    near = difflib.get_close_matches(edition, editions(), n=1)
    hint = f"是否为“{near[0]}”？" if near else "改用列出的版本"
    return InvalidInputError("R-BOOK-02", "没有这版评分规则", found=f"“{edition}”", expected="、".join(editions()), remedy=hint)
