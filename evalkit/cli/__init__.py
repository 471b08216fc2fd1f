"""The command line. Heavy libraries are imported inside the commands, so that help answers at once."""

from evalkit.cli.auditing import audit
from evalkit.cli.base import FAILED, USAGE, WELL
from evalkit.cli.checking import check
from evalkit.cli.exporting import export_annex, export_bundle, export_form, export_report
from evalkit.cli.machine import doctor, lab
from evalkit.cli.running import run
from evalkit.cli.scoring import form, score
from evalkit.cli.signing import sign
from evalkit.cli.simulating import simulate
from evalkit.cli.starting import new_subproject, new_year
from evalkit.cli.usage import add, group
from evalkit.cli.verifying import verify

__all__ = ["FAILED", "USAGE", "WELL", "app", "export_app", "main"]

app = group(
    "项目支出绩效自评：由原始数据计算指标、评分并生成报告。",
    epilog=f"退出状态：{WELL} 成功；{FAILED} 有笔记本失败，或输入有误；{USAGE} 用法有误。",
)
add(app, run)
add(app, check)
add(app, score)
add(app, form)
add(app, verify)
add(app, sign)
add(app, audit)

export_app = group("把计算结果写成文件：官方表格、报告、附表、压缩包。")
app.add_typer(export_app, name="export")
add(export_app, export_form, "form")
add(export_app, export_report, "report")
add(export_app, export_annex, "annex")
add(export_app, export_bundle, "bundle")

new_app = group("建立新的年度或子项目，建好即可检查和运行。")
app.add_typer(new_app, name="new")
add(new_app, new_year, "year")
add(new_app, new_subproject, "subproject")

add(app, simulate)
add(app, lab)
add(app, doctor)


def main() -> None:
    """Run the command line."""
    app()
