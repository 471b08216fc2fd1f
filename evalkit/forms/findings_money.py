"""Oddities of the money block (项目资金)."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from evalkit.cells.amounts import HUNDRED, Rate, is_filled, plain, read_amount, read_rate
from evalkit.forms.budget import BASES, FIELDS, amounts_of, effective_amounts, percent
from evalkit.forms.rows import names_budget
from evalkit.forms.verdicts import CENT, Reconciliation
from evalkit.quantities import round_half_up

Found = Iterator[tuple[str, str]]
MONEY = "项目资金"
NAMES = BASES | {"executed": "全年执行数"}


def _amounts(result: Reconciliation) -> dict[str, Decimal | None]:
    return effective_amounts(result.form)[0] if result.form.money else dict.fromkeys(FIELDS)


def _cells(result: Reconciliation) -> list[tuple[str, str]]:
    """Return every filled money cell with its place."""
    rows = result.form.money
    return [(f"{MONEY} {row.name}", getattr(row, field)) for row in rows for field in FIELDS if is_filled(getattr(row, field))]


def _printed_rate(result: Reconciliation) -> Rate | None:
    """Return the rate of the total row, where it can be checked against money."""
    checkable = result.form.money and result.budget.share is not None and result.budget.base and not result.budget.from_parts
    return read_rate(result.form.money[0].rate) if checkable else None


def _fits(rate: Rate, share: Decimal) -> bool:
    readings = [share * HUNDRED] + ([share] if rate.share is None else [])
    return any(round_half_up(shown, rate.digits) == rate.number for shown in readings)


def _shares(result: Reconciliation) -> dict[str, Decimal]:
    """Return the execution rate on every base that is printed."""
    amounts = _amounts(result)
    executed = amounts["executed"]
    return {base: executed / amounts[base] for base in BASES if executed is not None and amounts[base]}


def _rounded_first(result: Reconciliation) -> bool:
    budget = result.budget
    whole = round_half_up(budget.share * HUNDRED, 0) / HUNDRED
    return abs(budget.points * min(whole, Decimal(1)) - budget.printed) <= CENT


def _linear(result: Reconciliation) -> bool:
    budget = result.budget
    return abs(round_half_up(budget.points * min(budget.share, Decimal(1)), 2) - budget.printed) <= CENT


def _comparable(result: Reconciliation) -> bool:
    budget = result.budget
    return None not in (budget.share, budget.points, budget.printed) and not budget.from_parts


def total_row_zero(result: Reconciliation) -> Found:
    """BUDGET_TOTAL_ROW_ZERO: the total row holds no money and a part does."""
    if result.budget.from_parts:
        yield MONEY, "年度资金总额行为 0 或空白，分项有金额"


def parts_not_sum(result: Reconciliation) -> Found:
    """BUDGET_PARTS_NOT_SUM: the parts do not add up to the total row; a part equal to the total may be broken down itself."""
    if result.budget.from_parts or len(result.form.money) < 2:
        return
    total, *parts = [amounts_of(row, result.form.money_unit) for row in result.form.money]
    for field in FIELDS:
        printed = [part[field] for part in parts if part[field] is not None]
        sums = (sum(printed), sum(printed[1:], Decimal(0)) if printed[0] == total[field] else None) if printed else ()
        if printed and total[field] is not None and total[field] not in sums and len(printed) == len(parts):
            yield MONEY, f"{NAMES[field]}：分项之和 {plain(sums[0])}，合计行 {plain(total[field])}"


def score_not_linear(result: Reconciliation) -> Found:
    """BUDGET_SCORE_NOT_LINEAR: the award is neither points times rate nor points times the rounded rate."""
    if _comparable(result) and not _linear(result) and not _rounded_first(result):
        linear = round_half_up(result.budget.points * min(result.budget.share, Decimal(1)), 2)
        yield MONEY, f"预算执行得分印作 {plain(result.budget.printed)}，按执行率为 {plain(linear)}"


def rate_rounded_first(result: Reconciliation) -> Found:
    """RATE_ROUNDED_FIRST: the award fits the rate rounded to a whole per cent, not the rate itself."""
    if _comparable(result) and _rounded_first(result) and not _linear(result):
        yield MONEY, f"执行率 {percent(result.budget.share)} 先取整再乘分值，得 {plain(result.budget.printed)}"


def score_blank(result: Reconciliation) -> Found:
    """BUDGET_SCORE_BLANK: the budget has points and a rate but no award, while rows have awards."""
    budget = result.budget
    scored = any(row.printed is not None for row in result.rows)
    if budget.points is not None and budget.share is not None and budget.printed is None and scored:
        yield MONEY, "预算执行有分值，得分空白"


def not_scored(result: Reconciliation) -> Found:
    """BUDGET_NOT_SCORED: money or a rate is printed and rows have points, the budget has none."""
    budget = result.budget
    scored = any(row.points is not None for row in result.rows)
    stated = bool(_cells(result)) or any(is_filled(row.rate) for row in result.form.money)
    repeated = any(row.budget for row in result.rows)
    if stated and scored and budget.points is None and budget.printed is None and not repeated:
        yield MONEY, "印有资金而预算执行不占分值"


def scored_twice(result: Reconciliation) -> Found:
    """BUDGET_SCORED_TWICE: the money block is scored, and so is a row that is named like it."""
    if result.budget.points is None and result.budget.printed is None:
        return
    for row in result.rows:
        if names_budget(row.row) and not row.budget and (row.points is not None or row.printed is not None):
            yield row.place, "项目资金已按预算执行率计分，本行又计一次"


def weight_misprinted(result: Reconciliation) -> Found:
    """BUDGET_WEIGHT_MISPRINTED: the budget is given all points, or more, while rows are scored too."""
    scored = any(row.points is not None or row.printed is not None for row in result.rows)
    if result.budget.points is not None and result.budget.points >= HUNDRED and scored:
        yield MONEY, f"预算执行的分值印作 {plain(result.budget.points)}"


def initial_zero(result: Reconciliation) -> Found:
    """INITIAL_ZERO: nothing budgeted at the start of the year, something later."""
    amounts = _amounts(result)
    if amounts["initial"] == 0 and amounts["revised"]:
        yield MONEY, f"年初预算数为 0，全年预算数为 {plain(amounts['revised'])}"


def initial_ne_revised(result: Reconciliation) -> Found:
    """INITIAL_NE_REVISED: the two budgets differ, so the rate depends on which is taken."""
    amounts, shares = _amounts(result), _shares(result)
    if amounts["initial"] and amounts["revised"] is not None and amounts["initial"] != amounts["revised"]:
        told = "，".join(f"按{BASES[base]}为 {percent(shares[base])}" for base in ("initial", "revised") if base in shares)
        sums = f"年初预算数 {plain(amounts['initial'])}，全年预算数 {plain(amounts['revised'])}"
        yield MONEY, f"{sums}；执行率{told}" if told else sums


def revised_zero(result: Reconciliation) -> Found:
    """REVISED_ZERO: money was spent against a budget of zero."""
    budget = result.budget
    if budget.base_amount == 0 and budget.executed:
        yield MONEY, f"{BASES[budget.base]}为 0，全年执行数为 {plain(budget.executed)}"


def rate_over_100(result: Reconciliation) -> Found:
    """RATE_OVER_100: more was spent than budgeted."""
    if result.budget.share is not None and result.budget.share > 1:
        yield MONEY, f"执行率 {percent(result.budget.share)}，超过 100%"


def rate_blank(result: Reconciliation) -> Found:
    """RATE_BLANK: a complete form has the money but no rate."""
    if result.form.complete and result.budget.base and not any(is_filled(row.rate) for row in result.form.money):
        yield MONEY, "执行率空白"


def rate_misrounded(result: Reconciliation) -> Found:
    """RATE_MISROUNDED: the printed rate fits the amounts on none of the bases."""
    rate = _printed_rate(result)
    if rate is not None and not any(_fits(rate, share) for share in _shares(result).values()):
        yield MONEY, f"执行率印作 {result.form.money[0].rate}，按金额为 {percent(result.budget.share)}"


def rate_on_initial(result: Reconciliation) -> Found:
    """RATE_ON_INITIAL: the printed rate is spending over the initial budget."""
    rate, shares = _printed_rate(result), _shares(result)
    others = [share for base, share in shares.items() if base != "initial"]
    if rate is not None and "initial" in shares and _fits(rate, shares["initial"]) and not any(_fits(rate, s) for s in others):
        yield MONEY, "执行率以年初预算数为分母"


def rate_without_sign(result: Reconciliation) -> Found:
    """RATE_WITHOUT_SIGN: a rate other than zero without the per cent sign."""
    for row in result.form.money:
        rate = read_rate(row.rate)
        if rate is not None and not rate.signed and rate.number:
            yield f"{MONEY} {row.name}", f"执行率印作 {row.rate}，没有百分号"


def zero_over_zero(result: Reconciliation) -> Found:
    """ZERO_OVER_ZERO_100: no budget and no spending, yet a rate of 100 %."""
    for row in result.form.money:
        amounts, rate = amounts_of(row, result.form.money_unit), read_rate(row.rate)
        bases = [amounts[base] for base in BASES if amounts[base] is not None]
        if rate is not None and rate.number in (1, HUNDRED) and amounts["executed"] == 0 and bases and not any(bases):
            yield f"{MONEY} {row.name}", f"0 ÷ 0 印作 {row.rate}"


def unit_yuan(result: Reconciliation) -> Found:
    """UNIT_YUAN: amounts in 元 instead of 万元."""
    if result.form.money_unit == "元" and _cells(result):
        yield MONEY, "金额以元为单位，通行表样以万元为单位"


def unit_repeated(result: Reconciliation) -> Found:
    """UNIT_REPEATED_IN_CELL: a money cell repeats a unit."""
    for place, text in _cells(result):
        amount = read_amount(text, result.form.money_unit)
        if amount is not None and amount.unit:
            yield place, f"单元格“{text}”自带单位，表头单位为{result.form.money_unit}"


def number_style_mixed(result: Reconciliation) -> Found:
    """NUMBER_STYLE_MIXED: some amounts have thousands separators, others that need them have none."""
    texts = [text for _, text in _cells(result) if read_amount(text, result.form.money_unit) is not None]
    grouped = [text for text in texts if "," in text or "，" in text]
    others = [text for text in texts if text not in grouped and re.search(r"\d{4}", text.partition(".")[0])]
    if grouped and others:
        yield MONEY, f"千分位写法不一：{grouped[0]}，{others[0]}"


MONEY_RULES: dict[str, Callable[[Reconciliation], Found]] = {
    "BUDGET_TOTAL_ROW_ZERO": total_row_zero,
    "BUDGET_PARTS_NOT_SUM": parts_not_sum,
    "BUDGET_SCORE_NOT_LINEAR": score_not_linear,
    "RATE_ROUNDED_FIRST": rate_rounded_first,
    "BUDGET_SCORE_BLANK": score_blank,
    "BUDGET_NOT_SCORED": not_scored,
    "BUDGET_SCORED_TWICE": scored_twice,
    "BUDGET_WEIGHT_MISPRINTED": weight_misprinted,
    "INITIAL_ZERO": initial_zero,
    "INITIAL_NE_REVISED": initial_ne_revised,
    "REVISED_ZERO": revised_zero,
    "RATE_OVER_100": rate_over_100,
    "RATE_BLANK": rate_blank,
    "RATE_MISROUNDED": rate_misrounded,
    "RATE_ON_INITIAL": rate_on_initial,
    "RATE_WITHOUT_SIGN": rate_without_sign,
    "ZERO_OVER_ZERO_100": zero_over_zero,
    "UNIT_YUAN": unit_yuan,
    "UNIT_REPEATED_IN_CELL": unit_repeated,
    "NUMBER_STYLE_MIXED": number_style_mixed,
}
