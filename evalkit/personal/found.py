"""Identity numbers, mobile numbers, bank cards and e-mail addresses in a text, told from amounts and codes by how they are written."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from evalkit.personal.numbers import ADDRESS, CARD, IDENTITY, MAIL, MOBILE, masked, personal_number

KINDS = (IDENTITY, CARD, MOBILE)
"""What is looked for of what :func:`evalkit.personal.numbers.personal_number` recognises; an office telephone is no secret."""
FEWEST, MOST = 11, 19
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_WORTH_FOLDING = re.compile(r"\d|[@＠﹫]")
_CANDIDATE = re.compile(r"\d(?:[ \-\u2010-\u2015\u2212]?\d){10}|@")
_RUN = re.compile(r"(?<!\d)(?<!\d\.)\d+(?:[ \-\u2010-\u2015\u2212]\d+)*[Xx]?(?!\.?\d)")
_SEPARATOR = re.compile(r"[ \-\u2010-\u2015\u2212]")
_CELL_END = re.compile(r"[\t\r\n\v\f\u2028\u2029]+| {2,}")
_AMOUNT_BEFORE = re.compile(r"(?:[¥$€£]|人民币|RMB|CNY|USD)\s?$")
_AMOUNT_BEHIND = re.compile(r"\s?(?:[十百千万亿]{0,2}(?:元|美元|港元|欧元|吨|公斤|千克|票|人次|%))|[万亿]")
"""Units of which no family has the name: 张 behind a number may be a person."""
_MOBILE_GROUPS = {(11,), (13,), (3, 4, 4), (3, 8), (7, 4), (2, 11), (2, 3, 4, 4)}
_CARD_GROUPS = re.compile(r"(?:1[6-9]|(?:4,){3}4(?:,[1-3])?|6,1[0-3])")


@dataclass(frozen=True)
class Found:
    """What a text holds of a person.

    Attributes
    ----------
    kind : str
        身份证号, 银行卡号, 手机号 or 电子邮箱.
    value : str
        Without separators, half-width; never shown.
    """

    kind: str
    value: str = field(repr=False)

    @property
    def masked(self) -> str:
        """As messages may show it: the last four characters of a number, the domain of an address."""
        return f"****@{self.value.partition('@')[2]}" if self.kind == MAIL else masked(self.value)


def plain(text: str) -> str:
    """Return a number or an address as it is compared: half-width, without invisible characters and separators, in small letters.

    Examples
    --------
    >>> plain("１３８-0000 1234"), plain("Office@Example.invalid")
    ('13800001234', 'office@example.invalid')
    """
    return re.sub(_SEPARATOR, "", _folded(text)).lower()


def personal_in(text: str) -> list[Found]:
    """Return the personal numbers and addresses of a text, each once, in order.

    A number with decimals, with a currency before it or a unit behind it is an amount: it may well have 11 digits. Digits in groups
    are read as one number only where people group such numbers so; digits of different cells or lines never are.

    Examples
    --------
    >>> [(found.kind, found.masked) for found in personal_in("请联系１３８ 0000 1234 或 a.b@example.invalid")]
    [('手机号', '****1234'), ('电子邮箱', '****@example.invalid')]
    >>> personal_in("支付 13800001234 元，13800001234.50，¥13800001234；1500 2000 300；13,800,001,234")
    []
    """
    if not _WORTH_FOLDING.search(text):
        return []
    folded = _folded(text)
    if not _CANDIDATE.search(folded):
        return []
    found = [each for cell in _CELL_END.split(folded) for each in (*_numbers(cell), *_mails(cell))]
    return list(dict.fromkeys(found))


def masked_text(text: str) -> str:
    """Return a text in which personal numbers and addresses are masked, such as the message of a failure.

    Examples
    --------
    >>> masked_text("KeyError: '138-0000-1234'")
    "KeyError: '****1234'"
    """
    for each in personal_in(text):
        between = _SEPARATOR.pattern + "?"
        pattern = between.join(map(re.escape, each.value))
        text = re.sub(pattern, each.masked, _folded(text), flags=re.IGNORECASE)
    return text


def _folded(text: str) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def _mails(cell: str) -> Iterator[Found]:
    for match in ADDRESS.finditer(cell) if "@" in cell else ():
        yield Found(MAIL, match[0].lower())


def _numbers(cell: str) -> Iterator[Found]:
    for run in _RUN.finditer(cell):
        groups = _SEPARATOR.split(run[0])
        if sum(map(len, groups)) < FEWEST:
            continue
        for first in range(len(groups)):
            for last in range(first, len(groups)):
                digits = "".join(groups[first : last + 1])
                if len(digits) > MOST:
                    break
                sizes = tuple(map(len, groups[first : last + 1]))
                kind = personal_number(digits) if len(digits) >= FEWEST else ""
                if kind in KINDS and _is_grouped_so(kind, sizes) and not (kind == MOBILE and _is_amount(cell, run)):
                    yield Found(kind, digits.lower())


def _is_amount(cell: str, run: re.Match) -> bool:
    """Return whether a number without groups is an amount by what stands around it."""
    before = cell[max(0, run.start() - 8) : run.start()]
    return run[0].isdecimal() and bool(_AMOUNT_BEHIND.match(cell, run.end()) or _AMOUNT_BEFORE.search(before))


def _is_grouped_so(kind: str, sizes: tuple[int, ...]) -> bool:
    if kind == MOBILE:
        return sizes in _MOBILE_GROUPS
    if kind == CARD:
        return _CARD_GROUPS.fullmatch(",".join(map(str, sizes))) is not None
    return sum(sizes) == 18 or len(sizes) == 1
