"""A year started from the last one asks for the same figures and states none."""

import csv
import io

import pytest

from evalkit.errors import InputProblems, InvalidInputError
from evalkit.intake.prepare import check
from evalkit.start.carried import moved
from evalkit.start.new_year import new_year
from evalkit.year import check_year
from tests.conftest import FILES, FISCAL_YEAR

NEXT = FISCAL_YEAR + 1


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def by_id(path):
    return {row["id"]: row for row in rows(path)}


@pytest.fixture
def started(folder):
    """The year after the miniature one."""
    new_year(NEXT, folder.data)
    return folder.data / "raw" / str(NEXT)


def test_a_new_year_passes_every_check_and_states_no_figure(folder, started):
    inputs = check_year(NEXT, folder.data)
    assert inputs.facts
    assert {record.fact.value for record in inputs.facts} == {""}
    assert (inputs.declared, inputs.activities, inputs.deviations, inputs.corrections) == ([], [], [], [])


def test_it_has_the_files_of_a_year_and_the_list_of_what_is_to_be_done(folder):
    written = new_year(NEXT, folder.data)
    assert {path.name for path in written} == {*FILES, "templates", "待办.md"}
    assert {path.name for path in (folder.data / "raw").iterdir()} == {str(FISCAL_YEAR), str(NEXT)}


def test_figures_of_the_whole_year_are_asked_for_once_and_those_of_other_periods_not(started):
    facts = rows(started / "facts.csv")
    assert [row["id"] for row in facts] == [
        "trade_total",
        "exports",
        "imports",
        "vouchers_issued",
        "voucher_amount_issued",
        "voucher_amount_redeemed",
        "voucher_winners",
    ]
    assert {row["period"] for row in facts} == {str(NEXT)}


def test_name_unit_scope_and_basis_stay_and_source_and_place_do_not(started):
    trade = by_id(started / "facts.csv")["trade_total"]
    kept = {column: trade[column] for column in ("sub_project", "name", "unit", "scope", "basis", "use")}
    assert kept == {
        "sub_project": "trade",
        "name": "进出口总值",
        "unit": "亿元",
        "scope": "city",
        "basis": "海关统计，人民币",
        "use": "yes",
    }
    assert (trade["value"], trade["source"], trade["place"], trade["approximate"]) == ("", "no_source", "", "")
    assert str(FISCAL_YEAR) in trade["note"]


@pytest.mark.parametrize("basis", ["报告未说明口径", f"{FISCAL_YEAR}年第三季度通报"])
def test_a_basis_that_speaks_of_last_years_source_is_not_carried(folder, basis):
    folder.add("rank", "8", "位", basis=basis)
    new_year(NEXT, folder.data)
    assert by_id(folder.data / "raw" / str(NEXT) / "facts.csv")["rank"]["basis"] == ""


@pytest.mark.parametrize("basis", ["计划", "预计"])
def test_a_plan_or_a_forecast_is_not_asked_for_again(folder, basis):
    folder.add("announced", "10", basis=basis)
    new_year(NEXT, folder.data)
    assert "announced" not in by_id(folder.data / "raw" / str(NEXT) / "facts.csv")


def test_months_are_asked_for_where_the_year_is_not(folder):
    folder.add("answer_rate", "99", "%", period="2030-09")
    folder.add("answer_rate", "98", "%", period="2030-01/2030-08+2030-10/2030-12")
    new_year(NEXT, folder.data)
    periods = [row["period"] for row in rows(folder.data / "raw" / str(NEXT) / "facts.csv") if row["id"] == "answer_rate"]
    assert periods == ["2031-09", "2031-01/2031-08+2031-10/2031-12"]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        pytest.param("2022-12-31", "2024-12-31", id="a day of the year"),
        pytest.param("2020-02-28/2022-12-31", "2020-02-28/2024-12-31", id="since a day of another year"),
        pytest.param("2022-01/2022-08+2022-10/2022-12", "2024-01/2024-08+2024-10/2024-12", id="months with a gap"),
    ],
)
def test_a_period_moves_with_its_year(period, expected):
    assert moved(period, 2022, 2024) == expected


def test_what_began_only_after_the_new_year_is_asked_for_over_that_year():
    assert moved("2020-02-28/2022-12-31", 2022, 2019) == "2019"


def test_a_leap_day_becomes_the_last_of_february():
    assert moved("2024-02-29", 2024, 2025) == "2025-02-28"


