"""Single Window metrics against figures worked by hand; expected values are exact fractions."""

from decimal import Decimal
from fractions import Fraction

import pytest

from evalkit.errors import InconsistentDataError
from evalkit.metrics import single_window
from evalkit.quantities import Ratio, round_half_up

SEQUENCES = {"answered", "calls", "rates", "months", "counts", "marks"}


def numbers(text):
    return tuple(Decimal(part) for part in text.split())


def agrees(result, expected):
    """Compare without any rounding; expected None means undefined."""
    if isinstance(result, Ratio):
        found = Fraction(result.numerator) / Fraction(result.denominator) if result.denominator else None
    else:
        found = None if result is None else Fraction(result)
    return found == (None if expected is None else Fraction(expected))


@pytest.mark.parametrize(
    ("through_window", "declarations", "expected"),
    [
        pytest.param("660000", "660000", "1", id="2022: everything through the window"),
        pytest.param("659999", "660000", "659999/660000", id="one declaration outside"),
        pytest.param("66", "66", "1", id="the same left in 万票"),
        pytest.param("3", "4", "3/4", id="three of four"),
        pytest.param("0", "4", "0", id="none through the window is zero, not 'not applicable'"),
        pytest.param("0", "0", None, id="no declarations is not applicable"),
    ],
)
def test_use_rate_is_window_over_all_declarations(through_window, declarations, expected):
    inputs = {"through_window": Decimal(through_window), "declarations": Decimal(declarations)}
    assert agrees(single_window.use_rate(**inputs), expected)


@pytest.mark.parametrize(
    ("answered", "calls", "expected"),
    [
        pytest.param("97 300", "98 300", "397/398", id="97 of 98 and 300 of 300"),
        pytest.param("1 100", "2 100", "101/102", id="weighted by calls: 101 of 102, not the mean of 1/2 and 1"),
        pytest.param("300 97", "300 98", "397/398", id="order of the months is immaterial"),
        pytest.param("970000 3000000", "980000 3000000", "397/398", id="all scaled alike"),
        pytest.param("5 5", "5 5", "1", id="every call answered"),
        pytest.param("0 0", "5 5", "0", id="no call answered is zero"),
        pytest.param("5 0", "5 0", "1", id="a month without calls does not count"),
        pytest.param("0 0", "0 0", None, id="no calls at all is not applicable"),
    ],
)
def test_answer_rate_is_all_answered_over_all_calls(answered, calls, expected):
    assert agrees(single_window.answer_rate(answered=numbers(answered), calls=numbers(calls)), expected)


@pytest.mark.parametrize(
    ("rates", "months", "expected"),
    [
        pytest.param("0.9898 1", "1 11", "119898/120000", id="2022: 98.98 % once and 100 % eleven times"),
        pytest.param("1 0.9898", "11 1", "119898/120000", id="order is immaterial"),
        pytest.param("0.5 1", "1 1", "3/4", id="one month each"),
        pytest.param("0.5 1", "3 1", "5/8", id="(3 × 0.5 + 1) ÷ 4"),
        pytest.param("1 1", "6 6", "1", id="full in every month"),
        pytest.param("0", "12", "0", id="never answered is zero"),
        pytest.param("1", "0", None, id="no months is not applicable"),
    ],
)
def test_mean_monthly_answer_rate_is_weighted_by_months(rates, months, expected):
    assert agrees(single_window.mean_monthly_answer_rate(rates=numbers(rates), months=numbers(months)), expected)


@pytest.mark.parametrize("often", [1, 12, 300])
def test_the_same_months_over_and_over_give_the_same_rates(often):
    answered, calls = numbers("97 300") * often, numbers("98 300") * often
    assert agrees(single_window.answer_rate(answered=answered, calls=calls), "397/398")
    rates, months = numbers("0.5 1") * often, numbers("3 1") * often
    assert agrees(single_window.mean_monthly_answer_rate(rates=rates, months=months), "5/8")


