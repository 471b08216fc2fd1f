"""``evalkit run``: the pipeline, how it goes while it runs, and what came of it."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evalkit.cli.base import (
    FAILED,
    WELL,
    DataOption,
    FormatOption,
    OutputOption,
    Shown,
    YearOption,
    fail,
    fiscal_year,
    print_json,
)


class Kernel(StrEnum):
    """Which kernel runs the notebooks."""

    WARM = "warm"
    STOCK = "stock"


def run(
    year: YearOption = None,
    years: Annotated[str | None, typer.Option("--years", help="起止年度，如 2020-2022。", show_default=False)] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="只运行这个笔记本，可重复，如 40_consumption。")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, help="同时运行几个笔记本，默认按处理器和内存。")] = None,
    kernel: Annotated[Kernel | None, typer.Option("--kernel", help="内核：warm 为预热的，stock 为普通的，结果相同。")] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", help="dask 调度器的地址，如 tcp://host:8786：笔记本交给集群运行。", show_default=False),
    ] = None,
    failed: Annotated[
        bool, typer.Option("--failed", help="只运行上次没有完成的年度；已完成且没有变化的笔记本不再运行。")
    ] = False,
    wait: Annotated[float, typer.Option("--wait", min=0, help="该年度正由另一次运行使用时，最多等几秒。")] = 600,
    cell_timeout: Annotated[int, typer.Option("--cell-timeout", min=1, help="一个单元格最多运行几秒。")] = 600,
    notebook_timeout: Annotated[int, typer.Option("--notebook-timeout", min=1, help="一个笔记本最多运行几秒。")] = 3600,
    force: Annotated[bool, typer.Option("--force", help="没有变化的也重新运行。")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="说明每个笔记本为何运行。")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="只写失败的笔记本和报告的位置。")] = False,
    format: FormatOption = Shown.TEXT,
    data: DataOption = Path("data"),
    output: OutputOption = Path("outputs"),
) -> None:
    """运行一个或多个年度的全部笔记本，生成报告。

    所依据的内容都没有变化的不再运行。
    一个年度的笔记本全部完成才发布；有一个失败，此前发布的报告原样保留。
    例：evalkit run --year 2022
    """
    wanted = _unfinished(year, years, output) if failed else _years(year, years)
    if not wanted:
        print("没有未完成的年度")
        raise typer.Exit(WELL)

    from rich.console import Console

    from evalkit.cli import summary
    from evalkit.cli.progress import displayed
    from evalkit.errors import EvalkitError
    from evalkit.pipeline.executor import LocalExecutor, on_cluster
    from evalkit.pipeline.plan import notebooks_folder
    from evalkit.pipeline.run import run_years

    console = Console(stderr=True, quiet=quiet)
    try:
        notebooks = notebooks_folder()
        executor = on_cluster(scheduler, jobs, kernel) if scheduler else LocalExecutor(jobs, kernel)
        try:
            with displayed(console, executor.places) as watcher:
                runs = run_years(
                    wanted,
                    data_dir=data,
                    output_dir=output,
                    notebooks=notebooks,
                    only=only,
                    force=force,
                    executor=executor,
                    watcher=watcher,
                    wait=wait,
                    cell_seconds=cell_timeout,
                    notebook_seconds=notebook_timeout,
                )
        finally:
            executor.end()
    except EvalkitError as error:
        fail(str(error))
    if format is Shown.JSON:
        print_json(summary.run_json(runs, output))
    else:
        console.print(summary.table(runs, output, explain=explain))
        console.print(summary.counts_text(runs), highlight=False)
        summary.print_failures(runs, output, only_failed=quiet)
        print("\n".join(map(str, summary.indexes(runs, output))))
    raise typer.Exit(WELL if all(ran.ok for ran in runs) else FAILED)


def _unfinished(year: int | None, years: str | None, output: Path) -> list[int]:
    """Return the years whose last run was not published, of those that were named if any were."""
    from evalkit.pipeline.attempt import unfinished_years

    named = None if year is None and years is None else _years(year, years)
    return [each for each in unfinished_years(output) if named is None or each in named]


def _years(year: int | None, years: str | None) -> list[int]:
    if (year is None) == (years is None):
        raise typer.BadParameter("请用 --year 或 --years 之一指明年度，如 --year 2022 或 --years 2020-2022")
    if year is not None:
        return [year]
    try:
        first, last = map(fiscal_year, years.split("-"))
    except ValueError:
        first, last = 1, 0
    if first > last:
        from evalkit.periods import FIRST_YEAR, LAST_YEAR

        expected = f"应写成起止年度，如 2020-2022，在 {FIRST_YEAR} 至 {LAST_YEAR} 之间"
        raise typer.BadParameter(f"--years {expected}；现为“{years}”")
    return list(range(first, last + 1))