def test_a_target_of_last_year_is_told_in_the_note_and_is_no_target(started):
    drafts = by_id(started / "objectives.csv")
    vouchers = drafts["O01"]
    assert (vouchers["target"], vouchers["target_basis"], vouchers["target_evidence"]) == ("", "missing", "")
    assert "1800" in vouchers["note"].replace(",", "") and "不作为本年度目标" in vouchers["note"]
    assert (vouchers["points"], vouchers["points_basis"], vouchers["evidence"]) == ("50", "assumed", "")


def test_only_the_execution_of_the_budget_keeps_its_target_since_the_rules_set_it(started):
    drafts = by_id(started / "objectives.csv")
    assert [id for id, row in drafts.items() if row["target"]] == ["B01"]
    assert (drafts["B01"]["target"], drafts["B01"]["points_basis"]) == ("100", "assumed")


def test_dates_and_decision_are_those_of_no_other_year(started):
    text = (started / "year.yml").read_text(encoding="utf-8")
    inputs = check(NEXT, started.parents[1]).year
    assert (inputs.fiscal_year, inputs.as_of.isoformat()) == (NEXT, f"{NEXT}-12-31")
    assert (inputs.decision.approved_on, inputs.decision.approved_by, inputs.decision.place) == (None, None, None)
    assert inputs.fictional
    assert text.count("待填") == 3
    assert "第二章" not in text


def test_the_list_names_every_blank_figure_and_every_missing_target(started):
    listed = (started / "待办.md").read_text(encoding="utf-8")
    blank = [row["name"] for row in rows(started / "facts.csv")]
    untargeted = [row["name"] for row in rows(started / "objectives.csv") if not row["target"]]
    assert [name for name in [*blank, *untargeted] if name not in listed] == []
    assert "消费券（4 行）" in listed and "目标值（3 项）" in listed


def test_the_nearest_earlier_year_is_the_pattern_even_years_before(folder):
    folder.another(FISCAL_YEAR + 5)
    new_year(FISCAL_YEAR + 4, folder.data)
    text = (folder.data / "raw" / str(FISCAL_YEAR + 4) / "year.yml").read_text(encoding="utf-8")
    assert f"沿用 {FISCAL_YEAR} 年度" in text


def test_a_new_year_can_be_the_pattern_of_the_next(folder, started):
    new_year(NEXT + 1, folder.data)
    assert len(check_year(NEXT + 1, folder.data).facts) == len(check_year(NEXT, folder.data).facts)


def test_tables_open_in_excel_as_chinese(started):
    assert {path.name for path in started.glob("*.csv") if path.read_bytes()[:3] != b"\xef\xbb\xbf"} == set()


def test_a_year_that_is_there_is_never_touched(folder, states):
    before = states(folder.data)
    with pytest.raises(InvalidInputError) as refused:
        new_year(FISCAL_YEAR, folder.data)
    assert (refused.value.code, refused.value.where) == ("P-NEW-01", f"data/raw/{FISCAL_YEAR}")
    assert states(folder.data) == before


@pytest.mark.parametrize("year", [0, 1989, 2101, 20300])
def test_what_is_no_fiscal_year_is_refused(folder, year):
    with pytest.raises(InvalidInputError) as refused:
        new_year(year, folder.data)
    assert refused.value.code == "I-YEAR-03"
    assert [path.name for path in (folder.data / "raw").iterdir()] == [str(FISCAL_YEAR)]


def test_an_earlier_year_with_problems_is_mended_first(folder):
    folder.edit("objectives.csv", ",50,assumed", ",49,assumed")
    with pytest.raises(InputProblems) as refused:
        new_year(NEXT, folder.data)
    assert [problem.code for problem in refused.value.problems] == ["R-OBJ-02"]
    assert not (folder.data / "raw" / str(NEXT)).exists()


def test_without_an_earlier_year_the_nearest_later_one_is_the_pattern(folder):
    folder.another(FISCAL_YEAR + 3)
    before = FISCAL_YEAR - 1
    new_year(before, folder.data)
    inputs = check_year(before, folder.data)
    assert [sub.id for sub in inputs.year.sub_projects] == ["trade", "consumption"]
    text = (folder.data / "raw" / str(before) / "year.yml").read_text(encoding="utf-8")
    assert f"沿用 {FISCAL_YEAR} 年度" in text


def test_the_first_year_of_all_needs_no_data_folder(tmp_path):
    written = new_year(FISCAL_YEAR, tmp_path / "data")
    assert {path.name for path in written} == {*FILES, "templates", "待办.md"}
