"""The command line. Heavy libraries are imported inside the commands, so that help answers at once."""

import sys
from enum import StrEnum
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

export_app = typer.Typer(help="把计算结果写成官方表格。", no_args_is_help=True)
app.add_typer(export_app, name="export")

YearOption = Annotated[int | None, typer.Option("--year", help="财政年度，如 2022。", show_default=False)]
DataOption = Annotated[Path, typer.Option("--data", help="数据文件夹，内有 raw 和 processed。")]
OutputOption = Annotated[Path, typer.Option("--output", help="报告文件夹，每年度一个子文件夹。")]

EditionOption = Annotated[str | None, typer.Option("--edition", help="评分规则，如 hubei-20-80。", show_default=False)]

WELL, FAILED, USAGE = 0, 1, 2
FORM_NAME = "self-evaluation-form"
GOAL, GOAL_RESULT = "goal", "goal_result"


class Shown(StrEnum):
    """How a result is printed."""

    TEXT = "text"
    JSON = "json"


class Kernel(StrEnum):
    """Which kernel runs the notebooks."""

    WARM = "warm"
    STOCK = "stock"


class FormFile(StrEnum):
    """What a form is written as."""

    XLSX = "xlsx"
    DOCX = "docx"


@app.callback()
def _evalkit() -> None:
    """项目支出绩效自评：由原始数据计算指标、评分并生成报告。"""


@app.command()
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
    force: Annotated[bool, typer.Option("--force", help="没有变化的也重新运行。")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="说明每个笔记本为何运行。")] = False,
    data: DataOption = Path("data"),
    output: OutputOption = Path("outputs"),
) -> None:
    """运行一个或多个年度的全部笔记本，生成报告；所依据的内容都没有变化的不再运行。

    例：evalkit run --year 2022
    """
    wanted = _years(year, years)

    from rich.console import Console
    from rich.table import Table

    from evalkit.errors import EvalkitError
    from evalkit.pipeline.executor import LocalExecutor, on_cluster
    from evalkit.pipeline.plan import notebooks_folder
    from evalkit.pipeline.run import run_years

    console = Console(stderr=True)
    try:
        notebooks = notebooks_folder()
        executor = on_cluster(scheduler, jobs, kernel) if scheduler else LocalExecutor(jobs, kernel)
    except EvalkitError as error:
        _fail(str(error))
    try:
        with _progress(console) as on_progress:
            runs = run_years(
                wanted,
                data_dir=data,
                output_dir=output,
                notebooks=notebooks,
                only=only,
                force=force,
                executor=executor,
                on_progress=on_progress,
            )
    finally:
        executor.end()
    table = Table("年度", "笔记本", "结果", "用时（秒）", *(["为何运行"] if explain else []))
    words = {"done": "完成", "failed": "[red]失败[/red]", "skipped": "未运行"}
    for ran in runs:
        for outcome in ran.outcomes:
            word = words[outcome.status] if outcome.ran or outcome.status != "done" else "没有变化"
            seconds = f"{outcome.seconds:.1f}" if outcome.ran else ""
            table.add_row(
                str(ran.fiscal_year), outcome.notebook, word, seconds, *(["\n".join(outcome.reasons)] if explain else [])
            )
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


@app.command()
def score(
    year: Annotated[int, typer.Option("--year", help="财政年度，如 2022。", show_default=False)],
    edition: EditionOption = None,
    data: DataOption = Path("data"),
) -> None:
    """按某一版评分规则复算一个年度的得分，并列出各版规则下的等级。

    不写评分规则则用该年度自己的。须先运行该年度。例：evalkit score --year 2022 --edition hubei-20-80
    """
    from evalkit.errors import EvalkitError, InputProblems
    from evalkit.present import frames
    from evalkit.present.display import assumption_note
    from evalkit.year import open_year

    try:
        opened = open_year(year, data_dir=str(data))
        measures = opened.results().measures
        card = opened.scorecard(measures, edition)
        readings = opened.readings(measures)
    except (EvalkitError, InputProblems) as error:
        _fail(str(error))
    print(f"{year} 年度，得分 {card.score.text}，等级 {card.score.grade_text}")
    print(assumption_note(card))
    print(f"\n{_table(frames.sections(card))}")
    if card.missing:
        print(f"\n不能计分的指标 {len(card.missing)} 项：\n{_table(frames.not_scored(card))}")
    print(f"\n各版评分规则：\n{_table(frames.editions(readings))}")


