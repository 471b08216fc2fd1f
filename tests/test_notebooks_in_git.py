"""Saved notebooks carry no output, no changing ids, no stray metadata; a clone that is set up keeps them so by itself."""

import shutil
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from evalkit.lab.git import as_text, cleaned
from tests.real_years import PROJECT

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
OPENED = {"codemirror_mode": {"name": "ipython", "version": 3}, "version": "3.11.0", "name": "python"}
"""What JupyterLab writes into a notebook that it saves."""


@every_notebook
def test_a_saved_notebook_is_as_it_would_be_committed(path):
    assert cleaned(path.read_bytes()) == path.read_bytes(), "python -m evalkit.lab.git, then git add --renormalize notebooks"


@every_notebook
def test_every_cell_has_an_id_of_its_own_so_that_none_is_made_up_at_a_save(path):
    notebook = nbformat.read(path, as_version=4)
    assert (notebook.nbformat, notebook.nbformat_minor) >= (4, 5)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)


def worked_in(path):
    """Change a notebook as working in it in JupyterLab does."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=60).execute()
    notebook.metadata.language_info = OPENED
    notebook.metadata.widgets = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    for cell in notebook.cells:
        cell.metadata |= {"editable": True, "slideshow": {"slide_type": ""}, "scrolled": True, "jupyter": {"source_hidden": True}}
    nbformat.write(notebook, path)


@pytest.fixture
def notebook(tmp_path):
    """A notebook of two cells, as it would be committed."""
    path = tmp_path / "notebooks" / "10_trial.ipynb"
    path.parent.mkdir()
    title = nbformat.v4.new_markdown_cell("# 试\n\n先说明。", id="title")
    step = nbformat.v4.new_code_cell('amount = 1287.96\nprint("金额", amount)', id="step")
    step.metadata.tags = ["parameters"]
    path.write_bytes(cleaned(nbformat.writes(nbformat.v4.new_notebook(cells=[title, step])).encode()))
    return path


@pytest.fixture
def repository(notebook):
    """A repository with that notebook, set up as the handbook says."""
    folder = notebook.parents[1]

    def git(*arguments):
        who = ("-c", "user.name=Analyst", "-c", "user.email=analyst@example.invalid")
        done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        return done.stdout

    git("init", "--quiet")
    shutil.copy(PROJECT / ".gitattributes", folder)
    told = subprocess.run([sys.executable, "-m", "evalkit.lab.git"], cwd=folder, capture_output=True, text=True, check=True)
    assert told.stdout.startswith("已设置")
    git("add", ".")
    git("commit", "--quiet", "--message", "begin")
    return git


def test_working_in_a_notebook_is_no_change_for_git(repository, notebook):
    before = notebook.read_bytes()
    worked_in(notebook)
    assert notebook.read_bytes() != before
    assert "金额 1287.96" in str(nbformat.read(notebook, as_version=4).cells[1].outputs)
    repository("add", ".")
    assert repository("status", "--porcelain") == ""
    assert repository("show", ":notebooks/10_trial.ipynb").encode() == before


def test_a_change_reads_as_text(repository, notebook):
    worked_in(notebook)
    changed = nbformat.read(notebook, as_version=4)
    changed.cells[1].source = changed.cells[1].source.replace("1287.96", "1300")
    nbformat.write(changed, notebook)
    diff = repository("diff").splitlines()
    assert [line for line in diff if line[:1] in "+-" and line[:3] not in ("+++", "---")] == [
        "-amount = 1287.96",
        "+amount = 1300",
    ]
    assert ' print("金额", amount)' in diff and " 先说明。" in diff


def test_tags_stay(notebook):
    worked_in(notebook)
    kept = nbformat.reads(cleaned(notebook.read_bytes()).decode(), as_version=4).cells[1]
    assert dict(kept.metadata) == {"tags": ["parameters"]}
    assert (kept.outputs, kept.execution_count) == ([], None)


def test_a_repository_that_was_not_set_up_works_as_any_other(tmp_path, notebook):
    folder = notebook.parents[1]
    shutil.copy(PROJECT / ".gitattributes", folder)
    for arguments in (["init", "--quiet"], ["add", "."]):
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("content", [b"", b"{", b'{"cells": 1}', b"<<<<<<< HEAD\n{}\n", b"\xff\xfe"])
def test_what_is_no_notebook_is_left_as_it_is(tmp_path, content):
    assert cleaned(content) == content
    path = tmp_path / "broken.ipynb"
    path.write_bytes(content)
    as_text(path)


def test_received_data_are_kept_byte_for_byte(repository, notebook):
    received = notebook.parents[1] / "data" / "raw" / "2030" / "facts.csv"
    received.parent.mkdir(parents=True)
    received.write_bytes(b"id,value\r\na,1\n")
    repository("-c", "core.autocrlf=true", "add", ".")
    repository("-c", "core.autocrlf=true", "commit", "--quiet", "--message", "data")
    received.unlink()
    repository("-c", "core.autocrlf=true", "checkout", "--", "data")
    assert received.read_bytes() == b"id,value\r\na,1\n"
