"""What a sub-project hands on: counted activities, saved measures, and results that know when they are stale."""

from datetime import date
from decimal import Decimal

import pytest

from evalkit.errors import MissingResultError
from evalkit.governance import decision_frame, target_setting
from evalkit.measures import Status, exact_count
from evalkit.metrics.general import total
from evalkit.results import Results

D = Decimal


def saved(folder, **changes):
    """Compute both sub-projects as their notebooks do, each from its own year."""
    for id in ("trade", "consumption"):
        sub = folder.sub_project(id)
        changes.get(id, lambda sub: None)(sub)
        sub.save()


def test_the_date_of_an_event_decides_the_year_in_which_it_counts(folder):
    measure = folder.sub_project("consumption").events_in_year("promotion_event")
    assert (measure.value, measure.status, measure.unit) == (D(2), Status.MEASURED, "场")
    assert "次年咖啡节" in measure.working
    assert [source.row for source in measure.sources] == [2, 3, 4]


@pytest.mark.parametrize(
    ("begin", "count"),
    [("2030-12-31", 3), ("2031-01-01", 2), ("2030-12", 3), ("2029-12-31", 2), ("2031", 2)],
    ids=["last day", "first day of the next year", "last month", "last day of the year before", "the next year"],
)
def test_an_event_counts_from_the_first_to_the_last_day_of_the_year(folder, begin, count):
    folder.edit("activities.csv", "次年咖啡节,promotion_event,2031-01-01", f"次年咖啡节,promotion_event,{begin}")
    measure = folder.sub_project("consumption").events_in_year("promotion_event")
    assert measure.value == count
    assert ("次年咖啡节" in measure.working) == (count == 2)


def test_an_event_without_a_date_leaves_the_count_missing(folder):
    folder.edit("activities.csv", "次年咖啡节,promotion_event,2031-01-01", "次年咖啡节,promotion_event,")
    measure = folder.sub_project("consumption").events_in_year("promotion_event")
    assert (measure.value, measure.status, measure.missing) == (None, Status.MISSING, ("“次年咖啡节”的日期",))


def test_a_kind_of_which_nothing_is_listed_is_missing_and_not_zero(folder):
    measure = folder.sub_project().events_in_year("exhibition")
    assert (measure.value, measure.status, measure.missing) == (None, Status.MISSING, ("活动清单",))


def test_activities_are_shown_as_stated_with_what_is_missing(folder):
    vouchers = folder.sub_project("consumption").activities("voucher")
    assert vouchers[["行", "活动", "金额"]].values.tolist() == [[5, "春季消费券", "10 万元"]]
    assert folder.sub_project("consumption").activities("promotion_event")["金额"].tolist() == ["缺失"] * 3


def test_what_is_saved_is_loaded_exactly(folder):
    folder.add("trade_total", "100.2", use="no", source="newspaper")
    kept = {}

    def compute(sub):
        sub.measure(total, parts=[sub["exports"], sub["imports"]])
        kept["measures"], kept["findings"] = sub.measures, sub.findings

    saved(folder, trade=compute)
    results = Results.load(folder.open())
    assert {id: results.measures[id] for id in kept["measures"]} == kept["measures"]
    assert results.measures["total"].value == D("100.0")
    assert results.measures["voucher_amount_redeemed"].value == D("8.00")
    assert str(results.measures["voucher_amount_redeemed"].value) == "8.00"
    assert results.findings == list(kept["findings"].values())
    assert [finding.code for finding in results.findings] == ["F-RIVAL-01"]


def test_results_not_computed_yet_name_every_sub_project_and_the_command(folder):
    with pytest.raises(MissingResultError) as refused:
        folder.open().results()
    assert refused.value.code == "P-LACK-01"
    assert "外贸促进（10_trade_promotion，尚未计算）" in refused.value.found
    assert "消费券（40_consumption，尚未计算）" in refused.value.found
    assert "evalkit run --year 2030" in refused.value.remedy


def test_a_change_of_raw_makes_just_the_results_that_rest_on_it_stale(folder):
    saved(folder)
    folder.edit("facts.csv", "进口总值,39.5,", "进口总值,39.6,")
    with pytest.raises(MissingResultError) as refused:
        folder.open().results()
    assert refused.value.found == "外贸促进（10_trade_promotion，所依据的数据已变）"
    assert "evalkit run --year 2030" in refused.value.remedy


@pytest.mark.parametrize(
    ("file", "old", "new", "stale"),
    [
        pytest.param(
            "activities.csv", "金秋消费节,promotion_event,2030", "金秋消费节,promotion_event,2031", "消费券", id="an activity"
        ),
        pytest.param("objectives.csv", "E01,效益指标", "E02,效益指标", "消费券", id="the table of objectives"),
        pytest.param("year.yml", "2029-11-30", "2030-11-30", "消费券", id="the date of the decision"),
        pytest.param(
            "SOURCES.yml", "title: 示例市自评报告（虚构）", "title: 另一报告", "外贸促进", id="the title of the source cited"
        ),
    ],
)
def test_a_change_of_any_file_that_a_result_rests_on_makes_it_stale(folder, file, old, new, stale):
    def compute(sub):
        sub.events_in_year("promotion_event")
        target_setting(sub)
        decision_frame(sub)

    saved(folder, consumption=compute)
    assert folder.open().results()
    folder.edit(file, old, new)
    if file == "objectives.csv":
        folder.edit("deviations.csv", "E01,", "E02,")
    with pytest.raises(MissingResultError, match="P-LACK-01") as refused:
        folder.open().results()
    assert stale in refused.value.found


@pytest.mark.parametrize("earlier_value", ["60.5", ""], ids=["stated there", "blank there until now"])
def test_a_change_of_the_earlier_year_makes_what_was_compared_with_it_stale(folder, earlier_value):
    earlier = folder.another(2029)
    earlier.edit("facts.csv", "出口总值,60.5,", f"出口总值,{earlier_value},")
    saved(folder, trade=lambda sub: sub.previous("exports"))
    assert folder.open().results()
    earlier.edit("facts.csv", f"出口总值,{earlier_value},", "出口总值,61.0,")
    earlier.prepare()
    with pytest.raises(MissingResultError) as refused:
        folder.open().results()
    assert "外贸促进" in refused.value.found


def test_saving_twice_writes_the_same_bytes_and_keeps_the_time_stamp(folder, states):
    saved(folder)
    before = states(folder.processed / "measures")
    saved(folder)
    assert states(folder.processed / "measures") == before
    assert {name.removesuffix(".sha256") for name in before} == {"trade.json", "consumption.json"}
    assert len(before) == 4, "each with its hash beside it"


def test_the_days_and_months_of_the_year_are_those_of_the_calendar(folder):
    year = folder.open()
    assert (year.months.value, year.quarters.value, year.days.value) == (12, 4, (date(2031, 1, 1) - date(2030, 1, 1)).days)
    assert folder.another(2028).open().days.value == (date(2029, 1, 1) - date(2028, 1, 1)).days
    assert year.months.interval == exact_count("x", "x", 12, "个月", "").interval
