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
    already holds the corrected value, ``C-06`` the cell was corrected before, ``C-07`` several rows that hold what is expected.
    """
    by_number = {row.number: dict(row.cells) for row in rows}
    remarks: dict[int, list[str]] = {}
    problems, done = [], set()
    for position, correction in enumerate(corrections, start=1):
        if not isinstance(correction, Correction):
            continue
        place = f"corrections.yml 第 {position} 条（{correction.id}，{correction.period}）"
        try:
            number = _row_of(correction, by_number, shown)
        except EvalkitError as error:
            problems.append(error.at(place))
            continue
        cells, column = by_number[number], correction.column
        if column not in cells:
            continue  # the file lacks the column, which reading it has told
        try:
            _compare(cells[column], correction, repeated=(number, column) in done)
        except EvalkitError as error:
            problems.append(error.at(f"{place}，{shown} 第 {number} 行 {column} 列"))
            continue
        change = f"{column} 由“{cells[column]}”更正为“{correction.value}”"
        remarks.setdefault(number, []).append(f"{change}：{correction.reason}（{correction.authority}，{correction.date}）")
        cells[column] = correction.value
        done.add((number, column))
    told = {number: "；".join(said) for number, said in remarks.items()}
    return [Row(row.number, by_number[row.number]) for row in rows], told, problems


def _row_of(correction: Correction, by_number: dict[int, dict[str, str]], shown: str) -> int:
    """Return the number of the row that a correction means: of several, the one that holds what it expects."""
    wanted = {"id": correction.id, "period": correction.period, "source": correction.source}
    matching = [number for number, cells in by_number.items() if wanted.items() <= cells.items()]
    if not matching:
        remedy = "原始数据已换，删去或更新该条更正"
        raise InvalidInputError("C-01", "更正找不到所指的行", found="0 行", expected=f"{shown} 中有该行", remedy=remedy)
    holding = [number for number in matching if by_number[number].get(correction.column) == correction.expect]
    if len(holding) > 1:
        found = "、".join(f"第 {number} 行" for number in holding)
        remedy = "核对是否重复登记；确为两处所载的，在 facts.csv 中用不同的来源标识重新报送"
        raise InvalidInputError("C-07", "更正所指的不止一行", found=f"{shown} {found}", expected="一行", remedy=remedy)
    return holding[0] if holding else matching[0]


def _compare(before: str, correction: Correction, *, repeated: bool) -> None:
    """Raise the fault of a correction that does not apply to what a cell holds."""
    if repeated:
        code, what, remedy = "C-06", "同一格有两条更正", "合并为一条，原值写收到时的值"
    elif before == correction.value:
        code, what, remedy = "C-03", "原始数据已经改正", "删去该条更正"
    elif before != correction.expect:
        code, what, remedy = "C-02", "更正所预期的原值已不符", "核对新到的原始数据，更新或删去该条更正"
    else:
        return
    expected = "每格至多一条更正" if repeated else f"“{correction.expect}”"
    found = f"前面的更正已改为“{before}”" if repeated else f"“{before}”"
    raise InvalidInputError(code, what, found=found, expected=expected, remedy=remedy)
