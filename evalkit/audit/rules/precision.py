"""Figures printed more exactly than their words allow."""

import re
from collections.abc import Iterator

from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.report import Report
from evalkit.audit.rules.registry import rule

_MOST_SIGNIFICANT = 5
_MOST_PERCENT_DIGITS = 2


@rule("precision", "精度")
def precision(report: Report) -> Iterator[Finding]:
    """精度 Precision: 约 with five or more digits, or a rate with more decimals than its figures carry.

    Meaning: soft, one finding for all places of a report: a figure told with 约, 近, 左右 is printed to five or more significant digits
    with decimals, or a percentage to more than two decimals. Either 约 or the digits are wrong.
    Silent: 约 with few digits; exact figures with many digits.
    Why: such digits promise an exactness that the word beside them denies; the reader cannot tell which figure is in the accounts.
    """
    exact = [
        figure
        for figure in report.figures
        if figure.number.approximate and not figure.number.is_range and _significant(figure) >= _MOST_SIGNIFICANT
    ]
    exact = [figure for figure in exact if figure.number.digits >= 1 or not str(figure.number.value).endswith("0")]
    if exact:
        yield finding(
            "precision/about",
            Severity.SOFT,
            exact,
            working="、".join(dict.fromkeys(figure.text for figure in exact)),
            message="数字精确到多位，却写“约”“近”“左右”：应写明是准确数还是约数",
        )
    fine = [figure for figure in report.figures if figure.unit == "%" and figure.number.digits > _MOST_PERCENT_DIGITS]
    if fine:
        yield finding(
            "precision/percent",
            Severity.INFO,
            fine,
            working="、".join(dict.fromkeys(figure.text for figure in fine)),
            message="百分比保留的小数超过两位",
        )


def _significant(figure: Figure) -> int:
    return (
        len(re.sub(r"[^0-9]", "", str(figure.number.value)).strip("0"))
        if figure.number.digits == 0
        else len(re.sub(r"[^0-9]", "", str(figure.number.value)).lstrip("0"))
    )
