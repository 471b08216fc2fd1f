"""Numbers and units that everything shares: exact decimals, units, intervals, rounding.

Metrics compute in base units (元, 张, 票, a share between 0 and 1). Facts are stored and shown in the unit
in which they were printed. :func:`to_base` and :func:`from_base` are the only way from one to the other.
"""

import difflib
import re
from dataclasses import dataclass
from decimal import MAX_PREC, ROUND_HALF_UP, Context, Decimal

from evalkit.errors import InconsistentDataError, InvalidInputError

MINUS = "−"
NOT_APPLICABLE_TEXT = "不适用"
MISSING_TEXT = "缺失"
_ALL_DIGITS = Context(prec=MAX_PREC)
"""For what must neither fail nor lose digits where a number has more than arithmetic keeps."""


@dataclass(frozen=True)
class Unit:
    """A unit of measure: its base unit, the factor to it, and whether it counts whole things."""

    name: str
    base: str
    factor: Decimal
    counted: bool


def _units() -> dict[str, Unit]:
    scaled = {
        "元": ["元"],
        "张": ["张"],
        "票": ["票"],
        "人次": ["人次"],
        "人": ["人"],
    }
    units = {}
    for base in scaled:
        units[base] = Unit(base, base, Decimal(1), base != "元")
        units[f"万{base}"] = Unit(f"万{base}", base, Decimal(10_000), False)
        units[f"亿{base}"] = Unit(f"亿{base}", base, Decimal(100_000_000), False)
    for counted in "家 个 件 项 类 次 场 场次 台次 车次 套 期 届 位 例 起 天 个月 季度 户 通 份".split():
        units[counted] = Unit(counted, counted, Decimal(1), True)
    units["万套"] = Unit("万套", "套", Decimal(10_000), False)
    for hundredth in ("%", "个百分点"):
        units[hundredth] = Unit(hundredth, "1", Decimal("0.01"), False)
    units["1"] = Unit("1", "1", Decimal(1), False)
    for plain in "倍 分 小时".split():
        units[plain] = Unit(plain, plain, Decimal(1), False)
    return units


UNITS: dict[str, Unit] = _units()


def unit_of(name: str) -> Unit:
    """Return the unit of that name; ``a/b`` is a rate of two units and is its own base.

    Raises
    ------
    InvalidInputError
        ``V-UNIT-01`` if the unit is not known; the message names the nearest one.

    Examples
    --------
    >>> unit_of("万元").factor
    Decimal('10000')
    >>> unit_of("元/票").base
    '元/票'
    """
    if name in UNITS:
        return UNITS[name]
    over, slash, under = name.partition("/")
    if slash and over in UNITS and under in UNITS:
        factor = UNITS[over].factor / UNITS[under].factor
        return Unit(name, f"{UNITS[over].base}/{UNITS[under].base}", factor, False)
    near = difflib.get_close_matches(name, UNITS, n=1, cutoff=0.3)
    hint = f"是否为“{near[0]}”？" if near else ""
    raise InvalidInputError(
        "V-UNIT-01",
        "计量单位不认识",
        found=f"“{name}”",
        expected="、".join(UNITS),
        remedy=f"改用列出的单位。{hint}",
    )


def to_base(value: Decimal, unit: str) -> Decimal:
    """Convert from a unit to its base unit.

    Examples
    --------
    >>> to_base(Decimal("1287.96"), "万元")
    Decimal('12879600.00')
    >>> to_base(Decimal("85.92"), "%")
    Decimal('0.8592')
    """
    return value * unit_of(unit).factor


def from_base(value: Decimal, unit: str) -> Decimal:
    """Convert from the base unit to a unit.

    Examples
    --------
    >>> from_base(Decimal("2110800"), "万元")
    Decimal('211.08')
    """
    return value / unit_of(unit).factor


def round_half_up(value: Decimal, digits: int) -> Decimal:
    """四舍五入 Round half up (away from zero) to that many decimals; the only rounding there is.

    Examples
    --------
    >>> round_half_up(Decimal("86.25"), 1), round_half_up(Decimal("98.445"), 2)
    (Decimal('86.3'), Decimal('98.45'))
    >>> round_half_up(Decimal("-0.125"), 2)
    Decimal('-0.13')
    """
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP, context=_ALL_DIGITS)


def format_number(value: Decimal, digits: int) -> str:
    """Write a number with grouped thousands and a true minus sign.

    Examples
    --------
    >>> format_number(Decimal("1499.04"), 2), format_number(Decimal("-16.9"), 1)
    ('1,499.04', '−16.9')
    >>> format_number(Decimal("-0.004"), 2)
    '0.00'
    """
    rounded = round_half_up(value, digits)
    text = f"{rounded.copy_abs():,.{digits}f}"
    return f"{MINUS}{text}" if rounded < 0 else text


def format_plain(value: Decimal) -> str:
    """Write a number with as many decimals as it has, grouped thousands and a true minus sign.

    Examples
    --------
    >>> format_plain(Decimal("8755.50")), format_plain(Decimal("-5")), format_plain(Decimal("1E+3"))
    ('8,755.5', '−5', '1,000')
    """
    return format_number(value, max(0, -value.normalize(_ALL_DIGITS).as_tuple().exponent))


