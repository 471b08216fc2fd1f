"""``evalkit doctor``: what the machine lacks."""

from pathlib import Path

import typer

from evalkit.cli.base import FAILED, WELL, DataOption, OutputOption


def doctor(data: DataOption = Path("data"), output: OutputOption = Path("outputs")) -> None:
    """检查这台计算机缺少什么，并说明怎样补上。

    缺少必需的则退出状态为 1。
    例：evalkit doctor
    """
    from evalkit.doctor import LACKING, diagnose, told

    found = diagnose(data, output)
    print(told(found))
    raise typer.Exit(FAILED if any(each.state == LACKING for each in found) else WELL)
