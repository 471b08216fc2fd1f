"""Reading CSV and YAML files: encodings, structure, and messages that name the place and the remedy."""

import re

import pytest

from evalkit.errors import InvalidInputError
from evalkit.intake import files
from evalkit.intake.files import Row, check_rows, read_rows, read_text
from evalkit.intake.schema import DeclaredRow, DeviationRow, SourcesFile, YearFile
from evalkit.intake.yaml_files import read_yaml

HEADER = "indicator,cause,remedy,author,date\n"
ROW = "O01,外需不足,开拓市场,业务科,2031-01\n"
YEAR = """\
fiscal_year: 2030
project: 示例项目
department: 示例市商务局（虚构）
edition: mof-2020-10
as_of: 2030-12-31
fictional: true
sub_projects:
  - {id: trade, name: 外贸, notebook: 10_trade}
decision:
  approved_on: 2029-11-30
  approved_by: 党组会
  place: 第二章
"""
ENGLISH = re.compile(r"\b(or|and|the|with|but|got|found|expected|unexpected|cannot|should|day is|key)\b")


@pytest.fixture
def csv_of(tmp_path):
    """A function that reads deviations from the content given."""

    def read(content):
        path = tmp_path / "deviations.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_rows(path, "deviations.csv", DeviationRow)

    return read


@pytest.fixture
def yaml_of(tmp_path):
    """A function that reads a year file from the content given."""

    def read(content, record=YearFile):
        path = tmp_path / "year.yml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_yaml(path, "year.yml", record)

    return read


def only(problems):
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems[0]


@pytest.mark.parametrize(
    "encoding",
    [
        pytest.param("utf-8", id="UTF-8"),
        pytest.param("utf-8-sig", id="UTF-8 with a byte order mark, as Excel saves it"),
        pytest.param("gb18030", id="GB18030, as Chinese Excel saves CSV"),
        pytest.param("utf-16", id="UTF-16, as Excel saves Unicode text"),
    ],
)
def test_a_file_is_read_alike_in_every_encoding_that_excel_writes(csv_of, encoding):
    rows, problems = csv_of((HEADER + ROW).encode(encoding))
    assert problems == []
    assert rows[0].cells == {"indicator": "O01", "cause": "外需不足", "remedy": "开拓市场", "author": "业务科", "date": "2031-01"}


def test_a_gb18030_file_too_short_for_detectors_is_read_as_gb18030(tmp_path):
    content = "编号,名称\n1,江门\n".encode("gb18030")
    (tmp_path / "short.csv").write_bytes(content)
    assert len(content) < 50
    assert read_text(tmp_path / "short.csv", "short.csv") == "编号,名称\n1,江门\n"


def test_utf8_that_would_also_pass_for_gb18030_is_read_as_utf8(csv_of):
    content = f"{HEADER}O01,外需,措施,业务,2031-01\n".encode()
    assert "外需" not in content.decode("gb18030")  # decodes without an error, to other characters
    rows, problems = csv_of(content)
    assert problems == []
    assert rows[0].cells["cause"] == "外需"


def test_rare_characters_survive_gb18030(csv_of):
    rows, _ = csv_of((HEADER + ROW.replace("业务科", "镕喆𠮷")).encode("gb18030"))
    assert rows[0].cells["author"] == "镕喆𠮷"


@pytest.mark.parametrize("cause", ["原因", "原因一"], ids=["even number of characters", "odd number of characters"])
def test_an_invalid_byte_names_the_line_it_stands_in(csv_of, cause):
    good = f"O01,{cause},措施,业务科,2031-01\n"
    _, problems = csv_of((HEADER + good).encode() + b"O02,x\xff,y,z,2031-01\n")
    assert only(problems).code == "I-FILE-03"
    assert "第 3 行" in f"{problems[0].where} {problems[0].found}"
    assert "另存为" in problems[0].remedy


