"""Oddities of the sheet as a whole: points, awards, total, sections, texts."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from evalkit.cells.amounts import HUNDRED, folded, is_filled, plain, read_points
from evalkit.cells.cell import Kind
from evalkit.forms.recognise import edition_of_layout
from evalkit.forms.rows import bare_name
from evalkit.forms.verdicts import Reconciliation, RowResult, Verdict

Found = Iterator[tuple[str, str]]
SHEET, TOTAL = "整表", "合计"
HEAVY = Decimal(40)
GOAL_ROW = re.compile(r"年度(总体|绩效)?目标(完成|实现)?(情况)?")
PROCESS_SECTIONS = ("投入", "过程", "管理", "决策")
YEAR = re.compile(r"(?<!\d)20\d\d(?=年)")
PLACEHOLDER_NAME = re.compile(r"(指标\d*[:：]?)?[\s/…—\-*.]*")
FEW = 2


def _scored(result: Reconciliation) -> list[RowResult]:
    return [row for row in result.rows if row.points is not None or row.printed is not None]


def _awards(result: Reconciliation) -> list[Decimal]:
    return [row.printed for row in result.rows if row.printed is not None]


def total_not_sum(result: Reconciliation) -> Found:
    """TOTAL_NOT_SUM: the printed awards add up to something else."""
    if result.total.verdict is Verdict.DIFFERS:
        yield TOTAL, result.total.reason


def total_blank(result: Reconciliation) -> Found:
    """TOTAL_BLANK: a complete scored form has no total."""
    if result.form.complete and (_scored(result) or result.budget.points is not None) and not is_filled(result.form.total):
        yield TOTAL, "合计空白"


def weights_not_100(result: Reconciliation) -> Found:
    """WEIGHTS_NOT_100: the points, or those of the headings, add up to something else; rows cut off can only add."""
    for name, total, cut in _weights(result):
        if total > HUNDRED or (total != HUNDRED and not cut):
            yield SHEET, f"{name}与预算执行合计 {plain(total)} 分，不是 100 分"
            return


def _weights(result: Reconciliation) -> Iterator[tuple[str, Decimal, bool]]:
    """Return the points of the rows and those of the headings, with the budget's, and whether some are missing."""
    budget = result.budget.points or Decimal(0)
    counted = [row for row in _scored(result) if not (row.budget and budget)]
    points = [row.points for row in counted if row.points is not None]
    if points:
        yield "各行分值", sum(points, budget), not result.form.complete or len(points) < len(counted)
    sections = {row.row.section for row in result.rows}
    headings = [read_points(text) for name, text in result.form.section_points.items() if name in sections]
    known = [each for each in headings if each is not None]
    if known:
        yield "一级指标标题分值", sum(known, budget), not result.form.complete or len(known) < len(sections)


def weights_as_percent(result: Reconciliation) -> Found:
    """WEIGHTS_AS_PERCENT: points are printed as percentages."""
    texts = [row.row.points for row in result.rows if folded(row.row.points).endswith("%")]
    if texts:
        yield SHEET, f"分值印作百分数，如 {texts[0]}"


def weight_applied_twice(result: Reconciliation) -> Found:
    """WEIGHT_APPLIED_TWICE: every full row prints its points times its points per cent."""
    earned = [row for row in result.rows if row.points and row.award == row.points and row.printed is not None]
    twice = [row for row in earned if row.printed == row.points * row.points / HUNDRED and row.printed != row.points]
    if len(twice) >= FEW and len(twice) == len(earned):
        yield SHEET, "得分等于分值再乘一次权重"


def no_weights(result: Reconciliation) -> Found:
    """NO_WEIGHTS: neither points nor awards for any row."""
    if result.rows and not _scored(result):
        yield SHEET, "各行没有分值也没有得分，不能计分"


def no_weight_column(result: Reconciliation) -> Found:
    """NO_WEIGHT_COLUMN: most rows with an award have no points."""
    lacking = [row for row in _scored(result) if not is_filled(row.row.points)]
    if 2 * len(lacking) > len(_scored(result)):
        yield SHEET, "只印得分，没有分值"


def _without_awards(result: Reconciliation) -> bool:
    return any(row.points is not None for row in result.rows) and not _awards(result) and not _is_blank_form(result)


def _award_column(result: Reconciliation) -> bool:
    return "award" in result.form.columns or edition_of_layout(result.form) is not None


def no_score_column(result: Reconciliation) -> Found:
    """NO_SCORE_COLUMN: points but no column for awards."""
    if _without_awards(result) and not _award_column(result):
        yield SHEET, "没有得分栏"


def no_scores_entered(result: Reconciliation) -> Found:
    """NO_SCORES_ENTERED: the column for awards is empty."""
    if _without_awards(result) and _award_column(result):
        yield SHEET, "得分栏没有填写"


def decimal_weights(result: Reconciliation) -> Found:
    """DECIMAL_WEIGHTS: points that are not whole."""
    parts = [row.points for row in result.rows if row.points is not None and row.points != row.points.to_integral_value()]
    if parts:
        yield SHEET, f"分值带小数，如 {plain(parts[0])}"


