"""What recomputing a form yields: a verdict with its reason for the budget, every row and the total."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from evalkit.cells.cell import Cell
from evalkit.forms.model import Form, FormRow
from evalkit.scoring.rulebook import Rulebook

CENT = Decimal("0.005")


class Verdict(StrEnum):
    """The five answers a real form can get."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NEEDS_JUDGEMENT = "needs_judgement"
    NOT_COMPUTABLE = "not_computable"
    NOT_SCORED = "not_scored"


VERDICT_NAMES = {
    Verdict.AGREES: "一致",
    Verdict.DIFFERS: "不一致",
    Verdict.NEEDS_JUDGEMENT: "须人工判定",
    Verdict.NOT_COMPUTABLE: "无法计算",
    Verdict.NOT_SCORED: "未计分",
}


@dataclass(frozen=True)
class FormFinding:
    """Something odd in a form: its code, what it is in Chinese, and where."""

    code: str
    message: str
    place: str


@dataclass(frozen=True)
class RowResult:
    """One row of the indicator block, recomputed.

    Attributes
    ----------
    place : str
        Where the row stands, with its name.
    target, actual : Cell
        The cells, read.
    points, printed : Decimal or None
        分值 and 得分 as printed, or as a heading says.
    award : Decimal or None
        得分 under the edition; ``None`` where it cannot be told.
    met : bool or None
        Whether the target was reached; ``None`` where that cannot be told.
    attainment : Decimal or None
        完成率 :math:`A / T`.
    subrow, budget : bool
        The row is a breakdown, or repeats the budget execution.
    parent : bool
        The row's cells are blank and the values stand in the sub-rows below it.
    in_values : bool
        The cells for target and actual hold points.
    """

    row: FormRow
    place: str
    target: Cell
    actual: Cell
    points: Decimal | None
    printed: Decimal | None
    award: Decimal | None
    verdict: Verdict
    reason: str
    met: bool | None = None
    attainment: Decimal | None = None
    subrow: bool = False
    budget: bool = False
    parent: bool = False
    in_values: bool = False


@dataclass(frozen=True)
class BudgetResult:
    """Budget execution, recomputed.

    Attributes
    ----------
    share : Decimal or None
        执行率 as a share, not rounded and not capped.
    base : str
        What spending was divided by: ``initial``, ``revised``, ``received``; empty where no money was used.
    base_amount, executed : Decimal or None
        The two amounts, in the unit of the form.
    from_parts : bool
        The total row holds no money, so the parts were added.
    """

    share: Decimal | None
    points: Decimal | None
    printed: Decimal | None
    award: Decimal | None
    verdict: Verdict
    reason: str
    base: str = ""
    base_amount: Decimal | None = None
    executed: Decimal | None = None
    from_parts: bool = False


@dataclass(frozen=True)
class TotalResult:
    """The total, added up again.

    Attributes
    ----------
    printed, recomputed : tuple of Decimal or None
        Low and high, equal where one number is printed; recomputed from the printed awards.
    by_rules : tuple of Decimal or None
        The sum of the recomputed awards; what needs judgement or cannot be computed counts from nothing to its points.
    """

    printed: tuple[Decimal, Decimal] | None
    recomputed: tuple[Decimal, Decimal] | None
    verdict: Verdict
    reason: str
    by_rules: tuple[Decimal, Decimal] | None = None


@dataclass(frozen=True)
class Reconciliation:
    """A form against an edition.

    Attributes
    ----------
    edition_reason : str
        Why this edition was taken.
    """

    form: Form
    rulebook: Rulebook
    edition_reason: str
    budget: BudgetResult
    rows: tuple[RowResult, ...]
    total: TotalResult
    findings: tuple[FormFinding, ...] = ()


def against_printed(printed: Decimal | None, award: Decimal) -> tuple[Verdict, str]:
    """Compare a recomputed award with the printed one, to the cent.

    Examples
    --------
    >>> against_printed(Decimal("8.62"), Decimal("8.62"))
    (<Verdict.AGREES: 'agrees'>, '')
    >>> against_printed(Decimal(13), Decimal("14.86"))
    (<Verdict.DIFFERS: 'differs'>, '印出 13，比复算少 1.86')
    """
    if printed is None:
        return Verdict.NOT_SCORED, "未印得分"
    gap = printed - award
    if abs(gap) <= CENT:
        return Verdict.AGREES, ""
    return Verdict.DIFFERS, f"印出 {printed:f}，比复算{'多' if gap > 0 else '少'} {abs(gap):f}"
