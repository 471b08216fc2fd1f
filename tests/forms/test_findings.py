"""Every oddity has a form that shows it, made from a flawless one by changing what the code names, and nothing else shows it."""

from dataclasses import replace

import pytest

from evalkit.forms.findings import RULES
from evalkit.forms.model import TOTAL_ROW, Form, FormRow, MoneyRow
from evalkit.forms.recompute import recompute
from evalkit.scoring.rulebook import load_rulebook

MOF = load_rulebook("mof-2020-10")
MONEY = MoneyRow(TOTAL_ROW, initial="50", revised="50", executed="45", points="10", rate="90%", award="9")
TRAINED = FormRow("产出指标", "数量指标", "培训人数", target="≥50人", actual="55人", points="30", award="30", place="第 9 行")
COST = FormRow("产出指标", "成本指标", "项目总成本", target="≤50万元", actual="45万元", points="20", award="20")
BENEFIT = FormRow("效益指标", "社会效益指标", "受益户数", target="≥10户", actual="10户", points="30", award="30")
SATISFIED = FormRow("满意度指标", "服务对象满意度指标", "满意度", target="≥95%", actual="96%", points="10", award="10")
FLAWLESS = Form(
    file="form.yaml",
    project="2022年培训项目",
    fiscal_year="2022",
    columns=frozenset({"initial", "points", "award"}),
    money=(MONEY,),
    rows=(TRAINED, COST, BENEFIT, SATISFIED),
    section_points={"产出指标": "50", "效益指标": "30", "满意度指标": "10"},
    total="99",
    goal="培训 50 人",
    result="培训 55 人",
)


def codes(form):
    return {finding.code for finding in recompute(form, MOF).findings}


def money(*parts, **cells):
    return replace(FLAWLESS, money=(replace(MONEY, **cells), *parts))


def first(**cells):
    return replace(FLAWLESS, rows=(replace(TRAINED, **cells), COST, BENEFIT, SATISFIED))


def cost(**cells):
    return replace(FLAWLESS, rows=(TRAINED, replace(COST, **cells), BENEFIT, SATISFIED))


def below(*rows):
    return replace(FLAWLESS, rows=(TRAINED, *rows, COST, BENEFIT, SATISFIED))


def every(form=FLAWLESS, **cells):
    return replace(form, rows=tuple(replace(row, **cells) for row in form.rows))


def subrow(name, value):
    return FormRow("产出指标", "数量指标", name, target=value, actual=value, subrow=True)


ZEROS = {"initial": "0", "revised": "0", "executed": "0", "rate": "0", "award": "0"}
PART = MoneyRow("当年财政拨款", initial="50", revised="50", executed="45")
UNSCORED = every(replace(FLAWLESS, money=(), section_points={}, total=""), points="", award="")
TWICE = [replace(TRAINED, points="60", award="36"), replace(SATISFIED, points="30", award="9")]

