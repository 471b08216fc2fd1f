"""Figures of the text against the cells of tables that their words name, where they differ by a slip of the hand."""

import re
from collections.abc import Iterator

from evalkit.audit.document import Part
from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import Spread
from evalkit.audit.report import Report
from evalkit.audit.rules.sums import interval
from evalkit.audit.slips import slip_of
from evalkit.audit.subjects import share_a_word
from evalkit.audit.tables import TARGET_COLUMN, TOTAL_ROW, Amount, row_spot

_RATE = re.compile("[\u4e00-\u9fff]{2,}[率度]$")
_UNTOLD = re.compile("^(?:.*计算的?|全年|总体|综合|实际|年度)")
_LEAST_NAME = 3
_OF_OTHERS = re.compile("其中|上年|去年|同期|平均|全国|全省|全市|季度|[0-9]月")
_WHOLE = re.compile("全年|年度|合计|总|共|累计|项目")


def tabled(report: Report) -> Iterator[Finding]:
    """Find 支出 385.00万元 in the text where the row of the table says 395.00 under 实际支出.

    Meaning: soft; the clause names the column, its sentence names the row or, for the row 合计, the whole; the two numbers are one
    but for a digit, two digits turned, or their scale.
    Silent: where the number of the text stands in a table too, or the number of the cell in the text; bounds, targets, plans.
    """
    bases = {amount.base for amount in report.amounts}
    told = [each for each in report.figures if each.base in bases and not each.sentence.paragraph.cells]
    in_text = {base: Spread(interval(each) for each in told if each.base == base) for base in bases}
    in_tables = {base: Spread(each.interval for each in report.amounts if each.base == base) for base in bases}
    untold = [amount for amount in report.amounts if not in_text[amount.base].overlaps(amount.interval)]
    for figure in told:
        plain = not (figure.role or figure.per or figure.change or figure.sentence.part is Part.PLAN)
        if not plain or (figure.is_rate and figure.base != "%") or in_tables[figure.base].overlaps(interval(figure)):
            continue
        for amount in (each for each in untold if each.base == figure.base):
            how = slip_of(figure, amount.printed, amount.unit) if _named(amount, figure) else ""
            if how:
                yield finding(
                    "repeat/table",
                    Severity.SOFT,
                    [figure, row_spot(amount.row)],
                    working=f"{figure.text} ↔ 表中“{amount.name}”一行“{amount.title}”{amount.printed}{amount.unit}：{how}",
                    message="疑为同一个数，正文与表中写成两样，请核对",
                )
                break


def rates_tabled(report: Report) -> Iterator[Finding]:
    """Find 执行率92.94% in the text where the row 预算执行率 of the tables says 94.92%, and no two figures give the first.

    Meaning: soft; the rate of the text and the row have one name, or the one is the end of the other, and all cells with that name agree.
    Silent: rates of other levels and periods, in brackets, targets and changes; rates that figures of the report give.
    """
    cells = [each for each in report.amounts if each.base == "%" and not TARGET_COLUMN.search(each.title)]
    rows = [each for each in cells if _RATE.search(each.name) and not _RATE.search(each.title)]
    for figure in report.figures if rows else ():
        plain = figure.base == "%" and not (
            figure.change or figure.role or figure.depth or figure.number.bound or figure.inherited
        )
        if not plain or figure.sentence.paragraph.cells or figure.sentence.part is Part.PLAN or not _RATE.search(figure.core):
            continue
        if figure.period_key != f"{report.year}-01-01/{report.year}-12-31" or _OF_OTHERS.search(figure.sentence.text):
            continue
        name = _UNTOLD.sub("", figure.core)
        named = [each for each in rows if len(name) >= _LEAST_NAME and each.name.endswith(name)]
        if named and len({each.printed for each in named}) == 1 and not named[0].interval.overlaps(interval(figure)):
            yield finding(
                "repeat/table",
                Severity.SOFT,
                [figure, row_spot(named[0].row)],
                working=f"{figure.text} ↔ 表中“{named[0].name}”一行“{named[0].title}”{named[0].printed}%",
                message="同名的比率，正文与表中不同，请核对",
                claimed=figure,
            )


def _named(amount: Amount, figure: Figure) -> bool:
    text = figure.sentence.text
    if re.search("[未缺差]", figure.head):
        return False
    of_row = _WHOLE.search(text) is not None if TOTAL_ROW.match(amount.name) else share_a_word(amount.name, text)
    return of_row and share_a_word(re.sub("（.*", "", amount.title), figure.clause_text + figure.subject)
