"""Differences between groups in a draw, against figures worked by hand and published critical values."""

from decimal import Decimal
from fractions import Fraction

import pytest

from evalkit.errors import InconsistentDataError
from evalkit.metrics import fairness

HALF_UNIT = Decimal("5e-8")
OF_GROUPS = [
    fairness.draw_chi_square,
    fairness.draw_degrees_of_freedom,
    fairness.draw_rate_gap,
    fairness.draw_cramers_v,
    fairness.draw_groups_not_alone,
]


def groups(*phases: list[tuple[int, int]]) -> dict[str, list[Decimal]]:
    """Write down phases of groups, each as registered and won."""
    every = [group for phase in phases for group in phase]
    return {
        "groups": [Decimal(len(phase)) for phase in phases],
        "registered": [Decimal(registered) for registered, _ in every],
        "won": [Decimal(won) for _, won in every],
    }


def agrees(value: Decimal | None, expected: Fraction | int | None) -> bool:
    if value is None or expected is None:
        return value is expected
    return abs(value - Decimal(Fraction(expected).numerator) / Fraction(expected).denominator) < HALF_UNIT


# 60 and 40 of 100 won where 50 were to be expected: 4 × 10²/50 = 8.
TWENTY_APART = [(100, 60), (100, 40)]
# 170 of 500 won: 68 and 102 expected to win, 132 and 198 to lose, each 12 off.
FORTY_AND_THIRTY = [(200, 80), (300, 90)]
FIVE_AND_A_THIRD = 144 * (Fraction(1, 68) + Fraction(1, 102) + Fraction(1, 132) + Fraction(1, 198))
CASES = [
    # phases, statistic, degrees, gap, groups not alone: the case, with its working
    pytest.param([TWENTY_APART], 8, 1, Fraction(1, 5), 0, id="60 and 40 of 100"),
    pytest.param([FORTY_AND_THIRTY], FIVE_AND_A_THIRD, 1, Fraction(1, 10), 0, id="80 of 200 and 90 of 300"),
    pytest.param([TWENTY_APART, FORTY_AND_THIRTY], 8 + FIVE_AND_A_THIRD, 2, Fraction(1, 5), 0, id="both phases added up"),
    pytest.param([[(100, 30), (200, 60), (50, 15)]], 0, 2, 0, 0, id="the same rate everywhere"),
    pytest.param([[(1000, 900), (100, 90)], [(100, 10), (1000, 100)]], 0, 2, 0, 0, id="one registers where chances are better"),
    pytest.param([[(100, 100), (100, 0)]], 200, 1, 1, 0, id="the group decides: 4 × 50²/50"),
    pytest.param([[(90, 45), (10, 5)]], 0, 1, 0, 0, id="five to be expected are enough"),
    pytest.param([[(91, 46), (9, 4)]], None, 0, None, 2, id="4.5 are not: joined, and nothing is left to compare with"),
    pytest.param([[(9, 9), (9, 0), (100, 50)]], 0, 1, 0, 2, id="4.5 in each of two: 9 of 18 beside 50 of 100"),
    pytest.param([[(98, 49), (4, 2), (6, 3), (12, 6)]], 0, 2, 0, 2, id="2 and 3 joined make 5, so 6 stands alone"),
    pytest.param([[(1000, 990), (400, 396), (100, 99)]], 0, 1, 0, 2, id="losers count too: 1 and 4 joined, 10 alone"),
    pytest.param([[(100, 100), (100, 100)]], None, 0, None, 2, id="nobody lost"),
    pytest.param([[(100, 0), (100, 0)]], None, 0, None, 2, id="nobody won"),
    pytest.param([[(100, 50)]], None, 0, None, 1, id="one group"),
    pytest.param([[(100, 50)], TWENTY_APART], 8, 1, Fraction(1, 5), 1, id="a phase of one group is left out"),
    pytest.param([[*TWENTY_APART, (0, 0)]], 8, 1, Fraction(1, 5), 1, id="a group in which nobody registered"),
    pytest.param([[(0, 0), (0, 0)]], None, 0, None, 2, id="nobody registered at all"),
    pytest.param([[(100, 50)] * 300], 0, 299, 0, 0, id="three hundred groups of one rate"),
    pytest.param([], None, 0, None, 0, id="no phase"),
]


@pytest.mark.parametrize(("phases", "statistic", "degrees", "gap", "not_alone"), CASES)
def test_groups_are_compared_within_each_phase(phases, statistic, degrees, gap, not_alone):
    given = groups(*phases)
    assert agrees(fairness.draw_chi_square(**given), statistic)
    assert fairness.draw_degrees_of_freedom(**given) == degrees
    assert agrees(fairness.draw_rate_gap(**given), gap)
    assert fairness.draw_groups_not_alone(**given) == not_alone


