"""Declared corrections of ledgers: a cell, a row left out, and every way in which one no longer applies."""

import json
from dataclasses import asdict
from decimal import Decimal

import pytest

from evalkit.ledgers import take_in as intake
from evalkit.ledgers.corrections import LedgerCorrection
from tests.ledgers.files import (
    PAYMENTS,
    VOUCHERS,
    column_of,
    csv_bytes,
    only,
    payment,
    rows_of,
    take,
    told,
    with_sheet,
    write_book,
)

WHY = {"reason": "笔误", "authority": "国库支付凭证", "date": "2023-02-01"}


def correction(row, expect, value=None, file="payments-1.csv", sheet="", number=1):
    """Return a correction of a ledger of payments; without a value the row is left out."""
    return LedgerCorrection(f"corrections.yml 第 {number} 条", "payments", file, sheet, row, expect, value, **WHY)


def test_a_cell_is_corrected_before_it_is_read_and_the_file_is_not_touched(tmp_path):
    content = csv_bytes(PAYMENTS, payment(), payment("P2", amount="1.5万"))
    taken = take(tmp_path, "payments", content, corrections=[correction(3, {"支付金额": "1.5万"}, "15000")])
    assert column_of(taken, "amount") == [Decimal(100), Decimal(15_000)]
    assert [asdict(each) for each in taken.sheets[0].corrected] == [
        {"row": 3, "columns": "支付金额", "before": "1.5万", "after": "15000", **WHY}
    ]
    assert (tmp_path / "payments-1.csv").read_bytes() == content


@pytest.mark.parametrize("name", ["支付金额", "amount", "金额", "金额（万元）"])
def test_a_column_is_named_by_any_of_its_headings_or_as_the_file_has_it(tmp_path, name):
    content = csv_bytes([*PAYMENTS[:4], "金额（万元）"], payment(amount="1"))
    taken = take(tmp_path, "payments", content, corrections=[correction(2, {name: "1"}, "2")])
    assert column_of(taken, "amount") == [Decimal(20_000)]


def test_a_row_is_left_out_and_counted_with_its_reason(tmp_path):
    content = csv_bytes(PAYMENTS, payment(), payment(), payment("P2"), ["合计", "", "", "", "200"])
    taken = take(tmp_path, "payments", content, corrections=[correction(3, {"支付编号": "P1", "支付金额": "100"})])
    assert [row["row_number"] for row in rows_of(taken)] == [2, 4]
    tally = taken.sheets[0].tally
    assert (tally.used, tally.totals, tally.excluded) == (2, 1, 1)
    assert [(each.columns, each.before, each.after, each.reason) for each in taken.sheets[0].corrected] == [
        ("支付编号、支付金额", "P1、100", None, "笔误")
    ]


def test_a_faulty_row_may_be_left_out_and_a_wrong_total_corrected(tmp_path):
    content = csv_bytes(PAYMENTS, payment(), ["作废", "", "", ""], ["合计", "", "", "", "900"])
    entries = [correction(3, {"支付编号": "作废"}), correction(4, {"支付金额": "900"}, "100")]
    assert column_of(take(tmp_path, "payments", content, corrections=entries), "payment") == ["P1"]


@pytest.mark.parametrize(("cell", "seen"), [(100, "100"), (0.5, "0.5"), ("100", "100"), ("=1+1", "=")])
def test_numbers_of_a_workbook_are_expected_as_they_are_seen(tmp_path, cell, seen):
    path = write_book(tmp_path / "a.xlsx", 支付=[["标题"], PAYMENTS, payment(amount=cell)])
    taken = take(tmp_path, "payments", path, corrections=[correction(3, {"支付金额": seen}, "7", file="a.xlsx")])
    assert column_of(taken, "amount") == [Decimal(7)]


def test_days_of_a_workbook_are_expected_as_days(tmp_path):
    from datetime import date

    path = write_book(tmp_path / "a.xlsx", 支付=[PAYMENTS, payment(day=date(2021, 3, 15))])
    taken = take(tmp_path, "payments", path, corrections=[correction(2, {"支付日期": "2021-03-15"}, "2022-03-15", file="a.xlsx")])
    assert column_of(taken, "paid_on") == [date(2022, 3, 15)]


def test_of_several_sheets_the_one_is_named(tmp_path):
    path = write_book(tmp_path / "a.xlsx", 一月=[PAYMENTS, payment("A")], 二月=[PAYMENTS, payment("B")])
    named = correction(2, {"支付金额": "100"}, "7", file="a.xlsx", sheet="二月")
    taken = take(tmp_path, "payments", path, sheets=["一月", "二月"], corrections=[named])
    assert column_of(taken, "amount") == [Decimal(100), Decimal(7)]
    unnamed = correction(2, {"支付金额": "100"}, "7", file="a.xlsx")
    assert only(take(tmp_path, "payments", path, sheets=["一月", "二月"], corrections=[unnamed])) == (
        "[C-01] 更正找不到所指的行\n"
        "  位置: corrections.yml 第 1 条\n"
        "  发现: 没有写明工作表\n"
        "  应为: “一月”、“二月”\n"
        "  处理: 原始数据已换，删去或更新该条更正"
    )