@pytest.mark.parametrize("cause", ["原因", "原因一"], ids=["even number of characters", "odd number of characters"])
def test_a_gb18030_row_pasted_into_a_utf8_file_is_refused_and_never_garbles_the_others(csv_of, cause):
    rows, problems = csv_of(
        f"{HEADER}O01,{cause},措施,张三,2031-01\n".encode() + "O02,原因,措施,张三,2031-01\n".encode("gb18030")
    )
    assert [problem.code for problem in problems] == ["I-FILE-03"], rows
    assert "第 3 行" in f"{problems[0].where} {problems[0].found}"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param((HEADER + ROW).encode("utf-16")[:-1], id="cut in the middle of a character"),
        pytest.param("\ufeff".encode("utf-16-le"), id="a byte order mark and nothing else"),
        pytest.param("\ufeff\n\n".encode("utf-16-le"), id="empty lines only"),
    ],
)
def test_a_damaged_utf16_file_is_a_problem_and_not_a_crash(csv_of, content):
    _, problems = csv_of(content)
    assert only(problems).code in {"I-FILE-02", "I-FILE-03"}


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(b"PK\x03\x04", id="xlsx"),
        pytest.param(b"\xd0\xcf\x11\xe0", id="xls"),
        pytest.param(b"%PDF-1.7", id="pdf"),
        pytest.param(b"PAR1", id="parquet"),
    ],
)
def test_a_renamed_binary_file_says_what_it_is_and_to_save_it_as_csv(csv_of, start):
    problem = only(csv_of(start + bytes(100))[1])
    assert (problem.code, problem.where) == ("I-FILE-04", "deviations.csv")
    assert "Excel" in problem.found
    assert "另存为" in problem.remedy


@pytest.mark.parametrize("content", [b"", b"\n\r\n  \n", b"\xef\xbb\xbf"], ids=["no byte", "blank lines", "byte order mark"])
def test_an_empty_file_is_a_problem(csv_of, content):
    assert only(csv_of(content)[1]).code == "I-FILE-02"


def test_a_header_without_rows_is_no_problem(csv_of):
    assert csv_of(HEADER) == ([], [])


def test_a_missing_file_is_named(tmp_path):
    _, problems = read_rows(tmp_path / "none.csv", "data/raw/2030/none.csv", DeviationRow)
    assert (only(problems).code, problems[0].where) == ("I-FILE-01", "data/raw/2030/none.csv")


