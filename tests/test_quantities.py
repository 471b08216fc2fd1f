"""Numbers and units: what is read, what is refused, how it is rounded, and how far a printed digit can be trusted."""

from decimal import ROUND_DOWN, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import InconsistentDataError, InvalidInputError
from evalkit.quantities import (
    UNITS,
    Interval,
    Ratio,
    decimals_of,
    format_number,
    from_base,
    parse_number,
    printed_interval,
    round_half_up,
    to_base,
    unit_of,
)

amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False, allow_infinity=False)
places = st.integers(min_value=0, max_value=4)
steady = settings(deadline=None, max_examples=60)
FULL_WIDTH = str.maketrans("0123456789.,-+", "０１２３４５６７８９．，－＋")

READ = [
    # text, number, case
    pytest.param("1287.96", "1287.96", id="a plain number"),
    pytest.param("32409.50", "32409.50", id="a printed zero at the end"),
    pytest.param("0", "0", id="zero is a number"),
    pytest.param(" 98 ", "98", id="blanks around it"),
    pytest.param("\u300098\u3000", "98", id="ideographic blanks around it"),
    pytest.param("１２３", "123", id="full-width digits"),
    pytest.param("１,２３４．５", "1234.5", id="full-width digits and point, half-width comma"),
    pytest.param("１，２３４", "1234", id="full-width comma between thousands"),
    pytest.param("1,234,567.89", "1234567.89", id="grouped thousands"),
    pytest.param("-16.9", "-16.9", id="hyphen as minus"),
    pytest.param("−16.9", "-16.9", id="true minus sign U+2212"),
    pytest.param("－16.9", "-16.9", id="full-width hyphen as minus"),
    pytest.param("+2.4", "2.4", id="a plus sign"),
]

REFUSED = [
    pytest.param("", id="empty"),
    pytest.param("   ", id="blanks only"),
    pytest.param("1.5万", id="unit in words behind it"),
    pytest.param("3亿元", id="money unit behind it"),
    pytest.param("85.92%", id="percent sign behind it"),
    pytest.param("¥1,234", id="currency sign before it"),
    pytest.param("(1,234)", id="brackets for a negative"),
    pytest.param("约380", id="an approximation in words"),
    pytest.param("超过5", id="a lower bound in words"),
    pytest.param("1e3", id="scientific notation"),
    pytest.param("1E10", id="a code that looks like scientific notation"),
    pytest.param("1_000", id="underscores, which Python reads"),
    pytest.param("12,34", id="a decimal comma"),
    pytest.param("0,123", id="a decimal comma that looks like grouped thousands"),
    pytest.param("1,2345", id="groups of four"),
    pytest.param("1,234,56", id="a last group of two"),
    pytest.param("1.2.3", id="two points"),
    pytest.param(".5", id="no digit before the point"),
    pytest.param("5.", id="no digit after the point"),
    pytest.param("1 234", id="a blank inside"),
    pytest.param("- 5", id="a blank behind the sign"),
    pytest.param("--5", id="two signs"),
    pytest.param("–5", id="a dash that is not a minus sign"),
    pytest.param("5-7", id="a range"),
    pytest.param("NaN", id="NaN, which Decimal reads"),
    pytest.param("Infinity", id="infinity, which Decimal reads"),
    pytest.param("None", id="the word None"),
    pytest.param("=1+1", id="a spreadsheet formula"),
    pytest.param("#DIV/0!", id="a spreadsheet error"),
    pytest.param("①", id="a circled digit, which NFKC would fold"),
    pytest.param("١٢٣", id="Arabic digits, which Decimal reads"),
    pytest.param("一百", id="Chinese numerals"),
]


@pytest.mark.parametrize(("text", "number"), READ)
def test_a_plain_number_is_read_with_its_printed_digits(text, number):
    assert str(parse_number(text)) == number


@pytest.mark.parametrize("text", REFUSED)
def test_anything_but_a_plain_number_is_refused_and_shown(text):
    with pytest.raises(InvalidInputError, match="V-NUM-01") as refused:
        parse_number(text)
    assert f"“{text}”" in str(refused.value)


@steady
@given(amounts, places)
def test_a_number_written_for_a_page_reads_back_as_the_rounded_number(amount, digits):
    assert parse_number(format_number(amount, digits)) == round_half_up(amount, digits)


@steady
@given(amounts, places)
def test_a_number_written_in_full_width_signs_reads_the_same(amount, digits):
    written = format_number(amount, digits)
    assert parse_number(written.translate(FULL_WIDTH)) == parse_number(written)


@steady
@given(amounts, places)
def test_a_written_number_has_the_digits_asked_for_and_no_negative_zero(amount, digits):
    written = format_number(amount, digits)
    assert decimals_of(written) == digits
    assert written.startswith("−") == (round_half_up(amount, digits) < 0)
    assert set(written) <= set("0123456789,.−")


