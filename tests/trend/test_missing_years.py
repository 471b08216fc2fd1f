"""A year without data is a column that says so; a year that was not computed, and one that cannot be read, say that."""

import pytest

from tests.trend.years import by_id, compute, trend


@pytest.fixture
def with_a_gap(folder):
    """2027 computed, 2028 without a folder, 2029 faulty, 2030 computed."""
    compute(folder.another(2027))
    folder.another(2029).write("year.yml", "fiscal_year: 二〇二九\n")
    compute(folder)
    return folder


def test_a_missing_year_has_its_column(with_a_gap):
    found = trend(with_a_gap)
    assert list(found.measures().columns) == ["数值", "2027", "2028", "2029", "2030"]
    assert by_id(found.measures(), "trade_total") == ["100.0 亿元", "缺失", "未计算", "100.0 亿元"]
    assert by_id(found.indicators(), "trade_total") == ["100.0 亿元", "缺失", "未计算", "100.0 亿元"]


def test_a_missing_year_is_a_missing_point(with_a_gap):
    series = trend(with_a_gap).series("trade_total")
    assert {year: measure.text for year, measure in series.items()} == {
        2027: "100.0 亿元",
        2028: "缺失",
        2029: "缺失",
        2030: "100.0 亿元",
    }


def test_a_missing_year_has_no_score_and_a_command(with_a_gap):
    found = trend(with_a_gap)
    assert found.scores().set_index("年度")["最低"].to_dict()["2028"] == "缺失"
    commands = found.lacking().set_index("年度")["补算的命令"].to_dict()
    assert commands == {"2028": "没有原始数据：evalkit new year 2028", "2029": "原始数据有问题：evalkit check --year 2029"}


def test_years_before_the_first_one_asked_for_are_not_shown(with_a_gap):
    assert list(trend(with_a_gap, first=2029).measures().columns) == ["数值", "2029", "2030"]


def test_a_year_that_was_not_computed_says_so(folder):
    folder.another(2029)
    compute(folder)
    found = trend(folder)
    assert by_id(found.measures(), "trade_total") == ["未计算", "100.0 亿元"]
    assert found.changed(0).empty
    assert found.counted(0) == "没有对比：2029 年度没有按当前数据算出的评价结果。"
