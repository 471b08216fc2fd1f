"""What a number or an address of a person is, and how messages may show it: the one place that knows both."""

import re
import unicodedata
from datetime import date

_DASH = r"[\s\-\u2010-\u2015\u2212\uff0d]"
_GROUPED = re.compile(rf"(?<=\d){_DASH}(?=\d)")
_MAY_BE_PERSONAL = re.compile(rf"[@＠]|\d(?:(?:{_DASH}|[()（）]){{0,2}}\d){{10}}")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{6}(?P<born>(?:19|20)\d{6})\d{3}[\dXx](?![\dXx])")
_PROVINCE, _WITHOUT_COUNTIES = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])", "(?:441900|442000|460400|620200)"
_OLD_IDENTITY = re.compile(
    rf"(?<![\d.])(?:{_PROVINCE}(?!00)\d\d(?!00)\d\d|{_WITHOUT_COUNTIES})(?P<born>\d{{6}})\d{{3}}(?!\d|\.\d)"
)
_CARD = re.compile(r"(?<!\d)[3-6]\d{15,18}(?!\d)")
_LANDLINE = re.compile(
    rf"(?<![\d\-])(?:\(0(?:10|2\d|[3-9]\d\d)\)\s?|(?:0|\+?86{_DASH}?0?)(?:10|2\d|[3-9]\d\d){_DASH}\s?)"
    rf"(?P<own>[2-8]\d{{2,3}}{_DASH}?\d{{4}})(?!\d)"
)
ADDRESS = re.compile(r"(?<![\w.%+-])[\w.%+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}", re.ASCII)
"""An e-mail address; the bounds keep a long text from being searched for ever."""
_DATE = re.compile(r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY, CARD, MOBILE, MAIL = "身份证号", "银行卡号", "手机号", "电子邮箱"
OLD_IDENTITY, LANDLINE = "身份证号（15 位）", "固定电话号码"
WITHOUT_CHECK = (OLD_IDENTITY, LANDLINE)
"""Kinds that have no check character: serial numbers may look like them, so that they are not looked for in columns of numbers."""


def personal_number(text: str) -> str:
    """Return what kind of personal number a text holds, empty where it holds none.

    Recognised are identity numbers of 18 characters with a true date and check character (GB 11643), bank cards of 16 to 19 digits with
    a true check digit (Luhn), mobile numbers of the mainland, e-mail addresses, identity numbers of 15 digits with the code of a county
    and a true date, and landline numbers with their area code set apart; also full-width or grouped.

    Examples
    --------
    >>> personal_number("请联系１３８-００００-１２３４"), personal_number("身份证 11010519491231002X")
    ('手机号', '身份证号')
    >>> personal_number("申报单 530120221010000012"), personal_number("6222020000000000008")
    ('', '')
    >>> personal_number("a@example.com"), personal_number("110105491231002"), personal_number("（0769）22830000")
    ('电子邮箱', '身份证号（15 位）', '固定电话号码')
    """
    if not _MAY_BE_PERSONAL.search(text):
        return ""
    half_width = unicodedata.normalize("NFKC", text)
    plain = _GROUPED.sub("", half_width)
    if any(_is_identity(found) for found in _IDENTITY.finditer(plain)):
        return IDENTITY
    if any(_passes_luhn(found[0]) for found in _CARD.finditer(plain)):
        return CARD
    if _MOBILE.search(plain):
        return MOBILE
    if ADDRESS.search(half_width):
        return MAIL
    if any(_is_day("19" + found["born"]) for found in _OLD_IDENTITY.finditer(plain)):
        return OLD_IDENTITY
    return LANDLINE if any(not _DATE.fullmatch(found["own"]) for found in _LANDLINE.finditer(half_width)) else ""


def masked(text: str) -> str:
    """Return a personal value as messages may show it: its last four characters, or fewer of a short one.

    Examples
    --------
    >>> masked("13800001234"), masked("张三")
    ('****1234', '****')
    """
    return "****" + (text[-4:] if len(text) > 8 else "")


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _is_identity(found: re.Match) -> bool:
    number = found[0]
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11]
    return _is_day(found["born"]) and check == number[-1].upper()


def _passes_luhn(number: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(digit - 9 * (digit > 9) for digit in doubled) % 10 == 0
