"""Values that would run or load: in real Chromium they are read literally, and each of the two layers alone holds.

The layers are the sanitiser, by which every output of a notebook goes, and the content security policy of every page.
"""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from evalkit.pipeline.attempt import Attempt, write_attempt
from evalkit.pipeline.index import write_indexes
from evalkit.pipeline.manifest import FAILED, Outcome
from evalkit.pipeline.plan import TREND
from evalkit.present import page as page_module
from evalkit.present.page import PageExporter, page_of
from tests.hostile.vectors import OUTPUTS, TEXTS, numbered
from tests.hostile.year import Hostile, hostile_year
from tests.real_years import Computed, run

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
NOT_ON_PAGES = ("note", "evidence", "target_evidence", "activities.csv", "author", "declared.csv", "收款单位", "企业名称", "goal")
"""Places whose texts no page prints."""
FIRST_TEN = ("商户名称", "国家（地区）")
"""Of these a page prints the ten greatest."""
NOT_GOVERNED = ("raw HTML: refresh",)
"""No policy keeps a page from going elsewhere by itself; against this there are escaping and the sanitiser."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> tuple[Hostile, Computed]:
    """A whole year with hostile texts wherever it has texts, run by the real command."""
    data = tmp_path_factory.mktemp("hostile")
    made = hostile_year(data)
    computed = run("--year", "2022", data=data, outputs=data / "outputs")
    assert computed.status == 0, computed.messages
    return made, computed


@pytest.fixture(scope="module")
def outputs_of_cells() -> nbformat.NotebookNode:
    """An executed notebook whose cells show what an analyst might have copied from anywhere."""
    cells = [new_markdown_cell(f"## {numbered(text, 100 + at)}", id=f"h{at}") for at, text in enumerate(TEXTS.values())]
    for at, (name, (data, metadata)) in enumerate(OUTPUTS.items(), start=200):
        filled = {kind: numbered(value, at) if isinstance(value, str) else value for kind, value in data.items()}
        told = {kind: {key: numbered(value, at) for key, value in values.items()} for kind, values in metadata.items()}
        cells.append(new_code_cell(f"# {name}", outputs=[new_output("display_data", filled, metadata=told)], id=f"o{at}"))
    return new_notebook(cells=[new_markdown_cell("# 题目", id="title"), *cells])


@pytest.fixture
def unsanitised(monkeypatch):
    """Return a function that renders a notebook without the sanitiser."""

    def render(notebook: nbformat.NotebookNode) -> str:
        with monkeypatch.context() as patched:
            patched.setattr(page_module, "clean_html", lambda html: html)
            patched.setattr(page_module, "build_exporter", PageExporter)
            return page_of(notebook, fiscal_year=2022, home="index.html")

    return render


class Watched:
    """A tab, and everything that a page did in it beyond being shown."""

    def __init__(self, tab, folder: Path):
        self.tab, self.folder, self.did, self.complaints = tab, folder, [], []
        tab.on("dialog", lambda dialog: (self.did.append(f"dialog {dialog.message}"), dialog.dismiss()))
        tab.on("request", lambda request: self.did.append(request.url))
        tab.on("requestfailed", lambda request: self.did.remove(request.url) if request.failure == "csp" else None)
        tab.on("popup", lambda popup: self.did.append(f"popup {popup.url}"))
        tab.on("console", lambda message: self.complaints.append(message.text))
        tab.on("framenavigated", lambda frame: self.did.append(frame.url) if frame == tab.main_frame else None)
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))

    def show(self, html: str) -> None:
        """Show a page, move over it, open what can be opened and follow what is no ordinary link."""
        path = self.folder / "page.html"
        path.write_text(html, encoding="utf-8")
        self.did.append("shown")
        self.tab.goto(path.as_uri())
        self.tab.wait_for_load_state("load")
        self.tab.evaluate(
            """() => {
                document.querySelectorAll('details').forEach(each => { each.open = true });
                document.querySelectorAll('main *').forEach(each => {
                    each.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}));
                    if (each.matches('a[href]') && !/^(#|[\\w/.-]+\\.html)/.test(each.getAttribute('href'))) each.click();
                });
            }"""
        )
        self.tab.wait_for_timeout(50)

    def beyond(self) -> list[str]:
        """Return what happened besides the file itself being read."""
        own = (self.folder / "page.html").as_uri()
        return [
            did for did in self.did if did not in ("shown", own) and not did.startswith(f"{own}#") and not did.startswith("data:")
        ]


@pytest.fixture
def watched(chromium, tmp_path):
    """A tab that notes what a page does."""
    with chromium.new_page() as tab:
        yield Watched(tab, tmp_path)


def pages_of(computed: Computed) -> list[Path]:
    pages = sorted(computed.outputs.rglob("*.html"))
    assert len(pages) == 13, "nine of the year and the audit of its report, the one across years, two indexes"
    return pages


def test_no_value_runs_or_loads_and_every_value_is_read_literally(hostile, watched):
    made, computed = hostile
    read = ""
    for path in pages_of(computed):
        html = path.read_text(encoding="utf-8")
        watched.show(html)
        read += watched.tab.evaluate("document.body.textContent")
        for attribute in ("alt", "aria-label"):
            read += "\n".join(element[attribute] for element in BeautifulSoup(html, "html.parser").select(f"[{attribute}]"))
    assert watched.beyond() == []
    assert watched.complaints == [], "nothing even tried"
    unread = {place for number, place in made.places.items() if made.texts[number] not in read}
    prose = {place for place in unread if place.startswith("narrative/") and "goal" not in place}
    assert [
        place for place in unread - prose if not place.endswith(FIRST_TEN) and not any(each in place for each in NOT_ON_PAGES)
    ] == []
    for column in FIRST_TEN:
        shown = [number for number, place in made.places.items() if place.endswith(column) and made.texts[number] in read]
        assert len(shown) >= 5
    tags = [name for name, text in TEXTS.items() if text.startswith("<") and "`" not in re.sub('"[^"]*"', "", text)]
    told = [number for number, place in made.places.items() if place.startswith("narrative/10")]
    numbers = [number for number, name in zip(told, _cycled(made, told), strict=True) if name in tags]
    assert len(numbers) >= 8, "the signs of Markdown are used in prose, those of HTML are read"
    assert [made.texts[number] for number in numbers if made.texts[number] not in read] == []


def _cycled(made: Hostile, numbers: list[int]) -> list[str]:
    """Return by which vector each of the numbered texts was made."""
    return [next(name for name, text in TEXTS.items() if numbered(text, number) == made.texts[number]) for number in numbers]


def test_without_the_policy_the_sanitiser_holds(hostile, watched):
    for path in pages_of(hostile[1]):
        html, taken_out = POLICY.subn("", path.read_text(encoding="utf-8"))
        assert taken_out == 1
        watched.show(html)
    assert watched.beyond() == []
    assert watched.complaints == []


def test_without_the_sanitiser_escaping_and_the_policy_hold(hostile, watched, unsanitised):
    for path in sorted((hostile[1].outputs / "2022" / "notebooks").glob("*.ipynb")):
        watched.show(unsanitised(nbformat.read(path, as_version=4)))
    assert watched.beyond() == []


def test_what_a_failure_says_is_read_literally_on_the_indexes(hostile, watched, tmp_path):
    shutil.copytree(hostile[1].outputs, tmp_path / "outputs")
    messages = [numbered(text, at) for at, text in enumerate(TEXTS.values(), start=500)]
    told = "\n".join(messages)
    failed = Outcome("90_report", FAILED, told)
    year, across = (
        Attempt((2022, 2022), {"90_report": failed}, told, told),
        Attempt((2022, 2022), {TREND: replace(failed, notebook=TREND)}),
    )
    for folder, attempt in ((tmp_path / "outputs" / "2022", year), (tmp_path / "outputs", across)):
        write_attempt(folder, attempt, tmp_path / "coming", lambda outcome: None)
    write_indexes(tmp_path / "outputs")
    for index in (tmp_path / "outputs" / "index.html", tmp_path / "outputs" / "2022" / "index.html"):
        html = index.read_text(encoding="utf-8")
        for shown in (html, POLICY.sub("", html)):
            watched.show(shown)
            read = watched.tab.evaluate("document.body.textContent")
            assert [message for message in messages if message not in read] == []
    assert watched.beyond() == [] and watched.complaints == []


@pytest.mark.parametrize("policy", [True, False], ids=["both layers", "the sanitiser alone"])
def test_nothing_that_a_cell_hands_over_runs_or_loads(outputs_of_cells, watched, policy):
    html = page_of(outputs_of_cells, fiscal_year=2022, home="index.html")
    watched.show(html if policy else POLICY.sub("", html))
    assert watched.beyond() == []
    assert [text for text in watched.complaints if "ERR_INVALID_URL" not in text] == [], "a damaged picture is no attempt"
    read = watched.tab.evaluate("document.body.textContent")
    for at, name in enumerate(OUTPUTS, start=200):
        if name.startswith("text: "):
            assert numbered(TEXTS[name.removeprefix("text: ")], at) in read, name
    headings = watched.tab.evaluate("[...document.querySelectorAll('nav li a')].map(link => link.textContent)")
    assert headings[0] == numbered(TEXTS["image"], 100) and len(headings) == len(TEXTS)


def test_nothing_that_a_cell_hands_over_runs_or_loads_by_the_policy_alone(outputs_of_cells, watched, unsanitised):
    refused = {f"# {name}" for name in NOT_GOVERNED}
    kept = [cell for cell in outputs_of_cells.cells if cell.source not in refused]
    html = unsanitised(new_notebook(cells=kept))
    assert "<script>alert(" in html and "onerror=" in html, "the sanitiser is off"
    watched.show(html)
    assert watched.beyond() == []
    assert any("Content Security Policy" in complaint for complaint in watched.complaints), "something did try"


def test_this_browser_does_run_and_load_what_the_layers_keep_out(watched):
    watched.show(numbered(TEXTS["image"] + '<img src="https://outside.invalid/@">', 1))
    assert "https://outside.invalid/1" in watched.beyond(), "otherwise the tests above could not fail"
    assert "dialog 1" in watched.did
