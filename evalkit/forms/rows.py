"""The indicator rows of a form, each with its verdict; sub-rows, blank parents and repeated budget rows included."""

import re
from dataclasses import replace
from decimal import Decimal

from evalkit.cells.amounts import HUNDRED, folded, is_filled, plain, read_award, read_points
from evalkit.cells.cell import Cell, Kind
from evalkit.cells.targets import in_unit, read_actual, read_target
from evalkit.forms.assess import Assessment, assess, computed, full, lower_may_be_better
from evalkit.forms.budget import FIELDS, MOST_POWERS, Execution, budget_working, percent
from evalkit.forms.model import Form, FormRow
from evalkit.forms.verdicts import RowResult, Verdict, against_printed
from evalkit.quantities import MISSING_TEXT
from evalkit.scoring.judge import judge
from evalkit.scoring.rulebook import Rulebook

LABEL = re.compile(r"^(★|指标\s*\d+\s*[:：.、]?|\d+\s*[.、])+")
BUDGET_NAME = re.compile(r"(项目)?(预算|资金|经费|支出){1,2}(支出|资金)?执行(率|情况)")
UPWARD_SIGNS = ("", "≥", ">", "=")


def row_results(form: Form, rulebook: Rulebook, execution: Execution) -> tuple[RowResult, ...]:
    """Recompute every row of a form, in order.

    Parameters
    ----------
    form : Form
        The form as printed.
    rulebook : Rulebook
        The edition.
    execution : Execution
        The execution rate of the money block, for rows that repeat it.

    Returns
    -------
    tuple of RowResult
        One for every row. Printed awards are compared with, never computed from.
    """
    cells = [_read(form, row) for row in form.rows]
    in_values = _rows_of_points(form)
    results = []
    for index, row in enumerate(form.rows):
        points, remark = _points(form, index)
        children = _children(form, cells, index)
        budget = is_budget_row(form, row)
        if row.doubtful:
            assessment = _impossible("抄录存疑，不作判断")
        elif index in in_values:
            assessment = _impossible("指标值和完成值单元格里填的是分值，没有指标值可以比较")
        elif budget:
            assessment = _budget(rulebook, execution, cells[index][1], points)
        elif children:
            assessment = _from_children(rulebook, [(form.rows[place], *cells[place]) for place in children], points)
        else:
            assessment = assess(rulebook, row, *cells[index], points)
        result = _result(form, index, cells[index], points, remark, assessment)
        results.append(replace(result, budget=budget, parent=bool(children), in_values=index in in_values))
    return tuple(results)


def place_of(form: Form, index: int) -> str:
    """Return where a row stands, with its name.

    Examples
    --------
    >>> place_of(Form(file="", rows=(FormRow("产出指标", "数量指标", "培训人数"),)), 0)
    '指标第 1 行 培训人数'
    """
    row = form.rows[index]
    return f"{row.place or f'指标第 {index + 1} 行'} {row.name or '（未印名称）'}"


def bare_name(name: str) -> str:
    """Return an indicator's name without numbering and stars.

    Examples
    --------
    >>> bare_name("★★★其中:低保人数"), bare_name("指标1:验收合格率")
    ('其中:低保人数', '验收合格率')
    """
    return LABEL.sub("", name.strip())


def names_budget(row: FormRow) -> bool:
    """Return whether a row is named like the budget execution rate."""
    return BUDGET_NAME.fullmatch(bare_name(row.name)) is not None


def is_budget_row(form: Form, row: FormRow) -> bool:
    """Return whether a row is the form's budget execution.

    It is where the form says so. Where the form has no money block, a row of that name is, unless its target is other than all.
    """
    if row.budget:
        return True
    stated = any(is_filled(getattr(money, field)) for money in form.money for field in (*FIELDS, "points"))
    return not stated and names_budget(row) and row.target.strip() in ("", "100%", "=100%", "≥100%")


