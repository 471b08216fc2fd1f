"""Where a series changes its basis: declared once, checked like every file, marked wherever figures stand side by side."""

from decimal import Decimal

import pytest

from evalkit.errors import InputProblems
from evalkit.intake.series import Break, load_breaks
from evalkit.measures import Measure, Status
from evalkit.pipeline.checked import checked_year, must_check
from evalkit.pipeline.keys import Keys
from evalkit.present.charts import across_years
from evalkit.start.new_year import new_year
from tests.trend.years import by_id, compute, declare, set_trade, trend


def measure(value: str | None, unit: str = "亿元") -> Measure:
    status = Status.MISSING if value is None else Status.DECLARED
    return Measure("retail", "零售", None if value is None else Decimal(value), unit, 1, "", status)


def revised(since: int) -> Break:
    return Break(measure="retail", since=since, why="修订", source="公报")


def lines_of(chart) -> list[list[int]]:
    """Return the years that each line of a chart joins."""
    return [list(line.get_xdata()) for line in chart.figure.axes[0].lines if line.get_marker() == "o"]


def verticals_of(chart) -> list[float]:
    return [line.get_xdata()[0] for line in chart.figure.axes[0].lines if line.get_marker() != "o"]


def texts_of(chart) -> list[str]:
    return [text.get_text() for text in chart.figure.axes[0].texts]


def test_a_misspelt_measure_is_refused_with_the_one_that_is_meant(folder):
    declare(folder, ("trade_totl", 2030))
    problem = folder.problem()
    assert (problem.code, problem.where) == ("V-SER-01", "data/raw/series.yml 第 1 条 measure")
    assert "“trade_totl”" in problem.found and "trade_total" in problem.remedy


def test_a_measure_that_only_another_year_states_is_known(folder):
    folder.another(2031).add("retail_sales", "5", period="2031")
    declare(folder, ("retail_sales", 2031))
    assert folder.check()
    assert [item.since for item in load_breaks(folder.data)] == [2031]


def test_a_break_declared_twice_is_refused(folder):
    declare(folder, ("trade_total", 2030), ("exports", 2030), ("trade_total", 2030))
    problem = folder.problem()
    assert (problem.code, problem.where) == ("V-SER-02", "data/raw/series.yml 第 3 条")
    assert "第 1 条" in problem.expected


@pytest.mark.parametrize("since", ["2020-07", "前年", "20"])
def test_a_year_that_is_none_is_refused_with_its_line(folder, since):
    declare(folder, ("trade_total", since))
    problem = folder.problem()
    assert problem.code == "V-CELL-01" and problem.where == "data/raw/series.yml 第 2 行 breaks 第 1 条 since"


def test_an_unknown_key_is_refused_with_the_nearest(folder):
    (folder.data / "raw" / "series.yml").write_text("break: []\n", encoding="utf-8")
    unknown = next(problem for problem in folder.problems() if problem.code == "V-KEY-01")
    assert "breaks" in unknown.remedy


def test_the_page_across_years_does_not_open_on_a_faulty_file(folder):
    declare(folder, ("trade_totl", 2030))
    with pytest.raises(InputProblems) as refused:
        trend(folder)
    assert [problem.code for problem in refused.value.problems] == ["V-SER-01"]


def test_a_data_folder_without_the_file_has_no_breaks(folder):
    assert load_breaks(folder.data) == []
    assert trend(folder).breaks().empty and trend(folder).note_on() == ""


def test_the_check_of_a_year_is_done_again_once_the_file_changes(folder):
    keys = Keys(folder.data, folder.data / "pages")
    checked_year(2030, keys)
    assert not must_check([2030], Keys(folder.data, folder.data / "pages"))
    declare(folder, ("trade_total", 2030))
    assert must_check([2030], Keys(folder.data, folder.data / "pages"))


def test_a_new_year_has_the_breaks_of_the_others(folder):
    declare(folder, ("trade_total", 2030))
    new_year(2031, folder.data)
    assert [item.since for item in trend(folder, 2031).breaks_of("trade_total")] == [2030]
    assert "series.yml" in (folder.data / "raw" / "2031" / "待办.md").read_text(encoding="utf-8")


def test_values_before_a_break_are_marked_in_every_table_and_others_not(folder):
    for year in (2028, 2029):
        compute(folder.another(year))
    compute(folder)
    declare(folder, ("trade_total", 2029), ("trade_total", 2030))
    found = trend(folder)
    marked = ["100.0 亿元 ※※", "100.0 亿元 ※", "100.0 亿元"]
    assert by_id(found.measures(), "trade_total") == marked
    assert by_id(found.indicators(), "trade_total") == marked
    assert by_id(found.measures(), "exports") == ["60.5 亿元"] * 3
    assert "※" in found.note_on("trade_total") and found.note_on("exports") == ""


