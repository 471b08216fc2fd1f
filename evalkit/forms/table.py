"""The cells of the 项目支出绩效自评表 (财预〔2020〕10号 附件 1), which both writers print.

The columns of 附件 1 are printed and no others; a form read from another layout loses its 到位数 or 复核分 here.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from itertools import groupby

from evalkit.forms.model import Form
from evalkit.quantities import MISSING_TEXT, parse_number

TITLE = "项目支出绩效自评表"
WIDTHS = (66, 88, 128, 76, 96, 40, 62, 130)  # pixels of 1/96 inch: together within the 182 mm between the margins of an A4 page
MARGIN_MM = 14
IN_WORDS = "定性"
MONEY_HEADINGS = ("", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
HEADINGS = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
POINTS, RATE, MONEY_AWARD, AWARD = 5, 6, 7, 6


class Style(Enum):
    """How a cell is set."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    LABEL = "label"
    TEXT = "text"
    NUMBER = "number"


@dataclass(frozen=True)
class TableCell:
    """A cell with its place, and how many rows and columns it takes."""

    row: int
    column: int
    text: str
    style: Style = Style.TEXT
    rows: int = 1
    columns: int = 1

    @property
    def last_row(self) -> int:
        """The last row that the cell takes."""
        return self.row + self.rows - 1

    @property
    def last_column(self) -> int:
        """The last column that the cell takes."""
        return self.column + self.columns - 1


@dataclass(frozen=True)
class Table:
    """All cells, and the rows that formulas and repeated headers need.

    Attributes
    ----------
    money : range
        Rows of the money block, without its headings.
    header : int
        The row of the indicator headings.
    rows : range
        Rows of the indicators.
    total : int
        The row of 总分, the last one.
    """

    cells: tuple[TableCell, ...]
    money: range
    header: int
    rows: range
    total: int


def table_of(form: Form) -> Table:
    """Return the cells of a form as 附件 1 lays them out.

    Examples
    --------
    >>> table = table_of(Form(file="", fiscal_year="2022"))
    >>> [cell.text for cell in table.cells if cell.row == 1]
    ['（2022 年度）']
    """
    money = range(5, 5 + len(form.money))
    header = money.stop + 2
    rows = range(header + 1, header + 1 + len(form.rows))
    cells = [
        *_about(form),
        *_money(form, money),
        *_goal(form, money.stop),
        *(TableCell(header, column, text, Style.LABEL) for column, text in enumerate(HEADINGS)),
        *_indicators(form, rows),
        TableCell(rows.stop, 0, "总分", Style.LABEL, columns=5),
        TableCell(rows.stop, POINTS, points_total(form), Style.NUMBER),
        TableCell(rows.stop, AWARD, form.total or MISSING_TEXT, Style.NUMBER),
        TableCell(rows.stop, 7, f"评价等级：{form.grade}" if form.grade else "", Style.LABEL),
    ]
    return Table(tuple(cells), money, header, rows, rows.stop)


def points_total(form: Form) -> str:
    """Return the sum of all points printed as numbers.

    Examples
    --------
    >>> from evalkit.forms.model import MoneyRow
    >>> points_total(Form(file="", money=(MoneyRow("年度资金总额", points="10"), MoneyRow("其他资金", points="—"))))
    '10'
    """
    printed = [row.points for row in (*form.money, *form.rows)]
    return f"{sum((parse_number(text) for text in printed if is_number(text)), Decimal(0)).normalize():f}"


def is_number(text: str) -> bool:
    """Return whether a cell holds a plain number and nothing else."""
    try:
        parse_number(text)
    except ValueError:
        return False
    return True


def _about(form: Form) -> list[TableCell]:
    return [
        TableCell(0, 0, TITLE, Style.TITLE, columns=8),
        TableCell(1, 0, f"（{form.fiscal_year} 年度）", Style.SUBTITLE, columns=8),
        TableCell(2, 0, "项目名称", Style.LABEL),
        TableCell(2, 1, form.project, columns=7),
        TableCell(3, 0, "主管部门", Style.LABEL),
        TableCell(3, 1, form.department, columns=3),
        TableCell(3, 4, "实施单位", Style.LABEL),
        TableCell(3, 5, form.implementer, columns=3),
    ]


def _money(form: Form, rows: range) -> list[TableCell]:
    cells = [TableCell(4, 0, f"项目资金\n（{form.money_unit}）", Style.LABEL, rows=1 + len(rows))]
    cells += [TableCell(4, column, text, Style.LABEL) for column, text in enumerate(MONEY_HEADINGS, start=1)]
    for place, row in enumerate(form.money):
        name = f"其中：{row.name}" if place == 1 else row.name
        cells.append(TableCell(rows[place], 1, name))
        amounts = (row.initial, row.revised, row.executed, row.points, row.rate, row.award)
        cells += [TableCell(rows[place], column, text, Style.NUMBER) for column, text in enumerate(amounts, start=2)]
    return cells


def _goal(form: Form, row: int) -> list[TableCell]:
    return [
        TableCell(row, 0, "年度总体目标", Style.LABEL, rows=2),
        TableCell(row, 1, "预期目标", Style.LABEL, columns=3),
        TableCell(row, 4, "实际完成情况", Style.LABEL, columns=4),
        TableCell(row + 1, 1, form.goal, columns=3),
        TableCell(row + 1, 4, form.result, columns=4),
    ]


def _indicators(form: Form, rows: range) -> list[TableCell]:
    """Return the indicator rows; equal sections, and equal categories within one, become one cell."""
    numbered = list(zip(rows, form.rows, strict=True))
    cells = []
    for section, run in groupby(numbered, key=lambda item: item[1].section):
        of_section = list(run)
        points = form.section_points.get(section, "")
        heading = f"{section}\n（{points}分）" if points else section
        cells.append(TableCell(of_section[0][0], 0, heading, Style.LABEL, rows=len(of_section)))
        for category, same in groupby(of_section, key=lambda item: item[1].category):
            of_category = list(same)
            cells.append(TableCell(of_category[0][0], 1, category, Style.LABEL, rows=len(of_category)))
    for place, row in numbered:
        cells.append(TableCell(place, 2, row.name))
        values = (f"{'' if row.sign == IN_WORDS else row.sign}{row.target}{row.unit}", row.actual)
        cells += [TableCell(place, column, text, Style.LABEL) for column, text in enumerate(values, start=3)]
        cells += [TableCell(place, column, text, Style.NUMBER) for column, text in ((POINTS, row.points), (AWARD, row.award))]
        cells.append(TableCell(place, 7, row.reason))
    return cells
