"""Rows, budget and total of a form under an edition: the award, or why there is none; each worked by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.forms.model import TOTAL_ROW, Form, FormRow, MoneyRow
from evalkit.forms.recompute import recompute
from evalkit.forms.verdicts import Verdict
from evalkit.scoring.rulebook import load_rulebook

MOF = load_rulebook("mof-2020-10")
HUBEI = load_rulebook("hubei-20-80")
BEIJING = load_rulebook("beijing-2016")


def indicator(name="培训人数", category="数量指标", section="产出指标", **cells):
    return FormRow(section, category, name, **cells)


def form(*rows, money=(), **fields):
    return Form(file="form.yaml", fiscal_year="2022", rows=rows, money=money, **fields)


def judged(row, rulebook=MOF):
    """Return the row's result in a form that prints points elsewhere too."""
    other = indicator("另一指标", target="≥1个", actual="1个", points="10", award="10")
    return recompute(form(row, other), rulebook).rows[0]


COMPUTED = [
    # target, actual, points, printed, more cells, recomputed, verdict: working
    pytest.param("≥50个", "50", "8", "8", {}, "8.00", "agrees", id="met, the actual without its unit"),
    pytest.param("≥8755人", "8676人", "15", "13", {}, "14.86", "differs", id="15 x 8676/8755 = 14.8646"),
    pytest.param("≥8755人", "8676人", "15", "14.86", {}, "14.86", "agrees", id="proportional to the cent"),
    pytest.param("≥4754人", "4604人", "5", "5", {}, "4.84", "differs", id="5 x 4604/4754 = 4.8422, printed full"),
    pytest.param("<=5300元/户", "5830元/户", "10", "10", {}, "9.00", "differs", id="10 x (1 - 530/5300)"),
    pytest.param("≤30万元", "60万元", "90", "90", {}, "0.00", "differs", id="twice the ceiling earns nothing"),
    pytest.param("=100%", "100%", "20", "20", {}, "20.00", "agrees", id="equal sign, hit"),
    pytest.param("1.5万元", "15000元", "10", "10", {}, "10.00", "agrees", id="15000 yuan are 1.5 ten thousand yuan"),
    pytest.param("≥1万人", "9000人", "10", "9", {}, "9.00", "agrees", id="10 x 9000/10000"),
    pytest.param("100%", "95%", "10", "9.5", {}, "9.50", "agrees", id="no sign: read as at least, 10 x 95/100"),
    pytest.param("0次", "0次", "3", "3", {}, "3.00", "agrees", id="zero target without a sign, kept"),
    pytest.param("0起", "1起", "3", "3", {}, "0.00", "differs", id="zero target without a sign, one event"),
    pytest.param("20万元", "20万元", "10", "10", {"category": "成本指标"}, "10.00", "agrees", id="equal cost, either direction"),
    pytest.param("2小时", "2小时", "10", "10", {}, "10.00", "agrees", id="equal duration, either direction"),
    pytest.param("≥266米", "≥266米", "10", "10", {}, "10.00", "agrees", id="every length from 266 on meets it"),
    pytest.param("15%及其以下", "15%及其以下", "1", "1", {}, "1.00", "agrees", id="every share to 15 % meets it"),
    pytest.param("80%-90%", "85%", "10", "10", {}, "10.00", "agrees", id="inside the range"),
    pytest.param("2022年12月31日", "2022年12月31日", "5", "5", {}, "5.00", "agrees", id="on the last day"),
    pytest.param("12月底前", "2022年11月", "5", "5", {}, "5.00", "agrees", id="a month early"),
    pytest.param(
        "5", "5", "10", "10", {"sign": "≥", "unit": "万元"}, "10.00", "agrees", id="sign and unit in cells of their own"
    ),
    pytest.param("≥5%", "-2%", "10", "0", {"name": "出口额增长率"}, "9.33", "differs", id="growth on levels: 10 x 98/105"),
    pytest.param(
        "8%", "-2.4%", "10", "9.04", {"name": "销售额增长"}, "9.04", "agrees", id="growth without 率: 10 x 97.6/108 = 9.037"
    ),
    pytest.param(
        "同比增长8%", "同比下降2.4%", "10", "9.04", {"name": "销售额"}, "9.04", "agrees", id="growth in the target: 10 x 97.6/108"
    ),
    pytest.param("8", "-2.4", "10", "9.04", {"name": "增长率"}, "9.04", "agrees", id="growth without a sign: 10 x 97.6/108"),
    pytest.param(
        "≤3%", "5%", "10", "9.81", {"name": "经费增长率"}, "9.81", "agrees", id="growth with a ceiling: 10 x (1 - 2/103) = 9.806"
    ),
    pytest.param(
        "100%",
        "95%",
        "10",
        "10",
        {"name": "增长目标完成率"},
        "9.50",
        "differs",
        id="how far a growth target is reached: 10 x 95/100",
    ),
    pytest.param(
        "100%", "95%", "10", "9.5", {"name": "投诉处理率"}, "9.50", "agrees", id="a rate of settled complaints: 10 x 95/100"
    ),
    pytest.param(
        "100%", "95%", "10", "9.5", {"name": "支付率", "category": "成本指标"}, "9.50", "agrees", id="a rate among the costs"
    ),
    pytest.param("≥50个", "40", "8", "-2", {}, "6.40", "differs", id="a negative award is compared"),
    pytest.param("≥50个", "60", "8", "９分", {}, "8.00", "differs", id="an award over the points, with its unit"),
    pytest.param("≥80TB", "120TB", "3.14", "3.14", {}, "3.14", "agrees", id="half over the target takes nothing off"),
    pytest.param("≥50个", "40", "20%", "16", {}, "16.00", "agrees", id="points as percentage: 20 x 40/50"),
    pytest.param("≥50个", "40", "8", "", {}, "6.40", "not_scored", id="8 x 40/50, nothing printed"),
    pytest.param("≥50个", "40", "8", "优", {}, "6.40", "not_scored", id="an award in words is not compared"),
]


