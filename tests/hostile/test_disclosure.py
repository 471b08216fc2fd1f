"""Few persons or one firm are not shown, and cannot be worked out from what is shown; checked by trying out every possibility."""

import itertools
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.ledgers.disclosure import HIDDEN, Guarded, Limits, hidden_amounts, hidden_cells, hidden_counts

USUAL = Limits(5, (80, 90))


def possible(counts: list[int], hidden: set[int], smallest: int) -> dict[int, set[int]]:
    """Return which values each hidden count could have for a reader who knows the total, by trying out all of them."""
    order, total = sorted(hidden), sum(counts[at] for at in hidden)
    ranges = [range(1, smallest) if counts[at] < smallest else range(smallest, total + 1) for at in order]
    fitting = [values for values in itertools.product(*ranges) if sum(values) == total]
    return {at: {values[place] for values in fitting} for place, at in enumerate(order)}


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([3, 20, 8, 50], {0, 2}),  # the least of the others goes along: 3 + 8 = 11 may be 1 + 10 to 4 + 7
        ([1, 2, 50, 60], {0, 1}),  # 1 + 2 = 3 may be 2 + 1 as well
        ([1, 1, 50, 60], {0, 1, 2}),  # 1 + 1 = 2 is nothing else
        ([4, 4, 50, 60], {0, 1, 2}),  # 4 + 4 = 8 is nothing else
        ([4, 3, 50, 60], {0, 1}),  # 7 may be 3 + 4 as well
        ([1, 5, 30], {0, 2}),  # 1 + 5 = 6 is nothing else where the second is known to be at least 5
        ([1, 6, 30], {0, 1}),  # 7 may be 2 + 5
        ([0, 5, 30], set()),  # nobody is shown, and 5 is enough
        ([4], {0}),
        ([3, 0, 0], {0}),  # nothing is left to hide: the total itself must not be shown
        ([], set()),
    ],
)
def test_a_small_count_is_hidden_with_one_more_so_that_the_total_does_not_tell_it(counts, hidden):
    assert hidden_counts(counts, 5) == hidden


@given(st.lists(st.integers(0, 12), min_size=1, max_size=5), st.integers(3, 6))
def test_no_small_count_can_be_worked_out(counts, smallest):
    hidden = hidden_counts(counts, smallest)
    small = {at for at, count in enumerate(counts) if 0 < count < smallest}
    assert small <= hidden and all(counts[at] > 0 for at in hidden)
    everything = {at for at, count in enumerate(counts) if count > 0}
    if hidden and hidden != everything:
        values = possible(counts, hidden, smallest)
        assert all(len(values[at]) > 1 for at in small), values
    if not small:
        assert hidden == set()


def test_a_rate_or_an_amount_that_would_tell_the_count_goes_along():
    table = pd.DataFrame(
        {
            "区县": ["甲", "乙", "丙"],
            "登记": [40, 500, 300],
            "中签": [3, 90, 60],
            "中签率": [Decimal("7.5"), Decimal(18), Decimal(20)],
        }
    )
    hidden = hidden_cells(table, [Guarded("登记"), Guarded("中签", ("中签率",))], USUAL)
    assert hidden == {(0, "中签"): "<5", (0, "中签率"): HIDDEN, (2, "中签"): HIDDEN, (2, "中签率"): HIDDEN}


def test_the_setting_decides_what_is_small_and_zero_shows_everything():
    table = pd.DataFrame({"人数": [7, 20, 30]})
    assert hidden_cells(table, [Guarded("人数")], USUAL) == {}
    assert hidden_cells(table, [Guarded("人数")], Limits(10)) == {(0, "人数"): "<10", (1, "人数"): HIDDEN}
    assert hidden_cells(pd.DataFrame({"人数": [1, 20]}), [Guarded("人数")], Limits()) == {}


def test_blanks_and_exact_numbers_of_a_query_are_counts_too():
    table = pd.DataFrame({"人数": [Decimal(2), None, 9, float("nan")]}, dtype=object)
    assert hidden_cells(table, [Guarded("人数")], USUAL) == {(0, "人数"): "<5", (2, "人数"): HIDDEN}


@pytest.mark.parametrize(
    ("amount", "largest", "second", "dominated"),
    [
        (100, 80, 10, False),  # 80 % and 90 % are not more than 80 % and 90 %
        (100, "80.01", 0, True),
        (100, 50, "40.01", True),
        (100, 50, 40, False),
        (10, 10, 0, True),  # one firm alone
        (10, 6, 4, True),  # two alone
        (9, 3, 3, False),
        (0, 0, 0, False),
    ],
)
def test_an_amount_is_dominated_by_one_firm_of_more_than_80_or_two_of_more_than_90_per_cent(amount, largest, second, dominated):
    assert USUAL.is_dominated(Decimal(amount), Decimal(largest), Decimal(second)) is dominated
    assert not Limits(5).is_dominated(Decimal(amount), Decimal(largest), Decimal(second))


def decimals(*values) -> list[Decimal]:
    return [Decimal(value) for value in values]


