"""A ledger taken in as a whole: nothing lost, nothing written on a fault, every fault told at once, nothing read twice."""

import json
from decimal import Decimal

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evalkit.ledgers import take_in as intake
from evalkit.ledgers.schema import columns_of
from evalkit.ledgers.schemas import LEDGERS
from tests.ledgers.files import PAYMENTS, VOUCHERS, column_of, csv_bytes, payment, rows_of, take, told, write_book

TOTAL = ["合计", "", "", "", "200"]


def test_rows_read_are_used_blank_or_totals(tmp_path):
    rows = [payment(), [], payment("P2"), [""] * 5, TOTAL, ["小计", "", "", "", "200"]]
    taken = take(tmp_path, "payments", csv_bytes(["标题"], PAYMENTS, *rows))
    (sheet,) = taken.sheets
    assert (sheet.tally.used, sheet.tally.blank, sheet.tally.totals) == (2, 2, 2)
    assert (sheet.tally.used, sheet.headings_row) == (len(rows_of(taken)), 2)
    assert sheet.tally.used + sheet.tally.blank + sheet.tally.totals == len(rows)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["row", "blank", "total"]), max_size=12))
def test_no_row_is_lost_whatever_the_order(tmp_path_factory, kinds):
    folder, rows, since = tmp_path_factory.mktemp("rows"), [], 0
    assume("total" not in kinds[: kinds.index("row") if "row" in kinds else None])  # above all rows a total states the sum of all
    for at, kind in enumerate(kinds):
        since += kind == "row"
        rows.append(payment(f"P{at}") if kind == "row" else ["小计", "", "", "", 100 * since] if kind == "total" else [])
        since = 0 if kind == "total" else since
    taken = take(folder, "payments", csv_bytes(PAYMENTS, *rows))
    tally = taken.sheets[0].tally
    assert (tally.used, tally.blank, tally.totals) == (kinds.count("row"), kinds.count("blank"), kinds.count("total"))
    assert [row["row_number"] for row in rows_of(taken)] == [at for at, kind in enumerate(kinds, start=2) if kind == "row"]


def test_the_table_has_the_place_of_every_row_and_typed_columns_without_the_personal_ones(tmp_path):
    for name in LEDGERS:
        taken = take(tmp_path, name, csv_bytes([column.column.title for column in columns_of(LEDGERS[name])]))
        assert taken.problems == []
        schema = pq.read_schema(taken.table)
        kept = [column for column in columns_of(LEDGERS[name]) if not column.column.personal]
        assert schema.names == ["place", "row_number", *(column.name for column in kept)]
        kinds = {str: "string", Decimal: "decimal128(28, 6)", int: "int64"}
        assert [str(schema.field(column.name).type) for column in kept if column.kind in kinds] == [
            kinds[column.kind] for column in kept if column.kind in kinds
        ]
        assert {str(schema.field(column.name).type) for column in kept if column.kind not in kinds} <= {
            "date32[day]",
            "timestamp[s]",
            "timestamp[ms]",
        }


def test_two_files_of_a_ledger_are_joined_each_with_its_own_columns_and_unit(tmp_path):
    one = csv_bytes([*PAYMENTS[:4], "支付金额（万元）"], payment("P1", amount="1.5"))
    two = csv_bytes(["标题"], [*reversed(PAYMENTS), "文号"], [*reversed(payment("P2")), "财〔2022〕1 号"], encoding="gb18030")
    three = write_book(tmp_path / "三.xlsx", 支付=[PAYMENTS, payment("P3", amount=3)])
    taken = take(tmp_path, "payments", one, two, three)
    assert [(row["place"], row["row_number"], row["payment"], row["amount"], row["document"]) for row in rows_of(taken)] == [
        ("payments-1.csv", 2, "P1", Decimal(15_000), None),
        ("payments-2.csv", 3, "P2", Decimal(100), "财〔2022〕1 号"),
        ("三.xlsx 工作表“支付”", 2, "P3", Decimal(3), None),
    ]
    assert [sheet.encoding for sheet in taken.sheets] == ["utf-8", "gb18030", ""]


def test_faults_of_all_files_are_told_also_where_one_cannot_be_opened(tmp_path):
    taken = take(tmp_path, "payments", b"", csv_bytes(PAYMENTS, payment(amount="x")), csv_bytes(PAYMENTS[:4], payment()[:4]))
    assert [(code, where) for code, where, _ in told(taken)] == [
        ("L-FILE-01", "payments-1.csv"),
        ("L-NUM-01", "payments-2.csv 第 2 行 支付金额 列"),
        ("L-COL-01", "payments-3.csv 第 1 行"),
    ]


