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
_PERCENT = re.compile(r"[0-9]+(?:\.[0-9]+)?\s*%")
_CAPTION = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|金额|计量)单位：\s*([万亿千]{0,2}(?:元|美元|吨|人次|户|亩|公顷|平方米|公里))\s*）?\s*$"
)
_NO_AMOUNT = re.compile(
    "率|比|均|单价|标准|序号|分值|得分|权重|满分|扣分|目标|指标|数量|[人户次场件个]数|增长|增幅|增减|%|天|日期|时间|备注"
)
_PERIOD = re.compile("20[0-9]{2}年度?|[0-9]{1,2}月份?")
_LEAST_COLUMNS = 3
_HEADINGS = re.compile(
    r"指标|目标|实际|完成|分值|得分|权重|预算|执行|金额|数量|单位|项目|名称|内容|年度|序号|备注|支出|资金|季度|月份|年份|同比|增长|率|占比|比重|类别|区域|地区|乡镇|[数量额]$|（[万亿千]?[\u4e00-\u9fff%]{1,3}）"
)
TARGET_COLUMN = re.compile(r"指标值|目标值|目标|计划|任务数|应完成")
POINTS_COLUMN, AWARD_COLUMN = re.compile(r"^(?:分值|权重|满分|标准分)"), re.compile(r"得分|评分$|自评分")
TOTAL_ROW = re.compile(r"^(?:合\s*计|总\s*计|总\s*分|共\s*计|小\s*计)$")


@dataclass
class Table:
    """A table: its headings, the rows below, and the unit that is told above it for all its amounts (单位：万元), empty where none is."""

    header: tuple[str, ...]
    unit: str = ""
    rows: list[Paragraph] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Amount:
    """An amount that a cell prints as a plain number, whose unit stands in the heading or above the table.

    Attributes
    ----------
    row : Paragraph
    name, title : str
        What the row and the column are called.
    printed, unit : str
    base : str
        The base unit.
    interval : Interval
        In base units.
    table : Table
    """

    row: Paragraph
    name: str
    title: str
    printed: str
    unit: str
    base: str
    interval: Interval
    table: Table


def headers_of(document: Document) -> list[tuple[str, ...]]:
    """Return the headings that hold for each paragraph: its own, those of the row before, or none outside a table.

    Examples
    --------
    >>> from evalkit.audit.document import Line, document_of
    >>> rows = [("年度", "发放", "回收"), ("2020年", "80", "77")]
    >>> headers_of(document_of("a.md", [Line(at, " ".join(cells), cells=cells) for at, cells in enumerate(rows)]))
    [('年度', '发放', '回收'), ('年度', '发放', '回收')]
    """
    headers: list[tuple[str, ...]] = []
    for paragraph, below in zip(document.paragraphs, [*document.paragraphs[1:], None], strict=True):
        current = headers[-1] if headers and paragraph.cells else ()
        first = not headers or not document.paragraphs[paragraph.number - 1].cells
        heads = paragraph.cells and not current and (_names_columns(paragraph) or (first and _is_above(paragraph, below)))
        headers.append(paragraph.cells if heads else current)
    return headers


def _names_columns(row: Paragraph) -> bool:
    """Return whether a row holds the words that head columns."""
    named = [cell for cell in row.cells if _HEADINGS.search(cell) and not re.search("[0-9]", _PERIOD.sub("年", cell))]
    return len(named) >= 2 and len(named) * 2 >= len([cell for cell in row.cells if cell])


def _is_above(row: Paragraph, below: Paragraph | None) -> bool:
    """Return whether the first row of a table has no number, and most cells of the row below are numbers."""
    if below is None or len(below.cells) != len(row.cells) or len(row.cells) < _LEAST_COLUMNS:
        return False
    numbers = [cell for cell in below.cells[1:] if re.match(r"\s*-?[0-9]", cell)]
    return all(row.cells[1:]) and not any(map(_begins_with_number, row.cells)) and 2 * len(numbers) >= len(row.cells) - 1


def _begins_with_number(cell: str) -> bool:
    return re.match(r"\s*[0-9]", _PERIOD.sub("", cell)) is not None


def tables_of(document: Document) -> list[Table]:
    """Return the tables of a report that have headings."""
    tables: list[Table] = []
    current: tuple[str, ...] = ()
    before = ""
    for paragraph, header in zip(document.paragraphs, headers_of(document), strict=True):
        if header and not current:
            caption = _CAPTION.search(before)
            tables.append(Table(header, caption[1] if caption else ""))
        elif header and len(paragraph.cells) == len(header):
            tables[-1].rows.append(paragraph)
        current, before = header, paragraph.folded
    return tables


def amounts_of_tables(document: Document) -> list[Amount]:
    """Return the plain numbers of columns whose heading carries a unit, 客运量（万人次）, or above whose table one is told, and rates.

    Examples
    --------
    >>> from evalkit.audit.document import Line, document_of
    >>> rows = [("项目", "预算数", "执行率"), ("培训", "12.50", "98.00")]
    >>> lines = [Line(1, "单位：万元"), *(Line(3 + at, " ".join(cells), cells=cells) for at, cells in enumerate(rows))]
    >>> [(amount.name, amount.title, amount.printed, amount.unit) for amount in amounts_of_tables(document_of("a.md", lines))]
    [('培训', '预算数', '12.50', '万元')]
    """
    amounts = []
    for table in tables_of(document):
        units = [_unit_of(table, title) for title in table.header]
        for row in table.rows:
            name = ""
            for cell, title, unit in zip(row.cells, table.header, units, strict=False):
                plain = fold(cell).strip()
                name = plain if re.search("[\u4e00-\u9fff]{2}", plain) and not re.search("[0-9]", plain) else name
                if not unit and _PERCENT.fullmatch(plain):
                    value = printed_interval(plain[:-1].strip(), "1", approximate=False)
                    amounts.append(Amount(row, name, title, plain[:-1].strip(), "%", "%", value, table))
                if unit and _PLAIN.fullmatch(plain) and not (unit == table.unit and _NO_AMOUNT.search(name)):
                    factor, base = scale_and_base(unit)
                    value = printed_interval(plain, "1", approximate=False)
                    interval = Interval(value.low * factor, value.high * factor)
                    amounts.append(Amount(row, name, title, plain, unit, base, interval, table))
    return amounts


def _unit_of(table: Table, title: str) -> str:
    """Return the unit of a column: its own, or that of the table where it can hold such amounts."""
    own = _HEADING_UNIT.search(fold(title))
    return own[1] if own else "" if _NO_AMOUNT.search(title) else table.unit


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