def _read(form: Form, row: FormRow) -> tuple[Cell, Cell]:
    text, actual = ("" if each.strip() == MISSING_TEXT else each for each in (row.target, row.actual))
    target = read_target(text, sign=row.sign, unit=row.unit, name=row.name, fiscal_year=form.fiscal_year)
    return target, read_actual(actual, target=target, name=row.name, fiscal_year=form.fiscal_year)


def _rows_of_points(form: Form) -> set[int]:
    """Return the rows whose cells hold points: marked so, or the most of a form where target and points are the same."""
    scored = [index for index, row in enumerate(form.rows) if read_points(row.points) is not None]
    alike = [index for index in scored if _holds_points(form.rows[index])]
    found = set(alike) if len(alike) > 1 and 2 * len(alike) > len(scored) else set()
    return found | {index for index, row in enumerate(form.rows) if row.points_in_values}


def _holds_points(row: FormRow) -> bool:
    bare = _is_bare(row.target) and _is_bare(row.actual) and not row.sign and not row.unit
    return bare and read_points(row.target) == read_points(row.points) and read_points(row.actual) <= read_points(row.points)


def _is_bare(text: str) -> bool:
    """Return whether a cell holds a number and nothing else."""
    return re.fullmatch(r"[0-9]+(\.[0-9]+)?", folded(text)) is not None


def _points(form: Form, index: int) -> tuple[Decimal | None, str]:
    """Return a row's points; in a complete form without points, those of its heading if the section has no other row."""
    row = form.rows[index]
    if is_filled(row.points):
        return read_points(row.points), ""
    heading = read_points(form.section_points.get(row.section, ""))
    blank = not (row.name or row.target or row.actual)
    column = any(is_filled(other.points) for other in form.rows)
    others = sum(other.section == row.section and not other.subrow for other in form.rows) - 1
    if heading is None or blank or column or others or row.subrow or not form.complete:
        return None, ""
    return heading, f"未印分值，取一级指标“{row.section}”标题上的 {plain(heading)} 分"


def _children(form: Form, cells: list[tuple[Cell, Cell]], index: int) -> list[int]:
    """Return the sub-rows that hold the values of a row whose own cells are blank."""
    row = form.rows[index]
    if not is_filled(row.points) or any(cell.kind is not Kind.BLANK for cell in cells[index]):
        return []
    children = []
    for place in range(index + 1, len(form.rows)):
        if not form.rows[place].subrow:
            break
        children.append(place)
    return children


def _from_children(rulebook: Rulebook, children: list[tuple[FormRow, Cell, Cell]], points: Decimal | None) -> Assessment:
    assessments = [assess(rulebook, row, target, actual, None) for row, target, actual in children]
    doubtful = [row.name for row, *_ in children if row.doubtful]
    if doubtful:
        return _impossible(f"下级行 {'、'.join(doubtful)} 抄录存疑，不作判断")
    if all(each.met for each in assessments):
        return full(rulebook, points, f"本行未填数值，按 {len(children)} 个下级行判断：全部达到指标值")
    for (row, *_), each in zip(children, assessments, strict=True):
        if each.verdict is Verdict.NOT_COMPUTABLE:
            return _impossible(f"本行未填数值，下级行 {row.name} 无法计算：{each.reason}")
    sums = _sums(children)
    if sums is None:
        missed = [row.name for (row, *_), each in zip(children, assessments, strict=True) if not each.met]
        return Assessment(Verdict.NEEDS_JUDGEMENT, f"本行未填数值，下级行 {'、'.join(missed)} 未达到或须判定，各行不能相加")
    target, actual = sums
    outcome = judge(rulebook, points=points or HUNDRED, comparator="≥", target=target, actual=actual)
    why = f"本行未填数值，按下级行之和 {plain(actual)} ÷ {plain(target)} 计"
    return computed(rulebook, points, outcome.share, outcome.met, outcome.attainment, why)


