"""The runner on a miniature fictional year: nothing succeeds while wrong, and nothing that was good is lost."""

import hashlib
import json
import re
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from evalkit.pipeline.contract import PARAMETERS, contract_problems
from evalkit.pipeline.manifest import read_manifest
from evalkit.pipeline.plan import plan_year
from evalkit.pipeline.run import YearRun, run_years

SETUP = "from evalkit.year import open_year\nyear = open_year(fiscal_year, data_dir=data_dir)"
STEPS = {
    "00_intake": ("数据接收", "fiscal_year"),
    "10_trade_promotion": (
        "外贸",
        "from evalkit.metrics import general\nfacts = year.sub_project('trade')\n"
        "facts.measure(general.year_on_year_change, id='yoy', current=facts['trade_total'], previous=facts.previous('trade_total'))\n"
        "facts.save()",
    ),
    "40_consumption": ("消费券", "facts = year.sub_project('consumption')\nfacts.save()"),
    "80_scorecard": (
        "评分",
        "results = year.results()\nyear.save_evaluation(year.scorecard(results.measures), results)",
    ),
    "90_report": ("报告", "year.results().measures['yoy'].text"),
}
OBJECTIVES = """\
id,section,category,name,sub_project,measure,comparator,target,unit,target_basis,target_evidence,points,points_basis,evidence,note
B01,预算执行率,预算执行率,派券张数,consumption,vouchers_issued,≥,2000,张,approved,虚构文号,10,approved,,
O01,产出指标,数量指标,派券金额,consumption,voucher_amount_issued,≥,10,万元,stated,第二章,50,assumed,,
E01,效益指标,经济效益指标,进出口总值,trade,trade_total,≥,,亿元,missing,,30,assumed,,
S01,满意度指标,服务对象满意度指标,核销金额,consumption,voucher_amount_redeemed,≥,8,万元,stated,第二章,10,assumed,,
"""
TREND = ("各年度", "fiscal_year, first_year")


def write_notebook(folder: Path, name: str, title: str, code: str, *, parameters: str, tagged: bool = True) -> None:
    first, setup, step = new_code_cell(parameters), new_code_cell(SETUP), new_code_cell(code)
    first.metadata["tags"] = ["parameters"] if tagged else []
    notebook = new_notebook(cells=[new_markdown_cell(f"# {title}"), first, setup, step])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / f"{name}.ipynb")


def write_notebooks(made: Path, trend: tuple[str, str] = TREND) -> None:
    """Write the notebooks of a miniature year, and the one across years."""
    made.mkdir()
    for name, (title, code) in STEPS.items():
        write_notebook(made, name, title, code, parameters='fiscal_year = 2030\ndata_dir = "data"')
    write_notebook(made, "95_trend", *trend, parameters='fiscal_year = 2030\nfirst_year = 0\ndata_dir = "data"')


@pytest.fixture
def notebooks(folder, tmp_path) -> Path:
    folder.write("objectives.csv", OBJECTIVES)
    write_notebooks(tmp_path / "notebooks")
    return tmp_path / "notebooks"


@pytest.fixture
def execute(folder, notebooks, tmp_path):
    """Return a function that runs years of the fictional data and gives what came of them."""

    def run(*years: int, only: list[str] | None = None) -> list[YearRun]:
        return run_years(
            list(years) or [2030], data_dir=folder.data, output_dir=tmp_path / "outputs", notebooks=notebooks, only=only
        )

    return run


def statuses(run: YearRun) -> dict[str, str]:
    return {outcome.notebook: outcome.status for outcome in run.outcomes}


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "index.html" and not path.name.startswith("run.json")
    }


def test_a_good_year_publishes_whole_pages_and_leaves_nothing_behind(execute, tmp_path):
    year, trend = execute()
    assert year.ok and trend.ok
    outputs = tmp_path / "outputs"
    assert {path.name for path in (outputs / "2030").glob("*.html")} == {
        *(f"{name}.html" for name in STEPS),
        "audit.html",
        "index.html",
    }
    assert [path.name for path in outputs.iterdir() if path.name.startswith(".")] == [".locks"]
    assert not [path for path in outputs.rglob(".*") if path.parent.name != ".locks" and path.name != ".locks"]