def test_a_break_at_the_first_year_marks_nothing_shown_and_is_told(folder):
    compute(folder)
    declare(folder, ("trade_total", 2030))
    found = trend(folder)
    assert by_id(found.measures(), "trade_total") == ["100.0 亿元"]
    assert "※" not in found.note_on() and "2030 年度起为新口径" in found.note_on()
    assert found.breaks().to_dict("list") == {
        "指标": ["进出口总值"],
        "新口径自": ["2030 年度"],
        "原因": ["普查后修订"],
        "依据": ["统计公报（虚构）"],
    }


def test_a_missing_value_bears_no_mark(folder):
    earlier = folder.another(2029)
    set_trade(earlier, "")
    compute(earlier)
    compute(folder)
    declare(folder, ("trade_total", 2030))
    assert by_id(trend(folder).measures(), "trade_total") == ["缺失", "100.0 亿元"]


def test_a_year_on_year_change_across_a_break_is_not_computed_and_says_why(folder):
    compute(folder.another(2029))
    compute(folder)
    folder.add("trade_total_change", "2.4", "%")
    declare(folder, ("trade_total", 2030))
    row = trend(folder).growth().query("年度 == '2030'").iloc[0]
    assert (row["公布的增速"], row["由各年数值计算"], row["相差"]) == ("2.4%", "—", "—")
    assert row["说明"].startswith("不计算：统计口径自 2030 年度起调整，与上年数不能相比；2029 年数：")


def test_a_line_is_never_joined_across_a_break_and_a_word_says_so():
    series = {2018: measure("10"), 2019: measure("12"), 2020: measure("7"), 2021: measure("8")}
    chart = across_years(series, axis_title="零售（亿元）", breaks=[revised(2020)])
    assert lines_of(chart) == [[2018, 2019], [2020, 2021]]
    assert verticals_of(chart) == [2019.5]
    assert texts_of(chart) == ["10.0 ※", "12.0 ※", "7.0", "8.0", "口径调整"]
    assert "2020 年起口径调整，线在该年之前断开" in chart.alt
    assert list(chart.data["口径"]) == ["2020 年度以前的口径"] * 2 + ["现口径"] * 2


def test_a_line_is_never_joined_across_a_missing_year():
    series = {2019: measure("12"), 2020: measure(None), 2021: measure("8"), 2022: measure("9")}
    chart = across_years(series, axis_title="零售（亿元）")
    assert lines_of(chart) == [[2019], [2021, 2022]]
    assert texts_of(chart) == ["12.0", "缺失", "8.0", "9.0"]
    assert "2020 年 缺失" in chart.alt and "线在缺失的年度断开" in chart.alt


def test_a_break_before_the_first_or_after_the_last_year_is_not_drawn():
    series = {2019: measure("12"), 2020: measure("13")}
    chart = across_years(series, axis_title="零售（亿元）", breaks=[revised(2019), revised(2021)])
    assert lines_of(chart) == [[2019, 2020]] and verticals_of(chart) == []
    assert "口径" not in chart.alt and "口径" not in chart.data


def test_points_are_drawn_in_one_unit_and_targets_beside_them():
    series = {2020: measure("2"), 2021: measure("30000", "万元")}
    chart = across_years(series, axis_title="亿元", targets={2020: measure(None), 2021: measure("4")})
    (line,) = [line for line in chart.figure.axes[0].lines if line.get_marker() == "o"]
    assert list(line.get_ydata()) == [2, 3]
    (target,) = [line for line in chart.figure.axes[0].lines if line.get_marker() != "o" and len(line.get_xdata())]
    assert list(target.get_ydata()) == [4, 4]
    assert [label.get_text() for label in chart.figure.axes[0].get_xticklabels()] == ["2020\n目标缺失", "2021\n目标 4.0"]
    assert chart.figure.axes[0].get_ylim()[1] > 4


def test_years_all_missing_and_negative_figures_are_drawn():
    assert lines_of(across_years({2020: measure(None)}, axis_title="%")) == []
    chart = across_years({2020: measure("-3", "%"), 2021: measure("5", "%")}, axis_title="%")
    assert chart.figure.axes[0].get_ylim()[0] < -3
