"""What holds between rows: keys, references, reversals, and rules within a row (cases C 38, 39 and 46 of the fault catalogue)."""

from decimal import Decimal

import pytest

from tests.ledgers.files import MERCHANTS, PAYMENTS, TRIPS, VOUCHERS, column_of, csv_bytes, only, payment, rows_of, take, told

BACK = [*PAYMENTS, "冲销原支付编号"]
VOUCHER = ["V1", "1", "10", "2022-03-01", "2022-03-05 10:00", "10", "100"]


def payments(*amounts):
    """Return the bytes of payments P1, P2 ... given as amounts, or as an amount and the payment that it takes back."""
    cells = [amount if isinstance(amount, tuple) else (amount, "") for amount in amounts]
    return csv_bytes(BACK, *([*payment(f"P{at}", amount=amount), back] for at, (amount, back) in enumerate(cells, start=1)))


def test_the_same_row_twice_names_both(tmp_path):
    content = csv_bytes(PAYMENTS, payment(), payment("P2"), payment())
    assert only(take(tmp_path, "payments", content)) == (
        "[L-KEY-01] 整行重复\n"
        "  位置: payments-1.csv 第 4 行 支付编号 列\n"
        "  发现: “P1”与payments-1.csv 第 2 行相同\n"
        "  应为: 每个编号一行\n"
        "  处理: 删去重复的一行"
    )


def test_the_same_code_with_another_amount_is_told_differently(tmp_path):
    content = csv_bytes(PAYMENTS, payment(), payment(amount="100.01"), payment())
    taken = take(tmp_path, "payments", content)
    assert told(taken) == [
        ("L-KEY-01", f"payments-1.csv 第 {row} 行 支付编号 列", "“P1”与payments-1.csv 第 2 行相同") for row in (3, 4)
    ]
    assert [error.what for error in taken.problems] == ["编号相同而内容不同"] * 2
    assert taken.problems[0].remedy == "查明哪一行正确；确为两笔的，编号应当不同"


def test_rows_that_differ_only_in_a_personal_column_are_the_same_row(tmp_path):
    content = csv_bytes([*MERCHANTS, "银行账号"], ["1", "甲", "餐饮", "62220001"], ["1", "甲", "餐饮", "62220002"])
    taken = take(tmp_path, "merchants", content)
    assert [error.what for error in taken.problems] == ["整行重复"]
    assert "6222" not in str(taken.problems[0])


def test_a_key_of_two_columns_is_the_same_only_where_both_are(tmp_path):
    heading = ["场次编号", "企业名称", "参训人数"]
    content = csv_bytes(heading, ["T1", "甲", "1"], ["T1", "乙", "1"], ["T2", "甲", "1"], ["T1", "甲", "2"])
    assert told(take(tmp_path, "training_participants", content)) == [
        (
            "L-KEY-01",
            "training_participants-1.csv 第 5 行 场次编号 列",
            "“T1、甲”与training_participants-1.csv 第 2 行相同",
        )
    ]


@pytest.mark.parametrize("pair", [("1", "01"), ("a", "A"), ("镕", "熔"), ("𠮷", "吉"), ("1", "１"), ("1E10", "10000000000")])
def test_codes_that_only_look_alike_are_two(tmp_path, pair):
    content = csv_bytes(MERCHANTS, *([code, "甲", "餐饮"] for code in pair))
    assert column_of(take(tmp_path, "merchants", content), "merchant") == list(pair)


def test_a_duplicate_in_another_file_names_that_file(tmp_path):
    one, two = csv_bytes(PAYMENTS, payment()), csv_bytes(["二期"], PAYMENTS, payment("P2"), payment())
    assert told(take(tmp_path, "payments", one, two)) == [
        ("L-KEY-01", "payments-2.csv 第 4 行 支付编号 列", "“P1”与payments-1.csv 第 2 行相同")
    ]


def test_the_key_of_a_row_with_another_fault_is_compared_too(tmp_path):
    content = csv_bytes(PAYMENTS, payment(), payment(amount="x"), payment("P2", day=""), payment("P2"))
    assert [(code, where) for code, where, _ in told(take(tmp_path, "payments", content))] == [
        ("L-CELL-01", "payments-1.csv 第 4 行 支付日期 列"),
        ("L-NUM-01", "payments-1.csv 第 3 行 支付金额 列"),
        ("L-KEY-01", "payments-1.csv 第 3 行 支付编号 列"),
        ("L-KEY-01", "payments-1.csv 第 5 行 支付编号 列"),
    ]


