"""Dates as forms print them: ``2021年12月31日``, ``12月底前``, ``年内``; a date is the period in which it may lie."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from evalkit.cells.numbers import has_number
from evalkit.cells.text import RANGE_SIGN, Unreadable, fold, read_sign

NO_YEAR = 4
"""Stands for a year that is not printed and not known; a leap year, so that every day of a month exists."""

_QUARTERS = {sign: quarter for signs in ("一二三四", "1234") for quarter, sign in enumerate(signs, start=1)}
_TEN_DAYS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}
_YEAR = r"(?:(?:19|20)[0-9]{2})"
_MONTH = "(?:1[0-2]|0?[1-9])(?![0-9])"
_POINT = re.compile(
    rf"""
      (?<![0-9.]) (?P<y1>{_YEAR}) (?P<stroke>[./-]) (?P<m1>[0-9]{{1,2}}) (?P=stroke) (?P<d1>[0-9]{{1,2}}) (?![0-9.%]) 日?
      (?:[ T]? [0-9]{{2}}:[0-9]{{2}} (?::[0-9]{{2}})?)?                         # 2021.12.31, 2021-12-31 00:00:00
    | (?<![0-9.]) (?P<y2>{_YEAR}) [/-] (?P<m2>{_MONTH}) (?![.%]) 月?            # 2021-12
    | (?<![0-9.]) (?:(?P<y3>{_YEAR})年)? (?:(?P<from>[0-9]{{1,2}})[-~至到])? (?P<m3>[0-9]{{1,2}}) 月 (?:份(?!额))?
      (?:(?P<d3>[0-9]{{1,2}})[日号] | (?P<part>上旬|中旬|下旬|底|末))?          # 2021年12月31日, 1-12月, 12月底
    | (?<![0-9.]) (?:(?P<y4>{_YEAR})年)? 第? (?P<quarter>[1-4一二三四]) 季度 (?P<quarter_end>底|末)?
    | (?<![0-9.]) (?:(?P<y5>{_YEAR})年)? (?P<half>上半年|下半年) (?P<half_end>底|末)?
    | (?<![0-9.]) (?:(?P<since>{_YEAR})年?{RANGE_SIGN})? (?P<y6>{_YEAR})年度?
      (?:(?P<year_end>年?[底末]) | 年?内 | 全年)?                               # 2021年底, 2021-2023年
    | (?<![0-9一二两三四五六七八九十个]) [当本]? (?:(?P<this_end>年度?[底末]) | 年度?内 | (?<=[当本])年度? | 全年)
    """,
    re.VERBOSE,
)
_DOTTED_MONTH = re.compile(rf"(?P<year>{_YEAR})\.(?P<month>{_MONTH})")
_DAY_OR_SHARE = re.compile("[0-9]{1,2}/[0-9]{1,2}")
_BEFORE = re.compile(
    r"(?>(?P<sign>[≥≤><=]+)|(?P<until>截至|截止到?|截至到|最迟|不晚于|不迟于|不得晚于|不超过)|(?P<earlier>早于)|于|在|到|至|预计|力争|已于?|完成时间|:)*"
)
_AFTER = re.compile(r"(?P<before>(?:之|以)?前)|(?P<within>(?:之|以)?内|为?止)|(?P<after>(?:之|以)?后|起)")
_DONE = re.compile(r"(?:全部|全面|如期|按期|按时|及时|顺利|已经?|均|完全)*(?:完成|完工|竣工|建成|投产|交付|验收|结束|办结)")
_PLAIN = {"", "完成", "完工", "竣工", "全部完成"}
_DOUBT = re.compile(r"[;。!?…]|未|不|没|无|除|尚|基本|部分|较|比")


@dataclass(frozen=True)
class DateFound:
    """A date in a cell: the first and the last day it may be, its sign, and what was assumed."""

    first: date
    last: date
    comparator: str
    notes: tuple[str, ...]


def fiscal_year_of(text: str) -> int | None:
    """Return the year a form is about, ``None`` where none is stated.

    Examples
    --------
    >>> fiscal_year_of("2021年度"), fiscal_year_of("２０２１"), fiscal_year_of("")
    (2021, 2021, None)
    """
    found = re.findall(_YEAR, fold(text))
    return int(found[0]) if len(found) == 1 else None


def looks_like_date(number: str) -> bool:
    """Return whether a bare number may be a month or a day instead: ``2021.12``, ``20211231``.

    Examples
    --------
    >>> looks_like_date("2021.12"), looks_like_date("20211231"), looks_like_date("2021")
    (True, True, False)
    """
    return bool(_DOTTED_MONTH.fullmatch(number) or re.fullmatch(rf"{_YEAR}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])", number))


def mentions_date(text: str) -> bool:
    """Return whether a text holds a date anywhere.

    Examples
    --------
    >>> mentions_date("较2020年有所提高"), mentions_date("3年内")
    (True, False)
    """
    return bool(_POINT.search(text))


def drop_scope(text: str, *, fiscal_year: str = "") -> tuple[str, str]:
    """Take the fiscal year itself out of a text that states a quantity: 全年培训50人.

    Returns
    -------
    tuple of str
        The text, and a note where something was taken out.

    Examples
    --------
    >>> drop_scope("2021年培训50人", fiscal_year="2021"), drop_scope("2021年底", fiscal_year="2021")
    (('培训50人', '“2021年”视为考核期'), ('2021年底', ''))
    """
    points, year = list(_POINT.finditer(text)), fiscal_year_of(fiscal_year)
    if not points or not all(_is_scope(point, year) for point in points):
        return text, ""
    others = _without(text, points)
    return (others.replace("|", ""), f"“{points[0][0]}”视为考核期") if has_number(others) else (text, "")


def _is_scope(point: re.Match, fiscal_year: int | None) -> bool:
    if (
        point["this_end"]
        or point["year_end"]
        or point["since"]
        or any(point[name] for name in ("m1", "m2", "m3", "quarter", "half"))
    ):
        return False
    return not point["y6"] or int(point["y6"]) == fiscal_year


def _without(text: str, points: list[re.Match]) -> str:
    for point in reversed(points):
        text = text[: point.start()] + "|" + text[point.end() :]
    return text


def read_date(text: str, *, fiscal_year: str = "", expected: bool = False) -> DateFound | None:
    """Read a date or a period.

    Parameters
    ----------
    text : str
        As :func:`evalkit.cells.text.squeeze` returns it.
    fiscal_year : str
        The year of a date that prints none.
    expected : bool
        Whether the cell is known to hold a date, so that ``2021.12`` is a month.

    Returns
    -------
    DateFound or None
        ``None`` where the text holds no date, or names a year only in passing.

    Raises
    ------
    Unreadable
        If there is a quantity beside the date, if there are several dates, if there is no such day, or if the date is a beginning.

    Examples
    --------
    >>> read_date("12月底前", fiscal_year="2021").last
    datetime.date(2021, 12, 31)
    """
    if expected and _DAY_OR_SHARE.fullmatch(text):
        raise Unreadable(f"“{text}”可能是某月某日，也可能是分数")
    if expected:
        text = _DOTTED_MONTH.sub(r"\g<year>-\g<month>", text) if _DOTTED_MONTH.match(text) and not _POINT.match(text) else text
    points = list(_POINT.finditer(text))
    if not points:
        return None
    others = _without(text, points)
    if has_number(others):
        raise Unreadable(f"同时写有日期“{points[0][0]}”和数值（“{others.replace('|', '')}”），无法确定以哪一个为准")
    if len(points) > 2 or (len(points) == 2 and not re.fullmatch(RANGE_SIGN, text[points[0].end() : points[1].start()])):
        raise Unreadable("含有多个日期（" + "、".join(point[0] for point in points) + "）")
    left, right = text[: points[0].start()], text[points[-1].end() :]
    return _in_context(points, left, right, fiscal_year_of(fiscal_year))


def _in_context(points: list[re.Match], left: str, right: str, fiscal_year: int | None) -> DateFound | None:
    before, after = _BEFORE.fullmatch(left), _AFTER.match(right)
    rest = right[after.end() :] if after else right
    deadline = after and (after["before"] or after["within"])
    if not before or not (rest == "" or _DONE.match(rest) or deadline):
        return None
    if after and after["after"]:
        raise Unreadable(f"“{points[-1][0]}{after[0]}”是起始日期，不是完成时间")
    if _DOUBT.search(rest):
        raise Unreadable(f"日期“{points[-1][0]}”之后的文字（“{rest}”）可能另有含义")
    printed_year = next((year for point in points if (year := _printed_year(point))), None)
    year = printed_year or fiscal_year or NO_YEAR
    (first, last), *others = [_days(point, _printed_year(point) or year) for point in points]
    last = others[0][1] if others else last
    if last < first:
        raise Unreadable(f"期间“{points[0][0]}至{points[-1][0]}”的终点早于起点")
    notes = [] if printed_year else [f"未写年份，按 {year} 年" if fiscal_year else "未写年份"]
    comparator = _sign(before, after, notes, first, last)
    if rest not in _PLAIN:
        notes.append(f"日期取自文字“{left}{points[-1][0]}{right}”")
    return DateFound(first, last, comparator, tuple(notes))


def _sign(before: re.Match, after: re.Match | None, notes: list[str], first: date, last: date) -> str:
    """Return ``<`` only where it is open whether the period before which something is due is itself included."""
    sign, note = read_sign(before["sign"] or "")
    notes += [note] if note else []
    if sign in (">", "≥"):
        raise Unreadable(f"完成时间不能用“{sign}”")
    if (after and after["before"]) or before["earlier"] or sign == "<":
        if first == last:
            return "≤"
        notes.append("“前”是否包括该期间本身不明，最后一日按该期间的末日")
        return "<"
    return "≤" if before["until"] or (after and after["within"]) else sign


def _printed_year(point: re.Match) -> int | None:
    year = next((point[f"y{number}"] for number in range(1, 7) if point[f"y{number}"]), None)
    return int(year) if year else None


def _days(point: re.Match, year: int) -> tuple[date, date]:
    """Return the first and the last day that a printed date may be."""
    try:
        if point["y1"]:
            return (date(year, int(point["m1"]), int(point["d1"])),) * 2
        if point["y2"] or point["m3"]:
            return _month_days(point, year)
        if point["quarter"] or point["half"]:
            return _part_of_year(point, year)
        end = date(year, 12, 31)
        begin = date(int(point["since"] or year), 1, 1)
        return (end if point["year_end"] or point["this_end"] else begin), end
    except (ValueError, calendar.IllegalMonthError):
        raise Unreadable(f"没有“{point[0]}”这个日期") from None


def _month_days(point: re.Match, year: int) -> tuple[date, date]:
    month = int(point["m2"] or point["m3"])
    if point["d3"]:
        return (date(year, month, int(point["d3"])),) * 2
    first_day, last_day = _TEN_DAYS.get(point["part"], (1, 31))
    last = date(year, month, min(last_day, calendar.monthrange(year, month)[1]))
    first = date(year, int(point["from"] or month), first_day)
    return (last if point["part"] in ("底", "末") else first), last


def _part_of_year(point: re.Match, year: int) -> tuple[date, date]:
    if point["quarter"]:
        last_month = 3 * _QUARTERS[point["quarter"]]
        first_month = last_month - 2
    else:
        first_month, last_month = (1, 6) if point["half"] == "上半年" else (7, 12)
    last = date(year, last_month, calendar.monthrange(year, last_month)[1])
    return (last if point["quarter_end"] or point["half_end"] else date(year, first_month, 1)), last
