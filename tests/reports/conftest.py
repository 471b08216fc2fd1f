"""Poppler, by which a PDF is read back; where it is absent the tests skip, unless everything is required."""

import os
import shutil
import subprocess

import pytest


@pytest.fixture(scope="session")
def poppler():
    """Return a function that runs one of poppler's programs and returns what it prints."""
    if shutil.which("pdfinfo") is None:
        if os.environ.get("EVALKIT_REQUIRE_ALL"):
            pytest.fail("poppler-utils is required and is not installed")
        pytest.skip("poppler-utils is not installed")

    def run(program: str, *arguments) -> str:
        return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=True).stdout

    return run
