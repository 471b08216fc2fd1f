"""How a sheet is laid out: headings, totals, merged and hidden cells, formulas, sheets (cases B 17 to 28 of the fault catalogue)."""

from datetime import date
from decimal import Decimal

import pytest

from evalkit.ledgers.account import TakenIn
from tests.ledgers.files import (
    MERCHANTS,
    MONTHS,
    PAYMENTS,
    SHEET,
    column_of,
    csv_bytes,
    only,
    payment,
    rows_of,
    take,
    told,
    with_part,
    with_sheet,
    write_book,
)

VOUCHER = ["V1", "1", "10", "2022-03-01", "2022-03-05 10:00", "10", "100"]


def tally(taken):
    """Return what became of the rows of the only sheet: read, blank, totals, hidden."""
    (sheet,) = taken.sheets
    return sheet.tally.used, sheet.tally.blank, sheet.tally.totals, sheet.tally.hidden


@pytest.mark.parametrize(
    "above",
    [
        [["2022 年资金支付明细"]],
        [["2022 年资金支付明细", "", "", "", ""], [], ["填报单位：某某市商务局", "", "", "填报日期：2023-01-10"]],
        [["资金支付"], *[[]] * 18],
    ],
    ids=["a title", "title, blank and note", "headings in row 20"],
)
def test_headings_are_found_below_titles(tmp_path, above):
    taken = take(tmp_path, "payments", csv_bytes(*above, PAYMENTS, payment(), payment("P2")))
    assert [row["row_number"] for row in rows_of(taken)] == [len(above) + 2, len(above) + 3]
    assert taken.sheets[0].headings_row == len(above) + 1


def test_headings_far_below_are_not_looked_for(tmp_path):
    assert only(take(tmp_path, "payments", csv_bytes(*[["说明"]] * 21, PAYMENTS, payment()))) == (
        "[L-HEAD-01] 没有认出表头\n"
        "  位置: payments-1.csv\n"
        "  发现: 前 20 行没有一行像“资金支付”的表头\n"
        "  应为: 有这些列名的一行：支付编号、支付日期、子项目、收款单位、支付金额\n"
        "  处理: 核对是否放错了文件；列名按模板填写"
    )


def test_two_rows_of_headings_of_which_the_upper_spans_columns(tmp_path):
    upper = ["券编号", "期次", "券面额", "派发日期", "核销", "", "交易金额"]
    lower = ["", "", "", "", "时间", "金额（元）", ""]
    path = write_book(tmp_path / "two.xlsx", 明细=[["消费券明细"], upper, lower, VOUCHER])

    def merge(sheet):
        for cells in ("A1:G1", "E2:F2", *(f"{column}2:{column}3" for column in "ABCDG")):
            sheet.merge_cells(cells)

    taken = take(tmp_path, "vouchers", with_sheet(path, merge))
    (row,) = rows_of(taken)
    assert (row["voucher"], row["redeemed_amount"], row["transaction_amount"]) == ("V1", Decimal(10), Decimal(100))
    assert (row["row_number"], taken.sheets[0].headings_row) == (4, 3)


def test_an_upper_heading_tells_like_headings_below_apart(tmp_path):
    upper = ["支付编号", "支付", "", "", "其他"]
    lower = ["", "日期", "金额", "子项目", "收款单位"]
    content = csv_bytes(upper, lower, ["P1", "2022-03-01", "5", "trade", "甲"])
    assert column_of(take(tmp_path, "payments", content), "amount") == [Decimal(5)]


@pytest.mark.parametrize(
    "heading", ["支付 金额（元）", "支付金额\u200b", "\u3000支付金额(元)", "ａｍｏｕｎｔ", "AMOUNT", "支付\n金额", "金额/元"]
)
def test_headings_are_compared_without_spaces_width_and_case(tmp_path, heading):
    assert column_of(take(tmp_path, "payments", csv_bytes([*PAYMENTS[:4], heading], payment())), "amount") == [Decimal(100)]


