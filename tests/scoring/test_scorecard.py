"""The scorecard: awards worked by hand, the bounds where something is missing, and faults told all at once."""

import csv
import shutil
from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from evalkit.errors import EvalkitError, InputProblems
from evalkit.intake.schema import DeclaredRow, ObjectiveRow
from evalkit.measures import Measure, Status
from evalkit.scoring.rulebook import Grade, Section, load_rulebook
from evalkit.scoring.scorecard import Scorecard, apportion, build_scorecard
from evalkit.year import open_year

PROJECT = Path(__file__).parents[2]
SHOWN = "data/raw/2030"
steady = settings(deadline=None, max_examples=60)
RULEBOOK = load_rulebook("mof-2020-10").model_copy(
    update={
        "edition": "trial",
        "title": "试用版（虚构）",
        "source": "虚构",
        "why_unverified": "仅供测试",
        "sections": [Section(name="产出指标", points=Decimal(60)), Section(name="效益指标", points=Decimal(40))],
        "grades": [Grade(name="优", cut=Decimal(90)), Grade(name="良", cut=Decimal(80)), Grade(name="差", cut=Decimal(0))],
    }
)


def objective(
    measure: str, target: str, points: str, *, section: str = "产出指标", comparator: str = "≥", unit: str = "场", id: str = ""
) -> ObjectiveRow:
    """A line of ``objectives.csv``, every cell a text, as in the file."""
    return ObjectiveRow(
        id=id or measure.upper(),
        section=section,
        category="数量指标",
        name=f"指标 {measure}",
        sub_project="trade",
        measure=measure,
        comparator=comparator,
        target=target,
        unit=unit,
        target_basis="stated" if target else "missing",
        target_evidence="虚构" if target else "",
        points=points,
        points_basis="assumed",
        evidence="",
        note="",
    )


def actual(id: str, value: str, unit: str = "场", status: Status = Status.MEASURED) -> Measure:
    """A measure; without a value it is missing, unless another status is given."""
    if not value and status is Status.MEASURED:
        status = Status.MISSING
    number = Decimal(value) if value else None
    return Measure(id, f"数值 {id}", number, unit, 2, "虚构", status)


def scorecard(
    objectives: list[ObjectiveRow], measures: list[Measure], declared: list[DeclaredRow] = (), **settings: str
) -> Scorecard:
    """The scorecard under the trial edition, or one that differs from it in some settings."""
    return build_scorecard(
        rulebook=RULEBOOK.model_copy(update=settings),
        objectives=list(enumerate(objectives, start=2)),
        measures={measure.id: measure for measure in measures},
        declared=list(enumerate(declared, start=2)),
        shown=SHOWN,
    )


def declared(kind: str, value: str) -> DeclaredRow:
    return DeclaredRow(kind=kind, subject="project", value=value, unit="分", line="1", place="第六章", note="")


OBJECTIVES = [
    objective("events", "20", "25"),  # 15 of 20: 25 x 0.75 = 18.75
    objective("cost", "100", "20", comparator="≤", unit="万元"),  # 150 against 100: 20 x 0.5 = 10.00
    objective("accidents", "0", "15", comparator="=", unit="起"),  # none: 15.00
    objective("sales", "3", "30", section="效益指标", unit="亿元"),  # 2 of 3: 30 x 0.666... = 20.00
    objective("firms", "7", "10", section="效益指标", unit="家"),  # 3 of 7: 10 x 0.428571... = 4.29
]
MEASURES = [
    actual("events", "15"),
    actual("cost", "1500000", "元"),
    actual("accidents", "0", "起"),
    actual("sales", "20000", "万元"),
    actual("firms", "3", "家"),
]
AWARDS = {"events": "18.75", "cost": "10.00", "accidents": "15.00", "sales": "20.00", "firms": "4.29"}


def without(*ids: str) -> list[Measure]:
    """The measures, those named being missing."""
    return [actual(item.id, "", item.unit) if item.id in ids else item for item in MEASURES]


