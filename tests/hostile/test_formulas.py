"""Texts that begin like a formula: in every workbook and table that is written they stay texts, and numbers stay numbers."""

import csv
import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import fields
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.forms.model import Form, FormRow, MoneyRow
from evalkit.forms.write_xlsx import write_xlsx
from evalkit.intake.files import read_rows
from evalkit.intake.register import record_deliveries
from evalkit.intake.schema import ReviewRow
from evalkit.reports.annex import Number, Sheet
from evalkit.reports.write_xlsx import workbook_bytes
from evalkit.start.bundle import _overview
from evalkit.start.new_sub_project import new_sub_project
from evalkit.start.new_year import new_year
from evalkit.start.tables import columns_of, table_bytes
from tests.hostile.vectors import FORMULAS, numbered
from tests.real_years import PROJECT

TEXTS = [numbered(text, at) for at, text in enumerate(FORMULAS, start=10)]
SIGNS = tuple("=+-@\t\r\n＝＋－＠")
NUMBERS = ["-5", "+86.5", "-1,234.50", "-16.9%"]


def cells_of(content) -> list:
    book = openpyxl.load_workbook(content)
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def form() -> Form:
    """Return a form whose every text is a formula."""
    texts = iter(TEXTS * 10)
    rows = [FormRow(**{each.name: next(texts) for each in fields(FormRow) if each.type in ("str", str)}) for _ in range(4)]
    money = [MoneyRow(**{each.name: next(texts) for each in fields(MoneyRow) if each.type in ("str", str)} | {"revised": "-5"})]
    return Form(file="", project=TEXTS[0], department=TEXTS[1], rows=rows, money=money, notes=TEXTS)


def annex() -> bytes:
    return workbook_bytes(
        [Sheet("数值", {"甲": 10, "乙": 10}, [(text, Number(Decimal("-16.9"), 1)) for text in TEXTS])], "=1+1&[图]"
    )


def test_no_text_of_the_annex_is_a_formula_or_a_link_and_a_negative_number_is_a_number():
    cells = cells_of(io.BytesIO(annex()))
    shown = [text.replace("\r", "\n") for text in TEXTS]
    assert [cell.value for cell in cells if cell.column == 1][1:] == shown
    assert {cell.data_type for cell in cells if cell.column == 1} == {"s"}
    assert {(cell.value, cell.data_type) for cell in cells if cell.column == 2} == {("乙", "s"), (-16.9, "n")}
    assert [cell.coordinate for cell in cells if cell.hyperlink] == []
    assert [bool(cell.quotePrefix) for cell in cells if cell.column == 1][1:] == [text.startswith(SIGNS) for text in shown]


def test_no_text_of_a_form_is_a_formula_or_a_link(tmp_path):
    write_xlsx(form(), tmp_path / "form.xlsx")
    cells = cells_of(tmp_path / "form.xlsx")
    formulas = [cell.value for cell in cells if cell.data_type == "f"]
    assert all(re.fullmatch(r"=(SUM|ROUND|TEXT)?[A-Z0-9$:,()*/.&\" \u81f3+MINUTXFSO缺失]*", formula) for formula in formulas), (
        formulas
    )
    assert not any(text in formulas for text in TEXTS)
    assert [cell.coordinate for cell in cells if cell.hyperlink] == []
    marked = [cell for cell in cells if cell.data_type == "s" and str(cell.value).startswith(SIGNS)]
    assert len(marked) > 8 and all(cell.quotePrefix for cell in marked)


def test_a_table_marks_what_looks_like_a_formula_and_leaves_numbers_alone():
    content = table_bytes(["甲", "乙"], [{"甲": text, "乙": number} for text, number in zip(TEXTS, NUMBERS * 5, strict=True)])
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert not any(row["甲"].startswith(SIGNS) for row in rows)
    assert [row["甲"].removeprefix("'") for row in rows] == [text.replace("\r", "\n") for text in TEXTS]
    assert [row["乙"] for row in rows] == NUMBERS * 5


