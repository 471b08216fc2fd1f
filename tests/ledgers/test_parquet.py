"""Ledgers delivered as Parquet: the same checks as of a CSV file, whatever the types of the columns."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evalkit.ledgers import parquet
from tests.ledgers.files import MERCHANTS, PAYMENTS, TRIPS, VOUCHERS, column_of, csv_bytes, only, rows_of, take, told


def write(path, heading, *columns, **options):
    """Write columns under these headings and return where the file is."""
    pq.write_table(pa.table(dict(zip(heading, columns, strict=True))), path, **options)
    return path


def payments(path, amounts, days=("2022-03-15",), heading=PAYMENTS, **options):
    """Write payments P1, P2 ... with these amounts, and days in turn."""
    count = len(amounts)
    days = days if isinstance(days, pa.Array) else pa.array([*days] * count)
    names = pa.array([f"P{at}" for at in range(1, count + 1)])
    return write(path, heading, names, days, pa.array(["trade"] * count), pa.array(["甲"] * count), amounts, **options)


AMOUNTS = {
    "text": pa.array(["1,234.50", "¥7"]),
    "decimals": pa.array([Decimal("1234.50"), Decimal("7.00")]),
    "floats": pa.array([1234.5, 7.0]),
    "small floats": pa.array([1234.5, 7.0], pa.float32()),
    "a dictionary": pa.array(["1234.50", "7"]).dictionary_encode(),
    "long text": pa.array(["1234.50", "7"], pa.large_string()),
}


@pytest.mark.parametrize("amounts", AMOUNTS.values(), ids=AMOUNTS)
def test_numbers_of_every_type_are_read(tmp_path, amounts):
    taken = take(tmp_path, "payments", payments(tmp_path / "payments.parquet", amounts))
    assert column_of(taken, "amount") == [Decimal("1234.5"), Decimal(7)]
    assert [(row["place"], row["row_number"]) for row in rows_of(taken)] == [("payments.parquet", 1), ("payments.parquet", 2)]
    (sheet,) = taken.sheets
    assert (sheet.encoding, sheet.headings_row, sheet.tally.used) == ("parquet", 0, 2)


def test_whole_numbers_are_read_and_keep_every_digit(tmp_path):
    path = payments(tmp_path / "payments.parquet", pa.array([5, 2**62]))
    assert column_of(take(tmp_path, "payments", path), "amount") == [Decimal(5), Decimal(2**62)]
    path = write(
        tmp_path / "m.parquet", MERCHANTS, pa.array([530120221010001234, 530120221010001235]), ["甲", "乙"], ["餐饮"] * 2
    )
    assert column_of(take(tmp_path, "merchants", path), "merchant") == ["530120221010001234", "530120221010001235"]


def test_english_headings_units_and_unknown_columns(tmp_path):
    heading = ["payment", "paid_on", "purpose", "payee", "支付金额（万元）"]
    taken = take(tmp_path, "payments", payments(tmp_path / "a.parquet", pa.array([1.5]), heading=heading))
    assert column_of(taken, "amount") == [Decimal(15_000)]
    assert taken.sheets[0].converted == ["支付金额（万元）→元"]
    heading[3] = "对方"
    assert only(take(tmp_path, "payments", payments(tmp_path / "b.parquet", pa.array([1.5]), heading=heading))).splitlines()[
        :3
    ] == [
        "[L-COL-01] 缺少列",
        "  位置: b.parquet",
        "  发现: 没有认出的列名：“对方”",
    ]


DAYS = {
    "days": pa.array([date(2022, 3, 15)]),
    "moments": pa.array([datetime(2022, 3, 15)]),
    "nanoseconds": pa.array([datetime(2022, 3, 15, 8)], pa.timestamp("ns")),
    "another zone": pa.array([datetime(2022, 3, 14, 16, 30, tzinfo=UTC)], pa.timestamp("us", "UTC")),
    "text": pa.array(["2022年3月15日"]),
    "one number": pa.array([20220315]),
    "days in milliseconds": pa.array([date(2022, 3, 15)], pa.date64()),
}


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS)
def test_days_of_every_type_are_read(tmp_path, days):
    assert column_of(take(tmp_path, "payments", payments(tmp_path / "a.parquet", pa.array([1]), days)), "paid_on") == [
        date(2022, 3, 15)
    ]


@pytest.mark.parametrize("day", [44621, 44621.0, 202203])
def test_a_number_is_never_counted_as_a_day_of_excel(tmp_path, day):
    taken = take(tmp_path, "payments", payments(tmp_path / "a.parquet", pa.array([1]), pa.array([day])))
    assert [(code, where) for code, where, _ in told(taken)] == [("L-DAY-01", "a.parquet 第 1 行 支付日期 列")]


def test_moments_are_in_the_time_of_shanghai(tmp_path):
    zone = timezone(timedelta(hours=8))
    moments = pa.array(
        [datetime(2022, 12, 31, 23, 30, tzinfo=zone), datetime(2022, 1, 1, tzinfo=zone)], pa.timestamp("ms", "Asia/Shanghai")
    )
    path = write(tmp_path / "a.parquet", TRIPS, ["T1", "T2"], moments, ["港珠澳"] * 2, ["大巴车"] * 2, [5, 6])
    assert column_of(take(tmp_path, "trips", path), "departed_at") == [datetime(2022, 12, 31, 23, 30), datetime(2022, 1, 1)]


@pytest.mark.parametrize(("value", "shown"), [(float("nan"), "nan"), (float("inf"), "inf"), (float("-inf"), "-inf")])
def test_what_is_no_finite_number_is_refused_and_is_not_missing(tmp_path, value, shown):
    assert only(take(tmp_path, "payments", payments(tmp_path / "a.parquet", pa.array([1.0, value])))) == (
        "[L-NUM-02] 不是有限的数\n"
        "  位置: a.parquet 第 2 行 支付金额 列\n"
        f"  发现: “{shown}”\n"
        "  应为: 数字；缺失的为空值\n"
        "  处理: 查明后填写，缺失的改为空值"
    )
    path = write(tmp_path / "b.parquet", [*MERCHANTS, "区县"], ["1"], ["甲"], ["餐饮"], pa.array([value]))
    assert [code for code, _, _ in told(take(tmp_path, "merchants", path))] == ["L-NUM-02"]


def test_a_missing_value_is_missing(tmp_path):
    columns = [["V1"], [1], [10], [date(2022, 3, 1)], pa.nulls(1), pa.array([None], pa.float64()), pa.array([None], pa.string())]
    (row,) = rows_of(take(tmp_path, "vouchers", write(tmp_path / "a.parquet", VOUCHERS, *columns)))
    assert (row["redeemed_at"], row["redeemed_amount"], row["transaction_amount"]) == (None, None, None)


def test_a_code_that_lost_digits_as_a_float_is_refused(tmp_path):
    path = write(tmp_path / "a.parquet", MERCHANTS, pa.array([5.3012022101000122e17]), ["甲"], ["餐饮"])
    assert [code for code, _, _ in told(take(tmp_path, "merchants", path))] == ["L-CELL-03"]


def test_totals_blank_records_notes_and_logical_values(tmp_path):
    heading = ["来电编号", "来电时间", "是否接听"]
    path = write(tmp_path / "a.parquet", heading, ["C1"], [datetime(2022, 1, 1, 8)], [True])
    assert column_of(take(tmp_path, "hotline_calls", path), "answered") == ["是"]
    names = pa.array(["P1", None, "P2", "合计", "制表人：张三"])
    texts = pa.array(["甲", None, "乙", None, None])
    days = pa.array([date(2022, 1, 1), None, date(2022, 1, 2), None, None])
    path = write(tmp_path / "b.parquet", PAYMENTS, names, days, texts, texts, pa.array([1, None, 2, 4, None]))
    assert told(take(tmp_path, "payments", path)) == [("L-SUM-01", "b.parquet 第 4 行 支付金额 列", "合计 4，各行之和 3")]
    path = write(tmp_path / "c.parquet", PAYMENTS, names, days, texts, texts, pa.array([1, None, 2, 3, None]))
    taken = take(tmp_path, "payments", path)
    assert [row["row_number"] for row in rows_of(taken)] == [1, 3]
    tally = taken.sheets[0].tally
    assert (tally.used, tally.blank, tally.totals, tally.notes) == (2, 1, 1, 1)


def test_personal_numbers_and_repeated_keys_are_told_as_of_any_file(tmp_path):
    path = write(tmp_path / "a.parquet", MERCHANTS, ["1", "1"], ["甲", "联系13800001234"], ["餐饮"] * 2)
    taken = take(tmp_path, "merchants", path)
    assert told(taken) == [
        ("L-CELL-06", "a.parquet 第 2 行 商户名称 列", "“****1234”"),
        ("L-KEY-01", "a.parquet 第 2 行 商户编号 列", "“1”与a.parquet 第 1 行相同"),
    ]


@pytest.mark.parametrize("spoil", [lambda b: b[:-1], lambda b: b[: len(b) // 2], lambda b: b[:4], lambda b: b[:-30] + b[-8:]])
def test_a_truncated_file_is_damaged(tmp_path, spoil):
    path = payments(tmp_path / "a.parquet", pa.array([1.0, 2.0]))
    path.write_bytes(spoil(path.read_bytes()))
    assert only(take(tmp_path, "payments", path)) == (
        "[L-PQ-01] 文件损坏\n"
        "  位置: a.parquet\n"
        "  发现: 不是完整的 Parquet 文件\n"
        "  应为: 完整的 .parquet 文件\n"
        "  处理: 从原系统重新导出，或在 Excel 中另存为“CSV UTF-8（逗号分隔）”"
    )


def test_a_file_that_is_damaged_inside_is_named(tmp_path):
    path = payments(
        tmp_path / "a.parquet", pa.array([float(at) for at in range(5_000)]), compression="none", write_page_checksum=True
    )
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert [code for code, _, _ in told(take(tmp_path, "payments", path))] == ["L-PQ-01"]


def test_a_file_that_is_no_parquet_is_told_what_it_is(tmp_path):
    path = tmp_path / "a.parquet"
    path.write_bytes(csv_bytes(PAYMENTS))
    assert only(take(tmp_path, "payments", path)) == (
        "[L-FILE-02] 内容与扩展名不符\n"
        "  位置: a.parquet\n"
        "  发现: 其实是文本（CSV）\n"
        "  应为: “.parquet”的内容\n"
        "  处理: 从原系统重新导出"
    )


def test_columns_of_no_plain_values_are_refused(tmp_path):
    path = write(tmp_path / "a.parquet", [*MERCHANTS, "标签"], ["1"], ["甲"], ["餐饮"], pa.array([["a", "b"]]))
    assert told(take(tmp_path, "merchants", path))[0][:2] == ("L-PQ-02", "a.parquet")
    path = write(tmp_path / "b.parquet", [*MERCHANTS, "图"], ["1"], ["甲"], ["餐饮"], pa.array([b"x"]))
    assert only(take(tmp_path, "merchants", path)) == (
        "[L-PQ-02] 列的类型不能读取\n"
        "  位置: b.parquet\n"
        "  发现: “图”（binary）\n"
        "  应为: 文字、数字、日期、日期和时间、是否\n"
        "  处理: 删去这些列，从原系统重新导出"
    )


def test_a_group_of_rows_that_is_far_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = payments(tmp_path / "a.parquet", pa.array([1.0] * 1_000))
    most = pq.ParquetFile(path).metadata.row_group(0).total_byte_size
    monkeypatch.setattr(parquet, "MOST_BYTES", most - 1)
    assert told(take(tmp_path, "payments", path)) == [("L-PQ-03", "a.parquet", f"一组数据解压后 {most} 字节")]
    monkeypatch.setattr(parquet, "MOST_BYTES", most)
    assert len(rows_of(take(tmp_path, "payments", path))) == 1_000


def test_records_are_numbered_through_all_pieces_and_groups(tmp_path):
    path = payments(tmp_path / "a.parquet", pa.array(range(120_000)), row_group_size=70_000)
    taken = take(tmp_path, "payments", path)
    assert column_of(taken, "row_number") == list(range(1, 120_001))
    assert column_of(taken, "amount")[-1] == 119_999


def test_a_table_without_records_is_a_ledger_of_no_rows(tmp_path):
    assert rows_of(take(tmp_path, "merchants", write(tmp_path / "a.parquet", MERCHANTS, *[pa.array([], pa.string())] * 3))) == []