@pytest.mark.parametrize(
    ("amount", "digits", "written"),
    [
        pytest.param("999.995", 2, "1,000.00", id="rounding carries into a new group"),
        pytest.param("1234567", 0, "1,234,567", id="two groups"),
        pytest.param("-0.004", 2, "0.00", id="what rounds to zero has no sign"),
        pytest.param("-0.005", 2, "−0.01", id="half rounds away from zero"),
        pytest.param("0", 1, "0.0", id="zero keeps its decimals"),
    ],
)
def test_numbers_are_written_with_groups_and_a_true_minus(amount, digits, written):
    assert format_number(Decimal(amount), digits) == written


def _half_up_by_hand(value: Decimal, digits: int) -> Fraction:
    """四舍五入 in whole numbers: cut the scaled size to a whole, and add one if half or more was cut off."""
    scaled = abs(Fraction(value)) * 10**digits
    whole = scaled.numerator // scaled.denominator
    size = whole + (scaled - whole >= Fraction(1, 2))
    return Fraction(size if value >= 0 else -size, 10**digits)


@steady
@given(amounts, places)
def test_rounding_is_half_up_in_whole_number_arithmetic(amount, digits):
    rounded = round_half_up(amount, digits)
    assert Fraction(rounded) == _half_up_by_hand(amount, digits)
    assert rounded.as_tuple().exponent == -digits


@steady
@given(st.integers(min_value=-(10**9), max_value=10**9), st.integers(min_value=0, max_value=3))
def test_an_exact_half_always_moves_away_from_zero(whole, digits):
    half = (Decimal(whole) + (Decimal("0.5") if whole >= 0 else Decimal("-0.5"))).scaleb(-digits)
    expected = Decimal(whole + (1 if whole >= 0 else -1)).scaleb(-digits)
    assert round_half_up(half, digits) == expected


@pytest.mark.parametrize(("value", "digits", "expected"), [("98.445", 2, "98.45"), ("89.995", 2, "90.00"), ("86.25", 1, "86.3")])
def test_halves_that_binary_or_banker_rounding_would_lose_are_rounded_up(value, digits, expected):
    assert str(round_half_up(Decimal(value), digits)) == expected


def test_rounding_does_not_depend_on_the_rounding_mode_around_it():
    with localcontext() as context:
        context.rounding = ROUND_DOWN
        assert round_half_up(Decimal("2.5"), 0) == 3


COMPOUND = ["元/票", "万元/家", "元/万票", "万元/万张", "家/场", "人/台次"]


@pytest.mark.parametrize("unit", [*UNITS, *COMPOUND])
@steady
@given(amount=amounts)
def test_to_the_base_unit_and_back_is_the_same_number(unit, amount):
    assert from_base(to_base(amount, unit), unit) == amount
    assert to_base(from_base(amount, unit), unit) == amount


CONVERTED = [
    # value, unit, in base units, base, working
    ("1287.96", "万元", "12879600", "元", "1287.96 x 10,000"),
    ("1.83", "亿元", "183000000", "元", "1.83 x 100,000,000"),
    ("128.49", "万张", "1284900", "张", "128.49 x 10,000"),
    ("66", "万票", "660000", "票", "66 x 10,000"),
    ("115.34", "万人次", "1153400", "人次", "115.34 x 10,000"),
    ("90", "万套", "900000", "套", "90 x 10,000"),
    ("85.92", "%", "0.8592", "1", "85.92 / 100"),
    ("14", "倍", "14", "倍", "its own base"),
    ("2", "万元/家", "20000", "元/家", "2 x 10,000 yuan for each firm"),
    ("50000", "元/万票", "5", "元/票", "50000 / 10,000"),
]


@pytest.mark.parametrize(("value", "unit", "expected", "base", "working"), CONVERTED, ids=[row[1] for row in CONVERTED])
def test_conversion_multiplies_by_the_factor_of_the_unit(value, unit, expected, base, working):
    assert to_base(Decimal(value), unit) == Decimal(expected), working
    assert unit_of(unit).base == base


@pytest.mark.parametrize(("misspelt", "near"), [("万圆", "万"), ("人數", "人"), ("万元/加", "万元")])
def test_an_unknown_unit_is_refused_with_the_nearest_one(misspelt, near):
    with pytest.raises(InvalidInputError, match="V-UNIT-01") as refused:
        unit_of(misspelt)
    assert f"“{misspelt}”" in refused.value.found
    assert near in refused.value.remedy


@pytest.mark.parametrize("text", ["", "元/", "/票", "元/票/家", "公里"])
def test_half_a_unit_or_a_foreign_one_is_refused(text):
    with pytest.raises(InvalidInputError, match="V-UNIT-01"):
        unit_of(text)


