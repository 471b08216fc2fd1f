"""Rulebook editions: their points and cuts, and what is refused."""

import re
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from pydantic import ValidationError

from evalkit.errors import EvalkitError, InputProblems
from evalkit.intake.yaml_files import read_yaml
from evalkit.reads import RULEBOOKS, collected
from evalkit.scoring.rulebook import Rulebook, editions, load_rulebook
from evalkit.scoring.rules import RULES

EDITION = "mof-2020-10"
SHOWN = "rulebooks/trial.yml"
TRIAL = """\
edition: trial
title: 试用版（虚构）
source: 虚构
verified: false
why_unverified: 仅供测试
sections:
  - {name: 产出指标, points: 60}
  - {name: 效益指标, points: 40}
tiers:
  - {name: 达成, low: 80, high: 100}
  - {name: 部分达成, low: 50, high: 80}
  - {name: 未达成, low: 0, high: 50}
budget: {section: 产出指标, base: revised, cap: true, rate_digits: null, explain_below: null}
over_achievement: {policy: none, at: 130, equal: true}
total_rounding: awards
zero_target: all_or_nothing
late: judgement
inapplicable: zero
growth: levels
families: []
split_targets: false
grades:
  - {name: 合格, cut: 60}
  - {name: 不合格, cut: 0}
award_digits: 2
comparators:
  "≥": at_least
  ">": at_least
  "≤": at_most
  "<": at_most
  "=": exactly
"""
DERIVED = f"""\
edition: trial
based_on: {EDITION}
title: 试用版（虚构）
source: 虚构
verified: true
why_unverified: ""
families: []
grades:
  - {{name: 合格, cut: 60}}
  - {{name: 不合格, cut: 0}}
"""


def line_of(text: str, part: str) -> int:
    """The line, counted from 1, in which a part stands."""
    return text[: text.index(part)].count("\n") + 1


def read(folder: Path, text: str) -> tuple[Rulebook | None, list[EvalkitError]]:
    path = folder / "trial.yml"
    path.write_text(text, encoding="utf-8")
    return read_yaml(path, SHOWN, Rulebook)


def only_problem(folder: Path, text: str) -> EvalkitError:
    """Read a faulty edition and return its one problem."""
    rulebook, problems = read(folder, text)
    assert rulebook is None
    (problem,) = problems
    return problem


def test_the_ministry_edition_gives_ten_fifty_thirty_ten_and_sums_to_one_hundred():
    rulebook = load_rulebook(EDITION)
    points = [(section.name, section.points) for section in rulebook.sections]
    assert points == [("预算执行率", 10), ("产出指标", 50), ("效益指标", 30), ("满意度指标", 10)]
    assert rulebook.total == 10 + 50 + 30 + 10 == 100


def test_the_ministry_edition_cuts_at_ninety_eighty_sixty():
    cuts = [(grade.name, grade.cut) for grade in load_rulebook(EDITION).grades]
    assert cuts == [("优", 90), ("良", 80), ("中", 60), ("差", 0)]


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        ("100", "优"),
        ("90", "优"),
        ("89.99", "良"),
        ("89.5", "良"),  # not defined where grades are given in whole numbers
        ("80", "良"),
        ("79.99", "中"),
        ("60", "中"),
        ("59.99", "差"),
        ("0", "差"),
    ],
)
def test_a_grade_is_the_first_whose_cut_the_score_reaches(score, grade):
    assert load_rulebook(EDITION).grade(Decimal(score)) == grade


@pytest.mark.parametrize("edition", editions())
def test_every_edition_is_complete_and_says_where_it_comes_from(edition):
    rulebook = load_rulebook(edition)
    assert rulebook.edition == edition
    assert rulebook.title and rulebook.source
    assert rulebook.verified or rulebook.why_unverified
    assert rulebook.total == 100
    assert set(rulebook.comparators) == {"≥", ">", "≤", "<", "="}
    assert set(rulebook.comparators.values()) <= set(RULES)


def test_an_unknown_edition_names_the_nearest_and_all_there_are():
    with pytest.raises(InputProblems) as refused:
        load_rulebook("mof-2020-1O")
    (problem,) = refused.value.problems
    assert (problem.code, problem.where) == ("R-BOOK-02", "year.yml edition")
    assert problem.found == "“mof-2020-1O”"
    assert f"是否为“{EDITION}”" in problem.remedy
    assert EDITION in problem.expected


