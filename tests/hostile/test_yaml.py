"""YAML made to exhaust time and memory, or to execute: refused with its line in five lines of Chinese."""

import resource

import pytest

from evalkit.errors import InvalidInputError
from evalkit.intake.yaml_files import load_yaml

LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]\n" for at in range(1, 12)
)


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        pytest.param(LAUGHS, "第 2 行", "引用了别处的内容", id="billion laughs"),
        pytest.param("- &a [x]\n- [*a, *a]\n", "第 2 行", "引用了别处的内容", id="in a list"),
        pytest.param("a: &a\n  b: *a\n", "第 2 行", "引用了别处的内容", id="which holds itself"),
        pytest.param("a: &a {b: 1}\nc:\n  <<: *a\n", "第 3 行", "引用了别处的内容", id="merged"),
        pytest.param("a: " + "[" * 30 + "]" * 30, "第 1 行", "嵌套超过 20 层", id="nested too deep"),
        pytest.param("a: " + "{" * 100_000, "第 1 行", "嵌套超过 20 层", id="nested without end"),
        pytest.param("".join(f"{' ' * at}a:\n" for at in range(100)), "第 20 行", "嵌套超过 20 层", id="nested by indentation"),
        pytest.param("a: " + "x" * 300_000, "", "300003 字", id="too long"),
        pytest.param("".join(f"k{at}: 1\n" for at in range(100_000)), "", "988890 字", id="too many keys"),
    ],
)
def test_yaml_made_to_exhaust_is_refused_with_its_line(text, place, found):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(InvalidInputError) as refused:
        load_yaml(text, "year.yml")
    told = str(refused.value).splitlines()
    assert told[0] == "[I-YML-03] YAML 过大、过深或有引用" and len(told) == 5
    assert told[1] == f"  位置: year.yml {place}".rstrip() and found in told[2]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000, "kilobytes more than before"


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:pathlib.Path.touch",
        "!!python/object/new:pathlib.Path.touch",
        "!!python/name:pathlib.Path",
        "!!python/module:this",
        "!!python/object:pathlib.Path",
        "!<tag:yaml.org,2002:python/object/apply:pathlib.Path.touch>",
    ],
)
def test_no_tag_is_ever_executed(folder, tmp_path, tag):
    for file, key in (("year.yml", "project: "), ("SOURCES.yml", "sources: "), ("corrections.yml", "corrections: ")):
        text = (folder.raw / file).read_text(encoding="utf-8")
        line = next(line for line in text.splitlines() if line.startswith(key))
        folder.write(file, text.replace(line, f'{key.strip()} {tag} ["{tmp_path / "executed"}"]'))
    codes = {problem.code for problem in folder.problems()}
    assert codes <= {"V-CELL-01", "I-YML-01", "V-SRC-01", "I-SRC-02", "V-KEY-01"} and codes
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize(
    "as_of",
    ["2030-02-30", "2030-13-01", "0000-00-00", "2030-12-31T25:61:61", "2030.12.31", "45678", "明年", "2030-12-31 24:00:00"],
)
def test_a_day_that_is_none_is_refused_with_its_line(folder, as_of):
    folder.edit("year.yml", "as_of: 2030-12-31", f"as_of: {as_of}")
    problem = folder.problem()
    assert (problem.code, problem.where) == ("V-CELL-01", "data/raw/2030/year.yml 第 5 行 as_of")
    assert problem.expected == "日期，如 2022-12-31"


@pytest.mark.parametrize("number", ["9" * 5000, "0x" + "f" * 5000, "1e400", ".inf", ".nan", "-2030", "2030.5", "true", "1_0_0"])
def test_a_number_that_is_no_year_is_refused(folder, number):
    folder.edit("year.yml", "fiscal_year: 2030", f"fiscal_year: {number}")
    problem = folder.problem()
    assert problem.code in ("V-CELL-01", "I-YML-01", "I-YEAR-02") and len(str(problem)) < 600