@given(st.text(alphabet="=+-@\t\r\n＝＋－＠' ab1甲", max_size=8))
def test_no_cell_of_a_table_ever_begins_like_a_formula(text):
    content = table_bytes(["甲"], [{"甲": text}]).decode("utf-8-sig")
    cell = list(csv.reader(io.StringIO(content, newline="")))[1:]
    shown = cell[0][0] if cell and cell[0] else ""
    assert not shown.startswith(SIGNS) or len(shown) == 1 or re.fullmatch(r"[+-]1[1]*", shown)


@pytest.mark.parametrize("text", [text.strip() for text in TEXTS if text.strip().startswith(SIGNS)])
def test_intake_reads_what_was_marked_as_it_was(tmp_path, text):
    path = tmp_path / "review.csv"
    path.write_bytes(table_bytes(columns_of(ReviewRow), [{"indicator": "O01", "award": "-5", "reason": text}]))
    rows, problems = read_rows(path, "review.csv", ReviewRow)
    assert problems == []
    assert rows[0].cells == {"indicator": "O01", "award": "-5", "reason": text}


def test_a_new_year_and_a_new_sub_project_carry_no_formula_over(folder, tmp_path):
    folder.edit("facts.csv", "进出口总值,100.0", "=cmd|'/C calc'!A0,100.0")
    folder.edit("objectives.csv", "领券人满意度", "@SUM(1)")
    record_deliveries(folder.raw, "测试")
    new_year(2031, folder.data)
    new_sub_project("tourism", "=1+1", folder.data, _notebooks(tmp_path), 2031)
    for path in (folder.data / "raw" / "2031").glob("*.csv"):
        cells = [cell for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))) for cell in row]
        assert [cell for cell in cells if cell.startswith(SIGNS) and len(cell) > 1] == [], path.name
    facts = (folder.data / "raw" / "2031" / "facts.csv").read_text(encoding="utf-8-sig")
    assert "'=cmd|" in facts and "'=1+1主要结果" in facts
    again = new_year(2032, folder.data)
    assert any("'=cmd|" in path.read_text(encoding="utf-8-sig") for path in again if path.name == "facts.csv"), (
        "one mark, not two"
    )


def _notebooks(tmp_path):
    shutil.copytree(PROJECT / "notebooks", tmp_path / "notebooks")
    return tmp_path / "notebooks"


def overview() -> bytes:
    keys = ("id", "section", "name", "target_text", "actual_text", "points", "award", "reason")
    return _overview([dict.fromkeys(keys, text) for text in [*TEXTS, *NUMBERS]])


def test_the_list_of_indicators_in_the_bundle_holds_no_formula():
    cells = [cell for row in csv.reader(io.StringIO(overview().decode("utf-8-sig"), newline="")) for cell in row]
    assert [cell for cell in cells if cell.startswith(SIGNS) and cell not in NUMBERS] == []
    assert all(number in cells for number in NUMBERS)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_a_spreadsheet_finds_no_formula_and_no_link(tmp_path):
    (tmp_path / "annex.xlsx").write_bytes(annex())
    (tmp_path / "overview.csv").write_bytes(overview())
    (tmp_path / "table.csv").write_bytes(table_bytes(["甲"], [{"甲": text} for text in TEXTS]))
    files = ["annex.xlsx", "overview.csv", "table.csv"]
    command = [
        "soffice",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "ods",
        "--outdir",
        str(tmp_path),
    ]
    subprocess.run([*command, *files], cwd=tmp_path, capture_output=True, check=True, timeout=120)
    for name in files:
        with zipfile.ZipFile((tmp_path / name).with_suffix(".ods")) as package:
            content = package.read("content.xml").decode()
        assert "table:formula" not in content and "xlink:href" not in content, name
        assert "1+1" in content
