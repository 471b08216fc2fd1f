"""The table of a ledger, asked: all its figures in one pass over it, or any query. Rows are streamed, never all in memory."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from evalkit.ledgers.figures import FIGURES, MONTHLY_FIGURES, Figure
from evalkit.ledgers.schemas import LEDGERS
from evalkit.quantities import from_base


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
        """The figures that all rows of the ledger give, in their units, all in one pass.

        ``None`` for a rate of nothing and where a cell is blank that must not be.
        """
        asked = {id: figure for id, figure in FIGURES.items() if figure.ledger == self.name and not figure.among}
        if not asked:
            return {}
        pairs = ", ".join(f"{figure.sql}, {figure.per or 1}" for figure in asked.values())
        (found,) = self.ask(f"SELECT {pairs} FROM ledger")
        return {id: _value(*found[2 * at : 2 * at + 2], figure) for at, (id, figure) in enumerate(asked.items())}

    def figure(self, id: str, *, month: str, sub_project: str) -> Decimal | None:
        """Return a figure of :data:`FIGURES` in its unit; of the rows up to a month, or of a sub-project, where it is one of these."""
        figure = FIGURES[id]
        if not figure.among:
            return self.figures[id]
        given = {"month": month, "sub_project": sub_project}
        used = {name: value for name, value in given.items() if f"${name}" in figure.among}
        ((whole, per),) = self.ask(f"SELECT {figure.sql}, {figure.per or 1} FROM ledger WHERE {figure.among}", used)
        return _value(whole, per, figure)

    def by_month(self, id: str) -> dict[int, tuple[Decimal, int]]:
        """Return a figure of :data:`MONTHLY_FIGURES` by month, in its unit, with the rows of that month; only months that have any."""
        dated, figure = MONTHLY_FIGURES[id]
        rows = self.ask(f"SELECT month({dated}), count(*), {figure.sql}, {figure.per or 1} FROM ledger GROUP BY 1 ORDER BY 1")
        found = {month: (_value(whole, per, figure), number) for month, number, whole, per in rows}
        return {month: (value, number) for month, (value, number) in found.items() if value is not None}

    def ask(self, query: str, given: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Return the rows that a query over ``ledger`` gives, its parameters given by name."""
        return ask(query, {"ledger": self.path}, given)


def ask(query: str, tables: Mapping[str, Path], given: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """Return the rows that a query gives over Parquet files, each a table of the name given."""
    from evalkit.ledgers.table import connect

    with connect() as database:
        for name, path in tables.items():
            quoted = str(path).replace("'", "''")
            database.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{quoted}')")
        return database.execute(query, dict(given or {})).fetchall()


def _value(whole: Decimal | int | None, per: Decimal | int | None, figure: Figure) -> Decimal | None:
    if not figure.per:
        return None if whole is None else Decimal(whole)
    return from_base(Decimal(whole), figure.unit) / Decimal(per) if per else None
