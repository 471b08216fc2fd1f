"""Numbers, units, intervals and periods, also with more digits than arithmetic keeps."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from evalkit.ledgers.values import read_amount as read_ledger_amount
from evalkit.ledgers.values import read_day, read_moment
from evalkit.periods import Period
from evalkit.quantities import UNITS, format_number, format_plain, from_base, parse_number, round_half_up, to_base
from tests.fuzz import grammar
from tests.fuzz.cells import check_interval
from tests.fuzz.depth import examples

long_numbers = st.builds(
    lambda digits, places, sign: Decimal((sign, tuple(map(int, digits)), -places)),
    st.text("0123456789", min_size=1, max_size=70),
    st.integers(0, 40),
    st.integers(0, 1),
)
days = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@examples(200)
@given(long_numbers, st.integers(0, 6))
def test_a_number_of_any_length_is_rounded_to_the_nearest_and_read_back(number, digits):
    rounded = round_half_up(number, digits)
    assert rounded.as_tuple().exponent == -digits
    assert abs(_whole(number, 60) - _whole(rounded, 60)) * 2 <= 10 ** (60 - digits)
    assert parse_number(format_number(number, digits)) == rounded
    assert parse_number(format_plain(number)) == number


def _whole(number: Decimal, places: int) -> int:
    """Return a number so many places to the left, as an integer, which has no end of digits."""
    sign, digits, exponent = number.as_tuple()
    shifted = int("".join(map(str, digits)) or "0") * 10 ** (places + exponent)
    return -shifted if sign else shifted


@examples(200)
@given(grammar.printed(), st.sampled_from(sorted(UNITS)))
def test_an_interval_holds_what_is_printed_and_is_one_unit_of_the_last_digit_wide(number, unit):
    _, plain = number
    check_interval(plain, unit, len(plain.partition(".")[2]))


@examples(150)
@given(grammar.numbers, st.sampled_from(sorted(UNITS)))
def test_a_unit_converts_to_its_base_and_back(number, unit):
    assert from_base(to_base(number, unit), unit) == number


@examples(150)
@given(st.data(), grammar.printed(), st.sampled_from(["元", "万元", "张"]), st.booleans())
def test_a_cell_of_a_ledger_is_read_however_it_is_written(data, number, unit, negative):
    shown, plain = number
    text = grammar.spread(data.draw, f"（{shown}）" if negative else shown, data.draw(st.sampled_from(["", unit])))
    assert read_ledger_amount(text, unit) == (-Decimal(plain) if negative else Decimal(plain))


@examples(150)
@given(
    days,
    st.sampled_from(
        ["{:%Y-%m-%d}", "{0.year}/{0.month}/{0.day}", "{0.year}.{0.month}.{0.day}", "{0.year}年{0.month}月{0.day}日", "{:%Y%m%d}"]
    ),
)
def test_a_day_is_read_in_every_form_and_width(day, form):
    text = form.format(day)
    assert read_day(text) == read_day(text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})) == day
    assert read_moment(f"{text} 14:05").date() == day


@examples(150)
@given(days, st.integers(0, 800))
def test_a_period_holds_all_its_days_and_each_once(first, length):
    last = min(first + timedelta(days=length), date(2100, 12, 31))
    period = Period.parse(f"{first}/{last}")
    assert (period.first, period.last, period.days) == (first, last, (last - first).days + 1)
