"""The embedded font draws every character of its page as the whole font does, and carries no other."""

import base64
import hashlib
import io
import os
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, writes

from evalkit.present.page import page_of
from evalkit.present.plain import plain_page
from evalkit.present.webfont import ALWAYS, FONT, font_data_url

TEXT = "江门市镕喆堃 −2.4% ≥ 7.5"


def unpacked(address: str) -> TTFont:
    return TTFont(io.BytesIO(base64.b64decode(address.partition(",")[2])))


def drawn(font: TTFont, character: str) -> tuple[int, list]:
    """Return the advance width and the outline of a character."""
    name, pen = font.getBestCmap()[ord(character)], RecordingPen()
    font.getGlyphSet()[name].draw(pen)
    return font["hmtx"][name][0], pen.value


def notebook(words: str):
    shown = [
        new_output("display_data", {"text/html": f"<table><tr><td>{words}</td></tr></table>"}),
        new_output("stream", name="stdout", text=f"打印的{words}"),
    ]
    return new_notebook(
        cells=[
            new_markdown_cell(f"# 题目{words}\n\n正文", id="title"),
            new_markdown_cell("## 小节\n\n「镕」㎡", id="section"),
            new_code_cell('"代码里的喆" < 1', id="code", outputs=shown),
        ]
    )


class Visible(HTMLParser):
    """The text of a page, its style sheet left out, and the address of its font."""

    def __init__(self, page: str):
        super().__init__()
        self.text, self.font, self.tag = "", "", ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tag = tag

    def handle_data(self, data):
        if self.tag == "style" and "font/woff" in data:
            self.font = data.partition("url(")[2].partition(")")[0]
        elif self.tag != "style":
            self.text += data


def test_every_character_is_drawn_as_in_the_whole_font():
    whole, embedded = TTFont(io.BytesIO(FONT.read_bytes()), lazy=True), unpacked(font_data_url(TEXT))
    for character in TEXT:
        assert drawn(embedded, character) == drawn(whole, character), character
    assert drawn(embedded, "江")[0] == 1000, "a Chinese character is as wide as the em"
    assert all(drawn(embedded, character)[1] for character in TEXT if character != " "), "no character is blank"


def test_the_font_carries_no_character_that_was_not_asked_for():
    embedded = unpacked(font_data_url(TEXT))
    assert embedded.getBestCmap().keys() == set(map(ord, TEXT + ALWAYS))
    assert len(embedded.getGlyphOrder()) == len(embedded.getBestCmap()) + 1, "and the box for what is missing"


def test_a_character_that_the_font_lacks_is_left_to_the_reader_s_machine():
    assert unpacked(font_data_url("江😀")).getBestCmap().keys() == set(map(ord, "江" + ALWAYS))


@pytest.mark.parametrize(
    "page",
    [
        page_of(notebook("与说明①"), fiscal_year=2030, home="index.html"),
        plain_page("index.html.j2", years=[], trend={"published": False, "failure": "第八十页失败", "page": ""}),
    ],
    ids=["notebook", "index"],
)
def test_every_visible_character_of_a_page_is_in_its_font(page):
    visible = Visible(page)
    characters = {character for character in visible.text if not character.isspace()}
    assert len(characters) > 15
    assert set(map(ord, characters)) <= unpacked(visible.font).getBestCmap().keys()


def test_a_page_is_the_same_in_a_fresh_process_and_after_other_pages():
    """The font is shared by all pages of a process: one page must not leave its characters, or their lack, to the next."""
    code = (
        "import hashlib, nbformat, sys; from evalkit.present.page import page_of\n"
        "notebook = nbformat.reads(sys.stdin.read(), as_version=4)\n"
        "print(hashlib.sha256(page_of(notebook, fiscal_year=2030, home='index.html').encode()).hexdigest())"
    )
    order = [notebook("绩效"), notebook("另一页的文字，字多一些：镕喆堃镕喆堃"), notebook("字")]
    pages = [page_of(each, fiscal_year=2030, home="index.html") for each in (*order, *reversed(order))]
    assert pages[:3] == pages[:2:-1]
    for seed, source, page in zip("12", order[1:], pages[1:], strict=False):
        alone = subprocess.run(
            [sys.executable, "-c", code],
            input=writes(source),
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
        assert alone.stdout.strip() == hashlib.sha256(page.encode()).hexdigest()