def span_text(low: str, high: str) -> str:
    """Write two ends of a span, or one where they read the same.

    Examples
    --------
    >>> span_text("中", "优"), span_text("优", "优")
    ('中 至 优', '优')
    """
    return low if low == high else f"{low} 至 {high}"


def bounds_text(low: Decimal, high: Decimal, digits: int, suffix: str = "") -> str:
    """Write the bounds of a number, or one number where they print the same; the suffix follows each.

    Examples
    --------
    >>> bounds_text(Decimal(15), Decimal(100), 2), bounds_text(Decimal("0.5"), Decimal("0.5"), 1, "%")
    ('15.00 至 100.00', '0.5%')
    """
    return span_text(*(f"{format_number(end, digits)}{suffix}" for end in (low, high)))


def decimals_of(printed: str) -> int:
    """Return how many decimals a printed number has.

    Examples
    --------
    >>> decimals_of("32409.50"), decimals_of("98")
    (2, 0)
    """
    return len(printed.translate(_FOLD).partition(".")[2])


_NUMBER = re.compile(r"[+-]?([0-9]+|[1-9][0-9]{0,2}(,[0-9]{3})+)(\.[0-9]+)?")


def parse_number(text: str) -> Decimal:
    """Read a plain printed number: full-width digits, grouped thousands and a true minus sign are folded.

    Anything else (a unit behind the number, scientific notation, brackets) is refused, never guessed.

    Raises
    ------
    InvalidInputError
        ``V-NUM-01`` if the text is not a plain number.

    Examples
    --------
    >>> parse_number("１,２３４.５"), parse_number("−5")
    (Decimal('1234.5'), Decimal('-5'))
    """
    folded = text.strip().translate(_FOLD)
    if not _NUMBER.fullmatch(folded):
        raise InvalidInputError(
            "V-NUM-01",
            "不是普通数字",
            found=f"“{text}”",
            expected="数字，如 1287.96；单位写在“单位”列",
            remedy="只填数字；单位、约、百分号分别填入各自的列",
        )
    return Decimal(folded.replace(",", ""))


_FOLD = str.maketrans("０１２３４５６７８９，．－−＋", "0123456789,.--+")


@dataclass(frozen=True)
class Interval:
    """The closed range in which the true value lies, given the printed digits."""

    low: Decimal
    high: Decimal

    def overlaps(self, other: "Interval") -> bool:
        """Return whether some value lies in both."""
        return self.low <= other.high and other.low <= self.high


def printed_interval(printed: str, unit: str, *, approximate: bool = False) -> Interval:
    """Return the interval that a printed figure stands for.

    A count of whole things is exact. Any other figure is known to half a unit of its last printed digit.
    约 widens to a whole unit of the last significant digit; zeros that end a whole number are not significant.
    A percentage printed at or below 100 is not taken to exceed 100.

    Examples
    --------
    >>> printed_interval("1.83", "亿元")
    Interval(low=Decimal('1.825'), high=Decimal('1.835'))
    >>> printed_interval("247", "家")
    Interval(low=Decimal('247'), high=Decimal('247'))
    >>> printed_interval("380", "家", approximate=True)
    Interval(low=Decimal('370'), high=Decimal('390'))
    """
    value, digits, kind = parse_number(printed), decimals_of(printed), unit_of(unit)
    if approximate:
        whole = str(abs(value))
        zeros = len(whole) - len(whole.rstrip("0")) if digits == 0 and value else 0
        margin = Decimal(1).scaleb(zeros - digits)
    elif kind.counted and digits == 0:
        margin = Decimal(0)
    else:
        margin = Decimal(1).scaleb(-digits) / 2
    high = value + margin
    return Interval(value - margin, min(high, Decimal(100)) if unit == "%" and value <= 100 else high)


@dataclass(frozen=True)
class Ratio:
    """A quotient that keeps both parts, so that a report can show its working and totals add parts.

    Attributes
    ----------
    numerator, denominator : Decimal
        In base units.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if the denominator is zero and the numerator is not.

    Examples
    --------
    >>> Ratio(Decimal(8_640_000), Decimal(10_000_000)).percent(2)
    '86.40%'
    >>> Ratio(Decimal(0), Decimal(0)).percent()
    '不适用'
    """

    numerator: Decimal
    denominator: Decimal

    def __post_init__(self):
        if self.denominator == 0 and self.numerator != 0:
            raise InconsistentDataError(
                "M-DIV-01",
                "分母为 0 而分子不为 0",
                found=f"{self.numerator} ÷ 0",
                expected="分母大于 0，或分子分母同为 0（不适用）",
                remedy="核对分母所取的原始数据是否漏填或误填为 0",
            )

    @property
    def value(self) -> Decimal | None:
        """The quotient; ``None`` when both parts are zero (不适用)."""
        return None if self.denominator == 0 else self.numerator / self.denominator

    def percent(self, digits: int = 2) -> str:
        """Write as a percentage, or 不适用."""
        return NOT_APPLICABLE_TEXT if self.value is None else f"{format_number(self.value * 100, digits)}%"
