"""Targets called met although the actual value falls short of them."""

import re
from collections.abc import Iterator
from decimal import Decimal

from evalkit.audit.claims import Claim, Kind
from evalkit.audit.document import Part
from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.report import Report
from evalkit.audit.rules.sums import addable
from evalkit.audit.subjects import abbreviates

_LEAST_NAME = 4
_LACK = re.compile("缺口|[少缺差]了?$|未[完达][成到]|不足|剩余")


def short(report: Report) -> Iterator[Finding]:
    """Find an actual value short of its target in a sentence that claims the target met.

    Meaning: hard where target and actual value stand in one sentence, the actual value right behind the target, or in the sentence
    before; or where the target of the same name stands elsewhere (举办公益性赛事不少于4次, and 举办公益赛事3次，已完成).
    Silent: where the sentence also says of something that it was not met; where the value may round to the target.
    """
    claims: dict[int, list[Claim]] = {}
    for claim in report.claims:
        if claim.kind in (Kind.MET, Kind.UNMET):
            claims.setdefault(id(claim.spot.sentence), []).append(claim)
    every = [each for each in report.figures if each.role == "target" and not each.per and each.sentence.part is not Part.PLAN]
    before: Read | None = None
    for read in report.reads:
        told = claims.get(id(read.sentence), [])
        if told and all(each.kind is Kind.MET for each in told):
            aims = [figure for figure in read.figures if figure.role == "target" and not figure.per]
            near = before if before and before.sentence.paragraph is read.sentence.paragraph else None
            yield from _beside(aims, read, near, told[0])
            if near and not aims:
                yield from _after(near, read, told[0])
            if not aims:
                yield from _elsewhere(read, told[0], every)
        before = read


def _beside(aims: list[Figure], read: Read, before: Read | None, claim: Claim) -> Iterator[Finding]:
    for aim in (each for each in aims if not read.sentence.text.startswith("的", each.number.end)):
        actual = _actual(aim, read.figures) or _actual_before(aim, read, before)
        if actual is not None and _misses(actual, aim):
            yield _finding(aim, actual, claim)


def _after(before: Read, read: Read, claim: Claim) -> Iterator[Finding]:
    """Find the actual value, told first in its sentence, of the one target of the sentence before: 目标50项，then 实际47项，已完成."""
    aims = [each for each in before.figures if each.role == "target" and not each.per]
    first = read.figures[0] if read.figures else None
    if len(aims) == 1 and first is not None and first.base == aims[0].base and re.search("实际|完成", first.head):
        if not first.role and not first.change and _misses(first, aims[0]):
            yield _finding(aims[0], first, claim)


def _elsewhere(read: Read, claim: Claim, every: list[Figure]) -> Iterator[Finding]:
    """Find the actual values of a clause called met that are short of the target of their name in another paragraph."""
    told = [each for each in read.figures if addable(each) and not each.depth and each.number.end <= claim.spot.end]
    for actual in told:
        if len(actual.core) < _LEAST_NAME or actual.inherited or read.sentence.part is Part.PLAN:
            continue
        named = [each for each in every if each.base == actual.base and abbreviates(actual.core, each.core)]
        if len(named) == 1 and _misses(actual, named[0]):
            yield _finding(named[0], actual, claim)


def _finding(aim: Figure, actual: Figure, claim: Claim) -> Finding:
    return finding(
        "contradiction/short",
        Severity.HARD,
        [aim, actual, claim.spot],
        working=f"目标 {aim.text}，实际 {actual.text}",
        message="实际值没有达到目标值，报告却称完成",
    )


def _misses(actual: Figure, aim: Figure) -> bool:
    if aim.number.bound == "≤":
        return actual.low > aim.high
    return actual.high < aim.number.value * aim.factor - _half(aim)


def _actual(aim: Figure, figures: list[Figure]) -> Figure | None:
    """Return the first figure behind a target that can be its actual value."""
    behind = [each for each in figures if each.number.start >= aim.number.end and each.base == aim.base]
    first = behind[0] if behind else None
    if first is None or first.role == "target" or first.change or first.number.rank or _LACK.search(first.head):
        return None
    return first


def _actual_before(aim: Figure, read: Read, before: Read | None) -> Figure | None:
    """Return the figure that a target without a name of its own (目标20个，已完成) follows, in its sentence or the one before."""
    if aim.core.replace("目标", "").replace("计划", "") and not aim.inherited:
        return None
    ahead = [each for each in read.figures if each.number.end <= aim.number.start]
    ahead = ahead or (before.figures if before else [])
    alike = [each for each in ahead if each.base == aim.base and each.role != "target" and addable(each)]
    return alike[0] if len(alike) == 1 else None


def _half(figure: Figure) -> Decimal:
    return Decimal(0) if figure.number.bound else (figure.high - figure.low) / 2
