"""A sub-project while its notebook runs: which row speaks for the year, and which figures contradict each other."""

from decimal import Decimal

import pytest

from evalkit.errors import InvalidInputError
from evalkit.governance import contradicting_claims, decision_frame, target_setting
from evalkit.measures import Measure, Status
from evalkit.metrics.general import total, year_on_year_change
from evalkit.quantities import Interval

D = Decimal


def codes(sub):
    return [code for code, _ in sub.findings]


def stated(value, unit, margin="0", name="数值"):
    return Measure(name, name, D(value), unit, 1, "", Status.DECLARED, Interval(D(value) - D(margin), D(value) + D(margin)))


def missing():
    return Measure("缺", "缺", None, "场", 0, "", Status.MISSING)


# Which row speaks for the fiscal year


def test_a_fact_is_the_row_of_the_whole_fiscal_year(folder):
    measure = folder.sub_project()["trade_total"]
    assert (measure.value, measure.unit, measure.digits, measure.period) == (D("100.0"), "亿元", 1, "2030")
    assert measure.interval == Interval(D("99.95"), D("100.05"))
    assert measure.status is Status.DECLARED
    assert [source.cell for source in measure.sources] == ["data/raw/2030/facts.csv 第 2 行 value 列"]


def test_a_fact_is_that_of_the_year_that_was_opened(folder):
    folder.add("trade_total", "120.0", period="2031")
    assert folder.sub_project()["trade_total"].value == D("100.0")
    assert folder.another(2029).sub_project()["trade_total"].period == "2029"


@pytest.mark.parametrize(
    "periods",
    [
        pytest.param(["2030-01/2030-06"], id="the first half of the year"),
        pytest.param(["2030-07/2030-12"], id="the second half of the year"),
        pytest.param(["2030-01-15/2030-12-31"], id="the year but for two weeks"),
        pytest.param(["2030-01/2030-03", "2030-04/2030-12"], id="two parts"),
        pytest.param(["2030-01/2030-08+2030-10/2030-12"], id="the year but for a month"),
        pytest.param(["2030-11", "2030-12"], id="two months, of which neither is the year"),
        pytest.param(["2030-09", "2030-01/2030-08+2030-10/2030-12"], id="a month and the rest"),
        pytest.param(["2029"], id="another year only"),
        pytest.param(["2029-07/2030-06"], id="twelve months that are not the year"),
        pytest.param(["2029-12-31"], id="a day of the year before"),
    ],
)
def test_a_row_of_a_part_is_never_taken_for_the_year(folder, periods):
    for period in periods:
        folder.add("visits", "7", "人次", period=period)
    with pytest.raises(InvalidInputError) as refused:
        folder.sub_project()["visits"]
    assert refused.value.code == "V-FACT-01"
    assert all(period in refused.value.found for period in periods)


@pytest.mark.parametrize(
    "period",
    [
        pytest.param("2030-12-31", id="as of the last day"),
        pytest.param("2030-12", id="as of the end of December"),
        pytest.param("2030-09-30", id="as of a day, the only one stated"),
        pytest.param("2028-02-28/2030-12-31", id="cumulative up to the end of the year"),
        pytest.param("2030-01-01/2030-12-31", id="the year written as days"),
    ],
)
def test_the_only_row_as_of_a_date_or_up_to_the_end_of_the_year_speaks_for_it(folder, period):
    folder.add("visits", "7", "人次", period=period)
    measure = folder.sub_project()["visits"]
    assert (measure.value, measure.period) == (D(7), period)


@pytest.mark.parametrize("cells", [{"name": "接送人次（累计）"}, {"basis": "累计"}], ids=["by its name", "by its basis"])
def test_a_cumulative_figure_of_what_began_within_the_year_speaks_for_it(folder, cells):
    folder.add("visits", "7", "人次", period="2030-02-28/2030-12-31", **cells)
    assert folder.sub_project()["visits"].value == D(7)


