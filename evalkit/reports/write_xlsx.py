"""Sheets written as a workbook that can be filtered, printed and opened anywhere: texts stay texts, numbers are numbers."""

import datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from evalkit.errors import InputProblems, InvalidInputError
from evalkit.forms.row_heights import TALLEST, line_count
from evalkit.quantities import MINUS
from evalkit.reports.annex import Number, Sheet
from evalkit.text import FORMULA_SIGNS, printable

CREATED = datetime.datetime(1980, 1, 1)  # fixed, so that the same sheets give the same bytes
OPTIONS = {"in_memory": True}
A4 = 9
MOST_DIGITS = 15  # what a workbook keeps of a number
MOST_CHARACTERS = 32_767  # what a cell holds
FONT = {"font_name": "仿宋", "font_size": 10, "valign": "top", "text_wrap": True, "border": 1}
HEADER = {**FONT, "font_name": "黑体", "align": "center", "valign": "vcenter", "bg_color": "#E7E6E6"}
LINE_POINTS, PADDING_POINTS = 14, 6
WIDEST = 255  # letters that a column may be wide
WIDENED_BY = 10
MARGINS = {"left": 0.5, "right": 0.5, "top": 0.8, "bottom": 0.7}


def workbook_bytes(sheets: list[Sheet], title: str) -> bytes:
    """Return the sheets as a workbook; the same sheets give the same bytes.

    Parameters
    ----------
    sheets : list of Sheet
        In order.
    title : str
        Printed above every page.

    Returns
    -------
    bytes
        No cell holds a formula or a link, whatever its text begins with.

    Raises
    ------
    InputProblems
        ``F-XLSX-08`` for every text that is longer than a cell may hold; it is not cut.
    """
    problems = [
        _too_long(sheet, text) for sheet in sheets for row in sheet.rows for text in row if _length(text) > MOST_CHARACTERS
    ]
    if problems:
        raise InputProblems(problems)
    stream = BytesIO()
    with Workbook(stream, OPTIONS) as book:
        book.set_properties({"title": title, "created": CREATED})
        formats = _Formats(book)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, formats, title)
    return stream.getvalue()


class _Formats:
    """The formats of a workbook, each added once."""

    def __init__(self, book: Workbook):
        self.book, self.made = book, {}

    def __call__(self, **properties: object) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(properties)
        return self.made[key]


def _write(page: Worksheet, sheet: Sheet, formats: _Formats, title: str) -> None:
    columns = [[name, *(_text(cell) for cell in cells)] for name, *cells in zip(sheet.columns, *sheet.rows, strict=True)]
    widths = [_wide_enough(texts, width) for texts, width in zip(columns, sheet.columns.values(), strict=True)]
    for column, (name, width) in enumerate(zip(sheet.columns, widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, name, formats(**HEADER))
    for at, texts in enumerate(zip(*columns, strict=True)):
        page.set_row(at, max(map(_points, texts, widths)))
    for at, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            _write_cell(page, at, column, cell, formats)
    last = max(len(sheet.rows), 1)
    page.freeze_panes(1, 2 if len(sheet.columns) > 3 else 0)
    page.autofilter(0, 0, last, len(sheet.columns) - 1)
    page.set_paper(A4)
    page.set_landscape()
    page.set_margins(**MARGINS)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.print_area(0, 0, last, len(sheet.columns) - 1)
    page.set_header(f"&C&12{title.replace('&', '&&')}　{sheet.name}")
    page.set_footer("&C&10第 &P 页 共 &N 页")


def _points(text: str, width: int) -> int:
    """Return how high a row must be for a text, since not every program fits rows by itself."""
    return line_count(text, (width * 7 - 3) * 3 // 20) * LINE_POINTS + PADDING_POINTS


def _wide_enough(texts: list[str], width: int) -> int:
    """Return the width of a column in which no text is taller than a row may be."""
    while width < WIDEST and max(_points(text, width) for text in texts) > TALLEST:
        width = min(width + WIDENED_BY, WIDEST)
    return width


def _write_cell(page: Worksheet, row: int, column: int, cell: str | Number, formats: _Formats) -> None:
    if isinstance(cell, Number) and len(f"{abs(cell.value):.{cell.digits}f}".replace(".", "")) <= MOST_DIGITS:
        page.write_number(row, column, cell.value, formats(**FONT, align="right", indent=1, num_format=_shape(cell.digits)))
        return
    text = _text(cell)
    style = formats(**FONT, num_format="General", quote_prefix=text.startswith(FORMULA_SIGNS))
    if text:
        page.write_string(row, column, text, style)
    else:
        page.write_blank(row, column, None, style)


def _text(cell: str | Number) -> str:
    return cell.text if isinstance(cell, Number) else printable(cell)


def _shape(digits: int) -> str:
    """Return the number format that shows just what a page prints, minus sign included."""
    shape = "#,##0" + ("." + "0" * digits if digits else "")
    return f"{shape};{MINUS}{shape}"


def _length(cell: str | Number) -> int:
    """Return the length that a workbook counts: a rare character takes two."""
    return len(cell) + sum(character > "\uffff" for character in cell) if isinstance(cell, str) else 0


def _too_long(sheet: Sheet, text: str) -> InvalidInputError:
    error = InvalidInputError(
        "F-XLSX-08",
        "文字过长，工作簿的一格放不下",
        found=f"{_length(text)} 字",
        expected=f"不超过 {MOST_CHARACTERS} 字",
        remedy="缩短该处文字",
    )
    return error.at(f"{sheet.name}：“{text[:20]}……”")
