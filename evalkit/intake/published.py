"""``published.json`` of a year folder: the ``evaluation.json`` that was signed, kept to be compared with what is computed now."""

from decimal import Decimal
from pathlib import Path

import simplejson
from pydantic import BaseModel, ValidationError

from evalkit.errors import EvalkitError, InputProblems, InvalidInputError
from evalkit.intake.files import read_text
from evalkit.intake.schema import Unit
from evalkit.measures import Status

PUBLISHED = "published.json"


class PublishedMeasure(BaseModel):
    """What a measure is compared by; whatever else an earlier version of evalkit wrote is passed over."""

    id: str
    name: str
    value: Decimal | None
    unit: Unit
    digits: int
    basis: str
    status: Status
    period: str = ""


class Bounds(BaseModel):
    """The bounds of a recomputed score."""

    low: Decimal
    high: Decimal


class Score(BaseModel):
    """The score of an evaluation."""

    recomputed: Bounds


class Published(BaseModel):
    """What is read of an evaluation that was signed."""

    fiscal_year: int
    score: Score
    measures: list[PublishedMeasure]


def load_published(folder: Path, shown: str) -> Published | None:
    """Return the evaluation that was kept in a year's raw folder, or ``None`` where there is none.

    Parameters
    ----------
    folder : pathlib.Path
        The raw folder of the year.
    shown : str
        That folder as messages name it.

    Raises
    ------
    InputProblems
        ``I-PUB-01`` if it is no evaluation, ``I-PUB-02`` if it is that of another year, or why the file cannot be read.
    """
    path, place = folder / PUBLISHED, f"{shown}/{PUBLISHED}"
    if not path.is_file():
        return None
    try:
        plain = simplejson.loads(read_text(path, place), use_decimal=True)
        published = Published.model_validate(plain)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"])) or "整个文件"
        raise InputProblems([_no_evaluation(f"{where} 不是应有的内容", folder.name).at(place)]) from None
    except EvalkitError as error:
        raise InputProblems([error]) from None
    except ValueError:
        raise InputProblems([_no_evaluation("不是 JSON", folder.name).at(place)]) from None
    year = str(published.fiscal_year)
    if year != folder.name:
        remedy = "核对是否放错了年度"
        error = InvalidInputError("I-PUB-02", "定稿是另一年度的", found=year, expected=folder.name, remedy=remedy)
        raise InputProblems([error.at(place)])
    return published


def published_problems(folder: Path, shown: str) -> list[EvalkitError]:
    """Return what is wrong with the evaluation that was kept, as :func:`load_published` would raise it."""
    try:
        load_published(folder, shown)
    except InputProblems as refused:
        return refused.problems
    return []


def _no_evaluation(found: str, year: str) -> EvalkitError:
    remedy = f"把签署时的 outputs/{year}/evaluation.json 原样复制到此处"
    return InvalidInputError("I-PUB-01", "定稿不是评价结果", found=found, expected="evaluation.json", remedy=remedy)
