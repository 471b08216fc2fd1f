"""Every page checked by axe in a real browser, and what axe does not see: colours that are taken away, text that is tiny."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup

from tests.browser.pages import PAGES

ARGUED: dict[str, str] = {}
"""Rules of lesser impact that a page may break, and why."""
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def tab(chromium):
    """A tab in which axe may be put into a page that allows no script."""
    context = chromium.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


def violations(tab, address: str) -> list[tuple[str, str, str]]:
    """Return impact, rule and place of whatever axe finds, closed details opened."""
    tab.goto(address)
    tab.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    answer = Axe().run(tab).response
    assert len(answer["passes"]) > 10
    return [(each["impact"], each["id"], node["html"][:200]) for each in answer["violations"] for node in each["nodes"]]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_that_is_not_argued(tab, page_file, name):
    found = violations(tab, page_file(name).as_uri())
    assert [each for each in found if each[0] in ("serious", "critical") or each[1] not in ARGUED] == []


@pytest.mark.parametrize("name", ["2022/40_consumption", "2022/80_scorecard", "index"])
def test_axe_finds_nothing_on_a_phone_where_tables_and_pictures_are_scrolled(chromium, page_file, name):
    context = chromium.new_context(bypass_csp=True, viewport={"width": 390, "height": 844})
    found = violations(context.new_page(), page_file(name).as_uri())
    context.close()
    assert found == []


def test_axe_does_find_a_fault(tab, page_file, tmp_path):
    """A check that cannot fail is none: without its words a picture is a critical fault."""
    bare = tmp_path / "bare.html"
    text = page_file("2022/40_consumption").read_text(encoding="utf-8")
    bare.write_text(text.replace(" alt=", " data-alt="), encoding="utf-8")
    assert {each[:2] for each in violations(tab, bare.as_uri())} >= {("critical", "image-alt")}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_without_seeing_it(page_file, name):
    """One title, headings in order, one main part, every table headed, every picture and every table in words."""
    tree = BeautifulSoup(page_file(name).read_text(encoding="utf-8"), "html.parser")
    levels = [int(heading.name[1]) for heading in tree.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in zip(levels, levels[1:], strict=False))
    assert len(tree.find_all("main")) == 1 and tree.html["lang"] == "zh-CN" and tree.title.text
    assert [header for header in tree.find_all("th") if header.get("scope") not in ("col", "row", "rowgroup")] == []
    assert [table for table in tree.find_all("table") if not table.find("th", scope="col")] == []
    assert [image for image in tree.find_all("img") if len(image["alt"]) < 10] == []
    regions = [region["aria-label"] for region in tree.find_all(role="region")]
    assert len(set(regions)) == len(regions)
    numbers = [caption.text.partition("　")[0] for caption in tree.find_all("figcaption")]
    assert all(re.fullmatch(r"[图表] \d+", number) for number in numbers) and len(set(numbers)) == len(numbers)
    assert [link for link in tree.find_all("a") if not link.get_text(strip=True)] == []
    drawn = [svg for svg in tree.find_all("svg") if svg.get("aria-hidden") != "true"]
    assert drawn == []


@pytest.mark.parametrize("name", PAGES)
def test_what_a_colour_marks_is_said_in_words_too(page_file, name):
    """Where a bad number is a link of its own in a table, the head of its column says what it counts."""
    tree = BeautifulSoup(page_file(name).read_text(encoding="utf-8"), "html.parser")
    marked = tree.select(".missing, .bad, .fictional")
    assert [each for each in marked if not CHINESE.search(each.text) and each.parent.name != "td"] == []


@pytest.mark.parametrize("name", ["2022/10_trade_promotion", "index"])
def test_a_page_stays_dark_on_light_in_dark_mode(page, page_file, name):
    page.emulate_media(color_scheme="dark")
    page.goto(page_file(name).as_uri())
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_in_forced_colours_a_missing_figure_is_still_a_link_that_says_so(page, page_file):
    page.emulate_media(forced_colors="active")
    page.goto(page_file("2022/10_trade_promotion").as_uri())
    missing = page.locator("td a.missing").first
    assert missing.inner_text() == "缺失"
    assert missing.evaluate("link => getComputedStyle(link).textDecorationLine") == "underline"


@pytest.mark.parametrize("name", ["2022/10_trade_promotion", "2022/30_inbound_transfer", "2022/80_scorecard"])
def test_a_picture_is_scrolled_on_a_phone_and_not_shrunk_until_nobody_can_read_it(page, page_file, name):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(page_file(name).as_uri())
    widths = page.locator(".picture img").evaluate_all("them => them.map(e => e.getBoundingClientRect().width)")
    assert widths and min(widths) >= 560