@pytest.mark.parametrize(
    ("above", "heading", "cell", "yuan"),
    [
        ([], "支付金额（万元）", "1.5", "15000"),
        ([], "支付金额(单位：万元)", "1.5", "15000"),
        ([], "金额:亿元", "0.5", "50000000"),
        ([], "支付金额/元", "1.5", "1.5"),
        ([["单位：万元"]], "支付金额", "1.5", "15000"),
        ([["", "", "", "（金额单位：万元）"]], "支付金额", "1.5", "15000"),
        ([["资金支付明细（单位：万元）"]], "支付金额", "1.5", "15000"),
        ([["单位：万元"]], "支付金额（元）", "1.5", "1.5"),
        ([["单位：某某市商务局"]], "支付金额", "1.5", "1.5"),
        ([["单位：张"]], "支付金额", "1.5", "1.5"),
    ],
)
def test_the_unit_of_a_heading_or_above_it_is_converted(tmp_path, above, heading, cell, yuan):
    content = csv_bytes(*above, [*PAYMENTS[:4], heading], payment(amount=cell))
    assert column_of(take(tmp_path, "payments", content), "amount") == [Decimal(yuan)]


def test_a_line_below_the_headings_does_not_change_the_unit(tmp_path):
    content = csv_bytes(PAYMENTS, payment(), payment("P2", payee="单位：万元"))
    assert column_of(take(tmp_path, "payments", content), "amount") == [Decimal(100), Decimal(100)]


@pytest.mark.parametrize("unit", ["张", "万美元", "不含税", "元/张"])
def test_a_unit_that_the_column_cannot_have_is_refused(tmp_path, unit):
    assert only(take(tmp_path, "payments", csv_bytes([*PAYMENTS[:4], f"支付金额（{unit}）"], payment()))) == (
        "[L-UNIT-02] 表头的单位与该列不符\n"
        "  位置: payments-1.csv 第 1 行\n"
        f"  发现: “支付金额（{unit}）”\n"
        "  应为: 支付金额，单位为“元”或可换算的单位\n"
        "  处理: 改正表头的单位，并核对各行的数字"
    )


@pytest.mark.parametrize("again", ["支付金额", "金额", "支付金额.1", "支付金额（万元）", "amount"])
def test_a_column_that_stands_twice_is_refused(tmp_path, again):
    content = csv_bytes([*PAYMENTS, again], [*payment(), "5"])
    assert only(take(tmp_path, "payments", content)) == (
        "[L-COL-02] 同一列出现多次\n"
        "  位置: payments-1.csv 第 1 行\n"
        f"  发现: 第 5 列“支付金额”、第 6 列“{again}”\n"
        "  应为: 每列一次\n"
        "  处理: 只留一列，其余删去或改名"
    )


def test_a_renamed_required_column_is_suggested(tmp_path):
    content = csv_bytes(["支付编号", "付款的日期", "子项目", "收款单位", "支付金额", "备注"], [*payment(), "x"])
    assert only(take(tmp_path, "payments", content)) == (
        "[L-COL-01] 缺少列\n"
        "  位置: payments-1.csv 第 1 行\n"
        "  发现: 没有认出的列名：“付款的日期”、“备注”\n"
        "  应为: 有“支付日期”列\n"
        "  处理: 是否为“付款的日期”？请改成“支付日期”"
    )


def test_all_missing_columns_are_told_at_once(tmp_path):
    taken = take(tmp_path, "payments", csv_bytes(PAYMENTS[:3], payment()[:3]))
    assert [(error.code, error.expected, error.remedy) for error in taken.problems] == [
        ("L-COL-01", "有“收款单位”列", "补上该列"),
        ("L-COL-01", "有“支付金额”列", "补上该列"),
    ]
    assert {error.found for error in taken.problems} == {"没有认出的列名：其余列名均已认出"}


def test_columns_that_the_ledger_does_not_have_are_told_and_not_read(tmp_path):
    content = csv_bytes(["序号", *PAYMENTS, "经办人"], ["1", *payment(), "张三"])
    taken = take(tmp_path, "payments", content)
    assert taken.sheets[0].unread == ["序号", "经办人"]
    assert "张三" not in str(rows_of(taken))


def test_order_of_columns_and_english_headings_do_not_matter(tmp_path):
    content = csv_bytes(["amount", "payee", "purpose", "paid_on", "payment"], ["7", "甲", "trade", "2022-01-01", "P1"])
    (row,) = rows_of(take(tmp_path, "payments", content))
    assert (row["amount"], row["paid_on"], row["payment"]) == (Decimal(7), date(2022, 1, 1), "P1")


