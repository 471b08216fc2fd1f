"""A recomputed form as JSON and as a plain Chinese reconciliation, aligned for a terminal."""

from datetime import date
from decimal import Decimal
from typing import Any

from evalkit.cells.amounts import HUNDRED, plain
from evalkit.cells.cell import Cell, Kind
from evalkit.cells.dates import NO_YEAR
from evalkit.forms.verdicts import VERDICT_NAMES, BudgetResult, Reconciliation, RowResult, TotalResult
from evalkit.quantities import round_half_up
from evalkit.text import aligned, one_line

HEADINGS = ("指标", "指标值", "完成值", "分值", "印出得分", "复算得分", "结论", "理由")
NUMBERS = range(3, 6)
NONE_TEXT = "—"


def form_json(result: Reconciliation) -> dict[str, Any]:
    """Return what ``evalkit form --format json`` prints of one form; numbers stay exact decimals.

    Examples
    --------
    >>> from evalkit.forms.model import Form, MoneyRow
    >>> from evalkit.forms.recompute import recompute
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> money = (MoneyRow("年度资金总额", revised="65.66", executed="65.07", points="10", award="9"),)
    >>> form_json(recompute(Form(file="a.yaml", money=money), load_rulebook("mof-2020-10")))["budget"]["award_recomputed"]
    Decimal('9.91')
    """
    return {
        "file": result.form.file,
        "edition": result.rulebook.edition,
        "edition_reason": result.edition_reason,
        "project": result.form.project,
        "fiscal_year": result.form.fiscal_year,
        "budget": _budget(result.budget),
        "indicators": [_row(row) for row in result.rows],
        "total": _total(result.total),
        "findings": [{"code": finding.code, "message": finding.message, "place": finding.place} for finding in result.findings],
    }


def form_text(result: Reconciliation) -> str:
    """Return the reconciliation of one form as lines of text; what its cells hold breaks no line and commands no terminal.

    Examples
    --------
    >>> from evalkit.forms.model import Form
    >>> from evalkit.forms.recompute import recompute
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> print(form_text(recompute(Form(file="a.yaml"), load_rulebook("mof-2020-10"), "由 --edition 指定")))
    a.yaml
    评分规则：mof-2020-10（由 --edition 指定）
    指标  指标值  完成值  分值  印出得分  复算得分  结论  理由
    预算：未计分；没有印出项目资金
    合计：未计分；未印合计
    发现：没有
    """
    about = [result.form.project, f"{result.form.fiscal_year} 年度" if result.form.fiscal_year else ""]
    findings = [f"  {finding.code}  {finding.place}：{finding.message}" for finding in result.findings]
    lines = [
        "  ".join(part for part in (result.form.file, *about) if part),
        f"评分规则：{result.rulebook.edition}（{result.edition_reason}）",
        *aligned([HEADINGS, *(_cells(row) for row in result.rows)], NUMBERS),
        _budget_line(result.budget),
        _total_line(result.total),
        *(["发现：", *findings] if findings else ["发现：没有"]),
    ]
    return "\n".join(map(one_line, lines))


def _budget(budget: BudgetResult) -> dict[str, Any]:
    return {
        "rate": _percentage(budget.share),
        "base": budget.base or None,
        "base_amount": budget.base_amount,
        "executed": budget.executed,
        "points": budget.points,
        "award_printed": budget.printed,
        "award_recomputed": budget.award,
        "verdict": budget.verdict.value,
        "reason": budget.reason,
    }


def _row(row: RowResult) -> dict[str, Any]:
    return {
        "name": row.row.name,
        "section": row.row.section,
        "category": row.row.category,
        "target": _cell(row.target),
        "actual": _cell(row.actual),
        "points": row.points,
        "award_printed": row.printed,
        "award_recomputed": row.award,
        "attainment": _percentage(row.attainment),
        "verdict": row.verdict.value,
        "reason": row.reason,
        "place": row.place,
    }


def _total(total: TotalResult) -> dict[str, Any]:
    by_rules = None if total.by_rules is None else dict(zip(("low", "high"), total.by_rules, strict=True))
    return {
        "printed": _one_or_both(total.printed),
        "recomputed": _one_or_both(total.recomputed),
        "verdict": total.verdict.value,
        "reason": total.reason,
        "by_rules": by_rules,
    }


def _cell(cell: Cell) -> dict[str, Any]:
    value = [cell.low, cell.high] if cell.kind is Kind.RANGE else cell.value
    return {
        "comparator": cell.comparator,
        "value": _iso(value) if isinstance(value, date) else value,
        "unit": cell.unit,
        "kind": cell.kind.value,
        "text": cell.text,
    }


def _iso(day: date) -> str:
    return f"--{day:%m-%d}" if day.year == NO_YEAR else day.isoformat()


def _percentage(share: Decimal | None) -> Decimal | None:
    return None if share is None else round_half_up(share * HUNDRED, 2)


def _one_or_both(bounds: tuple[Decimal, Decimal] | None) -> Decimal | list[Decimal] | None:
    return bounds if bounds is None else bounds[0] if bounds[0] == bounds[1] else list(bounds)


def _cells(row: RowResult) -> tuple[str, ...]:
    return (
        row.row.name or NONE_TEXT,
        row.target.text or NONE_TEXT,
        row.actual.text or NONE_TEXT,
        _number(row.points),
        _number(row.printed),
        _number(row.award),
        VERDICT_NAMES[row.verdict],
        row.reason,
    )


def _number(number: Decimal | None) -> str:
    return NONE_TEXT if number is None else plain(number)


def _budget_line(budget: BudgetResult) -> str:
    awards = f"分值 {_number(budget.points)}，印出得分 {_number(budget.printed)}，复算得分 {_number(budget.award)}，"
    shown = awards if budget.points is not None or budget.printed is not None else ""
    return f"预算：{shown}{VERDICT_NAMES[budget.verdict]}；{budget.reason}"


def _total_line(total: TotalResult) -> str:
    scored = "" if total.by_rules is None else f"；按规则复算 {_bounds(total.by_rules)}"
    sums = f"印出 {_bounds(total.printed)}，各行印出得分相加 {_bounds(total.recomputed)}，" if total.printed else ""
    return f"合计：{sums}{VERDICT_NAMES[total.verdict]}；{total.reason}{scored}"


def _bounds(bounds: tuple[Decimal, Decimal] | None) -> str:
    if bounds is None:
        return NONE_TEXT
    return plain(bounds[0]) if bounds[0] == bounds[1] else f"{plain(bounds[0])} 至 {plain(bounds[1])}"
