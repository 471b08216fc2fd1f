"""Parquet files with ledgers: read in pieces, every value written out as the text that a CSV file of the same data would hold."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.types as kinds

from evalkit.errors import InvalidInputError
from evalkit.ledgers.grid import EXPORT_AGAIN, NUMBER_MARK, SAVE_AS_CSV, Grid

PIECE = 50_000
MOST_BYTES = 1_000_000_000
"""Of a group of rows, which is the least that can be decompressed at once."""
MOST_ROWS_PER_BYTE = 50
"""Rows that differ from each other, as those of a ledger do, cannot be written in less."""
MOST_EXACT = 1e15
_PLAIN = (
    kinds.is_integer,
    kinds.is_floating,
    kinds.is_decimal,
    kinds.is_string,
    kinds.is_large_string,
    kinds.is_string_view,
    kinds.is_boolean,
    kinds.is_date,
    kinds.is_timestamp,
    kinds.is_null,
)


def open_table(path: Path, shown: str) -> Grid:
    """Return a Parquet file as a sheet: row 0 is the names of its columns, every further row is numbered by its place, from 1.

    Raises
    ------
    InvalidInputError
        ``L-PQ-01`` damaged, ``L-PQ-02`` with a column of no plain values, ``L-PQ-03`` with a group of rows that is far too large,
        ``L-PQ-04`` with more rows than the file can hold of a ledger.
    """
    try:
        file = pq.ParquetFile(path, page_checksum_verification=True)
    except (pa.ArrowException, OSError):
        raise _damaged(shown) from None
    odd = [f"“{field.name}”（{field.type}）" for field in file.schema_arrow if not _is_plain(field.type)]
    if odd:
        found, expected = "、".join(odd), "文字、数字、日期、日期和时间、是否"
        error = InvalidInputError(
            "L-PQ-02", "列的类型不能读取", found=found, expected=expected, remedy=f"删去这些列，{EXPORT_AGAIN}"
        )
        raise error.at(shown)
    most = max((file.metadata.row_group(at).total_byte_size for at in range(file.num_row_groups)), default=0)
    if most > MOST_BYTES:
        found, expected = f"一组数据解压后 {most} 字节", f"每组不超过 {MOST_BYTES} 字节"
        error = InvalidInputError(
            "L-PQ-03", "文件中的一组数据过大", found=found, expected=expected, remedy=f"分成较小的组，{EXPORT_AGAIN}"
        )
        raise error.at(shown)
    rows, size = file.metadata.num_rows, path.stat().st_size
    if rows > size * MOST_ROWS_PER_BYTE:
        found, expected = f"{size} 字节的文件中有 {rows} 行", "各行互不相同的明细"
        error = InvalidInputError("L-PQ-04", "行数与文件大小不相称", found=found, expected=expected, remedy=EXPORT_AGAIN)
        raise error.at(shown)
    return Grid(shown, "", _rows(file, shown), "parquet")


def _is_plain(kind: pa.DataType) -> bool:
    return any(is_kind(kind.value_type if kinds.is_dictionary(kind) else kind) for is_kind in _PLAIN)


def _rows(file: pq.ParquetFile, shown: str) -> Iterator[tuple[int, list[str]]]:
    names = list(file.schema_arrow.names)
    yield 0, names
    before = 0
    try:
        for batch in file.iter_batches(PIECE):
            for number, cells in enumerate(zip(*map(_texts, batch.columns), strict=True), start=before + 1):
                yield number, list(cells)
            before += batch.num_rows
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        raise _damaged(shown) from None


def _texts(column: pa.Array) -> list[str]:
    kind = column.type
    if kinds.is_dictionary(kind):
        column = column.dictionary_decode()
    elif kinds.is_timestamp(kind):
        column = pc.cast(column, pa.timestamp("us", kind.tz), safe=False)
    return list(map(_text, column.to_pylist()))


def _text(value: Any) -> str:
    """Write a value out; a number that is too large to be exact, or none at all, stands behind the mark of a workbook's numbers."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace(NUMBER_MARK, "")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, float):
        if not isfinite(value):
            return f"{NUMBER_MARK}{value}"
        mark = NUMBER_MARK if abs(value) >= MOST_EXACT else ""
        return mark + (f"{int(value)}" if value == int(value) else f"{Decimal(f'{value:.15g}'):f}")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def _damaged(shown: str) -> InvalidInputError:
    remedy = f"{EXPORT_AGAIN}，或{SAVE_AS_CSV}"
    error = InvalidInputError(
        "L-PQ-01", "文件损坏", found="不是完整的 Parquet 文件", expected="完整的 .parquet 文件", remedy=remedy
    )
    return error.at(shown)
