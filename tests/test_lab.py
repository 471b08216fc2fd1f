"""JupyterLab as it is started here: settings of the project's own, notebooks for the year asked for, and the form."""

import json
import multiprocessing
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import nbformat
import psutil
import pytest
from bs4 import BeautifulSoup
from jupyter_core.utils import run_sync

from evalkit.errors import InvalidInputError
from evalkit.lab import launcher
from evalkit.lab.batch import Asked, BatchError, Ran, run_anew
from evalkit.lab.contents import DATA, YEAR, YearContents, asked_parameters, parameters_of, state_parameters
from evalkit.lab.launcher import Launcher, title_of
from evalkit.lab.start import start_lab, write_settings
from evalkit.pipeline.batch import Watcher
from evalkit.pipeline.manifest import Outcome
from tests.processes import eventually
from tests.real_years import PROJECT


@pytest.fixture
def for_2031(monkeypatch):
    """JupyterLab was started for 2031."""
    monkeypatch.setenv(YEAR, "2031")
    monkeypatch.delenv(DATA, raising=False)


@pytest.fixture
def project(folder):
    """A project around the miniature year 2030, with a notebook and the launcher."""
    root = folder.data / "project"
    (root / "notebooks").mkdir(parents=True)
    for name in ("launcher.ipynb", "40_consumption.ipynb"):
        shutil.copy(PROJECT / "notebooks" / name, root / "notebooks")
    return root


def opened(root: Path, name: str) -> dict:
    return run_sync(YearContents(root_dir=str(root)).get)(f"notebooks/{name}")["content"]


def saved(root: Path, name: str, content: dict) -> None:
    run_sync(YearContents(root_dir=str(root)).save)({"type": "notebook", "content": content}, f"notebooks/{name}")


def test_the_settings_are_written_once_and_what_was_chosen_later_stays(tmp_path):
    own = tmp_path / ".jupyter"
    write_settings(own)
    language = own / "settings/@jupyterlab/translation-extension/plugin.jupyterlab-settings"
    news = own / "settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    assert json.loads(language.read_text()) == {"locale": "zh_CN"}
    assert json.loads(news.read_text()) == {"checkForUpdates": False, "fetchNews": "false"}
    assert (own / ".gitignore").read_text() == "*\n"
    language.write_text('{"locale": "en"}')
    write_settings(own)
    assert json.loads(language.read_text()) == {"locale": "en"}


def test_a_year_without_data_is_refused_before_anything_is_started(folder, monkeypatch):
    monkeypatch.chdir(folder.data)
    with pytest.raises(InvalidInputError) as refused:
        start_lab(2099, folder.data)
    assert refused.value.code == "P-LAB-01"
    assert "已有年度：2030" in str(refused.value)


def test_a_notebook_is_opened_for_the_year_asked_for_and_saved_as_it_was(project, for_2031):
    path = project / "notebooks" / "40_consumption.ipynb"
    before = nbformat.read(path, as_version=4)
    shown = opened(project, path.name)
    assert parameters_of(shown) == {"fiscal_year": "2031", "data_dir": '"data"'}
    saved(project, path.name, shown)
    assert nbformat.read(path, as_version=4) == before


def test_what_an_analyst_changes_is_saved(project, for_2031):
    shown = opened(project, "40_consumption.ipynb")
    state_parameters(shown, {"fiscal_year": "2030"})
    shown["cells"][0]["source"] += "又一句。"
    saved(project, "40_consumption.ipynb", shown)
    kept = nbformat.read(project / "notebooks" / "40_consumption.ipynb", as_version=4)
    assert parameters_of(kept)["fiscal_year"] == "2030"
    assert kept.cells[0].source.endswith("又一句。")


def test_a_notebook_is_opened_as_it_is_where_no_year_was_asked_for(project, monkeypatch):
    monkeypatch.delenv(YEAR, raising=False)
    monkeypatch.delenv(DATA, raising=False)
    path = project / "notebooks" / "40_consumption.ipynb"
    assert parameters_of(opened(project, path.name)) == parameters_of(nbformat.read(path, as_version=4))
    assert asked_parameters() == {}


