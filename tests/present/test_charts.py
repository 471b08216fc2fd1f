"""Figures draw every Chinese character, or fail naming it; the same figure has the same bytes."""

import warnings
from decimal import Decimal

import pytest

from evalkit.measures import Measure, Status
from evalkit.present import charts
from evalkit.present.charts import png_base64
from evalkit.quantities import Interval


def measure(name: str, value: str | None, unit: str = "万元") -> Measure:
    number = None if value is None else Decimal(value)
    interval = None if number is None else Interval(number, number)
    status = Status.MISSING if value is None else Status.MEASURED
    return Measure(name, name, number, unit, 2, "口径", status, interval)


BUDGET, ISSUED, REDEEMED = measure("安排资金", "1500"), measure("派券金额", "1499.04"), measure("核销金额", "1287.96")


def drawn() -> list[charts.Chart]:
    """Return one of each kind of figure, with missing values among them."""
    month = measure("接听率（九月）", "98.98", "%")
    return [
        charts.bars({"金额（万元）": [BUDGET, ISSUED, REDEEMED, measure("到位资金", None)]}, reference=BUDGET),
        charts.bars({"金额（万元）": [measure("到位资金", None)]}),
        charts.bars({"增减额（亿元）": [measure("比上年", "-16.9", "亿元")]}),
        charts.months([(month, (9,))], axis_title="接听率（%）", headline=measure("全年接听率", "98", "%")),
        charts.months([], axis_title="接听率（%）", headline=measure("全年接听率", None, "%")),
        charts.share_of_whole(REDEEMED, ISSUED, measure("核销率", "85.92", "%")),
        charts.years({2020: measure("进出口", None, "亿元"), 2021: measure("进出口", "1789.5", "亿元")}, axis_title="亿元"),
    ]


def test_every_kind_of_figure_is_drawn_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pictures = [png_base64(chart.figure) for chart in drawn()]
    assert all(len(picture) > 2000 for picture in pictures)


def test_a_character_that_the_font_lacks_is_an_error_that_names_it():
    with pytest.raises(UserWarning, match="Glyph .* missing"):
        png_base64(charts.bars({"金额": [measure("示例𠮷公司", "1")]}).figure)


def test_the_same_figure_has_the_same_bytes():
    first, second = ([png_base64(chart.figure) for chart in drawn()] for _ in range(2))
    assert first == second


def test_the_alternative_text_and_the_data_say_what_the_figure_shows():
    chart = charts.bars({"金额（万元）": [BUDGET, measure("到位资金", None)]})
    assert "安排资金 1,500.00 万元" in chart.alt
    assert "到位资金 缺失" in chart.alt
    assert list(chart.data["数值"]) == ["1,500.00 万元", "缺失"]
