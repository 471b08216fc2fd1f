"""What a notebook shows: tables whose cells are headed and escaped, figures that lead to their entries."""

from decimal import Decimal

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from evalkit.measures import Measure, Source, Status
from evalkit.present import display
from evalkit.present.page import clean_html
from evalkit.present.plain import figure_link

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


def test_entries_stand_with_the_missing_ones_first(monkeypatch):
    tree, _ = shown(monkeypatch, display.show_sources, {id: measure(id, value) for id, value in [("a", "1"), ("z", None)]})
    assert [entry["id"] for entry in tree.find_all(class_="measure")] == ["m-z", "m-a"]
    assert tree.summary.text == "共 2 项，其中缺失 1 项"
    assert "data/raw/2030/facts.csv 第 2 行 value 列" in tree.find(id="m-a").text