@pytest.mark.parametrize(("target", "actual", "points", "printed", "cells", "award", "verdict"), COMPUTED)
def test_a_row_with_figures_is_recomputed(target, actual, points, printed, cells, award, verdict):
    result = judged(indicator(target=target, actual=actual, points=points, award=printed, **cells))
    assert (result.award, result.verdict) == (Decimal(award), Verdict(verdict)), result.reason


OPEN = [
    # target, actual, points, printed, more cells, verdict, what the reason says
    pytest.param("及时", "及时", "10", "10", {}, "needs_judgement", "达成年度指标 8–10 分", id="words equal to their target"),
    pytest.param("效果明显", "达成预期指标", "8", "8", {}, "needs_judgement", "6.4–8 分", id="words"),
    pytest.param("优良中低差", "优", "10", "10", {}, "needs_judgement", "等级", id="a scale of grades"),
    pytest.param("应助尽助", "9", "10", "10", {}, "needs_judgement", "数值“9”", id="words against a number"),
    pytest.param("≤30万元", "完成", "90", "90", {}, "not_computable", "不是同一类", id="a number against words"),
    pytest.param("2022年12月31日", "100%", "5", "5", {}, "not_computable", "不是同一类", id="a date against a share"),
    pytest.param("", "", "10", "10", {}, "not_computable", "指标值、完成值空白", id="both cells blank"),
    pytest.param("=100%", "", "60", "", {}, "not_computable", "完成值空白", id="the actual blank"),
    pytest.param("", "100%", "60", "60", {}, "not_computable", "指标值空白", id="the target blank"),
    pytest.param("缺失", "3", "60", "缺失", {}, "not_computable", "指标值空白", id="a target told to be missing"),
    pytest.param("11月底完成100%", "100%", "5", "5", {}, "not_computable", "无法判读", id="a target of two kinds"),
    pytest.param("≥90%", "≥80%", "10", "10", {}, "not_computable", "不能确定是否达到", id="at least 80 % may or may not be 90 %"),
    pytest.param("≥90%", "≤80%", "10", "0", {}, "not_computable", "未达到", id="at most 80 % is not 90 %, by how much is open"),
    pytest.param("≥50亩", "60元", "10", "10", {}, "not_computable", "", id="units that do not convert"),
    pytest.param("80%-90%", "95%", "10", "10", {}, "needs_judgement", "区间", id="outside the range"),
    pytest.param(
        "400元/人", "180元/人", "10", "10", {"category": "成本指标"}, "needs_judgement", "180元/人", id="a cost without a sign"
    ),
    pytest.param("5分钟", "7分钟", "10", "10", {}, "needs_judgement", "方向不能确定", id="a duration without a sign"),
    pytest.param(
        "3件", "5件", "10", "10", {"name": "群众投诉"}, "needs_judgement", "方向不能确定", id="complaints without a sign"
    ),
    pytest.param(
        "2022年6月30日", "2022年7月2日", "5", "5", {}, "needs_judgement", "逾期", id="late, and the edition has no rule"
    ),
    pytest.param("9月前", "9月", "5", "5", {}, "needs_judgement", "不能确定", id="before September, done in September"),
    pytest.param(
        "0.08", "-0.024", "10", "0", {"name": "增长率"}, "needs_judgement", "未写单位", id="growth as a share, or a percentage"
    ),
    pytest.param("5%", "6%", "10", "10", {"name": "事故发生率"}, "needs_judgement", "方向不能确定", id="a rate of accidents"),
    pytest.param(
        "100%", "95%", "10", "10", {"name": "成本控制率", "category": "成本指标"}, "needs_judgement", "方向", id="a rate of costs"
    ),
    pytest.param("及时", "及时", "10", "12", {}, "needs_judgement", "超过分值 10", id="words with more than their points"),
    pytest.param("及时", "及时", "10", "-1", {}, "needs_judgement", "为负", id="words with a negative award"),
    pytest.param(
        "≥0.00000001个", "99999999个", "8", "8", {}, "not_computable", "相差过大", id="figures that cannot belong together"
    ),
    pytest.param("≥50个", "约50个", "8", "8", {}, "needs_judgement", "约", id="about as many as wanted"),
    pytest.param("≥50个", "50个", "十分", "8", {}, "not_computable", "“十分”无法读取", id="points in words"),
    pytest.param("≥50个", "50个", "8", "8", {"doubtful": True}, "not_computable", "抄录存疑", id="a doubtful transcription"),
    pytest.param(
        "12.5", "12.5", "12.5", "12.5", {"points_in_values": True}, "not_computable", "分值", id="points in the value cells"
    ),
]


