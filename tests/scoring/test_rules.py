"""Scoring rules: properties that each must have, values worked by hand, and proof that a broken rule would be noticed."""

from collections.abc import Callable
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.scoring.rules import RULES, at_least, at_most, at_most_by_ratio, exactly

steady = settings(deadline=None, max_examples=150)
figures = st.decimals(min_value=-(10**9), max_value=10**9, places=4)
targets = st.decimals(min_value=Decimal("0.0001"), max_value=10**9, places=4)
EACH = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
SMALL = Decimal("1e-20")

AT_LEAST = [
    # actual, target, share: case with its working
    pytest.param("20", "20", "1", id="on target"),
    pytest.param("20.01", "20", "1", id="just above earns no more"),
    pytest.param("19.99", "20", "0.9995", id="just below: 19.99/20"),
    pytest.param("15", "20", "0.75", id="15/20"),
    pytest.param("40", "20", "1", id="twice the target earns no more"),
    pytest.param("0", "20", "0", id="nothing done"),
    pytest.param("-5", "20", "0", id="below nothing is nothing, not less"),
    pytest.param("0", "0", "1", id="a target of zero is met by zero"),
    pytest.param("1", "0", "1", id="a target of zero is met by more"),
    pytest.param("-1", "0", "0", id="a target of zero is missed below"),
    pytest.param("-1", "-2", "1", id="a smaller fall than the target allows"),
    pytest.param("-3", "-2", "0", id="a greater fall than the target allows has no proportion"),
]
AT_MOST = [
    pytest.param("100", "100", "1", id="on target"),
    pytest.param("99.99", "100", "1", id="just below earns no more"),
    pytest.param("100.01", "100", "0.9999", id="just above: 1 - 0.01/100"),
    pytest.param("150", "100", "0.5", id="half above: 1 - 50/100, where T/A would give 0.67"),
    pytest.param("199.99", "100", "0.0001", id="just below twice: 1 - 99.99/100"),
    pytest.param("200", "100", "0", id="twice the target earns nothing"),
    pytest.param("1000", "100", "0", id="far above is nothing, not less"),
    pytest.param("0", "100", "1", id="nothing used"),
    pytest.param("-5", "100", "1", id="below nothing"),
    pytest.param("0", "0", "1", id="a target of zero is kept by zero"),
    pytest.param("1", "0", "0", id="a target of zero allows nothing"),
    pytest.param("-3", "-2", "1", id="a target below zero is kept"),
    pytest.param("-1", "-2", "0", id="a target below zero is missed"),
]
AT_MOST_BY_RATIO = [
    pytest.param("100", "100", "1", id="on target"),
    pytest.param("99.99", "100", "1", id="just below earns no more"),
    pytest.param("125", "100", "0.8", id="100/125, where the other formula gives 0.75"),
    pytest.param("200", "100", "0.5", id="twice the target: 100/200, where the other formula gives nothing"),
    pytest.param("0", "0", "1", id="a target of zero is kept by zero"),
    pytest.param("1", "0", "0", id="a target of zero allows nothing"),
    pytest.param("-1", "-2", "0", id="a target below zero is missed"),
]
EXACTLY = [
    pytest.param("20", "20", "1", id="on target"),
    pytest.param("30", "20", "1", id="going beyond is not punished"),
    pytest.param("15", "20", "0.75", id="short: 15/20"),
    pytest.param("-5", "20", "0", id="below nothing"),
    pytest.param("0", "0", "1", id="no accident against a target of none"),
    pytest.param("1", "0", "0", id="one accident against a target of none"),
    pytest.param("0.0001", "0", "0", id="however little"),
    pytest.param("-3", "-2", "1", id="going beyond a target below zero is not punished"),
    pytest.param("-1", "-2", "0", id="short of a target below zero there is no proportion"),
]


