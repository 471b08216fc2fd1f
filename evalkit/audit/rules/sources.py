"""Money by where it comes from, and parts told in passing: 包括中央…、省级…, 三级分别承担, 仅设备一项就达."""

import re
from collections.abc import Iterator
from decimal import Decimal

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import times, told, total
from evalkit.audit.rules.sums import addable, interval, printed
from evalkit.audit.series import series_of
from evalkit.cells.text import chinese_number
from evalkit.quantities import Interval

SOURCE = re.compile(
    r"中央|[省市县区镇乡]级?|自筹|自有|社会|债券?|财政|上级|本级|地方|企业|银行|贷款|公共预算|基金|配套|补助|彩票|统筹|捐|国家|专项|其他"
)
_LED = re.compile(r"）?[，；]?[^，。；：0-9]{0,8}(?:：|来源|包括|包含|由)[^，。；0-9]{0,16}")
_BORNE = re.compile(
    r"(?P<count>[两三四]|[\u4e00-\u9fff]、[\u4e00-\u9fff](?:、[\u4e00-\u9fff])?)级?[^，。；0-9]{0,4}各(?:自)?(?:承担|负担|分担|安排|出资|配套)$"
)
_PASSING = re.compile(
    r"，?(?:(?:其中)?(?:含|包含)[^，。；0-9的]{1,12}|(?:仅|单是?|光)[^，。；0-9]{1,12}(?:一项)?(?:就|即|便)[^，。；0-9]{0,2}|[^，。；0-9比]{2,10}占)"
)
_NEAR_BY = 4


def sources(read: Read) -> Iterator[Finding]:
    """Find 到位1290万元，包括中央700万元、省级360万元、市级200万元, whose sources do not add up to it, and a part above its whole.

    Meaning: hard behind 来源, else soft; every part is named by where money comes from, the total stands right before them and is within a quarter of their
    sum. A part told in passing (含跨区域38件, 仅设备一项就达210万元) is no more than the figure right before it.
    Silent: where any figure of the sentence before them is their sum; where 等 leaves some out; parts in brackets and behind 其中,
    which have a rule of their own.
    """
    text = read.sentence.text
    for each in series_of(read):
        led = next((at for at, one in enumerate(each.figures) if at and re.search("包括|包含|：|由|来源", one.head)), 0)
        parts = list(each.figures[led:])
        ahead = [one for one in read.figures if one.number.end <= parts[0].number.start and _is_money(one)]
        if not ahead or not all(map(_is_money, parts)) or parts[0].depth or "等" in text[parts[-1].number.end :][:2]:
            continue
        gap = text[ahead[-1].number.end : parts[0].number.start]
        borne = each.ordered and re.search("承担|负担|分担|出资", gap) is not None
        names = [re.sub(r"[，、：和及]", "", one.head) for one in parts]
        if "其中" in gap or not (borne or (all(map(SOURCE.search, names)) and _LED.fullmatch(gap))):
            continue
        severity = Severity.HARD if "来源" in gap else Severity.SOFT
        yield from _against(ahead, parts, total(map(interval, parts)), printed(parts), severity)
    for at, part in enumerate(read.figures):
        found = _BORNE.search(part.head.strip())
        ahead = [one for one in read.figures[:at] if _is_money(one)]
        if found and ahead and _is_money(part):
            count = found["count"].count("、") + 1 if "、" in found["count"] else int(chinese_number(found["count"]) or 0)
            yield from _against(ahead, [part], times(interval(part), Decimal(count)), f"{part.text} × {count}", Severity.SOFT)
    yield from _in_passing(read)


def _is_money(figure: Figure) -> bool:
    return figure.base == "元" and addable(figure) and not figure.number.is_range and not figure.each


def _against(wholes: list[Figure], parts: list[Figure], added: Interval, sums: str, severity: Severity) -> Iterator[Finding]:
    whole = wholes[-1]
    if any(interval(one).overlaps(added) for one in wholes) or abs(whole.value - added.high) * _NEAR_BY > whole.value:
        return
    shown = Interval(added.low / whole.factor, added.high / whole.factor)
    yield finding(
        "identity/sources",
        severity,
        [whole, *parts],
        working=f"{sums} = {told(shown, whole.number.digits + 1, whole.unit)}，报告写 {whole.text}",
        message="各来源之和与总数不符",
    )


def _in_passing(read: Read) -> Iterator[Finding]:
    for whole, part in zip(read.figures, read.figures[1:], strict=False):
        gap = read.sentence.text[whole.number.end : part.number.start]
        first = not any(one.base == whole.base and one.number.end <= whole.number.start for one in read.figures)
        alike = first and whole.base == part.base and whole.depth == part.depth and addable(whole) and addable(part)
        if alike and _PASSING.fullmatch(gap) and part.low > whole.high and not part.role and whole.period_key == part.period_key:
            yield finding(
                "identity/part",
                Severity.SOFT,
                [whole, part],
                working=f"{part.text} > {whole.text}",
                message="所含的一部分大于总数",
            )
