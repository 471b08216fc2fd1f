"""What holds for every form: it is read or refused in words, every award lies within its points, the order of rows does not matter."""

import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from evalkit.errors import InputProblems
from evalkit.forms.headings import find_blocks
from evalkit.forms.model import Form
from evalkit.forms.recompute import recompute
from evalkit.forms.report import form_json, form_text
from evalkit.forms.verdicts import Reconciliation
from evalkit.forms.workbook import Range, Sheet
from evalkit.forms.xlsx_form import _form, _holds_form, _problems, read_xlsx_form
from evalkit.forms.yaml_form import read_yaml_form
from tests.fuzz.cells import RULEBOOKS

WORKBOOK = b"PK\x03\x04"
SHEET = "sheet\n"


def check_form(data: bytes) -> None:
    """Check a file: a workbook, the texts of one sheet (``sheet``, then a row on each line, cells apart by tabs), or YAML."""
    text = data.decode("utf-8", "replace")
    try:
        if data.startswith(WORKBOOK):
            forms = _from_file(data, "form.xlsx")
        elif text.startswith(SHEET):
            forms = _from_sheet(sheet_of(text.removeprefix(SHEET)))
        else:
            forms = _from_file(data, "form.yaml")
    except InputProblems as refused:
        for problem in refused.problems:
            assert problem.where and len(str(problem).splitlines()) == 5
        return
    for form in forms:
        check_recomputed(form)


def sheet_of(text: str) -> Sheet:
    r"""Return the sheet of rows and tabs; ``→`` continues the cell to its left, ``↓`` the cell above it.

    Examples
    --------
    >>> sheet_of("甲\t→\n↓\t↓").text(2, 2)
    '甲'
    """
    rows = [line.split("\t")[:30] for line in text.split("\n")[:200]]
    cells = {(row, column): cell for row, line in enumerate(rows, start=1) for column, cell in enumerate(line, start=1)}
    merged: dict[tuple[int, int], Range] = {}
    for (row, column), cell in sorted(cells.items()):
        if cell in ("→", "↓") or (row, column) in merged:
            continue
        last_column, last_row = column, row
        while cells.get((row, last_column + 1)) == "→":
            last_column += 1
        while all(cells.get((last_row + 1, each)) == "↓" for each in range(column, last_column + 1)):
            last_row += 1
        area = Range(row, column, last_row, last_column)
        if (last_row, last_column) != (row, column):
            places = [(down, along) for down in range(row, last_row + 1) for along in range(column, last_column + 1)]
            merged |= dict.fromkeys(places, area)
    shown = {place: cell.strip() for place, cell in cells.items() if cell.strip() and cell not in ("→", "↓")}
    return Sheet("自评表", shown, merged)


def _from_sheet(sheet: Sheet) -> list[Form]:
    blocks = find_blocks(sheet)
    if not _holds_form(blocks) or _problems(sheet, blocks, "form.xlsx"):
        return []
    return [_form(sheet, blocks, "form.xlsx")]


def _from_file(data: bytes, name: str) -> list[Form]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        return read_xlsx_form(path, name) if name.endswith(".xlsx") else [read_yaml_form(path, name)]


def check_recomputed(form: Form) -> None:
    """Check a form under every edition."""
    for rulebook in RULEBOOKS:
        result = recompute(form, rulebook, "试")
        _check_awards(result)
        assert form_text(result) == form_text(recompute(form, rulebook, "试")) and form_json(result)
        apart = not any(row.subrow for row in form.rows)
        if apart:
            other = recompute(replace(form, rows=form.rows[::-1]), rulebook, "试")
            assert (other.total.printed, other.total.recomputed) == (result.total.printed, result.total.recomputed)
            assert [row.award for row in other.rows] == [row.award for row in result.rows][::-1]


def _check_awards(result: Reconciliation) -> None:
    for row in result.rows:
        assert row.reason
        if row.award is not None:
            assert row.points is not None and 0 <= row.award <= row.points, f"{row.award} of {row.points}"
    budget = result.budget
    if budget.award is not None:
        most = budget.points if result.rulebook.budget.cap else budget.points * max(Decimal(1), budget.share)
        assert 0 <= budget.award <= most + Decimal("0.01")
    if result.total.recomputed is not None:
        low, high = result.total.recomputed
        assert low <= high