@pytest.mark.parametrize(
    ("rows", "places", "found"),
    [
        ([[*payment(), ""], [*payment("P2"), ""]], [2, 3], "6 格"),
        ([["", *payment()]], [2], "6 格"),
        ([payment(), payment("P2")[:4]], [3], "4 格"),
        ([payment(), [*payment("P2", amount="1"), "234", "567"]], [3], "7 格"),
    ],
    ids=["a comma behind every row", "shifted", "a cell less", "thousands without quotes"],
)
def test_a_row_of_more_or_fewer_cells_than_the_headings_is_refused(tmp_path, rows, places, found):
    taken = take(tmp_path, "payments", csv_bytes(PAYMENTS, *rows))
    assert told(taken) == [("L-ROW-01", f"payments-1.csv 第 {place} 行", found) for place in places]
    assert {error.expected for error in taken.problems} == {"5 格"}
    assert {error.what for error in taken.problems} == {"单元格数与表头不符"}


def test_commas_behind_the_headings_too_are_columns_without_name(tmp_path):
    taken = take(tmp_path, "payments", csv_bytes([*PAYMENTS, "", ""], [*payment(), "", ""]))
    assert (len(rows_of(taken)), taken.sheets[0].unread) == (1, [])
    content = csv_bytes([*PAYMENTS, "", ""], payment() + ["", ""], ["", *payment("P2"), ""], payment("P3"))
    taken = take(tmp_path, "payments", content)
    assert [(error.where, error.found, error.expected) for error in taken.problems] == [
        ("payments-1.csv 第 3 行", "6 格", "5 格"),
        ("payments-1.csv 第 4 行", "5 格", "7 格"),
    ]


def test_a_value_beside_the_table_of_a_sheet_is_refused(tmp_path):
    path = write_book(tmp_path / "a.xlsx", 支付=[PAYMENTS, payment(), [*payment("P2"), None, "核对过"]])
    assert told(take(tmp_path, "payments", path)) == [("L-ROW-01", "a.xlsx 工作表“支付” 第 3 行", "7 格")]


@pytest.mark.parametrize("row", ['P1,2022-03-15,trade,"甲"公司,1', 'P1,2022-03-15,trade,"甲,1'])
def test_a_quotation_mark_without_its_pair_is_named(tmp_path, row):
    content = csv_bytes(PAYMENTS, payment()) + row.encode()
    assert only(take(tmp_path, "payments", content)) == (
        "[L-CSV-01] 不是有效的 CSV\n"
        "  位置: payments-1.csv 第 3 行\n"
        "  发现: 双引号没有成对，或双引号之后还有别的文字\n"
        "  应为: 每格的双引号成对；文字中的双引号写两遍\n"
        "  处理: 补上或删去双引号"
    )


def test_rows_are_numbered_as_excel_does_where_cells_hold_line_ends(tmp_path):
    content = csv_bytes(PAYMENTS, payment(payee="第一行\n第二行"), payment("P2", amount="x"))
    assert told(take(tmp_path, "payments", content)) == [("L-NUM-01", "payments-1.csv 第 3 行 支付金额 列", "“x”")]


@pytest.mark.parametrize(
    "label",
    ["合计", "合 计", "总计：", "共计", "累计", "总合计", "合计:", "\u3000合计", "总值", "小计", "本页小计", "第一期合计"],
)
def test_totals_are_set_aside_and_counted(tmp_path, label):
    content = csv_bytes(PAYMENTS, payment(), payment("P2", amount="0.5"), [label, "", "", "", "100.5"])
    taken = take(tmp_path, "payments", content)
    assert column_of(taken, "payment") == ["P1", "P2"]
    assert tally(taken) == (2, 0, 1, 0)


@pytest.mark.parametrize("label", ["合计有限公司", "总和超市", "计时器", "共计划"])
def test_a_name_that_only_sounds_like_a_total_is_a_row(tmp_path, label):
    assert column_of(take(tmp_path, "merchants", csv_bytes(MERCHANTS, [label, "甲", "餐饮"])), "merchant") == [label]


def test_a_total_that_differs_from_the_rows_is_refused(tmp_path):
    content = csv_bytes(PAYMENTS, payment(), payment("P2", amount="0.5"), ["合计", "", "", "", "1,100.5"])
    assert only(take(tmp_path, "payments", content)) == (
        "[L-SUM-01] 合计与各行之和不符\n"
        "  位置: payments-1.csv 第 4 行 支付金额 列\n"
        "  发现: 合计 1100.5，各行之和 100.5\n"
        "  应为: 两者相等\n"
        "  处理: 补全缺少的行，或核对合计的范围；合计行本身不计入"
    )


