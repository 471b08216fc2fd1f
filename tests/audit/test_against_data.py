"""Figures of a text against the measures of its year."""

from decimal import Decimal

from evalkit.audit.document import Line, document_of
from evalkit.audit.findings import Severity
from evalkit.audit.run import audit

MEASURES = [
    {
        "name": "新建公路总里程",
        "value": Decimal("58.6"),
        "unit": "公里",
        "interval": [Decimal("58.55"), Decimal("58.65")],
        "period": "2021",
    },
    {
        "name": "投资",
        "value": Decimal("4200"),
        "unit": "万元",
        "interval": [Decimal("4199.5"), Decimal("4200.5")],
        "period": "2021",
    },
    {"name": "满意度", "value": None, "unit": "%", "interval": None, "period": "2021"},
]


def told(text):
    found = audit(document_of("a.md", [Line(1, "2021年度公路建设"), Line(2, text)]), measures=MEASURES).findings
    return {each.rule: each for each in found if each.rule.startswith("data")}


def test_a_figure_that_the_data_give_is_no_finding():
    assert told("2021年新建公路总里程58.6公里，投资0.42亿元。") == {}


def test_a_figure_that_differs_from_the_data_is_found():
    found = told("2021年新建公路总里程56.8公里，投资4200万元。")
    assert (found["data"].severity, found["data"].lines) == (Severity.HARD, [2])
    assert found["data"].working == "报告 56.8公里，数据 58.6 公里"


def test_a_figure_that_no_data_support_is_listed():
    found = told("2021年新建公路总里程58.6公里，架设桥梁3座。")
    assert (list(found), found["data/unsupported"].severity) == (["data/unsupported"], Severity.INFO)
    assert found["data/unsupported"].working == "1 个数：3座"


def test_a_figure_of_another_year_is_not_one_that_differs():
    assert "data" not in told("2020年新建公路总里程56.8公里。")


def test_without_measures_nothing_is_matched():
    assert audit(document_of("a.md", [Line(1, "2021年架设桥梁3座。")])).findings == []
