"""Take in the ledgers of a year: every fault of every file at once, or one typed table for each, with the place of every row."""

import difflib
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from evalkit.atomic import write_if_changed
from evalkit.errors import EvalkitError, InvalidInputError
from evalkit.ledgers.cells import ColumnParser
from evalkit.ledgers.faults import Cell, Faults
from evalkit.ledgers.grid import Grid, open_grids
from evalkit.ledgers.headings import Headings
from evalkit.ledgers.rows import Batch, Tally, Total, read_rows
from evalkit.ledgers.schema import ColumnOf, Ledger, columns_of
from evalkit.ledgers.schemas import LEDGERS
from evalkit.ledgers.sheets import choose_sheets
from evalkit.ledgers.sums import Sums
from evalkit.ledgers.table import check_table
from evalkit.reads import sha256_of

MOST_FAULTY = 100_000
"""With more faulty rows than this, what holds between rows is not asked before they are mended."""
SHARED = ("encoding", "quantities", "text")
"""The modules below this package by which cells are read."""
PLACES = [("place", pa.string()), ("row_number", pa.int64())]


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
    """How a sheet was read: what the page on intake tells of it."""

    place: str
    encoding: str
    headings_row: int
    tally: Tally = field(default_factory=Tally)
    unread: list[str] = field(default_factory=list)


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


def ledger_of(path: Path) -> str | None:
    """Return the ledger that a file holds, by the beginning of its name, English or Chinese; ``None`` where it says none.

    Examples
    --------
    >>> ledger_of(Path("消费券明细-第一期.xlsx")), ledger_of(Path("hotline_calls.csv")), ledger_of(Path("数据.csv"))
    ('vouchers', 'hotline_calls', None)
    """
    names = {start: name for name, ledger in LEDGERS.items() for start in (name, ledger.title)}
    starts = [start for start in names if path.stem.startswith(start)]
    return names[max(starts, key=len)] if starts else None


def unknown_ledger(path: Path, shown: str) -> EvalkitError:
    """Return the problem of a file whose name says no ledger."""
    titles = {start: ledger.title for name, ledger in LEDGERS.items() for start in (name, ledger.title)}
    near = difflib.get_close_matches(path.stem, titles, n=1, cutoff=0.4)
    remedy = f"是否为“{titles[near[0]]}”？" if near else "文件名以明细的中文名或英文名开头"
    return InvalidInputError(
        "L-NAME-01",
        "文件名看不出是哪一种明细",
        found=f"“{path.name}”",
        expected="、".join(ledger.title for ledger in LEDGERS.values()),
        remedy=remedy,
    ).at(shown)


def take_in(name: str, files: list[LedgerFile], others: dict[str, Path], fiscal_year: int, folder: Path) -> TakenIn:
    """Read the files of one ledger, check them, and write the table and how it came about.

    Parameters
    ----------
    name : str
        Of the ledger.
    files : list of LedgerFile
        In the order in which they are read.
    others : dict of str to Path
        The tables of ledgers that were taken in before.
    fiscal_year : int
        In which every day of the columns named in ``dated`` must lie.
    folder : Path
        Where ``NAME.parquet`` and ``NAME.json`` are written, and only where nothing is wrong.
    """
    ledger, faults = LEDGERS[name], Faults()
    key = _key(name, files, others, fiscal_year)
    table, account = folder / f"{name}.parquet", folder / f"{name}.json"
    kept = _kept(table, account, key)
    if kept:
        return kept
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".") as staging:
        staged = Path(staging) / table.name
        reader = _Reader(ledger, fiscal_year, faults)
        with pq.ParquetWriter(staged, reader.schema, compression="zstd", write_page_checksum=True) as writer:
            for batch in chain.from_iterable(map(reader.read, files)):
                writer.write_batch(batch)
        for file in files:
            if sha256_of(file.path) != file.sha256:
                faults.add_whole(_changed(file))
        if not faults.unread and len(faults.rows) <= MOST_FAULTY:
            check_table(ledger, staged, others | {name: staged}, faults)
        if faults:
            return TakenIn(name, None, reader.sheets, faults.told())
        staged.replace(table)
    plain = {"key": key, "sha256": sha256_of(table), "sheets": [asdict(sheet) for sheet in reader.sheets]}
    write_if_changed(account, json.dumps(plain, ensure_ascii=False, indent=1).encode())
    return TakenIn(name, table, reader.sheets, [])