@pytest.mark.parametrize("edition", ["../mof-2020-10", "mof-2020-10.yml", "", "x"])
def test_an_edition_is_a_name_and_not_a_path(edition):
    with pytest.raises(InputProblems) as refused:
        load_rulebook(edition)
    assert [problem.code for problem in refused.value.problems] == ["R-BOOK-02"]


def test_the_edition_of_these_tests_is_valid_before_it_is_broken(tmp_path):
    rulebook, problems = read(tmp_path, TRIAL)
    assert problems == []
    assert (rulebook.total, rulebook.grade(Decimal("59.99"))) == (100, "不合格")


OF_THE_NORMS = [
    # edition; points by section; cuts; lower edges of the tiers; rule of "≤"; base of the budget, as the norms print them
    ("mof-2020-10", "10 50 30 10", "90 80 60 0", "80 60 0", "at_most", "revised"),
    ("mof-2021-101", "10 20 40 20 10", "90 80 60 0", "80 60 0", "at_most", "revised"),
    ("mof-2021-101-no-cost", "10 50 30 10", "90 80 60 0", "80 60 0", "at_most", "revised"),
    ("hubei-20-80", "20 40 40", "90 80 60 0", "80 50 0", "at_most_by_ratio", "revised"),
    ("sichuan-2023", "10 90", "90 80 60 0", "80 60 0", "at_most", "revised"),
    ("local-80-70-60", "10 50 30 10", "80 70 60 0", "80 60 0", "at_most", "revised"),
    ("guangdong-90-80-70-60", "10 50 30 10", "90 80 70 60 0", "80 60 0", "at_most", "revised"),
    ("local-ratio-rescale", "10 50 30 10", "90 80 60 0", "80 60 0", "at_most_by_ratio", "revised"),
    ("beijing-2016", "10 50 30 10", "90 80 60 0", "80 60 0", "at_most_by_ratio", "initial"),
]


@pytest.mark.parametrize(("edition", "points", "cuts", "edges", "reverse", "base"), OF_THE_NORMS, ids=lambda value: value)
def test_an_edition_holds_what_the_norms_print(edition, points, cuts, edges, reverse, base):
    rulebook = load_rulebook(edition)
    assert " ".join(f"{section.points}" for section in rulebook.sections) == points
    assert " ".join(f"{grade.cut}" for grade in rulebook.grades) == cuts
    assert " ".join(f"{tier.low}" for tier in rulebook.tiers) == edges
    assert (rulebook.comparators["≤"], rulebook.comparators["<"], rulebook.budget.base) == (reverse, reverse, base)
    assert rulebook.budget.cap and rulebook.award_digits == 2


def test_every_edition_there_is_stands_in_this_table():
    assert sorted(row[0] for row in OF_THE_NORMS) == editions()


def test_settings_that_only_some_editions_have():
    assert load_rulebook("sichuan-2023").budget.explain_below == 90
    assert load_rulebook("beijing-2016").budget.rate_digits == 0
    assert load_rulebook("local-ratio-rescale").inapplicable == "rescale"
    assert load_rulebook("mof-2020-10").over_achievement.policy == "reason"
    assert load_rulebook("mof-2020-10").over_achievement.at == 130
    assert all(load_rulebook(edition).over_achievement.equal for edition in editions())


def test_without_satisfaction_its_ten_points_go_to_benefit_under_the_guide_of_2021():
    points = load_rulebook("mof-2021-101").points_by_section({"预算执行率", "成本指标", "产出指标", "效益指标"})
    assert points == {"预算执行率": 10, "成本指标": 20, "产出指标": 40, "效益指标": 20 + 10, "满意度指标": 0}


PLACED = [
    # edition, level 1, level 2, section
    ("mof-2020-10", "产出指标", "成本指标", "产出指标"),
    ("mof-2021-101", "产出指标", "成本指标", "成本指标"),
    ("mof-2021-101-no-cost", "产出指标", "成本指标", None),
    ("mof-2021-101-no-cost", "产出指标", "经济成本指标", None),
    ("mof-2021-101-no-cost", "产出指标", "数量指标", "产出指标"),
    ("hubei-20-80", "满意度指标", "服务对象满意度指标", "效益指标"),
    ("sichuan-2023", "满意度指标", "服务对象满意度指标", "绩效指标"),
    ("mof-2020-10", "过程指标", "资金管理", None),
]


@pytest.mark.parametrize(("edition", "section", "category", "own"), PLACED)
def test_a_row_of_another_layout_goes_where_its_level_2_or_level_1_name_belongs(edition, section, category, own):
    assert load_rulebook(edition).section_of(section, category) == own


