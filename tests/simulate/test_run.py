"""A fictional year run by the real command: one score, every total reconciled, no personal number on any page."""

import re

import pyarrow.parquet as pq
import pytest

from tests.real_years import run
from tests.simulate.conftest import FictionalYear
from tests.simulate.personal import personal_numbers

DIFFERENT = {"F-LEDGER-01", "F-SUM-01", "F-RANGE-01", "F-CLAIM-01", "F-DATE-01"}
RUNS = re.compile(rb"[0-9A-Za-z]{9,}")
WIDTHS = (9, 11, 18, 19)


@pytest.fixture(scope="module")
def computed(tmp_path_factory):
    year = FictionalYear(tmp_path_factory.mktemp("run"), 2022, "0.01", 7)
    computed = run("--year", "2022", data=year.data, outputs=year.data / "out")
    assert computed.status == 0, computed.messages
    return year, computed


def test_the_score_is_one_number(computed):
    score = computed[1].evaluation["score"]
    assert score["recomputed"]["low"] == score["recomputed"]["high"]
    assert (score["missing"], score["assumption"]) == ([], None)


def test_no_figure_disagrees_with_another(computed):
    assert [finding for finding in computed[1].evaluation["findings"] if finding["code"] in DIFFERENT] == []


def test_no_figure_is_missing(computed):
    assert [each["id"] for each in computed[1].evaluation["measures"] if each["status"] == "missing"] == []


def test_every_page_says_that_it_is_fictional(computed):
    pages = [path for path in (computed[1].outputs / "2022").glob("*.html")]
    assert len(pages) == 10
    assert [path.name for path in pages if "演示数据" not in path.read_text(encoding="utf-8")] == []


def test_no_personal_number_leaves_the_raw_data(computed):
    year, made = computed
    numbers = {number.encode() for number in personal_numbers(year)}
    files = [path for folder in (made.data / "processed", made.outputs) for path in folder.rglob("*") if path.is_file()]
    leaked = {path.name for path in files if parts(content_of(path)) & numbers}
    assert leaked == set()
    assert not parts(made.messages.encode()) & numbers


def content_of(path):
    """Return what a file holds; a table is unpacked, since its compressed bytes would hide what is in it."""
    return pq.read_table(path).to_pandas().to_csv().encode() if path.suffix == ".parquet" else path.read_bytes()


def parts(content):
    """Return every stretch of letters and digits that is as long as a personal number."""
    runs = set(RUNS.findall(content))
    return {found[at : at + width] for found in runs for width in WIDTHS for at in range(min(len(found), 5_000) - width + 1)}
