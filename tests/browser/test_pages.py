"""The pages in a real browser: nothing is asked of the network, nothing runs, all Chinese is drawn."""

import re

import pytest
from bs4 import BeautifulSoup

from tests.real_years import PROJECT

OF_A_YEAR = sorted(path.stem for path in (PROJECT / "notebooks").glob("[0-9]*.ipynb") if path.stem != "95_trend")
NAMES = [*OF_A_YEAR, "index", "../95_trend", "../index"]
WIDTHS = (1440, 1024, 390)


def address_of(computed, name: str) -> str:
    return (computed.outputs / "2022" / f"{name}.html").resolve().as_uri()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_for_nothing_and_complains_of_nothing(chromium, three_years, name):
    page = chromium.new_page()
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    address = address_of(three_years, name)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    outside = [url for url in asked if url != address and not url.startswith("data:")]
    broken = page.evaluate("[...document.images].filter(image => !image.complete || image.naturalWidth === 0).length")
    fonts = page.evaluate("document.fonts.check('16px \"EvalKit Sans SC\"', '绩效自评')")
    page.close()
    assert outside == []
    assert complaints == []
    assert broken == 0
    assert fonts


def test_a_figure_of_the_report_leads_to_its_source_and_back(chromium, three_years):
    page = chromium.new_page()
    page.goto(address_of(three_years, "90_report"))
    page.click('a.figure[href="#m-trade_total_yoy"]')
    target = page.locator("#m-trade_total_yoy")
    assert target.is_visible()
    text = target.inner_text()
    page.go_back()
    page.close()
    assert "data/raw/2022/facts.csv 第 2 行 value 列" in text
    assert "1,772.6 亿元" in text and "−0.94%" in text


def press_until(page, key: str, found: str, most: int = 300) -> int:
    """Press a key until the element that has the focus is the one sought; return how often, or fail."""
    for pressed in range(1, most + 1):
        page.keyboard.press(key)
        if page.evaluate(f"document.activeElement.matches({found!r})"):
            return pressed
    raise AssertionError(f"{most} times {key} did not reach {found}")


def test_the_keyboard_reaches_the_source_of_a_figure_in_a_table_and_comes_back(chromium, three_years):
    page = chromium.new_page()
    page.goto(address_of(three_years, "10_trade_promotion"))
    press_until(page, "Tab", 'table a.figure[href="#m-trade_total_yoy"]')
    left = page.evaluate("document.activeElement.id")
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#m-trade_total_yoy'")
    entry = page.locator("#m-trade_total_yoy")
    assert "data/raw/2022/facts.csv 第 2 行 value 列" in entry.inner_text()
    assert entry.evaluate("entry => { const box = entry.getBoundingClientRect(); return box.top >= 0 && box.top < innerHeight }")
    assert press_until(page, "Tab", f'#m-trade_total_yoy .back a[href="#{left}"]', most=5)
    page.keyboard.press("Enter")
    page.wait_for_function(f"location.hash === '#{left}'")
    assert page.locator(f"#{left}").evaluate(
        "link => { const top = link.getBoundingClientRect().top; return top >= 0 && top < innerHeight }"
    )
    page.close()


def test_the_first_thing_that_the_keyboard_reaches_leads_past_the_contents(chromium, three_years):
    page = chromium.new_page()
    page.goto(address_of(three_years, "10_trade_promotion"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#main'")
    press_until(page, "Tab", "main a, main summary", most=1)
    page.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_never_wider_than_the_window(chromium, three_years, name):
    wider = []
    for width in WIDTHS:
        page = chromium.new_page(viewport={"width": width, "height": 900})
        page.goto(address_of(three_years, name))
        wider += [width] * page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        page.close()
    assert wider == []


@pytest.mark.parametrize("name", NAMES)
def test_what_is_printed_fits_the_sheet_has_headers_on_each_and_no_code(chromium, three_years, name):
    """The printed area of an A4 sheet is 210 - 22 - 18 = 170 mm wide, 642.5 pixels of 96 to the inch."""
    page = chromium.new_page(viewport={"width": 642, "height": 900})
    page.emulate_media(media="print")
    page.goto(address_of(three_years, name))
    wide = page.evaluate(
        "[...document.querySelectorAll('table, img, svg, pre')].filter(e => e.getBoundingClientRect().right > 643).length"
    )
    heads = page.evaluate("[...new Set([...document.querySelectorAll('thead')].map(e => getComputedStyle(e).display))]")
    shown = page.locator("details.code, nav, .skip").evaluate_all(
        "them => them.filter(e => getComputedStyle(e).display !== 'none').length"
    )
    ink = page.evaluate("getComputedStyle(document.body).color")
    page.close()
    assert wide == 0
    assert heads in (["table-header-group"], [])
    assert shown == 0
    assert ink == "rgb(0, 0, 0)"


@pytest.mark.parametrize("name", NAMES)
def test_a_page_can_be_read_without_seeing_it(three_years, name):
    """One title, headings in order, one main part, every table headed, every picture and every table in words."""
    path = (three_years.outputs / "2022" / f"{name}.html").resolve()
    tree = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
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


@pytest.mark.parametrize("name", OF_A_YEAR)
def test_the_top_of_a_page_says_what_it_is_about_and_whether_anything_is_missing(three_years, name):
    tree = BeautifulSoup(three_years.page(name), "html.parser")
    about = {term.text: term.find_next("dd").text for term in tree.select("dl.about dt")}
    assert about["财政年度"] == "2022" and about["数据截至"] == "2022-12-31" and about["评分规则"] == "mof-2020-10"
    absent = len(tree.select(".measure.missing"))
    cells = [cell for cell in tree.find_all(["td", "th"]) if cell.text == "缺失" and not cell.find("a")]
    expected = f"有缺失（{absent} 项）" if absent else f"有缺失（{len(cells)} 处）" if cells else "数据齐全"
    assert about["状态"] == expected


def test_every_figure_of_a_table_or_sentence_opens_and_every_entry_leads_back(three_years):
    for name in ("10_trade_promotion", "80_scorecard", "90_report"):
        tree = BeautifulSoup(three_years.page(name), "html.parser")
        uses = tree.select("a.figure")
        assert len(uses) > 20, name
        for use in uses:
            entry = tree.find(id=use["href"][1:])
            assert entry and entry.find("a", href=f"#{use['id']}"), f"{name}: {use}"