def award(card: Scorecard, measure: str) -> Decimal | None:
    return card.indicator_of(measure).award


def test_every_award_equals_the_one_worked_by_hand():
    card = scorecard(OBJECTIVES, MEASURES)
    assert {item.measure: str(item.award) for item in card.indicators} == AWARDS
    assert [str(section.low) for section in card.sections] == ["43.75", "24.29"]  # 18.75 + 10 + 15; 20 + 4.29
    assert card.score.low == card.score.high == Decimal("68.04")  # 43.75 + 24.29
    assert (card.score.text, card.score.grade_text) == ("68.04 分", "差")


def test_awards_are_rounded_first_and_then_summed_so_that_the_table_adds_up_by_hand():
    """Three thirds of 10: 3 x 3.33 = 9.99, whereas the exact sum would be 10.00."""
    objectives = [objective(f"third_{number}", "3", "10") for number in range(3)] + [objective("rest", "1", "30")]
    objectives.append(objective("sales", "1", "40", section="效益指标"))
    measures = [actual(f"third_{number}", "1") for number in range(3)] + [actual("rest", "1"), actual("sales", "1")]
    assert scorecard(objectives, measures).score.low == Decimal("3.33") * 3 + 30 + 40


def test_the_sum_is_graded_after_rounding():
    """89.995 of 100 is rounded to 90.00 and reaches the cut; 89.994 is 89.99 and does not."""
    objectives = [objective("most", "100", "60"), objective("rest", "1", "40", section="效益指标")]
    reached = scorecard(objectives, [actual("most", "83.325"), actual("rest", "1")])  # 60 x 0.83325 = 49.995, then 50.00
    missed = scorecard(objectives, [actual("most", "83.3233"), actual("rest", "1")])  # 60 x 0.833233 = 49.99398, then 49.99
    assert (reached.score.low, reached.score.grade_low) == (Decimal("90.00"), "优")
    assert (missed.score.low, missed.score.grade_low) == (Decimal("89.99"), "良")


def test_an_award_that_rounds_up_to_all_points_is_still_a_target_missed():
    objectives = [objective("most", "100000", "60"), objective("rest", "1", "40", section="效益指标")]
    card = scorecard(objectives, [actual("most", "99999"), actual("rest", "1")])  # 60 x 0.99999 = 59.9994, then 60.00
    missed, met = card.indicators
    assert (missed.award, missed.met, missed.verdict) == (Decimal("60.00"), False, "未完成")
    assert (met.met, met.verdict) == (True, "完成")


MISSING = [
    # which are missing, low, high, grade at either end: working
    pytest.param(("events",), "49.29", "74.29", "差", "差", id="68.04 - 18.75, and 25 more at best"),
    pytest.param(("sales", "firms"), "43.75", "83.75", "差", "良", id="68.04 - 24.29, and 40 more at best"),
    pytest.param(("events", "cost", "accidents", "sales", "firms"), "0", "100", "差", "优", id="nothing is known"),
]


@pytest.mark.parametrize(("ids", "low", "high", "grade_low", "grade_high"), MISSING)
def test_a_missing_actual_value_earns_between_nothing_and_all(ids, low, high, grade_low, grade_high):
    card = scorecard(OBJECTIVES, without(*ids))
    assert (card.score.low, card.score.high) == (Decimal(low), Decimal(high))
    assert (card.score.grade_low, card.score.grade_high) == (grade_low, grade_high)
    for id in ids:
        indicator = card.indicator_of(id)
        assert (indicator.award, indicator.attainment, indicator.met) == (None, None, None)
        assert indicator.reason == f"完成值缺失：数值 {id}"
        assert (indicator.actual_text, indicator.verdict) == ("缺失", f"无法判定（完成值缺失：数值 {id}）")


def test_bounds_that_differ_are_both_printed():
    score = scorecard(OBJECTIVES, without("sales", "firms")).score
    assert (score.text, score.grade_text) == ("43.75 至 83.75 分", "差 至 良")


