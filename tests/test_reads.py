"""What a result rests on is noted as it is read, and told apart from what is only compared."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evalkit import reads
from evalkit.reads import ABSENT, LOG, collected, differing, digest_of, note_read, note_written, noted, place_of, sha256_of


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def data(tmp_path) -> Path:
    (tmp_path / "raw" / "2030").mkdir(parents=True)
    (tmp_path / "raw" / "2030" / "year.yml").write_text("甲")
    return tmp_path


def test_a_file_has_the_digest_of_its_content_and_an_absent_one_has_none(data):
    assert digest_of("raw/2030/year.yml", data) == sha("甲")
    assert digest_of("raw/2030/review.csv", data) == ABSENT == ""


def test_a_folder_has_the_digest_of_the_names_it_holds(data):
    before = digest_of("raw/", data)
    assert before == sha("2030")
    (data / "raw" / ".hidden").mkdir()
    (data / "raw" / "2030" / "year.yml").write_text("乙")
    assert digest_of("raw/", data) == before, "neither hidden names nor contents count"
    (data / "raw" / "2031").mkdir()
    assert digest_of("raw/", data) == sha("2030\n2031")
    assert digest_of("processed/", data) == ABSENT


def test_rulebooks_are_those_of_the_package(data):
    assert place_of("rulebooks/mof-2020-10.yml", data).is_file()
    assert digest_of("rulebooks/mof-2020-10.yml", data) == sha256_of(reads.RULEBOOKS / "mof-2020-10.yml")


def test_what_differs_is_named(data):
    kept = {"raw/2030/year.yml": sha("甲"), "raw/2030/goal.md": ABSENT, "raw/2030/facts.csv": sha("丙")}
    assert differing(kept, data) == ["raw/2030/facts.csv"]
    (data / "raw" / "2030" / "goal.md").write_text("有了")
    assert differing(kept, data) == ["raw/2030/goal.md", "raw/2030/facts.csv"]


def test_the_log_keeps_the_first_digest_of_what_was_read_and_the_last_of_what_was_written(tmp_path, monkeypatch):
    log = tmp_path / "log.jsonl"
    monkeypatch.setenv(LOG, str(log))
    note_read("raw/a", "1")
    note_read("raw/a", "2")
    note_read("processed/own", "3")
    note_written("processed/own", "4")
    note_written("processed/own", "5")
    assert noted(log) == ({"raw/a": "1"}, {"processed/own": "5"})


def test_no_log_is_an_empty_one(tmp_path):
    assert noted(tmp_path / "nothing.jsonl") == ({}, {})


def test_collecting_ends_with_its_context_and_may_be_nested():
    with collected() as outer:
        note_read("a", "1")
        with collected() as inner:
            note_read("b", "2")
    note_read("c", "3")
    assert (outer, inner) == ({"a": "1", "b": "2"}, {"b": "2"})


WATCHED = """
import sys
from pathlib import Path
from evalkit.atomic import write_if_changed
from evalkit.reads import sha256_of, unnoticed, watch
data = Path(sys.argv[1])
open(data / "raw" / "2030" / "year.yml").close()
watch(data)
for name in sys.argv[2:]:
    open(data / name).close()
sha256_of(data / "raw" / "2030" / "compared.txt")
with unnoticed():
    open(data / "raw" / "2030" / "checked.txt").close()
write_if_changed(data / "processed" / "compared.json", b"1")
write_if_changed(data / "processed" / "compared.json", b"2")
import pandas
pandas.read_csv(data / "raw" / "2030" / "table.csv")
"""


def test_a_raw_file_opened_by_other_code_is_noted_but_not_what_is_compared_checked_or_elsewhere(data):
    """The hook lasts as long as its process, so the process is another one."""
    (data / "processed").mkdir()
    for name in ("raw/2030/compared.txt", "raw/2030/checked.txt", "raw/2030/opened.txt", "processed/own.json", "elsewhere.txt"):
        (data / name).write_text("文")
    (data / "raw" / "2030" / "table.csv").write_text("a\n1\n")
    log = data / "log.jsonl"
    command = [sys.executable, "-c", WATCHED, str(data), "raw/2030/opened.txt", "processed/own.json", "elsewhere.txt"]
    subprocess.run(command, check=True, env=os.environ | {LOG: str(log)})
    opened = {"raw/2030/opened.txt": sha("文"), "processed/own.json": sha("文"), "raw/2030/table.csv": sha("a\n1\n")}
    assert noted(log) == (opened, {})