def test_the_whole_year_written_as_months_goes_before_a_part_of_it(folder):
    folder.add("visits", "7", "人次", period="2030-01/2030-12")
    folder.add("visits", "3", "人次", period="2030-01/2030-06")
    assert folder.sub_project()["visits"].value == D(7)


def test_a_row_not_in_use_is_never_taken(folder):
    folder.add("visits", "9", "人次", use="no", source="newspaper", note="取整")
    folder.add("visits", "7", "人次")
    measure = folder.sub_project()["visits"]
    assert measure.value == D(7)
    assert "示例日报（虚构）" in measure.sources[0].remark
    assert "取整" in measure.sources[0].remark


@pytest.mark.parametrize(
    ("printed", "value", "low", "high"),
    [
        pytest.param("1,234.5", "1234.5", "1234.45", "1234.55", id="grouped thousands"),
        pytest.param("１２３.５", "123.5", "123.45", "123.55", id="full-width digits"),
        pytest.param("１２３．５", "123.5", "123.45", "123.55", id="full-width digits and point"),
        pytest.param("−5.2", "-5.2", "-5.25", "-5.15", id="a true minus sign"),
        pytest.param("1，234", "1234", "1233.5", "1234.5", id="full-width comma"),
    ],
)
def test_every_form_of_number_that_the_check_accepts_can_be_read(folder, printed, value, low, high):
    folder.add("amount", printed, "万元")
    measure = folder.sub_project()["amount"]
    assert measure.value == D(value)
    assert measure.interval == Interval(D(low), D(high))
    assert measure.digits == len(value.partition(".")[2])


def test_a_misspelt_id_names_the_nearest(folder):
    with pytest.raises(InvalidInputError) as refused:
        folder.sub_project()["trade_totl"]
    assert (refused.value.code, refused.value.where) == ("V-FACT-01", "data/raw/2030/facts.csv")
    assert refused.value.remedy == "是否为“trade_total”？"


def test_a_fact_of_another_sub_project_is_not_found(folder):
    with pytest.raises(InvalidInputError, match="V-FACT-01"):
        folder.sub_project()["vouchers_issued"]


def test_a_sub_project_that_the_year_does_not_have_is_refused(folder):
    with pytest.raises(InvalidInputError) as refused:
        folder.open().sub_project("fair")
    assert (refused.value.code, refused.value.expected) == ("V-SUB-02", "trade、consumption")


# The year before


def test_the_previous_year_is_read_from_the_own_folder(folder):
    measure = folder.sub_project().previous("trade_total")
    assert (measure.id, measure.value, measure.period) == ("trade_total_previous", D("80.0"), "2029")
    assert measure.name == "上年进出口总值"
    assert measure.sources[0].cell == "data/raw/2030/facts.csv 第 6 行 value 列"


def test_the_previous_year_is_read_from_its_own_folder_where_this_one_is_silent(folder):
    folder.another(2029)
    measure = folder.sub_project().previous("exports")
    assert (measure.value, measure.period) == (D("60.5"), "2029")
    assert measure.sources[0].cell == "data/raw/2029/facts.csv 第 3 行 value 列"


def test_the_year_before_the_previous_is_read_alike(folder):
    folder.another(2028)
    measure = folder.sub_project().previous("exports", 2)
    assert (measure.id, measure.name, measure.period) == ("exports_2_years_before", "前年出口总值", "2028")
    assert measure.value == D("60.5")


@pytest.mark.parametrize(
    ("value", "unit", "findings"),
    [
        pytest.param("80.0", "亿元", [], id="the same"),
        pytest.param("80", "亿元", [], id="the same, rounded"),
        pytest.param("80.1", "亿元", [], id="touching: 80.05 is allowed by both"),
        pytest.param("80.2", "亿元", ["F-YEAR-01"], id="different"),
        pytest.param("800000", "万元", [], id="the same in another unit: 80.0 亿元 is 800000 万元"),
        pytest.param("80.0", "万元", ["F-YEAR-01"], id="the same digits in another unit"),
    ],
)
def test_two_years_folders_that_state_a_figure_differently_are_a_finding(folder, value, unit, findings):
    earlier = folder.another(2029)
    earlier.edit("facts.csv", "进出口总值,100.0,亿元,2029,", f"进出口总值,{value},{unit},2029,")
    sub = folder.sub_project()
    assert sub.previous("trade_total").value == D("80.0")
    assert codes(sub) == findings