def test_a_missing_target_gives_no_award_though_the_actual_value_is_known():
    card = scorecard([objective("events", "", "25"), *OBJECTIVES[1:]], MEASURES)
    indicator = card.indicator_of("events")
    assert (indicator.award, indicator.reason, indicator.target_text) == (None, "目标值缺失", "缺失")
    assert indicator.actual == 15
    assert (card.score.low, card.score.high) == (Decimal("49.29"), Decimal("74.29"))  # as if the actual were missing


def test_a_missing_target_and_a_missing_actual_value_are_both_named():
    card = scorecard([objective("events", "", "25"), *OBJECTIVES[1:]], without("events"))
    assert card.indicator_of("events").reason == "目标值缺失；完成值缺失：数值 events"
    assert [item["indicator"] for item in card.missing] == ["EVENTS"]


def test_an_actual_value_names_its_own_missing_inputs():
    blank = Measure("events", "场次", None, "场", 0, "虚构", Status.MISSING, missing=("一季度", "二季度"))
    card = scorecard(OBJECTIVES, [blank, *MEASURES[1:]])
    assert card.indicator_of("events").reason == "完成值缺失：一季度、二季度"


def test_a_value_that_is_not_applicable_gives_no_award_and_is_not_called_missing():
    card = scorecard(OBJECTIVES, [actual("events", "", status=Status.NOT_APPLICABLE), *MEASURES[1:]])
    indicator = card.indicator_of("events")
    assert (indicator.award, indicator.reason, indicator.actual_text) == (None, "完成值不适用", "不适用")
    assert card.score.high - card.score.low == 25


INAPPLICABLE = [
    # edition, points and awards of events, cost, accidents, sales and firms where the events do not apply
    # without them 75 points are left, each of which counts 100/75: 26.666, 20, 40 and 13.333, the largest remainder rounded up
    pytest.param(
        "rescale", "0 26.67 20.00 40.00 13.33", "0.00 13.34 20.00 26.67 5.71", "剔除本项并折算其余分值", id="100/75 of the points"
    ),
    pytest.param("zero", "25 20 15 30 10", "0.00 10.00 15.00 20.00 4.29", "计 0 分", id="the other points stay"),
]


@pytest.mark.parametrize(("policy", "points", "awards", "told"), INAPPLICABLE)
def test_a_value_that_is_not_applicable_follows_the_edition(policy, points, awards, told):
    """26.67 x 0.5 = 13.335; 40 x 2/3 = 26.67; 13.33 x 3/7 = 5.713."""
    measures = [actual("events", "", status=Status.NOT_APPLICABLE), *MEASURES[1:4], replace(MEASURES[4], status=Status.TRIAL)]
    card = scorecard(OBJECTIVES, measures, inapplicable=policy)
    assert " ".join(str(item.points) for item in card.indicators) == points
    assert " ".join(str(item.award) for item in card.indicators) == awards
    left_out = card.indicators[0]
    assert (left_out.met, left_out.reason, left_out.working) == (None, "", f"完成值不适用，该版规则{told}")


def test_points_stay_as_they_are_written_where_all_values_apply():
    objectives = [objective("events", "20", "33.335"), objective("firms", "7", "26.665", unit="家")]
    objectives.append(objective("sales", "3", "40", section="效益指标", unit="亿元"))
    card = scorecard(objectives, MEASURES, inapplicable="rescale")
    assert [str(item.points) for item in card.indicators] == ["33.335", "26.665", "40"]


@pytest.mark.parametrize(
    ("total", "parts", "shares"),
    [
        pytest.param("1", "1 2", "0.33 0.67", id="0.333 and 0.667: the second lacks more"),
        pytest.param("0.02", "1 1 1", "0.01 0.01 0.00", id="two cents for three"),
    ],
)
def test_the_last_cents_go_to_the_largest_remainders_and_then_to_the_first(total, parts, shares):
    assert [str(share) for share in apportion(Decimal(total), [Decimal(part) for part in parts.split()])] == shares.split()