@pytest.mark.parametrize(("target", "actual", "points", "printed", "cells", "verdict", "told"), OPEN)
def test_a_row_that_cannot_be_recomputed_says_why_and_earns_nothing(target, actual, points, printed, cells, verdict, told):
    result = judged(indicator(target=target, actual=actual, points=points, award=printed, **cells))
    assert (result.award, result.verdict) == (None, Verdict(verdict))
    assert told in result.reason


def test_the_reverse_formula_is_the_edition_s():
    """10 x 5300/5830 = 9.0909 by ratio, 10 x (1 - 530/5300) = 9 by deviation."""
    row = indicator(target="≤5300元", actual="5830元", points="10", award="9.09")
    assert judged(row, HUBEI).award == Decimal("9.09")
    assert judged(row, MOF).award == Decimal("9.00")


def test_a_late_date_earns_nothing_where_the_edition_says_so():
    row = indicator(target="2022年6月30日", actual="2022年7月2日", points="5", award="5")
    strict = MOF.model_copy(update={"late": "zero"})
    assert (judged(row, strict).award, judged(row, strict).verdict) == (Decimal("0.00"), Verdict.DIFFERS)


def test_a_missed_zero_target_needs_judgement_where_the_edition_has_no_rule():
    row = indicator(target="0起", actual="1起", points="5", award="0")
    silent = MOF.model_copy(update={"zero_target": "judgement"})
    assert judged(row, silent).verdict is Verdict.NEEDS_JUDGEMENT


