"""Tables, sentences and the figure on how firm a grade is: what they print, and that ink and words agree."""

import warnings

import pytest

from evalkit.present import sensitivity_frames as frames
from evalkit.present.charts import png_base64, score_firmness
from evalkit.scoring.sensitivity import DRAWS, overview
from tests.small_scorecard import Line, measures, scorecard

MIXED = [
    Line("full", "30"),  # 30.00
    Line("nearly", "30", actual="9.5", low="9.45", high="9.55"),  # 30 x 0.95 = 28.50
    Line("open", "20", actual=""),  # 0 to 20
    Line("cost", "20", comparator="≤", actual="10.5", low="9.95", high="10.55"),  # 20 x 0.95 = 19.00
]  # 77.50 to 97.50
KNOWN = [Line("full", "50"), Line("nearly", "50", actual="9")]  # 50 + 45 = 95.00
SHORT = [Line("half", "100", actual="5")]  # 50.00
OPEN = [Line("first", "60", actual=""), Line("second", "40", target="")]
POOR = [Line("poor", "60", actual="4"), Line("open", "40", actual="")]  # 24 to 64
SAFE = [Line("full", "95"), Line("open", "5", actual="")]  # 95 to 100
CARDS = {"mixed": MIXED, "known": KNOWN, "short": SHORT, "open": OPEN, "poor": POOR, "safe": SAFE, "none": []}


def rows(frame) -> list[tuple]:
    return list(frame.itertuples(index=False, name=None))


SENTENCES = [
    pytest.param(
        MIXED,
        "下限 77.50 分，“优”的等级线 90.00 分。缺项共 1 项、20.00 分，还须从中得到 12.50 分（62.50%），至少须有 1 项得分；"
        "下列任何一项得零分也达不到：指标 open（20 分）。",
        id="90 - 77.5 = 12.5 of 20",
    ),
    pytest.param(
        [Line("known", "70"), *(Line(f"m{number}", "10", actual="") for number in range(3))],
        "下限 70.00 分，“优”的等级线 90.00 分。缺项共 3 项、30.00 分，还须从中得到 20.00 分（66.67%），至少须有 2 项得分；"
        "任何一项单独得零分，都还可能达到。",
        id="90 - 70 = 20 of 30, and 100 - 10 is just enough",
    ),
    pytest.param(
        POOR,
        "缺项共 1 项、40.00 分；即使全部得满分，上限 64.00 分仍低于“优”的等级线 90.00 分，相差 26.00 分。",
        id="90 - 64 = 26",
    ),
    pytest.param(
        SAFE, "下限 95.00 分已达到“优”的等级线 90.00 分；缺项共 1 项、5.00 分，无论得多少分都不影响。", id="95 is enough"
    ),
    pytest.param(KNOWN, "没有缺项，得分 95.00 分，“优”的等级线 90.00 分，高出 5.00 分。", id="nothing missing, 95 - 90 = 5"),
    pytest.param(SHORT, "没有缺项，得分 50.00 分，“优”的等级线 90.00 分，相差 40.00 分。", id="nothing missing, 90 - 50 = 40"),
    pytest.param([], "没有指标，得分与等级无从谈起。", id="no indicator"),
]


@pytest.mark.parametrize(("lines", "sentence"), SENTENCES)
def test_what_must_be_true_in_words(lines, sentence):
    assert frames.requirement_sentence(scorecard(*lines)) == sentence


DECIDING = [
    pytest.param(
        MIXED,
        "对结果影响最大的指标：指标 open（20 分）；剔除或补齐该项，得分上下限最多变动 20.00 分，会改变等级。",
        id="97.5 - 20 is 差",
    ),
    pytest.param(
        KNOWN,
        "对结果影响最大的指标（并列）：指标 full（50 分）、指标 nearly（50 分）；剔除其中一项，得分上下限最多变动 5.00 分，不改变等级。",
        id="95 to 90 or to 100",
    ),
    pytest.param([Line("a", "50"), Line("b", "50")], "剔除任何一项指标，得分与等级都不变。", id="all full"),
    pytest.param([], "没有指标，得分与等级无从谈起。", id="no indicator"),
]


@pytest.mark.parametrize(("lines", "sentence"), DECIDING)
def test_the_deciding_indicator_in_words(lines, sentence):
    assert frames.deciding_sentence(scorecard(*lines)) == sentence


def test_the_table_of_targets_shows_the_moved_target_and_both_results():
    table = frames.targets(scorecard(*MIXED))
    assert rows(table)[1] == (
        "指标 nearly",
        "≥10 万元",
        "≥9 万元",
        "79.00 至 99.00",  # 30 instead of 28.50
        "差 至 优",
        "≥11 万元",
        "74.91 至 94.91",  # 30 x 9.5/11 = 25.91
        "差 至 优",
    )
    assert rows(table)[-1][:4] == ("全部目标值", "—", "—", "80.00 至 100.00")  # 30 + 30 + 20


def test_a_target_of_zero_is_told_as_unmoved():
    table = frames.targets(scorecard(Line("accidents", "100", target="0", actual="0", comparator="=", unit="起")))
    assert [rows(table)[0][column] for column in (2, 5)] == ["不变", "不变"]


def test_the_table_of_printed_digits_leaves_out_exact_figures_and_tells_what_cannot_be_told():
    assert rows(frames.rounding(scorecard(*MIXED), measures(MIXED))) == [
        ("指标 nearly", "≥10 万元", "9.50 万元", "9.450 至 9.550 万元", "28.35", "28.65", "未完成"),
        ("指标 cost", "≤10 万元", "10.50 万元", "9.950 至 10.550 万元", "18.90", "20.00", "不能判定：目标值在取值区间之内"),
    ]


