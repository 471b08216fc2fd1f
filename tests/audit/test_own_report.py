"""The report that we write ourselves is held to the rules for reports of others, before it is published."""

import json

import pytest

from evalkit.audit.findings import Severity
from evalkit.audit.own import audit_own, refusal_of
from evalkit.audit.run import audit_file
from evalkit.reports.export import write_report

PARTS = "2030年组织培训120人次，其中企业70人次、机关60人次。"
TRAINED = {"id": "trained", "name": "培训人次（报告所称）"}
FAIRS = {"id": "fairs", "name": "展会场次"}
SUM = ("F-SUM-01", "培训人次（报告所称）填报 120 人次，按“70 + 60 = 130 人次”计算，两者相差 10 人次", "trained")
CLAIM = ("F-CLAIM-01", "单位对“进出口总值”目标的说法相反：第三章称已完成，第五章称未完成")
LATE = "2030年部门预算于2030年9月24日经党组会研究审议通过。"


def refusal(text: str, *findings: tuple[str, ...]):
    """Return why a report of one paragraph is refused by the findings of its data: code, message, measures."""
    notebook = {"cells": [{"cell_type": "markdown", "source": "# 自评报告"}, {"cell_type": "markdown", "source": text}]}
    known = [{"code": code, "message": message, "measures": measures} for code, message, *measures in findings]
    return refusal_of(audit_own(notebook, name="90_report", fiscal_year=2030, measures=[TRAINED, FAIRS], findings=known))


@pytest.mark.parametrize("year", [2020, 2021, 2022])
def test_our_report_holds_nothing_that_cannot_be(three_years, tmp_path, year):
    target = tmp_path / "report.docx"
    write_report(year, data_dir=three_years.data, output_dir=three_years.outputs, target=target)
    found = audit_file(target, fiscal_year=year)
    assert len(found.figures) > 10, "its figures are read"
    assert [finding.message for finding in found.findings if finding.severity is Severity.HARD] == []


@pytest.mark.parametrize("year", [2020, 2021, 2022])
def test_the_audit_is_published_beside_the_report(three_years, year):
    folder = three_years.outputs / str(year)
    plain = json.loads((folder / "audit.json").read_bytes())
    assert (plain["file"], plain["fiscal_year"]) == ("90_report", year)
    assert [finding["rule"] for finding in plain["findings"] if finding["severity"] == "hard"] == []
    counts = {severity: sum(finding["severity"] == severity for finding in plain["findings"]) for severity in ("soft", "info")}
    told = f"读出数字 {len(plain['figures'])} 个；必须改正 0 条，请核实 {counts['soft']} 条，提示 {counts['info']} 条"
    assert told in (folder / "index.html").read_text(encoding="utf-8")
    assert told in (folder / "audit.html").read_text(encoding="utf-8")
    published = {each["name"] for each in json.loads((folder / "run.json").read_bytes())["subject"]}
    assert {"audit.html", "audit.json"} <= published


def test_a_report_that_contradicts_itself_is_refused_with_rule_place_words_and_working():
    refused = refusal(PARTS)
    assert refused.code == "A-OWN-01"
    assert refused.where == "90_report（2030 年度）第 2 行"
    assert refused.found.startswith("规则 identity/parts（分项与总数）")
    assert "“2030年组织培训120人次”" in refused.found
    assert "70人次 + 60人次 = 130" in refused.found.replace(" 人次", "人次")
    assert "data/raw/2030/narrative" in refused.remedy


def test_a_report_without_a_contradiction_is_not_refused():
    assert refusal("2030年组织培训130人次，其中企业70人次、机关60人次。") is None


@pytest.mark.parametrize(
    ("text", "known"),
    [
        pytest.param(PARTS, SUM, id="a sum, by the name and the number of the first measure"),
        pytest.param(
            LATE, ("F-DATE-01", "2030 年度预算的审议日期为 2030-09-24，不早于该年度开始，疑为年份笔误"), id="a date, by the day"
        ),
        pytest.param("全市实现进出口增长目标任务。没有完成全市进出口任务。", CLAIM, id="a claim, by the name"),
    ],
)
def test_what_the_data_carry_the_report_may_tell(text, known):
    assert refusal(text) is not None, "it is hard where the data carry nothing"
    assert refusal(text, known) is None


@pytest.mark.parametrize(
    ("text", "known"),
    [
        pytest.param(PARTS, ("F-RANGE-01", *SUM[1:]), id="of another kind"),
        pytest.param(PARTS, ("F-OVER-01", *SUM[1:]), id="of no hard kind"),
        pytest.param(PARTS, (*SUM[:2], "fairs"), id="about a measure of another name"),
        pytest.param(PARTS, (SUM[0], SUM[1].replace("120", "140"), "trained"), id="about another number"),
        pytest.param(
            PARTS,
            ("F-SUM-01", "展会场次填报 5 场，按“2030年 4 场”计算，两者相差 1 场", "fairs"),
            id="with no more in common than the year",
        ),
        pytest.param(LATE, ("F-DATE-01", "2030 年度预算的审议日期为 2030-09-23，不早于该年度开始"), id="about another day"),
        pytest.param("全市进出口总值增长5%。全市进出口总值下降3%。", CLAIM, id="a claim about a target, not about growth"),
    ],
)
def test_a_finding_about_anything_else_answers_for_nothing(text, known):
    assert refusal(text, known) is not None


def test_what_the_bureau_states_itself_is_told_and_claims_nothing():
    compared = "2030年全年组织培训120人次。\n\n2030年{}全年组织培训130人次。"
    assert refusal(compared.format("单位自报")) is None
    assert refusal(compared.format("")) is not None


def test_what_the_data_answer_for_is_asked_about_and_names_the_finding_of_the_data():
    notebook = {"cells": [{"cell_type": "markdown", "source": "# 自评报告"}, {"cell_type": "markdown", "source": PARTS}]}
    known = [{"code": SUM[0], "message": SUM[1], "measures": [SUM[2]]}]
    audited = audit_own(notebook, name="90_report", fiscal_year=2030, measures=[TRAINED], findings=known)
    [found] = [each for each in audited.findings if each.rule == "identity/parts"]
    assert found.severity is Severity.SOFT
    assert found.message.endswith("年度数据已列为疑点 F-SUM-01")
