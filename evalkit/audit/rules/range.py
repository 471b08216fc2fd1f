"""Figures that lie where they cannot: an average outside its parts, a share above all, a rank behind the last."""

import re
from collections.abc import Iterator
from decimal import Decimal

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import told, total
from evalkit.audit.numbers import INFINITY
from evalkit.audit.report import Report
from evalkit.audit.rules.registry import rule
from evalkit.audit.series import Series, series_of
from evalkit.quantities import Interval

_SHARE = re.compile(
    r"(?:合格|覆盖|满意|及时|核销|回收|入学|就业|通过|达标|优良|参保|接种|成活|存活|接听|办结|利用|使用|普及|在线|巩固|出勤|正确|准确|受益|领取|应用|完好|及格|准时|到岗|知晓|签约|优秀|无害化处理|按时|按期|验收|规范管理|保存|归档|正常运行|可用|体检|随访|脱贫|参与|处理|处置|整改|回访|送达|公开|建档|持证|取证|破案|上线)(?:率|度)"
)
_OTHER_RATE = re.compile(r"[\u4e00-\u9fff]{2,}率[^\u4e00-\u9fff]*(?:为|达到?|是)?$")
_MAY_EXCEED = re.compile(
    r"毛入学|床位|病床|产能|能力|容量|负荷|运能|资金|拨备|偿|(?:完成|执行|达成|实现|增长|增|周转|负债|收益|回报|利润|到位|支付|支出|兑现|贡献|产销|自给|带动|杠杆|撬动|转化|产出|复种|进度|偏差|上座|效|速|利|费|税|汇|频|倍|比|投资|拉动|超额|生|配备)率"
)
_PLACES = "(?:市|县|区|县区|县市区|省份|城市|单位|乡镇|部门)"
_COUNT_OF_RANKED = re.compile(
    rf"(?P<count>[0-9]{{1,3}})\s*个?(?:地级)?{_PLACES}(?:（(?:市|县|区|、)+）)?(?:中|[^。；第]{{0,40}}[我本](?:市|县|区|校|院))[^。；，]{{0,8}}$"
)
_WHOLE_YEAR = 12
_EXTREMES = {"high": "最高|最多|最大", "low": "最低|最少|最小", "mean": "平均|月均|日均|季均"}


@rule("range", "取值范围")
def range_(report: Report) -> Iterator[Finding]:
    """取值范围 Range: an average lies between the least and the greatest of its parts, a share is at most all, a rank within the number.

    Meaning: hard where the parts cover the whole (a month and 其余 11 个月, four quarters, two halves, 最高 and 最低) and the printed
    average lies outside all of them within the printed digits, whatever the weights; where a share (合格率, 覆盖率, 满意度) is above
    100%; where a rank is behind the number of those ranked. Soft where a range is printed with its greater end first, and where any
    other rate is above 100%. Silent: where the parts leave something out; for rates that may exceed 100% (完成率, 执行率); for sums.
    Why: a headline rate is often rounded, or copied from another period than its months.
    """
    before: Read | None = None
    for read in report.reads:
        yield from _averages(read)
        yield from _within_list(read, before)
        yield from _extremes(read)
        for figure in read.figures:
            yield from _limits(figure)
        before = read


def _averages(read: Read) -> Iterator[Finding]:
    rates = [each for each in read.figures if each.is_rate and not each.change and not each.number.rank and each.role != "target"]
    for at, whole in enumerate(rates):
        parts = [
            each for each in rates[at + 1 :] if each.base == whole.base and each.period and each.period_key != whole.period_key
        ]
        parts = [each for each in parts if each.core[-3:] == whole.core[-3:] or each.inherited]
        if whole.period is not None and whole.period.kind in ("month", "quarter", "half", "rest"):
            continue
        if not _covers(parts) and whole.period is not None and whole.period.kind == "year":
            parts = [
                each for each in rates[:at] if each.base == whole.base and each.period and each.period_key != whole.period_key
            ]
        if _covers(parts):
            yield from _outside(whole, parts, "全年（或全部）的平均数必须在各段时间的最低值与最高值之间")


def _extremes(read: Read) -> Iterator[Finding]:
    """Find an average outside the greatest and the least of the sentence."""
    told: dict[str, list[Figure]] = {}
    for figure in read.figures:
        begin = max([each.number.end for each in read.figures if each.number.end <= figure.number.start], default=0)
        words = read.sentence.text[begin : figure.number.start]
        for name, pattern in _EXTREMES.items():
            if re.search(pattern, words) and not figure.change and not figure.number.rank:
                told.setdefault(name, []).append(figure)
    if any(len(told.get(name, [])) != 1 for name in _EXTREMES):
        return
    [high], [low], [mean] = told["high"], told["low"], told["mean"]
    if high.base == low.base == mean.base and mean not in (high, low) and high is not low:
        yield from _outside(mean, [low, high], "平均数必须在最低值与最高值之间")


