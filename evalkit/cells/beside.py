"""What stands beside a value: 指标性质, 度量单位, the indicator's name; and, beside an actual value, its target."""

import re
from dataclasses import replace
from decimal import Decimal

from evalkit.cells.cell import NUMERIC, Cell, Kind, noted
from evalkit.cells.numbers import read_name
from evalkit.cells.text import PLACEHOLDER, Unreadable, direction, read_sign, squeeze
from evalkit.cells.units import COUNTERS, canonical, complete_scale, is_scale, measure_of

FAR = Decimal(100)
"""How far a number without a unit may be from its target before another unit is likelier."""
_RATE_NAME = re.compile(r"(?:(?<![频效功汇利倍])(?<!容积)率|满意度)$")
_SENSES = {"正向": "≥", "反向": "≤", "逆向": "≤", "负向": "≤"}


def with_sign_cell(cell: Cell, sign: str, *, qualitative: bool) -> Cell:
    """Add what 指标性质 says; 正向 and 反向 stand for at least and at most.

    Parameters
    ----------
    cell : Cell
        The text by itself.
    sign : str
        The cell, squeezed.
    qualitative : bool
        Whether the text itself begins with 定性.

    Returns
    -------
    Cell

    Raises
    ------
    Unreadable
        If 定性 stands beside a number, or another sign is in the text.

    Examples
    --------
    >>> with_sign_cell(Cell("5", Kind.NUMBER), "大于等于", qualitative=False).comparator
    '≥'
    """
    if qualitative or sign.startswith("定性"):
        if cell.kind in NUMERIC:
            raise Unreadable("指标性质为“定性”，指标值却是数字")
        return cell
    if cell.kind is Kind.BLANK or PLACEHOLDER.fullmatch(sign) or sign.startswith("定量"):
        return cell
    sense = _SENSES.get(sign[:2], "")
    comparator, note = (sense, f"指标性质“{sign}”按“{sense}”读") if sense else read_sign(sign)
    if not comparator:
        return noted(cell, f"指标性质“{sign}”未采用")
    if cell.kind is Kind.DATE:
        return _date_with_sign(cell, comparator)
    if cell.kind not in NUMERIC:
        return noted(cell, f"指标值不是数字，比较符号“{comparator}”未采用")
    if cell.kind is Kind.RANGE and comparator != "=":
        raise Unreadable(f"指标值是区间，指标性质却是“{comparator}”")
    if cell.comparator and direction(cell.comparator) != direction(comparator):
        raise Unreadable(f"指标性质“{comparator}”与指标值中的“{cell.comparator}”相反或不同")
    return noted(_with_sign(cell, comparator, "指标性质"), note)


def _date_with_sign(cell: Cell, comparator: str) -> Cell:
    if comparator in (">", "≥"):
        raise Unreadable(f"指标值是完成时间，指标性质却是“{comparator}”")
    if cell.comparator:
        return cell
    return replace(cell, comparator="≤" if comparator == "<" and cell.first == cell.value else comparator)


def _with_sign(cell: Cell, comparator: str, source: str) -> Cell:
    """Take a sign of the same direction from elsewhere; the text's own goes first."""
    if not cell.comparator and cell.kind is Kind.NUMBER:
        return replace(cell, comparator=comparator)
    if cell.comparator and cell.comparator != comparator:
        return noted(cell, f"{source}为“{comparator}”，以指标值的“{cell.comparator}”为准")
    return cell


def with_unit_cell(cell: Cell, unit: str) -> Cell:
    """Add what 度量单位 says.

    Parameters
    ----------
    cell : Cell
        A number or a range.
    unit : str
        The cell, squeezed.

    Returns
    -------
    Cell

    Raises
    ------
    Unreadable
        If another unit is printed in the text.

    Examples
    --------
    >>> with_unit_cell(Cell("5.8万", Kind.NUMBER, unit="万"), "万元").unit
    '万元'
    """
    unit = canonical(unit)
    if PLACEHOLDER.fullmatch(unit) or unit == "无":
        return cell
    if not cell.unit:
        return _with_unit(cell, unit)
    if is_scale(cell.unit):
        return _with_noun(cell, unit, "度量单位")
    if measure_of(cell.unit) != measure_of(unit):
        raise Unreadable(f"度量单位“{unit}”与指标值中的单位“{cell.unit}”不同")
    return cell


def _with_unit(cell: Cell, unit: str) -> Cell:
    """Take a unit from elsewhere; a fraction, which alone has more decimals than are printed, takes none."""
    if unit and cell.kind is Kind.NUMBER and cell.digits == 0 and cell.value != cell.value.to_integral_value():
        raise Unreadable(f"分数没有单位，不能按“{unit}”读")
    return replace(cell, unit=unit)


def _with_noun(cell: Cell, unit: str, source: str) -> Cell:
    """Give 5.8万 its noun."""
    whole = complete_scale(cell.unit, unit)
    if whole is None:
        raise Unreadable(f"{source}“{unit}”与所写的“{cell.unit}”不一致")
    return noted(replace(cell, unit=whole), f"“{cell.unit}”按“{whole}”读")


