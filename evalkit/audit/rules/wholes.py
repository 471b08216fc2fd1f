"""Totals whose parts stand in other sentences or periods: 由…组成, four quarters, a year within the total of several."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import told as told_as
from evalkit.audit.intervals import total
from evalkit.audit.report import Report
from evalkit.audit.rules.elsewhere import Elsewhere
from evalkit.audit.rules.sums import addable, interval, printed
from evalkit.audit.series import series_of
from evalkit.quantities import Interval

_LEAST_CLASSES = 3
_PARTITION = re.compile(r"按[^，。；]{1,10}[看分]|构成|结构|分别用于|来源")
_SHORTER = ("month", "months", "quarter", "half")
_REST = re.compile(r"(?:其他|其余|其它|另)[^，。；]{0,8}$")
_YEARS = re.compile(r"(?P<count>[两三四五2-5])年(?:建设期|期)?(?:累计|合计|共|总)[^，。；]{0,10}$")
_MOST_A_YEAR = 5
_COMPOSED = re.compile(r"由[^。；]{4,120}?(?:组成|构成)")


def composed(paragraph: list[Read]) -> Iterator[tuple[Figure, list[Figure]]]:
    """Return totals of a sentence before with 由 A、B 组成: the one the parts come nearest to."""
    before: list[Figure] = []
    for read in paragraph:
        found = _COMPOSED.search(read.sentence.text)
        if found:
            parts = [each for each in read.figures if found.start() <= each.number.start < found.end() and addable(each)]
            own = [each for each in read.figures if each.number.end <= found.start()]
            wholes = [each for each in (*before, *own) if parts and each.base == parts[0].base and addable(each)]
            added = total(map(interval, parts))
            if len(parts) >= 2 and len({each.base for each in parts}) == 1 and wholes:
                if not any(interval(each).overlaps(added) for each in wholes):
                    nearest = min(wholes, key=lambda each: abs(each.value - sum(part.value for part in parts)))
                    if abs(nearest.value - added.high) <= nearest.value / 5:
                        yield nearest, parts
        before += read.figures


def partitioned(paragraph: list[Read]) -> Iterator[tuple[Figure, list[Figure]]]:
    """Return totals of the year whose quarters or halves are told in another sentence of the paragraph."""
    figures = [each for read in paragraph for each in read.figures if addable(each) and each.period and not each.depth]
    for kind, count in (("half", 2), ("quarter", 4), ("month", 12)):
        for first in (each for each in figures if each.period.kind == kind):
            parts = [
                each
                for each in figures
                if each.period.kind == kind and each.base == first.base and each.sentence is first.sentence
            ]
            if len({each.period_key for each in parts}) != count or len(parts) != count or parts[0] is not first:
                continue
            for whole in figures:
                told_of = first.core and whole.core and (first.core in whole.core or whole.core in first.core)
                beside = (
                    whole.sentence is first.sentence
                    and whole.number.end <= first.number.start
                    and (first.inherited or len(first.core) < 2)
                )
                apart = whole.sentence is not first.sentence and told_of
                if whole.base == first.base and whole.period.kind in ("year", "until") and (apart or beside):
                    yield whole, parts


def apart(paragraph: list[Read], report: Report) -> Iterator[Finding]:
    """Find quarters whose sum is near the year's figure of their unit in another paragraph, and not it."""
    parts = [
        each for read in paragraph for each in read.figures if addable(each) and each.period and each.period.kind == "quarter"
    ]
    if len(parts) != 4 or len({(each.period_key, each.unit) for each in parts}) != 4 or len({each.unit for each in parts}) != 1:
        return
    added = total(map(interval, parts))
    year = f"{report.year}-01-01/{report.year}-12-31"
    wholes = [
        each
        for each in report.figures
        if each.unit == parts[0].unit and each.period_key == year and addable(each) and not each.role
    ]
    near = [each for each in wholes if abs(each.value - added.high) <= each.value / 20]
    if near and not any(interval(each).overlaps(added) for each in wholes):
        yield finding(
            "identity/quarters",
            Severity.SOFT,
            [near[0], *parts],
            working=f"{printed(parts)} = {told_as(added, 0, parts[0].unit)}，报告另写 {near[0].text}",
            message="四个季度之和与全年数不符，请核对是否同一件事",
        )


