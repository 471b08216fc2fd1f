"""Checking a whole year folder: every fault at once, nothing read that is not registered, nothing half written."""

import shutil

import pytest

from evalkit.errors import InputProblems
from evalkit.intake.prepare import available_years, check
from evalkit.intake.store import read_facts
from evalkit.year import open_year

FACTS, OBJECTIVES = "data/raw/2030/facts.csv", "data/raw/2030/objectives.csv"


def test_the_miniature_year_has_no_fault(folder):
    inputs = folder.check()
    assert [sub.id for sub in inputs.year.sub_projects] == ["trade", "consumption"]
    assert [record.row for record in inputs.facts] == list(range(2, 11))
    assert (len(inputs.objectives), len(inputs.declared), len(inputs.activities), len(inputs.deviations)) == (4, 2, 4, 1)


def test_a_control_character_in_the_name_of_an_indicator_is_refused(folder):
    folder.edit("objectives.csv", "领券人满意度", "领券人\x1b满意度")
    problem = folder.problem()
    assert (problem.code, problem.found, problem.where) == ("V-CHAR-01", "U+001B", f"{OBJECTIVES} 第 5 行 name 列")


def test_five_faults_in_five_files_are_told_at_once_with_place_value_and_remedy(folder):
    folder.edit("facts.csv", "出口总值,60.5,", "出口总值,60.5亿,")
    folder.edit("objectives.csv", "进出口总值,trade,trade_total,≥", "进出口总值,trade,trade_total,大于")
    folder.edit("declared.csv", "score,project,95", "points,project,95")
    folder.edit("activities.csv", "2030-01-01,2030-01-07", "2030年1月1日,2030-01-07")
    folder.edit("deviations.csv", "E01,", "E09,")
    with pytest.raises(InputProblems) as refused:
        folder.check()
    told = {(problem.code, problem.where, problem.found) for problem in refused.value.problems}
    assert told == {
        ("V-NUM-01", f"{FACTS} 第 3 行 value 列", "“60.5亿”"),
        ("V-CELL-01", f"{OBJECTIVES} 第 4 行 comparator 列", "“大于”"),
        ("V-CELL-01", "data/raw/2030/declared.csv 第 2 行 kind 列", "“points”"),
        ("V-PER-01", "data/raw/2030/activities.csv 第 2 行 from 列", "“2030年1月1日”"),
        ("V-DEV-01", "data/raw/2030/deviations.csv 第 2 行 indicator 列", "“E09”"),
    }
    assert len(refused.value.problems) == 5
    assert all(problem.expected and problem.remedy for problem in refused.value.problems)
    text = str(refused.value)
    assert "5 处" in text
    assert all(f"\n{number}. [" in text for number in range(1, 6))


def test_a_received_file_with_one_byte_altered_is_refused_before_it_is_read(folder):
    path = folder.raw / "facts.csv"
    path.write_bytes(path.read_bytes().replace(b"100.0", b"1x0.0"))
    problem = folder.problem()
    assert (problem.code, problem.where) == ("I-SRC-01", FACTS)
    assert problem.found != problem.expected
    assert "evalkit check --record --year 2030" in problem.remedy


def test_the_facts_of_another_year_put_into_the_folder_are_refused(folder):
    shutil.copy(folder.another(2029).raw / "facts.csv", folder.raw / "facts.csv")
    assert (folder.problem().code, folder.problem().where) == ("I-SRC-01", FACTS)


def test_facts_that_hold_nothing_of_the_fiscal_year_are_refused_even_when_registered(folder):
    other = folder.another(2025)
    folder.edit(
        "facts.csv", (folder.raw / "facts.csv").read_text(encoding="utf-8"), (other.raw / "facts.csv").read_text(encoding="utf-8")
    )
    assert ("V-FACT-02", f"{FACTS} period 列") in [(problem.code, problem.where) for problem in folder.problems()]


def test_a_ledger_that_is_not_registered_is_refused(folder):
    folder.write("ledgers/vouchers.csv", "a\n1\n")
    assert (folder.problem().code, folder.problem().where) == ("I-SRC-02", "data/raw/2030/ledgers/vouchers.csv")


