"""Rates told against a figure that stands right before them: 比 2019 年（41.2 万人次）低 31.07%, 占全县 48.2 万人的 32.37%."""

import re
from collections.abc import Iterator

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import HUNDRED, change, less, share, times, told
from evalkit.audit.rules.sums import addable, interval
from evalkit.quantities import Interval

_THAN_BRACKET = re.compile(r"[比较][^，。；（）]{0,20}（[^，。；（）]{0,8}$")
_BY = re.compile(
    r"）[^，。；（）0-9]{0,6}(?:(?P<more>高出?|多出?|快|增长|增加|提高|上升|回升)|(?P<less>低|少|慢|下降|减少|降低|回落|缩短))(?:了|约)?"
)
_SHARE_OF = re.compile(r"，?(?:约|仅)?(?:占|为|达到?|相当于)[^，。；（）0-9]{0,14}$")


def against(read: Read) -> Iterator[Finding]:
    """Find a rate or a difference that the figure before its bracket, or before its 占, does not give.

    Meaning: soft; none of the figures of the unit told before in the sentence gives it.
    Silent: where no figure of the unit stands before; targets, bounds and ranks.
    """
    text = read.sentence.text
    for at, (base, rate) in enumerate(zip(read.figures, read.figures[1:], strict=False)):
        between = text[base.number.end : rate.number.start]
        ahead = [each for each in read.figures[:at] if each.base == base.base and not each.change and not each.number.rank]
        if base.number.bound or rate.number.bound or rate.role or not ahead:
            continue
        told_by = _BY.fullmatch(between)
        begin = text[: base.number.start]
        if told_by and _THAN_BRACKET.search(begin):
            yield from _moved(base, rate, ahead, -1 if told_by["less"] else 1)
        elif between == "的" and rate.unit == "%" and _SHARE_OF.search(begin) and addable(base):
            yield from _share(base, rate, [each for each in ahead if addable(each)])


def _moved(base: Figure, rate: Figure, ahead: list[Figure], sign: int) -> Iterator[Finding]:
    in_points = rate.base == "百分点" and base.base == "%"
    if not in_points and rate.unit != "%":
        return
    low, high = sorted((rate.number.low * sign, rate.number.high * sign))
    ways = [less(interval(each), interval(base)) if in_points else change(interval(each), interval(base)) for each in ahead]
    results = [each for each in ways if each is not None]
    if results and not any(each.overlaps(Interval(low, high)) for each in results):
        yield _finding("growth/from-to", [*ahead, base, rate], told(results[-1], rate.number.digits + 1, rate.unit))


def _share(base: Figure, rate: Figure, ahead: list[Figure]) -> Iterator[Finding]:
    results = [times(each, HUNDRED) for one in ahead if (each := share(interval(one), interval(base))) is not None]
    if results and not any(each.overlaps(Interval(rate.number.low, rate.number.high)) for each in results):
        yield _finding("ratio/share", [*ahead, base, rate], told(results[-1], rate.number.digits + 2, "%"))


def _finding(id: str, figures: list[Figure], result: str) -> Finding:
    *_, one, base, rate = figures
    return finding(
        id,
        Severity.SOFT,
        figures,
        working=f"{one.text} 与 {base.text} 相比为 {result}，报告写 {rate.text}",
        message="与前面所写的数相比，得不出所写的幅度或比重，请核对是否同一件事",
        claimed=rate,
    )