def test_a_file_far_too_large_is_refused_before_it_is_read(csv_of, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", len(HEADER))
    assert csv_of(HEADER)[1] == []
    assert only(csv_of(HEADER + ROW)[1]).code == "I-FILE-05"


def test_an_unknown_column_suggests_the_nearest_and_the_missing_one_is_named(csv_of):
    _, problems = csv_of(HEADER.replace("cause", "casue") + ROW)
    assert [problem.code for problem in problems] == ["I-COL-01", "I-COL-02"]
    assert problems[0].found == "“casue”"
    assert problems[0].remedy == "是否为“cause”？"
    assert "“cause”" in problems[1].expected
    assert {problem.where for problem in problems} == {"deviations.csv 第 1 行"}


def test_a_column_like_no_other_gets_no_suggestion(csv_of):
    problem = only(csv_of(HEADER.replace("\n", ",电话\n") + ROW.replace("\n", ",\n"))[1])
    assert (problem.code, problem.found) == ("I-COL-01", "“电话”")
    assert "是否为" not in problem.remedy


def test_a_repeated_column_is_refused(csv_of):
    problem = only(csv_of(HEADER.replace("\n", ",cause\n") + ROW.replace("\n", ",甲\n"))[1])
    assert (problem.code, problem.found) == ("I-COL-03", "“cause”")


def test_a_title_row_above_the_header_is_named(csv_of):
    rows, problems = csv_of("偏差原因表\n" + HEADER + ROW)
    assert rows == []
    assert problems[0].where == "deviations.csv 第 1 行"
    assert problems[0].found == "“偏差原因表”"


def test_spaces_and_zero_width_characters_around_a_header_do_not_count(csv_of):
    rows, problems = csv_of(HEADER.replace("cause", " cause\u200b ") + ROW)
    assert problems == []
    assert rows[0].cells["cause"] == "外需不足"


def test_columns_may_stand_in_any_order(csv_of):
    rows, problems = csv_of("date,author,remedy,cause,indicator\n2031-01,业务科,开拓市场,外需不足,O01\n")
    assert problems == []
    assert rows[0].cells["indicator"] == "O01"


@pytest.mark.parametrize(
    ("row", "cells"), [(ROW.replace("\n", ",\n"), 6), (ROW.replace(",2031-01", ""), 4)], ids=["extra comma", "missing comma"]
)
def test_a_row_of_another_length_is_named_and_not_shifted(csv_of, row, cells):
    rows, problems = csv_of(HEADER + row + ROW)
    assert (only(problems).code, problems[0].where) == ("I-CSV-02", "deviations.csv 第 2 行")
    assert (problems[0].found, problems[0].expected) == (f"{cells} 格", "5 格")
    assert [row.number for row in rows] == [3]


def test_blank_rows_are_skipped_and_the_others_keep_the_number_that_excel_shows(csv_of):
    rows, problems = csv_of(HEADER + "\n" + ROW + ",,,,\n" + " , ,\n" + ROW + ",,,,\n")
    assert problems == []
    assert [row.number for row in rows] == [3, 6]


def test_a_quoted_line_break_stays_in_its_cell_and_counts_as_one_row(csv_of):
    rows, problems = csv_of(HEADER + ROW.replace("外需不足", '"外需\n不足，""持续"""') + ROW)
    assert problems == []
    assert rows[0].cells["cause"] == '外需\n不足，"持续"'
    assert [row.number for row in rows] == [2, 3]


UNCLOSED = HEADER + ROW + 'O02,"外需,开拓,业务科,2031-01\n' + ROW


def test_a_quote_that_is_never_closed_is_refused_and_swallows_no_row(csv_of):
    rows, problems = csv_of(UNCLOSED)
    assert rows == []
    assert only(problems).code == "I-CSV-01"


def test_a_quote_that_is_never_closed_names_its_row(csv_of):
    problem = only(csv_of(UNCLOSED)[1])
    assert "第 3 行" in f"{problem.where} {problem.found}"


def test_every_invalid_cell_of_every_row_is_told_with_row_and_column(csv_of):
    rows, _ = csv_of(HEADER + "O01,,开拓,业务科,2031.13\n" + ROW + "O02,外需,,业务科,2031-1\n")
    records, problems = check_rows(rows, "deviations.csv", DeviationRow)
    assert [number for number, _ in records] == [3]
    assert [(problem.code, problem.where, problem.found) for problem in problems] == [
        ("V-CELL-01", "deviations.csv 第 2 行 cause 列", "“”"),
        ("V-PER-01", "deviations.csv 第 2 行 date 列", "“2031.13”"),
        ("V-CELL-01", "deviations.csv 第 4 行 remedy 列", "“”"),
        ("V-PER-01", "deviations.csv 第 4 行 date 列", "“2031-1”"),
    ]


def test_a_misspelt_column_is_told_once_and_not_again_for_every_row(csv_of):
    rows, problems = csv_of(HEADER.replace("cause", "casue") + ROW * 3)
    _, repeated = check_rows(rows, "deviations.csv", DeviationRow)
    assert len(problems) == 2
    assert repeated == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_yaml_file_is_read_in_the_same_encodings(yaml_of, encoding):
    year, problems = yaml_of(YEAR.encode(encoding))
    assert problems == []
    assert (year.fiscal_year, year.department) == (2030, "示例市商务局（虚构）")


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        pytest.param("fictional: true", "fictional: true\nproject: 另一项目", "I-YML-01", 7, id="repeated key"),
        pytest.param("  approved_by", "\tapproved_by", "I-YML-01", 11, id="tab in the indentation"),
        pytest.param("place: 第二章", "place: [1", "I-YML-01", 13, id="bracket never closed"),
        pytest.param("2030-12-31", "2030/12/31", "V-CELL-01", 5, id="date with slashes"),
        pytest.param("2030-12-31", "20301231", "V-CELL-01", 5, id="date without dashes"),
        pytest.param("2030-12-31", "2030年12月31日", "V-CELL-01", 5, id="date in Chinese"),
        pytest.param("fiscal_year: 2030", "fiscal_year: 2O30", "V-CELL-01", 1, id="letter O in the year"),
        pytest.param("fictional: true", "fictional: 也许", "V-CELL-01", 6, id="not true or false"),
        pytest.param("id: trade", "id: Trade 1", "V-CELL-01", 8, id="identifier with capital and space"),
    ],
)
def test_a_yaml_fault_is_named_with_its_line(yaml_of, old, new, code, line):
    year, problems = yaml_of(YEAR.replace(old, new))
    assert year is None
    assert only(problems).code == code
    assert problems[0].where.startswith(f"year.yml 第 {line} 行")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("2030-12-31", "2030-02-30", id="a day that the calendar does not have"),
        pytest.param("2029-11-30", "2029-13-01", id="a thirteenth month"),
        pytest.param("fictional: true", "fictional: true\n2030: 甲", id="a key that is a number"),
        pytest.param("示例项目", "示例\x07项目", id="a control character"),
    ],
)
def test_a_yaml_file_that_the_library_cannot_build_is_a_problem_and_not_a_crash(yaml_of, old, new):
    year, problems = yaml_of(YEAR.replace(old, new))
    assert year is None
    assert all(
        isinstance(problem, InvalidInputError) and re.search(r"year\.yml 第 \d+ 行", problem.where) for problem in problems
    )
    assert problems


