"""How high the rows of the table must be in a workbook, which does not fit merged or wrapped cells by itself."""

import re
import unicodedata
from collections.abc import Iterable

from evalkit.forms.table import WIDTHS, Style, TableCell

TALLEST = 400  # points; a workbook allows 409
LINE_POINTS = {Style.TITLE: 30, Style.SUBTITLE: 20}  # of a line; 14 in any other style
PADDING_POINTS = 5
HALF_WIDTHS_IN_20_PIXELS = 3  # half a character of 10 points is 20/3 pixels wide
PADDING_PIXELS = 8
_UNBREAKABLE = re.compile(r"[!-~]+|\s|[^!-~\s]")


def row_heights(cells: Iterable[TableCell], count: int) -> list[int]:
    """Return each row's height in points so that no text is cut.

    What a cell of several rows needs beyond them is added to its last row.

    Examples
    --------
    >>> row_heights([TableCell(0, 0, "短"), TableCell(0, 5, "一二三四五六七八")], 1)
    [61]
    """
    heights = [0] * count
    for cell in sorted(cells, key=lambda cell: cell.rows):
        lack = _points(cell) - sum(heights[cell.row : cell.last_row + 1])
        heights[cell.last_row] += max(0, lack)
    return heights


def _points(cell: TableCell) -> int:
    pixels = sum(WIDTHS[cell.column : cell.last_column + 1])
    lines = line_count(cell.text, (pixels - PADDING_PIXELS) * HALF_WIDTHS_IN_20_PIXELS // 20)
    return lines * LINE_POINTS.get(cell.style, 14) + PADDING_POINTS


def line_count(text: str, width: int) -> int:
    """Return how many lines a text takes in a cell that holds ``width`` half-width characters in a line.

    A wide character may be followed by a line break, a Latin word or number is moved to the next line whole.

    Examples
    --------
    >>> line_count("一二三四", 6), line_count("第 abcdef", 6), line_count("甲" + chr(10) + "乙", 6)
    (2, 2, 2)
    """
    return sum(_wrapped(paragraph, width) for paragraph in text.split("\n"))


def _wrapped(paragraph: str, width: int) -> int:
    lines, used = 1, 0
    for piece in _UNBREAKABLE.findall(paragraph):
        needed = sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in piece)
        if used and used + needed > width:
            lines, used = lines + 1, 0
        used += needed
        if used > width:
            lines, used = lines + (used - 1) // width, (used - 1) % width + 1
    return lines
