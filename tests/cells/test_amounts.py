"""Money, rates, awards and totals as forms print them."""

from decimal import Decimal

import pytest

from evalkit.cells.amounts import read_amount, read_award, read_points, read_rate, read_total


def number(text):
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("１，０００．５", "元", "1000.5"),
        ("￥95", "万元", "95"),
        ("¥ 1,000.00", "元", "1000"),
        ("1.5亿元", "万元", "15000"),
        ("50000元", "万元", "5"),
        ("9" * 19, "元", None),
    ],
)
def test_an_amount_is_read_in_the_unit_of_the_form(text, unit, value):
    amount = read_amount(text, unit)
    assert (amount.value if amount else None) == number(value)


@pytest.mark.parametrize(("text", "award", "points"), [("-2", "-2", None), ("９.５分", "9.5", "9.5"), ("满分", None, None)])
def test_a_negative_award_is_a_number_and_negative_points_are_none(text, award, points):
    assert (read_award(text), read_points(text)) == (number(award), number(points))


@pytest.mark.parametrize(("text", "share"), [("1.02", None), ("1", None), ("2", "0.02"), ("102%", "1.02"), ("100 %", "1")])
def test_a_rate_without_a_sign_below_two_is_a_share_or_a_percentage(text, share):
    assert read_rate(text).share == number(share)


@pytest.mark.parametrize(
    ("text", "total"), [("98.5分", "98.5"), ("总分：98.5 分", "98.5"), ("98.5（优秀）", "98.5"), ("优", None), ("98.5+1", None)]
)
def test_a_total_may_have_words_around_it(text, total):
    assert read_total(text) == (None if total is None else (Decimal(total),) * 2)