def test_nothing_is_rescaled_to_an_indicator_without_points():
    """All that has points does not apply; what is left has none to be divided by."""
    rows = [objective("events", "20", "60"), objective("cost", "1", "0"), objective("sales", "3", "40", section="效益指标")]
    without = [actual(id, "", status=Status.NOT_APPLICABLE) for id in ("events", "sales")]
    card = scorecard(rows, [*without, actual("cost", "1")], inapplicable="rescale")
    assert [item.points for item in card.indicators] == [60, 0, 40]
    assert [item.award for item in card.indicators] == [0, 0, 0]


@pytest.mark.parametrize(("rate", "met"), [("99.99", False), ("100", True), ("140", True)])
def test_an_execution_rate_is_met_from_its_target_on(rate, met):
    rows = [objective("execution_rate", "100", "60", unit="%"), objective("sales", "1", "40", section="效益指标")]
    card = scorecard(rows, [actual("execution_rate", rate, "%"), actual("sales", "1")])
    assert card.indicators[0].met is met


def test_a_unit_of_two_is_the_same_wherever_it_is_written():
    rows = [objective("cost", "2", "60", comparator="≤", unit="元/票"), objective("sales", "1", "40", section="效益指标")]
    assert scorecard(rows, [actual("cost", "2", "元/票"), actual("sales", "1")]).score.low == 100


@pytest.mark.parametrize(("target", "found"), [("元", "家"), ("家", "元")])
def test_units_that_cannot_be_converted_are_refused_either_way(target, found):
    rows = [objective("cost", "2", "60", unit=target), objective("sales", "1", "40", section="效益指标")]
    with pytest.raises(InputProblems, match="R-OBJ-04"):
        scorecard(rows, [actual("cost", "2", found), actual("sales", "1")])


@pytest.mark.parametrize(("value", "unit"), [("1500000", "元"), ("150", "万元"), ("0.015", "亿元")])
@pytest.mark.parametrize(("target", "target_unit"), [("1000000", "元"), ("100", "万元"), ("0.01", "亿元")])
def test_target_and_actual_value_are_compared_in_one_unit(value, unit, target, target_unit):
    spending = objective("cost", target, "20", comparator="≤", unit=target_unit)
    card = scorecard([OBJECTIVES[0], spending, *OBJECTIVES[2:]], [*MEASURES[2:], MEASURES[0], actual("cost", value, unit)])
    assert award(card, "cost") == Decimal("10.00")  # 150 万元 against 100 万元 at most: 20 x (1 - 50/100)
    assert card.indicator_of("cost").actual == Decimal(target) * Decimal("1.5")


FOUR_FAULTS = [
    objective("events", "20", "25", section="过程指标"),
    objective("cost", "100", "20", comparator="≤", unit="家"),
    objective("accident", "0", "15", comparator="=", unit="起"),
    objective("sales", "3", "30", section="效益指标", unit="亿元"),
]


def test_all_four_kinds_of_fault_are_told_at_once_with_file_and_row():
    with pytest.raises(InputProblems) as refused:
        scorecard(FOUR_FAULTS, MEASURES)
    places = sorted((problem.code, problem.where, problem.found) for problem in refused.value.problems)
    assert places == [
        ("R-OBJ-01", f"{SHOWN}/objectives.csv 第 2 行 section 列", "过程指标"),
        ("R-OBJ-02", f"{SHOWN}/objectives.csv points 列", "产出指标 35 分"),  # 20 + 15 of 60
        ("R-OBJ-02", f"{SHOWN}/objectives.csv points 列", "效益指标 30 分"),  # 30 of 40
        ("R-OBJ-03", f"{SHOWN}/objectives.csv 第 4 行 measure 列", "accident"),
        ("R-OBJ-04", f"{SHOWN}/objectives.csv 第 3 行 unit 列", "家"),
    ]
    assert all(problem.expected and problem.remedy for problem in refused.value.problems)