def test_mean_monthly_answer_rate_of_2022_contradicts_the_published_98_percent():
    mean = single_window.mean_monthly_answer_rate(rates=numbers("0.9898 1"), months=numbers("1 11"))
    assert mean.percent(3) == "99.915%"
    assert Decimal("0.9898") <= mean.value <= 1


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param("4 2 5 4", "2", id="15 in the year, two in the weakest quarter"),
        pytest.param("15 0 0 0", "0", id="15 in the year, all in one quarter"),
        pytest.param("2 2 2 2", "2", id="equal quarters"),
        pytest.param("3 4 5 1", "1", id="weakest quarter last"),
        pytest.param("1 4 5 3", "1", id="weakest quarter first"),
        pytest.param("0 0 0 0", "0", id="none at all is zero"),
    ],
)
def test_fewest_in_a_quarter_is_the_smallest_of_four(counts, expected):
    assert agrees(single_window.fewest_in_a_quarter(counts=numbers(counts)), expected)


@pytest.mark.parametrize(
    ("marks", "full", "expected"),
    [
        pytest.param("98" + " 100" * 15, "100", "15", id="2022: the last 15 months full"),
        pytest.param("100 100 99.99", "100", "0", id="the last month just short ends the streak"),
        pytest.param("99.99 100 100", "100", "2", id="just short before the streak"),
        pytest.param("100 100 99 100", "100", "1", id="full months before a gap do not count"),
        pytest.param("100 100 100", "100", "3", id="full in every month"),
        pytest.param("100.0 100.00", "100", "2", id="printed digits do not matter"),
        pytest.param("0 0", "100", "0", id="marks of zero"),
        pytest.param("0 0", "0", None, id="a full mark of zero measures nothing"),
    ],
)
def test_full_mark_streak_counts_the_last_months_in_a_row(marks, full, expected):
    result = single_window.full_mark_streak_months(marks=numbers(marks), full=Decimal(full))
    assert agrees(result, expected)


@pytest.mark.parametrize(
    ("streak", "remaining", "expected"),
    [
        pytest.param("15", "3", "18", id="15 to September, 18 to December"),
        pytest.param("15", "0", "15", id="nothing remains of the year"),
        pytest.param("0", "3", "3", id="broken, three months to come"),
        pytest.param("0", "0", "0", id="broken in December"),
    ],
)
def test_streak_if_kept_adds_the_remaining_months(streak, remaining, expected):
    result = single_window.streak_months_if_kept(streak=Decimal(streak), remaining=Decimal(remaining))
    assert agrees(result, expected)


@pytest.mark.parametrize(
    ("firms", "trainings", "expected"),
    [
        pytest.param("380", "15", "76/3", id="2022: 380 firms in 15 sessions"),
        pytest.param("15", "15", "1", id="one firm each"),
        pytest.param("0", "15", "0", id="nobody came is zero"),
        pytest.param("0", "0", None, id="no session is not applicable"),
    ],
)
def test_firms_per_training_is_firms_over_sessions(firms, trainings, expected):
    assert agrees(single_window.firms_per_training(firms=Decimal(firms), trainings=Decimal(trainings)), expected)


def test_firms_per_training_of_2022_as_printed():
    result = single_window.firms_per_training(firms=Decimal(380), trainings=Decimal(15))
    assert round_half_up(result.value, 1) == Decimal("25.3")


@pytest.mark.parametrize(
    ("cost", "firms", "expected"),
    [
        pytest.param("57000", "380", "150", id="5.7 万元 for 380 firms: 150 yuan each"),
        pytest.param("57000.00", "380", "150", id="with fen printed"),
        pytest.param("0", "380", "0", id="free of cost is zero, not 'not applicable'"),
        pytest.param("0", "0", None, id="no cost and no firm is not applicable"),
    ],
)
def test_training_cost_per_firm_is_cost_over_firms(cost, firms, expected):
    assert agrees(single_window.training_cost_per_firm(cost=Decimal(cost), firms=Decimal(firms)), expected)


