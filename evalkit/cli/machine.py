"""``evalkit doctor``: what the machine lacks; ``evalkit lab``: JupyterLab for analysts."""

from pathlib import Path
from typing import Annotated

import typer

from evalkit.cli.base import FAILED, WELL, DataOption, OutputOption, fail


def doctor(data: DataOption = Path("data"), output: OutputOption = Path("outputs")) -> None:
    """检查这台计算机缺少什么，并说明怎样补上。

    缺少必需的则退出状态为 1。
    例：evalkit doctor
    """
    from evalkit.doctor import LACKING, diagnose, told

    found = diagnose(data, output)
    print(told(found))
    raise typer.Exit(FAILED if any(each.state == LACKING for each in found) else WELL)


def lab(
    year: Annotated[
        int | None, typer.Option("--year", help="打开笔记本时的年度，如 2022。不写则为笔记本中所写的年度。", show_default=False)
    ] = None,
    data: DataOption = Path("data"),
    options: Annotated[
        list[str] | None,
        typer.Argument(
            help="交给 jupyter lab 的选项，写在 -- 之后，如 -- --no-browser。", metavar="其他选项", show_default=False
        ),
    ] = None,
) -> None:
    """打开中文界面的 JupyterLab，从启动页选年度、检查、运行、看报告。

    只有本机能访问；不改动个人的 Jupyter 设置。结束时在本窗口按 Ctrl+C。
    例：evalkit lab --year 2022
    """
    from evalkit.errors import EvalkitError
    from evalkit.lab.start import start_lab

    try:
        start_lab(year, data, options or ())
    except EvalkitError as error:
        fail(str(error))
