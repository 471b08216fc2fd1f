"""Cross-border e-commerce metrics against figures worked by hand."""

from decimal import Decimal

import pytest

from evalkit.errors import InconsistentDataError
from evalkit.metrics import ecommerce
from evalkit.quantities import from_base, round_half_up

HALF_UNIT = Decimal("5e-8")


def decimals(**printed: str) -> dict[str, Decimal]:
    return {name: Decimal(text) for name, text in printed.items()}


def agrees(value: Decimal | None, expected: str | None) -> bool:
    return value is None if expected is None else value is not None and abs(value - Decimal(expected)) < HALF_UNIT


# The 2022 report: fee 39.8 万元, 58 firms, 169068 票, 32409.50 万元, 11 systems; derived values recomputed in the norms.
FEE, FIRMS, DECLARATIONS, VALUE, SYSTEMS = "398000", "58", "169068", "324095000", "11"
REPORT_2022 = [
    # metric, arguments in base units, what it shows in its own unit and decimals
    pytest.param("value_per_declaration", {"value": VALUE, "declarations": DECLARATIONS}, "1916.95", id="元 a declaration"),
    pytest.param("declarations_per_firm", {"declarations": DECLARATIONS, "firms": FIRMS}, "2914.97", id="票 a firm"),
    pytest.param("value_per_firm", {"value": VALUE, "firms": FIRMS}, "558.78", id="万元 a firm"),
    pytest.param("fee_per_declaration", {"fee": FEE, "declarations": DECLARATIONS}, "2.354", id="fee a declaration"),
    pytest.param("fee_per_firm", {"fee": FEE, "firms": FIRMS}, "6862", id="fee a firm"),
    pytest.param("fee_rate", {"fee": FEE, "value": VALUE}, "0.1228", id="fee in % of value"),
    pytest.param("fee_per_system", {"fee": FEE, "systems": SYSTEMS}, "3.618", id="fee a system in 万元"),
]


@pytest.mark.parametrize(("name", "arguments", "shown"), REPORT_2022)
def test_figures_of_the_2022_report_are_shown_as_recomputed_by_hand(name, arguments, shown):
    metric = getattr(ecommerce, name)
    value = metric(**decimals(**arguments)).value
    assert round_half_up(from_base(value, metric.definition.unit), metric.definition.digits) == Decimal(shown)


ACTIVE_RATE = [
    # active, registered, expected: the case, with its working
    pytest.param("29", "58", "0.5", id="half are active: 29/58"),
    pytest.param("58", "58", "1", id="all are active"),
    pytest.param("57", "58", "0.9827586", id="all but one: 57/58"),
    pytest.param("0", "58", "0", id="none active is zero, not 'not applicable'"),
    pytest.param("0", "0", None, id="no firms is not applicable"),
]


@pytest.mark.parametrize(("active", "registered", "expected"), ACTIVE_RATE)
def test_active_rate_is_active_over_registered(active, registered, expected):
    assert agrees(ecommerce.active_rate(**decimals(active=active, registered=registered)).value, expected)


VALUE_PER_DECLARATION = [
    # value, declarations, expected: the case, with its working
    pytest.param("20000", "8", "2500", id="2 万元 in 8 票: 20000/8"),
    pytest.param("100", "3", "33.3333333", id="a repeating quotient: 100/3"),
    pytest.param("0", "8", "0", id="declared without value"),
    pytest.param("0", "0", None, id="nothing declared is not applicable"),
]


@pytest.mark.parametrize(("value", "declarations", "expected"), VALUE_PER_DECLARATION)
def test_value_per_declaration_is_value_over_declarations(value, declarations, expected):
    result = ecommerce.value_per_declaration(**decimals(value=value, declarations=declarations))
    assert agrees(result.value, expected)


DECLARATIONS_PER_FIRM = [
    # declarations, firms, expected: the case, with its working
    pytest.param("1000", "16", "62.5", id="1000/16"),
    pytest.param("16", "16", "1", id="one declaration a firm"),
    pytest.param("0", "16", "0", id="no declarations is zero"),
    pytest.param("0", "0", None, id="no firms is not applicable"),
]


@pytest.mark.parametrize(("declarations", "firms", "expected"), DECLARATIONS_PER_FIRM)
def test_declarations_per_firm_is_declarations_over_firms(declarations, firms, expected):
    result = ecommerce.declarations_per_firm(**decimals(declarations=declarations, firms=firms))
    assert agrees(result.value, expected)


VALUE_PER_FIRM = [
    # value in 元, firms, expected in 元/家: the case, with its working
    pytest.param("5000000", "4", "1250000", id="500 万元 among 4 firms: 5000000/4, in yuan"),
    pytest.param("4", "4", "1", id="one yuan a firm"),
    pytest.param("0", "4", "0", id="no value is zero"),
    pytest.param("0", "0", None, id="no firms is not applicable"),
]


@pytest.mark.parametrize(("value", "firms", "expected"), VALUE_PER_FIRM)
def test_value_per_firm_is_returned_in_yuan(value, firms, expected):
    assert agrees(ecommerce.value_per_firm(**decimals(value=value, firms=firms)).value, expected)


FEE_PER_DECLARATION = [
    # fee, declarations, expected: the case, with its working
    pytest.param("398000", "160000", "2.4875", id="398000/160000"),
    pytest.param("8", "8", "1", id="one yuan a declaration"),
    pytest.param("0", "8", "0", id="no fee is zero"),
    pytest.param("0", "0", None, id="no fee and nothing declared is not applicable"),
]


@pytest.mark.parametrize(("fee", "declarations", "expected"), FEE_PER_DECLARATION)
def test_fee_per_declaration_is_fee_over_declarations(fee, declarations, expected):
    assert agrees(ecommerce.fee_per_declaration(**decimals(fee=fee, declarations=declarations)).value, expected)