@app.command()
def form(
    files: Annotated[list[Path], typer.Argument(help="自评表文件，YAML 或 XLSX，可以多个。", show_default=False)],
    edition: EditionOption = None,
    format: Annotated[Shown, typer.Option("--format", help="text 为对照表，json 供程序使用。")] = Shown.TEXT,
) -> None:
    """读已公布的绩效自评表，复算预算执行、各项指标和合计，并说明每一处不符。

    不写评分规则则按版式识别。例：evalkit form 自评表.xlsx
    """
    from evalkit.errors import InputProblems
    from evalkit.forms.reading import read_forms
    from evalkit.forms.recognise import recognise
    from evalkit.forms.recompute import recompute
    from evalkit.forms.report import form_json, form_text
    from evalkit.results import dump_json

    recomputed, failed = [], False
    for path in files:
        try:
            recomputed += [recompute(each, *recognise(each, edition)) for each in read_forms(path)]
        except InputProblems as problems:
            failed = True
            print(f"{path}：{problems}", file=sys.stderr)
    if format is Shown.JSON:
        print(dump_json([form_json(each) for each in recomputed]).decode())
    else:
        print("\n\n".join(form_text(each) for each in recomputed))
    raise typer.Exit(FAILED if failed else WELL)


@export_app.callback()
def _export() -> None:
    """把计算结果写成官方表格。"""


@export_app.command("form")
def export_form(
    year: Annotated[int, typer.Option("--year", help="财政年度，如 2022。", show_default=False)],
    to: Annotated[FormFile, typer.Option("--to", help="文件格式。", show_default=False)],
    output: Annotated[Path | None, typer.Option("--output", help="写到这个文件。", show_default=False)] = None,
    data: DataOption = Path("data"),
) -> None:
    """写出填好的项目支出绩效自评表。

    须先运行该年度。例：evalkit export form --year 2022 --to xlsx
    """
    from evalkit.errors import EvalkitError, InputProblems
    from evalkit.forms.export import check_target, write_form
    from evalkit.forms.filled import filled_form
    from evalkit.results import require_evaluation
    from evalkit.year import open_year

    target = output or Path("outputs") / str(year) / f"{FORM_NAME}.{to.value}"
    try:
        check_target(target, f".{to.value}")
        opened = open_year(year, data_dir=str(data))
        evaluation = require_evaluation(year, opened.data_dir)
        filled = filled_form(
            evaluation,
            deviations=opened.deviations(),
            goal=opened.narrative(GOAL) or "",
            result=opened.narrative(GOAL_RESULT) or "",
            as_of=f"{opened.inputs.year.as_of}",
        )
        write_form(filled, target)
    except (EvalkitError, InputProblems) as error:
        _fail(str(error))
    print(target)


def _table(frame) -> str:
    """Return a data frame as a table for the terminal."""
    from evalkit.text import aligned

    return "\n".join(aligned([list(frame.columns), *frame.to_numpy()]))


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
    """Return a context that shows a bar over the cells of each notebook that runs."""
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
            tasks = {}

            def update(year: int, notebook: str, cell: int, cells: int) -> None:
                name = f"{year} {notebook}"
                if name not in tasks:
                    tasks[name] = bar.add_task(name, total=cells)
                bar.update(tasks[name], completed=cell, visible=cell < cells)

            yield update

    return shown()


def _fail(message: str, status: int = FAILED) -> None:
    print(message, file=sys.stderr)
    raise typer.Exit(status)


def main() -> None:
    """Run the command line."""
    app()
