"""What is odd about a form: one code for each oddity, found in the cells by a general rule. Findings never change an award."""

from collections.abc import Iterator

from evalkit.forms.findings_money import MONEY_RULES
from evalkit.forms.findings_rows import ROW_RULES
from evalkit.forms.findings_sheet import SHEET_RULES
from evalkit.forms.verdicts import FormFinding, Reconciliation

RULES = {**MONEY_RULES, **SHEET_RULES, **ROW_RULES}


def find(result: Reconciliation) -> Iterator[FormFinding]:
    """Return what is odd about a recomputed form, money first, then the sheet, then the rows.

    Parameters
    ----------
    result : Reconciliation
        The form with its verdicts; its own findings are not looked at.

    Returns
    -------
    iterator of FormFinding
        What only the narrative could show (NARRATIVE_CONTRADICTS) has no rule here.

    Examples
    --------
    >>> from evalkit.forms.model import Form, MoneyRow
    >>> from evalkit.forms.recompute import recompute
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> form = Form(file="", money=(MoneyRow("年度资金总额", revised="10", executed="12", rate="120%"),))
    >>> [finding.code for finding in recompute(form, load_rulebook("mof-2020-10")).findings]
    ['RATE_OVER_100']
    """
    for code, rule in RULES.items():
        for place, message in rule(result):
            yield FormFinding(code, message, place)
