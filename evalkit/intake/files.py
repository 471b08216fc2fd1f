"""Text and CSV files of a year folder, read into checked records; every problem is collected, none is guessed away."""

import csv
import difflib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from evalkit.encoding import SAVE_AS_CSV, SEPARATORS, csv_fault, encoding_of, undecodable
from evalkit.errors import EvalkitError, InvalidInputError
from evalkit.intake.values import shortened, value_problem
from evalkit.text import control_character, is_formula

Record = TypeVar("Record", bound=BaseModel)
MOST_BYTES = 50_000_000
BLANKS = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace() and not control_character(sign))
"""What is dropped around a cell: never a control character, so that it is seen and refused."""
LOOKED_AT = 20
"""Among how many of the first rows a header is looked for that is not the first."""


@dataclass(frozen=True)
class Row:
    """A row of a CSV file: its number as Excel shows it, and its cells as text."""

    number: int
    cells: dict[str, str]


def read_text(path: Path, shown: str) -> str:
    """Read a text file as UTF-8 or, failing that, GB18030, as Excel writes it; never guess.

    Raises
    ------
    InvalidInputError
        ``I-FILE-01`` missing, ``I-FILE-02`` empty, ``I-FILE-03`` not text in either encoding,
        ``I-FILE-04`` a workbook or other binary file under this name, ``I-FILE-05`` far too large.
    """
    if not path.is_file():
        raise _file_problem("I-FILE-01", "文件不存在", shown, "没有这个文件", "按 data/raw/README.md 补上该文件")
    if path.stat().st_size > MOST_BYTES:
        raise _file_problem("I-FILE-05", "文件过大", shown, f"{path.stat().st_size} 字节", "明细数据放入 ledgers/，不放在此文件")
    content = path.read_bytes()
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"PAR1")):
        raise _file_problem("I-FILE-04", "不是文本文件", shown, "Excel、压缩包或其他二进制文件", _save_as(path))
    try:
        text = content.decode(encoding_of(path))
    except UnicodeDecodeError as error:
        found = undecodable(path, error)
        raise _file_problem("I-FILE-03", "文字编码无法识别", shown, found, f"改正该行，{_save_as(path)}") from None
    if not text.strip():
        raise _file_problem("I-FILE-02", "文件为空", shown, "0 行", "写入内容；表格至少保留表头")
    return text


def _save_as(path: Path) -> str:
    return SAVE_AS_CSV if path.suffix.lower() == ".csv" else "用记事本打开，另存为 UTF-8 编码的文本"


def _file_problem(code: str, what: str, shown: str, found: str, remedy: str) -> InvalidInputError:
    return InvalidInputError(code, what, found=found, expected="UTF-8 或 GB18030 编码的文本文件", remedy=remedy).at(shown)


