"""Cells that hold a figure of the form itself: 分值, 得分, 金额, 执行率, 总分. A blank is not a zero."""

import re
from dataclasses import dataclass
from decimal import Decimal

from evalkit.cells.text import fold, is_too_long
from evalkit.errors import InvalidInputError
from evalkit.quantities import decimals_of, from_base, parse_number, to_base

HUNDRED = Decimal(100)
NOT_FILLED = re.compile(r"[\s/\-—–−_.…*]*|缺失|不适用|无|空白?")
_MONEY = re.compile(r"(约?)\s*(?:¥\s*)?([+-]?[0-9][0-9,]*(?:\.[0-9]*)?)\s*(亿元|亿|万元|万|元)?")
_RATE = re.compile(r"([0-9][0-9,]*(?:\.[0-9]*)?)\s*(%|百分比)?")
_TOTAL = re.compile(r"(?:(?:自评|评价|综合)?(?:总分|得分|总得分|合计)[:为]?)?([^()]*?)(?:\((?:优秀?|良好?|中等?|低|差)\))?")
_BOUNDS = re.compile(r"([0-9.]+)\s*(?:分\s*)?(?:至|到|~|-|—|–)\s*([0-9.]+)\s*分?")


@dataclass(frozen=True)
class Amount:
    """An amount of money.

    Attributes
    ----------
    value : Decimal
        In the unit of the form.
    unit : str
        The unit repeated in the cell, otherwise empty.
    """

    value: Decimal
    unit: str


@dataclass(frozen=True)
class Rate:
    """A printed 执行率.

    Attributes
    ----------
    share : Decimal or None
        ``None`` where it cannot be told whether a share or a percentage is meant (1, 0.9, 1.02).
    number : Decimal
        As printed, without the sign.
    signed : bool
        Whether the per cent sign is printed.
    digits : int
        Decimals printed.
    """

    share: Decimal | None
    number: Decimal
    signed: bool
    digits: int


def folded(text: str) -> str:
    """Return a cell's text with full-width characters folded and outer space gone; ① and ² are notes, never digits.

    Examples
    --------
    >>> folded("８．５（分）"), folded("8①")
    ('8.5(分)', '8①')
    """
    return fold(text)


def is_filled(text: str) -> bool:
    """Return whether a cell holds more than a placeholder.

    Examples
    --------
    >>> [is_filled(text) for text in ("", "/", "——", "缺失", "0")]
    [False, False, False, False, True]
    """
    return NOT_FILLED.fullmatch(folded(text)) is None


def read_points(text: str) -> Decimal | None:
    """Read 分值; ``None`` for a blank, for words and for a negative number.

    Examples
    --------
    >>> read_points("12.5"), read_points("20%"), read_points("10分"), read_points("/")
    (Decimal('12.5'), Decimal('20'), Decimal('10'), None)
    """
    number = read_award(text)
    return None if number is None or number < 0 else number


def read_award(text: str) -> Decimal | None:
    """Read 得分, which is compared and never earned, so a negative number is one too.

    Examples
    --------
    >>> read_award("-2"), read_award("8.62分"), read_award("满分")
    (Decimal('-2'), Decimal('8.62'), None)
    """
    return _number(folded(text).removesuffix("分").removesuffix("%").strip())


def read_amount(text: str, unit: str) -> Amount | None:
    """Read an amount; a unit repeated in the cell is the cell's own.

    Parameters
    ----------
    text : str
        The cell.
    unit : str
        元, 万元 or 亿元: what the heading says.

    Examples
    --------
    >>> read_amount("5.8万", "万元"), read_amount("215,457.6", "元").value, read_amount("50000元", "万元").value
    (Amount(value=Decimal('5.8'), unit='万元'), Decimal('215457.6'), Decimal('5'))
    >>> read_amount("未定", "元") is None
    True
    """
    match = _MONEY.fullmatch(folded(text))
    number = _number(match[2]) if match else None
    if number is None:
        return None
    own = {"万": "万元", "亿": "亿元"}.get(match[3], match[3] or "")
    return Amount(number if own in ("", unit) else from_base(to_base(number, own), unit), own)


def read_rate(text: str) -> Rate | None:
    """Read 执行率; without a sign, a number of two and more is a percentage.

    Examples
    --------
    >>> read_rate("86.19%").share, read_rate("79.27").share, read_rate("1").share
    (Decimal('0.8619'), Decimal('0.7927'), None)
    """
    match = _RATE.fullmatch(folded(text))
    number = _number(match[1]) if match else None
    if number is None:
        return None
    signed = match[2] is not None
    ambiguous = not signed and 0 < number < 2
    return Rate(None if ambiguous else number / HUNDRED, number, signed, decimals_of(match[1]))


def read_total(text: str) -> tuple[Decimal, Decimal] | None:
    """Read 总分: one number twice, or the two bounds that are printed while some rows are 缺失.

    Examples
    --------
    >>> read_total("总分：98.62分（优）"), read_total("15.00 至 100.00")
    ((Decimal('98.62'), Decimal('98.62')), (Decimal('15.00'), Decimal('100.00')))
    """
    whole = _TOTAL.fullmatch(re.sub(r"\s", "", folded(text)))
    one = read_points(whole[1]) if whole else None
    if one is not None:
        return one, one
    match = _BOUNDS.fullmatch(folded(text))
    low, high = (_number(match[1]), _number(match[2])) if match else (None, None)
    return None if low is None or high is None else (low, high)


def plain(number: Decimal) -> str:
    """Write a number with no more digits than it has.

    Examples
    --------
    >>> plain(Decimal("10.00")), plain(Decimal("8.62"))
    ('10', '8.62')
    """
    return f"{number.normalize():f}"


def _number(text: str) -> Decimal | None:
    try:
        return None if is_too_long(text) else parse_number(text)
    except InvalidInputError:
        return None
