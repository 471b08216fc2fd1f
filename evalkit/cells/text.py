"""The text of a cell made plain: folding, comparison signs and words, Chinese numerals."""

import re
from decimal import Decimal

_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= str.maketrans("\u3000\u00a0≧⩾≮≦⩽≯−–‐〜∼﹪∶﹣￥", "  ≥≥≥≤≤≤---~~%:-¥")
_FOLD |= dict.fromkeys(
    [0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x2060, 0x2065), *range(0xFE00, 0xFE10), 0xFEFF]
)  # not seen
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPACE = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])")
_POINT_FIRST = re.compile(r"(?<![0-9A-Za-z.])\.(?=[0-9])")

NUMBER = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
PLACEHOLDER = re.compile(r"(?:指标[0-9]+:?)?[/\\\-—*.…·、,~_:]*")
RANGE_SIGN = r"(?:-+|~+|—+|至|到)"
_SIGNS = {"≥": "≥", ">=": "≥", "=>": "≥", "≤": "≤", "<=": "≤", "=<": "≤", ">": ">", "<": "<", "=": "="}
_SIGN = re.compile(r">=|=>|<=|=<|[≥≤><=]")
_WORDS = {
    "≥": "大于等于 大于或等于 大于或者等于 高于等于 高于或等于 不低于 不得低于 不能低于 不少于 不得少于 不小于 至少 最低 最少 达到 达",
    "≤": "小于等于 小于或等于 小于或者等于 低于等于 低于或等于 不高于 不得高于 不大于 不多于 不超过 不得超过 不能超过 未超过 不超出 至多 最高 最多",
    ">": "大于 高于 多于 超过 超出 超 逾",
    "<": "小于 低于 少于 不足 不到",
    "=": "等于",
}
_SIGN_OF_WORD = {word: sign for sign, words in _WORDS.items() for word in words.split()}
SIGN_WORD = "(?:" + "|".join(sorted(_SIGN_OF_WORD, key=len, reverse=True)) + ")"
_MOST_DIGITS = 18
_DIRECTION = {"≥": 1, ">": 1, "≤": -1, "<": -1, "=": 0}
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_CHINESE = "[零〇一二两三四五六七八九十百千]+"
_CHINESE_DECIMAL = f"{_CHINESE}(?:点[零〇一二三四五六七八九]+)?"
_PER = {"百分之": "%", "千分之": "‰"}
_COUNTED = "(?:个|人|名|位|次|人次|场|场次|家|户|件|项|份|台|套|辆|天|年|个月|个?小时|分钟|个?工作日|篇|本|册|座|亩|元|公里|米|吨|头|只|条|起|例|批|批次|张|块|株|棵|间|栋)"
_CHINESE_CELL = re.compile(
    rf"(?P<left>(?:{SIGN_WORD}|[≥≤><=]+|约|大约)?)(?P<number>{_CHINESE})(?P<right>[余多]?(?:万|亿)?{_COUNTED}(?:(?:及其?)?以[上下内]|之?内|左右)?)"
)


class Unreadable(Exception):
    """A text that cannot be read with certainty; says why, in Chinese."""


def fold(text: str) -> str:
    r"""Fold full-width characters and the many forms of one sign; drop what nobody sees, such as a space without width.

    Examples
    --------
    >>> fold("≧９５％　"), fold("－２．４％"), fold("9\u200b5%")
    ('≥95%', '-2.4%', '95%')
    """
    return text.translate(_FOLD).strip()


def refuse_turned(text: str) -> None:
    """Refuse a text with signs that turn its direction: what is seen is not what is written.

    Raises
    ------
    Unreadable
        If it has any.

    Examples
    --------
    >>> refuse_turned("95%")
    """
    if _TURNED.search(text):
        raise Unreadable("含有改变文字方向的隐藏字符，所见与所写可能不同")


def squeeze(text: str) -> str:
    """Fold, drop what carries no meaning: blanks (but not between digits) and the stop at the end; write .5 as 0.5.

    Examples
    --------
    >>> squeeze(" >= 95 %。"), squeeze(".95")
    ('>=95%', '0.95')
    """
    return _POINT_FIRST.sub("0.", _SPACE.sub("", fold(text)).rstrip("。;.,、!"))


