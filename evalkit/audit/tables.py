"""Tables of a report: which row heads the columns, and what the cells of a column are."""

import re
from dataclasses import dataclass, field

from evalkit.audit.document import Document, Paragraph

_HEADINGS = re.compile(r"指标|目标|实际|完成|分值|得分|权重|预算|执行|金额|数量|单位|项目|名称|内容|年度|序号|备注|支出|资金")
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