def test_tiers_of_words_are_those_of_the_edition():
    assert "部分达成年度指标并具有一定效果 5–8 分" in judged(indicator(target="及时", actual="及时", points="10"), HUBEI).reason


UNSCORED = [
    pytest.param("≥50000人次", "110406", "", "not_scored", "完成率 220.81%", id="110406/50000, no points and no award"),
    pytest.param("115户", "264户", "", "not_scored", "完成率 229.57%", id="264/115"),
    pytest.param("应助尽助", "9", "", "not_scored", "文字", id="words"),
    pytest.param("", "", "", "not_scored", "空白", id="nothing at all"),
    pytest.param("20000", "23333.56", "10", "not_computable", "未印分值", id="an award without points"),
    pytest.param("健全", "健全", "10", "needs_judgement", "80–100%", id="words with an award and without points"),
]


@pytest.mark.parametrize(("target", "actual", "printed", "verdict", "told"), UNSCORED)
def test_a_row_of_a_form_without_points_is_never_given_any(target, actual, printed, verdict, told):
    result = recompute(form(indicator(target=target, actual=actual, award=printed)), MOF).rows[0]
    assert (result.award, result.verdict) == (None, Verdict(verdict))
    assert told in result.reason


def test_points_come_from_the_heading_where_the_section_has_one_row():
    """A complete form prints 40 in the heading; its one row is 45 of 50: 40 x 45/50 = 36."""
    alone = indicator(target="≥50个", actual="45个", award="40")
    scored = form(alone, section_points={"产出指标": "40"})
    assert recompute(scored, MOF).rows[0].award == Decimal("36.00")
    assert recompute(replace(scored, complete=False), MOF).rows[0].award is None
    assert [row.award for row in recompute(replace(scored, rows=(alone, alone)), MOF).rows] == [None, None]
    priced = indicator(section="效益指标", target="≥1个", actual="1个", points="10", award="10")
    assert recompute(replace(scored, rows=(alone, priced)), MOF).rows[0].award is None, "a form with points of its own"


def test_sub_rows_are_not_scored_and_a_row_called_of_which_with_points_is():
    rows = (
        indicator("★种植面积", target="29亩", actual="29亩", points="20", award="20"),
        indicator("其中苹果", target="5亩", actual="5亩", subrow=True),
        indicator("其中低保对象", target="≥10人", actual="11人", points="5", award="5"),
    )
    assert [row.verdict.value for row in recompute(form(*rows), MOF).rows] == ["agrees", "not_scored", "agrees"]


def test_a_row_without_points_of_another_category_is_no_breakdown():
    """20 + 10 are printed; the quality row has neither points nor award and puts nothing into the total."""
    rows = (
        indicator("种植面积", target="29亩", actual="29亩", points="20", award="20"),
        indicator("成活率", "质量指标", target="95%", actual="90%"),
        indicator("及时率", "时效指标", target="95%", actual="96%", points="10", award="10"),
    )
    result = recompute(form(*rows, total="30"), MOF)
    assert (result.rows[1].verdict, result.rows[1].subrow, result.total.verdict) == (Verdict.NOT_SCORED, False, Verdict.AGREES)
    assert "SUBROWS" not in {finding.code for finding in result.findings}


def test_an_award_missing_in_a_form_without_points_leaves_the_total_open():
    rows = (indicator(target="≥1个", actual="1个", award="50"), indicator(target="≥1个", actual="1个"))
    assert recompute(form(*rows, total="50"), MOF).total.verdict is Verdict.NOT_COMPUTABLE


PARENTS = [
    # children as (target, actual), award of the parent's 10 points
    pytest.param([("6亩", "6亩"), ("1头", "1头")], "10.00", "agrees", id="every child met, whatever the units"),
    pytest.param([("6亩", "6亩"), ("4亩", "2亩")], "8.00", "differs", id="10 x (6 + 2)/(6 + 4)"),
    pytest.param([("6亩", "12亩"), ("4亩", "2亩")], "10.00", "agrees", id="the sum of 14 for 10 is enough"),
    pytest.param([("6亩", "6亩"), ("4头", "2头")], None, "needs_judgement", id="mu and head cannot be added"),
    pytest.param([("90%", "80%"), ("80%", "90%")], None, "needs_judgement", id="percentages are not added"),
    pytest.param([("≤6亩", "7亩"), ("≤4亩", "2亩")], None, "needs_judgement", id="ceilings are not added"),
    pytest.param([("6亩", "")], None, "not_computable", id="a child without an actual"),
]


