"""Workbooks described in YAML, so that a person can read what a test puts into them.

A file ``NAME.xlsx.yml`` holds ``sheets``, by name a list of rows, and where there is need ``cells`` (by address) and ``merged`` ranges of
the first sheet, its ``hidden`` rows, ``date1904``, and ``parts`` of the package that are put in place of what openpyxl writes.
A text that begins with ``=`` is a formula without a value, one such as ``#REF!`` an error value.
"""

import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from ruamel.yaml import YAML

SUFFIX = ".yml"


def write_workbooks(folder: Path) -> None:
    """Put the workbook in the place of every description below a folder."""
    for described in sorted(folder.rglob(f"*.xlsx{SUFFIX}")):
        _write(described.with_name(described.name.removesuffix(SUFFIX)), YAML(typ="safe").load(described))
        described.unlink()


def _write(path: Path, plain: dict[str, Any]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.created = book.properties.modified = datetime(2031, 1, 1)
    if plain.get("date1904"):
        book.epoch = CALENDAR_MAC_1904
    for name, rows in plain["sheets"].items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    first = book.worksheets[0]
    for address, value in plain.get("cells", {}).items():
        first[address] = value
    for area in plain.get("merged", []):
        first.merge_cells(area)
    for row in plain.get("hidden", []):
        first.row_dimensions[row].hidden = True
    book.save(path)
    _replace_parts(path, plain.get("parts", {}))


def _replace_parts(path: Path, given: dict[str, str]) -> None:
    if given:
        with zipfile.ZipFile(path) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in (parts | {name: text.encode() for name, text in given.items()}).items():
                package.writestr(name, content)
