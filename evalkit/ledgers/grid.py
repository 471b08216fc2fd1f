"""A ledger file opened: its sheets as rows of text with their row numbers, whatever kind of file it really is."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from evalkit.encoding import SAVE_AS_CSV, SEPARATORS, csv_fault, encoding_of, undecodable
from evalkit.errors import InvalidInputError

EXPORT_AGAIN = "从原系统重新导出"
SAVE_AS_XLSX = "用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”"
NUMBER_MARK = "\uffff"
"""Stands before a number of a workbook, so that a code kept as a number is told from one kept as text; it is no character."""
UNCOMPUTED = f"{NUMBER_MARK}="
"""Stands for a formula that was saved without its value."""
LOOKED_AT = 20
"""How many of the first rows may hold the headings."""
KINDS = {".csv": "text", ".txt": "text", ".xlsx": "xlsx", ".parquet": "parquet"}
LONGEST_LINE = 1 << 20
"""No line is longer than two pieces of this many bytes: whoever reads lines has to hold a whole one."""
PROTECTED = "EncryptedPackage".encode("utf-16-le")
"""The name of what a workbook with a password is kept under, within the container of an old workbook."""
HTML = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<?xml")


@dataclass
class Grid:
    """One sheet: its rows, and what is to be told of it besides.

    Attributes
    ----------
    where : str
        File and sheet, as messages name them.
    sheet : str
        Empty for a text file.
    rows : iterator of (int, list of str)
        Row number as Excel shows it, or 0 for the names of the columns of a file that has them apart, and the texts of the row. A number of a workbook is written out in plain digits behind a mark,
        a date as ISO with its time.
    encoding : str
    merged : dict
        Row and column of a cell in a range merged over several rows, to the first row of that range.
    hidden : frozenset of int
        Rows that Excel does not show.
    hidden_columns : frozenset of int
        Columns that Excel does not show, counted from 0.
    visible : bool
        Whether Excel shows the sheet at all.
    epoch : date
        The day before day 1 of the workbook's calendar, which counts from 1900 or from 1904.
    """

    where: str
    sheet: str
    rows: Iterator[tuple[int, list[str]]]
    encoding: str = ""
    merged: dict[tuple[int, int], int] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    visible: bool = True
    epoch: date = date(1899, 12, 30)


def open_grids(path: Path, shown: str) -> list[Grid]:
    """Return the sheets of a file; a text file is one sheet.

    Parameters
    ----------
    path : Path
        A ``.csv``, ``.txt``, ``.xlsx`` or ``.parquet`` file.
    shown : str
        The file as messages name it.

    Raises
    ------
    InvalidInputError
        ``L-FILE-01`` empty, ``L-FILE-02`` not what its name says, ``L-FILE-03`` text in no known encoding, ``L-FILE-04`` a kind of file
        that is not read, ``L-CSV-02`` a line without end, ``L-CSV-03`` columns parted by semicolons; also what :mod:`evalkit.ledgers.workbook` and :mod:`evalkit.ledgers.parquet`
        refuse.
    """
    suffix, real = path.suffix.lower(), _real_kind(path)
    if real == "empty":
        raise _refused("L-FILE-01", "文件为空", shown, "0 字节", "有表头和数据的文件", "向提供单位重新索取")
    if suffix not in KINDS:
        remedy = f"{SAVE_AS_CSV}，或另存为 .xlsx"
        raise _refused("L-FILE-04", "不读取这种文件", shown, f"“{path.suffix}”", "、".join(KINDS), remedy)
    if real != KINDS[suffix]:
        found = {
            "xlsx": ".xlsx 工作簿",
            "old": "旧版 .xls 工作簿",
            "protected": "加了密码的工作簿",
            "parquet": "Parquet 文件",
            "html": "网页",
            "text": "文本（CSV）",
        }
        remedy = {".xlsx": SAVE_AS_XLSX, ".parquet": EXPORT_AGAIN}.get(suffix, SAVE_AS_CSV)
        remedy = f"取消密码，{SAVE_AS_XLSX}" if real == "protected" else remedy
        raise _refused("L-FILE-02", "内容与扩展名不符", shown, f"其实是{found[real]}", f"“{suffix}”的内容", remedy)
    if real == "xlsx":
        from evalkit.ledgers.workbook import open_sheets

        return open_sheets(path, shown)
    if real == "parquet":
        from evalkit.ledgers.parquet import open_table

        return [open_table(path, shown)]
    return [_text_grid(path, shown)]


def _real_kind(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(512)
    if not start:
        return "empty"
    if start.startswith(b"PK\x03\x04"):
        return "xlsx"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return "protected" if _holds(path, PROTECTED) else "old"
    if start.startswith(b"PAR1"):
        return "parquet"
    return "html" if start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(HTML) else "text"


def _holds(path: Path, name: bytes) -> bool:
    """Return whether a text stands anywhere in a file, which is read in pieces."""
    with path.open("rb") as file:
        before = b""
        while piece := file.read(LONGEST_LINE):
            if name in before + piece:
                return True
            before = piece[-len(name) :]
    return False


def _text_grid(path: Path, shown: str) -> Grid:
    _refuse_endless_line(path, shown)
    try:
        encoding = encoding_of(path)
    except UnicodeDecodeError as error:
        found = undecodable(path, error)
        raise _refused(
            "L-FILE-03", "文字编码无法识别", shown, found, "全文同为 UTF-8 或 GB18030", f"改正该行，{SAVE_AS_CSV}"
        ) from None
    return Grid(shown, "", _text_rows(path, shown, encoding), encoding.removesuffix("-sig"))


def _refuse_endless_line(path: Path, shown: str) -> None:
    with path.open("rb") as file:
        for number, piece in enumerate(iter(lambda: file.read(LONGEST_LINE), b"")):
            if len(piece) == LONGEST_LINE and b"\n" not in piece and b"\r" not in piece:
                found = f"文件的第 {number * LONGEST_LINE + 1} 字节起，{LONGEST_LINE} 字节内没有换行"
                raise _refused("L-CSV-02", "有一行过长", shown, found, "每条记录一行", f"核对该处，{SAVE_AS_CSV}")


def _text_rows(path: Path, shown: str, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows; a row is numbered by its place among the rows, as Excel does, also where a cell holds line ends."""
    with path.open(encoding=encoding, newline="") as file:
        start = "".join(islice(file, LOOKED_AT))
        file.seek(0)
        _refuse_other_separators(start, shown)
        delimiter = "\t" if start.count("\t") > start.count(",") else ","
        number = 0
        try:
            for number, cells in enumerate(csv.reader(file, delimiter=delimiter, strict=True), start=1):
                yield number, cells
        except csv.Error as error:
            raise _refused("L-CSV-01", "不是有效的 CSV", f"{shown} 第 {number + 1} 行", *csv_fault(error)) from None


def _refuse_other_separators(start: str, shown: str) -> None:
    """Refuse a text of which the beginning has neither a comma nor a tab, but a sign by which other programs part columns."""
    found = next((name for sign, name in SEPARATORS.items() if sign in start and "," not in start and "\t" not in start), "")
    if found:
        raise _refused("L-CSV-03", "各列不是用逗号或制表符分开的", shown, found, "逗号或制表符", SAVE_AS_CSV)


def _refused(code: str, what: str, where: str, found: str, expected: str, remedy: str) -> InvalidInputError:
    return InvalidInputError(code, what, found=found, expected=expected, remedy=remedy).at(where)
