"""Periods as facts state them: a year, a month, a day, a range, or several of these."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Self

from evalkit.errors import InvalidInputError

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""The fiscal years that there can be data of."""
_POINT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True)
class Period:
    """One or more spans of days, first and last day included.

    Written ``2022``, ``2022-09``, ``2022-12-31``, ``2022-01/2022-06``, and joined by ``+``.

    Examples
    --------
    >>> Period.parse("2020-02-28/2022-12-31").days
    1038
    >>> Period.parse("2022-01/2022-08+2022-10/2022-12").months
    (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12)
    """

    text: str
    spans: tuple[tuple[date, date], ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a period.

        Raises
        ------
        InvalidInputError
            ``V-PER-01`` if it is not written in one of the forms above, ends before it begins, or counts a day twice.
        """
        try:
            spans = tuple(sorted(_span(part) for part in text.split("+")))
            if any(following <= last for (_, last), (following, _) in pairwise(spans)):
                raise ValueError(text)
        except ValueError:
            raise InvalidInputError(
                "V-PER-01",
                "期间无法识别",
                found=f"“{text}”",
                expected="2022、2022-09、2022-12-31、2022-01/2022-06，或用 + 连接",
                remedy="按上述写法改正；日期须真实存在，起不晚于止，各段不重叠",
            ) from None
        return cls(text, spans)

    @classmethod
    def of_year(cls, year: int) -> Self:
        """Return the fiscal year, which is the calendar year."""
        return cls.parse(f"{year:04d}")

    @property
    def first(self) -> date:
        """The first day."""
        return min(first for first, _ in self.spans)

    @property
    def last(self) -> date:
        """The last day."""
        return max(last for _, last in self.spans)

    @property
    def days(self) -> int:
        """How many days the spans hold."""
        return sum((last - first).days + 1 for first, last in self.spans)

    @property
    def months(self) -> tuple[int, ...]:
        """The calendar months touched, in order; meant for periods within one year."""
        return tuple(month for first, last in self.spans for month in range(first.month, last.month + 1))

    @property
    def is_point(self) -> bool:
        """Whether it is one day or one month: the state as of then."""
        first, last = self.spans[0]
        return len(self.spans) == 1 and (first.year, first.month) == (last.year, last.month)

    def within_year(self, year: int) -> bool:
        """Return whether all of it lies in that year."""
        return self.first.year == year == self.last.year


def _span(text: str) -> tuple[date, date]:
    begin, slash, end = text.strip().partition("/")
    first, last = _point(begin), _point(end if slash else begin)
    if last[1] < first[0]:
        raise ValueError(text)
    return first[0], last[1]


def _point(text: str) -> tuple[date, date]:
    matched = _POINT.fullmatch(text.strip())
    if not matched:
        raise ValueError(text)
    year, month, day = (int(part) if part else None for part in matched.groups())
    if day is not None:
        return date(year, month, day), date(year, month, day)
    first_month, last_month = (month, month) if month is not None else (1, 12)
    last_day = calendar.monthrange(year, last_month)[1]
    return date(year, first_month, 1), date(year, last_month, last_day)
