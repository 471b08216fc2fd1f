"""Totals printed in a sheet, compared with the rows that they state the sum of.

Three kinds are understood: the sum of all rows; the sum of the rows that stand right above, back to any earlier total or to the beginning,
which holds subtotals and subtotals of subtotals; and the sum of one group, which the label or another cell of the row names, such as
餐饮小计 or 合计 beside 出口, over all rows above or those since the block of totals before. A total above all rows states the sum of all, or
of a group. Subtotals that stand above their rows are not understood.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from evalkit.errors import EvalkitError, InvalidInputError
from evalkit.ledgers.cells import BLANKS, ColumnParser
from evalkit.ledgers.faults import Cell, Faults
from evalkit.ledgers.grid import Grid
from evalkit.ledgers.rows import Total, folded_label
from evalkit.ledgers.schema import ColumnOf
from evalkit.ledgers.table import TABLE, connect
from evalkit.ledgers.values import in_unit

_OF_ALL = re.compile("小计|合计|本页")


@dataclass(frozen=True)
class Unsettled:
    """A printed total that is no sum of the rows right above, but may be that of a group of rows.

    Attributes
    ----------
    cell : Cell
        Where it stands.
    column : str
        The English name of its column.
    printed, above, tolerance : Decimal
        What it states, the sum of the rows above, and by how much the two may differ.
    group : dict of str to str
        Values that the rows of the group have in common, by column; empty where the label alone names the group.
    name : str
        What the label says besides 小计: a value in any column of words.
    headings : tuple of str
        Of the columns by which the group is found.
    starts, last : tuple of int, int or None
        The rows behind which the group may begin, and the row above which it ends.
    """

    cell: Cell
    column: str
    printed: Decimal
    above: Decimal
    tolerance: Decimal
    group: dict[str, str]
    name: str
    headings: tuple[str, ...]
    starts: tuple[int, ...]
    last: int | None


class Sums:
    """Running sums of the number columns of a sheet, which the totals printed in it must equal.

    Attributes
    ----------
    unsettled : list of Unsettled
        Totals that are to be compared with groups, once all rows are read.
    """

    def __init__(self, grid: Grid, faults: Faults):
        self.grid, self.faults = grid, faults
        self.unsettled: list[Unsettled] = []
        self._whole: dict[str, Decimal] = {}
        self._marks: list[dict[str, Decimal]] = [{}]
        self._first: list[Total] = []
        self._last_total = self._block_start = 0
        self._grown = False

    def add(self, name: str, values: list) -> None:
        """Add the values of some rows."""
        added = sum((Decimal(value) for value in values if value is not None), Decimal(0))
        self._whole[name] = self._whole.get(name, Decimal(0)) + added
        self._grown = True

    def compare(self, total: Total, parsers: dict[str, ColumnParser]) -> None:
        """Note where a printed total differs from the rows above it; one above all rows is compared when they are read."""
        if not self._whole:
            self._first.append(total)
            return
        if self._grown:
            self._block_start, self._grown = self._last_total, False
        for name in self._whole:
            self._compare_cell(total, parsers, name, (0, self._block_start), total.number)
        self._marks.append(dict(self._whole))
        self._last_total = total.number

    def finish(self, parsers: dict[str, ColumnParser]) -> None:
        """Compare the totals that stand above all rows."""
        self._marks = [{}]
        for total in self._first:
            for name in self._whole:
                self._compare_cell(total, parsers, name, (0,), None)

    def _compare_cell(
        self, total: Total, parsers: dict[str, ColumnParser], name: str, starts: tuple[int, ...], last: int | None
    ) -> None:
        """Note a printed total that is none of the sums; it may be rounded to its last printed digit."""
        parser, text = parsers[name], total.texts[name]
        cell = Cell(self.grid.where, total.number, parser.place.heading)
        printed = parser.parse({text})[text] if text.strip() else None
        if isinstance(printed, EvalkitError) and printed.code.startswith("L-XLSX"):
            self.faults.add(printed, cell)
        if not isinstance(printed, Decimal | int) or self.faults.spoil_sum(cell.where, cell.heading):
            return
        digits = max(0, -parser.read_plain(text).as_tuple().exponent)
        half = in_unit(Decimal(5).scaleb(-digits - 1), parser.place.unit, parser.column.column.unit)
        tolerance = half if digits or isinstance(printed, Decimal) else Decimal(0)
        if any(abs(printed - computed) <= tolerance for computed in self._right_above(name)):
            return
        shown = self._whole[name] if total.whole else next(self._right_above(name))
        group, named = _group(total, parsers)
        if group or named:
            by = tuple(each.place.heading for each in parsers.values() if named or each.column.name in group)
            self.unsettled.append(Unsettled(cell, name, Decimal(printed), shown, tolerance, group, named, by, starts, last))
        else:
            self.faults.add(_differs(printed, f"各行之和 {shown}"), cell)

    def _right_above(self, name: str) -> Iterator[Decimal]:
        """Yield the sum of the rows since the last total, since the one before it, and so on, back to the beginning."""
        whole = self._whole[name]
        return (whole - mark.get(name, 0) for mark in reversed(self._marks))


def settle(unsettled: list[Unsettled], columns: list[ColumnOf], path: Path, faults: Faults) -> None:
    """Note the totals that are no sum of their group either.

    Parameters
    ----------
    unsettled : list of Unsettled
        Of any sheets.
    columns : list of ColumnOf
        Of the ledger.
    path : Path
        Its table, of which all sheets with unsettled totals are complete.
    faults : Faults
        Where they are noted.
    """
    words = [column.name for column in columns if column.kind is str and not column.column.personal]
    with connect() as database:
        database.execute("SET VARIABLE t = ?", [str(path)])
        for total in unsettled:
            if any(faults.spoil_sum(total.cell.where, heading) for heading in (total.cell.heading, *total.headings)):
                continue
            sums = [
                Decimal(found) for query in _queries(total, words) for (found,) in database.execute(*query).fetchall() if found
            ]
            if not any(abs(total.printed - computed) <= total.tolerance for computed in sums):
                name = "、".join([*total.group.values(), *filter(None, [total.name])])
                of_group = f"，其中“{name}”{sums[0].normalize():f}" if sums else ""
                faults.add(_differs(total.printed, f"各行之和 {total.above}{of_group}"), total.cell)


def _queries(total: Unsettled, words: list[str]) -> Iterator[tuple[str, list]]:
    """Yield the queries for the sums of the groups that a total may mean, with their values."""
    named = [total.group | {word: total.name} for word in words if word not in total.group] if total.name else []
    for start in total.starts:
        for group in [*named, *filter(None, [total.group])]:
            bounds = {"place =": total.cell.where, "row_number >": start}
            bounds |= {} if total.last is None else {"row_number <": total.last}
            bounds |= {f"{name} =": value for name, value in group.items()}
            conditions = " AND ".join(f"{bound} ?" for bound in bounds)
            yield f"SELECT sum({total.column}) FROM {TABLE} WHERE {conditions}", list(bounds.values())


def _group(total: Total, parsers: dict[str, ColumnParser]) -> tuple[dict[str, str], str]:
    """Return the values that name the group of a total by column, and what its label says besides 小计."""
    name = "" if total.whole else _OF_ALL.sub("", folded_label(total.label))
    values = {}
    for column, parser in parsers.items():
        text = total.texts[column].strip(BLANKS)
        if parser.column.kind is str and not parser.column.column.personal and text and text != total.label:
            value = parser.parse({text})[text]
            if isinstance(value, str):
                values[column] = value
    return values, name


def _differs(printed: Decimal | int, found: str) -> InvalidInputError:
    return InvalidInputError(
        "L-SUM-01",
        "合计与各行之和不符",
        found=f"合计 {printed}，{found}",
        expected="两者相等",
        remedy="补全缺少的行，或核对合计的范围；合计行本身不计入",
    )
