"""What sums rest on: which figures add up, and whether parts and a total can be true together."""

import re
from collections.abc import Iterator
from decimal import Decimal

from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import less, told, total
from evalkit.quantities import Interval, format_plain

_SURVEY = re.compile("问卷|回访|访问|样本|测评")


def interval(figure: Figure) -> Interval:
    """Return the interval of a figure in base units."""
    return Interval(figure.low, figure.high)


def rounded(figure: Figure) -> Interval:
    """Return the interval of an average, which is rounded to its last digit even where its unit counts things: 296件 a head."""
    half = Decimal(1).scaleb(-figure.number.digits) / 2 * figure.factor
    return Interval(min(figure.low, figure.value - half), max(figure.high, figure.value + half))


def printed(figures: list[Figure], sign: str = " + ") -> str:
    """Write figures as they are printed, joined."""
    return sign.join(f"{format_plain(figure.number.value)} {figure.unit}" for figure in figures)


def addable(figure: Figure) -> bool:
    """Return whether a figure is an amount that adds up: no rate, change, rank, bound or average."""
    return not figure.is_rate and not figure.change and not figure.number.rank and not figure.number.bound and not figure.per


def within(part: Figure, whole: Figure) -> bool:
    """Return whether the period of a part lies in that of the whole."""
    if part.period_key == whole.period_key or part.period is None or part.period.first is None or part.period.last is None:
        return True
    if whole.period is None or whole.period.first is None or whole.period.last is None:
        return part.period.first.year == part.period.last.year == whole.year
    return (is_cumulated(whole) or whole.period.first <= part.period.first) and part.period.last <= whole.period.last


def is_cumulated(figure: Figure) -> bool:
    """Return whether a figure adds up all years until a day: 截至2021年末累计."""
    return figure.period is not None and figure.period.kind == "until" and "累计" in figure.head


def one_period(figures: list[Figure]) -> bool:
    """Return whether figures are all of one period, or each of its own."""
    keys = {figure.period_key for figure in figures}
    return len(keys) == 1 or len(keys) == len(figures)


def at_one_time(one: Figure, other: Figure) -> bool:
    """Return whether two figures have one period, or one is of a year and the other of its last day: 到年末累计签约; or the one tells when a survey was made."""
    dated = other.period is None and one.period is not None and one.period.kind in ("day", "month", "months")
    if dated and _SURVEY.search(one.sentence.text) and one.sentence.paragraph is other.sentence.paragraph:
        return True
    keys = {one.period_key, other.period_key}
    return len(keys) == 1 or keys == {f"{other.year}-01-01/{other.year}-12-31", f"{other.year}-12-31/{other.year}-12-31"}


def compare(whole: Figure, parts: list[Figure], closed: bool, gravity: Severity = Severity.HARD) -> Iterator[Finding]:
    """Find parts that cannot add up to a total; of parts that may be incomplete (``closed`` is false) only those above it.

    The ``gravity`` is soft where it is only likely that the parts are those of the total.

    Where 其中 names parts and they leave room for a whole part more, they are taken for examples.
    """
    added, against = total(map(interval, parts)), interval(whole)
    if added.overlaps(against):
        return
    gap = less(added, against)
    factor, digits = whole.factor, max(figure.number.digits for figure in (whole, *parts)) + (whole.number.digits == 0)
    shown = Interval(added.low / factor, added.high / factor)
    working = f"{printed(parts)} = {told(shown, digits, whole.unit)}，报告写 {whole.text}"
    message = f"各分项之和与总数 {whole.text}（{whole.subject}）不符，按印出位数无论怎样取值都不相等"
    if gap.low > 0:
        what = "一项分数大于总数" if len(parts) == 1 else message
        yield finding("identity/parts", gravity, [whole, *parts], working=working, message=what, claimed=whole)
        return
    if len(parts) < 2 or not closed:
        return
    room, least = -gap.high, min(figure.high for figure in parts)
    apart = whole.sentence is not parts[-1].sentence
    begin = 0 if apart else whole.number.end
    quarters = len(parts) == 4 and all(each.period is not None and each.period.kind == "quarter" for each in parts)
    unmarked = quarters or "其中" not in parts[-1].sentence.text[begin : parts[-1].number.start]
    step = max(each.factor.scaleb(-each.number.digits) for each in (whole, *parts)) * 2
    if unmarked or room <= max(step, whole.high / 50) or (len(parts) == 2 and room < least / 2):
        yield finding("identity/parts", gravity, [whole, *parts], working=working, message=message, claimed=whole)
    elif room < least:
        yield finding(
            "identity/rest",
            Severity.SOFT,
            [whole, *parts],
            working=working,
            message=f"分项之和小于总数 {whole.text}，其余部分没有说明",
            claimed=whole,
        )
