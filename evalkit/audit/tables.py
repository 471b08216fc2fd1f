"""Tables of a report: which row heads the columns, and what the cells of a column are."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from evalkit.audit.document import Document, Paragraph, Sentence
from evalkit.audit.folding import fold
from evalkit.audit.numbers import scale_and_base
from evalkit.quantities import Interval, parse_number, printed_interval

_PLAIN = re.compile(r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_HEADING_UNIT = re.compile(r"（([万亿千]{0,2}[\u4e00-\u9fff]{1,4})）\s*$")
_HEADINGS = re.compile(
    r"指标|目标|实际|完成|分值|得分|权重|预算|执行|金额|数量|单位|项目|名称|内容|年度|序号|备注|支出|资金|季度|月份|年份|同比|增长|率|占比|比重|类别|区域|地区|乡镇|[数量额]$|（[万亿千]?[\u4e00-\u9fff%]{1,3}）"
)
TARGET_COLUMN = re.compile(r"指标值|目标值|目标|计划|任务数|应完成")
POINTS_COLUMN, AWARD_COLUMN = re.compile(r"^(?:分值|权重|满分|标准分)"), re.compile(r"得分|评分$|自评分")
TOTAL_ROW = re.compile(r"^(?:合\s*计|总\s*计|总\s*分|共\s*计|小\s*计)$")


@dataclass
class Table:
    """A table: its headings and the rows below."""

    header: tuple[str, ...]
    rows: list[Paragraph] = field(default_factory=list)


def header_of(paragraph: Paragraph, current: tuple[str, ...]) -> tuple[str, ...]:
    """Return the headings that hold for a paragraph: its own, those of the row before, or none outside a table."""
    if not paragraph.cells:
        return ()
    named = [cell for cell in paragraph.cells if _HEADINGS.search(cell) and not re.search("[0-9]", cell)]
    is_header = len(named) >= 2 and len(named) * 2 >= len([cell for cell in paragraph.cells if cell])
    return paragraph.cells if is_header and not current else current


def tables_of(document: Document) -> list[Table]:
    """Return the tables of a report that have headings."""
    tables: list[Table] = []
    current: tuple[str, ...] = ()
    for paragraph in document.paragraphs:
        header = header_of(paragraph, current)
        if header and not current:
            tables.append(Table(header))
        elif header and len(paragraph.cells) == len(header):
            tables[-1].rows.append(paragraph)
        current = header
    return tables


def amounts_of_tables(document: Document) -> list[tuple[str, Interval]]:
    """Return the plain numbers of columns whose heading carries a unit, 客运量（万人次）, each with its base unit."""
    amounts = []
    for table in tables_of(document):
        units = [_HEADING_UNIT.search(fold(title)) for title in table.header]
        for row in table.rows:
            for cell, unit in zip(row.cells, units, strict=False):
                plain = fold(cell).strip()
                if unit and _PLAIN.fullmatch(plain):
                    factor, base = scale_and_base(unit[1])
                    value = printed_interval(plain, "1", approximate=False)
                    amounts.append((base, Interval(value.low * factor, value.high * factor)))
    return amounts


def number_in(cell: str) -> Decimal | None:
    """Return the plain number of a cell, 分 behind it apart; ``None`` where it holds anything else.

    Examples
    --------
    >>> number_in("1,250.5"), number_in("47分"), number_in("95%")
    (Decimal('1250.5'), Decimal('47'), None)
    """
    plain = fold(cell).strip().removesuffix("分").strip()
    return parse_number(plain) if _PLAIN.fullmatch(plain.removeprefix("-")) else None


def row_spot(row: Paragraph) -> Sentence:
    """Return the place of a whole row."""
    return Sentence(row, 0, len(row.text))


def score_of_tables(document: Document) -> list[Decimal]:
    """Return the total awards of the tables that carry points and awards, as printed; a table without a total row has none."""
    scores = []
    for table in tables_of(document):
        awards = [at for at, title in enumerate(table.header) if AWARD_COLUMN.search(title)]
        points = any(POINTS_COLUMN.search(title) for title in table.header)
        totals = [row for row in table.rows if any(TOTAL_ROW.match(cell.strip()) for cell in row.cells)]
        if len(awards) == 1 and points and len(totals) == 1:
            found = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]+)?)分?", totals[0].cells[awards[0]].strip())
            scores += [Decimal(found[1])] if found else []
    return scores
