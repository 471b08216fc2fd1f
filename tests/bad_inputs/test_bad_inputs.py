"""Every folder beside this file is a bad input: what differs from a small correct year, and the whole of what is said of it."""

import hashlib
import shutil
from pathlib import Path

import pytest

from tests.bad_inputs.sessions import BASE, FOLDERS, HERE, said_by, steps_of
from tests.bad_inputs.workbooks import write_workbooks

KEPT = ("data/raw", "outputs")
TOLD_IN = ("index.html", "_failed", ".locks")
"""Where a run says that a year was refused, and who holds it; everything else below these folders is left as it was."""


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """A copy of the correct year, in which commands are given."""
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def put_over(project: Path, given: Path) -> None:
    """Put the files of a bad input into the project; a folder may take the place of a file."""
    for path in sorted(given.rglob("*")):
        target = project / path.relative_to(given)
        if path.is_dir():
            if target.is_file():
                target.unlink()
            target.mkdir(parents=True, exist_ok=True)
        else:
            shutil.copyfile(path, target)
    write_workbooks(project)


def kept(project: Path) -> dict[str, str]:
    """Return the digest of everything that may not change."""
    files = [path for folder in KEPT for path in sorted((project / folder).rglob("*")) if path.is_file()]
    files = [path for path in files if not set(path.relative_to(project).parts) & set(TOLD_IN)]
    return {path.relative_to(project).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_year_that_is_spoilt_is_correct(project):
    told, status = said_by("evalkit check --year 2031")
    assert (told, status) == ("2031 年度：没有发现问题；数值 9 行，其中缺失 1 行；明细 2 种，5 行\n", 0)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_bad_input_is_told_as_expected_and_nothing_of_before_is_touched(folder, project):
    put_over(project, HERE / folder / "input")
    for step in steps_of(folder):
        before = kept(project)
        told, status = said_by(step.command)
        assert told == step.expected
        assert status == 0 or kept(project) == before