@pytest.mark.parametrize(
    ("named", "expected"), [("accident", "accidents"), ("saless", "sales"), ("利用率", "已计算或已填报的数值编号")]
)
def test_an_unknown_measure_names_the_nearest_if_any_is_near(named, expected):
    with pytest.raises(InputProblems) as refused:
        scorecard([*OBJECTIVES[:4], OBJECTIVES[4].model_copy(update={"measure": named})], MEASURES)
    assert [(problem.code, problem.expected) for problem in refused.value.problems] == [("R-OBJ-03", expected)]


def test_an_award_is_shown_with_what_was_compared_and_without_an_award_there_is_no_working():
    accident = [*MEASURES[:2], actual("accidents", "1", "起"), *MEASURES[3:]]
    events, _, accidents, *_ = scorecard(OBJECTIVES, accident, zero_target="judgement").indicators
    assert events.working.startswith("完成值 15.00 场，目标 ≥20 场：")
    assert "18.75" in events.working
    assert (accidents.award, accidents.working, bool(accidents.reason)) == (None, "", True)


def test_a_row_with_two_faults_tells_both():
    with pytest.raises(InputProblems) as refused:
        scorecard([objective("event", "20", "25", section="过程指标"), *OBJECTIVES[1:]], MEASURES)
    own = {problem.code for problem in refused.value.problems if "第 2 行" in problem.where}
    assert own == {"R-OBJ-01", "R-OBJ-03"}


def test_points_that_do_not_fill_a_section_exactly_are_refused():
    for points in ("24.99", "25.01"):
        with pytest.raises(InputProblems, match="R-OBJ-02"):
            scorecard([objective("events", "20", points), *OBJECTIVES[1:]], MEASURES)


@pytest.mark.parametrize(("events", "cost"), [("60", "-15"), ("45.5", "-0.5")])
def test_points_below_zero_are_refused_even_where_the_section_adds_up(events, cost):
    with pytest.raises(InputProblems, match="R-OBJ-05"):
        scorecard([objective("events", "20", events), objective("cost", "1", cost, unit="元"), *OBJECTIVES[2:]], MEASURES)


def test_a_level_2_name_that_the_edition_excludes_is_refused_naming_its_row():
    without = RULEBOOK.model_copy(update={"excludes": ["成本指标"]})
    rows = list(enumerate([OBJECTIVES[0], OBJECTIVES[1].model_copy(update={"category": "成本指标"}), *OBJECTIVES[2:]], start=2))
    with pytest.raises(InputProblems) as refused:
        build_scorecard(
            rulebook=without, objectives=rows, measures={item.id: item for item in MEASURES}, declared=[], shown=SHOWN
        )
    (problem,) = refused.value.problems
    assert (problem.code, problem.where) == ("R-OBJ-06", f"{SHOWN}/objectives.csv 第 3 行 category 列")


@pytest.mark.parametrize(("target", "shown"), [("-5", "≥−5%"), ("1234.50", "≥1,234.5%"), ("0", "≥0%")])
def test_a_target_is_printed_with_the_true_minus_sign(target, shown):
    objectives = [objective("growth", target, "60", unit="%"), OBJECTIVES[3].model_copy(update={"points": Decimal(40)})]
    card = scorecard(objectives, [actual("growth", "1", "%"), MEASURES[3]])
    assert card.indicators[0].target_text == shown


RATES = [actual("execution_rate", "86.4", "%"), actual("execution_rate_on_initial", "50", "%")]
BASES = [
    # edition, measure that the year names, award of 10 points
    pytest.param("beijing-2016", "execution_rate", "5.00", id="initial budget: 10 x 50 %, not 10 x 86 %"),
    pytest.param("mof-2020-10", "execution_rate", "8.64", id="revised budget: 10 x 86.4 %"),
    pytest.param("mof-2020-10", "execution_rate_on_initial", "8.64", id="whichever rate the year names"),
]


