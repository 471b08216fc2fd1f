import csv
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from evalkit.errors import InputProblems
from evalkit.forms.model import Form
from evalkit.forms.row_heights import line_count
from evalkit.forms.write_xlsx import write_xlsx
from evalkit.forms.xlsx_form import read_xlsx_form
from tests.forms.samples import BOUNDED, COMPLETE

MONEY, FIRST, LAST, TOTAL = 6, 13, 16, 17  # rows of the sheet: 年度资金总额, indicators, 总分


@pytest.fixture
def written(tmp_path):
    def sheet_of(form: Form, *, cached: bool = False):
        write_xlsx(form, tmp_path / "form.xlsx")
        return openpyxl.load_workbook(tmp_path / "form.xlsx", data_only=cached).active

    return sheet_of


def test_the_layout_is_that_of_the_ministry(written):
    sheet = written(COMPLETE)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=TOTAL)]
    assert [row[0] for row in rows[:4]] == ["项目支出绩效自评表", "（2030 年度）", "项目名称", "主管部门"]
    assert (rows[2][1], rows[3][1], rows[3][4], rows[3][5]) == (
        "促进外贸与消费经费",
        "示例市商务局",
        "实施单位",
        "示例市口岸服务中心",
    )
    assert rows[4] == ["项目资金\n（万元）", None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
    assert [row[1] for row in rows[5:9]] == ["年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"]
    assert [row[5:] for row in rows[6:9]] == [["—", "—", "—"]] * 3
    assert [rows[9][0], rows[9][1], rows[9][4]] == ["年度总体目标", "预期目标", "实际完成情况"]
    assert [rows[10][1], rows[10][4]] == ["稳住外贸，促进消费。", "进出口总值达到目标，培训四场。"]
    assert rows[11] == ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
    assert rows[13][2:] == ["参加企业", "≥200 家", "150 家", 20, 15, "原因：报名晚；改进措施：提前发布"]
    assert [rows[16][0], rows[16][7]] == ["总分", "评价等级：优"]


def test_equal_cells_are_merged(written):
    merged = {str(area) for area in written(COMPLETE).merged_cells.ranges}
    assert {"A1:H1", "A2:H2", "B3:H3", "B4:D4", "F4:H4", "A5:A9", "A10:A11", "B10:D10", "E11:H11"} <= merged
    assert {"A13:A14", "B13:B14", "A17:E17"} <= merged


def test_the_same_category_of_two_sections_is_not_merged(written):
    rows = tuple(replace(row, category="其他指标") for row in COMPLETE.rows)
    merged = {str(area) for area in written(replace(COMPLETE, rows=rows)).merged_cells.ranges}
    assert "B13:B14" in merged
    assert not any(area.startswith(("B14", "B15")) for area in merged)


def test_formulas_are_left_in_with_their_values(written):
    formulas, values = written(COMPLETE), written(COMPLETE, cached=True)
    expected = {
        f"G{MONEY}": ("=E6/D6", Decimal("0.864")),
        f"H{MONEY}": ("=ROUND(MIN(1,G6)*F6,2)", Decimal("8.64")),
        f"F{TOTAL}": ("=SUM(F6:F9,F13:F16)", Decimal(100)),
        f"G{TOTAL}": ("=SUM(H6:H9,G13:G16)", Decimal("93.64")),
    }
    assert {place: formulas[place].value for place in expected} == {place: formula for place, (formula, _) in expected.items()}
    assert {place: Decimal(str(values[place].value)) for place in expected} == {
        place: value for place, (_, value) in expected.items()
    }
    assert [values[place].number_format for place in (f"G{MONEY}", f"H{MONEY}", f"G{TOTAL}")] == ["0.00%", "0.00", "0.00"]


def test_where_an_award_is_missing_the_total_is_a_formula_of_both_bounds(written):
    formulas, values = written(BOUNDED), written(BOUNDED, cached=True)
    assert formulas[f"G{TOTAL}"].value == (
        '=TEXT(SUM(H6:H9,G13:G16),"0.00")&" 至 "&'
        'TEXT(SUM(H6:H9,G13:G16)+SUMIF(H6:H9,"缺失",F6:F9)+SUMIF(G13:G16,"缺失",F13:F16),"0.00")'
    )
    assert values[f"G{TOTAL}"].value == "75.00 至 95.00"
    assert [formulas[place].value for place in ("E6", "G6", "H6")] == ["缺失", "缺失", "缺失"]


@pytest.mark.parametrize(
    ("changed", "place", "printed"),
    [
        pytest.param({"rate": "86.41%"}, "G6", "0.8641", id="misprinted rate"),
        pytest.param({"rate": "1"}, "G6", "1", id="rate without a sign"),
        pytest.param({"award": "8.65"}, "H6", "8.65", id="award that is not points times rate"),
        pytest.param({"revised": "0"}, "G6", "0.864", id="nothing to divide by"),
    ],
)
def test_a_formula_never_replaces_what_is_printed(written, changed, place, printed):
    money = (replace(COMPLETE.money[0], **changed), *COMPLETE.money[1:])
    assert str(written(replace(COMPLETE, money=money))[place].value) == printed


@pytest.mark.parametrize("total", ["93.65", "75.00 至 95.00", "缺失"])
def test_a_total_that_is_not_the_sum_is_written_as_printed(written, total):
    value = written(replace(COMPLETE, total=total))[f"G{TOTAL}"].value
    assert not str(value).startswith("=")
    assert str(value) == total


def test_an_award_above_the_budget_is_capped_by_the_formula(written):
    # 110 of 100 spent: 110.00%, and no more than the 10 points
    money = (replace(COMPLETE.money[0], executed="110", rate="110.00%", award="10.00"), *COMPLETE.money[1:])
    sheet = written(replace(COMPLETE, money=money), cached=True)
    assert (sheet["G6"].value, sheet["H6"].value) == (1.1, 10)


@pytest.mark.parametrize(
    "text", ["=1+1", "+86 热线", "-5", "@示例", "\t=1+1", '=HYPERLINK("https://example.invalid")', "https://example.invalid"]
)
def test_text_never_becomes_a_formula_or_a_link(written, text):
    rows = (replace(COMPLETE.rows[0], name=text, target=text, actual=text, reason=text), *COMPLETE.rows[1:])
    sheet = written(replace(COMPLETE, project=text, goal=text, rows=rows, notes=(text,)))
    cells = [sheet[place] for place in ("B3", "B11", "C13", "D13", "E13", "H13", "A18")]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [(text, "s", None)] * 7
    assert {cell.quotePrefix for cell in cells} == {text[0] in "=+-@\t"}  # stays text when someone edits the cell


def test_control_characters_of_a_foreign_form_are_replaced(written):
    text = "甲\x00乙\x0b丙\x1b[31m丁\u202e戊\u2066己\ud800庚\n第二行"
    rows = (replace(COMPLETE.rows[0], name=text, reason=text), *COMPLETE.rows[1:])
    sheet = written(replace(COMPLETE, project=text, goal=text, rows=rows, notes=(text,)))
    shown = "甲\ufffd乙\ufffd丙\ufffd[31m丁\ufffd戊\ufffd己\ufffd庚\n第二行"
    assert [sheet[place].value for place in ("B3", "B11", "C13", "H13", "A18")] == [shown] * 5


def test_a_text_that_no_cell_can_hold_is_refused_and_not_cut(tmp_path, written):
    assert written(replace(COMPLETE, goal="稳" * 32767))["B11"].value == "稳" * 32767
    (tmp_path / "form.xlsx").unlink()
    rare = "𠮷" * 16384  # each counts twice: 32,768
    with pytest.raises(InputProblems) as refused:
        write_xlsx(replace(COMPLETE, goal="稳" * 32768, notes=(rare,)), tmp_path / "form.xlsx")
    assert [(problem.code, problem.found) for problem in refused.value.problems] == [("F-XLSX-08", "32768 字")] * 2
    assert not (tmp_path / "form.xlsx").exists()


@pytest.mark.parametrize(
    ("printed", "value", "number_format"),
    [
        pytest.param("12,345.60", 12345.6, "#,##0.00", id="grouped thousands"),
        pytest.param("39.876543", 39.876543, "0.000000", id="all decimals"),
        pytest.param("1500", 1500, "0", id="whole"),
        pytest.param("约 1,500", "约 1,500", "General", id="about is no number"),
        pytest.param("12,34", "12,34", "General", id="grouped wrongly"),
        pytest.param("１２３", "１２３", "General", id="full width"),
        pytest.param("0.1234567890123456", "0.1234567890123456", "General", id="more digits than a workbook keeps"),
    ],
)
def test_a_number_is_written_so_that_it_shows_as_printed(written, printed, value, number_format):
    money = (replace(COMPLETE.money[0], initial=printed), *COMPLETE.money[1:])
    cell = written(replace(COMPLETE, money=money))["C6"]
    assert (cell.value, cell.number_format) == (value, number_format)


def test_the_page_is_ready_to_print(written):
    sheet = written(COMPLETE)
    setup = sheet.page_setup
    assert (int(setup.paperSize), setup.orientation) == (9, "portrait")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (setup.fitToWidth, int(setup.fitToHeight)) == (None, 0)  # one page wide is the default and is not written
    assert sheet.print_area == "'自评表'!$A$1:$H$19"
    assert sheet.print_title_rows == "$12:$12"
    assert (sheet.oddFooter.center.text, sheet.oddFooter.center.size) == ("第 &P 页 共 &N 页", 9)
    assert {sheet[place].font.name for place in ("B3", "C13", "H13")} == {"仿宋"}
    assert {sheet["C13"].border.left.style, sheet["H17"].border.bottom.style} == {"thin"}


def test_a_text_too_long_for_one_row_takes_several_and_the_table_goes_on_below(written):
    long = "稳住外贸，促进消费。" * 150
    sheet = written(replace(COMPLETE, goal=long))
    heights = [sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)]
    assert max(heights) <= 409
    goal = next(area for area in sheet.merged_cells.ranges if str(area).startswith("B11:D"))
    # 1500 characters of 13.33 pixels in columns of 292 pixels: at least 1500 / 21.9 = 69 lines of at least 12 points
    assert sum(heights[goal.min_row - 1 : goal.max_row]) >= 69 * 12
    assert sheet.cell(goal.max_row + 1, 1).value == "一级指标"
    assert sheet.cell(sheet.max_row - 2, 7).value == f"=SUM(H6:H9,G{goal.max_row + 2}:G{goal.max_row + 5})"


