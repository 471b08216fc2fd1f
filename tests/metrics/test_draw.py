"""Registrations and the draw, against figures worked by hand."""

from decimal import Decimal

import pytest

from evalkit.errors import InconsistentDataError
from evalkit.metrics import draw
from evalkit.quantities import from_base, round_half_up

HALF_UNIT = Decimal("5e-8")


def decimals(**printed: str) -> dict[str, Decimal]:
    return {name: Decimal(text) for name, text in printed.items()}


def agrees(value: Decimal | None, expected: str | None) -> bool:
    return value is None if expected is None else value is not None and abs(value - Decimal(expected)) < HALF_UNIT


# The 2022 spring vouchers: 128.49 万张 issued, 115.34 万人次 registered.
ISSUED_COUNT, REGISTRATIONS = "1284900", "1153400"
REPORT_2022 = [
    # metric, arguments in base units, what it shows in its own unit and decimals: the norms' recomputation
    pytest.param(
        "vouchers_per_registration", {"issued": ISSUED_COUNT, "registrations": REGISTRATIONS}, "1.114", id="a registration"
    ),
]


@pytest.mark.parametrize(("name", "arguments", "shown"), REPORT_2022)
def test_figures_of_the_2022_report_are_shown_as_recomputed_by_hand(name, arguments, shown):
    metric = getattr(draw, name)
    value = metric(**decimals(**arguments)).value
    assert round_half_up(from_base(value, metric.definition.unit), metric.definition.digits) == Decimal(shown)


VOUCHERS_PER_REGISTRATION = [
    # issued, registrations, expected: the case, with its working
    pytest.param("1100", "1000", "1.1", id="1100/1000"),
    pytest.param("1000", "1000", "1", id="one each"),
    pytest.param("999", "1000", "0.999", id="one short of one each"),
    pytest.param("0.11", "0.1", "1.1", id="unit trap: 万张 and 万人次 give the same"),
    pytest.param("0", "1000", "0", id="nothing issued is zero"),
    pytest.param("0", "0", None, id="nobody registered is not applicable"),
]


@pytest.mark.parametrize(("issued", "registrations", "expected"), VOUCHERS_PER_REGISTRATION)
def test_vouchers_per_registration_is_issued_over_registrations(issued, registrations, expected):
    result = draw.vouchers_per_registration(**decimals(issued=issued, registrations=registrations))
    assert agrees(result.value, expected)


WINNING_RATE = [
    # winners, registrants, expected: the case, with its working
    pytest.param("300", "1200", "0.25", id="300/1200"),
    pytest.param("1200", "1200", "1", id="everybody won"),
    pytest.param("1199", "1200", "0.9991667", id="everybody but one: 1199/1200"),
    pytest.param("0", "1200", "0", id="nobody won is zero"),
    pytest.param("0", "0", None, id="nobody registered is not applicable"),
]


@pytest.mark.parametrize(("winners", "registrants", "expected"), WINNING_RATE)
def test_winning_rate_is_winners_over_registrants(winners, registrants, expected):
    assert agrees(draw.winning_rate(**decimals(winners=winners, registrants=registrants)).value, expected)


VOUCHERS_PER_WINNER = [
    # issued, winners, expected: the case, with its working
    pytest.param("1200", "320", "3.75", id="1200/320"),
    pytest.param("320", "320", "1", id="one each"),
    pytest.param("0", "320", "0", id="nothing issued is zero"),
    pytest.param("0", "0", None, id="no winners is not applicable"),
]


@pytest.mark.parametrize(("issued", "winners", "expected"), VOUCHERS_PER_WINNER)
def test_vouchers_per_winner_is_issued_over_winners(issued, winners, expected):
    assert agrees(draw.vouchers_per_winner(**decimals(issued=issued, winners=winners)).value, expected)


# Arguments that hold, the one that cannot be zero, and for parts of a whole a pair (part, whole).
GUARDED = {
    "vouchers_per_registration": ({"issued": "1", "registrations": "2"}, "registrations", None),
    "winning_rate": ({"winners": "1", "registrants": "2"}, "registrants", ("winners", "registrants")),
    "vouchers_per_winner": ({"issued": "2", "winners": "1"}, "winners", None),
}
PARTS = [name for name, (_, _, pair) in GUARDED.items() if pair]
NEGATIVES = [(name, argument) for name, (holds, _, _) in GUARDED.items() for argument in holds]


@pytest.mark.parametrize("name", GUARDED)
def test_something_over_nothing_is_refused(name):
    holds, denominator, _ = GUARDED[name]
    with pytest.raises(InconsistentDataError, match="M-DIV-01"):
        getattr(draw, name)(**decimals(**(holds | {denominator: "0"})))


@pytest.mark.parametrize(("name", "argument"), NEGATIVES)
def test_negative_figures_are_refused_by_name(name, argument):
    holds = GUARDED[name][0]
    with pytest.raises(InconsistentDataError, match="M-NEG-01") as refused:
        getattr(draw, name)(**decimals(**(holds | {argument: "-1"})))
    assert f"{argument} = -1" in str(refused.value)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_above_its_whole_is_refused(name):
    holds, _, (part, whole) = GUARDED[name]
    with pytest.raises(InconsistentDataError, match="M-PART-01"):
        getattr(draw, name)(**decimals(**(holds | {part: "100.01", whole: "100"})))