def test_each_cell_of_a_merged_number_may_be_corrected(tmp_path):
    rows = [PAYMENTS, payment(amount=90), payment("P2", amount=None)]
    path = with_sheet(write_book(tmp_path / "a.xlsx", 支付=rows), lambda sheet: sheet.merge_cells("E2:E3"))
    entries = [correction(2, {"支付金额": "90"}, "60", file="a.xlsx"), correction(3, {"支付金额": "90"}, "30", file="a.xlsx")]
    assert column_of(take(tmp_path, "payments", path, corrections=entries), "amount") == [Decimal(60), Decimal(30)]


def test_two_corrections_of_one_row_are_applied_in_turn(tmp_path):
    entries = [correction(2, {"支付金额": "100"}, "5"), correction(2, {"收款单位": "示例公司"}, "另一公司")]
    (row,) = rows_of(take(tmp_path, "payments", csv_bytes(PAYMENTS, payment()), corrections=entries))
    assert (row["amount"], row["payee"]) == (Decimal(5), "另一公司")


def test_a_corrected_cell_is_checked_like_any_other(tmp_path):
    taken = take(tmp_path, "payments", csv_bytes(PAYMENTS, payment()), corrections=[correction(2, {"支付金额": "100"}, "约100")])
    assert told(taken) == [("L-NUM-01", "payments-1.csv 第 2 行 支付金额 列", "“约100”")]


AT = "corrections.yml 第 1 条，payments-1.csv 第 2 行"
FAILING = {
    "no such row": (correction(9, {"支付金额": "100"}, "5"), ("C-01", "corrections.yml 第 1 条", "没有第 9 行数据")),
    "the row of the headings": (
        correction(1, {"支付金额": "支付金额"}, "金额"),
        ("C-01", "corrections.yml 第 1 条", "没有第 1 行数据"),
    ),
    "no such sheet": (
        correction(2, {"支付金额": "100"}, "5", sheet="一月"),
        ("C-01", "corrections.yml 第 1 条", "没有读取工作表“一月”"),
    ),
    "another value": (correction(2, {"支付金额": "99"}, "5"), ("C-02", AT, "“100”")),
    "other digits": (correction(2, {"支付金额": "100.00"}, "5"), ("C-02", AT, "“100”")),
    "already right": (correction(2, {"支付金额": "99"}, "100"), ("C-03", AT, "“100”")),
    "nothing to change": (correction(2, {"支付金额": "100"}, "100"), ("C-03", AT, "“100”")),
    "no such column": (correction(2, {"付款额": "100"}, "5"), ("C-04", AT, "“付款额”")),
    "a column that the file lacks": (correction(2, {"文号": "1"}, "5"), ("C-04", AT, "“文号”")),
    "a personal column": (correction(2, {"收款账号": "6222"}, "5"), ("C-05", AT, "收款账号")),
    "left out: another value": (correction(2, {"支付编号": "P1", "支付金额": "99"}), ("C-02", AT, "“100”")),
    "left out: a personal column": (correction(2, {"支付编号": "P1", "银行账号": "6222"}), ("C-05", AT, "收款账号")),
}


@pytest.mark.parametrize(("entry", "fault"), FAILING.values(), ids=FAILING)
def test_a_correction_that_does_not_apply_is_refused(tmp_path, entry, fault):
    assert told(take(tmp_path, "payments", csv_bytes(PAYMENTS, payment()), corrections=[entry])) == [fault]


def test_what_is_wrong_with_a_correction_is_told_in_full(tmp_path):
    content = csv_bytes(PAYMENTS, payment())
    assert only(take(tmp_path, "payments", content, corrections=[correction(2, {"支付金额": "99"}, "5")])) == (
        "[C-02] 更正所预期的原值已不符\n"
        f"  位置: {AT}\n"
        "  发现: “100”\n"
        "  应为: “99”\n"
        "  处理: 核对新到的原始数据，更新或删去该条更正"
    )
    assert only(take(tmp_path, "payments", content, corrections=[correction(2, {"付款额": "99"}, "5")])) == (
        "[C-04] 更正所指的列不存在\n"
        f"  位置: {AT}\n"
        "  发现: “付款额”\n"
        "  应为: 支付编号、支付日期、子项目、收款单位、支付金额\n"
        "  处理: 改正列名，或删去该条更正"
    )
    assert only(take(tmp_path, "payments", content, corrections=[correction(2, {"收款账号": "1"}, "5")])) == (
        "[C-05] 个人信息列不能更正\n"
        f"  位置: {AT}\n"
        "  发现: 收款账号\n"
        "  应为: 其他列\n"
        "  处理: 删去该条更正，请提供单位改正后重新报送"
    )


