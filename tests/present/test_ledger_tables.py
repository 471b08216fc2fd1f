"""What the page on intake tells of ledgers: everything that was set aside, converted, left behind, found hidden or corrected."""

import openpyxl
import pytest
from ruamel.yaml import YAML

from evalkit.intake.register import record_deliveries
from evalkit.present import ledger_tables
from tests.ledgers.files import MERCHANTS, VOUCHERS, csv_bytes, payment, write_book

WHY = {"reason": "重复报送", "authority": "凭证", "date": "2031-02-01"}


@pytest.fixture
def year(folder):
    """A year with a workbook in which there is much to tell, and a plain file."""
    (folder.raw / "ledgers").mkdir()
    rows = [payment(f"P{at}", day="2030-03-01", amount=1.5) for at in range(1, 5)]
    heading = ["支付编号", "付款日期", "子项目", "收款单位", "收款账号", "金额（万元）", "经办人"]
    rows = [[*row[:4], "", row[4], "张三"] for row in rows]
    below = [["合计", None, None, None, None, 4.5], [], ["制表人：张三"]]
    path = write_book(
        folder.raw / "ledgers" / "payments.xlsx", 支付=[["标题"], heading, *rows, *below], 说明=[["每笔一行"]], 旧=[["x"]]
    )
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.column_dimensions["C"].hidden = sheet.row_dimensions[3].hidden = True
    sheet.merge_cells("D3:D4")
    book.worksheets[2].sheet_state = "hidden"
    book.save(path)
    (folder.raw / "ledgers" / "merchants.csv").write_bytes(csv_bytes(MERCHANTS, ["S1", "甲", "餐饮"], encoding="gb18030"))
    entry = {"ledger": "payments", "file": "ledgers/payments.xlsx"} | WHY
    entries = [entry | {"row": 6, "exclude": True, "expect": {"支付编号": "P4"}}]
    with (folder.raw / "corrections.yml").open("w", encoding="utf-8") as file:
        YAML().dump({"corrections": entries}, file)
    record_deliveries(folder.raw, "收到明细")
    return folder


def test_how_each_sheet_was_read_is_told_in_one_row(year):
    shown = ledger_tables.ledgers_read(year.open()).set_index("明细")
    assert shown.loc["参与商户"].tolist() == ["merchants.csv", "GB18030，表头第 1 行", "1", "—", "—"]
    place, encoding, used, aside, handling = shown.loc["资金支付"]
    assert (place, encoding, used) == ("payments.xlsx 工作表“支付”", "工作簿，表头第 2 行", "3")
    assert aside == "空行 1、合计行 1、表尾说明 1、更正排除 1"
    assert handling.split("；") == [
        "换算单位：金额（万元）→元",
        "列名对应：付款日期→支付日期、金额（万元）→支付金额",
        "个人信息列：收款账号",
        "没有读入的列：经办人",
        "隐藏的行：1",
        "隐藏的列：子项目",
        "合并的单元格逐行填充：收款单位",
        "表尾说明：第 9 行（制表人）",
        "没有读取的工作表：说明、旧（隐藏）",
        "更正：1 处",
    ]
    assert "张三" not in shown.to_string()


def test_corrections_are_shown_with_what_was_there_and_why(year):
    assert ledger_tables.ledger_corrections(year.open()).to_numpy().tolist() == [
        ["资金支付", "payments.xlsx 工作表“支付” 第 6 行", "支付编号", "P4", "排除该行", "重复报送", "凭证", "2031-02-01"]
    ]


def test_headings_in_two_rows_and_columns_apart_are_told(folder):
    (folder.raw / "ledgers").mkdir()
    upper, lower = [*VOUCHERS[:4], "核销", "", "交易金额"], ["", "", "", "", "时间", "金额（元）", ""]
    row = ["V1", "1", "10", "2030-03-01", "", "", ""]
    (folder.raw / "ledgers" / "vouchers.csv").write_bytes(csv_bytes(["标题"], upper, lower, row))
    record_deliveries(folder.raw, "收到明细")
    (told,) = ledger_tables.ledgers_read(folder.open())["编码与表头"]
    assert told == "UTF-8，表头第 2、3 行"


def shown(monkeypatch, show, *arguments) -> str:
    """Return as plain text what a function displays."""
    fragments = []
    monkeypatch.setattr(ledger_tables, "display", fragments.append)
    monkeypatch.setattr("evalkit.present.display.display", fragments.append)
    show(*arguments)
    return "\n".join(fragment.text for fragment in fragments)


def test_a_year_without_ledgers_says_so(folder, monkeypatch):
    read = shown(monkeypatch, ledger_tables.show_ledgers, "表 8", "明细台账如何读入", folder.open())
    corrected = shown(monkeypatch, ledger_tables.show_ledger_corrections, "表 9", "对明细台账的更正", folder.open())
    assert (read, corrected) == ("表 8 明细台账如何读入：本年度没有收到明细台账。", "表 9 对明细台账的更正：没有更正。")


def test_both_tables_are_shown_where_there_is_something_to_tell(year, monkeypatch):
    assert "没有读取的工作表" in shown(monkeypatch, ledger_tables.show_ledgers, "表 8", "明细台账如何读入", year.open())
    assert "排除该行" in shown(monkeypatch, ledger_tables.show_ledger_corrections, "表 9", "对明细台账的更正", year.open())
