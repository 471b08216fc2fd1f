"""What holds for every report: its figures are places of its text, its page shows all of it, and other sentences change none."""

import json

from lxml import html as markup

from evalkit.audit.document import Document, Line, document_of
from evalkit.audit.figures import Figure
from evalkit.audit.page import audit_page
from evalkit.audit.run import Audit, audit
from evalkit.text import CONTROL

ASIDE = "各方配合密切。"
YEAR = 2021


def document(text: str) -> Document:
    """Return a text as a report of a year, read as a text file is."""
    lines = CONTROL.sub(" ", text).split("\n")
    return document_of("报告.txt", [Line(number, line.strip()) for number, line in enumerate(lines, start=1)], YEAR)


def check_figures(text: str) -> None:
    """Check a report; one without a word is refused where its file is read."""
    if not CONTROL.sub(" ", text).strip():
        return
    report = audit(document(text))
    assert report.to_json() == audit(document(text)).to_json(), "not read alike twice"
    _check_places(report)
    _check_json(report)
    _check_page(report)
    alone = _told(report)
    for around in (f"{ASIDE}\n{text}", f"{text}\n{ASIDE}"):
        assert _told(audit(document(around))) == alone, "another sentence changed the figures"


def _check_places(report: Audit) -> None:
    ends: dict[int, int] = {}
    for figure in report.figures:
        sentence, number = figure.sentence, figure.number
        start, end = sentence.start + number.start, sentence.start + number.end
        assert sentence.start <= start < end <= sentence.end
        printed = sentence.paragraph.text[start:end]
        assert figure.text == printed.strip(" ，、；。") and figure.text, "a figure is not its place in the text"
        assert len(sentence.paragraph.folded) == len(sentence.paragraph.text)
        before = ends.get(sentence.paragraph.number, 0)
        assert start >= before, f"{printed!r} overlaps the figure before it"
        ends[sentence.paragraph.number] = end
        assert number.low <= number.value <= number.high, f"{printed!r}: {number}"
        assert figure.low <= figure.high and figure.line >= 1


def _check_json(report: Audit) -> None:
    told = report.to_json()
    json.dumps(told, default=str, allow_nan=False)
    identifiers = [finding.id for finding in report.findings]
    assert len(set(identifiers)) == len(identifiers), "two findings of one name"
    for finding in report.findings:
        for spot in finding.spots:
            sentence = spot.sentence
            assert 0 <= spot.start <= spot.end <= sentence.end - sentence.start, f"{finding.rule} points outside"


def _check_page(report: Audit) -> None:
    section = markup.fromstring(audit_page(report)).xpath("//section[@class='report']")[0]
    shown = ["".join(each.xpath(".//text()[not(ancestor::a or ancestor::span)]")) for each in section][1:]
    assert shown == [paragraph.text for paragraph in report.document.paragraphs], "the page does not show what the report says"


def _told(report: Audit) -> list[tuple]:
    return [_about(figure) for figure in report.figures]


def _about(figure: Figure) -> tuple:
    return figure.text, figure.number.value, figure.unit, figure.number.low, figure.number.high
