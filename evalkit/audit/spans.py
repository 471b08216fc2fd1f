"""Periods in running text: days, months, quarters, years, spans of them, 截至, 以来, 上年, 其余11个月."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

_CN_YEAR = str.maketrans("〇零一二三四五六七八九", "00123456789")
_QUARTER = {sign: quarter for signs in ("一二三四", "1234") for quarter, sign in enumerate(signs, start=1)}
_Y = r"(?:(?<![0-9.])(?:19|20)[0-9]{2}|二[〇零][〇零一二三四五六七八九]{2})"
_M, _D = r"(?:1[0-2]|0?[1-9])", r"[0-9]{1,2}"
_DASH = r"\s*(?:—+|-+|~+|至|到)\s*"
_PART = re.compile(
    rf"""
      (?P<dotted>(?P<y0>{_Y})(?P<dot>[.\-/])(?P<m0>{_M})(?P=dot)(?P<d0>{_D})(?![0-9.%]))
    | (?P<y1>{_Y})\s*年\s*(?P<m1>[0-9]{{1,2}})\s*月\s*(?P<d1>{_D})\s*[日号]
    | (?P<y2>{_Y})\s*年\s*(?P<q2>第?\s*[一二三四1-4]\s*季度?(?![节庆一-龥]*节))
    | (?P<y3>{_Y})\s*年\s*(?P<h3>上半年|下半年)
    | (?P<y4>{_Y})\s*年\s*(?P<f4>{_M})(?:\s*月)?{_DASH}(?P<t4>{_M})\s*月份?
    | (?P<y5>{_Y})\s*年\s*(?P<m5>{_M})\s*月(?:份(?!额))?\s*(?P<e5>底|末|初|上旬|中旬|下旬)?
    | (?P<y6>{_Y})\s*年?{_DASH}(?P<z6>(?:19|20)[0-9]{{2}})\s*年度?
    | (?P<y7>{_Y})\s*(?:年度|年|财年)\s*(?P<e7>底|末|初)?
    | (?P<rel>上年度?|去年|上一年度?|本年度?|今年|当年|全年|年内|明年|下年度?|次年)(?P<relend>末|底)?(?:同期)?
    | (?<![0-9.年第])(?P<f8>{_M})(?:\s*月)?{_DASH}(?P<t8>{_M})\s*月份?(?![0-9])
    | (?<![0-9.个第])(?P<m9>{_M})\s*月\s*(?P<d9>{_D})\s*[日号]
    | (?<![0-9.个第])(?P<m10>{_M})\s*月(?:份(?!额))?\s*(?P<e10>底|末|初|上旬|中旬|下旬)?(?!\s*[/饼球])
    | (?P<q11>(?:第\s*[一二三四1-4]|(?<![0-9一二三四五六七八九十])[一二三四])\s*季度)
    | (?P<h12>上半年|下半年)
    | (?P<rest>(?:其余|其他|另外|剩余)\s*(?:(?P<n13>[0-9]{{1,2}}|[一二三四五六七八九十]+)\s*个\s*(?:月|季度)|各?月份?|各?季度))
    | (?P<e14>年末|年底)
    """,
    re.VERBOSE,
)
_BEFORE = re.compile(r"(?P<until>截至|截止到?|截止至)\s*$|(?P<than>比|较|与|同|相较于?|相比|对比|和)\s*$")
_AFTER_SINCE = re.compile(r"\s*(?:[^，。；0-9]{0,12}以来|起(?![步草])|至今|以后)")
_AFTER_THAN = re.compile(r"\s*(?:[^，。；0-9]{0,8})(?:相比|比较|相较)")
_JOIN = re.compile(rf"{_DASH}(?:截至)?")


@dataclass(frozen=True)
class Span:
    """A period named in a sentence.

    Attributes
    ----------
    start, end : int
        Its place in the sentence.
    text : str
        As printed, folded.
    first, last : date or None
        ``None`` where there is no such day, or where 其余11个月 says nothing of which.
    kind : str
        ``day``, ``month``, ``quarter``, ``half``, ``year``, ``years``, ``months``, ``until``, ``since``, ``rest``, ``invalid``.
    than : bool
        What something is compared with: 比2021年, 与上年相比.
    """

    start: int
    end: int
    text: str
    first: date | None
    last: date | None
    kind: str
    than: bool = False
    has_year: bool = True

    @property
    def key(self) -> str:
        """The days, as a key that two names of one period share."""
        return f"{self.first}/{self.last}" if self.first and self.last else self.text


def spans_of(text: str, year: int | None, named: int | None = None) -> list[Span]:
    """Return the periods named in a sentence.

    Parameters
    ----------
    text : str
        Folded.
    year : int or None
        The fiscal year: what 今年 and 上年 rest on.
    named : int or None
        The year named last before the sentence.

    Examples
    --------
    >>> [(span.text, span.key) for span in spans_of("2021年1—9月，较上年同期；截至10月底", 2021)]
    [('2021年1—9月', '2021-01-01/2021-09-30'), ('上年同期', '2020-01-01/2020-12-31'), ('截至10月底', '2021-01-01/2021-10-31')]
    """
    found: list[Span] = []
    current = named or year
    for match in _PART.finditer(text):
        if found and match.start() < found[-1].end:
            continue
        span = _one(match, text, current, year)
        if span.has_year and span.first:
            current = span.first.year if span.kind in ("day", "month", "quarter", "half", "months", "year") else current
        if found and _joins(text, found[-1], span):
            found[-1] = _joined(text, found[-1], span)
        else:
            found.append(span)
    return found


def _one(match: re.Match, text: str, current: int | None, fiscal: int | None) -> Span:
    first, last, kind = _days(match, current, fiscal)
    start, end = match.start(), match.end()
    before = _BEFORE.search(text[:start])
    has_year = any(match[name] for name in ("y0", "y1", "y2", "y3", "y4", "y5", "y6", "y7"))
    than = bool(before and before["than"]) and not (before["than"] in "与同和" and not _AFTER_THAN.match(text[end:]))
    than = than or (bool(match["rel"]) and match["rel"][0] in "上去" and match[0].endswith("同期"))
    than = than or bool(
        re.search(r"(?:比|较|相较于?)[^，。；]{0,4}$", text[:start]) and match["rel"] and match["rel"][0] in "上去"
    )
    if before and before["until"]:
        start = before.start()
        kind, first = ("until", date(last.year, 1, 1)) if last else ("invalid", None)
    since = _AFTER_SINCE.match(text[end:])
    if since and first and kind != "until":
        end += since.end()
        kind, last = "since", date(max(fiscal or first.year, first.year), 12, 31)
    return Span(start, end, text[start:end].strip(), first, last, kind, than, has_year)


def _days(match: re.Match, current: int | None, fiscal: int | None) -> tuple[date | None, date | None, str]:
    """Return the first and last day and the kind; a day that does not exist is ``invalid``."""
    group = match.groupdict()
    try:
        for number in ("0", "1"):
            if group[f"y{number}"]:
                day = date(_year(group[f"y{number}"]), int(group[f"m{number}"]), int(group[f"d{number}"]))
                return day, day, "day"
        year = next((_year(group[f"y{number}"]) for number in range(2, 8) if group[f"y{number}"]), current)
        if group["rel"]:
            return _relative(group, fiscal)
        if group["rest"] or year is None:
            return None, None, "rest" if group["rest"] else "unknown"
        if group["d9"]:
            day = date(year, int(group["m9"]), int(group["d9"]))
            return day, day, "day"
        return _part_of(group, year)
    except ValueError:
        return None, None, "invalid"


def _part_of(group: dict[str, str], year: int) -> tuple[date, date, str]:
    quarter, half = group["q2"] or group["q11"], group["h3"] or group["h12"]
    if quarter:
        last = 3 * _QUARTER[re.sub(r"[第季度\s]", "", quarter)]
        return date(year, last - 2, 1), _end(year, last), "quarter"
    if half:
        return (date(year, 1, 1), _end(year, 6), "half") if half == "上半年" else (date(year, 7, 1), _end(year, 12), "half")
    for begin, end in (("f4", "t4"), ("f8", "t8")):
        if group[begin]:
            if int(group[begin]) > int(group[end]):
                raise ValueError
            return date(year, int(group[begin]), 1), _end(year, int(group[end])), "months"
    for month, part in (("m5", "e5"), ("m10", "e10")):
        if group[month]:
            first, last = date(year, int(group[month]), 1), _end(year, int(group[month]))
            return (last, last, "day") if group[part] in ("底", "末") else (first, last, "month")
    if group["z6"]:
        return date(year, 1, 1), date(int(group["z6"]), 12, 31), "years"
    ending = group["e7"] or (group["e14"] or "")[1:]
    if ending:
        day = date(year, 1, 1) if ending == "初" else date(year, 12, 31)
        return day, day, "day"
    return date(year, 1, 1), date(year, 12, 31), "year"


def _relative(group: dict[str, str], fiscal: int | None) -> tuple[date | None, date | None, str]:
    if fiscal is None:
        return None, None, "unknown"
    year = fiscal + {"上": -1, "去": -1, "明": 1, "下": 1, "次": 1}.get(group["rel"][0], 0)
    return date(year, 12, 31) if group["relend"] else date(year, 1, 1), date(year, 12, 31), "year"


def _year(text: str) -> int:
    return int(text.translate(_CN_YEAR))


def _end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _joins(text: str, before: Span, span: Span) -> bool:
    between = text[before.end : span.start]
    ends = {"day", "month", "year"}
    return bool(between) and _JOIN.fullmatch(between) is not None and before.kind in ends and span.kind in ends | {"until"}


def _joined(text: str, before: Span, span: Span) -> Span:
    first, last = before.first, span.last
    if first and last and last < first:
        return Span(before.start, span.end, text[before.start : span.end], first, last, "reversed", before.than)
    whole = text[before.start : span.end]
    kind = "months" if first and last and first.year == last.year else "years"
    if first and last and (first.month, first.day) == (1, 1) and last == date(first.year, 12, 31):
        kind = "year"
    return Span(before.start, span.end, whole, first, last, kind if first and last else "invalid", before.than)


def months_before(last: date, count: int) -> date:
    """Return the first day of the first of so many months that end with a day.

    Examples
    --------
    >>> months_before(date(2022, 9, 30), 15)
    datetime.date(2021, 7, 1)
    """
    index = last.year * 12 + last.month - count
    return date(index // 12, index % 12 + 1, 1)
