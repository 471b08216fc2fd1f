"""The ledgers of a year folder, taken in one after another, each after those that it refers to."""

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.errors import EvalkitError

if TYPE_CHECKING:
    from evalkit.ledgers.account import LedgerFile, TakenIn
    from evalkit.ledgers.corrections import LedgerCorrection

FOLDER = "ledgers"


def ledger_files(folder: Path) -> list[Path]:
    """Return the files below ``ledgers/`` of a year folder; what Excel and the system put there is passed over."""
    return sorted(path for path in (folder / FOLDER).rglob("*") if path.is_file() and not path.name.startswith((".", "~$")))


def take_in_year(
    files: "list[LedgerFile]", fiscal_year: int, processed: Path, corrections: "Sequence[LedgerCorrection]" = ()
) -> "tuple[dict[str, TakenIn], list[EvalkitError]]":
    """Take in all ledgers of a year; return those that are sound, and every problem of the others.

    Parameters
    ----------
    files : list of LedgerFile
        The received files, as registered.
    fiscal_year : int
        The year of the folder.
    processed : Path
        The year's folder of processed data; tables are written to ``ledgers`` in it.
    corrections : sequence of LedgerCorrection
        Of any of the files; one whose file is not among them is a problem.
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
    problems += _without_file(corrections, by_ledger)
    for name in LEDGERS:
        if name in by_ledger:
            tables = {other: taken.table for other, taken in sound.items()}
            own = [correction for correction in corrections if correction.ledger == name]
            taken = take_in(name, by_ledger[name], tables, fiscal_year, processed / FOLDER, own)
            problems += taken.problems
            if taken.table:
                sound[name] = taken
    return sound, problems


def _without_file(corrections: "Sequence[LedgerCorrection]", by_ledger: "dict[str, list[LedgerFile]]") -> list[EvalkitError]:
    """Return the problems of corrections whose file is none of the ledger that they name."""
    problems = []
    for correction in corrections:
        there = [file.shown for file in by_ledger.get(correction.ledger, [])]
        if correction.file not in there:
            from evalkit.ledgers.corrections import not_found

            found = f"“{correction.ledger}”没有收到文件“{correction.file}”"
            problems.append(not_found(correction, found, "、".join(there) or _nearest(correction.ledger)))
    return problems


def _nearest(ledger: str) -> str:
    """Return what a correction should have named whose ledger has no file: such a file, or a ledger that there is."""
    from evalkit.ledgers.schemas import LEDGERS

    if ledger in LEDGERS:
        return "收到的该种明细的文件"
    near = difflib.get_close_matches(ledger, LEDGERS, n=1)
    return "明细的英文名" + (f"，是否为“{near[0]}”？" if near else "，见 docs/ledgers.md")
