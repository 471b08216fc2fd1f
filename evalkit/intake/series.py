"""``data/raw/series.yml``: from which fiscal year on a series is counted on another basis, so that levels cannot be compared.

The file is shared by all years, so that a new year has it without anything being copied.
"""

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from evalkit.errors import EvalkitError, InputProblems, InvalidInputError
from evalkit.intake.files import read_rows
from evalkit.intake.schema import FactRow, Identifier, ObjectiveRow, Text
from evalkit.intake.yaml_files import read_yaml

SERIES = "raw/series.yml"
"""By the names of :mod:`evalkit.reads`; a data folder without it has no breaks."""
SHOWN = f"data/{SERIES}"
MARK = "※"
"""Once for each break between the year of a figure and the last year shown."""
NAMED_IN = {"facts.csv": (FactRow, "id"), "objectives.csv": (ObjectiveRow, "measure")}
"""The files of a year that name measures, and the columns in which they do."""


class Break(BaseModel):
    """From the fiscal year ``since`` on, a measure is counted on another basis."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measure: Identifier
    since: Annotated[int, Field(ge=1990, le=2100)]
    why: Text
    source: Text
    address: str | None = None

    def parts(self, earlier: int, later: int) -> bool:
        """Return whether the basis of a year is another than that of a later one."""
        return earlier < self.since <= later


def mark_of(breaks: Iterable[Break], year: int, last: int) -> str:
    """Return what stands behind a figure of a year that is counted on another basis than that of the last year shown.

    Examples
    --------
    >>> revised = Break(measure="retail_sales", since=2020, why="口径修订", source="公报")
    >>> mark_of([revised], 2019, 2022), mark_of([revised], 2020, 2022)
    ('※', '')
    """
    return MARK * sum(item.parts(year, last) for item in breaks)


class SeriesFile(BaseModel):
    """``series.yml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    breaks: list[Break]


def load_breaks(data_dir: Path) -> list[Break]:
    """Return the breaks that a data folder declares, by measure and year; none where it has no such file.

    Raises
    ------
    InputProblems
        With every problem of the file.
    """
    breaks, problems = _read(data_dir)
    if problems:
        raise InputProblems(problems)
    return sorted(breaks, key=lambda item: (item.measure, item.since))


def series_problems(data_dir: Path) -> list[EvalkitError]:
    """Return what is wrong with the file.

    Returns
    -------
    list of EvalkitError
        Besides what every YAML file is checked for: ``V-SER-01`` a measure that no year names, with the nearest that
        there is; ``V-SER-02`` a break that is declared twice.
    """
    return _read(data_dir)[1]


def _read(data_dir: Path) -> tuple[list[Break], list[EvalkitError]]:
    path = data_dir / SERIES
    if not path.is_file():
        return [], []
    read, problems = read_yaml(path, SHOWN, SeriesFile)
    breaks = read.breaks if read else []
    return breaks, problems + _unknown(breaks, data_dir) + _repeated(breaks)


def _unknown(breaks: list[Break], data_dir: Path) -> list[EvalkitError]:
    known = _named_measures(data_dir) if breaks else set()
    problems = []
    for position, item in enumerate(breaks, start=1):
        if known and item.measure not in known:
            near = difflib.get_close_matches(item.measure, sorted(known), n=1)
            error = InvalidInputError(
                "V-SER-01",
                "统计口径的调整所指的指标不存在",
                found=f"“{item.measure}”",
                expected="某一年度 facts.csv 的 id 或 objectives.csv 的 measure",
                remedy=f"是否为“{near[0]}”？" if near else "改正 measure",
            )
            problems.append(error.at(f"{SHOWN} 第 {position} 条 measure"))
    return problems


def _named_measures(data_dir: Path) -> set[str]:
    """Return every measure that some year names; none where a file cannot be read, which the check of its year tells."""
    named: set[str] = set()
    for file, (record, column) in NAMED_IN.items():
        for path in sorted((data_dir / "raw").glob(f"[0-9][0-9][0-9][0-9]/{file}")):
            rows, problems = read_rows(path, file, record)
            if problems:
                return set()
            named |= {row.cells[column] for row in rows}
    return named


def _repeated(breaks: list[Break]) -> list[EvalkitError]:
    seen: dict[tuple[str, int], int] = {}
    problems = []
    for position, item in enumerate(breaks, start=1):
        first = seen.setdefault((item.measure, item.since), position)
        if first != position:
            error = InvalidInputError(
                "V-SER-02",
                "统计口径的调整重复",
                found=f"{item.measure} 自 {item.since} 年度",
                expected=f"不同于第 {first} 条",
                remedy="删去一条，或改正年度",
            )
            problems.append(error.at(f"{SHOWN} 第 {position} 条"))
    return problems
