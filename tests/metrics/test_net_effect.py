"""What a subsidy added, against figures worked by hand."""

from decimal import Decimal

import pytest

from evalkit.errors import InconsistentDataError
from evalkit.metrics import net_effect

HALF_UNIT = Decimal("5e-8")


def decimals(**printed: str) -> dict[str, Decimal]:
    return {name: Decimal(text) for name, text in printed.items()}


def agrees(value: Decimal | None, expected: str | None) -> bool:
    return value is None if expected is None else value is not None and abs(value - Decimal(expected)) < HALF_UNIT


INCREMENTAL_SPENDING = [
    # winners_spending, losers_spending, subsidy, expected: the case, with its working
    pytest.param("500", "430", "20", "3.5", id="means: (500 - 430)/20"),
    pytest.param("500000", "430000", "20000", "3.5", id="totals of 1000 winners and 1000 losers give the same"),
    pytest.param("450", "430", "20", "1", id="winners spent just the subsidy more"),
    pytest.param("430", "430", "20", "0", id="winners spent no more than losers"),
    pytest.param("420", "430", "20", "-0.5", id="winners spent less: (420 - 430)/20"),
    pytest.param("124.6", "0", "35.1", "3.5498575", id="Hangzhou 2020: 124.6 extra for 35.1 of subsidy, published as 3.5+"),
    pytest.param("430", "430", "0", None, id="no subsidy and no difference is not applicable"),
]


@pytest.mark.parametrize(("winners_spending", "losers_spending", "subsidy", "expected"), INCREMENTAL_SPENDING)
def test_incremental_spending_is_winners_excess_over_subsidy(winners_spending, losers_spending, subsidy, expected):
    arguments = decimals(winners_spending=winners_spending, losers_spending=losers_spending, subsidy=subsidy)
    assert agrees(net_effect.incremental_spending_ratio(**arguments).value, expected)


NOTHING_TAKEN_OFF = {
    "gross": "1000000",
    "deadweight": "0",
    "displacement": "0",
    "leakage": "0",
    "substitution": "0",
    "multiplier": "1",
    "reference": "0",
}


NET_ADDITIONAL_EFFECT = [
    # what differs from a gross effect of 100 万元 with nothing taken off, expected in yuan: the case, with its working
    pytest.param({}, "1000000", id="nothing taken off: the gross effect"),
    pytest.param({"deadweight": "0.7"}, "300000", id="70 % would have happened anyway: 1000000 × 0.3"),
    pytest.param({"displacement": "0.25"}, "750000", id="a quarter taken from others: 1000000 × 0.75"),
    pytest.param({"leakage": "0.1"}, "900000", id="a tenth leaks out: 1000000 × 0.9"),
    pytest.param({"substitution": "0.2"}, "800000", id="a fifth is a substitute: 1000000 × 0.8"),
    pytest.param({"multiplier": "1.1"}, "1100000", id="further rounds: 1000000 × 1.1"),
    pytest.param({"reference": "400000"}, "600000", id="the reference case: 1000000 - 400000"),
    pytest.param(
        {"deadweight": "0.5", "displacement": "0.2", "leakage": "0.1", "substitution": "0.05", "multiplier": "1.2"},
        "410400",
        id="all shares: 1000000 × 0.5 × 0.8 × 0.9 × 0.95 × 1.2",
    ),
    pytest.param({"deadweight": "0.5", "multiplier": "2", "reference": "100"}, "999900", id="reference last: 1000000 - 100"),
    pytest.param({"leakage": "1"}, "0", id="all of it leaks out, a share of exactly 1"),
    pytest.param({"reference": "1000001"}, "-1", id="a reference case above the effect is negative"),
    pytest.param({"gross": "0"}, "0", id="no gross effect is zero"),
    pytest.param({"multiplier": "0"}, "0", id="a multiplier of zero leaves nothing"),
    pytest.param({"gross": "100", "reference": "40"}, "60", id="unit trap: both in 万元 give 60 万元"),
]


@pytest.mark.parametrize(("changed", "expected"), NET_ADDITIONAL_EFFECT)
def test_net_additional_effect_takes_off_each_share_in_turn(changed, expected):
    assert net_effect.net_additional_effect(**decimals(**(NOTHING_TAKEN_OFF | changed))) == Decimal(expected)


@pytest.mark.parametrize("outside", ["-0.01", "1.01", "14"])
@pytest.mark.parametrize("share", ["deadweight", "displacement", "leakage", "substitution"])
def test_a_share_outside_zero_to_one_is_refused_by_name(share, outside):
    with pytest.raises(InconsistentDataError, match=f"(?s)M-SHARE-01.*{share}") as refused:
        net_effect.net_additional_effect(**decimals(**(NOTHING_TAKEN_OFF | {share: outside})))
    assert f"{share} = {outside}" in str(refused.value)


# Arguments that hold, the one that cannot be zero, and for parts of a whole a pair (part, whole).
GUARDED = {
    "incremental_spending_ratio": (
        {"winners_spending": "3", "losers_spending": "2", "subsidy": "1"},
        "subsidy",
        None,
    ),
}
NEGATIVES = [(name, argument) for name, (holds, _, _) in GUARDED.items() for argument in holds]
NEGATIVES += [("net_additional_effect", argument) for argument in ("gross", "multiplier", "reference")]


@pytest.mark.parametrize("name", GUARDED)
def test_something_over_nothing_is_refused(name):
    holds, denominator, _ = GUARDED[name]
    with pytest.raises(InconsistentDataError, match="M-DIV-01"):
        getattr(net_effect, name)(**decimals(**(holds | {denominator: "0"})))


@pytest.mark.parametrize(("name", "argument"), NEGATIVES)
def test_negative_figures_are_refused_by_name(name, argument):
    holds = NOTHING_TAKEN_OFF if name == "net_additional_effect" else GUARDED[name][0]
    with pytest.raises(InconsistentDataError, match="M-NEG-01") as refused:
        getattr(net_effect, name)(**decimals(**(holds | {argument: "-1"})))
    assert f"{argument} = -1" in str(refused.value)
