"""The account of a ledger: how each sheet was read, and what its table rests on, so that an unchanged one is not read again."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from evalkit.atomic import write_if_changed
from evalkit.errors import EvalkitError
from evalkit.ledgers.corrections import Applied, LedgerCorrection
from evalkit.ledgers.grid import Grid
from evalkit.ledgers.headings import Headings, folded
from evalkit.ledgers.rows import Tally
from evalkit.ledgers.schema import ColumnOf, columns_of
from evalkit.ledgers.schemas import LEDGERS
from evalkit.reads import sha256_of

SHARED = ("encoding", "quantities", "text")
"""The modules below this package by which cells are read."""


@dataclass(frozen=True)
class LedgerFile:
    """A received file of a ledger.

    Attributes
    ----------
    path : Path
    shown : str
        As messages name it.
    sha256 : str
    sheets : tuple of str
        The sheets that ``SOURCES.yml`` says hold the data; empty where it does not say.
    """

    path: Path
    shown: str
    sha256: str
    sheets: tuple[str, ...] = ()


@dataclass
class SheetRead:
    """How a sheet was read: what the page on intake tells of it.

    Attributes
    ----------
    place : str
        File and sheet.
    encoding : str
    headings_row : int
        The last row of the headings; 0 for a file that has the names of its columns apart.
    double : bool
        Whether the headings stand in two rows.
    tally : Tally
    unread : list of str
        Headings that the ledger does not have.
    personal : list of str
        Headings of personal columns, which are checked and left behind.
    converted : list of str
        Columns that were converted, each as ``HEADING→UNIT``.
    renamed : list of str
        Headings under which a column was recognised that is called otherwise, each as ``HEADING→TITLE``.
    hidden_columns : list of str
        Headings of columns that Excel does not show; they are read like others.
    filled : list of str
        Headings of columns in which cells merged over several rows were filled down.
    footnotes : list of str
        Notes below the table that were set aside: row and label.
    other_sheets : list of str
        The sheets of the same file that were not read; told of the first that was.
    corrected : list of Applied
        The corrections that were applied.
    """

    place: str
    encoding: str
    headings_row: int
    double: bool = False
    tally: Tally = field(default_factory=Tally)
    unread: list[str] = field(default_factory=list)
    personal: list[str] = field(default_factory=list)
    converted: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    other_sheets: list[str] = field(default_factory=list)
    corrected: list[Applied] = field(default_factory=list)


@dataclass
class TakenIn:
    """A ledger after intake.

    Attributes
    ----------
    ledger : str
    table : Path or None
        ``None`` where there are problems.
    sheets : list of SheetRead
    problems : list of EvalkitError
    """

    ledger: str
    table: Path | None
    sheets: list[SheetRead]
    problems: list[EvalkitError]


def sheet_of(grid: Grid, headings: Headings, columns: list[ColumnOf]) -> SheetRead:
    """Return what is to be told of a sheet before its rows are read."""
    found = [(column, headings.places[column.name]) for column in columns if column.name in headings.places]
    merged = {at for (row, at), first in grid.merged.items() if row > headings.last_row and row != first}
    return SheetRead(
        grid.where,
        grid.encoding,
        headings.last_row,
        headings.double,
        unread=headings.others,
        personal=[place.heading for column, place in found if column.column.personal],
        converted=[f"{place.heading}→{column.column.unit}" for column, place in found if place.unit != column.column.unit],
        renamed=[f"{place.heading}→{column.column.title}" for column, place in found if not _is_called(column, place.heading)],
        hidden_columns=[headings.texts[at].strip() for at in sorted(grid.hidden_columns) if at < len(headings.texts)],
        filled=[place.heading for _, place in found if place.at in merged],
    )


def _is_called(column: ColumnOf, heading: str) -> bool:
    """Return whether a heading is the title or the English name of a column, with or without its unit behind."""
    return folded(heading).partition("(")[0] in (folded(column.column.title).partition("(")[0], column.name)


def key_of(
    name: str, files: list[LedgerFile], corrections: Sequence[LedgerCorrection], others: dict[str, Path], fiscal_year: int
) -> str:
    """Return what a table rests on: its files, their corrections, the tables it refers to, the year, and this code."""
    references = sorted({column.key_of.ledger for column in columns_of(LEDGERS[name]) if column.key_of} & others.keys())
    parts = [name, str(fiscal_year), _code(), *(f"{file.shown} {file.sha256} {file.sheets}" for file in files)]
    parts += [correction.said for correction in corrections]
    parts += [f"{other} {sha256_of(others[other])}" for other in references if other != name]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _code() -> str:
    folder = Path(__file__).parent
    files = [*sorted(folder.rglob("*.py")), *(folder.parent / f"{module}.py" for module in SHARED)]
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def write_account(account: Path, key: str, table: Path, sheets: list[SheetRead]) -> None:
    """Write how a table came about, and a digest of that, so that a damaged account is not believed."""
    plain = {"key": key, "sha256": sha256_of(table), "sheets": [asdict(sheet) for sheet in sheets]}
    plain["account"] = _digest_of(plain)
    write_if_changed(account, json.dumps(plain, ensure_ascii=False, indent=1).encode())


def kept(table: Path, account: Path, key: str) -> TakenIn | None:
    """Return what was taken in before from the same files, if the table is still the one that was written."""
    try:
        plain = json.loads(account.read_bytes())
        if plain.pop("account") != _digest_of(plain) or plain["key"] != key or sha256_of(table) != plain["sha256"]:
            return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return TakenIn(table.stem, table, list(map(_sheet, plain["sheets"])), [])


def _digest_of(plain: dict) -> str:
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _sheet(plain: dict) -> SheetRead:
    corrected = [Applied(**each) for each in plain["corrected"]]
    return SheetRead(**plain | {"tally": Tally(**plain["tally"]), "corrected": corrected})
