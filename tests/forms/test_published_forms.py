"""Published self-evaluation forms, reproduced line by line: what agrees, what differs and by how much, what nobody can tell.

The figures in ``published`` are facts of forms that are public; what is expected of them is worked by hand beside them.
"""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from evalkit.cells.cell import Kind
from evalkit.forms.findings import RULES
from evalkit.forms.recognise import recognise
from evalkit.forms.recompute import recompute
from evalkit.forms.report import form_json, form_text
from evalkit.forms.verdicts import Verdict
from evalkit.forms.yaml_form import read_yaml_form

OURS = Path(__file__).parent / "published"
SHARED = Path(__file__).parents[2].parent / "shared" / "cases" / "forms"
NO_REAL = pytest.mark.skip(reason="the 22 transcribed forms (../shared/cases/forms) are not here")
REAL = sorted(SHARED.glob("*.yaml")) or [pytest.param(SHARED, marks=NO_REAL)]
AGREES, DIFFERS, JUDGE, OPEN, NONE = "agrees", "differs", "needs_judgement", "not_computable", "not_scored"


def recomputed(path):
    form = read_yaml_form(path, path.name)
    return recompute(form, *recognise(form))


FORMS = {
    # name: edition; budget award and verdict; rows; total recomputed and verdict; codes
    "county-insurance-2020": (
        "mof-2020-10",
        ("9.91", DIFFERS),  # 10 x 65.07/65.66
        [("14.86", DIFFERS), ("15", AGREES), ("10", AGREES), ("10", AGREES), ("30", DIFFERS), ("10", DIFFERS)],  # 15 x 8676/8755
        ("93", DIFFERS),  # 9 + 13 + 15 + 10 + 10 + 27 + 9, printed 94
        {"TOTAL_NOT_SUM", "BUDGET_SCORE_NOT_LINEAR", "MISS_NOT_PROPORTIONAL", "MET_BUT_DEDUCTED"},
    ),
    "district-sports-2022": (
        "mof-2020-10",
        ("8.62", AGREES),  # 10 x 215457.6/250000 = 8.618
        [("10", AGREES), ("20", AGREES), (None, JUDGE), ("30", AGREES), ("10", AGREES)],
        ("98.62", AGREES),  # 8.62 + 90
        {"RATE_MISROUNDED", "UNIT_YUAN", "NUMBER_STYLE_MIXED"},  # 86.183 % is not 86.19 %
    ),
    "services-trade-2020": (
        "hubei-20-80",
        ("20", AGREES),
        [(None, OPEN), (None, OPEN), (None, OPEN), (None, JUDGE), (None, OPEN), (None, OPEN), (None, JUDGE), (None, JUDGE)],
        ("120", DIFFERS),  # 20 + 6 x 10 + 2 x 20, printed 100
        {"TOTAL_NOT_SUM", "WEIGHTS_NOT_100", "BUDGET_SCORED_TWICE", "NO_SATISFACTION", "NO_WEIGHT_COLUMN"},
    ),
    "water-gauges-2022": (
        "mof-2020-10",
        ("10", AGREES),
        [("10", AGREES), ("10", AGREES), ("20", AGREES), ("10", AGREES), ("10", AGREES), ("10", AGREES), ("10", AGREES)]
        + [(None, JUDGE), ("10", AGREES)],
        ("110", DIFFERS),  # 10 + 70 + 20 + 10, printed 100
        {"TOTAL_NOT_SUM", "WEIGHTS_NOT_100", "ACTUAL_WITH_OPERATOR"},
    ),
    "relief-2019": (
        "mof-2020-10",
        ("10", AGREES),
        [("5", AGREES), ("5", AGREES), ("5", AGREES), ("4.84", DIFFERS), ("5", AGREES), ("9", DIFFERS)],
        (None, NONE),  # 5 x 4604/4754 = 4.842; 10 x (1 - 530/5300) = 9
        {"MISS_SCORED_FULL", "SUBROWS", "DIRECTION_ODD", "TARGET_IN_NAME", "OVER_TARGET_FULL_MARKS"},  # 87/59 = 147 %
    ),
    "villages-2023": (
        "mof-2020-10",
        ("10", NONE),  # 338.31/329.77 = 102.59 %, capped; no award printed
        [("10", AGREES), ("10", AGREES), ("10", AGREES), ("5", AGREES), ("5", AGREES)],
        (None, NONE),
        {"RATE_OVER_100", "BUDGET_SCORE_BLANK", "OVER_TARGET_FULL_MARKS", "DIRECTION_ODD", "MONTH_TARGET"},  # 3061/2000 = 153 %
    ),
    "commissions-2022": (
        "mof-2020-10",
        ("10", DIFFERS),  # 89.974/89.974 from the part, the total row of zeros scored 0
        [("8", AGREES), ("8", AGREES), (None, JUDGE), ("8", AGREES)],
        (None, NONE),
        {"BUDGET_TOTAL_ROW_ZERO", "INITIAL_NE_REVISED", "ACTUAL_NE_EXECUTED"},
    ),
    "backup-centre-2021": (
        "mof-2020-10",
        ("5.64", DIFFERS),  # 6 x 197.33/210 = 5.638, printed 4.2
        [("1", AGREES), (None, JUDGE), ("5.64", DIFFERS), ("3.71", AGREES), ("3.14", AGREES), ("3.16", AGREES), ("3.14", AGREES)],
        (None, NONE),
        {"BUDGET_SCORE_NOT_LINEAR", "TYPE_MISMATCH", "ZERO_TARGET", "OVER_TARGET_FULL_MARKS", "ACTUAL_WITH_OPERATOR"}
        | {"PROCESS_INDICATORS", "DECIMAL_WEIGHTS"},
    ),
    "cleaning-2016": (
        "beijing-2016",
        ("5", AGREES),  # 154.74/310.2 = 49.88 %, rounded to 50 %
        [(None, OPEN)],
        (None, NONE),
        {"POINTS_IN_VALUE_CELLS", "RATE_ON_INITIAL", "RATE_ROUNDED_FIRST", "DECIMAL_WEIGHTS"},
    ),
    "medical-aid-2024": (
        "mof-2020-10",
        (None, NONE),
        [(None, NONE)],
        (None, NONE),
        {"NO_WEIGHTS", "UNIT_REPEATED_IN_CELL", "ZERO_OVER_ZERO_100", "OVER_TARGET_UNSCORED"},
    ),
    "livestock-2023": (
        "mof-2020-10",
        ("10", AGREES),
        [("10", AGREES), (None, NONE), (None, NONE), ("10", AGREES), (None, NONE), (None, NONE), (None, OPEN)],
        (None, NONE),
        {"SUBROWS", "TARGET_MISSING_FULL_MARKS", "MIXED_UNITS_ADDED"},
    ),
}