def test_a_previous_year_that_nobody_states_is_missing(folder):
    measure = folder.sub_project().previous("exports")
    assert (measure.value, measure.status, measure.period, measure.unit) == (None, Status.MISSING, "2029", "亿元")
    assert measure.name == "上年出口总值"


def test_a_sub_project_that_the_earlier_year_did_not_have_is_missing_there(folder):
    earlier = folder.another(2029)
    earlier.edit("year.yml", "id: trade", "id: fair")
    for name in ("facts.csv", "objectives.csv"):
        text = (earlier.raw / name).read_text(encoding="utf-8")
        earlier.edit(name, text, text.replace(",trade,", ",fair,"))
    assert folder.sub_project().previous("exports").status is Status.MISSING


# Months


def test_months_that_no_row_covers_are_one_missing_measure(folder):
    folder.add("answer_rate", "98.5", "%", period="2030-09")
    folder.add("answer_rate", "100", "%", period="2030-01/2030-06")
    parts = folder.sub_project().stated_months("answer_rate")
    assert [(measure.value, months.value) for measure, months in parts] == [(D("98.5"), 1), (D(100), 6), (None, 5)]
    assert parts[-1][0].status is Status.MISSING
    assert "7月、8月、10月、11月、12月" in parts[-1][0].name


def test_months_that_are_all_covered_leave_nothing_missing(folder):
    folder.add("answer_rate", "98.5", "%", period="2030-09")
    folder.add("answer_rate", "100", "%", period="2030-01/2030-08+2030-10/2030-12")
    folder.add("answer_rate", "99.9", "%", period="2030")
    folder.add("answer_rate", "97", "%", period="2029-09")
    measures, months = folder.sub_project().stated_series("answer_rate")
    assert [measure.value for measure in measures] == [D("98.5"), D(100)]
    assert sum(count.value for count in months) == 12


def test_a_blank_month_is_missing_and_no_part(folder):
    folder.add("answer_rate", "", "%", period="2030-09")
    folder.add("answer_rate", "100", "%", period="2030-01/2030-08+2030-10/2030-12")
    assert [(measure.value, months.value) for measure, months in folder.sub_project().stated_months("answer_rate")] == [
        (D(100), 11),
        (None, 1),
    ]


# Figures that contradict each other


def test_a_sum_that_agrees_with_its_parts_is_no_finding(folder):
    sub = folder.sub_project()
    computed = sub.measure(total, parts=[sub["exports"], sub["imports"]])
    assert computed.value == D("100.0")  # 60.5 + 39.5
    sub.reconcile(sub["trade_total"], computed)
    assert codes(sub) == []


@pytest.mark.parametrize(
    ("imports", "findings"),
    [
        # 100.0 stands for 99.95 to 100.05; the sum of two figures of one decimal is known to 0.1
        pytest.param("39.6", [], id="100.1 is 100.0 to 100.2: both allow 100.05"),
        pytest.param("39.4", [], id="99.9 is 99.8 to 100.0"),
        pytest.param("39.7", ["F-SUM-01"], id="100.2 is 100.1 to 100.3: no value is allowed by both"),
        pytest.param("39.3", ["F-SUM-01"], id="99.8 is 99.7 to 99.9"),
    ],
)
def test_a_sum_is_a_finding_only_when_no_value_is_allowed_by_both(folder, imports, findings):
    folder.edit("facts.csv", "进口总值,39.5,", f"进口总值,{imports},")
    sub = folder.sub_project()
    sub.reconcile(sub["trade_total"], sub.measure(total, parts=[sub["exports"], sub["imports"]]))
    assert codes(sub) == findings


