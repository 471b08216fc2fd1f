"""``evalkit verify`` says what was compared and what departs, and its exit status says whether anything does."""

import json

import pytest
from typer.testing import CliRunner

from evalkit.cli import app


@pytest.fixture
def verify(published, monkeypatch):
    """A function that verifies the published year by the command, and gives the exit status and what was printed."""
    monkeypatch.chdir(published.place)

    def run(*options: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["verify", "outputs/2030", *options])
        return done.exit_code, done.output

    return run


def test_a_year_as_it_was_published(verify):
    status, printed = verify("--hashes-only")
    assert status == 0
    assert printed.splitlines()[0].startswith("2030 年度，")
    assert "  发布的文件 13 项：相符" in printed and printed.rstrip().endswith("核验通过")


def test_a_forged_year(published, verify):
    published.replace("outputs/2030/90_report.html", "25.0", "52.0")
    status, printed = verify("--hashes-only")
    assert status == 1
    assert "  发布的文件 13 项：不符 1 项" in printed
    assert "不符：发布的文件 90_report.html 内容已变" in printed
    assert printed.rstrip().endswith("核验未通过：不符 1 项")


def test_for_programs(published, verify):
    (published.folder / "90_report.html").unlink()
    status, printed = verify("--hashes-only", "--format", "json")
    plain = json.loads(printed)
    assert status == 1 and plain["ok"] is False and plain["fiscal_year"] == 2030
    assert plain["departures"] == [{"kind": "output", "name": "90_report.html", "what": "不在", "details": []}]
    assert plain["compared"]["output"] == 13 and "recomputed" not in plain["compared"]


def test_a_folder_that_is_no_year(published, verify):
    (published.folder / "run.json").unlink()
    status, printed = verify()
    assert status == 1 and "V-RUN-01" in printed
