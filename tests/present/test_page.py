"""A page is offline, safe and the same every time."""

import copy
import itertools
import re

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from evalkit.present.display import table
from evalkit.present.page import clean_html, page_of, strip_run
from evalkit.present.plain import figure_link, style_sheet

PAYLOAD = '<img src="x" onerror="alert(`1`)">'


def executed(*cells) -> nbformat.NotebookNode:
    return new_notebook(cells=[new_markdown_cell("# 题目", id="title"), *cells])


def page(*cells) -> str:
    return page_of(executed(*cells), fiscal_year=2030, home="index.html")


def html_output(html: str):
    return new_code_cell("1", outputs=[new_output("display_data", {"text/html": html, "text/plain": "x"})])


@pytest.mark.parametrize(
    "html",
    [
        PAYLOAD,
        "<script>alert(1)</script>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="https://example.invalid">x</a>',
        '<img src="https://example.invalid/x.png">',
        '<p style="background:url(https://example.invalid)">x</p>',
        '<iframe src="https://example.invalid"></iframe>',
        '<svg onload="alert(1)"></svg>',
    ],
)
def test_the_sanitiser_leaves_nothing_that_runs_or_loads(html):
    clean = clean_html(html)
    assert all(word not in clean for word in ("onerror", "onload", "script", "https://", "style=", "<iframe", "<svg"))


def test_the_sanitiser_keeps_structure_and_pictures_that_are_data():
    kept = '<figure><img src="data:image/png;base64,AAAA" alt="说明"><figcaption>图 1</figcaption></figure>'
    assert clean_html(kept) == kept
    assert clean_html('<th scope="col" id="t">列</th>') == "列"
    assert 'scope="col"' in clean_html('<table><tr><th scope="col">列</th></tr></table>')


def test_a_company_named_like_a_tag_is_read_literally_in_a_table():
    html = table(pd.DataFrame({PAYLOAD: [PAYLOAD]}), id="t")
    assert "<img" not in html
    assert html.count("&lt;img") == 2
    assert "&lt;img" in page(html_output(html))


def test_markdown_of_a_notebook_cannot_bring_html():
    shown = page(new_markdown_cell(f"## 小节\n\n{PAYLOAD}", id="about"))
    assert "<img" not in shown
    assert "&lt;img" in shown


def test_the_contents_lead_to_the_headings():
    shown = page(new_markdown_cell("## 第一节 说明", id="about-first"), new_markdown_cell("### 细目", id="about-second"))
    assert '<a href="#about-first">第一节 说明</a>' in shown
    assert 'id="about-first"' in shown


def test_a_page_has_no_script_and_forbids_what_it_does_not_use():
    shown = page()
    assert "<script" not in shown
    assert "default-src 'none'" in shown
    assert '<html lang="zh-CN">' in shown


def test_code_is_shown_as_it_was_written_and_cannot_bring_html():
    shown = page(new_code_cell(f"'{PAYLOAD}' if 1 < 2 & 3 else \"\"", id="code"))
    assert "<img" not in shown
    assert "&lt;img" in shown and "if 1 &lt; 2 &amp; 3 else" in shown


def test_a_notebook_is_checked_once_while_it_is_rendered(monkeypatch):
    notebook, checks, check = executed(html_output("<p>一</p>")), [], nbformat.validate
    monkeypatch.setattr(nbformat, "validate", lambda *given, **options: checks.append(1) or check(*given, **options))
    page_of(notebook, fiscal_year=2030, home="index.html")
    assert len(checks) == 1


def test_a_notebook_that_is_none_is_not_rendered():
    with pytest.raises(nbformat.ValidationError):
        page(nbformat.from_dict({**new_code_cell("1"), "outputs": [{"output_type": "unheard-of"}]}))


def test_what_differs_from_run_to_run_is_stripped():
    parameters = new_code_cell('fiscal_year = 2022\ndata_dir = "data"', id="parameters")
    parameters.metadata["tags"] = ["parameters"]
    injected = new_code_cell('# Parameters\nfiscal_year = 2031\ndata_dir = "/home/somebody/data"')
    injected.metadata["tags"] = ["injected-parameters"]
    step = new_code_cell(
        "1",
        execution_count=7,
        outputs=[
            new_output("stream", name="stderr", text="/tmp/ipykernel_1/x.py: warning"),
            new_output("execute_result", {"text/plain": "1"}, execution_count=7),
        ],
    )
    step.metadata["papermill"] = {"start_time": "now"}
    notebook = executed(parameters, injected, step)
    notebook.metadata["papermill"] = {"duration": 1.0}
    executed_before = copy.deepcopy(notebook)
    clean = strip_run(notebook)
    text = nbformat.writes(clean)
    assert "papermill" not in text and "somebody" not in text and "ipykernel" not in text
    assert clean.cells[1].source == 'fiscal_year = 2031\ndata_dir = "data"'
    assert clean.cells[2].execution_count is None and clean.cells[2].outputs[0].execution_count is None
    assert notebook == executed_before, "the executed notebook itself is not changed"


def entry(id: str, *, missing: bool = False) -> str:
    """Return an entry under 数值说明 as the template makes it."""
    return f'<div class="measure{" missing" if missing else ""}" id="m-{id}">\n<p><strong>名称</strong>：1</p><p class="back"></p></div>'


def entries(*them: str):
    return html_output(f'<details class="sources" open id="entries"><summary>共</summary>{"".join(them)}</details>')


