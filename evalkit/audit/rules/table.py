"""Tables: columns add up to their total, no award exceeds its points, full points need the target met."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import takewhile

from evalkit.audit.document import Paragraph, Part
from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.folding import fold
from evalkit.audit.report import Report
from evalkit.audit.rules.columns import columns
from evalkit.audit.rules.registry import rule
from evalkit.audit.rules.subtotals import groups_of, points_without_total, subtotals, within_groups
from evalkit.audit.tables import AWARD_COLUMN, POINTS_COLUMN, TOTAL_ROW, Table, number_in, row_spot, tables_of
from evalkit.quantities import decimals_of, format_plain

_MOST_APART = 20
_LEAST_SCORE = 50
_SUBTOTAL = re.compile(r"小\s*计")
_NOT_ADDED = re.compile(r"率|比|均|单价|序号|(?<![0-9])年度|指标值|目标值|实际|%|满意")


@rule("table", "表格")
def table(report: Report) -> Iterator[Finding]:
    """表格 Table: the row 合计 is the sum of the rows above it, an award is at most its points, and equals the score in the text.

    Meaning: ``identity/table`` hard where a column of plain numbers does not add up to its total row; ``grade/award`` hard where an
    award exceeds its points; ``grade/sum`` hard where the total award of the table is not the score that the text states;
    ``ratio/column`` hard where a rate is not what two columns give, which give it in most rows.
    Soft where a group of rows, told by 小计 or by what it adds up to, is another amount than the row it makes up; where points without a
    total row are not 100.
    Silent: points of which up to twenty stand outside the table, since those for the execution of the budget have a block of their own;
    points and awards with a blank cell; columns of rates, prices, targets and actual values; columns with a cell that is no number.
    Why: as for identity and grade; most reports carry their scores in a table.
    """
    stated = _stated(report)
    for each in tables_of(report.document):
        totals = [row for row in each.rows if any(TOTAL_ROW.match(cell) for cell in each_text(row)[:2])]
        rows = [row for row in each.rows if row not in totals and re.search("[0-9]", row.text)]
        last = max((at for at, row in enumerate(each.rows) if re.search("[0-9]", row.text)), default=0)
        yield from _below(each, rows)
        rows = every = [row for row in rows if not _is_part(row)]
        grouped = groups_of(each, rows, totals[0]) if len(totals) == 1 else {}
        if grouped:
            yield from within_groups(each, rows, grouped, _NOT_ADDED)
            below = {part for parts in grouped.values() for part in parts}
            rows = [row for at, row in enumerate(rows) if at not in below]
        elif not any(map(_is_part, each.rows)):
            yield from subtotals(each, _NOT_ADDED)
        if not totals:
            yield from points_without_total(each, rows)
        for column, title in enumerate(each.header):
            if (
                len(totals) == 1
                and len(rows) >= 2
                and each.rows.index(totals[0]) in (0, last)
                and not _NOT_ADDED.search(title)
                and (not any(_SUBTOTAL.search(row.text) for row in rows) or any(map(_is_part, each.rows)))
            ):
                yield from _column(column, title, rows, totals[0])
        yield from _awards(each, every)
        yield from columns(each)
        yield from _score(each, totals, stated)


def _is_part(row: Paragraph) -> bool:
    """Return whether a row is told to be a part of one above it."""
    return any(cell.strip().startswith("其中") for cell in row.cells)


def _below(each: Table, rows: list[Paragraph]) -> Iterator[Finding]:
    """Find rows told as 其中 that add up to more than the row above them, or to another amount than a subtotal."""
    for at, row in enumerate(rows):
        parts = list(takewhile(_is_part, rows[at + 1 :])) if not _is_part(row) else []
        for column, title in enumerate(each.header) if parts and not all("其中" in cell for cell in row.cells) else ():
            whole, values = number_in(row.cells[column]), [number_in(part.cells[column]) for part in parts]
            if whole is None or len(values) < 2 or any(value is None for value in values) or _NOT_ADDED.search(title):
                continue
            added = sum((value for value in values if value is not None), Decimal(0))
            if added > whole or (added < whole and _SUBTOTAL.search(row.text)):
                yield finding(
                    "identity/table",
                    Severity.HARD,
                    [row_spot(row)],
                    working=f"{' + '.join(part.cells[column].strip() for part in parts)} = {format_plain(added)}，该行写 {row.cells[column]}",
                    message=f"“{title}”一列其中各行之和与该行不符",
                )


def each_text(row: Paragraph) -> list[str]:
    """Return the cells of a row that show something."""
    return [cell.strip() for cell in row.cells if cell.strip()]


def _column(column: int, title: str, rows: list[Paragraph], total: Paragraph) -> Iterator[Finding]:
    cells = [row.cells[column] for row in rows if row.cells[column].strip() not in ("", "-", "—", "/")]
    values, whole = [number_in(cell) for cell in cells], number_in(total.cells[column])
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
            [row_spot(total)],
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
        points, award = number_in(row.cells[points_at]), number_in(row.cells[award_at])
        if points is not None and award is not None and award > points:
            working = f"{format_plain(award)} > {format_plain(points)}"
            yield finding("grade/award", Severity.HARD, [row_spot(row)], working=working, message="得分高于该项分值")


def _stated(report: Report) -> list[Figure]:
    """Return the scores of the whole that the text states: those of the conclusion, and those named a total anywhere."""
    return [
        figure
        for figure in report.figures
        if figure.unit == "分"
        and figure.number.value > _LEAST_SCORE
        and not figure.depth
        and not figure.number.bound
        and re.search(r"总得?分|自评得?分|自评\s*$|得分|评分", figure.head)
        and (figure.sentence.part is Part.CONCLUSION or re.search("自评总?得?分|总得?分|综合得分", figure.head))
    ]


def _score(each: Table, totals: list[Paragraph], named: list[Figure]) -> Iterator[Finding]:
    _, award_at = _columns(each)
    if award_at is None or len(totals) != 1:
        return
    whole = number_in(totals[0].cells[award_at])
    if whole is not None and whole > _LEAST_SCORE and len(named) == 1 and named[0].number.value != whole:
        yield finding(
            "grade/sum",
            Severity.HARD,
            [row_spot(totals[0]), named[0]],
            working=f"表中合计 {format_plain(whole)}，正文 {named[0].text}",
            message="表中的总得分与正文的得分不符",
        )