FIVE = [
    ("L-CELL-01", "第 9 行 收款单位 列", "空白"),
    ("L-DAY-01", "第 6 行 支付日期 列", "“2022年3月”"),
    ("L-UNIT-01", "第 5 行 支付金额 列", "“1.5万”"),
    ("L-YEAR-01", "第 7 行 支付日期 列", "“2021-12-31”"),
    ("L-KEY-01", "第 10 行 支付编号 列", "“P1”与{}第 4 行相同"),
]
FIVE_ROWS = [
    ["2022 年资金支付明细"],
    [],
    PAYMENTS,
    payment("P1"),
    payment("P2", amount="1.5万"),
    payment("P3", day="2022年3月"),
    payment("P4", day="2021-12-31"),
    [],
    payment("P5", payee=""),
    payment("P1"),
    ["合计", "", "", "", "500"],
]


def test_five_planted_faults_are_five_in_a_csv(tmp_path):
    taken = take(tmp_path, "payments", csv_bytes(*FIVE_ROWS))
    assert sorted(told(taken)) == [
        (code, f"payments-1.csv {where}", found.format("payments-1.csv ")) for code, where, found in sorted(FIVE)
    ]


def test_five_planted_faults_are_five_in_a_workbook(tmp_path):
    place = "a.xlsx 工作表“支付”"
    taken = take(tmp_path, "payments", write_book(tmp_path / "a.xlsx", 支付=FIVE_ROWS))
    assert sorted(told(taken)) == [(code, f"{place} {where}", found.format(f"{place} ")) for code, where, found in sorted(FIVE)]


def test_five_faults_of_one_row_are_five(tmp_path):
    content = csv_bytes(VOUCHERS, ["V1", "一", "10元整", "3月1日", "2022-03-05", "=5", "百"])
    assert [(code, where) for code, where, _ in told(take(tmp_path, "vouchers", content))] == [
        ("L-NUM-01", "vouchers-1.csv 第 2 行 期次 列"),
        ("L-NUM-01", "vouchers-1.csv 第 2 行 券面额 列"),
        ("L-DAY-01", "vouchers-1.csv 第 2 行 派发日期 列"),
        ("L-TIME-01", "vouchers-1.csv 第 2 行 核销时间 列"),
        ("L-NUM-01", "vouchers-1.csv 第 2 行 核销金额 列"),
        ("L-NUM-01", "vouchers-1.csv 第 2 行 交易金额 列"),
    ]


@pytest.mark.parametrize(("faulty", "told_one_by_one", "rest"), [(20, 20, None), (21, 20, 1), (60_000, 20, 59_980)])
def test_a_fault_of_many_rows_is_told_of_twenty_and_counted(tmp_path, faulty, told_one_by_one, rest):
    content = csv_bytes(PAYMENTS, *(payment(f"P{number}", day="2021-03-15") for number in range(faulty)))
    problems = told(take(tmp_path, "payments", content))
    assert problems[:told_one_by_one] == [
        ("L-YEAR-01", f"payments-1.csv 第 {row} 行 支付日期 列", "“2021-03-15”") for row in range(2, 2 + told_one_by_one)
    ]
    summary = [("L-YEAR-01", "payments-1.csv 支付日期 列", f"另有 {rest} 行有同样的问题，未逐行列出")]
    assert problems[told_one_by_one:] == (summary if rest else [])


def test_rows_that_do_not_fit_and_uncomputed_formulas_are_counted_too(tmp_path):
    content = csv_bytes(PAYMENTS, *([*payment(f"P{number}"), "x"] for number in range(25)))
    assert told(take(tmp_path, "payments", content))[20:] == [("L-ROW-01", "payments-1.csv", "另有 5 行有同样的问题，未逐行列出")]
    rows = [payment(f"P{number}", amount="=1+1") for number in range(25)]
    taken = take(tmp_path, "payments", write_book(tmp_path / "a.xlsx", 支付=[PAYMENTS, *rows]))
    assert told(taken)[20:] == [("L-XLSX-04", "a.xlsx 工作表“支付” 支付金额 列", "另有 5 行有同样的问题，未逐行列出")]


def test_with_very_many_faulty_rows_what_holds_between_rows_waits(tmp_path, monkeypatch):
    content = csv_bytes(PAYMENTS, payment(amount="x"), payment(amount="x"))
    codes = {limit: [] for limit in (1, 2)}
    for limit in codes:
        monkeypatch.setattr(intake, "MOST_FAULTY", limit)
        codes[limit] = [code for code, _, _ in told(take(tmp_path, "payments", content))]
    assert codes == {1: ["L-NUM-01", "L-NUM-01"], 2: ["L-NUM-01", "L-NUM-01", "L-KEY-01"]}


