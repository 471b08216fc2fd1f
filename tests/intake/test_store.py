"""Processed tables: every row with its place in raw, exact decimals, and no reading of a damaged file."""

import io
import json
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalkit.errors import InputProblems, InvalidInputError
from evalkit.intake import store
from evalkit.intake.store import read_facts


def test_every_row_of_raw_stands_in_one_table_with_its_row_number(folder):
    folder.prepare()
    trade, consumption = (read_facts(folder.processed, name)[0] for name in ("trade", "consumption"))
    assert [row["row"] for row in trade] == [2, 3, 4, 5, 6]
    assert [row["row"] for row in consumption] == [7, 8, 9, 10]
    lines = (folder.raw / "facts.csv").read_text(encoding="utf-8").splitlines()
    for row in trade + consumption:
        assert lines[row["row"] - 1].split(",")[:4] == [row["id"], row["sub_project"], row["name"], row["printed"]]


def test_row_numbers_count_the_blank_rows_of_raw(folder):
    text = (folder.raw / "facts.csv").read_text(encoding="utf-8")
    folder.edit("facts.csv", text, text.replace("\nimports", "\n\n,,,,,,,,,,,,,\nimports"))
    folder.prepare()
    assert [row["row"] for row in read_facts(folder.processed, "trade")[0]] == [2, 3, 6, 7, 8]


@pytest.mark.parametrize(
    "printed", ["0.1", "32409.50", "-0.944", "98", "9007199254740993", "1234567890123456789012345678", "0.0000000001"]
)
def test_decimals_are_exact_and_keep_the_printed_digits(folder, printed):
    folder.add("amount", printed, "元")
    folder.prepare()
    row = read_facts(folder.processed, "trade")[0][-1]
    assert row["value"] == Decimal(printed)
    assert row["printed"] == printed


@pytest.mark.parametrize("printed", ["0.12345678901", "12345678901234567890123456789"], ids=["11 decimals", "29 digits"])
def test_a_number_that_the_table_cannot_hold_is_a_named_problem(folder, printed):
    row = folder.add("amount", printed, "元")
    with pytest.raises(InputProblems) as refused:
        folder.prepare()
    assert [problem.code for problem in refused.value.problems] == ["V-NUM-02"]
    assert refused.value.problems[0].where == f"data/raw/2030/facts.csv 第 {row} 行 value 列"


def test_words_become_typed_columns(folder):
    folder.add("firms", "380", "家", approximate="约")
    folder.add("firms", "390", "家", use="no", source="newspaper")
    folder.prepare()
    rows = read_facts(folder.processed, "trade")[0]
    assert [(row["approximate"], row["used"]) for row in rows[-2:]] == [(True, True), (False, False)]


def test_the_recorded_hashes_cover_every_table(folder):
    folder.prepare()
    hashes = json.loads((folder.processed / "intake.json").read_text(encoding="utf-8"))
    assert sorted(hashes) == sorted(path.name for path in folder.processed.glob("*.parquet"))
    assert {name: read_facts(folder.processed, name.removesuffix(".parquet"))[1] for name in hashes} == hashes


def test_a_sub_project_without_facts_has_an_empty_table(folder):
    added = "  - {id: fair, name: 展会, notebook: 20_fair}\ndecision:"
    folder.edit("year.yml", "decision:", added)
    folder.prepare()
    assert read_facts(folder.processed, "fair")[0] == []


@pytest.fixture
def reading(monkeypatch):
    """The files that the Parquet library was asked to read."""
    read = []
    original = pq.read_table
    monkeypatch.setattr(store.pq, "read_table", lambda *given, **more: read.append(given) or original(*given, **more))
    return read


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_flipped_bit_anywhere_is_refused_before_reading(folder, reading, place, bit):
    path = folder.processed / "trade.parquet"
    folder.prepare()
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= 1 << bit
    path.write_bytes(content)
    reading.clear()
    with pytest.raises(InvalidInputError) as refused:
        read_facts(folder.processed, "trade")
    assert refused.value.code == "I-PRC-01"
    assert refused.value.where == "data/processed/2030/trade.parquet"
    assert reading == []


def test_an_unharmed_file_is_read(folder, reading):
    folder.prepare()
    assert len(read_facts(folder.processed, "trade")[0]) == 5
    assert len(reading) == 1


@pytest.mark.parametrize("damage", ["cut", "empty", "gone"])
def test_a_table_cut_short_emptied_or_gone_is_named(folder, damage):
    folder.prepare()
    path = folder.processed / "trade.parquet"
    content = path.read_bytes()
    path.unlink() if damage == "gone" else path.write_bytes(content[: len(content) // 2] if damage == "cut" else b"")
    with pytest.raises(InvalidInputError) as refused:
        read_facts(folder.processed, "trade")
    assert (refused.value.code, refused.value.where) == ("I-PRC-01", "data/processed/2030/trade.parquet")


def test_preparing_again_mends_a_damaged_table(folder):
    folder.prepare()
    path = folder.processed / "trade.parquet"
    good = path.read_bytes()
    path.write_bytes(good[:-1])
    folder.prepare()
    assert path.read_bytes() == good


def test_the_table_has_page_checksums_of_its_own(folder):
    folder.prepare()
    content = bytearray((folder.processed / "trade.parquet").read_bytes())
    place = content.index("进出口总值".encode())
    content[place] ^= 1
    with pytest.raises(OSError, match="(?i)crc|checksum"):
        pq.read_table(io.BytesIO(content), page_checksum_verification=True)
