"""Files and encodings: what a bureau's file really is, read right or refused by name (cases A 1 to 16 of the fault catalogue)."""

import io
import re
import zipfile

import pytest

from evalkit.encoding import encoding_of
from evalkit.ledgers.take_in import LedgerFile, ledger_of, take_in, unknown_ledger
from evalkit.ledgers.year import ledger_files, take_in_year
from evalkit.reads import sha256_of
from tests.ledgers.files import (
    MERCHANTS,
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
    write_book,
)

ROWS = [PAYMENTS, payment(payee="示例公司（虚构）")]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
PROTECTED = "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (csv_bytes(*ROWS), "utf-8"),
        (csv_bytes(*ROWS, encoding="utf-8-sig"), "utf-8"),
        (csv_bytes(*ROWS, encoding="gb18030"), "gb18030"),
        (csv_bytes(*ROWS, encoding="utf-16", delimiter="\t"), "utf-16"),
        (b"\xfe\xff" + csv_bytes(*ROWS, encoding="utf-16-be", delimiter="\t"), "utf-16"),
        (csv_bytes(["2022 年资金支付"], [], *ROWS, encoding="utf-16", delimiter="\t"), "utf-16"),
        (csv_bytes(*ROWS).replace(b"\r\n", b"\r"), "utf-8"),
    ],
    ids=["utf-8", "byte order mark", "gb18030", "utf-16", "big-endian", "title above tabs", "old line ends"],
)
def test_text_is_read_in_its_encoding_which_is_told(tmp_path, content, encoding):
    taken = take(tmp_path, "payments", content)
    assert column_of(taken, "payee") == ["示例公司（虚构）"]
    assert [sheet.encoding for sheet in taken.sheets] == [encoding]


def test_a_mark_does_not_stick_to_the_first_heading(tmp_path):
    taken = take(tmp_path, "payments", csv_bytes(*ROWS, encoding="utf-8-sig"))
    assert (column_of(taken, "payment"), taken.sheets[0].unread) == (["P1"], [])


@pytest.mark.parametrize("text", ["商户,行业", "县区,金额\r\n莞城,5", "月份"])
def test_a_file_too_short_to_guess_is_gb18030(tmp_path, text):
    path = tmp_path / "short.csv"
    path.write_bytes(text.encode("gb18030"))
    assert path.stat().st_size < 50
    assert encoding_of(path) == "gb18030"


def test_a_short_ledger_in_gb18030_is_read(tmp_path):
    content = csv_bytes(MERCHANTS, ["1", "甲店", "餐饮"], encoding="gb18030")
    assert len(content) < 50
    assert column_of(take(tmp_path, "merchants", content), "name") == ["甲店"]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a mark"])
@pytest.mark.parametrize("before", [1, 40_000], ids=["near the start", "beyond the first piece"])
def test_mixed_encodings_name_row_and_byte(tmp_path, before, mark):
    sound = csv_bytes(PAYMENTS, *(payment(f"P{number}") for number in range(before)))
    content = mark + sound + csv_bytes(payment("X", payee="另一公司"), encoding="gb18030")
    place = len(mark) + len(sound) + len(b"X,2022-03-15,consumption,") + 1
    assert only(take(tmp_path, "payments", content)) == (
        "[L-FILE-03] 文字编码无法识别\n"
        "  位置: payments-1.csv\n"
        f"  发现: 第 {before + 2} 行（文件的第 {place} 字节）不是 UTF-8 编码的文字\n"
        "  应为: 全文同为 UTF-8 或 GB18030\n"
        "  处理: 改正该行，在 Excel 中另存为“CSV UTF-8（逗号分隔）”"
    )