def test_another_data_folder_is_asked_for_as_python_writes_it(monkeypatch):
    monkeypatch.delenv(YEAR, raising=False)
    monkeypatch.setenv(DATA, r"C:\数据")
    assert asked_parameters() == {"data_dir": r'"C:\\数据"'}


def test_a_notebook_of_the_analysts_own_is_opened_and_saved(project, for_2031):
    content = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("fiscal_year = 1", id="one")])
    saved(project, "own.ipynb", content)
    assert opened(project, "own.ipynb")["cells"][0]["source"] == "fiscal_year = 1"


@pytest.fixture
def form(project, folder):
    return Launcher(folder.data, project / "notebooks")


def test_the_form_offers_the_years_and_what_the_year_has(folder, project, for_2031):
    folder.another(2031)
    folder.another(2032)
    form = Launcher(folder.data, project / "notebooks")
    assert form.year.options == (2030, 2031, 2032)
    assert form.year.value == 2031
    names = [name for name, _ in form.part.options]
    assert names == ["全部", "外贸促进（10_trade_promotion）", "消费券（40_consumption）", "绩效评分", "自评报告"]


def test_the_last_year_is_offered_where_none_was_asked_for(folder, project, monkeypatch):
    monkeypatch.delenv(YEAR, raising=False)
    folder.another(2031)
    assert Launcher(folder.data, project / "notebooks").year.value == 2031


def test_no_year_at_all_is_said(tmp_path):
    form = Launcher(tmp_path, tmp_path / "notebooks")
    assert "没有任何年度" in form.shown


def test_the_check_button_counts_figures_or_lists_every_problem(form, folder):
    form.buttons["check"].click()
    assert "2030 年度：没有发现问题；数值 9 行，其中缺失 1 行" in form.shown
    folder.edit("objectives.csv", "≥,1800,张", "≥,<一千八>,张")
    form.buttons["check"].click()
    assert "输入数据有 1 处问题：" in form.shown
    assert "&lt;一千八&gt;" in form.shown and "<一千八>" not in form.shown
    assert not form.buttons["check"].disabled


def test_a_year_with_a_fault_can_still_be_chosen(folder, project):
    folder.edit("objectives.csv", "≥,1800,张", "≥,一千八,张")
    form = Launcher(folder.data, project / "notebooks")
    assert [name for name, _ in form.part.options] == ["全部"]
    assert "一千八" in form.shown


def test_the_run_button_runs_what_was_chosen_and_shows_how_it_ended(form, project, folder, monkeypatch):
    asked_for, seen = [], []

    def run(asked, watcher):
        asked_for.append(asked)
        node = (2030, "40_consumption")
        watcher.planned({node: []}, {})
        watcher.cell(node, 3, 20)
        seen.append((form._progress.value, form.buttons["run"].disabled))
        return Ran([Outcome("40_consumption", "failed", "[X] <坏>"), Outcome("00_intake", "done", ran=False)], [])

    monkeypatch.setattr(launcher, "run_anew", run)
    form.part.value = "40_consumption"
    form.buttons["run"].click()
    assert asked_for == [Asked(2030, "40_consumption", folder.data, project / "outputs", project / "notebooks")]
    progress, locked = seen[0]
    assert "0/1 个笔记本" in progress and "40_consumption 3/20 格" in progress and locked
    assert form._progress.value == ""
    assert "2030 年度：失败 1，没有变化 1。" in form.shown
    rows = [[cell.get_text() for cell in row.find_all("td")] for row in BeautifulSoup(form.shown, "html.parser").find_all("tr")]
    assert rows == [[], ["40_consumption", "消费券与促消费活动", "失败", ""], ["00_intake", "", "没有变化", ""]]
    assert '<a href="40_consumption.ipynb">' in form.shown
    assert "[X] &lt;坏&gt;" in form.shown
    assert not form.buttons["run"].disabled


