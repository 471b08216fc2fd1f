"""The indicator block of a sheet: its rows, the points of its sections, its total, and where it ends."""

import re
from dataclasses import dataclass, field

from evalkit.forms.headings import Span, plain
from evalkit.forms.model import FormRow
from evalkit.forms.shown_text import fold, joined
from evalkit.forms.subrows import mark_subrows
from evalkit.forms.workbook import Range, Sheet

Columns = dict[str, Span]
CELLS = ("target", "actual", "points", "award", "sign", "unit", "reviewed")
SAYS_SOMETHING = ("name", "target", "actual", "points", "award", "reviewed")
TOTAL = "(自评|评价|综合)?(总分|总得分|合计|总计)(值|得分)?|(自评|综合|合计)得分|得分合计"
SUBTOTAL = "小计"
ONE_GRADE = "(?:优秀?|良好?|中等?|低|差)"
GRADE = re.compile(rf"(?:(?:评价|自评)?等级:?)?({ONE_GRADE}(?:\s*至\s*{ONE_GRADE})?)")
BELOW = re.compile(
    r"注[:\d]|注$|备注|说明$|说明:|其他(需|应|有关)|填[表报]|(自评|评价)结论|存在(的)?问题|改进措施|偏差大|(项目|财务|单位)负责人|联系"
)
HEADING_POINTS = re.compile(r"(.+?)(?:\((\d+(?:\.\d+)?)分?\)|(?<!\d)(\d+(?:\.\d+)?)分)")


@dataclass
class Table:
    """What the indicator block holds.

    Attributes
    ----------
    rows : tuple of FormRow
    section_points : dict of str to str
    total, grade : str
    below : list of int
        The rows after its end.
    """

    rows: tuple[FormRow, ...] = ()
    section_points: dict[str, str] = field(default_factory=dict)
    total: str = ""
    grade: str = ""
    below: list[int] = field(default_factory=list)


def read_table(sheet: Sheet, parts: list[tuple[Columns, list[int]]]) -> Table:
    """Read the indicator block, which may go on below repeated headings.

    Parameters
    ----------
    sheet : Sheet
        The sheet that holds it.
    parts : list of tuple
        For each row of headings its columns, and the rows below it.

    Returns
    -------
    Table
        Rows that only carry the name of a section or category are left out.

    Examples
    --------
    >>> columns = {"name": Span(1, 1, "指标名称"), "points": Span(2, 2, "分值"), "award": Span(3, 3, "得分")}
    >>> sheet = Sheet("自评表", {(2, 1): "森林火灾受害率", (2, 2): "10", (2, 3): "9", (3, 1): "总分", (3, 3): "97.93"})
    >>> table = read_table(sheet, [(columns, [2, 3])])
    >>> table.rows[0].award, table.total
    ('9', '97.93')
    """
    reader = _TableReader(sheet)
    for columns, numbers in parts:
        reader.read(columns, numbers)
    reader.table.rows = mark_subrows(reader.rows)
    return reader.table