UTF8, GB = csv_bytes(payment("U")), csv_bytes(payment("G"), encoding="gb18030")
MIXTURES = {
    "one line of UTF-8": ([GB, GB, UTF8, GB], [(4, "GB18030")]),
    "one line of UTF-8 at the end": ([GB, GB, GB, UTF8], [(5, "GB18030")]),
    "headings and one line of UTF-8": ([UTF8, GB, GB, GB], [(1, "GB18030")]),
    "few of GB18030": ([UTF8, UTF8, UTF8, GB, GB], [(5, "UTF-8")]),
    "as many of each": ([UTF8, GB, GB], [(3, "UTF-8"), (1, "GB18030")]),
    "plain lines are in both": ([GB, UTF8, b"P3,,,,\r\n", b"P4,,,,\r\n", GB, GB], [(3, "GB18030")]),
}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a mark"])
@pytest.mark.parametrize(("lines", "odd"), MIXTURES.values(), ids=MIXTURES)
def test_of_a_mixture_the_odd_line_is_named_or_both(tmp_path, mark, lines, odd):
    headings = csv_bytes(PAYMENTS, encoding="utf-8" if lines[0] is UTF8 else "gb18030")
    content = mark + b"".join([headings, *lines])
    ((code, _, found),) = told(take(tmp_path, "payments", content))
    assert code == "L-FILE-03"
    assert [
        (int(row), encoding) for row, encoding in re.findall(r"第 (\d+) 行（文件的第 \d+ 字节）不是 (\S+) 编码", found)
    ] == odd


def test_of_a_mixture_the_byte_is_told(tmp_path):
    headings = csv_bytes(PAYMENTS, encoding="gb18030")
    ((_, _, found),) = told(take(tmp_path, "payments", headings + GB + UTF8 + GB))
    place = len(headings + GB) + len(b"U,2022-03-15,consumption,") + 1
    assert found == f"第 3 行（文件的第 {place} 字节）不是 GB18030 编码的文字"


def test_bytes_of_no_encoding_name_row_and_byte(tmp_path):
    sound = csv_bytes(*ROWS, encoding="gb18030")
    (error,) = told(take(tmp_path, "payments", sound + b"\xff\xff,1"))
    assert error == ("L-FILE-03", "payments-1.csv", f"第 3 行（文件的第 {len(sound) + 1} 字节）不是 GB18030 编码的文字")


def test_half_a_character_of_utf_16_names_its_row(tmp_path):
    content = csv_bytes(*ROWS, payment("P2", payee="上海上"), encoding="utf-16", delimiter="\t") + b"\x00"
    (error,) = told(take(tmp_path, "payments", content))
    assert error == ("L-FILE-03", "payments-1.csv", f"第 4 行（文件的第 {len(content)} 字节）不是 UTF-16 编码的文字")


def zipped(name, content):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "found", "remedy"),
    [
        ("a.xlsx", csv_bytes(*ROWS), "其实是文本（CSV）", "用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”"),
        ("a.xlsx", b"<html><table>", "其实是网页", "用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”"),
        ("a.xlsx", b"\xef\xbb\xbf\r\n <TABLE>", "其实是网页", "用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”"),
        ("a.xlsx", OLE, "其实是旧版 .xls 工作簿", "用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”"),
        ("a.csv", OLE, "其实是旧版 .xls 工作簿", "在 Excel 中另存为“CSV UTF-8（逗号分隔）”"),
        ("a.xlsx", OLE + PROTECTED, "其实是加了密码的工作簿", "取消密码，用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”"),
        ("a.csv", zipped("a", "b"), "其实是.xlsx 工作簿", "在 Excel 中另存为“CSV UTF-8（逗号分隔）”"),
        ("a.csv", b"PAR1....PAR1", "其实是Parquet 文件", "在 Excel 中另存为“CSV UTF-8（逗号分隔）”"),
        ("a.CSV", b"<!DOCTYPE html>", "其实是网页", "在 Excel 中另存为“CSV UTF-8（逗号分隔）”"),
    ],
)
def test_a_renamed_file_is_told_what_it_really_is(tmp_path, name, content, found, remedy):
    path = tmp_path / name
    path.write_bytes(content)
    assert only(take(tmp_path, "payments", path)) == (
        f"[L-FILE-02] 内容与扩展名不符\n  位置: {name}\n  发现: {found}\n  应为: “{path.suffix.lower()}”的内容\n  处理: {remedy}"
    )