@pytest.mark.parametrize(("actual", "target", "share"), AT_LEAST)
def test_higher_is_better_earns_in_proportion_up_to_the_target(actual, target, share):
    assert at_least(actual=Decimal(actual), target=Decimal(target)) == Decimal(share)


@pytest.mark.parametrize(("actual", "target", "share"), AT_MOST)
def test_lower_is_better_falls_to_nothing_at_twice_the_target(actual, target, share):
    assert at_most(actual=Decimal(actual), target=Decimal(target)) == Decimal(share)


@pytest.mark.parametrize(("actual", "target", "share"), AT_MOST_BY_RATIO)
def test_lower_is_better_by_ratio_is_target_over_actual(actual, target, share):
    assert at_most_by_ratio(actual=Decimal(actual), target=Decimal(target)) == Decimal(share)


def test_the_two_published_reverse_formulas_differ_as_the_norms_say():
    """At one and a half times the target: 1 - 0.5 = 0.50 of the points, or 1/1.5 = 0.67."""
    half_above = {"actual": Decimal(150), "target": Decimal(100)}
    assert at_most(**half_above) == Decimal("0.5")
    assert at_most_by_ratio(**half_above) == Decimal(100) / Decimal(150)


@pytest.mark.parametrize(("actual", "target", "share"), EXACTLY)
def test_hitting_the_value_earns_all_and_a_zero_target_allows_nothing(actual, target, share):
    assert exactly(actual=Decimal(actual), target=Decimal(target)) == Decimal(share)


@EACH
@steady
@given(actual=figures, target=figures)
def test_the_share_lies_between_nothing_and_all(rule, actual, target):
    assert 0 <= rule(actual=actual, target=target) <= 1


@EACH
@steady
@given(target=figures)
def test_meeting_the_target_earns_all(rule, target):
    assert rule(actual=target, target=target) == 1


@pytest.mark.parametrize("rule", [at_least, exactly])
@steady
@given(one=figures, other=figures, target=targets)
def test_a_greater_actual_never_earns_less_where_higher_is_better(rule, one, other, target):
    worse, better = sorted((one, other))
    assert rule(actual=worse, target=target) <= rule(actual=better, target=target)


@steady
@given(one=figures, other=figures, target=figures)
def test_at_least_never_pays_less_for_more_whatever_the_target(one, other, target):
    worse, better = sorted((one, other))
    assert at_least(actual=worse, target=target) <= at_least(actual=better, target=target)


@pytest.mark.parametrize("rule", [at_most, at_most_by_ratio])
@steady
@given(one=figures, other=figures, target=figures)
def test_a_smaller_actual_never_earns_less_where_lower_is_better(rule, one, other, target):
    better, worse = sorted((one, other))
    assert rule(actual=worse, target=target) <= rule(actual=better, target=target)


@EACH
@steady
@given(actual=figures, target=figures, factor=st.sampled_from([Decimal(10_000), Decimal("0.0001")]))
def test_the_share_is_the_same_in_yuan_and_in_ten_thousand_yuan(rule, actual, target, factor):
    scaled = rule(actual=actual * factor, target=target * factor)
    assert abs(scaled - rule(actual=actual, target=target)) <= SMALL


@steady
@given(target=targets, gap=st.decimals(min_value=0, max_value=10**9, places=4))
def test_the_two_directions_mirror_each_other_around_the_target(target, gap):
    above, below = at_most(actual=target + gap, target=target), at_least(actual=target - gap, target=target)
    assert abs(above - below) <= SMALL


@steady
@given(target=targets, more=st.decimals(min_value=0, max_value=10**9, places=4))
def test_twice_the_target_and_beyond_earns_nothing_where_lower_is_better(target, more):
    assert at_most(actual=2 * target + more, target=target) == 0