def closed_lists(paragraph: list[Read]) -> Iterator[tuple[Figure, list[Figure]]]:
    """Return a total and the list behind it that 其他 or 其余 closes (电工156人、…、其他67人), where they nearly add up and do not.

    Silent: where any total of the paragraph fits the list, or none is within a twentieth of it.
    """
    figures = [each for read in paragraph for each in read.figures if each.unit != "%"]
    for at, last in enumerate(figures):
        if not _REST.search(last.head) or not addable(last) or last.depth:
            continue
        run = [last]
        for each in reversed(figures[:at]):
            if each.base != last.base or not addable(each) or each.depth:
                break
            run.insert(0, each)
        wholes = [each for each in figures[:at] if each.base == last.base and addable(each)]
        if any(interval(one).overlaps(total(map(interval, run[place + 1 :]))) for place, one in enumerate(run[:-2])):
            continue
        lists = [run[skip:] for skip in range(len(run) - 2)]
        pairs = [
            (whole, parts)
            for parts in lists
            for whole in wholes
            if whole.number.start < parts[0].number.start or whole.sentence is not parts[0].sentence
        ]
        pairs = [(whole, parts) for whole, parts in pairs if whole not in parts]
        if any(interval(whole).overlaps(total(map(interval, parts))) for whole, parts in pairs):
            continue
        near = [(abs(whole.value - sum(each.value for each in parts)), whole, parts) for whole, parts in pairs]
        near = [each for each in near if each[0] * 20 <= each[1].value]
        if near:
            _, whole, parts = min(near, key=lambda each: each[0])
            yield whole, parts


def several_years(paragraph: list[Read]) -> Iterator[tuple[Figure, list[Figure]]]:
    """Return 三年累计支出 and the years before it, where no choice of one figure a year adds up and one nearly does."""
    figures = [each for read in paragraph for each in read.figures if addable(each)]
    for at, whole in enumerate(figures):
        named = _YEARS.search(whole.sentence.text[whole.clause[0] : whole.number.start])
        if not named:
            continue
        count = {"两": 2, "三": 3, "四": 4, "五": 5}.get(named["count"]) or int(named["count"])
        listed = _year_by_year(paragraph, whole, count)
        if listed and abs(sum(each.value for each in listed) - whole.value) * 10 <= whole.value:
            yield whole, listed
            continue
        by_year: dict[int, list[Figure]] = {}
        for each in _right_behind(whole, figures) if "总" in named[0] else figures[:at]:
            if each.base == whole.base and (each.period is None or each.period.kind in ("year", "day")):
                year = each.period.last.year if each.period and each.period.last else each.year
                by_year.setdefault(year, []).append(each)
        if len(by_year) != count or max(map(len, by_year.values())) > _MOST_A_YEAR:
            continue
        choices = [list(each) for each in product(*by_year.values())]
        sums = [total(map(interval, each)) for each in choices]
        if any(each.overlaps(interval(whole)) for each in sums):
            continue
        nearest = min(choices, key=lambda each: abs(sum(part.value for part in each) - whole.value))
        if abs(sum(part.value for part in nearest) - whole.value) * 20 <= whole.value:
            yield whole, nearest


def _year_by_year(paragraph: list[Read], whole: Figure, count: int) -> list[Figure]:
    """Return the last list of as many figures as years that stands before their total: 2019—2021年分别为210万元、265万元、318万元."""
    lists = [series.figures for read in paragraph for series in series_of(read) if series.ordered]
    ahead = [each for each in lists if each[0].base == whole.base and len(each) == count and _is_ahead(each[-1], whole)]
    ahead = [each for each in ahead if each[0].period is not None and each[0].period.kind == "years"]
    return list(ahead[-1]) if ahead else []


def _is_ahead(one: Figure, other: Figure) -> bool:
    """Return whether a figure stands before another of its paragraph."""
    return one.sentence.start + one.number.end <= other.sentence.start + other.number.start


def _right_behind(whole: Figure, figures: list[Figure]) -> list[Figure]:
    """Return the figures of its unit that follow a total without another unit between them, each of another year."""
    run: list[Figure] = []
    for each in figures[figures.index(whole) + 1 :]:
        if (
            each.base != whole.base
            or each.sentence is not whole.sentence
            or any(one.period_key == each.period_key for one in run)
        ):
            break
        run.append(each)
    return run