TOTALS = {
    "in the body and at the end": ([1, 2, "小计 3", 3, "小计 3", "合计 6"], []),
    "a page in the middle is wrong": ([1, 2, "本页小计 4", 3, "小计 3", "合计 6"], [4]),
    "the end is wrong": ([1, 2, "小计 3", 3, "小计 3", "合计 7"], [7]),
    "running totals": ([1, 2, "累计 3", 3, "累计 6"], []),
    "totals of parts": ([1, 2, "合计 3", 3, "合计 3"], []),
    "at the top": (["总值 6", 1, 2, 3], []),
    "at the top and wrong": (["合计 5", 1, 2, 3], [2]),
    "at the top and at the end": (["合计 6", 1, 2, 3, "合计 6"], []),
    "of nothing": (["合计 0"], []),
    "blank": ([1, 2, "合计 "], []),
    "a dash": ([1, 2, "合计 —"], []),
}


def with_totals(tmp_path, rows) -> TakenIn:
    """Take in payments of these amounts, a text being a label and the total that it states."""
    cells = [
        [*row.split(" ")[:1], "", "", "", row.split(" ")[1]] if isinstance(row, str) else payment(f"P{at}", amount=row)
        for at, row in enumerate(rows)
    ]
    return take(tmp_path, "payments", csv_bytes(PAYMENTS, *cells))


def wrong_rows(taken: TakenIn) -> list[tuple[str, str]]:
    return [(error.code, error.where) for error in taken.problems]


@pytest.mark.parametrize(("rows", "wrong"), TOTALS.values(), ids=TOTALS)
def test_totals_wherever_they_stand_are_compared(tmp_path, rows, wrong):
    taken = with_totals(tmp_path, rows)
    assert wrong_rows(taken) == [("L-SUM-01", f"payments-1.csv 第 {row} 行 支付金额 列") for row in wrong]
    assert tally(taken)[2] == sum(isinstance(row, str) for row in rows)


NESTED = {
    "subtotals of subtotals": ([1, 2, "小计 3", 3, "小计 3", "第一季度合计 6", 4, "小计 4", "第二季度合计 4", "合计 10"], []),
    "a subtotal of subtotals is wrong": ([1, 2, "小计 3", 3, "小计 3", "第一季度合计 7", 4, "合计 10"], [7]),
    "two subtotals in a row of nothing": ([1, "小计 1", "小计 0"], []),
    "a subtotal that skips the row above it": ([1, 2, 3, "小计 3", 4, "小计 3"], [5, 7]),
}


@pytest.mark.parametrize(("rows", "wrong"), NESTED.values(), ids=NESTED)
def test_subtotals_may_sum_the_blocks_above_them(tmp_path, rows, wrong):
    taken = with_totals(tmp_path, rows)
    assert wrong_rows(taken) == [("L-SUM-01", f"payments-1.csv 第 {row} 行 支付金额 列") for row in wrong]
    assert tally(taken)[2] == sum(isinstance(row, str) for row in rows)


def trade_rows(*rows):
    """Return the bytes of the trade with partners: country, direction, value."""
    return csv_bytes(["国家（地区）", "进出口", "货值（万元）"], *rows)


GROUPS = {
    "at the end": (["出口小计", "", 4], ["进口小计", "", 6], ["合计", "", 10]),
    "by a cell of its own": (["小计", "出口", 4], ["小计", "进口", 6], ["合计", "", 10]),
    "by the country": (["美国小计", "", 3], ["日本小计", "", 7]),
    "by the country, the label behind": (["美国", "小计", 3], ["日本", "合计", 7]),
    "with a colon and spaces": (["出 口 小 计：", "", 4],),
    "a group is wrong": (["出口小计", "", 5], ["进口小计", "", 6]),
    "a group that no row is in": (["其他小计", "", 5],),
}