@pytest.mark.parametrize(
    ("phases", "expected"),
    [
        pytest.param([TWENTY_APART], "0.2", id="the root of 8/200"),
        pytest.param([[(100, 100), (100, 0)]], "1", id="the group decides"),
        pytest.param([[(100, 30), (200, 60)]], "0", id="the same rate"),
        pytest.param([TWENTY_APART, TWENTY_APART], "0.2", id="twice the same phase: the root of 16/400"),
        pytest.param([[(10_000, 6000), (10_000, 4000)]], "0.2", id="a hundred times as many: the root of 800/20000"),
        pytest.param([TWENTY_APART, [(200, 80)]], "0.2", id="a phase that is left out does not count"),
    ],
)
def test_the_strength_does_not_grow_with_the_number(phases, expected):
    assert fairness.draw_cramers_v(**groups(*phases)) == Decimal(expected)


def test_the_strength_of_nothing_to_compare_is_not_applicable():
    assert fairness.draw_cramers_v(**groups([(100, 50)])) is None


@pytest.mark.parametrize("metric", OF_GROUPS, ids=lambda metric: metric.__name__)
def test_the_order_of_groups_and_phases_is_immaterial(metric):
    one = groups([(9, 9), (9, 0), (100, 50), (70, 20)], FORTY_AND_THIRTY)
    other = groups(FORTY_AND_THIRTY[::-1], [(70, 20), (9, 0), (100, 50), (9, 9)])
    assert metric(**one) == metric(**other)


CRITICAL = [
    # chance, degrees of freedom, critical value: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4
    ("0.10", 1, "2.706"),
    ("0.05", 1, "3.841"),
    ("0.01", 1, "6.635"),
    ("0.001", 1, "10.828"),
    ("0.05", 2, "5.991"),
    ("0.05", 5, "11.070"),
    ("0.05", 10, "18.307"),
    ("0.01", 10, "23.209"),
    ("0.001", 15, "37.697"),
]


@pytest.mark.parametrize(("chance", "degrees", "value"), CRITICAL)
def test_the_chance_is_that_of_published_tables(chance, degrees, value):
    """The tables are printed to three decimals, so the chance lies between those of half a unit less and more."""
    low, high = (
        fairness.draw_chance(statistic=Decimal(value) + off, degrees=Decimal(degrees))
        for off in (Decimal("0.0005"), -Decimal("0.0005"))
    )
    assert low < Decimal(chance) < high
    assert high - low < Decimal(chance) / 1000


def test_no_difference_is_certain_and_a_huge_one_all_but_impossible():
    assert fairness.draw_chance(statistic=Decimal(0), degrees=Decimal(3)) == 1
    assert 0 < fairness.draw_chance(statistic=Decimal(800), degrees=Decimal(1)) < Decimal("1e-170")


def test_without_a_degree_of_freedom_there_is_no_chance():
    assert fairness.draw_chance(statistic=Decimal(0), degrees=Decimal(0)) is None


@pytest.mark.parametrize("metric", OF_GROUPS, ids=lambda metric: metric.__name__)
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        pytest.param({"won": ["60"]}, "M-LEN-01", id="a group without its winners"),
        pytest.param({"won": ["60", "40", "1"]}, "M-LEN-01", id="winners without their group"),
        pytest.param({"groups": ["3"]}, "M-LEN-01", id="fewer groups than said"),
        pytest.param({"groups": ["1"]}, "M-LEN-01", id="more groups than said"),
        pytest.param({"groups": ["0.5", "1.5"]}, "M-LEN-01", id="half a group"),
        pytest.param({"groups": ["-0.5", "-0.5", "3"]}, "M-LEN-01", id="half a group less than none"),
        pytest.param({"won": ["101", "40"]}, "M-PART-01", id="more won than registered"),
        pytest.param({"won": ["-1", "40"]}, "M-NEG-01", id="a negative number of winners"),
        pytest.param({"registered": ["-1", "100"], "won": ["0", "40"]}, "M-NEG-01", id="a negative number of registrations"),
        pytest.param({"groups": ["3", "-1"]}, "M-NEG-01", id="a negative number of groups"),
    ],
)
def test_numbers_that_cannot_be_are_refused(metric, changed, code):
    given = groups(TWENTY_APART) | {name: [Decimal(text) for text in texts] for name, texts in changed.items()}
    with pytest.raises(InconsistentDataError, match=code):
        metric(**given)


@pytest.mark.parametrize("argument", ["statistic", "degrees"])
def test_a_negative_statistic_is_refused_by_name(argument):
    with pytest.raises(InconsistentDataError, match="M-NEG-01") as refused:
        fairness.draw_chance(**({"statistic": Decimal(1), "degrees": Decimal(1)} | {argument: Decimal(-1)}))
    assert f"{argument} = -1" in str(refused.value)
