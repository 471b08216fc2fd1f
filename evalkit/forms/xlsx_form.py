"""Self-evaluation forms in a workbook, in whatever layout: the headings say what each column holds."""

import re
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

from evalkit.errors import EvalkitError, InputProblems, InvalidInputError
from evalkit.forms.headings import AMOUNTS, Block, find_blocks, plain
from evalkit.forms.model import TOTAL_ROW, Form, MoneyRow
from evalkit.forms.shown_text import fold, joined
from evalkit.forms.workbook import Sheet, read_sheets
from evalkit.forms.xlsx_rows import Table, read_table
from evalkit.quantities import MISSING_TEXT

PROJECT = "(项目|专项|转移支付)(支出|项目)?名称"
DEPARTMENT = "(项目|地方|中央)?主管(部门|单位)(及代码|名称)?"
OFFICE = "(部门|单位|预算单位)名称"
IMPLEMENTER = "(项目|资金|具体)?(实施|使用|承担|预算|申报)(部门|单位)(及代码|名称)?|项目单位"
YEAR = "(预算|财政|评价)?年度|(项目|预算)年度"
GRADE = "(自评|评价|评定|绩效|自评结果|评价结果)?等级|等次"
SCORE = "(自评|综合|评价)?总(得)?分|自评得分|综合得分"
LABELS = (PROJECT, DEPARTMENT, OFFICE, IMPLEMENTER, YEAR, GRADE, SCORE)
MONEY_NAME = re.compile("总额|合计|总计|资金|拨款|结转|结余|财政|中央|[省市县区]级|地方|自筹|其他$|债券|收入|贷款|捐")
TOTAL_NAME = re.compile("总额|合计|总计|总数|预算执行|(项目|预算|年度)资金$")
AMOUNT = re.compile(rf"[-—–/\\*无]*|{MISSING_TEXT}|(?=.*\d).{{1,20}}")
OPTIONAL = ("sign", "unit", "points", "award", "reviewed")


def read_xlsx_form(path: Path, shown: str) -> list[Form]:
    """Read the forms of a workbook, one for every sheet that holds one.

    Parameters
    ----------
    path : Path
        An ``.xlsx`` file, in any of the published layouts.
    shown : str
        The file as messages name it.

    Returns
    -------
    list of Form
        In the order of the sheets. Sheets without the headings of a self-evaluation (an indicator with its actual or
        its award) are passed over.

    Raises
    ------
    InputProblems
        All problems at once, with sheet and cell: ``F-FILE-03`` no sheet holds a form; what
        :func:`evalkit.forms.workbook.read_sheets` tells; ``F-XLSX-06`` two columns with headings of one meaning;
        ``F-XLSX-07`` two forms on a sheet.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from openpyxl import Workbook
    >>> with TemporaryDirectory() as folder:
    ...     book = Workbook()
    ...     book.active.append(["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"])
    ...     book.active.append(["产出指标", "质量指标", "验收合格率", "≥95%", "100%", 10, 10])
    ...     book.save(Path(folder, "form.xlsx"))
    ...     read_xlsx_form(Path(folder, "form.xlsx"), "form.xlsx")[0].rows[0].target
    '≥95%'
    """
    try:
        sheets = read_sheets(path, shown)
    except EvalkitError as error:
        raise InputProblems([error]) from None
    found = [(sheet, blocks) for sheet in sheets if _holds_form(blocks := find_blocks(sheet))]
    if not found:
        names = "、".join(f"“{sheet.name}”" for sheet in sheets)
        expected = "有一张工作表的表头列出指标、实际完成值或得分"
        error = InvalidInputError("F-FILE-03", "不是自评表", found=f"工作表 {names}", expected=expected, remedy="核对文件")
        raise InputProblems([error.at(shown)])
    problems = [problem for sheet, blocks in found for problem in _problems(sheet, blocks, f"{shown} 工作表“{sheet.name}”")]
    if problems:
        raise InputProblems(problems)
    return [_form(sheet, blocks, f"{shown} 工作表“{sheet.name}”") for sheet, blocks in found]