CONTROL = [
    pytest.param("\x00", "U+0000", id="null"),
    pytest.param("\x0b", "U+000B", id="vertical tab"),
    pytest.param("\x1b", "U+001B", id="escape"),
    pytest.param("\u202a", "U+202A", id="embedding"),
    pytest.param("\u202e", "U+202E", id="override"),
    pytest.param("\u2066", "U+2066", id="isolate"),
    pytest.param("\u2069", "U+2069", id="end of isolate"),
]


@pytest.mark.parametrize(("character", "name"), CONTROL)
@pytest.mark.parametrize("place", ["{}外需", "外{}需", "外需{}"], ids=["before", "within", "behind"])
def test_a_control_character_in_a_cell_is_named_with_its_place(csv_of, character, name, place):
    rows, problems = csv_of(HEADER + ROW.replace("外需", place.format(character)))
    assert problems == []
    records, problems = check_rows(rows, "deviations.csv", DeviationRow)
    assert records == []
    refused = only(problems)
    assert (refused.code, refused.found, refused.where) == ("V-CHAR-01", name, "deviations.csv 第 2 行 cause 列")


def test_line_ends_and_tabs_within_a_cell_are_text(csv_of):
    rows, _ = csv_of(HEADER + ROW.replace("外需不足", '"外需\t不足\n汇率"'))
    [(_, record)], problems = check_rows(rows, "deviations.csv", DeviationRow)
    assert (record.cause, problems) == ("外需\t不足\n汇率", [])


ESCAPES = [*[(f"\\u{name[2:]}", name) for name in ("U+0000", "U+001B", "U+202E", "U+2069", "U+D800")], ("\\e", "U+001B")]


@pytest.mark.parametrize(("escape", "name"), ESCAPES)
def test_a_control_character_that_yaml_writes_as_an_escape_is_named_with_its_line(yaml_of, escape, name):
    year, problems = yaml_of(YEAR.replace("示例项目", f'"示例{escape}项目"'))
    assert year is None
    assert (only(problems).code, problems[0].found, problems[0].where) == ("V-CHAR-01", name, "year.yml 第 2 行 project")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        pytest.param("name: 外贸", 'name: "外\\u202e贸"', "第 8 行 sub_projects 第 1 条 name", id="in an item of a list"),
        pytest.param("place: 第二章", 'place: "第\\e二章"', "第 12 行 decision.place", id="in a mapping"),
    ],
)
def test_a_control_character_further_in_is_found_too(yaml_of, old, new, place):
    assert [(problem.code, problem.where) for problem in yaml_of(YEAR.replace(old, new))[1]] == [
        ("V-CHAR-01", f"year.yml {place}")
    ]


def test_a_control_character_in_a_key_or_a_value_of_a_mapping_is_found(folder, yaml_of):
    text = (folder.raw / "SOURCES.yml").read_text(encoding="utf-8")
    for changed in (
        text.replace("  newspaper:", '  "news\\u202epaper":'),
        text + 'figures_elsewhere: {F01: "facts\\u202e.csv"}\n',
    ):
        assert [problem.code for problem in yaml_of(changed, SourcesFile)[1]] == ["V-CHAR-01"]


def test_a_text_of_several_lines_stays_allowed(yaml_of):
    year, problems = yaml_of(YEAR.replace("示例项目", '"示例\\t项目\\n第二行"'))
    assert (year.project, problems) == ("示例\t项目\n第二行", [])


