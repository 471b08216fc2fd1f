"""Workbooks of strangers, opened safely: every sheet becomes the texts that its cells show, and its merged ranges."""

import html
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from evalkit.errors import EvalkitError, InvalidInputError
from evalkit.forms.shown_text import shown_value

MOST_BYTES = 50_000_000
MOST_CELLS = 200_000
MOST_TAGS = 10 * MOST_CELLS
"""Tags of all parts: texts, formats and comments are many without being cells."""
MOST_ROWS = 5_000
SAVE_AGAIN = "在 Excel 中打开，取消密码，另存为“Excel 工作簿（.xlsx）”"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
CELL = re.compile(rb"<(?:\w+:)?(?:c|si)[\s/>]")
MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([^"']+)""")


@dataclass(frozen=True)
class Range:
    """A rectangle of cells, first and last included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def holds(self, column: int) -> bool:
        """Return whether a column runs through it."""
        return self.first_column <= column <= self.last_column


@dataclass
class Sheet:
    """The texts of a sheet.

    Attributes
    ----------
    name : str
    texts : dict
        By row and column, only cells that show something.
    merged : dict
        The merged range of every cell that is in one.
    problems : list of EvalkitError
        Cells that cannot be read.
    """

    name: str
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: dict[tuple[int, int], Range] = field(default_factory=dict)
    problems: list[EvalkitError] = field(default_factory=list)

    def __post_init__(self):
        self.columns: dict[int, list[int]] = {}
        for row, column in sorted(self.texts):
            self.columns.setdefault(row, []).append(column)

    @property
    def rows(self) -> list[int]:
        """The rows that show something, from the top."""
        return list(self.columns)

    def cells(self, row: int) -> Iterator[tuple[int, str]]:
        """Return the columns and texts of the cells that begin in a row and show something, from the left."""
        for column in self.columns.get(row, []):
            yield column, self.texts[row, column]

    def range(self, row: int, column: int) -> Range:
        """Return the merged range of a cell, or the cell alone."""
        return self.merged.get((row, column)) or Range(row, column, row, column)

    def text(self, row: int, column: int) -> str:
        """Return what a cell shows; in a merged range every cell shows the text of the first."""
        whole = self.range(row, column)
        return self.texts.get((whole.first_row, whole.first_column), "")

    def own(self, row: int, first: int, last: int) -> str:
        """Return, joined, the texts of the cells that begin in these columns of a row."""
        return "".join(text for column, text in self.cells(row) if first <= column <= last)


def read_sheets(path: Path, shown: str) -> list[Sheet]:
    """Return the sheets of a workbook; nothing in it is executed, fetched or expanded.

    Parameters
    ----------
    path : Path
        An ``.xlsx`` file.
    shown : str
        The file as messages name it.

    Returns
    -------
    list of Sheet
        With the cells that cannot be read: ``F-XLSX-04`` a formula never calculated, ``F-XLSX-05`` an error value.

    Raises
    ------
    InvalidInputError
        ``F-XLSX-01`` no workbook, or one with a password; ``F-XLSX-02`` far too large; ``F-XLSX-03`` with a document type
        definition.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     book = openpyxl.Workbook()
    ...     book.active["B2"] = 98.5
    ...     book.save(Path(folder, "form.xlsx"))
    ...     read_sheets(Path(folder, "form.xlsx"), "form.xlsx")[0].text(2, 2)
    '98.5'
    """
    content = path.read_bytes()
    _check_package(content, shown)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that the reader leaves out, such as data validation
            values = openpyxl.load_workbook(BytesIO(content), data_only=True)
            formulas = openpyxl.load_workbook(BytesIO(content))
    except Exception as error:  # openpyxl raises whatever its parsing runs into
        raise _no_workbook(f"读取时出错（{type(error).__name__}）", shown) from None
    return [_sheet(one, other, shown) for one, other in zip(values.worksheets, formulas.worksheets, strict=True)]


def _check_package(content: bytes, shown: str) -> None:
    """Refuse what must not reach the parser."""
    cells = tags = 0
    for name, xml in _parts(content, shown):
        if b"<!DOCTYPE" in xml:
            found, expected = f"{name} 中的 DOCTYPE", "Excel 或 WPS 保存的工作簿"
            error = InvalidInputError("F-XLSX-03", "含有不允许的定义", found=found, expected=expected, remedy=SAVE_AGAIN)
            raise error.at(shown)
        tags += xml.count(b"<")
        if tags > MOST_TAGS:
            raise _too_large(f"{tags} 个标记", f"不超过 {MOST_TAGS} 个", shown)
        cells += sum(1 for _ in CELL.finditer(xml))
        for area in MERGED.finditer(xml):
            cells += _area(html.unescape(area[1].decode("latin-1")))
            if cells > MOST_CELLS:
                break
        if cells > MOST_CELLS:
            raise _too_large(f"{cells} 个单元格（含合并区域）", f"不超过 {MOST_CELLS} 个", shown)


def _parts(content: bytes, shown: str) -> Iterator[tuple[str, bytes]]:
    """Yield the parts of the package, in an encoding without null bytes; zipfile never exceeds the size a part states."""
    if content.startswith(OLD_WORKBOOK):
        raise _no_workbook("旧版 .xls 或加了密码的工作簿", shown)
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            size = sum(part.file_size for part in package.infolist())
            if size <= MOST_BYTES:
                for part in package.infolist():
                    yield part.filename, package.read(part).replace(b"\0", b"")
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
        raise _no_workbook("不是完整的压缩包，或有密码", shown) from None
    if size > MOST_BYTES:
        raise _too_large(f"解压后 {size} 字节", f"不超过 {MOST_BYTES} 字节", shown)


def _area(reference: str) -> int:
    """Return how many cells a reference takes; one that cannot be read is refused by the parser."""
    try:
        first_column, first_row, last_column, last_row = range_boundaries(reference)
        return (last_column - first_column + 1) * (last_row - first_row + 1)
    except (ValueError, TypeError):
        return 0


def _no_workbook(found: str, shown: str) -> InvalidInputError:
    error = InvalidInputError("F-XLSX-01", "不能作为工作簿读取", found=found, expected=".xlsx 工作簿", remedy=SAVE_AGAIN)
    return error.at(shown)


def _too_large(found: str, expected: str, where: str) -> InvalidInputError:
    remedy = "只留下自评表，删去其他工作表和表外的内容、格式"
    return InvalidInputError("F-XLSX-02", "工作簿过大", found=found, expected=expected, remedy=remedy).at(where)


def _sheet(values: Worksheet, formulas: Worksheet, shown: str) -> Sheet:
    """Return the texts of a sheet; only cells that are there are looked at, however far apart they stand."""
    where = f"{shown} 工作表“{values.title}”"
    texts, problems = {}, []
    for place in sorted(formulas._cells):
        cell, written = values._cells[place], formulas._cells[place]
        computed = written.data_type == "f"
        at = f"{where} 单元格 {get_column_letter(place[1])}{place[0]}"
        if computed and cell.value is None and cell.data_type != "str":  # "str" is a formula that gave an empty text
            found, remedy = "公式没有计算结果", "用 Excel 打开并保存后再读"
            error = InvalidInputError("F-XLSX-04", "公式尚未计算", found=found, expected="计算出的值", remedy=remedy)
            problems.append(error.at(at))
        elif cell.data_type == "e":
            remedy = "改正公式或填写数值"
            error = InvalidInputError("F-XLSX-05", "单元格是错误值", found=str(cell.value), expected="数值或文字", remedy=remedy)
            problems.append(error.at(at))
        elif text := shown_value(cell.value, cell.number_format, computed=computed):
            texts[place] = text
    rows = len({row for row, _ in texts})
    if rows > MOST_ROWS:
        problems = [_too_large(f"{rows} 行", f"不超过 {MOST_ROWS} 行", where)]
    return Sheet(values.title, texts, _merged(values), problems)


def _merged(sheet: Worksheet) -> dict[tuple[int, int], Range]:
    merged = {}
    for area in sheet.merged_cells.ranges:
        whole = Range(area.min_row, area.min_col, area.max_row, area.max_col)
        merged |= {(row, column): whole for row, column in area.cells}
    return merged
