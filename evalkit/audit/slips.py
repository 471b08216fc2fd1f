"""A number that is another one but for a slip of the hand: a digit, two digits in the wrong order, the size of the unit."""

from decimal import Decimal

from evalkit.audit.figures import Figure
from evalkit.audit.numbers import scale_and_base
from evalkit.quantities import decimals_of

_FEWEST, _FEWEST_SAME = 4, 3
_SCALES_APART, _TEN = 10_000, 10
"""How many digits a number must have so that another one is hardly ever near it by chance."""


def slip_of(figure: Figure, printed: str, unit: str) -> str:
    """Return by what slip a figure of a report would be another number, in words; empty where by none.

    Parameters
    ----------
    figure : Figure
        The figure; one told with 约, 超过 and the like is none.
    printed, unit : str
        The other number as a page prints it, and its unit, which counts what the unit of the figure counts.
    """
    number = figure.number
    if number.approximate or number.bound or number.rank:
        return ""
    one, other = digits_of(figure), digits_printed(printed)
    if one.strip("0") == other.strip("0"):
        return "数字相同而单位或小数点不同" if len(one.strip("0")) >= _FEWEST_SAME else ""
    written_alike = scale_and_base(unit)[0] == figure.factor and number.digits == decimals_of(printed)
    return typed(one, other) if written_alike else ""


def typed(one: str, other: str) -> str:
    """Return by what slip of typing one row of digits is another.

    Examples
    --------
    >>> typed("1772", "1752"), typed("1772", "7172"), typed("1772", "1755"), typed("77", "76"), typed("20000", "24000")
    ('只差一位', '只是两位颠倒', '', '', '')
    """
    if len(one) != len(other) or len(one) < _FEWEST:
        return ""
    apart = sum(first != second for first, second in zip(one, other, strict=True))
    telling = max(len(one.rstrip("0")), len(other.rstrip("0"))) >= _FEWEST
    return "只差一位" if apart == 1 and telling else "只是两位颠倒" if _turned(one, other) else ""


def _turned(one: str, other: str) -> bool:
    if len(one) != len(other):
        return False
    apart = [at for at, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
    return len(apart) == 2 and apart[1] == apart[0] + 1 and sorted(one) == sorted(other)


def turned(one: Figure, other: Figure) -> bool:
    """Return whether two figures of one unit, written alike, are one another with two neighbouring digits turned."""
    alike = (one.base, one.factor) == (other.base, other.factor) and one.number.digits == other.number.digits
    return alike and len(digits_of(one)) >= _FEWEST_SAME and _turned(digits_of(one), digits_of(other))


def rescaled(one: Figure, other: Figure) -> bool:
    """Return whether two figures are the same number printed with units of one kind that differ by ten thousand times or more: 万 and 亿."""
    alike = one.number.value == other.number.value and one.number.digits == other.number.digits
    return alike and one.unit != other.unit and _scale_apart(one, other, _FEWEST_SAME) >= _SCALES_APART


def shifted(one: Figure, other: Figure) -> bool:
    """Return whether two figures have the same four digits or more and differ by a power of ten: 865.4万元 and 86540万元."""
    return _scale_apart(one, other, _FEWEST) >= _TEN


def _scale_apart(one: Figure, other: Figure, fewest: int) -> Decimal:
    same = digits_of(one).strip("0") == digits_of(other).strip("0") and len(digits_of(one).strip("0")) >= fewest
    return max(one.value, other.value) / min(one.value, other.value) if same and one.value > 0 and other.value > 0 else Decimal(0)


def digits_of(figure: Figure) -> str:
    """Return the digits of a figure as printed."""
    return digits_printed(f"{abs(figure.number.value):.{figure.number.digits}f}")


def digits_printed(printed: str) -> str:
    """Return the digits of a number as printed, without zeros that only fill up in front."""
    return "".join(sign for sign in printed if sign.isdigit()).lstrip("0")
