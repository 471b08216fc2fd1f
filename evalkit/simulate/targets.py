"""What the totals of a fictional year are to be: the figures of ``year/facts.csv`` at a scale, and those that its ledgers add."""

import csv
import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.quantities import decimals_of, from_base, parse_number, round_half_up, to_base

if TYPE_CHECKING:
    import numpy as np

PATTERN = Path(__file__).parent / "year"
"""A year folder whose figures are those at scale 1, with ``{year}`` and ``{year-1}`` in place of years."""


@dataclass
class Targets:
    """A fictional year to be made.

    Attributes
    ----------
    fiscal_year : int
    scale : Decimal
        By which the figures of ``facts.csv`` that are marked in ``scales`` are multiplied.
    seed : int
        Of the draws.
    published : dict of (str, str) to Decimal
        Figures that the ledgers add, by id and period, in base units; a percentage as it is printed.
    """

    fiscal_year: int
    scale: Decimal
    seed: int
    published: dict[tuple[str, str], Decimal] = field(default_factory=dict)

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a table of the pattern, its years filled in."""
        return list(csv.DictReader(self.text(name).splitlines()))

    def text(self, name: str) -> str:
        """Return a file of the pattern, its years filled in."""
        return with_year((PATTERN / name).read_text(encoding="utf-8"), self.fiscal_year)

    @cached_property
    def facts(self) -> list[dict[str, str]]:
        """The rows of ``facts.csv``; of the rows of one id the first is that of the year itself."""
        return self.rows("facts.csv")

    def total(self, id: str) -> int:
        """Return a total of the year at its scale: a whole number of things, or of yuan."""
        row = next(row for row in self.facts if row["id"] == id)
        return int(to_base(parse_number(self.scaled_text(row, "value")), row["unit"]))

    def scaled_text(self, row: dict[str, str], column: str) -> str:
        """Return the figure of a row at the scale, in the unit and with at least the decimals in which the row prints it."""
        printed = row[column]
        if not (row["scales"] and printed):
            return printed
        value = Decimal(self.scaled(to_base(parse_number(printed), row["unit"])))
        return in_print(value, row["unit"], decimals_of(printed))

    def scaled(self, number: Decimal | int) -> int:
        """Return a number of whole things, or of whole yuan, at the scale.

        Examples
        --------
        >>> Targets(2022, Decimal("0.01"), 7).scaled(975)
        10
        """
        return int(round_half_up(number * self.scale, 0))

    def publish(self, id: str, value: Decimal | int, period: str = "") -> None:
        """State a figure that a ledger adds, in its base unit, for the year or another period."""
        self.published[id, period] = Decimal(value)

    def publish_rate(self, id: str, part: int, whole: int, period: str = "", unit: str = "%", digits: int = 2) -> None:
        """State a rate as it would be printed."""
        self.publish(id, to_base(round_half_up(from_base(Decimal(part) / whole, unit), digits), unit), period)

    def printed(self, row: dict[str, str]) -> str:
        """Return the figure of a row of ``facts.csv`` as the year publishes it."""
        if row["value"]:
            return self.scaled_text(row, "value")
        own = (row["id"], row["period"])
        return in_print(self.published[own if own in self.published else (row["id"], "")], row["unit"])

    def draws(self, name: str) -> "np.random.Generator":
        """Return the draws of one ledger, which do not depend on what others draw."""
        import numpy as np

        return np.random.Generator(np.random.PCG64(np.random.SeedSequence([self.seed, *name.encode()])))


def with_year(text: str, fiscal_year: int) -> str:
    """Return a text of the pattern with the fiscal year, and those before and after it, filled in.

    Examples
    --------
    >>> with_year("{year-1}-11-30 至 {year}-12-31", 2022)
    '2021-11-30 至 2022-12-31'
    """
    return re.sub(r"\{year([+-]\d)?\}", lambda found: f"{fiscal_year + int(found[1] or 0):04d}", text)


def in_print(value: Decimal, unit: str, digits: int = 0) -> str:
    """Return a figure exactly, in its printed unit, with at least so many decimals.

    Examples
    --------
    >>> in_print(Decimal(14_990_400), "万元", 2), in_print(Decimal(12_849), "万张", 2), in_print(Decimal(660_000), "万票")
    ('1499.04', '1.2849', '66')
    """
    exact = from_base(value, unit).normalize()
    return f"{round_half_up(exact, max(digits, -exact.as_tuple().exponent, 0)):f}"
