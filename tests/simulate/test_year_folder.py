"""The folder of a fictional year: it passes every check, comes out the same each time, and is whole or not there."""

import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner

from evalkit.cli import simulating
from evalkit.cli.usage import add, group
from evalkit.errors import InvalidInputError
from evalkit.ledgers.schema import columns_of
from evalkit.ledgers.schemas import LEDGERS
from evalkit.ledgers.take_in import ledger_of
from evalkit.simulate import year_folder
from evalkit.simulate.year_folder import simulate
from evalkit.year import check_year
from tests.simulate.personal import personal_numbers

SMALL = "0.001"


@pytest.fixture(scope="module")
def taken_in(any_year):
    return check_year(any_year.fiscal_year, any_year.data)


def test_intake_finds_no_fault_and_uses_every_row(any_year, taken_in):
    assert sorted(taken_in.ledgers) == sorted(LEDGERS)
    used = {name: sum(sheet.tally.used for sheet in taken.sheets) for name, taken in taken_in.ledgers.items()}
    files = {name: file for name, file in taken_in.sources.files.items() if name.startswith("ledgers/")}
    registered = {ledger_of(any_year.raw / name): file.rows for name, file in files.items()}
    assert used == registered
    assert min(used.values()) > 0


def test_every_ledger_there_is_is_made(year):
    assert sorted(ledger_of(path) for path in (year.raw / "ledgers").iterdir()) == sorted(LEDGERS)


def test_the_ways_in_which_files_arrive_are_among_them(any_year, taken_in):
    sheets = {name: taken.sheets[0] for name, taken in taken_in.ledgers.items()}
    assert (sheets["hotline_calls"].encoding, sheets["vouchers"].encoding) == ("gb18030", "utf-8")
    for name in ("trainings", "exhibitors"):
        assert (sheets[name].headings_row, sheets[name].tally.totals) == (2, 1)


def test_every_column_is_filled(year):
    blank = {"reverses", "visitors", "redeemed_at", "redeemed_amount", "transaction_amount", "merchant"}
    for path in (year.raw / "ledgers").iterdir():
        frame = year.ledger(path.stem)
        columns = columns_of(LEDGERS[ledger_of(path)])
        assert len(frame.columns) == len(columns)
        filled = [column.name for column, title in zip(columns, frame.columns, strict=True) if (frame[title] != "").all()]
        assert {column.name for column in columns} - set(filled) <= blank


def test_no_personal_number_is_in_any_table(any_year, taken_in):
    numbers = personal_numbers(any_year)
    assert len(numbers) > 2_000
    for taken in taken_in.ledgers.values():
        for column in pq.ParquetFile(taken.table).read().columns:
            assert not numbers & {str(value) for value in column.unique().to_pylist()}


def test_nothing_is_missing_and_targets_and_points_are_approved(taken_in):
    assert [record.fact.id for record in taken_in.facts if not record.fact.value] == []
    objectives = [objective for _, objective in taken_in.objectives]
    assert {(row.target_basis, row.points_basis) for row in objectives} == {("approved", "approved")}
    assert sum(row.points for row in objectives) == 100
    assert taken_in.year.fictional


def bytes_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        simulate(2022, tmp_path / name, SMALL, seed)
    first, again, other = (bytes_of(tmp_path / name) for name in "abc")
    assert first == again
    assert first.keys() == other.keys()
    assert first["ledgers/vouchers.csv"] != other["ledgers/vouchers.csv"]
    assert first["objectives.csv"] == other["objectives.csv"]


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "2022").mkdir()
    simulate(2022, tmp_path / "2022", SMALL)
    assert (tmp_path / "2022" / "facts.csv").is_file()


def test_a_folder_or_a_file_that_is_there_is_not_touched(tmp_path):
    folder, file = tmp_path / "2022", tmp_path / "2023"
    folder.mkdir()
    (folder / "note.txt").write_text("mine")
    file.write_text("mine")
    for path in (folder, file):
        with pytest.raises(InvalidInputError) as refused:
            simulate(2022, path, SMALL)
        assert (refused.value.code, refused.value.where) == ("P-SIM-01", str(path))
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["2022", "2023", "note.txt"]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError])
def test_an_interrupt_leaves_nothing_behind(tmp_path, monkeypatch, stop):
    def interrupted(*_):
        raise stop

    monkeypatch.setattr(year_folder, "_sources", interrupted)
    (tmp_path / "2022").mkdir()
    with pytest.raises(stop):
        simulate(2022, tmp_path / "2022", SMALL)
    assert [path.name for path in tmp_path.rglob("*")] == ["2022"]


@pytest.mark.parametrize(
    ("fiscal_year", "scale", "code"),
    [
        (2022, "0.0009", "P-SIM-02"),
        (2022, "50.1", "P-SIM-02"),
        (2022, "-1", "P-SIM-02"),
        (2022, "1e3", "V-NUM-01"),
        (1989, "1", "I-YEAR-03"),
    ],
)
def test_what_cannot_be_made_is_refused(tmp_path, fiscal_year, scale, code):
    with pytest.raises(InvalidInputError) as refused:
        simulate(fiscal_year, tmp_path / "out", scale)
    assert refused.value.code == code
    assert len(str(refused.value).splitlines()) == 5
    assert list(tmp_path.iterdir()) == []


def command(*arguments):
    app: typer.Typer = group("测试")
    add(app, simulating.simulate)
    return CliRunner().invoke(app, ["simulate", *map(str, arguments)])


def test_the_command_writes_the_folder_and_says_what_next(tmp_path):
    done = command("--year", 2022, "--out", tmp_path / "demo" / "raw" / "2022", "--scale", SMALL)
    assert done.exit_code == 0, done.output
    assert "虚构数据" in done.output
    assert f"evalkit run --year 2022 --data {tmp_path / 'demo'}" in done.output


def test_the_command_tells_what_it_refuses(tmp_path):
    done = command("--year", 2022, "--out", tmp_path / "out", "--scale", "9999")
    assert done.exit_code == 1
    assert "[P-SIM-02]" in done.output
