"""Numbers with their units in running text: digits, Chinese numerals, 万 and 亿, 约, 余, 近, 超, ranges, ranks, per cent, 倍."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from evalkit.cells.text import chinese_number
from evalkit.cells.units import COUNTERS, measure_of
from evalkit.quantities import decimals_of, parse_number, printed_interval

INFINITY = Decimal("Infinity")
ZERO_UNIT = "例"
_DIGITS = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_CHINESE = r"[二两三四五六七八九十百千][零二两三四五六七八九十百千一]*"
_SCALE = "万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千(?!米|克|瓦|人计)|百(?!分)"
_MORE_COUNTERS = (
    "所 大类 小类 门类 栋 幢 座 村 小时 课时 学时 人日 人天 工日 车 车次 辆次 趟 顿 盏 杆 孔 井 泵 株 丛 头次 床位 学位 岗位 班级 网格 平台 系统"
    " 例次 家次 户次 件次 人份 剂 剂次 例 起 宗 案 席 部 幅 期次 册次 种次 处次 条次 对 名次 位次 桌 樘 块次 个次 站 馆 场所 栏 页"
).split()
_MEASURED = (
    "元 美元 欧元 港元 日元 公里 千米 米 厘米 毫米 平方公里 平方千米 平方米 立方米 万方 方 亩 公顷 吨 公斤 千克 克 毫克 微克 升 毫升 千瓦时 兆瓦 千瓦 度 分 岁 周岁 倍 %"
    " ‰ 个百分点 百分点 分钟 秒 天 日历天 工作日 个工作日 周 年 个月 个季度 个小时 学期 标准箱 TB GB MB km m2 m² ㎡ m³ 吨次 公里次 亩次 车公里"
).split()
_NOT_COUNTED = frozenset(_MEASURED) - frozenset("天 日历天 工作日 个工作日 周 年 个月 个季度 学期".split())
_PEOPLE = frozenset("人 名 位 人次 人份 人天".split())
_VEHICLES = frozenset("台次 车次 辆次 班次 趟 车".split())
_THINGS = frozenset("家 户 件 例 份 册 种 处".split())
_SESSIONS = frozenset("次 场 场次 期 期次".split())
_HAN_UNITS = sorted(
    {*COUNTERS, *_MORE_COUNTERS, *_MEASURED} - {"层", "级", "本", "道", "口", "门", "眼", "面", "副", "组", "队"},
    key=lambda unit: (-len(unit), unit),
)
NOUN = "|".join(re.escape(unit) + ("(?![A-Za-z0-9])" if unit[-1].isascii() and unit[-1].isalpha() else "") for unit in _HAN_UNITS)
_UNDER = "/(?:人次|平方米|立方米|升|公里|季度|人|户|亩|吨|件|场|次|年|月|张|家|个|天|日)"
UNIT = rf"(?:(?:{_SCALE})?\s*(?:{NOUN})(?:{_UNDER})*)"
_BEFORE = (
    r"(?P<low>不少于|不低于|不得低于|不得少于|不小于|至少|最少|高于|多于|大于|≥|>=|>|超过|突破|(?<![彩A-Za-z])超|逾)|(?P<high>不超过|不高于|不多于|不大于|低于|少于|小于|控制在|≤|<=|<|不足|不到|最多|至多)"
    r"|(?P<about>大约|(?<![预签合条契节])约为?|近似)|(?P<near>将近|接近|(?<![附最])近)"
)
_HEAD = re.compile(rf"(?:{_BEFORE})\s*$")
_NUMBER = re.compile(
    rf"""
    (?P<rank>第\s*(?P<ordinal>[0-9]{{1,3}}|[一二三四五六七八九十]{{1,3}})\s*(?P<place>名|位)?)
  | (?P<sign>(?<![0-9A-Za-z）—\-~.])[-+])?(?<![0-9A-Za-z.])(?P<number>{_DIGITS})
      (?:(?:\s*(?P<unit1>{UNIT}))?(?:\s*(?:—+|~+|至|到)\s*|-+|\s+-+\s+)(?P<second>{_DIGITS}))?
      (?P<more>[余多])?\s*(?P<unit>{UNIT})(?P<more2>[余多](?!\s*[0-9]))?(?P<after>\s*(?:左右|上下|及?以上|及?以下|以内|之内))?
  | 百分之(?P<percent>{_DIGITS}|[零一二两三四五六七八九十百]+(?:点[零一二三四五六七八九]+)?)
  | (?<![0-9第每一二三四五六七八九十百千“])(?P<chinese>{_CHINESE})(?P<cmore>[余多])?\s*(?P<cunit>(?:{_SCALE})?(?:{NOUN}))(?P<cafter>左右|以上|以下|以内)?
  | (?<=“)(?P<zero>零)(?=[\u4e00-\u9fff]{{2,4}}”)
  | (?<=[分：])\s*(?P<score>[0-9]{{1,3}}(?:\.[0-9]+)?)(?=\s*(?:[，。；（）、]|$))
    """,
    re.VERBOSE,
)
_LISTED = re.compile(
    rf"(?:依次|分别)[^，。；：0-9]{{0,12}}(?P<items>(?:{_DIGITS}\s*、\s*){{2,}}{_DIGITS})\s*(?:（(?P<bracketed>{UNIT})）|(?P<unit>{UNIT}))"
)
RANKED = re.compile(r"(?:排名?|位列|位居|名列|列|居|位次|名次|排序)[^，。；0-9]{0,12}$")
_CHINESE_NOT = re.compile(r"(?:十四五|三公|九年一贯|十二年一贯|九年义务|两级|三级|两者|两个维护|两个确立|三个代表)")
_ORDERED = frozenset("类档期")
"""What is told in order rather than counted, where the first of them is told as well: 一类、二类, 一期、二期."""
_EDITION = re.compile(r"第\s*(?:[0-9]+\s*[、，—至和-]+\s*)*$")
_SCALE_FACTOR = {
    "万亿": 12,
    "千亿": 11,
    "百亿": 10,
    "十亿": 9,
    "亿": 8,
    "千万": 7,
    "百万": 6,
    "十万": 5,
    "万": 4,
    "千": 3,
    "百": 2,
}


@dataclass(frozen=True)
class Number:
    """A number with its unit.

    Attributes
    ----------
    start, end : int
        Its place in the sentence.
    value : Decimal
        In the unit printed; the middle of a range.
    unit : str
    low, high : Decimal
        What the printed digits stand for, in the unit printed; the high end of 超过 is without bound.
    digits : int
        Decimals printed.
    approximate, rank, is_range : bool
    bound : str
        ``≥`` or ``≤`` where a bound is printed.
    """

    start: int
    end: int
    value: Decimal
    unit: str
    low: Decimal
    high: Decimal
    digits: int
    approximate: bool = False
    bound: str = ""
    rank: bool = False
    is_range: bool = False


@lru_cache(maxsize=4096)
def scale_and_base(unit: str) -> tuple[Decimal, str]:
    """Return how many base units a unit holds, and the base unit: units that count the same things share one.

    Examples
    --------
    >>> scale_and_base("亿元"), scale_and_base("人次"), scale_and_base("万张"), scale_and_base("元/亩")
    ((Decimal('100000000'), '元'), (Decimal('1'), '人'), (Decimal('10000'), '张'), (Decimal('1'), '元/亩'))
    """
    over, slash, under = unit.partition("/")
    scale = next((name for name in _SCALE_FACTOR if over.startswith(name) and over != name and over not in _HAN_UNITS), "")
    noun = over.removeprefix(scale).strip()
    factor, base = measure_of(noun)
    if len(base) == 1 and noun not in ("人", "名", "位"):
        noun = base[0] if noun not in ("个百分点", "百分点") else "百分点"
    if noun.endswith("次") and noun[:-1] in _THINGS:
        noun = noun[:-1]
    for family, name in ((_PEOPLE, "人"), (_VEHICLES, "车次"), (_SESSIONS, "场次")):
        noun = name if noun in family else noun
    return Decimal(10) ** _SCALE_FACTOR.get(scale, 0) * factor, noun + slash + under


def is_counted(unit: str) -> bool:
    """Return whether a unit counts whole things, one by one.

    Examples
    --------
    >>> is_counted("家"), is_counted("万家"), is_counted("公里")
    (True, False, False)
    """
    return unit in _HAN_UNITS and unit not in _NOT_COUNTED


def numbers_of(text: str) -> list[Number]:
    """Return the numbers of a sentence that have a unit, and the ranks.

    Parameters
    ----------
    text : str
        Folded, periods blanked out.

    Examples
    --------
    >>> [(found.value, found.unit, found.low, found.high) for found in numbers_of("约380家，超3.5亿元，三十余场")]  # doctest: +ELLIPSIS
    [(Decimal('380'), '家', Decimal('370'), Decimal('390')), (Decimal('3.5'), '亿元', Decimal('3.5'), Decimal('Infinity')), ...]
    >>> [f"{found.value}{found.unit}" for found in numbers_of("各月依次为14、11、17件")]
    ['14件', '11件', '17件']
    """
    found = []
    for match in _NUMBER.finditer(text):
        if match["zero"]:
            found.append(Number(match.start(), match.end(), Decimal(0), ZERO_UNIT, Decimal(0), Decimal(0), 0))
            continue
        number = _rank(match, text) if match["rank"] else _number(match, text)
        if number:
            found.append(number)
    taken = {number.end for number in found}
    found += [each for each in _of_lists(text) if each.end not in taken and not any(one.start == each.start for one in found)]
    return sorted(found, key=lambda each: each.start)


def _of_lists(text: str) -> list[Number]:
    """Return the numbers of lists whose unit stands once, behind the last or in brackets: 依次为96.8、97.1、98.4（%）."""
    found = []
    for listed in _LISTED.finditer(text):
        unit = re.sub(r"\s", "", listed["unit"] or listed["bracketed"])
        for each in re.finditer(_DIGITS, listed["items"]):
            start, value = listed.start("items") + each.start(), parse_number(each[0])
            low, high = _interval(value, each[0], unit, about=False, more=False, near=False, bound="")
            found.append(Number(start, start + len(each[0]), value, unit, low, high, decimals_of(each[0])))
    return found


def _rank(match: re.Match, text: str) -> Number | None:
    after = text[match.end() :]
    ranked = RANKED.search(text[: match.start()])
    if not (match["place"] or (ranked and re.match(r"\s*(?:[，。；、（）]|$|次)", after))):
        return None
    if match["place"] == "位" and not ranked and re.match(r"[\u4e00-\u9fff]", after):
        return None
    text_of = match["ordinal"]
    value = Decimal(text_of) if text_of.isdecimal() else chinese_number(text_of)
    return Number(match.start(), match.end(), value, "位", value, value, 0, rank=True) if value else None


def _number(match: re.Match, text: str) -> Number | None:
    unit, printed, second, after = "", "", None, ""
    more = bool(match["more"] or match["more2"] or match["cmore"])
    if match["number"]:
        printed, second, unit, after = match["number"], match["second"], match["unit"], (match["after"] or "").strip()
    elif match["percent"]:
        printed, unit = match["percent"], "%"
    elif match["score"]:
        printed, unit = match["score"], "分"
    else:
        printed, unit, after = match["chinese"], match["cunit"], match["cafter"] or ""
        if _CHINESE_NOT.match(text[match.start() :]) or (unit in _ORDERED and _is_ordinal(printed, unit, text)):
            return None
    unit = re.sub(r"\s", "", unit)
    if not printed[0].isdigit():
        plain = chinese_number(printed)
        if plain is None:
            return None
        printed = f"{plain}"
    start, text_before = match.start(), text[: match.start()]
    head = _HEAD.search(text_before)
    if head:
        start = head.start()
    value, digits = parse_number(printed), decimals_of(printed)
    if match["sign"] == "-":
        value = -value
    if sum(sign.isdigit() for sign in printed) > 18 or _EDITION.search(text_before):
        return None
    if second:
        return _range(match, start, value, parse_number(second), unit, max(digits, decimals_of(second)))
    bound = _bound(head, after)
    about = bool((head and head["about"]) or after in ("左右", "上下"))
    low, high = _interval(value, printed, unit, about=about, more=more, near=bool(head and head["near"]), bound=bound)
    return Number(start, match.end(), value, unit, low, high, digits, about or more or bool(head and head["near"]), bound)


def _is_ordinal(printed: str, unit: str, text: str) -> bool:
    """Return whether 三期 is the third one: the first, the one before or the one after is told as well."""
    order = "一二三四五六七八九十"
    at = order.find(printed)
    beside = {"一", *(order[near] for near in (at - 1, at + 1) if at >= 0 and 0 <= near < len(order))} - {printed}
    return any(f"{one}{unit}" in text for one in beside)


def _bound(head: re.Match | None, after: str) -> str:
    if after.endswith("以上") or (head and head["low"]):
        return "≥"
    return "≤" if after.endswith(("以下", "以内", "之内")) or (head and head["high"]) else ""


def _interval(
    value: Decimal, printed: str, unit: str, *, about: bool, more: bool, near: bool, bound: str
) -> tuple[Decimal, Decimal]:
    """Return what the printed digits stand for; 余 is above by less than a unit of the last significant digit, 近 below."""
    if bound == "≥":
        return value, INFINITY
    if bound == "≤":
        return min(Decimal(0), value), value
    counted = is_counted(unit)
    interval = printed_interval(printed, "个" if counted else "1", approximate=about)
    low, high = interval.low, interval.high
    if more or near:
        whole = str(abs(parse_number(printed)))
        zeros = len(whole) - len(whole.rstrip("0")) if "." not in whole else -len(whole.partition(".")[2])
        step = Decimal(1).scaleb(zeros)
        low, high = (abs(value), abs(value) + step) if more else (abs(value) - step, abs(value))
    return (-high, -low) if value < 0 else (low, high)


def _range(match: re.Match, start: int, first: Decimal, second: Decimal, unit: str, digits: int) -> Number:
    unit1 = re.sub(r"\s", "", match["unit1"] or "") or unit
    first = first * scale_and_base(unit1)[0] / scale_and_base(unit)[0] if unit1 != unit else first
    low, high = min(first, second), max(first, second)
    half = Decimal(0) if is_counted(unit) and not digits else Decimal(1).scaleb(-digits) / 2
    bound = "reversed" if first > second else ""
    return Number(start, match.end(), (first + second) / 2, unit, low - half, high + half, digits, True, bound, is_range=True)
