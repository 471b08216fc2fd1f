"""``evalkit new``: a fiscal year, a sub-project."""

from pathlib import Path
from typing import Annotated

import typer

from evalkit.cli.base import DataOption, OneYearOption, fail, fiscal_year


def new_year(
    year: Annotated[int, typer.Argument(help="财政年度，如 2024。", metavar="年度", parser=fiscal_year, show_default=False)],
    data: DataOption = Path("data"),
) -> None:
    """建立一个年度：文件夹、待填的表格和待办清单；建好就可以运行，报告会说明缺什么。

    指标和标识沿用最近的年度，没有任何年度的沿用样表。已有的年度不会被覆盖。
    例：evalkit new year 2024
    """
    from evalkit.errors import EvalkitError, InputProblems
    from evalkit.start.new_year import new_year as start

    try:
        written = start(year, data)
    except (EvalkitError, InputProblems) as error:
        fail(str(error))
    print("\n".join(map(str, written)))
    print(f"接着：打开 {data / 'raw' / f'{year:04d}' / '待办.md'}，照清单填写；随时可以 evalkit check --year {year}")


def new_subproject(
    name: Annotated[
        str, typer.Argument(help="标识，小写英文字母、数字和下划线，如 tourism。", metavar="标识", show_default=False)
    ],
    title: Annotated[str, typer.Option("--title", help="中文名称，印在页面上。", show_default=False)],
    year: OneYearOption,
    data: DataOption = Path("data"),
) -> None:
    """建立一个子项目：用样板建立笔记本，在 year.yml 中登记，在 facts.csv 中加待填的行。

    例：evalkit new subproject tourism --title 文旅消费 --year 2022
    """
    from evalkit.errors import EvalkitError, InputProblems
    from evalkit.pipeline.plan import notebooks_folder
    from evalkit.start.new_sub_project import new_sub_project as start

    try:
        written = start(name, title, data, notebooks_folder(), year)
    except (EvalkitError, InputProblems) as error:
        fail(str(error))
    print("\n".join(map(_from_here, written)))
    print(f"接着：填写 {written[-1]} 中新加的行，改写笔记本；evalkit run --year {year}")


def _from_here(path: Path) -> str:
    """Return a path as it is written in the working folder."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
