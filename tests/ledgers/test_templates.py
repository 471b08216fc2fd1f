"""The templates that a new year holds, and the page of the handbook: both made from the descriptions alone."""

import runpy
from pathlib import Path

import openpyxl
import pytest

from evalkit.ledgers.schema import columns_of
from evalkit.ledgers.schemas import LEDGERS
from evalkit.ledgers.take_in import LedgerFile, ledger_of, take_in
from evalkit.ledgers.templates import write_templates
from evalkit.reads import sha256_of

PROJECT = Path(__file__).parents[2]
PAGE_MAKER = PROJECT / "tools" / "build_ledger_page.py"
ROW = {str: "一", int: 1, "Decimal": 1, "date": "2022-03-15", "datetime": "2022-03-15 14:05:00"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("templates")
    write_templates(folder)
    return folder


def test_there_is_one_for_every_ledger_and_its_name_says_which(folder):
    assert sorted(ledger_of(path) for path in folder.iterdir()) == sorted(LEDGERS)


@pytest.mark.parametrize("name", LEDGERS)
def test_an_empty_template_is_a_ledger_of_no_rows(folder, tmp_path, name):
    path = folder / f"{LEDGERS[name].title}.xlsx"
    taken = take_in(name, [LedgerFile(path, path.name, sha256_of(path))], {}, 2022, tmp_path)
    assert [problem.what for problem in taken.problems] == []
    assert [sheet.tally.used for sheet in taken.sheets] == [0]
    assert taken.sheets[0].unread == []


@pytest.mark.parametrize("name", LEDGERS)
def test_a_template_that_was_filled_in_is_read(folder, tmp_path, name):
    book = openpyxl.load_workbook(folder / f"{LEDGERS[name].title}.xlsx")
    sheet = book.worksheets[0]
    required = {at: column for at, column in enumerate(columns_of(LEDGERS[name]), start=1) if not column.optional}
    for at, column in required.items():
        kind = ROW.get(column.kind, ROW.get(column.kind.__name__))
        sheet.cell(2, at).value = column.allowed[0] if column.allowed else "2022-03" if column.month else kind
    if name == "trips":
        sheet.cell(2, 4).value = "大巴车"
    path = tmp_path / "filled.xlsx"
    book.save(path)
    taken = take_in(name, [LedgerFile(path, path.name, sha256_of(path))], {}, 2022, tmp_path / "processed")
    assert [str(problem) for problem in taken.problems] == []
    assert [sheet.tally.used for sheet in taken.sheets] == [1]


def test_allowed_values_are_a_drop_down(folder):
    sheet = openpyxl.load_workbook(folder / "接转车次.xlsx").worksheets[0]
    (vehicle,) = [rule for rule in sheet.data_validations.dataValidation if "大巴车" in rule.formula1]
    assert vehicle.formula1 == '"大巴车,工作车"'
    assert str(vehicle.sqref).startswith("D2:")


def test_the_page_of_the_handbook_is_what_the_descriptions_give():
    page = runpy.run_path(str(PAGE_MAKER))["page"]()
    assert (PROJECT / "docs" / "ledgers.md").read_text(encoding="utf-8") == page, "run python tools/build_ledger_page.py"
    assert all(f"（`{name}`）" in page for name in LEDGERS)
