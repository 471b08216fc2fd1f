"""Tables whose rows are in groups: a row with those below it that make it up, 小计 behind its rows, points without a total row."""

import re
from collections.abc import Iterator
from decimal import Decimal

from evalkit.audit.document import Paragraph
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.tables import POINTS_COLUMN, Table
from evalkit.audit.tables import number_in as number
from evalkit.audit.tables import row_spot as whole_row
from evalkit.quantities import format_plain

_SUBTOTAL = re.compile(r"^小\s*计$")
_LEAST_ROWS, _FULL, _FARTHEST = 3, Decimal(100), Decimal(20)
_LEAST_PARTS = 2

Groups = dict[int, list[int]]


def groups_of(table: Table, rows: list[Paragraph], total: Paragraph) -> Groups:
    """Return which rows are made up of those right below them, by a column that only so adds up to its total."""
    for column in range(len(table.header)):
        values, whole = [number(row.cells[column]) for row in rows], number(total.cells[column])
        plain = [each for each in values if each is not None]
        if whole is None or len(plain) < len(values) or not values or sum(plain) == whole:
            continue
        groups = _groups(plain)
        below = {part for parts in groups.values() for part in parts}
        if groups and sum(each for at, each in enumerate(plain) if at not in below) == whole:
            return groups
    return {}


def _groups(values: list[Decimal]) -> Groups:
    """Return the rows that are the sum of at least two rows right below them.

    Examples
    --------
    >>> _groups([Decimal(50), Decimal(20), Decimal(30), Decimal(40), Decimal(10)])
    {0: [1, 2]}
    """
    groups: Groups = {}
    at = 0
    while at < len(values):
        end = next(
            (end for end in range(at + 1 + _LEAST_PARTS, len(values) + 1) if sum(values[at + 1 : end]) == values[at]), None
        )
        if end is not None and values[at] > 0:
            groups[at] = list(range(at + 1, end))
        at = end if end is not None else at + 1
    return groups


def within_groups(table: Table, rows: list[Paragraph], groups: Groups, skip: re.Pattern) -> Iterator[Finding]:
    """Find a row that is another amount than the rows that make it up."""
    for at, parts in groups.items():
        for column, title in enumerate(table.header):
            yield from _against(rows[at], [rows[part] for part in parts], column, title, skip)


def subtotals(table: Table, skip: re.Pattern) -> Iterator[Finding]:
    """Find 小计 that is not the sum of the rows between it and the 小计 before.

    Meaning: soft, since a table may put rows of another group between. Silent: where a row has no number; where 小计 heads its rows.
    """
    places = [at for at, row in enumerate(table.rows) if any(_SUBTOTAL.match(cell.strip()) for cell in row.cells)]
    for before, at in zip([-1, *places], places if places and places[0] else (), strict=False):
        for column, title in enumerate(table.header):
            yield from _against(table.rows[at], table.rows[before + 1 : at], column, title, skip)


def _against(whole: Paragraph, parts: list[Paragraph], column: int, title: str, skip: re.Pattern) -> Iterator[Finding]:
    values, told = [number(part.cells[column]) for part in parts], number(whole.cells[column])
    added = sum((value for value in values if value is not None), Decimal(0))
    if told is None or len(values) < _LEAST_PARTS or None in values or skip.search(title) or added == told:
        return
    yield finding(
        "identity/table",
        Severity.SOFT,
        [whole_row(whole)],
        working=f"{' + '.join(part.cells[column].strip() for part in parts)} = {format_plain(added)}，该行写 {whole.cells[column]}",
        message=f"“{title}”一列各行之和与小计不符",
    )


def points_without_total(table: Table, rows: list[Paragraph]) -> Iterator[Finding]:
    """Find points of a table without a total row that come near to 100 and are not.

    Silent: points below 100 where no row is of the execution of the budget, which then has points of its own elsewhere.
    """
    column = next((at for at, title in enumerate(table.header) if POINTS_COLUMN.search(title)), None)
    values = [number(row.cells[column]) for row in rows] if column is not None else []
    points = [each for each in values if each is not None]
    added = sum(points, Decimal(0))
    if len(points) < max(_LEAST_ROWS, len(values)) or not 0 < abs(added - _FULL) < _FARTHEST or _groups(points):
        return
    if added > _FULL or any(re.search("执行", row.text) for row in rows):
        yield finding(
            "grade/points",
            Severity.SOFT,
            [whole_row(row) for row in rows],
            working=f"{' + '.join(format_plain(each) for each in points)} = {format_plain(added)}",
            message="各项分值之和不是 100 分",
        )
