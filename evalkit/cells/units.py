"""Units as forms print them: ``万元``, ``人次``, ``元/人*月``, ``%(百分比)``; one spelling for each, and what converts into what."""

import re
from decimal import Decimal

COUNTERS = frozenset(
    "个 人 名 位 次 人次 场 场次 家 家次 户 户次 件 项 类 种 份 张 票 台 台次 台套 套 套次 辆 辆次 车次 期 期次 届 例 起 座 处 间 栋 幢"
    " 床 头 只 羽 尾 匹 条 根 块 片 粒 颗 株 棵 枚 支 只次 艘 架 架次 班 班次 节 课 轮 篇 幅 册 本 部 卷 批 批次 品种 组 队 团 对 双 副 面 盏"
    " 口 眼 门 道 款 箱 盒 袋 包 瓶 桶 宗 笔 单 通 点位 站点 网点 段 岗 倍".split()
)
_OTHERS = "美元 欧元 港元 日元 年 月 个月 季度 学期 学时 课时 工作日 百分点 分 岁 度 级 层 升 毫升 TB GB MB 千瓦时 兆瓦 标准箱 ℃".split()
_HOUR, _DAY = Decimal(3600), Decimal(86400)
_MEASURES = {
    "人": ("人", Decimal(1)),
    "名": ("人", Decimal(1)),
    "位": ("人", Decimal(1)),
    "元": ("元", Decimal(1)),
    "角": ("元", Decimal("0.1")),
    "%": ("%", Decimal(1)),
    "‰": ("%", Decimal("0.1")),
    "秒": ("秒", Decimal(1)),
    "分钟": ("秒", Decimal(60)),
    "小时": ("秒", _HOUR),
    "天": ("秒", _DAY),
    "日": ("秒", _DAY),
    "周": ("秒", 7 * _DAY),
    "毫米": ("米", Decimal("0.001")),
    "厘米": ("米", Decimal("0.01")),
    "米": ("米", Decimal(1)),
    "公里": ("米", Decimal(1000)),
    "千米": ("米", Decimal(1000)),
    "克": ("克", Decimal(1)),
    "斤": ("克", Decimal(500)),
    "公斤": ("克", Decimal(1000)),
    "千克": ("克", Decimal(1000)),
    "吨": ("克", Decimal(1_000_000)),
    "平方米": ("平方米", Decimal(1)),
    "平方公里": ("平方米", Decimal(1_000_000)),
    "亩": ("亩", Decimal(1)),
    "公顷": ("亩", Decimal(15)),
    "立方米": ("立方米", Decimal(1)),
    "方": ("立方米", Decimal(1)),
    "千瓦": ("千瓦", Decimal(1)),
}
_SPELLINGS = {
    "㎡": "平方米",
    "m2": "平方米",
    "m²": "平方米",
    "平米": "平方米",
    "平方": "平方米",
    "m3": "立方米",
    "m³": "立方米",
    "立方": "立方米",
    "m": "米",
    "cm": "厘米",
    "mm": "毫米",
    "km": "公里",
    "KM": "公里",
    "kg": "公斤",
    "KG": "公斤",
    "t": "吨",
    "kw": "千瓦",
    "kW": "千瓦",
    "KW": "千瓦",
    "h": "小时",
    "tb": "TB",
    "T": "TB",
    "个小时": "小时",
    "个工作日": "工作日",
    "个百分点": "百分点",
    "个学时": "学时",
    "个课时": "课时",
    "个批次": "批次",
    "个品种": "品种",
    "个季度": "季度",
    "个学期": "学期",
    "个点位": "点位",
    "个站点": "站点",
    "个网点": "网点",
    "%(百分比)": "%",
    "%百分比": "%",
    "%(百分数)": "%",
    "百分比": "%",
    "百分数": "%",
    "‰(千分比)": "‰",
    "千分比": "‰",
}
_SCALES = {name: Decimal(10) ** power for name, power in zip("百 千 万 十万 百万 千万 亿".split(), range(2, 9), strict=True)}
_NOUNS = COUNTERS | set(_OTHERS) | set(_MEASURES) | set(_SPELLINGS)


def _any_of(words: set[str]) -> str:
    ends = {word: "(?![A-Za-z0-9])" if word[-1].isascii() and word[-1].isalnum() else "" for word in words}
    return "|".join(re.escape(word) + ends[word] for word in sorted(words, key=lambda word: (-len(word), word)))


_NOUN, _SCALE = f"(?:{_any_of(_NOUNS)})", f"(?:{_any_of(set(_SCALES))})"
_PART = f"(?>{_NOUN}|{_SCALE}{_NOUN})"
_JOIN = r"[/·*、.×•・每]"
UNIT = rf"(?:{_PART}(?:[/每]\(?{_PART}(?:{_JOIN}?{_PART})*\)?|[·*×]{_NOUN})?|{_SCALE})"
"""Pattern of a unit that is known, compound units included; 万, 千 and the like may stand alone."""