def _sums(children: list[tuple[FormRow, Cell, Cell]]) -> tuple[Decimal, Decimal] | None:
    """Return the sums of targets and actual values; ``None`` where they must not be added."""
    unit = children[0][1].unit
    for row, target, actual in children:
        numbers = target.kind is Kind.NUMBER and actual.kind is Kind.NUMBER and not actual.comparator
        if not numbers or target.unit != unit or target.comparator not in UPWARD_SIGNS or unit == "%":
            return None
        if lower_may_be_better(row, unit) or _same_unit(actual, unit) is None:
            return None
    targets = sum((target.value for _, target, _ in children), Decimal(0))
    actuals = sum((_same_unit(actual, unit) for *_, actual in children), Decimal(0))
    return (targets, actuals) if targets > 0 and (actuals / targets).adjusted() <= MOST_POWERS else None


def _same_unit(actual: Cell, unit: str) -> Decimal | None:
    return actual.value if actual.unit in ("", unit) else in_unit(actual.value, actual.unit, unit)


def _budget(rulebook: Rulebook, execution: Execution, actual: Cell, points: Decimal | None) -> Assessment:
    share, working = execution.share, execution.working
    if share is None and execution.base_amount is None and actual.kind is Kind.NUMBER and actual.unit == "%":
        share, working = actual.value / HUNDRED, f"没有金额，按完成值 {percent(actual.value / HUNDRED)} 计"
    if share is None:
        return _impossible(execution.why)
    if points is None:
        return Assessment(None, working, share, None, share >= 1, share, working)
    award, told = budget_working(rulebook, points, share)
    return Assessment(None, f"按预算执行率计分；{working}；{told}", share, award, share >= 1, share, working)


def _impossible(why: str) -> Assessment:
    return Assessment(Verdict.NOT_COMPUTABLE, why, outcome=why)


def _result(
    form: Form,
    index: int,
    cells: tuple[Cell, Cell],
    points: Decimal | None,
    remark: str,
    assessment: Assessment,
) -> RowResult:
    row = form.rows[index]
    printed = read_award(row.award)
    award, verdict, reason = _verdict(row, points, printed, assessment)
    beyond = "" if award is not None else _beyond(points, printed)
    safe = not row.doubtful
    return RowResult(
        row=row,
        place=place_of(form, index),
        target=cells[0],
        actual=cells[1],
        points=points,
        printed=printed,
        award=award,
        verdict=verdict,
        reason="；".join(part for part in (remark, reason, beyond) if part),
        met=assessment.met if safe else None,
        attainment=assessment.attainment if safe else None,
        subrow=row.subrow,
    )


def _beyond(points: Decimal | None, printed: Decimal | None) -> str:
    """Return what is wrong with a printed award, whatever the row earns."""
    if printed is None or (printed >= 0 and (points is None or printed <= points)):
        return ""
    return f"印出的得分 {plain(printed)} 为负" if printed < 0 else f"印出的得分 {plain(printed)} 超过分值 {plain(points)}"


def _verdict(
    row: FormRow, points: Decimal | None, printed: Decimal | None, assessment: Assessment
) -> tuple[Decimal | None, Verdict, str]:
    if row.doubtful:
        return None, Verdict.NOT_COMPUTABLE, assessment.reason
    if is_filled(row.points) and points is None:
        return None, Verdict.NOT_COMPUTABLE, f"分值“{row.points}”无法读取；{assessment.outcome}"
    if points is None and row.subrow and printed is None:
        return None, Verdict.NOT_SCORED, f"下级行，不计分；{assessment.outcome}"
    if points is None and printed is None:
        return None, Verdict.NOT_SCORED, f"未印分值和得分；{assessment.outcome}"
    if points is None and assessment.verdict is not Verdict.NEEDS_JUDGEMENT:
        return None, Verdict.NOT_COMPUTABLE, f"未印分值；{assessment.outcome}"
    if assessment.verdict is not None:
        return None, assessment.verdict, assessment.reason
    verdict, difference = against_printed(printed, assessment.award)
    unread = f"印出的得分“{row.award}”不是数字" if is_filled(row.award) and printed is None else difference
    return assessment.award, verdict, "；".join(part for part in (assessment.reason, unread) if part)