def test_why_a_year_was_not_run_is_shown(form, monkeypatch):
    monkeypatch.setattr(launcher, "run_anew", lambda asked, watcher: Ran([], ["输入数据有 1 处问题：<坏>"]))
    form.buttons["run"].click()
    assert "2030 年度：没有运行。" in form.shown
    assert "输入数据有 1 处问题：&lt;坏&gt;" in form.shown


def test_a_batch_that_breaks_off_is_told(form, monkeypatch):
    def run(asked, watcher):
        raise BatchError("OSError：磁盘已满")

    monkeypatch.setattr(launcher, "run_anew", run)
    form.buttons["run"].click()
    assert "运行中断：OSError：磁盘已满" in form.shown
    assert not form.buttons["run"].disabled


def test_an_unexpected_error_is_shown_and_logged_and_the_form_can_be_used_again(form, monkeypatch, caplog):
    def run(asked, watcher):
        raise OSError("磁盘已满")

    monkeypatch.setattr(launcher, "run_anew", run)
    form.buttons["run"].click()
    assert "OSError：磁盘已满" in form.shown
    assert "Traceback" in caplog.text
    assert not form.buttons["run"].disabled


def test_a_run_can_be_stopped(form, monkeypatch):
    """The stop button of JupyterLab interrupts the kernel."""

    def run(asked, watcher):
        raise KeyboardInterrupt

    monkeypatch.setattr(launcher, "run_anew", run)
    form.buttons["run"].click()
    assert "已停止" in form.shown
    assert not form.buttons["run"].disabled


@pytest.mark.parametrize(
    ("text", "title"),
    [
        pytest.param('{"cells": [{"source": ["# 消费券\\n", "说明"]}]}', "消费券", id="a list of lines"),
        pytest.param('{"cells": [{"source": "说明"}]}', "", id="no heading"),
        pytest.param('{"cells": []}', "", id="no cell"),
        pytest.param("坏", "", id="no notebook"),
    ],
)
def test_a_notebook_is_named_by_its_title(tmp_path, text, title):
    path = tmp_path / "some.ipynb"
    path.write_text(text, encoding="utf-8")
    assert title_of(path) == title
    assert title_of(tmp_path / "none.ipynb") == ""


# A batch in a process of its own.


class Seen(Watcher):
    """Notes what it is told."""

    def __init__(self):
        self.told = []

    def planned(self, needs, seconds):
        self.told.append(("planned", sorted(name for _, name in needs)))

    def cell(self, node, cell, cells):
        self.told.append(("cell", node[1]))

    def ended(self, node, outcome):
        self.told.append(("ended", node[1], outcome.status))


@pytest.fixture
def asked(folder, tmp_path):
    return Asked(2030, "00_intake", folder.data, tmp_path / "outputs", PROJECT / "notebooks")


def test_a_batch_tells_how_it_goes_and_how_it_ended(asked):
    seen = Seen()
    ran = run_anew(asked, seen)
    assert [(outcome.notebook, outcome.status) for outcome in ran.outcomes] == [("00_intake", "done")]
    assert ran.refused == []
    assert seen.told[0] == ("planned", ["00_intake"]) and seen.told[-1] == ("ended", "00_intake", "done")
    assert ("cell", "00_intake") in seen.told
    assert (asked.output_dir / "2030" / "00_intake.html").is_file()


def test_a_batch_of_faulty_data_says_why_nothing_was_run(asked, folder):
    folder.edit("objectives.csv", "≥,1800,张", "≥,一千八,张")
    ran = run_anew(asked, Seen())
    assert ran.outcomes == []
    assert len(ran.refused) == 1 and "一千八" in ran.refused[0]


def test_a_batch_that_cannot_be_begun_says_why(asked):
    asked.output_dir.write_text("是文件")
    (refused,) = run_anew(asked, Seen()).refused
    assert refused.startswith("[P-OUT-01]")


