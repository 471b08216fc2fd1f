"""The bounds when points, targets or printed digits were other than they are: worked by hand, or scored anew."""

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.scoring.rulebook import OverAchievement
from evalkit.scoring.sensitivity import points_deviation, rounding_bounds, target_shift, weights_spread
from tests.small_scorecard import TRIAL, Line, measures, scorecard

PROJECT = Path(__file__).parents[2]
steady = settings(deadline=None, max_examples=40)
TENTH = Decimal("0.1")
MIXED = [
    Line("full", "30"),  # 30.00
    Line("nearly", "30", actual="9.5", low="9.45", high="9.55"),  # 30 x 0.95 = 28.50
    Line("open", "20", actual=""),  # 0 to 20
    Line("cost", "20", comparator="≤", actual="10.5", low="9.95", high="10.55"),  # 20 x 0.95 = 19.00
]  # 77.50 to 97.50
OPEN = [Line("first", "60", actual=""), Line("second", "40", target="")]


def alone(**cells: str) -> Line:
    """The only indicator, of 100 points."""
    return Line("only", "100", **cells)


def score_of(lines: list[Line], rulebook=TRIAL) -> str:
    return scorecard(*lines, rulebook=rulebook).score.text


# Points


def test_the_same_seed_gives_the_same_quantiles_in_another_process():
    here = weights_spread(scorecard(*MIXED))
    code = "from tests.scoring.test_sensitivity import MIXED, scorecard, weights_spread; print(weights_spread(scorecard(*MIXED)))"
    there = subprocess.run([sys.executable, "-B", "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert there.stdout.strip() == str(here)
    assert weights_spread(scorecard(*MIXED), seed=1) != here


def test_with_a_concentration_of_two_half_of_the_points_is_uniform():
    """Dirichlet(1, 1): the points of the one that is full are uniform on 0 to 100, so that quantiles are their own per cent."""
    spread = weights_spread(scorecard(Line("full", "50"), Line("empty", "50", actual="0")), concentration=2)
    # four standard errors of a quantile of 2000 uniform draws: 4 x 100 x sqrt(p (1 - p) / 2000)
    assert abs(spread.low.p50 - 50) < Decimal("4.5")
    assert abs(spread.low.p5 - 5) < 2 and abs(spread.low.p95 - 95) < 2
    assert abs(spread.low.grades["优"] - TENTH) < Decimal("0.027")  # uniform above 90: a tenth; 4 x sqrt(0.1 x 0.9 / 2000)
    assert spread.low == spread.high


def test_the_usual_concentration_gives_ten_points_a_deviation_of_two():
    """10 points of 100: 100 x sqrt(0.1 x 0.9 / 225) = 2.00; a normal curve leaves 5 % beyond 1.645 deviations."""
    spread = weights_spread(scorecard(Line("full", "10"), Line("empty", "90", actual="0")))
    assert abs(spread.low.p5 - Decimal("6.71")) < Decimal("0.5")  # 10 - 1.645 x 2
    assert abs(spread.low.p95 - Decimal("13.29")) < Decimal("0.5")  # 10 + 1.645 x 2


DEVIATIONS = [
    # points of 100, concentration, variance: 100 x 100 x w (1 - w) / (c + 1)
    pytest.param("10", 224, "4", id="10 000 x 0.09 / 225"),
    pytest.param("50", 24, "100", id="10 000 x 0.25 / 25"),
    pytest.param("100", 224, "0", id="all points cannot vary"),
]


@pytest.mark.parametrize(("points", "concentration", "variance"), DEVIATIONS)
def test_the_deviation_of_drawn_points(points, concentration, variance):
    assert points_deviation(Decimal(points), Decimal(100), concentration) ** 2 == Decimal(variance)


SPREADS = [
    pytest.param([Line("a", "50"), Line("b", "50")], "100.00", "100.00", id="all full, whatever the points"),
    pytest.param([alone(actual="9")], "90.00", "90.00", id="one indicator has all points, and 90 reaches its cut"),
    pytest.param([Line("a", "40", actual="9"), Line("b", "60", actual="9")], "90.00", "90.00", id="equal shares cannot vary"),
    pytest.param(OPEN, "0.00", "100.00", id="all missing: nothing to everything"),
    pytest.param([Line("a", "100", actual="5"), Line("b", "0", actual="")], "50.00", "50.00", id="an indicator of no points"),
]


@pytest.mark.parametrize(("lines", "low", "high"), SPREADS)
def test_the_spread_where_it_is_certain(lines, low, high):
    spread = weights_spread(scorecard(*lines))
    assert {spread.low.p5, spread.low.p50, spread.low.p95} == {Decimal(low)}
    assert {spread.high.p5, spread.high.p50, spread.high.p95} == {Decimal(high)}
    assert spread.low.grades[TRIAL.grade(Decimal(low))] == spread.high.grades[TRIAL.grade(Decimal(high))] == 1


def test_an_indicator_of_a_single_point_is_drawn_as_well():
    """Only the one point is open: it keeps the low bound below what all others give, and the high bound at everything."""
    spread = weights_spread(scorecard(Line("open", "1", actual=""), Line("full", "99")))
    assert spread.low.p50 < spread.high.p50 == 100


def test_the_shares_of_the_grades_add_up_and_the_low_bound_is_never_above_the_high_one():
    spread = weights_spread(scorecard(*MIXED), draws=500)
    assert sum(spread.low.grades.values()) == sum(spread.high.grades.values()) == 1
    assert spread.low.p95 < spread.high.p5
    assert list(spread.low.grades) == ["优", "良", "差"]


def test_a_quantile_is_the_smallest_score_that_so_many_draws_do_not_exceed():
    """Of two draws the lower is not exceeded by half of them, the higher by no more than all."""
    spread = weights_spread(scorecard(Line("full", "50"), Line("empty", "50", actual="0")), draws=2)
    assert spread.low.p5 == spread.low.p50 < spread.low.p95


def test_shares_are_counted_of_two_thousand_draws():
    shares = weights_spread(scorecard(Line("full", "50"), Line("empty", "50", actual="0")), concentration=2).low.grades.values()
    assert all(0 < share < 1 and share * 2000 == int(share * 2000) for share in shares)


def test_without_points_there_is_nothing_to_draw():
    assert weights_spread(scorecard()) is None


# Targets

SHIFTS = [
    # target, actual, comparator, unit, easier by a tenth, harder by a tenth: working
    pytest.param(alone(actual="9.9"), "100.00 分", "90.00 分", id="at least: 9.9 of 9; 9.9 of 11"),
    pytest.param(alone(actual="11"), "100.00 分", "100.00 分", id="a target exceeded by a tenth bears it"),
    pytest.param(alone(actual="12", comparator="≤"), "90.91 分", "66.67 分", id="at most: 1 - 1/11; 1 - 3/9"),
    pytest.param(alone(actual="9.9", comparator="="), "100.00 分", "90.00 分", id="exactly, above zero: as at least"),
    pytest.param(alone(target="0", actual="0", comparator="="), "100.00 分", "100.00 分", id="a tenth of zero is zero"),
    pytest.param(alone(target="-5", actual="-5"), "100.00 分", "0.00 分", id="below zero, harder is up: -4.5, and no proportion"),
    pytest.param(alone(target="95", actual="95", unit="%"), "100.00 分", "95.00 分", id="a percentage stops at 100: 95 of 100"),
    pytest.param(alone(target="100", actual="100", unit="%"), "100.00 分", "100.00 分", id="a percentage of 100 stays there"),
    pytest.param(alone(target="95", actual="95"), "100.00 分", "90.91 分", id="what is no percentage does not: 95 of 104.5"),
    pytest.param(alone(target="100", actual="100"), "100.00 分", "90.91 分", id="a hundred as any other number: 100 of 110"),
    pytest.param(alone(target="110", actual="110", unit="%"), "100.00 分", "90.91 分", id="a percentage above 100: 110 of 121"),
    pytest.param(
        alone(target="0.5", actual="0.5", comparator="≤"), "100.00 分", "88.89 分", id="at most, below one: 1 - 0.05/0.45"
    ),
    pytest.param(
        alone(target="6", actual="5", unit="%", name="进出口增长率"),
        "99.62 分",
        "98.50 分",
        id="growth on levels: 105/105.4, 105/106.6",
    ),
    pytest.param(alone(actual=""), "0.00 至 100.00 分", "0.00 至 100.00 分", id="missing stays missing"),
    pytest.param(
        replace(alone(target="100", actual="85.92", unit="%"), id="execution_rate"),
        "85.92 分",
        "85.92 分",
        id="execution: its rate",
    ),
]


@pytest.mark.parametrize(("line", "easier", "harder"), SHIFTS)
def test_a_target_moved_by_a_tenth(line, easier, harder):
    shifts = target_shift(scorecard(line))
    assert {(shift.by, shift.score.text) for shift in shifts} == {(-TENTH, easier), (TENTH, harder)}


@pytest.mark.parametrize(("by", "target"), [("-0.1", "72"), ("0.1", "88")])
def test_a_harder_execution_rate_is_a_higher_one(by, target):
    line = replace(alone(target="80", actual="85.92", unit="%"), id="execution_rate")
    assert target_shift(scorecard(line), (Decimal(by),))[0].target == Decimal(target)


def test_targets_are_moved_one_at_a_time_and_all_together():
    harder = {shift.indicator and shift.indicator.measure: shift.score for shift in target_shift(scorecard(*MIXED), (TENTH,))}
    assert {name: score.text for name, score in harder.items()} == {
        "full": "74.77 至 94.77 分",  # 30 x 10/11 = 27.27: 2.73 less
        "nearly": "74.91 至 94.91 分",  # 30 x 9.5/11 = 25.91: 2.59 less
        "cost": "75.17 至 95.17 分",  # 20 x (1 - 1.5/9) = 16.67: 2.33 less
        None: "69.85 至 89.85 分",  # 77.50 - 2.73 - 2.59 - 2.33
    }
    assert harder[None].grade_text == "差 至 良"


@pytest.mark.parametrize("comparator", ["≥", "≤", "="])
@given(target=st.integers(-20, 40), actual=st.integers(-20, 40), by=st.sampled_from(["-0.5", "-0.1", "0", "0.1", "0.5"]))
@steady
def test_a_moved_target_scores_as_the_year_would_with_that_target(comparator, target, actual, by):
    line = alone(target=str(target), actual=str(actual), comparator=comparator)
    shift, _ = target_shift(scorecard(line), (Decimal(by),))
    assert shift.score == scorecard(replace(line, target=f"{shift.target:f}")).score
    given = scorecard(line).score.low
    assert (shift.score.low - given) * Decimal(by) <= 0  # harder never scores more, easier never less


def test_where_nothing_can_be_moved_the_bounds_are_those_of_the_scorecard():
    assert [shift.score.text for shift in target_shift(scorecard(*OPEN))] == ["0.00 至 100.00 分"] * 2
    assert [shift.score.text for shift in target_shift(scorecard())] == ["0.00 分"] * 2


# Printed digits


def bounds_of(*lines: Line, rulebook=TRIAL):
    return rounding_bounds(scorecard(*lines, rulebook=rulebook), measures(list(lines)))


ROUNDED = [
    # line, bounds, whether met can be told: working
    pytest.param(alone(actual="9.5", low="9.45", high="9.55"), "94.50 至 95.50 分", True, id="at least, below: 9.45/10, 9.55/10"),
    pytest.param(alone(actual="10", low="9.5", high="10.5"), "95.00 至 100.00 分", False, id="the target inside: 9.5/10, full"),
    pytest.param(alone(actual="11", low="10", high="12"), "100.00 分", True, id="the low end on the target is met all through"),
    pytest.param(alone(actual="9", low="8", high="10"), "80.00 至 100.00 分", False, id="the high end on the target may be met"),
    pytest.param(
        alone(actual="10.5", low="9.95", high="10.55", comparator="≤"), "94.50 至 100.00 分", False, id="at most: 1 - 0.055, full"
    ),
    pytest.param(alone(actual="22", low="19", high="25", comparator="≤"), "0.00 至 10.00 分", True, id="twice the target inside"),
    pytest.param(alone(actual="0", low="-0.5", high="0.5"), "0.00 至 5.00 分", True, id="zero inside: 0; 0.5/10"),
    pytest.param(
        alone(target="0", actual="0", low="-0.5", high="0.5", comparator="="),
        "0.00 至 100.00 分",
        False,
        id="a zero target inside",
    ),
    pytest.param(alone(actual="10"), "100.00 分", True, id="an exact figure"),
    pytest.param(
        alone(actual="95000", low="94500", high="95500", measured_in="元"), "94.50 至 95.50 分", True, id="元 against 万元"
    ),
    pytest.param(alone(actual=""), "0.00 至 100.00 分", True, id="missing stays missing"),
    pytest.param(
        replace(alone(target="100", actual="85.92", low="85.915", high="85.925", unit="%"), id="execution_rate"),
        "85.92 至 85.93 分",
        True,
        id="execution by its rate: 85.915 and 85.925, rounded half up",
    ),
    pytest.param(
        replace(alone(target="85.92", actual="85.92", low="85.915", high="85.925", unit="%"), id="execution_rate"),
        "85.92 至 85.93 分",
        False,
        id="an execution rate that may or may not reach its target",
    ),
    pytest.param(
        replace(alone(target="85.915", actual="85.92", low="85.915", high="85.925", unit="%"), id="execution_rate"),
        "85.92 至 85.93 分",
        True,
        id="an execution rate that reaches it all through",
    ),
    pytest.param(
        replace(alone(target="85.925", actual="85.92", low="85.915", high="85.925", unit="%"), id="execution_rate"),
        "85.92 至 85.93 分",
        False,
        id="an execution rate that reaches it at its high end only",
    ),
    pytest.param(
        alone(target="5", actual="5", low="4.5", high="5.5", unit="%", name="进出口增速"),
        "99.52 至 100.00 分",
        False,
        id="growth on levels: 104.5/105",
    ),
]


@pytest.mark.parametrize(("line", "expected", "decided"), ROUNDED)
def test_the_bounds_that_printed_digits_allow(line, expected, decided):
    bounds = bounds_of(line)
    assert bounds.score.text == expected
    assert [item.measure for item in bounds.undecided] == ([] if decided else [line.id])


def test_lowest_and_highest_awards_add_up_beside_what_is_missing():
    bounds = bounds_of(*MIXED)
    assert bounds.score.text == "77.25 至 98.65 分"  # 30 + 28.35 + 18.90; 30 + 28.65 + 20 + 20 open
    assert [item.measure for item in bounds.undecided] == ["cost"]


def test_a_figure_whose_measure_is_not_given_is_exact():
    assert rounding_bounds(scorecard(*MIXED), {}).score == scorecard(*MIXED).score


def test_without_indicators_or_with_all_missing_the_bounds_are_those_of_the_scorecard():
    assert bounds_of().score.text == "0.00 分"
    assert (bounds_of(*OPEN).score.text, bounds_of(*OPEN).awards) == ("0.00 至 100.00 分", ())


BY_RATIO = TRIAL.model_copy(update={"comparators": TRIAL.comparators | {"≤": "at_most_by_ratio"}})
REDUCED = TRIAL.model_copy(update={"over_achievement": OverAchievement(policy="reduce", at=Decimal(130), equal=True)})
JUDGED = TRIAL.model_copy(update={"zero_target": "judgement"})
TOTAL = TRIAL.model_copy(update={"total_rounding": "total"})
EDITIONS = [
    pytest.param(BY_RATIO, alone(actual="12", low="10", high="12.5", comparator="≤"), "80.00 至 100.00 分", id="10/12.5, full"),
    pytest.param(
        REDUCED, alone(actual="13.5", low="12.5", high="14.5"), "85.00 至 100.00 分", id="1 - (1.45 - 1.30); full from 12.5 to 13"
    ),
    pytest.param(REDUCED, alone(actual="14", low="9", high="15"), "80.00 至 100.00 分", id="1 - (1.50 - 1.30); 9/10 is more"),
    pytest.param(
        JUDGED,
        alone(target="0", actual="0", low="-0.5", high="0.5", comparator="="),
        "0.00 至 100.00 分",
        id="no published rule for a zero target missed",
    ),
]


@pytest.mark.parametrize(("edition", "line", "expected"), EDITIONS)
def test_the_bounds_follow_the_settings_of_the_edition(edition, line, expected):
    assert bounds_of(line, rulebook=edition).score.text == expected


def test_an_edition_that_rounds_the_total_alone_is_followed():
    """50 x 0.33333 twice is 33.333, then 33.33; rounded each, it would be 16.67 twice, 33.34."""
    lines = [Line("a", "50", actual="3.3333"), Line("b", "50", actual="3.3333")]
    assert bounds_of(*lines, rulebook=TOTAL).score.text == "33.33 分"
    assert bounds_of(*lines).score.text == "33.34 分"


@pytest.mark.parametrize("edition", [TRIAL, BY_RATIO, REDUCED, TOTAL], ids=["trial", "by ratio", "reduced", "total"])
@pytest.mark.parametrize("comparator", ["≥", "≤", "="])
@given(target=st.integers(-10, 30), low=st.integers(-20, 60), width=st.integers(0, 20))
@steady
def test_the_bounds_are_those_of_scoring_every_value_in_between(edition, comparator, target, low, width):
    """The grid of tenths holds the target, where the award may bend, and both ends."""
    line = alone(target=str(target), actual=str(low), low=str(low), high=str(low + width), comparator=comparator)
    grid = [Decimal(low) + Decimal(step) / 10 for step in range(10 * width + 1)]
    scores = [scorecard(replace(line, actual=f"{actual:f}"), rulebook=edition) for actual in grid]
    bounds = bounds_of(line, rulebook=edition)
    assert bounds.score.low == min(card.score.low for card in scores)
    assert bounds.score.high == max(card.score.high for card in scores)
    assert bool(bounds.undecided) == (len({card.indicators[0].met for card in scores}) > 1)


# All together


def test_scoring_anew_agrees_with_the_scorecard_where_nothing_is_moved():
    assert {shift.score.text for shift in target_shift(scorecard(*MIXED), (Decimal(0),))} == {score_of(MIXED)}
