"""The 项目支出绩效自评表 as a workbook: printable as it is, with the formulas of its rate, awards and totals left in."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from itertools import accumulate
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from evalkit.atomic import write_if_changed
from evalkit.errors import EvalkitError, InputProblems, InvalidInputError
from evalkit.forms.model import Form, MoneyRow
from evalkit.forms.row_heights import TALLEST, row_heights
from evalkit.forms.table import (
    AWARD,
    MARGIN_MM,
    MONEY_AWARD,
    POINTS,
    RATE,
    TITLE,
    WIDTHS,
    Style,
    Table,
    TableCell,
    is_number,
    points_total,
    table_of,
)
from evalkit.quantities import MISSING_TEXT, decimals_of, format_number, parse_number, round_half_up
from evalkit.text import FORMULA_SIGNS, printable

CREATED = datetime.datetime(1980, 1, 1)  # fixed, so that the same form gives the same bytes
OPTIONS = {"in_memory": True}
MM_PER_INCH = 25.4
PAGE_POINTS = 740  # what an A4 page holds between its margins; more where a program fits the sheet smaller, never less
REVISED, EXECUTED = 3, 4
MOST_DIGITS = 15  # what a workbook keeps of a number
MOST_CHARACTERS = 32_767  # what a cell holds
SET = {"valign": "vcenter", "text_wrap": True}
STYLES = {
    Style.TITLE: {"font_name": "宋体", "font_size": 18, "bold": True, "align": "center"},
    Style.SUBTITLE: {"font_name": "仿宋", "font_size": 12, "align": "center"},
    Style.LABEL: {"font_name": "宋体", "font_size": 10, "align": "center", "border": 1},
    Style.NUMBER: {"font_name": "仿宋", "font_size": 10, "align": "center", "border": 1},
    Style.TEXT: {"font_name": "仿宋", "font_size": 10, "align": "left", "border": 1},
}
NOTE = {**STYLES[Style.TEXT], "border": 0}


@dataclass(frozen=True)
class Formula:
    """A formula and what it gives."""

    text: str
    value: Decimal | str


class Sheet:
    """The rows of the table on a worksheet, where a row too tall for one takes several."""

    def __init__(self, book: Workbook, cells: Iterable[TableCell], count: int):
        self.book, self.sheet = book, book.add_worksheet("自评表")
        self.formats: dict[tuple[tuple[str, object], ...], Format] = {}
        self.starts = [0]
        heights = row_heights(cells, count)
        self.depths = list(accumulate(heights))
        for height in heights:
            parts = -(-height // TALLEST)
            for row in range(self.starts[-1], self.starts[-1] + parts):
                self.sheet.set_row(row, -(-height // parts))
            self.starts.append(self.starts[-1] + parts)

    def address(self, row: int, column: int) -> str:
        """Return the address of the first cell of a row of the table."""
        return xl_rowcol_to_cell(self.starts[row], column)

    def range(self, rows: range, column: int) -> str:
        """Return the address of a column of some rows of the table."""
        return xl_range(self.starts[rows.start], column, self.starts[rows.stop] - 1, column)

    def write(self, cell: TableCell, properties: dict[str, object], formula: Formula | None = None) -> None:
        """Write a cell: its formula, its number, or its text, which never becomes a formula."""
        number, number_format = _number(cell) or (None, "General")
        if cell.rows > 1 and self.depths[cell.last_row] > PAGE_POINTS:  # a page break could cut a text in their middle
            properties = {**properties, "valign": "top"}
        style = self._format({**properties, "num_format": number_format, "quote_prefix": cell.text.startswith(FORMULA_SIGNS)})
        top, bottom = self.starts[cell.row], self.starts[cell.last_row + 1] - 1
        if (top, cell.column) != (bottom, cell.last_column):
            self.sheet.merge_range(top, cell.column, bottom, cell.last_column, "", style)
        if formula:
            self.sheet.write_formula(top, cell.column, formula.text, style, formula.value)
        elif number is not None:
            self.sheet.write_number(top, cell.column, number, style)
        elif cell.text:
            self.sheet.write_string(top, cell.column, printable(cell.text), style)
        else:
            self.sheet.write_blank(top, cell.column, None, style)

    def _format(self, properties: dict[str, object]) -> Format:
        key = tuple(properties.items())
        if key not in self.formats:
            self.formats[key] = self.book.add_format({**SET, **properties})
        return self.formats[key]


def write_xlsx(form: Form, path: Path) -> None:
    """写成工作簿 Write the form as a workbook, whole or not at all.

    A formula is left in a cell only where it gives the very text of the form; every other cell holds that text, or
    its number with a format that shows that text. Control characters are replaced. The same form gives the same bytes.

    Parameters
    ----------
    form : Form
        The columns of 附件 1 are written and no others.
    path : pathlib.Path
        Replaced when it exists and differs.

    Raises
    ------
    InputProblems
        ``F-XLSX-08`` for every text that is longer than a cell may hold; it is not cut.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_xlsx(Form(file="", project="示例项目"), Path(folder) / "form.xlsx")
    ...     (Path(folder) / "form.xlsx").read_bytes()[:2]
    b'PK'
    """
    table = table_of(form)
    notes = [TableCell(table.total + 1 + place, 0, note, columns=len(WIDTHS)) for place, note in enumerate(form.notes)]
    problems = [_too_long(cell) for cell in (*table.cells, *notes) if _length(cell.text) > MOST_CHARACTERS]
    if problems:
        raise InputProblems(problems)
    stream = BytesIO()
    with Workbook(stream, OPTIONS) as book:
        book.set_properties({"title": TITLE, "created": CREATED})
        sheet = Sheet(book, [*table.cells, *notes], table.total + 1 + len(notes))
        formulas = _formulas(form, table, sheet)
        for cell in table.cells:
            sheet.write(cell, STYLES[cell.style], formulas.get((cell.row, cell.column)))
        for note in notes:
            sheet.write(note, NOTE)
        _set_page(sheet.sheet, sheet.starts[table.header], sheet.starts[-1] - 1)
    write_if_changed(path, stream.getvalue())


def _set_page(sheet: Worksheet, header: int, last_row: int) -> None:
    for column, pixels in enumerate(WIDTHS):
        sheet.set_column_pixels(column, column, pixels)
    sheet.set_paper(9)
    sheet.set_portrait()
    sheet.set_margins(*[MARGIN_MM / MM_PER_INCH] * 2, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, last_row, len(WIDTHS) - 1)
    sheet.repeat_rows(header)
    sheet.set_footer("&C&9第 &P 页 共 &N 页")
    sheet.hide_gridlines(2)


def _length(text: str) -> int:
    """Return the length that a workbook counts: a rare character takes two."""
    return len(text) + sum(character > "\uffff" for character in text)


def _too_long(cell: TableCell) -> EvalkitError:
    error = InvalidInputError(
        "F-XLSX-08",
        "文字过长，工作簿的一格放不下",
        found=f"{_length(cell.text)} 字",
        expected=f"不超过 {MOST_CHARACTERS} 字",
        remedy="缩短该处文字，或用 --to docx 写成文档",
    )
    return error.at(f"“{cell.text[:20]}……”")


def _number(cell: TableCell) -> tuple[Decimal, str] | None:
    """Return a number and the format that shows just the text of the cell; ``None`` where the cell is not such a number."""
    plain = cell.text.removesuffix("%")
    if cell.style is not Style.NUMBER or not is_number(plain) or len(plain) > MOST_DIGITS:
        return None
    value, digits = parse_number(plain), decimals_of(plain)
    grouped = "," if "," in plain else ""
    if f"{value:{grouped}.{digits}f}" != plain:
        return None
    shape = ("#,##0" if grouped else "0") + ("." + "0" * digits if digits else "")
    return (value / 100, f"{shape}%") if cell.text.endswith("%") else (value, shape)


def _formulas(form: Form, table: Table, sheet: Sheet) -> dict[tuple[int, int], Formula]:
    """Return the formulas by row and column of the table, each giving what the form prints there."""
    formulas = {}
    for place, row in zip(table.money, form.money, strict=True):
        rate = _rate(row, place, sheet)
        award = rate and _budget_award(row, rate.value, place, sheet)
        formulas |= {(place, RATE): rate, (place, MONEY_AWARD): award}
    points = [sheet.range(rows, POINTS) for rows in (table.money, table.rows) if rows]
    if points:
        formulas[table.total, POINTS] = Formula(f"=SUM({','.join(points)})", Decimal(points_total(form)))
        formulas[table.total, AWARD] = _total(form, table, sheet)
    return {place: formula for place, formula in formulas.items() if formula}


def _rate(row: MoneyRow, place: int, sheet: Sheet) -> Formula | None:
    """Return 全年执行数 ÷ 全年预算数 where it gives the rate printed."""
    printed = row.rate.removesuffix("%")
    if not (is_number(row.revised) and is_number(row.executed) and is_number(printed) and parse_number(row.revised)):
        return None
    rate = parse_number(row.executed) / parse_number(row.revised)
    same = f"{format_number(rate * 100, decimals_of(printed))}%" == row.rate
    return Formula(f"={sheet.address(place, EXECUTED)}/{sheet.address(place, REVISED)}", rate) if same else None


def _budget_award(row: MoneyRow, rate: Decimal, place: int, sheet: Sheet) -> Formula | None:
    """Return the points times the rate, capped at 100%, where that gives the award printed."""
    if not (is_number(row.points) and is_number(row.award)):
        return None
    digits = decimals_of(row.award)
    award = round_half_up(min(Decimal(1), rate) * parse_number(row.points), digits)
    text = f"=ROUND(MIN(1,{sheet.address(place, RATE)})*{sheet.address(place, POINTS)},{digits})"
    return Formula(text, award) if format_number(award, digits) == row.award else None


def _total(form: Form, table: Table, sheet: Sheet) -> Formula | None:
    """Return the sum of the awards, or the bounds where one of them is 缺失, where that gives the total printed."""
    blocks = [(table.money, MONEY_AWARD), (table.rows, AWARD)]
    ranges = [(sheet.range(rows, column), sheet.range(rows, POINTS)) for rows, column in blocks if rows]
    printed = [(row.award, row.points) for row in (*form.money, *form.rows)]
    low = sum((parse_number(award) for award, _ in printed if is_number(award)), Decimal(0))
    earned = f"SUM({','.join(awards for awards, _ in ranges)})"
    unknown = [parse_number(points) for award, points in printed if award == MISSING_TEXT and is_number(points)]
    if not unknown:
        same = is_number(form.total) and parse_number(form.total) == low
        return Formula(f"={earned}", low) if same else None
    digits = decimals_of(form.total.split()[-1]) if form.total else 0
    bounds = f"{format_number(low, digits)} 至 {format_number(low + sum(unknown), digits)}"
    shape = '"0.' + "0" * digits + '"' if digits else '"0"'
    lost = "+".join(f'SUMIF({awards},"{MISSING_TEXT}",{points})' for awards, points in ranges)
    text = f'=TEXT({earned},{shape})&" 至 "&TEXT({earned}+{lost},{shape})'
    return Formula(text, bounds) if bounds == form.total else None
