"""The commands of the README do what it says, in a copy of the project, and print what it shows."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.shown import Block, blocks, perform, perform_block

PROJECT = Path(__file__).parents[1]
NOT_RUN = "make test\n"
"""It is what runs this test."""
BY_MAKE = "make report\n"


def commands(name: str) -> list[Block]:
    """Return the blocks of commands of a page, without those that install; these are marked."""
    found = blocks((PROJECT / name).read_text(encoding="utf-8"))
    return [block for block in found if (block.kind, block.argument) == ("sh", "") and block.body != NOT_RUN]


@pytest.fixture
def copy(tmp_path) -> Path:
    """The project as it is after the commands that install, without any result."""
    ignored = shutil.ignore_patterns(
        ".venv", ".git", "__pycache__", ".pytest_cache", ".hypothesis", ".ruff_cache", "[0-9][0-9][0-9][0-9].tmp"
    )
    copy = tmp_path / "evalkit"
    shutil.copytree(PROJECT, copy, ignore=ignored)
    for leftover in [*(copy / "outputs").iterdir(), *(copy / "data" / "processed").iterdir()]:
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    (copy / ".venv").mkdir()
    (copy / ".venv" / "bin").symlink_to(Path(sys.prefix) / "bin")
    (copy / ".venv" / ".ready").touch()
    return copy


on_windows = pytest.mark.skipif(os.name == "nt", reason="the Windows commands are spelled out apart in the README")


@on_windows
def test_make_makes_the_pages_of_a_year(copy):
    assert BY_MAKE in [block.body for block in commands("README.md")]
    perform(BY_MAKE, copy)
    pages = {path.name for path in (copy / "outputs" / "2022").glob("*.html")}
    notebooks = {f"{path.stem}.html" for path in (copy / "notebooks").glob("[0-8]*.ipynb")} | {"90_report.html"}
    assert pages == notebooks | {"audit.html", "index.html"}
    assert (copy / "outputs" / "95_trend.html").is_file()


@on_windows
def test_every_command_without_make_runs_and_prints_what_is_shown(copy):
    listed = [block for block in commands("README.md") if block.body != BY_MAKE]
    assert ".venv/bin/evalkit run --years 2020-2022" in "".join(block.body for block in listed)
    assert sum(block.shown is not None for block in listed) >= 5
    for block in listed:
        perform_block(block, copy)


def test_the_chinese_readme_has_the_same_commands_and_outputs():
    assert commands("README.zh-CN.md") == commands("README.md")