def test_a_message_shows_no_control_character(csv_of):
    _, problems = csv_of(HEADER.replace("cause", "cau\x1b[31mse\u202e") + ROW)
    shown = "\n".join(map(str, problems))
    assert "I-COL-01" in shown
    assert not set(shown) & set("\x1b\u202e")


def test_an_unknown_key_suggests_the_nearest_with_its_line(yaml_of):
    _, problems = yaml_of(YEAR.replace("edition", "editon"))
    unknown = only([problem for problem in problems if problem.code == "V-KEY-01"])
    assert (unknown.where, unknown.remedy) == ("year.yml 第 4 行 editon", "是否为“edition”？")
    assert [problem.where for problem in problems if problem.code == "V-CELL-01"] == ["year.yml edition"]


@pytest.mark.parametrize(
    ("old", "new", "record", "text"),
    [
        pytest.param("approved_by", "aproved_by", YearFile, YEAR, id="in a mapping"),
        pytest.param("notebook:", "notebok:", YearFile, YEAR, id="in an item of a list"),
        pytest.param("licence", "license", SourcesFile, None, id="in a registered file"),
    ],
)
def test_an_unknown_key_further_in_suggests_the_nearest_too(yaml_of, folder, old, new, record, text):
    text = text or (folder.raw / "SOURCES.yml").read_text(encoding="utf-8")
    _, problems = yaml_of(text.replace(old, new), record)
    unknown = only([problem for problem in problems if new.strip(":") in problem.where])
    assert (unknown.code, unknown.remedy) == ("V-KEY-01", f"是否为“{old.strip(':')}”？")


@pytest.mark.parametrize("content", ["- 甲\n- 乙\n", "# 只有说明\n", "甲\n"], ids=["a list", "only a comment", "a word"])
def test_a_yaml_file_without_keys_is_a_problem(yaml_of, content):
    assert only(yaml_of(content)[1]).code == "I-YML-02"


@pytest.mark.parametrize(
    "place",
    ["fiscal_year: 2030", "department: 示例市商务局（虚构）", "whole"],
    ids=["for a number", "for a text", "for the file"],
)
@pytest.mark.parametrize("tag", ["!!python/object/apply:pathlib.Path.touch", "!!python/object/new:pathlib.Path.touch"])
def test_a_tag_that_names_code_is_refused_and_never_executed(yaml_of, tmp_path, place, tag):
    harmful = f'{tag} [!!python/object/apply:pathlib.Path ["{tmp_path / "executed"}"]]\n'
    content = harmful if place == "whole" else YEAR.replace(place, f"{place.partition(':')[0]}: {harmful.strip()}")
    year, problems = yaml_of(content)
    assert not (tmp_path / "executed").exists()
    assert year is None
    assert only(problems).code in {"V-CELL-01", "I-YML-01", "I-YML-02"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("fictional: true", "fictional: true\nproject: 另一项目", id="repeated key"),
        pytest.param("  approved_by", "\tapproved_by", id="tab"),
        pytest.param("place: 第二章", "place: [1", id="bracket never closed"),
        pytest.param("2030-12-31", "20301231", id="date without dashes"),
        pytest.param("2030-12-31", "2030-12-31 10:00:00", id="date with a time"),
    ],
)
def test_what_is_wrong_with_a_yaml_file_is_told_in_chinese(yaml_of, old, new):
    _, problems = yaml_of(YEAR.replace(old, new))
    assert not ENGLISH.search(str(only(problems)))


def test_what_is_wrong_with_the_quotes_of_a_csv_file_is_told_in_chinese(csv_of):
    assert not ENGLISH.search(str(only(csv_of(HEADER + 'O01,"外需\n')[1])))


def test_which_words_a_column_allows_is_told_in_chinese():
    cells = {"kind": "level", "subject": "project", "value": "", "unit": "", "line": "", "place": "", "note": ""}
    problem = only(check_rows([Row(2, cells)], "declared.csv", DeclaredRow)[1])
    assert (problem.where, problem.found) == ("declared.csv 第 2 行 kind 列", "“level”")
    assert all(word in problem.expected for word in ("score", "grade", "target_met", "target_missed"))
    assert not ENGLISH.search(str(problem))
