"""The rows of a sheet below its headings: blank rows, totals and notes are set aside and counted, every other row is used."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from evalkit.errors import InvalidInputError
from evalkit.ledgers.cells import BLANKS
from evalkit.ledgers.faults import Cell, Faults
from evalkit.ledgers.footnotes import Footnotes
from evalkit.ledgers.grid import Grid
from evalkit.ledgers.headings import Headings
from evalkit.ledgers.schema import ColumnOf

BATCH = 50_000
_WHOLE = re.compile("合计|总计|总合计|共计|累计|总和|总值|总额|总数")
_MAY_STATE_TOTAL = re.compile("[计和总]")
_PART = re.compile("(?:本页|.{0,12})(?:小计|合计)")
_TOTALS = frozenset(["小计", "合计", "总计", "共计", "小 计", "合 计", "总 计", "本页小计"])

Row = tuple[int, list[str]]


@dataclass
class Tally:
    """What became of the rows of a sheet: rows read = used + blank + totals + notes + excluded. Hidden rows are used as well, and told."""

    used: int = 0
    blank: int = 0
    totals: int = 0
    notes: int = 0
    excluded: int = 0
    hidden: int = 0


@dataclass(frozen=True)
class Batch:
    """Rows to be used: their numbers, and their texts by the English name of the column."""

    numbers: list[int]
    texts: dict[str, Sequence[str]]


@dataclass(frozen=True)
class Total:
    """A row that states a sum: its label, whether that says the sum of all rows, and its texts by the English name of the column."""

    number: int
    label: str
    whole: bool
    texts: dict[str, str]


@dataclass
class RowReader:
    """Tells the rows of a sheet apart.

    Attributes
    ----------
    grid : Grid
        The sheet.
    headings : Headings
        Where its columns are.
    columns : list of ColumnOf
        The columns of the ledger.
    tally : Tally
        What becomes of the rows is counted here.
    faults : Faults
        A row with more or fewer cells than the headings is noted here.
    footnotes : list of str
        The notes below the table that were set aside, each with its row and its label, but not with what it says.
    """

    grid: Grid
    headings: Headings
    columns: list[ColumnOf]
    tally: Tally
    faults: Faults
    footnotes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        places = {self.headings.places[column.name].at: column for column in self.columns if column.name in self.headings.places}
        self._required = [at for at, column in places.items() if not column.optional]
        self._not_words = {at for at, column in places.items() if column.kind is not str or column.allowed or column.month}
        self._held: list[Row] = []

    def read(self, rows: Iterator[Row]) -> Iterator[Batch | Total]:
        """Yield the rows below the headings, and the totals among them where they stand; a note is one only below the last row of data."""
        notes, below = Footnotes(self.columns, self.headings), []
        for number, cells in rows:
            first = next((text for cell in cells if (text := cell.strip(BLANKS))), "")
            if not first:
                self.tally.blank += 1
                continue
            self.tally.hidden += number in self.grid.hidden
            label = self._label_of_total(first, cells)
            if label:
                self.tally.totals += 1
                yield from self._batch()
                texts = {name: _at(cells, place.at) for name, place in self.headings.places.items()}
                yield Total(number, label, _states_total(label) is True, texts)
            elif note := notes.labels(cells, continued=bool(below)):
                below.append((number, cells, note))
            else:
                for above in (*((at, texts) for at, texts, _ in below), (number, cells)):
                    self._use(*above)
                below = []
                if len(self._held) >= BATCH:
                    yield from self._batch()
        yield from self._batch()
        for number, cells, note in below:
            self.tally.notes += 1
            self.footnotes.append(f"第 {number} 行（{note}）")
            if unit := notes.other_unit(cells):
                self.faults.add(_other_unit(unit), Cell(self.grid.where, number, ""))

    def _use(self, number: int, cells: list[str]) -> None:
        self.tally.used += 1
        if _fits(self.grid, cells, self.headings):
            self._held.append((number, cells))
        else:
            self.faults.add(_does_not_fit(cells, self.headings), Cell(self.grid.where, number, ""))

    def _batch(self) -> Iterator[Batch]:
        if self._held:
            held, self._held = self._held, []
            yield _batch(held, self.headings)

    def _label_of_total(self, first: str, cells: list[str]) -> str:
        """Return what a row is called that states a sum; empty where it is a row of data.

        The first text says so, or a text behind it in a row that could not be one of data: in a column that holds no words, or where a
        required cell is blank.
        """
        if _states_total(first) is not None:
            return first
        if _TOTALS.isdisjoint(cells):
            return ""
        at = next(at for at, cell in enumerate(cells) if cell in _TOTALS)
        lacking = any(not _at(cells, place).strip(BLANKS) for place in self._required)
        return cells[at] if at in self._not_words or lacking else ""


def _states_total(first: str) -> bool | None:
    """Return whether a label says the sum of all rows or of some; ``None`` where it is no label of a total."""
    if not _MAY_STATE_TOTAL.search(first):
        return None
    label = folded_label(first) if len(first) < 24 else ""
    return True if _WHOLE.fullmatch(label) else False if _PART.fullmatch(label) else None


def folded_label(text: str) -> str:
    """Return the label of a total as it is compared: half-width, without spaces and a colon behind."""
    return re.sub(r"\s|:$", "", unicodedata.normalize("NFKC", text))


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


def _other_unit(unit: str) -> InvalidInputError:
    expected = "表头或表上方写明的单位，与表尾所注一致"
    remedy = "核对金额的单位，写入表头，如“金额（万元）”"
    return InvalidInputError(
        "L-UNIT-03", "表尾所注的单位与读入的单位不同", found=f"“单位：{unit}”", expected=expected, remedy=remedy
    )


def _batch(rows: list[Row], headings: Headings) -> Batch:
    columns = list(zip_longest(*(cells for _, cells in rows), fillvalue=""))
    blank = [""] * len(rows)
    texts = {name: columns[place.at] if place.at < len(columns) else blank for name, place in headings.places.items()}
    return Batch([number for number, _ in rows], texts)


def _at(cells: list[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""
