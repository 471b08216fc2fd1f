"""One flipped bit of any file is noticed before anything is computed from it, or it changes nothing that is computed.

Received files are held against their hash in ``SOURCES.yml``; tables, measures and the evaluation against a hash beside them. Files that
analysts write cannot tell a flipped bit from an edit while nothing is published: what they hold is checked, and once it is published,
every one of them is held against the hash in ``run.json`` (``tests/verification/test_recorded.py``).
"""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evalkit.errors import EvalkitError, InputProblems, InvalidInputError, MissingResultError
from evalkit.intake.prepare import YearInputs
from evalkit.intake.register import record_deliveries
from evalkit.intake.store import read_facts
from evalkit.metrics import general
from evalkit.pipeline.checked import checked_year
from evalkit.pipeline.keys import CHECK, DAMAGED_KEY, Keys
from evalkit.results import load_evaluation
from tests.conftest import YearFolder
from tests.ledgers.files import PAYMENTS, TRIPS, csv_bytes, payment, write_book
from tests.pipeline.test_run import OBJECTIVES

FLIPS = 24
RECEIVED = ["facts.csv", "ledgers/资金支付.csv", "ledgers/接转车次.xlsx", "ledgers/参与商户.parquet"]
MERCHANTS = {"商户编号": ["M1"], "商户名称": ["示例公司（虚构）"], "行业": ["零售"]}


@pytest.fixture(scope="module")
def computed(tmp_path_factory) -> YearFolder:
    """The miniature year with a ledger of each kind, its measures and its evaluation."""
    folder = YearFolder(tmp_path_factory.mktemp("computed") / "data").fill()
    folder.write("objectives.csv", OBJECTIVES)
    folder.write("ledgers/资金支付.csv", csv_bytes(PAYMENTS, payment(day="2030-03-15")))
    write_book(folder.raw / "ledgers/接转车次.xlsx", 车次=[TRIPS, ["T1", "2030-03-15 09:00", "示例口岸", "大巴车", 30]])
    pq.write_table(pa.table(MERCHANTS), folder.raw / "ledgers/参与商户.parquet")
    record_deliveries(folder.raw, "收到明细")
    year = folder.open()
    trade = year.sub_project("trade")
    trade.measure(general.year_on_year_change, id="yoy", current=trade["trade_total"], previous=trade.previous("trade_total"))
    trade.save()
    year.sub_project("consumption").save()
    results = year.results()
    year.save_evaluation(year.scorecard(results.measures), results)
    return folder


@pytest.fixture
def folder(computed, tmp_path) -> YearFolder:
    """A copy of the computed year."""
    return YearFolder(Path(shutil.copytree(computed.data, tmp_path / "data")))


@contextmanager
def flipped(path: Path) -> Iterator[Iterator[None]]:
    """Return what flips one bit of a file after another, always the same ones, each alone; in the end the file is as it was."""
    sound, dice = path.read_bytes(), random.Random(path.name)

    def flips() -> Iterator[None]:
        for _ in range(FLIPS):
            place, bit = dice.randrange(len(sound)), dice.randrange(8)
            path.write_bytes(bytes([*sound[:place], sound[place] ^ 1 << bit, *sound[place + 1 :]]))
            yield

    yield flips()
    path.write_bytes(sound)


@pytest.mark.parametrize("name", RECEIVED)
def test_of_a_received_file_it_is_told_and_the_file_is_not_read(folder, name):
    with flipped(folder.raw / name) as flips:
        for _ in flips:
            assert (folder.problem().code, folder.problem().where) == ("I-SRC-01", f"data/raw/2030/{name}")
    folder.check()


def test_of_the_register_it_is_told_or_no_figure_rests_on_it(folder):
    """Titles, providers and reasons are words that an analyst may change; whatever a figure rests on is held against something else."""
    sound, refused = figures(folder.check()), 0
    with flipped(folder.raw / "SOURCES.yml") as flips:
        for _ in flips:
            try:
                assert figures(folder.check()) == sound
            except InputProblems:
                refused += 1
    assert refused > FLIPS / 4


def figures(inputs: YearInputs) -> tuple:
    """Return what is computed from: the rows of facts with their sources, and the ledgers with how they were read."""
    cited = [inputs.sources.sources[record.fact.source].confidence for record in inputs.facts]
    tables = [pq.read_table(taken.table).to_pylist() for taken in inputs.ledgers.values()]
    return inputs.facts, cited, tables, inputs.ledgers


@pytest.mark.parametrize("name", ["trade.parquet", "intake.json"])
def test_of_a_table_of_facts_or_its_hashes_it_is_told(folder, name):
    sound = read_facts(folder.processed, "trade")
    with flipped(folder.processed / name) as flips:
        for _ in flips:
            try:
                assert read_facts(folder.processed, "trade") == sound, "a hash of another table was hit"
                assert name == "intake.json"
            except InvalidInputError as error:
                assert error.code == "I-PRC-01"


@pytest.mark.parametrize("name", ["payments.parquet", "trips.json"])
def test_of_a_table_of_a_ledger_or_its_account_both_are_made_again(folder, name):
    ledger = Path(name).stem
    sound, table = folder.check().ledgers[ledger], folder.processed / "ledgers" / name
    content = table.read_bytes()
    with flipped(table) as flips:
        for _ in flips:
            assert folder.check().ledgers[ledger] == sound
            assert table.read_bytes() == content


@pytest.mark.parametrize("name", ["trade.json", "trade.json.sha256", "consumption.json"])
def test_of_the_measures_of_a_sub_project_it_is_told(folder, name):
    year = folder.open()
    sound = year.results().measures
    with flipped(folder.processed / "measures" / name) as flips:
        for _ in flips:
            told_or_equal(lambda: year.results().measures, sound, "结果已被改动或损坏", only_told=name.endswith(".json"))


def test_of_the_evaluation_nothing_is_believed(folder):
    assert load_evaluation(2030, folder.data)["fiscal_year"] == 2030
    with flipped(folder.processed / "evaluation.json") as flips:
        for _ in flips:
            assert load_evaluation(2030, folder.data) is None


def told_or_equal(read: Callable[[], object], sound: object, told: str, *, only_told: bool) -> None:
    """Fail unless what is read is refused, or where that may be, is what it was."""
    try:
        found = read()
    except MissingResultError as error:
        assert told in error.found
    else:
        assert found == sound and not only_told


def test_of_the_record_of_a_check_the_check_is_made_again_or_says_the_same(folder):
    keys = Keys(folder.data, folder.data.parent / "outputs")
    checked_year(2030, keys)
    sound = keys.kept(2030, CHECK)
    with flipped(folder.processed / "keys" / f"{CHECK}.json") as flips:
        for _ in flips:
            assert keys.reasons(2030, CHECK, keys.of_check()) == [DAMAGED_KEY] or keys.kept(2030, CHECK) == sound


def test_every_refusal_of_the_above_says_how_to_mend_it(folder):
    (folder.processed / "measures" / "trade.json").write_bytes(b"{}")
    with pytest.raises(EvalkitError) as refused:
        folder.open().results()
    assert refused.value.remedy.startswith("evalkit run --year 2030 --force")
