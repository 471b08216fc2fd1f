"""A real Chromium, and the pages it looks at; where it is absent the tests skip, unless everything is required."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from evalkit.simulate.year_folder import simulate
from tests.real_years import Computed, run


@pytest.fixture(scope="session")
def chromium():
    """Return a running browser."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        if os.environ.get("EVALKIT_REQUIRE_ALL"):
            pytest.fail("Chromium is required and is not installed")
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        options = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ]
        browser = driver.chromium.launch(executable_path=program, args=options)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """Return an empty tab."""
    with chromium.new_page() as tab:
        yield tab


@pytest.fixture(scope="session")
def fictional_year(tmp_path_factory) -> Computed:
    """The smallest fictional year, run by the real command."""
    data = tmp_path_factory.mktemp("fictional")
    simulate(2022, data / "raw" / "2022", "0.001", 7)
    computed = run("--year", "2022", data=data, outputs=data / "outputs")
    assert computed.status == 0, computed.messages
    return computed


@pytest.fixture(scope="session")
def page_file(request) -> Callable[[str], Path]:
    """A function that returns the file of a page named as in ``tests.browser.pages``; only what is asked for is run."""

    def find(name: str) -> Path:
        real = name.removeprefix("fictional/")
        computed = request.getfixturevalue("three_years" if real == name else "fictional_year")
        return (computed.outputs / f"{real}.html").resolve()

    return find