@pytest.mark.parametrize("lines", [KNOWN, OPEN], ids=["exact figures", "nothing scored"])
def test_the_table_of_printed_digits_is_one_sentence_where_no_figure_has_an_interval(lines):
    table = frames.rounding(scorecard(*lines), measures(lines))
    assert rows(table) == [("能计分的指标中，没有一项的完成值有取值区间，印出数字的四舍五入不影响得分。",)]


def test_the_note_on_drawn_points_states_how_they_are_drawn():
    """100 x sqrt(0.1 x 0.9 / 225) = 2.00."""
    assert f"随机抽取 {DRAWS:,} 组分值" in frames.WEIGHTS_NOTE
    assert "10 分的指标，标准差为 2.00 分" in frames.WEIGHTS_NOTE


def test_the_table_of_targets_prints_the_true_minus_sign():
    """-5 % moved by a tenth of 5: -5.5 and -4.5."""
    table = frames.targets(scorecard(Line("growth", "100", target="-5", actual="-5", unit="%")))
    assert [rows(table)[0][column] for column in (1, 2, 5)] == ["≥−5%", "≥−5.5%", "≥−4.5%"]


def test_the_table_of_indicators_left_out():
    table = rows(frames.left_out(scorecard(*MIXED)))
    assert table[0] == ("指标 full", "30", "30.00", "67.86 至 96.43", "差 至 优", "—", "—", "9.64", "否")
    assert table[2] == ("指标 open", "20", "不可计算", "96.88", "优", "77.50", "97.50", "20.00", "是")


def test_the_table_of_cuts_has_one_row_where_the_bounds_meet():
    assert list(frames.cuts(scorecard(*KNOWN)).columns)[-2:] == ["更高一级", "距更高一级"]
    assert rows(frames.cuts(scorecard(*KNOWN))) == [("得分", "95.00", "优", "5.00", "已是最高等级", "—")]
    assert rows(frames.cuts(scorecard(*MIXED))) == [
        ("下限", "77.50", "差", "77.50", "良", "2.50"),
        ("上限", "97.50", "优", "7.50", "已是最高等级", "—"),
    ]


def test_the_table_of_requirements_has_a_row_for_each_grade_above_the_lowest():
    assert rows(frames.requirements(scorecard(*MIXED))) == [
        ("优", "90.00", "12.50", "可能达到", "62.50%", "1 / 1", "指标 open（20 分）"),
        ("良", "80.00", "2.50", "可能达到", "12.50%", "1 / 1", "指标 open（20 分）"),
    ]
    assert [row[3] for row in rows(frames.requirements(scorecard(*POOR)))] == ["达不到", "达不到"]
    assert [row[3] for row in rows(frames.requirements(scorecard(*KNOWN)))] == ["已达到", "已达到"]


def test_the_table_of_points_names_every_grade():
    table = frames.weights(scorecard(*OPEN))
    assert list(table.columns) == ["界限", "5% 分位", "50% 分位", "95% 分位", "优的占比", "良的占比", "差的占比"]
    assert rows(table) == [
        ("下限", "0.00", "0.00", "0.00", "0.00%", "0.00%", "100.00%"),
        ("上限", "100.00", "100.00", "100.00", "100.00%", "0.00%", "0.00%"),
    ]


def test_without_indicators_tables_are_empty_or_say_so():
    card = scorecard()
    assert [len(table) for table in (frames.weights(card), frames.left_out(card))] == [0, 0]
    assert rows(frames.rounding(card, {})) == [(frames.NO_INTERVALS,)]
    assert rows(frames.bounds(card, {}))[-1] == ("各指标逐一剔除", "不适用", "不适用", "不适用")


@pytest.mark.parametrize("lines", CARDS.values(), ids=CARDS)
def test_the_figure_is_drawn_without_a_warning_and_twice_the_same(lines):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        first, second = (png_base64(score_firmness(scorecard(*lines), measures(lines)).figure) for _ in range(2))
    assert first == second


def test_the_figure_its_text_and_its_data_agree():
    chart = score_firmness(scorecard(*MIXED), measures(MIXED))
    drawn = [text.get_text() for text in chart.figure.axes[0].texts]
    assert drawn[:3] == ["优\n≥90", "良\n≥80", "差\n≥0"]
    assert "等级线：优 90、良 80、差 0。现有结果区间 77.50 至 97.50 分；取值区间（四舍五入） 77.25 至 98.65" in chart.alt
    for _, low, high, _ in rows(chart.data):
        assert low in drawn and high in drawn


def test_both_ends_of_every_bound_are_marked():
    marks = [line for line in score_firmness(scorecard(*MIXED), measures(MIXED)).figure.axes[0].lines if line.get_marker() == "|"]
    spans = overview(scorecard(*MIXED), measures(MIXED)).values()
    drawn = [([f"{end:.2f}" for end in line.get_xdata()], list(line.get_ydata())) for line in marks]
    assert drawn == [([f"{score.low}", f"{score.high}"], [place, place]) for place, score in enumerate(spans)]
    assert drawn[0][0] == ["77.50", "97.50"]  # 30 + 28.5 + 19, and 20 more


@pytest.mark.parametrize("lines", CARDS.values(), ids=CARDS)
def test_no_two_labels_of_the_figure_overlap(lines):
    figure = score_firmness(scorecard(*lines), measures(lines)).figure
    png_base64(figure)
    axis = figure.axes[0]
    boxes = [text.get_window_extent() for text in [*axis.texts, *axis.get_yticklabels()]]
    assert not [(one, other) for at, one in enumerate(boxes) for other in boxes[:at] if one.overlaps(other)]
    assert all(box.x0 >= 0 and box.x1 <= figure.bbox.x1 for box in boxes)
