"""The pages in a real browser: nothing is asked of the network, nothing runs, all Chinese is drawn."""

import pytest

from tests.real_years import PROJECT

NAMES = [*sorted(path.stem for path in (PROJECT / "notebooks").glob("[0-9]*.ipynb") if path.stem != "95_trend"), "index"]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_for_nothing_and_complains_of_nothing(chromium, three_years, name):
    page = chromium.new_page()
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    address = (three_years.outputs / "2022" / f"{name}.html").as_uri()
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
    page.goto((three_years.outputs / "2022" / "90_report.html").as_uri())
    page.click('a.figure[href="#m-trade_total_yoy"]')
    target = page.locator("#m-trade_total_yoy")
    assert target.is_visible()
    text = target.inner_text()
    page.go_back()
    page.close()
    assert "data/raw/2022/facts.csv 第 2 行 value 列" in text
    assert "1,772.6 亿元" in text and "−0.94%" in text
