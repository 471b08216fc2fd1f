"""A table that a reader asks of ledgers: one query, and how its cells are shown or hidden."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from evalkit.ledgers.disclosure import EVERYTHING_SHOWN, HIDDEN, Guarded, Limits, hidden_cells
from evalkit.ledgers.query import LedgerTable, ask
from evalkit.ledgers.schemas import LEDGERS
from evalkit.quantities import format_number

BLANK = "未填"


@dataclass(frozen=True)
class View:
    """A table taken from one ledger or several.

    Attributes
    ----------
    title : str
        Its caption.
    ledgers : tuple of str
        The ledgers that it needs.
    sql : str
        The query; each ledger is a table of its own name.
    columns : dict of str to int or None
        Its headings; the decimals of a number, ``None`` for words.
    note : str
        What is to be said below it.
    guarded : tuple of Guarded
        Columns about persons or firms, in which small cells are not shown.
    extra : tuple of str
        Columns of the query that only tell whether a cell is shown.
    """

    title: str
    ledgers: tuple[str, ...]
    sql: str
    columns: Mapping[str, int | None]
    note: str = ""
    guarded: tuple[Guarded, ...] = ()
    extra: tuple[str, ...] = ()

    @property
    def right(self) -> tuple[str, ...]:
        """The columns of numbers."""
        return tuple(name for name, digits in self.columns.items() if digits is not None)

    def missing(self, tables: Mapping[str, LedgerTable | None]) -> str:
        """Return what is missing for it, in words; empty where nothing is."""
        return "、".join(LEDGERS[name].title for name in self.ledgers if tables.get(name) is None)

    def frame(self, tables: Mapping[str, LedgerTable], limits: Limits = EVERYTHING_SHOWN) -> pd.DataFrame:
        """Return the table, every cell as it is printed; a column in which no cell may be shown is left out.

        Parameters
        ----------
        tables : mapping of str to LedgerTable
            The ledgers by name.
        limits : Limits
            What is not shown; by default everything is.
        """
        rows = ask(self.sql, {name: tables[name].path for name in self.ledgers})
        counted = pd.DataFrame(rows, columns=[*self.columns, *self.extra], dtype=object)
        hidden = hidden_cells(counted, self.guarded, limits)
        shown = [
            [
                hidden.get((at, name)) or _cell(cell, digits)
                for cell, (name, digits) in zip(row, self.columns.items(), strict=False)
            ]
            for at, row in enumerate(rows)
        ]
        frame = pd.DataFrame(shown, columns=list(self.columns), dtype=object)
        return frame[[name for name in frame if not rows or not (frame[name] == HIDDEN).all()]]


def _cell(cell: Any, digits: int | None) -> str:
    if cell is None:
        return BLANK if digits is None else "不适用"
    return str(cell) if digits is None else format_number(Decimal(str(cell)), digits)
