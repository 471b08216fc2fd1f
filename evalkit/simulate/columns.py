"""Columns of a ledger made from numbers all at once: codes, amounts, texts out of a list, days and moments."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

DIGITS = ord("0")


def digits(numbers: np.ndarray, width: int) -> np.ndarray:
    """Return the digits of numbers as characters, one row for each number, zeros before.

    Examples
    --------
    >>> bytes(digits(np.array([42]), 4)[0])
    b'0042'
    """
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return (np.asarray(numbers, dtype=np.int64)[:, None] // powers % 10 + DIGITS).astype(np.uint8)


def codes(prefix: str, numbers: np.ndarray, width: int = 7) -> pa.Array:
    """Return codes such as ``Q0000042``.

    Examples
    --------
    >>> codes("Q", np.array([42]), 4).to_pylist()
    ['Q0042']
    """
    return fixed(prefix, digits(numbers, width))


def fixed(prefix: str, characters: np.ndarray) -> pa.Array:
    """Return texts of equal length: the prefix, then the characters of each row."""
    rows, start = len(characters), np.frombuffer(prefix.encode(), np.uint8)
    matrix = np.concatenate([np.broadcast_to(start, (rows, len(start))), characters], axis=1)
    offsets = (np.arange(rows + 1) * matrix.shape[1]).astype(np.int32)
    return pa.Array.from_buffers(pa.string(), rows, [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(matrix))])


def chosen(texts: Sequence[str | None], places: np.ndarray) -> pa.Array:
    """Return for each place the text of a list that stands there."""
    return pa.array(texts, pa.string()).take(pa.array(places))


def amounts(whole: np.ndarray, decimals: int = 2, empty: np.ndarray | None = None) -> pa.Array:
    """Return exact decimal numbers from whole numbers of their smallest unit, such as cents; empty where told.

    Examples
    --------
    >>> [str(value) for value in amounts(np.array([1234, -5])).to_pylist()]
    ['12.34', '-0.05']
    """
    plain = pa.array(np.asarray(whole, dtype=np.int64), mask=empty)
    words = np.zeros((len(plain), 2), dtype="<i8")
    words[:, 0] = plain.fill_null(0).to_numpy()
    words[:, 1] = words[:, 0] >> 63
    valid = plain.buffers()[0] if plain.null_count else None
    return pa.Array.from_buffers(pa.decimal128(38, decimals), len(plain), [valid, pa.py_buffer(words)])


def moments(days: np.ndarray, seconds: np.ndarray, empty: np.ndarray | None = None) -> pa.Array:
    """Return moments from days and the seconds since midnight; empty where told."""
    return pa.array(days.astype("datetime64[s]") + np.asarray(seconds).astype("timedelta64[s]"), mask=empty)


def days_of(texts: Sequence[str]) -> np.ndarray:
    """Return days as numpy keeps them."""
    return np.array(texts, dtype="datetime64[D]")