def test_a_row_that_was_left_out_is_not_corrected_again(tmp_path):
    entries = [correction(2, {"支付编号": "P1"}), correction(2, {"支付金额": "100"}, "5", number=2)]
    assert told(take(tmp_path, "payments", csv_bytes(PAYMENTS, payment()), corrections=entries)) == [
        ("C-01", "corrections.yml 第 2 条", "该行已由前面的更正排除")
    ]


def test_corrections_that_do_not_apply_are_told_with_all_other_faults(tmp_path):
    content = csv_bytes(PAYMENTS, payment(), payment(), payment("P2", amount="x"))
    entries = [correction(9, {"支付金额": "1"}, "5"), correction(2, {"支付金额": "1"}, "5", number=2)]
    assert sorted(code for code, _, _ in told(take(tmp_path, "payments", content, corrections=entries))) == [
        "C-01",
        "C-02",
        "L-KEY-01",
        "L-NUM-01",
    ]


def test_a_file_that_cannot_be_read_is_told_without_its_corrections(tmp_path):
    assert [
        code for code, _, _ in told(take(tmp_path, "payments", b"", corrections=[correction(2, {"支付金额": "1"}, "5")]))
    ] == ["L-FILE-01"]


def test_a_personal_number_is_shown_neither_in_the_account_nor_in_a_message(tmp_path):
    number = "13800001234"
    content = csv_bytes(PAYMENTS, payment(payee=f"张三 {number}"))
    entry = correction(2, {"收款单位": f"张三 {number}"}, "个人")
    taken = take(tmp_path, "payments", content, corrections=[entry])
    assert column_of(taken, "payee") == ["个人"]
    assert [each.before for each in taken.sheets[0].corrected] == ["****1234"]
    assert number not in taken.table.with_suffix(".json").read_text(encoding="utf-8")
    (error,) = take(tmp_path, "payments", content, corrections=[correction(2, {"收款单位": number}, "个人")]).problems[1:]
    assert (error.code, number in str(error)) == ("L-CELL-06", False)


def test_what_was_corrected_is_in_the_account_and_read_back_from_it(tmp_path):
    content, entry = csv_bytes(PAYMENTS, payment()), correction(2, {"支付金额": "100"}, "5")
    first = take(tmp_path, "payments", content, corrections=[entry])
    account = json.loads(first.table.with_suffix(".json").read_text(encoding="utf-8"))
    assert account["sheets"][0]["corrected"] == [{"row": 2, "columns": "支付金额", "before": "100", "after": "5", **WHY}]
    assert take(tmp_path, "payments", content, corrections=[entry]) == first


def test_only_a_changed_correction_has_the_ledger_read_again(tmp_path, monkeypatch):
    content, entry = csv_bytes(PAYMENTS, payment()), correction(2, {"支付金额": "100"}, "5")
    take(tmp_path, "payments", content, corrections=[entry])
    opened = []
    real = intake.open_grids
    monkeypatch.setattr(intake, "open_grids", lambda path, shown: opened.append(shown) or real(path, shown))
    take(tmp_path, "payments", content, corrections=[correction(2, {"支付金额": "100"}, "5", number=7)])
    assert opened == []
    taken = take(tmp_path, "payments", content, corrections=[correction(2, {"支付金额": "100"}, "6")])
    assert (opened, column_of(taken, "amount")) == (["payments-1.csv"], [Decimal(6)])
    assert column_of(take(tmp_path, "payments", content), "amount") == [Decimal(100)]


def test_a_part_taken_back_is_mended_by_two_corrections(tmp_path):
    """The remedy of L-NEG-03: the net amount in the original, and the reversal left out."""
    heading = [*VOUCHERS, "冲销原券编号"]
    rows = [
        ["V1", "1", "10", "2022-03-01", "2022-03-05 10:00", "10", "100", ""],
        ["C1", "1", "10", "2022-03-01", "2022-03-06 10:00", "-4", "0", "V1"],
    ]
    entries = [
        correction(2, {"核销金额": "10"}, "6", file="vouchers-1.csv"),
        correction(3, {"券编号": "C1"}, file="vouchers-1.csv"),
    ]
    assert column_of(take(tmp_path, "vouchers", csv_bytes(heading, *rows), corrections=entries), "redeemed_amount") == [
        Decimal(6)
    ]
