"""Ledgers written as bureaus deliver them: most as CSV in UTF-8, one in GB18030, two as workbooks with a title and a total."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
from xlsxwriter import Workbook

from evalkit.ledgers.schema import ColumnOf, columns_of
from evalkit.ledgers.schemas import LEDGERS
from evalkit.ledgers.templates import heading_of
from evalkit.simulate.targets import Targets

Columns = dict[str, Any]
IN_GB18030 = {"hotline_calls"}
AS_WORKBOOK = {"exhibitors", "trainings"}
CREATED = datetime(1980, 1, 1)  # fixed, so that the same rows give the same bytes
PLAIN = pyarrow.csv.WriteOptions(include_header=False, quoting_style="none")


def file_of(name: str) -> str:
    """Return how the file of a ledger is called: that of the one in GB18030 has its Chinese name.

    Examples
    --------
    >>> file_of("vouchers"), file_of("hotline_calls"), file_of("trainings")
    ('vouchers.csv', '热线来电.csv', 'trainings.xlsx')
    """
    return f"{LEDGERS[name].title if name in IN_GB18030 else name}{'.xlsx' if name in AS_WORKBOOK else '.csv'}"


def write_ledger(name: str, batches: Iterable[Columns], folder: Path, targets: Targets) -> int:
    """Write a ledger into a folder, and return how many rows it has.

    Parameters
    ----------
    name : str
        Of the ledger.
    batches : iterable of dict
        Its columns by English name, as arrays or lists of equal length.
    folder : Path
        Where the file is written.
    targets : Targets
        The year, for the title of a workbook.
    """
    columns = columns_of(LEDGERS[name])
    tables = (pa.table({column.name: batch[column.name] for column in columns}) for batch in batches)
    path = folder / file_of(name)
    if name in AS_WORKBOOK:
        return _write_workbook(path, columns, pa.concat_tables(tables), f"{LEDGERS[name].title}（{targets.fiscal_year}年，虚构）")
    return _write_text(path, columns, tables, "gb18030" if name in IN_GB18030 else "utf-8-sig")


def _write_text(path: Path, columns: list[ColumnOf], tables: Iterable[pa.Table], encoding: str) -> int:
    """Write CSV; no cell of a fictional year holds a comma or a quotation mark, and one that did would be refused."""
    rows = 0
    with path.open("wb") as file:
        file.write((",".join(map(heading_of, columns)) + "\n").encode(encoding))
        for table in tables:
            rows += table.num_rows
            sink = pa.BufferOutputStream()
            pyarrow.csv.write_csv(table, sink, PLAIN)
            text = sink.getvalue()
            file.write(text if encoding == "utf-8-sig" else text.to_pybytes().decode().encode(encoding))
    return rows


def _write_workbook(path: Path, columns: list[ColumnOf], table: pa.Table, title: str) -> int:
    """Write a title, the headings, the rows and their total, and a second sheet that holds no data."""
    rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    with Workbook(path) as book:
        book.set_properties({"title": title, "created": CREATED})
        sheet = book.add_worksheet("明细")
        sheet.write_string(0, 0, title)
        sheet.write_row(1, 0, [heading_of(column) for column in columns])
        for at, row in enumerate(rows, start=2):
            for place, value in enumerate(row):
                _write_cell(sheet, at, place, value)
        _write_total(sheet, len(rows) + 2, columns, table)
        book.add_worksheet("说明").write_string(0, 0, "本工作簿的数据均为虚构，不代表任何单位和个人。")
    return len(rows)


def _write_cell(sheet: Any, row: int, place: int, value: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, place, value)
    else:
        sheet.write(row, place, value)


def _write_total(sheet: Any, row: int, columns: list[ColumnOf], table: pa.Table) -> None:
    """Write the sums of the columns that count or measure something, as the last row."""
    sheet.write_string(row, 0, "合计")
    for place, column in enumerate(columns):
        if column.kind in (int, Decimal) and not column.code:
            _write_cell(sheet, row, place, sum(table.column(column.name).to_pylist()))
