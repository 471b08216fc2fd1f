"""Faults of the cells of a ledger: told with their rows, the same fault of many rows together."""

from dataclasses import dataclass

from evalkit.errors import EvalkitError

LISTED = 20


@dataclass(frozen=True)
class Cell:
    """Where a fault stands: the sheet, the row and the heading of its column."""

    where: str
    row: int
    heading: str


class Faults:
    """The faults of one ledger; of each kind in each column the first rows are told one by one, the rest as a number.

    Attributes
    ----------
    rows : set of (str, int)
        File and sheet, and row, of every faulty cell.
    unread : bool
        Whether a file or a sheet could not be read at all.
    """

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str, str], list[EvalkitError]] = {}
        self._counts: dict[tuple[str, str, str], int] = {}
        self.rows: set[tuple[str, int]] = set()
        self.unread = False

    def __bool__(self) -> bool:
        return bool(self._counts)

    def add(self, error: EvalkitError, cell: Cell) -> None:
        """Note a fault of a cell; ``error`` may be the same object for the same text in many rows."""
        group = (cell.where, cell.heading, error.code)
        self._counts[group] = self._counts.get(group, 0) + 1
        self.rows.add((cell.where, cell.row))
        if self._counts[group] <= LISTED:
            column = f" {cell.heading} 列" if cell.heading else ""
            self._groups.setdefault(group, []).append(_copy(error).at(f"{cell.where} 第 {cell.row} 行{column}"))

    def add_whole(self, error: EvalkitError) -> None:
        """Note a fault of a file or a sheet, which tells its own place, and because of which it was not read."""
        self.unread = True
        self.note(error)

    def note(self, error: EvalkitError) -> None:
        """Note a fault that tells its own place, and because of which nothing was left unread."""
        self._groups.setdefault((error.where, "", error.code), []).append(error)
        self._counts[error.where, "", error.code] = self._counts.get((error.where, "", error.code), 0) + 1

    def spoil_sum(self, where: str, heading: str) -> bool:
        """Return whether some cell of a column was left out, so that its sum cannot equal a printed total."""
        return any(place == where and column in (heading, "") and code != "L-SUM-01" for place, column, code in self._counts)

    def told(self) -> list[EvalkitError]:
        """Return every fault in the order in which they were met, with a line for those that are not listed."""
        told = []
        for group, errors in self._groups.items():
            told += errors
            more = self._counts[group] - len(errors)
            if more > 0:
                last = _copy(errors[-1])
                last.found = f"另有 {more} 行有同样的问题，未逐行列出"
                column = f" {group[1]} 列" if group[1] else ""
                told.append(last.at(f"{group[0]}{column}"))
        return told


def _copy(error: EvalkitError) -> EvalkitError:
    return type(error)(error.code, error.what, found=error.found, expected=error.expected, remedy=error.remedy)