class _Reader:
    """Reads the files of one ledger into typed batches; faults are noted, not raised."""

    def __init__(self, ledger: type[Ledger], fiscal_year: int, faults: Faults):
        self.ledger, self.fiscal_year, self.faults = ledger, fiscal_year, faults
        self.columns = columns_of(ledger)
        self.kept = [column for column in self.columns if not column.column.personal]
        self.schema = pa.schema([*PLACES, *((column.name, ColumnParser.type_of(column)) for column in self.kept)])
        self.sheets: list[SheetRead] = []

    def read(self, file: LedgerFile) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a file."""
        try:
            chosen = choose_sheets(open_grids(file.path, file.shown), self.ledger, file.sheets, file.shown)
            for grid, rows, headings in chosen:
                yield from self._read_sheet(grid, rows, headings)
        except EvalkitError as error:
            self.faults.add_whole(error)

    def _read_sheet(self, grid: Grid, rows: Iterator, headings: Headings) -> Iterator[pa.RecordBatch]:
        for error in headings.problems:
            self.faults.add_whole(error)
        if headings.problems:
            return
        sheet = SheetRead(grid.where, grid.encoding, headings.last_row, unread=headings.others)
        self.sheets.append(sheet)
        parsers = {
            column.name: ColumnParser(column, headings.places[column.name], grid.epoch)
            for column in self.columns
            if column.name in headings.places
        }
        sums = Sums(grid, self.faults)
        for piece in read_rows(grid, rows, headings, sheet.tally, self.faults):
            if isinstance(piece, Total):
                sums.compare(piece, parsers)
            else:
                yield self._typed(grid, piece, parsers, sums)
        sums.finish(parsers)

    def _typed(self, grid: Grid, batch: Batch, parsers: dict[str, ColumnParser], sums: Sums) -> pa.RecordBatch:
        arrays = {"place": [grid.where] * len(batch.numbers), "row_number": batch.numbers}
        for column in self.columns:
            parser = parsers.get(column.name)
            values = self._values(grid, batch, parser) if parser else [None] * len(batch.numbers)
            if column.kind in (Decimal, int) and parser:
                sums.add(column.name, values)
            if not column.column.personal:
                arrays[column.name] = values
        return pa.RecordBatch.from_pydict(arrays, schema=self.schema)

    def _values(self, grid: Grid, batch: Batch, parser: ColumnParser) -> list:
        """Return the values of a column; a faulty cell is noted and left empty."""
        texts, heading = batch.texts[parser.column.name], parser.place.heading
        parsed = parser.parse(set(texts))
        wrong = {text for text, value in parsed.items() if isinstance(value, EvalkitError)}
        if parser.column.name in self.ledger.dated:
            late = {
                text: self._outside(parser.column, value)
                for text, value in parsed.items()
                if text not in wrong and value is not None
            }
            parsed |= {text: error for text, error in late.items() if error}
            wrong |= {text for text, error in late.items() if error}
        wrong_rows = [at for at, text in enumerate(texts) if text in wrong] if wrong else []
        for at in wrong_rows:
            self.faults.add(parsed[texts[at]], Cell(grid.where, batch.numbers[at], heading))
        if parser.column.kind in (Decimal, int) and grid.merged:
            self._merged_numbers(grid, batch, parser)
        return [None if text in wrong else parsed[text] for text in texts]

    def _outside(self, column: ColumnOf, value: object) -> EvalkitError | None:
        year = int(value[:4]) if isinstance(value, str) else value.year
        if year == self.fiscal_year:
            return None
        remedy = "改正日期；确属其他年度的，移到该年度的文件"
        expected = f"{self.fiscal_year} 年内的日期"
        return InvalidInputError("L-YEAR-01", "日期不在该财政年度", found=f"“{value}”", expected=expected, remedy=remedy)

    def _merged_numbers(self, grid: Grid, batch: Batch, parser: ColumnParser) -> None:
        for number in batch.numbers:
            first = grid.merged.get((number, parser.place.at), number)
            if first != number:
                found, remedy = f"与第 {first} 行合并", "取消合并，逐行填写"
                error = InvalidInputError(
                    "L-ROW-02", "数字列有跨行合并的单元格", found=found, expected="每行各有数字", remedy=remedy
                )
                self.faults.add(error, Cell(grid.where, number, parser.place.heading))


def _changed(file: LedgerFile) -> EvalkitError:
    return InvalidInputError(
        "L-FILE-05",
        "文件在读取时被改动",
        found="内容与读取前不同",
        expected="读取期间不变",
        remedy="关闭打开该文件的程序，重新运行",
    ).at(file.shown)


def _key(name: str, files: list[LedgerFile], others: dict[str, Path], fiscal_year: int) -> str:
    """Return what a table rests on: its files, the tables it refers to, the year, and this code."""
    references = sorted({column.key_of.ledger for column in columns_of(LEDGERS[name]) if column.key_of} & others.keys())
    parts = [name, str(fiscal_year), _code(), *(f"{file.shown} {file.sha256} {file.sheets}" for file in files)]
    parts += [f"{other} {sha256_of(others[other])}" for other in references if other != name]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _code() -> str:
    folder = Path(__file__).parent
    files = [*sorted(folder.rglob("*.py")), *(folder.parent / f"{module}.py" for module in SHARED)]
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def _kept(table: Path, account: Path, key: str) -> TakenIn | None:
    """Return what was taken in before from the same files, if the table is still the one that was written."""
    try:
        plain = json.loads(account.read_bytes())
        if plain["key"] != key or sha256_of(table) != plain["sha256"]:
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    sheets = [SheetRead(**sheet | {"tally": Tally(**sheet["tally"])}) for sheet in plain["sheets"]]
    return TakenIn(table.stem, table, sheets, [])
