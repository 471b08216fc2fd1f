"""A self-evaluation form as it is printed: every cell a text, nothing interpreted, a blank cell an empty text."""

from dataclasses import dataclass, field

TOTAL_ROW = "年度资金总额"


@dataclass(frozen=True)
class MoneyRow:
    """One row of the money block (项目资金).

    Attributes
    ----------
    name : str
        年度资金总额 for the first row, otherwise what the row is called (当年财政拨款, 上年结转, 其他资金).
    initial, revised, received, executed : str
        年初预算数, 全年预算数, 到位数, 全年执行数.
    points, rate, award : str
        分值, 执行率, 得分.
    """

    name: str
    initial: str = ""
    revised: str = ""
    received: str = ""
    executed: str = ""
    points: str = ""
    rate: str = ""
    award: str = ""
    place: str = ""


@dataclass(frozen=True)
class FormRow:
    """One row of the indicator block.

    Attributes
    ----------
    section, category, name : str
        一级, 二级, 三级指标.
    target, actual : str
        年度指标值 and 实际完成值, without the parts that stand in cells of their own.
    sign, unit : str
        指标性质 and 度量单位 where the layout has columns for them.
    points, award : str
        分值 and 得分.
    reviewed : str
        复核分, where the layout has a column for it.
    reason : str
        偏差原因分析及改进措施.
    subrow : bool
        A breakdown of the row above it, without points of its own.
    budget : bool
        The row repeats the budget execution that the money block scores.
    doubtful : bool
        The transcription is not safe; the row is never judged.
    points_in_values : bool
        The cells for target and actual hold points.
    place : str
        Where the row stands in the file.
    """

    section: str
    category: str
    name: str
    target: str = ""
    actual: str = ""
    points: str = ""
    award: str = ""
    sign: str = ""
    unit: str = ""
    reviewed: str = ""
    reason: str = ""
    subrow: bool = False
    budget: bool = False
    doubtful: bool = False
    points_in_values: bool = False
    place: str = ""


@dataclass(frozen=True)
class Form:
    """A whole form.

    Attributes
    ----------
    file : str
        The file as the caller named it.
    layout : str
        The family of the layout where the file states it, otherwise empty.
    columns : frozenset of str
        Which optional columns the layout has: ``initial``, ``received``, ``sign``, ``unit``, ``points``, ``award``, ``reviewed``.
    section_points : dict of str to str
        Points printed in the headings of level 1.
    money_unit : str
        元 or 万元.
    complete : bool
        Whether every row of the table is there.
    goal, result : str
        预期目标 and 实际完成情况 of the year.
    notes : tuple of str
        What the form says below the table.
    """

    file: str
    project: str = ""
    department: str = ""
    implementer: str = ""
    fiscal_year: str = ""
    layout: str = ""
    columns: frozenset[str] = frozenset()
    money_unit: str = "万元"
    money: tuple[MoneyRow, ...] = ()
    rows: tuple[FormRow, ...] = ()
    section_points: dict[str, str] = field(default_factory=dict)
    total: str = ""
    grade: str = ""
    complete: bool = True
    goal: str = ""
    result: str = ""
    notes: tuple[str, ...] = ()