WRONG_BANDS = [
    pytest.param("low: 80, high: 100", "low: 81, high: 100", id="a gap below the first tier"),
    pytest.param("low: 50, high: 80", "low: 55, high: 80", id="a gap below the second tier"),
    pytest.param("low: 80, high: 100", "low: 80, high: 99", id="nothing earns all points"),
    pytest.param("low: 0, high: 50", "low: 10, high: 50", id="nothing earns nothing"),
    pytest.param("low: 50, high: 80", "low: 50, high: 90", id="two tiers overlap"),
    pytest.param(
        "low: 50, high: 80}\n  - {name: 未达成, low: 0, high: 50",
        "low: 90, high: 80}\n  - {name: 未达成, low: 0, high: 90",
        id="no gap, but a band that rises",
    ),
]


@pytest.mark.parametrize(("part", "wrong"), WRONG_BANDS)
def test_tiers_with_a_gap_are_refused(tmp_path, part, wrong):
    text = TRIAL.replace(part, wrong)
    problem = only_problem(tmp_path, text)
    assert problem.code == "R-BOOK-04"
    assert f"第 {line_of(TRIAL, 'tiers:')} 行" in problem.where
    edges = "、".join(f"{high}、{low}" for low, high in re.findall(r"low: (\d+), high: (\d+)", text))
    assert problem.found == f"各档上下限 {edges}"


def test_an_edition_without_tiers_is_refused(tmp_path):
    text = re.sub(r"tiers:.*?budget", "tiers: []\nbudget", TRIAL, flags=re.DOTALL)
    assert only_problem(tmp_path, text).found == "各档上下限 空"


LIMITS = [
    # what is replaced, by what, whether an edition may say so
    pytest.param("points: 60", "points: 99.5", True, id="half a point"),
    pytest.param("points: 60", "points: 100.5", False, id="half a point below zero"),
    pytest.param("explain_below: null", "explain_below: 0", True, id="a rate of nothing"),
    pytest.param("explain_below: null", "explain_below: -0.5", False, id="a rate below nothing"),
    pytest.param("explain_below: null", "explain_below: 100", True, id="all of the budget"),
    pytest.param("explain_below: null", "explain_below: 100.5", False, id="more than all of the budget"),
    pytest.param("at: 130", "at: 100.5", True, id="just above the target"),
    pytest.param("at: 130", "at: 100", False, id="just the target"),
]


@pytest.mark.parametrize(("part", "other", "allowed"), LIMITS)
def test_shares_points_and_attainments_have_their_limits(tmp_path, part, other, allowed):
    rest = 100 - Decimal(other.removeprefix("points: ")) if part.startswith("points") else 40
    _, problems = read(tmp_path, TRIAL.replace(part, other).replace("points: 40", f"points: {rest}"))
    assert bool(problems) is not allowed


def test_an_edition_once_read_cannot_be_changed():
    with pytest.raises(ValidationError):
        load_rulebook(EDITION).award_digits = 3


def test_the_files_of_an_edition_and_of_its_base_are_noted_as_read():
    derived = load_rulebook("local-80-70-60")
    with collected() as noted:
        load_rulebook(derived.edition)
    for name in (derived.edition, derived.based_on):
        assert noted[f"rulebooks/{name}.yml"] == sha256((RULEBOOKS / f"{name}.yml").read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("part", "wrong"),
    [("budget: {section: 产出指标", "budget: {section: 预算"), ("points: 40}", "points: 40, given_to: 满意度指标}")],
)
def test_a_section_that_is_mentioned_must_exist(tmp_path, part, wrong):
    problem = only_problem(tmp_path, TRIAL.replace(part, wrong))
    assert problem.code == "R-BOOK-05"
    assert problem.found in ("预算", "满意度指标")


SELF_CONTRADICTING = [
    # what is replaced, by what, what the message says was found
    pytest.param("points: 40", "points: 39.5", "分值合计 99.5", id="half a point is missing"),
    pytest.param("points: 40", "points: 41", "分值合计 101", id="one point too many"),
    pytest.param("cut: 60", "cut: -1", "等级线 -1、0", id="cuts in the wrong order"),
    pytest.param("cut: 0}", "cut: 1}", "等级线 60、1", id="scores below the last cut have no grade"),
    pytest.param(
        "  - {name: 不合格", "  - {name: 另一, cut: 60}\n  - {name: 不合格", "等级线 60、60、0", id="two grades of one cut"
    ),
]


