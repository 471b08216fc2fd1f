"""Archives, workbooks and texts made to exhaust memory or time: refused at once, in bounded memory, whatever they claim to be."""

import io
import json
import resource
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEADINGS = ["支付编号", "支付日期", "子项目", "收款单位", "支付金额"]
MEMORY, SECONDS = 1_500_000_000, 30
"""What a child process may have for all files together; a bomb that went off would take many times as much."""
EACH = """
import json, sys
from pathlib import Path
{opens}
from evalkit.errors import EvalkitError
for path in map(Path, sys.argv[1:]):
    try:
        {open}
        said = "read"
    except EvalkitError as error:
        said = str(error)
    print(json.dumps(said), flush=True)
"""
LEDGER = EACH.format(
    opens="import evalkit.ledgers.workbook\nfrom evalkit.ledgers.grid import open_grids",
    open="rows = [row for grid in open_grids(path, '文件') for row in grid.rows]",
)
FORM = EACH.format(opens="from evalkit.forms.workbook import read_sheets", open="read_sheets(path, '文件')")
TEMPLATE = EACH.format(opens="from evalkit.reports.write_docx import _opened", open="_opened(path)")


def opened(program: str, paths: list[Path]) -> list[str]:
    """Return what a child process, of little memory and with little time, says of each file."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))

    done = subprocess.run([sys.executable, "-c", program, *map(str, paths)], capture_output=True, text=True, preexec_fn=limit)
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, f"{paths[len(said)].name}: {done.stderr[-2000:]}"
    return said


def written(path: Path, parts: dict[str, bytes | Callable[[zipfile.ZipFile, str], None]]) -> Path:
    """Write a sound workbook with some of its parts replaced."""
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    book.active.append(["P1", "2022-01-01", "x", "示例公司", 1])
    book.save(stream)
    with zipfile.ZipFile(stream) as sound, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sound.namelist():
            if name not in parts:
                package.writestr(name, sound.read(name))
        for name, content in parts.items():
            content(package, name) if callable(content) else package.writestr(name, content)
    return path


def repeated(before: str, piece: str, times: int, after: str) -> Callable[[zipfile.ZipFile, str], None]:
    """Return what writes a part of many equal pieces without holding it."""

    def write(package: zipfile.ZipFile, name: str) -> None:
        with package.open(name, "w", force_zip64=True) as part:
            part.write(before.encode())
            for _ in range(times // 10_000):
                part.write(piece.encode() * 10_000)
            part.write(after.encode())

    return write


def sheet(rows: str, after: str = "") -> bytes:
    return f"<worksheet {MAIN}><sheetData>{rows}</sheetData>{after}</worksheet>".encode()


def understated(path: Path, name: str, size: int) -> Path:
    """Make a package say that a part is smaller than it is, in its directory and before the part."""
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as package:
        offset = package.getinfo(name).header_offset
    struct.pack_into("<I", content, offset + 22, size)
    at = content.rindex(name.encode(), 0, content.rindex(b"PK\x05\x06")) - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<I", content, at + 24, size)
    path.write_bytes(content)
    return path


def overlapping(path: Path) -> Path:
    """Write an archive whose directory names one part two thousand times, as the better bombs do."""
    written(path, {SHEET: sheet("<row r='1'/>" * 40_000)})
    content = path.read_bytes()
    directory = content.rindex(b"PK\x05\x06")
    start, count = struct.unpack_from("<I", content, directory + 16)[0], 2000
    at = content.index(SHEET.encode(), start) - 46
    entry = content[at : at + 46 + len(SHEET)]
    more = b"".join(entry[:46] + f"{number:>{len(SHEET)}}".encode() for number in range(count))
    entries = content[start:directory] + more
    total = struct.unpack_from("<H", content, directory + 10)[0] + count
    end = content[directory : directory + 8] + struct.pack("<HHII", total, total, len(entries), start) + b"\0\0"
    path.write_bytes(content[:start] + entries + end)
    return path


BOMBS = {
    "a sheet of zeros": (lambda path: written(path, {SHEET: repeated("", "\0" * 1000, 120_000, "")}), "XLSX-02"),
    "anything beside the sheets": (lambda path: written(path, {"x": repeated("", " " * 1000, 120_000, "")}), "XLSX-02"),
    "millions of texts": (
        lambda path: written(path, {STRINGS: repeated(f"<sst {MAIN}>", "<si><t>a</t></si>", 3_000_000, "</sst>")}), "XLSX-02",
    ),
    "millions of merged ranges": (
        lambda path: written(
            path,
            {SHEET: repeated(f"<worksheet {MAIN}><sheetData/><mergeCells>", '<mergeCell ref="A1:B2"/>', 3_000_000, "</mergeCells></worksheet>")},
        ),
        "XLSX-02",
    ),
    "one part under many names": (overlapping, "XLSX-02"),
    "sizes that lie": (
        lambda path: understated(written(path, {STRINGS: repeated(f"<sst {MAIN}>", "<si><t>a</t></si>", 3_000_000, "</sst>")}), STRINGS, 1000),
        "XLSX-01",
    ),
    "billion laughs": (
        lambda path: written(
            path,
            {
                BOOK: ('<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
                + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(10))
                + f"]><workbook {MAIN}>&k;</workbook>").encode()
            },
        ),
        "XLSX-03",
    ),
    "a quadratic entity": (
        lambda path: written(path, {SHEET: b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 100_000 + b'">]><x>' + b"&a;" * 10_000 + b"</x>"}), "XLSX-03",
    ),
}  # fmt: skip
LEDGER_BOMBS = {
    "the last cell there is": (lambda path: written(path, {SHEET: sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')}), "L-XLSX-02"),
    "a far cell without its address": (
        lambda path: written(path, {SHEET: sheet('<row r="1"><c r="SF1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>')}), "L-XLSX-02",
    ),
    "a far row of a narrow sheet": (
        lambda path: written(path, {SHEET: sheet('<row r="1"><c r="AA1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>')}),
        "L-XLSX-02",
    ),
    "a row that no sheet has": (lambda path: written(path, {SHEET: sheet('<row r="39999999"><c r="A39999999"><v>1</v></c></row>')}), "L-XLSX-02"),
    "one range over the whole of a large sheet": (
        lambda path: written(
            path,
            {
                SHEET: sheet(
                    "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c><c r="KT{row}"><v>1</v></c></row>' for row in range(1, 6001)),
                    '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
                )
            },
        ),
        "L-XLSX-02",
    ),
    "many different merged ranges": (
        lambda path: written(
            path,
            {SHEET: sheet("", "<mergeCells>" + "".join(f'<mergeCell ref="A{at}:B{at}"/>' for at in range(1, 150_000)) + "</mergeCells>")},
        ),
        "L-XLSX-02",
    ),
    "two parts of one name": (
        lambda path: written(path, {SHEET: sheet(""), SHEET.replace("sheet1", "SHEET1"): sheet("<row><c/></row>")}), "L-XLSX-01",
    ),
    "a list of sheets of 6 MB": (lambda path: written(path, {BOOK: b"<workbook>" + b"<sheet/>" * 750_000 + b"</workbook>"}), "L-XLSX-02"),
    "a line of 300 MB": (lambda path: path.with_suffix(".csv"), "L-CSV-02"),
    "a cell of a megabyte": (lambda path: path.with_suffix(".csv"), "L-CSV-01"),
    "another archive within": (lambda path: written(path, {SHEET: b"PK\x03\x04" * 1000}), "L-XLSX-01"),
    "Parquet of absurd row groups": (lambda path: path.with_suffix(".parquet"), "L-PQ-04"),
}  # fmt: skip


def bomb_file(name: str, folder: Path) -> Path:
    make, _ = {**BOMBS, **LEDGER_BOMBS}[name]
    folder.mkdir()
    path = make(folder / "bomb.xlsx")
    if name == "a line of 300 MB":
        with path.open("wb") as file:
            file.write(b"x" * 3_000_000)
            file.truncate(300_000_000)
    elif name == "a cell of a megabyte":
        path.write_text("\n".join([",".join(HEADINGS), f'P1,2022-01-01,"{"x" * 1_000_000}",a,1', ""]), encoding="utf-8")
    elif path.suffix == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.table({"a": pa.nulls(20_000_000)}), path, row_group_size=20_000_000)
    return path


@pytest.fixture(scope="module")
def bombs(tmp_path_factory) -> dict[str, Path]:
    """Every bomb, by its name."""
    folder = tmp_path_factory.mktemp("bombs")
    return {name: bomb_file(name, folder / str(at)) for at, name in enumerate([*BOMBS, *LEDGER_BOMBS])}


def test_a_ledger_made_to_exhaust_is_refused(bombs):
    said = dict(zip(bombs, opened(LEDGER, list(bombs.values())), strict=True))
    codes = {name: f"L-{code}" for name, (_, code) in BOMBS.items()} | {name: code for name, (_, code) in LEDGER_BOMBS.items()}
    assert {name: text.partition("]")[0].strip("[") for name, text in said.items()} == codes
    assert {name: len(text.splitlines()) for name, text in said.items()} == dict.fromkeys(said, 5)


def test_a_form_made_to_exhaust_is_refused(bombs):
    said = dict(zip(BOMBS, opened(FORM, [bombs[name] for name in BOMBS]), strict=True))
    assert {name: text.partition("]")[0] for name, text in said.items()} == {
        name: f"[F-{code}" for name, (_, code) in BOMBS.items()
    }


def test_a_template_made_to_exhaust_is_refused(bombs):
    said = opened(TEMPLATE, [bombs[name] for name in ("a sheet of zeros", "billion laughs", "sizes that lie")])
    assert [text.partition("]")[0] for text in said] == ["[F-TPL-01"] * 3


@pytest.mark.parametrize("program", [LEDGER, FORM], ids=["ledger", "form"])
def test_what_only_looks_large_is_read(tmp_path, program):
    cell = '<row r="1"><c r="A1"><v>1</v></c></row>'
    sound = {
        "as it is": {},
        "a dimension that lies": {
            SHEET: f'<worksheet {MAIN}><dimension ref="A1:XFD1048576"/><sheetData>{cell}</sheetData></worksheet>'.encode()
        },
        "formatted rows": {SHEET: sheet("".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(1, 20_000)))},
    }
    paths = [written(tmp_path / f"{name}.xlsx", parts) for name, parts in sound.items()]
    assert opened(program, paths) == ["read"] * 3