def decimal(text):
    return None if text is None else Decimal(text)


@pytest.mark.parametrize("name", FORMS)
def test_a_published_form_is_reproduced(name):
    edition, budget, rows, (total, verdict), codes = FORMS[name]
    result = recomputed(OURS / f"{name}.yaml")
    assert result.rulebook.edition == edition
    assert (result.budget.award, result.budget.verdict) == (decimal(budget[0]), Verdict(budget[1]))
    assert [(row.award, row.verdict) for row in result.rows] == [(decimal(award), Verdict(word)) for award, word in rows]
    assert result.total.verdict is Verdict(verdict)
    assert result.total.recomputed == (None if total is None else (decimal(total),) * 2)
    assert {finding.code for finding in result.findings} == codes


def test_every_file_is_expected():
    assert {path.stem for path in OURS.glob("*.yaml")} == FORMS.keys()


def test_an_unscored_form_tells_its_attainment():
    """110406/50000 = 220.81 %."""
    assert "220.81%" in recomputed(OURS / "medical-aid-2024.yaml").rows[0].reason


def stripped(form):
    """Return a form without its awards, total, grade and what it says about them."""
    rows = tuple(replace(row, award="", reason="", reviewed="") for row in form.rows)
    money = tuple(replace(row, award="") for row in form.money)
    return replace(form, rows=rows, money=money, total="", grade="", notes=(), result="")


def assert_what_every_form_keeps(path):
    result = recomputed(path)
    assert len(result.rows) == len(result.form.rows) == len(form_json(result)["indicators"])
    assert result.form.file in form_text(result)
    for row in result.rows:
        assert row.reason
        assert not (row.award is not None and (row.row.doubtful or row.target.kind is Kind.WORDS)), row.place
        assert row.award is None or (row.points is not None and 0 <= row.award <= row.points), row.place
        assert (row.verdict in (Verdict.NEEDS_JUDGEMENT, Verdict.NOT_COMPUTABLE)) <= (row.award is None)
    assert result.budget.award is None or result.budget.award <= result.budget.points
    assert {finding.code for finding in result.findings} <= RULES.keys()
    bare = recompute(stripped(result.form), result.rulebook)
    assert [row.award for row in bare.rows] == [row.award for row in result.rows]
    assert bare.budget.award == result.budget.award


@pytest.mark.parametrize("name", FORMS)
def test_a_published_form_keeps_what_every_form_keeps(name):
    assert_what_every_form_keeps(OURS / f"{name}.yaml")


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_a_transcribed_form_keeps_what_every_form_keeps(path):
    assert_what_every_form_keeps(path)


@pytest.mark.skipif(not SHARED.is_dir(), reason=NO_REAL.kwargs["reason"])
@pytest.mark.parametrize(
    ("number", "total", "verdict"),
    [("003", "120", DIFFERS), ("005", "110", DIFFERS), ("020", "93", DIFFERS), ("008", "98.62", AGREES)],
)
def test_the_totals_that_the_transcribers_added_up(number, total, verdict):
    [path] = [path for path in REAL if path.name.startswith(number)]
    result = recomputed(path).total
    assert (result.recomputed, result.verdict) == ((Decimal(total),) * 2, Verdict(verdict))


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_the_findings_are_those_that_the_transcribers_listed(path):
    """Two things only a person can see: what the cut part of a form lacks, and a ratio in the prose of a report."""
    listed = re.search(r"^anomalies: \[(.*)\]$", path.read_text(encoding="utf-8"), re.MULTILINE)[1]
    found = {finding.code for finding in recomputed(path).findings}
    assert found <= set(filter(None, listed.split(", ")))
    assert set(filter(None, listed.split(", "))) - found <= {"TOTAL_BLANK", "RATIO_UPSIDE_DOWN"}
