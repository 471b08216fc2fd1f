"""Money metrics against figures worked by hand."""

from decimal import Decimal

import pytest

from evalkit.errors import InconsistentDataError
from evalkit.metrics import money

EXECUTION_RATE = [
    # executed, budget, expected: the case, with its working
    pytest.param("899740", "900000", "0.9997111", id="under-spent: 899740/900000"),
    pytest.param("900000", "900000", "1", id="exactly on budget"),
    pytest.param("899999.99", "900000", "0.99999999", id="one fen short of budget"),
    pytest.param("900000.01", "900000", "1.00000001", id="one fen over budget, not capped here"),
    pytest.param("0", "900000", "0", id="nothing spent is zero, not 'not applicable'"),
    pytest.param("0", "0", None, id="no budget and no spending is not applicable"),
    pytest.param("12879600", "15000000", "0.85864", id="the 2022 vouchers: 1287.96 of 1500 万元"),
]


@pytest.mark.parametrize(("executed", "budget", "expected"), EXECUTION_RATE)
def test_execution_rate_is_executed_over_adjusted_budget(executed, budget, expected):
    rate = money.execution_rate(executed=Decimal(executed), budget=Decimal(budget)).value
    assert rate is None if expected is None else abs(rate - Decimal(expected)) < Decimal("5e-8")


def test_spending_against_a_zero_budget_is_refused():
    with pytest.raises(InconsistentDataError, match="M-DIV-01"):
        money.execution_rate(executed=Decimal(1), budget=Decimal(0))


def test_negative_spending_is_refused():
    with pytest.raises(InconsistentDataError, match="M-NEG-01"):
        money.execution_rate(executed=Decimal(-1), budget=Decimal(100))


RECEIPT_RATE = [
    # received, planned, expected: the case, with its working
    pytest.param("810000", "900000", "0.9", id="81 of 90 万元 came in: 810000/900000"),
    pytest.param("900000", "900000", "1", id="all came in"),
    pytest.param("899991", "900000", "0.99999", id="nine yuan short: 899991/900000"),
    pytest.param("900009", "900000", "1.00001", id="nine yuan more than planned, not capped here"),
    pytest.param("81", "90", "0.9", id="unit trap: both in 万元 give the same"),
    pytest.param("0", "900000", "0", id="nothing came in is zero"),
    pytest.param("0", "0", None, id="nothing planned and nothing received is not applicable"),
]


@pytest.mark.parametrize(("received", "planned", "expected"), RECEIPT_RATE)
def test_receipt_rate_is_received_over_planned(received, planned, expected):
    rate = money.receipt_rate(received=Decimal(received), planned=Decimal(planned)).value
    assert rate is None if expected is None else rate == Decimal(expected)


COST_SAVING_RATE = [
    # planned, actual, expected: the case, with its working
    pytest.param("400000", "398000", "0.005", id="(400000 - 398000)/400000"),
    pytest.param("400000", "400000", "0", id="exactly as planned: nothing saved"),
    pytest.param("400000", "399999", "0.0000025", id="one yuan saved: 1/400000"),
    pytest.param("400000", "400001", "-0.0000025", id="one yuan overspent is negative"),
    pytest.param("400000", "1000000", "-1.5", id="far overspent: (400000 - 1000000)/400000, no floor here"),
    pytest.param("400000", "0", "1", id="no cost at all: everything saved"),
    pytest.param("40", "39.8", "0.005", id="unit trap: both in 万元 give the same"),
    pytest.param("0", "0", None, id="nothing planned and no cost is not applicable"),
]


@pytest.mark.parametrize(("planned", "actual", "expected"), COST_SAVING_RATE)
def test_cost_saving_rate_is_the_saved_part_of_the_plan(planned, actual, expected):
    rate = money.cost_saving_rate(planned=Decimal(planned), actual=Decimal(actual)).value
    assert rate is None if expected is None else rate == Decimal(expected)


UNIT_COST = [
    # cost, output, expected: the case, with its working
    pytest.param("398000", "160000", "2.4875", id="398000/160000"),
    pytest.param("380", "380", "1", id="one yuan for each"),
    pytest.param("0", "380", "0", id="no cost is zero"),
    pytest.param("0", "0", None, id="no cost and no output is not applicable"),
]


@pytest.mark.parametrize(("cost", "output", "expected"), UNIT_COST)
def test_unit_cost_is_cost_over_output(cost, output, expected):
    result = money.unit_cost(cost=Decimal(cost), output=Decimal(output)).value
    assert result is None if expected is None else result == Decimal(expected)


DEVIATION_RATE = [
    # self, review, expected: the case, with its working
    pytest.param("96", "90", "0.0625", id="(96 - 90)/96"),
    pytest.param("98", "98", "0", id="the review agrees"),
    pytest.param("100", "99.99", "0.0001", id="the review is just below"),
    pytest.param("80", "90", "-0.125", id="the review is above: (80 - 90)/80"),
    pytest.param("98", "0", "1", id="the review found nothing"),
    pytest.param("0", "0", None, id="both zero is not applicable"),
]


@pytest.mark.parametrize(("self_score", "review_score", "expected"), DEVIATION_RATE)
def test_deviation_rate_is_the_difference_over_the_self_evaluation(self_score, review_score, expected):
    rate = money.deviation_rate(self_score=Decimal(self_score), review_score=Decimal(review_score)).value
    assert rate is None if expected is None else rate == Decimal(expected)


SOMETHING_OVER_NOTHING = [
    pytest.param("receipt_rate", {"received": 1, "planned": 0}, id="received though nothing was planned"),
    pytest.param("cost_saving_rate", {"planned": 0, "actual": 1}, id="cost though none was planned"),
    pytest.param("unit_cost", {"cost": 1, "output": 0}, id="cost without output"),
    pytest.param("deviation_rate", {"self_score": 0, "review_score": 1}, id="a review of a self-evaluation of zero"),
]


@pytest.mark.parametrize(("name", "arguments"), SOMETHING_OVER_NOTHING)
def test_something_over_nothing_is_refused(name, arguments):
    with pytest.raises(InconsistentDataError, match="M-DIV-01"):
        getattr(money, name)(**{argument: Decimal(value) for argument, value in arguments.items()})


NEGATIVE = [
    (name, arguments, wrong)
    for name, arguments in {
        "execution_rate": ("executed", "budget"),
        "receipt_rate": ("received", "planned"),
        "cost_saving_rate": ("planned", "actual"),
        "unit_cost": ("cost", "output"),
        "deviation_rate": ("self_score", "review_score"),
    }.items()
    for wrong in arguments
]


@pytest.mark.parametrize(("name", "arguments", "wrong"), NEGATIVE)
def test_negative_figures_are_refused_by_name(name, arguments, wrong):
    with pytest.raises(InconsistentDataError, match="M-NEG-01") as refused:
        getattr(money, name)(**{argument: Decimal(-1 if argument == wrong else 1) for argument in arguments})
    assert f"{wrong} = -1" in str(refused.value)
