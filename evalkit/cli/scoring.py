"""``evalkit score`` and ``evalkit form``: points recomputed, from a year that was run or from a published form."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evalkit.cli.base import (
    FAILED,
    WELL,
    DataOption,
    EditionOption,
    FormatOption,
    OneYearOption,
    Shown,
    fail,
    print_json,
)

if TYPE_CHECKING:
    from pandas import DataFrame

    from evalkit.scoring.editions import Reading
    from evalkit.scoring.scorecard import Scorecard


def score(
    year: OneYearOption,
    edition: EditionOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="只写得分和等级。")] = False,
    format: FormatOption = Shown.TEXT,
    data: DataOption = Path("data"),
) -> None:
    """按某一版评分规则复算一个年度的得分。

    并列出各版规则下的等级。不写评分规则则用该年度自己的。须先运行该年度。
    例：evalkit score --year 2022 --edition hubei-20-80
    """
    from evalkit.errors import EvalkitError, InputProblems
    from evalkit.year import open_year

    try:
        opened = open_year(year, data_dir=str(data))
        measures = opened.results().measures
        card = opened.scorecard(measures, edition)
        readings = opened.readings(measures)
    except (EvalkitError, InputProblems) as error:
        fail(str(error))
    if format is Shown.JSON:
        print_json({"fiscal_year": year, **card.to_json(), "editions": [reading.to_json() for reading in readings]})
        return
    print(f"{year} 年度，得分 {card.score.text}，等级 {card.score.grade_text}")
    if not quiet:
        _print_tables(card, readings)


def form(
    files: Annotated[list[Path], typer.Argument(metavar="文件", help="自评表文件，YAML 或 XLSX，可以多个。", show_default=False)],
    edition: EditionOption = None,
    format: FormatOption = Shown.TEXT,
) -> None:
    """读已公布的绩效自评表，复算并说明每一处不符。

    复算预算执行、各项指标和合计。不写评分规则则按版式识别。
    例：evalkit form 自评表.xlsx
    """
    from evalkit.errors import InputProblems
    from evalkit.forms.reading import read_forms
    from evalkit.forms.recognise import recognise
    from evalkit.forms.recompute import recompute
    from evalkit.forms.report import form_json, form_text

    recomputed, failed = [], False
    for path in files:
        try:
            recomputed += [recompute(each, *recognise(each, edition)) for each in read_forms(path)]
        except InputProblems as problems:
            failed = True
            print(f"{path}：{problems}", file=sys.stderr)
    if format is Shown.JSON:
        print_json([form_json(each) for each in recomputed])
    elif recomputed:
        print("\n\n".join(form_text(each) for each in recomputed))
    raise typer.Exit(FAILED if failed else WELL)


def _print_tables(card: "Scorecard", readings: "list[Reading]") -> None:
    from evalkit.present import frames
    from evalkit.present.display import assumption_note

    print(assumption_note(card))
    print(f"\n{_table(frames.sections(card))}")
    if card.missing:
        print(f"\n不能计分的指标 {len(card.missing)} 项：\n{_table(frames.not_scored(card))}")
    print(f"\n各版评分规则：\n{_table(frames.editions(readings))}")


def _table(frame: "DataFrame") -> str:
    """Return a data frame as a table for the terminal."""
    from evalkit.text import aligned

    return "\n".join(aligned([list(frame.columns), *frame.to_numpy()]))