def test_blank_keys_are_not_each_others_duplicates(tmp_path):
    content = csv_bytes(PAYMENTS, payment(""), payment(""))
    assert [code for code, _, _ in told(take(tmp_path, "payments", content))] == ["L-CELL-01"] * 2


def test_a_reference_to_a_row_that_is_not_there_is_named(tmp_path):
    merchants = take(tmp_path, "merchants", csv_bytes(MERCHANTS, ["S1", "甲", "餐饮"]))
    content = csv_bytes([*VOUCHERS, "商户编号"], [*VOUCHER, "S1"], ["V2", *VOUCHER[1:], ""], ["V3", *VOUCHER[1:], "S2"])
    assert only(take(tmp_path, "vouchers", content, others={"merchants": merchants.table})) == (
        "[L-REF-01] 所指的记录不存在\n"
        "  位置: vouchers-1.csv 第 4 行 商户编号 列\n"
        "  发现: “S2”\n"
        "  应为: “参与商户”中有的编号\n"
        "  处理: 改正编号，或补上该记录"
    )
    assert column_of(take(tmp_path, "vouchers", content), "merchant") == ["S1", None, "S2"]


def test_a_reference_is_asked_again_when_the_other_ledger_changes(tmp_path):
    content = csv_bytes([*VOUCHERS, "商户编号"], [*VOUCHER, "S1"])
    for merchant, codes in (("S1", []), ("S2", ["L-REF-01"])):
        merchants = take(tmp_path, "merchants", csv_bytes(MERCHANTS, [merchant, "甲", "餐饮"]))
        taken = take(tmp_path, "vouchers", content, others={"merchants": merchants.table})
        assert [error.code for error in taken.problems] == codes


def test_a_reversal_takes_back_what_there_was(tmp_path):
    taken = take(tmp_path, "payments", payments("100", ("-40", "P1"), ("-60", "P1"), "5"))
    assert sum(column_of(taken, "amount")) == Decimal(5)


def test_a_negative_amount_without_the_original_is_refused(tmp_path):
    assert only(take(tmp_path, "payments", payments("100", "-5"))) == (
        "[L-NEG-01] 金额为负而没有对应的原记录\n"
        "  位置: payments-1.csv 第 3 行 支付金额 列\n"
        "  发现: “-5”\n"
        "  应为: 不小于 0，或在“冲销原支付编号”填写被冲销的支付\n"
        "  处理: 退款须写明原支付编号；误填负号的改正"
    )


REVERSALS = {
    "more than there was": (("100", ("-100.01", "P1")), [("L-NEG-02", 3)]),
    "together more than there was": (("100", ("-60", "P1"), ("-60", "P1")), [("L-NEG-02", 3), ("L-NEG-02", 4)]),
    "not negative": (("100", ("5", "P1")), [("L-NEG-02", 3)]),
    "nought": (("100", ("0", "P1")), [("L-NEG-02", 3)]),
    "of a reversal": (("100", ("-40", "P1"), ("-40", "P2")), [("L-NEG-02", 4)]),
    "of itself": (("100", ("-5", "P2")), [("L-NEG-02", 3)]),
    "of nothing": (("100", ("-5", "P9")), [("L-REF-01", 3)]),
    "of a later row": ((("-5", "P2"), "100"), []),
}


@pytest.mark.parametrize(("amounts", "faults"), REVERSALS.values(), ids=REVERSALS)
def test_reversals(tmp_path, amounts, faults):
    taken = take(tmp_path, "payments", payments(*amounts))
    headings = {"L-NEG-02": "支付金额", "L-REF-01": "冲销原支付编号"}
    assert [(error.code, error.where) for error in taken.problems] == [
        (code, f"payments-1.csv 第 {row} 行 {headings[code]} 列") for code, row in faults
    ]


def test_what_a_reversal_may_be_is_told_with_both_amounts(tmp_path):
    taken = take(tmp_path, "payments", payments("100", ("-100.01", "P1")))
    assert only(taken) == (
        "[L-NEG-02] 冲销金额与原记录不符\n"
        "  位置: payments-1.csv 第 3 行 支付金额 列\n"
        "  发现: 冲销 -100.01，原记录 100\n"
        "  应为: 负数，且冲销合计不超过原记录的金额\n"
        "  处理: 核对原记录编号和冲销金额"
    )


