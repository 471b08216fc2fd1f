"""Notes below a table are set aside and counted; a row that may be one of data never is."""

import pytest

from tests.ledgers.files import (
    MERCHANTS,
    MONTHS,
    PAYMENTS,
    TRIPS,
    column_of,
    csv_bytes,
    only,
    payment,
    rows_of,
    take,
    told,
    write_book,
)

TOTAL = ["合计", "", "", "", "100"]
NOTES = {
    "制表人：张三": "制表人",
    "制表：张三    审核：李四    填表日期：2023-01-10": "制表",
    "填表日期:2023年1月10日": "填表日期",
    "备注：以上均已核对，金额 100 元": "备注",
    "注：口径同上年": "注",
    "注1：口径同上年": "注1",
    "说明：1.口径同上年": "说明",
    "填表说明：金额含税": "填表说明",
    "数据来源：国库集中支付系统": "数据来源",
    "单位负责人（签章）：": "单位负责人",
    "审核 人：李四": "审核人",
    "联系电话：0769-22830000": "联系电话",
    "填报单位（盖章）：示例市商务局": "填报单位",
    "以下空白": "以下空白",
    "第 1 页，共 3 页": "第1页,共3页",
    "第1页": "第1页",
    "共 2 条记录": "共2条记录",
}


@pytest.mark.parametrize("note", NOTES)
def test_notes_below_the_table_are_set_aside_with_row_and_label_only(tmp_path, note):
    for row in ([note], [note, "", "", "", ""], ["", note, "", "", ""], ["", "", "", "", note]):
        taken = take(tmp_path, "payments", csv_bytes(PAYMENTS, payment(), TOTAL, [], row))
        assert column_of(taken, "payment") == ["P1"]
        (sheet,) = taken.sheets
        assert (sheet.tally.used, sheet.tally.blank, sheet.tally.totals, sheet.tally.notes) == (1, 1, 1, 1)
        assert sheet.footnotes == [f"第 5 行（{NOTES[note]}）"]
        assert "张三" not in taken.table.with_suffix(".json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("row", "labels"),
    [
        (["制表人：张三", "", "审核人：李四", "", "日期：2023-01-10"], "制表人、审核人、日期"),
        (["制表人：", "张三", "审核人：", "李四", ""], "制表人、审核人"),
        (["填表日期：", "2023-01-10", "", "", ""], "填表日期"),
        (["单位负责人：张三", "制表日期：2023-01-10", "", "", "联系电话：12345"], "单位负责人、制表日期、联系电话"),
    ],
)
def test_a_note_may_fill_several_cells(tmp_path, row, labels):
    taken = take(tmp_path, "payments", csv_bytes(PAYMENTS, payment(), row))
    assert (len(rows_of(taken)), taken.sheets[0].footnotes) == (1, [f"第 3 行（{labels}）"])


def test_numbered_lines_continue_a_note(tmp_path):
    content = csv_bytes(PAYMENTS, payment(), ["备注：1.金额含税"], ["2. 口径同上年"], ["（3）退款列为负数"], ["制表人：张三"])
    taken = take(tmp_path, "payments", content)
    assert taken.sheets[0].footnotes == ["第 3 行（备注）", "第 4 行（续）", "第 5 行（续）", "第 6 行（制表人）"]
    assert taken.sheets[0].tally.notes == 4


@pytest.mark.parametrize(
    ("name", "heading", "row", "note"),
    [
        ("trips", TRIPS, ["T1", "2022-03-01 08:00", "港珠澳", "大巴车", "5"], ["审核：", "", "", "", "制表：张三"]),
        ("monthly_trade", MONTHS, ["2022-01", "出口", "5"], ["数据来源：海关", "", ""]),
        ("merchants", MERCHANTS, ["1", "甲", "餐饮"], ["备注：共一家", "", ""]),
    ],
)
def test_notes_below_other_ledgers(tmp_path, name, heading, row, note):
    taken = take(tmp_path, name, csv_bytes(heading, row, note))
    assert (len(rows_of(taken)), taken.sheets[0].tally.notes) == (1, 1)