def about(extra: str = ""):
    return html_output(f'{extra}<dl class="about"><dt>数据截至</dt><dd>2030-12-31</dd><div class="state"></div></dl>')


def cited(*ids: str, number: str = "表 1"):
    links = "".join(figure_link(id, "1") for id in ids)
    return html_output(
        f'<figure class="table"><figcaption>{number}　标题</figcaption>{links}<p class="note"><span class="as-of"></span></p></figure>'
    )


def tree_of(*cells) -> BeautifulSoup:
    return BeautifulSoup(page(*cells), "html.parser")


def test_a_figure_leads_to_its_entry_and_from_there_back_to_every_place_where_it_was():
    sentence = html_output(f"<p>{figure_link('total', '1')}，{figure_link('total', '1')}</p>")
    tree = tree_of(cited("total"), new_markdown_cell("## 小结", id="end"), sentence, entries(entry("total"), entry("other")))
    uses = tree.select("a.figure")
    back = tree.select_one("#m-total .back").find_all("a")
    assert [use["href"] for use in uses] == ["#m-total"] * 3
    assert [link["href"] for link in back] == [f"#{use['id']}" for use in uses]
    assert [link.text for link in back] == ["表 1", "小结", "小结（第 2 处）"]
    assert tree.select_one("#m-other .back") is None, "a figure that is used nowhere leads nowhere"


def test_a_figure_without_an_entry_on_the_page_is_text_and_no_dead_link():
    tree = tree_of(cited("known", "unknown"), entries(entry("known")))
    assert [link["href"] for link in tree.select("a.figure")] == ["#m-known"]
    assert "标题11" in tree.figure.text, "both figures can be read"


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        pytest.param([entries(entry("a"))], "数据齐全", id="every figure is there"),
        pytest.param(
            [entries(entry("a"), entry("b", missing=True), entry("c", missing=True))], "有缺失（2 项）", id="two are not"
        ),
        pytest.param(
            [html_output("<table><tr><td>缺失</td><td>未计算</td><td>无</td></tr></table>")], "有缺失（2 处）", id="two cells"
        ),
    ],
)
def test_the_status_says_whether_something_is_missing(cells, state):
    tree = tree_of(about(), *cells)
    terms = dict(zip((term.text for term in tree.find_all("dt")), (value.text for value in tree.find_all("dd")), strict=True))
    assert terms == {"数据截至": "2030-12-31", "状态": state}


def test_a_table_says_as_of_when_it_is():
    assert "数据截至 2030-12-31。" in tree_of(about(), cited("a")).figure.text
    assert "数据截至" not in tree_of(cited("a")).text


def test_a_figure_on_a_page_without_entries_says_where_they_are():
    picture = html_output('<figure><figcaption>图 1　标题</figcaption><p class="note"><span class="origin"></span></p></figure>')
    assert tree_of(picture).figure.p.text == "口径和出处见各年度报告的数值说明。"
    assert tree_of(picture, entries(entry("a"))).figure.p.a["href"] == "#entries"


def test_a_page_of_a_fictional_year_says_so_in_its_title_and_on_every_printed_sheet():
    fictional = page(about('<p class="fictional">演示数据</p>'))
    assert "（演示数据）</title>" in fictional and '<body class="demonstration">' in fictional
    assert "演示数据，不代表任何单位" in style_sheet()
    real = page(about())
    assert "（演示数据）</title>" not in real and "<body>" in real


def test_headings_come_in_order_and_the_landmarks_are_there():
    tree = tree_of(new_markdown_cell("## 一", id="one"), new_markdown_cell("### 二", id="two"), cited("a"))
    assert [heading.name for heading in tree.find_all(re.compile("^h[1-6]$"))] == ["h1", "h2", "h3"]
    assert len(tree.find_all("main")) == 1
    assert [nav["aria-label"] for nav in tree.find_all("nav")] == ["目录"]
    assert tree.find("a")["href"] == "#main", "the first thing that the keyboard reaches leads past the contents"


def luminance(colour: str) -> float:
    """Relative luminance of a colour, as WCAG 2.2 defines it."""
    short = len(colour) == 4
    parts = [int(colour[i] * 2 if short else colour[i : i + 2], 16) / 255 for i in ((1, 2, 3) if short else (1, 3, 5))]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_defines_it():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


def test_every_text_colour_can_be_read_on_every_ground_of_the_style_sheet():
    style = style_sheet()
    texts = set(re.findall(r"[{;\s]color: (#[0-9a-f]{3,6})", style))
    grounds = set(re.findall(r"background: (#[0-9a-f]{3,6})", style))
    assert len(texts) > 3 and len(grounds) > 3
    weak = [(text, ground) for text, ground in itertools.product(texts, grounds) if contrast(text, ground) < 4.5]
    assert weak == []
    rings = re.findall(r"outline: \dpx solid (#[0-9a-f]{6})", style)
    assert rings and all(contrast(ring, ground) >= 3 for ring in rings for ground in grounds)


def test_the_printed_page_repeats_headers_cuts_nothing_and_leaves_out_code():
    style = style_sheet()
    printed = style[style.index("@media print") :]
    assert "thead { display: table-header-group; }" in printed
    assert re.search(r"tr, figure\.picture, \.measure.*\{ break-inside: avoid; \}", printed)
    assert re.search(r"details\.code.*\{ display: none; \}", printed)
    assert "size: A4" in style and "counter(page)" in style and "counter(pages)" in style
