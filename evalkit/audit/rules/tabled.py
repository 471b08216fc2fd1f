"""Figures of the text against the cells of tables that their words name, where they differ by a slip of the hand."""

import re
from collections.abc import Iterator

from evalkit.audit.document import Part
from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.report import Report
from evalkit.audit.rules.sums import interval
from evalkit.audit.slips import slip_of
from evalkit.audit.subjects import share_a_word
from evalkit.audit.tables import TOTAL_ROW, Amount, amounts_of_tables, row_spot

_WHOLE = re.compile("全年|年度|合计|总|共|累计|项目")


def tabled(report: Report) -> Iterator[Finding]:
    """Find 支出 385.00万元 in the text where the row of the table says 395.00 under 实际支出.

    Meaning: soft; the clause names the column, its sentence names the row or, for the row 合计, the whole; the two numbers are one
    but for a digit, two digits turned, or their scale.
    Silent: where the number of the text stands in a table too, or the number of the cell in the text; bounds, targets, plans.
    """
    amounts = amounts_of_tables(report.document)
    if not amounts:
        return
    told = [
        each for each in report.figures if not each.sentence.paragraph.cells and each.base in {amount.base for amount in amounts}
    ]
    plain = [each for each in told if not (each.role or each.per or each.change or each.sentence.part is Part.PLAN)]
    plain = [each for each in plain if each.base == "%" or not each.is_rate]
    untold = [amount for amount in amounts if not any(amount.interval.overlaps(interval(each)) for each in told)]
    for figure in plain:
        if any(amount.base == figure.base and amount.interval.overlaps(interval(figure)) for amount in amounts):
            continue
        for amount in untold:
            how = slip_of(figure, amount.printed, amount.unit) if amount.base == figure.base and _named(amount, figure) else ""
            if how:
                yield finding(
                    "repeat/table",
                    Severity.SOFT,
                    [figure, row_spot(amount.row)],
                    working=f"{figure.text} ↔ 表中“{amount.name}”一行“{amount.title}”{amount.printed}{amount.unit}：{how}",
                    message="疑为同一个数，正文与表中写成两样，请核对",
                )
                break


def _named(amount: Amount, figure: Figure) -> bool:
    text = figure.sentence.text
    if re.search("[未缺差]", figure.head):
        return False
    of_row = _WHOLE.search(text) is not None if TOTAL_ROW.match(amount.name) else share_a_word(amount.name, text)
    return of_row and share_a_word(re.sub("（.*", "", amount.title), figure.clause_text + figure.subject)
