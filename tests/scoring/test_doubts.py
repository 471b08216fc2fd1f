"""Which doubt moves the grade most: what each does to both bounds, worked out by hand, and in which order."""

from decimal import Decimal

import pytest

from evalkit.scoring.doubts import Doubt, doubts
from evalkit.scoring.sensitivity import weights_spread
from tests.small_scorecard import Line, measures, scorecard

MIXED = [
    Line("full", "30"),  # 30.00
    Line("nearly", "30", actual="9.5", low="9.45", high="9.55"),  # 30 x 0.95 = 28.50
    Line("open", "20", actual=""),  # 0 to 20
    Line("cost", "20", comparator="≤", actual="10.5", low="9.95", high="10.55"),  # 20 x 0.95 = 19.00
]  # 77.50 差 to 97.50 优
WEIGHTS = "权重变动（5% 至 95% 分位）"


def found(lines: list[Line]) -> dict[str, Doubt]:
    return {doubt.name: doubt for doubt in doubts(scorecard(*lines), measures(lines))}


EFFECTS = [
    # name, low bound, high bound, most moved, grade of a bound changes
    pytest.param("指标 open", "77.5 97.5", "77.5 97.5", "20", True, id="at nothing 77.5, at all 97.5, without 77.5/80 = 96.88"),
    pytest.param("目标值放宽或加严一成", "69.85 80", "89.85 100", "7.65", True, id="27.27 + 25.91 + 16.67; 30 + 30 + 20"),
    pytest.param("指标 full", "67.86 77.5", "96.43 97.5", "9.64", False, id="47.5/70 and 67.5/70"),
    pytest.param("指标 nearly", "70 77.5", "97.5 98.57", "7.5", False, id="49/70 and 69/70"),
    pytest.param("指标 cost", "73.13 77.5", "97.5 98.13", "4.37", False, id="58.5/80 and 78.5/80"),
    pytest.param("印出数字的四舍五入", "77.25 78.65", "97.25 98.65", "1.15", False, id="28.35 + 18.90; 28.65 + 20"),
]


@pytest.mark.parametrize(("name", "low", "high", "moves", "changes"), EFFECTS)
def test_what_a_doubt_does_to_both_bounds(name, low, high, moves, changes):
    doubt = found(MIXED)[name]
    assert doubt.low == tuple(map(Decimal, low.split()))
    assert doubt.high == tuple(map(Decimal, high.split()))
    assert (doubt.moves, doubt.changes_grade) == (Decimal(moves), changes)


def test_drawn_points_move_the_bounds_between_their_quantiles():
    doubt, spread = found(MIXED)[WEIGHTS], weights_spread(scorecard(*MIXED))
    assert doubt.low == (spread.low.p5, spread.low.p95)
    assert doubt.high == (spread.high.p5, spread.high.p95)


def test_one_that_changes_the_grade_goes_before_one_that_moves_more():
    """Moving 4.70 from 77.5 crosses the cut of 80; moving 9.64 down from it crosses none."""
    order = [(doubt.changes_grade, doubt.moves) for doubt in doubts(scorecard(*MIXED), measures(MIXED))]
    assert order == sorted(order, reverse=True)
    names = list(found(MIXED))
    assert names.index(WEIGHTS) < names.index("指标 full")
    assert found(MIXED)[WEIGHTS].moves < found(MIXED)["指标 full"].moves


def test_only_an_indicator_names_one():
    assert {name: doubt.indicator and doubt.indicator.name for name, doubt in found(MIXED).items()} == {
        name: name if name.startswith("指标") else None for name in found(MIXED)
    }


def test_where_nothing_is_missing_both_bounds_move_alike():
    """95 of 100: without full 45/50 = 90, without nearly 50/50 = 100; the grade stays 优, which begins at 90."""
    lines = [Line("full", "50"), Line("nearly", "50", actual="9")]
    assert all(doubt.low == doubt.high for doubt in found(lines).values())
    assert found(lines)["指标 full"].low == (90, 95)
    assert found(lines)["指标 nearly"].low == (95, 100)
    assert not found(lines)["指标 full"].changes_grade


def test_the_only_indicator_cannot_be_left_out_but_while_missing_it_decides_all():
    assert "指标 only" not in found([Line("only", "100")])
    only = found([Line("only", "100", actual="")])["指标 only"]
    assert (only.low, only.high, only.moves) == ((0, 100), (0, 100), 100)


def test_a_high_bound_alone_that_moves_up_a_grade_is_a_doubt_too():
    """Nothing to 50, 差; without the one that earns nothing, nothing to all 50 of 50: 差 to 优."""
    nothing = found([Line("nothing", "50", actual="0"), Line("open", "50", actual="")])["指标 nothing"]
    assert (nothing.low, nothing.high) == ((0, 0), (50, 100))
    assert (nothing.moves, nothing.changes_grade) == (50, True)


def test_without_indicators_there_is_no_doubt():
    assert doubts(scorecard(), {}) == ()
