"""Columns of a table that are worked out from other columns: 执行率 is 支出 ÷ 预算 in every row."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import permutations

from evalkit.audit.document import Paragraph, Sentence
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.folding import fold
from evalkit.audit.intervals import HUNDRED, change, less, share, times, told, total
from evalkit.audit.tables import AWARD_COLUMN, POINTS_COLUMN, TARGET_COLUMN, Table
from evalkit.quantities import Interval, decimals_of, parse_number, printed_interval

_CELL = re.compile(r"(?P<number>-?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)\s*(?P<unit>%|[\u4e00-\u9fff]{0,3})")
_RATE = re.compile("率|占比|比例|比重|满意度|%|％")
_EACH = re.compile("单价|均|单位成本|^每")
_GROWTH = re.compile("增长|增幅|同比|增减率|变化率|升降")
_REST = re.compile("结余|结转|差额|余额|增减(?!率)|净增|剩余|未完成")
_NO_SUM = re.compile("率|比|均|%|价|增长|指数|累计|累积|进度|余额|年末|期末")
_SUM = re.compile("^(?:合计|总计|全年|累计|共计|[三两二]年合计)")
_COUNTED = re.compile("[数次人户所个处辆台套件份艘架]|数量|计划|完成|实购|到货")
_LEAST_ROWS, _LEAST_FITTING = 3, 2
_MOST_COLUMNS = 12


@dataclass(frozen=True)
class Cell:
    """A number in a cell: what it stands for, and its decimals."""

    row: Paragraph
    text: str
    value: Interval
    digits: int


Work = Callable[[Interval, Interval], Interval | None]


def _percent(above: Interval, below: Interval) -> Interval | None:
    result = share(above, below)
    return times(result, HUNDRED) if result else None


def columns(table: Table) -> Iterator[Finding]:
    """Find the rows in which a rate, a price, a growth or a rest is not what two other columns give in most rows.

    Meaning: hard where at least two thirds of three or more rows fit one division, growth or difference of two columns, and others do
    not; and where a last column named 合计 or 全年 is the sum of the others in most rows, two at least, and not in one.
    Silent: points and awards, targets; columns that no two others give in most rows; rows in which a cell is no plain number; totals
    of rates and averages.
    """
    plain = [
        at
        for at, title in enumerate(table.header)
        if not (POINTS_COLUMN.search(title) or AWARD_COLUMN.search(title) or TARGET_COLUMN.search(title))
    ]
    cells = {
        at: {id(row): cell for row in table.rows if (cell := _cell(row, at, table.header[at]))} for at in plain[:_MOST_COLUMNS]
    }
    for at, own in cells.items():
        work, sign = _work(table.header[at])
        if work is None or len(own) < _LEAST_ROWS:
            continue
        others = [other for other in cells if other != at and not _RATE.search(table.header[other])]
        best: tuple[int, int, int] = (0, 0, 0)
        for above, below in permutations(others, 2):
            rows = [key for key in own if key in cells[above] and key in cells[below]]
            good = sum(_fits(own[key], work(cells[above][key].value, cells[below][key].value)) for key in rows)
            if len(rows) >= _LEAST_ROWS and 3 * good >= 2 * len(rows) and good > best[0]:
                best = (good, above, below)
        if best[0]:
            yield from _misfits(table, at, best[1:], cells, work, sign)
    yield from _across(table)


def _across(table: Table) -> Iterator[Finding]:
    """Find the rows whose last cell is not the sum of those before it, where that of the other rows is."""
    if not _SUM.search(table.header[-1]) or len(table.header) < _LEAST_ROWS + 1:
        return
    rows = [[cell for at in range(1, len(table.header)) if (cell := _cell(row, at, row.cells[0]))] for row in table.rows]
    rows = [cells for cells in rows if len(cells) == len(table.header) - 1]
    sums = [total(each.value for each in cells[:-1]) for cells in rows]
    fitting = sum(_fits(cells[-1], added) for cells, added in zip(rows, sums, strict=True))
    wrong = [(cells, added) for cells, added in zip(rows, sums, strict=True) if not _fits(cells[-1], added)]
    wrong = [(cells, added) for cells, added in wrong if not _NO_SUM.search(cells[0].row.text)]
    if fitting < _LEAST_FITTING or len(wrong) > fitting / 2:
        return
    for cells, added in wrong:
        yield finding(
            "identity/table",
            Severity.HARD,
            [Sentence(cells[-1].row, 0, len(cells[-1].row.text))],
            working=f"{' + '.join(cell.text for cell in cells[:-1])} = {told(added, cells[-1].digits)}，“{table.header[-1]}”写 {cells[-1].text}",
            message=f"其余各行“{table.header[-1]}”都是各列之和，这一行不符",
        )


def _misfits(
    table: Table, at: int, basis: tuple[int, int], cells: dict[int, dict[int, Cell]], work: Work, sign: str
) -> Iterator[Finding]:
    above, below = (cells[other] for other in basis)
    for key, cell in cells[at].items():
        result = work(above[key].value, below[key].value) if key in above and key in below else None
        if result is not None and not _fits(cell, result):
            yield finding(
                "ratio/column" if sign == " ÷ " else "growth/column" if sign else "identity/column",
                Severity.HARD,
                [Sentence(cell.row, 0, len(cell.row.text))],
                working=f"{above[key].text}{sign or ' − '}{below[key].text}{' − 1' if sign == ' / ' else ''}"
                f" = {told(result, cell.digits + 1)}，表中写 {cell.text}",
                message=f"“{table.header[at]}”一列，其余各行都由“{table.header[basis[0]]}”和“{table.header[basis[1]]}”算得，这一行不符",
            )


def _work(title: str) -> tuple[Work | None, str]:
    """Return how a column with this heading is worked out."""
    if _GROWTH.search(title):
        return change, " / "
    if _RATE.search(title):
        return _percent, " ÷ "
    if _EACH.search(title):
        return share, " ÷ "
    return (less, "") if _REST.search(title) else (None, "")


def _fits(cell: Cell, result: Interval | None) -> bool:
    return result is not None and cell.value.overlaps(result)


def _cell(row: Paragraph, at: int, name: str) -> Cell | None:
    """Return the number of a cell; one that counts things, as the name of its column or row says, is exact."""
    text = fold(row.cells[at]).strip() if at < len(row.cells) else ""
    found = _CELL.fullmatch(text)
    if not found:
        return None
    printed = found["number"]
    exact = _COUNTED.search(name) is not None
    value = printed_interval(printed.lstrip("-"), "个" if exact else "1", approximate=False)
    value = Interval(-value.high, -value.low) if parse_number(printed.lstrip("-")) and printed.startswith("-") else value
    return Cell(row, text, value, decimals_of(printed))