@pytest.mark.parametrize("name", GROUPS)
def test_totals_of_groups_are_compared_with_the_rows_of_the_group(tmp_path, name):
    rows = [["美国", "出口", 1], ["美国", "进口", 2], ["日本", "出口", 3], ["日本", "进口", 4]]
    taken = take(tmp_path, "partner_trade", trade_rows(*rows, *GROUPS[name]))
    found = {
        "a group is wrong": "合计 5，各行之和 10，其中“出口”4",
        "a group that no row is in": "合计 5，各行之和 10",
    }.get(name)
    assert [(error.code, error.where, error.found) for error in taken.problems] == (
        [("L-SUM-01", "partner_trade-1.csv 第 6 行 货值（万元） 列", found)] if found else []
    )
    assert tally(taken)[:3] == (4, 0, len(GROUPS[name]))


def test_totals_of_groups_above_all_rows(tmp_path):
    rows = [
        ["总值", "出口", 4],
        ["总值", "进口", 6],
        ["美国", "出口", 1],
        ["美国", "进口", 2],
        ["日本", "出口", 3],
        ["日本", "进口", 4],
    ]
    taken = take(tmp_path, "partner_trade", trade_rows(*rows))
    assert sum(column_of(taken, "value")) == 10
    rows[0][2] = 5
    assert [error.where for error in take(tmp_path, "partner_trade", trade_rows(*rows)).problems] == [
        "partner_trade-1.csv 第 2 行 货值（万元） 列"
    ]


def test_groups_may_be_totalled_block_by_block(tmp_path):
    def block(country, *values):
        return [
            [f"{country}{at}", way, value] for at, (way, value) in enumerate(zip(["出口", "进口", "出口"], values, strict=True))
        ]

    rows = [
        *block("甲", 1, 2, 3),
        ["出口小计", "", 4],
        ["进口小计", "", 2],
        *block("乙", 5, 6, 7),
        ["出口小计", "", 12],
        ["进口小计", "", 6],
    ]
    assert take(tmp_path, "partner_trade", trade_rows(*rows, ["出口合计", "", 16], ["合计", "", 24])).problems == []
    rows[8][2] = 13
    assert [error.code for error in take(tmp_path, "partner_trade", trade_rows(*rows)).problems] == ["L-SUM-01"]


def test_a_total_of_a_group_waits_for_cells_that_cannot_be_read(tmp_path):
    rows = [["美国", "出品", 1], ["日本", "出口", 3], ["日本", "进口", 3], ["出口小计", "", 4]]
    assert [error.code for error in take(tmp_path, "partner_trade", trade_rows(*rows)).problems] == ["L-CELL-05"]


def test_a_word_for_a_total_in_a_sound_row_is_data(tmp_path):
    assert column_of(take(tmp_path, "merchants", csv_bytes(MERCHANTS, ["1", "合计", "小计"])), "name") == ["合计"]


@pytest.mark.parametrize(
    ("heading", "cells", "total", "agrees"),
    [
        ("支付金额（万元）", ["0.10004", "0.20004"], "0.3", True),
        ("支付金额（万元）", ["0.10004", "0.20004"], "0.300", True),
        ("支付金额（万元）", ["0.10004", "0.20004"], "0.3000", False),
        ("支付金额", ["0.4", "0.4"], "1", True),
        ("支付金额", ["0.7", "0.9"], "1", False),
        ("支付金额", ["1e1"[:1], "0.1"], "1.10元", True),
    ],
)
def test_a_total_may_be_rounded_to_its_printed_digits(tmp_path, heading, cells, total, agrees):
    rows = [payment(f"P{at}", amount=cell) for at, cell in enumerate(cells)]
    taken = take(tmp_path, "payments", csv_bytes([*PAYMENTS[:4], heading], *rows, ["合计", "", "", "", total]))
    assert [error.code for error in taken.problems] == ([] if agrees else ["L-SUM-01"])


def test_a_total_of_counts_must_be_exact(tmp_path):
    content = csv_bytes(["培训编号", "单位名称", "人数"], ["T1", "甲", "2"], ["T1", "乙", "3"], ["合计", "", "6"])
    (error,) = told(take(tmp_path, "training_participants", content))
    assert error == ("L-SUM-01", "training_participants-1.csv 第 4 行 人数 列", "合计 6，各行之和 5")


def test_a_total_is_not_held_against_a_cell_that_could_not_be_read(tmp_path):
    content = csv_bytes(PAYMENTS, payment(), payment("P2", amount="约5"), ["合计", "", "", "", "105"])
    assert told(take(tmp_path, "payments", content)) == [("L-NUM-01", "payments-1.csv 第 3 行 支付金额 列", "“约5”")]