@pytest.mark.parametrize(("part", "wrong", "found"), SELF_CONTRADICTING)
def test_an_edition_that_contradicts_itself_is_refused_naming_the_file(tmp_path, part, wrong, found):
    problem = only_problem(tmp_path, TRIAL.replace(part, wrong))
    assert problem.code == ("R-BOOK-01" if part.startswith("points") else "R-BOOK-03")
    assert problem.where.startswith(SHOWN)
    assert found in problem.found


@pytest.mark.parametrize(("part", "wrong", "found"), SELF_CONTRADICTING)
def test_an_edition_that_contradicts_itself_is_refused_naming_the_line(tmp_path, part, wrong, found):
    text = TRIAL.replace(part, wrong)
    heading = "sections:" if part.startswith("points") else "grades:"
    first, last = line_of(text, heading), line_of(text, wrong)
    where = only_problem(tmp_path, text).where
    assert any(where.startswith(f"{SHOWN} 第 {line} 行") for line in range(first, last + 2)), where


CANNOT_BE_MEANT = [
    pytest.param(TRIAL.replace("效益指标", "产出指标"), id="one section named twice"),
    pytest.param(TRIAL.replace("points: 60", "points: 110").replace("points: 40", "points: -10"), id="negative points"),
    pytest.param(re.sub(r"grades:.*?award", "grades: []\naward", TRIAL, flags=re.DOTALL), id="no grades at all"),
    pytest.param(re.sub(r"sections:.*?grades", "sections: []\ngrades", TRIAL, flags=re.DOTALL), id="no sections at all"),
]


@pytest.mark.parametrize("wrong", CANNOT_BE_MEANT)
def test_an_edition_that_cannot_be_meant_is_refused(tmp_path, wrong):
    rulebook, problems = read(tmp_path, wrong)
    assert rulebook is None
    assert problems


OF_NO_MEANING = [
    # what is replaced, by what, code, heading under which it stands, what the message says was found
    pytest.param("why_unverified: 仅供测试", 'why_unverified: " "', "R-BOOK-07", "why_unverified:", "为空", id="no why"),
    pytest.param('  "<": at_most\n', "", "R-BOOK-08", "comparators:", "缺 <", id="a sign without a rule"),
    pytest.param("name: 不合格", "name: 合格", "R-BOOK-09", "grades:", "合格", id="two grades of one name"),
]


@pytest.mark.parametrize(("part", "wrong", "code", "heading", "found"), OF_NO_MEANING)
def test_an_edition_that_leaves_something_open_is_refused_naming_the_line(tmp_path, part, wrong, code, heading, found):
    text = TRIAL.replace(part, wrong)
    problem = only_problem(tmp_path, text)
    assert (problem.code, problem.where.rpartition(" ")[0]) == (code, f"{SHOWN} 第 {line_of(text, heading)} 行")
    assert found in problem.found


def test_a_verified_edition_needs_no_why(tmp_path):
    text = TRIAL.replace("verified: false", "verified: true", 1).replace("why_unverified: 仅供测试", 'why_unverified: ""')
    assert read(tmp_path, text)[1] == []


def test_an_edition_takes_from_its_base_what_it_does_not_state(tmp_path):
    rulebook, problems = read(tmp_path, DERIVED)
    base = load_rulebook(EDITION)
    assert problems == []
    assert [(grade.name, grade.cut) for grade in rulebook.grades] == [("合格", 60), ("不合格", 0)]
    for name in ("sections", "comparators", "tiers", "budget", "over_achievement", "award_digits", "growth"):
        assert getattr(rulebook, name) == getattr(base, name)
    assert (rulebook.edition, rulebook.families, base.families != []) == ("trial", [], True)


@pytest.mark.parametrize("own", ["edition", "title", "source", "verified", "why_unverified", "families"])
def test_what_names_an_edition_is_never_taken_from_its_base(tmp_path, own):
    text = re.sub(rf"^{own}: .*\n", "", DERIVED, flags=re.MULTILINE)
    assert f"{own}" in only_problem(tmp_path, text).where


def test_a_fault_in_an_edition_with_a_base_is_told_with_its_own_line(tmp_path):
    text = DERIVED.replace("cut: 60", "cut: -1")
    assert only_problem(tmp_path, text).where.startswith(f"{SHOWN} 第 {line_of(text, 'grades:')} 行")
    text = DERIVED + "award_digit: 2\n"
    assert only_problem(tmp_path, text).where.startswith(f"{SHOWN} 第 {line_of(text, 'award_digit:')} 行")


