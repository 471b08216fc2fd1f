"""The report that the pipeline writes, held to the rules for reports of others before it is published."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from evalkit.audit.data import figure_name
from evalkit.audit.document import Document, Line, document_of
from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity
from evalkit.audit.folding import fold
from evalkit.audit.numbers import numbers_of, scale_and_base
from evalkit.audit.run import Audit, audit
from evalkit.audit.subjects import core, share_a_word
from evalkit.audit.terminal import place, rule_name
from evalkit.audit.waivers import Waiver
from evalkit.blocks.kinds import Caption, Heading, Paragraph, Report, Table
from evalkit.blocks.reading import read_report
from evalkit.errors import EvalkitError

CARRIED = {
    "F-RANGE-01": ("range", "ratio"),
    "F-SUM-01": ("identity", "ratio", "growth", "repeat", "period"),
    "F-CLAIM-01": ("contradiction",),
    "F-DATE-01": ("chronology",),
    "F-LEDGER-01": ("data", "repeat"),
}
"""For each hard finding of a year's data, the rules that find the same fault in a report, which must tell what the data hold."""
MOST_TOLD = 3
_CLAIMED = "目标"
"""What claims of the data are about; a rule that finds them contradicted says so."""
_STATED = re.compile("自报|填报|自称|所称|报告称")
"""By which words our report says that a figure is the bureau's own, and no claim of the report."""
_NAMED = re.compile("“([^”]{2,})”")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def audit_own(
    notebook: Mapping[str, Any],
    *,
    name: str,
    fiscal_year: int,
    measures: Sequence[Mapping[str, Any]] = (),
    findings: Sequence[Mapping[str, Any]] = (),
    waivers: Sequence[Waiver] = (),
) -> Audit:
    """Audit an executed report notebook by its own words and by the measures of its year.

    What is hard in the audit is only asked about where a hard finding of the data answers for it, and only noted where it compares
    with what the report tells as the bureau's own figure. A finding of the data answers if :data:`CARRIED` names the rule, and both
    are about the same thing: the audit quotes a figure that shares a word with the first measure of that finding and is one of the
    numbers it tells; where a finding has no measure, the day that it tells, and where it tells none, the name of a target.

    Parameters
    ----------
    notebook : mapping
        As its file holds it, executed.
    name : str
        By which the report is named in the audit.
    fiscal_year : int
        Its year.
    measures, findings : sequence of mapping
        Those of the year's data, as JSON files hold them; without measures, no figure is compared with the data.
    waivers : sequence of Waiver
        Findings that somebody answers for.
    """
    audited = audit(own_document(read_report(dict(notebook)), name, fiscal_year), waivers, measures)
    names = {measure["id"]: measure["name"] for measure in measures}
    weighed = [_weighed(each, audited.figures, findings, names) for each in audited.findings]
    return replace(audited, findings=sorted(weighed, key=lambda each: list(Severity).index(each.severity)))


def _weighed(
    found: Finding, figures: Sequence[Figure], findings: Sequence[Mapping[str, Any]], names: Mapping[str, str]
) -> Finding:
    """Return a finding of the audit as grave as it is in a report that has to tell what the data hold and the bureau states."""
    if found.severity is not Severity.HARD:
        return found
    quoted = [figure for figure in figures if _quotes(found, figure)]
    if any(_STATED.search(figure.clause_text) for figure in quoted):
        return replace(found, severity=Severity.INFO, message=f"{found.message}；其中有单位自报的数，报告如实写出")
    known = next((each for each in findings if _answers(each, found, quoted, names)), None)
    if known is None:
        return found
    return replace(found, severity=Severity.SOFT, message=f"{found.message}；年度数据已列为疑点 {known['code']}")


