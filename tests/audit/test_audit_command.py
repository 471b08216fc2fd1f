"""``evalkit audit`` on the terminal, as JSON and as a page; waivers; exit status."""

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evalkit import cli

REPORTS = Path(__file__).parent / "reports"
FAULTY, CORRECT = REPORTS / "faulty-2023.md", REPORTS / "lamps-2024.md"
KEYS = ["rule", "severity", "lines", "quotes", "working", "message"]
FIGURE_KEYS = ["line", "text", "value", "unit", "low", "high", "subject", "period", "scope"]


def run(*arguments: object):
    return CliRunner().invoke(cli.app, ["audit", *map(str, arguments)])


def test_a_correct_report_ends_well_and_a_hard_finding_does_not():
    assert run(CORRECT).exit_code == cli.WELL
    assert run(FAULTY).exit_code == cli.FAILED


def test_the_terminal_shows_place_quote_working_and_id():
    shown = run(FAULTY).output
    assert "必须改正  得分与等级  第 33 行" in shown
    assert "原文：自评得分79分，等级为优" in shown
    assert "算式：466份 ÷ 480份 = 97.083%" in shown
    assert re.search(r"编号：grade-[0-9a-f]{8}", shown)


def test_json_is_one_object_for_one_file_and_a_list_for_several():
    one = json.loads(run(FAULTY, "--format", "json").stdout)
    assert list(one) == ["file", "fiscal_year", "figures", "findings"]
    assert (one["file"], one["fiscal_year"]) == ("faulty-2023.md", 2023)
    assert {tuple(figure) for figure in one["figures"]} == {tuple(FIGURE_KEYS)}
    assert {tuple(finding) for finding in one["findings"]} == {tuple(KEYS)}
    assert [each["file"] for each in json.loads(run(FAULTY, CORRECT, "--format", "json").stdout)] == [
        "faulty-2023.md",
        "lamps-2024.md",
    ]


def test_the_same_report_gives_the_same_bytes():
    assert run(FAULTY, "--format", "html").stdout == run(FAULTY, "--format", "html").stdout


def test_the_page_is_offline_and_marks_each_finding(tmp_path):
    target = tmp_path / "page.html"
    told = run(FAULTY, "--format", "html", "--output", target)
    page = target.read_text(encoding="utf-8")
    assert told.output.strip() == str(target)
    assert "default-src 'none'" in page and "<script" not in page and "http://" not in page and "https://" not in page
    numbers = set(re.findall(r'<li id="f(\d+)"', page))
    marked = set(re.findall(r'<a href="#f(\d+)"', page))
    whole = json.loads(run(FAULTY, "--format", "json").stdout)["findings"]
    assert marked <= numbers and len(numbers - marked) == sum(not each["lines"] for each in whole)


def test_what_a_report_says_is_shown_literally(tmp_path):
    path = tmp_path / "report.md"
    path.write_text('# 2021年度自评报告\n\n建设<img src="x" onerror="alert(1)">公园3座。\n', encoding="utf-8")
    page = run(path, "--format", "html").stdout
    assert "<img" not in page and "&lt;img src=&#34;x&#34;" in page


def test_a_waiver_silences_a_finding_and_is_shown(tmp_path):
    report = tmp_path / "report.md"
    report.write_text("# 2021年度公园建设自评报告\n\n建设公园3座（东区1座、西区1座）。\n", encoding="utf-8")
    id = re.search(r"编号：(identity-\S+)", run(report).output)[1]
    (tmp_path / "waivers.csv").write_text(f"finding,reason,who,date\n{id},第三座在市区,复核人,2022-05-01\n", encoding="utf-8")
    told = run(report)
    assert told.exit_code == cli.WELL
    assert "已豁免" in told.output and "第三座在市区（复核人，2022-05-01）" in told.output
    assert "identity/parts" not in {each["rule"] for each in json.loads(run(report, "--format", "json").stdout)["findings"]}
    page = run(report, "--format", "html").stdout
    assert "第三座在市区" in page and "复核人，2022-05-01" in page


@pytest.mark.parametrize(
    "content", ["finding,reason,who,date\nidentity-1,,复核人,2022-05-01\n", "finding,why\nidentity-1,因为\n"]
)
def test_a_waiver_without_reason_name_or_day_is_refused(tmp_path, content):
    report = tmp_path / "report.md"
    shutil.copy(CORRECT, report)
    (tmp_path / "waivers.csv").write_text(content, encoding="utf-8")
    told = run(report)
    assert told.exit_code == cli.FAILED and "输入数据有" in told.stderr


def test_a_file_that_cannot_be_read_does_not_hide_the_others(tmp_path):
    told = run(tmp_path / "missing.md", CORRECT)
    assert told.exit_code == cli.FAILED
    assert "[A-FILE-01]" in told.stderr and "lamps-2024.md" in told.stdout


def test_several_pages_are_written_beside_their_reports(tmp_path):
    for name in ("a.md", "b.md"):
        shutil.copy(CORRECT, tmp_path / name)
    told = run(tmp_path / "a.md", tmp_path / "b.md", "--format", "html")
    assert told.output.split() == [str(tmp_path / "a.audit.html"), str(tmp_path / "b.audit.html")]


def test_the_year_can_be_given(tmp_path):
    path = tmp_path / "report.md"
    path.write_text("# 自评报告\n\n上年建成3座。\n", encoding="utf-8")
    assert json.loads(run(path, "--format", "json").stdout)["fiscal_year"] is None
    told = json.loads(run(path, "--format", "json", "--fiscal-year", 2020).stdout)
    assert (told["fiscal_year"], told["figures"][0]["period"]) == (2020, "上年")


def test_a_year_that_was_not_run_is_told(tmp_path):
    told = run(CORRECT, "--year", 2024, "--data", tmp_path)
    assert told.exit_code == cli.FAILED and "P-LACK-01" in told.stderr
