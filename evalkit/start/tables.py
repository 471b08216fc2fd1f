"""CSV files that Excel opens as they are, with the columns that the schema describes."""

import csv
import io
from collections.abc import Iterable, Mapping

from pydantic import BaseModel

from evalkit.text import is_formula, printable

BOM = "\ufeff"
"""By this mark Excel knows that a file is UTF-8; intake reads files with and without it."""


def columns_of(record: type[BaseModel]) -> list[str]:
    """Return the columns of a file, as the schema names them.

    Examples
    --------
    >>> from evalkit.intake.schema import ReviewRow
    >>> columns_of(ReviewRow)
    ['indicator', 'award', 'reason']
    """
    return [field.alias or name for name, field in record.model_fields.items()]


def table_bytes(columns: list[str], rows: Iterable[Mapping[str, str]] = ()) -> bytes:
    """Return a table as CSV: UTF-8 with its mark, lines ended by LF, a blank where a row does not state a column."""
    return (BOM + lines_of(columns, [dict(zip(columns, columns, strict=True)), *rows])).encode()


def lines_of(columns: list[str], rows: Iterable[Mapping[str, str]]) -> str:
    r"""Return the rows alone as lines of CSV; what a spreadsheet would take for a formula stands behind an apostrophe.

    Intake drops that apostrophe again.

    Examples
    --------
    >>> lines_of(["a", "b"], [{"a": "=1+1", "b": "-5"}])
    "'=1+1,-5\n"
    """
    buffer, safe = io.StringIO(), [{name: _safe(printable(cell)) for name, cell in row.items()} for row in rows]
    csv.DictWriter(buffer, columns, restval="", lineterminator="\n").writerows(safe)
    return buffer.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if is_formula(cell) else cell
