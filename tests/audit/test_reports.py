"""Whole reports: correct ones pass, faulty ones are found out, and changed figures are noticed."""

import csv
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from evalkit.audit.document import Line, document_of
from evalkit.audit.findings import Severity
from evalkit.audit.reading import _lines
from evalkit.audit.rules import RULES
from evalkit.audit.run import Audit, audit, audit_file

REPORTS = Path(__file__).parent / "reports"
CORRECT = sorted(path for path in REPORTS.iterdir() if not path.name.startswith("faulty"))
FAULTY = REPORTS / "faulty-2023.md"
SHARED = Path(__file__).parents[3] / "shared"
MOST_SOFT = 2


@pytest.mark.parametrize("path", CORRECT, ids=lambda path: path.stem)
def test_a_correct_report_has_no_hard_finding_and_hardly_a_soft_one(path):
    told = audit_file(path)
    assert [(each.rule, each.working) for each in told.findings if each.severity is Severity.HARD] == []
    assert len([each for each in told.findings if each.severity is Severity.SOFT]) <= MOST_SOFT
    assert told.document.fiscal_year == int(path.stem[-4:])
    assert len(told.figures) > 30


def test_there_are_at_least_five_correct_reports():
    assert len(CORRECT) >= 5


def test_the_faulty_report_has_every_class_of_fault():
    grave = {each.rule.partition("/")[0] for each in audit_file(FAULTY).findings if each.severity is not Severity.INFO}
    assert set(RULES) - grave == {"table"}


PUT_RIGHT = [
    ("identity", "在建5座", "在建6座"),
    ("chronology", "于2023年8月18日", "于2022年12月18日"),
    ("period", "2024年污水处理知识竞赛", "2023年污水处理知识竞赛"),
    ("range", "达标率97.2%", "达标率99.5%"),
    ("ratio", "合格率98.2%", "合格率97.1%"),
    ("flow", "报名1.2万人次，发放净水券2.5万张，核销净水券2.8万张", "报名3.2万人次，发放净水券2.5万张，核销净水券2.4万张"),
    ("over-achievement", "实际清淤260公里", "实际清淤126公里"),
    ("cut-off", "第三季度运行考核通报", "全年运行考核通报"),
    ("ambiguity", "发放教材92套", "每期发放教材46套"),
    ("precision", "约131.257万千瓦时", "约131万千瓦时"),
    ("grade", "自评得分79分", "自评得分91分"),
    ("basis", "资金使用率91.3%", "按拨付数计算的资金使用率91.3%"),
    ("attribution", "带动家用净水设备消费910万元", "与未领券家庭对照，净增家用净水设备消费910万元"),
]


def findings_of(told: Audit, rule: str) -> set[str]:
    return {each.id for each in told.findings if each.rule.partition("/")[0] == rule and each.severity is not Severity.INFO}


@pytest.mark.parametrize("rule, wrong, right", PUT_RIGHT, ids=lambda part: part[:12])
def test_what_is_put_right_is_no_longer_found(tmp_path, rule, wrong, right):
    text = FAULTY.read_text(encoding="utf-8")
    assert text.count(wrong) == 1
    mended = tmp_path / "mended.md"
    mended.write_text(text.replace(wrong, right), encoding="utf-8")
    assert len(findings_of(audit_file(mended), rule)) < len(findings_of(audit_file(FAULTY), rule))


def changed(lines: list[Line], told: Audit, number: int, step: int) -> list[Line] | None:
    """Return the lines with one figure changed by so many units of its last digit."""
    figure = told.figures[number]
    digits = re.search(r"[0-9][0-9,]*(?:\.[0-9]+)?", figure.text)
    if digits is None:
        return None
    value = Decimal(digits[0].replace(",", ""))
    new = figure.text.replace(digits[0], str(value + step * Decimal(1).scaleb(value.as_tuple().exponent)), 1)
    place = figure.sentence.start + figure.number.start
    begin, line = [start for start in figure.sentence.paragraph.starts if start[0] <= place][-1]
    at = next(index for index, each in enumerate(lines) if each.number == line)
    text, offset = lines[at].text, place - begin
    offset = text.index(figure.text, max(0, offset - 1))
    edited = text[:offset] + new + text[offset + len(figure.text) :]
    cells = tuple(edited.split("　")) if lines[at].cells else ()
    return [*lines[:at], replace(lines[at], text=edited, cells=cells), *lines[at + 1 :]]


def test_the_share_of_changed_figures_that_is_noticed(record_property):
    """Every seventh figure of the correct reports, one unit of the last digit up and down; most stand alone and cannot be noticed."""
    noticed = tried = 0
    for path in CORRECT:
        lines = _lines(path)
        told = audit(document_of(path.name, lines))
        known = {(each.rule, each.working) for each in told.findings}
        for number in range(0, len(told.figures), 7):
            for step in (1, -1):
                edited = changed(lines, told, number, step)
                if edited is None:
                    continue
                tried += 1
                noticed += {(each.rule, each.working) for each in audit(document_of(path.name, edited)).findings} != known
    record_property("noticed", f"{noticed} of {tried}")
    print(f"{noticed} of {tried} changed figures are noticed")
    assert tried > 300
    assert noticed / tried > 0.25


@pytest.mark.skipif(not (SHARED / "audit").is_dir(), reason="the published report does not lie beside the project")
def test_the_published_report_raises_what_is_expected_and_nothing_that_passes():
    lines_of = {row["id"]: int(row["line"]) for row in _rows(SHARED / "source" / "figures.csv")}
    told = audit_file(SHARED / "source" / "self-evaluation-2022.md")
    for row in _rows(SHARED / "audit" / "expected_findings.csv"):
        lines = {lines_of[id] for id in re.findall(r"F\d\d", row["figures"])} | {
            int(line) for line in re.findall(r"L(\d+)", row["figures"])
        }
        own = [
            each for each in told.findings if each.rule.partition("/")[0] == row["class"] and each.severity is not Severity.INFO
        ]
        raised = [each for each in own if set(each.lines) >= lines]
        if row["expected"].startswith("pass"):
            assert [each for each in own if lines and set(each.lines) <= lines] == [], row["id"]
        elif row["expected"] == "warn":
            assert Severity.SOFT in {each.severity for each in raised}, row["id"]
        else:
            assert raised, row["id"]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
