"""Declared corrections: departures from raw that say why, and that fail the run once they no longer apply."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evalkit.errors import EvalkitError, InvalidInputError
from evalkit.intake.correction_schema import CellCorrection, Correction, RowExclusion
from evalkit.intake.files import Row

if TYPE_CHECKING:
    from evalkit.ledgers.corrections import LedgerCorrection

Entry = Correction | CellCorrection | RowExclusion


def ledger_corrections(entries: Sequence[Entry], shown: str) -> "list[LedgerCorrection]":
    """Return the entries that concern ledgers; ``shown`` is the year folder as messages name it."""
    found = []
    for position, entry in enumerate(entries, start=1):
        if isinstance(entry, Correction):
            continue
        from evalkit.ledgers.corrections import LedgerCorrection

        place = f"corrections.yml 第 {position} 条（{entry.ledger}，{entry.file}）"
        excluded = isinstance(entry, RowExclusion)
        correction = LedgerCorrection(
            place,
            entry.ledger,
            f"{shown}/{entry.file}",
            entry.sheet,
            entry.row,
            expect=entry.expect if excluded else {entry.column: entry.expect},
            value=None if excluded else entry.value,
            reason=entry.reason,
            authority=entry.authority,
            date=str(entry.date),
        )
        found.append(correction)
    return found


def apply_corrections(
    rows: list[Row], corrections: Sequence[Entry], shown: str
) -> tuple[list[Row], dict[int, str], list[EvalkitError]]:
    """Apply corrections to the rows of ``facts.csv``, entries for ledgers passed over; the raw file itself is never touched.

    Returns the corrected rows, a remark for each corrected row number, and the corrections that fail:
    ``C-01`` no such row, ``C-02`` the cell does not hold what the correction expects, ``C-03`` the cell
    already holds the corrected value.
    """
    by_number = {row.number: dict(row.cells) for row in rows}
    remarks, problems = {}, []
    for position, correction in enumerate(corrections, start=1):
        if not isinstance(correction, Correction):
            continue
        place = f"corrections.yml 第 {position} 条（{correction.id}，{correction.period}）"
        wanted = (correction.id, correction.period, correction.source)
        matching = [
            number for number, cells in by_number.items() if tuple(cells.get(key) for key in ("id", "period", "source")) == wanted
        ]
        if not matching:
            error = InvalidInputError(
                "C-01",
                "更正找不到所指的行",
                found="0 行",
                expected=f"{shown} 中有该行",
                remedy="原始数据已换，删去或更新该条更正",
            )
            problems.append(error.at(place))
        for number in matching:
            cells = by_number[number]
            if correction.column not in cells:
                continue  # the file lacks the column, which reading it has told
            before = cells[correction.column]
            if before == correction.value:
                code, what, remedy = "C-03", "原始数据已经改正", "删去该条更正"
            elif before != correction.expect:
                code, what, remedy = "C-02", "更正所预期的原值已不符", "核对新到的原始数据，更新或删去该条更正"
            else:
                cells[correction.column] = correction.value
                change = f"{correction.column} 由“{before}”更正为“{correction.value}”"
                told = f"{change}：{correction.reason}（{correction.authority}，{correction.date}）"
                remarks[number] = "；".join([*filter(None, [remarks.get(number)]), told])
                continue
            error = InvalidInputError(code, what, found=f"“{before}”", expected=f"“{correction.expect}”", remedy=remedy)
            problems.append(error.at(f"{place}，{shown} 第 {number} 行 {correction.column} 列"))
    return [Row(row.number, by_number[row.number]) for row in rows], remarks, problems
