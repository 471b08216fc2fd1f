"""``evalkit run``: what it prints for people, for programs, and for those who only want to hear of failures."""

import io
import re
from decimal import Decimal

import pytest
import simplejson
from filelock import FileLock
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
    assert list(told) == ["ok", "counts", "notebooks", "unpublished", "refused", "indexes"]
    assert told["ok"] is False and told["refused"] == told["unpublished"] == [] and told["indexes"] == ["outputs/2030/index.html"]
    # Intake and trade are run; two rest on what failed, and the page across years on the year.
    assert told["counts"] == {"done": 2, "unchanged": 0, "failed": 1, "skipped": 3}
    by_name = {entry["notebook"]: entry for entry in told["notebooks"]}
    assert list(by_name) == NOTEBOOKS
    trade, failed, across = by_name["10_trade_promotion"], by_name["40_consumption"], by_name["95_trend"]
    assert list(trade) == ["fiscal_year", "notebook", "status", "message", "seconds", "reasons", "page", "failed_page"]
    assert (trade["fiscal_year"], trade["status"], trade["page"]) == (2030, "done", None)
    assert isinstance(trade["seconds"], Decimal | int) and trade["seconds"] > 0
    assert (failed["status"], failed["page"]) == ("failed", None) and "ZeroDivisionError" in failed["message"]
    assert failed["failed_page"] == "outputs/2030/_failed/40_consumption.html" and trade["failed_page"] is None
    assert (across["fiscal_year"], across["status"], across["page"]) == (None, "skipped", None)

    quiet = evalkit("--quiet")
    assert (quiet.exit_code, quiet.stdout) == (cli.FAILED, "outputs/2030/index.html\n")
    assert "2030 40_consumption：" in quiet.stderr and "ZeroDivisionError" in quiet.stderr
    assert "10_trade_promotion" not in quiet.stderr and "未运行" not in quiet.stderr

    loud = evalkit()
    assert "运行 0，没有变化 2，失败 1，未运行 3" in loud.stderr
    assert "80_scorecard：未运行：所依据的 40_consumption 没有完成" in loud.stderr


def test_what_failed_is_run_again_and_what_was_done_beside_it_is_not(evalkit, folder, tmp_path):
    def again(*options: str):
        return runner.invoke(app, ["run", "--failed", "--data", str(folder.data), *options])

    assert (again().exit_code, again().stdout) == (cli.WELL, "没有未完成的年度\n")
    spoil(tmp_path)
    failed = evalkit()
    assert "失败时的页面：outputs/2030/_failed/40_consumption.html" in failed.stderr
    assert "2030 年度没有发布" in failed.stderr and "evalkit run --failed" in failed.stderr
    assert again("--year", "2029").stdout == "没有未完成的年度\n"
    title, code = STEPS["40_consumption"]
    write_notebook(tmp_path / "notebooks", "40_consumption", title, code, parameters='fiscal_year = 2030\ndata_dir = "data"')
    mended = again()
    assert mended.exit_code == cli.WELL, mended.output
    assert "运行 4，没有变化 2，失败 0，未运行 0" in mended.stderr
    assert (tmp_path / "outputs/2030/90_report.html").is_file() and not (tmp_path / "outputs/2030/_failed").exists()
    assert not (tmp_path / "outputs/_failed").exists()
    assert again().stdout == "没有未完成的年度\n"


def test_a_year_that_another_run_holds_is_waited_for_and_then_told_in_five_lines(evalkit, tmp_path):
    for folder in ("data/processed", "outputs"):
        (tmp_path / folder / ".locks").mkdir(parents=True)
    with FileLock(tmp_path / "outputs" / ".locks" / "2030.lock"):
        done = evalkit("--wait", "0.1")
    waited, error = done.stderr.split("\n", 1)
    assert done.exit_code == cli.FAILED and "最多等待 0.1 秒" in waited
    assert error.startswith("[P-LOCK-01]") and error.count("\n") == 5


def test_the_limits_of_time_are_those_asked_for(evalkit, tmp_path):
    code = "import time\ntime.sleep(60)"
    write_notebook(tmp_path / "notebooks", "40_consumption", "消费券", code, parameters='fiscal_year = 2030\ndata_dir = "data"')
    assert "超过 4 秒的时限" in evalkit("--only", "40_consumption", "--cell-timeout", "4").stderr
    assert "超过 5 秒的时限" in evalkit("--only", "40_consumption", "--notebook-timeout", "5").stderr


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
