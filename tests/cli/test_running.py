"""``evalkit run``: what it prints for people, for programs, and for those who only want to hear of failures."""

import io
import re
from decimal import Decimal

import pytest
import simplejson
from rich.console import Console
from typer.testing import CliRunner

from evalkit import cli
from evalkit.cli import app, summary
from evalkit.pipeline.manifest import DONE, Outcome
from evalkit.pipeline.run import YearRun
from tests.pipeline.test_run import OBJECTIVES, STEPS, write_notebook, write_notebooks

runner = CliRunner()
NOTEBOOKS = [*STEPS, "95_trend"]


@pytest.fixture
def evalkit(folder, tmp_path, monkeypatch):
    """Return a function that runs the fictional year by the command line, from its project folder."""
    folder.write("objectives.csv", OBJECTIVES)
    write_notebooks(tmp_path / "notebooks")
    monkeypatch.chdir(tmp_path)
    return lambda *options: runner.invoke(app, ["run", "--year", "2030", "--data", str(folder.data), *options])


def spoil(tmp_path):
    write_notebook(
        tmp_path / "notebooks", "40_consumption", "消费券", "1 / 0", parameters='fiscal_year = 2030\ndata_dir = "data"'
    )


def test_a_run_ends_with_a_table_and_counts_and_the_next_has_nothing_to_do(evalkit):
    first = evalkit()
    assert first.exit_code == cli.WELL, first.output
    assert f"运行 {len(NOTEBOOKS)}，没有变化 0，失败 0，未运行 0" in first.stderr
    assert [name for name in NOTEBOOKS if name not in first.stderr] == []
    assert first.stdout == "outputs/2030/index.html\n"
    again = evalkit()
    assert f"运行 0，没有变化 {len(NOTEBOOKS)}，失败 0，未运行 0" in again.stderr
    assert again.stdout == first.stdout


def test_the_name_of_a_notebook_leads_to_its_page_where_there_is_one(tmp_path):
    (tmp_path / "2030").mkdir()
    (tmp_path / "2030" / "90_report.html").write_bytes(b"")
    (tmp_path / "95_trend.html").write_bytes(b"")
    names = ("00_intake", "90_report", "95_trend")
    runs = [YearRun(2030, [Outcome(name, DONE) for name in names])]
    console = Console(file=io.StringIO(), force_terminal=True, width=80)
    console.print(summary.table(runs, tmp_path, explain=False))
    links = re.findall(r"\x1b]8;id=\d+;([^\x1b]+)\x1b\\([\w]+)", console.file.getvalue())
    assert links == [
        ((tmp_path / "2030" / "90_report.html").as_uri(), "90_report"),
        ((tmp_path / "95_trend.html").as_uri(), "95_trend"),
    ]


def test_a_failure_is_counted_told_and_given_to_programs(evalkit, tmp_path):
    spoil(tmp_path)
    plain = evalkit("--format", "json")
    assert (plain.exit_code, plain.stderr) == (cli.FAILED, "")
    told = simplejson.loads(plain.stdout, use_decimal=True)
    assert list(told) == ["ok", "counts", "notebooks", "refused", "indexes"]
    assert told["ok"] is False and told["refused"] == [] and told["indexes"] == ["outputs/2030/index.html"]
    # Intake and trade are run, and the page across years, which only reads what there is; two rest on what failed.
    assert told["counts"] == {"done": 3, "unchanged": 0, "failed": 1, "skipped": 2}
    by_name = {entry["notebook"]: entry for entry in told["notebooks"]}
    assert list(by_name) == NOTEBOOKS
    trade, failed, across = by_name["10_trade_promotion"], by_name["40_consumption"], by_name["95_trend"]
    assert list(trade) == ["fiscal_year", "notebook", "status", "message", "seconds", "reasons", "page"]
    assert (trade["fiscal_year"], trade["status"], trade["page"]) == (2030, "done", "outputs/2030/10_trade_promotion.html")
    assert isinstance(trade["seconds"], Decimal | int) and trade["seconds"] > 0
    assert (failed["status"], failed["page"]) == ("failed", None) and "ZeroDivisionError" in failed["message"]
    assert (across["fiscal_year"], across["page"]) == (None, "outputs/95_trend.html")

    quiet = evalkit("--quiet")
    assert (quiet.exit_code, quiet.stdout) == (cli.FAILED, "outputs/2030/index.html\n")
    assert "2030 40_consumption：" in quiet.stderr and "ZeroDivisionError" in quiet.stderr
    assert "10_trade_promotion" not in quiet.stderr and "未运行" not in quiet.stderr

    loud = evalkit()
    assert "运行 0，没有变化 3，失败 1，未运行 2" in loud.stderr
    assert "80_scorecard：未运行：所依据的 40_consumption 没有完成" in loud.stderr


def test_a_refused_year_is_given_to_programs_problem_by_problem(evalkit, folder):
    folder.edit("year.yml", "fiscal_year: 2030", "fiscal_year: 2029")
    done = evalkit("--format", "json", "--only", "00_intake")
    told = simplejson.loads(done.stdout)
    assert done.exit_code == cli.FAILED and told["ok"] is False
    [refused] = told["refused"]
    assert refused["fiscal_year"] == 2030
    assert [list(problem) for problem in refused["problems"]] == [["code", "what", "where", "found", "expected", "remedy"]]
    assert refused["problems"][0]["code"] == "I-YEAR-02"


def test_a_folder_of_pages_that_is_a_file_is_told_in_five_lines(evalkit, tmp_path):
    (tmp_path / "pages").write_bytes(b"kept")
    for output in ("pages", "pages/below"):
        done = evalkit("--output", output)
        assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (cli.FAILED, "", 5)
        assert done.stderr.startswith("[P-OUT-01]") and f"位置: {output}" in done.stderr
    assert (tmp_path / "pages").read_bytes() == b"kept"
