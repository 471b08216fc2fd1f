"""Figures draw every Chinese character, or fail naming it; the same figure has the same bytes."""

import base64
import io
import warnings
from dataclasses import replace
from decimal import Decimal

import pytest
from PIL import Image

from evalkit.measures import Measure, Status
from evalkit.present import charts
from evalkit.present.charts import png_base64
from evalkit.quantities import Interval
from tests.present.drawn import colliding


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
        charts.bars({"场次（场）": [measure("第一季度", "3", "场")]}, reference=measure("目标值", None, "场")),
        charts.share_of_whole(measure("核销金额", None), ISSUED, measure("核销率", None, "%")),
        charts.share_of_whole(REDEEMED, ISSUED, measure("核销率", "85.92", "%")),
        charts.years({2020: measure("进出口", None, "亿元"), 2021: measure("进出口", "1789.5", "亿元")}, axis_title="亿元"),
    ]


def planned(name: str, value: str, word: str, unit: str = "万元") -> Measure:
    return replace(measure(name, value, unit), basis=word)


PLAN, FORECAST = planned("计划派券金额", "2000", "计划"), planned("社零总额", "1273", "预计", "亿元")
WITH_PLANS = {
    "bars": (lambda: charts.bars({"金额（万元）": [PLAN, ISSUED]}), 1),
    "bars against a target": (lambda: charts.bars({"金额（万元）": [PLAN, ISSUED]}, reference=BUDGET), 1),
    "funnel": (lambda: charts.funnel({"金额（万元）": [PLAN, measure("派券率", "75", "%"), ISSUED]}), 1),
    "leverage": (lambda: charts.leverage([planned("杠杆率", "5", "金额之比；预计", "倍")], measure("净", "4", "倍"), declared=PLAN_RATIO), 1),
    "years": (lambda: charts.years({2021: FORECAST, 2022: measure("社零总额", "1316", "亿元")}, axis_title="亿元"), 1),
    "flows": (lambda: charts.flows({"金额": charts.Flow({"甲": PLAN}, {"合计": PLAN})}), 2),
}  # fmt: skip
PLAN_RATIO = measure("自报", "5", "倍")


@pytest.mark.parametrize("kind", WITH_PLANS)
def test_a_plan_is_hatched_and_called_so_in_the_figure_its_words_and_its_legend(kind):
    make, plans = WITH_PLANS[kind]
    chart = make()
    hatched = [patch for axis in chart.figure.axes for patch in axis.patches if patch.get_hatch() == "xx"]
    assert len(hatched) == plans
    written = " ".join(text.get_text() for axis in chart.figure.axes for text in axis.texts)
    word = "预计" if kind in ("leverage", "years") else "计划"
    assert f"（{word}）" in written and f"（{word}）" in chart.alt
    legend = [text.get_text() for legend in chart.figure.legends for text in legend.get_texts()]
    assert ("计划数或预计数，不是完成数" in legend) == (kind != "flows")
    assert kind == "flows" or colliding(chart) == []


def test_a_forecast_is_a_hollow_point_of_the_line_across_years():
    chart = charts.across_years({2021: FORECAST, 2022: measure("社零总额", "1316", "亿元")}, axis_title="亿元")
    hollow = [line for line in chart.figure.axes[0].lines if line.get_markerfacecolor() == "white"]
    assert [list(line.get_xdata()) for line in hollow] == [[2021]]
    assert "2021 年 1,273.00 亿元（预计）；2022 年 1,316.00 亿元。" in chart.alt


def test_what_was_done_is_never_hatched_as_a_plan():
    chart = charts.bars({"金额（万元）": [BUDGET, ISSUED]})
    assert [patch.get_hatch() for axis in chart.figure.axes for patch in axis.patches] == [None, None]
    assert chart.figure.legends == []


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


def test_a_picture_is_light_by_having_few_colours():
    for chart in drawn():
        picture = Image.open(io.BytesIO(base64.b64decode(png_base64(chart.figure))))
        assert picture.mode == "P"
        assert len(picture.getcolors()) <= 64
        assert picture.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_the_alternative_text_and_the_data_say_what_the_figure_shows():
    chart = charts.bars({"金额（万元）": [BUDGET, measure("到位资金", None)]})
    assert "安排资金 1,500.00 万元" in chart.alt
    assert "到位资金 缺失" in chart.alt
    assert [cell.striptags() for cell in chart.data["数值"]] == ["1,500.00 万元", "缺失"]
    assert chart.data["数值"][0] == '<a class="figure" href="#m-安排资金">1,500.00 万元</a>'
    assert chart.data["数值"][1] == '<a class="figure missing" href="#m-到位资金">缺失</a>'


def test_bars_are_as_long_as_their_figures_and_a_missing_one_is_no_bar():
    (axis,) = charts.bars({"金额（万元）": [BUDGET, measure("到位资金", None), REDEEMED]}).figure.axes
    assert [(bar.get_y() + bar.get_height() / 2, bar.get_width()) for bar in axis.patches] == [(0, 1500), (2, 1287.96)]
    assert [text.get_text() for text in axis.texts] == ["1,500.00 万元", "缺失", "1,287.96 万元"]


def test_bars_of_one_panel_are_drawn_in_the_unit_of_the_first():
    (axis,) = charts.bars({"金额（万元）": [BUDGET, measure("合计", "0.2", "亿元")]}).figure.axes
    assert [bar.get_width() for bar in axis.patches] == [1500, 2000]


def test_a_reference_is_drawn_at_its_value_and_a_missing_one_is_only_named():
    for value, lines in (("2", 1), (None, 0)):
        chart = charts.bars({"场次（场）": [measure("第一季度", "3", "场")]}, reference=measure("每季度目标值", value, "场"))
        drawn_at = [list(line.get_xdata()) for line in chart.figure.axes[0].lines if len(line.get_xdata())]
        assert drawn_at == [[2, 2]] * lines
        said = "每季度目标值 2.00 场" if value else "每季度目标值 缺失"
        assert said in chart.alt and said in legend_of(chart)
        assert list(chart.data["名称"]) == ["第一季度", "每季度目标值"]


def test_a_part_is_drawn_inside_its_whole_and_an_unknown_share_not_at_all():
    (axis,) = charts.share_of_whole(REDEEMED, ISSUED, measure("核销率", "85.92", "%")).figure.axes
    assert [bar.get_width() for bar in axis.patches] == [100, 85.92]
    unknown = charts.share_of_whole(measure("核销金额", None), ISSUED, measure("核销率", None, "%"))
    (outline,) = unknown.figure.axes[0].patches
    assert outline.get_facecolor() == (1, 1, 1, 1)
    assert [text.get_text() for text in unknown.figure.axes[0].texts] == ["占比缺失"]
    assert "核销率 缺失" in unknown.alt


def legend_of(chart: charts.Chart) -> str:
    return "；".join(text.get_text() for legend in chart.figure.legends for text in legend.get_texts())