def test_a_page_break_cuts_no_text_that_stands_in_the_middle_of_several_rows(written):
    rows = tuple(replace(COMPLETE.rows[0], section=section, name=f"指标{n}") for section in "甲乙" for n in range(20))
    sheet = written(replace(COMPLETE, rows=rows, section_points={}))
    # 20 rows of at least 12 points end on the first page of 740, 40 rows of at least 19 do not
    assert [(sheet[place].value, sheet[place].alignment.vertical) for place in ("A5", "A13", "A33")] == [
        ("项目资金\n（万元）", "center"),
        ("甲", "center"),
        ("乙", "top"),
    ]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        pytest.param("", 10, 1, id="empty"),
        pytest.param("一二三四五", 10, 1, id="fits exactly"),
        pytest.param("一二三四五六", 10, 2, id="one more wide character"),
        pytest.param("abc defghij", 10, 2, id="a word is not broken"),
        pytest.param("abcdefghijklmnopqrstu", 10, 3, id="a word longer than the line is broken"),
        pytest.param("一\n\n二", 10, 3, id="an empty line counts"),
    ],
)
def test_lines_of_a_wrapped_text(text, width, lines):
    assert line_count(text, width) == lines


def test_the_same_form_gives_the_same_bytes(tmp_path):
    for name in ("one.xlsx", "two.xlsx"):
        write_xlsx(BOUNDED, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_an_unchanged_file_is_left_alone_and_nothing_lies_beside_it(tmp_path):
    path = tmp_path / "new" / "form.xlsx"
    write_xlsx(BOUNDED, path)
    before = path.stat().st_mtime_ns
    write_xlsx(BOUNDED, path)
    assert path.stat().st_mtime_ns == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("form", [COMPLETE, BOUNDED], ids=["complete", "bounded"])
def test_what_is_written_is_read_back(tmp_path, form):
    write_xlsx(form, tmp_path / "form.xlsx")
    (read,) = read_xlsx_form(tmp_path / "form.xlsx", "form.xlsx")
    money = tuple(replace(row, place="") for row in read.money)
    rows = tuple(replace(row, place="") for row in read.rows)
    assert replace(read, file=form.file, layout=form.layout, money=money, rows=rows) == form


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.parametrize("form", [COMPLETE, BOUNDED], ids=["complete", "bounded"])
def test_another_program_computes_what_is_printed(tmp_path, form):
    write_xlsx(form, tmp_path / "form.xlsx")
    forget_values(tmp_path / "form.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir"]
    subprocess.run([*convert, str(tmp_path), str(tmp_path / "form.xlsx")], check=True, capture_output=True, timeout=120)
    with (tmp_path / "form.csv").open(encoding="utf-8-sig", newline="") as file:
        shown = list(csv.reader(file))
    total = form.money[0]
    assert shown[MONEY - 1][5:8] == [total.points, total.rate, total.award]
    assert shown[TOTAL - 1][5:7] == ["100", form.total]
    assert [row[6] for row in shown[FIRST - 1 : LAST]] == [row.award for row in form.rows]


def forget_values(path):
    """Take the cached values out of a workbook, so that whoever opens it must compute them."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name], count = re.subn(rb"(</f>)<v>[^<]*</v>", rb"\1", parts[name])
    assert count >= 2
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
