"""Findings that somebody answers for: ``waivers.csv`` with finding, reason, who and date."""

import datetime
from pathlib import Path

from pydantic import BaseModel, Field

from evalkit.errors import InputProblems
from evalkit.intake.files import check_rows, read_rows

FILE_NAME = "waivers.csv"


class Waiver(BaseModel):
    """A finding that does not stand: its id, why, who says so, and since when."""

    finding: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    who: str = Field(min_length=1)
    date: datetime.date


def read_waivers(path: Path) -> list[Waiver]:
    """Read the waivers of a file.

    Raises
    ------
    InputProblems
        All problems at once: no such file, a wrong column, a waiver without reason, name or day.
    """
    rows, problems = read_rows(path, str(path), Waiver)
    waivers, more = check_rows(rows, str(path), Waiver)
    if problems or more:
        raise InputProblems([*problems, *more])
    return [waiver for _, waiver in waivers]
