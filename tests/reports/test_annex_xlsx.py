"""Sheets in a workbook: texts stay texts, numbers keep their printed digits, pages can be filtered and printed."""

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from evalkit.errors import InputProblems
from evalkit.reports.annex import Number, Sheet
from evalkit.reports.write_xlsx import workbook_bytes

COLUMNS = {"编号": 10, "名称": 20, "数值": 12, "算式": 30}
ROWS = [
    ("trade", "进出口总值", Number(Decimal("1772.60"), 2), "1,446.5 + 326.1"),
    ("change", "增减额", Number(Decimal("-16.9"), 1), ""),
    ("none", "年初预算数", "缺失", ""),
]


def written(rows=ROWS, title="示例市A&B局2030年度附表"):
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes([Sheet("数值", COLUMNS, rows)], title)))["数值"]


def test_cells_are_written_as_what_they_are():
    sheet = written()
    assert [cell.value for cell in sheet[1]] == ["编号", "名称", "数值", "算式"]
    assert (sheet["C2"].value, sheet["C2"].number_format.split(";")[0]) == (1772.6, "#,##0.00")
    assert (sheet["C3"].value, sheet["C3"].number_format) == (-16.9, "#,##0.0;−#,##0.0")
    assert (sheet["C4"].value, sheet["C4"].data_type) == ("缺失", "s")
    assert sheet["D3"].value is None


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-5", "@SUM(A1)", '=HYPERLINK("http://example.invalid")', "http://example.invalid"]
)
def test_no_text_becomes_a_formula_or_a_link(text):
    sheet = written([("x", text, "", "")])
    cell = sheet["B2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert bool(cell.quotePrefix) == text.startswith(("=", "+", "-", "@"))


def test_control_characters_are_replaced():
    assert written([("x", "甲\x00乙", "", "")])["B2"].value == "甲\ufffd乙"


def test_a_number_with_more_digits_than_a_workbook_keeps_is_written_as_it_is_printed():
    value = Decimal("12345678901234567.5")
    assert written([("x", "", Number(value, 1), "")])["C2"].value == "12,345,678,901,234,567.5"


def test_the_sheet_is_frozen_filtered_and_printed_on_a4_landscape_with_its_header_on_every_page():
    sheet = written()
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == "A1:D4"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)  # one page wide is what is not written
    assert sheet.print_title_rows == "$1:$1"
    assert "示例市A&&B局2030年度附表　数值" in zipfile.ZipFile(io.BytesIO(raw())).read(
        "xl/worksheets/sheet1.xml"
    ).decode().replace("&amp;", "&")


def raw() -> bytes:
    return workbook_bytes([Sheet("数值", COLUMNS, ROWS)], "示例市A&B局2030年度附表")


def test_rows_are_as_high_as_their_longest_text_needs():
    sheet = written(
        [("x", "短", "", ""), ("y", "长" * 60, "", "")]
    )  # 120 half-width letters in a column of 20: more than 5 lines
    assert sheet.row_dimensions[3].height >= 6 * 14 > sheet.row_dimensions[2].height >= 14


def test_a_text_taller_than_a_row_may_be_widens_its_column():
    sheet = written([("x", "长" * 3000, "", "")])
    width, height = sheet.column_dimensions["B"].width, sheet.row_dimensions[2].height
    assert height <= 409
    letters = width * 7 / (20 / 3) * (height / 14)  # a letter of a column is 7 pixels, half a character of 10 points 20/3
    assert width > 20 and letters > 6000  # 3000 wide characters


def test_an_empty_sheet_still_has_its_header():
    assert [cell.value for cell in written([])[1]] == ["编号", "名称", "数值", "算式"]


def test_the_same_sheets_give_the_same_bytes():
    assert raw() == raw()
    with zipfile.ZipFile(io.BytesIO(raw())) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_texts_too_long_for_a_cell_are_refused_together_not_cut():
    rows = [("x", "长" * 32_768, "", ""), ("y", "长" * 32_767, "", "𠮷" * 16_384)]
    with pytest.raises(InputProblems) as refused:
        written(rows)
    assert [problem.code for problem in refused.value.problems] == ["F-XLSX-08"] * 2
    assert [problem.found for problem in refused.value.problems] == ["32768 字", "32768 字"]