@pytest.mark.parametrize("suffix", [".xls", ".xlsm", ".ods", ".pdf", ".feather", ".json", ""])
def test_other_kinds_of_file_are_not_read(tmp_path, suffix):
    path = tmp_path / f"payments{suffix}"
    path.write_bytes(csv_bytes(*ROWS))
    assert told(take(tmp_path, "payments", path)) == [("L-FILE-04", path.name, f"“{suffix}”")]


def test_an_empty_file_is_refused_and_a_heading_alone_is_a_ledger_of_no_rows(tmp_path):
    assert only(take(tmp_path, "payments", b"")) == (
        "[L-FILE-01] 文件为空\n  位置: payments-1.csv\n  发现: 0 字节\n  应为: 有表头和数据的文件\n  处理: 向提供单位重新索取"
    )
    taken = take(tmp_path, "payments", csv_bytes(PAYMENTS))
    assert rows_of(taken) == []
    assert [(sheet.tally.used, sheet.tally.blank, sheet.tally.totals) for sheet in taken.sheets] == [(0, 0, 0)]


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf", b"\r\n\r\n", b",,,\r\n"], ids=["mark", "line ends", "commas"])
def test_a_file_of_nothing_has_no_headings(tmp_path, content):
    assert told(take(tmp_path, "payments", content)) == [("L-HEAD-01", "payments-1.csv", "前 20 行没有一行像“资金支付”的表头")]


def test_an_empty_sheet_has_no_headings_and_a_heading_alone_has_no_rows(tmp_path):
    assert told(take(tmp_path, "payments", write_book(tmp_path / "a.xlsx", 空=[]))) == [
        ("L-HEAD-01", "a.xlsx", "前 20 行没有一行像“资金支付”的表头")
    ]
    assert rows_of(take(tmp_path, "payments", write_book(tmp_path / "b.XLSX", 支付=[PAYMENTS]))) == []


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package, package.open(SHEET, "w", force_zip64=True) as part:
        for _ in range(600):
            part.write(bytes(1_000_000))
    packed = path.stat().st_size
    assert packed < 1_000_000
    assert told(take(tmp_path, "payments", path)) == [("L-XLSX-02", "bomb.xlsx", f"{packed} 字节的文件解压后 600000000 字节")]


@pytest.mark.parametrize("place", ["XFD1048576", "XFD1", "SH2", "CV1048576"])
def test_a_stray_value_far_from_the_table_is_refused(tmp_path, place):
    path = write_book(tmp_path / "far.xlsx", 支付=ROWS)
    cell = f'<row r="{place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{place}"><v>1</v></c></row></sheetData>'.encode()
    with_part(path, SHEET, lambda xml: xml.replace(b"</sheetData>", cell))
    assert only(take(tmp_path, "payments", path)) == (
        "[L-XLSX-02] 工作簿过大\n"
        "  位置: far.xlsx\n"
        f"  发现: 单元格 {place} 有内容\n"
        "  应为: 不超过 500 列、共 40000000 格的数据区\n"
        "  处理: 删去表外的内容和格式；数据确实很多的，在 Excel 中另存为“CSV UTF-8（逗号分隔）”"
    )


def test_formats_and_merges_of_the_whole_sheet_take_no_memory(tmp_path):
    path = write_book(tmp_path / "wide.xlsx", 支付=ROWS)
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    merge = b'<mergeCells count="1"><mergeCell ref="G1:XFD1048576"/></mergeCells>'
    with_part(path, SHEET, lambda xml: xml.replace(b"</sheetData>", far + merge))
    assert column_of(take(tmp_path, "payments", path), "payment") == ["P1"]


DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "b"><!ENTITY f SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize(
    "dressed",
    [
        lambda xml: DOCTYPE + xml,
        lambda xml: b"<!--" + b"x" * 100_000 + b"-->" + DOCTYPE + xml,
        lambda xml: (b'<?xml version="1.0" encoding="utf-16"?>' + DOCTYPE + xml).decode().encode("utf-16"),
    ],
    ids=["first", "behind a long comment", "in UTF-16"],
)
def test_a_document_type_is_refused_wherever_it_stands(tmp_path, part, dressed):
    path = write_book(tmp_path / "entities.xlsx", 支付=ROWS)
    with_part(path, part, lambda xml: dressed(xml.partition(b"?>")[2].strip() if xml.startswith(b"<?xml") else xml or b"<sst/>"))
    assert told(take(tmp_path, "payments", path)) == [("L-XLSX-03", "entities.xlsx", f"{part} 中的 DOCTYPE")]


def test_a_document_type_in_a_value_is_a_value(tmp_path):
    path = write_book(tmp_path / "text.xlsx", 支付=[PAYMENTS, payment(payee="<!DOCTYPE x>")])
    assert column_of(take(tmp_path, "payments", path), "payee") == ["<!DOCTYPE x>"]


def spoilt_directory(content):
    return content[: len(content) // 2]


def spoilt_content(content):
    at = content.index(b"sheet1.xml") + 200
    return content[:at] + bytes(30) + content[at + 30 :]


def encrypted(content):
    """Set the flag of encryption in both headers of every part."""
    changed = bytearray(content)
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            changed[at + flag] |= 1
            at = content.find(mark, at + 4)
    return bytes(changed)


@pytest.mark.parametrize("spoil", [spoilt_directory, spoilt_content, encrypted, lambda content: zipped("word/document.xml", "x")])
def test_a_workbook_that_is_damaged_protected_or_none_is_named(tmp_path, spoil):
    path = write_book(tmp_path / "broken.xlsx", 支付=[PAYMENTS, *(payment(f"P{number}") for number in range(100))])
    path.write_bytes(spoil(path.read_bytes()))
    assert only(take(tmp_path, "payments", path)) == (
        "[L-XLSX-01] 文件损坏或有密码\n"
        "  位置: broken.xlsx\n"
        "  发现: 不是完整的工作簿，或有密码\n"
        "  应为: 完整的 .xlsx 工作簿\n"
        "  处理: 取消密码，用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”"
    )


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("xl/workbook.xml", lambda xml: xml.replace(b"r:id=", b"r:no=")),
        ("xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"sheet1.xml", b"sheet9.xml")),
        (SHEET, lambda xml: xml.replace(b'r="B1"', b'r="?"')),
        (SHEET, lambda xml: xml.replace(b"</sheetData>", b"")),
    ],
    ids=["sheet without part", "part that is absent", "cell without place", "element without end"],
)
def test_a_workbook_put_together_wrongly_is_named(tmp_path, part, change):
    path = with_part(write_book(tmp_path / "wrong.xlsx", 支付=ROWS), part, change)
    assert [code for code, _, _ in told(take(tmp_path, "payments", path))] == ["L-XLSX-01"]


def test_rows_outside_the_data_of_a_sheet_are_none(tmp_path):
    path = write_book(tmp_path / "a.xlsx", 支付=ROWS)
    with_part(path, SHEET, lambda xml: xml.replace(b"<sheetData>", b'<row r="9" hidden="1"/><sheetData>'))
    assert column_of(take(tmp_path, "payments", path), "payment") == ["P1"]


def test_a_table_with_a_flipped_bit_is_not_used_but_made_again(tmp_path):
    content = csv_bytes(*ROWS)
    table = take(tmp_path, "payments", content).table
    sound = table.read_bytes()
    table.write_bytes(bytes([*sound[:100], sound[100] ^ 1, *sound[101:]]))
    assert take(tmp_path, "payments", content).table.read_bytes() == sound


