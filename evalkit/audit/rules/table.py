"""Tables: columns add up to their total, no award exceeds its points, full points need the target met."""

import re
from collections.abc import Iterator
from decimal import Decimal

from evalkit.audit.document import Paragraph, Sentence
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.folding import fold
from evalkit.audit.report import Report
from evalkit.audit.rules.registry import rule
from evalkit.audit.tables import AWARD_COLUMN, POINTS_COLUMN, TOTAL_ROW, Table, tables_of
from evalkit.quantities import decimals_of, format_plain, parse_number

_PLAIN = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?")
_MOST_APART = 20
_NOT_ADDED = re.compile(r"率|比|均|单价|序号|年度|指标值|目标值|实际|%|满意")


@rule("table", "表格")
def table(report: Report) -> Iterator[Finding]:
    """表格 Table: the row 合计 is the sum of the rows above it, an award is at most its points, and equals the score in the text.

    Meaning: ``identity/table`` hard where a column of plain numbers does not add up to its total row; ``grade/award`` hard where an
    award exceeds its points; ``grade/sum`` hard where the total award of the table is not the score that the text states.
    Silent: points of which up to twenty stand outside the table, since those for the execution of the budget have a block of their own;
    points and awards with a blank cell; columns of rates, prices, targets and actual values; tables with subtotals; columns with a cell that is no number.
    Why: as for identity and grade; most reports carry their scores in a table.
    """
    for each in tables_of(report.document):
        totals = [row for row in each.rows if any(TOTAL_ROW.match(cell) for cell in each_text(row)[:2])]
        rows = [row for row in each.rows if row not in totals and re.search("[0-9]", row.text)]
        for column, title in enumerate(each.header):
            if (
                len(totals) == 1
                and len(rows) >= 2
                and each.rows.index(totals[0]) in (0, len(each.rows) - 1)
                and not _NOT_ADDED.search(title)
            ):
                yield from _column(column, title, rows, totals[0])
        yield from _awards(each, rows)
        yield from _score(each, totals, report)


def each_text(row: Paragraph) -> list[str]:
    """Return the cells of a row that show something."""
    return [cell.strip() for cell in row.cells if cell.strip()]


def _number(cell: str) -> Decimal | None:
    plain = fold(cell).strip().removesuffix("分").strip()
    return (
        parse_number(plain)
        if _PLAIN.fullmatch(plain) and re.fullmatch(r"-?(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?", plain)
        else None
    )


def _whole(row: Paragraph) -> Sentence:
    return Sentence(row, 0, len(row.text))


def _column(column: int, title: str, rows: list[Paragraph], total: Paragraph) -> Iterator[Finding]:
    cells = [row.cells[column] for row in rows if row.cells[column].strip() not in ("", "-", "—", "/")]
    values, whole = [_number(cell) for cell in cells], _number(total.cells[column])
    if whole is None or len(values) < 2 or any(value is None for value in values):
        return
    added = sum((value for value in values if value is not None), Decimal(0))
    digits = [decimals_of(fold(cell).strip().removesuffix("分")) for cell in cells]
    margin = (
        sum((Decimal(1).scaleb(-each) / 2 for each in digits if max(digits) > 0), Decimal(0))
        if not re.search("分", title)
        else Decimal(0)
    )
    if POINTS_COLUMN.search(title) or AWARD_COLUMN.search(title):
        blank = len(cells) < len(rows)
        apart = 0 < whole - added <= _MOST_APART and not any(re.search("执行", row.text) for row in rows)
        if blank or apart:
            return
    if abs(added - whole) > margin:
        yield finding(
            "identity/table",
            Severity.HARD,
            [_whole(total)],
            working=f"{' + '.join(map(str.strip, cells))} = {format_plain(added)}，合计写 {total.cells[column]}",
            message=f"“{title}”一列各行之和与合计不符",
        )


def _columns(each: Table) -> tuple[int | None, int | None]:
    points = next((at for at, title in enumerate(each.header) if POINTS_COLUMN.search(title)), None)
    return points, next((at for at, title in enumerate(each.header) if AWARD_COLUMN.search(title)), None)


def _awards(each: Table, rows: list[Paragraph]) -> Iterator[Finding]:
    points_at, award_at = _columns(each)
    if points_at is None or award_at is None:
        return
    for row in rows:
        points, award = _number(row.cells[points_at]), _number(row.cells[award_at])
        if points is not None and award is not None and award > points:
            working = f"{format_plain(award)} > {format_plain(points)}"
            yield finding("grade/award", Severity.HARD, [_whole(row)], working=working, message="得分高于该项分值")


def _score(each: Table, totals: list[Paragraph], report: Report) -> Iterator[Finding]:
    _, award_at = _columns(each)
    if award_at is None or len(totals) != 1:
        return
    whole = _number(totals[0].cells[award_at])
    stated = [
        figure
        for figure in report.figures
        if figure.unit == "分"
        and re.search(r"总得?分|自评得?分|得分|评分", figure.head)
        and not figure.depth
        and figure.sentence.part.value == "conclusion"
    ]
    named = [figure for figure in stated if figure.number.value > 50]
    if whole is not None and whole > 50 and len(named) == 1 and named[0].number.value != whole:
        yield finding(
            "grade/sum",
            Severity.HARD,
            [_whole(totals[0]), named[0]],
            working=f"表中合计 {format_plain(whole)}，正文 {named[0].text}",
            message="表中的总得分与正文的得分不符",
        )
