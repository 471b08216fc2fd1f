"""What is said of a value that a file of a year may not hold: what was found, and what is expected in its place."""

import re
from typing import Any

from evalkit.errors import EvalkitError, InvalidInputError

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
    "string_type": "文字；数字和日期加引号",
    "string_too_short": "不为空",
    "string_pattern_mismatch": "小写英文字母、数字和下划线，如 trade_total",
    "string_pattern_mismatch ^(F": "疑点代码，如 F-DATE-01 或 F-SUM-01/trade_total；或审核的编号，如 identity-parts-1a2b3c4d",
    "string_pattern_mismatch ^[0": "两位数字、下划线和小写英文字母，如 10_trade_promotion",
    "less_than_equal": "不大于 {le}",
    "greater_than_equal": "不小于 {ge}",
    "string_too_long": "不超过 {max_length} 字",
    "list_type": "列表",
    "dict_type": "若干“键: 值”",
    "model_type": "若干“键: 值”",
}


def value_problem(details: dict[str, Any]) -> EvalkitError:
    """Return what is said of a value, without its place, from one of the errors that pydantic lists.

    Examples
    --------
    >>> problem = value_problem({"type": "int_parsing", "input": "三", "loc": ("points",)})
    >>> problem.code, problem.found, problem.expected
    ('V-CELL-01', '“三”', '整数')
    """
    cause = details.get("ctx", {}).get("error")
    if isinstance(cause, EvalkitError):
        return cause
    kind, context = details["type"], details.get("ctx", {})
    expected = EXPECTED.get(f"{kind} {context.get('pattern', '')[:3]}", EXPECTED.get(kind, AS_DESCRIBED)).format(**context)
    if kind == "literal_error":
        expected = "、".join(word or "空白" for word in re.findall("'(.*?)'", context["expected"]))
    found = "没有该项" if kind == "missing" else told(details["input"])
    return InvalidInputError("V-CELL-01", "内容不符合要求", found=found, expected=expected, remedy="按“应为”改正")


def told(given: Any) -> str:
    """Return a faulty value as messages tell it.

    Examples
    --------
    >>> told("十二"), told(None), told(["甲"])
    ('“十二”', '空白', '列表')
    """
    if isinstance(given, list | dict):
        return "列表" if isinstance(given, list) else "若干“键: 值”"
    return "空白" if given is None else f"“{shortened(given)}”"


def shortened(given: Any) -> str:
    """Return a value as text, and no more of it than a message has room for.

    Examples
    --------
    >>> shortened(12), shortened("零" * 300)[-10:]
    ('12', '…（共 300 字）')
    """
    if isinstance(given, int) and given.bit_length() > MOST_SHOWN:
        return "位数过多的整数"
    text = str(given)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}……（共 {len(text)} 字）"
