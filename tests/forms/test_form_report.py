"""A recomputed form as JSON and as text."""

from decimal import Decimal

import pytest
import simplejson
from rich.cells import cell_len

from evalkit.forms.model import TOTAL_ROW, Form, FormRow, MoneyRow
from evalkit.forms.recompute import recompute
from evalkit.forms.report import form_json, form_text
from evalkit.scoring.rulebook import load_rulebook

MOF = load_rulebook("mof-2020-10")
ROWS = (
    FormRow("产出指标", "数量指标", "全县参合人数", target="≥8755人", actual="8676人", points="15", award="13"),
    FormRow("产出指标", "质量指标", "验收合格率", target="80%-90%", actual="85%", points="12.5", award="12.5"),
    FormRow("产出指标", "时效指标", "完成时间", target="2022年12月31日", actual="2022年11月30日", points="5", award="5"),
    FormRow("效益指标", "社会效益指标", "公众知识素养", target="逐步提高", actual="逐步提高", points="10", award="10"),
    FormRow("效益指标", "社会效益指标", ""),
)
MONEY = (MoneyRow(TOTAL_ROW, revised="65.66", executed="65.07", points="10", rate="99%", award="9"),)
FORM = Form(file="a.yaml", project="示例项目", fiscal_year="2022", money=MONEY, rows=ROWS, total="49.5")
RESULT = recompute(FORM, MOF, "由 --edition 指定")


def plain(result):
    """Return what a reader of the JSON gets."""
    return simplejson.loads(simplejson.dumps(form_json(result), use_decimal=True), use_decimal=True)


def test_the_json_holds_what_the_command_promises():
    told = plain(RESULT)
    assert {"file", "edition", "budget", "indicators", "total", "findings"} <= told.keys()
    assert {"rate", "award_printed", "award_recomputed", "verdict", "reason"} <= told["budget"].keys()
    assert {"printed", "recomputed", "verdict", "reason"} <= told["total"].keys()
    assert all(finding.keys() == {"code", "message", "place"} for finding in told["findings"])
    wanted = {"name", "target", "actual", "points", "award_printed", "award_recomputed", "verdict", "reason"}
    assert all(wanted <= row.keys() for row in told["indicators"])
    cells = [row[side] for row in told["indicators"] for side in ("target", "actual")]
    assert all({"comparator", "value", "unit", "kind"} <= cell.keys() for cell in cells)


def test_one_object_for_every_row_in_order():
    assert [row["name"] for row in plain(RESULT)["indicators"]] == [row.name for row in ROWS]


VALUES = [
    pytest.param(0, "target", "≥", Decimal(8755), "人", "number", id="a number"),
    pytest.param(1, "target", "", [Decimal(80), Decimal(90)], "%", "range", id="a range"),
    pytest.param(2, "actual", "", "2022-11-30", "", "date", id="a date"),
    pytest.param(3, "target", "", None, "", "words", id="words"),
    pytest.param(4, "target", "", None, "", "blank", id="a blank"),
]


@pytest.mark.parametrize(("row", "side", "comparator", "value", "unit", "kind"), VALUES)
def test_cells_are_numbers_ranges_and_dates(row, side, comparator, value, unit, kind):
    cell = plain(RESULT)["indicators"][row][side]
    assert (cell["comparator"], cell["value"], cell["unit"], cell["kind"]) == (comparator, value, unit, kind)


def test_numbers_are_exact():
    """65.07/65.66 = 99.1014 %; 10 x 0.991014 = 9.91; 15 x 8676/8755 = 14.86; 9 + 13 + 12.5 + 5 + 10 = 49.5."""
    told = plain(RESULT)
    assert (told["budget"]["rate"], told["budget"]["award_recomputed"]) == (Decimal("99.10"), Decimal("9.91"))
    assert (told["indicators"][0]["award_recomputed"], told["indicators"][0]["award_printed"]) == (Decimal("14.86"), 13)
    assert (told["total"]["printed"], told["total"]["recomputed"]) == (Decimal("49.5"), Decimal("49.5"))
    assert told["total"]["by_rules"] == {"low": Decimal("42.27"), "high": Decimal("52.27")}, (
        "9.91 + 14.86 + 12.5 + 5, and 10 open"
    )


def test_bounds_of_a_total_are_a_pair():
    rows = (FormRow("产出指标", "", "甲", target="缺失", actual="1", points="60", award="缺失"), ROWS[1])
    told = plain(recompute(Form(file="a.yaml", rows=rows, total="12.50 至 72.50"), MOF))["total"]
    assert told["printed"] == told["recomputed"] == [Decimal("12.5"), Decimal("72.5")]


def test_a_month_without_a_year_is_no_invented_date():
    row = FormRow("产出指标", "时效指标", "完成时间", target="9月前", actual="7月", points="5", award="5")
    value = plain(recompute(Form(file="a.yaml", rows=(row,)), MOF))["indicators"][0]["target"]["value"]
    assert value.startswith("--09")


def test_the_text_names_every_column_the_budget_the_total_and_the_findings():
    text = form_text(RESULT)
    for word in (
        "指标",
        "指标值",
        "完成值",
        "分值",
        "印出得分",
        "复算得分",
        "结论",
        "理由",
        "预算：",
        "合计：",
        "发现：",
        "mof-2020-10",
    ):
        assert word in text
    assert "MISS_NOT_PROPORTIONAL" in text


def test_what_foreign_cells_hold_breaks_no_line_and_commands_no_terminal():
    row = FormRow(
        "产出指标", "数量指标", "名称\x1b[31m\n合计：一致", target="≥1\u202e个", actual="1\x9b2J个", points="5", award="5"
    )
    form = Form(file="a\x1b.yaml", project="示例\r\n项目\x00", rows=(row,), total="5\n分\x1b[0m")
    shown = form_text(recompute(form, MOF, "由 --edition 指定"))
    assert not set(shown) & set("\x00\x1b\x9b\u202e\r")
    lines = shown.splitlines()
    assert lines[0] == "a\ufffd.yaml  示例 项目\ufffd"
    assert "名称\ufffd[31m 合计：一致" in lines[3]
    assert sum(line.startswith("合计：") for line in lines) == 1


def test_columns_of_the_text_begin_at_one_width():
    lines = form_text(RESULT).splitlines()
    table = lines[2 : 3 + len(ROWS)]
    starts = {
        cell_len(line[: line.index(word)])
        for line, word in zip(table, ("结论", "不一致", "一致", "一致", "须人工判定", "未计分"), strict=True)
    }
    assert len(starts) == 1
    assert all(line == line.rstrip() for line in lines)
