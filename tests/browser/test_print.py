"""Every page printed on A4 by a real browser and read back: nothing cut, nothing lost, nothing that belongs on a screen."""

import re
import unicodedata

import pytest

from tests.browser.pages import FICTIONAL, PAGES

MM = 72 / 25.4
A4, LEFT, RIGHT = 210 * MM, 22 * MM, 18 * MM
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"')
ROWS = """
[...document.querySelectorAll('main table')].filter(table => !table.closest('.picture details, .signatures')).flatMap(table => {
  const words = row => [...row.cells].map(cell => cell.textContent).join('')
  return [...table.tBodies].flatMap(body => [...body.rows].map(row => [words(table.tHead.rows[0]), words(row)]))
})
"""
TEXTS = "[...document.querySelectorAll({0!r})].map(each => each.textContent)"
STANDS_ABOVE = "h1, h2, h3, figure.table figcaption"


class Printed:
    """A page as it comes out of the printer: its sheets, each as lines without blanks, and where its words stand."""

    def __init__(self, pdf, poppler):
        sheets = poppler("pdftotext", "-raw", pdf, "-").split("\f")[:-1]
        self.lines = [[bare(line) for line in sheet.splitlines()] for sheet in sheets]
        self.sheets = ["".join(lines) for lines in self.lines]
        edges = WORD.findall(poppler("pdftotext", "-bbox", pdf, "-"))
        self.leftmost, self.rightmost = min(float(left) for left, _ in edges), max(float(right) for _, right in edges)
        self.size = re.search(r"Page size: +([\d.]+) x ([\d.]+)", poppler("pdfinfo", pdf)).groups()


def bare(text: str) -> str:
    """Return a text without blanks, look-alike characters being one."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@pytest.fixture
def printed(page, page_file, poppler, tmp_path):
    """A function that opens a page in the tab and returns it as printed."""

    def printer(name: str) -> Printed:
        page.goto(page_file(name).as_uri())
        page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
        return Printed(tmp_path / "page.pdf", poppler)

    return printer


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_printed_whole_on_a4(page, printed, name):
    paper = printed(name)
    everything = "".join(paper.sheets)
    assert [round(float(side) / MM) for side in paper.size] == [210, 297]
    assert paper.leftmost > LEFT - 1 and paper.rightmost < A4 - RIGHT + 1
    numbers = [f"第{number}页共{len(paper.sheets)}页" in sheet for number, sheet in enumerate(paper.sheets, start=1)]
    assert numbers and all(numbers)
    assert {bool("演示数据,不代表任何单位" in sheet) for sheet in paper.sheets} == {
        name in FICTIONAL and name != "fictional/index"
    }

    figures = page.evaluate(TEXTS.format("main a.figure:not(.picture details a)"))
    assert [text for text in figures if bare(text) not in everything] == []
    rows = [(bare(head), bare(row)) for head, row in page.evaluate(ROWS)]
    assert [row for head, row in rows if not any(head in sheet and row in sheet for sheet in paper.sheets)] == []

    codes = [bare(line) for text in page.evaluate(TEXTS.format("details.code pre")) for line in text.splitlines()]
    assert [line for line in codes if len(line) > 15 and line in everything] == []
    assert [words for words in ("展开代码", "跳到正文", "返回总目录") if words in everything] == []

    above = {bare(text) for text in page.evaluate(TEXTS.format(STANDS_ABOVE))}
    assert [lines[-1] for lines in paper.lines if lines[-1] in above] == []


def test_the_list_of_figures_is_printed_even_where_the_reader_has_closed_it(page, page_file, poppler, tmp_path):
    page.goto(page_file("2022/60_governance").as_uri())
    page.evaluate("document.querySelector('#entries').open = false")
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    everything = "".join(Printed(tmp_path / "page.pdf", poppler).sheets)
    names = page.evaluate(TEXTS.format("#entries strong"))
    assert names and [name for name in names if f"{bare(name)}:" not in everything] == []


@pytest.mark.parametrize("name", PAGES)
def test_what_is_printed_is_black_and_fits_the_sheet(page, page_file, name):
    """The printed area of an A4 sheet is 210 - 22 - 18 = 170 mm wide, 642.5 pixels of 96 to the inch."""
    page.set_viewport_size({"width": 642, "height": 900})
    page.emulate_media(media="print")
    page.goto(page_file(name).as_uri())
    wide = page.evaluate(
        "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > 643).map(e => e.outerHTML)"
    )
    assert wide == []
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
