"""Text of strangers made safe to show: control characters, one line, and tables whose columns stand below each other."""

import re
from collections.abc import Collection, Sequence

from rich.cells import cell_len

REPLACEMENT = "\ufffd"
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # neither text nor space: a terminal obeys them, XML cannot hold most of them
    "\u202a-\u202e\u2066-\u2069"  # turn the direction of what follows
    "\ud800-\udfff\ufffe\uffff]"  # no characters at all
)
FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")
"""How a text begins that a spreadsheet takes for a formula, at once or when someone edits its cell."""
_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?")
_BREAK = re.compile(r"[\t\n\r\u2028\u2029]+")


def control_character(text: str) -> str:
    r"""Return the name of the first control character of a text; empty where it has none. Tabs and line ends are allowed.

    Examples
    --------
    >>> control_character("名称\x1b[31m"), control_character("第一行\n第二行")
    ('U+001B', '')
    """
    found = CONTROL.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def printable(text: str) -> str:
    r"""Return a text that can be shown and written: control characters replaced, every line end written ``\n``.

    Examples
    --------
    >>> printable("名称\x00\r\n第二行") == "名称\ufffd\n第二行"
    True
    """
    return CONTROL.sub(REPLACEMENT, re.sub("\r\n?", "\n", text))


def one_line(text: str) -> str:
    r"""Return a printable text on one line: tabs and line ends become a space.

    Examples
    --------
    >>> one_line("数量\r\n指标")
    '数量 指标'
    """
    return printable(_BREAK.sub(" ", text))


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet would take a text for a formula; a number with its sign is none, nor a sign alone.

    Examples
    --------
    >>> is_formula("=1+1"), is_formula("-5.20%"), is_formula("－甲"), is_formula("=")
    (True, False, True, False)
    """
    return len(text) > 1 and text.startswith(FORMULA_SIGNS) and not _NUMBER.fullmatch(text)


def aligned(table: Sequence[Sequence[object]], right: Collection[int] = ()) -> list[str]:
    """Return a table as lines for a terminal, where a Chinese character is as wide as two letters.

    Parameters
    ----------
    table : sequence of sequence
        The headings, then the rows; every cell is shown on one line.
    right : collection of int
        The columns that are set to the right.

    Examples
    --------
    >>> print(*aligned([("部分", "分值"), ("产出指标", 50), ("效益", 5)], right=[1]), sep=chr(10))
    部分      分值
    产出指标    50
    效益         5
    """
    rows = [[one_line(str(cell)) for cell in row] for row in table]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(_padded, row, widths, (at in right for at in range(len(widths))))).rstrip() for row in rows]


def _padded(cell: str, width: int, right: bool) -> str:
    space = " " * (width - cell_len(cell))
    return space + cell if right else cell + space
