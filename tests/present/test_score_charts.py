"""How the score comes about: sections add up to the bounds, what is open is hatched, and all stands beside the cuts."""

from dataclasses import replace
from decimal import Decimal

import pytest

from evalkit.present.charts import png_base64, score_waterfall
from evalkit.scoring.rulebook import Rulebook, Section
from evalkit.scoring.scorecard import Scorecard, build_scorecard
from tests.present.drawn import bars_of, colliding, texts_of
from tests.small_scorecard import TRIAL, Line, measures, objective, scorecard

FIRST = [Line("full", "30"), Line("open", "20", actual="")]  # 30 to 50 of 50
SECOND = [  # 28.5 + 19 = 47.5 of 50
    Line("nearly", "30", actual="9.5"),
    Line("cost", "20", comparator="≤", actual="10.5"),
]


def in_sections(parts: dict[str, list[Line]], **changes: object) -> Scorecard:
    """The scorecard of lines by section, each of which has as many points as its lines."""
    sections = [Section(name=name, points=sum(Decimal(line.points) for line in lines)) for name, lines in parts.items()]
    rulebook: Rulebook = TRIAL.model_copy(update={"sections": sections, **changes})
    placed = [(name, line) for name, lines in parts.items() for line in lines]
    objectives = [(row, objective(line).model_copy(update={"section": name})) for row, (name, line) in enumerate(placed, start=2)]
    known = measures([line for _, line in placed])
    return build_scorecard(rulebook=rulebook, objectives=objectives, measures=known, declared=[], shown="data/raw/2030")


def two() -> Scorecard:
    """77.5 to 97.5; nobody declared a score."""
    return in_sections({"产出指标": FIRST, "效益指标": SECOND})


def test_the_steps_begin_where_the_section_above_ended_and_open_points_are_carried_on():
    """30 earned and 20 open; from 30 on 47.5 more, the 20 carried, 100 − 97.5 lost; then the total."""
    assert bars_of(score_waterfall(two()).figure.axes[0]) == [
        (0, 30),
        (30, 50),
        (30, 77.5),
        (77.5, 97.5),
        (97.5, 100),
        (0, 77.5),
        (77.5, 97.5),
        (97.5, 100),
    ]


def test_what_is_open_is_hatched_what_is_earned_is_solid_and_what_is_lost_is_empty():
    bars = score_waterfall(two()).figure.axes[0].patches
    assert [bar.get_hatch() for bar in bars] == [None, "///", None, None, None, None, "///", None]
    white = [bar.get_facecolor()[:3] == (1, 1, 1) for bar in bars]
    assert white == [False, False, False, False, True, False, False, True]


def test_the_data_and_the_words_hold_each_section_and_the_sum_so_far():
    chart = score_waterfall(replace(two(), declared_score=Decimal(98), declared_grade="优"))
    assert list(chart.data.itertuples(index=False, name=None)) == [
        ("产出指标", "50", "30.00", "50.00", "0.00", "30.00", "50.00"),
        ("效益指标", "50", "47.50", "47.50", "2.50", "77.50", "97.50"),
        ("合计", "100", "77.50", "97.50", "2.50", "77.50", "97.50"),
        ("单位自报", "—", "98 分、优", "98 分、优", "—", "—", "—"),
    ]
    assert list(chart.data.columns) == ["部分", "分值", "最低", "最高", "已失分", "累计最低", "累计最高"]
    assert "产出指标（50 分）30.00 至 50.00，累计 30.00 至 50.00；效益指标（50 分）47.50，累计 77.50 至 97.50" in chart.alt
    assert "合计 77.50 至 97.50 分，等级 差 至 优；单位自报 98 分、优。等级线：优 90、良 80、差 0。" in chart.alt


def test_the_cuts_are_lines_and_the_declared_score_is_a_mark():
    axis = score_waterfall(replace(two(), declared_score=Decimal("98.5"))).figure.axes[0]
    lines = {tuple(line.get_xdata()) for line in axis.lines if line.get_linestyle() == "--"}
    assert lines == {(90, 90), (80, 80), (0, 0)}
    assert [line.get_xdata()[0] for line in axis.lines if line.get_marker() == "D"] == [98.5]


def test_a_score_that_was_not_declared_is_written_out_and_not_marked():
    chart = score_waterfall(two())
    assert "未申报" in texts_of(chart) and "单位自报 未申报" in chart.alt
    assert not [line for line in chart.figure.axes[0].lines if line.get_marker() == "D"]


def test_the_steps_add_up_where_the_total_alone_is_rounded():
    """50 × 0.3333 = 16.665 twice: each section prints 16.67, their sum is 33.33."""
    parts = {name: [Line(id, "50", actual="3.333")] for name, id in (("产出指标", "one"), ("效益指标", "two"))}
    data = score_waterfall(in_sections(parts, total_rounding="total", award_digits=2)).data
    assert list(data["最低"])[:3] == ["16.67", "16.67", "33.33"]
    assert list(data["累计最低"])[:3] == ["16.67", "33.33", "33.33"]


CARDS = {
    "bounds": two(),
    "declared": replace(two(), declared_score=Decimal("98.5"), declared_grade="优"),
    "declared above the total": replace(two(), declared_score=Decimal(105)),
    "all open": in_sections({"产出指标": [Line("open", "100", actual="")]}),
    "all known": in_sections({"产出指标": SECOND, "效益指标": [Line("full", "50")]}),
    "empty section": in_sections({"产出指标": [*FIRST, *SECOND], "效益指标": []}),
    "nothing": scorecard(),
}


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_no_text_overlaps_another_or_is_cut(card):
    assert colliding(score_waterfall(card)) == []


def test_the_same_scorecard_gives_the_same_bytes():
    assert png_base64(score_waterfall(two()).figure) == png_base64(score_waterfall(two()).figure)
