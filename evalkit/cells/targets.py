"""Targets and actual values as people write them in a form: ``≥50个``, ``95%以上``, ``2021年12月31日``, ``效果明显``.

What cannot be read with certainty is of kind ``unclear`` and says why; nothing is guessed.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from evalkit.cells.beside import beside_target, with_name, with_sign_cell, with_unit_cell
from evalkit.cells.cell import NUMERIC, Cell, Kind, noted
from evalkit.cells.dates import NO_YEAR, drop_scope, looks_like_date, mentions_date, read_date
from evalkit.cells.growth import signed_change, states_growth
from evalkit.cells.numbers import Quantity, read_quantity
from evalkit.cells.text import PLACEHOLDER, Unreadable, fold, refuse_turned, squeeze
from evalkit.cells.units import UNIT, canonical, measure_of
from evalkit.quantities import printed_interval

_NO_NUMBER = re.compile(rf"[≥≤><=]*\*+(?:{UNIT})?|[≥≤><=]+(?:{UNIT})?|[%‰]")
LONGEST = 2000
"""No target is as long; reading takes time with the square of the length."""
_GRADE = "优秀|良好|较好|中等|一般|较差|不合格|合格|不及格|及格|优|良|好|中|低|差|高"
_SCALE = re.compile(rf"(?>(?:{_GRADE})[、/,;|]?)+")
_TIME_NAME = re.compile("时间|日期|时限|期限")
_LABEL = re.compile(r"^(?:★+|其中:?|指标[0-9]+:|[0-9]+[.、])+")
_ZERO = re.compile(
    "零(?![星散售碎])[\u4e00-\u9fff]{0,6}(?:事故|投诉|差错|发生|死亡|伤亡|上访|信访|感染|失误|违规|违纪|违法|事件|案件|火灾|拖欠|缺陷|故障|泄露|泄漏)|零"
)
_OF_DATES = frozenset(["", *"年 月 日 天 时间 日期 年月 年月日 / -".split()])
_NONE = frozenset("无 没有 未发生 未出现 无发生 零发生".split())


def read_target(text: str, *, sign: str = "", unit: str = "", name: str = "", fiscal_year: str = "") -> Cell:
    """Read 年度指标值, with the cells beside it that hold parts of it.

    The text comes first, then the cells beside it, then the indicator's name; where they contradict each other the cell is unclear.

    Parameters
    ----------
    text : str
        年度指标值 as printed.
    sign, unit : str
        指标性质 and 度量单位 where the layout has cells for them.
    name : str
        三级指标, which may hold sign and unit: ``公猪舍(≥**平方米)``.
    fiscal_year : str
        The year of a date that prints none.

    Returns
    -------
    Cell

    Examples
    --------
    >>> read_target("98%以上").comparator, read_target("≥11.376万元").value
    ('≥', Decimal('11.376'))
    >>> read_target("5", sign="≤", unit="万元").unit
    '万元'
    >>> read_target("11月底完成100%").kind
    <Kind.UNCLEAR: 'unclear'>
    """
    body, qualitative = squeeze(text), False
    if body.startswith("定性"):
        body, qualitative = body.removeprefix("定性").lstrip(":"), True
    try:
        cell = _read(body, fiscal_year=fiscal_year, is_date=bool(_TIME_NAME.search(name)))
        cell = with_sign_cell(cell, squeeze(sign), qualitative=qualitative)
        if cell.kind in NUMERIC:
            cell = with_name(with_unit_cell(cell, squeeze(unit)), name)
            _refuse_date_like(cell, body)
        elif cell.kind is Kind.DATE and squeeze(unit) not in _OF_DATES:
            raise Unreadable(f"指标值是日期，度量单位却是“{squeeze(unit)}”")
    except Unreadable as problem:
        cell = Cell("", Kind.UNCLEAR, reason=str(problem))
    if cell.kind is Kind.WORDS and _name_only(body) == _name_only(name):
        cell = noted(cell, "照抄指标名称")
    return replace(cell, text=fold(text))


def read_actual(text: str, *, target: Cell, name: str = "", fiscal_year: str = "") -> Cell:
    """Read 实际完成值; a bare number takes the unit of the target.

    An actual value with a comparator (``≥90%``) is not a measured value; :func:`implies` says whether it settles the matter.

    Parameters
    ----------
    text : str
        实际完成值 as printed.
    target : Cell
        What :func:`read_target` made of 年度指标值.
    name : str
        三级指标; of a growth rate 下降2.4% is -2.4%.
    fiscal_year : str
        The year of a date that prints none.

    Returns
    -------
    Cell
        In the printed unit; unclear where that cannot be converted into the target's.

    Examples
    --------
    >>> half = read_target("≥50%")
    >>> read_actual("60", target=half).unit, read_actual("0.6", target=half).kind
    ('%', <Kind.UNCLEAR: 'unclear'>)
    """
    body = squeeze(text)
    if target.unit == "%" and states_growth(name, target.text):
        body = signed_change(body)
    try:
        cell = _read(body, fiscal_year=fiscal_year, is_date=target.kind is Kind.DATE)
        if cell.kind is Kind.WORDS and target.kind is Kind.NUMBER and target.value == 0 and body in _NONE:
            cell = Cell("", Kind.NUMBER, value=Decimal(0), reason=f"“{body}”按 0 读")
        if cell.kind in NUMERIC and target.kind in NUMERIC:
            cell = beside_target(cell, target)
        if cell.kind in NUMERIC:
            _refuse_date_like(cell, body)
        if cell.kind is Kind.WORDS and target.kind is Kind.SCALE and body not in re.findall(_GRADE, target.text):
            cell = noted(cell, f"不在指标值所列等级“{target.text}”之中")
    except Unreadable as problem:
        cell = Cell("", Kind.UNCLEAR, reason=str(problem))
    return replace(cell, text=fold(text))


def _read(body: str, *, fiscal_year: str, is_date: bool) -> Cell:
    """Read a squeezed text by itself."""
    if len(body) > LONGEST:
        raise Unreadable(f"文字过长（{len(body)} 字），不作判读")
    refuse_turned(body)
    if PLACEHOLDER.fullmatch(body):
        return Cell("", Kind.BLANK)
    if _NO_NUMBER.fullmatch(body):
        return Cell("", Kind.BLANK, reason="没有填写数字")
    if _ZERO.fullmatch(body):
        return Cell("", Kind.NUMBER, value=Decimal(0), reason=f"“{body}”按 0 读")
    if _SCALE.fullmatch(body) and len(re.findall(_GRADE, body)) > 2:
        return Cell("", Kind.SCALE)
    body, note = drop_scope(body, fiscal_year=fiscal_year)
    found = read_date(body, fiscal_year=fiscal_year, expected=is_date)
    if found:
        return Cell("", Kind.DATE, found.comparator, found.last, reason="；".join(found.notes), first=found.first)
    quantity = None if mentions_date(body) else read_quantity(body)
    if quantity is None:
        return Cell("", Kind.WORDS)
    return noted(_cell_of(quantity), note)


def _cell_of(quantity: Quantity) -> Cell:
    ends = (None, quantity.low, quantity.high) if quantity.is_range else (quantity.low, None, None)
    kind = Kind.RANGE if quantity.is_range else Kind.NUMBER
    reason = "；".join(quantity.notes)
    return Cell("", kind, quantity.comparator, *ends, quantity.unit, quantity.digits, reason, approximate=quantity.approximate)


def _name_only(text: str) -> str:
    return _LABEL.sub("", squeeze(text))


def _refuse_date_like(cell: Cell, body: str) -> None:
    if not cell.unit and looks_like_date(body):
        raise Unreadable(f"“{body}”可能是日期，也可能是数值")


def in_unit(value: Decimal, unit: str, other: str) -> Decimal | None:
    """Convert between 万, 亿 and plain units of one noun, between units of time, length and mass, and between % and ‰.

    Parameters
    ----------
    value : Decimal
        In ``unit``.
    unit, other : str
        From and to; a percentage is not converted into a plain share.

    Returns
    -------
    Decimal or None
        ``None`` where one cannot be converted into the other.

    Examples
    --------
    >>> in_unit(Decimal("1.5"), "万元", "元"), in_unit(Decimal(90), "分钟", "小时"), in_unit(Decimal(5), "‰", "%")
    (Decimal('15000.0'), Decimal('1.5'), Decimal('0.5'))
    >>> in_unit(Decimal(1), "元", "亩") is None
    True
    """
    (factor, base), (other_factor, other_base) = measure_of(canonical(unit)), measure_of(canonical(other))
    if base != other_base:
        return None
    return value if factor == other_factor else value * factor / other_factor


def implies(actual: Cell, target: Cell, comparator: str) -> bool | None:
    """Tell whether an actual value settles by itself that its target is met: by every value that it allows, or by none.

    ``≥266米`` allows every length from 266 on, a range what lies in it, 9月 each of its days, a plain number itself.

    Parameters
    ----------
    actual, target : Cell
        As read by :func:`read_actual` and :func:`read_target`.
    comparator : str
        ``≥``, ``>``, ``≤``, ``<`` or ``=`` for a target that is a number. A target that is a range is met within it, a date on its
        last day or before, whatever is given here.

    Returns
    -------
    bool or None
        ``True`` if every value meets the target, ``False`` if none does; ``None`` where that cannot be told, which includes units that
        do not convert, words, and a year known for one of two dates only.

    Examples
    --------
    >>> length = read_target("≥266米")
    >>> [implies(read_actual(text, target=length), length, "≥") for text in ("≥266米", "≥260米", "≤200米")]
    [True, None, False]
    """
    if actual.kind is Kind.DATE and target.kind is Kind.DATE:
        return _date_implies(actual, target)
    if actual.kind not in NUMERIC or target.kind not in NUMERIC:
        return None
    if in_unit(Decimal(1), actual.unit, target.unit) is None or _is_vague(actual) or _is_vague(target):
        return None
    allowed = _allowed(actual, actual.comparator, target.unit)
    if target.kind is Kind.RANGE:
        wanted = [_Span(target.low, target.high)]
    else:
        wanted = [_span(edge, edge, comparator) for edge in _edges(target)]
    answers = {_answer(allowed, span) for span in wanted}
    return answers.pop() if len(answers) == 1 else None


@dataclass(frozen=True)
class _Span:
    """All values between two ends, ``None`` where there is no end."""

    low: Decimal | None
    high: Decimal | None
    closed: bool = True

    def inside(self, other: "_Span") -> bool:
        strict = self.closed and not other.closed
        above = other.low is None or (self.low is not None and (self.low > other.low or (self.low == other.low and not strict)))
        below = other.high is None or (
            self.high is not None and (self.high < other.high or (self.high == other.high and not strict))
        )
        return above and below

    def apart(self, other: "_Span") -> bool:
        touching = self.closed and other.closed
        return any(
            below is not None and above is not None and (below < above or (below == above and not touching))
            for below, above in ((self.high, other.low), (other.high, self.low))
        )


def _span(low: Decimal, high: Decimal, comparator: str) -> _Span:
    if comparator in ("≥", ">"):
        return _Span(low, None, comparator == "≥")
    if comparator in ("≤", "<"):
        return _Span(None, high, comparator == "≤")
    return _Span(low, high)


def _is_vague(cell: Cell) -> bool:
    return cell.kind is Kind.RANGE and cell.approximate


def _edges(cell: Cell) -> tuple[Decimal, Decimal]:
    """Return the ends between which the printed number lies: apart only for 约."""
    if cell.kind is Kind.RANGE:
        return cell.low, cell.high
    if not cell.approximate:
        return cell.value, cell.value
    around = printed_interval(f"{cell.value:f}", "1", approximate=True)
    return around.low, around.high


def _allowed(cell: Cell, comparator: str, unit: str) -> _Span:
    low, high = (in_unit(edge, cell.unit, unit) for edge in _edges(cell))
    return _span(low, high, comparator)


def _answer(allowed: _Span, wanted: _Span) -> bool | None:
    return True if allowed.inside(wanted) else False if allowed.apart(wanted) else None


def _date_implies(actual: Cell, target: Cell) -> bool | None:
    if (actual.value.year == NO_YEAR) != (target.value.year == NO_YEAR):
        return None
    surely_in_time = actual.value < target.first if target.comparator == "<" else actual.value <= target.value
    if surely_in_time:
        return True
    begun_by = date.min if actual.comparator in ("≤", "<") else actual.first
    return False if begun_by > target.value else None