@pytest.mark.parametrize(("edition", "named", "expected"), BASES)
def test_the_execution_rate_is_taken_on_the_budget_base_of_the_edition(edition, named, expected):
    """The year's own edition, no other reading: its points stay as they are."""
    parts = [("预算执行率", named, "10", "%"), ("产出指标", "events", "50", "场"), ("效益指标", "sales", "30", "亿元")]
    rows = [objective(measure, "100", points, section=section, unit=unit) for section, measure, points, unit in parts]
    rows.append(objective("content", "100", "10", section="满意度指标", unit="%"))
    others = [actual("events", "100"), actual("sales", "100", "亿元"), actual("content", "100", "%")]
    card = build_scorecard(
        rulebook=load_rulebook(edition),
        objectives=list(enumerate(rows, start=2)),
        measures={item.id: item for item in (*RATES, *others)},
        declared=[],
        shown=SHOWN,
    )
    assert str(card.indicators[0].award) == expected
    assert card.score.low == Decimal(expected) + 50 + 30 + 10
    assert card.indicator_of("execution_rate") is card.indicator_of("execution_rate_on_initial") is card.indicators[0]


def explained(rulebook, *, value: str, unit: str = "%", target: str = "100", actual_value: str = "100") -> list[str]:
    """The measures for which a reason is asked, of an execution rate whose target is written in ``unit`` and of one other."""
    rows = [objective("execution_rate", target, "60", unit=unit), objective("sales", "100", "40", section="效益指标")]
    found = [actual("execution_rate", value, "%"), actual("sales", actual_value)]
    card = build_scorecard(
        rulebook=RULEBOOK.model_copy(update={"budget": rulebook.budget, "over_achievement": rulebook.over_achievement}),
        objectives=list(enumerate(rows, start=2)),
        measures={item.id: item for item in found},
        declared=[],
        shown=SHOWN,
    )
    assert ("须说明原因" in card.indicators[0].working) is ("execution_rate" in [item.measure for item in card.to_explain])
    return [item.measure for item in card.to_explain]


SICHUAN, HUBEI = load_rulebook("sichuan-2023"), load_rulebook("hubei-20-80")
TO_EXPLAIN = [
    pytest.param({"value": "89.99"}, ["execution_rate"], id="just below 90 %"),
    pytest.param({"value": "90"}, [], id="90 % is not below it"),
    pytest.param({"value": "95", "unit": "1", "target": "1"}, [], id="a target written as a share: 0.95 is 95 %, not below 90"),
    pytest.param({"value": "85", "unit": "1", "target": "1"}, ["execution_rate"], id="a target written as a share: 0.85 is 85 %"),
    pytest.param({"value": "140"}, [], id="overspending is no over-achievement"),
    pytest.param({"value": "95", "actual_value": "129.99"}, [], id="just below 130 % of the target"),
    pytest.param({"value": "95", "actual_value": "130"}, ["sales"], id="130 % of the target"),
]


@pytest.mark.parametrize(("cells", "measures"), TO_EXPLAIN)
def test_what_the_edition_wants_explained(cells, measures):
    assert explained(SICHUAN, **cells) == measures


def test_an_edition_without_these_settings_asks_for_no_reason():
    assert explained(HUBEI, value="10", actual_value="500") == []
    reducing = SICHUAN.over_achievement.model_copy(update={"policy": "reduce"})
    assert explained(SICHUAN.model_copy(update={"over_achievement": reducing}), value="95", actual_value="130") == []


def test_the_declared_score_and_grade_stand_beside_the_recomputed_ones_and_change_nothing():
    card = scorecard(OBJECTIVES, MEASURES, [declared("score", "98"), declared("grade", "优"), declared("target_met", "")])
    assert (card.declared_score, card.declared_grade) == (98, "优")
    rows = [declared("award", "8"), declared("grade", "优"), declared("target_met", "5"), declared("score", "98")]
    card = scorecard(OBJECTIVES, MEASURES, rows)
    assert (card.declared_score, card.declared_grade) == (98, "优")
    assert card.score == scorecard(OBJECTIVES, MEASURES).score
    assert scorecard(OBJECTIVES, MEASURES).declared_score is None


@pytest.mark.parametrize("value", ["98分", "九十八", "NaN"])
def test_a_declared_score_that_is_no_number_is_told_as_a_fault(value):
    with pytest.raises((ValidationError, InputProblems, EvalkitError)):
        scorecard(OBJECTIVES, MEASURES, [declared("score", value)])