def read_rows(path: Path, shown: str, record: type[Record]) -> tuple[list[Row], list[EvalkitError]]:
    """Read a CSV file with the columns of ``record``, in any order.

    Returns the rows and the problems of its structure: unknown, missing or repeated columns, and rows with
    more or fewer cells than the header. A row of blanks is skipped.
    """
    try:
        lines = _csv_lines(path, shown)
        _refuse_other_separators(lines[0], shown)
        _refuse_title([field.alias or name for name, field in record.model_fields.items()], lines, shown)
    except EvalkitError as error:
        return [], [error]
    header = [_heading(name) for name in lines[0]]
    columns = [field.alias or name for name, field in record.model_fields.items()]
    problems = [_column_problem(name, shown, columns) for name in header if name not in columns]
    problems += [
        InvalidInputError(
            "I-COL-02", "缺少列", found="、".join(header), expected=f"有“{name}”列", remedy="补上该列；没有内容时留空"
        ).at(f"{shown} 第 1 行")
        for name in columns
        if name not in header
    ]
    problems += [
        InvalidInputError("I-COL-03", "列名重复", found=f"“{name}”", expected="每列一次", remedy="删去或改名").at(
            f"{shown} 第 1 行"
        )
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if _is_blank(cells):
            continue
        if len(cells) != len(header):
            found, expected = f"{len(cells)} 格", f"{len(header)} 格"
            remedy = "多半是多了或少了逗号；含逗号的文字用双引号括起"
            error = InvalidInputError("I-CSV-02", "单元格数与表头不符", found=found, expected=expected, remedy=remedy)
            problems.append(error.at(f"{shown} 第 {number} 行"))
            continue
        rows.append(Row(number, {name: _plain(cell) for name, cell in zip(header, cells, strict=True)}))
    return rows, problems


def count_rows(path: Path) -> int:
    """Return how many rows a CSV file of any size holds below its header, blank ones not counted; 0 where it cannot be read."""
    try:
        with path.open(encoding=encoding_of(path), newline="") as file:
            lines = csv.reader(file, strict=True)
            next(lines, None)
            return sum(not _is_blank(cells) for cells in lines)
    except (UnicodeDecodeError, csv.Error):
        return 0


def _csv_lines(path: Path, shown: str) -> list[list[str]]:
    lines = []
    try:
        for cells in csv.reader(io.StringIO(read_text(path, shown), newline=""), strict=True):
            lines.append(cells)
    except csv.Error as error:
        found, expected, remedy = csv_fault(error)
        problem = InvalidInputError("I-CSV-01", "不是有效的 CSV", found=found, expected=expected, remedy=remedy)
        raise problem.at(f"{shown} 第 {len(lines) + 1} 行") from None
    return lines


def _refuse_title(columns: list[str], lines: list[list[str]], shown: str) -> None:
    """Refuse a table whose first row names no column while a row a little further down names most of them."""
    named = [len({_heading(cell) for cell in cells} & set(columns)) for cells in lines[:LOOKED_AT]]
    if not named[0] and max(named) * 2 > len(columns):
        title = next((cell for cell in lines[0] if cell.strip()), "")
        remedy = f"删去第 {named.index(max(named)) + 1} 行列名以上的各行"
        error = InvalidInputError("I-COL-04", "第 1 行不是列名", found=f"“{shortened(title)}”", expected="列名", remedy=remedy)
        raise error.at(f"{shown} 第 1 行")


def _heading(cell: str) -> str:
    return cell.strip().strip("\u200b\ufeff")


def _refuse_other_separators(header: list[str], shown: str) -> None:
    """Refuse a table of which the header is one cell with the signs by which other programs part columns."""
    found = next((name for sign, name in SEPARATORS.items() if len(header) == 1 and sign in header[0]), "")
    if found:
        error = InvalidInputError("I-CSV-03", "各列不是用逗号分开的", found=found, expected="逗号", remedy=SAVE_AS_CSV)
        raise error.at(f"{shown} 第 1 行")


def _plain(cell: str) -> str:
    """Return a cell without blanks around it, and without the apostrophe by which a formula is marked as text."""
    text = cell.strip(BLANKS)
    return text[1:] if text.startswith("'") and is_formula(text[1:]) else text


def _is_blank(cells: list[str]) -> bool:
    return not any(cell.strip(BLANKS) for cell in cells)


def _column_problem(name: str, shown: str, columns: list[str]) -> EvalkitError:
    near = difflib.get_close_matches(name, columns, n=1)
    remedy = f"是否为“{near[0]}”？" if near else "删去该列，或改用列出的列名"
    return InvalidInputError("I-COL-01", "列名不认识", found=f"“{name}”", expected="、".join(columns), remedy=remedy).at(
        f"{shown} 第 1 行"
    )


def check_rows(rows: list[Row], shown: str, record: type[Record]) -> tuple[list[tuple[int, Record]], list[EvalkitError]]:
    """Turn rows into records; return them with their row numbers, and every problem of every cell.

    A missing or unknown column is not a problem of each row: :func:`read_rows` has told it once.
    """
    records, problems = [], []
    for row in rows:
        try:
            records.append((row.number, record(**row.cells)))
        except ValidationError as error:
            problems += [
                value_problem(details).at(_cell_place(shown, row.number, details))
                for details in error.errors()
                if details["type"] not in ("missing", "extra_forbidden")
            ]
    return records, problems


def _cell_place(shown: str, row: int, details: dict[str, Any]) -> str:
    return f"{shown} 第 {row} 行" + "".join(f" {column} 列" for column in details["loc"])