@pytest.mark.parametrize(("children", "award", "verdict"), PARENTS)
def test_a_row_whose_values_stand_below_it_is_judged_from_them(children, award, verdict):
    below = [indicator(f"分项{n}", target=target, actual=actual, subrow=True) for n, (target, actual) in enumerate(children)]
    after = indicator("另一指标", target="≥1个", actual="1个", points="10", award="10")
    parent = recompute(form(indicator("★补助规模", points="10", award="10"), *below, after), MOF).rows[0]
    assert (parent.award, parent.verdict) == (None if award is None else Decimal(award), Verdict(verdict)), parent.reason


def test_cells_that_hold_points_are_found_where_most_rows_have_them():
    rows = [indicator(f"内容{n}", target=p, actual=p, points=p, award=p) for n, p in enumerate(("12.5", "12.5", "20"))]
    real = indicator(target="≥5次", actual="5次", points="10", award="10")
    verdicts = [row.verdict.value for row in recompute(form(*rows, real), MOF).rows]
    assert verdicts == ["not_computable"] * 3 + ["agrees"]
    assert recompute(form(rows[0], real, real), MOF).rows[0].verdict is Verdict.AGREES
    assert recompute(form(*rows[:2], real, real), MOF).rows[0].verdict is Verdict.AGREES, "two of four are not the most"


BUDGETS = [
    # money cells, edition, rate in per cent, award, verdict
    pytest.param({"revised": "65.66", "executed": "65.07", "points": "10", "award": "9"}, MOF, "99.10", "9.91", "differs",
                 id="10 x 65.07/65.66 = 9.9101"),
    pytest.param({"revised": "250000.00", "executed": "215,457.6", "points": "10", "award": "8.62"}, MOF, "86.18", "8.62", "agrees",
                 id="10 x 215457.6/250000 = 8.618"),
    pytest.param({"initial": "310.2", "executed": "154.74", "points": "10", "award": "5"}, BEIJING, "49.88", "5.00", "agrees",
                 id="49.88 % rounded to 50 % first"),
    pytest.param({"initial": "310.2", "executed": "154.74", "points": "10", "award": "5"}, MOF, "49.88", "4.99", "differs",
                 id="the initial budget, because the revised one is blank"),
    pytest.param({"initial": "100", "revised": "80", "executed": "80", "points": "10", "award": "10"}, MOF, "100.00", "10.00", "agrees",
                 id="the revised budget before the initial"),
    pytest.param({"initial": "329.77", "revised": "329.77", "executed": "338.31", "points": "10"}, MOF, "102.59", "10.00", "not_scored",
                 id="more than all: capped, nothing printed"),
    pytest.param({"revised": "￥100", "executed": "￥95", "points": "10", "award": "9.5"}, MOF, "95.00", "9.50", "agrees",
                 id="a currency sign"),
    pytest.param({"revised": "100", "executed": "96", "points": "10", "award": "-1"}, MOF, "96.00", "9.60", "differs",
                 id="a negative award is compared"),
    pytest.param({"revised": "100", "executed": "96", "points": "10", "award": "12"}, MOF, "96.00", "9.60", "differs",
                 id="an award over the points"),
    pytest.param({"rate": "1.02", "points": "10", "award": "10"}, MOF, None, None, "not_computable", id="102 % or 1.02 %"),
    pytest.param({"revised": "0.00000001", "executed": "99999999亿元", "points": "10", "award": "10"}, MOF, None, None, "not_computable",
                 id="amounts that cannot belong together"),
    pytest.param({"revised": "5.8万", "executed": "5.8万", "points": "10", "award": "10"}, MOF, "100.00", "10.00", "agrees",
                 id="the unit repeated in the cell"),
    pytest.param({"revised": "620.82万元", "executed": "3104100元", "points": "10", "award": "5"}, MOF, "50.00", "5.00", "agrees",
                 id="3104100 yuan are 310.41 ten thousand, half of 620.82"),
    pytest.param({"rate": "79.27", "points": "10", "award": "7.93"}, MOF, "79.27", "7.93", "agrees", id="only a rate, without a sign"),
    pytest.param({"rate": "20%", "points": "20", "award": "4"}, HUBEI, "20.00", "4.00", "agrees", id="20 x 20 %"),
    pytest.param({"revised": "50", "executed": "50", "rate": "1", "points": "10", "award": "10"}, MOF, "100.00", "10.00", "agrees",
                 id="money tells what a bare 1 means"),
    pytest.param({"rate": "1", "points": "10", "award": "10"}, MOF, None, None, "not_computable", id="a bare 1 without money"),
    pytest.param({"revised": "0", "executed": "0", "rate": "100%", "points": "10", "award": "10"}, MOF, None, None, "not_computable",
                 id="0/0 is no rate, whatever is printed"),
    pytest.param({"revised": "0", "executed": "207.4538", "rate": "100%", "points": "10", "award": "10"}, MOF, None, None,
                 "not_computable", id="spending against nothing"),
    pytest.param({"revised": "-5", "executed": "1", "points": "10"}, MOF, None, None, "not_computable", id="a negative budget"),
    pytest.param({"revised": "50", "points": "10", "award": "10"}, MOF, None, None, "not_computable", id="spending blank"),
    pytest.param({"revised": "面议", "executed": "10", "points": "10"}, MOF, None, None, "not_computable", id="an amount in words"),
    pytest.param({"revised": "50", "executed": "40", "award": "8"}, MOF, "80.00", None, "not_computable", id="an award without points"),
    pytest.param({"revised": "50", "executed": "40"}, MOF, "80.00", None, "not_scored", id="neither points nor award"),
    pytest.param({}, MOF, None, None, "not_scored", id="no money at all"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "rulebook", "rate", "award", "verdict"), BUDGETS)
