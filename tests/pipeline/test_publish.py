"""A published folder is replaced as a whole, and what people keep in it goes along."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from evalkit.atomic import remove_left_over, temporary_prefix, write_atomic
from evalkit.pipeline import publish
from evalkit.pipeline.publish import folder_of, next_folder, recover, replace_year


@pytest.fixture(params=["exchange", "aside", "copy"])
def way(request, monkeypatch):
    """Every way there is: folders that change places, folders that cannot, and a disk that knows no second names."""
    if request.param != "exchange":
        monkeypatch.setattr(publish, "_exchange", lambda one, other: False)
    if request.param == "copy":

        def refuse(file, name):
            raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(os, "link", refuse)


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def replaced(folder: Path, page: str, meanwhile=lambda: None) -> None:
    made = folder.parent / ".made" / "a.html"
    write_atomic(made, page.encode())

    def complete(coming: Path) -> None:
        written(coming / "run.json", page)
        meanwhile()

    replace_year(folder, {"a.html": made}, complete, drop="_failed")


def texts(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_first_report_of_a_year_is_published(tmp_path, way):
    replaced(tmp_path / "2030", "one")
    assert texts(tmp_path / "2030") == {"a.html": "one", "run.json": "one"}


def test_what_people_keep_beside_the_pages_goes_along(tmp_path, way):
    folder = tmp_path / "2030"
    replaced(folder, "one")
    kept = written(folder / "self-evaluation-form.xlsx", "form")
    written(folder / "letters" / "reply.docx", "reply")
    written(folder / "_failed" / "b.html", "failed")
    before = kept.stat().st_mtime_ns
    replaced(folder, "two")
    assert texts(folder) == {
        "a.html": "two",
        "run.json": "two",
        "self-evaluation-form.xlsx": "form",
        "letters/reply.docx": "reply",
    }
    assert kept.stat().st_mtime_ns == before
    assert {path.name for path in tmp_path.iterdir()} == {"2030", ".made"}


def test_a_file_that_is_saved_while_the_folder_is_replaced_is_not_lost(tmp_path, way):
    folder = tmp_path / "2030"
    replaced(folder, "one")
    written(folder / "form.xlsx", "first")

    def save() -> None:
        write_atomic(folder / "form.xlsx", b"second")
        written(folder / "letters" / "new.docx", "new")

    replaced(folder, "two", meanwhile=save)
    assert texts(folder) == {"a.html": "two", "run.json": "two", "form.xlsx": "second", "letters/new.docx": "new"}


def test_the_old_report_stays_if_the_new_one_cannot_be_made(tmp_path, way):
    folder = tmp_path / "2030"
    replaced(folder, "one")

    def refuse() -> None:
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        replaced(folder, "two", meanwhile=refuse)
    assert texts(folder) == {"a.html": "one", "run.json": "one"}
    recover(folder)
    assert {path.name for path in tmp_path.iterdir()} == {"2030", ".made"}


def test_what_is_made_later_does_not_reach_into_what_was_published(tmp_path):
    """A published page is a second name of the one that was made; making it again has to be a new file."""
    folder = tmp_path / "2030"
    replaced(folder, "one")
    write_atomic(tmp_path / ".made" / "a.html", b"half")
    assert texts(folder)["a.html"] == "one"


def test_a_report_that_was_put_aside_is_found_and_put_back(tmp_path):
    folder = tmp_path / "2030"
    written(next_folder(folder) / "a.html", "new, perhaps half")
    aside = written(tmp_path / ".2030.old" / "a.html", "old").parent
    assert folder_of(folder) == aside
    recover(folder)
    assert texts(folder) == {"a.html": "old"} and folder_of(folder) == folder
    assert [path.name for path in tmp_path.iterdir()] == ["2030"]


def test_temporary_files_of_processes_that_have_ended_are_removed_and_others_are_not(tmp_path):
    script = "from evalkit.atomic import temporary_prefix; print(temporary_prefix(), end='')"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    written(tmp_path / f".{ended}abc", "left")
    written(tmp_path / f"{ended}folder" / "kernel.json", "left")
    kept = {f".{temporary_prefix()}abc", "ek-my-notes", f"ek-00000000-{ended.split('-')[2]}-of-another-machine"}
    for name in kept:
        written(tmp_path / name, "kept")
    remove_left_over(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == kept
