"""The pages in a real browser: nothing is asked of the network, nothing runs, all Chinese is drawn, no window is too narrow."""

import pytest
from bs4 import BeautifulSoup

from tests.browser.pages import OF_A_YEAR, PAGES

WIDTHS = (1440, 1024, 390)
TINY = """
[...document.querySelectorAll('body *')]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && e.getClientRects().length)
  .filter(e => parseFloat(getComputedStyle(e).fontSize) < 11).map(e => e.outerHTML.slice(0, 120))
"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_and_complains_of_nothing(page, page_file, name):
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    address = page_file(name).as_uri()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    outside = [url for url in asked if url != address and not url.startswith("data:")]
    broken = page.evaluate("[...document.images].filter(image => !image.complete || image.naturalWidth === 0).length")
    assert asked and outside == []
    assert complaints == []
    assert broken == 0
    assert page.evaluate("document.fonts.check('16px \"EvalKit Sans SC\"', '绩效自评')")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_never_wider_than_the_window_nor_its_text_tiny(page, page_file, name):
    wider = []
    page.goto(page_file(name).as_uri())
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wider += [width] * page.evaluate("document.scrollingElement.scrollWidth > innerWidth")
    assert wider == []
    assert page.evaluate(TINY) == []


@pytest.mark.parametrize("name", OF_A_YEAR)
def test_the_top_of_a_page_says_what_it_is_about_and_whether_anything_is_missing(three_years, name):
    tree = BeautifulSoup(three_years.page(name), "html.parser")
    about = {term.text: term.find_next("dd").text for term in tree.select("dl.about dt")}
    assert about["财政年度"] == "2022" and about["数据截至"] == "2022-12-31" and about["评分规则"] == "mof-2020-10"
    absent = len(tree.select(".measure.missing"))
    cells = [cell for cell in tree.find_all(["td", "th"]) if cell.text == "缺失" and not cell.find("a")]
    expected = f"有缺失（{absent} 项）" if absent else f"有缺失（{len(cells)} 处）" if cells else "数据齐全"
    assert about["状态"] == expected
