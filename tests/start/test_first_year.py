"""The first year of all: with no other year to follow it can be run at once, and the pages say what is to be filled in."""

import csv
import json
import os
import re
import shutil
import subprocess

import pytest

from evalkit.intake.prepare import available_years
from evalkit.start.pattern import FIRST_OF_ALL
from evalkit.year import check_year
from tests.real_years import EVALKIT, PROJECT

YEAR = 2024
NEW = ("new", "subproject", "tourism", "--title", "文旅消费", "--year", str(YEAR))
LAST_REAL = 2022


def evalkit(folder, *arguments):
    done = subprocess.run(
        [str(EVALKIT), *arguments], cwd=folder, env=os.environ, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project with notebooks and without any year, in which one is started, given one more sub-project, and run."""
    folder = tmp_path_factory.mktemp("first") / "project"
    shutil.copytree(PROJECT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
    evalkit(folder, "new", "year", str(YEAR))
    assert "没有发现问题" in evalkit(folder, "check", "--year", str(YEAR))
    evalkit(folder, "run", "--year", str(YEAR))
    evalkit(folder, *NEW)
    evalkit(folder, "run", "--year", str(YEAR))
    return folder


@pytest.fixture(scope="module")
def evaluation(project):
    return json.loads((project / "outputs" / str(YEAR) / "evaluation.json").read_text(encoding="utf-8"))


def test_every_notebook_has_its_page(project):
    pages = {path.stem for path in (project / "outputs" / str(YEAR)).glob("[0-9]*.html")}
    assert pages == {path.stem for path in (project / "notebooks").glob("[0-9]*.ipynb")} - {"95_trend"}
    assert "70_tourism" in pages


def test_nothing_is_scored_so_the_bounds_are_those_of_the_whole_scale(evaluation):
    assert (evaluation["score"]["recomputed"]["low"], evaluation["score"]["recomputed"]["high"]) == (0, 100)
    assert {item["award"] for item in evaluation["indicators"]} == {None}
    assert {item["reason"] for item in evaluation["score"]["missing"]} != {""}


def test_the_pages_say_what_is_to_be_filled_in(project):
    raw = project / "data" / "raw" / str(YEAR)
    page = (project / "outputs" / str(YEAR) / "00_intake.html").read_text(encoding="utf-8")
    with (raw / "facts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["value"] for row in rows} == {""}
    assert [row["name"] for row in rows if row["name"] not in page] == []
    index = (project / "outputs" / str(YEAR) / "index.html").read_text(encoding="utf-8")
    assert "缺失" in index and "待填" in index


def test_the_list_names_every_figure_and_every_target(project):
    listed = (project / "data" / "raw" / str(YEAR) / "待办.md").read_text(encoding="utf-8")
    inputs = check_year(YEAR, project / "data")
    own = [record.fact.name for record in inputs.facts if record.fact.sub_project != "tourism"]
    targets = [row.name for _, row in inputs.objectives if row.target is None]
    assert [name for name in [*own, *targets] if name not in listed] == []
    assert "填写批复的目标值（17 项）" in listed


def blank():
    (year,) = available_years(FIRST_OF_ALL)
    return check_year(year, FIRST_OF_ALL)


def test_the_blank_year_asks_for_what_the_real_ones_state():
    real = check_year(LAST_REAL, PROJECT / "data")
    of_the_year = {record.fact.id for record in real.facts if re.match(f"{LAST_REAL}|.*/{LAST_REAL}", record.fact.period)}
    asked = {record.fact.id: record.fact for record in blank().facts}
    assert asked.keys() == of_the_year
    differing = [
        record.fact.id
        for record in real.facts
        if any(
            getattr(record.fact, column) != getattr(asked[record.fact.id], column) for column in ("sub_project", "name", "unit")
        )
    ]
    assert differing == []
    assert [sub.notebook for sub in blank().year.sub_projects] == [sub.notebook for sub in real.year.sub_projects]


def test_the_blank_year_states_nothing():
    inputs = blank()
    assert {record.fact.value for record in inputs.facts} == {""}
    assert {row.id for _, row in inputs.objectives if row.target is not None} == {"B01"}
    assert (inputs.declared, inputs.activities, inputs.deviations, inputs.corrections) == ([], [], [], [])
    real = check_year(LAST_REAL, PROJECT / "data").year
    assert {real.department, real.project} & {inputs.year.department, inputs.year.project} == set()
