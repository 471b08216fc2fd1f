"""The command line: what it answers, in Chinese, and with which status."""

import re
from decimal import Decimal

import docx
import pytest
import simplejson
from typer.testing import CliRunner

from evalkit import cli
from evalkit.cli import app
from evalkit.forms.xlsx_form import read_xlsx_form
from evalkit.measures import Measure, Status
from evalkit.results import Results, save_result
from evalkit.scoring.rulebook import editions

runner = CliRunner()


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


def test_a_quiet_check_only_tells_of_the_years_with_problems(folder):
    folder.another(2031).edit("year.yml", "fiscal_year: 2031", "fiscal_year: 2029")
    done = runner.invoke(app, ["check", "--quiet", "--data", str(folder.data)])
    assert (done.exit_code, done.stdout) == (cli.FAILED, "")
    assert "2031 年度：" in done.stderr and "2030 年度：" not in done.stderr


def test_a_check_gives_programs_every_problem_of_every_year(folder):
    folder.another(2031).edit("year.yml", "fiscal_year: 2031", "fiscal_year: 2029")
    done = runner.invoke(app, ["check", "--format", "json", "--data", str(folder.data)])
    assert (done.exit_code, done.stderr) == (cli.FAILED, "")
    well, ill = simplejson.loads(done.stdout)
    assert list(well) == list(ill) == ["fiscal_year", "ok", "recorded", "facts", "missing", "ledgers", "problems"]
    assert well == {"fiscal_year": 2030, "ok": True, "recorded": [], "facts": 9, "missing": 1, "ledgers": {}, "problems": []}
    assert (ill["fiscal_year"], ill["ok"], ill["facts"], ill["missing"]) == (2031, False, None, None)
    [problem] = [each for each in ill["problems"] if each["code"] == "I-YEAR-02"]
    assert list(problem) == ["code", "what", "where", "found", "expected", "remedy"]
    assert "year.yml" in problem["where"] and "2029" in problem["found"]


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


@pytest.mark.parametrize("year", ["1990", "2099"])
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


VALUES = {
    "budget": ("100", "万元"),
    "executed": ("80", "万元"),
    "execution_rate": ("80", "%"),
    "execution_rate_on_initial": ("40", "%"),
    "vouchers_issued": ("2000", "张"),
    "trade_total": ("100", "亿元"),
    "satisfaction": (None, "%"),
}


@pytest.fixture
def computed(folder):
    """The year 2030 as its notebooks would leave it.

    B01 80 % of 10 is 8; O01 2000 of 1800 is 50; E01 has no target: 0 to 30; S01 is missing: 0 to 10. Together 58 to 98.
    """
    measures = {
        id: Measure(id, id, value and Decimal(value), unit, 2, "", Status.MEASURED if value else Status.MISSING)
        for id, (value, unit) in VALUES.items()
    }
    folder.write("narrative/goal.md", "稳住外贸，促进消费。\n")
    folder.write("narrative/goal_result.md", "消费券如数发放。\n")
    year = folder.open()
    for sub, listed in (("trade", measures.values()), ("consumption", [])):
        plain = {"measures": [each.to_json() for each in listed], "findings": [], "reads": {}}
        save_result(folder.processed / "measures" / f"{sub}.json", plain, folder.data)
    year.save_evaluation(year.scorecard(measures), Results(measures, [], {}))
    return folder


SCORES = [
    pytest.param([], "58.00 至 98.00", ["10", "8.00"], id="the year's own edition"),
    pytest.param(["--edition", "beijing-2016"], "54.00 至 94.00", ["10", "4.00"], id="40 % of the initial budget"),
    # The 50, 30 and 10 points become 40, 30 and 10, and the budget has 20: 16 + 40, and 40 open.
    pytest.param(["--edition", "hubei-20-80"], "56.00 至 96.00", ["20", "16.00"], id="other points"),
]


