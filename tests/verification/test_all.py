"""A folder of pages verified as a whole: its years, the page across years, and the indexes."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from evalkit.cli import app
from tests.conftest import state_of

TREND, NOTEBOOK = "95_trend.html", "notebooks/95_trend.ipynb"


def departing(found) -> list[tuple[str, str, str]]:
    return [(item.kind, item.name, item.what) for item in found.departures]


def test_pages_as_they_were_published_are_verified_and_nothing_is_touched(published):
    before = state_of(published.place)
    year, across = published.verify_all(recompute=True)
    assert departing(year) == [] and departing(across) == []
    assert year.manifest["fiscal_year"] == 2030
    assert across.counts == {"index": 1 + 1, "recomputed": 2}, "one index of the year, one of all; page and notebook"
    assert across.notes == []
    assert state_of(published.place) == before


def test_a_figure_changed_on_the_page_across_years_is_named_and_a_damaged_notebook_too(published):
    """Exports and imports are 60.5 + 39.5 = 100.0 as the raw data say; the page is made to say 900.0."""
    page = (published.place / "outputs" / TREND).read_text(encoding="utf-8")
    assert "100.0 亿元" in page
    published.replace(f"outputs/{TREND}", "100.0 亿元", "900.0 亿元")
    (published.place / "outputs" / NOTEBOOK).write_text("{", encoding="utf-8")
    year, across = published.verify_all(recompute=True)
    assert year.ok
    assert departing(across) == [("recomputed", name, "与重算的不同") for name in (NOTEBOOK, TREND)]
    departure = across.departures[1]
    assert "900.0 亿元”，重算为“" in departure.details[0] and "100.0 亿元”" in departure.details[0]


def test_where_a_year_cannot_be_computed_the_page_across_years_cannot_be_either(published):
    """Nor is a year taken for computed that has raw data and was never published."""
    published.replace("data/raw/2030/facts.csv", "39.5", "三十九")
    shutil.copytree(published.data / "raw" / "2030", published.data / "raw" / "2029")
    year, across = published.verify_all(recompute=True)
    assert ("recomputed", "", "不能重算") in departing(year)
    (departure,) = [item for item in across.departures if item.what == "不能重算" and item.name == "95_trend"]
    assert departure.details == ("不能重算的：2030 年度",)
    assert "2029 年度有原始数据而没有发布，重算 95_trend 时作为没有计算" in across.notes


def test_without_computing_the_page_across_years_is_said_to_be_unverified(published):
    published.replace(f"outputs/{TREND}", "100.0 亿元", "900.0 亿元")
    year, across = published.verify_all(recompute=False)
    assert across.departures == [] and across.notes == ["95_trend 没有校验值，重算才能核对"]
    assert "没有重算，只核对了校验值" in year.notes


@pytest.mark.parametrize("index", ["index.html", "2030/index.html"])
def test_a_changed_index_is_named_with_what_it_says(published, index):
    published.replace(f"outputs/{index}", "复算得分", "复核得分")
    *_, across = published.verify_all(recompute=False)
    (departure,) = across.departures
    assert (departure.kind, departure.name, departure.what) == ("index", index, "与重算的不同")
    assert "文件中为“复核得分" in departure.details[0]


@pytest.mark.parametrize(("lost", "kind"), [("index.html", "index"), (TREND, "output"), (NOTEBOOK, "output")])
def test_a_page_that_is_gone_is_named(published, lost, kind):
    (published.place / "outputs" / lost).unlink()
    *_, across = published.verify_all(recompute=False)
    assert (kind, lost, "不在") in departing(across)


def test_where_no_page_across_years_was_ever_made_none_is_missed(published):
    for name in (TREND, NOTEBOOK):
        (published.place / "outputs" / name).unlink()
    *_, across = published.verify_all(recompute=False)
    assert "没有 95_trend" in across.notes
    assert departing(across) == [("index", "index.html", "与重算的不同")], "the index still leads to it"


def test_a_year_without_its_manifest_is_named_and_one_never_published_is_told(published):
    outputs = published.place / "outputs"
    shutil.copytree(published.folder, outputs / "2029")
    (outputs / "2029" / "run.json").unlink()
    (outputs / "2028" / "_failed").mkdir(parents=True)
    (outputs / "mine.txt").write_text("旁注", encoding="utf-8")
    year, across = published.verify_all(recompute=False)
    assert year.manifest["fiscal_year"] == 2030
    assert ("statement", "2029/run.json", "没有 run.json，或已损坏，或不是本版的格式") in departing(across)
    assert {"2028 年度没有发布过", "mine.txt 不是运行时发布的，没有核对"} <= set(across.notes)


def test_the_command_verifies_a_folder_of_years_and_says_what_departs(published, monkeypatch):
    monkeypatch.chdir(published.place)
    well = CliRunner().invoke(app, ["verify", "outputs", "--hashes-only"])
    assert well.exit_code == 0 and well.output.splitlines()[-1] == "核验通过"
    assert well.output.splitlines()[0].startswith("2030 年度，") and "各年度对照和总目录：outputs" in well.output
    published.replace("outputs/index.html", "复算得分", "复核得分")
    wrong = CliRunner().invoke(app, ["verify", "outputs", "--hashes-only"])
    assert wrong.exit_code == 1 and wrong.output.splitlines()[-1] == "核验未通过：不符 1 项"
    assert "不符：总目录 index.html 与重算的不同" in wrong.output
    told = json.loads(CliRunner().invoke(app, ["verify", "outputs", "--hashes-only", "--format", "json"]).output)
    assert told["ok"] is False and [item["fiscal_year"] for item in told["verified"]] == [2030, None]
