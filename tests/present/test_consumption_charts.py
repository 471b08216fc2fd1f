"""Vouchers from budget to till, and leverage on its bases: the drawing, the words and the data hold the same figures."""

from dataclasses import replace
from decimal import Decimal

import pytest

from evalkit.measures import Measure, Status
from evalkit.present.charts import Chart, funnel, leverage, png_base64
from tests.present.drawn import bars_of, colliding, texts_of


def measure(name: str, value: str | None, unit: str, basis: str = "口径") -> Measure:
    number = None if value is None else Decimal(value)
    return Measure(name.lower(), name, number, unit, 2, basis, Status.MISSING if value is None else Status.MEASURED)


AMOUNTS = [
    measure("安排资金", "1000", "万元"),
    measure("发放率", "80", "%"),
    measure("派券金额", "800", "万元"),
    measure("核销率（金额）", "75", "%"),
    measure("核销金额", "600", "万元"),
]
COUNTS = [
    measure("登记预约", "90", "万人次"),
    measure("每登记人次派券数", "1.33", "张/人次"),
    measure("派券张数", "120", "万张"),
    measure("核销率（张数）", "50", "%"),
    measure("核销张数", "600000", "张"),
]
PANELS = {"金额（万元）": AMOUNTS, "登记（万人次）与张数（万张）": COUNTS}
GROSS = [measure("按核销", "14", "倍", "交易 ÷ 核销"), measure("按派券", "12", "倍", "交易 ÷ 派券")]
NET, STATED = measure("净", "13", "倍", "（交易 − 核销）÷ 核销"), measure("报告所称", "14", "倍")


def without(measures: list[Measure], *names: str) -> list[Measure]:
    return [replace(each, value=None, status=Status.MISSING) if each.name in names else each for each in measures]


def holds(chart: Chart, measures: list[Measure]) -> None:
    """The data are these measures in this order, each leading to its working, and the words hold every figure."""
    assert list(chart.data["名称"]) == [each.name for each in measures]
    kinds = ["figure missing" if each.value is None else "figure" for each in measures]
    links = [f'<a class="{kind}" href="#m-{each.id}">{each.text}</a>' for kind, each in zip(kinds, measures, strict=True)]
    assert list(chart.data["数值"]) == links
    assert list(chart.data["口径"]) == [each.basis for each in measures]
    assert [each.name for each in measures if each.text not in chart.alt] == []


def test_the_funnel_its_words_and_its_data_hold_every_stage_and_rate():
    chart = funnel(PANELS)
    holds(chart, AMOUNTS + COUNTS)
    assert list(chart.data["部分"]) == ["金额（万元）"] * 5 + ["登记（万人次）与张数（万张）"] * 5
    drawn = texts_of(chart)
    assert [each.text for each in AMOUNTS[::2] + COUNTS[::2] if each.text not in drawn] == []
    assert "↓ 发放率 80.00%" in drawn
    assert "↓ 每登记人次派券数 1.33 张/人次" in drawn


def test_each_stage_is_as_long_as_its_amount_with_what_the_stage_before_left_behind_it():
    """1000, 800 and 200 left of 1000, 600 and 200 left of 800; nothing is taken from persons; 600,000 = 60 of 10,000."""
    amounts, counts = funnel(PANELS).figure.axes
    assert bars_of(amounts) == [(0, 1000), (800, 1000), (0, 800), (600, 800), (0, 600)]
    assert bars_of(counts) == [(0, 90), (0, 120), (60, 120), (0, 60)]


def test_what_counts_something_else_than_the_vouchers_is_an_outline():
    _, counts = funnel(PANELS).figure.axes
    assert [bar.get_facecolor()[:3] == (1, 1, 1) for bar in counts.patches] == [True, False, False, False]
    legend = [text.get_text() for text in funnel(PANELS).figure.legends[0].get_texts()]
    assert legend == ["上一环节中没有进入本环节的部分", "与下一环节计量单位不同，不相减"]


def test_a_missing_stage_is_written_out_neither_bridged_nor_zero():
    """Without the amount issued, nothing is known to be left behind at the till."""
    absent = without(AMOUNTS, "派券金额", "发放率", "核销率（金额）")
    chart = funnel({"金额（万元）": absent})
    assert bars_of(chart.figure.axes[0]) == [(0, 1000), (0, 600)]
    assert [text for text in texts_of(chart) if "缺失" in text] == ["缺失", "↓ 发放率 缺失", "↓ 核销率（金额） 缺失"]
    holds(chart, absent)


def test_more_issued_than_set_aside_leaves_nothing_behind():
    more = [AMOUNTS[0], AMOUNTS[1], replace(AMOUNTS[2], value=Decimal(1200))]
    assert bars_of(funnel({"金额（万元）": more}).figure.axes[0]) == [(0, 1000), (0, 1200)]


def test_a_funnel_of_nothing_known_says_so():
    chart = funnel({"金额（万元）": without(AMOUNTS, *(each.name for each in AMOUNTS))})
    assert not chart.figure.axes[0].patches and not chart.figure.legends
    assert chart.alt.count("缺失") == len(AMOUNTS)


def test_leverage_names_the_basis_of_each_bar_and_the_stated_ratio():
    chart = leverage(GROSS, NET, declared=STATED)
    holds(chart, [*GROSS, NET, STATED])
    assert "按派券：交易 ÷ 派券" in texts_of(chart) and "净：（交易 − 核销）÷ 核销" in texts_of(chart)
    axis = chart.figure.axes[0]
    assert bars_of(axis) == [(0, 14), (0, 12), (0, 13)]
    assert [list(line.get_xdata()) for line in axis.lines] == [[14, 14]]
    words = [text.get_text() for text in chart.figure.legends[0].get_texts()]
    assert [word.partition("：")[0] for word in words] == ["毛数", "净数", "报告所称 14.00 倍"]


def test_only_the_net_ratio_is_drawn_as_net():
    patches = leverage(GROSS, NET, declared=STATED).figure.axes[0].patches
    assert [bar.get_hatch() for bar in patches] == [None, None, "..."]


def test_missing_ratios_are_written_out_and_a_missing_stated_ratio_has_no_line():
    gross, (net, stated) = without(GROSS, "按派券"), without([NET, STATED], "净", "报告所称")
    chart = leverage(gross, net, declared=stated)
    axis = chart.figure.axes[0]
    assert bars_of(axis) == [(0, 14)]
    assert texts_of(chart).count("缺失") == 2
    assert [list(line.get_xdata()) for line in axis.lines] == [[]]
    assert chart.figure.legends[0].get_texts()[-1].get_text() == "报告所称 缺失，不画线"
    holds(chart, [*gross, net, stated])


PICTURES = {
    "funnel": funnel(PANELS),
    "funnel without": funnel({"金额（万元）": without(AMOUNTS, "派券金额", "核销率（金额）"), "张数（万张）": COUNTS}),
    "funnel of nothing": funnel({"金额（万元）": without(AMOUNTS, *(each.name for each in AMOUNTS))}),
    "leverage": leverage(GROSS, NET, declared=STATED),
    "leverage of nothing": leverage(
        without(GROSS, "按核销", "按派券"), without([NET], "净")[0], declared=without([STATED], "报告所称")[0]
    ),
}


@pytest.mark.parametrize("chart", PICTURES.values(), ids=PICTURES)
def test_no_text_overlaps_another_or_is_cut(chart):
    assert colliding(chart) == []


def test_the_same_figures_give_the_same_bytes():
    assert png_base64(funnel(PANELS).figure) == png_base64(funnel(PANELS).figure)
