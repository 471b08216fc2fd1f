"""Events of the year against counts made by hand."""

from datetime import date
from decimal import Decimal

import pytest

from evalkit.errors import InconsistentDataError
from evalkit.metrics import events

NEW_YEAR, LAST_DAY = date(2022, 1, 1), date(2022, 12, 31)


EVENTS_IN_PERIOD = [
    # dates, expected: the case
    pytest.param([date(2022, 3, 5), date(2022, 9, 10), date(2022, 11, 1)], "3", id="all within the year"),
    pytest.param([date(2022, 1, 1), date(2022, 12, 31)], "2", id="first and last day are within"),
    pytest.param([date(2021, 12, 31), date(2023, 1, 1)], "0", id="the days just outside are not"),
    pytest.param([date(2022, 6, 1), date(2023, 1, 8)], "1", id="an event held in the next year does not count"),
    pytest.param([date(2022, 6, 1), date(2022, 6, 1)], "2", id="two events on one day are two"),
    pytest.param([date(2023, 1, 8), date(2022, 6, 1)], "1", id="order is immaterial"),
    pytest.param([], "0", id="no events are zero events"),
]


@pytest.mark.parametrize(("dates", "expected"), EVENTS_IN_PERIOD)
def test_events_are_counted_by_their_date(dates, expected):
    assert events.events_in_period_count(dates=dates, first=NEW_YEAR, last=LAST_DAY) == Decimal(expected)


def test_a_period_of_one_day_is_a_period():
    assert events.events_in_period_count(dates=[NEW_YEAR], first=NEW_YEAR, last=NEW_YEAR) == 1


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(InconsistentDataError, match="M-PERIOD-01"):
        events.events_in_period_count(dates=[], first=LAST_DAY, last=NEW_YEAR)
