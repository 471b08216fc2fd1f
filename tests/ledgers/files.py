"""Small ledger files made by the tests: CSV from rows or bytes, workbooks from sheets of rows, and workbooks with a part altered."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq

from evalkit.ledgers.take_in import LedgerFile, TakenIn, take_in
from evalkit.reads import sha256_of

PAYMENTS = ["支付编号", "支付日期", "子项目", "收款单位", "支付金额"]
TRIPS = ["车次编号", "发车时间", "口岸", "车辆类型", "接转人数"]
MONTHS = ["月份", "进出口", "货值"]
MERCHANTS = ["商户编号", "商户名称", "行业"]
VOUCHERS = ["券编号", "期次", "券面额", "派发日期", "核销时间", "核销金额", "交易金额"]
SHEET = "xl/worksheets/sheet1.xml"


def payment(number="P1", day="2022-03-15", amount="100", payee="示例公司"):
    """Return a row for :data:`PAYMENTS`."""
    return [number, day, "consumption", payee, amount]


def csv_bytes(*rows: Sequence[object], encoding="utf-8", delimiter=",") -> bytes:
    """Return the rows as the bytes of a CSV file."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def write_book(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    """Write a workbook with these sheets and return where it is."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def with_sheet(path: Path, change: Callable[[openpyxl.worksheet.worksheet.Worksheet], object]) -> Path:
    """Change the first sheet of a workbook by openpyxl and return where the workbook is."""
    book = openpyxl.load_workbook(path)
    change(book.worksheets[0])
    book.save(path)
    return path


def with_part(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Change one part of the package of a workbook and return where the workbook is."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = change(parts.get(part, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def take(folder: Path, name: str, *contents: bytes | Path, others=None, year=2022, sheets=(), corrections=()) -> TakenIn:
    """Take in the files of a ledger: bytes are written as CSV first, tables go to ``processed``."""
    files = []
    for number, content in enumerate(contents, start=1):
        path = content if isinstance(content, Path) else folder / f"{name}-{number}.csv"
        if isinstance(content, bytes):
            path.write_bytes(content)
        files.append(LedgerFile(path, path.name, sha256_of(path), tuple(sheets)))
    return take_in(name, files, others or {}, year, folder / "processed", corrections)


def rows_of(taken: TakenIn) -> list[dict]:
    """Return the rows of a sound table."""
    assert taken.problems == [], "\n".join(map(str, taken.problems))
    return pq.read_table(taken.table).to_pylist()


def column_of(taken: TakenIn, name: str) -> list:
    """Return one column of a sound table."""
    return [row[name] for row in rows_of(taken)]


def told(taken: TakenIn) -> list[tuple[str, str, str]]:
    """Return code, place and finding of every problem; where there is one, there is no table."""
    assert taken.table is None
    return [(problem.code, problem.where, problem.found) for problem in taken.problems]


def only(taken: TakenIn) -> str:
    """Return the message of the only problem."""
    assert len(taken.problems) == 1, "\n".join(map(str, taken.problems))
    assert taken.table is None
    return str(taken.problems[0])
