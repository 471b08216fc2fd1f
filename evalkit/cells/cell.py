"""A target or an actual value, read: what the reader of cells hands to whoever compares them."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What a cell holds."""

    NUMBER = "number"
    RANGE = "range"
    DATE = "date"
    WORDS = "words"
    SCALE = "scale"
    BLANK = "blank"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Cell:
    """A target or an actual value, read.

    Attributes
    ----------
    text : str
        As printed, after folding full-width characters.
    kind : Kind
    comparator : str
        ``≥``, ``>``, ``≤``, ``<``, ``=`` or empty where none is printed. A date with ``<`` is due before a period of which it is
        open whether it counts itself: 9月前.
    value : Decimal, date or None
        The number in ``unit``; for a date its last day; ``None`` for words, blanks, ranges, scales.
    low, high : Decimal or None
        The ends of a range.
    unit : str
        The printed unit, ``%`` for every way to write per cent, empty where there is none.
    digits : int
        Decimals printed.
    reason : str
        Why it is unclear, otherwise what was assumed, otherwise empty.
    first : date or None
        The first day that a date may be: 9月 is any day from the first to the last; equal to ``value`` for a single day.
        The year is :data:`evalkit.cells.dates.NO_YEAR` where none is printed or known.
    approximate : bool
        The number is about so much: 约, 左右.
    """

    text: str
    kind: Kind
    comparator: str = ""
    value: Decimal | date | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    digits: int = 0
    reason: str = ""
    first: date | None = None
    approximate: bool = False


NUMERIC = (Kind.NUMBER, Kind.RANGE)


def noted(cell: Cell, note: str) -> Cell:
    """Return the cell with a note added to its reason.

    Examples
    --------
    >>> noted(Cell("5", Kind.WORDS, reason="甲"), "乙").reason
    '甲；乙'
    """
    return replace(cell, reason="；".join(part for part in (cell.reason, note) if part))
