"""Texts made to take time: one sign or word over and over, as long as a cell or a report may be."""

import subprocess
import sys

import pytest

UNITS = ["1", "万", "（", "，", "增长", "%", "."]
LONG, CELL = 200_000, 32_767  # signs of a report; signs that Excel keeps in a cell
REPORT = "from tests.fuzz.figures import document; from evalkit.audit.run import audit; audit(document({text}))"
CELLS = """
from evalkit.cells.targets import read_actual, read_target
from evalkit.cells import amounts
from evalkit.forms.headings import plain
from evalkit.forms.shown_text import joined
from evalkit.forms.xlsx_rows import _without_points
for unit in {units}:
    for text in ((unit * {length})[:{length}], "1" + (unit * {length})[:{length}] + ";"):
        wanted = read_target(text, name=text)
        read_actual(text, target=read_target("≥10%"), name="增长率")
        for read in (amounts.read_award, amounts.read_rate, amounts.read_total, amounts.is_filled, plain, joined, _without_points):
            read(text)
        amounts.read_amount(text, "元")
"""


def run(program: str) -> None:
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert told.returncode == 0, told.stderr[-2000:]


@pytest.mark.parametrize("unit", UNITS)
def test_a_report_of_one_sign_is_audited(unit):
    run(REPORT.format(text=f"({unit!r} * {LONG})[:{LONG}]"))


def test_cells_of_one_sign_are_read():
    run(CELLS.format(units=UNITS, length=CELL))
