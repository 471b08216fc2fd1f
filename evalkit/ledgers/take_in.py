"""Take in the ledgers of a year: every fault of every file at once, or one typed table for each, with the place of every row."""

import difflib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from evalkit.errors import EvalkitError, InvalidInputError
from evalkit.ledgers.account import LedgerFile, SheetRead, TakenIn, kept, key_of, sheet_of, write_account
from evalkit.ledgers.cells import ColumnParser
from evalkit.ledgers.corrections import Corrector, LedgerCorrection, not_found
from evalkit.ledgers.faults import Cell, Faults
from evalkit.ledgers.grid import Grid, open_grids
from evalkit.ledgers.rows import Batch, RowReader, Total
from evalkit.ledgers.schema import ColumnOf, Ledger, columns_of
from evalkit.ledgers.schemas import LEDGERS
from evalkit.ledgers.sheets import Chosen, choose_sheets
from evalkit.ledgers.sums import Sums, Unsettled, settle
from evalkit.ledgers.table import check_table
from evalkit.reads import sha256_of

MOST_FAULTY = 100_000
"""With more faulty rows than this, what holds between rows is not asked before they are mended."""
PLACES = [("place", pa.string()), ("row_number", pa.int64())]


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


def take_in(
    name: str,
    files: list[LedgerFile],
    others: dict[str, Path],
    fiscal_year: int,
    folder: Path,
    corrections: Sequence[LedgerCorrection] = (),
) -> TakenIn:
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
    corrections : sequence of LedgerCorrection
        Those of its files, applied to the texts before they are read.
    """
    ledger, faults = LEDGERS[name], Faults()
    key = key_of(name, files, corrections, others, fiscal_year)
    table, account = folder / f"{name}.parquet", folder / f"{name}.json"
    before = kept(table, account, key)
    if before:
        return before
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".") as staging:
        staged = Path(staging) / table.name
        reader = _Reader(ledger, fiscal_year, corrections, faults)
        with pq.ParquetWriter(staged, reader.schema, compression="zstd", write_page_checksum=True) as writer:
            for batch in chain.from_iterable(map(reader.read, files)):
                writer.write_batch(batch)
        for file in files:
            if sha256_of(file.path) != file.sha256:
                faults.add_whole(_changed(file))
        settle(reader.unsettled, reader.columns, staged, faults)
        if not faults.unread and len(faults.rows) <= MOST_FAULTY:
            check_table(ledger, staged, others | {name: staged}, faults)
        if faults:
            return TakenIn(name, None, reader.sheets, faults.told())
        staged.replace(table)
    write_account(account, key, table, reader.sheets)
    return TakenIn(name, table, reader.sheets, [])


class _Reader:
    """Reads the files of one ledger into typed batches; faults are noted, not raised."""

    def __init__(self, ledger: type[Ledger], fiscal_year: int, corrections: Sequence[LedgerCorrection], faults: Faults):
        self.ledger, self.fiscal_year, self.corrections, self.faults = ledger, fiscal_year, corrections, faults
        self.columns = columns_of(ledger)
        self.kept = [column for column in self.columns if not column.column.personal]
        self.schema = pa.schema([*PLACES, *((column.name, ColumnParser.type_of(column)) for column in self.kept)])
        self.sheets: list[SheetRead] = []
        self.unsettled: list[Unsettled] = []

    def read(self, file: LedgerFile) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a file."""
        try:
            grids = open_grids(file.path, file.shown)
            chosen = choose_sheets(grids, self.ledger, file.sheets, file.shown)
            read = [grid.sheet for grid, _, _ in chosen]
            corrections = self._of_sheets(file, read)
            unread = [grid.sheet + "（隐藏）" * (not grid.visible) for grid in grids if grid.sheet not in read]
            for each in chosen:
                yield from self._read_sheet(each, corrections.get(each[0].sheet, []), unread)
                unread = []
        except EvalkitError as error:
            self.faults.add_whole(error)

    def _of_sheets(self, file: LedgerFile, sheets: list[str]) -> dict[str, list[LedgerCorrection]]:
        """Return the corrections of a file by the sheet that they concern; one that concerns none is noted."""
        found: dict[str, list[LedgerCorrection]] = {}
        for correction in self.corrections:
            if correction.file == file.shown:
                sheet = correction.sheet or (sheets[0] if len(sheets) == 1 else "")
                if sheet in sheets:
                    found.setdefault(sheet, []).append(correction)
                else:
                    names = "、".join(f"“{name}”" for name in sheets if name)
                    told = f"没有读取工作表“{sheet}”" if sheet else "没有写明工作表"
                    self.faults.note(not_found(correction, told, names or "不写 sheet（该文件没有工作表）"))
        return found

    def _read_sheet(self, chosen: Chosen, corrections: list[LedgerCorrection], unread: list[str]) -> Iterator[pa.RecordBatch]:
        grid, rows, headings = chosen
        for error in headings.problems:
            self.faults.add_whole(error)
        if headings.problems:
            return
        sheet = sheet_of(grid, headings, self.columns)
        sheet.other_sheets = unread
        self.sheets.append(sheet)
        parsers = {
            column.name: ColumnParser(column, headings.places[column.name], grid.epoch)
            for column in self.columns
            if column.name in headings.places
        }
        sums = Sums(grid, self.faults)
        corrector = Corrector(corrections, grid, headings, self.columns, sheet.tally, self.faults)
        sheet.corrected = corrector.applied
        reader = RowReader(grid, headings, self.columns, sheet.tally, self.faults, sheet.footnotes)
        for piece in reader.read(corrector.rows(rows)):
            if isinstance(piece, Total):
                sums.compare(piece, parsers)
            else:
                yield self._typed(grid, piece, parsers, sums)
        sums.finish(parsers)
        self.unsettled += sums.unsettled

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
