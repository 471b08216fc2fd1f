"""One cell of a ledger, read by one documented grammar: numbers, days and moments. What is not certain is refused, never guessed."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from evalkit.errors import InvalidInputError
from evalkit.quantities import UNITS, from_base, parse_number, to_base, unit_of

SHANGHAI = timezone(timedelta(hours=8))
DAY_FORMS = "2022-03-15、2022/3/15、2022.3.15、2022年3月15日或20220315"
MOMENT_FORMS = "2022-03-15 14:05、2022-03-15 14:05:30，或带时区的 2022-03-15T14:05:30+08:00"
_FOLD = str.maketrans("０１２３４５６７８９，．－−＋（）￥％：／", "0123456789,.--+()¥%:/")
_DAY = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?:(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})|年(?P<M>\d{1,2})月(?P<D>\d{1,2})日|(?P<c>\d{4}))"
)
_TIME = re.compile(r"(?P<h>\d{1,2}):(?P<m>\d\d)(?::(?P<s>\d\d)(?:\.\d+)?)?(?P<z>Z|[+-]\d\d:?\d\d)?")
_PLAIN_MOMENT = re.compile(r"(?:19|20)\d\d-\d\d-\d\d \d\d:\d\d(?::\d\d)?", re.ASCII)
_NEGATIVE = re.compile(r"\((?P<inner>[^()+-]+)\)")
_SUFFIX = re.compile(
    rf"(?P<number>.*?[\d)])\s*(?P<unit>{'|'.join(sorted(map(re.escape, UNITS.keys() - {'1'}), key=len, reverse=True))}|万|亿)"
)


def read_amount(text: str, unit: str) -> Decimal:
    """Return the number of a cell in the unit of its column.

    Grouped thousands, full-width digits, ``¥`` before, the unit of the column behind, a true minus sign and accounting brackets are
    read. Another unit in the cell, such as 万元 in a column of 元, is refused: it would be wrong by a factor.

    Raises
    ------
    InvalidInputError
        ``L-NUM-01`` if it is no plain number, ``L-UNIT-01`` if the cell states another unit than its column.

    Examples
    --------
    >>> read_amount("¥1,234.50元", "元"), read_amount("（5）", "元"), read_amount("１２３", "张")
    (Decimal('1234.50'), Decimal('-5'), Decimal('123'))
    """
    folded = text.translate(_FOLD).strip().removeprefix("¥").strip()
    stated = _SUFFIX.fullmatch(folded)
    if stated and stated["unit"] != unit:
        raise InvalidInputError(
            "L-UNIT-01",
            "单元格的单位与本列不同",
            found=f"“{text}”",
            expected=f"单位为“{unit}”的数字" if unit else "不带单位的数字",
            remedy=f"换算成“{unit}”后填写，或把整列改为另一单位并写入表头" if unit else "核对表头的含义，换算后只填数字",
        )
    number = (stated["number"] if stated else folded).strip()
    bracketed = _NEGATIVE.fullmatch(number)
    try:
        value = parse_number((bracketed["inner"] if bracketed else number).strip().removeprefix("¥"))
    except InvalidInputError:
        raise _no_number(text) from None
    return -value if bracketed else value


def _no_number(text: str) -> InvalidInputError:
    remedy = "只填一个数字；“约”“余”等字样、区间和算式须查明确数"
    return InvalidInputError("L-NUM-01", "不是数字", found=f"“{text}”", expected="数字，如 1234.56、1,234.56", remedy=remedy)


def in_unit(value: Decimal, header_unit: str, unit: str) -> Decimal:
    """Return a number of a column headed in one unit, such as 万元, in the unit in which the ledger is kept.

    Examples
    --------
    >>> in_unit(Decimal("1.5"), "万元", "元")
    Decimal('15000.0')
    """
    return value if header_unit == unit else from_base(to_base(value, header_unit), unit)


def convertible(header_unit: str, unit: str) -> bool:
    """Return whether a column headed in one unit can be kept in the other.

    Examples
    --------
    >>> convertible("万元", "元"), convertible("张", "元")
    (True, False)
    """
    return header_unit in UNITS and unit in UNITS and unit_of(header_unit).base == unit_of(unit).base


def read_day(text: str) -> date:
    """Return the day that a cell states, also with a time; a month, a year of two digits, or 3/4/2022 is no day.

    Raises
    ------
    InvalidInputError
        ``L-DAY-01``.

    Examples
    --------
    >>> read_day("2022年3月5日"), read_day("20220305"), read_day("2022-03-05 14:05")
    (datetime.date(2022, 3, 5), datetime.date(2022, 3, 5), datetime.date(2022, 3, 5))
    """
    folded = text.translate(_FOLD).strip()
    try:
        return read_moment(folded).date() if ":" in folded else _day(folded)
    except ValueError:
        raise _no_date("L-DAY-01", "日期无法确定", text, DAY_FORMS) from None


def read_moment(text: str) -> datetime:
    """Return the day and time that a cell states, in the time of Shanghai; a stated other zone is converted.

    Raises
    ------
    InvalidInputError
        ``L-TIME-01``.

    Examples
    --------
    >>> read_moment("2022/3/5 9:05"), read_moment("2022-12-31T15:30:00Z")
    (datetime.datetime(2022, 3, 5, 9, 5), datetime.datetime(2022, 12, 31, 23, 30))
    """
    if _PLAIN_MOMENT.fullmatch(text):
        return _real_moment(text)
    day, _, clock = text.translate(_FOLD).strip().replace("T", " ").partition(" ")
    found = _TIME.fullmatch(clock.strip().replace(" ", ""))
    try:
        if not found:
            raise ValueError(text)
        moment = datetime.combine(_day(day), datetime.min.time()).replace(
            hour=int(found["h"]), minute=int(found["m"]), second=int(found["s"] or 0)
        )
        if found["z"]:
            zone = UTC if found["z"] == "Z" else datetime.strptime(found["z"].replace(":", ""), "%z").tzinfo
            moment = moment.replace(tzinfo=zone).astimezone(SHANGHAI).replace(tzinfo=None)
    except ValueError:
        raise _no_date("L-TIME-01", "日期和时间无法确定", text, MOMENT_FORMS) from None
    return moment


def _real_moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise _no_date("L-TIME-01", "日期和时间无法确定", text, MOMENT_FORMS) from None


def _day(text: str) -> date:
    found = _DAY.fullmatch(text)
    if not found:
        raise ValueError(text)
    month, day = (found["m"] or found["M"], found["d"] or found["D"]) if not found["c"] else (found["c"][:2], found["c"][2:])
    return date(int(found["y"]), int(month), int(day))


def _no_date(code: str, what: str, text: str, expected: str) -> InvalidInputError:
    remedy = "写全年、月、日；只有月份或次序不明的日期须查明后填写"
    return InvalidInputError(code, what, found=f"“{text}”", expected=expected, remedy=remedy)
