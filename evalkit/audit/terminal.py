"""An audit told on the terminal, in colour where there is one."""

from rich.console import Console
from rich.text import Text

from evalkit.audit.data import NAME
from evalkit.audit.findings import SEVERITY_TEXT, Finding, Severity
from evalkit.audit.rules import RULES
from evalkit.audit.run import Audit
from evalkit.text import one_line

_STYLES = {Severity.HARD: "bold red", Severity.SOFT: "yellow", Severity.INFO: "cyan"}


def show(audit: Audit, console: Console | None = None) -> None:
    """Print an audit: how many findings of each severity, then each with its place, quotes and working."""
    console = console or Console(highlight=False, soft_wrap=True)
    year = f"{audit.document.fiscal_year} 年度" if audit.document.fiscal_year else "年度不明"
    console.print(Text(f"{one_line(audit.document.name)}（{year}）", style="bold"))
    console.print(Text(summary(audit)))
    for finding in audit.findings:
        console.print()
        _show(finding, console)
    for finding, waiver in audit.waived:
        console.print()
        console.print(Text(f"已豁免  {finding.id}  {finding.message}", style="dim"))
        console.print(Text(f"  理由：{one_line(waiver.reason)}（{one_line(waiver.who)}，{waiver.date}）", style="dim"))


def summary(audit: Audit) -> str:
    """Return in one line how many figures were read and how many findings stand."""
    counts = "，".join(
        f"{SEVERITY_TEXT[severity]} {sum(finding.severity is severity for finding in audit.findings)} 条" for severity in Severity
    )
    waived = f"，已豁免 {len(audit.waived)} 条" if audit.waived else ""
    return f"读出数字 {len(audit.figures)} 个；{counts}{waived}"


def rule_name(finding: Finding) -> str:
    """Return the Chinese name of the rule of a finding."""
    id = finding.rule.partition("/")[0]
    return RULES[id].name if id in RULES else NAME


def place(finding: Finding) -> str:
    """Return where a finding stands, in words."""
    return f"第 {'、'.join(map(str, finding.lines))} 行" if finding.lines else "全文"


def _show(finding: Finding, console: Console) -> None:
    head = Text.assemble(
        (f"{SEVERITY_TEXT[finding.severity]}  ", _STYLES[finding.severity]), (f"{rule_name(finding)}  ", "bold"), place(finding)
    )
    console.print(head)
    console.print(Text(f"  {finding.message}"))
    for quote in finding.quotes:
        console.print(Text(f"  原文：{one_line(quote)}", style="dim"))
    if finding.working:
        console.print(Text(f"  算式：{one_line(finding.working)}"))
    console.print(Text(f"  编号：{finding.id}", style="dim"))