def test_the_total_of_a_formula_is_compared_or_told_to_be_uncomputed(tmp_path):
    path = write_book(tmp_path / "a.xlsx", 支付=[PAYMENTS, payment(amount=5), ["合计", None, None, None, "=SUM(E2:E2)"]])
    assert told(take(tmp_path, "payments", path)) == [
        ("L-XLSX-04", "a.xlsx 工作表“支付” 第 3 行 支付金额 列", "公式没有计算结果")
    ]
    with_part(path, SHEET, lambda xml: xml.replace(b"<v></v>", b"<v>6</v>").replace(b"<v/>", b"<v>6</v>"))
    assert told(take(tmp_path, "payments", path)) == [
        ("L-SUM-01", "a.xlsx 工作表“支付” 第 3 行 支付金额 列", "合计 6，各行之和 5")
    ]


def test_a_merged_text_is_filled_only_inside_its_range(tmp_path):
    rows = [MERCHANTS, ["1", "甲", "餐饮"], ["2", "乙", None], ["3", "丙", "零售"], ["4", "丁", None]]
    path = with_sheet(write_book(tmp_path / "a.xlsx", 商户=rows), lambda sheet: sheet.merge_cells("C2:C3"))
    assert only(take(tmp_path, "merchants", path)) == (
        "[L-CELL-01] 必填的单元格为空\n  位置: a.xlsx 工作表“商户” 第 5 行 行业 列\n  发现: 空白\n  应为: 有内容\n  处理: 补填"
    )
    with_sheet(path, lambda sheet: sheet.merge_cells("C4:C5"))
    assert column_of(take(tmp_path, "merchants", path), "trade") == ["餐饮", "餐饮", "零售", "零售"]


def test_a_table_that_begins_right_of_the_first_column_is_filled_alike(tmp_path):
    rows = [[], [], [None, None, *MERCHANTS], [None, None, "1", "甲", "餐饮"], [None, None, "2", "乙", None]]
    path = with_sheet(write_book(tmp_path / "a.xlsx", 商户=rows), lambda sheet: sheet.merge_cells("E4:E5"))
    taken = take(tmp_path, "merchants", path)
    assert [(row["row_number"], row["trade"]) for row in rows_of(taken)] == [(4, "餐饮"), (5, "餐饮")]


def test_merged_numbers_are_refused(tmp_path):
    rows = [PAYMENTS, payment(amount=90), payment("P2", amount=None), payment("P3", amount=None)]
    path = with_sheet(write_book(tmp_path / "a.xlsx", 支付=rows), lambda sheet: sheet.merge_cells("E2:E4"))
    taken = take(tmp_path, "payments", path)
    assert told(taken) == [("L-ROW-02", f"a.xlsx 工作表“支付” 第 {row} 行 支付金额 列", "与第 2 行合并") for row in (3, 4)]
    assert (taken.problems[0].what, taken.problems[0].remedy) == ("数字列有跨行合并的单元格", "取消合并，逐行填写")


def test_a_dated_text_merged_over_rows_is_the_date_of_each(tmp_path):
    rows = [PAYMENTS, payment(day=date(2022, 3, 1)), payment("P2", day=None)]
    path = with_sheet(write_book(tmp_path / "a.xlsx", 支付=rows), lambda sheet: sheet.merge_cells("B2:B3"))
    assert column_of(take(tmp_path, "payments", path), "paid_on") == [date(2022, 3, 1)] * 2


def test_hidden_rows_are_used_and_counted(tmp_path):
    path = write_book(tmp_path / "a.xlsx", 支付=[PAYMENTS, payment(amount=1), payment("P2", amount=2), payment("P3", amount=3)])

    def hide(sheet):
        sheet.row_dimensions[3].hidden = sheet.row_dimensions[4].hidden = True

    taken = take(tmp_path, "payments", with_sheet(path, hide))
    assert sum(column_of(taken, "amount")) == 6
    assert tally(taken) == (3, 0, 0, 2)


