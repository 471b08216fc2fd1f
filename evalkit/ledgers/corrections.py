"""Declared corrections of ledgers: a cell as it should have been, or a row that is left out; each says why, and fails once it no longer applies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evalkit.errors import EvalkitError, InvalidInputError
from evalkit.ledgers.cells import BLANKS
from evalkit.ledgers.faults import Faults
from evalkit.ledgers.grid import NUMBER_MARK, Grid
from evalkit.ledgers.headings import Headings, folded
from evalkit.ledgers.rows import Row, Tally
from evalkit.ledgers.schema import ColumnOf
from evalkit.personal.numbers import masked, personal_number

_MIDNIGHT = " 00:00:00"
UPDATE = "原始数据已换，删去或更新该条更正"


@dataclass(frozen=True)
class LedgerCorrection:
    """An entry of ``corrections.yml`` that concerns a ledger.

    Attributes
    ----------
    entry : str
        Which entry it is, as messages name it.
    ledger : str
    file : str
        As messages name it.
    sheet : str
        Empty where the file has only one that is read.
    row : int
        As Excel shows it.
    expect : mapping of str to str
        What the cells of the row hold, by the heading or the name of their column; one cell where that is corrected.
    value : str or None
        What the cell should hold; ``None`` where the row is left out.
    reason, authority, date : str
    """

    entry: str
    ledger: str
    file: str
    sheet: str
    row: int
    expect: Mapping[str, str]
    value: str | None
    reason: str
    authority: str
    date: str

    @property
    def said(self) -> str:
        """What it says, without its place in the list, which changes with every entry above it."""
        return repr(
            (self.file, self.sheet, self.row, list(self.expect.items()), self.value, self.reason, self.authority, self.date)
        )


@dataclass(frozen=True)
class Applied:
    """A correction that was applied, as pages show it; ``after`` is empty where the row was left out."""

    row: int
    columns: str
    before: str
    after: str | None
    reason: str
    authority: str
    date: str


class Corrector:
    """Applies the corrections of one sheet to its rows, before anything of them is read.

    Parameters
    ----------
    corrections : list of LedgerCorrection
        Those of the sheet.
    grid : Grid
        The sheet.
    headings : Headings
        Its headings.
    columns : list of ColumnOf
        The columns of the ledger.
    tally : Tally
        Where rows that are left out are counted.
    faults : Faults
        Where corrections are noted that do not apply.
    """

    def __init__(
        self,
        corrections: list[LedgerCorrection],
        grid: Grid,
        headings: Headings,
        columns: list[ColumnOf],
        tally: Tally,
        faults: Faults,
    ):
        self.grid, self.headings, self.tally, self.faults = grid, headings, tally, faults
        self.applied: list[Applied] = []
        self._known = {folded(name): column for column in columns for name in column.headings}
        self._known |= {
            folded(headings.places[column.name].heading): column for column in columns if column.name in headings.places
        }
        self._done: set[tuple[int, int]] = set()
        self._by_row: dict[int, list[LedgerCorrection]] = {}
        for correction in corrections:
            self._by_row.setdefault(correction.row, []).append(correction)

    def rows(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Yield the rows as they should have been; the received file itself is never touched."""
        for number, cells in rows:
            kept = True
            for correction in self._by_row.pop(number, ()):
                if kept:
                    kept = self._apply(correction, number, cells)
                else:
                    self.faults.note(not_found(correction, "该行已由前面的更正排除", "每行至多排除一次，排除后不再更正"))
            if kept:
                yield number, cells
            else:
                self.tally.excluded += 1
        for correction in (each for entries in self._by_row.values() for each in entries):
            self.faults.note(not_found(correction, f"没有第 {correction.row} 行数据", f"{self.grid.where} 表头下有该行"))

    def _apply(self, correction: LedgerCorrection, number: int, cells: list[str]) -> bool:
        """Apply a correction to a row, or note why it does not apply; return whether the row is still there."""
        try:
            places = {name: self._place(name) for name in correction.expect}
            cells += [""] * (max(places.values()) + 1 - len(cells))
            if correction.value is not None and not self._done.isdisjoint((number, place) for place in places.values()):
                raise _repeated(cells[next(iter(places.values()))])
            for name, expected in correction.expect.items():
                _compare(cells[places[name]], expected, correction.value)
        except EvalkitError as error:
            self.faults.note(error.at(f"{correction.entry}，{self.grid.where} 第 {number} 行"))
            return True
        before = [_shown(cells[place]) for place in places.values()]
        after = None if correction.value is None else _public(correction.value)
        told = (correction.reason, correction.authority, correction.date)
        columns = "、".join(self._heading(name) for name in places)
        self.applied.append(Applied(number, columns, "、".join(map(_public, before)), after, *told))
        if correction.value is None:
            return False
        (at,) = places.values()
        cells[at] = correction.value
        self._done.add((number, at))
        self.grid.merged.pop((number, at), None)
        return True

    def _heading(self, name: str) -> str:
        return self._known[folded(name)].column.title

    def _place(self, name: str) -> int:
        """Return where a column stands that a correction names; a personal one may neither be corrected nor compared."""
        column = self._known.get(folded(name))
        if column and column.column.personal:
            remedy = "删去该条更正，请提供单位改正后重新报送"
            raise InvalidInputError("C-05", "个人信息列不能更正", found=column.column.title, expected="其他列", remedy=remedy)
        if column is None or column.name not in self.headings.places:
            there = "、".join(place.heading for place in self.headings.places.values())
            raise InvalidInputError(
                "C-04", "更正所指的列不存在", found=f"“{name}”", expected=there, remedy="改正列名，或删去该条更正"
            )
        return self.headings.places[column.name].at


def not_found(correction: LedgerCorrection, found: str, expected: str) -> EvalkitError:
    """Return the fault of a correction whose file, sheet or row is not there."""
    error = InvalidInputError("C-01", "更正找不到所指的行", found=found, expected=expected, remedy=UPDATE)
    return error.at(correction.entry)


def _repeated(cell: str) -> EvalkitError:
    found, expected = f"前面的更正已改为“{_public(_shown(cell))}”", "每格至多一条更正"
    return InvalidInputError("C-06", "同一格有两条更正", found=found, expected=expected, remedy="合并为一条，原值写收到时的值")


def _compare(cell: str, expected: str, value: str | None) -> None:
    before = _shown(cell)
    if before == _shown(expected) and before != value:
        return
    if before == value:
        code, what, remedy = "C-03", "原始数据已经改正", "删去该条更正"
    else:
        code, what, remedy = "C-02", "更正所预期的原值已不符", "核对新到的原始数据，更新或删去该条更正"
    raise InvalidInputError(code, what, found=f"“{_public(before)}”", expected=f"“{_public(expected)}”", remedy=remedy)


def _shown(cell: str) -> str:
    """Return a cell as a person reads it: without the mark of a number, and a day of a workbook without its midnight."""
    return cell.strip(BLANKS).removeprefix(NUMBER_MARK).removesuffix(_MIDNIGHT)


def _public(text: str) -> str:
    return masked(text) if personal_number(text) else text
