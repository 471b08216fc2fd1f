"""A text that is put on a page is the text that is seen there, in whatever place, and nothing else."""

import re
from types import SimpleNamespace
from unittest.mock import patch

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from evalkit.intake.paths import is_reserved
from evalkit.measures import Finding
from evalkit.present import display
from evalkit.present.charts.chart import png_base64
from evalkit.present.display import Fragment, show_figure, show_findings, show_frame
from evalkit.present.formulas import formula_mathml
from evalkit.present.page import clean_html, page_of
from evalkit.present.plain import figure_link, page_link
from evalkit.present.style import house_style
from evalkit.text import CONTROL, FORMULA_SIGNS, aligned, is_formula, one_line, printable
from tests.fuzz.depth import examples

MARKS = [
    "<b>",
    "</td>",
    "</title>",
    "<!--",
    "-->",
    "<script>",
    "&",
    "&amp;",
    "&lt;",
    "&#60;",
    "'",
    '"',
    "`",
    "{{",
    "}}",
    "{%",
    "$",
    "\\",
    "]]>",
    "%",
    "FONT-DATA-URL",
]
NOT_SHOWN = re.compile(f"{CONTROL.pattern}|[\\x00-\\x1f\\u2028\\u2029\\ufdd0-\\ufdef]|[\\U0001fffe\\U0001ffff]")
texts = st.lists(
    st.one_of(st.sampled_from(MARKS), st.text(max_size=4), st.sampled_from(["核销率", "甲　乙", "1,234.5", "𠮷", "\u200b"])),
    min_size=1,
    max_size=6,
).map(lambda parts: " ".join(NOT_SHOWN.sub("", "".join(parts)).split()))
shown_texts = texts.filter(bool)


def displayed(function, *arguments, **options) -> list[Fragment]:
    """Return what a function displays in a notebook."""
    given_out: list[Fragment] = []
    with patch.object(display, "display", given_out.append):
        function(*arguments, **options)
    return given_out


def tree_of(fragment: Fragment) -> BeautifulSoup:
    return BeautifulSoup(clean_html(str(fragment.html)), "html.parser")


@examples(40)
@given(shown_texts, shown_texts, shown_texts, shown_texts, shown_texts)
def test_every_place_of_a_table_shows_its_text(caption, heading, head, cell, note):
    frame = pd.DataFrame({"指标": [head, "其他"], f"{heading}　": [cell, ""]})
    [fragment] = displayed(show_frame, "表 1.1", caption, frame, note=note)
    tree = tree_of(fragment)
    assert tree.figcaption.text == f"表 1.1　{caption}"
    assert tree.find(class_="scroll")["aria-label"] == f"表 1.1 {caption}"
    assert [each.text for each in tree.thead.find_all("th")] == ["指标", f"{heading}　"]
    assert tree.tbody.find("th").text == head and tree.tbody.find("td").text == cell
    assert tree.find(class_="note").text.startswith(note)


@examples(40)
@given(shown_texts, shown_texts, shown_texts, shown_texts)
def test_every_place_of_a_figure_and_of_findings_shows_its_text(caption, alt, cell, note):
    chart = SimpleNamespace(figure=None, alt=alt, data=pd.DataFrame({"甲": ["x"], "乙": [cell]}))
    with patch.object(display, "png_base64", lambda figure: "AAAA"):
        [fragment] = displayed(show_figure, "图 2", caption, chart, note=note)
    tree = tree_of(fragment)
    assert (tree.img["alt"], tree.figcaption.text, tree.tbody.td.text) == (alt, f"图 2　{caption}", cell)
    [fragment] = displayed(show_findings, [Finding("F-1", cell, ())], caption)
    tree = tree_of(fragment)
    assert tree.strong.text == f"{caption}（1）" and tree.li.text.strip() == f"F-1 {cell}"


@examples(60)
@given(shown_texts, st.sampled_from(["12 个月", "a<b"]))
def test_links_show_their_text_and_lead_within_the_report(text, shown):
    for link in (figure_link(text, shown), page_link(shown, text)):
        anchor = BeautifulSoup(str(link), "html.parser").a
        assert anchor.text == shown and set(anchor.attrs) <= {"class", "href"}
        assert anchor["href"] in (f"#m-{text}", text)
        kept = BeautifulSoup(clean_html(str(link)), "html.parser").a
        assert re.fullmatch(r"#.*|[0-9A-Za-z_./-]+\.html(#[\w-]+)?", kept.get("href", "#"), re.DOTALL)


