"""An executed notebook read as a report: its headings, and the sentences, tables and pictures that its cells show.

Nothing is computed or worded here, so that a report says what the page says. What only a page can do is left out:
code, style sheets, and what opens at a click.
"""

import base64
import re
from collections.abc import Iterator
from typing import Any

import mistune
from bs4 import BeautifulSoup, NavigableString, Tag

from evalkit.blocks.kinds import Block, Caption, Cell, Heading, Paragraph, Picture, Report, Run, Table

BLANK = re.compile(r"[ \t\r\n]+")
LINE_END = re.compile(r"(?<=[\u2e80-\uffef])[ \t]*[\r\n]+[ \t]*")
NUMBER = re.compile(r"(?:[一二三四五六七八九十百]+、|（[一二三四五六七八九十百]+）|[0-9]+[.．、](?![0-9])|（[0-9]+）)\s*")
HEADING = re.compile(r"h[1-6]")
POINTER = re.compile(r"［数值[^］]*］")
PNG = "data:image/png;base64,"
ONLY_ON_A_PAGE = "style, script, nav, details:not(.sources), [popover], button, input"
INLINE = {"a", "abbr", "b", "br", "code", "em", "i", "kbd", "mark", "small", "span", "strong", "sub", "sup", "u"}
DEEPEST = 4
ANNEXED = "数值逐项列于附件“数值附表”工作簿。"
LINE = "\u2028"


def read_report(notebook: dict[str, Any]) -> Report:
    """Return what an executed notebook says.

    Parameters
    ----------
    notebook : dict
        As its file holds it, executed. The first cell is the title; what else that cell says is about the page.

    Returns
    -------
    Report
        In the order of the cells.

    Examples
    --------
    >>> shown = {"output_type": "display_data", "data": {"text/html": "<p>出口 <a class='figure' href='#m-x'>60.5 亿元</a></p>"}}
    >>> cells = [{"cell_type": "markdown", "source": "# 报告"}, {"cell_type": "markdown", "source": "## 一、概况"}]
    >>> report = read_report({"cells": [*cells, {"cell_type": "code", "outputs": [shown]}]})
    >>> report.title, report.blocks[0], report.blocks[1].text
    ('报告', Heading(level=1, text='概况', number='一、'), '出口 60.5 亿元')
    """
    title, *cells = notebook["cells"]
    render = mistune.create_markdown(escape=True, plugins=["table"])
    blocks = [block for cell in cells for html in _shown(cell, render) for block in read_html(html)]
    return Report(_joined(title["source"]).splitlines()[0].lstrip("# "), tuple(blocks))


def _shown(cell: dict[str, Any], render: mistune.Markdown) -> Iterator[str]:
    """Return the HTML that a cell shows."""
    if cell["cell_type"] == "markdown":
        yield render(_joined(cell["source"]))
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if "text/html" in data:
            yield _joined(data["text/html"])
        elif "image/png" in data:
            yield f'<img src="{PNG}{_joined(data["image/png"])}">'
        elif "text/markdown" in data:
            yield render(_joined(data["text/markdown"]))
        elif "text/plain" in data or "text" in output:
            yield f"<pre>{mistune.escape(_joined(data.get('text/plain', output.get('text', ''))))}</pre>"


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def read_html(html: str) -> list[Block]:
    """Return the blocks of a piece of HTML as our own displays write it.

    Examples
    --------
    >>> read_html('<h3>（一）外贸</h3><ul><li>一项 <a href="#m-x">［数值］</a></li></ul>')[1].text
    '一项'
    """
    tree = BeautifulSoup(html, "html.parser")
    for element in tree.select(ONLY_ON_A_PAGE):
        element.decompose()
    return list(_blocks(tree))


def _blocks(parent: Tag) -> Iterator[Block]:
    """Return the blocks of an element; text and inline elements beside each other are one paragraph."""
    loose: list[Tag | NavigableString] = []
    for child in parent.children:
        if isinstance(child, Tag) and child.name not in INLINE:
            yield from _paragraph(loose)
            loose = []
            yield from _block(child)
        elif isinstance(child, (Tag, NavigableString)):
            loose.append(child)
    yield from _paragraph(loose)


