"""Identity numbers, mobile numbers and bank cards, recognised wherever they stand, so that none passes in a column of other things."""

import re
import unicodedata
from datetime import date

_BETWEEN = r"[\s\-\u2010-\u2015\u2212\uff0d]"
_GROUPED = re.compile(rf"(?<=\d){_BETWEEN}(?=\d)")
_LONG = re.compile(rf"\d(?:{_BETWEEN}?\d){{10}}")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{6}(?P<born>(?:19|20)\d{6})\d{3}[\dXx](?![\dXx])")
_CARD = re.compile(r"(?<!\d)[3-6]\d{15,18}(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def personal_number(text: str) -> str:
    """Return what kind of personal number a text holds, empty where it holds none.

    Recognised are mobile numbers of the mainland, identity numbers of 18 characters with a true date and check character
    (GB 11643), and bank cards of 16 to 19 digits with a true check digit (Luhn), also full-width or grouped.

    Examples
    --------
    >>> personal_number("请联系１３８-００００-１２３４"), personal_number("身份证 11010519491231002X")
    ('手机号', '身份证号')
    >>> personal_number("申报单 530120221010000012"), personal_number("6222020000000000008")
    ('', '')
    """
    if not _LONG.search(text):
        return ""
    plain = _GROUPED.sub("", unicodedata.normalize("NFKC", text))
    if any(_is_identity(found) for found in _IDENTITY.finditer(plain)):
        return "身份证号"
    if any(_passes_luhn(found[0]) for found in _CARD.finditer(plain)):
        return "银行卡号"
    return "手机号" if _MOBILE.search(plain) else ""


def _is_identity(found: re.Match) -> bool:
    number, born = found[0], found["born"]
    try:
        date(int(born[:4]), int(born[4:6]), int(born[6:]))
    except ValueError:
        return False
    return (
        "10X98765432"[sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11]
        == number[-1].upper()
    )


def _passes_luhn(number: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(digit - 9 * (digit > 9) for digit in doubled) % 10 == 0