def test_what_is_hidden_is_told_of_its_own_sheet_whatever_the_order_of_parts(tmp_path):
    path = write_book(tmp_path / "a.xlsx", 一=[PAYMENTS, payment()], 二=[PAYMENTS, payment("P2")])
    relations = "xl/_rels/workbook.xml.rels"
    with_part(
        path, relations, lambda xml: xml.replace(b"sheet1", b"sheet0").replace(b"sheet2", b"sheet1").replace(b"sheet0", b"sheet2")
    )
    with_part(path, "xl/worksheets/sheet2.xml", lambda xml: xml.replace(b'<row r="2"', b'<row r="2" hidden="1"'))
    taken = take(tmp_path, "payments", path, sheets=["一", "二"])
    assert column_of(taken, "payment") == ["P2", "P1"]
    assert [(sheet.place, sheet.tally.hidden) for sheet in taken.sheets] == [
        ("a.xlsx 工作表“一”", 1),
        ("a.xlsx 工作表“二”", 0),
    ]


@pytest.mark.parametrize("formula", ["=1+1", '=VLOOKUP("a",A:B,2,0)'])
def test_a_formula_without_a_value_is_named(tmp_path, formula):
    path = write_book(tmp_path / "a.xlsx", 支付=[PAYMENTS, payment(amount=1), payment("P2", amount=formula)])
    assert only(take(tmp_path, "payments", path)) == (
        "[L-XLSX-04] 公式尚未计算\n"
        "  位置: a.xlsx 工作表“支付” 第 3 行 支付金额 列\n"
        "  发现: 公式没有计算结果\n"
        "  应为: 计算出的值\n"
        "  处理: 请在 Excel 中重新计算并保存"
    )


def test_a_last_row_of_nothing_but_uncomputed_formulas_is_not_passed_over(tmp_path):
    path = write_book(tmp_path / "a.xlsx", 支付=[PAYMENTS, payment(), [], ["=A2", "=B2", "=C2", "=D2", "=E2"]])
    taken = take(tmp_path, "payments", path)
    assert told(taken) == [("L-XLSX-04", f"a.xlsx 工作表“支付” 第 4 行 {heading} 列", "公式没有计算结果") for heading in PAYMENTS]


def test_a_formula_with_its_value_is_read_also_where_the_value_is_an_empty_text(tmp_path):
    path = write_book(tmp_path / "a.xlsx", 支付=[[*PAYMENTS, "文号"], [*payment(amount="=40+2"), '=""']])
    values = iter([b"<v>42</v>", b"<v></v>"])
    blank = b"<v></v>" if b"<v></v>" in open_sheet(path) else b"<v/>"

    def computed(xml):
        first, second, last = xml.split(blank)
        return first + next(values) + second.replace(b'r="F2"', b'r="F2" t="str"') + next(values) + last

    (row,) = rows_of(take(tmp_path, "payments", with_part(path, SHEET, computed)))
    assert (row["amount"], row["document"]) == (Decimal(42), None)


def open_sheet(path):
    """Return the XML of the first sheet."""
    seen = []
    with_part(path, SHEET, lambda xml: seen.append(xml) or xml)
    return seen[0]


ERRORS = ["#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!", "#NUM!", "#NULL!"]


@pytest.mark.parametrize("value", ERRORS)
@pytest.mark.parametrize("column", ["amount", "payee"])
def test_an_error_value_is_named_once_with_its_cell(tmp_path, value, column):
    path = write_book(tmp_path / "a.xlsx", 支付=[PAYMENTS, payment(), payment("P2", **{column: value})])
    heading = {"amount": "支付金额", "payee": "收款单位"}[column]
    assert b't="e"' in open_sheet(path)
    assert only(take(tmp_path, "payments", path)) == (
        "[L-XLSX-05] 单元格是错误值\n"
        f"  位置: a.xlsx 工作表“支付” 第 3 行 {heading} 列\n"
        f"  发现: {value}\n"
        "  应为: 计算出的值\n"
        "  处理: 改正公式或填写数值"
    )


@pytest.mark.parametrize("value", ERRORS)
def test_an_error_value_that_became_text_in_a_csv_is_named_too(tmp_path, value):
    taken = take(tmp_path, "payments", csv_bytes(PAYMENTS, payment(payee=value)))
    assert told(taken) == [("L-XLSX-05", "payments-1.csv 第 2 行 收款单位 列", value)]


def test_errors_and_formulas_in_columns_that_are_not_read_do_not_matter(tmp_path):
    path = write_book(tmp_path / "a.xlsx", 支付=[[*PAYMENTS, "核对"], [*payment(), "#REF!"], [*payment("P2"), "=A1"]])
    assert column_of(take(tmp_path, "payments", path), "payment") == ["P1", "P2"]