def _holds_form(blocks: list[Block]) -> bool:
    return any(block.kind == "indicators" for block in blocks)


def _problems(sheet: Sheet, blocks: list[Block], where: str) -> list[EvalkitError]:
    problems = sheet.problems + [problem for block in blocks for problem in block.problems(where)]
    money = [block.first_row for block in blocks if block.kind == "money"]
    if len(money) > 1:
        found, remedy = f"资金表头在第 {'、'.join(map(str, money))} 行", "每张自评表放在一个工作表中"
        error = InvalidInputError("F-XLSX-07", "工作表中不止一张自评表", found=found, expected="一张", remedy=remedy)
        problems.append(error.at(where))
    return problems


@dataclass(frozen=True)
class _Part:
    """A block of headings, and the rows below it that show something, down to the next block."""

    block: Block
    rows: list[int]


def _form(sheet: Sheet, blocks: list[Block], shown: str) -> Form:
    ends = [block.first_row for block in blocks[1:]] + [sheet.rows[-1] + 1]
    parts = [
        _Part(block, [row for row in sheet.rows if block.last_row < row < end]) for block, end in zip(blocks, ends, strict=True)
    ]
    head = [row for row in sheet.rows if row < blocks[0].first_row]
    table = read_table(sheet, [(part.block.columns, part.rows) for part in parts if part.block.kind == "indicators"])
    money = [part for part in parts if part.block.kind == "money"]
    goal = [part for part in parts if part.block.kind == "goal"]
    columns = {name for part in parts if part.block.kind == "indicators" for name in OPTIONAL if name in part.block.columns}
    columns |= {name for part in money for name in ("initial", "received", "award") if name in part.block.columns}
    return Form(
        file=shown,
        project=_labelled(sheet, head, PROJECT),
        department=_labelled(sheet, head, DEPARTMENT) or _labelled(sheet, head, OFFICE),
        implementer=_labelled(sheet, head, IMPLEMENTER),
        fiscal_year=_fiscal_year(sheet, head),
        columns=frozenset(columns),
        money_unit=_money_unit(sheet, head, money),
        money=tuple(row for part in money for row in _money(sheet, part)),
        rows=table.rows,
        section_points=table.section_points,
        total=table.total or _labelled(sheet, head, SCORE),
        grade=table.grade or _labelled(sheet, [*head, *table.below], GRADE),
        goal=_below(sheet, goal, "goal"),
        result=_below(sheet, goal, "result"),
        notes=_notes(sheet, table),
    )


def _labelled(sheet: Sheet, rows: list[int], label: str) -> str:
    """Return what stands to the right of a label, or behind its colon in the same cell."""
    for row in rows:
        cells = [text for _, text in sheet.cells(row)]
        for text, after in zip(cells, [*cells[1:], ""], strict=True):
            name, *values = re.split("[:：]", text, maxsplit=1)
            if re.fullmatch(label, plain(name)):
                value = re.split(r"\s{2,}|\s\S+[:：]", "".join(values).strip())[0] or ("" if _is_label(after) else after)
                return re.sub(r"\s*\n\s*", "", value)
    return ""


def _is_label(text: str) -> bool:
    name = plain(re.split("[:：]", text, maxsplit=1)[0])
    return any(re.fullmatch(label, name) for label in LABELS)


def _fiscal_year(sheet: Sheet, head: list[int]) -> str:
    """Return the year of a label or above the name of the project: （2022年度）, 2022年…自评表."""
    lines = ([fold(text) for _, text in sheet.cells(row)] for row in head)
    titles = takewhile(lambda line: not any(re.match(PROJECT, plain(text)) for text in line), lines)
    text = "\n".join(text for line in titles for text in line)
    stated = re.search(r"\d{4}", _labelled(sheet, head, YEAR)) or re.search(r"\d{4}(?=\s*年度)|\d{4}(?=\s*年.*自评)", text)
    return stated[0] if stated else ""


