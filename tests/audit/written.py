"""Reports written for the tests: a head, and lines each of which is a paragraph."""

from evalkit.audit.document import Line, document_of
from evalkit.audit.findings import Finding
from evalkit.audit.run import Audit, audit

HEAD = "# 农村公路养护项目2021年度绩效自评报告"


def audited(*lines: str, head: str = HEAD) -> Audit:
    """Return the audit of a report with these paragraphs; a line that begins with # is a heading, one with | a row."""
    read = []
    for number, line in enumerate((head, *lines), start=1):
        cells = tuple(cell.strip() for cell in line.strip("|").split("|")) if line.startswith("|") else ()
        text = "　".join(cells) if cells else line.lstrip("# ")
        read.append(Line(number, text, heading=line.startswith("#"), cells=cells, alone=True))
    return audit(document_of("report.md", read))


def found(rule: str, *lines: str, head: str = HEAD) -> list[Finding]:
    """Return the findings of a rule, its details included, in a report with these paragraphs."""
    return [each for each in audited(*lines, head=head).findings if each.rule.partition("/")[0] == rule]
