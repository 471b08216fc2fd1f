"""The same quantity printed twice."""

import re
from collections import defaultdict
from collections.abc import Iterator

from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.report import Report
from evalkit.audit.rules.identity import interval
from evalkit.audit.rules.registry import rule

_MASK = "#"
_LEAST_CLAUSE, _LEAST_SUBJECT = 10, 4


@rule("repeat", "前后一致")
def repeat(report: Report) -> Iterator[Finding]:
    """前后一致 Repeat: the same quantity printed twice has one value.

    Meaning: hard where a sentence is repeated word for word, or clause for clause, with another figure; hard where two figures have
    the same subject, unit, period and level in different paragraphs and no common value; parts, targets and changes are not compared.
    Silent: where the subject is short or the clause says little, so that it may be another thing; where both digits allow one value
    (1.83亿元 and 1.8亿元); where one of them is a bound (超过).
    Why: paragraphs of a report are copied from each other and corrected in one place only.
    """
    told: set[tuple[int, int]] = set()
    for one, other in [*_repeated_clauses(report), *_same_subjects(report)]:
        if (id(one), id(other)) in told or interval(one).overlaps(interval(other)):
            continue
        told.add((id(one), id(other)))
        yield finding(
            "repeat",
            Severity.HARD,
            [one, other],
            working=f"{one.text} ≠ {other.text}",
            message=f"同一个数（{other.subject or one.subject}）前后不一致",
        )


def _masked(figures: list[Figure], start: int, end: int) -> str:
    """Return a clause with every figure masked, so that two clauses that differ in figures alone are equal."""
    text, place, parts = figures[0].sentence.text, start, []
    for figure in figures:
        parts += [text[place : figure.number.start], _MASK + figure.unit]
        place = figure.number.end
    return re.sub(r"\s", "", "".join([*parts, text[place:end]])).strip("，。；、")


def _repeated_clauses(report: Report) -> Iterator[tuple[Figure, Figure]]:
    """Return the figures of clauses that say the same; sentences that share two such clauses, or one long one."""
    first: dict[str, list[Figure]] = {}
    for read in report.reads:
        clauses: dict[tuple[int, int], list[Figure]] = defaultdict(list)
        for figure in read.figures:
            clauses[figure.clause].append(figure)
        keys = {clause: f"{figures[0].period_key}:{_masked(figures, *clause)}" for clause, figures in clauses.items()}
        known = [clause for clause, key in keys.items() if key in first]
        homes = [id(first[keys[clause]][0].sentence) for clause in known]
        for clause, home in zip(known, homes, strict=True):
            text = keys[clause].partition(":")[2]
            long = len(re.sub(r"[#%]|\u0001|[0-9a-z]", "", text)) >= _LEAST_CLAUSE
            if long or homes.count(home) >= 2:
                yield from zip(first[keys[clause]], clauses[clause], strict=False)
        for clause, figures in clauses.items():
            first.setdefault(keys[clause], figures)


def _same_subjects(report: Report) -> Iterator[tuple[Figure, Figure]]:
    first: dict[tuple, Figure] = {}
    for figure in report.figures:
        plain = not figure.change and not figure.role and not figure.inherited and not figure.per and not figure.each and not figure.depth
        if not plain or figure.number.rank or figure.number.bound or len(figure.core) < _LEAST_SUBJECT:
            continue
        if figure.period is not None and figure.period.kind in ("rest", "unknown", "invalid", "reversed"):
            continue
        key = (figure.core, figure.unit, figure.period_key, figure.scope)
        known = first.setdefault(key, figure)
        if known is not figure and known.sentence.paragraph is not figure.sentence.paragraph and not _is_part(known) and not _is_part(figure):
            yield known, figure


def _is_part(figure: Figure) -> bool:
    return bool(re.search("其中|分别|另|新增", figure.sentence.text[figure.clause[0] - 3 if figure.clause[0] > 3 else 0 : figure.number.start]))
