"""Descriptions of the ledgers: consistent in themselves, without ambiguity between them, and every rule asked of sound and unsound rows."""

import re
from datetime import date, datetime
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evalkit.ledgers.cells import ColumnParser
from evalkit.ledgers.faults import Faults
from evalkit.ledgers.headings import folded
from evalkit.ledgers.schema import Column, Ledger, columns_of
from evalkit.ledgers.schemas import LEDGERS
from evalkit.ledgers.table import check_table, connect
from evalkit.ledgers.take_in import PLACES, ledger_of
from evalkit.quantities import UNITS

VALUES = {str: "甲", int: 1, Decimal: Decimal(1), date: date(2022, 3, 1), datetime: datetime(2022, 3, 1, 8)}
RULES = [(name, rule) for name, ledger in LEDGERS.items() for rule in ledger.rules]
REDEEMED = {"redeemed_at": datetime(2022, 3, 5, 10), "redeemed_amount": 5, "face_value": 5, "transaction_amount": 50}
CASES = {
    ("vouchers", "L-VOU-01"): ([REDEEMED, {}], [REDEEMED | {"redeemed_amount": None}, REDEEMED | {"redeemed_at": None}]),
    ("vouchers", "L-VOU-02"): ([REDEEMED, REDEEMED | {"face_value": 6}], [REDEEMED | {"face_value": 4}]),
    ("vouchers", "L-VOU-03"): (
        [REDEEMED | {"transaction_amount": 5}, REDEEMED | {"transaction_amount": None}],
        [REDEEMED | {"transaction_amount": Decimal("4.99")}],
    ),
    ("vouchers", "L-VOU-04"): (
        [REDEEMED | {"redeemed_at": datetime(2022, 3, 1, 0, 0)}],
        [REDEEMED | {"redeemed_at": datetime(2022, 2, 28, 23, 59)}],
    ),
    ("vouchers", "L-NEG-01"): ([REDEEMED | {"redeemed_amount": 0}], [REDEEMED | {"redeemed_amount": -5}]),
    ("payments", "L-NEG-01"): ([{"amount": 0}], [{"amount": Decimal("-0.01")}]),
    ("appropriations", "L-APP-01"): (
        [{"kind": "年初预算", "amount": 0}, {"kind": "调整", "amount": -5}],
        [{"kind": "年初预算", "amount": -5}],
    ),
    ("window_declarations", "L-WIN-01"): ([{"through_window": 7, "every": 7}], [{"through_window": 8, "every": 7}]),
    ("service_marks", "L-SRV-01"): ([{"mark": 100, "full_mark": 100}], [{"mark": Decimal("100.5"), "full_mark": 100}]),
    ("trips", "L-TRIP-01"): (
        [{"vehicle": "工作车", "persons": 0}, {"vehicle": "大巴车", "persons": 40}],
        [{"vehicle": "工作车", "persons": 1}],
    ),
    ("platform_uptime", "L-UPT-01"): (
        [{"service_minutes": 1440, "available_minutes": 1440}],
        [{"service_minutes": 1440, "available_minutes": 1441}],
    ),
}


@pytest.fixture(params=LEDGERS)
def name(request):
    return request.param


def write_table(path: Path, name: str, *rows: dict) -> Path:
    """Write a table of a ledger: rows that fulfil the description but for what is said of them; every key is another."""
    columns = [column for column in columns_of(LEDGERS[name]) if not column.column.personal]
    schema = pa.schema([*PLACES, *((column.name, ColumnParser.type_of(column)) for column in columns)])
    plain = {column.name: None if column.optional else (column.allowed or (VALUES[column.kind],))[0] for column in columns}
    key = next(column.name for column in columns if column.name in LEDGERS[name].key)
    values = [plain | ({key: f"编号{at}"} if isinstance(plain[key], str) else {}) | row for at, row in enumerate(rows)]
    full = [{"place": "a.csv", "row_number": at} | row for at, row in enumerate(values, start=2)]
    pq.write_table(pa.Table.from_pylist(full, schema=schema), path)
    return path


def checked(path: Path, name: str, *rows: dict) -> list[tuple[str, str]]:
    """Return code and place of what is wrong between and within the rows."""
    faults = Faults()
    check_table(LEDGERS[name], write_table(path, name, *rows), {}, faults)
    return [(error.code, error.where) for error in faults.told()]


