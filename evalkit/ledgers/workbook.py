"""Workbooks with ledgers: what is dangerous is refused before the reader opens it, what it would pass over is told."""

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError, fromstring, iterparse
from xml.parsers import expat

import python_calamine
from openpyxl.utils import coordinate_to_tuple, get_column_letter

from evalkit.errors import InvalidInputError
from evalkit.ledgers.grid import NUMBER_MARK, SAVE_AS_CSV, SAVE_AS_XLSX, UNCOMPUTED, Grid

MOST_BYTES = 2_000_000_000
MOST_RATIO, LEAST_PACKED = 200, 100_000
MOST_CELLS = 40_000_000
MOST_COLUMNS, MOST_ROWS = 500, 1_048_576
MOST_BLANK, WIDE_AREA = 100, 1_000_000
"""A data area larger than this many cells may have so many blank cells for each that is filled."""
MOST_MERGED, MOST_PARTS, MOST_LISTED = 100_000, 10_000, 5_000_000
PIECE = 1 << 16
BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


@dataclass
class _Scan:
    """What the reader of values does not tell of a sheet; ``unread`` are formulas without a value, and error values, by row."""

    last_row: int = 0
    last_column: int = 0
    filled: int = 0
    merged: int = 0
    hidden: set[int] = field(default_factory=set)
    hidden_columns: list[range] = field(default_factory=list)
    unread: dict[int, dict[int, str]] = field(default_factory=dict)


def open_sheets(path: Path, shown: str) -> list[Grid]:
    """Return the sheets of a workbook; nothing in it is executed, fetched or expanded.

    Raises
    ------
    InvalidInputError
        ``L-XLSX-01`` damaged or protected, ``L-XLSX-02`` far too large, or a cell far from all others, ``L-XLSX-03`` with a document
        type definition.
    """
    scans, epoch = _scanned(path, shown)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        shown_as = {sheet.name: sheet.visible for sheet in book.sheets_metadata if sheet.name in scans}
        sheets = [book.get_sheet_by_name(name) for name in shown_as]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _damaged(f"读取时出错（{type(error).__name__}）", shown) from None
    grids = [_grid(sheet, scans[sheet.name], epoch, f"{shown} 工作表“{sheet.name}”") for sheet in sheets]
    for grid in grids:
        grid.visible = shown_as[grid.sheet] == python_calamine.SheetVisibleEnum.Visible
    return grids


def _grid(sheet: Any, scan: _Scan, epoch: date, where: str) -> Grid:
    """Return a sheet as rows; of its merged ranges only those over several rows matter."""
    merged: dict[tuple[int, int], int] = {}
    for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or []:
        rows = range(first_row, min(last_row + 1, scan.last_row))
        columns = range(first_column, min(last_column + 1, scan.last_column))
        if len(merged) + len(rows) * len(columns) > WIDE_AREA:
            raise _too_large(f"合并区域共 {WIDE_AREA} 格以上", f"不超过 {WIDE_AREA} 格", where)
        if last_row > first_row:
            merged |= {(row + 1, column): first_row + 1 for row in rows for column in columns}
    hidden = frozenset(at for columns in scan.hidden_columns for at in columns if at < scan.last_column)
    rows = _filled(_rows(sheet, scan), merged)
    return Grid(where, sheet.name, rows, "", merged, frozenset(scan.hidden), hidden, epoch=epoch)


def _filled(rows: Iterator[tuple[int, list[str]]], merged: dict[tuple[int, int], int]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows; every cell of a range merged over several rows shows the text of its first row."""
    starts = {place: "" for place, first in merged.items() if place[0] == first}
    spanning = {row for row, _ in merged}
    for number, texts in rows:
        for at in range(len(texts)) if number in spanning else ():
            first = merged.get((number, at))
            if first == number:
                starts[number, at] = texts[at]
            elif first:
                texts[at] = starts[first, at]
        yield number, texts


def _rows(sheet: Any, scan: _Scan) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows as texts; the reader of values leaves a cell without a value blank, and knows no rows of such cells at the end."""
    left, number = [""] * (sheet.start or (0, 0))[1], 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield number, _with_unread([*left, *(_text(cell) for cell in cells)], scan.unread.get(number, {}))
    for below in sorted(row for row in scan.unread if row > number):
        yield below, _with_unread([], scan.unread[below])


def _with_unread(texts: list[str], unread: dict[int, str]) -> list[str]:
    texts += [""] * (max(unread, default=0) - len(texts))
    for column, text in unread.items():
        texts[column - 1] = text
    return texts


def _text(cell: Any) -> str:
    """Write a value out: a number in plain digits behind a mark, a date as ISO with its time."""
    if isinstance(cell, str):
        return cell.replace(NUMBER_MARK, "")
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float | int):
        return NUMBER_MARK + (f"{int(cell)}" if cell == int(cell) else f"{Decimal(f'{cell:.15g}'):f}")
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    return f"{cell.isoformat()} 00:00:00" if isinstance(cell, date) else str(cell)