def heavy_single_weight(result: Reconciliation) -> Found:
    """HEAVY_SINGLE_WEIGHT: 40 points or more on one row."""
    for row in result.rows:
        weight = max(row.points or Decimal(0), row.printed or Decimal(0))
        if weight >= HEAVY:
            yield row.place, f"一行占 {plain(weight)} 分"


def no_satisfaction(result: Reconciliation) -> Found:
    """NO_SATISFACTION: a complete form without any satisfaction indicator."""
    texts = [text for row in result.rows for text in (row.row.section, row.row.category, row.row.name)]
    if result.form.complete and result.rows and not any("满意" in text for text in texts):
        yield SHEET, "没有满意度指标"


def _is_blank_form(result: Reconciliation) -> bool:
    rows = [row for row in result.rows if row.target.kind is not Kind.BLANK]
    return bool(rows) and not _awards(result) and all(row.actual.kind is Kind.BLANK for row in result.rows)


def blank_form(result: Reconciliation) -> Found:
    """BLANK_FORM: targets but no actual value and no award."""
    if _is_blank_form(result):
        yield SHEET, "完成值和得分全部空白"


def subrows(result: Reconciliation) -> Found:
    """SUBROWS: some rows break down the one above them."""
    rows = [row for row in result.rows if row.subrow or bare_name(row.row.name).startswith("其中")]
    if rows:
        yield rows[0].place, f"有 {len(rows)} 个下级行（其中行）"


def split_target_cells(result: Reconciliation) -> Found:
    """SPLIT_TARGET_CELLS: sign, number and unit of the target stand in cells of their own."""
    layout = edition_of_layout(result.form)
    known = layout is not None and layout.split_targets
    split = any(row.row.sign and row.row.unit and row.row.target for row in result.rows)
    if known or split:
        yield SHEET, "指标性质、指标值、度量单位分列三格"


def process_indicators(result: Reconciliation) -> Found:
    """PROCESS_INDICATORS: rows on inputs, process or management."""
    rows = [row for row in result.rows if row.row.section.startswith(PROCESS_SECTIONS)]
    if rows:
        yield rows[0].place, f"有 {len(rows)} 行投入、过程或管理类指标"


def _goal_rows(result: Reconciliation) -> list[RowResult]:
    return [row for row in result.rows if GOAL_ROW.fullmatch(bare_name(row.row.name))]


def goal_text_scored(result: Reconciliation) -> Found:
    """GOAL_TEXT_SCORED: the text of the annual goal is given points."""
    for row in _goal_rows(result):
        if row.points is not None or row.printed is not None:
            yield row.place, "年度目标的文字本身占分"


def text_copied(result: Reconciliation) -> Found:
    """TEXT_COPIED: the result repeats the goal."""
    form = result.form
    if is_filled(form.goal) and folded(form.goal) == folded(form.result):
        yield "年度总体目标", "实际完成情况照抄预期目标"
    for row in _goal_rows(result):
        if row.target.text and row.target.text == row.actual.text:
            yield row.place, "实际完成情况照抄预期目标"


def year_mismatch(result: Reconciliation) -> Found:
    """YEAR_MISMATCH: the project's name states another year than the form."""
    years = sorted(set(YEAR.findall(folded(result.form.project))))
    if result.form.fiscal_year and any(year not in result.form.fiscal_year for year in years):
        yield SHEET, f"项目名称写有 {'、'.join(years)} 年，年度为 {result.form.fiscal_year}"


def placeholder_rows(result: Reconciliation) -> Found:
    """PLACEHOLDER_ROWS: a row of the template left as it was."""
    for row in result.rows:
        if row.row.name and PLACEHOLDER_NAME.fullmatch(folded(row.row.name)):
            yield row.place, "表样中的占位行没有删去"


SHEET_RULES: dict[str, Callable[[Reconciliation], Found]] = {
    "TOTAL_NOT_SUM": total_not_sum,
    "TOTAL_BLANK": total_blank,
    "WEIGHTS_NOT_100": weights_not_100,
    "WEIGHTS_AS_PERCENT": weights_as_percent,
    "WEIGHT_APPLIED_TWICE": weight_applied_twice,
    "NO_WEIGHTS": no_weights,
    "NO_WEIGHT_COLUMN": no_weight_column,
    "NO_SCORE_COLUMN": no_score_column,
    "NO_SCORES_ENTERED": no_scores_entered,
    "DECIMAL_WEIGHTS": decimal_weights,
    "HEAVY_SINGLE_WEIGHT": heavy_single_weight,
    "NO_SATISFACTION": no_satisfaction,
    "BLANK_FORM": blank_form,
    "SUBROWS": subrows,
    "SPLIT_TARGET_CELLS": split_target_cells,
    "PROCESS_INDICATORS": process_indicators,
    "GOAL_TEXT_SCORED": goal_text_scored,
    "TEXT_COPIED": text_copied,
    "YEAR_MISMATCH": year_mismatch,
    "PLACEHOLDER_ROWS": placeholder_rows,
}
