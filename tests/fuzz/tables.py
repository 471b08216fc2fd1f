"""What holds for every CSV file: it is read whole or refused with its place, and never otherwise by chance."""

import tempfile
from pathlib import Path

from evalkit.encoding import encoding_of
from evalkit.errors import EvalkitError
from evalkit.intake.files import check_rows, count_rows, read_rows
from evalkit.intake.schema import DeclaredRow, FactRow, ObjectiveRow
from evalkit.ledgers.grid import open_grids

RECORDS = (FactRow, ObjectiveRow, DeclaredRow)


def check_csv(data: bytes) -> None:
    """Check the bytes of a file as a table of a year folder and as a ledger."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "facts.csv")
        path.write_bytes(data)
        for record in RECORDS:
            _check_records(path, record)
        _check_ledger(path)


def _check_records(path: Path, record: type) -> None:
    rows, problems = read_rows(path, "facts.csv", record)
    records, more = check_rows(rows, "facts.csv", record)
    for problem in (*problems, *more):
        assert problem.where.startswith("facts.csv") and 4 <= len(str(problem).splitlines()) <= 5
        assert len(str(problem)) < 5_000, "a message that nobody reads"
    assert len(records) <= len(rows)
    assert all(number > 1 for number, _ in records)
    if not problems:
        assert count_rows(path) == len(rows)


def _check_ledger(path: Path) -> None:
    try:
        grids = open_grids(path, "facts.csv")
        numbers = [number for grid in grids for number, _ in grid.rows]
    except EvalkitError as error:
        assert error.where.startswith("facts.csv") and len(str(error).splitlines()) == 5
        return
    assert numbers == list(range(1, len(numbers) + 1))
    encoding = encoding_of(path)
    assert path.read_bytes().decode(encoding) is not None