@pytest.mark.parametrize(("options", "score", "section"), SCORES)
def test_a_year_is_scored_under_an_edition_beside_all_the_others(computed, options, score, section):
    done = runner.invoke(app, ["score", "--year", "2030", "--data", str(computed.data), *options])
    assert done.exit_code == cli.WELL, done.output
    assert done.output.startswith(f"2030 年度，得分 {score} 分，等级 差 至 优")
    [budget] = [line.split()[1:] for line in done.output.splitlines() if re.match(r"预算执行率 +\d+(\.\d+)? +\d", line)]
    assert [Decimal(cell) for cell in budget] == [Decimal(cell) for cell in (*section, section[1])]
    assert "不能计分的指标 2 项" in done.output
    [trade] = [line.split() for line in done.output.splitlines() if line.startswith("进出口总值")]
    assert (Decimal(trade[1]), trade[2]) == (30, "目标值缺失")
    table = done.output.partition("各版评分规则：")[2].splitlines()
    listed = {re.match("[a-z0-9-]+", line)[0]: line for line in table[2:] if line}
    assert set(listed) == set(editions())
    assert "58.00" in listed["mof-2020-10"] and "56.00" in listed["hubei-20-80"] and "54.00" in listed["beijing-2016"]
    assert all("未核实" in line for line in listed.values())


def test_a_quiet_score_is_one_line(computed):
    done = runner.invoke(app, ["score", "--year", "2030", "--quiet", "--data", str(computed.data)])
    assert (done.exit_code, done.stdout) == (cli.WELL, "2030 年度，得分 58.00 至 98.00 分，等级 差 至 优\n")


def test_a_score_is_given_to_programs_in_exact_decimals(computed):
    command = ["score", "--year", "2030", "--format", "json", "--data", str(computed.data), "--edition", "hubei-20-80"]
    done = runner.invoke(app, command)
    told = simplejson.loads(done.stdout, use_decimal=True)
    assert list(told) == ["fiscal_year", "score", "sections", "indicators", "editions"]
    assert told["fiscal_year"] == 2030 and told["score"]["edition"] == "hubei-20-80"
    assert (told["score"]["recomputed"]["low"], told["score"]["recomputed"]["high"]) == (Decimal(56), Decimal(96))
    assert {each["edition"] for each in told["editions"]} == set(editions())
    assert '"low": 56.00' in done.stdout


def test_an_edition_that_does_not_exist_is_refused(computed):
    done = runner.invoke(app, ["score", "--year", "2030", "--data", str(computed.data), "--edition", "hubei-20-08"])
    assert done.exit_code == cli.FAILED
    assert "R-BOOK-02" in done.output


def export(folder, to: str, target):
    return runner.invoke(
        app, ["export", "form", "--year", "2030", "--to", to, "--output", str(target), "--data", str(folder.data)]
    )


REASON = "未计分：目标值缺失；原因：外需不足；改进措施：开拓新市场"
NOTES = ("演示数据：本年度的数据为虚构，不代表任何单位。", "数据截至：2030-12-31。")


def test_a_form_is_exported_as_a_workbook(computed, tmp_path):
    done = export(computed, "xlsx", tmp_path / "form.xlsx")
    assert (done.exit_code, done.output.strip()) == (cli.WELL, str(tmp_path / "form.xlsx"))
    (form,) = read_xlsx_form(tmp_path / "form.xlsx", "form.xlsx")
    assert (form.project, form.fiscal_year, form.total) == ("促进外贸与消费经费（虚构）", "2030", "58.00 至 98.00")
    assert (form.goal, form.result) == ("稳住外贸，促进消费。", "消费券如数发放。")
    assert (form.money[0].rate, form.money[0].award) == ("80.00%", "8.00")
    assert {row.name: row.award for row in form.rows} == {"消费券发放数": "50.00", "进出口总值": "缺失", "领券人满意度": "缺失"}
    assert next(row.reason for row in form.rows if row.name == "进出口总值") == REASON
    assert set(NOTES) <= set(form.notes)