PRINTED = [
    # printed, unit, approximate, low, high: case with its working
    pytest.param("1.83", "亿元", False, "1.825", "1.835", id="half a unit of the last printed digit"),
    pytest.param("1287.96", "万元", False, "1287.955", "1287.965", id="0.005 either side"),
    pytest.param("32409.50", "万元", False, "32409.495", "32409.505", id="a printed zero is a digit"),
    pytest.param("1500", "万元", False, "1499.5", "1500.5", id="money without decimals is not exact"),
    pytest.param("-16.9", "亿元", False, "-16.95", "-16.85", id="below zero: low is the lower end"),
    pytest.param("−16.9", "亿元", False, "-16.95", "-16.85", id="true minus sign"),
    pytest.param("１．８３", "亿元", False, "1.825", "1.835", id="full-width digits stand for the same range"),
    pytest.param("1,446.5", "亿元", False, "1446.45", "1446.55", id="grouped thousands stand for the same range"),
    pytest.param("66", "万票", False, "65.5", "66.5", id="ten thousands of a count are rounded"),
    pytest.param("247", "家", False, "247", "247", id="a count of whole things is exact"),
    pytest.param("0", "例", False, "0", "0", id="a count of none is exact"),
    pytest.param("3.5", "天", False, "3.45", "3.55", id="a counted unit printed with decimals is not a count"),
    pytest.param("380", "家", True, "370", "390", id="约: the closing zero is not significant, so 10 either side"),
    pytest.param("385", "家", True, "384", "386", id="约: one unit of the last digit"),
    pytest.param("1000", "家", True, "0", "2000", id="约: three closing zeros, so 1000 either side"),
    pytest.param("32409.50", "万元", True, "32409.49", "32409.51", id="约: decimals are significant"),
    pytest.param("5.0", "亿元", True, "4.9", "5.1", id="约: a decimal zero is significant"),
    pytest.param("0", "家", True, "-1", "1", id="约 zero: one unit either side"),
    pytest.param("85.92", "%", False, "85.915", "85.925", id="a percentage in the middle"),
    pytest.param("100", "%", False, "99.5", "100", id="a percentage of 100 is not taken to exceed it"),
    pytest.param("99.9", "%", False, "99.85", "99.95", id="a percentage just below is not touched"),
    pytest.param("99.996", "%", True, "99.995", "99.997", id="约 below 100"),
    pytest.param("99", "%", True, "98", "100", id="约 99 reaches 100 and no more"),
    pytest.param("187.5", "%", False, "187.45", "187.55", id="a percentage above 100 keeps both sides"),
    pytest.param("100.0", "倍", False, "99.95", "100.05", id="100 of another unit keeps both sides"),
]


@pytest.mark.parametrize(("printed", "unit", "approximate", "low", "high"), PRINTED)
def test_a_printed_figure_stands_for_a_range(printed, unit, approximate, low, high):
    assert printed_interval(printed, unit, approximate=approximate) == Interval(Decimal(low), Decimal(high))


@steady
@given(amounts, places, st.sampled_from([*UNITS]), st.booleans())
def test_the_range_holds_the_printed_figure_and_every_amount_that_prints_so(amount, digits, unit, approximate):
    printed = f"{round_half_up(amount, digits):f}"
    interval = printed_interval(printed, unit, approximate=approximate)
    assert interval.low <= Decimal(printed) <= interval.high
    rounds_down = unit != "%" and not (unit_of(unit).counted and digits == 0 and not approximate)
    assert not rounds_down or interval.low <= amount <= interval.high


@steady
@given(amounts, places, st.sampled_from(["万元", "家", "%"]))
def test_about_never_narrows_the_range(amount, digits, unit):
    printed = f"{round_half_up(amount, digits):f}"
    exact, about = printed_interval(printed, unit), printed_interval(printed, unit, approximate=True)
    assert about.low <= exact.low and exact.high <= about.high


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        pytest.param(("1", "2"), ("2", "3"), True, id="a common end counts"),
        pytest.param(("1", "2"), ("2.01", "3"), False, id="a gap"),
        pytest.param(("1", "4"), ("2", "3"), True, id="one within the other"),
    ],
)
def test_two_ranges_overlap_where_some_value_lies_in_both(first, second, meet):
    one, other = Interval(*map(Decimal, first)), Interval(*map(Decimal, second))
    assert one.overlaps(other) is other.overlaps(one) is meet


def test_zero_over_zero_has_no_value_and_prints_not_applicable():
    ratio = Ratio(Decimal(0), Decimal(0))
    assert (ratio.value, ratio.percent()) == (None, "不适用")


def test_something_over_zero_is_refused():
    with pytest.raises(InconsistentDataError, match="M-DIV-01") as refused:
        Ratio(Decimal(5), Decimal(0))
    assert "5 ÷ 0" in refused.value.found


def test_a_ratio_keeps_both_parts_so_that_totals_are_not_averages():
    """90 of 100 and 1 of 10 are 91 of 110, not the mean of 90% and 10%."""
    parts = [Ratio(Decimal(90), Decimal(100)), Ratio(Decimal(1), Decimal(10))]
    whole = Ratio(sum(part.numerator for part in parts), sum(part.denominator for part in parts))
    assert whole.percent(2) == "82.73%"  # 91 / 110 = 0.82727...
