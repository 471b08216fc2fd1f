"""What the commands share: options, exit statuses, and how results and refusals are printed."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from evalkit.errors import InputProblems

WELL, FAILED, USAGE = 0, 1, 2


def fiscal_year(text: str) -> int:
    """Return the fiscal year that a text of the command line is: four digits, and a year that there can be data of.

    Raises
    ------
    ValueError
        Saying in Chinese what it should have been.
    """
    from evalkit.periods import FIRST_YEAR, LAST_YEAR

    if not (text.isascii() and text.isdecimal() and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR):
        raise ValueError(f"{FIRST_YEAR} 至 {LAST_YEAR} 之间的四位数年度，如 2022")
    return int(text)


class Shown(StrEnum):
    """How a result is printed."""

    TEXT = "text"
    JSON = "json"


_YEAR = typer.Option("--year", help="财政年度，如 2022。", metavar="年度", parser=fiscal_year, show_default=False)
YearOption = Annotated[int | None, _YEAR]
OneYearOption = Annotated[int, _YEAR]
DataOption = Annotated[Path, typer.Option("--data", help="数据文件夹，内有 raw 和 processed。")]
OutputOption = Annotated[Path, typer.Option("--output", help="报告文件夹，每年度一个子文件夹。")]
EditionOption = Annotated[str | None, typer.Option("--edition", help="评分规则，如 hubei-20-80。", show_default=False)]
FormatOption = Annotated[Shown, typer.Option("--format", help="text 供阅读，json 供程序使用。")]


def fail(message: str) -> NoReturn:
    """Tell on the error stream why a command could not do its work, and end it."""
    print(message, file=sys.stderr)
    raise typer.Exit(FAILED)


def print_json(plain: Any) -> None:
    """Print JSON with exact decimals."""
    from evalkit.results import dump_json

    print(dump_json(plain).decode(), end="")


def problems_json(problems: "InputProblems") -> list[dict[str, str]]:
    """Return the problems of the inputs with the keys under which JSON holds them."""
    keys = ("code", "what", "where", "found", "expected", "remedy")
    return [{key: getattr(problem, key) for key in keys} for problem in problems.problems]