def test_key_days_and_rules_name_columns_that_exist(name):
    ledger, columns = LEDGERS[name], {column.name: column for column in columns_of(LEDGERS[name])}
    assert ledger.key
    assert set(ledger.key) <= columns.keys()
    assert all(not columns[key].optional and not columns[key].column.personal for key in ledger.key)
    assert set(ledger.dated) <= columns.keys()
    assert all(columns[dated].month or columns[dated].kind in (date, datetime) for dated in ledger.dated)
    assert {rule.column for rule in ledger.rules} <= columns.keys()
    assert ledger.title
    assert ledger.__doc__


def test_what_a_row_takes_back_is_a_number_of_the_row_that_it_names(name):
    ledger, columns = LEDGERS[name], {column.name: column for column in columns_of(LEDGERS[name])}
    assert bool(ledger.reversed_amount) == ("reverses" in columns)
    if ledger.reversed_amount:
        assert columns[ledger.reversed_amount].kind is Decimal
        assert columns["reverses"].key_of.ledger == name
        assert columns["reverses"].key_of.column == ledger.key[0]


def test_references_lead_to_the_key_of_a_ledger_that_is_taken_in_before(name):
    for column in columns_of(LEDGERS[name]):
        if column.key_of:
            other = LEDGERS[column.key_of.ledger]
            assert other.key == (column.key_of.column,)
            assert list(LEDGERS).index(column.key_of.ledger) <= list(LEDGERS).index(name)


def test_no_two_columns_of_a_ledger_share_a_heading(name):
    headings = [(folded(heading), column.name) for column in columns_of(LEDGERS[name]) for heading in column.headings]
    owners: dict[str, set[str]] = {}
    for heading, owner in headings:
        owners.setdefault(heading, set()).add(owner)
    assert {heading: names for heading, names in owners.items() if len(names) > 1} == {}
    assert all(folded(title) for title, _ in headings)


def test_columns_have_names_that_sql_takes_and_units_that_are_known(name):
    with connect() as database:
        reserved = {
            word
            for (word,) in database.execute(
                "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'"
            ).fetchall()
        }
    columns = columns_of(LEDGERS[name])
    assert {column.name for column in columns} & (reserved | {"place", "row_number", "faulty"}) == set()
    assert all(re.fullmatch("[a-z][a-z_]*", column.name) for column in columns)
    assert all(not column.column.unit or (column.column.unit in UNITS and column.kind in (int, Decimal)) for column in columns)


def test_titles_are_unique_and_none_begins_another():
    names = [*LEDGERS, *(ledger.title for ledger in LEDGERS.values())]
    assert len(names) == len(set(names)) == 2 * len(LEDGERS)
    assert [pair for pair in permutations(names, 2) if pair[1].startswith(pair[0])] == []
    assert all(ledger_of(Path(f"{ledger.title}（第一批）.csv")) == name for name, ledger in LEDGERS.items())


def test_every_rule_has_its_own_code_within_its_ledger(name):
    codes = [rule.code for rule in LEDGERS[name].rules]
    assert len(codes) == len(set(codes))


def test_every_rule_and_comparison_runs_on_no_rows(tmp_path, name):
    table = write_table(tmp_path / "a.parquet", name)
    others = {other: write_table(tmp_path / f"{other}.parquet", other) for other in LEDGERS} | {name: table}
    faults = Faults()
    check_table(LEDGERS[name], table, others, faults)
    assert not faults


def test_a_row_as_described_is_sound(tmp_path, name):
    assert checked(tmp_path / "a.parquet", name, {"vehicle": "大巴车"} if name == "trips" else {}) == []


def test_every_rule_has_its_rows_here():
    assert set(CASES) == {(name, rule.code) for name, rule in RULES}


@pytest.mark.parametrize(("name", "code"), CASES)
def test_a_rule_holds_for_sound_rows_and_names_unsound_ones(tmp_path, name, code):
    sound, unsound = CASES[name, code]
    assert checked(tmp_path / "a.parquet", name, *sound) == []
    rule = next(rule for rule in LEDGERS[name].rules if rule.code == code)
    title = next(column.column.title for column in columns_of(LEDGERS[name]) if column.name == rule.column)
    expected = [(code, f"a.csv 第 {row} 行 {title} 列") for row in range(2, 2 + len(unsound))]
    assert checked(tmp_path / "b.parquet", name, *unsound) == expected


def test_a_row_that_is_taken_back_may_be_negative(tmp_path):
    back = REDEEMED | {"voucher": "B", "redeemed_amount": -5, "transaction_amount": -50, "reverses": "A"}
    assert checked(tmp_path / "a.parquet", "vouchers", REDEEMED | {"voucher": "A"}, back) == []


def test_a_column_of_another_type_cannot_be_described():
    class Flags(Ledger):
        """A flag."""

        flag: Annotated[bool, Column("标记")]

    with pytest.raises(TypeError, match="bool"):
        columns_of(Flags)
