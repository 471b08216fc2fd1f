"""Growth that is printed or claimed, against the levels that the report prints."""

import re
from collections.abc import Iterator
from functools import lru_cache

from evalkit.audit.claims import Claim, Kind
from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import change, told
from evalkit.audit.report import Report
from evalkit.audit.rules.increases import DIFFERENCE, from_to, increase, than
from evalkit.audit.rules.moves import moves
from evalkit.audit.rules.registry import rule
from evalkit.audit.rules.sums import interval
from evalkit.audit.rules.yearly import named_growth, yearly
from evalkit.audit.subjects import same
from evalkit.quantities import Interval

_ABOVE = ("全国", "全省")
_OF_ANOTHER_YEAR = re.compile("[比较](?P<year>20[0-9]{2})年")
_ATTAINED_OF = re.compile(r"的[0-9.]+%")
_CHAIN = re.compile("环比")


def _is_level(figure: Figure) -> bool:
    return (
        not figure.change
        and not figure.number.rank
        and not figure.number.bound
        and figure.role != "target"
        and not figure.depth
        and not DIFFERENCE.search(figure.head)
        and not _ATTAINED_OF.match(figure.sentence.text[figure.number.end :])
        and len(figure.core) >= 2
    )


@lru_cache(maxsize=4096)
def year_before(key: str) -> str:
    """Return the same days of the year before.

    Examples
    --------
    >>> year_before("2021-01-01/2021-09-30")
    '2020-01-01/2020-09-30'
    """
    return re.sub(r"[0-9]{4}", lambda found: str(int(found[0]) - 1), key, count=0) if re.match(r"[0-9]{4}-", key) else ""


@rule("growth", "增长")
def growth(report: Report) -> Iterator[Finding]:
    """增长 Growth: a growth rate, a rise or fall in words, or a growth target said to be met, against the levels printed.

    Meaning: hard where the levels of both years are printed and no value within their digits gives the rate, or the direction, that
    is claimed; also where 由 A 增至 B and the increase beside them disagree. Soft where the level of the year stands in another
    paragraph than the rate.
    Silent: where the level of the year before is not printed, where the two levels are not of one subject, level and unit; growth on
    the month before (环比); a rate on a comparable basis (可比口径) may differ from the printed levels and is asked about softly.
    Why: growth is claimed far more often than it is computed; a fall told as growth is the gravest slip of a report.
    """
    found = list(_told_with_levels(report))
    yield from found
    known = {spot for each in found for spot in each.spots}
    yield from (each for paragraph in report.paragraphs for each in moves(paragraph) if each.spots[-1] not in known)
    yield from (each for paragraph in report.paragraphs for each in yearly(paragraph) if each.spots[-1] not in known)
    yield from (each for paragraph in report.paragraphs for each in named_growth(paragraph, report.year))


def _told_with_levels(report: Report) -> Iterator[Finding]:
    near: list[Figure] = []
    for read in report.reads:
        near = near if near and near[0].sentence.paragraph is read.sentence.paragraph else []
        yield from from_to(read)
        for figure in read.figures:
            if figure.change and figure.unit in ("%", "倍") and not _CHAIN.search(figure.head):
                yield from than(read, figure)
                yield from _printed(figure, report)
            elif figure.change and figure.base == "百分点":
                yield from than(read, figure)
            elif figure.change and figure.unit not in ("%", "倍"):
                found = list(increase(read, figure, near))
                yield from found or than(read, figure)
        near = read.figures
    for claim in report.claims:
        yield from _claimed(claim, report)


def _pairs(report: Report, core: str, key: str, scope: str) -> list[tuple[Figure, Figure]]:
    """Return every level of a period with every one of the year before; a name may stand for a whole and for a part of another."""
    alike = [
        each
        for each in report.alike(core)
        if each.period_key in (key, year_before(key)) and _is_level(each) and each.base not in ("%", "分")
    ]
    earlier = [each for each in alike if each.period_key != key]
    nows = [each for each in alike if each.period_key == key and _one_scope(each.scope, scope)]
    return [
        (now, before)
        for now in nows
        if scope not in _ABOVE or now.scope == scope
        for before in earlier
        if before.base == now.base and same(before.core, now.core) and _one_scope(before.scope, now.scope)
    ]


def _one_scope(one: str, other: str) -> bool:
    return not one or not other or one == other


def _printed(figure: Figure, report: Report) -> Iterator[Finding]:
    if _OF_ANOTHER_YEAR.search(figure.clause_text) and not _names_year_before(figure):
        return
    pairs = _pairs(report, figure.core, figure.period_key, figure.scope)
    factor = 100 if figure.unit == "倍" else 1
    claimed = Interval(figure.number.low * factor, figure.number.high * factor)
    claimed = Interval(-claimed.high, -claimed.low) if figure.change < 0 and figure.number.value > 0 else claimed
    results = [change(interval(now), interval(before)) for now, before in pairs]
    if not pairs or any(each is None or each.overlaps(claimed) for each in results):
        return
    pair, result = pairs[0], results[0]
    comparable = re.search("可比", figure.clause_text)
    yield finding(
        "growth",
        Severity.SOFT if comparable or not _is_near(figure, pair[0]) else Severity.HARD,
        [figure, *pair],
        working=f"{pair[0].text} ÷ {pair[1].text} − 1 = {told(result, figure.number.digits + 2, '%')}",
        message=f"{figure.subject}的增减幅度 {figure.text} 与报告自己的两年数字不符",
        claimed=figure,
    )


def _names_year_before(figure: Figure) -> bool:
    """Return whether the year that a rate is told against is the one before its own."""
    named = _OF_ANOTHER_YEAR.search(figure.clause_text)
    return named is not None and figure.period_key.startswith(f"{int(named['year']) + 1}-")


def _is_near(figure: Figure, level: Figure) -> bool:
    """Return whether a level stands in the paragraph of a rate, so that it is told of it."""
    return level.sentence.paragraph is figure.sentence.paragraph


def _claimed(claim: Claim, report: Report) -> Iterator[Finding]:
    grew = claim.kind is Kind.GREW or (claim.kind is Kind.MET and claim.growth)
    if not (grew or claim.kind is Kind.FELL) or not claim.subject:
        return
    key = claim.period.key if claim.period else f"{report.year}-01-01/{report.year}-12-31"
    pairs = _pairs(report, claim.subject, key, "")
    results = [change(interval(now), interval(before)) for now, before in pairs]
    if not pairs or not all(each is not None and (each.high < 0 if grew else each.low > 0) for each in results):
        return
    pair, result = pairs[0], results[0]
    told_as = "增长目标已实现" if claim.kind is Kind.MET else "增长" if grew else "下降"
    yield finding(
        "growth",
        Severity.HARD,
        [claim.spot, *pair],
        working=f"{pair[0].text} ÷ {pair[1].text} − 1 = {told(result, 2, '%')}",
        message=f"报告称{pair[0].subject}{told_as}，而按报告自己的两年数字是{'下降' if grew else '增长'}",
    )
