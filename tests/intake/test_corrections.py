"""Declared corrections: what they change, what they leave, and how one that no longer applies fails."""

from decimal import Decimal

import pytest

from evalkit.intake.store import read_facts


def trade_total(folder):
    folder.prepare()
    return next(row for row in read_facts(folder.processed, "trade")[0] if row["row"] == 2)


def test_a_correction_changes_the_value_and_never_the_raw_file(folder):
    before = (folder.raw / "facts.csv").read_bytes()
    folder.correct()
    row = trade_total(folder)
    assert (row["value"], row["printed"]) == (Decimal("101.0"), "101.0")
    assert (folder.raw / "facts.csv").read_bytes() == before


def test_a_correction_changes_only_the_row_and_column_it_names(folder):
    unchanged = [record for record in folder.check().facts if record.row != 2]
    folder.correct(column="unit", expect="亿元", value="万元")
    row = trade_total(folder)
    assert (row["value"], row["unit"]) == (Decimal("100.0"), "万元")
    assert [record for record in folder.check().facts if record.row != 2] == unchanged


def test_a_corrected_figure_carries_what_was_changed_why_and_by_whose_authority(folder):
    folder.correct()
    remark = folder.open().sub_project("trade")["trade_total"].sources[0].remark
    for part in ("value", "100.0", "101.0", "笔误", "统计科", "2031-02-01"):
        assert part in remark, part


def test_a_figure_without_a_correction_carries_no_such_remark(folder):
    folder.correct()
    assert [record.row for record in folder.check().facts if record.correction] == [2]


def test_two_corrections_of_one_row_are_both_applied_and_both_told(folder):
    folder.correct()
    folder.correct(column="basis", expect="海关统计，人民币", value="海关统计，美元", authority="海关")
    row = trade_total(folder)
    assert (row["printed"], row["basis"]) == ("101.0", "海关统计，美元")
    assert "海关" in row["correction"]
    assert "统计科" in row["correction"]


def test_a_corrected_value_is_checked_like_any_other(folder):
    folder.correct(value="101亿")
    problem = folder.problem()
    assert (problem.code, problem.where) == ("V-NUM-01", "data/raw/2030/facts.csv 第 2 行 value 列")


def test_a_value_may_be_corrected_to_missing(folder):
    folder.correct(value="")
    row = trade_total(folder)
    assert (row["value"], row["printed"]) == (None, "")


@pytest.mark.parametrize(
    ("entry", "code", "place"),
    [
        pytest.param({"id": "trade_totals"}, "C-01", "corrections.yml 第 1 条（trade_totals，2030）", id="no such figure"),
        pytest.param({"period": "2031"}, "C-01", "corrections.yml 第 1 条（trade_total，2031）", id="no such period"),
        pytest.param({"source": "newspaper"}, "C-01", "corrections.yml 第 1 条（trade_total，2030）", id="no such source"),
        pytest.param({"expect": "99.0"}, "C-02", "第 2 行 value 列", id="the cell holds something else"),
        pytest.param({"expect": "100"}, "C-02", "第 2 行 value 列", id="the cell holds other digits"),
        pytest.param({"expect": "99.0", "value": "100.0"}, "C-03", "第 2 行 value 列", id="the cell is already right"),
    ],
)
def test_a_correction_that_does_not_apply_fails_the_check(folder, entry, code, place):
    folder.correct(**entry)
    problem = folder.problem()
    assert problem.code == code
    assert place in problem.where
    assert problem.remedy


def test_every_correction_that_does_not_apply_is_told_with_its_place_in_the_list(folder):
    folder.correct(id="nothing")
    folder.correct()
    folder.correct(id="exports", expect="60.4")
    folder.correct(id="imports", expect="39.4", value="39.5")
    problems = folder.problems()
    assert [problem.code for problem in problems] == ["C-01", "C-02", "C-03"]
    assert ["第 1 条" in problems[0].where, "第 3 条" in problems[1].where, "第 4 条" in problems[2].where] == [True] * 3


def test_a_new_delivery_that_mended_the_error_makes_its_correction_fail(folder):
    folder.correct()
    assert folder.check().facts[0].fact.value == "101.0"
    folder.edit("facts.csv", "进出口总值,100.0,", "进出口总值,101.0,")
    assert folder.problem().code == "C-03"


def test_a_correction_of_a_column_that_the_file_lacks_is_no_crash(folder):
    folder.correct()
    folder.edit("facts.csv", "name,value,", "name,vaule,")
    assert {"I-COL-01", "I-COL-02"} <= {problem.code for problem in folder.problems()}


def test_a_correction_without_an_authority_is_refused(folder):
    folder.correct(authority="")
    problem = folder.problem()
    assert problem.code == "V-CELL-01"
    assert problem.where.startswith("data/raw/2030/corrections.yml 第 ")
    assert "authority" in problem.where