def test_notes_of_a_workbook_merged_over_the_width_of_the_table(tmp_path):
    path = write_book(tmp_path / "a.xlsx", 支付=[PAYMENTS, payment(), ["备注：金额含税"], [None, None, None, "制表人：", "张三"]])
    taken = take(tmp_path, "payments", path)
    assert taken.problems[0].code == "L-CELL-01"  # a name in the column of amounts is no note, and is told
    path = write_book(tmp_path / "b.xlsx", 支付=[PAYMENTS, payment(), ["备注：金额含税"], [None, None, "制表人：", "张三"]])
    assert take(tmp_path, "payments", path).sheets[0].tally.notes == 2


ROWS_OF_DATA = {
    "all required cells filled": ["备注：补录", "2022-03-15", "trade", "甲", "5"],
    "an amount": ["备注：补录", "", "", "", "5"],
    "an amount behind a label": ["备注：", "", "", "制表人：", "5"],
    "a name that is no note": ["备注：补录", "", "", "甲公司", ""],
    "a label that is none": ["项目：补录", "", "", "", ""],
    "no colon": ["制表人张三", "", "", "", ""],
    "a numbered line without a note above": ["2. 口径同上年", "", "", "", ""],
}


@pytest.mark.parametrize("row", ROWS_OF_DATA.values(), ids=ROWS_OF_DATA)
def test_what_may_be_data_is_never_set_aside(tmp_path, row):
    taken = take(tmp_path, "payments", csv_bytes(PAYMENTS, payment(), row))
    (sheet,) = taken.sheets
    assert (sheet.tally.used, sheet.tally.notes) == (2, 0)
    assert bool(taken.problems) == ("" in row)


def test_a_note_above_a_row_of_data_is_no_footnote(tmp_path):
    taken = take(tmp_path, "payments", csv_bytes(PAYMENTS, payment(), ["备注：以下为二期", "", "", "", ""], payment("P2")))
    assert taken.sheets[0].tally.notes == 0
    assert {(error.code, error.where.split(" ")[2]) for error in taken.problems} == {("L-CELL-01", "3")}


def test_a_total_below_a_note_does_not_make_it_data(tmp_path):
    taken = take(tmp_path, "payments", csv_bytes(PAYMENTS, payment(), ["备注：金额含税"], TOTAL))
    assert (len(rows_of(taken)), taken.sheets[0].tally.totals, taken.sheets[0].tally.notes) == (1, 1, 1)


def test_a_merchant_with_a_name_like_a_note_is_a_row(tmp_path):
    content = csv_bytes(MERCHANTS, ["1", "甲", "餐饮"], ["注：1", "说明：乙", "餐饮"])
    assert column_of(take(tmp_path, "merchants", content), "merchant") == ["1", "注：1"]


@pytest.mark.parametrize("note", ["备注：金额单位：万元", "金额单位为万元", "单位：万元", "说明：本表单位：万元，含税"])
def test_a_unit_that_is_stated_only_below_the_table_is_refused_and_never_guessed(tmp_path, note):
    note = note if "：" in note else f"备注：{note}"
    assert only(take(tmp_path, "payments", csv_bytes(PAYMENTS, payment(), [note]))) == (
        "[L-UNIT-03] 表尾所注的单位与读入的单位不同\n"
        "  位置: payments-1.csv 第 3 行\n"
        "  发现: “单位：万元”\n"
        "  应为: 表头或表上方写明的单位，与表尾所注一致\n"
        "  处理: 核对金额的单位，写入表头，如“金额（万元）”"
    )


@pytest.mark.parametrize(
    ("heading", "note"),
    [("支付金额", "单位：元"), ("支付金额（万元）", "单位：元"), ("支付金额", "制表单位：商务局"), ("支付金额", "单位：张")],
)
def test_a_unit_below_the_table_that_contradicts_nothing_is_a_note(tmp_path, heading, note):
    assert len(rows_of(take(tmp_path, "payments", csv_bytes([*PAYMENTS[:4], heading], payment(), [note])))) == 1


def test_five_rows_of_notes_and_faults_above_are_told_apart(tmp_path):
    content = csv_bytes(PAYMENTS, payment(amount="x"), *([f"备注：{at}"] for at in range(5)))
    assert told(take(tmp_path, "payments", content)) == [("L-NUM-01", "payments-1.csv 第 2 行 支付金额 列", "“x”")]