def _scanned(path: Path, shown: str) -> tuple[dict[str, _Scan], date]:
    """Return what stands in each sheet besides values, by its name, and the day before day 1 of the calendar."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            _refuse_bomb(parts, path.stat().st_size, shown)
            _refuse_lies(path, parts)
            for part in parts:
                _refuse_document_type(package, part, shown)
            return {name: _scan(package, part, shown) for name, part in _sheets(package).items()}, _epoch(package)
    except InvalidInputError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        ParseError,
        EOFError,
        KeyError,
        ValueError,
        struct.error,
        RuntimeError,
        NotImplementedError,
    ):
        raise _damaged("不是完整的工作簿，或有密码", shown) from None


def _sheets(package: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of the package that holds each sheet of cells, by the name of the sheet; parts need not be in the order of sheets."""
    parts = {each.get("Id"): each for each in fromstring(package.read(RELATIONS))}
    sheets = {}
    for element in fromstring(package.read(BOOK)).iter():
        if element.tag.endswith("}sheet"):
            relation = parts[{key.rpartition("}")[2]: value for key, value in element.items()}["id"]]
            if relation.get("Type", "").endswith("/worksheet"):
                target = posixpath.normpath(posixpath.join("/xl", relation.get("Target", "")))
                sheets[element.get("name", "")] = target.lstrip("/")
    return sheets


def _refuse_bomb(parts: list[zipfile.ZipInfo], packed: int, shown: str) -> None:
    size, listed = sum(part.file_size for part in parts), [part for part in parts if part.filename.lower() in (BOOK, RELATIONS)]
    if size > MOST_BYTES or size > max(packed, LEAST_PACKED) * MOST_RATIO:
        raise _too_large(
            f"{packed} 字节的文件解压后 {size} 字节", f"不超过 {MOST_BYTES} 字节，且不超过压缩时的 {MOST_RATIO} 倍", shown
        )
    if len(parts) > MOST_PARTS or any(part.file_size > MOST_LISTED for part in listed):
        raise _too_large(f"{len(parts)} 个部件", f"不超过 {MOST_PARTS} 个部件，工作表目录不超过 {MOST_LISTED} 字节", shown)


