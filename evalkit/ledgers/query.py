"""The table of a ledger, asked: all its figures in one pass over it, or any query. Rows are streamed, never all in memory."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from evalkit.ledgers.figures import FIGURES, Figure
from evalkit.ledgers.schemas import LEDGERS


class LedgerTable:
    """A ledger of a year, taken in.

    Attributes
    ----------
    name : str
    path : Path
        Its Parquet file.
    places : tuple of str
        The files and sheets of ``data/raw`` in which its rows stand.
    rows : int
    """

    def __init__(self, name: str, path: Path, places: tuple[str, ...], rows: int):
        self.name, self.path, self.places, self.rows = name, path, places, rows

    @property
    def title(self) -> str:
        """What the ledger is called."""
        return LEDGERS[self.name].title

    @cached_property
    def figures(self) -> Mapping[str, Decimal | None]:
        """The figures that the ledger gives, in their units, all in one pass; ``None`` for a rate of nothing and where a cell is blank that must not be."""
        asked = {id: figure for id, figure in FIGURES.items() if figure.ledger == self.name}
        if not asked:
            return {}
        pairs = ", ".join(f"{figure.sql}, {figure.per or 1}" for figure in asked.values())
        (found,) = self.ask(f"SELECT {pairs} FROM ledger")
        return {id: _value(*found[2 * at : 2 * at + 2], figure) for at, (id, figure) in enumerate(asked.items())}

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows that a query over ``ledger`` gives."""
        return ask(query, {"ledger": self.path})


def ask(query: str, tables: Mapping[str, Path]) -> list[tuple[Any, ...]]:
    """Return the rows that a query gives over Parquet files, each a table of the name given."""
    from evalkit.ledgers.table import connect

    with connect() as database:
        for name, path in tables.items():
            quoted = str(path).replace("'", "''")
            database.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{quoted}')")
        return database.execute(query).fetchall()


def _value(whole: Decimal | int | None, per: Decimal | int | None, figure: Figure) -> Decimal | None:
    if not figure.per:
        return None if whole is None else Decimal(whole)
    return Decimal(whole) * 100 / Decimal(per) if per else None