def _block(element: Tag) -> Iterator[Block]:
    classes = element.get("class") or []
    if HEADING.fullmatch(element.name):
        yield _heading(element)
    elif element.name == "p":
        yield from _paragraph(element.children, note="note" in classes)
    elif element.name in ("ul", "ol"):
        yield from _items(element)
    elif element.name == "dl":
        yield from _pairs(element)
    elif element.name == "table":
        yield _table(element)
    elif element.name == "img":
        yield from _picture(element)
    elif element.name == "figcaption":
        yield Caption(_plain(element), of_picture=element.parent.find("table") is None)
    elif "sources" in classes:
        yield Paragraph((Run(ANNEXED),))
    else:
        yield from _blocks(element)


def _heading(element: Tag) -> Heading:
    text = _plain(element)
    number = NUMBER.match(text)
    level = min(max(int(element.name[1]) - 1, 1), DEEPEST)
    return Heading(level, text[number.end() :], number[0].strip()) if number else Heading(level, text)


def _items(element: Tag) -> Iterator[Paragraph]:
    """Return the items of a list; those of an ordered list keep their number as text."""
    for number, item in enumerate(element.find_all("li", recursive=False), start=1):
        before = [NavigableString(f"{number}. ")] if element.name == "ol" else []
        inner = [child for child in item.children if not (isinstance(child, Tag) and child.name in ("ul", "ol"))]
        loose = [part for child in inner for part in (child.children if getattr(child, "name", "") == "p" else [child])]
        yield from _paragraph([*before, *loose], item=not before)
        for nested in item.find_all(["ul", "ol"], recursive=False):
            yield from _items(nested)


def _pairs(element: Tag) -> Iterator[Paragraph]:
    """Return terms and what they are as one note."""
    terms = zip(element.find_all("dt"), element.find_all("dd"), strict=False)
    yield Paragraph((Run("；".join(f"{_plain(term)}：{_plain(told)}" for term, told in terms)),), note=True)


def _table(element: Tag) -> Table:
    rows = [(row, tuple(map(_cell, row.find_all(["th", "td"], recursive=False)))) for row in element.find_all("tr")]
    return Table(
        tuple(cells for row, cells in rows if row.find_parent("thead") and cells),
        tuple(cells for row, cells in rows if not row.find_parent("thead") and cells),
    )


def _cell(element: Tag) -> Cell:
    right = "gt_right" in (element.get("class") or []) or "text-align:right" in element.get("style", "").replace(" ", "")
    return Cell(_plain(element), right, int(element.get("colspan") or 1), int(element.get("rowspan") or 1))


def _picture(element: Tag) -> Iterator[Picture]:
    source = element.get("src", "")
    if source.startswith(PNG):
        yield Picture(base64.b64decode(source.removeprefix(PNG)), element.get("alt", ""))


def _plain(element: Tag) -> str:
    return "".join(run.text for paragraph in _paragraph([element]) for run in paragraph.runs)


def _paragraph(parts: Iterator | list, *, item: bool = False, note: bool = False) -> Iterator[Paragraph]:
    """Return the paragraph of some inline parts, blanks collapsed as a page does; none where nothing is said."""
    runs: list[Run] = []
    for run in (run for part in parts for run in _runs(part, Run(""))):
        text = BLANK.sub(" ", LINE_END.sub("", run.text)).replace(LINE, "\n")
        if not runs or runs[-1].text.endswith((" ", "\n")):
            text = text.lstrip(" ")
        if text:
            runs.append(Run(text, run.bold, run.italic, run.missing))
    while runs and not runs[-1].text.rstrip():
        runs.pop()
    if runs:
        last = runs.pop()
        yield Paragraph((*runs, Run(last.text.rstrip(), last.bold, last.italic, last.missing)), item, note)


def _runs(part: Tag | NavigableString, around: Run) -> Iterator[Run]:
    if not isinstance(part, Tag):
        if type(part) is NavigableString:
            yield Run(str(part), around.bold, around.italic, around.missing)
        return
    if part.name == "a" and POINTER.fullmatch(part.get_text().strip()):
        return
    inner = Run(
        "",
        around.bold or part.name in ("strong", "b"),
        around.italic or part.name in ("em", "i"),
        around.missing or "missing" in (part.get("class") or []),
    )
    if part.name == "br":
        yield Run(LINE)
    for child in part.children:
        yield from _runs(child, inner)
