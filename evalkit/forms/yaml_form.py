"""A self-evaluation form transcribed in YAML: every scalar is read as the text that is written, never as a number."""

import re
from pathlib import Path

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from evalkit.errors import EvalkitError, InputProblems, InvalidInputError
from evalkit.forms.model import TOTAL_ROW, Form, FormRow, MoneyRow
from evalkit.forms.subrows import mark_subrows
from evalkit.intake.files import read_text
from evalkit.intake.yaml_files import compose_yaml
from evalkit.text import REPLACEMENT

FISCAL_ROW = "当年财政拨款"
MONEY_UNIT = r"(?:人民币)?(元|万元|亿元)"
FISCAL_YEAR = r"(\d{4}(?:\s*[-—–~至]\s*\d{4})?)(?:年度?)?"
REMARK = r"\s*(?:[(（].*)?"
SIGN = re.compile(
    r"[≥>≤<=≧≦＞＜＝]{1,2}|定性|以上|以下|之?[前内]"
    r"|不[少低]于|不[高多大]于|不超过|[大小]于(等于)?|等于|至[少多]|[高低]于"
)
NO_CHARACTER = re.compile("[\ud800-\udfff]")
MONEY_FIELDS = {
    "initial": "initial",
    "revised": "revised",
    "received": "received",
    "executed": "executed",
    "weight": "points",
    "rate_reported": "rate",
    "score_reported": "award",
}
PRINTED_ROW = {name: name for name in ("initial", "revised", "received", "executed")}
PART_FIELDS = MONEY_FIELDS | {"rate": "rate"}
PART_LIST = ("revised", "executed", "rate")
ROW_TEXTS = {
    "level1": "section",
    "level2": "category",
    "name": "name",
    "target": "target",
    "actual": "actual",
    "weight": "points",
    "score_reported": "award",
    "unit": "unit",
    "deviation": "reason",
}
LEVELS = ("section", "category", "name")
ROW_FLAGS = {
    "subrow": "subrow",
    "is_budget_row": "budget",
    "doubtful": "doubtful",
    "points_in_value_cells": "points_in_values",
}
FORM_TEXTS = {
    "agency": "department",
    "project": "project",
    "form": "layout",
    "total_reported": "total",
    "grade_reported": "grade",
}


def read_yaml_form(path: Path, shown: str) -> Form:
    """Read one form; fields that are not known, and the transcriber's notes and anomalies, are ignored.

    Parameters
    ----------
    path : Path
        A YAML file with the fields of a transcribed form; a key repeated with the same text is read once.
    shown : str
        The file as messages name it.

    Returns
    -------
    Form
        With every figure as it is written: ``3.71``, ``25.0``, ``215,457.6``. What the file leaves out is empty.

    Raises
    ------
    InputProblems
        All problems at once, with their lines: what :func:`evalkit.intake.yaml_files.load_yaml` tells, ``F-FILE-03``
        no form, ``F-YML-01`` another type than the field has, ``F-YML-02`` a key repeated with something else than the same text.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "form.yaml")
    ...     _ = path.write_text("indicators: [{level1: 产出指标, target: ≥50个, weight: 25.0}]", encoding="utf-8")
    ...     read_yaml_form(path, "form.yaml").rows[0].points
    '25.0'
    """
    try:
        node = _document(read_text(path, shown), shown)
    except EvalkitError as error:
        raise InputProblems([error]) from None
    reader = _Reader(shown)
    form = reader.form(node)
    if reader.problems:
        raise InputProblems(reader.problems)
    return form


def _document(text: str, shown: str) -> Node:
    """Return the nodes of a text, unconstructed: they keep what is written, its line, and repeated keys."""
    node = compose_yaml(text, shown)
    names = {key.value for key, _ in node.value if isinstance(key, ScalarNode)} if isinstance(node, MappingNode) else set()
    if not names & {"indicators", "budget"}:
        found, expected = "没有 indicators 也没有 budget", "有 indicators（指标）或 budget（资金）的自评表"
        error = InvalidInputError("F-FILE-03", "不是自评表", found=found, expected=expected, remedy="核对文件")
        raise error.at(shown)
    return node