def test_a_file_that_changes_after_it_was_registered_is_not_used(tmp_path):
    path = tmp_path / "payments.csv"
    path.write_bytes(csv_bytes(*ROWS))
    file = LedgerFile(path, "payments.csv", sha256_of(path))
    path.write_bytes(csv_bytes(*ROWS, payment("P2")))
    assert only(take_in("payments", [file], {}, 2022, tmp_path / "processed")) == (
        "[L-FILE-05] 文件在读取时被改动\n"
        "  位置: payments.csv\n"
        "  发现: 内容与读取前不同\n"
        "  应为: 读取期间不变\n"
        "  处理: 关闭打开该文件的程序，重新运行"
    )


def test_what_excel_and_the_system_put_beside_is_passed_over(tmp_path):
    folder = tmp_path / "ledgers"
    (folder / "消费券").mkdir(parents=True)
    for name in ("~$资金支付.xlsx", ".~lock.资金支付.xlsx#", ".DS_Store", "资金支付.xlsx", "消费券/消费券明细-1.csv"):
        (folder / name).write_bytes(b"x")
    assert [path.relative_to(folder).as_posix() for path in ledger_files(tmp_path)] == [
        "消费券/消费券明细-1.csv",
        "资金支付.xlsx",
    ]


def test_data_of_another_year_are_named_row_by_row(tmp_path):
    content = csv_bytes(PAYMENTS, payment(day="2021-03-15"), payment("P2", "2023年1月1日"), payment("P3", "2022-12-31"))
    taken = take(tmp_path, "payments", content)
    assert told(taken) == [
        ("L-YEAR-01", "payments-1.csv 第 2 行 支付日期 列", "“2021-03-15”"),
        ("L-YEAR-01", "payments-1.csv 第 3 行 支付日期 列", "“2023-01-01”"),
    ]
    assert taken.problems[0].expected == "2022 年内的日期"


@pytest.mark.parametrize(
    ("name", "ledger"),
    [
        ("消费券明细.csv", "vouchers"),
        ("消费券明细（第一期）2022.xlsx", "vouchers"),
        ("vouchers_2.csv", "vouchers"),
        ("trainings.csv", "trainings"),
        ("training_participants.csv", "training_participants"),
        ("2022消费券明细.csv", None),
        ("数据.csv", None),
    ],
)
def test_a_file_says_by_the_beginning_of_its_name_what_it_holds(tmp_path, name, ledger):
    assert ledger_of(tmp_path / name) == ledger


def test_a_name_that_says_nothing_is_told_the_nearest(tmp_path):
    error = unknown_ledger(tmp_path / "消费卷明细.csv", "data/raw/2022/ledgers/消费卷明细.csv")
    assert (error.code, error.where, error.found) == ("L-NAME-01", "data/raw/2022/ledgers/消费卷明细.csv", "“消费卷明细.csv”")
    assert (error.what, error.remedy) == ("文件名看不出是哪一种明细", "是否为“消费券明细”？")
    assert "热线来电、" in error.expected
    assert unknown_ledger(tmp_path / "x.csv", "x.csv").remedy == "文件名以明细的中文名或英文名开头"


def test_every_file_of_a_year_is_told_of_at_once(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    contents = {"数据.csv": b"1", "资金支付.csv": b"", "参与商户.csv": csv_bytes(MERCHANTS, ["1", "甲", "餐饮"])}
    files = []
    for name, content in contents.items():
        (raw / name).write_bytes(content)
        files.append(LedgerFile(raw / name, name, sha256_of(raw / name)))
    sound, problems = take_in_year(files, 2022, tmp_path / "processed")
    assert [(problem.code, problem.where) for problem in problems] == [("L-NAME-01", "数据.csv"), ("L-FILE-01", "资金支付.csv")]
    assert list(sound) == ["merchants"]
    assert [path.name for path in sorted((tmp_path / "processed" / "ledgers").iterdir())] == [
        "merchants.json",
        "merchants.parquet",
    ]