def test_budget_execution_is_recomputed_from_the_money(cells, rulebook, rate, award, verdict):
    result = recompute(form(money=(MoneyRow(TOTAL_ROW, **cells),)), rulebook).budget
    shown = None if result.share is None else f"{result.share * 100:.2f}"
    assert (shown, result.verdict) == (rate, Verdict(verdict)), result.reason
    assert result.award == (None if award is None else Decimal(award))


def test_parts_stand_for_a_total_row_of_zeros():
    zeros = MoneyRow(TOTAL_ROW, initial="0", revised="0", executed="0", points="10", rate="0", award="0")
    part = MoneyRow("当年财政拨款", initial="90", revised="80", executed="60")
    result = recompute(form(money=(zeros, part, MoneyRow("其他资金", revised="20", executed="15"))), MOF).budget
    assert (result.from_parts, result.award) == (True, Decimal("7.50")), "75 of 100"


def test_a_rate_that_must_be_explained_is_told():
    money = (MoneyRow(TOTAL_ROW, revised="100", executed="89", points="10", award="8.9"),)
    assert "须说明原因" in recompute(form(money=money), load_rulebook("sichuan-2023")).budget.reason


def test_a_part_with_a_blank_is_not_added_as_if_it_were_nothing():
    """Parts of 80 and 20, of which only the first says that 60 were spent: neither 60 % nor 75 % is known."""
    parts = (MoneyRow("当年财政拨款", revised="80", executed="60"), MoneyRow("其他资金", revised="20"))
    total = MoneyRow(TOTAL_ROW, revised="0", executed="0", points="10", award="0")
    assert recompute(form(money=(total, *parts)), MOF).budget.verdict is Verdict.NOT_COMPUTABLE
    whole = (parts[0], replace(parts[1], executed="15"))
    assert recompute(form(money=(total, *whole)), MOF).budget.award == Decimal("7.50"), "10 x 75/100"
    unused = (parts[0], MoneyRow("其他资金"))
    assert recompute(form(money=(total, *unused)), MOF).budget.award == Decimal("7.50"), "10 x 60/80"


