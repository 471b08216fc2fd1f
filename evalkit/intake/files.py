"""CSV and YAML files of a year folder, read into checked records; every problem is collected, none is guessed away."""

import csv
import difflib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer, MaxDepthExceededError
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import Node
from ruamel.yaml.reader import ReaderError

from evalkit.encoding import encoding_of, undecodable
from evalkit.errors import EvalkitError, InvalidInputError
from evalkit.text import control_character, is_formula

Record = TypeVar("Record", bound=BaseModel)
MOST_BYTES = 50_000_000
MOST_YAML, DEEPEST_YAML = 300_000, 20
"""How many characters a YAML file may have, and how deep it may be nested: reading takes time and memory with both."""
BLANKS = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace() and not control_character(sign))
"""What is dropped around a cell: never a control character, so that it is seen and refused."""
MOST_SHOWN = 200
"""How much of a faulty cell a message repeats."""
AS_DESCRIBED = "按 data/raw/README.md 的说明填写"
EXPECTED = {
    "missing": "必须填写",
    "int_parsing": "整数",
    "int_type": "整数",
    "date_type": "日期，如 2022-12-31",
    "bool_parsing": "true 或 false",
    "bool_type": "true 或 false",
    "string_type": "文字",
    "string_too_short": "不为空",
    "string_pattern_mismatch": "小写英文字母、数字和下划线，如 trade_total",
    "less_than_equal": "不大于 {le}",
    "greater_than_equal": "不小于 {ge}",
    "string_too_long": "不超过 {max_length} 字",
    "list_type": "列表",
    "dict_type": "若干“键: 值”",
    "model_type": "若干“键: 值”",
}


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
        raise _file_problem(
            "I-FILE-04", "不是文本文件", shown, "Excel、压缩包或其他二进制文件", "在 Excel 中另存为“CSV UTF-8（逗号分隔）”"
        )
    try:
        text = content.decode(encoding_of(path))
    except UnicodeDecodeError as error:
        found = undecodable(path, error)
        raise _file_problem("I-FILE-03", "文字编码无法识别", shown, found, "改正该行，在 Excel 中另存为“CSV UTF-8”") from None
    if not text.strip():
        raise _file_problem("I-FILE-02", "文件为空", shown, "0 行", "写入内容；表格至少保留表头")
    return text


def _file_problem(code: str, what: str, shown: str, found: str, remedy: str) -> InvalidInputError:
    return InvalidInputError(code, what, found=found, expected="UTF-8 或 GB18030 编码的文本文件", remedy=remedy).at(shown)


def read_rows(path: Path, shown: str, record: type[Record]) -> tuple[list[Row], list[EvalkitError]]:
    """Read a CSV file with the columns of ``record``, in any order.

    Returns the rows and the problems of its structure: unknown, missing or repeated columns, and rows with
    more or fewer cells than the header. A row of blanks is skipped.
    """
    try:
        lines = _csv_lines(path, shown)
    except EvalkitError as error:
        return [], [error]
    header = [name.strip().strip("\u200b\ufeff") for name in lines[0]]
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


def count_rows(path: Path, shown: str) -> int:
    """Return how many rows a CSV file holds below its header, blank ones not counted."""
    return sum(not _is_blank(cells) for cells in _csv_lines(path, shown)[1:])


def _csv_lines(path: Path, shown: str) -> list[list[str]]:
    lines = []
    try:
        for cells in csv.reader(io.StringIO(read_text(path, shown), newline=""), strict=True):
            lines.append(cells)
    except csv.Error as error:
        too_long = "field larger" in str(error)
        found = f"一格超过 {csv.field_size_limit()} 字" if too_long else "双引号没有成对，或双引号之后还有别的文字"
        expected = "每格的双引号成对；文字中的双引号写两遍"
        problem = InvalidInputError("I-CSV-01", "不是有效的 CSV", found=found, expected=expected, remedy="补上或删去双引号")
        raise problem.at(f"{shown} 第 {len(lines) + 1} 行") from None
    return lines


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
                _cell_problem(details).at(_cell_place(shown, row.number, details))
                for details in error.errors()
                if details["type"] not in ("missing", "extra_forbidden")
            ]
    return records, problems


def _cell_place(shown: str, row: int, details: dict[str, Any]) -> str:
    return f"{shown} 第 {row} 行" + "".join(f" {column} 列" for column in details["loc"])


def _cell_problem(details: dict[str, Any]) -> EvalkitError:
    cause = details.get("ctx", {}).get("error")
    if isinstance(cause, EvalkitError):
        return cause
    expected = EXPECTED.get(details["type"], AS_DESCRIBED).format(**details.get("ctx", {}))
    if details["type"] == "literal_error":
        expected = "、".join(word or "空白" for word in re.findall("'(.*?)'", details["ctx"]["expected"]))
    given = details["input"]
    found = f"“{_shortened(given)}”" if isinstance(given, str | int | float) else "（见该处）"
    return InvalidInputError("V-CELL-01", "内容不符合要求", found=found, expected=expected, remedy="按“应为”改正")


def _shortened(given: str | int | float) -> str:
    if isinstance(given, int) and given.bit_length() > MOST_SHOWN:
        return "位数过多的整数"
    text = str(given)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}……（共 {len(text)} 字）"


class _Aliased(MarkedYAMLError):
    """A value that stands for another place, which a few lines can multiply without end."""