def own_document(report: Report, name: str, fiscal_year: int) -> Document:
    """Return a report's blocks as the lines of an audit, numbered in order.

    Examples
    --------
    >>> from evalkit.blocks.kinds import Run
    >>> report = Report("自评报告", (Heading(1, "概况", "一、"), Paragraph((Run("修路"), Run("3公里", bold=True)))))
    >>> [(line.heading, line.text) for line in own_document(report, "90_report", 2021).paragraphs]
    [(True, '自评报告'), (True, '一、概况'), (False, '修路3公里')]
    """
    texts = [(report.title, True, ()), *_texts(report)]
    lines = [
        Line(number, text, heading=heading, cells=cells, alone=True)
        for number, (text, heading, cells) in enumerate(texts, start=1)
    ]
    return document_of(name, lines, fiscal_year)


def _texts(report: Report) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
    for block in report.blocks:
        if isinstance(block, Heading):
            yield block.number + block.text, True, ()
        elif isinstance(block, Paragraph | Caption):
            yield block.text, False, ()
        elif isinstance(block, Table):
            for row in (*block.header, *block.rows):
                cells = tuple(cell.text for cell in row)
                yield "\u3000".join(cells), False, cells


def refusal_of(audited: Audit) -> EvalkitError | None:
    """Return why a report cannot be published; ``None`` where it says nothing that cannot be, or only what the data carry.

    Returns
    -------
    EvalkitError or None
        ``A-OWN-01`` with the rule, the place, the quotes and the working of the first hard findings.
    """
    hard = [each for each in audited.findings if each.severity is Severity.HARD]
    if not hard:
        return None
    more = f"；另有 {len(hard) - MOST_TOLD} 处" if len(hard) > MOST_TOLD else ""
    year = audited.document.fiscal_year
    return EvalkitError(
        "A-OWN-01",
        f"报告的文字与自身或与数据矛盾（{len(hard)} 处），没有发布",
        found="；".join(map(_told, hard[:MOST_TOLD])) + more,
        expected="报告中没有“必须改正”的矛盾，除非年度数据已列为同一疑点",
        remedy=f"改正 data/raw/{year}/narrative 中的文字，或改正其所据的数据，再运行一次；核实无误的，在 data/raw/{year}/waivers.csv 写明编号和理由",
    ).at(f"{audited.document.name}（{year} 年度）{'、'.join(dict.fromkeys(map(place, hard[:MOST_TOLD])))}")


def _answers(known: Mapping[str, Any], found: Finding, quoted: Sequence[Figure], names: Mapping[str, str]) -> bool:
    """Return whether a finding of the data is about the same fault as one of the audit."""
    if found.rule.partition("/")[0] not in CARRIED.get(known["code"], ()):
        return False
    if known["measures"]:
        name = figure_name(names.get(known["measures"][0], ""))
        return any(_is_told(figure, name, known["message"]) for figure in quoted)
    days = _DAY.findall(known["message"])
    if days:
        return any(day in found.working for day in days)
    told = " ".join(found.quotes)
    return _CLAIMED in found.message and any(core(name) in told for name in _NAMED.findall(known["message"]))


def _quotes(found: Finding, figure: Figure) -> bool:
    return any(spot.sentence is figure.sentence and spot.start <= figure.number.start < spot.end for spot in found.spots)


def _is_told(figure: Figure, name: str, message: str) -> bool:
    """Return whether a figure shares two signs in a row with the name of a measure, and stands in a message with its number."""
    numbers = [number for number in numbers_of(fold(message)) if scale_and_base(number.unit)[1] == figure.base]
    return share_a_word(figure.core, name) and any(
        number.value * scale_and_base(number.unit)[0] == figure.value for number in numbers
    )


def _told(finding: Finding) -> str:
    quotes = "、".join(f"“{quote}”" for quote in finding.quotes[:MOST_TOLD])
    working = f"（{finding.working}）" if finding.working else ""
    return f"规则 {finding.rule}（{rule_name(finding)}）{finding.message}：{quotes}{working}，编号 {finding.id}"