class _TableReader:
    """Reads row after row; a section or category that is not repeated holds for the rows below it."""

    def __init__(self, sheet: Sheet):
        self.sheet, self.table = sheet, Table()
        self.rows: list[FormRow] = []
        self.section = self.category = ""

    def read(self, columns: Columns, numbers: list[int]) -> None:
        """Read the rows below one row of headings."""
        ended = False
        for number in numbers:
            labels = [plain(text) for column, text in self.sheet.cells(number) if column <= columns["name"].last]
            if not self.table.total and any(re.fullmatch(TOTAL, label) for label in labels):
                self._total(number, columns)
                ended = True
            elif ended or self._is_line(number, columns, labels):
                ended = ended or any(map(BELOW.match, labels[:1]))
                self.table.below.append(number)
            elif SUBTOTAL not in labels:
                self._row(number, columns)

    def _is_line(self, number: int, columns: Columns, labels: list[str]) -> bool:
        """Return whether a row is no indicator: a line across the cells of name and values, or a note without values."""
        cell = self.sheet.range(number, columns["name"].first)
        values = [columns[name] for name in ("actual", "points", "award") if name in columns]
        across = any(cell.holds(span.first) for span in values) or "target" in columns and cell.holds(columns["target"].first)
        return across or any(map(BELOW.match, labels[:1])) and not any(self._own(number, span) for span in values)

    def _row(self, number: int, columns: Columns) -> None:
        cells = {name: joined(self._own(number, columns[name])) for name in CELLS if name in columns}
        name, whole = self._name(number, columns["name"])
        self._levels(number, columns)
        if not any(cells.get(cell) for cell in SAYS_SOMETHING) and not name:
            return
        shared = [whole, *(self.sheet.range(number, columns[each].first) for each in ("points", "award") if each in columns)]
        unscored = not cells.get("points") and not cells.get("award")
        self.table.below.clear()
        self.rows.append(
            FormRow(
                self.section,
                self.category,
                name,
                **cells,
                reason=self._own(number, columns["reason"]) if "reason" in columns else "",
                subrow=unscored and any(cell.first_row < number for cell in shared),
                place=f"第 {number} 行",
            )
        )

    def _own(self, number: int, span: Span) -> str:
        return self.sheet.own(number, span.first, span.last)

    def _name(self, number: int, span: Span) -> tuple[str, Range]:
        """Return the name and its merged range; a category that takes the cell of the name too is the name."""
        cell = self.sheet.range(number, span.first)
        begins = min(cell.first_column, span.first)
        return joined(self.sheet.own(number, begins, span.last)), cell

    def _levels(self, number: int, columns: Columns) -> None:
        """Take over the section and category of a row; in a merged range that begins above they hold on."""
        section = self._level(number, columns, "section")
        if section is not None:
            name, points = _without_points(section)
            points = points or (joined(self._own(number, columns["section_points"])) if "section_points" in columns else "")
            if points:
                self.table.section_points.setdefault(name, points)
            self.category = self.category if name == self.section else ""
            self.section = name
        category = self._level(number, columns, "category")
        if category is not None:
            self.category = category

    def _level(self, number: int, columns: Columns, level: str) -> str | None:
        """Return the label of a level, empty where another level takes its cell, ``None`` where the cell is blank."""
        if level not in columns:
            return None
        column = columns[level].first
        cell = self.sheet.range(number, column)
        if cell.first_column < column or cell.holds(columns["name"].first):
            return ""
        return re.sub(r"\s", "", fold(self.sheet.text(number, column))) or None

    def _total(self, number: int, columns: Columns) -> None:
        """Read the total below the awards or, where one cell takes several columns, in the only other cell with a figure."""
        cells = dict(self.sheet.cells(number))
        grades = [grade[1] for text in cells.values() if (grade := GRADE.fullmatch(fold(text)))]
        self.table.grade = grades[0] if grades else self.table.grade
        if "award" not in columns:
            return
        taken = [columns[name] for name in ("points", "reviewed") if name in columns]
        others = [column for column in cells if column > columns["name"].last and re.search(r"\d", cells[column])]
        others = [column for column in others if not any(span.first <= column <= span.last for span in taken)]
        covering = self.sheet.range(number, columns["award"].first).first_column
        below_award = self._own(number, columns["award"]) or (cells.get(covering, "") if covering > columns["name"].last else "")
        self.table.total = joined(below_award or (cells[others[0]] if len(others) == 1 else ""))


def _without_points(section: str) -> tuple[str, str]:
    """Return the name of a section and the points printed with it.

    Examples
    --------
    >>> _without_points("产出指标(50分)"), _without_points("效益指标")
    (('产出指标', '50'), ('效益指标', ''))
    """
    stated = HEADING_POINTS.fullmatch(section)
    return (stated[1], stated[2] or stated[3]) if stated else (section, "")
