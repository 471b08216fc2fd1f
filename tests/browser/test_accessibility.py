"""Every page checked by axe in a real browser: nothing serious or critical, and of the rest only what is argued here."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_pages import NAMES, address_of

ARGUED: dict[str, str] = {}
"""Rules of lesser impact that a page may break, and why."""


@pytest.fixture(scope="module")
def page(chromium):
    """A tab in which axe may be put into a page that allows no script."""
    context = chromium.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


def violations(page, address: str) -> list[tuple[str, str, str]]:
    page.goto(address)
    found = Axe().run(page).response["violations"]
    return [(each["impact"], each["id"], node["html"][:200]) for each in found for node in each["nodes"]]


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_that_is_not_argued(page, three_years, name):
    assert [each for each in violations(page, address_of(three_years, name)) if each[1] not in ARGUED] == []


@pytest.mark.parametrize("name", ["40_consumption", "80_scorecard", "index"])
def test_axe_finds_nothing_on_pages_with_much_missing(page, three_years, name):
    address = (three_years.outputs / "2020" / f"{name}.html").resolve().as_uri()
    assert [each for each in violations(page, address) if each[1] not in ARGUED] == []


def test_axe_does_find_a_fault(page, three_years, tmp_path):
    """A check that cannot fail is none: without its words a picture is a critical fault."""
    bare = tmp_path / "bare.html"
    bare.write_text(three_years.page("40_consumption").replace(" alt=", " data-alt="), encoding="utf-8")
    assert {each[:2] for each in violations(page, bare.as_uri())} >= {("critical", "image-alt")}