@examples(25)
@given(shown_texts, shown_texts, shown_texts)
def test_a_page_shows_its_title_its_failure_and_what_was_printed(title, failure, output):
    cells = [new_markdown_cell(f"# {title}", id="title"), new_code_cell("1", outputs=[new_output("stream", text=output)])]
    html = page_of(new_notebook(cells=cells), fiscal_year=2030, home="index.html", failure=failure)
    tree = BeautifulSoup(html, "html.parser")
    assert tree.title.text == f"运行失败：2030 年度 {title.lstrip('# ')}"
    assert tree.find(class_="findings").pre.text == failure
    assert output in tree.main.text
    assert not tree.find_all("script") and "data:font" in html.partition("</style>")[0]


@pytest.mark.parametrize("sources", [[""], ["", "# 题目"], ["\n"], []])
def test_a_notebook_without_a_title_is_a_page_too(sources):
    notebook = new_notebook(cells=[new_markdown_cell(source) for source in sources])
    assert "<main" in page_of(nbformat.from_dict(notebook), fiscal_year=2030, home="index.html")


@examples(60)
@given(st.one_of(texts, st.text("{}甲1.0%…+−×÷()* /:#'\\\"a", max_size=14)))
def test_any_formula_is_mathml_that_shows_its_words_or_is_left_out(formula):
    shown = BeautifulSoup(str(formula_mathml(formula)), "html.parser")
    for word in re.findall(r"\{([^{}]*)\}", formula) if shown.math else []:
        assert word in shown.text
    assert {tag.name for tag in shown.find_all()} <= {"math", "mfrac", "mrow", "mtext", "mn", "mo"}


@pytest.mark.parametrize("label", ["$5 至 $6", r"$\frac$", "a_b^c", "100%", "$", r"\$x\$", "<b>"])
def test_a_label_of_a_chart_is_drawn_as_it_is_written(label):
    with house_style():
        figure = Figure(figsize=(2, 1))
        drawn = figure.text(0.1, 0.5, label)
    assert png_base64(figure) and not drawn.get_parse_math()


@examples(150)
@given(st.text(st.characters(exclude_categories=()), max_size=20))
def test_a_printable_text_holds_nothing_that_commands_and_stays_as_it_is(text):
    shown = printable(text)
    assert not CONTROL.search(shown) and printable(shown) == shown and "\r" not in shown
    assert "\n" not in one_line(text) and one_line(one_line(text)) == one_line(text)
    assert len({line.count("\n") for line in aligned([("甲", "乙"), (text, text)])}) == 1
    shown.encode()
    if len(text) > 1 and is_formula(text):
        assert text[0] in "".join(FORMULA_SIGNS) and not is_formula(f"'{text}")


@examples(150)
@given(st.text(st.characters(exclude_categories=()), max_size=12))
def test_a_name_that_is_taken_can_be_kept_by_every_system(name):
    from evalkit.intake.paths import _fault_of

    if name and "/" not in name and not _fault_of(name, name):
        assert not set(name) & set('<>:"|?*\\') and name[-1] not in ". " and not is_reserved(name.upper())
        assert all(sign >= " " for sign in name) and len(name.encode()) < 800


@examples(100)
@given(
    st.lists(
        st.tuples(st.sampled_from(["表", "图"]), st.integers(1, 40), st.integers(0, 12)), min_size=2, max_size=2, unique=True
    )
)
def test_two_numbers_of_tables_and_figures_never_share_an_anchor(numbers):
    from evalkit.present.display import _slug

    written = [f"{kind} {first}.{second}" if second else f"{kind} {first}" for kind, first, second in numbers]
    anchors = {_slug(number) for number in written}
    assert len(anchors) == 2 and all(re.fullmatch(r"[a-z]+-[0-9]+(-[0-9]+)?", anchor) for anchor in anchors)
