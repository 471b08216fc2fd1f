"""Figures of one thing that differ by a slip of the hand: two digits turned, or 万 written as 亿."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.report import Report
from evalkit.audit.rules.sums import at_one_time, interval
from evalkit.audit.slips import digits_of, rescaled, shifted, turned
from evalkit.audit.subjects import share_a_word

_AGAIN = re.compile("[，（]?(即|折合|约合|合)?")


def copied(report: Report) -> Iterator[Finding]:
    """Find 36.4公顷 told again as 34.6公顷, 3186万元 told again as 3186亿元, and 5843万元，约5.84亿元.

    Meaning: soft; both stand in different paragraphs, have one period and unit, and share a word; three digits that differ in their
    scale alone need no common word.
    Silent: where the second value is printed more than once; targets, rates, bounds, averages and figures compared with.
    """
    for read in report.reads:
        yield from (_finding(one, other) for one, other in pairwise(read.figures) if _is_restated(one, other))
    plain = [each for each in report.figures if not each.is_rate and not each.role and not each.per]
    plain = [each for each in plain if not each.number.bound and not each.number.approximate]
    plain = [each for each in plain if not (each.period and each.period.than)]
    alike: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for each in plain:
        alike[each.base, "".join(sorted(digits_of(each).strip("0")))].append(each)
    for figures in alike.values():
        values = Counter(each.value for each in figures)
        for at, other in enumerate(figures):
            near = [one for one in figures[:at] if one.sentence.paragraph is not other.sentence.paragraph]
            near = [one for one in near if at_one_time(one, other) and values[other.value] == 1]
            yield from (_finding(one, other) for one in near[:1] if _is_slip(one, other))


def _is_restated(one: Figure, other: Figure) -> bool:
    """Return whether a figure is told once more right behind it in another unit, and is not the same: 5843.51万元，约5.84亿元."""
    between = one.sentence.text[one.number.end : other.number.start]
    again = _AGAIN.fullmatch(between)
    alike = one.base == other.base and one.factor != other.factor and not other.is_rate
    return alike and again is not None and (other.number.approximate or again[1]) and not interval(one).overlaps(interval(other))


def _is_slip(one: Figure, other: Figure) -> bool:
    alike = share_a_word(one.core, other.core + other.clause_text)
    return rescaled(one, other) or (alike and (turned(one, other) or shifted(one, other)))


def _finding(one: Figure, other: Figure) -> Finding:
    same = digits_of(one).strip("0") == digits_of(other).strip("0")
    how = "只是两位颠倒" if turned(one, other) else "数字相同而单位或小数点不同" if same else "换算后不相等"
    return finding(
        "repeat/slip",
        Severity.SOFT,
        [one, other],
        working=f"{one.text} ↔ {other.text}：{how}",
        message="疑为同一个数写成两样，请核对",
    )
