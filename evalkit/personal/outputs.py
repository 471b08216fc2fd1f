"""The texts of a file that is written for others, each with its place; digests, pictures and numbers are left out by their field."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import iterparse

DIGEST = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
DIGEST_FIELDS = {"sha256", "digest", "inputs", "outputs", "reads", "written", "pages", "data", "lock", "commit", "code"}
"""Fields of our records below which a text that is a whole digest is one."""
WORD_TEXT, WORD_PARAGRAPH = "}t", "}p"
INLINE = {
    "a",
    "abbr",
    "b",
    "code",
    "em",
    "i",
    "kbd",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "wbr",
    "font",
}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "summary"}
UNREAD = {"style", "script"}

Text = tuple[str, str]
"""Place and text."""


def texts_of(name: str, content: bytes) -> Iterator[Text]:
    """Yield the texts of a file with their places.

    Parameters
    ----------
    name : str
        Its suffix says how it is read: pages, notebooks, JSON, workbooks, documents, archives of these, anything else as text.
    content : bytes
        All of it.
    """
    suffix = name.rpartition(".")[2].lower()
    if suffix in ("html", "htm", "svg"):
        yield from html_texts(content.decode("utf-8"))
    elif suffix == "ipynb":
        yield from _notebook_texts(json.loads(content))
    elif suffix == "json":
        yield from json_texts(json.loads(content))
    elif suffix == "xlsx":
        yield from _workbook_texts(content)
    elif suffix == "docx":
        yield from _document_texts(content)
    elif suffix == "zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield from ((f"{inner} {place}".rstrip(), text) for place, text in texts_of(inner, archive.read(inner)))
    elif suffix not in ("png", "sha256", "pdf"):  # what a PDF says is on the page that it is printed from
        for number, line in enumerate(content.decode("utf-8-sig").splitlines(), start=1):
            yield f"第 {number} 行", line


class _Page(HTMLParser):
    """Reads a page from its beginning: the text of each block, and the attributes, below which heading or caption they stand."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.texts: list[Text] = []
        self.place, self._block, self._heading, self._unread, self._digest = "", [], [], 0, ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag not in INLINE:
            self._end_block()
        self._unread += tag in UNREAD
        self._heading += [tag] if tag in HEADINGS else []
        if given.get("class") == "digest":
            self._digest = tag
        for name, value in attributes:
            if value and not value.startswith("data:") and name not in ("id", "class"):
                self.texts.append((self.place, value))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._digest:
            self._digest = ""
        if tag not in INLINE:
            self._end_block()
        if tag in UNREAD and self._unread:
            self._unread -= 1
        if self._heading and tag == self._heading[-1]:
            self._heading.pop()

    def handle_data(self, data: str) -> None:
        if not self._unread and not (self._digest and DIGEST.fullmatch(data.strip())):
            self._block.append(data)

    def handle_comment(self, data: str) -> None:
        self.texts.append((self.place, data))

    def _end_block(self) -> None:
        text = "".join(self._block)
        self._block.clear()
        if text.strip():
            if self._heading:
                self.place = f"“{' '.join(text.split()):.40}”"
            self.texts.append((self.place, text))


def html_texts(html: str) -> list[Text]:
    """Return the texts and attributes of a page, each with the heading or caption above it.

    Examples
    --------
    >>> html_texts('<h2>一</h2><p>甲<b>乙</b></p><img alt="丙" src="data:image/png;base64,1234">')
    [('“一”', '一'), ('“一”', '甲乙'), ('“一”', '丙')]
    """
    page = _Page()
    page.feed(html)
    page.close()
    page._end_block()
    return page.texts


def json_texts(plain: Any, place: str = "", *, digests: bool = False) -> Iterator[Text]:
    """Yield the texts of JSON with their keys; a number is a figure, and a digest is one where the field is one of digests.

    Examples
    --------
    >>> list(json_texts({"note": "甲", "value": 13800001234, "sha256": "0" * 64, "rows": [{"note": "乙"}]}))
    [('note', '甲'), ('rows.0.note', '乙')]
    """
    if isinstance(plain, str):
        if not (digests and DIGEST.fullmatch(plain)):
            yield place, plain
        return
    items = plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list | tuple) else ()
    for key, value in items:
        below = f"{place}.{key}".lstrip(".")
        if isinstance(key, str) and not key.isidentifier():
            yield below, key
        yield from json_texts(value, below, digests=digests or key in DIGEST_FIELDS)


def _notebook_texts(plain: dict[str, Any]) -> Iterator[Text]:
    for number, cell in enumerate(plain["cells"], start=1):
        place = f"第 {number} 个单元格"
        yield place, "".join(cell["source"])
        yield from json_texts(cell.get("metadata", {}), place)
        for output in cell.get("outputs", []):
            for kind, value in {**output.get("data", {}), "": output.get("text", "")}.items():
                text = "".join(value) if isinstance(value, list) else value
                if kind == "text/html":
                    yield from ((f"{place} {inner}".rstrip(), each) for inner, each in html_texts(text))
                elif not kind.startswith("image/") or kind == "image/svg+xml":
                    yield from json_texts(text, place)
            yield from json_texts([output.get("evalue", ""), *output.get("traceback", [])], place)


def _workbook_texts(content: bytes) -> Iterator[Text]:
    """Yield the texts of a workbook; a number is a figure."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    for sheet in book.worksheets:
        yield f"工作表“{sheet.title}”", sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    yield f"工作表“{sheet.title}”单元格 {cell.coordinate}", cell.value
    book.close()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.startswith("docProps/") or "comments" in name:
                yield name, _xml_text(package.read(name))


def _document_texts(content: bytes) -> Iterator[Text]:
    """Yield the paragraphs of a Word document, headers and properties included; what is written in pieces is joined."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.startswith("docProps/") and name.endswith(".xml"):
                yield name, _xml_text(package.read(name))
            elif name.startswith("word/") and name.endswith(".xml"):
                with package.open(name) as xml:
                    paragraphs = (element for _, element in iterparse(xml) if element.tag.endswith(WORD_PARAGRAPH))
                    for number, paragraph in enumerate(paragraphs, start=1):
                        yield (
                            f"{name} 第 {number} 段",
                            "".join(each.text or "" for each in paragraph.iter() if each.tag.endswith(WORD_TEXT)),
                        )
                yield from _alternatives(name, package.read(name))


def _alternatives(name: str, xml: bytes) -> Iterator[Text]:
    """Yield the alternative texts of the pictures of a part."""
    for _, element in iterparse(io.BytesIO(xml)):
        if "descr" in element.attrib:
            yield f"{name} 的图", element.attrib["descr"]


def _xml_text(xml: bytes) -> str:
    return "\n".join(element.text or "" for _, element in iterparse(io.BytesIO(xml)))
