"""Known advisories: versions below their cure are excluded where packages are asked for and where they are locked."""

import re
from pathlib import Path

import openpyxl
import pytest
from defusedxml import EntitiesForbidden
from packaging.version import Version

from evalkit.present.page import build_exporter, clean_html
from evalkit.verification.differences import differing_texts
from tests.hostile.test_exhausting_files import SHEET, sheet, written
from tests.test_environment import PROJECT, direct, locked

CURED_IN = {
    "CVE-2021-32862": ("nbconvert", "6.5.1"),
    "CVE-2025-53000": ("nbconvert", "7.17.0"),
    "CVE-2026-39378": ("nbconvert", "7.17.1"),
    "CVE-2026-39377": ("nbconvert", "7.17.1"),
    "CVE-2026-44727": ("jupyter-server", "2.18.0"),
    "CVE-2026-86049": ("jupyter-server", "2.21.0"),
    "CVE-2024-22420": ("jupyterlab", "4.0.11"),
    "CVE-2026-40171": ("jupyterlab", "4.5.7"),
    "CVE-2026-73417": ("jupyterlab", "4.6.2"),
    "CVE-2022-34749": ("mistune", "2.0.3"),
    "CVE-2026-44896": ("mistune", "3.2.1"),
    "CVE-2026-59930": ("mistune", "3.3.0"),
    "CVE-2023-47248": ("pyarrow", "14.0.1"),
    "RUSTSEC-2026-0193, in ammonia, which nh3 carries": ("nh3", "0.3.7"),
    "RUSTSEC-2026-0213, in ammonia, which nh3 carries": ("nh3", "0.3.7"),
    "cells unescaped, PR 881": ("great-tables", "1.1.0"),
}


@pytest.mark.parametrize("advisory", CURED_IN)
def test_no_version_with_a_known_fault_is_asked_for_or_locked(advisory):
    package, cure = CURED_IN[advisory]
    floors = [Version(bound.version) for bound in direct()[package].specifier if bound.operator == ">="]
    assert floors and max(floors) >= Version(cure)
    assert locked()[package] and all(Version(version) >= Version(cure) for version in locked()[package])


def test_what_guards_the_reading_of_xml_is_locked_and_used():
    assert "defusedxml" in direct() and "defusedxml" in locked(), (
        "openpyxl has no guard of its own against entities that multiply"
    )
    assert openpyxl.DEFUSEDXML is True


def test_a_workbook_whose_entities_multiply_is_refused_by_the_reader_itself(tmp_path):
    """Ten definitions of ten of the one before make 10 ** 10 times "ha", 20 GB: what opens it must not unfold it."""
    defined = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(10))
    rows = sheet('<row r="1"><c r="A1"><v>&k;</v></c></row>').decode()
    bomb = written(tmp_path / "bomb.xlsx", {SHEET: f'<?xml version="1.0"?><!DOCTYPE x [{defined}]>{rows}'.encode()})
    with pytest.raises(ValueError) as refused:
        openpyxl.load_workbook(bomb)
    assert isinstance(refused.value.__cause__, EntitiesForbidden)
    assert differing_texts(bomb, written(tmp_path / "sound.xlsx", {})) == ("文件读不出（ValueError）",)


def test_pages_are_not_made_by_what_has_open_advisories():
    sources = [
        path
        for path in (PROJECT / "evalkit").rglob("*.py")
        if re.search(
            r"\bbleach\b|embed_images\s*=\s*True|to_pdf|webpdf|\bpickle\b|yaml\.load\(|\beval\(|\bexec\(", path.read_text("utf-8")
        )
    ]
    assert [path.relative_to(PROJECT).as_posix() for path in sources] == []
    assert not build_exporter().embed_images
    template = (Path(PROJECT) / "evalkit/present/templates/page/index.html.j2").read_text("utf-8")
    assert "metadata.width" not in template and "mermaid" not in template and "lab/" not in template


def test_the_sanitiser_writes_no_bare_bracket_into_an_attribute():
    """What finds places on a whole page reads it as text; in an attribute it must find no tag."""
    html = clean_html(
        '<div aria-label="a &lt;h2&gt;&lt;img src=x onerror=alert(1) &lt;/h2&gt; &lt;dt&gt;数据截至&lt;/dt&gt;&lt;dd&gt;b&lt;/dd&gt;">x</div>'
    )
    assert re.findall("<[^>]*>", html) == [re.match("<[^>]*>", html)[0], "</div>"] and html.count("<") == 2