class _Reader:
    """Turns nodes into the form, collecting what does not fit."""

    def __init__(self, shown: str):
        self.shown = shown
        self.problems: list[EvalkitError] = []

    def form(self, node: Node) -> Form:
        """Return the form of a document; what has a problem stays empty."""
        fields = self.fields(node)
        rows = mark_subrows([self.row(item) for item in self.items(fields.get("indicators"))])
        money = self.money(self.fields(fields.get("budget")))
        return Form(
            file=self.shown,
            fiscal_year=self.matching(fields.get("fiscal_year"), FISCAL_YEAR, "四位数字的年份，如 2022"),
            money_unit=self.matching(fields.get("unit"), MONEY_UNIT, "元、万元 或 亿元") or "万元",
            columns=_columns(money, rows),
            money=money,
            rows=rows,
            section_points={name: self.text(value) for name, value in self.fields(fields.get("level1_weights_printed")).items()},
            complete="complete" not in fields or self.flag(fields["complete"]),
            **self.texts(fields, FORM_TEXTS),
        )

    def row(self, node: Node) -> FormRow:
        """Return an indicator; its sign is the direction where that is a comparison or 定性 and the target does not state it."""
        fields = self.fields(node)
        texts = dict.fromkeys((*LEVELS, "target"), "") | self.texts(fields, ROW_TEXTS)
        direction = self.text(fields.get("direction"))
        return FormRow(
            **texts,
            **{name: self.flag(fields[field]) for field, name in ROW_FLAGS.items() if field in fields},
            sign=direction if SIGN.fullmatch(direction) and direction not in texts["target"] else "",
            place=_line(node),
        )

    def money(self, budget: dict[str, Node]) -> tuple[MoneyRow, ...]:
        """Return the rows of the money block; a printed row of totals replaces the amounts that were meant."""
        totals = self.texts(budget, MONEY_FIELDS)
        if "total_row_printed" in budget:
            totals |= dict.fromkeys(PRINTED_ROW.values(), "")
            totals |= self.texts(self.fields(budget["total_row_printed"]), PRINTED_ROW)
        rows = [MoneyRow(TOTAL_ROW, **totals, place=_line(*budget.values()))] if any(totals.values()) else []
        if "fiscal_row_printed" in budget:
            rows.append(self.part(FISCAL_ROW, budget["fiscal_row_printed"]))
        return tuple(rows) + tuple(self.part(name, part) for name, part in self.fields(budget.get("parts_printed")).items())

    def part(self, name: str, node: Node) -> MoneyRow:
        """Return a part of the money, written as a mapping or as the list revised, executed, rate."""
        if isinstance(node, SequenceNode):
            cells = {field: self.text(cell) for field, cell in zip(PART_LIST, node.value, strict=False)}
            if len(node.value) > len(PART_LIST):
                self.tell(node, f"{len(node.value)} 项", "[全年预算数, 全年执行数, 执行率]")
        else:
            cells = self.texts(self.fields(node), PART_FIELDS)
        return MoneyRow(name, **cells, place=_line(node))

    def texts(self, fields: dict[str, Node], names: dict[str, str]) -> dict[str, str]:
        """Return the texts of those fields that are there, under the names of the model."""
        return {name: self.text(fields[field]) for field, name in names.items() if field in fields}

    def text(self, node: Node | None) -> str:
        """Return a scalar as written, null as an empty text; the half of a character that an escape can write is replaced."""
        if node is None or _is(node, "null"):
            return ""
        if not isinstance(node, ScalarNode) or _is(node, "bool"):
            self.tell(node, _written(node), "文字或数字")
            return ""
        return NO_CHARACTER.sub(REPLACEMENT, node.value.strip())

    def matching(self, node: Node | None, pattern: str, expected: str) -> str:
        """Return the part of a text that the pattern keeps, without a remark in brackets behind it."""
        text = self.text(node)
        found = re.fullmatch(pattern + REMARK, text, re.DOTALL)
        if text and not found:
            self.tell(node, f"“{text}”", expected)
        return found[1] if found else ""

    def flag(self, node: Node) -> bool:
        """Return true or false; null is false."""
        if not _is(node, "bool") and not _is(node, "null"):
            self.tell(node, _written(node), "true 或 false")
        return _is(node, "bool") and node.value.lower() == "true"

    def items(self, node: Node | None) -> list[Node]:
        """Return the items of a list, null being an empty one."""
        if isinstance(node, SequenceNode):
            return node.value
        if node is not None and not _is(node, "null"):
            self.tell(node, _written(node), "列表")
        return []

    def fields(self, node: Node | None) -> dict[str, Node]:
        """Return a mapping by its keys, null being an empty one."""
        if node is None or _is(node, "null"):
            return {}
        if not isinstance(node, MappingNode):
            self.tell(node, _written(node), "若干“键: 值”")
            return {}
        fields: dict[str, Node] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, ScalarNode) else ""
            if not name or name == "<<":
                self.tell(key, _written(key), "以文字为键，逐项写出")
            elif name in fields and not _same(fields[name], value):
                found = f"“{name}”先为 {_written(fields[name])}，后为 {_written(value)}"
                error = InvalidInputError(
                    "F-YML-02", "同一个键重复写出", found=found, expected="每个键一次", remedy="对照原表，删去一个"
                )
                self.problems.append(error.at(f"{self.shown} {_line(key)}"))
            else:
                fields[name] = value
        return fields

    def tell(self, node: Node, found: str, expected: str) -> None:
        """Collect a field of another type than it has to be."""
        error = InvalidInputError("F-YML-01", "自评表的一项写法不对", found=found, expected=expected, remedy="按“应为”改正")
        self.problems.append(error.at(f"{self.shown} {_line(node)}"))


def _columns(money: tuple[MoneyRow, ...], rows: tuple[FormRow, ...]) -> frozenset[str]:
    """Return the optional columns that hold anything; a budget row has points also where indicators have none."""
    names = {name for name in ("initial", "received", "award") if any(getattr(row, name) for row in money)}
    names |= {name for name in ("sign", "unit", "points", "award") if any(getattr(row, name) for row in rows)}
    return frozenset(names)


def _line(*nodes: Node) -> str:
    return f"第 {nodes[0].start_mark.line + 1} 行" if nodes else ""


def _is(node: Node, kind: str) -> bool:
    return isinstance(node, ScalarNode) and node.tag == f"tag:yaml.org,2002:{kind}"


def _written(node: Node) -> str:
    kinds = {MappingNode: "若干“键: 值”", SequenceNode: "列表"}
    return kinds.get(type(node)) or f"“{node.value:.40}”"


def _same(one: Node, other: Node) -> bool:
    return isinstance(one, ScalarNode) and (one.tag, one.value) == (other.tag, other.value)