def test_on_a_fault_nothing_is_written_and_an_earlier_table_stays(tmp_path):
    taken = take(tmp_path, "payments", csv_bytes(PAYMENTS, payment(amount="x")))
    assert list((tmp_path / "processed").iterdir()) == []
    sound = take(tmp_path, "payments", csv_bytes(PAYMENTS, payment()))
    before = {path.name: path.read_bytes() for path in sound.table.parent.iterdir()}
    assert sorted(before) == ["payments.json", "payments.parquet"]
    taken = take(tmp_path, "payments", csv_bytes(PAYMENTS, payment(), payment()))
    assert taken.table is None
    assert {path.name: path.read_bytes() for path in sound.table.parent.iterdir()} == before


def test_the_received_file_is_not_altered(tmp_path):
    path = write_book(tmp_path / "a.xlsx", 支付=[PAYMENTS, payment()])
    before = path.read_bytes()
    take(tmp_path, "payments", path)
    assert path.read_bytes() == before


def test_unchanged_files_are_not_read_again(tmp_path, monkeypatch):
    content = csv_bytes(["标题"], PAYMENTS, payment(), [], ["合计", "", "", "", "100"], encoding="gb18030")
    first = take(tmp_path, "payments", content)
    monkeypatch.setattr(intake, "open_grids", None)
    again = take(tmp_path, "payments", content)
    assert again == first
    assert again.sheets[0].tally.totals == 1


CHANGES = {
    "content": lambda tmp_path, content: take(tmp_path, "payments", content.replace(b"100", b"101")),
    "year": lambda tmp_path, content: take(tmp_path, "payments", content, year=2023),
    "another file": lambda tmp_path, content: take(tmp_path, "payments", content, csv_bytes(PAYMENTS, payment("P2"))),
    "chosen sheets": lambda tmp_path, content: take(tmp_path, "payments", content, sheets=["一月"]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changed_is_read_again(tmp_path, monkeypatch, change):
    content = csv_bytes(PAYMENTS, payment())
    take(tmp_path, "payments", content)
    opened = []
    monkeypatch.setattr(intake, "open_grids", lambda path, shown: opened.append(shown) or [])
    change(tmp_path, content)
    assert opened


@pytest.mark.parametrize("account", [b"", b"[]", b"{}", b'{"key": 1}', None])
def test_a_table_without_a_readable_account_is_made_again(tmp_path, account):
    content = csv_bytes(PAYMENTS, payment())
    table = take(tmp_path, "payments", content).table
    kept = table.with_suffix(".json")
    sound = kept.read_bytes()
    kept.write_bytes(account) if account is not None else kept.unlink()
    assert column_of(take(tmp_path, "payments", content), "payment") == ["P1"]
    assert kept.read_bytes() == sound


def test_the_same_file_gives_the_same_bytes(tmp_path):
    tables = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        content = csv_bytes(PAYMENTS, *(payment(f"P{number}", amount=number) for number in range(60_000)))
        taken = take(folder, "payments", content)
        tables.append([path.read_bytes() for path in sorted(taken.table.parent.iterdir())])
    assert tables[0] == tables[1]
    assert column_of(taken, "amount")[-1] == 59_999


def test_the_same_bytes_under_two_names_are_not_counted_twice(tmp_path):
    content = csv_bytes(PAYMENTS, payment(), payment("P2"))
    assert told(take(tmp_path, "payments", content, content)) == [
        ("L-KEY-01", "payments-2.csv 第 2 行 支付编号 列", "“P1”与payments-1.csv 第 2 行相同"),
        ("L-KEY-01", "payments-2.csv 第 3 行 支付编号 列", "“P2”与payments-1.csv 第 3 行相同"),
    ]


def test_the_account_tells_how_each_sheet_was_read(tmp_path):
    taken = take(tmp_path, "payments", csv_bytes(["标题"], [*PAYMENTS, "备注"], [*payment(), "x"], []))
    account = json.loads(taken.table.with_suffix(".json").read_text(encoding="utf-8"))
    assert account["sheets"] == [
        {
            "place": "payments-1.csv",
            "encoding": "utf-8",
            "headings_row": 2,
            "double": False,
            "tally": {"used": 1, "blank": 1, "totals": 0, "notes": 0, "excluded": 0, "hidden": 0},
            "unread": ["备注"],
            "personal": [],
            "converted": [],
            "renamed": [],
            "hidden_columns": [],
            "filled": [],
            "footnotes": [],
            "other_sheets": [],
            "corrected": [],
        }
    ]


def test_rows_are_read_alike_in_both_kinds_of_file(tmp_path):
    rows = [
        VOUCHERS,
        ["V1", "1", "10", "2022-03-01", "2022-03-05 10:00:00", "10", "100"],
        ["V2", "1", "10", "2022-03-01", "", "", ""],
    ]
    text = rows_of(take(tmp_path, "vouchers", csv_bytes(*rows)))
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    sheet = rows_of(take(tmp_path, "vouchers", tmp_path / "a.xlsx"))
    assert [row | {"place": ""} for row in text] == [row | {"place": ""} for row in sheet]