def _refuse_lies(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    """Refuse a package whose parts are larger than it says, or that has two parts of one name: the reader of values believes neither.

    Raises
    ------
    zipfile.BadZipFile
        For the first of them.
    """
    if len({part.filename.lower() for part in parts}) < len(parts):
        raise zipfile.BadZipFile
    with path.open("rb") as file:
        for part in parts:
            file.seek(part.header_offset)
            names = struct.unpack("<26xHH", file.read(30))
            file.seek(sum(names), 1)
            if _unpacked_size(file, part) != part.file_size:
                raise zipfile.BadZipFile


def _unpacked_size(file: BinaryIO, part: zipfile.ZipInfo) -> int:
    """Return how large a part is, or a little more than it says where it is larger."""
    if part.compress_type == zipfile.ZIP_STORED:
        return part.compress_size
    if part.compress_type != zipfile.ZIP_DEFLATED or part.flag_bits & 1:
        raise NotImplementedError
    unpacker, size, left = zlib.decompressobj(-zlib.MAX_WBITS), 0, part.compress_size
    while left and not unpacker.eof and size <= part.file_size:
        piece = file.read(min(PIECE, left))
        left -= len(piece)
        while piece and size <= part.file_size:
            size += len(unpacker.decompress(piece, PIECE))
            piece = unpacker.unconsumed_tail
        if not piece and not left:
            size += len(unpacker.flush())
    return size


def _epoch(package: zipfile.ZipFile) -> date:
    """Return the day before day 1 of the workbook's calendar, which counts from 1900 or from 1904."""
    book = package.read(BOOK)
    return date(1904, 1, 1) if re.search(rb'date1904="(1|true)"', book) else date(1899, 12, 30)


def _refuse_document_type(package: zipfile.ZipFile, part: zipfile.ZipInfo, shown: str) -> None:
    if not part.filename.lower().endswith((".xml", ".rels")):
        return
    met: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: met.append("DOCTYPE")
    parser.StartElementHandler = lambda *_: met.append("element")
    with package.open(part) as xml:
        while not met and (piece := xml.read(1 << 14)):
            try:
                parser.Parse(piece)
            except expat.ExpatError:  # where definitions multiply, the parser gives up by itself
                if met[:1] != ["DOCTYPE"]:
                    raise
    if met[:1] == ["DOCTYPE"]:
        error = InvalidInputError(
            "L-XLSX-03",
            "含有不允许的定义",
            found=f"{part.filename} 中的 DOCTYPE",
            expected="Excel 或 WPS 保存的工作簿",
            remedy=SAVE_AS_XLSX,
        )
        raise error.at(shown)


def _scan(package: zipfile.ZipFile, part: str, shown: str) -> _Scan:
    """Walk through the XML of a sheet, keeping nothing of it but what the reader of values passes over."""
    scan, around, cell, row, column = _Scan(), [], 0, 0, 0
    with package.open(part) as xml:
        for event, element in iterparse(xml, events=("start", "end")):
            name = _plain_tag(element)
            if event == "start":
                around.append(element)
                cell = cell or (len(around) if name == "c" else 0)
                if name == "row":
                    row, column = int(element.get("r", row + 1)), 0
                    if _is_hidden(element):
                        scan.hidden.add(row)
                continue
            around.pop()
            if cell and len(around) >= cell:  # part of a cell, which is looked at when it ends
                continue
            cell = 0
            if name == "c":
                place = coordinate_to_tuple(element.get("r")) if element.get("r") else (row, column + 1)
                column = place[1]
                _note_cell(scan, element, place[0], column, shown)
            elif name == "col" and _is_hidden(element):
                scan.hidden_columns.append(range(int(element.get("min")) - 1, min(int(element.get("max")), MOST_COLUMNS)))
            scan.merged += name == "mergeCell"
            if scan.merged > MOST_MERGED:
                raise _too_large(f"{MOST_MERGED} 个以上合并区域", f"不超过 {MOST_MERGED} 个", shown)
            if around:
                around[-1].clear()  # nothing is left of what has ended
    area = scan.last_row * scan.last_column
    if area > max(WIDE_AREA, scan.filled * MOST_BLANK):
        found = f"{scan.last_row} 行 {scan.last_column} 列的数据区中只有 {scan.filled} 格有内容"
        raise _too_large(found, "没有远离其他内容的单元格", shown)
    return scan


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") in ("1", "true")


def _plain_tag(element: Any) -> str:
    return element.tag.rpartition("}")[2]


def _note_cell(scan: _Scan, cell: Any, row: int, column: int, shown: str) -> None:
    children = {_plain_tag(child): child for child in cell}
    value = children["v"].text if "v" in children else None
    if value is None and "f" not in children and "is" not in children:
        return
    scan.last_row, scan.last_column, scan.filled = max(scan.last_row, row), max(scan.last_column, column), scan.filled + 1
    if scan.last_column > MOST_COLUMNS or scan.last_row > MOST_ROWS or scan.last_row * scan.last_column > MOST_CELLS:
        place = f"{get_column_letter(column)}{row}"
        raise _too_large(f"单元格 {place} 有内容", f"不超过 {MOST_COLUMNS} 列、共 {MOST_CELLS} 格的数据区", shown)
    if "f" in children and value is None and cell.get("t") != "str":
        scan.unread.setdefault(row, {})[column] = UNCOMPUTED
    elif cell.get("t") == "e":
        scan.unread.setdefault(row, {})[column] = value or ""


def _damaged(found: str, shown: str) -> InvalidInputError:
    error = InvalidInputError(
        "L-XLSX-01", "文件损坏或有密码", found=found, expected="完整的 .xlsx 工作簿", remedy=f"取消密码，{SAVE_AS_XLSX}"
    )
    return error.at(shown)


def _too_large(found: str, expected: str, shown: str) -> InvalidInputError:
    remedy = f"删去表外的内容和格式；数据确实很多的，{SAVE_AS_CSV}"
    return InvalidInputError("L-XLSX-02", "工作簿过大", found=found, expected=expected, remedy=remedy).at(shown)
