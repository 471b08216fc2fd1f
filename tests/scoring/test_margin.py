"""What the bounds leave open: cuts, the deciding indicator, what a grade still needs; worked by hand beside each."""

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import InvalidInputError
from evalkit.scoring.margin import deciding_indicators, distance_to_cuts, leave_one_out, what_must_be_true
from tests.small_scorecard import TRIAL, Line, scorecard

steady = settings(deadline=None, max_examples=60)
MIXED = [
    Line("full", "30"),  # 30.00
    Line("nearly", "30", actual="9.5"),  # 30 x 0.95 = 28.50
    Line("open", "20", actual=""),  # 0 to 20
    Line("cost", "20", comparator="≤", actual="10.5"),  # 20 x (1 - 0.05) = 19.00
]  # 30 + 28.5 + 19 = 77.50, and 20 more at best: 差 to 优
KNOWN = [Line("full", "50"), Line("nearly", "50", actual="9")]  # 50 + 45 = 95.00
OPEN = [Line("first", "60", actual=""), Line("second", "40", target="")]


def score_text(score) -> str | None:
    return None if score is None else f"{score.text}，{score.grade_text}"


LEFT_OUT = {
    "full": "67.86 至 96.43 分，差 至 优",  # 47.5 of 70 = 67.857; 67.5 of 70 = 96.428...
    "nearly": "70.00 至 98.57 分，差 至 优",  # 49 of 70; 69 of 70 = 98.571...
    "open": "96.88 分，优",  # 77.5 of 80 = 96.875
    "cost": "73.13 至 98.13 分，差 至 优",  # 58.5 of 80 = 73.125; 78.5 of 80 = 98.125
}


def test_without_an_indicator_the_others_are_rescaled_to_a_hundred():
    influences = leave_one_out(scorecard(*MIXED))
    assert {each.indicator.measure: score_text(each.without) for each in influences} == LEFT_OUT


def test_a_missing_award_is_also_tried_at_nothing_and_at_all_points():
    influences = {each.indicator.measure: each for each in leave_one_out(scorecard(*MIXED))}
    assert score_text(influences["open"].at_zero) == "77.50 分，差"
    assert score_text(influences["open"].at_full) == "97.50 分，优"
    assert influences["full"].at_zero is influences["full"].at_full is None


def test_the_greatest_move_of_a_bound_and_a_change_of_grade_are_told():
    influences = {each.indicator.measure: (each.moves, each.changes_grade) for each in leave_one_out(scorecard(*MIXED))}
    assert influences["open"] == (Decimal("20"), True)  # at nothing: 97.50 - 77.50, and 优 becomes 差
    assert influences["full"] == (Decimal("9.64"), False)  # 77.50 - 67.86; 97.50 - 96.43 is less


DECIDING = [
    pytest.param(MIXED, ["open"], id="the missing one changes the grade"),
    pytest.param(KNOWN, ["full", "nearly"], id="a tie: 95 to 90 without the one, 95 to 100 without the other"),
    pytest.param(
        [Line("full", "50"), Line("nearly", "50", actual="8.8")],
        ["full"],
        id="94: without full 88, without nearly 100, 6 either way, and only the former changes the grade",
    ),
    pytest.param(OPEN, ["first"], id="all missing: the heavier one, 60 against 40"),
    pytest.param([Line("a", "50", actual=""), Line("b", "50", actual="")], ["a", "b"], id="all missing and equal: a tie"),
    pytest.param([Line("a", "50"), Line("b", "50")], [], id="all full: removal moves nothing"),
    pytest.param([], [], id="no indicator"),
]


@pytest.mark.parametrize(("lines", "ids"), DECIDING)
def test_the_deciding_indicators(lines, ids):
    assert [each.indicator.measure for each in deciding_indicators(scorecard(*lines))] == ids


def test_a_change_of_grade_outweighs_a_greater_move():
    """80.50 is 良: without poor 75.5 of 90 is 83.89, 3.39 more, still 良; without good 70.5 of 90 is 78.33, 2.17 less, 差."""
    rest = [Line(f"rest_{number}", "20", actual="8.1875") for number in range(4)]  # 16.38 each, 65.52 together
    lines = [Line("poor", "10", actual="4.98"), Line("good", "10"), *rest]  # 4.98 + 10 + 65.52 = 80.50
    (deciding,) = deciding_indicators(scorecard(*lines))
    assert (deciding.indicator.measure, deciding.moves) == ("good", Decimal("2.17"))


def test_the_only_indicator_cannot_be_left_out():
    (only,) = leave_one_out(scorecard(Line("only", "100", actual="")))
    assert only.without is None
    assert (score_text(only.at_zero), score_text(only.at_full)) == ("0.00 分，差", "100.00 分，优")


