"""Figures that lie where they cannot: an average outside its parts, a share above all, a rank behind the last."""

import re
from collections.abc import Iterator
from decimal import Decimal

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import told
from evalkit.audit.numbers import INFINITY
from evalkit.audit.report import Report
from evalkit.audit.rules.registry import rule
from evalkit.quantities import Interval

_SHARE = re.compile(
    r"(?:合格|覆盖|满意|及时|核销|回收|入学|就业|通过|达标|优良|参保|接种|成活|接听|办结|利用|使用|普及|在线|巩固|出勤|正确|准确|受益|领取|应用)(?:率|度)"
)
_COUNT_OF_RANKED = re.compile(r"(?P<count>[0-9]{1,3})\s*个?(?:地级)?(?:市|县|区|县区|县市区|省份|城市|单位|乡镇|部门)中")
_WHOLE_YEAR = 12


@rule("range", "取值范围")
def range_(report: Report) -> Iterator[Finding]:
    """取值范围 Range: an average lies between the least and the greatest of its parts, a share is at most all, a rank within the number.

    Meaning: hard where the parts cover the whole (a month and 其余 11 个月, four quarters, two halves, 最高 and 最低) and the printed
    average lies outside all of them within the printed digits, whatever the weights; where a share (合格率, 覆盖率, 满意度) is above
    100%; where a rank is behind the number of those ranked. Soft where a range is printed with its greater end first.
    Silent: where the parts leave something out; for rates that may exceed 100% (完成率, 执行率); for sums.
    Why: a headline rate is often rounded, or copied from another period than its months.
    """
    for read in report.reads:
        yield from _averages(read)
        for figure in read.figures:
            yield from _limits(figure)


def _averages(read: Read) -> Iterator[Finding]:
    rates = [each for each in read.figures if each.is_rate and not each.change and not each.number.rank and each.role != "target"]
    for at, whole in enumerate(rates):
        parts = [
            each for each in rates[at + 1 :] if each.base == whole.base and each.period and each.period_key != whole.period_key
        ]
        parts = [each for each in parts if each.core[-3:] == whole.core[-3:] or each.inherited]
        if whole.period is not None and whole.period.kind in ("month", "quarter", "half", "rest"):
            continue
        if _covers(parts):
            yield from _outside(whole, parts, "全年（或全部）的平均数必须在各段时间的最低值与最高值之间")
    named = {word: next((each for each in rates if word in each.head), None) for word in ("最高", "最低", "平均")}
    high, low, mean = named["最高"], named["最低"], named["平均"]
    if high and low and mean and high.base == low.base == mean.base and mean not in (high, low):
        yield from _outside(mean, [low, high], "平均数必须在最低值与最高值之间")


def _covers(parts: list[Figure]) -> bool:
    """Return whether periods cover the whole: one of them is the rest, or they are all months, quarters or halves of a year."""
    kinds = [part.period.kind for part in parts if part.period]
    keys = {part.period_key for part in parts}
    if "rest" in kinds:
        return len(parts) >= 2
    return any(kinds.count(kind) == count == len(keys) for kind, count in (("quarter", 4), ("half", 2), ("month", _WHOLE_YEAR)))


def _outside(whole: Figure, parts: list[Figure], message: str) -> Iterator[Finding]:
    bounds = Interval(min(part.low for part in parts), max(part.high for part in parts))
    bounds = Interval(bounds.low, min(bounds.high, Decimal(100)) if whole.unit == "%" and bounds.low <= 100 else bounds.high)
    if bounds.overlaps(Interval(whole.low, whole.high)):
        return
    digits = max(part.number.digits for part in parts)
    shown = Interval(min(part.number.value for part in parts), max(part.number.value for part in parts))
    yield finding(
        "range",
        Severity.HARD,
        [whole, *parts],
        working=f"{'、'.join(part.text for part in parts)}，任何加权平均都在 {told(shown, digits, whole.unit)} 之间；报告写 {whole.text}",
        message=f"{message}，{whole.text} 不在其间",
    )


def _limits(figure: Figure) -> Iterator[Finding]:
    name = figure.head if not figure.inherited else figure.subject
    if figure.unit == "%" and _SHARE.search(name) and not figure.change and figure.low > 100 and figure.low < INFINITY:
        yield finding(
            "range/share", Severity.HARD, [figure], working=f"{figure.text} > 100%", message="占全部的比率不可能超过 100%"
        )
    if figure.number.rank:
        among = _COUNT_OF_RANKED.search(figure.sentence.text[figure.clause[0] : figure.number.start])
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
