"""Oddities of single rows: targets, actual values, awards."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from evalkit.cells.amounts import HUNDRED, folded, is_filled, plain
from evalkit.cells.cell import Kind
from evalkit.forms.assess import sign_against_sense, unlike
from evalkit.forms.budget import percent
from evalkit.forms.rows import bare_name
from evalkit.forms.verdicts import CENT, Reconciliation, RowResult
from evalkit.quantities import from_base, round_half_up, to_base

Found = Iterator[tuple[str, str]]
FAR_OVER = Decimal("1.3")
NEARLY = Decimal("0.05")
LOW_RATE = Decimal("0.8")
SIGN = re.compile(r"≥|≤|>=|<=|>|<|≧|≦")
SAME_SIGN = {">=": "≥", "≧": "≥", "<=": "≤", "≦": "≤"}
NAME_HOLDS_TARGET = re.compile(r"[≥≤><≧≦]|\*\*|\d%|不[高低少多超]于|不超过|\d月底|\d月\d+日")
WHOLE_COST = re.compile("总成本|总投资|项目成本|成本总额|资金总额|投资总额")
COUNTED_UNIT = re.compile("万?(个|人|人次|户|家|次|场|场次|件|项|亩|头|只|座|处|套|台|辆|名)")
MONTH_ONLY = re.compile(r"(?<![\d年])\d{1,2}月(?!\d*年)")
PERCENTAGE = re.compile(r"(\d+(?:\.\d+)?)%")


def each_row(rule: Callable[[Reconciliation, RowResult], str]) -> Callable[[Reconciliation], Found]:
    """Return a rule of a whole form that asks a rule of one row about every row whose transcription is safe."""

    def found(result: Reconciliation) -> Found:
        for row in result.rows:
            message = "" if row.row.doubtful else rule(result, row)
            if message:
                yield row.place, message

    return found


def _is_full(row: RowResult) -> bool:
    return row.points is not None and row.printed is not None and abs(row.printed - row.points) <= CENT


def _missed(row: RowResult) -> bool:
    return row.met is False and row.attainment is not None and row.printed is not None and not row.budget


def _far_over(row: RowResult) -> bool:
    upward = row.target.comparator in ("", "≥", ">", "=")
    return bool(row.met and upward and row.attainment is not None and row.attainment > FAR_OVER)


def miss_scored_full(result: Reconciliation, row: RowResult) -> str:
    """MISS_SCORED_FULL: the target was missed and the award is full."""
    told = "" if row.parent else f"（{row.actual.text} 对 {row.target.text}）"
    return f"未达到指标值{told}而得满分" if _missed(row) and _is_full(row) else ""


def miss_not_proportional(result: Reconciliation, row: RowResult) -> str:
    """MISS_NOT_PROPORTIONAL: the target was missed and the award is neither full nor what the edition gives."""
    if not _missed(row) or _is_full(row) or row.award is None or abs(row.printed - row.award) <= NEARLY:
        return ""
    return f"未达到指标值，印出 {plain(row.printed)}，按比例为 {row.award:f}"


def met_but_deducted(result: Reconciliation, row: RowResult) -> str:
    """MET_BUT_DEDUCTED: the target was met, or its words repeated, and points are missing."""
    short = row.points is not None and row.printed is not None and row.printed < row.points - CENT
    words = row.target.kind is Kind.WORDS and row.target.text == row.actual.text
    return f"已达到指标值，印出 {plain(row.printed)}，分值 {plain(row.points)}" if short and (row.met or words) else ""


def over_target_full_marks(result: Reconciliation, row: RowResult) -> str:
    """OVER_TARGET_FULL_MARKS: more than 30 % over the target, full award."""
    return f"完成率 {percent(row.attainment)}，超过 130%，得满分" if _far_over(row) and _is_full(row) else ""


def over_target_unscored(result: Reconciliation, row: RowResult) -> str:
    """OVER_TARGET_UNSCORED: more than 30 % over the target in a row without an award."""
    return f"完成率 {percent(row.attainment)}，超过 130%" if _far_over(row) and row.printed is None else ""


def ratio_upside_down(result: Reconciliation, row: RowResult) -> str:
    """RATIO_UPSIDE_DOWN: the reason for an excess states target over actual as a percentage."""
    if not row.met or row.attainment is None or row.attainment <= 1 or row.target.comparator in ("≤", "<"):
        return ""
    upside_down, excess = HUNDRED / row.attainment, (row.attainment - 1) * HUNDRED
    for text in PERCENTAGE.findall(folded(row.row.reason)):
        digits = len(text.partition(".")[2])
        stated = Decimal(text)
        right = {round_half_up(each, digits) for each in (excess, excess + HUNDRED)}
        if stated not in right and abs(stated - upside_down) < Decimal(1).scaleb(-digits):
            return f"说明中的 {text}% 是指标值除以完成值；完成值超出指标值 {plain(round_half_up(excess, 2))}%"
    return ""


def output_full_budget_low(result: Reconciliation) -> Found:
    """OUTPUT_FULL_BUDGET_LOW: less than 80 % of the money is spent and every output that can be judged is reached."""
    share = result.budget.share
    outputs = [row for row in result.rows if "产出" in row.row.section and not row.budget]
    judged = [row for row in outputs if row.met is not None]
    deducted = any(row.points is not None and row.printed is not None and not _is_full(row) for row in outputs)
    if share is not None and share < LOW_RATE and judged and all(row.met for row in judged) and not deducted:
        yield "项目资金", f"执行率 {percent(share)}，可判断的 {len(judged)} 个产出指标全部达到"


def direction_odd(result: Reconciliation, row: RowResult) -> str:
    """DIRECTION_ODD: a ceiling on what is done or built, a floor on a cost, or another sign in the name than in the target."""
    against_sense = sign_against_sense(row.row, row.target)
    if against_sense:
        return against_sense
    own, named = SIGN.search(folded(row.row.target)), SIGN.search(folded(row.row.name))
    if own and named and SAME_SIGN.get(own[0], own[0]) != SAME_SIGN.get(named[0], named[0]):
        return f"名称中为“{named[0]}”，指标值中为“{own[0]}”"
    return ""


def actual_with_operator(result: Reconciliation, row: RowResult) -> str:
    """ACTUAL_WITH_OPERATOR: the actual value is printed with a sign, so it is not a measured value."""
    return (
        f"完成值“{row.actual.text}”带比较符号，不是实测值" if row.actual.comparator and row.actual.kind is not Kind.DATE else ""
    )


def type_mismatch(result: Reconciliation, row: RowResult) -> str:
    """TYPE_MISMATCH: a figure against words, or a date against a number."""
    return f"指标值“{row.target.text}”与完成值“{row.actual.text}”不是同一类" if unlike(row.target, row.actual) else ""


def zero_target(result: Reconciliation, row: RowResult) -> str:
    """ZERO_TARGET: a target of zero, for which no ratio exists."""
    return "指标值为 0，没有完成率" if row.target.kind is Kind.NUMBER and row.target.value == 0 else ""


def target_missing(result: Reconciliation, row: RowResult) -> str:
    """TARGET_MISSING: a named row without a target; the last row of an incomplete form may only be cut."""
    cut = not result.form.complete and row is result.rows[-1]
    lacking = row.target.kind is Kind.BLANK and is_filled(row.row.name) and not (row.parent or row.budget)
    return "指标值空白" if lacking and not cut and not _is_full(row) else ""


def target_missing_full_marks(result: Reconciliation, row: RowResult) -> str:
    """TARGET_MISSING_FULL_MARKS: no target in the row, and a full award."""
    return "指标值空白而得满分" if row.target.kind is Kind.BLANK and _is_full(row) and not row.budget else ""


def target_in_name(result: Reconciliation, row: RowResult) -> str:
    """TARGET_IN_NAME: sign, placeholder or value of the target stands in the name."""
    return "指标值或其符号写在指标名称里" if NAME_HOLDS_TARGET.search(folded(row.row.name)) else ""


def points_in_value_cells(result: Reconciliation, row: RowResult) -> str:
    """POINTS_IN_VALUE_CELLS: the cells for values hold points."""
    return "指标值、完成值单元格里填的是分值" if row.in_values else ""


def rate_named_count(result: Reconciliation, row: RowResult) -> str:
    """RATE_NAMED_COUNT: a rate counted in things, or a count in per cent."""
    name = re.sub(r"[(（].*", "", bare_name(row.row.name))
    counted = name.endswith("率") and COUNTED_UNIT.fullmatch(row.target.unit)
    rated = name.endswith(("数", "数量", "人次")) and row.target.unit == "%"
    return f"名称“{name}”与单位“{row.target.unit}”不符" if counted or rated else ""


def mixed_units_added(result: Reconciliation) -> Found:
    """MIXED_UNITS_ADDED: a row is broken down into rows of different units."""
    parent: RowResult | None = None
    units: dict[str, dict[str, None]] = {}
    for row in result.rows:
        if not row.subrow:
            parent = row
        elif parent is not None and row.target.unit:
            units.setdefault(parent.place, {})[row.target.unit] = None
    for place, own in units.items():
        if len(own) > 1:
            yield place, f"下级行的单位不同：{'、'.join(own)}"


def month_target(result: Reconciliation, row: RowResult) -> str:
    """MONTH_TARGET: a date target without a year."""
    text = folded(row.row.target)
    return f"指标值“{text}”只有月份，没有年份" if MONTH_ONLY.search(text) and "年" not in text else ""


def actual_ne_executed(result: Reconciliation, row: RowResult) -> str:
    """ACTUAL_NE_EXECUTED: the whole cost of the project is not what the money block says was spent."""
    executed, unit = result.budget.executed, row.actual.unit
    money = row.actual.kind is Kind.NUMBER and unit in ("元", "万元", "亿元")
    if executed is None or not money or not WHOLE_COST.search(row.row.name):
        return ""
    actual = from_base(to_base(row.actual.value, unit), result.form.money_unit)
    return f"完成值 {plain(actual)}，全年执行数 {plain(executed)}" if actual != executed else ""


ROW_RULES: dict[str, Callable[[Reconciliation], Found]] = {
    "MISS_SCORED_FULL": each_row(miss_scored_full),
    "MISS_NOT_PROPORTIONAL": each_row(miss_not_proportional),
    "MET_BUT_DEDUCTED": each_row(met_but_deducted),
    "OVER_TARGET_FULL_MARKS": each_row(over_target_full_marks),
    "OVER_TARGET_UNSCORED": each_row(over_target_unscored),
    "RATIO_UPSIDE_DOWN": each_row(ratio_upside_down),
    "OUTPUT_FULL_BUDGET_LOW": output_full_budget_low,
    "DIRECTION_ODD": each_row(direction_odd),
    "ACTUAL_WITH_OPERATOR": each_row(actual_with_operator),
    "TYPE_MISMATCH": each_row(type_mismatch),
    "ZERO_TARGET": each_row(zero_target),
    "TARGET_MISSING": each_row(target_missing),
    "TARGET_MISSING_FULL_MARKS": each_row(target_missing_full_marks),
    "TARGET_IN_NAME": each_row(target_in_name),
    "POINTS_IN_VALUE_CELLS": each_row(points_in_value_cells),
    "RATE_NAMED_COUNT": each_row(rate_named_count),
    "MIXED_UNITS_ADDED": mixed_units_added,
    "MONTH_TARGET": each_row(month_target),
    "ACTUAL_NE_EXECUTED": each_row(actual_ne_executed),
}
