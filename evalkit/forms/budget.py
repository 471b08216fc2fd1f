"""项目资金: the execution rate from the money cells, and its award under an edition."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from evalkit.cells.amounts import HUNDRED, is_filled, plain, read_amount, read_award, read_points, read_rate
from evalkit.forms.model import Form, MoneyRow
from evalkit.forms.verdicts import BudgetResult, Verdict, against_printed
from evalkit.quantities import format_number
from evalkit.scoring.judge import budget_award
from evalkit.scoring.rulebook import Rulebook

BASES = {"revised": "全年预算数", "received": "到位数", "initial": "年初预算数"}
FIELDS = (*BASES, "executed")
MOST_POWERS = 9
"""Powers of ten beyond which a ratio can only be a mistake."""


@dataclass(frozen=True)
class Execution:
    """The execution rate of a form, or why there is none.

    Attributes
    ----------
    share : Decimal or None
        Not rounded, not capped.
    working : str
        How it came about.
    why : str
        Why there is none; empty otherwise.
    stated : bool
        Whether the form says anything about money.
    """

    share: Decimal | None
    working: str = ""
    why: str = ""
    stated: bool = True
    base: str = ""
    base_amount: Decimal | None = None
    executed: Decimal | None = None
    from_parts: bool = False


def amounts_of(row: MoneyRow, unit: str) -> dict[str, Decimal | None]:
    """Return a row's amounts by field; ``None`` where a cell is blank or cannot be read."""
    read = {field: read_amount(getattr(row, field), unit) for field in FIELDS}
    return {field: amount.value if amount else None for field, amount in read.items()}


def execution_of(form: Form, rulebook: Rulebook) -> Execution:
    """预算执行率 Execution rate from the money block.

    Parameters
    ----------
    form : Form
        Its first money row is 年度资金总额.
    rulebook : Rulebook
        Says which base the edition divides by; another printed base is taken where that cell is blank.

    Returns
    -------
    Execution
        From the amounts where both are printed, otherwise from the printed rate. Undefined for 0/0, for spending against
        a base of zero, for negative amounts, and for a printed rate of which the unit cannot be told.

    Examples
    --------
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> money = (MoneyRow("年度资金总额", revised="50", executed="10"),)
    >>> execution_of(Form(file="", money=money), load_rulebook("mof-2020-10")).working
    '全年执行数 10 ÷ 全年预算数 50 = 20.00%'
    """
    if not form.money or not any(is_filled(getattr(row, field)) for row in form.money for field in (*FIELDS, "rate")):
        return Execution(None, why="没有印出项目资金", stated=False)
    amounts, from_parts = effective_amounts(form)
    wanted = rulebook.budget.base
    base = next((each for each in (wanted, *BASES) if amounts[each] is not None), None)
    executed = amounts["executed"]
    if base is None or executed is None:
        return _from_printed_rate(form)
    amount = amounts[base]
    sums = f"全年执行数 {plain(executed)} ÷ {BASES[base]} {plain(amount)}"
    remarks = ["合计行为 0 或空白，改用各分项之和"] if from_parts else []
    remarks += [f"{BASES[wanted]}空白或无法读取，改用{BASES[base]}"] if base != wanted else []
    known = {"base": base, "base_amount": amount, "executed": executed, "from_parts": from_parts}
    why = _contradiction(amount, executed)
    if why:
        return Execution(None, why=f"{sums}：{why}", **known)
    share = executed / amount
    return Execution(share, working="；".join([*remarks, f"{sums} = {percent(share)}"]), **known)


def budget_result(form: Form, rulebook: Rulebook, execution: Execution) -> BudgetResult:
    """预算执行得分 The money block's award, recomputed.

    Parameters
    ----------
    form : Form
        The form as printed.
    rulebook : Rulebook
        The edition.
    execution : Execution
        What :func:`execution_of` tells.

    Returns
    -------
    BudgetResult
        Points come from the block, or from the heading of level 1 that is the edition's budget section; never from the
        edition. Not scored where none are printed; not computable where there is no rate.

    Examples
    --------
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> edition = load_rulebook("hubei-20-80")
    >>> form = Form(file="", money=(MoneyRow("年度资金总额", revised="50", executed="10", points="20", award="4"),))
    >>> budget_result(form, edition, execution_of(form, edition)).award
    Decimal('4.00')
    """
    points, printed = _budget_points(form, rulebook), _first(form.money, "award", read_award)
    known = {
        "share": execution.share,
        "points": points,
        "printed": printed,
        "base": execution.base,
        "base_amount": execution.base_amount,
        "executed": execution.executed,
        "from_parts": execution.from_parts,
    }
    scored = points is not None or printed is not None
    if execution.share is None:
        impossible = scored or execution.base_amount is not None or (execution.stated and _any_rate(form))
        verdict = Verdict.NOT_COMPUTABLE if impossible else Verdict.NOT_SCORED
        return BudgetResult(award=None, verdict=verdict, reason=execution.why, **known)
    if points is None:
        verdict = Verdict.NOT_COMPUTABLE if scored else Verdict.NOT_SCORED
        lack = "未印分值" if scored else "未印分值和得分"
        return BudgetResult(award=None, verdict=verdict, reason=f"{lack}；{execution.working}", **known)
    award, working = budget_working(rulebook, points, execution.share)
    verdict, difference = against_printed(printed, award)
    reason = "；".join(part for part in (execution.working, working, difference) if part)
    return BudgetResult(award=award, verdict=verdict, reason=reason, **known)


