"""The command line. Heavy libraries are imported inside the commands, so that help answers at once."""

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="项目支出绩效自评：由原始数据计算指标、评分并生成报告。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)

YearOption = Annotated[int | None, typer.Option("--year", help="财政年度，如 2022。", show_default=False)]
DataOption = Annotated[Path, typer.Option("--data", help="数据文件夹，内有 raw 和 processed。")]
OutputOption = Annotated[Path, typer.Option("--output", help="报告文件夹，每年度一个子文件夹。")]

WELL, FAILED, USAGE = 0, 1, 2


@app.callback()
def _evalkit() -> None:
    """项目支出绩效自评：由原始数据计算指标、评分并生成报告。"""


@app.command()
def run(
    year: YearOption = None,
    years: Annotated[str | None, typer.Option("--years", help="起止年度，如 2020-2022。", show_default=False)] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="只运行这个笔记本，可重复，如 40_consumption。")] = None,
    data: DataOption = Path("data"),
    output: OutputOption = Path("outputs"),
) -> None:
    """运行一个或多个年度的全部笔记本，生成报告。

    例：evalkit run --year 2022
    """
    wanted = _years(year, years)

    from rich.console import Console
    from rich.table import Table

    from evalkit.errors import EvalkitError
    from evalkit.pipeline.execute import notebooks_folder
    from evalkit.pipeline.run import run_years

    console = Console(stderr=True)
    try:
        notebooks = notebooks_folder()
    except EvalkitError as error:
        _fail(str(error))
    with _progress(console) as on_progress:
        runs = run_years(wanted, data_dir=data, output_dir=output, notebooks=notebooks, only=only, on_progress=on_progress)
    table = Table("年度", "笔记本", "结果", "用时（秒）")
    words = {"done": "完成", "failed": "[red]失败[/red]", "skipped": "未运行"}
    for ran in runs:
        for outcome in ran.outcomes:
            table.add_row(str(ran.fiscal_year), outcome.notebook, words[outcome.status], f"{outcome.seconds:.1f}")
    console.print(table)
    for ran in runs:
        if ran.problems:
            print(f"{ran.fiscal_year} 年度没有运行。{ran.problems}", file=sys.stderr)
        for outcome in ran.outcomes:
            if outcome.message:
                print(f"\n{ran.fiscal_year} {outcome.notebook}：{outcome.message}", file=sys.stderr)
    pages = [output / str(ran.fiscal_year) / "index.html" for ran in runs if ran.outcomes]
    print("\n".join(dict.fromkeys(str(page) for page in pages if page.is_file())))
    raise typer.Exit(WELL if all(ran.ok for ran in runs) else FAILED)


@app.command()
def check(
    year: YearOption = None,
    data: DataOption = Path("data"),
    record: Annotated[bool, typer.Option("--record", help="登记新收到的文件：把其 sha256 写入 SOURCES.yml。")] = False,
    reason: Annotated[str, typer.Option("--reason", help="登记的原因。")] = "未说明原因",
) -> None:
    """列出原始数据的全部问题，不运行任何笔记本。

    不写年度则检查全部年度。例：evalkit check --year 2022
    """
    from functools import partial

    from evalkit.errors import InputProblems
    from evalkit.intake.prepare import available_years
    from evalkit.intake.register import record_deliveries
    from evalkit.year import check_year

    wanted = [year] if year is not None else available_years(data)
    if not wanted:
        _fail(f"{data / 'raw'} 下没有任何年度的文件夹")
    failed = False
    for each in wanted:
        try:
            folder = data / "raw" / str(each)
            names = []
            if record and folder.is_dir():
                names = record_deliveries(folder, reason, partial(check_year, each, data))
            inputs = check_year(each, data)
        except InputProblems as problems:
            failed = True
            print(f"{each} 年度：{problems}", file=sys.stderr)
        else:
            if record:
                print(
                    f"{each} 年度：已登记 {'、'.join(names)}（原因：{reason}）" if names else f"{each} 年度：没有需要登记的文件"
                )
            missing = sum(not record.fact.value for record in inputs.facts)
            print(f"{each} 年度：没有发现问题；数值 {len(inputs.facts)} 行，其中缺失 {missing} 行")
    raise typer.Exit(FAILED if failed else WELL)


def _years(year: int | None, years: str | None) -> list[int]:
    if (year is None) == (years is None):
        _fail("请用 --year 或 --years 之一指明年度，如 --year 2022 或 --years 2020-2022", USAGE)
    if year is not None:
        return [year]
    first, _, last = years.partition("-")
    if not (first.isdecimal() and last.isdecimal() and len(first) == len(last) == 4 and first <= last):
        _fail(f"--years 应写成起止年度，如 2020-2022；现为“{years}”", USAGE)
    return list(range(int(first), int(last) + 1))


def _progress(console):
    """Return a context that shows one bar over the cells of the notebook that runs."""
    from contextlib import contextmanager

    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    @contextmanager
    def shown():
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("第 {task.completed}/{task.total} 格"),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("准备", total=1)

            def update(year: int, notebook: str, cell: int, cells: int) -> None:
                bar.update(task, description=f"{year} {notebook}", completed=cell, total=cells)

            yield update

    return shown()


def _fail(message: str, status: int = FAILED) -> None:
    print(message, file=sys.stderr)
    raise typer.Exit(status)


def main() -> None:
    """Run the command line."""
    app()
