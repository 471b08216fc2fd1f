"""Unchanged work is free: one thing changed runs again exactly what rests on it, and says why.

Every test starts from a copy of one miniature year that was run; that a copy in another place is not run again is itself
what the first test shows.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from evalkit.pipeline import index
from evalkit.pipeline.manifest import read_manifest
from evalkit.pipeline.run import YearRun, run_years
from tests.conftest import YearFolder
from tests.pipeline.test_run import OBJECTIVES, STEPS, write_notebook, write_notebooks

PARAMETERS = 'fiscal_year = 2030\ndata_dir = "data"'
TRADE, CONSUMPTION, SCORECARD, REPORT, TREND = "10_trade_promotion", "40_consumption", "80_scorecard", "90_report", "95_trend"
ACROSS_YEARS = (
    "from evalkit.trend import open_trend\nlen(open_trend(fiscal_year, first_year=first_year, data_dir=data_dir).scores())"
)


@dataclass
class Project:
    """A folder with data, notebooks and pages."""

    root: Path

    @property
    def folder(self) -> YearFolder:
        return YearFolder(self.root / "data")

    @property
    def outputs(self) -> Path:
        return self.root / "outputs"

    @property
    def processed(self) -> Path:
        return self.root / "data" / "processed"

    def run(self, *years: int, output: str = "outputs", force: bool = False) -> list[YearRun]:
        return run_years(
            list(years) or [2030],
            data_dir=self.root / "data",
            output_dir=self.root / output,
            notebooks=self.root / "notebooks",
            force=force,
        )

    def write(self, name: str, title: str, code: str) -> None:
        write_notebook(self.root / "notebooks", name, title, code, parameters=PARAMETERS)


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    made = Project(tmp_path_factory.mktemp("finished"))
    made.folder.fill().write("objectives.csv", OBJECTIVES)
    write_notebooks(made.root / "notebooks", trend=("各年度", ACROSS_YEARS))
    assert ran(made.run()).keys() == {*STEPS, TREND}
    return made.root


@pytest.fixture
def project(finished, tmp_path) -> Project:
    return Project(Path(shutil.copytree(finished, tmp_path / "project")))


def ran(runs: list[YearRun]) -> dict[str, tuple[str, ...]]:
    """Return why each notebook was run; those left as they were are not in it."""
    assert all(run.ok for run in runs), [outcome.message for run in runs for outcome in run.outcomes]
    return {outcome.notebook: outcome.reasons for run in runs for outcome in run.outcomes if outcome.ran}


def everything(outputs: Path) -> dict[str, bytes]:
    """Return all that a reader may find; who holds the locks is noted at every run."""
    files = [path for path in sorted(outputs.rglob("*")) if path.is_file() and path.parent.name != ".locks"]
    return {str(path.relative_to(outputs)): path.read_bytes() for path in files}


def test_nothing_changed_runs_nothing_and_writes_nothing(project):
    before = everything(project.outputs)
    assert ran(project.run()) == {}
    assert everything(project.outputs) == before


def test_what_an_editor_leaves_beside_the_cells_changes_nothing(project):
    path = project.root / "notebooks" / f"{TRADE}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["widgets"] = {"state": {}}
    notebook.cells[2].execution_count = 7
    notebook.cells[2].outputs = [nbformat.v4.new_output("stream", text="1\n")]
    nbformat.write(notebook, path)
    assert ran(project.run()) == {}


def test_a_fact_runs_its_sub_project_and_what_rests_on_that(project):
    project.folder.edit("facts.csv", "100.0", "120.0")
    why = ran(project.run())
    assert why.keys() == {TRADE, SCORECARD, REPORT, TREND}
    assert why[TRADE] == ("数据已变：processed/2030/trade.parquet",)
    assert why[REPORT] == ("数据已变：processed/2030/measures/trade.json",)


def test_a_change_that_alters_no_result_stops_there(project):
    """The notebook is run again; its measures come out as they were, so nothing that reads them is."""
    project.write(CONSUMPTION, "消费券（改）", STEPS[CONSUMPTION][1])
    assert ran(project.run()) == {CONSUMPTION: (f"笔记本已改：{CONSUMPTION}.ipynb",)}


def test_a_file_that_was_not_there_counts_once_it_is(project):
    code = "text = year.narrative('goal') or ''\nprint(text)"
    project.write(CONSUMPTION, "消费券", f"{STEPS[CONSUMPTION][1]}\n{code}")
    project.run()
    (project.folder.raw / "narrative").mkdir(exist_ok=True)
    (project.folder.raw / "narrative" / "goal.md").write_text("目标（虚构）", encoding="utf-8")
    why = ran(project.run())
    assert why.keys() == {CONSUMPTION}
    assert why[CONSUMPTION] == ("数据已变：raw/2030/narrative/goal.md",)


def test_an_earlier_year_counts_once_it_is_there_and_when_it_changes(project):
    """``10_trade_promotion`` looks for the figure of the year before."""
    earlier = project.folder.another(2029)
    assert TRADE in ran(project.run()), "the folder of the year before was not there"
    earlier.edit("facts.csv", "出口总值,60.5", "出口总值,60.4")
    why = ran(project.run())
    assert why[TRADE] == ("数据已变：processed/2029/trade.parquet",)
    assert CONSUMPTION not in why


def test_an_earlier_year_that_can_no_longer_be_read_is_noticed(project):
    earlier = project.folder.another(2029)
    project.run()
    earlier.edit("year.yml", "fiscal_year: 2029", "fiscal_year: 2028")
    outcomes = {outcome.notebook: outcome for run in project.run() for outcome in run.outcomes}
    assert outcomes[TRADE].status == "failed" and "I-YEAR-02" in outcomes[TRADE].message
    assert "2029 年度的原始数据有问题" in outcomes[TRADE].reasons
    assert not outcomes[CONSUMPTION].ran


def test_a_raw_file_that_a_notebook_opens_by_itself_counts(project):
    ledger = project.folder.raw / "narrative" / "list.txt"
    ledger.parent.mkdir(exist_ok=True)
    ledger.write_text("甲", encoding="utf-8")
    code = "print(open(year.raw / 'narrative' / 'list.txt', encoding='utf-8').read())"
    project.write(CONSUMPTION, "消费券", f"{STEPS[CONSUMPTION][1]}\n{code}")
    project.run()
    ledger.write_text("乙", encoding="utf-8")
    assert ran(project.run()) == {CONSUMPTION: ("数据已变：raw/2030/narrative/list.txt",)}


def test_a_result_or_a_page_that_was_altered_or_removed_is_made_again(project):
    measures = project.processed / "2030" / "measures" / "consumption.json"
    good = measures.read_bytes()
    measures.write_bytes(good.replace(b"2000", b"2001"))
    (project.outputs / "2030" / f"{REPORT}.html").unlink()
    why = ran(project.run())
    assert why == {
        CONSUMPTION: ("结果不在或被改动：processed/2030/measures/consumption.json",),
        REPORT: (f"页面不在或被改动：2030/{REPORT}.html",),
    }
    assert measures.read_bytes() == good


def test_an_index_is_renewed_where_its_own_code_or_the_page_itself_has_changed_and_nothing_is_run(project, monkeypatch):
    wrote = []
    monkeypatch.setattr(index, "write_indexes", lambda *given, write=index.write_indexes: wrote.append(1) or write(*given))
    for relative in ("outputs/index.html", "outputs/2030/index.html", "data/processed/keys/indexes.json"):
        path = project.root / relative
        before = path.read_text(encoding="utf-8")
        path.write_text(
            before.replace('"evalkit/pipeline/index.py": "', '"evalkit/pipeline/index.py": "0').replace("<h1>", "<h1>改")
        )
        assert ran(project.run()) == {}
        assert path.read_text(encoding="utf-8") == before
    assert len(wrote) == 3
    assert ran(project.run()) == {} and len(wrote) == 3, "and then no more"


def test_a_processed_table_that_was_altered_is_made_again_and_nothing_is_run(project):
    table = project.processed / "2030" / "trade.parquet"
    good = table.read_bytes()
    table.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    assert ran(project.run()) == {}
    assert table.read_bytes() == good


def test_a_change_of_the_same_length_with_the_old_time_stamp_is_seen(project):
    """``cp -p`` and an archive that is unpacked keep the time stamp of the contents, not that of the inode."""
    path = project.folder.raw / "year.yml"
    before = path.stat()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("市商务局", "市商业局"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size and path.read_text(encoding="utf-8") != text
    assert SCORECARD in ran(project.run())


def test_force_runs_everything_and_says_so(project):
    runs = project.run(force=True)
    assert set(ran(runs).values()) == {("要求全部重新运行（--force）",)}
    assert ran(runs).keys() == {*STEPS, TREND}


def test_another_folder_of_pages_is_filled_without_trusting_this_one(project):
    runs = project.run(output="other")
    assert ran(runs).keys() == {*STEPS, TREND}
    assert (project.root / "other" / "2030" / f"{REPORT}.html").is_file()


def test_a_failed_notebook_is_run_again_and_what_was_done_beside_it_is_not(project):
    project.folder.edit("facts.csv", "100.0", "120.0")
    project.write(CONSUMPTION, "消费券", "1 / 0")
    before = everything(project.outputs / "2030")
    for trade_ran in (True, False):
        outcomes = {outcome.notebook: outcome for outcome in project.run()[0].outcomes}
        assert (outcomes[CONSUMPTION].status, outcomes[CONSUMPTION].ran) == ("failed", True)
        assert (outcomes[TRADE].status, outcomes[TRADE].ran) == ("done", trade_ran)
    after = everything(project.outputs / "2030")
    assert {name: after[name] for name in before if name != "index.html"} == {
        name: content for name, content in before.items() if name != "index.html"
    }, "the whole year stays as it was published, and run.json with it"
    project.write(CONSUMPTION, *STEPS[CONSUMPTION])
    assert ran(project.run()).keys() == {CONSUMPTION, SCORECARD, REPORT, TREND}
    assert "120.0" in (project.outputs / "2030" / "evaluation.json").read_text(encoding="utf-8")
    assert not (project.outputs / "2030" / "_failed").exists()
    assert ran(project.run()) == {}


def test_one_notebook_published_alone_leaves_the_record_of_what_else_failed(project):
    project.folder.edit("facts.csv", "100.0", "120.0")
    project.write(CONSUMPTION, "消费券", "1 / 0")
    project.run()
    project.write(CONSUMPTION, *STEPS[CONSUMPTION])
    arguments = {"data_dir": project.root / "data", "output_dir": project.outputs, "notebooks": project.root / "notebooks"}
    assert all(run.ok for run in run_years([2030], only=[CONSUMPTION], **arguments))
    published = project.outputs / "2030"
    assert [path.name for path in (published / "_failed").iterdir()] == ["attempt.json"], "what failed is mended"
    evaluation = (published / "evaluation.json").read_text(encoding="utf-8")
    assert "120.0" not in evaluation, "80_scorecard was not asked for"
    index = (published / "index.html").read_text(encoding="utf-8")
    assert "失败时的页面" not in index and index.count("未运行：所依据的") == 2
    assert ran(project.run()).keys() == {SCORECARD, REPORT, TREND}
    assert not (published / "_failed").exists() and not (project.outputs / "_failed").exists()


def test_a_module_beside_the_notebook_counts(project):
    (project.root / "notebooks" / "helper.py").write_text("WORD = '甲'\n", encoding="utf-8")
    code = f"import helper\nprint(helper.WORD)\n{STEPS[CONSUMPTION][1]}"
    project.write(CONSUMPTION, "消费券", code)
    project.run()
    (project.root / "notebooks" / "helper.py").write_text("WORD = '乙'\n", encoding="utf-8")
    assert ran(project.run()) == {CONSUMPTION: ("代码已改：helper.py",)}


def test_damaged_keys_and_tables_of_digests_only_cost_time(project):
    processed = project.processed
    (processed / ".hashes.json").write_bytes(b"\x00 half a table")
    (processed / "2030" / "keys" / f"{CONSUMPTION}.json").write_text("{ half a key", encoding="utf-8")
    assert ran(project.run()) == {CONSUMPTION: ("上次运行的记录已损坏",)}


def test_the_manifest_says_why_a_page_was_made_and_when_it_was_left_as_it_was(project):
    project.folder.edit("facts.csv", "100.0", "120.0")
    project.run()
    notebooks = read_manifest(project.outputs / "2030")["notebooks"]
    assert notebooks[TRADE]["reasons"] == ["数据已变：processed/2030/trade.parquet"]
    assert notebooks[CONSUMPTION]["reasons"] == ["没有上次运行的记录"]
    assert notebooks[CONSUMPTION]["data"] == notebooks[TRADE]["data"]


HEAVY = {"pandas", "numpy", "pyarrow", "openpyxl", "papermill", "nbconvert", "nbformat", "matplotlib", "IPython", "distributed"}


def test_finding_nothing_to_do_imports_nothing_heavy(project):
    code = (
        "import sys\nfrom evalkit.cli import app\n"
        "sys.argv = ['evalkit', 'run', '--year', '2030']\n"
        "try:\n    app()\nexcept SystemExit as ended:\n    assert ended.code == 0, ended.code\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=project.root)
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.splitlines()[-1] == "[]"
