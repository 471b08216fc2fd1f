"""The one number or range that a text states, with its sign and unit, and what an indicator's name says of them."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from evalkit.cells.text import NUMBER, RANGE_SIGN, SIGN_WORD, Unreadable, arabic, direction, is_too_long, read_sign, squeeze
from evalkit.cells.units import UNIT, canonical, complete_scale, is_scale, split_unit
from evalkit.quantities import decimals_of, parse_number

_BEFORE = re.compile(
    rf"(?P<sign>[≥≤><=]+)$|(?P<word>{SIGN_WORD})$|(?P<about>大约|(?<![预节签合条契])约为?|接近|将近|(?<!附)近)$"
    r"|(?:^|(?<=[≥≤><=:约于低少小高大过到达]))(?P<minus>-)$"
)
_AFTER = re.compile(
    r"(?P<up>(?:及其?|或|和|含)?(?:以上|之上))|(?P<down>(?:及其?|或|和|含)?(?:以下|之下))"
    r"|(?P<within>(?:以|之)内|内(?!容|部|外|涵|控))|(?P<about>左右|上下)|(?P<more>余|多)|(?P<incl>\(含\)|之间)"
)
_SIGN_OF_ENDING = {"up": "≥", "down": "≤", "within": "≤", "more": ">"}
_STRANGE_UNIT = re.compile("(?P<unit>[\u4e00-\u9fff]{1,3}?|[A-Za-z/]{1,5})(?P<end>(?:及其?)?以[上下内])?")
_DOUBT = re.compile(
    r"[0-9≥≤><=+*~,;。、!?…—|-]|\.\.|未|不|没|无|非|除|否|或|若|且|和|与|负|亏|每|分别|其中|其余|前|后|外|较|降|减少|缺|差|半|均|超|待|剩|拟"
    r"|各(?!类|项|种)|及(?!时)|(?<![占同环])比(?!例|重|率)|应(?!急|用|对)|(?<![预节签合条契])约|(?<!附)近|左右|目标|计划|取消|停止|暂停"
    r"|以上|以下|以内|大于|小于|高于|低于"
)
_NEGATIVE_END = re.compile("--$|[~至到—]-$")
_VERBS = re.compile(r"完成|达标|合格|到位|建设|建成|通过|落实|执行|实施|发放|中$|已|全部|满意|及时|整$")
_ORDINAL, _LABEL = re.compile("(?:[A-Za-z]|第)$"), re.compile("(?:目标|指标|任务|附件)$")
_CLASS = re.compile("A+(?![A-Za-z])")
_LATIN_LABEL = re.compile("[A-Za-z]+[\u4e00-\u9fff]")
_LIST_NUMBER = re.compile(r"(?:^|(?<=[;。,\n]))\(?[0-9]{1,2}(?:[、)]|\.(?![0-9]))(?=.)")
_IN_NAME = re.compile(
    rf"(?P<sign>[≥≤><=]+|(?<=\()(?=\*))(?:(?P<blank>\*+)|(?P<own>{NUMBER}))?(?P<unit>{UNIT})?"
    rf"|(?P<word>{SIGN_WORD})(?P<figure>{NUMBER})(?P<of>{UNIT})?(?=\)|$)"
)
_NOT_IN_BRACKETS = frozenset("年 月 日 周 季度 学期".split())


@dataclass(frozen=True)
class Quantity:
    """The one number or range that a text states.

    Attributes
    ----------
    low, high : Decimal
        Equal unless it is a range.
    is_range : bool
    comparator, unit : str
    digits : int
    approximate : bool
        约, 左右.
    notes : tuple of str
        What was assumed.
    """

    low: Decimal
    high: Decimal
    is_range: bool
    comparator: str
    unit: str
    digits: int
    approximate: bool
    notes: tuple[str, ...]


def _numbers(text: str) -> list[re.Match]:
    """Find the numbers that count something: not those in PM2.5, 5A级, 第3季度 or 1、."""
    listed = {found.start() + found[0].startswith("(") for found in _LIST_NUMBER.finditer(text)}
    found = []
    for number in re.finditer(NUMBER, text):
        left, right = text[: number.start()], text[number.end() :]
        if is_too_long(number[0]):
            raise Unreadable(f"数字过长：“{number[0]}”")
        if re.match(r"[,.][0-9]", right) or re.search(r"[0-9][,.]$", left) or re.match(r"\s+[0-9]", right):
            raise Unreadable(f"数字的写法不规范：“{text}”")
        if not (_is_label(left, right) or number.start() in listed):
            found.append(number)
    return found


def _is_label(left: str, right: str) -> bool:
    if _ORDINAL.search(left) or _CLASS.match(right):
        return True
    if split_unit(right)[0]:
        return False
    begins_the_cell = re.fullmatch(r"[≥≤><=]*-?", left)
    return bool(_LABEL.search(left) or _LATIN_LABEL.match(right) or (re.match("[A-Za-z]", right) and not begins_the_cell))


def has_number(text: str) -> bool:
    """Return whether a text counts something.

    Examples
    --------
    >>> has_number("完成50个"), has_number("目标1-目标4"), has_number("创建5A级景区")
    (True, False, False)
    """
    return bool(_numbers(arabic(text)))


def read_quantity(text: str) -> Quantity | None:
    """Read the one number or range in a text.

    Parameters
    ----------
    text : str
        As :func:`squeeze` returns it.

    Returns
    -------
    Quantity or None
        ``None`` where the text counts nothing.

    Raises
    ------
    Unreadable
        If there are several numbers, signs contradict each other, or words around the number may give it another meaning.

    Examples
    --------
    >>> found = read_quantity("达98%以上")
    >>> found.comparator, found.low, found.unit
    ('≥', Decimal('98'), '%')
    """
    text = arabic(text)
    numbers = _numbers(text)
    if not numbers:
        return None
    first, last = numbers[0], numbers[-1]
    between = text[first.end() : last.start()]
    if len(numbers) > 2 or (len(numbers) == 2 and not re.fullmatch(rf"/|{UNIT}?{RANGE_SIGN}-?", between)):
        raise Unreadable("含有多个数字（" + "、".join(number[0] for number in numbers) + "），无法确定哪一个是值")
    left = _peel_left(text[: first.start()])
    right = _peel_right(text[last.end() :], alone=not left.rest)
    notes = left.notes + right.notes
    comparator = _one_sign(left.signs[::-1] + right.signs, notes)
    if left.rest or right.rest:
        _refuse_other_meaning(text, left.rest, right.rest)
        notes.append(f"数字取自文字“{text}”")
    about = left.about or right.about
    if about:
        notes.append(f"“{about}”为约数")
    low, high, unit = parse_number(first[0]), parse_number(last[0]), right.unit
    low = low.copy_negate() if left.negative else low
    is_range = len(numbers) == 2 and between != "/"
    if is_range:
        unit = _range_unit(split_unit(between)[0], unit)
        high = high.copy_negate() if _NEGATIVE_END.search(between) else high
        _check_range(low, high, comparator)
    else:
        low = high = low if len(numbers) == 1 else _fraction(low, high, notes)
    digits = max(decimals_of(number[0]) for number in numbers)
    return Quantity(low, high, is_range, comparator, unit, digits, bool(about), tuple(notes))


@dataclass
class _Side:
    """What stands on one side of the number, taken apart."""

    rest: str
    signs: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    about: str = ""
    negative: bool = False
    unit: str = ""


def _peel_left(text: str) -> _Side:
    """Take signs, words for signs, 约 and minus off the end of what stands before the number."""
    side = _Side(text)
    while found := _BEFORE.search(side.rest):
        if found["minus"] and side.negative:
            break
        if found["minus"]:
            side.negative = True
        elif found["about"]:
            side.about = found["about"]
        else:
            sign, note = read_sign(found[0])
            side.signs.append(sign)
            side.notes += [note] if note else []
        side.rest = side.rest[: found.start()]
    side.rest = side.rest.strip("():")
    return side


def _peel_right(text: str, *, alone: bool) -> _Side:
    """Take the unit, 以上, 以下, 以内 and 左右 off the beginning of what stands behind the number."""
    side = _Side(text)
    while side.rest:
        open_unit = not side.unit or is_scale(side.unit)
        known, rest = split_unit(side.rest) if open_unit else ("", side.rest)
        found = _AFTER.match(side.rest)
        if known and not (is_scale(side.unit) and is_scale(known)):
            side.unit, side.rest = side.unit + known, rest
        elif found and (open_unit or not found["more"]):
            _take_ending(side, found)
        else:
            break
    strange = _STRANGE_UNIT.fullmatch(side.rest) if alone and (not side.unit or is_scale(side.unit)) else None
    if strange and not (_VERBS.search(side.rest) or _DOUBT.search(strange["unit"])):
        side.unit, side.rest = side.unit + strange["unit"], ""
        side.signs += [{"上": "≥"}.get(strange["end"][-1], "≤")] if strange["end"] else []
        side.notes.append(f"“{side.unit}”不是已知的计量单位，照抄")
    if side.unit == "百分点":
        side.notes.append("百分点不是百分比，未折算")
    side.rest = side.rest.strip("():")
    return side


def _take_ending(side: _Side, found: re.Match) -> None:
    side.rest = side.rest[found.end() :]
    side.about = found["about"] or side.about
    side.signs += [sign for name, sign in _SIGN_OF_ENDING.items() if found[name]]
    side.notes += [f"“{found[0]}”按“>”读"] if found["more"] else []


def _one_sign(signs: list[str], notes: list[str]) -> str:
    """Return the one sign of several in one text: the first, if the others point the same way."""
    if not signs:
        return ""
    if len({direction(sign) for sign in signs}) > 1:
        raise Unreadable("比较符号或用语自相矛盾：" + "、".join(signs))
    if len(set(signs)) > 1:
        notes.append("同时写有" + "、".join(f"“{sign}”" for sign in signs) + f"，按“{signs[0]}”读")
    return signs[0]


def _refuse_other_meaning(text: str, left: str, right: str) -> None:
    doubt = _DOUBT.search(left) or _DOUBT.search(right)
    if doubt:
        raise Unreadable(f"“{text}”中数字之外的文字（“{doubt[0]}”）可能另有含义")


def _fraction(above: Decimal, below: Decimal, notes: list[str]) -> Decimal:
    if below == 0 or abs(above) > below:
        raise Unreadable(f"“{above}/{below}”不是不大于 1 的分数")
    notes.append(f"按分数 {above}/{below} 读")
    return above / below


def _range_unit(first: str, second: str) -> str:
    if is_scale(first) and complete_scale(first, second) == second:
        return second
    if first and second and first != second:
        raise Unreadable(f"区间两端的单位不同：“{first}”与“{second}”")
    return first or second


def _check_range(low: Decimal, high: Decimal, comparator: str) -> None:
    if comparator:
        raise Unreadable(f"区间 {low} 至 {high} 又带有比较“{comparator}”")
    if low > high:
        raise Unreadable(f"区间下限 {low} 大于上限 {high}")


def read_name(name: str, number: Decimal | None) -> tuple[str, str]:
    """Read the sign and the unit in an indicator's name.

    A sign with a number counts only if it is the target's own number, so that ``(≥11kw)`` says nothing of a target of 1.

    Parameters
    ----------
    name : str
        三级指标 as printed.
    number : Decimal or None
        The number of the target.

    Returns
    -------
    tuple of str
        Sign and unit, each empty where the name says nothing.

    Raises
    ------
    Unreadable
        If signs in the name contradict each other.

    Examples
    --------
    >>> read_name("公猪舍(≥**平方米)", Decimal("22.8")), read_name("粉碎拌合机(11kw)(≥台)", Decimal(1))
    (('≥', '平方米'), ('≥', '台'))
    """
    name, signs, units = squeeze(name), [], []
    for found in _IN_NAME.finditer(name):
        printed = found["own"] or found["figure"]
        if parse_number(printed) == number if printed else found["blank"] or found["unit"]:
            signs.append(read_sign(found["sign"] or found["word"] or "")[0])
            units.append(canonical(found["unit"] or found["of"] or ""))
    units += [canonical(unit) for unit in re.findall(rf"\(({UNIT})\)", name) if unit not in _NOT_IN_BRACKETS]
    signs, units = [sign for sign in signs if sign], [unit for unit in units if unit]
    return _one_sign(signs, []), units[0] if units else ""
