"""Personal numbers are recognised wherever they stand, masked in messages, and kept out of the table."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evalkit.personal.numbers import masked, personal_number
from tests.ledgers.files import MERCHANTS, PAYMENTS, VOUCHERS, csv_bytes, only, payment, rows_of, take, told, write_book

SEPARATORS = ["", " ", "-", "\u2010", "\u2013", "－", "\u3000", "\xa0"]
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def identity_number(region: int, born: date, order: int) -> str:
    """Return an identity number; its last character is that of ISO 7064 MOD 11-2, as GB 11643 states it."""
    body = f"{region:06d}{born:%Y%m%d}{order:03d}"
    remainder = 0
    for digit in body:
        remainder = (remainder + int(digit)) * 2 % 11
    return body + "0123456789X"[(12 - remainder) % 11]


def bank_card(body: str) -> str:
    """Return a card number: the last digit makes the sum of the digits, every second doubled, a multiple of ten."""
    total = sum(sum(map(int, str(int(digit) * (2 - at % 2)))) for at, digit in enumerate(reversed(body)))
    return body + str(-total % 10)


def grouped(text: str, separator: str) -> str:
    """Return a number in groups of four."""
    return separator.join(text[at : at + 4] for at in range(0, len(text), 4))


identity_numbers = st.builds(
    identity_number, st.integers(110000, 659999), st.dates(date(1900, 1, 1), date(2029, 12, 31)), st.integers(0, 999)
)
mobile_numbers = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
bank_cards = st.from_regex(r"[3-6][0-9]{14,17}", fullmatch=True).map(bank_card)
around = st.sampled_from(["", "张三", "号码：", "（", "；"])


def test_the_example_of_the_standard():
    assert identity_number(110105, date(1949, 12, 31), 2) == "11010519491231002X"
    assert bank_card("7992739871") == "79927398713"


@given(identity_numbers, st.sampled_from(SEPARATORS), st.booleans(), around, around)
def test_identity_numbers_are_found_grouped_and_full_width(number, separator, wide, before, behind):
    text = grouped(number, separator)
    assert personal_number(before + (text.translate(FULL_WIDTH) if wide else text) + behind) == "身份证号"


@given(identity_numbers)
def test_a_small_x_is_the_check_character_too(number):
    assert personal_number(number.lower()) == "身份证号"


@given(identity_numbers, st.integers(0, 17), st.integers(1, 9))
def test_no_single_wrong_digit_passes_for_an_identity_number(number, at, more):
    assume(number[at] != "X")
    spoilt = number[:at] + str((int(number[at]) + more) % 10) + number[at + 1 :]
    assert personal_number(spoilt) != "身份证号"


@given(mobile_numbers, st.sampled_from(SEPARATORS), st.booleans(), st.sampled_from(["", "86", "+86"]), around)
def test_mobile_numbers_are_found_grouped_full_width_and_with_the_country(number, separator, wide, country, before):
    text = separator.join((number[:3], number[3:7], number[7:]))
    assert personal_number(before + country + (text.translate(FULL_WIDTH) if wide else text)) == "手机号"


@given(bank_cards, st.sampled_from(SEPARATORS), st.booleans(), around, around)
def test_bank_cards_are_found_grouped_and_full_width(number, separator, wide, before, behind):
    text = grouped(number, separator)
    found = personal_number(before + (text.translate(FULL_WIDTH) if wide else text) + behind)
    assert found in ("银行卡号", "身份证号")


@given(bank_cards, st.integers(1, 9))
def test_a_wrong_check_digit_is_no_bank_card(number, more):
    spoilt = number[:-1] + str((int(number[-1]) + more) % 10)
    assert personal_number(spoilt) != "银行卡号"


@given(st.text(alphabet="0123456789 -甲", max_size=14).filter(lambda text: sum(letter.isdigit() for letter in text) < 11))
def test_fewer_than_eleven_digits_are_never_personal(text):
    assert personal_number(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "甲公司",
        "12345678901",
        "2022-03-15 14:05:30",
        "91441900MA4UQ0000X",
        "530120221010000012",
        "12800000000",
    ]
    + ["441900199013010011", "138000012345", "券 00000013800001234", "1,380,000,1234"]
    + [
        "441900901331001",
        "440000900307777",
        "440600900307777",
        "990105491231002",
        "1101054912310021",
        "441900900307777.50",
        "110105,491,231,002",
    ]
    + ["12345-22830000", "0769-12345678", "0769-99998888", "0371-20220315", "2022-0769-22830000", "0123-4567890", "400-800-8000"]
    + [
        "010-1234567",
        "0769-2283000012",
        "@SUM(A1)",
        "a@b",
        "甲@乙.丙",
        "www.example.com",
        "2022-01-01 2022-12-31",
        "20220101-20221231",
    ]
    + ["〔2022〕0001-2345678 号", "合同金额 123456789012345.00 元", "V00012022031500001", "91440101MA59ABCDEX"],
)
def test_numbers_of_other_things_are_not_personal(text):
    assert personal_number(text) == ""


OLD_IDENTITY = "441900900307777"


@pytest.mark.parametrize(
    "text",
    [OLD_IDENTITY, "证件 441900 900307 777", "张三（４４１９００９００３０７７７７）", "110105491231002", "440106000229123"],
)
def test_identity_numbers_of_fifteen_digits_are_found(text):
    wanted = "" if "000229" in text else "身份证号（15 位）"  # 1900 had no 29 February
    assert personal_number(text) == wanted


@given(
    st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.integers(0, 999), st.sampled_from(["110105", "441900", "650102", "540102"])
)
def test_every_identity_number_of_fifteen_digits_is_found(born, order, county):
    number = f"{county}{born:%y%m%d}{order:03d}"
    assert personal_number(f"证件{number}") in ("身份证号（15 位）", "手机号", "银行卡号")


@pytest.mark.parametrize(
    "text",
    [
        "0769-22830000",
        "电话：0769－2283０000",
        "（0769）22830000",
        "(010) 62345678",
        "0769 2283 0000",
        "+86-769-22830000",
        "8620 83123456",
    ]
    + ["021-62345678转801", "0755-8345678", "0086-0769-22830000"[2:]],
)
def test_landline_numbers_are_found(text):
    assert personal_number(text) == "固定电话号码"


@pytest.mark.parametrize(
    "text", ["a@example.com", "联系 zhang.san+1@mail.example.com.cn。", "ａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "X_1-2@ex-ample.org"]
)
def test_mail_addresses_are_found(text):
    assert personal_number(text) == "电子邮箱"


@given(st.one_of(identity_numbers, mobile_numbers, bank_cards))
def test_a_masked_value_shows_four_characters_and_is_not_personal(number):
    assert masked(number) == "****" + number[-4:]
    assert personal_number(masked(number)) == ""


@pytest.mark.parametrize("name", ["张三", "欧阳娜娜", "A1234567", ""])
def test_of_a_short_value_nothing_is_shown(name):
    assert masked(name) == "****"


IDENTITY = identity_number(441900, date(1990, 3, 7), 777)
CARD = bank_card("622202000000000000")
MOBILE = "13800001234"
NUMBERS = {"身份证号": IDENTITY, "银行卡号": CARD, "手机号": MOBILE}
WITHOUT_CHECK = {"身份证号（15 位）": OLD_IDENTITY, "固定电话号码": "0769-22830000"}
EVERY = NUMBERS | WITHOUT_CHECK | {"电子邮箱": "zhangsan@example.com"}


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("written", ["{}", "联系{}", "{}（备用）"])
def test_a_number_in_a_column_of_other_things_is_refused_and_masked(tmp_path, kind, written):
    text = written.format(EVERY[kind])
    taken = take(tmp_path, "merchants", csv_bytes(MERCHANTS, ["1", text, "餐饮"]))
    assert only(taken) == (
        f"[L-CELL-06] 含有{kind}\n"
        "  位置: merchants-1.csv 第 2 行 商户名称 列\n"
        f"  发现: “****{text[-4:]}”\n"
        "  应为: 不含个人信息的内容\n"
        "  处理: 删去该号码，或把它放入专门的列"
    )


@pytest.mark.parametrize("kind", ["身份证号", "手机号"])
def test_a_code_that_is_a_person_s_number_is_refused(tmp_path, kind):
    taken = take(tmp_path, "merchants", csv_bytes(MERCHANTS, [NUMBERS[kind], "甲", "餐饮"]))
    assert told(taken) == [("L-CELL-06", "merchants-1.csv 第 2 行 商户编号 列", f"“****{NUMBERS[kind][-4:]}”")]
    assert taken.problems[0].remedy == "换成不含个人信息的编号"


@pytest.mark.parametrize("number", WITHOUT_CHECK.values())
def test_serial_numbers_that_look_like_a_number_without_check_character_are_kept(tmp_path, number):
    """Of serial numbers of fifteen digits one in eighty looks like an identity number; a ledger must not be refused for it."""
    heading = [*VOUCHERS, "领取人编号"]
    (row,) = rows_of(take(tmp_path, "vouchers", csv_bytes(heading, [number, "1", "10", "2022-03-01", "", "", "", number])))
    assert (row["voucher"], row["holder"]) == (number, number)
    document = csv_bytes([*PAYMENTS, "文号"], [*payment(), number])
    assert rows_of(take(tmp_path, "payments", document))[0]["document"] == number


@pytest.mark.parametrize("amount", ["441900900307777", "13800001234", "6222020000000000"])
def test_amounts_are_never_personal(tmp_path, amount):
    assert [int(row["amount"]) for row in rows_of(take(tmp_path, "payments", csv_bytes(PAYMENTS, payment(amount=amount))))] == [
        int(amount)
    ]


def test_a_mail_address_as_a_code_is_refused(tmp_path):
    taken = take(tmp_path, "merchants", csv_bytes(MERCHANTS, ["zhangsan@example.com", "甲", "餐饮"]))
    assert told(taken) == [("L-CELL-06", "merchants-1.csv 第 2 行 商户编号 列", "“****.com”")]


@pytest.mark.parametrize("code", [CARD, "券" + MOBILE, MOBILE + "1", "0" + MOBILE])
def test_a_code_that_only_contains_such_digits_is_a_code(tmp_path, code):
    assert rows_of(take(tmp_path, "merchants", csv_bytes(MERCHANTS, [code, "甲", "餐饮"])))[0]["merchant"] == code


def test_a_number_kept_as_a_number_in_a_column_of_other_things_is_refused(tmp_path):
    path = write_book(tmp_path / "a.xlsx", 商户=[[*MERCHANTS, "区县"], ["1", "甲", "餐饮", int(MOBILE)]])
    assert told(take(tmp_path, "merchants", path)) == [("L-CELL-06", "a.xlsx 工作表“商户” 第 2 行 区县 列", "“****1234”")]


@pytest.mark.parametrize("kind", NUMBERS)
def test_a_number_that_slipped_into_another_column_is_masked_in_every_message(tmp_path, kind):
    number = NUMBERS[kind]
    rows = {
        "payments": [PAYMENTS, payment(day=number), payment("P2", amount=f"{number}号")],
        "hotline_calls": [["来电编号", "来电时间", "是否接听"], ["C1", number, "是"], ["C2", "2022-03-01 08:00", number]],
        "vouchers": [VOUCHERS, ["V1", "1", "10", "2022-03-01", "2022-03-05 10:00", number, "1"]],
        "trips": [["车次编号", "发车时间", "口岸", "车辆类型", "接转人数"], ["T1", "2022-03-01 08:00", "甲", "工作车", number]],
        "monthly_trade": [["月份", "进出口", "货值"], [number, "出口", "1"]],
    }
    for name, table in rows.items():
        taken = take(tmp_path, name, csv_bytes(*table))
        assert taken.problems
        message = "\n".join(map(str, taken.problems))
        assert number not in message
        assert number[:-4] not in message


HEADING = [*VOUCHERS, "手机号"]


def test_personal_columns_are_checked_but_not_in_the_table(tmp_path):
    content = csv_bytes(HEADING, ["V1", "1", "10", "2022-03-01", "", "", "", MOBILE])
    taken = take(tmp_path, "vouchers", content)
    assert "phone" not in rows_of(taken)[0]
    written = b"".join(path.read_bytes() for path in taken.table.parent.iterdir())
    assert MOBILE.encode() not in written
    assert MOBILE not in str(rows_of(taken))
    assert taken.sheets[0].unread == []


def test_personal_values_are_masked_in_messages(tmp_path):
    heading = ["登记编号", "期次", "登记人编号", "姓名", "身份证号", "手机号", "登记时间", "摇号结果"]
    row = ["R1", "1", "U1", "张\x01三", "4.4E+17", f"{MOBILE}\x02", "2022-03-01 08:00", "中签"]
    taken = take(tmp_path, "registrations", csv_bytes(heading, row))
    assert told(taken) == [
        ("L-CELL-02", "registrations-1.csv 第 2 行 姓名 列", "U+0001"),
        ("L-CELL-03", "registrations-1.csv 第 2 行 身份证号 列", "“****”"),
        ("L-CELL-02", "registrations-1.csv 第 2 行 手机号 列", "U+0002"),
    ]


def test_an_identity_number_kept_as_a_number_is_told_without_its_digits(tmp_path):
    heading = ["登记编号", "期次", "登记人编号", "身份证号", "登记时间", "摇号结果"]
    rows = [
        [f"R{at}", 1, "U1", number, "2022-03-01 08:00", "中签"]
        for at, number in enumerate([440106199003071234, 440106199003071235])
    ]
    taken = take(tmp_path, "registrations", write_book(tmp_path / "a.xlsx", 登记=[heading, *rows]))
    assert [(error.code, error.where) for error in taken.problems] == [
        ("L-CELL-03", f"a.xlsx 工作表“登记” 第 {row} 行 身份证号 列") for row in (2, 3)
    ]
    assert all(error.found.startswith("“****") and len(error.found) == 10 for error in taken.problems)
