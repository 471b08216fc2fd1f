"""Claims of one report that cannot all be true."""

import re
from collections.abc import Iterator

from evalkit.audit.claims import Claim, Kind
from evalkit.audit.document import Part
from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.report import Report
from evalkit.audit.rules.compared import compared
from evalkit.audit.rules.registry import rule
from evalkit.audit.rules.short import short
from evalkit.audit.subjects import object_of, same

_AVERAGE = re.compile("[每单]|[人户亩件次日月]均|平均")
_AHEAD = 30


@rule("contradiction", "前后矛盾")
def contradiction(report: Report) -> Iterator[Finding]:
    """前后矛盾 Contradiction: a target met here and missed there, something that grew here and fell there, done although short of it.

    Meaning: hard where one subject and period is said to have met its target and not to have met it, or all targets are said to be met
    and one is not; where it grew and fell; where a sentence prints target and actual value, the actual one short of it, and says done.
    Soft where a quantity is shown among the results while the problems say that it fell, and no figure of the year before is given.
    Silent: where subjects or periods differ; what is planned or hoped for; where the fall is told with its size at the result itself.
    Why: sections of a report are written by different hands, and nobody reads both.
    """
    met = [claim for claim in report.claims if claim.kind is Kind.MET]
    unmet = [claim for claim in report.claims if claim.kind is Kind.UNMET]
    for no in unmet:
        for yes in met:
            if yes.whole or (_same(yes, no) and _period(yes, report) == _period(no, report)):
                yield _pair(yes, no, "此处称目标已完成，彼处称没有完成")
    grew = [claim for claim in report.claims if claim.kind is Kind.GREW]
    fell = [claim for claim in report.claims if claim.kind is Kind.FELL]
    for up in grew:
        for down in fell:
            alike = up.subject == down.subject if up.sized and down.sized else same(up.subject, down.subject)
            if alike and _period(up, report) == _period(down, report) and _each(up) == _each(down):
                yield _pair(up, down, f"{down.subject}在此处称增长，在彼处称下降")
    yield from _results_that_fell(report, fell)
    yield from short(report)
    for read in report.reads:
        yield from compared(read)


def _same(one: Claim, other: Claim) -> bool:
    return same(object_of(one.subject), object_of(other.subject))


def _period(claim: Claim, report: Report) -> str:
    return claim.period.key if claim.period else f"{report.year}-01-01/{report.year}-12-31"


def _each(claim: Claim) -> bool:
    """Return whether a claim is of an average, by its clause and the words before it."""
    text = claim.spot.sentence.text
    return _AVERAGE.search(text[max(0, claim.spot.start - _AHEAD) : claim.spot.end]) is not None


def _pair(one: Claim, other: Claim, message: str) -> Finding:
    places = sorted((one.spot, other.spot), key=lambda spot: spot.key)
    working = " ↔ ".join(f"“{spot.quote}”" for spot in places)
    return finding("contradiction", Severity.HARD, places, working=working, message=message)


def _results_that_fell(report: Report, fell: list[Claim]) -> Iterator[Finding]:
    for claim in fell:
        if claim.sized or claim.spot.sentence.part is not Part.PROBLEM:
            continue
        for figure in report.alike(claim.subject):
            if figure.sentence.part is not Part.RESULT or figure.is_rate or figure.change:
                continue
            if figure.period_key == _period(claim, report) and not _has_base(figure, report):
                yield finding(
                    "contradiction/result-fell",
                    Severity.SOFT,
                    [figure, claim.spot],
                    working=f"“{figure.clause_text.strip('，。 ')}” ↔ “{claim.spot.quote}”",
                    message=f"{claim.subject}在成效中列为成果，在问题中称下降，而没有写上年数，无法核对",
                )


def _has_base(figure: Figure, report: Report) -> bool:
    """Return whether the fall is told at the result itself, or the level of another year is printed anywhere."""
    others = [each for each in report.alike(figure.core) if each.base == figure.base]
    told = any(each.change < 0 and each.sentence is figure.sentence for each in report.alike(figure.core))
    return told or any(each.period_key != figure.period_key for each in others)
