"""Tables as plain text, for the command line: a Chinese character takes two columns."""

import unicodedata

import pandas as pd

WIDE = ("W", "F", "A")


def width(text: str) -> int:
    """Return how many columns a text takes on a screen.

    Examples
    --------
    >>> width("得分 15")
    7
    """
    return sum(2 if unicodedata.east_asian_width(character) in WIDE else 1 for character in text)


def aligned(frame: pd.DataFrame) -> str:
    """Return a frame as lines whose columns stand below each other.

    Examples
    --------
    >>> print(aligned(pd.DataFrame({"部分": ["产出指标", "效益"], "分值": ["50", "30"]})))
    部分      分值
    产出指标  50
    效益      30
    """
    lines = [list(frame.columns), *frame.astype(str).values.tolist()]
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell + " " * (most - width(cell)) for cell, most in zip(line, widths, strict=True)).rstrip() for line in lines
    )
