"""The ledgers of a year folder, taken in one after another, each after those that it refers to."""

from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.errors import EvalkitError

if TYPE_CHECKING:
    from evalkit.ledgers.take_in import LedgerFile, TakenIn

FOLDER = "ledgers"


def ledger_files(folder: Path) -> list[Path]:
    """Return the files below ``ledgers/`` of a year folder; what Excel and the system put there is passed over."""
    return sorted(path for path in (folder / FOLDER).rglob("*") if path.is_file() and not path.name.startswith((".", "~$")))


def take_in_year(files: "list[LedgerFile]", fiscal_year: int, processed: Path) -> "tuple[dict[str, TakenIn], list[EvalkitError]]":
    """Take in all ledgers of a year; return those that are sound, and every problem of the others.

    Parameters
    ----------
    files : list of LedgerFile
        The received files, as registered.
    fiscal_year : int
        The year of the folder.
    processed : Path
        The year's folder of processed data; tables are written to ``ledgers`` in it.
    """
    from evalkit.ledgers.schemas import LEDGERS
    from evalkit.ledgers.take_in import ledger_of, take_in, unknown_ledger

    problems, sound = [], {}
    by_ledger: dict[str, list[LedgerFile]] = {}
    for file in files:
        name = ledger_of(file.path)
        if name is None:
            problems.append(unknown_ledger(file.path, file.shown))
        else:
            by_ledger.setdefault(name, []).append(file)
    for name in LEDGERS:
        if name in by_ledger:
            tables = {other: taken.table for other, taken in sound.items()}
            taken = take_in(name, by_ledger[name], tables, fiscal_year, processed / FOLDER)
            problems += taken.problems
            if taken.table:
                sound[name] = taken
    return sound, problems
