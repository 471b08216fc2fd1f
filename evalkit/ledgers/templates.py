"""Empty workbooks to be filled, one for each ledger: its headings, drop-downs of the allowed values, and what each column means."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from evalkit.atomic import write_if_changed
from evalkit.ledgers.schema import ColumnOf, Ledger, columns_of
from evalkit.ledgers.schemas import LEDGERS

CREATED = datetime(1980, 1, 1)  # fixed, so that the same description gives the same bytes
LAST_ROW = 1_048_575
FORMATS = {str: "@", date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm:ss", int: "0", Decimal: "#,##0.00"}
KINDS = {str: "文字", date: "日期", datetime: "日期和时间", int: "整数", Decimal: "数字"}
WIDTH_OF_LETTER, LEAST_WIDTH = 2.2, 12


def write_templates(folder: Path) -> list[Path]:
    """Write the template of every ledger into a folder, named as its file is to be named; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for ledger in LEDGERS.values():
        files.append(folder / f"{ledger.title}.xlsx")
        write_if_changed(files[-1], template_bytes(ledger))
    return files


def template_bytes(ledger: type[Ledger]) -> bytes:
    """Return the workbook of one ledger; the same description gives the same bytes.

    Examples
    --------
    >>> template_bytes(LEDGERS["trips"]) == template_bytes(LEDGERS["trips"])
    True
    """
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"title": ledger.title, "created": CREATED})
        heading = book.add_format({"bold": True, "bg_color": "#E7E6E6", "border": 1, "text_wrap": True, "valign": "vcenter"})
        optional = book.add_format({"bg_color": "#F7F7F7", "border": 1, "text_wrap": True, "valign": "vcenter"})
        sheet, columns = book.add_worksheet(ledger.title), columns_of(ledger)
        for at, column in enumerate(columns):
            _write_column(sheet, at, column, optional if column.optional else heading, book)
        sheet.freeze_panes(1, 0)
        _write_notes(book.add_worksheet("填写说明"), columns, heading)
    return stream.getvalue()


def heading_of(column: ColumnOf) -> str:
    """Return the heading of a column with its unit, as templates print it."""
    unit = column.column.unit
    return f"{column.column.title}（{unit}）" if unit and column.kind is Decimal else column.column.title


def describe(column: ColumnOf) -> list[str]:
    """Return what a person who fills in the column has to know: heading, kind, whether it must be filled in, values, remarks."""
    notes = [column.column.note, "个人信息，只留在原始数据中" * column.column.personal]
    if column.key_of:
        notes.append(f"与“{LEDGERS[column.key_of.ledger].title}”中的编号一致")
    kind = "月份，如 2022-03" if column.month else KINDS[column.kind]
    return [
        heading_of(column),
        column.name,
        kind,
        "可空" if column.optional else "必填",
        "、".join(column.allowed) or "—",
        "、".join(column.column.also) or "—",
        "；".join(filter(None, notes)) or "—",
    ]


DESCRIBED = ["列名", "英文名", "内容", "是否必填", "允许的值", "也认的列名", "说明"]


def _write_column(sheet: Worksheet, at: int, column: ColumnOf, heading: Format, book: Workbook) -> None:
    title = heading_of(column)
    cells = book.add_format({"num_format": FORMATS[column.kind]})
    sheet.set_column(at, at, max(LEAST_WIDTH, len(title) * WIDTH_OF_LETTER), cells)
    sheet.write_string(0, at, title, heading)
    if column.allowed:
        message = f"只填：{'、'.join(column.allowed)}"
        rule = {"validate": "list", "source": list(column.allowed), "ignore_blank": column.optional, "error_message": message}
        sheet.data_validation(1, at, LAST_ROW, at, rule)


def _write_notes(sheet: Worksheet, columns: list[ColumnOf], heading: Format) -> None:
    for row, cells in enumerate([DESCRIBED, *map(describe, columns)]):
        for at, cell in enumerate(cells):
            sheet.write_string(row, at, cell, heading if row == 0 else None)
    sheet.set_column(0, len(DESCRIBED) - 1, 24)
