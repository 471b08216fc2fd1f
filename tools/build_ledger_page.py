"""Write ``docs/ledgers.md``, the page of the handbook on ledgers, from their descriptions in ``evalkit.ledgers.schemas``.

Usage::

    python tools/build_ledger_page.py
"""

from pathlib import Path

from evalkit.ledgers.schema import Ledger, columns_of
from evalkit.ledgers.schemas import LEDGERS, name_of
from evalkit.ledgers.templates import DESCRIBED, describe

PAGE = Path(__file__).parents[1] / "docs" / "ledgers.md"
SUB_PROJECTS = {
    "trade": "外贸促进与广交会",
    "single_window": "国际贸易“单一窗口”",
    "transfer": "入境旅客接转分流",
    "consumption": "消费券与促消费活动",
    "ecommerce": "跨境电商公共服务平台",
    "governance": "组织实施与资金",
}
START = """# 明细台账

有逐笔明细（消费券、热线来电、车次、申报等）的，放入年度文件夹的 `ledgers` 文件夹。有明细的数值由明细计算，并与公布数核对，差额列在各页的“明细与公布数核对”；没有明细的照公布数，不影响运行。

- 文件：`.csv`（UTF-8 或 GB18030）、`.xlsx` 或 `.parquet`。文件名以下面的中文名或英文名开头，如“消费券明细-第一期.csv”；同一种明细可以有几个文件。
- 收到后登记：`evalkit check --record --year 年度 --reason 原因`。没有登记或登记后又改动的文件不读取。
- 表头：中文列名、英文列名和“也认的列名”都认，次序不限；表上方可以有标题，表头可以有两行；金额列的单位写在表头，如“核销金额（万元）”，自动换算成元。
- 不认识的列不读入，列在“数据接收与核对”页。个人信息列只在读取时核对，不进入任何结果。
- 合计行和小计行不计入，但与各行之和核对：合计核对全部行，小计核对其上方连续的行，或行中写明的一组（如“餐饮小计”、“出口”一栏旁的“小计”）。小计行须在所合计各行的下方。
- 空行跳过；表尾的“制表人：”“填表日期：”等说明不计入，列出行号；隐藏的行照样计入，并列出行数。
- 明细中个别格写错、个别行不应计入的，在 `corrections.yml` 中更正或排除，写明原值、理由和依据，原文件不改；写法见 [原始数据规则](../data/raw/README.md)。
- 一个文件中有几个工作表都像数据时，在 `SOURCES.yml` 该文件下写明读取哪几个，如 `sheets: [三月]`。
- 表上方写有“单位：万元”的，按该单位读取没有另写单位的金额列。
- 所有问题一次列出，写明文件、工作表、行和列；同一列同样的问题超过 20 行的，其余只报行数。
- 新年度的 `templates` 文件夹中有每种明细的空白模板。

想先看看有明细时各页的样子，可以生成一个虚构的年度：`evalkit simulate --year 2022 --out demo/raw/2022 --scale 0.01`，再运行 `evalkit run --year 2022 --data demo --output demo/out`。其中的人名、号码和单位都是编造的，每一页都印“演示数据”；`--scale 1` 时券、登记、来电、申报、车次等明细的行数与 2022 年度公布数相同。
"""


def page() -> str:
    """Return the page."""
    parts = [START]
    for sub_project, name in SUB_PROJECTS.items():
        parts.append(f"## {name}\n")
        parts += [_ledger(ledger) for ledger in LEDGERS.values() if ledger.sub_project == sub_project]
    return "\n".join(parts)


def _ledger(ledger: type[Ledger]) -> str:
    columns = {column.name: column for column in columns_of(ledger)}
    key = "、".join(columns[name].column.title for name in ledger.key)
    dated = "、".join(columns[name].column.title for name in ledger.dated)
    lines = [
        f"### {ledger.title}（`{name_of(ledger)}`）\n",
        f"每行的{key}不重复。" + (f"{dated}须在该年度内。" if dated else "") + "\n",
    ]
    rows = [DESCRIBED, ["---"] * len(DESCRIBED), *map(describe, columns.values())]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    if ledger.rules:
        lines += ["", *(f"- {rule.what}的不接受：{rule.expected}。" for rule in ledger.rules)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
