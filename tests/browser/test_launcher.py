"""JupyterLab as ``evalkit lab`` starts it, in a real browser: in Chinese, a year run by the form, a fault in five lines."""

import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from tests.real_years import PROJECT

START = """
from pathlib import Path
from evalkit.lab.start import start_lab
start_lab({year}, Path("data"), ["--no-browser", "--port=0", "--allow-root"])
"""
RUN_ALL = "重启内核.*运行所有单元格"


@pytest.fixture
def lab(tmp_path):
    """Start JupyterLab for 2021 on a copy of the project, and return its address."""
    ignored = shutil.ignore_patterns(".*")
    shutil.copytree(PROJECT / "notebooks", tmp_path / "notebooks", ignore=ignored)
    shutil.copytree(PROJECT / "data" / "raw", tmp_path / "data" / "raw")
    (tmp_path / "home").mkdir()
    server = subprocess.Popen(
        [sys.executable, "-c", START.format(year=2021)],
        cwd=tmp_path,
        env=os.environ | {"HOME": str(tmp_path / "home")},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    address = next((found[0] for line in server.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+/\S+", line))), None)
    assert address, "JupyterLab did not start"
    yield address
    server.terminate()
    server.wait(timeout=30)
    server.stdout.close()


@pytest.fixture
def page(chromium, lab):
    """The launcher, with what the browser asked for."""
    context = chromium.new_context(viewport={"width": 1300, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.asked = []
    context.on("request", lambda request: page.asked.append(request.url))
    page.goto(lab)
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
    yield page
    context.close()


def shown_form(page):
    """Run the cell of the launcher."""
    page.get_by_text("| 空闲").wait_for()
    page.locator(".jp-CodeCell").first.click()
    page.keyboard.press("Shift+Enter")
    page.get_by_role("button", name="检查数据").wait_for()


def open_notebook(page, lab: str, name: str) -> None:
    page.goto(lab.replace("launcher.ipynb", name).replace("?", "?reset&"))
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
    page.get_by_text("| 空闲").wait_for()


def run_all(page) -> None:
    page.get_by_role("menuitem", name="内核", exact=True).click()
    page.get_by_role("menuitem", name=re.compile(RUN_ALL)).click()
    page.locator(".jp-Dialog .jp-mod-accept").click()


def test_the_launcher_checks_runs_and_opens_the_reports_of_a_year(page, tmp_path):
    assert page.get_by_role("menuitem", name="文件", exact=True).is_visible()
    shown_form(page)
    page.get_by_role("button", name="检查数据").click()
    page.get_by_text("2021 年度：没有发现问题").wait_for()
    page.locator(".jp-OutputArea").get_by_role("button", name="运行", exact=True).click()
    page.get_by_text("已结束").wait_for()
    page.locator(".jp-OutputArea tr", has_text="95_trend").wait_for(timeout=300_000)
    rows = [row.inner_text().split("\t") for row in page.locator(".jp-OutputArea tbody tr").all()]
    assert [row[2:] for row in rows] == [["完成", "打开"]] * 10
    assert ["40_consumption", "消费券与促消费活动"] in [row[:2] for row in rows]
    page.get_by_text("2021 年度：完成 10").wait_for()
    page.get_by_role("button", name="打开报告").click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="本年度总览").click()
    report = opened.value
    report.locator("a[href='40_consumption.html']").first.click()
    report.wait_for_url("**/files/outputs/2021/40_consumption.html")
    assert report.get_by_role("heading", level=1).inner_text() == "消费券与促消费活动"
    outside = [url for url in page.asked if not url.startswith(("http://127.0.0.1:", "data:", "blob:"))]
    assert outside == []
    assert not (tmp_path / "home" / ".jupyter").exists()


def test_a_notebook_opens_for_the_year_and_its_file_keeps_the_year_it_had(page, lab, tmp_path):
    path = tmp_path / "notebooks" / "10_trade_promotion.ipynb"
    before = nbformat.read(path, as_version=4).cells[1].source
    assert "fiscal_year = 2021" not in before
    open_notebook(page, lab, path.name)
    page.locator(".cm-line", has_text="fiscal_year = 2021").wait_for()
    run_all(page)
    page.get_by_text("1,789.5 亿元").first.wait_for()  # the trade total of 2021; that of 2022 is 1,772.6
    page.keyboard.press("Control+s")
    for _ in range(60):
        page.wait_for_timeout(500)
        saved = nbformat.read(path, as_version=4)
        if any(cell.get("outputs") for cell in saved.cells):
            break
    assert any(cell.get("outputs") for cell in saved.cells)
    assert saved.cells[1].source == before


def test_the_year_is_changed_by_its_parameter_and_the_outline_lists_the_headings(page, lab):
    open_notebook(page, lab, "10_trade_promotion.ipynb")
    page.locator(".cm-line", has_text="fiscal_year = 2021").click()
    page.keyboard.press("End")
    for _ in "2021":
        page.keyboard.press("Backspace")
    page.keyboard.type("2020")
    run_all(page)
    page.get_by_text("1,428.9 亿元").first.wait_for()  # the trade total of 2020, on the page of 2021 that of the year before
    about = page.locator("dl.about").first.text_content()
    assert "2020-12-31" in about and "2021" not in about
    page.locator("[data-id='table-of-contents']").first.click()
    for heading in ("外贸促进与广交会", "疑点", "数值说明"):
        page.locator(".jp-tocItem", has_text=heading).first.wait_for()


def test_a_fault_in_the_data_shows_as_its_five_lines(page, lab, tmp_path):
    objectives = tmp_path / "data" / "raw" / "2021" / "objectives.csv"
    text = objectives.read_text(encoding="utf-8")
    objectives.write_text(re.sub(r"≥,[\d.]+,", "≥,许多,", text, count=1), encoding="utf-8")
    assert objectives.read_text(encoding="utf-8") != text
    open_notebook(page, lab, "10_trade_promotion.ipynb")
    run_all(page)
    error = page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']")
    error.wait_for()
    lines = error.text_content().splitlines()
    assert lines[0] == "输入数据有 1 处问题："
    assert [line.strip()[:3] for line in lines[2:6]] == ["位置:", "发现:", "应为:", "处理:"]
    assert "许多" in lines[3]
    assert "Traceback" not in error.text_content()