@pytest.mark.parametrize("name", ["ledgers/~$vouchers.xlsx", "ledgers/.vouchers.csv.swp"])
def test_the_lock_file_of_an_open_editor_is_ignored(folder, name):
    folder.write(name, "x")
    assert len(folder.check().facts) == 9


@pytest.mark.parametrize("name", ["facts.csv", "ledgers/vouchers.csv"])
def test_a_registered_file_that_is_absent_is_named_once(folder, name):
    entry = "{title: 甲, provider: 乙, received_on: 2031-01-15, sha256: abc, rows: 1, licence: 虚构, reason: 首次登记}"
    folder.edit("SOURCES.yml", "files:\n", f"files:\n  ledgers/vouchers.csv: {entry}\n")
    folder.write("ledgers/vouchers.csv", "a\n1\n")
    (folder.raw / name).unlink()
    absent = [problem for problem in folder.problems() if problem.where == f"data/raw/2030/{name}"]
    assert [problem.code for problem in absent] == ["I-SRC-03"]


@pytest.mark.parametrize("name", ["year.yml", "SOURCES.yml", "corrections.yml", "objectives.csv", "activities.csv"])
def test_a_missing_file_of_the_folder_is_named(folder, name):
    (folder.raw / name).unlink()
    assert ("I-FILE-01", f"data/raw/2030/{name}") in [(problem.code, problem.where) for problem in folder.problems()]


def test_a_year_file_of_another_year_is_refused(folder):
    folder.edit("year.yml", "fiscal_year: 2030", "fiscal_year: 2029")
    problem = folder.problem()
    assert (problem.code, problem.found, problem.expected) == ("I-YEAR-02", "2029", "2030")


@pytest.mark.parametrize("year", [2099, 2031, 22], ids=["far off", "next year", "two digits"])
def test_a_year_without_a_folder_names_the_years_there_are(folder, year):
    folder.another(2029)
    with pytest.raises(InputProblems) as refused:
        check(year, folder.data)
    assert refused.value.problems[0].code == "I-YEAR-01"
    assert "2029、2030" in refused.value.problems[0].expected


@pytest.mark.parametrize("year", [22, 1989, 2101, 20222, -2030])
def test_a_number_that_is_no_fiscal_year_is_refused(folder, year):
    with pytest.raises(InputProblems) as refused:
        open_year(year, data_dir=str(folder.data))
    assert refused.value.problems[0].code == "I-YEAR-03"


def test_only_folders_named_by_four_digits_are_years(folder):
    for name in ("2O30", "203", "20300", "备份"):
        (folder.data / "raw" / name).mkdir()
    (folder.data / "raw" / "2028").write_text("a file", encoding="utf-8")
    assert available_years(folder.data) == [2030]


def test_an_unknown_sub_project_is_named_in_facts_and_in_objectives(folder):
    folder.edit("facts.csv", "imports,trade,", "imports,trades,")
    folder.edit("objectives.csv", "进出口总值,trade,", "进出口总值,trades,")
    told = [(problem.code, problem.where, problem.found) for problem in folder.problems()]
    assert told == [
        ("V-SUB-01", f"{FACTS} 第 4 行 sub_project 列", "“trades”"),
        ("V-SUB-01", f"{OBJECTIVES} 第 4 行 sub_project 列", "“trades”"),
    ]


def test_an_unknown_source_is_named(folder):
    row = folder.add("rank", "8", "位", source="hearsay")
    problem = folder.problem()
    assert (problem.code, problem.where, problem.found) == ("V-SRC-01", f"{FACTS} 第 {row} 行 source 列", "“hearsay”")


def test_an_unknown_unit_names_the_nearest(folder):
    row = folder.add("rank", "8", "万圆")
    problem = folder.problem()
    assert (problem.code, problem.where, problem.found) == ("V-UNIT-01", f"{FACTS} 第 {row} 行 unit 列", "“万圆”")
    assert "是否为“万" in problem.remedy