def test_a_row_that_repeats_the_budget_is_scored_like_it_and_counted_once():
    """6 x 197.33/210 = 5.638; 4.2 + 4 printed are 8.2, not 12.4."""
    money = (MoneyRow(TOTAL_ROW, revised="210", executed="197.33", points="6", award="4.2"),)
    repeated = indicator("预算执行率", target="100%", actual="94%", points="6", award="4.2", budget=True)
    result = recompute(
        form(repeated, indicator(target="≥4个", actual="4个", points="4", award="4"), money=money, total="8.2"), MOF
    )
    assert (result.rows[0].award, result.budget.award) == (Decimal("5.64"), Decimal("5.64"))
    assert result.total.verdict is Verdict.AGREES
    assert result.total.by_rules == (Decimal("9.64"), Decimal("9.64")), "5.64 + 4"


def test_a_row_named_like_the_budget_stands_for_it_where_there_is_no_money_block():
    row = indicator("资金执行率", target="100%", actual="82%", points="10", award="10")
    assert judged(row).award == Decimal("8.20")
    assert judged(replace(row, target="≥80%")).award == Decimal("10.00"), "a target of its own: 82 % is more than 80 %"


TOTALS = [
    # budget award, row awards, printed total, complete, verdict, recomputed
    pytest.param("8.62", ["10", "20", "20", "30", "10"], "98.62", True, "agrees", "98.62", id="8.62 + 90"),
    pytest.param("9", ["13", "15", "10", "10", "27", "9"], "94", True, "differs", "93", id="9 + 84 are 93"),
    pytest.param("10", ["90"], "", True, "not_scored", "100", id="no total printed"),
    pytest.param("10", ["90"], "100", False, "not_computable", None, id="rows are cut off"),
    pytest.param("10", ["90", ""], "100", True, "not_computable", None, id="an award is missing"),
    pytest.param("", ["90"], "90", True, "not_computable", None, id="the budget's award is missing"),
    pytest.param("10", ["90"], "优秀", True, "not_computable", "100", id="a total in words"),
]


@pytest.mark.parametrize(("budget", "awards", "total", "complete", "verdict", "recomputed"), TOTALS)
def test_the_total_is_the_forms_own_addition(budget, awards, total, complete, verdict, recomputed):
    money = (MoneyRow(TOTAL_ROW, revised="10", executed="10", points="10", award=budget),)
    rows = [indicator(f"指标{n}", target="≥1个", actual="1个", points="10", award=award) for n, award in enumerate(awards)]
    result = recompute(form(*rows, money=money, total=total, complete=complete), MOF).total
    assert result.verdict is Verdict(verdict), result.reason
    assert result.recomputed == (None if recomputed is None else (Decimal(recomputed),) * 2)


def test_a_total_printed_as_bounds_is_compared_at_both_ends():
    """5 + 10 are earned; 60 + 25 points have no award yet."""
    rows = (
        indicator(target="≥1个", actual="1个", points="10", award="10"),
        indicator(target="缺失", actual="3个", points="60", award="缺失"),
        indicator(target="≥2个", actual="缺失", points="25", award="缺失"),
    )
    money = (MoneyRow(TOTAL_ROW, revised="10", executed="10", points="5", award="5"),)
    bounded = form(*rows, money=money, total="15.00 至 100.00")
    assert recompute(bounded, MOF).total.verdict is Verdict.AGREES
    assert recompute(replace(bounded, total="15.00 至 99.00"), MOF).total.verdict is Verdict.DIFFERS
    assert recompute(replace(bounded, total="15.00"), MOF).total.verdict is Verdict.NOT_COMPUTABLE


