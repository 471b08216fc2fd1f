"""Figures by month and by year stand where their values are; targets are drawn, and what is missing is written out."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from evalkit.measures import Measure, Status
from evalkit.present import charts

TRADE = {2020: "1428.9", 2021: "1789.5", 2022: "1772.6"}


def measure(name: str, value: str | None, unit: str = "亿元", digits: int = 1) -> Measure:
    status = Status.MISSING if value is None else Status.DECLARED
    return Measure(name, name, None if value is None else Decimal(value), unit, digits, "", status)


def trade() -> dict[int, Measure]:
    return {year: measure(f"trade_{year}", value) for year, value in TRADE.items()}


def bars_of(chart: charts.Chart) -> list[tuple[float, float, float]]:
    """Return the middle, foot and height of what is drawn upright, without bands."""
    patches = [patch for patch in chart.figure.axes[0].patches if not patch.get_hatch()]
    return [(patch.get_x() + patch.get_width() / 2, patch.get_y(), patch.get_height()) for patch in patches]


def bands_of(chart: charts.Chart) -> list[tuple[float, float]]:
    """Return the middle and the foot of each band of a target."""
    patches = [patch for patch in chart.figure.axes[0].patches if patch.get_hatch()]
    return [(patch.get_x() + patch.get_width() / 2, patch.get_y()) for patch in patches]


def texts_of(chart: charts.Chart) -> list[str]:
    return [text.get_text() for text in chart.figure.axes[0].texts]


def legend_of(chart: charts.Chart) -> list[str]:
    return [text.get_text() for legend in chart.figure.legends for text in legend.get_texts()]


def ticks_of(chart: charts.Chart) -> list[str]:
    return [label.get_text() for label in chart.figure.axes[0].get_xticklabels()]


def plain(cell) -> str:
    return cell.striptags() if hasattr(cell, "striptags") else cell


def test_a_year_is_a_bar_of_its_value_and_its_figure_stands_in_data_and_words():
    chart = charts.years(trade(), axis_title="进出口总值（亿元）")
    assert bars_of(chart) == [(2020, 0, 1428.9), (2021, 0, 1789.5), (2022, 0, 1772.6)]
    assert chart.data.map(plain).to_dict("list") == {
        "年度": ["2020", "2021", "2022"],
        "数值": ["1,428.9 亿元", "1,789.5 亿元", "1,772.6 亿元"],
    }
    assert chart.data["数值"][0] == '<a class="figure" href="#m-trade_2020">1,428.9 亿元</a>'
    assert "2020 年 1,428.9 亿元；2021 年 1,789.5 亿元；2022 年 1,772.6 亿元" in chart.alt


def test_a_missing_year_is_written_out_and_no_bar():
    chart = charts.years(trade() | {2021: measure("trade_2021", None)}, axis_title="亿元")
    assert [bar[0] for bar in bars_of(chart)] == [2020, 2022]
    assert texts_of(chart) == ["1,428.9", "缺失", "1,772.6"]
    assert "2021 年 缺失" in chart.alt and list(chart.data["数值"].map(plain))[1] == "缺失"


def test_years_all_missing_have_an_axis_without_figures():
    chart = charts.years({2022: measure("trade", None)}, axis_title="亿元", targets={2022: measure("target", None)})
    assert texts_of(chart) == ["缺失"] and ticks_of(chart) == ["2022\n目标缺失"]
    assert list(chart.figure.axes[0].get_yticks()) == []


def test_a_band_begins_at_the_target_and_none_is_drawn_where_it_is_missing():
    targets = {2021: measure("target_2021", "18000000", "万元"), 2022: measure("target_2022", None)}
    chart = charts.years(trade(), axis_title="亿元", targets=targets)
    assert bands_of(chart) == [(2021, 1800)]
    (line,) = chart.figure.axes[0].lines
    assert list(line.get_ydata()) == [1800, 1800]
    assert max(line.get_ydata()) < chart.figure.axes[0].get_ylim()[1]
    assert ticks_of(chart) == ["2020", "2021\n目标 18,000,000.0 万元", "2022\n目标缺失"]
    assert "2021 年 1,789.5 亿元，目标值 18,000,000.0 万元；2022 年 1,772.6 亿元，目标缺失" in chart.alt
    assert list(chart.data["目标值"].map(plain)) == ["—", "18,000,000.0 万元", "缺失"]
    assert legend_of(chart) == ["目标值", "目标值及以上"]


def test_a_target_above_every_value_is_within_the_axis():
    chart = charts.years(trade(), axis_title="亿元", targets={2022: measure("target", "5000")})
    assert bands_of(chart) == [(2022, 5000)]
    assert chart.figure.axes[0].get_ylim()[1] > 5000


def test_a_year_is_divided_where_all_its_parts_are_known():
    parts = {
        "出口": {2021: measure("exports_2021", None), 2022: measure("exports", "1446.5")},
        "进口": {2021: measure("imports_2021", "300"), 2022: measure("imports", "326.1")},
    }
    chart = charts.years(trade(), axis_title="亿元", parts=parts)
    assert bars_of(chart) == [(2020, 0, 1428.9), (2021, 0, 1789.5), (2022, 0, 1446.5), (2022, 1446.5, pytest.approx(326.1))]
    assert legend_of(chart) == ["未分出口、进口", "出口", "进口"]
    assert texts_of(chart) == ["1,428.9", "1,789.5", "1,446.5", "326.1", "1,772.6"]
    assert list(chart.data["出口"].map(plain)) == ["—", "缺失", "1,446.5 亿元"]
    assert (
        "2021 年 1,789.5 亿元，出口 缺失，进口 300.0 亿元；2022 年 1,772.6 亿元，出口 1,446.5 亿元，进口 326.1 亿元" in chart.alt
    )


@pytest.mark.parametrize(("unit", "shown"), [("1", "0.51"), ("%", "0.51"), ("户", "0.51")])
def test_a_figure_does_not_repeat_the_unit_of_the_axis(unit, shown):
    assert texts_of(charts.years({2022: measure("x", "0.51", unit, 2)}, axis_title="比")) == [shown]


def test_many_years_have_their_targets_below_one_another():
    series = {year: measure(f"m{year}", "1000") for year in range(2014, 2024)}
    chart = charts.years(series, axis_title="亿元", targets={2014: measure("t", "1300"), 2015: measure("t", None)})
    assert ticks_of(chart)[:3] == ["2014\n目标\n1,300.0", "2015\n目标\n缺失", "2016"]
    chart.figure.draw_without_rendering()
    boxes = [label.get_window_extent() for label in chart.figure.axes[0].get_xticklabels()]
    assert all(left.x1 < right.x0 for left, right in zip(boxes, boxes[1:], strict=False))


def test_targets_are_those_that_each_year_declares():
    stated = {2021: measure("a", "1"), 2022: measure("b", None)}
    years = {year: SimpleNamespace(target={"trade_total": target}.__getitem__) for year, target in stated.items()}
    assert charts.targets_by_year(years, "trade_total") == stated


def rate(name: str, value: str | None) -> Measure:
    return measure(name, value, "%", 2)


def points_of(chart: charts.Chart) -> list[tuple[float, float]]:
    lines = [line for line in chart.figure.axes[0].lines if line.get_marker() == "o"]
    return [(line.get_xdata()[0], line.get_ydata()[0]) for line in lines]


def levels_of(chart: charts.Chart) -> list[float]:
    lines = [line for line in chart.figure.axes[0].lines if line.get_marker() != "o" and len(line.get_ydata())]
    return [line.get_ydata()[0] for line in lines]


def hotline(target: str | None, headline: str | None = "98") -> charts.Chart:
    parts = [(rate("rate_9", "98.98"), (9,)), (rate("rate_others", "100"), (1, 2, 3))]
    return charts.months(parts, axis_title="接听率（%）", headline=rate("全年", headline), target=rate("目标值", target))


def test_months_stand_at_their_values_between_annual_figure_and_target():
    chart = hotline("99.5")
    assert sorted(points_of(chart)) == [(1, 100), (2, 100), (3, 100), (9, 98.98)]
    assert levels_of(chart) == [98, 99.5]
    low, high = chart.figure.axes[0].get_ylim()
    assert low < 98 and high > 100 and max(chart.figure.axes[0].get_yticks()) <= 100
    assert legend_of(chart) == ["全年 98.00%", "目标值 99.50%"]


def test_a_missing_month_is_written_out_and_never_bridged():
    chart = hotline("99.5")
    missing = [text.get_position()[0] for text in chart.figure.axes[0].texts if text.get_text() == "缺失"]
    assert missing == [4, 5, 6, 7, 8, 10, 11, 12]
    assert all(len(line.get_xdata()) == 1 for line in chart.figure.axes[0].lines if line.get_marker() == "o")


def test_the_data_and_the_words_hold_every_month_the_annual_figure_and_the_target():
    chart = hotline("99.5")
    expected = ["100.00%"] * 3 + ["缺失"] * 5 + ["98.98%"] + ["缺失"] * 3 + ["98.00%", "99.50%"]
    assert list(chart.data["数值"].map(plain)) == expected
    assert list(chart.data["月份"]) == [f"{month}月" for month in range(1, 13)] + ["全年", "目标值"]
    assert chart.data["数值"][8] == '<a class="figure" href="#m-rate_9">98.98%</a>'
    assert all(words in chart.alt for words in ("1月 100.00%", "4月 缺失", "9月 98.98%", "全年 98.00%；目标值 99.50%"))


def test_a_missing_target_is_said_and_not_drawn():
    chart = hotline(None)
    assert levels_of(chart) == [98]
    assert legend_of(chart) == ["全年 98.00%", "目标值 缺失，不画线"]
    assert "目标值 缺失" in chart.alt
    assert levels_of(hotline(None, None)) == []
