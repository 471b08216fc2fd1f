"""The rows of a sheet below its headings: blank rows and totals are set aside and counted, every other row is used."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from evalkit.errors import InvalidInputError
from evalkit.ledgers.cells import BLANKS
from evalkit.ledgers.faults import Cell, Faults
from evalkit.ledgers.grid import Grid
from evalkit.ledgers.headings import Headings

BATCH = 50_000
_WHOLE = re.compile("合计|总计|总合计|共计|累计|总和|总值|总额|总数")
_MAY_STATE_TOTAL = re.compile("[计和总]")
_PART = re.compile("(?:本页|.{0,12})(?:小计|合计)")


@dataclass
class Tally:
    """What became of the rows of a sheet: rows read = used + blank + totals. Hidden rows are used as well, and told."""

    used: int = 0
    blank: int = 0
    totals: int = 0
    hidden: int = 0


@dataclass(frozen=True)
class Batch:
    """Rows to be used: their numbers, and their texts by the English name of the column."""

    numbers: list[int]
    texts: dict[str, Sequence[str]]


@dataclass(frozen=True)
class Total:
    """A row that states the sum of all rows above it, or of those since the last such row."""

    number: int
    whole: bool
    texts: dict[str, str]


def read_rows(
    grid: Grid, rows: Iterator[tuple[int, list[str]]], headings: Headings, tally: Tally, faults: Faults
) -> Iterator[Batch | Total]:
    """Yield the rows below the headings, and the totals among them where they stand.

    Parameters
    ----------
    grid : Grid
        The sheet.
    rows : iterator
        Its rows below the headings.
    headings : Headings
        Where its columns are.
    tally : Tally
        What becomes of the rows is counted here.
    faults : Faults
        A row with more or fewer cells than the headings is noted here.
    """
    held: list[tuple[int, list[str]]] = []
    for number, cells in rows:
        first = next((text for cell in cells if (text := cell.strip(BLANKS))), "")
        if not first:
            tally.blank += 1
            continue
        tally.hidden += number in grid.hidden
        whole = _states_total(first)
        if whole is None:
            tally.used += 1
            if _fits(grid, cells, headings):
                held.append((number, cells))
            else:
                faults.add(_does_not_fit(cells, headings), Cell(grid.where, number, ""))
        else:
            tally.totals += 1
        if held and (len(held) == BATCH or whole is not None):
            yield _batch(held, headings)
            held = []
        if whole is not None:
            yield Total(number, whole, {name: _at(cells, place.at) for name, place in headings.places.items()})
    if held:
        yield _batch(held, headings)


def _states_total(first: str) -> bool | None:
    """Return whether a row whose first text this is states the sum of all rows or of some; ``None`` where it is no total."""
    if not _MAY_STATE_TOTAL.search(first):
        return None
    label = re.sub(r"\s|:$", "", unicodedata.normalize("NFKC", first)) if len(first) < 24 else ""
    return True if _WHOLE.fullmatch(label) else False if _PART.fullmatch(label) else None


def _fits(grid: Grid, cells: list[str], headings: Headings) -> bool:
    """Return whether a row has as many cells as the headings, and nothing beside them; a sheet has no number of cells of its own."""
    beside = any(cell.strip(BLANKS) for cell in cells[headings.named :])
    return not beside and (bool(grid.sheet) or len(cells) == headings.width)


def _last(cells: list[str]) -> int:
    """Return how many cells there are up to the last that is not blank."""
    return max((at for at, cell in enumerate(cells, start=1) if cell.strip(BLANKS)), default=0)


def _does_not_fit(cells: list[str], headings: Headings) -> InvalidInputError:
    beside = _last(cells) > headings.named
    there, named = (_last(cells), headings.named) if beside else (len(cells), headings.width)
    remedy = "多半是多了或少了逗号；含逗号的文字用双引号括起，表外的内容删去"
    return InvalidInputError("L-ROW-01", "单元格数与表头不符", found=f"{there} 格", expected=f"{named} 格", remedy=remedy)


def _batch(rows: list[tuple[int, list[str]]], headings: Headings) -> Batch:
    columns = list(zip_longest(*(cells for _, cells in rows), fillvalue=""))
    blank = [""] * len(rows)
    texts = {name: columns[place.at] if place.at < len(columns) else blank for name, place in headings.places.items()}
    return Batch([number for number, _ in rows], texts)


def _at(cells: list[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""