class _Composer(Composer):
    """Reads what stands in a file, and refuses what refers to another place of it."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.parser.check_event(AliasEvent):
            raise _Aliased(problem_mark=self.parser.peek_event().start_mark)
        return super().compose_node(parent, index)


class _Constructor(RoundTripConstructor):
    """Builds what a file states; a date that the calendar does not have stays text, to be refused with its place."""

    def construct_yaml_timestamp(self, node: Any, values: Any = None) -> Any:
        try:
            return super().construct_yaml_timestamp(node, values)
        except ValueError:
            return node.value


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.construct_yaml_timestamp)


def yaml_format() -> YAML:
    """Return the reader and writer of YAML, which keeps comments and order and executes no tag."""
    yaml = YAML(typ="rt")
    yaml.Constructor, yaml.Composer = _Constructor, _Composer
    yaml.max_depth = DEEPEST_YAML
    yaml.width = 4096
    return yaml


def load_yaml(text: str, shown: str) -> Any:
    """Return what a YAML text holds.

    Raises
    ------
    InvalidInputError
        ``I-YML-01`` if it is not YAML, with the line; ``I-YML-03`` if it is made to take time and memory: far too long,
        nested too deep, or with references to other places.
    """
    return _read_yaml(text, shown, yaml_format().load)


def compose_yaml(text: str, shown: str) -> Node | None:
    """Return what a YAML text holds as nodes, unconstructed; it is refused as by :func:`load_yaml`."""
    return _read_yaml(text, shown, yaml_format().compose)


def _read_yaml(text: str, shown: str, read: Callable[[str], Any]) -> Any:
    if len(text) > MOST_YAML:
        raise _exhausting(f"{len(text)} 字", shown)
    try:
        return read(text)
    except (YAMLError, ValueError, LookupError) as error:
        raise _yaml_fault(error, text, shown) from None


def _yaml_fault(error: Exception, text: str, shown: str) -> EvalkitError:
    mark, place, found = getattr(error, "problem_mark", None), shown, "无法识别的写法"
    if isinstance(error, ReaderError):
        line = text[: error.position].count("\n") + 1
        place = f"{shown} 第 {line} 行"
        found = f"不可见的控制字符 U+{error.character:04X}"
    elif mark:
        place = f"{shown} 第 {mark.line + 1} 行"
        if isinstance(error, MaxDepthExceededError):
            return _exhausting(f"嵌套超过 {DEEPEST_YAML} 层", place)
        if isinstance(error, _Aliased):
            return _exhausting("引用了别处的内容（*名称）", place)
        written = "".join(text.splitlines()[mark.line : mark.line + 1]).strip()
        found = f"“{written:.60}”" if written else "内容在此结束，括号或引号没有成对"
    if isinstance(error, DuplicateKeyError):
        found = f"与前面重复的键：{found}"
    remedy = "检查缩进（只用空格）、冒号后的空格、成对的括号和引号、重复的键"
    return InvalidInputError("I-YML-01", "不是有效的 YAML", found=found, expected="YAML 1.2", remedy=remedy).at(place)


def _exhausting(found: str, place: str) -> EvalkitError:
    expected = f"不超过 {MOST_YAML} 字、{DEEPEST_YAML} 层，没有引用"
    remedy = "照说明逐项写明，不引用；明细数据放入 ledgers/"
    return InvalidInputError("I-YML-03", "YAML 过大、过深或有引用", found=found, expected=expected, remedy=remedy).at(place)


def read_yaml(path: Path, shown: str, record: type[Record]) -> tuple[Record | None, list[EvalkitError]]:
    """Read a YAML file as ``record``; problems name the line. Tags are never executed, repeated keys are refused."""
    try:
        plain = load_yaml(read_text(path, shown), shown)
    except EvalkitError as error:
        return None, [error]
    if not isinstance(plain, dict):
        problem = InvalidInputError(
            "I-YML-02", "内容不是“键: 值”", found=f"{plain!r:.40}", expected="键: 值", remedy="按说明改写"
        )
        return None, [problem.at(shown)]
    try:
        return record.model_validate(plain), []
    except ValidationError as error:
        return None, [_yaml_problem(details, record).at(_yaml_place(shown, plain, details["loc"])) for details in error.errors()]


def _yaml_place(shown: str, plain: Any, path: tuple[str | int, ...]) -> str:
    line, node = None, plain
    path = tuple(key for key in path if not str(key).startswith("<"))
    for key in path:
        try:
            line = (node.lc.key(key) if isinstance(node, dict) else node.lc.item(key))[0] + 1
            node = node[key]
        except (KeyError, AttributeError, IndexError, TypeError):
            break
    name = ".".join(map(str, path))
    return f"{shown} 第 {line} 行 {name}" if line else f"{shown} {name}"


def _yaml_problem(details: dict[str, Any], record: type[BaseModel]) -> EvalkitError:
    if details["type"] in ("extra_forbidden", "invalid_key"):
        *parents, name = map(str, details["loc"])
        known = _keys_at(record, parents)
        near = difflib.get_close_matches(name, known, n=1)
        remedy = f"是否为“{near[0]}”？" if near else "删去该项"
        return InvalidInputError("V-KEY-01", "不认识的项", found=f"“{name}”", expected="、".join(known), remedy=remedy)
    return _cell_problem(details)


def _keys_at(record: Any, parents: list[str]) -> list[str]:
    """Return the keys that a model allows below the keys and positions given; of several kinds of entry that which ``<KIND>`` names."""
    for key in parents:
        arguments = get_args(record)
        if key.startswith("<"):
            kinds = map(get_args, get_args(arguments[0]))
            record = next(kind for kind, tag in kinds if tag.tag == key)
        else:
            record = arguments[-1] if arguments else record.model_fields[key].annotation
    return list(record.model_fields)