FEE_PER_FIRM = [
    # fee, firms, expected: the case, with its working
    pytest.param("398000", "50", "7960", id="398000/50"),
    pytest.param("50", "50", "1", id="one yuan a firm"),
    pytest.param("0", "50", "0", id="no fee is zero"),
    pytest.param("0", "0", None, id="no fee and no firms is not applicable"),
]


@pytest.mark.parametrize(("fee", "firms", "expected"), FEE_PER_FIRM)
def test_fee_per_firm_is_fee_over_firms(fee, firms, expected):
    assert agrees(ecommerce.fee_per_firm(**decimals(fee=fee, firms=firms)).value, expected)


FEE_RATE = [
    # fee, value, expected: the case, with its working
    pytest.param("398000", "398000000", "0.001", id="398000/398000000 = 0.1 %"),
    pytest.param("39.8", "39800", "0.001", id="unit trap: both in 万元 give the same"),
    pytest.param("100", "100", "1", id="the fee equals the value"),
    pytest.param("101", "100", "1.01", id="a fee above the value is returned as it is"),
    pytest.param("0", "100", "0", id="no fee is zero"),
    pytest.param("0", "0", None, id="no fee and no value is not applicable"),
]


@pytest.mark.parametrize(("fee", "value", "expected"), FEE_RATE)
def test_fee_rate_is_fee_over_value(fee, value, expected):
    assert agrees(ecommerce.fee_rate(**decimals(fee=fee, value=value)).value, expected)


FEE_PER_SYSTEM = [
    # fee in 元, systems, expected in 元/个: the case, with its working
    pytest.param("398000", "10", "39800", id="39.8 万元 for 10 systems: 398000/10, in yuan"),
    pytest.param("398000", "1", "398000", id="a single system bears all"),
    pytest.param("0", "11", "0", id="no fee is zero"),
    pytest.param("0", "0", None, id="no fee and no systems is not applicable"),
]


@pytest.mark.parametrize(("fee", "systems", "expected"), FEE_PER_SYSTEM)
def test_fee_per_system_is_returned_in_yuan(fee, systems, expected):
    assert agrees(ecommerce.fee_per_system(**decimals(fee=fee, systems=systems)).value, expected)


AVAILABILITY_RATE = [
    # uptime, total, expected: the case, with its working
    pytest.param("8672.4", "8760", "0.99", id="87.6 hours down in a year: 8672.4/8760"),
    pytest.param("8760", "8760", "1", id="never down"),
    pytest.param("8759", "8760", "0.9998858", id="an hour down: 8759/8760"),
    pytest.param("31536000", "31536000", "1", id="unit trap: both in seconds give the same"),
    pytest.param("0", "8760", "0", id="never up is zero"),
    pytest.param("0", "0", None, id="no time to serve is not applicable"),
]


@pytest.mark.parametrize(("uptime", "total", "expected"), AVAILABILITY_RATE)
def test_availability_rate_is_uptime_over_time_to_serve(uptime, total, expected):
    assert agrees(ecommerce.availability_rate(**decimals(uptime=uptime, total=total)).value, expected)


MODE_SHARE = [
    # declarations, total, expected: the case, with its working
    pytest.param("150", "600", "0.25", id="a quarter under this mode: 150/600"),
    pytest.param("600", "600", "1", id="all under one mode"),
    pytest.param("599", "600", "0.9983333", id="all but one: 599/600"),
    pytest.param("0.06", "0.24", "0.25", id="unit trap: both in 万票 give the same"),
    pytest.param("0", "600", "0", id="none under this mode"),
    pytest.param("0", "0", None, id="nothing declared is not applicable"),
]


@pytest.mark.parametrize(("declarations", "total", "expected"), MODE_SHARE)
def test_mode_share_is_one_mode_over_all(declarations, total, expected):
    assert agrees(ecommerce.mode_share(**decimals(declarations=declarations, total=total)).value, expected)


# Each metric divides its first argument by its second.
ARGUMENTS = {
    "active_rate": ("active", "registered"),
    "value_per_declaration": ("value", "declarations"),
    "declarations_per_firm": ("declarations", "firms"),
    "value_per_firm": ("value", "firms"),
    "fee_per_declaration": ("fee", "declarations"),
    "fee_per_firm": ("fee", "firms"),
    "fee_rate": ("fee", "value"),
    "fee_per_system": ("fee", "systems"),
    "availability_rate": ("uptime", "total"),
    "mode_share": ("declarations", "total"),
}
PARTS_OF_A_WHOLE = ["active_rate", "availability_rate", "mode_share"]


@pytest.mark.parametrize("name", ARGUMENTS)
def test_something_over_nothing_is_refused(name):
    over, under = ARGUMENTS[name]
    with pytest.raises(InconsistentDataError, match="M-DIV-01"):
        getattr(ecommerce, name)(**{over: Decimal(1), under: Decimal(0)})


@pytest.mark.parametrize("negative", [0, 1], ids=["numerator", "denominator"])
@pytest.mark.parametrize("name", ARGUMENTS)
def test_negative_figures_are_refused(name, negative):
    values = [Decimal(1), Decimal(2)]
    values[negative] = Decimal(-1)
    with pytest.raises(InconsistentDataError, match="M-NEG-01"):
        getattr(ecommerce, name)(**dict(zip(ARGUMENTS[name], values, strict=True)))


@pytest.mark.parametrize("name", PARTS_OF_A_WHOLE)
def test_a_part_above_its_whole_is_refused(name):
    with pytest.raises(InconsistentDataError, match="M-PART-01"):
        getattr(ecommerce, name)(**dict(zip(ARGUMENTS[name], [Decimal(59), Decimal(58)], strict=True)))