@pytest.mark.parametrize(
    ("use", "count"), [(["yes", "yes"], 2), (["no", "no"], 0), (["no"], 0)], ids=["two in use", "none of two", "the only one not"]
)
def test_a_figure_with_other_than_one_row_in_use_is_refused(folder, use, count):
    rows = [folder.add("rank", str(8 + place), "位", use=word) for place, word in enumerate(use)]
    problem = folder.problem()
    assert (problem.code, problem.found) == ("V-USE-01", f"rank（2030）有 {count} 行 use = yes")
    assert all(f"第 {row} 行" in problem.where for row in rows)


@pytest.mark.parametrize("same", ["2030-01/2030-12", "2030-01-01/2030-12-31"])
def test_the_same_period_written_in_two_ways_may_not_have_two_rows_in_use(folder, same):
    folder.add("trade_total", "101.0", period=same)
    assert folder.problem().code == "V-USE-01"


@pytest.mark.parametrize(
    ("old", "new", "code", "row"),
    [
        pytest.param("≥,1800,张,stated,", "≥,1800,张,missing,", "V-OBJ-01", 3, id="a target whose basis is missing"),
        pytest.param("≥,1800,张,stated,第二章", "≥,,张,stated,第二章", "V-OBJ-01", 3, id="a basis without a target"),
        pytest.param("≥,1800,张,stated,第二章", "≥,1800,张,stated,", "V-OBJ-02", 3, id="a target without evidence"),
        pytest.param("O01,产出", "B01,产出", "V-OBJ-03", 3, id="an id given twice"),
        pytest.param("≥,1800,张", "≥,约1800,张", "V-NUM-01", 3, id="a target that is no number"),
        pytest.param("stated,第二章,50,", "stated,第二章,,", "V-NUM-01", 3, id="no points"),
    ],
)
def test_an_objective_at_odds_with_itself_is_refused(folder, old, new, code, row):
    folder.edit("objectives.csv", old, new)
    problem = folder.problem()
    assert problem.code == code
    assert problem.where.startswith(f"{OBJECTIVES} 第 {row} 行")


def test_an_objective_that_is_refused_still_counts_as_there_for_its_deviation(folder):
    folder.edit("objectives.csv", "≥,,亿元,missing,", "≥,90,亿元,missing,")
    assert folder.problem().code == "V-OBJ-01"


def test_a_row_that_is_refused_still_counts_as_the_one_in_use(folder):
    folder.add("rank", "8位", "位")
    folder.add("rank", "9", "位", use="no", source="newspaper")
    assert folder.problem().code == "V-NUM-01"


def test_a_blank_value_is_missing_and_never_zero(folder):
    folder.prepare()
    rows, _ = read_facts(folder.processed, "consumption")
    winners = next(row for row in rows if row["id"] == "voucher_winners")
    assert (winners["value"], winners["printed"]) == (None, "")
    measure = folder.open().sub_project("consumption")["voucher_winners"]
    assert (measure.value, measure.status, measure.text) == (None, "missing", "缺失")


@pytest.mark.parametrize("text", ["NA", "None", "null", "nan", "无", "=1+1", "<b>", "0001", "1E10", "-", "#N/A", "TRUE", "①㎡（"])
def test_a_text_that_looks_like_something_else_is_kept_as_it_stands(folder, text):
    folder.add("firms", "1", "家", name=text, note=text, place=text, figure=text)
    folder.prepare()
    row = read_facts(folder.processed, "trade")[0][-1]
    assert [row[column] for column in ("name", "note", "place", "figure")] == [text] * 4


@pytest.mark.parametrize(
    "value", ["1.5万", "3亿元", "¥1,234", "(1,234)", "12元", "1E10", "1_000", "85.92%", "约380", "1,23", "NaN", "inf", "-"]
)
def test_a_value_that_is_not_a_plain_number_is_refused(folder, value):
    row = folder.add("amount", value, "元")
    problem = folder.problem()
    assert (problem.code, problem.where, problem.found) == ("V-NUM-01", f"{FACTS} 第 {row} 行 value 列", f"“{value}”")


@pytest.mark.parametrize("period", ["2030.13", "30-3-1", "3/4/2030", "2030年3月", "2030-02-30", "2030-13", "2030-06/2030-01", ""])
def test_an_ambiguous_or_impossible_period_is_refused(folder, period):
    row = folder.add("amount", "1", "元", period=period)
    problem = folder.problem()
    assert (problem.code, problem.where) == ("V-PER-01", f"{FACTS} 第 {row} 行 period 列")