def with_name(cell: Cell, name: str) -> Cell:
    """Add what the indicator's name says: ``公猪舍(≥**平方米)``.

    Parameters
    ----------
    cell : Cell
        A number or a range.
    name : str
        三级指标 as printed.

    Returns
    -------
    Cell

    Raises
    ------
    Unreadable
        If the name points the other way, or its unit measures something else.

    Examples
    --------
    >>> from decimal import Decimal
    >>> with_name(Cell("50", Kind.NUMBER, value=Decimal(50)), "排污沟(≥米)").reason
    '比较符号与单位取自指标名称'
    """
    sign, unit = read_name(name, cell.value if cell.kind is Kind.NUMBER else None)
    taken = []
    if sign and cell.comparator and direction(sign) * direction(cell.comparator) < 0:
        raise Unreadable(f"指标名称中的“{sign}”与指标值的“{cell.comparator}”相反")
    if sign and not cell.comparator and cell.kind is Kind.NUMBER:
        taken.append("比较符号")
    cell = _with_sign(cell, sign, "指标名称中的比较符号") if sign else cell
    if unit and not cell.unit:
        taken.append("单位")
        cell = _with_unit(cell, unit)
    elif unit and is_scale(cell.unit):
        cell = _with_noun(cell, unit, "指标名称中的单位")
    elif unit:
        cell = _with_named_unit(cell, unit)
    elif not cell.unit and _is_rate(name) and _least(cell) > 1:
        cell = noted(replace(cell, unit="%"), "指标名称是比率，未写单位，按“%”读")
    return noted(cell, "与".join(taken) + "取自指标名称") if taken else cell


def _is_rate(name: str) -> bool:
    return _RATE_NAME.search(re.sub(r"\([^()]*\)", "", squeeze(name))) is not None


def _least(cell: Cell) -> Decimal:
    return abs(cell.low if cell.kind is Kind.RANGE else cell.value)


def _with_named_unit(cell: Cell, unit: str) -> Cell:
    own, named = measure_of(cell.unit), measure_of(unit)
    if own == named:
        return cell
    if own[1][0] != named[1][0]:
        raise Unreadable(f"指标名称中的单位“{unit}”与指标值的单位“{cell.unit}”不同")
    return noted(cell, f"指标名称中的单位为“{unit}”，以指标值的“{cell.unit}”为准")


def beside_target(cell: Cell, target: Cell) -> Cell:
    """Read an actual number beside its target: a bare number takes the target's unit.

    Parameters
    ----------
    cell : Cell
        The actual value by itself, a number or a range.
    target : Cell
        A number or a range.

    Returns
    -------
    Cell

    Raises
    ------
    Unreadable
        If the units do not convert, or if a bare number may be a share as well as a percentage, or 元 as well as 万元.

    Examples
    --------
    >>> from decimal import Decimal
    >>> beside_target(Cell("110406", Kind.NUMBER, value=Decimal(110406)), Cell("≥50000人次", Kind.NUMBER, unit="人次")).unit
    '人次'
    """
    if cell.unit == target.unit:
        return cell
    if not cell.unit:
        adopted = _with_unit(cell, target.unit)
        _refuse_share(cell, target)
        _refuse_scale(cell, target)
        return noted(adopted, f"未写单位，按指标值的“{target.unit}”读")
    if is_scale(cell.unit) and target.unit:
        return _with_noun(cell, target.unit, "指标值的单位")
    if is_scale(target.unit):
        return _in_scale(cell, target.unit)
    if not target.unit and (cell.unit in COUNTERS or target.value == 0):
        return noted(replace(cell, unit=""), f"指标值未写单位，实际值的“{cell.unit}”未作比对")
    if not target.unit:
        raise Unreadable(f"实际值的单位为“{cell.unit}”，指标值没有单位，无法比较")
    if measure_of(cell.unit)[1] != measure_of(target.unit)[1]:
        raise Unreadable(f"实际值的单位“{cell.unit}”不能换算为指标值的单位“{target.unit}”")
    return cell


def _in_scale(cell: Cell, scale: str) -> Cell:
    """Write 286000万元 in 亿, the unit of a target that leaves out the noun."""
    factor, (noun, *per) = measure_of(cell.unit)
    if per or complete_scale(scale, noun) is None:
        raise Unreadable(f"实际值的单位“{cell.unit}”不能换算为指标值的单位“{scale}”")
    times = factor / measure_of(scale)[0]
    value, low, high = (None if each is None else each * times for each in (cell.value, cell.low, cell.high))
    return noted(replace(cell, value=value, low=low, high=high, unit=scale), f"指标值的“{scale}”按“{scale}{noun}”读")


def _refuse_share(cell: Cell, target: Cell) -> None:
    """Refuse 0.95 against 95%: it may be 95% or 0.95%; where the target is as small and prints no sign, both are percentages."""
    value = cell.value if cell.kind is Kind.NUMBER else cell.high
    if target.unit not in ("%", "‰") or not value:
        return
    aim = target.value if target.kind is Kind.NUMBER else target.high
    may_be_share = abs(value) <= 1 and _prints_rate(target.text)
    far_below = abs(value) <= 2 and 10 * abs(value) < abs(aim)
    if may_be_share or far_below:
        printed = f"{value:f}"
        raise Unreadable(f"“{printed}”未写单位，可能是 {printed}{target.unit}，也可能是 {value * 100:f}%")


def _refuse_scale(cell: Cell, target: Cell) -> None:
    """Refuse 58000 against 5.8万元, and 90 against 900000元: another unit may be meant."""
    if cell.kind is not Kind.NUMBER or target.kind is not Kind.NUMBER or not cell.value or not target.value:
        return
    times = abs(cell.value / target.value)
    in_thousands = measure_of(target.unit)[0] >= 1000
    if (in_thousands and times >= FAR) or (target.unit.startswith("元") and times <= 1 / FAR):
        raise Unreadable(f"“{cell.value:f}”未写单位，与指标值“{target.text}”相差过大，不能确定是否以“{target.unit}”为单位")


def _prints_rate(text: str) -> bool:
    return any(sign in text for sign in ("%", "‰", "百分", "千分"))