BASES = [
    pytest.param("mof-2020-1O", "R-BOOK-02", id="no such edition"),
    pytest.param("../mof-2020-10", "R-BOOK-02", id="a path"),
    pytest.param("local-80-70-60", "R-BOOK-06", id="an edition that has a base itself"),
]


@pytest.mark.parametrize(("base", "code"), BASES)
def test_a_base_that_cannot_be_is_refused_naming_file_and_line(tmp_path, base, code):
    text = DERIVED.replace(f"based_on: {EDITION}", f"based_on: {base}")
    problem = only_problem(tmp_path, text)
    assert (problem.code, problem.where, problem.found) == (code, f"{SHOWN} 第 2 行 based_on", f"“{base}”")


@pytest.fixture
def own_folder(tmp_path, monkeypatch) -> Path:
    """A folder of editions that a test fills."""
    monkeypatch.setattr("evalkit.scoring.rulebook.RULEBOOKS", tmp_path)
    return tmp_path


def test_editions_based_on_each_other_are_refused_and_do_not_go_round(own_folder):
    for name, base in (("one", "other"), ("other", "one"), ("self", "self")):
        text = DERIVED.replace("edition: trial", f"edition: {name}").replace(EDITION, base)
        (own_folder / f"{name}.yml").write_text(text, encoding="utf-8")
    for name in ("one", "self"):
        with pytest.raises(InputProblems) as refused:
            load_rulebook(name)
        (problem,) = refused.value.problems
        assert (problem.code, problem.where) == ("R-BOOK-06", f"evalkit/scoring/rulebooks/{name}.yml 第 2 行 based_on")


@pytest.mark.parametrize(
    ("fault", "code"), [(("at_most", "at_mots"), "V-CELL-01"), (("title:", "title"), "I-YML-01")], ids=["a rule", "not YAML"]
)
def test_a_fault_of_the_base_is_told_with_the_file_and_line_of_the_base(own_folder, fault, code):
    text = TRIAL.replace("edition: trial", "edition: base").replace(*fault)
    (own_folder / "base.yml").write_text(text, encoding="utf-8")
    (own_folder / "trial.yml").write_text(DERIVED.replace(EDITION, "base"), encoding="utf-8")
    with pytest.raises(InputProblems) as refused:
        load_rulebook("trial")
    assert refused.value.problems[0].code == code
    assert refused.value.problems[0].where.startswith("evalkit/scoring/rulebooks/base.yml 第 ")


def test_an_unknown_key_is_refused_naming_line_and_the_nearest_key(tmp_path):
    text = TRIAL.replace("award_digits", "award_digit")
    _, problems = read(tmp_path, text)
    unknown = next(problem for problem in problems if problem.code == "V-KEY-01")
    assert unknown.where.startswith(f"{SHOWN} 第 {line_of(text, 'award_digit')} 行")
    assert unknown.found == "“award_digit”"
    assert "award_digits" in unknown.remedy


def test_an_unknown_key_within_a_section_is_refused_naming_its_line(tmp_path):
    text = TRIAL.replace("{name: 效益指标, points: 40}", "{name: 效益指标, points: 40, weight: 2}")
    problem = only_problem(tmp_path, text)
    assert problem.where.startswith(f"{SHOWN} 第 {line_of(text, 'weight')} 行")


def test_a_repeated_key_is_refused_naming_its_line(tmp_path):
    text = TRIAL + "award_digits: 3\n"
    problem = only_problem(tmp_path, text)
    assert problem.code == "I-YML-01"
    assert problem.where == f"{SHOWN} 第 {line_of(text, 'award_digits: 3')} 行"


def test_an_unknown_rule_is_refused_naming_its_line(tmp_path):
    text = TRIAL.replace("at_most", "at_mots", 1)
    problem = only_problem(tmp_path, text)
    assert problem.where.startswith(f"{SHOWN} 第 {line_of(text, 'at_mots')} 行")
    assert "at_mots" in problem.found


@pytest.mark.parametrize("wrong", ["points: 四十", "points: .nan", "points: .inf"])
def test_points_that_are_no_number_are_refused_naming_their_line(tmp_path, wrong):
    text = TRIAL.replace("points: 40", wrong)
    problem = only_problem(tmp_path, text)
    assert problem.where.startswith(f"{SHOWN} 第 {line_of(text, wrong)} 行")


def test_a_missing_edition_file_is_named(tmp_path):
    rulebook, (problem,) = read_yaml(tmp_path / "absent.yml", SHOWN, Rulebook)
    assert rulebook is None
    assert (problem.code, problem.where) == ("I-FILE-01", SHOWN)
