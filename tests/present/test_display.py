"""What a notebook shows: tables whose cells are headed and escaped, figures that lead to their entries."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from evalkit.computing import compute
from evalkit.measures import Measure, Source, Status
from evalkit.metrics import general
from evalkit.present import display
from evalkit.present.page import clean_html
from evalkit.present.plain import figure_link
from tests.small_scorecard import Line
from tests.small_scorecard import scorecard as trial_scorecard

HOSTILE = '<a href="#m-x" onclick="alert(1)">&'


def measure(id: str, value: str | None) -> Measure:
    source = Source("data/raw/2030/facts.csv", 2, "value", "示例市统计公报", "第一章")
    number = None if value is None else Decimal(value)
    return Measure(
        id, f"名称{id}", number, "亿元", 1, "口径", Status.MISSING if value is None else Status.DECLARED, sources=(source,)
    )


def shown(monkeypatch, function, *arguments) -> tuple[BeautifulSoup, str]:
    """Return what a display function shows, sanitised as on a page, and the plain text beside it."""
    given = []
    monkeypatch.setattr(display, "display", given.append)
    function(*arguments)
    return BeautifulSoup(clean_html(str(given[0].html)), "html.parser"), given[0].text


def test_every_cell_of_a_table_is_headed_by_its_column_and_its_row():
    frame = pd.DataFrame({"指标": ["甲", "乙"], "数值": ["1", "2"]})
    tree = BeautifulSoup(clean_html(display.table(frame, id="table-1")), "html.parser")
    assert [(cell.text, cell["scope"]) for cell in tree.find_all("th")] == [
        ("指标", "col"),
        ("数值", "col"),
        ("甲", "row"),
        ("乙", "row"),
    ]
    assert [cell.text for cell in tree.find_all("td")] == ["1", "2"]


def test_what_several_rows_share_heads_them_all():
    frame = pd.DataFrame({"一级指标": ["产出", "产出", "效益"], "三级指标": ["甲", "乙", "丙"], "得分": ["1", "2", "3"]})
    tree = BeautifulSoup(clean_html(display.table(frame, id="t", heads=2)), "html.parser")
    output = tree.find("th", string="产出")
    assert (output["scope"], output["rowspan"]) == ("rowgroup", "2")
    assert [cell["scope"] for cell in tree.tbody.find_all("th", string=["甲", "乙", "丙"])] == ["row"] * 3


def test_a_table_of_one_column_has_no_row_headers():
    tree = BeautifulSoup(clean_html(display.table(pd.DataFrame({"说明": ["没有"]}), id="t")), "html.parser")
    assert tree.td.text == "没有" and [cell["scope"] for cell in tree.find_all("th")] == ["col"]


@pytest.mark.parametrize("heads", [0, 1])
def test_a_text_that_looks_like_a_link_is_shown_literally(heads):
    frame = pd.DataFrame({HOSTILE: [HOSTILE], "二": [HOSTILE]})
    tree = BeautifulSoup(clean_html(display.table(frame, id="t", heads=heads)), "html.parser")
    assert tree.find_all("a") == []
    assert [cell.text for cell in tree.find_all(["th", "td"])] == [HOSTILE, "二", HOSTILE, HOSTILE]


def test_the_link_of_a_figure_escapes_what_it_shows():
    link = BeautifulSoup(figure_link("x", HOSTILE, missing=True), "html.parser").a
    assert link.attrs == {"class": ["figure", "missing"], "href": "#m-x"}
    assert link.text == HOSTILE


def test_figures_of_a_table_lead_to_their_entries_and_the_plain_text_has_no_markup(monkeypatch):
    tree, text = shown(monkeypatch, display.show_measures, "表 1", "进出口", measure("a", "1772.6"), measure("b", None))
    links = tree.table.find_all("a")
    assert [(link["href"], link.text, link["class"]) for link in links] == [
        ("#m-a", "1,772.6 亿元", ["figure"]),
        ("#m-b", "缺失", ["figure", "missing"]),
    ]
    assert "1,772.6 亿元" in text and "<a" not in text
    assert "来源：示例市统计公报。" in tree.find(class_="note").text


def test_an_entry_shows_the_formula_and_the_working_with_its_figures(monkeypatch):
    rate = compute(general.share, id="rate", part=measure("a", "1"), whole=measure("b", "4"))
    tree, _ = shown(monkeypatch, display.show_sources, {"rate": rate})
    entry = tree.find(id="m-rate")
    assert [part.text for part in entry.mfrac.find_all("mtext")] == ["名称a", "名称b"]
    assert "算式：名称a 1.0 亿元 ÷ 名称b 4.0 亿元 = 25.00%" in entry.text  # 1 / 4
    assert tree.find(id="m-a").math is None, "what was only read has none"


def test_what_a_figure_was_computed_from_has_an_entry_too(monkeypatch):
    sum_of_b = compute(general.total, id="sum", parts=[measure("b", "4"), measure("c", None)])
    rate = compute(general.share, id="rate", part=measure("a", "1"), whole=sum_of_b)
    own = replace(measure("a", "1"), name="页上的名称")
    tree, _ = shown(monkeypatch, display.show_sources, {"rate": rate, "a": own})
    assert [entry["id"] for entry in tree.find_all(class_="measure")] == ["m-c", "m-rate", "m-sum", "m-a", "m-b"]
    assert tree.find(id="m-a").strong.text == "页上的名称", "the page's own measure is not replaced"


def test_figures_by_year_lead_to_the_report_of_their_year(monkeypatch):
    frame = pd.DataFrame(
        {"数值": ["名称a", "名称b"], "2030": ["1.0 亿元", "缺失"], "2031": ["未计算", "2.0 亿元"]}, index=["a", "b"]
    )
    tree, text = shown(monkeypatch, display.show_by_year, "表 1", "各年度", frame)
    links = [(link["href"], link.text) for link in tree.find_all("a")]
    assert links == [("2030/90_report.html#m-a", "1.0 亿元"), ("2031/90_report.html#m-b", "2.0 亿元")]
    assert [cell.text for cell in tree.find_all("td")] == ["1.0 亿元", "未计算", "缺失", "2.0 亿元"]
    assert "1.0 亿元" in text and "<a" not in text


def test_a_score_leads_to_the_table_of_all_awards_and_a_target_to_its_row(monkeypatch):
    scorecard = trial_scorecard(Line("a", "60"), Line("b", "40", target=""))
    tree, _ = shown(monkeypatch, display.show_score, "表 1", "得分", scorecard)
    links = [(link["href"], link.text) for link in tree.find_all("a")]
    assert links == [("80_scorecard.html#scored", points) for points in ("60.00", "100.00")] * 2, "one section, and the total"
    awards, _ = shown(monkeypatch, display.show_scorecard, "表 2", "逐项计分", scorecard)
    cells = [cell.text for cell in awards.find(id="scored").find_all("td")]
    assert "报告载明（第 2 行）" in cells and "缺失（第 3 行）" in cells
    assert "objectives.csv 的 target 列和 points 列，行号见“目标依据”。" in awards.find(class_="note").text


def test_the_conclusion_says_where_the_awards_are(monkeypatch):
    tree, _ = shown(monkeypatch, display.show_conclusion, trial_scorecard(Line("a", "60"), Line("b", "40", target="")))
    assert tree.find(class_="note").a["href"] == "80_scorecard.html#scored"
    assert "得分 60.00 至 100.00 分" in tree.find(class_="score").text


def test_the_page_across_years_says_as_of_when_each_year_is(monkeypatch):
    years = {year: SimpleNamespace(inputs=SimpleNamespace(year=SimpleNamespace(as_of=f"{year}-12-31"))) for year in (2030, 2031)}
    tree, _ = shown(monkeypatch, display.show_trend, SimpleNamespace(years=years, fictional=False))
    assert [value.text for value in tree.find_all("dd")] == ["2030、2031", "2030-12-31、2031-12-31"]


@pytest.mark.parametrize(("note", "printed"), [("说明", "说明。"), ("说明。", "说明。"), ("", "")])
def test_a_note_ends_as_a_sentence(monkeypatch, note, printed):
    given = []
    monkeypatch.setattr(display, "display", given.append)
    display.show_frame("表 1", "标题", pd.DataFrame({"一": ["1"]}), note=note)
    assert BeautifulSoup(given[0].html, "html.parser").find(class_="note").text == printed


def test_entries_stand_with_the_missing_ones_first(monkeypatch):
    tree, _ = shown(monkeypatch, display.show_sources, {id: measure(id, value) for id, value in [("a", "1"), ("z", None)]})
    assert [entry["id"] for entry in tree.find_all(class_="measure")] == ["m-z", "m-a"]
    assert tree.summary.text == "共 2 项，其中缺失 1 项"
    assert "data/raw/2030/facts.csv 第 2 行 value 列" in tree.find(id="m-a").text