def _within_list(read: Read, before: Read | None) -> Iterator[Finding]:
    """Find a rate of all outside the rates of its parts: 完好率97.4%，四个季度分别为 96.8%、97.1%…; 其中 may leave parts out, which asks."""
    for parts in series_of(read):
        first = parts.figures[0]
        near = before.figures if before and re.match("其中", read.sentence.text) else []
        near = [each for each in near if each.sentence.paragraph is read.sentence.paragraph]
        rates = [*near, *(each for each in read.figures if each.number.end <= first.number.start)]
        rates = [each for each in rates if each.base == "%" and not each.change]
        yield from _told_after(read, parts)
        if first.base != "%" or first.change or not rates or rates[-1].role or (parts.ordered and not parts.bare):
            continue
        whole = rates[-1]
        start = whole.number.end if whole.sentence is read.sentence else 0
        between = read.sentence.text[start : first.number.start]
        name = re.search(r"[\u4e00-\u9fff]率", between)
        periods = re.search("季度|月|半年", between) is not None
        same_rate = name is not None and whole.core.endswith(name[0]) if parts.ordered else whole.core.endswith("率")
        if "占" in between or not (periods or ("其中" in between and same_rate)):
            continue
        if not parts.ordered and ("其中" not in between or any(re.search("[率占比]", each.head) for each in parts.figures)):
            continue
        severity = Severity.HARD if periods and parts.ordered else Severity.SOFT
        yield from _outside(whole, list(parts.figures), "全部的平均数必须在各部分的最低值与最高值之间", severity)


def _told_after(read: Read, parts: Series) -> Iterator[Finding]:
    """Find an average of the year, told right behind the quarters or months, outside them: 一至四季度依次为…，全年合格率95.5%."""
    first, last = parts.figures[0], parts.figures[-1]
    before = read.sentence.text[first.clause[0] : first.number.start]
    behind = [each for each in read.figures if each.number.start >= last.number.end and each.base == first.base]
    if not (parts.ordered and parts.bare and behind) or first.change:
        return
    whole, gap = behind[0], read.sentence.text[last.number.end : behind[0].number.start]
    plain = re.fullmatch(r"，[^，。；]{0,4}平均[^，。；]{0,6}", gap) is not None and len(parts.figures) > 2
    if not plain and (first.base != "%" or not re.search("季度|月|半年", before)):
        return
    if not whole.change and not whole.role and re.search("全年|平均|总体|综合", gap):
        found = list(_outside(whole, list(parts.figures), "全部的平均数必须在各部分的最低值与最高值之间"))
        yield from found or _not_the_mean(whole, parts, gap)


def _not_the_mean(whole: Figure, parts: Series, gap: str) -> Iterator[Finding]:
    """Ask about 四个季度平均 of which the plain mean is another: weights would have to be told."""
    count = len(parts.figures)
    mean = total(Interval(each.low, each.high) for each in parts.figures)
    mean = Interval(mean.low / count, mean.high / count)
    if re.search(r"[两三四五六]个(?:季度|月|半年)[^，。；]{0,4}平均|算术平均", gap) and not mean.overlaps(
        Interval(whole.low, whole.high)
    ):
        yield finding(
            "range/mean",
            Severity.SOFT,
            [whole, *parts.figures],
            working=f"{'、'.join(each.text for each in parts.figures)}的简单平均为 {told(mean, whole.number.digits + 1, whole.unit)}，报告写 {whole.text}",
            message="平均数不是各期的简单平均；加权平均的，应写明权数",
        )


def _covers(parts: list[Figure]) -> bool:
    """Return whether periods cover the whole: one of them is the rest, or they are all months, quarters or halves of a year."""
    kinds = [part.period.kind for part in parts if part.period]
    keys = {part.period_key for part in parts}
    if "rest" in kinds:
        return len(parts) >= 2
    return any(kinds.count(kind) == count == len(keys) for kind, count in (("quarter", 4), ("half", 2), ("month", _WHOLE_YEAR)))


def _outside(whole: Figure, parts: list[Figure], message: str, severity: Severity = Severity.HARD) -> Iterator[Finding]:
    bounds = Interval(min(part.low for part in parts), max(part.high for part in parts))
    bounds = Interval(bounds.low, min(bounds.high, Decimal(100)) if whole.unit == "%" and bounds.low <= 100 else bounds.high)
    if bounds.overlaps(Interval(whole.low, whole.high)):
        return
    digits = max(part.number.digits for part in parts)
    shown = Interval(min(part.number.value for part in parts), max(part.number.value for part in parts))
    yield finding(
        "range",
        severity,
        [whole, *parts],
        working=f"{'、'.join(part.text for part in parts)}，任何加权平均都在 {told(shown, digits, whole.unit)} 之间；报告写 {whole.text}",
        message=f"{message}，{whole.text} 不在其间",
    )


def _limits(figure: Figure) -> Iterator[Finding]:
    name = figure.head if not figure.inherited else figure.subject
    if figure.unit == "%" and not figure.change and not figure.role and 100 < figure.low < INFINITY:
        by_nature = _SHARE.search(name) is not None
        if not _MAY_EXCEED.search(name) and (by_nature or _OTHER_RATE.search(name)):
            yield finding(
                "range/share",
                Severity.HARD if by_nature else Severity.SOFT,
                [figure],
                working=f"{figure.text} > 100%",
                message="占全部的比率不可能超过 100%" if by_nature else "比率超过 100%，请核对是否可能",
            )
    if figure.number.rank:
        among = _COUNT_OF_RANKED.search(figure.sentence.text[: figure.number.start])
        if among and figure.value > Decimal(among["count"]):
            yield finding(
                "range/rank",
                Severity.HARD,
                [figure],
                working=f"{figure.text}，共 {among['count']} 个",
                message="名次大于参加排名的总数",
            )
    if figure.number.bound == "reversed":
        yield finding("range/reversed", Severity.SOFT, [figure], working=figure.text, message="区间的前一个数大于后一个数")