def test_a_sum_that_differs_tells_by_how_much_and_in_which_unit(folder):
    sub = folder.sub_project()
    sub.reconcile(stated("10", "亿元", name="总额"), stated("98000", "万元", name="分项合计"))
    (code, message), *more = sub.findings
    assert (code, more) == ("F-SUM-01", [])
    assert "相差 0.2 亿元" in message  # 10 亿元 − 9.8 亿元


def test_a_sum_in_another_unit_that_agrees_is_no_finding(folder):
    sub = folder.sub_project()
    sub.reconcile(stated("10", "亿元"), stated("100000", "万元"))
    assert codes(sub) == []


def test_a_missing_part_is_not_compared(folder):
    sub = folder.sub_project()
    sub.reconcile(sub["trade_total"], sub.previous("exports"))
    sub.reconcile(sub.previous("exports"), sub["trade_total"])
    sub.within(sub["trade_total"], [sub["exports"], sub.previous("exports")])
    sub.within(sub["trade_total"], [])
    assert codes(sub) == []


@pytest.mark.parametrize(
    ("average", "findings"),
    [("99.0", []), ("98.5", []), ("100", []), ("98.4", []), ("98.3", ["F-RANGE-01"]), ("100.1", ["F-RANGE-01"])],
    ids=["between", "the least", "the most", "98.45 is allowed by both", "below the least", "above the most"],
)
def test_an_average_outside_the_range_of_its_parts_is_a_finding(folder, average, findings):
    sub = folder.sub_project()
    sub.within(stated(average, "%", "0.05"), [stated("98.5", "%", "0.05"), stated("100", "%")])
    assert codes(sub) == findings


@pytest.mark.parametrize(("average", "findings"), [("15000", []), ("15", ["F-RANGE-01"])], ids=["1.5 万元", "15 元"])
def test_an_average_is_compared_with_its_parts_in_one_unit(folder, average, findings):
    sub = folder.sub_project()
    sub.within(stated(average, "元"), [stated("1", "万元"), stated("20", "万元")])
    assert codes(sub) == findings


@pytest.mark.parametrize(
    ("value", "unit", "findings"),
    [
        pytest.param("100", "亿元", [], id="the same, rounded"),
        pytest.param("100.2", "亿元", ["F-RIVAL-01"], id="different"),
        pytest.param("1000000", "万元", [], id="the same in another unit"),
        pytest.param("100.0", "万元", ["F-RIVAL-01"], id="the same digits in another unit"),
        pytest.param("", "亿元", [], id="blank"),
    ],
)
def test_a_source_that_contradicts_the_figure_in_use_is_a_finding(folder, value, unit, findings):
    folder.add("trade_total", value, unit, use="no", source="newspaper", note="报纸取整")
    sub = folder.sub_project()
    assert codes(sub) == findings
    assert all("示例日报（虚构）" in message and "报纸取整" in message for _, message in sub.findings)


@pytest.mark.parametrize(
    ("percent", "findings"), [("130", ["F-OVER-01"]), ("129.99", []), ("131", ["F-OVER-01"])], ids=["at 130%", "below", "above"]
)
def test_a_target_exceeded_by_three_tenths_is_a_finding(folder, percent, findings):
    sub = folder.sub_project()
    sub.over_achieved(stated(percent, "%"))
    assert codes(sub) == findings


def test_a_part_that_misses_the_target_of_each_is_a_finding_that_names_it(folder):
    sub, target = folder.sub_project(), stated("2", "场", name="每季度目标")
    met, missed = stated("2", "次", name="一季度"), stated("1", "场", name="二季度")
    sub.below_target(target, met, missing())
    assert codes(sub) == []
    sub.below_target(target, met, missed)
    ((code, message),) = sub.findings
    assert (code, message) == ("F-UNDER-01", "二季度 1.0 场，没有达到每季度目标 2.0 场，须说明原因")
    sub.findings.clear()
    sub.below_target(missing(), met, missed)
    assert codes(sub) == []


def test_a_figure_whose_basis_the_source_does_not_state_is_a_finding(folder):
    folder.add("booths", "12", "个", basis="未说明每届或两届合计")
    sub = folder.sub_project()
    sub.unclear_basis(sub["trade_total"])
    assert codes(sub) == []
    sub.unclear_basis(sub["booths"], sub["trade_total"])
    assert [finding.measures for finding in sub.findings.values() if finding.code == "F-BASIS-01"] == [("booths",)]


