"""The command line. Heavy libraries are imported inside the commands, so that help answers at once."""

from evalkit.cli.base import FAILED, USAGE, WELL
from evalkit.cli.checking import check
from evalkit.cli.exporting import export_form
from evalkit.cli.machine import doctor
from evalkit.cli.running import run
from evalkit.cli.scoring import form, score
from evalkit.cli.usage import add, group

__all__ = ["FAILED", "USAGE", "WELL", "app", "export_app", "main"]

app = group(
    "项目支出绩效自评：由原始数据计算指标、评分并生成报告。",
    epilog=f"退出状态：{WELL} 成功；{FAILED} 有笔记本失败，或输入有误；{USAGE} 用法有误。",
)
add(app, run)
add(app, check)
add(app, score)
add(app, form)

export_app = group("把计算结果写成官方表格。")
app.add_typer(export_app, name="export")
add(export_app, export_form, "form")

add(app, doctor)


def main() -> None:
    """Run the command line."""
    app()
