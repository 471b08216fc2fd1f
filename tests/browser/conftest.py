"""A real Chromium; where it is absent the tests skip, unless everything is required."""

import os
import shutil

import pytest


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
