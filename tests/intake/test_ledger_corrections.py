"""Entries of ``corrections.yml`` that concern ledgers: how they are written, and what is told when they do not apply."""

import pytest
from ruamel.yaml import YAML

from evalkit.intake.register import record_deliveries
from evalkit.ledgers import take_in as intake
from tests.ledgers.files import MERCHANTS, PAYMENTS, csv_bytes, payment, rows_of

CELL = {"ledger": "payments", "file": "ledgers/payments.csv", "row": 3, "column": "支付金额", "expect": "1.5万", "value": "15000"}
ROW = {"ledger": "payments", "file": "ledgers/payments.csv", "row": 4, "exclude": True, "expect": {"支付编号": "P3"}}
WHY = {"reason": "误填单位", "authority": "国库支付凭证", "date": "2031-02-01"}


@pytest.fixture
def year(folder):
    """A year with two ledgers, of which one has a faulty cell and a row that does not belong there."""
    (folder.raw / "ledgers").mkdir()
    rows = [payment(f"P{at}", day="2030-03-01", amount=amount) for at, amount in enumerate(["100", "1.5万", "7"], start=1)]
    (folder.raw / "ledgers" / "payments.csv").write_bytes(csv_bytes(PAYMENTS, *rows))
    (folder.raw / "ledgers" / "merchants.csv").write_bytes(csv_bytes(MERCHANTS, ["S1", "甲", "餐饮"]))
    record_deliveries(folder.raw, "收到明细")
    return folder


def correct(folder, *entries):
    """Write ``corrections.yml`` with these entries."""
    with (folder.raw / "corrections.yml").open("w", encoding="utf-8") as file:
        YAML().dump({"corrections": [entry if "reason" in entry else entry | WHY for entry in entries]}, file)


def test_cells_and_rows_of_ledgers_are_corrected_beside_those_of_facts(year):
    year.correct()
    fact = {"id": "trade_total", "period": "2030", "source": "report", "column": "value", "expect": "100.0", "value": "101.0"}
    correct(year, fact, CELL, ROW)
    inputs = year.check()
    assert [(row["payment"], row["amount"]) for row in rows_of(inputs.ledgers["payments"])] == [("P1", 100), ("P2", 15000)]
    assert [entry.id for entry in inputs.corrections] == ["trade_total"]
    (sheet,) = inputs.ledgers["payments"].sheets
    assert [(each.row, each.before, each.after, each.authority, each.date) for each in sheet.corrected] == [
        (3, "1.5万", "15000", "国库支付凭证", "2031-02-01"),
        (4, "P3", None, "国库支付凭证", "2031-02-01"),
    ]


def test_without_the_correction_the_cell_is_a_fault(year):
    assert [(problem.code, problem.where) for problem in year.problems()] == [
        ("L-UNIT-01", "data/raw/2030/ledgers/payments.csv 第 3 行 支付金额 列")
    ]


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        (CELL | {"file": "ledgers/x.csv"}, "“payments”没有收到文件“data/raw/2030/ledgers/x.csv”"),
        (CELL | {"file": "payments.csv"}, "“payments”没有收到文件“data/raw/2030/payments.csv”"),
        (CELL | {"ledger": "merchants"}, "“merchants”没有收到文件“data/raw/2030/ledgers/payments.csv”"),
        (CELL | {"ledger": "payment"}, "“payment”没有收到文件“data/raw/2030/ledgers/payments.csv”"),
    ],
    ids=["no such file", "without its folder", "a file of another ledger", "no such ledger"],
)
def test_a_correction_of_a_file_that_is_not_there_is_told_with_the_faults_of_the_ledgers(year, entry, found):
    fact = {"id": "nothing", "period": "2030", "source": "report", "column": "value", "expect": "1", "value": "2"}
    correct(year, fact, entry)
    problems = year.problems()
    assert [problem.code for problem in problems] == ["C-01", "C-01", "L-UNIT-01"]
    assert problems[1].found == found
    assert problems[1].where == f"corrections.yml 第 2 条（{entry['ledger']}，{entry['file']}）"