def test_a_form_is_exported_as_a_document(computed, tmp_path):
    done = export(computed, "docx", tmp_path / "form.docx")
    assert (done.exit_code, done.output.strip()) == (cli.WELL, str(tmp_path / "form.docx"))
    document = docx.Document(str(tmp_path / "form.docx"))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {"稳住外贸，促进消费。", "消费券如数发放。", "58.00 至 98.00", "80.00%", "50.00", REASON} <= cells
    assert set(NOTES) <= {paragraph.text for paragraph in document.paragraphs}


def test_goal_and_result_are_missing_where_nobody_wrote_them(computed, tmp_path):
    for name in ("goal", "goal_result"):
        (computed.raw / "narrative" / f"{name}.md").unlink()
    export(computed, "xlsx", tmp_path / "form.xlsx")
    (form,) = read_xlsx_form(tmp_path / "form.xlsx", "form.xlsx")
    assert (form.goal, form.result) == ("缺失", "缺失")


def test_an_exported_form_is_read_as_text_and_as_json(computed, tmp_path):
    target = tmp_path / "form.xlsx"
    export(computed, "xlsx", target)
    text = runner.invoke(app, ["form", str(target)])
    assert text.exit_code == cli.WELL
    assert "评分规则：mof-2020-10（表下注明评分规则 mof-2020-10）" in text.output
    assert "合计：印出 58 至 98，各行印出得分相加 58 至 98，一致" in text.output
    shown = runner.invoke(app, ["form", str(target), "--format", "json", "--edition", "hubei-20-80"])
    assert shown.exit_code == cli.WELL
    [plain] = simplejson.loads(shown.output, use_decimal=True)
    assert (plain["edition"], plain["budget"]["award_recomputed"], plain["total"]["printed"]) == ("hubei-20-80", 8, [58, 98])
    assert [row["name"] for row in plain["indicators"]] == ["消费券发放数", "进出口总值", "领券人满意度"]


def test_a_form_that_cannot_be_read_does_not_keep_the_others_back(computed, tmp_path):
    target = tmp_path / "form.xlsx"
    export(computed, "xlsx", target)
    done = runner.invoke(app, ["form", str(tmp_path / "none.xlsx"), str(target)])
    assert done.exit_code == cli.FAILED
    assert "F-FILE-01" in done.output and "合计：印出 58 至 98" in done.output


def test_a_form_is_not_exported_where_it_does_not_belong(computed, tmp_path):
    (tmp_path / "folder.xlsx").mkdir()
    (tmp_path / "file").write_bytes(b"kept")
    (tmp_path / "form.docx").write_bytes(b"kept")
    refused = {
        tmp_path: "F-OUT-02",
        tmp_path / "folder.xlsx": "F-OUT-02",
        tmp_path / "file" / "form.xlsx": "F-OUT-02",
        tmp_path / "form.docx": "F-OUT-01",
        tmp_path / "form": "F-OUT-01",
    }
    for target, code in refused.items():
        done = export(computed, "xlsx", target)
        assert (done.exit_code, done.output.count("\n")) == (cli.FAILED, 5), done.output
        assert done.output.startswith(f"[{code}]") and str(target) in done.output
    assert {(tmp_path / name).read_bytes() for name in ("file", "form.docx")} == {b"kept"}
    assert not (tmp_path / "form").exists()


def test_a_goal_too_long_for_a_workbook_is_refused_and_the_old_file_stays(computed, tmp_path):
    computed.write("narrative/goal.md", "稳" * 40_000)
    (tmp_path / "form.xlsx").write_bytes(b"kept")
    done = export(computed, "xlsx", tmp_path / "form.xlsx")
    assert done.exit_code == cli.FAILED and "F-XLSX-08" in done.output
    assert (tmp_path / "form.xlsx").read_bytes() == b"kept"


def test_check_looks_into_the_reviewers_form(folder):
    folder.write("review.xlsx", b"garbage")
    done = runner.invoke(app, ["check", "--year", "2030", "--data", str(folder.data)])
    assert done.exit_code == cli.FAILED
    assert "F-XLSX-01" in done.output and "data/raw/2030/review.xlsx" in done.output
