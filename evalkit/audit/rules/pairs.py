"""Two or more parts told beside their total without 其中: 男性52人，女性36人; 12个镇中，山区镇5个、平原镇8个; 包括主干管18公里、支管28公里."""

import re
from collections.abc import Iterator

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import told, total
from evalkit.audit.rules.sources import SOURCE
from evalkit.audit.rules.sums import addable, interval, printed
from evalkit.audit.series import series_of
from evalkit.quantities import Interval

_OPPOSITE = [("男", "女"), ("城镇|城市", "农村|乡村"), ("中央", "地方"), ("线上", "线下"), ("国内", "国外|境外")]
_AMONG = re.compile(r"[^，。；0-9]{0,8}中，[^，。；0-9]{1,10}")
_INCLUDES = re.compile(r"，?(?:主要)?(?:包括|包含)[^，。；0-9]{1,12}")


def pairs(read: Read) -> Iterator[Finding]:
    """Find parts beside their total that come within a tenth of it, or of a twentieth behind 包括, and do not add up to it.

    Meaning: soft; two parts that are opposites (男性, 女性), two whose names end alike behind 个镇中，, or a list behind 包括 whose rest is
    smaller than each part. Silent: where any figure of the unit before them is their sum; behind 主要 and before 等; where parts named
    behind 中， leave some of the whole out.
    """
    text = read.sentence.text
    for each in series_of(read):
        for skip in (0, 1):
            parts = list(each.figures[skip:])
            ahead = [one for one in read.figures if one.number.end <= parts[0].number.start] if parts else []
            if len(parts) < 2 or not ahead or not all(map(addable, parts)) or "等" in text[parts[-1].number.end :][:2]:
                continue
            gap = text[ahead[-1].number.end : parts[0].number.start]
            if "主要" in gap or ahead[-1].base != parts[0].base or ahead[-1].depth != parts[0].depth:
                continue
            among = len(parts) == 2 and _AMONG.fullmatch(gap) and _end_alike(parts)
            if _opposite(parts) and "其中" not in gap:
                yield from _against(ahead, parts, above_only=False)
            elif among or (_INCLUDES.fullmatch(gap) and not all(SOURCE.search(one.head) for one in parts)):
                yield from _against(ahead, parts, above_only=bool(among), near_by=10 if among else 20)


def _opposite(parts: list[Figure]) -> bool:
    if len(parts) != 2:
        return False
    one, other = (re.sub(r"[\s，、]", "", each.head) for each in parts)
    return any(re.match(first, one) and re.match(second, other) for first, second in _OPPOSITE)


def _end_alike(parts: list[Figure]) -> bool:
    names = [re.sub(r"[\s，、：和及]|(?:有|为|是|共)$", "", each.head.rpartition("中，")[2] or each.head) for each in parts]
    return names[0][-1:] == names[1][-1:] != "" and all(len(name) > 1 and "的" not in name for name in names)


def _against(ahead: list[Figure], parts: list[Figure], *, above_only: bool, near_by: int = 10) -> Iterator[Finding]:
    added, whole = total(map(interval, parts)), ahead[-1]
    wholes = [each for each in ahead if each.base == whole.base]
    gap, rest = added.low - whole.high, whole.low - added.high
    least = min(part.low for part in parts)
    if not addable(whole) or whole.role or any(interval(each).overlaps(added) for each in wholes):
        return
    if (gap > 0 or (not above_only and 0 < rest < least)) and abs(whole.value - added.high) * near_by <= whole.value:
        shown = Interval(added.low / whole.factor, added.high / whole.factor)
        yield finding(
            "identity/pair",
            Severity.SOFT,
            [whole, *parts],
            working=f"{printed(parts)} = {told(shown, whole.number.digits + 1, whole.unit)}，报告写 {whole.text}",
            message="所列的部分与总数差一点，请核对是否应当相等",
        )
