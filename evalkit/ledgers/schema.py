"""How a ledger is described: a model whose fields are its columns. The descriptions stand in :mod:`evalkit.ledgers.schemas`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field


@dataclass(frozen=True)
class Column:
    """What a column of a ledger is.

    Attributes
    ----------
    title : str
        Its Chinese heading, as templates print it.
    also : tuple of str
        Other headings under which bureaus and platforms deliver it.
    unit : str
        The unit in which the ledger keeps a number; a heading such as 核销金额（万元） is converted.
    personal : bool
        Whether it identifies a person: it is checked where it stands and never leaves ``data/raw``.
    note : str
        What the handbook adds.
    """

    title: str
    also: tuple[str, ...] = ()
    unit: str = ""
    personal: bool = False
    note: str = ""


@dataclass(frozen=True)
class Rule:
    """What must hold between the columns of one row, as a condition in SQL.

    Attributes
    ----------
    holds : str
        True for a sound row; where a column is empty the condition is not asked.
    column : str
        The column that the message names.
    code, what, expected, remedy : str
        The message.
    """

    holds: str
    column: str
    code: str
    what: str
    expected: str
    remedy: str


@dataclass(frozen=True)
class KeyOf:
    """A column whose values must stand in a column of another ledger, where the year has that ledger."""

    ledger: str
    column: str


Text = Annotated[str, Field(min_length=1)]
Amount = Annotated[Decimal, Field(max_digits=28, decimal_places=6)]
Count = Annotated[int, Field(ge=0)]
MONTH = r"^(19|20)\d\d-(0[1-9]|1[0-2])$"
Month = Annotated[str, Field(pattern=MONTH)]


class Ledger(BaseModel):
    """A row of a ledger.

    A model names in ``title`` what its file is called in Chinese, in ``sub_project`` whom it serves, in ``key`` the columns that no two
    rows share, in ``dated`` the columns whose day must lie in the fiscal year, in ``rules`` what must hold within a row. Where a row may take
    back another, its column ``reverses`` names that one, and ``reversed_amount`` is the column of which it takes back no more than there was;
    where rows are counted, ``reversed_whole`` says that it takes back exactly what there was, so that it takes back one row.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: ClassVar[str]
    sub_project: ClassVar[str]
    key: ClassVar[tuple[str, ...]] = ()
    dated: ClassVar[tuple[str, ...]] = ()
    rules: ClassVar[tuple[Rule, ...]] = ()
    reversed_amount: ClassVar[str] = ""
    reversed_whole: ClassVar[bool] = False


@dataclass(frozen=True)
class ColumnOf:
    """A column of a model, as readers of files need it.

    Attributes
    ----------
    name : str
        The English name, which is the name in the Parquet file.
    column : Column
    kind : type
        ``str``, ``Decimal``, ``int``, ``date`` or ``datetime``.
    optional : bool
        Whether a cell may be empty.
    allowed : tuple of str
        The only values that it may have; empty where any will do.
    code : bool
        Whether it tells rows apart or identifies a person, so that not one of its digits may be lost.
    month : bool
        Whether it is a month, ``2022-03``.
    annotation : type
        What pydantic holds a value to.
    key_of : KeyOf or None
    """

    name: str
    column: Column
    kind: type
    optional: bool
    allowed: tuple[str, ...]
    code: bool
    month: bool
    annotation: Any
    key_of: KeyOf | None

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading under which the column is recognised."""
        return (self.column.title, self.name, *self.column.also)


def columns_of(ledger: type[Ledger]) -> list[ColumnOf]:
    """Return the columns of a ledger, in the order in which templates print them."""
    return list(_columns(ledger))


def _columns(ledger: type[Ledger]) -> Iterator[ColumnOf]:
    for name, field in ledger.model_fields.items():
        column = next(mark for mark in field.metadata if isinstance(mark, Column))
        key_of = next((mark for mark in field.metadata if isinstance(mark, KeyOf)), None)
        kinds = [each for each in _alternatives(field.annotation) if each is not type(None)]
        allowed = tuple(get_args(kinds[0])) if get_origin(kinds[0]) is Literal else ()
        kind = str if allowed else _plain(kinds[0])
        code = name in ledger.key or key_of is not None or column.personal
        month = any(getattr(mark, "pattern", None) == MONTH for mark in field.metadata)
        annotation = Annotated[field.annotation, *field.metadata]
        yield ColumnOf(name, column, kind, not field.is_required(), allowed, code, month, annotation, key_of)


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)


def _plain(annotation: Any) -> type:
    plain = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
    if plain not in (str, Decimal, int, date, datetime):
        raise TypeError(f"a ledger column cannot be of type {plain}")
    return plain