def test_without_indicators_none_is_left_out():
    assert leave_one_out(scorecard()) == ()


def distances(*lines: Line) -> list[tuple]:
    return [
        (end.grade, f"{end.above:f}", end.next_grade, None if end.to_next is None else f"{end.to_next:f}")
        for end in distance_to_cuts(scorecard(*lines))
    ]


DISTANCES = [
    pytest.param(MIXED, [("差", "77.50", "良", "2.50"), ("优", "7.50", None, None)], id="77.50 to 97.50: 80 - 77.5; 97.5 - 90"),
    pytest.param(KNOWN, [("优", "5.00", None, None)] * 2, id="95.00, nothing missing: 95 - 90 twice"),
    pytest.param([Line("only", "100", actual="9")], [("优", "0.00", None, None)] * 2, id="90.00 exactly on the cut"),
    pytest.param([Line("only", "100", actual="8.999")], [("良", "9.99", "优", "0.01")] * 2, id="89.99 just below it"),
    pytest.param([], [("差", "0.00", "良", "80.00")] * 2, id="no indicator: nothing of nothing"),
]


@pytest.mark.parametrize(("lines", "expected"), DISTANCES)
def test_distance_to_the_cuts(lines, expected):
    assert distances(*lines) == expected


REQUIREMENTS = [
    # lines, grade, needed, reachable, share, fewest, indispensable: working
    pytest.param(MIXED, "优", "12.5", True, "0.625", 1, ["open"], id="90 - 77.5 of 20; 97.5 - 20 is below 90"),
    pytest.param(MIXED, "差", "0", True, "0", 0, [], id="a grade that the low bound has"),
    pytest.param(KNOWN, "优", "0", True, None, 0, [], id="nothing missing and reached"),
    pytest.param([Line("only", "100", actual="5")], "优", "40", False, None, None, [], id="nothing missing, 50 of 90"),
    pytest.param(OPEN, "优", "90", True, "0.9", 2, ["first", "second"], id="all missing: both needed, 60 alone is not enough"),
    pytest.param(
        [Line("poor", "60", actual="4"), Line("open", "40", actual="")],
        "优",
        "66",
        False,
        None,
        None,
        [],
        id="24 to 64: out of reach",
    ),
    pytest.param(
        [Line("known", "70"), Line("a", "15", actual=""), Line("b", "10", actual=""), Line("c", "5", actual="")],
        "优",
        "20",
        True,
        "0.6666666666666666666666666667",
        2,
        ["a"],
        id="20 of 30: 15 + 10; without 15 only 85, without 10 just 90",
    ),
    pytest.param(
        [Line("known", "60"), Line("half", "20", actual="5"), Line("open", "20", actual="")],
        "优",
        "20",
        True,
        "1",
        1,
        ["open"],
        id="70 to 90: all of the open 20, at just the cut",
    ),
    pytest.param([], "优", "90", False, None, None, [], id="no indicator"),
]


@pytest.mark.parametrize(("lines", "grade", "needed", "reachable", "share", "fewest", "indispensable"), REQUIREMENTS)
def test_what_must_be_true(lines, grade, needed, reachable, share, fewest, indispensable):
    must = what_must_be_true(scorecard(*lines), grade)
    assert (must.needed, must.reachable, must.fewest) == (Decimal(needed), reachable, fewest)
    assert must.share == (None if share is None else Decimal(share))
    assert [item.measure for item in must.indispensable] == indispensable


def test_the_best_grade_is_asked_for_by_default():
    assert what_must_be_true(scorecard(*MIXED)).grade == "优"


def test_a_grade_that_the_edition_lacks_is_refused_with_those_it_has():
    with pytest.raises(InvalidInputError) as refused:
        what_must_be_true(scorecard(*MIXED), "中")
    assert (refused.value.code, refused.value.expected) == ("R-GRADE-01", "优、良、差")


@given(st.lists(st.integers(1, 30), min_size=1, max_size=7), st.integers(0, 100))
@steady
def test_the_fewest_indicators_are_those_that_trying_every_set_finds(points, known):
    total = sum(points)
    lines = [Line(f"m{number}", str(Decimal(each)), actual="") for number, each in enumerate(points)]
    edition = TRIAL.model_copy(update={"sections": [TRIAL.sections[0].model_copy(update={"points": Decimal(total)})]})
    cut = Decimal(known)
    edition = edition.model_copy(update={"grades": [TRIAL.grades[0].model_copy(update={"cut": cut}), TRIAL.grades[2]]})
    sizes = [size for size in range(len(points) + 1) for chosen in combinations(points, size) if sum(chosen) >= known]
    assert what_must_be_true(scorecard(*lines, rulebook=edition)).fewest == min(sizes, default=None)