REFUSED = [
    (single_window.use_rate, {"through_window": "5", "declarations": "4"}, "M-PART-01", "more through than declared"),
    (single_window.use_rate, {"through_window": "5", "declarations": "0"}, "M-DIV-01", "through without declarations"),
    (single_window.use_rate, {"through_window": "-1", "declarations": "4"}, "M-NEG-01", "negative through"),
    (single_window.use_rate, {"through_window": "0", "declarations": "-1"}, "M-NEG-01", "negative declarations"),
    (single_window.answer_rate, {"answered": "1 1", "calls": "1"}, "M-LEN-01", "a month of calls is missing"),
    (single_window.answer_rate, {"answered": "1", "calls": "1 1"}, "M-LEN-01", "a month of answers is missing"),
    (single_window.answer_rate, {"answered": "", "calls": ""}, "M-LEN-01", "no months at all"),
    (single_window.answer_rate, {"answered": "6 1", "calls": "5 9"}, "M-PART-01", "one month above its calls"),
    (single_window.answer_rate, {"answered": "1", "calls": "0"}, "M-PART-01", "answered without calls"),
    (single_window.answer_rate, {"answered": "-1 1", "calls": "1 1"}, "M-NEG-01", "negative answered"),
    (single_window.answer_rate, {"answered": "0 1", "calls": "-1 1"}, "M-NEG-01", "negative calls"),
    (single_window.mean_monthly_answer_rate, {"rates": "1", "months": "1 11"}, "M-LEN-01", "a rate is missing"),
    (single_window.mean_monthly_answer_rate, {"rates": "1 1", "months": "12"}, "M-LEN-01", "months are missing"),
    (single_window.mean_monthly_answer_rate, {"rates": "", "months": ""}, "M-LEN-01", "no rates at all"),
    (single_window.mean_monthly_answer_rate, {"rates": "98.98", "months": "1"}, "M-SHARE-01", "per cent as a share"),
    (single_window.mean_monthly_answer_rate, {"rates": "1.0001", "months": "1"}, "M-SHARE-01", "rate just above 1"),
    (single_window.mean_monthly_answer_rate, {"rates": "-0.1", "months": "1"}, "M-SHARE-01", "negative rate"),
    (single_window.mean_monthly_answer_rate, {"rates": "1 1", "months": "13 -1"}, "M-NEG-01", "negative months"),
    (single_window.fewest_in_a_quarter, {"counts": "4 5 4"}, "M-LEN-01", "three quarters"),
    (single_window.fewest_in_a_quarter, {"counts": "4 5 4 2 3"}, "M-LEN-01", "five quarters"),
    (single_window.fewest_in_a_quarter, {"counts": ""}, "M-LEN-01", "no quarters"),
    (single_window.fewest_in_a_quarter, {"counts": "4 5 4 -1"}, "M-NEG-01", "negative count"),
    (single_window.full_mark_streak_months, {"marks": "", "full": "100"}, "M-LEN-01", "no marks"),
    (single_window.full_mark_streak_months, {"marks": "100.01 100", "full": "100"}, "M-PART-01", "mark above full"),
    (single_window.full_mark_streak_months, {"marks": "5", "full": "0"}, "M-PART-01", "mark above a full mark of zero"),
    (single_window.full_mark_streak_months, {"marks": "-1 100", "full": "100"}, "M-NEG-01", "negative mark"),
    (single_window.full_mark_streak_months, {"marks": "0", "full": "-1"}, "M-NEG-01", "negative full mark"),
    (single_window.streak_months_if_kept, {"streak": "-1", "remaining": "3"}, "M-NEG-01", "negative streak"),
    (single_window.streak_months_if_kept, {"streak": "15", "remaining": "-3"}, "M-NEG-01", "negative remaining"),
    (single_window.firms_per_training, {"firms": "5", "trainings": "0"}, "M-DIV-01", "firms without sessions"),
    (single_window.firms_per_training, {"firms": "-1", "trainings": "5"}, "M-NEG-01", "negative firms"),
    (single_window.firms_per_training, {"firms": "5", "trainings": "-1"}, "M-NEG-01", "negative sessions"),
    (single_window.training_cost_per_firm, {"cost": "5", "firms": "0"}, "M-DIV-01", "cost without firms"),
    (single_window.training_cost_per_firm, {"cost": "-1", "firms": "5"}, "M-NEG-01", "negative cost"),
    (single_window.training_cost_per_firm, {"cost": "5", "firms": "-1"}, "M-NEG-01", "negative firm count"),
]


@pytest.mark.parametrize(
    ("metric", "inputs", "code"),
    [pytest.param(metric, inputs, code, id=f"{metric.__name__}: {case}") for metric, inputs, code, case in REFUSED],
)
def test_contradictory_figures_are_refused(metric, inputs, code):
    values = {name: numbers(text) if name in SEQUENCES else Decimal(text) for name, text in inputs.items()}
    with pytest.raises(InconsistentDataError, match=code):
        metric(**values)


def test_the_length_message_says_how_many_were_found():
    with pytest.raises(InconsistentDataError, match="counts 有 3 个"):
        single_window.fewest_in_a_quarter(counts=numbers("4 5 4"))