CASES = {
    "BUDGET_TOTAL_ROW_ZERO": money(PART, **ZEROS),
    "BUDGET_PARTS_NOT_SUM": money(replace(PART, revised="30"), MoneyRow("其他资金", initial="0", revised="10", executed="0")),
    "BUDGET_SCORE_NOT_LINEAR": money(award="8"),
    "RATE_ROUNDED_FIRST": money(executed="44.9", award="9"),
    "BUDGET_SCORE_BLANK": money(award=""),
    "BUDGET_NOT_SCORED": money(points="", award=""),
    "BUDGET_SCORED_TWICE": first(name="预算执行率", target="≥90%", actual="90%"),
    "BUDGET_WEIGHT_MISPRINTED": money(points="100"),
    "INITIAL_ZERO": money(initial="0"),
    "INITIAL_NE_REVISED": money(initial="60"),
    "REVISED_ZERO": money(initial="", revised="0"),
    "RATE_OVER_100": money(executed="51", rate="102%", award="10"),
    "RATE_BLANK": money(rate=""),
    "RATE_MISROUNDED": money(rate="91%"),
    "RATE_ON_INITIAL": money(initial="60", rate="75%"),
    "RATE_WITHOUT_SIGN": money(rate="90"),
    "ZERO_OVER_ZERO_100": money(MoneyRow("其他资金", initial="0", revised="0", executed="0", rate="100%")),
    "UNIT_YUAN": replace(FLAWLESS, money_unit="元"),
    "UNIT_REPEATED_IN_CELL": money(executed="45万元"),
    "NUMBER_STYLE_MIXED": money(initial="5,000", revised="5,000", executed="4500.00"),
    "TOTAL_NOT_SUM": replace(FLAWLESS, total="100"),
    "TOTAL_BLANK": replace(FLAWLESS, total=""),
    "WEIGHTS_NOT_100": first(points="40"),
    "WEIGHTS_AS_PERCENT": first(points="30%"),
    "WEIGHT_APPLIED_TWICE": replace(FLAWLESS, rows=tuple(TWICE)),
    "NO_WEIGHTS": UNSCORED,
    "NO_WEIGHT_COLUMN": every(points=""),
    "NO_SCORE_COLUMN": every(replace(FLAWLESS, columns=frozenset({"points"})), award=""),
    "NO_SCORES_ENTERED": every(award=""),
    "DECIMAL_WEIGHTS": first(points="29.5"),
    "HEAVY_SINGLE_WEIGHT": first(points="40"),
    "NO_SATISFACTION": replace(FLAWLESS, rows=(TRAINED, COST, BENEFIT)),
    "BLANK_FORM": every(actual="", award=""),
    "SUBROWS": below(subrow("其中：女", "30人")),
    "SPLIT_TARGET_CELLS": first(sign="≥", target="50", unit="人"),
    "PROCESS_INDICATORS": first(section="投入目标"),
    "GOAL_TEXT_SCORED": first(name="年度目标完成情况"),
    "TEXT_COPIED": replace(FLAWLESS, result="培训 50 人"),
    "YEAR_MISMATCH": replace(FLAWLESS, project="2021年培训项目"),
    "PLACEHOLDER_ROWS": below(FormRow("产出指标", "数量指标", "指标2:")),
    "MISS_SCORED_FULL": first(actual="49人"),
    "MISS_NOT_PROPORTIONAL": first(actual="40人", award="20"),
    "MET_BUT_DEDUCTED": first(award="29"),
    "OVER_TARGET_FULL_MARKS": first(actual="66人"),
    "OVER_TARGET_UNSCORED": first(actual="66人", award=""),
    "RATIO_UPSIDE_DOWN": first(target="≥115户", actual="264户", reason="实际超任务43%"),
    "OUTPUT_FULL_BUDGET_LOW": money(executed="35", rate="70%", award="7"),
    "DIRECTION_ODD": first(target="≤60人"),
    "ACTUAL_WITH_OPERATOR": first(actual="≥50人"),
    "TYPE_MISMATCH": first(actual="已完成"),
    "ZERO_TARGET": first(target="≤0人", actual="0人"),
    "TARGET_MISSING": first(target="", award=""),
    "TARGET_MISSING_FULL_MARKS": first(target=""),
    "TARGET_IN_NAME": first(name="培训人数(≥**人)"),
    "POINTS_IN_VALUE_CELLS": first(target="30", actual="30", points_in_values=True),
    "RATE_NAMED_COUNT": first(name="培训完成率"),
    "MIXED_UNITS_ADDED": below(subrow("其中：羊", "180只"), subrow("其中：猪", "12头")),
    "MONTH_TARGET": first(target="9月前", actual="7月"),
    "ACTUAL_NE_EXECUTED": cost(actual="50万元"),
}


def test_a_flawless_form_has_no_finding():
    """9 + 30 + 20 + 30 + 10 = 99."""
    assert recompute(FLAWLESS, MOF).findings == ()


@pytest.mark.parametrize("code", RULES)
def test_every_code_is_found_where_it_is_due(code):
    assert code in codes(CASES[code])


@pytest.mark.parametrize("code", CASES)
def test_every_finding_is_told_in_chinese_with_a_place(code):
    for finding in recompute(CASES[code], MOF).findings:
        assert finding.place
        assert any("\u4e00" <= sign <= "\u9fff" for sign in finding.message)


