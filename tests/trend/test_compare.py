"""Two years value by value: what differs by more than the tolerance, greatest first, and what cannot be compared."""

from decimal import Decimal

import pytest

from evalkit.errors import InvalidInputError
from evalkit.measures import Status
from evalkit.trend import compare
from evalkit.trend.compare import Value
from tests.trend.years import compute, declare, set_trade, trend


def value(id: str, number: str | None, unit: str = "亿元", basis: str = "", period: str = "2030", digits: int = 1) -> Value:
    status = Status.MISSING if number is None else Status.MEASURED
    return Value(id, id, None if number is None else Decimal(number), unit, digits, basis, status, period)


def compared(before: list[Value], now: list[Value]) -> list[compare.Compared]:
    return compare.compared(
        {item.id: item for item in before}, {item.id: item for item in now}, "上年", "本年", parted=lambda _: ""
    )


def rows(frame) -> list[list[str]]:
    return frame.to_numpy().tolist()


BEFORE = [
    value("a", "100"),
    value("b", "200"),
    value("c", "50"),
    value("zero", "0"),
    value("rate", "80", "%"),
    value("same", "7"),
]
NOW = [value("a", "104"), value("b", "180"), value("c", "51"), value("zero", "3"), value("rate", "95", "%"), value("same", "7")]


def test_every_difference_is_listed_the_greatest_first():
    """From zero; 15 percentage points; −20 of 200 = −10%; 4 of 100 = 4%; 1 of 50 = 2%."""
    assert rows(compare.changed_frame(compared(BEFORE, NOW), 0, "上年", "本年")) == [
        ["zero", "0.0 亿元", "3.0 亿元", "+3.0 亿元", "原为零"],
        ["rate", "80.0%", "95.0%", "+15.0 个百分点", "—"],
        ["b", "200.0 亿元", "180.0 亿元", "−20.0 亿元", "−10.00%"],
        ["a", "100.0 亿元", "104.0 亿元", "+4.0 亿元", "4.00%"],
        ["c", "50.0 亿元", "51.0 亿元", "+1.0 亿元", "2.00%"],
    ]


@pytest.mark.parametrize(
    ("tolerance", "listed"),
    [("0.02", ["zero", "rate", "b", "a"]), (0.04, ["zero", "rate", "b"]), ("0.15", ["zero"]), (5, ["zero"])],
)
def test_a_change_of_just_the_tolerance_is_not_listed(tolerance, listed):
    assert list(compare.changed_frame(compared(BEFORE, NOW), tolerance, "上年", "本年").index) == listed


def test_figures_are_compared_in_one_unit():
    found = compared([value("a", "1", "亿元")], [value("a", "10500", "万元")])
    assert rows(compare.changed_frame(found, 0, "上年", "本年")) == [["a", "1.0 亿元", "10,500.0 万元", "+500.0 万元", "5.00%"]]
    assert compare.changed_frame(compared([value("a", "1", "亿元")], [value("a", "10000", "万元")]), 0, "上年", "本年").empty


def test_a_difference_below_the_printed_digits_is_not_printed_as_zero():
    found = compared([value("a", "100")], [value("a", "100.004")])
    assert rows(compare.changed_frame(found, 0, "上年", "本年"))[0][3] == "不足 0.1 亿元"


@pytest.mark.parametrize(
    ("before", "now", "why_not"),
    [
        (value("a", "1", "家"), value("a", "1", "亿元"), "计量单位不同：家、亿元"),
        (value("a", "1", basis="按户"), value("a", "1"), "口径文字不同：按户；未写"),
        (value("a", "1", period="2029"), value("a", "1", period="2030-09"), "期间不同：2029、2030-09"),
    ],
)
def test_what_cannot_be_compared_says_why(before, now, why_not):
    found = compared([before], [now])
    assert rows(compare.incomparable_frame(found, "上年", "本年"))[0][3] == why_not
    assert compare.changed_frame(found, 0, "上年", "本年").empty


@pytest.mark.parametrize(
    ("before", "now"), [("2029", "2030"), ("2029-12-31", "2030-12"), ("2027-02-28/2029-12-31", "2027-02-28/2030-12-31")]
)
def test_the_same_part_of_another_year_can_be_compared(before, now):
    (found,) = compared([value("a", "1", period=before)], [value("a", "2", period=now)])
    assert found.why_not == ""


def test_what_only_one_year_has_is_counted_and_not_listed():
    found = compared(
        [value("a", "1"), value("gone", "1"), value("x", None)], [value("a", None), value("new", "1"), value("x", None)]
    )
    assert compare.incomparable_frame(found, "上年", "本年").empty
    assert compare.counted(found, 0) == (
        "共 4 项：两年都有数值的 0 项，其中可比的 0 项、有变动的 0 项；只有一年有数值的 3 项；两年都没有的 1 项。"
    )
    assert [item.why_not for item in found] == ["本年缺失", "上年没有这一项", "上年缺失", "本年没有这一项"]


@pytest.mark.parametrize("tolerance", [-0.1, "百分之五", "NaN", "Infinity", ""])
def test_a_tolerance_that_is_no_share_is_refused(tolerance):
    with pytest.raises(InvalidInputError) as refused:
        compare.tolerance_of(tolerance)
    assert refused.value.code == "V-TOL-01" and refused.value.where == "参数 tolerance"


def test_a_year_is_compared_with_the_year_before(folder):
    """80 to 100 is 25%; what the folders state alike, each of its own year, has not changed."""
    earlier = folder.another(2029)
    set_trade(earlier, "80.0")
    compute(earlier)
    compute(folder)
    found = trend(folder)
    assert rows(found.changed(0)) == [["进出口总值", "80.0 亿元", "100.0 亿元", "+20.0 亿元", "25.00%"]]
    assert found.changed("0.25").empty
    assert list(found.changed(0).columns[1:]) == list(found.compared_columns)
    assert "有变动的 1 项" in found.counted(0) and "超出容差 25.00%的 0 项" in found.counted("0.25")


def test_a_break_between_the_years_forbids_the_comparison(folder):
    earlier = folder.another(2029)
    set_trade(earlier, "80.0")
    compute(earlier)
    compute(folder)
    declare(folder, ("trade_total", 2030))
    found = trend(folder)
    assert found.changed(0).empty
    assert rows(found.incomparable()) == [["进出口总值", "80.0 亿元", "100.0 亿元", "统计口径自 2030 年度起调整"]]
