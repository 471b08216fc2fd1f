"""A report audited: read, asked by every rule, its findings merged and put in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from evalkit.audit.data import against_data
from evalkit.audit.document import Document
from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity
from evalkit.audit.otherwise import unless_otherwise
from evalkit.audit.reading import read_report
from evalkit.audit.report import report_of
from evalkit.audit.rules import RULES
from evalkit.audit.waivers import Waiver

_GRAVITY = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass
class Audit:
    """An audit: the document, its figures, what was found, and what was found but waived."""

    document: Document
    figures: list[Figure]
    findings: list[Finding]
    waived: list[tuple[Finding, Waiver]] = field(default_factory=list)

    @property
    def stands(self) -> bool:
        """Whether a hard finding stands."""
        return any(finding.severity is Severity.HARD for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Return the audit as JSON holds it."""
        return {
            "file": self.document.name,
            "fiscal_year": self.document.fiscal_year,
            "figures": [figure.to_json() for figure in self.figures],
            "findings": [finding.to_json() for finding in self.findings],
        }


def audit_file(
    path: Path, *, fiscal_year: int | None = None, waivers: Iterable[Waiver] = (), measures: Sequence[Mapping[str, Any]] = ()
) -> Audit:
    """Audit a report.

    Parameters
    ----------
    path : Path
        A ``.md``, ``.txt`` or ``.docx`` file.
    fiscal_year : int, optional
        The year it is about; found in its head where not given.
    waivers : iterable of Waiver
        Findings that somebody answers for.
    measures : sequence of mapping
        The measures of the year, as its ``evaluation.json`` holds them; without any, figures are not matched with data.

    Raises
    ------
    InvalidInputError
        If the file cannot be read; see :func:`evalkit.audit.reading.read_report`.
    """
    return audit(read_report(path, fiscal_year), waivers, measures)


def audit(document: Document, waivers: Iterable[Waiver] = (), measures: Sequence[Mapping[str, Any]] = ()) -> Audit:
    """Audit a document that was read.

    Examples
    --------
    >>> from evalkit.audit.document import Line, document_of
    >>> found = audit(document_of("a.txt", [Line(1, "2021年修路12公里（新建5公里、改造4公里）。")]))
    >>> [(each.rule, each.severity.value, each.lines) for each in found.findings], found.stands
    ([('identity/parts', 'hard', [1])], True)
    """
    report = report_of(document)
    against = against_data(report, measures) if measures else ()
    asked = [finding for rule in RULES.values() for finding in rule.check(report)]
    found = _merged([*unless_otherwise(asked, report), *against])
    by_id = {waiver.finding: waiver for waiver in waivers}
    standing = [finding for finding in found if finding.id not in by_id]
    waived = [(finding, by_id[finding.id]) for finding in found if finding.id in by_id]
    return Audit(document, report.figures, standing, waived)


def _merged(findings: list[Finding]) -> list[Finding]:
    """Merge findings that say the same of a paragraph and its repetition, and put them in order: the gravest first, then by place."""
    merged: dict[tuple[str, ...], Finding] = {}
    for finding in findings:
        key = (finding.rule, finding.severity, finding.working, finding.message)
        known = merged.get(key)
        merged[key] = replace(known, spots=tuple(dict.fromkeys((*known.spots, *finding.spots)))) if known else finding
    return sorted(
        merged.values(),
        key=lambda each: (_GRAVITY[each.severity], *(min(spot.key for spot in each.spots) if each.spots else (-1,))),
    )
