"""Without a mouse: every figure is reached, opens at its entry under 数值说明, and is come back to."""

import pytest
from bs4 import BeautifulSoup

from tests.browser.pages import PAGES

FOCUSED = "window.reached = []; addEventListener('focusin', event => reached.push(event.target.id))"
IN_VIEW = "each => { const box = each.getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight }"
SENTENCE, TABLE, FINDING, DATA = "main p a.figure", ".table td a.figure", ".findings a.figure", ".picture td a.figure"
PLACES = [
    *(("2022/10_trade_promotion", place) for place in (SENTENCE, TABLE, FINDING)),
    *(("2022/40_consumption", place) for place in (SENTENCE, TABLE, FINDING, DATA)),
    *(("2022/90_report", place) for place in (SENTENCE, FINDING)),
]


def press_until(page, key: str, found: str, most: int = 300) -> int:
    """Press a key until the element that has the focus is the one sought; return how often, or fail."""
    for pressed in range(1, most + 1):
        page.keyboard.press(key)
        if page.evaluate(f"document.activeElement.matches({found!r})"):
            return pressed
    raise AssertionError(f"{most} times {key} did not reach {found}")


@pytest.mark.parametrize("name", PAGES)
def test_the_first_thing_that_the_keyboard_reaches_leads_past_the_contents(page, page_file, name):
    page.goto(page_file(name).as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    assert page.locator(".skip").evaluate(IN_VIEW)
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#main'")
    press_until(page, "Tab", "main a, main summary, main [tabindex]", most=1)


@pytest.mark.parametrize("name", ["2022/10_trade_promotion", "2022/40_consumption", "2022/90_report"])
def test_tab_reaches_every_figure_of_the_page(page, page_file, name):
    page.goto(page_file(name).as_uri())
    for picture in page.locator(".picture summary").all():
        picture.press("Enter")
    page.locator(".skip").focus()
    page.evaluate(FOCUSED)
    figures = page.locator("main a.figure").evaluate_all("them => them.map(each => each.id)")
    for _ in range(page.locator("a, summary, [tabindex]").count()):
        page.keyboard.press("Tab")
    assert len(figures) > 20 and all(figures)
    assert set(figures) - set(page.evaluate("reached")) == set()


@pytest.mark.parametrize(("name", "place"), PLACES)
def test_enter_opens_the_entry_of_a_figure_even_in_a_closed_list_and_comes_back(page, page_file, name, place):
    page.goto(page_file(name).as_uri())
    page.locator("#entries > summary").focus()
    page.keyboard.press("Enter")
    assert not page.evaluate("document.querySelector('#entries').open")
    for picture in page.locator(".picture summary").all():
        picture.press("Enter")
    figure = page.locator(place).first
    left, target = figure.get_attribute("id"), figure.get_attribute("href")
    figure.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(f"location.hash === '{target}'")
    assert page.evaluate("document.querySelector('#entries').open")
    assert page.locator(target).is_visible() and page.locator(target).evaluate(IN_VIEW)
    press_until(page, "Tab", f'{target} .back a[href="#{left}"]', most=40)
    page.keyboard.press("Enter")
    page.wait_for_function(f"location.hash === '#{left}'")
    assert page.evaluate("document.activeElement.id") == left
    assert figure.evaluate(IN_VIEW)


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere_and_every_entry_leads_back(page_file, name):
    """Of this page or of another; a figure of this page is come back to, one of another page by the browser's own button."""
    path = page_file(name)
    trees = {}
    for link in tree_of(path, trees).find_all("a"):
        address, _, id = link["href"].partition("#")
        there = tree_of(path.parent / address if address else path, trees)
        assert not id or there.find(id=id), link
        if not address and "figure" in link.get("class", []):
            assert there.find(id=id).find("a", href=f"#{link['id']}"), link
    assert [back for back in tree_of(path, trees).select(".measure .back a") if not back["href"].startswith("#u")] == []


def tree_of(path, trees: dict) -> BeautifulSoup:
    """Return a page, read once."""
    path = path.resolve()
    if path not in trees:
        trees[path] = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    return trees[path]


def test_a_figure_of_the_report_tells_file_row_and_column(page, page_file):
    page.goto(page_file("2022/90_report").as_uri())
    page.click('a.figure[href="#m-trade_total_yoy"]')
    text = page.locator("#m-trade_total_yoy").inner_text()
    assert "data/raw/2022/facts.csv 第 2 行 value 列" in text
    assert "1,772.6 亿元" in text and "−0.94%" in text
