"""What was done in one year against what was done in several: 2018年以来累计."""

import re
from collections.abc import Iterator

from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.numbers import INFINITY
from evalkit.audit.report import Report
from evalkit.audit.rules.sums import addable
from evalkit.audit.series import series_of
from evalkit.audit.subjects import same

_SEVERAL_YEARS = re.compile(
    r"(?:[两三四五六2-6]年(?:来|间|内)?|十[一二三四五]五”?(?:期间|以来)?|历年)[^，。；]{0,6}累计[^，。；]{0,12}$"
)


def cumulated(report: Report) -> Iterator[Finding]:
    """Find a year's figure above the same thing's total over several years.

    Meaning: hard where both have one name; soft where the verb behind 累计 stands at the year's figure, as in 治理62公里，累计治理51公里.
    Silent: where years of both overlap no further, for targets, and for 2019年至2021年分别为, which are no totals.
    """
    for paragraph in report.paragraphs:
        figures = [figure for read in paragraph for figure in read.figures if addable(figure)]
        ordered = {id(each) for read in paragraph for series in series_of(read) if series.ordered for each in series.figures}
        for whole in figures:
            several = whole.period is not None and whole.period.kind in ("years", "since")
            if whole.each or whole.base == "年" or re.search("年均|平均|每年", whole.head) or id(whole) in ordered:
                continue
            ahead = whole.sentence.text[whole.clause[0] : whole.number.start]
            if not several and not _SEVERAL_YEARS.search(ahead):
                continue
            for part in figures if whole.high < INFINITY else ():
                if part.base != whole.base or part.low <= whole.high or part.role or not _is_inside(part, whole, several):
                    continue
                named = several and same(part.core, whole.core)
                verb = ahead.rpartition("累计")[2][:2]
                beside = part.clause_text if part.sentence is whole.sentence else part.sentence.text
                if named or ("累计" in ahead and len(verb) > 1 and verb in beside):
                    yield finding(
                        "identity/cumulative",
                        Severity.HARD if named else Severity.SOFT,
                        [part, whole],
                        working=f"{part.text} > {whole.text}",
                        message=f"其中一段时间的{part.subject}大于全部时间的累计数",
                        claimed=whole,
                    )


def _is_inside(part: Figure, whole: Figure, several: bool) -> bool:
    """Return whether a figure is of a time within that of another, and shorter; of three years that are not told, of the last."""
    if not several:
        year = f"{part.year}-01-01/{part.year}-12-31"
        return part is not whole and part.period_key == year and "累计" not in part.head
    if whole.period is None or whole.period.first is None or whole.period.last is None or part.period_key == whole.period_key:
        return False
    if part.period is None:
        return part.year is not None and whole.period.first.year <= part.year <= whole.period.last.year
    first, last = part.period.first, part.period.last
    return first is not None and last is not None and whole.period.first <= first and last <= whole.period.last
