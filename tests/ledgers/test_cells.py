"""The values of cells: numbers, units, days, moments, months, codes and texts (cases C 29 to 46 of the fault catalogue)."""

from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from evalkit.errors import InvalidInputError
from evalkit.ledgers.values import SHANGHAI, read_amount, read_day, read_moment
from tests.ledgers.files import (
    MERCHANTS,
    MONTHS,
    PAYMENTS,
    SHEET,
    TRIPS,
    VOUCHERS,
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

AMOUNTS = {
    "１２３": "123",
    "１，２３４．５６": "1234.56",
    "1,234.56": "1234.56",
    "1，234": "1234",
    "¥1,234": "1234",
    "￥ 1,234.50": "1234.50",
    "1,234.50元": "1234.50",
    "¥1,234.50 元": "1234.50",
    "(1,234)": "-1234",
    "（1,234.5）": "-1234.5",
    "(¥5)": "-5",
    "(5)元": "-5",
    "−5": "-5",
    "－５": "-5",
    "-0.01": "-0.01",
    "+7": "7",
    " 7 ": "7",
    "\u30007\xa0": "7",
    "0": "0",
    "007": "7",
    "0.123456": "0.123456",
}


@pytest.mark.parametrize("text", AMOUNTS)
def test_the_grammar_of_numbers(tmp_path, text):
    assert read_amount(text.strip("\u3000\xa0"), "元") == Decimal(AMOUNTS[text])
    row = payment(amount=text)
    content = csv_bytes(
        [*PAYMENTS, "冲销原支付编号"], [*payment("P0", amount="2000"), ""], [*row, "P0" if Decimal(AMOUNTS[text]) < 0 else ""]
    )
    assert column_of(take(tmp_path, "payments", content), "amount") == [Decimal(2000), Decimal(AMOUNTS[text])]


@pytest.mark.parametrize(
    "text",
    [
        "1e3",
        "1E10",
        "1_000",
        "1,23",
        "12,34.5",
        "1.2.3",
        "约100",
        "100余",
        "100-200",
        "1+1",
        "=1+1",
        "(-5)",
        "--5",
        "-¥5",
        "5-",
        "¥",
    ]
    + ["一百", "①", "½", "٣", "Ⅳ", "NaN", "inf", "-", "—", "/", "无", "NA", "null", "1 000", "1'000", "0x10", "()", "(5", "5)"],
)
def test_what_is_no_plain_number_is_refused(tmp_path, text):
    assert only(take(tmp_path, "payments", csv_bytes(PAYMENTS, payment(amount=text)))) == (
        "[L-NUM-01] 不是数字\n"
        "  位置: payments-1.csv 第 2 行 支付金额 列\n"
        f"  发现: “{text}”\n"
        "  应为: 数字，如 1234.56、1,234.56\n"
        "  处理: 只填一个数字；“约”“余”等字样、区间和算式须查明确数"
    )


@given(st.decimals(-(10**15), 10**15, places=2))
def test_a_number_printed_with_grouped_thousands_is_read_back(value):
    assert read_amount(f"¥{value:,.2f}元" if value >= 0 else f"({-value:,.2f})", "元") == value


@pytest.mark.parametrize("text", ["1.5万", "3亿元", "1.5 万元", "0.8592亿", "85.92%", "８５.９２％", "5张", "(3)万", "12人次"])
def test_another_unit_in_a_cell_is_refused_and_never_converted(tmp_path, text):
    assert only(take(tmp_path, "payments", csv_bytes(PAYMENTS, payment(amount=text)))) == (
        "[L-UNIT-01] 单元格的单位与本列不同\n"
        "  位置: payments-1.csv 第 2 行 支付金额 列\n"
        f"  发现: “{text}”\n"
        "  应为: 单位为“元”的数字\n"
        "  处理: 换算成“元”后填写，或把整列改为另一单位并写入表头"
    )


def test_a_mixture_of_units_in_one_column_is_told_of_every_row(tmp_path):
    rows = [payment(f"P{at}", amount=text) for at, text in enumerate(["1.5万元", "3亿元", "2", "5元"])]
    taken = take(tmp_path, "payments", csv_bytes([*PAYMENTS[:4], "支付金额（万元）"], *rows))
    assert told(taken) == [
        ("L-UNIT-01", "payments-1.csv 第 3 行 支付金额（万元） 列", "“3亿元”"),
        ("L-UNIT-01", "payments-1.csv 第 5 行 支付金额（万元） 列", "“5元”"),
    ]
    assert taken.problems[0].expected == "单位为“万元”的数字"


def test_a_unit_in_a_column_that_has_none_is_refused(tmp_path):
    content = csv_bytes(["日期", "系统", "应服务分钟", "可用分钟"], ["2022-01-01", "平台", "24小时", "1440分钟"])
    taken = take(tmp_path, "platform_uptime", content)
    assert told(taken) == [
        ("L-UNIT-01", "platform_uptime-1.csv 第 2 行 应服务分钟 列", "“24小时”"),
        ("L-NUM-01", "platform_uptime-1.csv 第 2 行 可用分钟 列", "“1440分钟”"),
    ]
    assert (taken.problems[0].expected, taken.problems[0].remedy) == ("不带单位的数字", "核对表头的含义，换算后只填数字")


def test_yuan_under_a_heading_of_ten_thousand_yuan_break_what_holds_within_the_row(tmp_path):
    heading = [*VOUCHERS[:5], "核销金额（万元）", "交易金额（元）"]
    content = csv_bytes(heading, ["V1", "1", "10", "2022-03-01", "2022-03-05 10:00", "10", "100"])
    assert told(take(tmp_path, "vouchers", content)) == [
        ("L-VOU-02", "vouchers-1.csv 第 2 行 核销金额 列", "“100000”"),
        ("L-VOU-03", "vouchers-1.csv 第 2 行 交易金额 列", "“100”"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [("2.5", "L-CELL-04"), ("1,000.0", None), ("２张", "L-UNIT-01"), ("-1", "L-CELL-05"), ("9" * 16, "L-CELL-05"), ("3人", None)],
)
def test_counts_are_whole_and_not_negative(tmp_path, text, found):
    taken = take(tmp_path, "trips", csv_bytes(TRIPS, ["T1", "2022-03-01 08:00", "港珠澳", "大巴车", text]))
    assert [error.code for error in taken.problems] == ([found] if found else [])


def test_a_part_of_a_person_is_told(tmp_path):
    assert only(take(tmp_path, "trips", csv_bytes(TRIPS, ["T1", "2022-03-01 08:00", "港珠澳", "大巴车", "2.5"]))) == (
        "[L-CELL-04] 不是整数\n  位置: trips-1.csv 第 2 行 接转人数 列\n  发现: “2.5”\n  应为: 整数\n  处理: 核对该数与表头的单位"
    )


@pytest.mark.parametrize(
    ("name", "heading", "row", "expected"),
    [
        ("trips", TRIPS, ["T1", "2022-03-01 08:00", "港珠澳", "大巴", "5"], "大巴车、工作车"),
        ("trips", TRIPS, ["T1", "2022-03-01 08:00", "港珠澳", "大巴车", "-5"], "不小于 0"),
        ("vouchers", VOUCHERS, ["V1", "0", "10", "2022-03-01", "", "", ""], "不小于 1"),
        ("vouchers", VOUCHERS, ["V1", "1", "0", "2022-03-01", "", "", ""], "大于 0"),
        ("monthly_trade", MONTHS, ["2022-13", "出口", "5"], "月份，如 2022-03"),
        ("payments", PAYMENTS, payment(amount="0.1234567"), "小数不超过 6 位"),
        ("payments", PAYMENTS, payment(amount="1" * 23), "整数部分不超过 22 位"),
        ("payments", PAYMENTS, payment(amount="1" * 29), "整数部分与小数合计不超过 28 位"),
    ],
)
def test_a_value_out_of_its_range_is_told_the_range(tmp_path, name, heading, row, expected):
    taken = take(tmp_path, name, csv_bytes(heading, row))
    ((code, _, found),) = told(taken)
    assert (code, taken.problems[0].what, taken.problems[0].expected) == ("L-CELL-05", "内容不在允许的范围内", expected)
    assert found.strip("“”") in row


def test_the_largest_amount_is_kept_exactly(tmp_path):
    largest = "9" * 22 + ".999999"
    assert column_of(take(tmp_path, "payments", csv_bytes(PAYMENTS, payment(amount=largest))), "amount") == [Decimal(largest)]


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\u200b"])
def test_a_required_cell_must_not_be_blank(tmp_path, text):
    taken = take(tmp_path, "payments", csv_bytes(PAYMENTS, payment(amount=text)))
    assert told(taken) == [("L-CELL-01", "payments-1.csv 第 2 行 支付金额 列", "空白")]


def test_a_blank_that_may_be_is_missing_and_not_nought(tmp_path):
    (row,) = rows_of(take(tmp_path, "vouchers", csv_bytes(VOUCHERS, ["V1", "1", "10", "2022-03-01", "", " ", ""])))
    assert (row["redeemed_at"], row["redeemed_amount"], row["transaction_amount"], row["district"]) == (None, None, None, None)


DAYS = ["2022-03-05", "2022/3/5", "2022.3.5", "2022年3月5日", "2022年03月05日", "20220305", "２０２２－０３－０５", "2022-3-5"]
DAYS += ["2022-03-05 00:00:00", "2022-03-05 23:59", "2022/3/5 8:05:00", "2022-03-05T23:30:00+08:00", "2022-03-04T16:30:00Z"]


@pytest.mark.parametrize("text", DAYS)
def test_the_grammar_of_days(tmp_path, text):
    assert read_day(text) == date(2022, 3, 5)
    assert column_of(take(tmp_path, "payments", csv_bytes(PAYMENTS, payment(day=text))), "paid_on") == [date(2022, 3, 5)]


@pytest.mark.parametrize(
    "text",
    [
        "2022.13",
        "2022.3",
        "22-3-1",
        "3/4/2022",
        "03-04-2022",
        "2022年3月",
        "2022-03",
        "2022-02-29",
        "2022-13-01",
        "2022/3-5",
        "44621",
    ]
    + [
        "2022年",
        "三月五日",
        "2022-3-5日",
        "1899-01-01",
        "20221301",
        "2022-03-05 25:00",
        "Mar 5 2022",
        "5.3.2022",
        "2022-03-05至06",
    ],
)
def test_what_is_no_certain_day_is_refused(tmp_path, text):
    assert only(take(tmp_path, "payments", csv_bytes(PAYMENTS, payment(day=text)))) == (
        "[L-DAY-01] 日期无法确定\n"
        "  位置: payments-1.csv 第 2 行 支付日期 列\n"
        f"  发现: “{text}”\n"
        "  应为: 2022-03-15、2022/3/15、2022.3.15、2022年3月15日或20220315\n"
        "  处理: 写全年、月、日；只有月份或次序不明的日期须查明后填写"
    )


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_back_however_it_is_written(day):
    forms = [f"{day:%Y-%m-%d}", f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day}"]
    assert {read_day(form) for form in forms} == {day}


MOMENTS = {
    "2022-03-05 14:05": datetime(2022, 3, 5, 14, 5),
    "2022-03-05 14:05:30": datetime(2022, 3, 5, 14, 5, 30),
    "2022/3/5 9:05": datetime(2022, 3, 5, 9, 5),
    "20220305 14:05:30.250": datetime(2022, 3, 5, 14, 5, 30),
    "2022年3月5日 14：05": datetime(2022, 3, 5, 14, 5),
    "2022-12-31T23:30:00+08:00": datetime(2022, 12, 31, 23, 30),
    "2022-12-31T15:30:00Z": datetime(2022, 12, 31, 23, 30),
    "2021-12-31T16:00:00Z": datetime(2022, 1, 1, 0, 0),
    "2021-12-31 23:30 +0700": datetime(2022, 1, 1, 0, 30),
    "2022-12-31 23:30": datetime(2022, 12, 31, 23, 30),
}


@pytest.mark.parametrize("text", MOMENTS)
def test_the_grammar_of_moments_which_are_in_the_time_of_shanghai(tmp_path, text):
    assert read_moment(text) == MOMENTS[text]
    taken = take(tmp_path, "trips", csv_bytes(TRIPS, ["T1", text, "港珠澳", "大巴车", "5"]))
    assert column_of(taken, "departed_at") == [MOMENTS[text]]


@pytest.mark.parametrize(
    "text", ["2022-12-31T23:30:00Z", "2022-12-31 23:30:00-01:00", "2021-12-31 23:30", "2022-01-01T00:30:00+09:00"]
)
def test_a_moment_of_another_year_in_shanghai_is_refused(tmp_path, text):
    taken = take(tmp_path, "trips", csv_bytes(TRIPS, ["T1", text, "港珠澳", "大巴车", "5"]))
    assert [(code, where) for code, where, _ in told(taken)] == [("L-YEAR-01", "trips-1.csv 第 2 行 发车时间 列")]


@pytest.mark.parametrize(
    "text",
    ["2022-03-05", "14:05", "2022-03-05 24:00", "2022-03-05 14:61", "2022-02-30 14:05", "2022-03-05 下午2:05", "22-3-5 14:05"]
    + ["2022-03-05 14", "44625.5", "2022-03-05 14:05 +99:00", "2022-03-05 14:05 CST"],
)
def test_what_is_no_certain_moment_is_refused(tmp_path, text):
    assert only(take(tmp_path, "trips", csv_bytes(TRIPS, ["T1", text, "港珠澳", "大巴车", "5"]))) == (
        "[L-TIME-01] 日期和时间无法确定\n"
        "  位置: trips-1.csv 第 2 行 发车时间 列\n"
        f"  发现: “{text}”\n"
        "  应为: 2022-03-15 14:05、2022-03-15 14:05:30，或带时区的 2022-03-15T14:05:30+08:00\n"
        "  处理: 写全年、月、日；只有月份或次序不明的日期须查明后填写"
    )


@given(st.datetimes(datetime(1990, 1, 1), datetime(2098, 12, 31)), st.integers(-14 * 60, 14 * 60))
def test_a_moment_of_any_zone_is_the_same_moment(moment, minutes):
    sign, ahead = "-" if minutes < 0 else "+", abs(minutes)
    zoned = f"{moment:%Y-%m-%dT%H:%M:%S}{sign}{ahead // 60:02d}:{ahead % 60:02d}"
    expected = datetime.fromisoformat(zoned).astimezone(SHANGHAI).replace(tzinfo=None)
    assert read_moment(zoned) == expected


@pytest.mark.parametrize(
    "text", ["2022-03", "2022-3", "2022/3", "2022.03", "2022年3月", "2022年03月", "202203", "2022-03-01", "2022/3/1"]
)
def test_the_grammar_of_months(tmp_path, text):
    assert column_of(take(tmp_path, "monthly_trade", csv_bytes(MONTHS, [text, "出口", "5"])), "month") == ["2022-03"]


@pytest.mark.parametrize(
    "text", ["3月", "2022.3", "2022-03-15", "2022-00", "202213", "22-03", "2022", "44621", "一月", "2022年3月5日"]
)
def test_what_is_no_certain_month_is_refused(tmp_path, text):
    taken = take(tmp_path, "monthly_trade", csv_bytes(MONTHS, [text, "出口", "5"]))
    assert told(taken) == [("L-CELL-05", "monthly_trade-1.csv 第 2 行 月份 列", f"“{text}”")]
    assert taken.problems[0].expected == "月份，如 2022-03"


def test_a_month_of_another_year_is_refused(tmp_path):
    taken = take(tmp_path, "monthly_trade", csv_bytes(MONTHS, ["2021-12", "出口", "5"], ["2022-01", "出口", "5"]))
    assert told(taken) == [("L-YEAR-01", "monthly_trade-1.csv 第 2 行 月份 列", "“2021-12”")]


@pytest.mark.parametrize(
    ("value", "month"), [(202203, "2022-03"), (date(2022, 3, 1), "2022-03"), (2022.12, "2022-12"), (2022.10, None), (44621, None)]
)
def test_a_month_that_a_workbook_keeps_as_number_or_day(tmp_path, value, month):
    taken = take(tmp_path, "monthly_trade", write_book(tmp_path / "a.xlsx", 月度=[MONTHS, [value, "出口", 5]]))
    if month:
        assert column_of(taken, "month") == [month]
    else:
        assert [code for code, _, _ in told(taken)] == ["L-CELL-05"]


@pytest.mark.parametrize(("epoch", "serial"), [(None, 44621), (CALENDAR_MAC_1904, 44621 - 1462)])
def test_serial_days_are_counted_in_the_calendar_of_the_workbook(tmp_path, epoch, serial):
    book = openpyxl.Workbook()
    book.epoch = epoch or book.epoch
    sheet = book.active
    for row in (PAYMENTS, payment(day=serial), payment("P2", day=datetime(2022, 3, 1)), payment("P3", day="2022年3月1日")):
        sheet.append(row)
    sheet.append(payment("P4", day=serial + 0.75))
    book.save(tmp_path / "a.xlsx")
    assert column_of(take(tmp_path, "payments", tmp_path / "a.xlsx"), "paid_on") == [date(2022, 3, 1)] * 4


@pytest.mark.parametrize("value", [2022.13, 2022.3, 2022, 202203, 0, -1, 3.5, 20221301, 99999, 1e15])
def test_a_number_that_is_no_day_is_refused_and_not_counted_from_1900(tmp_path, value):
    heading = ["企业编号", "企业名称", "备案日期"]
    taken = take(tmp_path, "platform_firms", write_book(tmp_path / "a.xlsx", 企业=[heading, ["1", "甲", value]]))
    assert [(code, where) for code, where, _ in told(taken)] == [("L-DAY-01", "a.xlsx 工作表“企业” 第 2 行 备案日期 列")]


def test_a_day_written_as_one_number_is_read(tmp_path):
    path = write_book(tmp_path / "a.xlsx", 支付=[PAYMENTS, payment(day=20220315)])
    assert column_of(take(tmp_path, "payments", path), "paid_on") == [date(2022, 3, 15)]


def test_moments_of_a_workbook_are_those_it_shows(tmp_path):
    shown = [datetime(2022, 3, 15, 14, 5, 30), datetime(2022, 3, 15), datetime(2022, 12, 31, 23, 59, 59)]
    rows = [[f"T{at}", moment, "港珠澳", "大巴车", 5] for at, moment in enumerate(shown)]
    path = write_book(tmp_path / "a.xlsx", 车次=[TRIPS, *rows, ["T9", 44635.5, "港珠澳", "大巴车", 5]])
    assert column_of(take(tmp_path, "trips", path), "departed_at") == [*shown, datetime(2022, 3, 15, 12)]


def test_a_time_without_a_day_and_a_day_as_one_number_are_no_moments(tmp_path):
    rows = [["T1", time(14, 5), "港珠澳", "大巴车", 5], ["T2", 20220315, "港珠澳", "大巴车", 5]]
    taken = take(tmp_path, "trips", write_book(tmp_path / "a.xlsx", 车次=[TRIPS, *rows]))
    assert told(taken) == [
        ("L-TIME-01", "a.xlsx 工作表“车次” 第 2 行 发车时间 列", "“14:05:00”"),
        ("L-TIME-01", "a.xlsx 工作表“车次” 第 3 行 发车时间 列", "“20220315”"),
    ]


LITERAL = [
    "NA",
    "N/A",
    "None",
    "null",
    "NULL",
    "nan",
    "无",
    "-",
    "=1+1",
    "+1",
    "@SUM(A1)",
    "<b>",
    '<img src="x" onerror="alert(1)">',
]
LITERAL += [
    "TRUE",
    "A&B <公司>",
    "镕基",
    "喆",
    "𠮷野家",
    "\ue000甲",
    "甲\ue001",
    "①",
    "㎡",
    "（公司）",
    "O'Brien",
    '"引号"',
    "甲,乙",
    "1,5",
]


@pytest.mark.parametrize("name", LITERAL)
def test_names_are_kept_literally(tmp_path, name):
    assert column_of(take(tmp_path, "merchants", csv_bytes(MERCHANTS, ["1", name, "餐饮"])), "name") == [name]
    content = csv_bytes(MERCHANTS, ["1", name, "餐饮"], encoding="gb18030")
    assert column_of(take(tmp_path, "merchants", content), "name") == [name]


@pytest.mark.parametrize("name", [name for name in LITERAL if name != "N/A"])
def test_names_of_a_workbook_are_kept_literally(tmp_path, name):
    path = write_book(tmp_path / "a.xlsx", 商户=[MERCHANTS, ["1", "x", "餐饮"]])

    def put(sheet):
        sheet["B2"].value = name
        sheet["B2"].data_type = "s"

    assert column_of(take(tmp_path, "merchants", with_sheet(path, put)), "name") == [name]


CODES = ["0001", "1E10", "00", "1e5", "12345678901234567890", "A-1", "１２", "1.0", "2022-03-01", "+86", "中-1"]


@pytest.mark.parametrize("code", CODES)
def test_codes_are_kept_as_they_are_written(tmp_path, code):
    assert column_of(take(tmp_path, "merchants", csv_bytes(MERCHANTS, [code, "甲", "餐饮"])), "merchant") == [code]
    path = write_book(tmp_path / "a.xlsx", 商户=[MERCHANTS, [code, "甲", "餐饮"]])
    assert column_of(take(tmp_path, "merchants", path), "merchant") == [code]


@pytest.mark.parametrize(("number", "code"), [(17, "17"), (17.0, "17"), (999_999_999_999_999, "999999999999999"), (1.5, "1.5")])
def test_a_short_code_kept_as_a_number_is_its_digits(tmp_path, number, code):
    path = write_book(tmp_path / "a.xlsx", 商户=[MERCHANTS, [number, "甲", "餐饮"]])
    assert column_of(take(tmp_path, "merchants", path), "merchant") == [code]


def test_long_codes_kept_as_numbers_are_refused_and_no_false_duplicates(tmp_path):
    rows = [[530120221010001234, "甲", "餐饮"], [530120221010001235, "乙", "餐饮"]]
    path = write_book(tmp_path / "a.xlsx", 商户=[MERCHANTS, *rows])
    excel = {b"530120221010001234": b"5.3012022101000122E+17", b"530120221010001235": b"5.3012022101000122E+17"}
    for exact, kept in excel.items():
        with_part(path, SHEET, lambda xml, exact=exact, kept=kept: xml.replace(exact, kept))
    taken = take(tmp_path, "merchants", path)
    assert [(error.code, error.where, error.what, error.expected, error.remedy) for error in taken.problems] == [
        (
            "L-CELL-03",
            f"a.xlsx 工作表“商户” 第 {row} 行 商户编号 列",
            "编号被存成了数字，末尾几位已丢失",
            "以文本保存的编号",
            "从原系统重新导出，导出前把该列设为文本",
        )
        for row in (2, 3)
    ]


@pytest.mark.parametrize("code", ["4.4E+17", "4.40106E+17", "4.40106e+17", "5E+15"])
def test_a_code_that_excel_shortened_in_a_csv_is_refused(tmp_path, code):
    taken = take(tmp_path, "merchants", csv_bytes(MERCHANTS, [code, "甲", "餐饮"]))
    assert told(taken) == [("L-CELL-03", "merchants-1.csv 第 2 行 商户编号 列", f"“{code}”")]


@pytest.mark.parametrize(
    ("value", "amount"), [(1234.5, "1234.5"), (0.1 + 0.2, "0.3"), (0.00001, "0.00001"), (1e12, "1000000000000"), (0, "0")]
)
def test_numbers_of_a_workbook_are_those_it_shows(tmp_path, value, amount):
    path = write_book(tmp_path / "a.xlsx", 支付=[PAYMENTS, payment(amount=value)])
    assert column_of(take(tmp_path, "payments", path), "amount") == [Decimal(amount)]


def test_a_choice_kept_as_a_number_or_a_logical_value_is_read(tmp_path):
    heading = ["申报单号", "企业编号", "监管方式", "申报日期", "货值"]
    path = write_book(tmp_path / "a.xlsx", 申报=[heading, ["D1", "F1", 9610, date(2022, 1, 1), 5]])
    assert column_of(take(tmp_path, "platform_declarations", path), "mode") == ["9610"]
    path = write_book(tmp_path / "b.xlsx", 来电=[["来电编号", "来电时间", "接听"], ["C1", datetime(2022, 1, 1, 8), True]])
    assert column_of(take(tmp_path, "hotline_calls", path), "answered") == ["是"]


@pytest.mark.parametrize(
    ("character", "shown"), [("\x00", "U+0000"), ("\x1b", "U+001B"), ("\u202e", "U+202E"), ("\uffff", "U+FFFF")]
)
def test_control_characters_are_refused(tmp_path, character, shown):
    taken = take(tmp_path, "merchants", csv_bytes(MERCHANTS, ["1", f"甲{character}乙", "餐饮"]))
    assert only(taken) == (
        "[L-CELL-02] 含有不可见的控制字符\n"
        "  位置: merchants-1.csv 第 2 行 商户名称 列\n"
        f"  发现: {shown}\n"
        "  应为: 可见的文字\n"
        "  处理: 删去该字符"
    )


def test_reading_a_value_alone_raises():
    for read, text, code in ((read_day, "2022.13", "L-DAY-01"), (read_moment, "14:05", "L-TIME-01")):
        with pytest.raises(InvalidInputError) as raised:
            read(text)
        assert raised.value.code == code