def test_a_dominated_amount_takes_the_least_amount_along_by_which_its_firm_is_no_longer_told():
    amounts = decimals(100, 10, 60, 900)
    largest = [tuple(decimals(95, 3)), tuple(decimals(4, 3)), tuple(decimals(20, 15)), tuple(decimals(200, 100))]
    # with the second row 95 of 110 is 86 %; with the third 95 of 160 is 59 %, and 115 of 160 for two is 72 %
    assert hidden_amounts(amounts, largest, USUAL) == {0, 2}


def test_where_no_single_amount_will_do_the_greatest_goes_along_first():
    amounts = decimals(1000, 50, 60, 200)
    largest = [tuple(decimals(1000, 0)), tuple(decimals(9, 9)), tuple(decimals(9, 9)), tuple(decimals(40, 30))]
    # with 200: 1000 of 1200 is 83 %; with 200 and 50: 1000 of 1250 is 80 %, and 1040 of 1250 for two is 83 %
    assert hidden_amounts(amounts, largest, USUAL) == {0, 1, 3}


def test_amounts_without_a_dominating_firm_are_all_shown():
    assert hidden_amounts(decimals(100, 50), [tuple(decimals(30, 20)), tuple(decimals(20, 20))], USUAL) == set()


def test_a_table_of_firms_hides_the_amount_with_its_share_and_mean_and_few_firms_with_them():
    table = pd.DataFrame(
        {
            "方式": ["甲", "乙", "丙", "丁"],
            "企业数": [2, 30, 40, 6],
            "货值": decimals(100, 900, 800, 300),
            "占比": decimals(5, 43, 38, 14),
            "largest": decimals(70, 90, 80, 290),
            "second": decimals(30, 80, 70, 5),
        }
    )
    guarded = [Guarded("企业数", ("占比",), "货值", ("largest", "second"))]
    # two firms of 甲 are few, 丁 goes along for the count (2 + 6); 丁 is one firm's to 97 %, and 290 of 400 with 甲 is 73 %, 360 of 400 is 90 %
    hidden = hidden_cells(table, guarded, USUAL)
    assert {row for row, _ in hidden} == {0, 3}
    assert (hidden[0, "企业数"], hidden[3, "企业数"], hidden[0, "货值"]) == ("<5", HIDDEN, HIDDEN)
    assert {column for _, column in hidden} == {"企业数", "货值", "占比"}


def test_each_limit_is_set_by_itself_and_the_reason_names_those_that_are():
    table = pd.DataFrame(
        {"企业数": [2, 30, 40], "货值": decimals(100, 900, 800), "largest": decimals(70, 90, 80), "second": [20, 9, 8]}
    )
    guarded = [Guarded("企业数", (), "货值", ("largest", "second"))]
    # two firms are fewer than 5; 70 of 100 is not over 80 % but over 60 %
    assert {at for at, _ in hidden_cells(table, guarded, Limits(5))} == {0, 1}
    assert hidden_cells(table, guarded, Limits(0, (80, 90))) == {}
    assert {at for at, _ in hidden_cells(table, guarded, Limits(0, (60, 90)))} == {0, 2}
    assert "企业数" in Limits(5).note and "占比" not in Limits(5).note
    assert "超过 60% 或两家合计超过 90%" in Limits(0, (60, 90)).note and "少于" not in Limits(0, (60, 90)).note


firms = st.lists(st.lists(st.integers(1, 1000), min_size=1, max_size=6), min_size=1, max_size=6)


@given(firms)
def test_no_amount_shown_is_dominated_nor_is_the_rest_of_the_total(rows):
    amounts = [Decimal(sum(row)) for row in rows]
    tops = [tuple(Decimal(value) for value in sorted([*row, 0], reverse=True)[:2]) for row in rows]
    hidden = hidden_amounts(amounts, tops, USUAL)
    for at, row in enumerate(rows):
        first, second = sorted([*row, 0], reverse=True)[:2]
        alone = first * 100 > 80 * sum(row) or (first + second) * 100 > 90 * sum(row)
        assert not alone or at in hidden
    if hidden and len(hidden) < len(rows):
        together = sorted((value for at in hidden for value in rows[at]), reverse=True)
        assert len(hidden) > 1
        assert together[0] * 100 <= 80 * sum(together) and sum(together[:2]) * 100 <= 90 * sum(together)


@pytest.mark.parametrize(
    ("stated", "shares"),
    [("", (80, 90)), ("dominant_shares: [75, 85]\n", (75, 85)), ("dominant_shares: []\n", ())],
    ids=["the usual ones", "a year's own", "everything shown"],
)
def test_a_year_decides_which_amounts_tell_too_much_of_a_firm(folder, stated, shares):
    folder.edit("year.yml", "fictional: true\n", f"fictional: true\n{stated}")
    assert folder.sub_project("consumption").year.inputs.year.limits == Limits(5, shares)


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("[90, 80]", "V-SHARE-01"),
        ("[80]", "V-SHARE-01"),
        ("[70, 80, 90]", "V-SHARE-01"),
        ("[80, 101]", "V-CELL-01"),
        ("80", "V-CELL-01"),
    ],
)
def test_limits_of_shares_are_two_percentages_the_smaller_first(folder, stated, code):
    folder.edit("year.yml", "fictional: true\n", f"fictional: true\ndominant_shares: {stated}\n")
    assert {problem.code for problem in folder.problems()} == {code}