def test_a_correction_in_a_year_without_ledgers_is_told(folder):
    correct(folder, CELL)
    assert (folder.problem().code, folder.problem().expected) == ("C-01", "收到的该种明细的文件")


def test_a_file_that_was_altered_is_told_without_its_corrections(year):
    correct(year, CELL, ROW)
    (year.raw / "ledgers" / "payments.csv").write_bytes(b"x")
    assert year.problem().code == "I-SRC-01"


def test_a_new_delivery_that_mended_the_error_makes_its_correction_fail(year):
    correct(year, CELL, ROW)
    year.check()
    path = year.raw / "ledgers" / "payments.csv"
    path.write_bytes(path.read_bytes().replace("1.5万".encode(), b"15000"))
    record_deliveries(year.raw, "第二次报送")
    problem = year.problem()
    place = "corrections.yml 第 1 条（payments，ledgers/payments.csv），data/raw/2030/ledgers/payments.csv 第 3 行"
    assert (problem.code, problem.where) == ("C-03", place)


def test_only_the_ledger_that_is_corrected_is_read_again(year, monkeypatch):
    correct(year, CELL, ROW)
    year.check()
    opened, real = [], intake.open_grids
    monkeypatch.setattr(intake, "open_grids", lambda path, shown: opened.append(path.name) or real(path, shown))
    correct(year, ROW, CELL)
    year.check()
    assert opened == ["payments.csv"]
    correct(
        year,
        {"id": "trade_total", "period": "2030", "source": "report", "column": "value", "expect": "100.0", "value": "1"},
        ROW,
        CELL,
    )
    year.check()
    assert opened == ["payments.csv"]


WRITTEN = {
    "an unknown key": (CELL | {"colum": "x"}, "V-KEY-01", "colum"),
    "no column": ({key: CELL[key] for key in CELL if key != "column"}, "V-CELL-01", "column"),
    "no row": ({key: ROW[key] for key in ROW if key != "row"}, "V-CELL-01", "row"),
    "row nought": (ROW | {"row": 0}, "V-CELL-01", "row"),
    "a row in quotes": (ROW | {"row": "4"}, "V-CELL-01", "row"),
    "a number without quotes": (CELL | {"value": 15000}, "V-CELL-01", "value"),
    "nothing expected": (ROW | {"expect": {}}, "V-CELL-01", "expect"),
    "an expected text for a row": (ROW | {"expect": "P3"}, "V-CELL-01", "expect"),
    "an expected number of a row": (ROW | {"expect": {"支付金额": 7}}, "V-CELL-01", "expect.支付金额"),
    "a column of a row left out": (ROW | {"column": "支付金额"}, "V-KEY-01", "column"),
    "left out: false": (ROW | {"exclude": False}, "V-COR-01", "exclude"),
    "no authority": (ROW | WHY | {"authority": ""}, "V-CELL-01", "authority"),
}


@pytest.mark.parametrize(("entry", "code", "key"), WRITTEN.values(), ids=WRITTEN)
def test_an_entry_that_is_written_wrongly_is_told_with_its_place(year, entry, code, key):
    correct(year, entry)
    problem = next(problem for problem in year.problems() if "corrections.yml" in problem.where)
    assert problem.code == code
    assert problem.where.startswith("data/raw/2030/corrections.yml 第 ")
    assert problem.where.endswith(f" corrections 第 1 条 {key}")


def test_an_unknown_key_is_suggested(year):
    correct(year, CELL | {"colunm": "支付金额"})
    problem = next(problem for problem in year.problems() if problem.code == "V-KEY-01")
    assert problem.remedy == "是否为“column”？"
    assert problem.expected == "ledger、file、sheet、row、reason、authority、date、column、expect、value"


def test_left_out_false_is_told_in_full(year):
    correct(year, CELL, ROW | {"exclude": False})
    problem = next(problem for problem in year.problems() if problem.code == "V-COR-01")
    assert (problem.what, problem.found, problem.expected, problem.remedy) == (
        "没有写明怎样更正",
        "exclude: false",
        "exclude: true",
        "不排除该行的，删去该条更正",
    )
