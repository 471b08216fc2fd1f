"""YAML files of a year folder, read into checked records with the line of every problem; nothing in them is executed."""

import difflib
from collections.abc import Callable
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

from evalkit.errors import EvalkitError, InvalidInputError
from evalkit.intake.files import read_text
from evalkit.intake.values import told, value_problem

Record = TypeVar("Record", bound=BaseModel)
MOST_YAML, DEEPEST_YAML = 300_000, 20
"""How many characters a YAML file may have, and how deep it may be nested: reading takes time and memory with both."""


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
    return check_yaml(plain, shown, record)


def check_yaml(plain: Any, shown: str, record: type[Record]) -> tuple[Record | None, list[EvalkitError]]:
    """Return what :func:`load_yaml` gave as ``record``, and every problem with its line."""
    if not isinstance(plain, dict):
        problem = InvalidInputError("I-YML-02", "内容不是“键: 值”", found=told(plain), expected="键: 值", remedy="按说明改写")
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
    name = "".join(f" 第 {key + 1} 条 " if isinstance(key, int) else f".{key}" for key in path)
    name = name.replace(" .", " ").strip(". ")
    return f"{shown} 第 {line} 行 {name}" if line else f"{shown} {name}"


def _yaml_problem(details: dict[str, Any], record: type[BaseModel]) -> EvalkitError:
    if details["type"] in ("extra_forbidden", "invalid_key"):
        *parents, name = map(str, details["loc"])
        known = _keys_at(record, parents)
        near = difflib.get_close_matches(name, known, n=1)
        remedy = f"是否为“{near[0]}”？" if near else "删去该项"
        return InvalidInputError("V-KEY-01", "不认识的项", found=f"“{name}”", expected="、".join(known), remedy=remedy)
    return value_problem(details)


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
