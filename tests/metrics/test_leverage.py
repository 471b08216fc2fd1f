"""Leverage against figures worked by hand."""

from decimal import Decimal

import pytest

from evalkit.errors import InconsistentDataError
from evalkit.metrics import leverage
from evalkit.quantities import from_base, round_half_up

HALF_UNIT = Decimal("5e-8")


def decimals(**printed: str) -> dict[str, Decimal]:
    return {name: Decimal(text) for name, text in printed.items()}


def agrees(value: Decimal | None, expected: str | None) -> bool:
    return value is None if expected is None else value is not None and abs(value - Decimal(expected)) < HALF_UNIT


# The 2022 spring vouchers: budget 1500 万元, issued 1499.04 万元, redeemed 1287.96 万元, sales 1.83 亿元.
BUDGET, ISSUED, REDEEMED, SALES = "15000000", "14990400", "12879600", "183000000"
REPORT_2022 = [
    # metric, arguments in base units, what it shows in its own unit and decimals: the norms' recomputation
    pytest.param("leverage_on_redeemed", {"transactions": SALES, "redeemed": REDEEMED}, "14.21", id="printed as 14"),
    pytest.param("leverage_on_issued", {"transactions": SALES, "issued": ISSUED}, "12.21", id="leverage on issued"),
    pytest.param("leverage_on_budget", {"transactions": SALES, "budget": BUDGET}, "12.20", id="leverage on budget"),
    pytest.param("net_leverage", {"transactions": SALES, "redeemed": REDEEMED}, "13.21", id="net of the subsidy"),
]


@pytest.mark.parametrize(("name", "arguments", "shown"), REPORT_2022)
def test_figures_of_the_2022_report_are_shown_as_recomputed_by_hand(name, arguments, shown):
    metric = getattr(leverage, name)
    value = metric(**decimals(**arguments)).value
    assert round_half_up(from_base(value, metric.definition.unit), metric.definition.digits) == Decimal(shown)


LEVERAGE = [
    # transactions, base, expected: the case, with its working
    pytest.param("1420", "100", "14.2", id="1420/100"),
    pytest.param("100", "100", "1", id="sales equal the base"),
    pytest.param("99", "100", "0.99", id="sales below the base, returned as it is"),
    pytest.param("0.142", "0.01", "14.2", id="unit trap: both in 万元 give the same"),
    pytest.param("0", "100", "0", id="no sales is zero"),
    pytest.param("0", "0", None, id="no sales and no money is not applicable"),
]


@pytest.mark.parametrize(("transactions", "base", "expected"), LEVERAGE)
@pytest.mark.parametrize("basis", ["redeemed", "issued", "budget"])
def test_gross_leverage_is_sales_over_its_base(basis, transactions, base, expected):
    metric = getattr(leverage, f"leverage_on_{basis}")
    assert agrees(metric(**decimals(transactions=transactions, **{basis: base})).value, expected)


NET_LEVERAGE = [
    # transactions, redeemed, expected: the case, with its working
    pytest.param("1420", "100", "13.2", id="(1420 - 100)/100"),
    pytest.param("200", "100", "1", id="the buyer pays as much as the subsidy"),
    pytest.param("100", "100", "0", id="the subsidy paid for everything"),
    pytest.param("0.142", "0.01", "13.2", id="unit trap: both in 万元 give the same"),
    pytest.param("0", "0", None, id="no sales and no subsidy is not applicable"),
]


@pytest.mark.parametrize(("transactions", "redeemed", "expected"), NET_LEVERAGE)
def test_net_leverage_is_buyers_money_over_subsidy(transactions, redeemed, expected):
    assert agrees(leverage.net_leverage(**decimals(transactions=transactions, redeemed=redeemed)).value, expected)


MINIMUM_LEVERAGE = [
    # threshold, face_value, expected: the case, with its working
    pytest.param("100", "7", "14.2857143", id="spend 100 get 7: 100/7 = 14.3, the norms' example"),
    pytest.param("50", "10", "5", id="spend 50 get 10"),
    pytest.param("10", "10", "1", id="the voucher pays the whole threshold"),
    pytest.param("0", "10", "0", id="no threshold is zero"),
    pytest.param("0", "0", None, id="no voucher is not applicable"),
]


@pytest.mark.parametrize(("threshold", "face_value", "expected"), MINIMUM_LEVERAGE)
def test_minimum_leverage_is_threshold_over_face_value(threshold, face_value, expected):
    assert agrees(leverage.minimum_leverage(**decimals(threshold=threshold, face_value=face_value)).value, expected)


# Arguments that hold, the one that cannot be zero, and for parts of a whole a pair (part, whole).
GUARDED = {
    "leverage_on_redeemed": ({"transactions": "2", "redeemed": "1"}, "redeemed", None),
    "leverage_on_issued": ({"transactions": "2", "issued": "1"}, "issued", None),
    "leverage_on_budget": ({"transactions": "2", "budget": "1"}, "budget", None),
    "net_leverage": ({"transactions": "2", "redeemed": "1"}, "redeemed", ("redeemed", "transactions")),
    "minimum_leverage": ({"threshold": "2", "face_value": "1"}, "face_value", None),
}
PARTS = [name for name, (_, _, pair) in GUARDED.items() if pair]
NEGATIVES = [(name, argument) for name, (holds, _, _) in GUARDED.items() for argument in holds]


@pytest.mark.parametrize("name", GUARDED)
def test_something_over_nothing_is_refused(name):
    holds, denominator, _ = GUARDED[name]
    with pytest.raises(InconsistentDataError, match="M-DIV-01"):
        getattr(leverage, name)(**decimals(**(holds | {denominator: "0"})))


@pytest.mark.parametrize(("name", "argument"), NEGATIVES)
def test_negative_figures_are_refused_by_name(name, argument):
    holds = GUARDED[name][0]
    with pytest.raises(InconsistentDataError, match="M-NEG-01") as refused:
        getattr(leverage, name)(**decimals(**(holds | {argument: "-1"})))
    assert f"{argument} = -1" in str(refused.value)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_above_its_whole_is_refused(name):
    holds, _, (part, whole) = GUARDED[name]
    with pytest.raises(InconsistentDataError, match="M-PART-01"):
        getattr(leverage, name)(**decimals(**(holds | {part: "100.01", whole: "100"})))
