"""What a person reads in a published file: every text with its place, by the suffix of the file."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

Texts = list[tuple[str, str]]
"""Places and the texts that stand there, in reading order."""

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
UNREAD = ("style", "script", "template")


def readable(path: Path) -> Texts | None:
    """Return every text of a file with its place; ``None`` for a file whose texts cannot be taken out.

    Parameters
    ----------
    path : pathlib.Path
        A page, a notebook, a JSON file, a workbook or a Word document.

    Raises
    ------
    Exception
        What the readers of such files raise where the file is damaged.
    """
    read = READERS.get(path.suffix)
    return list(read(path)) if read else None


def _page(path: Path) -> Iterator[tuple[str, str]]:
    """Return the texts of a page and the alternative texts of its pictures, each below its nearest heading."""
    from bs4 import BeautifulSoup, NavigableString
    from bs4.element import PreformattedString

    heading = "页首"
    for node in BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").descendants:
        if isinstance(node, PreformattedString) or node.parent.name in UNREAD:
            continue
        if isinstance(node, NavigableString):
            if node.strip():
                yield heading, " ".join(node.split())
        elif node.name in HEADINGS:
            heading = f"“{node.get_text(' ', strip=True)}”"
        elif node.get("alt"):
            yield f"{heading}的图", node["alt"]


def _json(path: Path) -> Iterator[tuple[str, str]]:
    yield from _flattened(json.loads(path.read_text(encoding="utf-8"), parse_float=str, parse_int=str), "")


def _flattened(plain: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(plain, dict):
        pairs = [(str(key), value) for key, value in plain.items()]
    elif isinstance(plain, list):
        pairs = [(_label(value, at), value) for at, value in enumerate(plain, start=1)]
    else:
        yield place, str(plain)
        return
    for key, value in pairs:
        yield from _flattened(value, f"{place} › {key}" if place else key)


def _label(item: Any, at: int) -> str:
    """Return what an item of a list is called: by its identifier and name where it has them."""
    if not isinstance(item, dict):
        return str(at)
    id, name = item.get("id") or item.get("measure"), item.get("name")
    return f"{id}（{name}）" if id and name else str(id or name or at)


def _workbook(path: Path) -> Iterator[tuple[str, str]]:
    from openpyxl import load_workbook

    for sheet in load_workbook(path):
        for row in sheet.iter_rows():
            yield from ((f"{sheet.title}!{cell.coordinate}", _of_cell(cell.value)) for cell in row if cell.value is not None)


def _of_cell(value: Any) -> str:
    """Return the text of a cell; a number reads the same however many zeros it was saved with."""
    return f"{Decimal(str(value)).normalize():f}" if isinstance(value, (int, float)) else str(value)


def _document(path: Path) -> Iterator[tuple[str, str]]:
    from docx import Document
    from docx.table import Table

    counts = {"表": 0, "段": 0}
    for block in Document(str(path)).iter_inner_content():
        kind = "表" if isinstance(block, Table) else "段"
        counts[kind] += 1
        if kind == "段":
            yield f"第 {counts[kind]} 段", block.text
            continue
        for at, row in enumerate(block.rows, start=1):
            yield from ((f"第 {counts[kind]} 个表格第 {at} 行", cell.text) for cell in row.cells)


READERS: dict[str, Callable[[Path], Iterator[tuple[str, str]]]] = {
    ".html": _page,
    ".json": _json,
    ".ipynb": _json,
    ".xlsx": _workbook,
    ".docx": _document,
}
