"""What ledgers show on a page: how they were read, how they agree with published figures, and what a reader asks next."""

import pandas as pd
from IPython.display import display
from markupsafe import Markup

from evalkit.ledgers.schemas import LEDGERS
from evalkit.ledgers.views import VIEWS, View
from evalkit.present.display import Fragment, show_frame
from evalkit.quantities import span_text
from evalkit.sub_project import SubProject
from evalkit.year import Year

READ_COLUMNS = ["明细", "文件", "编码", "表头所在行", "采用的行", "空行", "合计行", "隐藏的行", "没有读入的列"]
COUNTS = ("表头所在行", "采用的行", "空行", "合计行", "隐藏的行")


def show_ledgers(number: str, caption: str, year: Year) -> None:
    """Show how each sheet of each ledger was read: rows used and set aside, and columns that were not read."""
    rows = [
        (
            LEDGERS[name].title,
            sheet.place,
            sheet.encoding.upper() or "工作簿",
            str(sheet.headings_row),
            f"{sheet.tally.used:,}",
            f"{sheet.tally.blank:,}",
            f"{sheet.tally.totals:,}",
            f"{sheet.tally.hidden:,}",
            "、".join(sheet.unread) or "—",
        )
        for name, taken in year.inputs.ledgers.items()
        for sheet in taken.sheets
    ]
    if not rows:
        _show_absence(number, caption, "本年度没有收到明细台账")
        return
    note = "隐藏的行照样采用；空行和合计行不采用，合计与各行之和核对。个人信息列只在读取时核对，不进入任何结果。"
    show_frame(number, caption, pd.DataFrame(rows, columns=READ_COLUMNS), right=COUNTS, note=note)


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
        note = Markup("{}来源：{}。").format(view.note, places)
        show_frame(f"表 {number}", view.title, view.frame(tables), right=view.right, note=note)
    for missing, views in absent.items():
        numbers = span_text(f"表 {views[0][0]}", f"表 {views[-1][0]}")
        _show_absence(numbers, "、".join(view.title for _, view in views), f"没有收到{missing}")


def _show_absence(number: str, caption: str, why: str) -> None:
    """Say in one line, in the place of a table, why there is none."""
    display(Fragment(Markup('<p class="note">{}　{}：{}。</p>').format(number, caption, why), f"{number} {caption}：{why}。"))