def budget_working(rulebook: Rulebook, points: Decimal, share: Decimal) -> tuple[Decimal, str]:
    """Return the award of an execution rate and how it came about."""
    award = budget_award(rulebook, points=points, rate=share)
    rule = rulebook.budget
    remarks = []
    if share > 1:
        remarks.append("执行率超过 100%，按 100% 计分" if rule.cap else "执行率超过 100%，该版不封顶")
    if rule.rate_digits is not None:
        remarks.append(f"执行率先四舍五入到百分数的 {rule.rate_digits} 位小数")
    if rule.explain_below is not None and share * HUNDRED < rule.explain_below:
        remarks.append(f"执行率低于 {plain(rule.explain_below)}%，须说明原因")
    return award, "；".join([*remarks, f"满分 {plain(points)} 分，得 {format_number(award, rulebook.award_digits)} 分"])


def percent(share: Decimal) -> str:
    """Write a share as a percentage with two decimals."""
    return f"{format_number(share * HUNDRED, 2)}%"


def effective_amounts(form: Form) -> tuple[dict[str, Decimal | None], bool]:
    """Return the total row's amounts, or the sum of the parts where the total row holds no money and a part does.

    A field that a part with money leaves blank has no sum: a blank is not a zero.
    """
    total = amounts_of(form.money[0], form.money_unit)
    parts = [amounts_of(row, form.money_unit) for row in form.money[1:]]
    if any(total.values()) or not any(amount for part in parts for amount in part.values()):
        return total, False
    stated = [part for part in parts if any(amount is not None for amount in part.values())]
    values = {field: [part[field] for part in stated] for field in FIELDS}
    return {field: None if None in each else sum(each) for field, each in values.items()}, True


def _contradiction(base: Decimal, executed: Decimal) -> str:
    if base < 0 or executed < 0:
        return "金额为负，不能计算执行率"
    if base and (executed / base).adjusted() > MOST_POWERS:
        return "支出与预算数相差过大，金额单位可能不同，不能计算执行率"
    if base == 0:
        return "预算数为 0 而有支出，不能计算执行率" if executed else "0 ÷ 0 没有意义"
    return ""


def _from_printed_rate(form: Form) -> Execution:
    text = next((row.rate for row in form.money if is_filled(row.rate)), "")
    rate = read_rate(text)
    if rate is not None and rate.share is not None:
        return Execution(rate.share, working=f"金额不全，按印出的执行率 {percent(rate.share)} 计")
    if rate is not None:
        return Execution(None, why=f"执行率印作 {text}，没有百分号，也没有金额可以核对，不能确定是比例还是百分数")
    printed = [f"{name}“{cell}”" for name, cell in [*_unread(form), ("执行率", text)] if cell]
    return Execution(None, why=f"无法读取：{'、'.join(printed)}" if printed else "预算数或执行数空白，也没有印出执行率")


def _unread(form: Form) -> list[tuple[str, str]]:
    names = BASES | {"executed": "全年执行数"}
    cells = [(names[field], getattr(form.money[0], field)) for field in FIELDS]
    return [(name, text) for name, text in cells if is_filled(text) and read_amount(text, form.money_unit) is None]


def _any_rate(form: Form) -> bool:
    return any(is_filled(row.rate) for row in form.money)


def _budget_points(form: Form, rulebook: Rulebook) -> Decimal | None:
    points = _first(form.money, "points", read_points)
    if points is not None:
        return points
    headings = [text for name, text in form.section_points.items() if rulebook.section_of(name, "") == rulebook.budget.section]
    return next((read_points(text) for text in headings), None)


def _first(rows: Sequence[MoneyRow], field: str, read: Callable[[str], Decimal | None]) -> Decimal | None:
    return next((number for row in rows if (number := read(getattr(row, field))) is not None), None)