_UNIT, _ONE = re.compile(UNIT), re.compile(_PART)


def canonical(unit: str) -> str:
    """Return the one spelling of a unit; a unit that is not known stays as printed.

    Parameters
    ----------
    unit : str
        Folded, as :func:`evalkit.cells.text.squeeze` returns it.

    Returns
    -------
    str

    Examples
    --------
    >>> canonical("元/(人·月)"), canonical("元/人*月"), canonical("元/人、天"), canonical("%(百分比)"), canonical("幢楼")
    ('元/人·月', '元/人·月', '元/人·天', '%', '幢楼')
    """
    if not _UNIT.fullmatch(unit):
        return unit
    if unit in _SPELLINGS:
        return _SPELLINGS[unit]
    over, under = _parts(unit)
    return over + ("/" + "·".join(under) if under else "")


def _parts(unit: str) -> tuple[str, list[str]]:
    """Split a compound unit into what stands over the stroke and the nouns below it."""
    over, *below = re.split(r"[/每]", unit, maxsplit=1)
    return _spelling(over), [_spelling(part) for part in _ONE.findall(below[0])] if below else []


def _spelling(part: str) -> str:
    if part in _NOUNS:
        return _SPELLINGS.get(part, part)
    scale, noun = _scaled(part)
    return scale + _SPELLINGS.get(noun, noun)


def _scaled(part: str) -> tuple[str, str]:
    """Split 万亩 into 万 and 亩; of a noun that is not known only 万 and 亿 are split off."""
    for scale in sorted(_SCALES, key=len, reverse=True):
        noun = part.removeprefix(scale)
        if noun != part and (not noun or noun in _NOUNS or scale in ("万", "亿")):
            return scale, noun
    return "", part


def split_unit(text: str) -> tuple[str, str]:
    """Split a known unit off the beginning of a text.

    Parameters
    ----------
    text : str
        What follows a number.

    Returns
    -------
    tuple of str
        The unit in its one spelling, empty where none is known, and the rest.

    Examples
    --------
    >>> split_unit("万人次以上"), split_unit("(个)"), split_unit("左右")
    (('万人次', '以上'), ('个', ''), ('', '左右'))
    """
    bracketed = re.match(rf"\(({UNIT})\)", text)
    found = bracketed or _UNIT.match(text)
    if not found:
        return "", text
    return canonical(found[1] if bracketed else found[0]), text[found.end() :]


def is_scale(unit: str) -> bool:
    """Return whether it is 万, 亿 or the like, with the noun left out.

    Examples
    --------
    >>> is_scale("万"), is_scale("万元")
    (True, False)
    """
    return unit in _SCALES


def complete_scale(scale: str, unit: str) -> str | None:
    """Give 万 the noun that stands in another place; ``None`` where that place has another scale.

    Examples
    --------
    >>> complete_scale("万", "元"), complete_scale("万", "万元"), complete_scale("万", "亿元")
    ('万元', '万元', None)
    """
    over, _ = _parts(unit) if _UNIT.fullmatch(unit) else (unit, [])
    if over not in _NOUNS and unit.startswith(scale):
        return unit
    return scale + unit if over in _NOUNS or not _scaled(over)[0] else None


def measure_of(unit: str) -> tuple[Decimal, tuple[str, ...]]:
    """Return how many base units a unit holds, and what the base units are: over the stroke first, then those below in order.

    Parameters
    ----------
    unit : str
        In its one spelling.

    Returns
    -------
    tuple
        Two units convert into each other if and only if their base units are equal.

    Examples
    --------
    >>> measure_of("万元"), measure_of("元/月·人")
    ((Decimal('10000'), ('元',)), (Decimal('1'), ('元', '人', '月')))
    """
    if not _UNIT.fullmatch(unit):
        over, under = unit, []
    else:
        over, under = _parts(unit)
    factor, base = _measure(over)
    bases = []
    for part in under:
        divisor, below = _measure(part)
        factor /= divisor
        bases.append(below)
    return factor, (base, *sorted(bases))


def _measure(part: str) -> tuple[Decimal, str]:
    if part in _MEASURES:
        base, factor = _MEASURES[part]
        return factor, base
    if part in _NOUNS:
        return Decimal(1), part
    scale, noun = _scaled(part)
    if not scale:
        return Decimal(1), part
    base, factor = _MEASURES.get(noun, (noun, Decimal(1)))
    return _SCALES[scale] * factor, base
