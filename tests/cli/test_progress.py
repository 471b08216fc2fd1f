"""What is shown while a run goes on: how far it is, what runs, and how long it takes yet."""

import io
import re

import pytest
from rich.console import Console

from evalkit.cli.progress import Forecast, displayed
from evalkit.pipeline.batch import ACROSS
from evalkit.pipeline.manifest import DONE, FAILED, Outcome

INTAKE, TRADE, VOUCHERS, SCORE = ((2030, name) for name in ("00_intake", "10_trade", "40_vouchers", "80_scorecard"))
NEEDS = {INTAKE: [], TRADE: [INTAKE], VOUCHERS: [INTAKE], SCORE: [TRADE, VOUCHERS]}
SECONDS = {INTAKE: 10.0, TRADE: 40.0, VOUCHERS: 20.0, SCORE: 5.0}


@pytest.mark.parametrize(
    ("places", "begun", "ended", "left"),
    [
        pytest.param(1, {}, [], 75, id="one after the other: 10 + 40 + 20 + 5"),
        pytest.param(2, {}, [], 55, id="two places, but the longest chain is 10 + 40 + 5"),
        pytest.param(1, {INTAKE: 96}, [], 71, id="4 of the first 10 seconds are over"),
        pytest.param(2, {INTAKE: 70, TRADE: 90, VOUCHERS: 90}, [INTAKE], 35, id="10 seconds into both: 30 + 5"),
        pytest.param(1, {INTAKE: 0}, [], 65, id="what takes longer than the last time is taken to end now: 40 + 20 + 5"),
        pytest.param(2, {}, [INTAKE, TRADE, VOUCHERS, SCORE], 0, id="all has ended"),
    ],
)
def test_the_time_left_is_what_the_last_run_took(places, begun, ended, left):
    assert Forecast(NEEDS, SECONDS, places, begun, set(ended)).left(now=100) == left


def test_a_notebook_that_never_ran_is_taken_to_need_what_the_others_need():
    known = {INTAKE: 10.0, TRADE: 20.0}
    assert Forecast(NEEDS, known, places=1).left(now=0) == 10 + 20 + 15 + 15


def test_nothing_is_foretold_of_a_first_run():
    assert Forecast(NEEDS, {}, places=2).left(now=0) is None


def shown(console: Console) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", console.file.getvalue())


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=100)


def test_the_display_counts_notebooks_and_cells(console):
    with displayed(console, places=2) as watcher:
        watcher.planned(NEEDS, SECONDS)
        watcher.ended(INTAKE, Outcome("00_intake", DONE, ran=False))
        watcher.cell(TRADE, 3, 14)
        watcher.cell(VOUCHERS, 1, 9)
        watcher._bars.refresh()
        first = shown(console)
        watcher.ended(TRADE, Outcome("10_trade", FAILED))
        console.file.truncate(0)
        watcher._bars.refresh()
        then = shown(console)
    assert "1/4 个笔记本，剩余约" in first
    assert "2030 10_trade" in first and "第 3/14 格" in first and "2030 40_vouchers" in first and "第 1/9 格" in first
    assert "2/4 个笔记本" in then and "2030 40_vouchers" in then
    assert "10_trade" not in then, "a notebook that failed runs no longer"


def test_the_notebook_across_years_is_shown_without_a_year(console):
    with displayed(console, places=1) as watcher:
        watcher.planned({(ACROSS, "95_trend"): []}, {})
        watcher.cell((ACROSS, "95_trend"), 1, 5)
        watcher._bars.refresh()
    assert "95_trend" in shown(console) and f"{ACROSS} 95_trend" not in shown(console)
    assert "0/1 个笔记本" in shown(console) and "剩余" not in shown(console)


def test_nothing_is_drawn_where_there_is_no_terminal():
    console = Console(file=io.StringIO(), width=100)
    with displayed(console, places=1) as watcher:
        watcher.planned(NEEDS, SECONDS)
        watcher.cell(INTAKE, 1, 5)
    assert console.file.getvalue() == ""