def test_checking_and_preparing_change_nothing_in_raw(folder, states):
    before = states(folder.raw)
    folder.check()
    folder.prepare()
    folder.open()
    assert states(folder.raw) == before


def test_checking_writes_nothing_at_all(folder, states):
    before = states(folder.data)
    folder.check()
    assert states(folder.data) == before


def test_a_failed_preparation_leaves_the_earlier_processed_files_as_they_were(folder, states):
    folder.prepare()
    before = states(folder.processed)
    folder.edit("facts.csv", "进口总值,39.5,", "进口总值,三十九,")
    with pytest.raises(InputProblems):
        folder.prepare()
    assert states(folder.processed) == before


def test_preparing_twice_rewrites_nothing(folder, states):
    folder.prepare()
    before = states(folder.data)
    folder.prepare()
    assert states(folder.data) == before
    assert set(before) >= {"processed/2030/trade.parquet", "processed/2030/consumption.parquet", "processed/2030/intake.json"}


def test_a_change_of_one_sub_project_leaves_the_table_of_the_other_alone(folder, states):
    folder.prepare()
    before = states(folder.processed)
    folder.edit("facts.csv", "消费券发放数,2000,", "消费券发放数,2001,")
    folder.prepare()
    after = states(folder.processed)
    assert after["trade.parquet"] == before["trade.parquet"]
    assert after["consumption.parquet"] != before["consumption.parquet"]


REVIEW = "data/raw/2030/review.csv"


def test_a_year_without_a_review_has_no_rows_of_one(folder):
    assert folder.check().review == []


def test_a_review_is_read_with_its_row_numbers_and_a_blank_award_is_none(folder):
    folder.write("review.csv", "indicator,award,reason\nO01,40.5,二百张未领取\n\nE01,,\n")
    (first, one), (second, other) = folder.check().review
    assert (first, one.indicator, f"{one.award}", one.reason) == (2, "O01", "40.5", "二百张未领取")
    assert (second, other.indicator, other.award) == (4, "E01", None)


def test_every_fault_of_a_review_is_told_with_the_others(folder):
    folder.write("review.csv", "indicator,award,reason\n,40,\nO01,四十,\n")
    folder.edit("deviations.csv", "E01,", "E09,")
    assert [(problem.code, problem.where) for problem in folder.problems()] == [
        ("V-CELL-01", f"{REVIEW} 第 2 行 indicator 列"),
        ("V-NUM-01", f"{REVIEW} 第 3 行 award 列"),
        ("V-DEV-01", "data/raw/2030/deviations.csv 第 2 行 indicator 列"),
    ]


def test_a_review_with_a_misspelt_column_names_the_nearest(folder):
    folder.write("review.csv", "indicator,awards,reason\nO01,40,\n")
    codes = {problem.code: problem for problem in folder.problems()}
    assert set(codes) == {"I-COL-01", "I-COL-02"}
    assert codes["I-COL-01"].remedy == "是否为“award”？"


def test_an_empty_review_is_no_review_that_was_forgotten(folder):
    folder.write("review.csv", "")
    assert (folder.problem().code, folder.problem().where) == ("I-FILE-02", REVIEW)


def test_a_review_as_table_and_as_form_is_refused(folder):
    folder.write("review.csv", "indicator,award,reason\n")
    folder.write("review.xlsx", b"PK")
    assert (folder.problem().code, folder.problem().where) == ("I-REV-01", "data/raw/2030/review.xlsx")


def test_a_review_as_form_alone_is_left_to_the_reader_of_forms(folder):
    folder.write("review.xlsx", b"PK")
    assert folder.check().review == []


def test_an_award_that_the_bureau_printed_for_an_indicator_is_a_kind_of_its_own(folder):
    folder.edit("declared.csv", "score,project,95", "award,O01,50,分,,,\nscore,project,95")
    assert [(row.kind, row.subject, row.value) for _, row in folder.check().declared][0] == ("award", "O01", "50")