def is_too_long(number: str) -> bool:
    """Return whether a number has more digits than any form's figure can have.

    Examples
    --------
    >>> is_too_long("215,457.6"), is_too_long("9" * 19)
    (False, True)
    """
    return sum(sign.isdigit() for sign in number) > _MOST_DIGITS


def direction(comparator: str) -> int:
    """Return 1 for at least, -1 for at most, 0 for exactly.

    Examples
    --------
    >>> direction("≥"), direction("<"), direction("=")
    (1, -1, 0)
    """
    return _DIRECTION[comparator]


def read_sign(text: str) -> tuple[str, str]:
    """Read a comparison sign or word that stands alone.

    Returns
    -------
    tuple of str
        ``≥``, ``>``, ``≤``, ``<`` or ``=``, empty where the text is no comparison; and a note, for a doubled sign.

    Raises
    ------
    Unreadable
        If signs contradict each other.

    Examples
    --------
    >>> read_sign("大于等于"), read_sign("=>"), read_sign("定性")
    (('≥', ''), ('≥', ''), ('', ''))
    """
    if text in _SIGN_OF_WORD:
        return _SIGN_OF_WORD[text], ""
    found = [_SIGNS[sign] for sign in _SIGN.findall(text)]
    if not found or _SIGN.sub("", text):
        return "", ""
    if len(set(found)) > 1:
        raise Unreadable(f"比较符号“{text}”自相矛盾")
    return found[0], f"比较符号重复印作“{text}”，按“{found[0]}”读" if len(found) > 1 else ""


def chinese_number(text: str) -> Decimal | None:
    """Read a Chinese numeral below ten thousand; ``None`` where it is not one, or has two readings (一百二).

    Examples
    --------
    >>> chinese_number("九十五点五"), chinese_number("一百零二"), chinese_number("一百二"), chinese_number("百")
    (Decimal('95.5'), Decimal('102'), None, None)
    """
    whole, point, decimals = text.partition("点")
    total, digit, last, zero = 0, None, 10_000, False
    for sign in whole:
        if sign in _TENS:
            if _TENS[sign] >= last or (digit is None and (sign != "十" or total)) or digit == 0:
                return None
            total, digit, last, zero = total + (digit or 1) * _TENS[sign], None, _TENS[sign], False
        elif digit:
            return None
        else:
            zero, digit = zero or digit == 0 or sign in "零〇", _DIGITS.get(sign)
    if not whole or (digit and not zero and last in (100, 1000)):
        return None
    fraction = "".join(str(_DIGITS[sign]) for sign in decimals)
    return Decimal(f"{total + (digit or 0)}.{fraction}") if point else Decimal(total + (digit or 0))


def arabic(text: str) -> str:
    """Write 百分之九十 as 90%, 四分之三 as 3/4, and a cell that is one small count with digits.

    Examples
    --------
    >>> arabic("达到百分之九十"), arabic("四分之三"), arabic("十二个"), arabic("一次性补助")
    ('达到90%', '3/4', '12个', '一次性补助')
    """
    text = re.sub("百分之百|百分百", "100%", text)

    def per(found: re.Match) -> str:
        number = chinese_number(found[2]) if found[2][0] not in "0123456789" else found[2]
        return found[0] if number is None else f"{number}{_PER[found[1]]}"

    def fraction(found: re.Match) -> str:
        below, above = chinese_number(found[1]), chinese_number(found[2])
        return found[0] if below is None or above is None else f"{above}/{below}"

    text = re.sub(f"(百分之|千分之)({NUMBER}|{_CHINESE_DECIMAL})", per, text)
    text = re.sub(f"({_CHINESE})分之({_CHINESE})", fraction, text)
    whole = _CHINESE_CELL.fullmatch(text)
    number = chinese_number(whole["number"]) if whole else None
    return text if number is None else f"{whole['left']}{number}{whole['right']}"
