"""JupyterLab as it is started here: settings of the project's own, notebooks for the year asked for, and the form."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from jupyter_core.utils import run_sync

from evalkit.errors import InvalidInputError
from evalkit.lab import launcher
from evalkit.lab.contents import DATA, YEAR, YearContents, asked_parameters, parameters_of, state_parameters
from evalkit.lab.launcher import Launcher
from evalkit.lab.start import start_lab, write_settings
from evalkit.pipeline.manifest import Outcome
from evalkit.pipeline.run import YearRun
from tests.real_years import PROJECT


@pytest.fixture
def asked(monkeypatch):
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


def test_a_notebook_is_opened_for_the_year_asked_for_and_saved_as_it_was(project, asked):
    path = project / "notebooks" / "40_consumption.ipynb"
    before = nbformat.read(path, as_version=4)
    shown = opened(project, path.name)
    assert parameters_of(shown) == {"fiscal_year": "2031", "data_dir": '"data"'}
    saved(project, path.name, shown)
    assert nbformat.read(path, as_version=4) == before


def test_what_an_analyst_changes_is_saved(project, asked):
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


def test_a_notebook_of_the_analysts_own_is_opened_and_saved(project, asked):
    content = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("fiscal_year = 1", id="one")])
    saved(project, "own.ipynb", content)
    assert opened(project, "own.ipynb")["cells"][0]["source"] == "fiscal_year = 1"


@pytest.fixture
def form(project, folder):
    return Launcher(folder.data, project / "notebooks")


def test_the_form_offers_the_years_and_what_the_year_has(folder, project, asked):
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


def test_the_run_button_runs_what_was_chosen_and_shows_how_it_ended(form, project, monkeypatch):
    asked_for, seen = [], []

    def run(years, **given):
        asked_for.append((years, given["only"], given["notebooks"], given["output_dir"]))
        node = (2030, "40_consumption")
        given["watcher"].planned({node: []}, {})
        given["watcher"].cell(node, 3, 20)
        seen.append((form._progress.value, form.buttons["run"].disabled))
        outcomes = [Outcome("40_consumption", "failed", "[X] <坏>"), Outcome("00_intake", "done", ran=False)]
        return [YearRun(2030, outcomes)]

    monkeypatch.setattr(launcher, "run_years", run)
    form.part.value = "40_consumption"
    form.buttons["run"].click()
    assert asked_for == [([2030], ["40_consumption"], project / "notebooks", project / "outputs")]
    progress, locked = seen[0]
    assert "0/1 个笔记本" in progress and "40_consumption 3/20 格" in progress and locked
    assert form._progress.value == ""
    rows = [[cell.get_text() for cell in row.find_all("td")] for row in BeautifulSoup(form.shown, "html.parser").find_all("tr")]
    assert rows == [[], ["40_consumption", "失败", ""], ["00_intake", "没有变化", ""]]
    assert '<a href="40_consumption.ipynb">' in form.shown
    assert "[X] &lt;坏&gt;" in form.shown
    assert not form.buttons["run"].disabled


def test_an_unexpected_error_is_shown_and_logged_and_the_form_can_be_used_again(form, monkeypatch, caplog):
    def run(years, **given):
        raise OSError("磁盘已满")

    monkeypatch.setattr(launcher, "run_years", run)
    form.buttons["run"].click()
    assert "OSError：磁盘已满" in form.shown
    assert "Traceback" in caplog.text
    assert not form.buttons["run"].disabled


def test_a_run_can_be_stopped(form, monkeypatch):
    """The stop button of JupyterLab interrupts the kernel."""

    def run(years, **given):
        raise KeyboardInterrupt

    monkeypatch.setattr(launcher, "run_years", run)
    form.buttons["run"].click()
    assert "已停止" in form.shown
    assert not form.buttons["run"].disabled


def test_the_reports_button_links_to_what_is_published(form, project):
    form.buttons["reports"].click()
    assert "2030 年度还没有报告" in form.shown
    (project / "outputs" / "2030").mkdir(parents=True)
    for name in ("2030/index.html", "2030/40_consumption.html"):
        (project / "outputs" / name).write_text("页")
    form.buttons["reports"].click()
    assert '<a href="/files/outputs/2030/index.html" target="_blank">本年度总览</a>' in form.shown
    assert '<a href="/files/outputs/2030/40_consumption.html" target="_blank">40_consumption</a>' in form.shown
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