def test_a_blank_declared_score_is_missing():
    assert scorecard(OBJECTIVES, MEASURES, [declared("score", "")]).declared_score is None


@pytest.mark.parametrize("order", list(permutations(range(5)))[::17])
def test_the_order_of_rows_is_immaterial(order):
    card, shuffled = scorecard(OBJECTIVES, MEASURES), scorecard([OBJECTIVES[place] for place in order], MEASURES[::-1])
    assert (shuffled.score, shuffled.sections) == (card.score, card.sections)
    assert {item.measure: item.award for item in shuffled.indicators} == {item.measure: item.award for item in card.indicators}


values = st.decimals(min_value=-1000, max_value=1000, places=3)


@steady
@given(numbers=st.lists(st.one_of(st.none(), values), min_size=5, max_size=5))
def test_parts_sum_to_the_total_and_no_award_leaves_its_bounds(numbers):
    measures = [
        actual(item.id, "" if value is None else f"{value:f}", item.unit) for item, value in zip(MEASURES, numbers, strict=True)
    ]
    card = scorecard(OBJECTIVES, measures)
    known = [item.award for item in card.indicators if item.award is not None]
    unknown = sum(item.points for item in card.indicators if item.award is None)
    assert all(0 <= item.award <= item.points for item in card.indicators if item.award is not None)
    assert card.score.low == sum(known) == sum(section.low for section in card.sections)
    assert card.score.high == card.score.low + unknown == sum(section.high for section in card.sections)
    assert all(0 <= section.low <= section.high <= section.points for section in card.sections)


@steady
@given(one=values, other=values)
def test_a_better_actual_value_never_lowers_the_score(one, other):
    worse, better = (f"{value:f}" for value in sorted((one, other)))
    scores = [scorecard(OBJECTIVES, [actual("events", value), *MEASURES[1:]]).score.low for value in (worse, better)]
    assert scores == sorted(scores)


def test_assumed_points_are_marked_as_an_assumption():
    card = scorecard(OBJECTIVES, MEASURES)
    assert card.assumed and card.to_json()["score"]["assumption"] == "指标与分值为演示假设，未经批复"
    approved = [item.model_copy(update={"points_basis": "approved"}) for item in OBJECTIVES]
    assert not scorecard(approved, MEASURES).assumed


ZERO_EVENTS = ("staff_infections", "onward_transmissions", "transport_accidents")


def test_the_real_objectives_of_2022_leave_the_score_between_the_bounds_worked_from_the_file(tmp_path):
    """No event meets a target of none, and nothing else is known: the three rows' points, to all points."""
    shutil.copytree(PROJECT / "data" / "raw", tmp_path / "raw")
    with (tmp_path / "raw" / "2022" / "objectives.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    low = sum(Decimal(row["points"]) for row in rows if row["measure"] in ZERO_EVENTS)
    others = sum(Decimal(row["points"]) for row in rows if row["measure"] not in ZERO_EVENTS)
    assert {row["target"] for row in rows if row["measure"] in ZERO_EVENTS} == {"0"}
    measures = {row["measure"]: actual(row["measure"], "0" if row["measure"] in ZERO_EVENTS else "", row["unit"]) for row in rows}
    year = open_year(2022, data_dir=str(tmp_path))
    score = year.scorecard(measures).score
    assert (score.low, score.high) == (low, low + others)
    assert (score.low > 0, score.high) == (True, 100)
    assert (score.grade_low, score.grade_high) == ("差", "优")


def test_a_plan_is_no_result_and_earns_nothing_yet():
    """20 of 20 planned events would earn all 25 points; a plan leaves them open."""
    planned = [replace(item, basis="计划") if item.id == OBJECTIVES[0].measure else item for item in MEASURES]
    card = scorecard(OBJECTIVES, planned)
    assert card.indicators[0].award is None
    assert card.indicators[0].met is None
    assert "计划" in card.indicators[0].reason