def test_bounds_without_a_single_award_run_from_nothing_to_all_points():
    """No award is printed: 0, and 10 + 90 points at most."""
    money = (MoneyRow(TOTAL_ROW, revised="缺失", executed="缺失", points="10", award="缺失"),)
    empty = form(indicator(target="缺失", actual="缺失", points="90", award="缺失"), money=money, total="0.00 至 100.00")
    total = recompute(empty, MOF).total
    assert (total.recomputed, total.verdict) == ((Decimal(0), Decimal(100)), Verdict.AGREES)
    assert recompute(replace(empty, total="0.00 至 90.00"), MOF).total.verdict is Verdict.DIFFERS
    assert recompute(replace(empty, total="0.00"), MOF).total.verdict is Verdict.NOT_COMPUTABLE
    assert recompute(form(total="0.00 至 100.00"), MOF).total.verdict is Verdict.NOT_COMPUTABLE


def test_doubtful_rows_make_the_total_not_computable():
    row = indicator(target="≥1个", actual="1个", points="10", award="10")
    result = recompute(form(row, replace(row, doubtful=True), total="20"), MOF).total
    assert (result.verdict, result.recomputed) == (Verdict.NOT_COMPUTABLE, None)


def test_the_total_by_rules_leaves_open_what_needs_judgement():
    """8.62 and 10 are computed, 20 points in words are open."""
    money = (MoneyRow(TOTAL_ROW, revised="250000", executed="215457.6", points="10", award="10"),)
    words = indicator(target="及时", actual="及时", points="20", award="20")
    full = indicator(target="≥1个", actual="1个", points="10", award="10")
    assert recompute(form(words, full, money=money), MOF).total.by_rules == (Decimal("18.62"), Decimal("38.62"))
    assert recompute(form(replace(words, points="")), MOF).total.by_rules is None
    assert recompute(form(full, complete=False), MOF).total.by_rules is None


def test_rows_of_the_template_without_values_do_not_spoil_the_total():
    full = indicator(target="≥1个", actual="1个", points="10", award="10")
    assert recompute(form(full, indicator("……"), total="10"), MOF).total.verdict is Verdict.AGREES


whole = st.integers(min_value=0, max_value=10**6)


@given(
    target=whole,
    actual=whole,
    points=st.integers(min_value=0, max_value=100),
    sign=st.sampled_from(["≥", "≤", "=", ">", "<", ""]),
)
@settings(deadline=None, max_examples=200)
def test_an_award_is_between_nothing_and_the_points_and_full_where_the_target_is_met(target, actual, points, sign):
    row = indicator("另一指标", "质量指标", target=f"{sign}{target}个", actual=f"{actual}个", points=str(points), award="1")
    result = judged(row)
    assert result.award is not None
    assert 0 <= result.award <= points
    assert result.met is False or result.award == points


@given(printed=st.sampled_from(["", "0", "5", "10", "99", "优"]), reason=st.sampled_from(["", "增加 43%", "得 10 分"]))
@settings(deadline=None, max_examples=18)
def test_printed_awards_and_reasons_never_reach_a_recomputed_award(printed, reason):
    row = indicator(target="≥50个", actual="40个", points="10", award=printed, reason=reason)
    assert judged(row).award == Decimal("8.00")


AGAINST_SENSE = [
    # category, name, target, actual: what cannot be told
    pytest.param("成本指标", "维修成本", "=6万元", "8万元", id="a cost that may be exceeded without loss"),
    pytest.param("成本指标", "维修成本", "≥6万元", "8万元", id="a floor under a cost"),
    pytest.param("数量指标", "建设村庄数量", "≤4个", "3个", id="a ceiling on what is to be built"),
]


@pytest.mark.parametrize(("category", "name", "target", "actual"), AGAINST_SENSE)
def test_a_sign_against_the_sense_of_the_row_is_not_followed_silently(category, name, target, actual):
    result = judged(indicator(name, category, target=target, actual=actual, points="10", award="10"))
    assert (result.award, result.verdict.value) == (None, "needs_judgement")
    assert "方向不能确定" in result.reason


@pytest.mark.parametrize(("category", "name", "target", "actual"), AGAINST_SENSE)
def test_a_sign_against_the_sense_is_immaterial_where_the_target_is_hit_exactly(category, name, target, actual):
    hit = indicator(name, category, target=target, actual=target.lstrip("=≥≤"), points="10", award="10")
    assert (judged(hit).award, judged(hit).verdict.value) == (10, "agrees")
