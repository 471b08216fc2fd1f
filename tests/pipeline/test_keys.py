"""The key of a result: every part of it counts, and the digests behind it are those of what is there."""

from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from evalkit import reads
from evalkit.pipeline import hashes
from evalkit.pipeline.hashes import Hashes
from evalkit.pipeline.keys import NO_KEY, Key, Keys
from evalkit.reads import digest_of, sha256_of

PARAMETERS = {"fiscal_year": 2030, "data_dir": "anywhere"}


@pytest.fixture
def keys(tmp_path) -> Keys:
    (tmp_path / "data" / "raw" / "2030").mkdir(parents=True)
    (tmp_path / "outputs").mkdir()
    return Keys(tmp_path / "data", tmp_path / "outputs")


@pytest.fixture
def notebook(tmp_path) -> Path:
    path = tmp_path / "10_trade.ipynb"
    cells = [new_markdown_cell("# 外贸", id="title"), new_code_cell("from evalkit import atomic\n1", id="one")]
    nbformat.write(new_notebook(cells=cells), path)
    return path


def kept(keys: Keys, notebook: Path) -> Key:
    """Keep the key of a result, and return it as far as it is known before a run."""
    now = keys.of_notebook(notebook, PARAMETERS)
    file = keys.data_dir / "raw" / "2030" / "year.yml"
    file.write_text("甲")
    page = keys.output_dir / "10_trade.html"
    page.write_text("<p>")
    known = {name: digest_of(name, keys.data_dir) for name in ("raw/2030/year.yml", "rulebooks/mof-2020-10.yml")}
    keys.keep(2030, notebook.stem, replace(now, reads=known), ["10_trade.html"])
    return now


def test_nothing_changed_is_no_reason(keys, notebook):
    now = kept(keys, notebook)
    assert keys.reasons(2030, notebook.stem, now) == []


def test_without_a_key_that_is_the_reason(keys, notebook):
    assert keys.reasons(2030, notebook.stem, keys.of_notebook(notebook, PARAMETERS)) == [NO_KEY]


@pytest.mark.parametrize(
    ("part", "value", "reason"),
    [
        ("source", {"10_trade.ipynb": "0"}, "笔记本已改：10_trade.ipynb"),
        ("parameters", {"fiscal_year": 2031}, "参数已变：fiscal_year"),
        ("code", {"evalkit/atomic.py": "0"}, "代码已改：evalkit/atomic.py"),
        ("code", {"evalkit/new.py": "0"}, "代码已改：evalkit/new.py"),
        ("environment", {"requirements.lock": "0"}, "环境已变：requirements.lock"),
        ("environment", {"python": "4"}, "环境已变：python"),
    ],
)
def test_each_part_known_before_a_run_counts(keys, notebook, part, value, reason):
    now = kept(keys, notebook)
    assert keys.reasons(2030, notebook.stem, replace(now, **{part: getattr(now, part) | value})) == [reason]


def test_a_rulebook_counts_where_it_was_read(keys, notebook, tmp_path, monkeypatch):
    now = kept(keys, notebook)
    other = tmp_path / "scoring" / "rulebooks"
    other.mkdir(parents=True)
    for book in reads.RULEBOOKS.glob("*.yml"):
        (other / book.name).write_bytes(book.read_bytes())
    monkeypatch.setattr(reads, "RULEBOOKS", other)
    (other / "hubei-20-80.yml").write_text("changed, but not read")
    assert keys.reasons(2030, notebook.stem, now) == []
    (other / "mof-2020-10.yml").write_text("changed")
    assert keys.reasons(2030, notebook.stem, now) == ["数据已变：rulebooks/mof-2020-10.yml"]


def test_data_and_pages_count_and_every_reason_is_told(keys, notebook):
    now = kept(keys, notebook)
    (keys.data_dir / "raw" / "2030" / "year.yml").write_text("乙")
    (keys.output_dir / "10_trade.html").unlink()
    assert keys.reasons(2030, notebook.stem, now) == ["数据已变：raw/2030/year.yml", "页面不在或被改动：10_trade.html"]


def test_many_names_are_counted_not_listed(keys, notebook):
    now = kept(keys, notebook)
    many = {f"evalkit/{letter}.py": "0" for letter in "abcde"}
    assert keys.reasons(2030, notebook.stem, replace(now, code=now.code | many)) == [
        "代码已改：evalkit/a.py、evalkit/b.py、evalkit/c.py等 5 项"
    ]


def test_the_folder_of_the_data_is_no_part_of_a_key(keys, notebook):
    assert keys.of_notebook(notebook, PARAMETERS).parameters == {"fiscal_year": 2030}


def test_the_order_and_kind_of_cells_their_tags_and_identifiers_count(keys, notebook, tmp_path):
    sources = {keys.of_notebook(notebook, {}).source[notebook.name]}
    first, second = nbformat.read(notebook, as_version=4).cells
    tagged = new_code_cell(second.source, id="one", metadata={"tags": ["parameters"]})
    renamed = new_code_cell(second.source, id="two")
    variants = [[second, first], [first, tagged], [first, renamed], [first, new_markdown_cell(second.source, id="one")]]
    for cells in variants:
        nbformat.write(new_notebook(cells=cells), notebook)
        sources |= set(Keys(keys.data_dir, keys.output_dir).of_notebook(notebook, {}).source.values())
    assert len(sources) == 5


def test_a_file_is_hashed_again_only_where_it_may_have_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(hashes, "SETTLED_NANOSECONDS", -1)
    file = tmp_path / "file"
    file.write_text("1234")
    first = Hashes(tmp_path / "table.json")
    assert first(file) == sha256_of(file)
    assert (first(file), first.bytes_read) == (sha256_of(file), 4)
    first.save()
    again = Hashes(tmp_path / "table.json")
    assert (again(file), again.bytes_read) == (sha256_of(file), 0)
    file.write_text("5678")
    assert (again(file), again.bytes_read) == (sha256_of(file), 4)


def test_a_file_that_was_just_written_is_not_trusted_by_its_time_stamp(tmp_path):
    """Two writes within one tick of the clock leave the same time stamp."""
    file = tmp_path / "file"
    file.write_text("1234")
    taken = Hashes(tmp_path / "table.json")
    assert taken(file) == taken(file) == sha256_of(file)
    assert taken.bytes_read == 8