def classified(read: Read) -> Iterator[tuple[Figure, list[Figure]]]:
    """Return a total and the classes right behind it whose names end alike (9项，一等奖2项、二等奖5项、三等奖2项).

    Silent: where 等 says that classes are left out, where less than three classes are told.
    """
    text = read.sentence.text
    for each in series_of(read):
        if each.bare or each.ordered or not all(map(addable, each.figures)):
            continue
        whole, parts = _head_of(each.figures, read)
        tail = text[parts[-1].number.end : parts[-1].number.end + 2] if parts else ""
        if whole is not None and len(parts) >= _LEAST_CLASSES and _named_alike(parts) and "等" not in tail:
            yield whole, parts


def _head_of(listed: Sequence[Figure], read: Read) -> tuple[Figure | None, list[Figure]]:
    """Return the total of a list and its parts: its first figure, where a comma follows it, or the figure before 家企业中，."""
    text, first = read.sentence.text, listed[0]
    if text[first.number.end : first.number.end + 1] in "，：" and len(listed) > 1:
        return first, list(listed[1:])
    ahead = [each for each in read.figures if each.number.end <= first.number.start]
    gap = text[ahead[-1].number.end : first.number.start] if ahead else ""
    whole = ahead[-1] if re.match(r"[^，。；0-9]{0,8}(?:中，|：)", gap) and ahead[-1].base == first.base else None
    return (whole if whole is not None and addable(whole) else None), list(listed)


def _named_alike(parts: list[Figure]) -> bool:
    """Return whether the names of parts end with one sign, and parts are joined by 、."""
    names = [re.sub(r"[\s，、：和及]|(?:有|为|是|共)$", "", each.head) for each in parts]
    text = parts[0].sentence.text
    joined = all("、" in text[one.number.end : other.number.start] for one, other in zip(parts, parts[1:], strict=False))
    return joined and len({name[-1:] for name in names}) == 1 and len(names[0]) >= 2


def above_whole(read: Read) -> Iterator[tuple[Figure, list[Figure]]]:
    """Return a total and months told behind it that are more than it: 转移3.86万人，7月转移3.42万人，8月转移0.54万人."""
    figures = [each for each in read.figures if addable(each) and not each.depth and not each.role]
    for at, whole in enumerate(figures):
        behind = [each for each in figures[at + 1 :] if each.base == whole.base and each.period and each.core]
        parts = [each for each in behind if each.period.kind in _SHORTER and whole.core.startswith(each.core[:2])]
        distinct = len({each.period_key for each in parts}) == len(parts) >= 2
        if distinct and (whole.period is None or whole.period.kind in ("year", "until")):
            if total(map(interval, parts)).low > interval(whole).high:
                yield whole, parts


def near_total(read: Read, amounts: Elsewhere) -> Iterator[Finding]:
    """Find a list of three sums or more that nearly, and not quite, add up to a figure printed elsewhere in the report.

    Meaning: soft, where it comes within a hundredth of one figure of its unit and no figure equals it.
    Silent: lists whose own sentence tells a total; lists that add up to some figure; targets and rates.
    """
    for each in series_of(read):
        parts = each.figures
        if len(parts) < _LEAST_CLASSES or not all(map(addable, parts)) or any(one.role for one in parts):
            continue
        if interval(parts[0]).overlaps(total(map(interval, parts[1:]))):
            continue
        added, value = total(map(interval, parts)), sum((one.value for one in parts), Decimal(0))
        most = value / 20
        others = [one for one in amounts.near(parts[0].base, value - most, value + most) if one not in parts]
        if any(interval(one).overlaps(added) for one in others):
            continue
        near_by = 20 if _PARTITION.search(read.sentence.text[: parts[0].number.start]) else 100
        near = [
            one
            for one in others
            if abs(one.value - value) * near_by <= value and one.sentence is not read.sentence and not one.role
        ]
        if near and value > max(one.value for one in parts):
            nearest = min(near, key=lambda one: abs(one.value - value))
            shown = Interval(added.low / nearest.factor, added.high / nearest.factor)
            yield finding(
                "identity/near",
                Severity.SOFT,
                [*parts, nearest],
                working=f"{printed(list(parts))} = {told_as(shown, nearest.number.digits + 1, nearest.unit)}，报告另写 {nearest.text}",
                message="各项之和与报告另处的数只差一点，请核对是否应当相等",
            )
