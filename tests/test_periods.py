"""Periods: the written forms, the days and months they hold, and what is refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import InvalidInputError
from evalkit.periods import Period

steady = settings(deadline=None, max_examples=60)
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31))

READ = [
    # text, first day, last day, days: case with its working
    pytest.param("2022", (2022, 1, 1), (2022, 12, 31), 365, id="an ordinary year"),
    pytest.param("2020", (2020, 1, 1), (2020, 12, 31), 366, id="a leap year"),
    pytest.param("1900", (1900, 1, 1), (1900, 12, 31), 365, id="a century that is no leap year"),
    pytest.param("2000", (2000, 1, 1), (2000, 12, 31), 366, id="a century that is a leap year"),
    pytest.param("2022-09", (2022, 9, 1), (2022, 9, 30), 30, id="a month of 30 days"),
    pytest.param("2022-02", (2022, 2, 1), (2022, 2, 28), 28, id="February"),
    pytest.param("2020-02", (2020, 2, 1), (2020, 2, 29), 29, id="February of a leap year"),
    pytest.param("2022-12-31", (2022, 12, 31), (2022, 12, 31), 1, id="a day"),
    pytest.param("2020-02-29", (2020, 2, 29), (2020, 2, 29), 1, id="a leap day"),
    pytest.param("2022-01/2022-06", (2022, 1, 1), (2022, 6, 30), 181, id="half a year: 31+28+31+30+31+30"),
    pytest.param("2022-03/2022-03", (2022, 3, 1), (2022, 3, 31), 31, id="a range of one month"),
    pytest.param("2021/2022", (2021, 1, 1), (2022, 12, 31), 730, id="two years: 365+365"),
    pytest.param("2020-02-28/2022-12-31", (2020, 2, 28), (2022, 12, 31), 1038, id="the transfer work: 308+365+365"),
    pytest.param("2022-12-31/2023-01-01", (2022, 12, 31), (2023, 1, 1), 2, id="over the turn of a year"),
    pytest.param("2022-01/2022-08+2022-10/2022-12", (2022, 1, 1), (2022, 12, 31), 335, id="a year without September: 365-30"),
    pytest.param("2022-01/2022-08 + 2022-10/2022-12", (2022, 1, 1), (2022, 12, 31), 335, id="blanks around the plus"),
]

REFUSED = [
    pytest.param("", id="empty"),
    pytest.param("22", id="two digits of a year"),
    pytest.param("22-3-1", id="a short date"),
    pytest.param("2022-3", id="one digit of a month"),
    pytest.param("2022-03-1", id="one digit of a day"),
    pytest.param("3/4/2022", id="an American date"),
    pytest.param("2022.13", id="a point for a hyphen"),
    pytest.param("2022/12/31", id="slashes for hyphens"),
    pytest.param("2022年3月", id="a date in Chinese"),
    pytest.param("20220301", id="a date without hyphens"),
    pytest.param("44621", id="a serial number of a spreadsheet"),
    pytest.param("2022-13", id="a thirteenth month"),
    pytest.param("2022-00", id="a month zero, which is not the whole year"),
    pytest.param("2022-05-00", id="a day zero, which is not the whole month"),
    pytest.param("2022-02-30", id="a day that February has not"),
    pytest.param("2021-02-29", id="a leap day of an ordinary year"),
    pytest.param("2022-09-31", id="a day that September has not"),
    pytest.param("0000", id="a year zero"),
    pytest.param("2O22", id="the letter O for a zero"),
    pytest.param("2022-06/2022-01", id="an end before its beginning"),
    pytest.param("2022-12-31/2022-12-30", id="an end one day before its beginning"),
    pytest.param("2022/", id="a range without an end"),
    pytest.param("/2022", id="a range without a beginning"),
    pytest.param("2022-01/2022-02/2022-03", id="a range of three"),
    pytest.param("2022+", id="nothing behind the plus"),
    pytest.param("2022-01,2022-02", id="a comma for the plus"),
    pytest.param("2022-12-31T23:30", id="a time of day"),
]


@pytest.mark.parametrize(("text", "first", "last", "count"), READ)
def test_a_period_holds_its_first_and_last_day_and_all_between(text, first, last, count):
    period = Period.parse(text)
    assert (period.first, period.last, period.days) == (date(*first), date(*last), count)
    assert period.text == text


@pytest.mark.parametrize("text", REFUSED)
def test_any_other_writing_is_refused_and_shown(text):
    with pytest.raises(InvalidInputError, match="V-PER-01") as refused:
        Period.parse(text)
    assert refused.value.found == f"“{text}”"


def test_a_year_in_full_width_digits_is_the_same_period_or_refused():
    """Otherwise two rows of one year, written in different digits, would both be in use."""
    try:
        read = Period.parse("２０２２")
    except InvalidInputError as refused:
        assert refused.code == "V-PER-01"
    else:
        assert read == Period.parse("2022")


def test_spans_that_overlap_are_refused_so_that_no_day_counts_twice():
    """February lies within January to March: 90 days, not 118."""
    with pytest.raises(InvalidInputError, match="V-PER-01"):
        Period.parse("2022-01/2022-03+2022-02")


@steady
@given(days, days)
def test_a_range_written_as_days_reads_back_with_both_ends_counted(one, other):
    first, last = sorted((one, other))
    period = Period.parse(f"{first}/{last}")
    assert (period.first, period.last) == (first, last)
    assert period.days == (last - first).days + 1


@steady
@given(st.integers(min_value=1990, max_value=2100))
def test_a_year_is_its_twelve_months_joined(year):
    months = [Period.parse(f"{year}-{month:02d}") for month in range(1, 13)]
    whole = Period.of_year(year)
    assert sum(month.days for month in months) == whole.days
    assert whole.months == tuple(range(1, 13))
    joined = Period.parse("+".join(month.text for month in months))
    assert (joined.first, joined.last, joined.days) == (whole.first, whole.last, whole.days)
    assert all(month.last + timedelta(days=1) == after.first for month, after in zip(months, months[1:], strict=False))


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2022", tuple(range(1, 13))),
        ("2022-09", (9,)),
        ("2022-09-24", (9,)),
        ("2022-07/2022-09", (7, 8, 9)),
        ("2022-01/2022-08+2022-10/2022-12", (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12)),
        ("2022-10/2022-12+2022-01", (1, 10, 11, 12)),
    ],
)
def test_the_months_of_a_period_come_in_calendar_order(text, months):
    assert Period.parse(text).months == months


@pytest.mark.parametrize(
    ("text", "point"),
    [
        pytest.param("2022-12-31", True, id="a day is the state as of then"),
        pytest.param("2022-12", True, id="a month is the state as of then"),
        pytest.param("2022-12-01/2022-12-31", True, id="a month written as days"),
        pytest.param("2022", False, id="a year is not a point"),
        pytest.param("2022-11/2022-12", False, id="two months are not a point"),
        pytest.param("2021-12/2022-12", False, id="the same month of two years"),
        pytest.param("2022-01+2022-03", False, id="two points are not a point"),
    ],
)
def test_a_point_is_one_day_or_one_month(text, point):
    assert Period.parse(text).is_point is point


@pytest.mark.parametrize(
    ("text", "within"),
    [
        pytest.param("2022", True, id="the year itself"),
        pytest.param("2022-12-31", True, id="its last day"),
        pytest.param("2022-01-01", True, id="its first day"),
        pytest.param("2023-01-01", False, id="the day after"),
        pytest.param("2021-12-31", False, id="the day before"),
        pytest.param("2021-12/2022-01", False, id="begins before"),
        pytest.param("2022-12/2023-01", False, id="ends after"),
        pytest.param("2021/2023", False, id="holds the year and more"),
        pytest.param("2022-01+2023-01", False, id="one span outside"),
    ],
)
def test_a_period_lies_within_a_year_with_all_its_spans(text, within):
    assert Period.parse(text).within_year(2022) is within


def test_the_fiscal_year_equals_the_year_as_written():
    assert Period.of_year(2022) == Period.parse("2022")
