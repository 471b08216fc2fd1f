"""Figures of a text against the measures of its year."""

from decimal import Decimal

import pytest

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
    assert found["data"].working == "报告 56.8公里，数据 新建公路总里程 58.6 公里"


def test_a_figure_that_no_data_support_is_listed():
    found = told("2021年新建公路总里程58.6公里，架设桥梁3座。")
    assert (list(found), found["data/unsupported"].severity) == (["data/unsupported"], Severity.INFO)
    assert found["data/unsupported"].working == "1 个数：3座"


def test_a_figure_off_by_a_unit_of_its_last_digit_is_found():
    found = told("2021年新建公路总里程58.7公里，投资4200万元。")
    assert found["data"].working == "报告 58.7公里，数据 新建公路总里程 58.6 公里"


def test_a_figure_whose_name_only_ends_alike_is_asked_about():
    found = told("2021年改建后的新建公路总里程12公里。")
    assert (found["data"].severity, found["data"].working) == (Severity.SOFT, "报告 12公里，数据 新建公路总里程 58.6 公里")


def test_a_fall_is_compared_with_its_sign():
    growth = {
        "name": "旅客发送量增长率",
        "value": Decimal("-0.9"),
        "unit": "%",
        "interval": [Decimal("-0.95"), Decimal("-0.85")],
        "period": "2021",
    }
    lines = [Line(1, "2021年度公路建设"), Line(2, "2021年旅客发送量下降0.9%。")]
    assert audit(document_of("a.md", lines), measures=[growth]).findings == []


def test_points_are_the_rules_and_no_data():
    assert told("2021年新建公路总里程58.6公里，自评得分96.5分。") == {}


def test_a_figure_of_another_year_is_not_one_that_differs():
    assert "data" not in told("2020年新建公路总里程56.8公里。")


def test_without_measures_nothing_is_matched():
    assert audit(document_of("a.md", [Line(1, "2021年架设桥梁3座。")])).findings == []


def measure(name, value, unit, half="0.05", period="2021", **more):
    value, half = Decimal(value), Decimal(half)
    return {"name": name, "value": value, "unit": unit, "interval": [value - half, value + half], "period": period, **more}


def found(text, *measures):
    lines = [Line(1, "2021年度商务工作"), Line(2, text)]
    audited = audit(document_of("a.md", lines), measures=measures).findings
    return [(each.rule, each.severity) for each in audited if each.rule.startswith("data")]


TOTAL, EXPORTS = measure("进出口总值", "1772.6", "亿元", scope="city"), measure("出口总值", "1446.5", "亿元")
RATE = measure("合格率", "85.9", "%")
HARD, SOFT, LISTED = ("data", Severity.HARD), ("data", Severity.SOFT), ("data/unsupported", Severity.INFO)


@pytest.mark.parametrize(
    ("text", "measures", "expected"),
    [
        pytest.param("2021年进出口总值17726000万元。", [TOTAL], [], id="another unit of money"),
        pytest.param("2021年进出口总值1773亿元。", [TOTAL], [], id="rounded"),
        pytest.param("2021年合格率85.9%，为0.859倍。", [RATE], [], id="per cent told as a multiple"),
        pytest.param("2021年进出口总值1446.5亿元。", [TOTAL, EXPORTS], [SOFT], id="the value of a related measure"),
        pytest.param("2021年全省进出口总值8300亿元。", [TOTAL], [LISTED], id="another level"),
        pytest.param("2021年全市进出口总值8300亿元。", [TOTAL], [HARD], id="the same level"),
        pytest.param(
            "2021年备案企业68家。", [measure("平台备案企业", "58", "家", "0", period="2021-12-31")], [SOFT], id="at the end"
        ),
        pytest.param(
            "2021年备案企业68家。", [measure("平台备案企业", "58", "家", "0", period="2020-12-31")], [LISTED], id="a year earlier"
        ),
        pytest.param("2021年培训企业均为68家。", [measure("参展企业", "58", "家", "0")], [LISTED], id="another name"),
        pytest.param("2021年进出口同比下降0.4%。", [measure("进出口总值同比", "-0.9", "%")], [SOFT], id="another fall"),
        pytest.param("2021年进出口同比下降0.9%。", [measure("进出口总值同比", "-0.9", "%")], [], id="the fall"),
        pytest.param("2021年上线18大类应用。", [measure("应用大类", "18", "类", "0")], [], id="classes of whatever size"),
    ],
)
def test_a_figure_is_matched_by_name_level_unit_and_period(text, measures, expected):
    assert found(text, *measures) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("货值1752.6亿元。", [("data/slip", Severity.SOFT)], id="one digit"),
        pytest.param("货值7172.6亿元。", [("data/slip", Severity.SOFT)], id="two digits in the wrong order"),
        pytest.param("货值1772.6万元。", [("data/slip", Severity.SOFT)], id="the size of the unit"),
        pytest.param("货值177.26亿元。", [("data/slip", Severity.SOFT)], id="the decimal point"),
        pytest.param("货值1753.6亿元。", [LISTED], id="two digits"),
        pytest.param("货值1752亿元。", [LISTED], id="fewer decimals"),
        pytest.param("货值约1752.6亿元。", [LISTED], id="about"),
    ],
)
def test_a_figure_that_is_another_but_for_a_slip_is_asked_about(text, expected):
    assert found(text, TOTAL) == expected
