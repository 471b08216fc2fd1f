"""The command line: what it answers, in Chinese, and with which status."""

import pytest
from typer.testing import CliRunner

from evalkit import cli
from evalkit.cli import app

runner = CliRunner()


def test_help_is_chinese_and_has_an_example_for_each_command():
    assert "自评" in runner.invoke(app, ["--help"]).output
    assert "例：evalkit run --year 2022" in runner.invoke(app, ["run", "--help"]).output
    assert "例：evalkit check --year 2022" in runner.invoke(app, ["check", "--help"]).output


def test_check_says_that_all_is_well(folder):
    done = runner.invoke(app, ["check", "--year", "2030", "--data", str(folder.data)])
    assert done.exit_code == cli.WELL
    assert "2030 年度：没有发现问题；数值 9 行，其中缺失 1 行" in done.output


def test_check_lists_every_problem_and_fails(folder):
    folder.edit("year.yml", "fiscal_year: 2030", "fiscal_year: 2029")
    folder.edit(
        "objectives.csv",
        "E01,效益指标,经济效益指标,进出口总值,trade,trade_total,≥,,",
        "E01,效益指标,经济效益指标,进出口总值,trade,trade_total,≥,abc,",
    )
    done = runner.invoke(app, ["check", "--year", "2030", "--data", str(folder.data)])
    assert done.exit_code == cli.FAILED
    assert "I-YEAR-02" in done.output and "V-NUM-01" in done.output


def test_check_without_a_year_checks_all_of_them(folder):
    folder.another(2031)
    done = runner.invoke(app, ["check", "--data", str(folder.data)])
    assert "2030 年度" in done.output and "2031 年度" in done.output


def test_a_delivery_is_registered_with_its_reason(folder):
    text = (folder.raw / "facts.csv").read_text(encoding="utf-8")
    folder.write("facts.csv", text.replace("100.0", "120.0"))
    refused = runner.invoke(app, ["check", "--year", "2030", "--data", str(folder.data)])
    assert refused.exit_code == cli.FAILED and "I-SRC-01" in refused.output
    recorded = runner.invoke(app, ["check", "--record", "--year", "2030", "--reason", "海关修订", "--data", str(folder.data)])
    assert recorded.exit_code == cli.WELL
    assert "已登记 facts.csv（原因：海关修订）" in recorded.output
    assert "reason: 海关修订" in (folder.raw / "SOURCES.yml").read_text(encoding="utf-8")


def test_a_delivery_with_a_fault_is_not_registered(folder):
    before = (folder.raw / "SOURCES.yml").read_bytes()
    text = (folder.raw / "facts.csv").read_text(encoding="utf-8")
    folder.write("facts.csv", text.replace("100.0", "一百"))
    refused = runner.invoke(app, ["check", "--record", "--year", "2030", "--data", str(folder.data)])
    assert refused.exit_code == cli.FAILED and "V-NUM-01" in refused.output
    assert (folder.raw / "SOURCES.yml").read_bytes() == before


def test_check_tells_what_cannot_be_scored_before_anything_is_run(folder):
    folder.edit("objectives.csv", ",50,assumed", ",49,assumed")
    folder.edit("declared.csv", "score,project,95,", "score,project,九十五,")
    done = runner.invoke(app, ["check", "--year", "2030", "--data", str(folder.data)])
    assert done.exit_code == cli.FAILED
    assert "R-OBJ-02" in done.output and "产出指标 49 分" in done.output
    assert "declared.csv 第 2 行 value 列" in done.output


def test_check_names_an_edition_that_does_not_exist(folder):
    folder.edit("year.yml", "edition: mof-2020-10", "edition: mof-2020-11")
    done = runner.invoke(app, ["check", "--year", "2030", "--data", str(folder.data)])
    assert "R-BOOK-02" in done.output and "是否为“mof-2020-10”？" in done.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["run", "--year", "2022", "--years", "2020-2022"],
        ["run", "--years", "2022"],
        ["run", "--years", "2022-2020"],
        ["run", "--yaer", "2022"],
    ],
    ids=["no year", "both", "one year as a range", "backwards", "misspelt option"],
)
def test_wrong_usage_has_a_status_of_its_own(arguments):
    assert runner.invoke(app, arguments).exit_code == cli.USAGE


@pytest.mark.parametrize("year", ["1022", "22", "2099"])
def test_a_year_without_data_is_named_with_the_years_there_are(folder, tmp_path, year):
    done = runner.invoke(app, ["run", "--year", year, "--data", str(folder.data), "--output", str(tmp_path / "outputs")])
    assert done.exit_code == cli.FAILED
    assert "I-YEAR-01" in done.output and "已有年度：2030" in done.output
    assert not list((tmp_path / "outputs").rglob("90_report.html"))


def test_a_year_that_was_not_run_cannot_be_scored_and_the_command_that_helps_is_named(folder):
    done = runner.invoke(app, ["score", "--year", "2030", "--data", str(folder.data)])
    assert done.exit_code == cli.FAILED
    assert "P-LACK-01" in done.output and "evalkit run --year 2030" in done.output


def test_a_form_cannot_be_exported_before_the_year_was_run(folder, tmp_path):
    target = tmp_path / "form.xlsx"
    command = ["export", "form", "--year", "2030", "--to", "xlsx", "--output", str(target), "--data", str(folder.data)]
    done = runner.invoke(app, command)
    assert done.exit_code == cli.FAILED
    assert "P-LACK-01" in done.output and not target.exists()
