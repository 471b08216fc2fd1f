"""What ledgers show on a page: how they were read, how they agree with published figures, and what a reader asks next."""

from typing import TYPE_CHECKING

import pandas as pd
from IPython.display import display
from markupsafe import Markup

from evalkit.ledgers.schemas import LEDGERS
from evalkit.ledgers.view import View
from evalkit.ledgers.views import VIEWS
from evalkit.ledgers.year import FOLDER
from evalkit.present.display import Fragment, show_frame, show_measures
from evalkit.quantities import span_text
from evalkit.sub_project import SubProject
from evalkit.vouchers import Counted
from evalkit.year import Year

if TYPE_CHECKING:
    from evalkit.ledgers.account import SheetRead
    from evalkit.ledgers.rows import Tally

READ_COLUMNS = ["明细", "文件", "编码与表头", "采用的行", "没有采用的行", "读入时的处理"]
CORRECTION_COLUMNS = ["明细", "位置", "列", "原值", "更正为", "理由", "依据", "日期"]
KINDS = {"": "工作簿", "parquet": "Parquet"}
EXCLUDED = "排除该行"


def ledgers_read(year: Year) -> pd.DataFrame:
    """Return how each sheet of each ledger was read: rows used and set aside, what was converted, left behind or found hidden."""
    rows = [
        (
            LEDGERS[name].title,
            _file(sheet),
            "，".join(filter(None, [KINDS.get(sheet.encoding, sheet.encoding.upper()), _headings(sheet)])),
            f"{sheet.tally.used:,}",
            _set_aside(sheet.tally),
            _handling(sheet),
        )
        for name, taken in year.inputs.ledgers.items()
        for sheet in taken.sheets
    ]
    return pd.DataFrame(rows, columns=READ_COLUMNS)


def ledger_corrections(year: Year) -> pd.DataFrame:
    """Return the corrections that were applied to ledgers."""
    rows = [
        (
            LEDGERS[name].title,
            f"{_file(sheet)} 第 {each.row} 行",
            each.columns,
            each.before or "空白",
            EXCLUDED if each.after is None else each.after or "空白",
            each.reason,
            each.authority,
            each.date,
        )
        for name, taken in year.inputs.ledgers.items()
        for sheet in taken.sheets
        for each in sheet.corrected
    ]
    return pd.DataFrame(rows, columns=CORRECTION_COLUMNS)


def show_ledgers(number: str, caption: str, year: Year) -> None:
    """Show how each sheet of each ledger was read."""
    frame = ledgers_read(year)
    if frame.empty:
        _show_absence(number, caption, "本年度没有收到明细台账")
        return
    note = f"文件在 data/raw/{year.fiscal_year}/{FOLDER} 中。读取的行都列在“采用”或“没有采用”中。合计行与各行之和核对；隐藏的行和列照样采用；个人信息列只在读取时核对，不进入任何结果。"
    show_frame(number, caption, frame, right=("采用的行",), heads=2, note=note)


def show_ledger_corrections(number: str, caption: str, year: Year) -> None:
    """Show the corrections that were applied to ledgers, with their reasons."""
    frame = ledger_corrections(year)
    if frame.empty:
        _show_absence(number, caption, "没有更正")
        return
    show_frame(number, caption, frame, heads=2, note="原始文件不改动；原值与更正所写的不符时，本页不会生成。")


def _file(sheet: "SheetRead") -> str:
    """Return file and sheet without the folders in which all ledgers of the year are."""
    return sheet.place.rpartition(f"/{FOLDER}/")[2]


def _headings(sheet: "SheetRead") -> str:
    if not sheet.headings_row:
        return ""
    return f"表头第 {sheet.headings_row - 1}、{sheet.headings_row} 行" if sheet.double else f"表头第 {sheet.headings_row} 行"


def _set_aside(tally: "Tally") -> str:
    counts = {"空行": tally.blank, "合计行": tally.totals, "表尾说明": tally.notes, "更正排除": tally.excluded}
    return "、".join(f"{kind} {count:,}" for kind, count in counts.items() if count) or "—"


def _handling(sheet: "SheetRead") -> str:
    lists = {
        "换算单位": sheet.converted,
        "列名对应": sheet.renamed,
        "个人信息列": sheet.personal,
        "没有读入的列": sheet.unread,
        "隐藏的行": [f"{sheet.tally.hidden:,}"] if sheet.tally.hidden else [],
        "隐藏的列": sheet.hidden_columns,
        "合并的单元格逐行填充": sheet.filled,
        "表尾说明": sheet.footnotes,
        "没有读取的工作表": sheet.other_sheets,
        "更正": [f"{len(sheet.corrected)} 处"] if sheet.corrected else [],
    }
    return "；".join(f"{kind}：{'、'.join(each)}" for kind, each in lists.items() if each) or "—"


def show_reconciliation(number: str, caption: str, sub_project: SubProject) -> None:
    """Show every figure that was published and is counted in a ledger as well, with the difference."""
    frame = sub_project.reconciliation()
    if frame.empty:
        _show_absence(number, caption, "没有收到可以核对的明细，数值照公布数")
    else:
        note = "有明细的，以明细数为准；差额超出公布数有效位数的，列入疑点。"
        show_frame(number, caption, frame, right=("公布数", "明细数", "差额", "差额占公布数"), note=note)


def show_views(first: str, sub_project: SubProject, *names: str) -> None:
    """Show tables of :data:`evalkit.ledgers.views.VIEWS`, numbered from ``first``, such as 表 11; those whose ledger is missing in one line."""
    absent: dict[str, list[tuple[int, View]]] = {}
    for number, name in enumerate(names, start=int(first.split()[1])):
        view = VIEWS[name]
        tables = {ledger: sub_project.year.ledger(ledger) for ledger in view.ledgers}
        missing = view.missing(tables)
        if missing:
            absent.setdefault(missing, []).append((number, view))
            continue
        places = "；".join(dict.fromkeys(place for table in tables.values() for place in table.places))
        limits = sub_project.year.inputs.year.limits
        frame = view.frame(tables, limits)
        hiding = limits.note if len(frame.columns) < len(view.columns) or frame.map(limits.is_hidden).any(axis=None) else ""
        note = Markup("{}{}来源：{}。").format(view.note, hiding, places)
        show_frame(f"表 {number}", view.title, frame, right=tuple(name for name in view.right if name in frame), note=note)
    for missing, views in absent.items():
        numbers = span_text(f"表 {views[0][0]}", f"表 {views[-1][0]}")
        _show_absence(numbers, "、".join(view.title for _, view in views), f"没有收到{missing}")


def show_counted(number: str, counted: Counted) -> None:
    """Show what is counted in a ledger as a numbered table; one line where the year has no such ledger."""
    if counted.measures:
        show_measures(number, counted.title, *counted.measures, note=counted.note)
    elif counted.frame is not None and len(counted.frame):
        show_frame(number, counted.title, counted.frame, right=tuple(counted.frame.columns), note=counted.note)
    else:
        _show_absence(number, counted.title, f"没有收到{counted.missing}")


def _show_absence(number: str, caption: str, why: str) -> None:
    """Say in one line, in the place of a table, why there is none."""
    display(Fragment(Markup('<p class="note">{}　{}：{}。</p>').format(number, caption, why), f"{number} {caption}：{why}。"))