@pytest.mark.parametrize(
    ("decided", "findings"),
    [("2029-12-31", []), ("2030-01-01", ["F-DATE-01"]), ("2030-09-24", ["F-DATE-01"]), ("null", [])],
    ids=["the day before the year", "its first day", "within the year", "not stated"],
)
def test_a_budget_decided_after_the_year_began_is_a_finding(folder, decided, findings):
    folder.edit("year.yml", "2029-11-30", decided)
    sub = folder.sub_project()
    shown = decision_frame(sub)
    assert codes(sub) == findings
    assert shown["内容"].tolist() == ["缺失" if decided == "null" else decided, "党组会", "第二章"]


def test_the_table_of_objectives_is_counted_row_by_row(folder):
    measures = {measure.id: measure.value for measure in target_setting(folder.sub_project())}
    # four rows; targets in B01, O01 and S01; approved: target and points of B01; targets 3/4, approved 1/4
    assert measures["indicators_count"] == 4
    assert (measures["targets_given_count"], measures["targets_approved_count"], measures["points_approved_count"]) == (3, 1, 1)
    assert (measures["target_given_rate"], measures["target_approved_rate"]) == (D(75), D(25))


def test_opposite_claims_about_one_target_are_a_finding(folder):
    folder.edit(
        "declared.csv",
        "target_met,trade_total,,,4,第三章,",
        "target_met,trade_total,,,4,第三章,\ntarget_missed,trade_total,,,9,第五章,",
    )
    trade = folder.open().sub_project("trade")
    contradicting_claims(trade)
    (finding,) = [item for item in trade.findings.values() if item.code == "F-CLAIM-01"]
    assert finding.message == "单位对“进出口总值”目标的说法相反：第三章称已完成，第五章称未完成"


def test_a_claim_that_nothing_contradicts_is_no_finding(folder):
    trade = folder.open().sub_project("trade")
    contradicting_claims(trade)
    assert trade.findings == {}


def test_the_facts_a_notebook_has_not_used_are_listed_with_those_that_have_a_value(folder):
    consumption = folder.open().sub_project("consumption")
    consumption["vouchers_issued"]
    assert [fact.id for fact in consumption.other_facts()] == ["voucher_amount_issued", "voucher_amount_redeemed"]


SERIES = """\
breaks:
  - {measure: trade_total, since: SINCE, why: 统计口径修订, source: 示例市统计局公报（虚构）}
"""


@pytest.mark.parametrize("since, computed", [(2030, False), (2029, True), (2031, True)])
def test_nothing_is_computed_across_a_change_of_basis(folder, since, computed):
    (folder.data / "raw" / "series.yml").write_text(SERIES.replace("SINCE", str(since)), encoding="utf-8")
    facts = folder.sub_project()
    previous = facts.previous("trade_total")
    change = facts.measure(year_on_year_change, id="yoy", current=facts["trade_total"], previous=previous)
    assert facts.year.reads["raw/series.yml"]
    if computed:
        # 100.0 against 80.0
        assert change.text == "25.00%"
    else:
        assert (previous.text, change.text) == ("不适用", "不适用")
        assert "80.0 亿元按旧口径统计，与本年不能相比：统计口径修订（示例市统计局公报（虚构））" in change.working


@pytest.mark.parametrize("basis, each", [("两届合计", Decimal("318.5")), ("每届", 637), ("未说明每届或两届合计", 637), ("", 637)])
def test_a_figure_of_one_time_is_the_average_of_one_that_adds_them_up(folder, basis, each):
    folder.add("canton_booths", "637", unit="个", basis=basis)
    folder.add("canton_sessions", "2", unit="届")
    facts = folder.sub_project()
    found = facts.of_each(facts["canton_booths"], facts["canton_sessions"], id="each", name="每届展位")
    assert (found.value, found.unit) == (each, "个")