def test_a_reversed_voucher_needs_the_amount_that_it_takes_back(tmp_path):
    heading = [*VOUCHERS, "冲销原券编号"]
    rows = [[*VOUCHER, ""], ["V2", "1", "10", "2022-03-01", "", "", "", "V1"]]
    assert told(take(tmp_path, "vouchers", csv_bytes(heading, *rows))) == [
        ("L-NEG-02", "vouchers-1.csv 第 3 行 核销金额 列", "冲销 空白，原记录 10")
    ]
    unredeemed = ["V1", "1", "10", "2022-03-01", "", "", "", ""]
    back = ["V2", "1", "10", "2022-03-01", "2022-03-06 10:00", "-10", "-100", "V1"]
    assert told(take(tmp_path, "vouchers", csv_bytes(heading, unredeemed, back))) == [
        ("L-NEG-02", "vouchers-1.csv 第 3 行 核销金额 列", "冲销 -10，原记录 空白")
    ]
    assert len(rows_of(take(tmp_path, "vouchers", csv_bytes(heading, [*VOUCHER, ""], back)))) == 2


def taken_back(*amounts):
    """Return the bytes of a voucher of which these amounts were taken back."""
    rows = [[f"C{at}", "1", "10", "2022-03-01", "2022-03-06 10:00", amount, "0", "V1"] for at, amount in enumerate(amounts)]
    return csv_bytes([*VOUCHERS, "冲销原券编号"], [*VOUCHER, ""], *rows)


def test_a_voucher_taken_back_in_part_is_refused_since_it_is_still_redeemed(tmp_path):
    assert only(take(tmp_path, "vouchers", taken_back("-4"))) == (
        "[L-NEG-03] 只冲销了一部分\n"
        "  位置: vouchers-1.csv 第 3 行 核销金额 列\n"
        "  发现: 冲销 -4，原记录 10\n"
        "  应为: 一次冲销全部金额，否则张数无法计算\n"
        "  处理: 在 corrections.yml 中把原记录的金额更正为退款后的净额，并排除冲销的行，写明依据"
    )


@pytest.mark.parametrize(
    ("amounts", "codes"),
    [
        (["-10"], []),
        (["-4", "-6"], ["L-NEG-03"] * 2),
        (["-10", "-10"], ["L-NEG-02"] * 2),
        (["-4", "-7"], ["L-NEG-02"] * 2),
        (["4"], ["L-NEG-02"]),
    ],
)
def test_a_voucher_is_taken_back_once_and_whole(tmp_path, amounts, codes):
    assert [error.code for error in take(tmp_path, "vouchers", taken_back(*amounts)).problems] == codes


def test_more_redeemed_than_issued_is_refused(tmp_path):
    content = csv_bytes(VOUCHERS, VOUCHER, ["V2", "1", "10", "2022-03-01", "2022-03-05 10:00", "10.5", "100"])
    assert only(take(tmp_path, "vouchers", content)) == (
        "[L-VOU-02] 核销金额大于面额\n"
        "  位置: vouchers-1.csv 第 3 行 核销金额 列\n"
        "  发现: “10.5”\n"
        "  应为: 不大于券面额\n"
        "  处理: 核对面额与核销金额的单位和录入"
    )


def test_a_rule_is_not_asked_of_a_row_with_another_fault(tmp_path):
    content = csv_bytes(VOUCHERS, ["V1", "1", "10", "2022-03-01", "昨天", "20", "100"])
    assert told(take(tmp_path, "vouchers", content)) == [("L-TIME-01", "vouchers-1.csv 第 2 行 核销时间 列", "“昨天”")]


def test_faults_within_a_row_and_between_rows_are_told_at_once(tmp_path):
    content = csv_bytes(
        TRIPS, ["T1", "2022-03-01 08:00", "港珠澳", "工作车", "5"], ["T1", "2022-03-01 08:00", "港珠澳", "大巴车", "x"]
    )
    assert [code for code, _, _ in told(take(tmp_path, "trips", content))] == ["L-NUM-01", "L-KEY-01", "L-TRIP-01"]
