"""What a workbook's cell shows: numbers with their format, dates in Chinese, texts with full-width signs folded."""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from evalkit.quantities import round_half_up

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
FORMAT_PARTS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General|[#0?][#0?,]*(?:\.[#0?]+)?|.')
PLACE = re.compile(r"General|[#0?]")
LATIN = re.compile("[0-9A-Za-z]")
CURRENCY = ("", "¥", "￥", "$", '"¥"', '"￥"')
EXCEL_DIGITS = 15  # what a workbook keeps of a number


@dataclass(frozen=True)
class _Format:
    """The part of a number format for positive numbers; ``digits`` is empty where it leaves the number as it is."""

    before: str
    digits: str
    after: str
    percent: bool


def shown_value(value: object, number_format: str, *, computed: bool) -> str:
    """Return the text that a cell shows.

    Parameters
    ----------
    value : object
        What openpyxl read: text, number, date, truth value or ``None``.
    number_format : str
        The format of the cell.
    computed : bool
        Whether a formula gave the value. Only then are digits beyond the format dropped: those that someone
        typed stay.

    Returns
    -------
    str
        Empty for ``None``.

    Examples
    --------
    >>> shown_value(0.95, "0%", computed=False), shown_value(10.0, "General", computed=False)
    ('95%', '10')
    >>> shown_value(8.6183, "0.00", computed=True), shown_value(207.4538, "0.00", computed=False)
    ('8.62', '207.4538')
    >>> shown_value(datetime.datetime(2021, 12, 31), "yyyy-mm-dd", computed=False)
    '2021年12月31日'
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float | Decimal):
        return _number(value, _read_format(number_format), computed)
    if isinstance(value, datetime.date):
        return _date(value, number_format)
    return str(value).strip()


def joined(text: str) -> str:
    r"""Return a text with its lines joined: a line break in a cell is only how the words were set.

    Examples
    --------
    >>> joined("数量\n指标（Ａ）"), joined("95198\n热线")
    ('数量指标（Ａ）', '95198热线')
    """
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    apart = [" " if LATIN.match(one[-1]) and LATIN.match(other) else "" for one, other in pairwise(lines)]
    return "".join(line + space for line, space in zip(lines, [*apart, ""][: len(lines)], strict=True))


def fold(text: str) -> str:
    r"""Return a text with full-width letters, digits and signs as ordinary ones, and its lines joined: for comparing only.

    Examples
    --------
    >>> fold("≥９５％"), fold("数量\n指标（Ａ）")
    ('≥95%', '数量指标(A)')
    """
    return joined(text.translate(FULL_WIDTH))


def _number(value: int | float | Decimal, shape: _Format, computed: bool) -> str:
    number = Decimal(f"{value:.{EXCEL_DIGITS}g}")
    if shape.percent:
        number *= 100
    decimals = shape.digits.partition(".")[2]
    if computed and shape.digits:
        number = round_half_up(number, len(decimals))
    own = len(f"{number:f}".partition(".")[2].rstrip("0"))
    grouped = "," if "," in shape.digits else ""
    return f"{shape.before}{number:{grouped}.{max(own, decimals.count('0'))}f}{shape.after}"


def _read_format(number_format: str) -> _Format:
    """Read a number format; currency signs are dropped, since the column says which money it is."""
    parts = FORMAT_PARTS.findall(number_format.replace("G/通用格式", "General").split(";")[0])
    place = next((place for place, part in enumerate(parts) if PLACE.match(part)), len(parts))
    if any(part in ("E", "/", "@") for part in parts):
        return _Format("", "", "", False)
    before, after = ("".join(map(_literal, some)) for some in (parts[:place], parts[place + 1 :]))
    digits = "".join(parts[place : place + 1]).replace("General", "")
    return _Format(before, digits, after, "%" in parts)


def _literal(part: str) -> str:
    if part[0] in "[_*" or PLACE.match(part) or part.strip() in CURRENCY:
        return ""
    return part[1:-1] if part[0] == '"' else part.removeprefix("\\")


def _date(value: datetime.date, number_format: str) -> str:
    month = f"{value.year}年{value.month}月"
    return month if "d" not in number_format.lower() else f"{month}{value.day}日"