def _money_unit(sheet: Sheet, head: list[int], money: list[_Part]) -> str:
    """Return 元 or 万元 as the headings and first row of the money block, or the lines above it, have it."""
    rows = [row for part in money for row in (*range(part.block.first_row, part.block.last_row + 1), *part.rows[:1])]
    for text in (text for row in (*rows, *head) for _, text in sheet.cells(row)):
        if unit := re.search(r"[(,:](万元|元)\)|单位:(万元|元)", re.sub(r"\s", "", fold(text))):
            return unit[1] or unit[2]
    return "万元"


def _money(sheet: Sheet, part: _Part) -> list[MoneyRow]:
    """Return the rows of the money block: the first is the total unless it says otherwise."""
    beside = _money_beside(sheet, part)
    if beside:
        return beside
    columns = part.block.columns
    first_amount = min(columns[name].first for name in AMOUNTS if name in columns)
    rows: list[MoneyRow] = []
    for row in part.rows:
        cells = {name: joined(sheet.own(row, span.first, span.last)) for name, span in columns.items()}
        label = _row_label(sheet, row, first_amount)
        amounts = [cells[name] for name in AMOUNTS if name in cells]
        if not (label or any(amounts)):
            continue
        if not (all(map(AMOUNT.fullmatch, amounts)) and (any(amounts) or MONEY_NAME.search(label))):
            break
        is_total = not rows and (not label or TOTAL_NAME.search(label))
        rows.append(MoneyRow(TOTAL_ROW if is_total else label, **cells, place=f"第 {row} 行"))
    if rows and "points" not in columns and rows[0].award:
        rows[0] = _with_points(rows[0], sheet, part.block)
    return rows


def _money_beside(sheet: Sheet, part: _Part) -> list[MoneyRow]:
    """Return the rows of a money block whose amounts stand to the right of their labels: 预算数：100 执行数：95."""
    block = part.block
    values = {name: span.last + 1 for name, span in block.columns.items()}
    rows: list[MoneyRow] = []
    for row in (block.first_row, *part.rows):
        cells = {name: joined(sheet.own(row, column, column)) for name, column in values.items()}
        label = _row_label(sheet, row, min(values.values()))
        amounts = [cells[name] for name in AMOUNTS if name in cells]
        if not (all(map(AMOUNT.fullmatch, amounts)) and any(amounts)):
            break
        rows.append(MoneyRow(label if rows else TOTAL_ROW, **cells, place=f"第 {row} 行"))
    return rows


def _row_label(sheet: Sheet, row: int, first_amount: int) -> str:
    """Return the nearest text to the left of the amounts, without 其中 and colons."""
    labels = [text for column, text in sheet.cells(row) if column < first_amount]
    return re.sub(r"^其中[:-]?|:$", "", re.sub(r"\s", "", fold(labels[-1]))) if labels else ""


def _with_points(row: MoneyRow, sheet: Sheet, block: Block) -> MoneyRow:
    """Add the points that a heading states: 得分（20分*执行率）, 预算执行情况（20分）."""
    heads = [text for each in range(block.first_row, block.last_row + 1) for _, text in sheet.cells(each)]
    stated = [points for text in heads for points in re.findall(r"\((\d+(?:\.\d+)?)分", re.sub(r"\s", "", fold(text)))]
    return replace(row, points=stated[-1]) if stated else row


def _below(sheet: Sheet, parts: list[_Part], name: str) -> str:
    """Return the texts below a heading; a cell that takes other columns too belongs to something else."""
    lines = []
    for part in parts:
        span = part.block.columns[name]
        for row in part.rows:
            lines += [
                text
                for column, text in sheet.cells(row)
                if column == span.first and sheet.range(row, column).last_column <= span.last
            ]
    return "\n".join(lines)


def _notes(sheet: Sheet, table: Table) -> tuple[str, ...]:
    """Return the lines below the table, without those that only say who signed."""
    lines = ["：".join(text.rstrip(":：") for _, text in sheet.cells(row)) for row in table.below]
    return tuple(
        line for line in lines if not re.match(r"\W*(填[表报]|联系|制表|审核|项目负责|财务负责|单位负责|签[名字章])", line)
    )