@steady
@given(actual=figures)
def test_a_target_of_zero_pays_all_or_nothing_without_dividing(actual):
    assert at_least(actual=actual, target=Decimal(0)) == (1 if actual >= 0 else 0)
    assert at_most(actual=actual, target=Decimal(0)) == (1 if actual <= 0 else 0)
    assert exactly(actual=actual, target=Decimal(0)) == (1 if actual <= 0 else 0)


@steady
@given(actual=figures, target=targets)
def test_missing_a_target_by_anything_never_earns_all(actual, target):
    """Full points mean that the target was met: 完成 is read off the share."""
    assert (at_least(actual=actual, target=target) == 1) is (actual >= target)
    assert (at_most(actual=actual, target=target) == 1) is (actual <= target)


GRID = [Decimal(number) for number in ("-50", "-1", "0", "0.5", "1", "50", "99.99", "100", "100.01", "150", "200", "500")]


def violations(rule: Callable[..., Decimal], *, higher_is_better: bool) -> set[str]:
    """The properties that a rule breaks on a grid of actual values and targets."""
    broken = set()
    for actual, target in product(GRID, GRID):
        share = rule(actual=actual, target=target)
        broken |= {"more than all"} if share > 1 else set()
        broken |= {"less than nothing"} if share < 0 else set()
        broken |= {"target met and not all earned"} if actual == target and share != 1 else set()
    for target in GRID:
        shares = [rule(actual=actual, target=target) for actual in (GRID if higher_is_better else GRID[::-1])]
        broken |= {"better earned less"} if shares != sorted(shares) else set()
    return broken


def uncapped_at_least(*, actual: Decimal, target: Decimal) -> Decimal:
    return at_least(actual=actual, target=target) if target <= 0 else max(actual, Decimal(0)) / target


def floorless_at_least(*, actual: Decimal, target: Decimal) -> Decimal:
    return at_least(actual=actual, target=target) if target <= 0 else min(actual / target, Decimal(1))


def uncapped_at_most(*, actual: Decimal, target: Decimal) -> Decimal:
    return at_most(actual=actual, target=target) if target <= 0 else max(1 - (actual - target) / target, Decimal(0))


def floorless_at_most(*, actual: Decimal, target: Decimal) -> Decimal:
    return at_most(actual=actual, target=target) if target <= 0 else min(1 - (actual - target) / target, Decimal(1))


def uncapped_at_most_by_ratio(*, actual: Decimal, target: Decimal) -> Decimal:
    return at_most_by_ratio(actual=actual, target=target) if target <= 0 or actual <= 0 else target / actual


def strict_at_least(*, actual: Decimal, target: Decimal) -> Decimal:
    return at_least(actual=actual, target=target) if actual > target else Decimal(0)


def reversed_at_most(*, actual: Decimal, target: Decimal) -> Decimal:
    return at_least(actual=actual, target=target)


BROKEN = [
    pytest.param(uncapped_at_least, True, "more than all", id="at_least without the cap"),
    pytest.param(floorless_at_least, True, "less than nothing", id="at_least without the floor"),
    pytest.param(uncapped_at_most, False, "more than all", id="at_most without the cap"),
    pytest.param(floorless_at_most, False, "less than nothing", id="at_most without the floor"),
    pytest.param(uncapped_at_most_by_ratio, False, "more than all", id="at_most_by_ratio without the cap"),
    pytest.param(strict_at_least, True, "target met and not all earned", id="above instead of at least"),
    pytest.param(reversed_at_most, False, "better earned less", id="the direction turned round"),
]


@pytest.mark.parametrize(("rule", "higher_is_better", "expected"), BROKEN)
def test_a_broken_rule_would_be_noticed(rule, higher_is_better, expected):
    assert expected in violations(rule, higher_is_better=higher_is_better)


@pytest.mark.parametrize(("rule", "higher_is_better"), [(at_least, True), (at_most, False), (at_most_by_ratio, False)])
def test_the_rules_themselves_break_none_of_these_properties(rule, higher_is_better):
    assert violations(rule, higher_is_better=higher_is_better) == set()
