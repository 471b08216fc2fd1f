"""Totals printed in a sheet, compared with the rows that they state the sum of."""

from decimal import Decimal

from evalkit.errors import EvalkitError, InvalidInputError
from evalkit.ledgers.cells import ColumnParser
from evalkit.ledgers.faults import Cell, Faults
from evalkit.ledgers.grid import Grid
from evalkit.ledgers.rows import Total
from evalkit.ledgers.values import in_unit


class Sums:
    """Running sums of the number columns of a sheet, which the totals printed in it must equal."""

    def __init__(self, grid: Grid, faults: Faults):
        self.grid, self.faults = grid, faults
        self.whole: dict[str, Decimal] = {}
        self.part: dict[str, Decimal] = {}
        self.first: list[Total] = []

    def add(self, name: str, values: list) -> None:
        """Add the values of some rows."""
        added = sum((Decimal(value) for value in values if value is not None), Decimal(0))
        self.whole[name] = self.whole.get(name, Decimal(0)) + added
        self.part[name] = self.part.get(name, Decimal(0)) + added

    def compare(self, total: Total, parsers: dict[str, ColumnParser]) -> None:
        """Note where a printed total differs from the rows above it; one above all rows is compared when they are read."""
        if not self.whole:
            self.first.append(total)
            return
        sums = [self.whole, self.part] if total.whole else [self.part]
        for name, parser in parsers.items():
            self._compare_cell(total, parser, [each[name] for each in sums if name in each])
        self.part = {}

    def finish(self, parsers: dict[str, ColumnParser]) -> None:
        """Compare the totals that stand above all rows."""
        for total in self.first:
            for name, parser in parsers.items():
                self._compare_cell(total, parser, [self.whole[name]] if name in self.whole else [])

    def _compare_cell(self, total: Total, parser: ColumnParser, sums: list[Decimal]) -> None:
        """Note a printed total that is none of the sums; it may be rounded to its last printed digit."""
        text = total.texts[parser.column.name]
        cell = Cell(self.grid.where, total.number, parser.place.heading)
        printed = parser.parse({text})[text] if text.strip() else None
        if isinstance(printed, EvalkitError) and printed.code.startswith("L-XLSX"):
            self.faults.add(printed, cell)
        if not sums or not isinstance(printed, Decimal | int) or self.faults.spoil_sum(cell.where, cell.heading):
            return
        digits = max(0, -parser.read_plain(text).as_tuple().exponent)
        half = in_unit(Decimal(5).scaleb(-digits - 1), parser.place.unit, parser.column.column.unit)
        rounded = half if digits or isinstance(printed, Decimal) else 0
        if min(abs(printed - computed) for computed in sums) > rounded:
            error = InvalidInputError(
                "L-SUM-01",
                "合计与各行之和不符",
                found=f"合计 {printed}，各行之和 {sums[0]}",
                expected="两者相等",
                remedy="补全缺少的行，或核对合计的范围；合计行本身不计入",
            )
            self.faults.add(error, cell)
