"""The benchmark compares like with like; checked by counted work, never by time."""

import csv
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from bench.results import BOUND, COLUMNS, GROWTH, MEMORY, SPEED, save_picture, shown, table
from bench.run import notebooks, schedule
from bench.variants import LOWER, NAIVE, STOCK, WARM, Timing, Variant
from bench.years import FICTIONAL, SOURCE, change_one_figure, make_years
from evalkit.intake.yaml_files import load_yaml
from evalkit.pipeline.execute import execute
from evalkit.year import check_year
from tests.real_years import EVALKIT, PROJECT

unix = pytest.mark.skipif(os.name == "nt", reason="the baseline is a shell script and the lower bound forks")
NOTEBOOK_NAMES = sorted(path.stem for path in (PROJECT / "notebooks").glob("[0-9]*.ipynb"))


def facts(folder: Path) -> list[dict[str, str]]:
    with (folder / "facts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digests(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    assert make_years(folder, 2) == [2031, 2032]
    return folder


def test_the_years_pass_evalkit_check(data):
    done = subprocess.run([EVALKIT, "check", "--data", data], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(f"{year} 年度：没有发现问题" in done.stdout for year in (2031, 2032))


def test_every_file_of_the_years_says_that_it_is_invented(data):
    for year in (2031, 2032):
        inputs = check_year(year, data)
        assert inputs.year.fictional and inputs.year.fiscal_year == year
        assert inputs.year.project.endswith(FICTIONAL) and inputs.year.department.endswith(FICTIONAL)
        cited = inputs.sources.sources.values()
        assert all(source.title.endswith(FICTIONAL) and source.address is None for source in cited)
        assert {record.fact.note for record in inputs.facts} == {FICTIONAL}
        chapters = list((data / "raw" / str(year) / "narrative").glob("*.md"))
        assert chapters and all("虚构" in chapter.read_text(encoding="utf-8").splitlines()[0] for chapter in chapters)


def test_the_years_have_other_figures_each_its_own_with_as_many_digits(data):
    """1772.6 grown by 3% is 1825.778, by 6% 1878.956; percentages stay."""
    years = [facts(folder) for folder in (SOURCE, data / "raw" / "2031", data / "raw" / "2032")]
    assert [rows[0]["value"] for rows in years] == ["1772.6", "1825.8", "1879.0"]
    assert [rows[0]["period"] for rows in years] == ["2022", "2031", "2032"]
    assert len({len(rows) for rows in years}) == 1
    for row, made in zip(years[0], years[1], strict=True):
        assert (row["value"] == "") == (made["value"] == ""), row["id"]
        if row["value"]:
            assert Decimal(row["value"]).as_tuple().exponent == Decimal(made["value"]).as_tuple().exponent
            assert row["unit"] != "%" or row["value"] == made["value"]


def test_making_years_leaves_the_year_they_are_made_from_as_it_was(tmp_path):
    before = digests(SOURCE)
    make_years(tmp_path, 1)
    assert digests(SOURCE) == before


def test_one_figure_is_changed_and_registered(tmp_path):
    (year,) = make_years(tmp_path, 1)
    folder = tmp_path / "raw" / str(year)
    before, hashes = facts(folder), digests(folder)
    change_one_figure(folder)
    changed = [(old, new) for old, new in zip(before, facts(folder), strict=True) if old != new]
    assert [(old["value"], new["value"]) for old, new in changed] == [("1825.8", "1825.9")]
    after = digests(folder)
    assert {name for name in after if after[name] != hashes[name]} == {"facts.csv", "SOURCES.yml"}
    registered = load_yaml((folder / "SOURCES.yml").read_text(encoding="utf-8"), "SOURCES.yml")
    assert registered["files"]["facts.csv"]["sha256"] == after["facts.csv"]
    check_year(year, tmp_path)


@unix
def test_the_baseline_runs_every_notebook_of_each_year_and_the_page_across_years_once(data, tmp_path):
    """Programs that only write down how they were called stand in for papermill and jupyter."""
    programs, log, out = tmp_path / "bin", tmp_path / "log", tmp_path / "out"
    programs.mkdir()
    for name in ("papermill", "jupyter"):
        (programs / name).write_text(f'#!/bin/sh\necho "$PWD" {name} "$@" >> {log}\n')
        (programs / name).chmod(0o755)
    script = [PROJECT / "bench" / "naive.sh", data, out, "2031", "2032"]
    subprocess.run(["bash", *map(str, script)], env=os.environ | {"BIN": str(programs)}, check=True, cwd=tmp_path)
    lines = log.read_text().splitlines()
    assert all(line.split()[0] == str(PROJECT) for line in lines)
    ran = [line for line in lines if " papermill " in line]
    found = Counter((re.search(r"notebooks/(\w+)\.ipynb", line)[1], re.search(r"fiscal_year (\d+)", line)[1]) for line in ran)
    yearly = [name for name in NOTEBOOK_NAMES if name != "95_trend"]
    assert found == Counter([*((name, year) for name in yearly for year in ("2031", "2032")), ("95_trend", "2032")])
    assert len(ran) == notebooks(2) == len([line for line in lines if " jupyter nbconvert " in line])
    assert all(f"-p data_dir {out}/data " in line for line in ran)
    assert digests(out / "data" / "raw") == digests(data / "raw")
    assert ran[-1].endswith("-p fiscal_year 2032 -p first_year 2031")


@unix
def test_the_lower_bound_writes_the_pages_that_evalkit_writes(tmp_path):
    """A miniature project of two notebooks, the second of which reads what the first wrote."""
    project, data, out = tmp_path / "project", tmp_path / "data", tmp_path / "out"
    (project / "notebooks").mkdir(parents=True)
    shutil.copytree(PROJECT / "bench", project / "bench", ignore=shutil.ignore_patterns("results", "__pycache__"))
    published = tmp_path / "published" / "2031"
    note = "from pathlib import Path\nnote = Path(data_dir) / 'note.txt'"
    codes = {
        "00_intake": f"{note}\nnote.write_text(note.read_text() + str(fiscal_year))",
        "80_scorecard": f"{note}\nassert note.read_text().endswith('2031')\nprint('得分')",
    }
    data.mkdir()
    (data / "note.txt").write_text("")
    for name, code in codes.items():
        parameters = new_code_cell('fiscal_year = 2022\ndata_dir = "data"', metadata={"tags": ["parameters"]})
        cells = [new_markdown_cell("# 小页"), parameters, new_code_cell(code)]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        path = project / "notebooks" / f"{name}.ipynb"
        nbformat.write(new_notebook(cells=cells, metadata=kernel), path)
        values = {"fiscal_year": 2031, "data_dir": str(data)}
        execute(path, parameters=values, staging=published, on_cell=lambda cell, cells: None)
    command = [sys.executable, "-m", "bench.lower_bound", data, out, published.parent, "2031"]
    subprocess.run(list(map(str, command)), cwd=project, check=True)
    assert (data / "note.txt").read_text() == "20312031"
    for name in codes:
        assert (out / "2031" / f"{name}.html").read_bytes() == (published / f"{name}.html").read_bytes()


def test_the_variants_run_in_turn_after_one_round_that_does_not_count():
    one, two = Variant(1, WARM), Variant(2, WARM)
    lower, lower_two = Variant(1, LOWER), Variant(2, LOWER)
    baseline = Variant(1, NAIVE)
    each = [baseline, one, lower, two, lower_two]
    planned = schedule([1, 2], 2, [NAIVE, WARM, LOWER], thorough=True)
    assert planned == [*((number, variant) for number in (0, 1, 2) for variant in each), (2, Variant(2, NAIVE))]
    assert schedule([1, 2], 1, [NAIVE, WARM, LOWER], thorough=False) == [(1, variant) for variant in each]


TIMINGS = [
    Timing(Variant(years, kind), round, seconds, 200.0 if kind == WARM else 0.0)
    for years, kind, every in [
        (1, NAIVE, (80, 100, 90)),
        (1, STOCK, (20, 20, 20)),
        (1, WARM, (10, 10, 10)),
        (1, LOWER, (8, 8, 5)),
        (2, WARM, (19, 19, 20)),
        (2, LOWER, (10, 19, 16)),
    ]
    for round, seconds in enumerate(every, start=1)
]


def test_the_table_gives_medians_of_ratios_within_a_round():
    """Ten notebooks a year, nineteen for two, so that the baseline of two years is 1.9 times that of one."""
    frame = table(TIMINGS, lambda years: 9 * years + 1).set_index(["年度", "方案"])
    assert frame.loc[(1, NAIVE), SPEED] == 1
    assert frame.loc[(1, WARM), [SPEED, "最低", "最高"]].tolist() == [9, 8, 10]  # of 80/10, 100/10, 90/10
    assert frame.loc[(1, WARM), BOUND] == 1.25  # of 10/8, 10/8, 10/5
    assert frame.loc[(2, WARM), SPEED] == pytest.approx(8.55)  # of 1.9 times 80/19, 100/19, 90/20
    assert frame.loc[(2, WARM), BOUND] == 1.25  # of 19/10, 19/19, 20/16
    assert frame.loc[(2, WARM), GROWTH] == 1.9
    assert frame[MEMORY].dropna().to_dict() == {(1, WARM): 200, (2, WARM): 200}


def test_what_cannot_be_compared_is_left_blank():
    frame = table([timing for timing in TIMINGS if timing.variant == Variant(2, WARM)], lambda years: 9 * years + 1)
    assert frame.columns.tolist() == COLUMNS
    assert pd.isna(frame[SPEED][0]) and pd.isna(frame[BOUND][0])
    assert shown(frame)[SPEED][0] == "—"


def test_the_picture_is_drawn(tmp_path):
    save_picture(table(TIMINGS, lambda years: 9 * years + 1), tmp_path / "bench.png", "2 个处理器，3 轮的中位数")
    assert (tmp_path / "bench.png").read_bytes().startswith(b"\x89PNG")