CLEAR = [
    pytest.param("OVER_TARGET_FULL_MARKS", first(actual="65人"), id="65 of 50 is 30 % over, not more"),
    pytest.param("OUTPUT_FULL_BUDGET_LOW", money(executed="40", rate="80%", award="8"), id="80 % is not low"),
    pytest.param("OUTPUT_FULL_BUDGET_LOW", replace(money(executed="35"), rows=(replace(TRAINED, actual="49人"), BENEFIT)), id="missed"),
    pytest.param("RATE_MISROUNDED", money(executed="44.96", rate="90%"), id="89.92 % printed as 90 %"),
    pytest.param("RATE_MISROUNDED", money(rate="0.9"), id="a share instead of a percentage"),
    pytest.param("RATE_WITHOUT_SIGN", money(executed="0", rate="0"), id="zero is zero in any unit"),
    pytest.param("BUDGET_SCORE_NOT_LINEAR", money(executed="44.9", award="9"), id="the rate was rounded first"),
    pytest.param("BUDGET_PARTS_NOT_SUM", money(PART), id="one part, equal to the total"),
    pytest.param("BUDGET_PARTS_NOT_SUM", money(PART, replace(PART, name="中央"), MoneyRow("省级", initial="0", revised="0", executed="0")),
                 id="the first part is broken down itself"),
    pytest.param("HEAVY_SINGLE_WEIGHT", first(points="39"), id="39 points"),
    pytest.param("NO_SATISFACTION", replace(FLAWLESS, rows=(TRAINED,), complete=False), id="rows are cut off"),
    pytest.param("TOTAL_BLANK", replace(FLAWLESS, total="", complete=False), id="the total may be cut off"),
    pytest.param("WEIGHTS_NOT_100", replace(FLAWLESS, rows=(TRAINED,), complete=False), id="the points may be cut off"),
    pytest.param("TARGET_MISSING", replace(FLAWLESS, rows=(TRAINED, replace(COST, target="", award="")), complete=False), id="cut row"),
    pytest.param("DIRECTION_ODD", first(name="发生事故数量", target="≤60起", actual="55起"), id="fewer accidents are better"),
    pytest.param("DIRECTION_ODD", first(name="培训人数(≧**人)"), id="two ways to print one sign"),
    pytest.param("RATIO_UPSIDE_DOWN", first(target="≥115户", actual="264户", reason="实际超任务130%"), id="129.57 % over, rounded"),
    pytest.param("YEAR_MISMATCH", replace(FLAWLESS, project="51000021R000000019951-工资"), id="a project number is no year"),
    pytest.param("MONTH_TARGET", first(target="2022年9月前", actual="2022年7月"), id="a month of a year"),
    pytest.param("MONTH_TARGET", first(target="≤3个月", actual="3个月"), id="a duration"),
    pytest.param("SUBROWS", first(name="培训人数（其中女性单列）"), id="of which, in brackets"),
    pytest.param("TYPE_MISMATCH", first(target="及时", actual="及时"), id="words against words"),
    pytest.param("TYPE_MISMATCH", first(actual="已完成", doubtful=True), id="a doubtful row is not looked at"),
    pytest.param("BUDGET_SCORED_TWICE", first(name="预算执行率", target="100%", actual="90%", budget=True), id="told to be the same"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "form"), CLEAR)
def test_a_near_miss_is_no_finding(code, form):
    assert code not in codes(form)


def test_a_finding_names_the_row():
    found = [finding for finding in recompute(first(actual="49人"), MOF).findings if finding.code == "MISS_SCORED_FULL"]
    assert [finding.place for finding in found] == ["第 9 行 培训人数"]


def test_findings_change_no_award():
    rows = recompute(first(actual="49人", reason="增加 43%"), MOF).rows
    assert f"{rows[0].award}" == "29.40", "30 x 49/50"


def test_a_unit_in_the_cell_is_not_another_style_of_number():
    assert "NUMBER_STYLE_MIXED" not in codes(money(initial="1,000", revised="95万元", executed="90万元"))


def test_a_share_that_fits_the_amounts_is_not_misrounded():
    """51.295/50 = 102.59 %."""
    found = codes(money(executed="51.295", rate="1.0259", award="10"))
    assert {"RATE_WITHOUT_SIGN", "RATE_OVER_100"} <= found
    assert "RATE_MISROUNDED" not in found


def test_a_row_judged_from_its_breakdown_is_told_without_empty_values():
    """6 of 10 are reached; the row's own cells are blank."""
    parent = replace(TRAINED, target="", actual="")
    child = FormRow("产出指标", "数量指标", "其中：新训", target="10人", actual="6人", subrow=True)
    result = recompute(replace(FLAWLESS, rows=(parent, child, COST, BENEFIT, SATISFIED)), MOF)
    assert [finding.message for finding in result.findings if finding.code == "MISS_SCORED_FULL"] == ["未达到指标值而得满分"]