def test_a_batch_that_breaks_is_an_error_that_says_what_happened(asked):
    with pytest.raises(BatchError, match="AttributeError"):
        run_anew(replace(asked, output_dir=None), Seen())


@pytest.mark.skipif(os.name == "nt", reason="ends a process by a signal")
def test_a_batch_that_is_killed_is_an_error_and_one_that_is_given_up_leaves_nothing(asked):
    class Kills(Seen):
        def cell(self, node, cell, cells):
            (batch,) = multiprocessing.active_children()
            batch.kill()

    class GivesUp(Seen):
        def cell(self, node, cell, cells):
            (batch,) = multiprocessing.active_children()
            self.begun = [batch.pid, *(process.pid for process in psutil.Process(batch.pid).children(recursive=True))]
            raise KeyboardInterrupt

    with pytest.raises(BatchError, match="被终止"):
        run_anew(asked, Kills())
    given_up = GivesUp()
    with pytest.raises(KeyboardInterrupt):
        run_anew(asked, given_up)
    assert len(given_up.begun) > 2
    assert eventually(lambda: not any(map(_works, given_up.begun)))


def _works(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


EDITED = """
from pathlib import Path
from evalkit.lab.batch import Asked, run_anew
from evalkit.pipeline.batch import Watcher
import evalkit
asked = Asked(2030, "00_intake", Path({data!r}), Path({output!r}), Path({notebooks!r}))
page = asked.output_dir / "2030" / "00_intake.html"
for word in ("", "改过的程序"):
    if word:
        with (Path(evalkit.__file__).parent / "present" / "frames.py").open("a", encoding="utf-8") as code:
            code.write("def received(year): return pd.DataFrame([{{'项目': '改过的程序'}}])\\n")
    (outcome,) = run_anew(asked, Watcher()).outcomes
    assert (outcome.status, outcome.ran) == ("done", True), outcome
    assert ("改过的程序" in page.read_text(encoding="utf-8")) == bool(word)
"""


def test_code_that_is_edited_between_two_batches_is_taken(asked, tmp_path):
    """The process of the launcher lives on, and with it all that it once loaded."""
    shutil.copytree(PROJECT / "evalkit", tmp_path / "code" / "evalkit", ignore=shutil.ignore_patterns("__pycache__"))
    script = EDITED.format(data=str(asked.data_dir), output=str(asked.output_dir), notebooks=str(asked.notebooks))
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "code")}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr


def test_the_reports_button_links_to_what_is_published(form, project):
    form.buttons["reports"].click()
    assert "2030 年度还没有报告" in form.shown
    (project / "outputs" / "2030").mkdir(parents=True)
    for name in ("2030/index.html", "2030/40_consumption.html"):
        (project / "outputs" / name).write_text("页")
    form.buttons["reports"].click()
    assert '<a href="/files/outputs/2030/index.html" target="_blank">本年度总览</a>' in form.shown
    assert '<a href="/files/outputs/2030/40_consumption.html" target="_blank">打开</a>' in form.shown
    assert "消费券与促消费活动" in form.shown
    assert "各年度总览" not in form.shown


def test_the_launcher_notebook_runs_and_is_no_part_of_the_batch(project, folder, monkeypatch):
    from nbclient import NotebookClient

    notebook = nbformat.read(project / "notebooks" / "launcher.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.outputs for cell in code] == [[]]
    monkeypatch.setenv(DATA, str(folder.data))
    resources = {"metadata": {"path": str(project / "notebooks")}}
    NotebookClient(notebook, timeout=60, resources=resources).execute()
    assert "application/vnd.jupyter.widget-view+json" in code[0].outputs[-1].data
    assert not any(path.stem == "launcher" for path in (PROJECT / "notebooks").glob("[0-9]*"))


def test_notebooks_and_batches_do_not_load_the_form():
    """Whoever has no JupyterLab extension for forms can still run."""
    code = "import sys, evalkit.notebook, evalkit.pipeline.run; print('ipywidgets' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ))
    assert done.stdout.strip() == "False"
