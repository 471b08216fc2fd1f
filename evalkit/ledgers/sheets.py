"""Which sheets of a file hold the ledger, and where their data begin."""

from collections.abc import Iterator
from itertools import chain, islice

from evalkit.errors import EvalkitError, InvalidInputError
from evalkit.ledgers.grid import LOOKED_AT, Grid
from evalkit.ledgers.headings import Headings, find_headings
from evalkit.ledgers.schema import Ledger, columns_of

Chosen = tuple[Grid, Iterator[tuple[int, list[str]]], Headings]
"""A sheet, its rows below the headings, and the headings."""


def choose_sheets(grids: list[Grid], ledger: type[Ledger], named: tuple[str, ...], shown: str) -> list[Chosen]:
    """Return the sheets to be read; of several that could be meant, those that ``SOURCES.yml`` names.

    Parameters
    ----------
    grids : list of Grid
        The sheets of the file.
    ledger : type of Ledger
        What they should hold.
    named : tuple of str
        The sheets named in ``SOURCES.yml``; empty where it names none.
    shown : str
        The file as messages name it.

    Raises
    ------
    InvalidInputError
        ``L-HEAD-01`` no headings found, ``L-SHEET-01`` several sheets with data and none named, ``L-SHEET-02`` a named sheet is not there.
    """
    absent = set(named) - {grid.sheet for grid in grids}
    if absent:
        raise _no_sheet(sorted(absent), grids, shown)
    found = []
    for grid in (grid for grid in grids if not named or grid.sheet in named):
        chosen = _with_headings(grid, ledger)
        if chosen:
            found.append(chosen)
        elif named:
            raise _no_headings(ledger, grid.where)
    if not found:
        raise _no_headings(ledger, shown)
    if len(found) > 1 and not named:
        raise _which_sheet([grid.sheet for grid, _, _ in found], shown)
    return found


def _with_headings(grid: Grid, ledger: type[Ledger]) -> Chosen | None:
    """Return a sheet with what stands below its headings; ``None`` where fewer than half of the required columns are recognised."""
    columns, rows = columns_of(ledger), iter(grid.rows)
    first = list(islice(rows, 1))
    if not first or first[0][0]:
        first += islice(rows, LOOKED_AT)
    headings = find_headings(first, columns, grid.where)
    if not headings.places or len(headings.places) * 2 < sum(not column.optional for column in columns):
        return None
    return grid, (row for row in chain(first, rows) if row[0] > headings.last_row), headings


def _no_sheet(absent: list[str], grids: list[Grid], shown: str) -> EvalkitError:
    return InvalidInputError(
        "L-SHEET-02",
        "没有 SOURCES.yml 所写的工作表",
        found="、".join(f"“{name}”" for name in absent),
        expected="、".join(f"“{grid.sheet}”" for grid in grids if grid.sheet) or "不写 sheets（文本文件没有工作表）",
        remedy="改正 SOURCES.yml 该文件下的 sheets",
    ).at(shown)


def _no_headings(ledger: type[Ledger], where: str) -> EvalkitError:
    expected = "、".join(column.column.title for column in columns_of(ledger) if not column.optional)
    return InvalidInputError(
        "L-HEAD-01",
        "没有认出表头",
        found=f"前 {LOOKED_AT} 行没有一行像“{ledger.title}”的表头",
        expected=f"有这些列名的一行：{expected}",
        remedy="核对是否放错了文件；列名按模板填写",
    ).at(where)


def _which_sheet(names: list[str], shown: str) -> EvalkitError:
    return InvalidInputError(
        "L-SHEET-01",
        "有几个工作表都像是数据",
        found="、".join(f"“{name}”" for name in names),
        expected="一个工作表，或写明读取哪几个",
        remedy=f'在 SOURCES.yml 的 files 中该文件下写明 sheets，例如 sheets: ["{names[0]}"]；还没有登记的，先写文件名和 sheets 两项，再登记',
    ).at(shown)