def test_a_report_that_contradicts_itself_keeps_the_year_from_being_published(execute, notebooks, tmp_path):
    execute()
    published = tmp_path / "outputs" / "2030"
    before = digests(published)
    told = "print('2030年组织培训120人次，其中企业70人次、机关60人次。')"
    write_notebook(notebooks, "90_report", "报告", told, parameters='fiscal_year = 2030\ndata_dir = "data"')
    year, _ = execute()
    failed = {outcome.notebook: outcome.message for outcome in year.outcomes if outcome.status == "failed"}
    assert list(failed) == ["90_report"]
    assert "[A-OWN-01]" in failed["90_report"] and "规则 identity/parts" in failed["90_report"]
    after = {name: digest for name, digest in digests(published).items() if not name.startswith("_failed/")}
    assert after == before
    shown = BeautifulSoup((published / "_failed" / "90_report.html").read_text(encoding="utf-8"), "html.parser")
    assert "2030年组织培训120人次" in shown.find("mark", class_="hard").get_text(), "the words are marked where they stand"
    assert shown.find(class_="failure") and "[A-OWN-01]" in shown.find("pre").get_text()
    assert shown.find("a", string="年度总目录")["href"] == "../index.html"
    told = "print('2030年组织培训130人次，其中企业70人次、机关60人次。')"
    write_notebook(notebooks, "90_report", "报告", told, parameters='fiscal_year = 2030\ndata_dir = "data"')
    year, _ = execute()
    assert year.ok and not (published / "_failed").exists()
    assert "这不是报告</p>" not in (published / "audit.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("printed", "published"), [("100.0", True), ("90.0", False)])
def test_the_report_is_compared_with_the_measures_that_it_read(execute, notebooks, printed, published):
    told = f"year = open_year(fiscal_year, data_dir=data_dir)\nyear.results()\nprint('2030年进出口总值{printed}亿元。')"
    code = f"from evalkit.notebook import open_year\n{told}"
    write_notebook(notebooks, "90_report", "报告", code, parameters='fiscal_year = 2030\ndata_dir = "data"')
    year, _ = execute()
    assert year.ok is published
    messages = [outcome.message for outcome in year.outcomes if outcome.message]
    assert published or (len(messages) == 1 and "规则 data（与年度数据核对）" in messages[0] and "100.0 亿元" in messages[0])


def test_somebody_may_answer_for_what_the_audit_of_a_report_finds(execute, folder, notebooks, tmp_path):
    told = "print('2030年组织培训120人次，其中企业70人次、机关60人次。')"
    write_notebook(notebooks, "90_report", "报告", told, parameters='fiscal_year = 2030\ndata_dir = "data"')
    year, _ = execute()
    number = re.search("编号 ([a-z-]+-[0-9a-f]{8})", year.outcomes[-1].message)[1]
    folder.write("waivers.csv", f"finding,reason,who,date\n{number},其余十人两边都算,财务科,2031-02-01\n")
    year, _ = execute()
    assert year.ok
    shown = BeautifulSoup((tmp_path / "outputs" / "2030" / "audit.html").read_text(encoding="utf-8"), "html.parser")
    assert "其余十人两边都算" in shown.find("h2", string="已豁免").find_next("ol").get_text()
    (folder.raw / "waivers.csv").unlink()
    year, _ = execute()
    assert not year.ok and number in year.outcomes[-1].message


def test_the_manifest_names_inputs_outputs_edition_and_environment(execute, folder, tmp_path):
    execute()
    published = tmp_path / "outputs" / "2030"
    content = (published / "run.json").read_bytes()
    manifest = read_manifest(published)
    facts = hashlib.sha256((folder.raw / "facts.csv").read_bytes()).hexdigest()
    page = hashlib.sha256((published / "90_report.html").read_bytes()).hexdigest()
    assert manifest["inputs"]["raw/2030/facts.csv"] == facts
    assert manifest["outputs"]["90_report.html"] == page
    assert manifest["edition"] == "mof-2020-10"
    assert {"commit", "python", "host"} <= manifest["environment"].keys()
    assert (published / "run.json.sha256").read_text().split() == [hashlib.sha256(content).hexdigest(), "run.json"]


def test_one_failing_sub_project_does_not_stop_the_others_and_its_last_good_page_stays(execute, notebooks, tmp_path):
    execute()
    published = tmp_path / "outputs" / "2030"
    before = digests(published)
    write_notebook(notebooks, "40_consumption", "消费券", "1 / 0", parameters='fiscal_year = 2030\ndata_dir = "data"')
    write_notebook(
        notebooks,
        "10_trade_promotion",
        "外贸（改）",
        STEPS["10_trade_promotion"][1],
        parameters='fiscal_year = 2030\ndata_dir = "data"',
    )
    year, trend = execute()
    assert statuses(year) == {
        "00_intake": "done",
        "10_trade_promotion": "done",
        "40_consumption": "failed",
        "80_scorecard": "skipped",
        "90_report": "skipped",
    }
    assert not year.ok
    after = digests(published)
    assert {name: after[name] for name in before} == before, "the page of 10_trade_promotion too: a report is published whole"
    assert after.keys() - before.keys() == {"_failed/40_consumption.html", "_failed/attempt.json"}
    assert statuses(trend) == {"95_trend": "skipped"}, "it would show a score whose report is not published"
    index = (published / "index.html").read_text(encoding="utf-8")
    assert "40_consumption" in index and "ZeroDivisionError" in index and "上一次成功的报告" in index
    assert 'href="_failed/40_consumption.html"' in index


def test_the_page_of_a_failed_notebook_says_so_and_shows_what_it_gave_literally(execute, notebooks, tmp_path):
    code = "print('<b>甲公司</b>')\nraise ValueError('<img src=\"x\" onerror=\"alert(1)\">')"
    write_notebook(notebooks, "40_consumption", "消费券", code, parameters='fiscal_year = 2030\ndata_dir = "data"')
    execute()
    page = (tmp_path / "outputs/2030/_failed/40_consumption.html").read_text(encoding="utf-8")
    shown = BeautifulSoup(page, "html.parser")
    assert shown.find("p", class_="failure").text == "运行失败，这不是报告"
    assert shown.title.text == "运行失败：2030 年度 消费券"
    text = shown.main.get_text()
    assert "<b>甲公司</b>" in text and '<img src="x" onerror="alert(1)">' in text and "Traceback" in text
    assert not shown.find_all("img") and str(tmp_path) not in page
    assert shown.find("a", string="返回总目录")["href"] == "../index.html"


def test_a_notebook_that_never_succeeded_leaves_no_page(execute, notebooks, tmp_path):
    write_notebook(
        notebooks, "40_consumption", "消费券", "print('得分 98')\n1 / 0", parameters='fiscal_year = 2030\ndata_dir = "data"'
    )
    execute()
    published = tmp_path / "outputs" / "2030"
    assert {path.name for path in published.iterdir()} == {"_failed", "index.html"}
    assert {path.name for path in (published / "_failed").iterdir()} == {"40_consumption.html", "attempt.json"}


def test_an_error_of_the_data_reaches_the_operator_in_the_five_line_form(execute, notebooks):
    code = "year.sub_project('consumption')['vouchers_isued']"
    write_notebook(notebooks, "40_consumption", "消费券", code, parameters='fiscal_year = 2030\ndata_dir = "data"')
    (outcome,) = [item for item in execute()[0].outcomes if item.notebook == "40_consumption"]
    assert outcome.message.startswith("[V-FACT-01]")
    assert "是否为“vouchers_issued”？" in outcome.message


def test_a_scorecard_that_writes_no_evaluation_is_a_failure(execute, notebooks, tmp_path):
    write_notebook(notebooks, "80_scorecard", "评分", "1", parameters='fiscal_year = 2030\ndata_dir = "data"')
    year, _ = execute()
    assert statuses(year)["80_scorecard"] == "failed"
    assert statuses(year)["90_report"] == "skipped"
    assert not (tmp_path / "outputs/2030/80_scorecard.html").exists()


def test_the_published_evaluation_holds_the_bounds_worked_out_by_hand(execute, tmp_path):
    """10 + 50 + 10 points are met exactly; the 30 points without a target are open."""
    execute()
    score = json.loads((tmp_path / "outputs/2030/evaluation.json").read_text())["score"]
    assert (score["recomputed"]["low"], score["recomputed"]["high"]) == (70, 100)
    assert score["declared"] == {"score": 95, "grade": None}


def test_a_dead_kernel_is_a_failure_and_not_a_hang(execute, notebooks):
    code = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
    write_notebook(notebooks, "40_consumption", "消费券", code, parameters='fiscal_year = 2030\ndata_dir = "data"')
    (outcome,) = [item for item in execute(only=["40_consumption"])[0].outcomes if item.notebook == "40_consumption"]
    assert outcome.status == "failed"
    assert "内核" in outcome.message


def test_a_notebook_without_the_parameters_tag_is_refused(execute, notebooks):
    """Papermill would inject on top, the notebook would overwrite, and the default year would be reported with status 0."""
    write_notebook(notebooks, "40_consumption", "消费券", "1", parameters='fiscal_year = 2020\ndata_dir = "data"', tagged=False)
    (outcome,) = [item for item in execute()[0].outcomes if item.notebook == "40_consumption"]
    assert outcome.status == "failed"
    assert outcome.message.count("[P-NB-02]") == 1


def test_a_misspelt_parameter_is_refused(execute, notebooks):
    """Papermill would only log it, and run the default year with status 0."""
    write_notebook(notebooks, "40_consumption", "消费券", "1", parameters='fiscl_year = 2020\ndata_dir = "data"')
    (outcome,) = [item for item in execute()[0].outcomes if item.notebook == "40_consumption"]
    assert "[P-NB-03]" in outcome.message
    assert "fiscl_year" in outcome.message


def test_a_missing_notebook_is_named(execute, notebooks):
    (notebooks / "40_consumption.ipynb").unlink()
    (outcome,) = [item for item in execute()[0].outcomes if item.notebook == "40_consumption"]
    assert "[P-NB-01]" in outcome.message


def test_a_damaged_notebook_is_named_and_the_others_run(execute, notebooks):
    (notebooks / "40_consumption.ipynb").write_text("{ half a notebook", encoding="utf-8")
    year, _ = execute()
    (outcome,) = [item for item in year.outcomes if item.notebook == "40_consumption"]
    assert "[P-NB-05]" in outcome.message
    assert statuses(year)["10_trade_promotion"] == "done"


def test_the_index_says_which_pages_rest_on_data_that_have_changed_since(execute, folder, tmp_path):
    execute()
    folder.edit("facts.csv", "100.0", "120.0")
    execute(only=["10_trade_promotion"])
    index = (tmp_path / "outputs/2030/index.html").read_text(encoding="utf-8")
    assert index.count("所据原始数据此后已变") == 2, "80_scorecard and 90_report use the figure, and were not asked for"


def test_the_index_says_that_the_raw_data_were_refused_and_keeps_the_pages(execute, folder, tmp_path):
    execute()
    before = digests(tmp_path / "outputs" / "2030")
    folder.edit("year.yml", "fiscal_year: 2030", "fiscal_year: 2029")
    execute()
    index = (tmp_path / "outputs/2030/index.html").read_text(encoding="utf-8")
    assert "本年度的原始数据有问题" in index and "I-YEAR-02" in index
    after = digests(tmp_path / "outputs" / "2030")
    assert after.pop("_failed/attempt.json") and after == before
    folder.edit("year.yml", "fiscal_year: 2029", "fiscal_year: 2030")
    assert execute()[0].ok
    assert digests(tmp_path / "outputs" / "2030") == before
    assert "本年度的原始数据有问题" not in (tmp_path / "outputs/2030/index.html").read_text(encoding="utf-8")


def test_a_misspelt_name_of_a_notebook_says_nothing_about_the_raw_data(execute, tmp_path):
    execute()
    before = (tmp_path / "outputs/2030/run.json").read_bytes()
    (refused,) = execute(only=["40_consumtion"])
    assert "[P-PLAN-01]" in str(refused.problems)
    assert (tmp_path / "outputs/2030/run.json").read_bytes() == before
    assert "原始数据有问题" not in (tmp_path / "outputs/2030/index.html").read_text(encoding="utf-8")


def test_the_index_says_that_the_page_across_years_failed(execute, notebooks, tmp_path):
    write_notebook(notebooks, "95_trend", "各年度", "1 / 0", parameters='fiscal_year = 2030\nfirst_year = 0\ndata_dir = "data"')
    execute()
    index = (tmp_path / "outputs/index.html").read_text(encoding="utf-8")
    assert "各年度对照本次没有完成" in index and "ZeroDivisionError" in index


def test_the_year_asked_for_is_the_year_run(execute, folder, tmp_path):
    """The notebooks' own default is 2030."""
    folder.another(2031).write("objectives.csv", OBJECTIVES)
    execute(2031)
    saved = json.loads((folder.data / "processed/2031/measures/trade.json").read_text())
    copy = nbformat.read(tmp_path / "outputs/2031/notebooks/00_intake.ipynb", as_version=4)
    assert saved["fiscal_year"] == 2031
    assert "fiscal_year = 2031" in copy.cells[1].source
    assert copy.cells[3].outputs[0]["data"]["text/plain"] == "2031"


def test_a_year_with_faulty_data_is_not_run_and_the_next_one_is(execute, folder, tmp_path):
    folder.another(2033).write("objectives.csv", OBJECTIVES)
    folder.edit("year.yml", "fiscal_year: 2030", "fiscal_year: 2029")
    first, second, _ = execute(2030, 2033)
    assert first.outcomes == [] and "I-YEAR-02" in str(first.problems)
    assert second.ok
    assert not (tmp_path / "outputs" / "2030").exists()


def test_only_runs_what_is_named_and_an_unknown_name_is_answered_with_the_nearest(execute, folder):
    (year,) = execute(only=["40_consumption"])
    assert statuses(year) == {"40_consumption": "done"}
    (refused,) = execute(only=["40_consumtion"])
    assert "[P-PLAN-01]" in str(refused.problems) and "是否为 40_consumption？" in str(refused.problems)


def test_results_that_are_missing_are_named_with_the_command_that_makes_them(execute):
    (year,) = execute(only=["90_report"])
    (outcome,) = year.outcomes
    assert outcome.status == "failed"
    assert "[P-LACK-01]" in outcome.message
    assert "evalkit run --year 2030" in outcome.message
    assert "外贸促进" in outcome.message and "消费券" in outcome.message


def test_the_plan_follows_the_flow_of_the_data(folder):
    from evalkit.intake.prepare import check

    jobs = plan_year([sub.notebook for sub in check(2030, folder.data).year.sub_projects])
    order = [job.notebook for job in jobs]
    assert order == ["00_intake", "10_trade_promotion", "40_consumption", "80_scorecard", "90_report"]
    assert all(order.index(need) < order.index(job.notebook) for job in jobs for need in job.needs)


def test_a_path_that_is_no_notebook_has_a_problem(tmp_path):
    (problem,) = contract_problems(tmp_path / "nothing.ipynb", PARAMETERS)
    assert problem.code == "P-NB-01"
