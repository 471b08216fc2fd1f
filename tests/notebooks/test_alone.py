"""Every notebook also runs alone under stock papermill, from the project folder and from ``notebooks/``."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.real_years import PROJECT

PAPERMILL = Path(sys.prefix) / ("Scripts" if os.name == "nt" else "bin") / "papermill"
NOTEBOOKS = sorted(path.name for path in (PROJECT / "notebooks").glob("*.ipynb") if path.stem != "launcher")


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the notebooks and the raw data; nothing is processed yet."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(PROJECT / "notebooks", folder / "notebooks")
    shutil.copytree(PROJECT / "data" / "raw", folder / "data" / "raw")
    return folder


def papermill(notebook: Path | str, output: Path, cwd: Path, year: int = 2022) -> subprocess.CompletedProcess:
    arguments = [str(PAPERMILL), "--no-progress-bar", str(notebook), str(output), "-p", "fiscal_year", str(year)]
    return subprocess.run(arguments, cwd=cwd, capture_output=True, text=True)


def test_a_notebook_that_needs_others_names_what_it_lacks_and_how_to_make_it(project, tmp_path):
    for name in ("80_scorecard.ipynb", "90_report.ipynb"):
        done = papermill(f"notebooks/{name}", tmp_path / name, project)
        assert done.returncode != 0
        assert "P-LACK-01" in done.stderr
        assert "evalkit run --year 2022" in done.stderr
        assert "10_trade_promotion" in done.stderr
    done = papermill("notebooks/95_trend.ipynb", tmp_path / "95_trend.ipynb", project)
    assert done.returncode == 0, done.stderr
    text = nbformat.writes(nbformat.read(tmp_path / "95_trend.ipynb", as_version=4))
    assert "evalkit run --year 2022" in text


@pytest.mark.parametrize("name", NOTEBOOKS)
@pytest.mark.parametrize("place", ["project folder", "notebooks"])
def test_a_notebook_runs_alone(project, tmp_path, place, name):
    """In order of their numbers, so that those that read the results of others find them."""
    cwd, given = (project, f"notebooks/{name}") if place == "project folder" else (project / "notebooks", name)
    done = papermill(given, tmp_path / name, cwd)
    assert done.returncode == 0, done.stderr[-2000:]
    text = nbformat.writes(nbformat.read(tmp_path / name, as_version=4))
    assert "2022" in text
    assert not (project / "notebooks" / "data").exists()


def test_the_year_asked_for_is_the_year_shown(project, tmp_path):
    done = papermill("notebooks/10_trade_promotion.ipynb", tmp_path / "2021.ipynb", project, year=2021)
    assert done.returncode == 0, done.stderr[-2000:]
    outputs = [
        output
        for cell in nbformat.read(tmp_path / "2021.ipynb", as_version=4).cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    text = "".join(output.get("data", {}).get("text/plain", "") for output in outputs)
    assert "1,789.5 亿元" in text and "1,772.6" not in text
