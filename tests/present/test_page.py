"""A page is offline, safe and the same every time."""

import copy

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from evalkit.present.display import table
from evalkit.present.page import clean_html, page_of, strip_run

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