def test_two_sheets_with_data_are_asked_which_and_those_chosen_are_read(tmp_path):
    sheets = {
        "一月": [PAYMENTS, payment("A")],
        "二月": [["标题"], PAYMENTS, payment("B")],
        "说明": [["支付编号", "每笔一个"], ["支付日期", "付款当日"]],
    }
    path = write_book(tmp_path / "a.xlsx", **sheets)
    assert only(take(tmp_path, "payments", path)) == (
        "[L-SHEET-01] 有几个工作表都像是数据\n"
        "  位置: a.xlsx\n"
        "  发现: “一月”、“二月”\n"
        "  应为: 一个工作表，或写明读取哪几个\n"
        '  处理: 在 SOURCES.yml 的 files 中该文件下写明 sheets，例如 sheets: ["一月"]；还没有登记的，先写文件名和 sheets 两项，再登记'
    )
    assert column_of(take(tmp_path, "payments", path, sheets=["二月"]), "payment") == ["B"]
    both = rows_of(take(tmp_path, "payments", path, sheets=["一月", "二月"]))
    assert [(row["place"], row["row_number"], row["payment"]) for row in both] == [
        ("a.xlsx 工作表“一月”", 2, "A"),
        ("a.xlsx 工作表“二月”", 3, "B"),
    ]


def test_a_sheet_of_other_things_need_not_be_chosen(tmp_path):
    path = write_book(tmp_path / "a.xlsx", 说明=[["填写说明"], ["支付编号：每笔一个"]], 支付=[PAYMENTS, payment()])
    assert column_of(take(tmp_path, "payments", path), "payment") == ["P1"]


def test_a_chosen_sheet_that_is_absent_is_named(tmp_path):
    path = write_book(tmp_path / "a.xlsx", 一月=[PAYMENTS, payment()])
    assert only(take(tmp_path, "payments", path, sheets=["一月", "２月"])) == (
        "[L-SHEET-02] 没有 SOURCES.yml 所写的工作表\n"
        "  位置: a.xlsx\n"
        "  发现: “２月”\n"
        "  应为: “一月”\n"
        "  处理: 改正 SOURCES.yml 该文件下的 sheets"
    )
    assert told(take(tmp_path, "payments", csv_bytes(PAYMENTS), sheets=["一月"])) == [("L-SHEET-02", "payments-1.csv", "“一月”")]


def test_a_chosen_sheet_without_headings_is_not_passed_over(tmp_path):
    path = write_book(tmp_path / "a.xlsx", 一月=[PAYMENTS, payment()], 二月=[payment("P2")])
    assert told(take(tmp_path, "payments", path, sheets=["一月", "二月"])) == [
        ("L-HEAD-01", "a.xlsx 工作表“二月”", "前 20 行没有一行像“资金支付”的表头")
    ]


def test_blank_rows_are_passed_over_and_counted(tmp_path):
    content = csv_bytes(PAYMENTS, [], payment(), ["", " ", "\u3000", "", "\xa0"], [], payment("P2"), [""] * 5)
    taken = take(tmp_path, "payments", content)
    assert [row["row_number"] for row in rows_of(taken)] == [3, 6]
    assert tally(taken) == (2, 4, 0, 0)


def test_blank_and_formatted_rows_of_a_sheet_are_passed_over(tmp_path):
    path = write_book(tmp_path / "a.xlsx", 支付=[PAYMENTS, payment(), [], [None, "  "], payment("P2")])

    def fill(sheet):
        for row in range(6, 60):
            sheet.cell(row, 1).number_format = "0.00"

    taken = take(tmp_path, "payments", with_sheet(path, fill))
    assert [row["row_number"] for row in rows_of(taken)] == [2, 5]
    assert tally(taken)[:3] == (2, 2, 0)


def test_months_are_totalled_under_headings_of_another_unit(tmp_path):
    rows = [["2022-01", "出口", "1.5"], ["2022-02", "出口", "0.5"], ["合计", "", "2.0"]]
    taken = take(tmp_path, "monthly_trade", csv_bytes([*MONTHS[:2], "货值（亿元）"], *rows))
    assert column_of(taken, "value") == [Decimal(15_000), Decimal(5_000)]
