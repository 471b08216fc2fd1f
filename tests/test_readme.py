"""The commands of the README do what it says, in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
NOT_RUN = ("make test",)  # it is what runs this test
BLOCK = re.compile(r"^```sh\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)


def commands(name: str) -> list[str]:
    """Return the commands of a page, without those that install; their blocks are marked."""
    text = (PROJECT / name).read_text(encoding="utf-8")
    return [line for block in BLOCK.findall(text) for line in block.splitlines() if line and line not in NOT_RUN]


@pytest.mark.skipif(os.name == "nt", reason="the Windows commands are spelled out apart in the README")
def test_every_command_of_the_readme_runs_in_a_copy(tmp_path):
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

    listed = commands("README.md")
    assert "make report" in listed and ".venv/bin/evalkit run --years 2020-2022" in listed
    for line in listed:
        done = subprocess.run(line, shell=True, cwd=copy, capture_output=True, text=True)
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        if line == "make report":
            pages = {path.name for path in (copy / "outputs" / "2022").glob("*.html")}
            notebooks = {f"{path.stem}.html" for path in (copy / "notebooks").glob("[0-8]*.ipynb")} | {"90_report.html"}
            assert pages == notebooks | {"index.html"}
            assert (copy / "outputs" / "95_trend.html").is_file()


def test_the_chinese_readme_has_the_same_commands():
    assert commands("README.zh-CN.md") == commands("README.md")
