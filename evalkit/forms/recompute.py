"""A form recomputed under an edition: budget, rows, total, and what is odd about it. Its arithmetic is told, never repaired."""

from dataclasses import dataclass, replace
from decimal import Decimal

from evalkit.cells.amounts import is_filled, plain, read_total
from evalkit.forms.budget import budget_result, execution_of
from evalkit.forms.findings import find
from evalkit.forms.model import Form
from evalkit.forms.rows import row_results
from evalkit.forms.verdicts import CENT, BudgetResult, Reconciliation, RowResult, TotalResult, Verdict
from evalkit.scoring.rulebook import Rulebook

Bounds = tuple[Decimal, Decimal]
ZERO = Decimal(0)


@dataclass(frozen=True)
class _Part:
    """What the budget or a row puts into the total."""

    name: str
    points: Decimal | None
    printed: Decimal | None
    award: Decimal | None
    doubtful: bool = False


def recompute(form: Form, rulebook: Rulebook, edition_reason: str = "") -> Reconciliation:
    """复算自评表 Recompute a form under an edition.

    Parameters
    ----------
    form : Form
        The form as printed.
    rulebook : Rulebook
        The edition.
    edition_reason : str
        Why this edition was taken; see :func:`evalkit.forms.recognise.recognise`.

    Returns
    -------
    Reconciliation
        Every award that can be recomputed is, from money, targets and actual values alone; printed awards are only compared
        with. The total is the form's own addition of its printed awards.

    Examples
    --------
    >>> from evalkit.forms.model import FormRow
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> row = FormRow("产出指标", "数量指标", "参合人数", target="8755", actual="8676", points="15", award="13")
    >>> result = recompute(Form(file="form.yaml", rows=(row,)), load_rulebook("mof-2020-10"))
    >>> result.rows[0].award, result.rows[0].verdict.value
    (Decimal('14.86'), 'differs')
    """
    execution = execution_of(form, rulebook)
    budget = budget_result(form, rulebook, execution)
    rows = row_results(form, rulebook, execution)
    result = Reconciliation(form, rulebook, edition_reason, budget, rows, total_result(form, budget, rows))
    return replace(result, findings=tuple(find(result)))


def total_result(form: Form, budget: BudgetResult, rows: tuple[RowResult, ...]) -> TotalResult:
    """合计 Add up the printed awards and compare with the printed total.

    Parameters
    ----------
    form : Form
        The form as printed.
    budget : BudgetResult
        The money block, recomputed.
    rows : tuple of RowResult
        A row that repeats the scored money block is counted once.

    Returns
    -------
    TotalResult
        Not computable where rows are cut off, their transcription is doubtful, or an award is missing. A total printed as two
        bounds is compared with the awards alone, and with the points of the rows without an award on top.
    """
    parts = _parts(budget, rows)
    printed = read_total(form.total)
    by_rules = _by_rules(parts) if form.complete else None
    recomputed, why = _sum(form, parts, bounded=printed is not None and printed[0] != printed[1])
    if printed is None:
        unread = is_filled(form.total)
        reason = f"印出的合计“{form.total}”不是数字" if unread else "未印合计"
        return TotalResult(None, recomputed, Verdict.NOT_COMPUTABLE if unread else Verdict.NOT_SCORED, reason, by_rules)
    if recomputed is None:
        return TotalResult(printed, None, Verdict.NOT_COMPUTABLE, why, by_rules)
    same = all(abs(one - other) <= CENT for one, other in zip(printed, recomputed, strict=True))
    reason = why if same else f"{why}，印出 {_told(printed)}"
    return TotalResult(printed, recomputed, Verdict.AGREES if same else Verdict.DIFFERS, reason, by_rules)


def _parts(budget: BudgetResult, rows: tuple[RowResult, ...]) -> list[_Part]:
    """Return what is added up: the budget once, and the rows; of a form with points not those that have none."""
    pointless = not any(is_filled(row.row.points) for row in rows)
    scored = budget.points is not None or budget.printed is not None
    parts = [_Part("预算执行", budget.points, budget.printed, budget.award)] if scored else []
    for row in rows:
        valued = pointless and not row.subrow and (is_filled(row.row.target) or is_filled(row.row.actual))
        counted = row.points is not None or row.printed is not None or valued
        if counted and not (row.budget and scored):
            parts.append(_Part(row.place, row.points, row.printed, row.award, row.row.doubtful))
    return parts


def _sum(form: Form, parts: list[_Part], *, bounded: bool) -> tuple[Bounds | None, str]:
    """Return the sum of the printed awards with its working, or why there is none."""
    missing = [part for part in parts if part.printed is None]
    doubtful = [part.name for part in parts if part.doubtful]
    if not form.complete:
        return None, "表不完整，缺行的得分不知道"
    if doubtful:
        return None, f"含抄录存疑的行：{'、'.join(doubtful)}"
    if len(missing) == len(parts) and not (bounded and parts):
        return None, "没有印出任何得分"
    if missing and not bounded:
        return None, f"未印得分的行：{'、'.join(part.name for part in missing)}"
    if any(part.points is None for part in missing):
        return None, f"未印得分的行没有分值：{'、'.join(part.name for part in missing if part.points is None)}"
    awards = [part.printed for part in parts if part.printed is not None]
    low = sum(awards, ZERO)
    high = low + sum((part.points for part in missing), ZERO)
    added = f"{' + '.join(plain(award) for award in awards)} = {plain(low)}" if awards else "没有印出任何得分"
    return (low, high), f"{added}，未得分的行共 {plain(high - low)} 分，合计 {_told((low, high))}" if missing else added


def _by_rules(parts: list[_Part]) -> Bounds | None:
    """Return the bounds of the total under the edition; ``None`` where points are not known."""
    if not parts or any(part.points is None for part in parts):
        return None
    low = sum((part.award for part in parts if part.award is not None), ZERO)
    return low, low + sum((part.points for part in parts if part.award is None), ZERO)


def _told(bounds: Bounds) -> str:
    low, high = bounds
    return plain(low) if low == high else f"{plain(low)} 至 {plain(high)}"
