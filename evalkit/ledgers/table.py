"""What holds between the rows of a ledger, asked of its table by SQL: keys, references, reversals, and rules within a row."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa

from evalkit.errors import InvalidInputError
from evalkit.ledgers.faults import Cell, Faults
from evalkit.ledgers.schema import ColumnOf, Ledger, columns_of
from evalkit.ledgers.schemas import LEDGERS
from evalkit.personal.numbers import masked, personal_number

MEMORY = "512MB"
PLACE = "place, row_number"


def connect() -> duckdb.DuckDBPyConnection:
    """Return a database in memory that reads Parquet files, within a bounded memory, and fetches nothing.

    What does not fit is spilled beside, in a folder that the system clears.
    """
    connection = duckdb.connect(":memory:", config={"memory_limit": MEMORY, "threads": 2, "autoinstall_known_extensions": False})
    connection.execute("SET preserve_insertion_order = false")
    return connection


def check_table(ledger: type[Ledger], path: Path, others: dict[str, Path], faults: Faults) -> None:
    """Note every fault between rows; of rows with a faulty cell only the key is compared.

    Parameters
    ----------
    ledger : type of Ledger
        The description.
    path : Path
        Its table, with ``place`` (file and sheet) and ``row_number`` before the columns.
    others : dict of str to Path
        The tables of the year's ledgers that were found sound, by name; a reference to an absent one is not asked.
    faults : Faults
        Where they are noted.
    """
    columns = {column.name: column for column in columns_of(ledger)}
    with connect() as database:
        database.execute("SET VARIABLE t = ?", [str(path)])
        places, numbers = zip(*faults.rows, strict=True) if faults.rows else ((), ())
        types = pa.schema([("place", pa.string()), ("row_number", pa.int64())])
        database.register("faulty", pa.table([places, numbers], schema=types))
        for title, rows in _unsound(database, ledger, columns, others):
            for error, place, number in rows:
                faults.add(error, Cell(place, number, title))


Found = Iterator[tuple[InvalidInputError, str, int]]
TABLE = "read_parquet(getvariable('t'))"
SOUND = f"(FROM {TABLE} ANTI JOIN faulty USING (place, row_number))"


def _unsound(
    database: duckdb.DuckDBPyConnection, ledger: type[Ledger], columns: dict[str, ColumnOf], others: dict[str, Path]
) -> Iterator[tuple[str, Found]]:
    if ledger.key:
        yield columns[ledger.key[0]].column.title, _repeated(database, ledger, columns)
    for rule in ledger.rules:
        error = InvalidInputError(rule.code, rule.what, found="", expected=rule.expected, remedy=rule.remedy)
        yield columns[rule.column].column.title, _breaking(database, rule.holds, rule.column, error)
    for column in columns.values():
        if column.key_of and column.key_of.ledger in others:
            yield column.column.title, _dangling(database, column, others[column.key_of.ledger])
    if ledger.reversed_amount:
        yield columns[ledger.reversed_amount].column.title, _taken_back(database, ledger)


def _found(database: duckdb.DuckDBPyConnection, query: str, values: Sequence[str] = ()) -> Iterator[tuple]:
    """Yield the rows that a query gives, however many, a few at a time."""
    cursor = database.execute(query, values)
    while rows := cursor.fetchmany(10_000):
        yield from rows


def _repeated(database: duckdb.DuckDBPyConnection, ledger: type[Ledger], columns: dict[str, ColumnOf]) -> Found:
    keys = ", ".join(ledger.key)
    known = " AND ".join(f"{name} IS NOT NULL" for name in ledger.key)
    kept = ", ".join(name for name, column in columns.items() if not column.column.personal)
    query = f"""
        WITH twice AS (SELECT {keys} FROM {TABLE} WHERE {known} GROUP BY {keys} HAVING count(*) > 1)
        SELECT concat_ws('、', {keys}), {PLACE}, first(place || ' 第 ' || row_number || ' 行') OVER same,
               count(*) OVER same = count(*) OVER (PARTITION BY {kept})
        FROM {TABLE} SEMI JOIN twice USING ({keys})
        WINDOW same AS (PARTITION BY {keys} ORDER BY {PLACE} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY {PLACE}) > 1
        ORDER BY {PLACE}
    """
    for key, place, number, first, alike in _found(database, query):
        what = "整行重复" if alike else "编号相同而内容不同"
        remedy = "删去重复的一行" if alike else "查明哪一行正确；确为两笔的，编号应当不同"
        found = f"“{key}”与{first}相同"
        yield InvalidInputError("L-KEY-01", what, found=found, expected="每个编号一行", remedy=remedy), place, number


def _breaking(database: duckdb.DuckDBPyConnection, holds: str, column: str, error: InvalidInputError) -> Found:
    query = f"SELECT {column}, {PLACE} FROM {SOUND} WHERE NOT ({holds}) ORDER BY {PLACE}"
    for value, place, number in _found(database, query):
        found = "空白" if value is None else f"“{_shown(value)}”"
        yield InvalidInputError(error.code, error.what, found=found, expected=error.expected, remedy=error.remedy), place, number


def _dangling(database: duckdb.DuckDBPyConnection, column: ColumnOf, other: Path) -> Found:
    query = f"""
        SELECT {column.name}, {PLACE} FROM {SOUND}
        WHERE {column.name} IS NOT NULL AND {column.name} NOT IN (
            SELECT {column.key_of.column} FROM read_parquet(?) WHERE {column.key_of.column} IS NOT NULL
        )
        ORDER BY {PLACE}
    """
    for value, place, number in _found(database, query, [str(other)]):
        expected = f"“{LEDGERS[column.key_of.ledger].title}”中有的编号"
        error = InvalidInputError(
            "L-REF-01", "所指的记录不存在", found=f"“{value}”", expected=expected, remedy="改正编号，或补上该记录"
        )
        yield error, place, number


def _taken_back(database: duckdb.DuckDBPyConnection, ledger: type[Ledger]) -> Found:
    """Find the rows that take back more than the original has left, an amount that is not negative, or a part where that is not counted."""
    amount, key = ledger.reversed_amount, ledger.key[0]
    part = f"coalesce(original.{amount}, 0) + back.{amount} > 0" if ledger.reversed_whole else "false"
    query = f"""
        SELECT back.{amount}, original.{amount}, back.place, back.row_number,
               coalesce(back.{amount}, 0) >= 0 OR coalesce(original.{amount}, 0) + back.every < 0 AS too_much, {part} AS part
        FROM (SELECT *, sum({amount}) OVER (PARTITION BY reverses) AS every FROM {SOUND} WHERE reverses IS NOT NULL) AS back
        JOIN {SOUND} AS original ON back.reverses = original.{key}
        WHERE too_much OR part
        ORDER BY back.place, back.row_number
    """
    for back, original, place, number, too_much, _ in _found(database, query):
        found = f"冲销 {_shown(back)}，原记录 {_shown(original)}"
        yield (_too_much(found) if too_much else _in_part(found)), place, number


def _too_much(found: str) -> InvalidInputError:
    return InvalidInputError(
        "L-NEG-02",
        "冲销金额与原记录不符",
        found=found,
        expected="负数，且冲销合计不超过原记录的金额",
        remedy="核对原记录编号和冲销金额",
    )


def _in_part(found: str) -> InvalidInputError:
    return InvalidInputError(
        "L-NEG-03",
        "只冲销了一部分",
        found=found,
        expected="一次冲销全部金额，否则张数无法计算",
        remedy="在 corrections.yml 中把原记录的金额更正为退款后的净额，并排除冲销的行，写明依据",
    )


def _shown(value: Decimal | int | str | date | None) -> str:
    """Return a value as messages show it: a number without the noughts of its type, a personal number masked."""
    if value is None:
        return "空白"
    shown = f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
    return masked(shown) if personal_number(shown) else shown
