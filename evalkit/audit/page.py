"""An audit as one offline page: the report with each finding marked in place, and the list beside it."""

from dataclasses import dataclass

from evalkit.audit.document import Paragraph
from evalkit.audit.findings import SEVERITY_TEXT, Finding, Severity
from evalkit.audit.run import Audit
from evalkit.audit.terminal import place, rule_name, summary
from evalkit.present.plain import plain_page

_ORDER = list(Severity)


@dataclass(frozen=True)
class Piece:
    """A piece of a paragraph: its text, the findings it belongs to by number, and the gravest of their severities."""

    text: str
    numbers: tuple[int, ...] = ()
    severity: str = ""


def audit_page(audit: Audit, *, home: str = "", fictional: bool = False, failure: str = "") -> str:
    """Return the page of an audit; the same audit gives the same bytes.

    Parameters
    ----------
    audit : Audit
        The audit.
    home : str
        Where the index is, if the page stands among those of a year.
    fictional : bool
        Whether the data of the report are invented, which the page then says.
    failure : str
        Why the report was not published, if it was not; the page then says so wherever one looks.
    """
    numbered = list(enumerate(audit.findings, start=1))
    paragraphs = [
        {
            "line": paragraph.starts[0][1],
            "heading": paragraph.heading,
            "cells": bool(paragraph.cells),
            "pieces": pieces_of(paragraph, numbered),
        }
        for paragraph in audit.document.paragraphs
    ]
    findings = [
        {
            "number": number,
            "severity": finding.severity.value,
            "severity_text": SEVERITY_TEXT[finding.severity],
            "name": rule_name(finding),
            "rule": finding.rule,
            "place": place(finding),
            "quotes": finding.quotes,
            "working": finding.working,
            "message": finding.message,
            "id": finding.id,
        }
        for number, finding in numbered
    ]
    waived = [
        {"id": finding.id, "message": finding.message, "place": place(finding), "waiver": waiver}
        for finding, waiver in audit.waived
    ]
    return plain_page(
        "audit.html.j2",
        name=audit.document.name,
        fiscal_year=audit.document.fiscal_year,
        home=home,
        fictional=fictional,
        failure=failure,
        summary=summary(audit),
        paragraphs=paragraphs,
        findings=findings,
        waived=waived,
    )


def pieces_of(paragraph: Paragraph, numbered: list[tuple[int, Finding]]) -> list[Piece]:
    """Return a paragraph cut where findings begin and end."""
    marks = [
        (spot.sentence.start + spot.start, min(spot.sentence.start + spot.end, len(paragraph.text)), number, finding.severity)
        for number, finding in numbered
        for spot in finding.spots
        if spot.sentence.paragraph is paragraph
    ]
    cuts = sorted({0, len(paragraph.text), *(end for mark in marks for end in mark[:2])})
    pieces = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        over = [(number, severity) for begin, stop, number, severity in marks if begin <= start and end <= stop]
        numbers = tuple(dict.fromkeys(number for number, _ in over))
        severity = min((severity for _, severity in over), key=_ORDER.index).value if over else ""
        if pieces and pieces[-1].numbers == numbers:
            pieces[-1] = Piece(pieces[-1].text + paragraph.text[start:end], numbers, severity)
        else:
            pieces.append(Piece(paragraph.text[start:end], numbers, severity))
    return pieces
