"""Tables, sentences and the figure on how firm a grade is: what they print, and that ink and words agree."""

import warnings
from decimal import Decimal

import pytest

from evalkit.present import sensitivity_frames as frames
from evalkit.present.charts import png_base64, score_firmness
from evalkit.scoring.sensitivity import DRAWS
from tests.present.drawn import bars_of, colliding
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
MANY = [Line(f"m{number}", "4", actual=str(Decimal(number) / 4)) for number in range(1, 26)]
CARDS = {"many": MANY, "mixed": MIXED, "known": KNOWN, "short": SHORT, "open": OPEN, "poor": POOR, "safe": SAFE, "none": []}


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
    assert rows(frames.doubts(card, {})) == []


def test_the_table_of_doubts_names_what_is_varied_and_what_matters_most_comes_first():
    """Without full 47.5 to 67.5 of 70; all targets harder 69.85, easier 80 (see the table of targets)."""
    table = rows(frames.doubts(scorecard(*MIXED), measures(MIXED)))
    assert table[:2] == [
        ("补齐或剔除：指标 open（20 分）", "77.50 至 97.50", "77.50 至 97.50", "差 至 优", "20.00", "是"),
        ("目标值放宽或加严一成", "69.85 至 80.00", "89.85 至 100.00", "差 至 优", "7.65", "是"),
    ]
    assert table[3] == ("剔除：指标 full（30 分）", "67.86 至 77.50", "96.43 至 97.50", "差 至 优", "9.64", "否")
    assert table[-1] == ("印出数字的四舍五入", "77.25 至 78.65", "97.25 至 98.65", "差 至 优", "1.15", "否")


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
    assert "现有结果 77.50 至 97.50 分，差 至 优。" in chart.alt
    assert chart.alt.endswith("等级线：优 90、良 80、差 0。")
    for name, low, high, _, moves, changes in rows(chart.data):
        assert name in drawn
        assert f"{moves} 分\n{'改变等级' if changes == '是' else '等级不变'}" in drawn
        assert (
            f"{name}：下限 {low}，上限 {high}，最大变动 {moves} 分，{'改变等级' if changes == '是' else '等级不变'}。"
            in chart.alt
        )


def test_both_bounds_are_bars_from_their_lowest_to_their_highest():
    """As computed 77.5 to 97.5; open at nothing, at all: both from 77.5 to 97.5; the last 1.15 about the printed digits."""
    axis = score_firmness(scorecard(*MIXED), measures(MIXED)).figure.axes[0]
    bars = bars_of(axis)
    assert bars[:5] == [(77.5, 97.5), (77.5, 97.5), (77.5, 97.5), (69.85, 80), (89.85, 100)]
    assert bars[-2:] == [(77.25, 78.65), (97.25, 98.65)]
    assert [bar.get_hatch() for bar in axis.patches[:3]] == [None, None, "///"]
    given = [list(line.get_xdata()) for line in axis.lines if line.get_linestyle() == "-"]
    assert given == [[77.5, 77.5], [97.5, 97.5]]


def test_where_nothing_is_missing_there_is_one_bar_a_row():
    """95 of 100; without full 45 of 50 = 90, without nearly 50 of 50 = 100."""
    axis = score_firmness(scorecard(*KNOWN), measures(KNOWN)).figure.axes[0]
    assert bars_of(axis)[0] == (95, 95)
    assert {(90, 95), (95, 100)} <= set(bars_of(axis))
    assert {bar.get_hatch() for bar in axis.patches} == {None}


def test_indicators_that_do_the_same_share_a_row_and_the_data_list_each():
    lines = [Line("known", "70"), *(Line(f"m{number}", "10", actual="") for number in range(3))]
    chart = score_firmness(scorecard(*lines), measures(lines))
    drawn = [text.get_text() for text in chart.figure.axes[0].texts]
    assert "补齐或剔除：指标 m0等 3 项之一（各 10 分）" in drawn
    assert [row[0] for row in rows(chart.data) if "10 分" in row[0]] == [f"补齐或剔除：指标 m{at}（10 分）" for at in range(3)]


def test_more_than_fit_one_sheet_are_counted_below_the_rows():
    """25 indicators of 4 points, each with another award: they and three others make 28, of which 10 are drawn."""
    chart = score_firmness(scorecard(*MANY), measures(MANY))
    moves = [Decimal(row[4]) for row in rows(chart.data)]
    words = f"另有 18 种情形，变动都不超过 {max(moves[10:])} 分，见数据表。"
    assert len(moves) == 28
    assert words in [text.get_text() for text in chart.figure.axes[0].texts]
    assert words in chart.alt


@pytest.mark.parametrize("lines", CARDS.values(), ids=CARDS)
def test_no_two_labels_of_the_figure_overlap(lines):
    assert colliding(score_firmness(scorecard(*lines), measures(lines))) == []


def test_a_long_name_ends_before_the_column_at_the_right():
    lines = [Line("open", "100", actual="", name="很长的指标名称" * 10)]
    chart = score_firmness(scorecard(*lines), measures(lines))
    assert colliding(chart) == []
    assert "很长的指标名称" * 10 in chart.alt
