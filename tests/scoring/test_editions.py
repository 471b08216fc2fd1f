"""A year read under another edition: where rows go, how points are divided, and when an edition does not apply."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import InputProblems
from evalkit.intake.schema import ObjectiveRow
from evalkit.measures import Measure, Status
from evalkit.scoring.editions import Reading, distance_to_next, reread
from evalkit.scoring.rulebook import load_rulebook
from evalkit.scoring.scorecard import Scorecard, apportion, build_scorecard

SHOWN = "data/raw/2030"


def row(
    section: str, category: str, points: str, *, measure: str = "events", target: str = "20", unit: str = "场"
) -> ObjectiveRow:
    return ObjectiveRow(
        id=f"{section}-{category}-{measure}",
        section=section,
        category=category,
        name=f"{category}（虚构）",
        sub_project="trade",
        measure=measure,
        comparator="≤" if unit == "万元" else "≥",
        target=target,
        unit=unit,
        target_basis="stated" if target else "missing",
        target_evidence="虚构" if target else "",
        points=points,
        points_basis="assumed",
        evidence="",
        note="",
    )


OBJECTIVES = list(
    enumerate(
        [
            row("预算执行率", "预算执行率", "10", measure="execution_rate", target="100", unit="%"),
            row("产出指标", "数量指标", "30"),
            row("产出指标", "成本指标", "20", measure="cost", target="100", unit="万元"),
            row("效益指标", "社会效益指标", "30", measure="firms", unit="家"),
            row("满意度指标", "服务对象满意度指标", "10", measure="satisfaction", target="90", unit="%"),
        ],
        start=2,
    )
)


def measure(id: str, value: str, unit: str, status: Status = Status.MEASURED) -> Measure:
    number = Decimal(value) if value else None
    return Measure(id, id, number, unit, 2, "虚构", status if value or status is not Status.MEASURED else Status.MISSING)


MEASURES = {
    item.id: item
    for item in (
        measure("execution_rate", "80", "%"),
        measure("execution_rate_on_initial", "96", "%"),
        measure("events", "15", "场"),
        measure("cost", "150", "万元"),
        measure("firms", "20", "家"),
        measure("satisfaction", "90", "%"),
    )
}


def read(edition: str, measures: dict[str, Measure] = MEASURES) -> Scorecard:
    rulebook = load_rulebook(edition)
    objectives = OBJECTIVES if edition == "mof-2020-10" else reread(rulebook, OBJECTIVES, SHOWN)
    return build_scorecard(rulebook=rulebook, objectives=objectives, measures=measures, declared=[], shown=SHOWN)


BY_HAND = [
    # edition, points of the five rows, awards: budget 80 %, quantity 15/20, cost 150 against 100, firms 20/20, satisfaction 90/90
    pytest.param("mof-2020-10", "10 30 20 30 10", "8.00 22.50 10.00 30.00 10.00", id="its own: 20 x (1 - 50/100) for cost"),
    pytest.param("hubei-20-80", "20 24.00 16.00 30.00 10.00", "16.00 18.00 10.67 30.00 10.00", id="16 x 100/150 for cost"),
    pytest.param("mof-2021-101", "10 40 20 20 10", "8.00 30.00 10.00 20.00 10.00", id="cost has a section of its own"),
    pytest.param("sichuan-2023", "10 30 20 30 10", "8.00 22.50 10.00 30.00 10.00", id="ninety points as they were"),
    pytest.param("beijing-2016", "10 30 20 30 10", "9.60 22.50 13.33 30.00 10.00", id="96 % of the initial budget; 20 x 100/150"),
]


@pytest.mark.parametrize(("edition", "points", "awards"), BY_HAND)
def test_points_and_awards_under_each_edition_equal_those_worked_by_hand(edition, points, awards):
    card = read(edition)
    assert [item.points for item in card.indicators] == [Decimal(number) for number in points.split()]
    assert " ".join(f"{item.award:.2f}" for item in card.indicators) == awards
    assert card.score.low == card.score.high == sum(map(Decimal, awards.split()))
    assert sum(section.points for section in card.sections) == 100


def test_a_low_execution_rate_asks_for_a_reason_where_the_edition_does():
    budget = next(item for item in read("sichuan-2023").indicators if item.measure == "execution_rate")
    assert "执行率低于 90%，须说明原因" in budget.working
    assert "须说明原因" not in read("mof-2020-10").indicators[0].working


def test_reading_under_the_own_edition_changes_nothing():
    assert reread(load_rulebook("mof-2020-10"), OBJECTIVES, SHOWN) == OBJECTIVES


def test_an_edition_with_a_section_that_the_year_does_not_fill_is_refused():
    without_cost = [(place, objective) for place, objective in OBJECTIVES if objective.category != "成本指标"]
    with pytest.raises(InputProblems) as refused:
        reread(load_rulebook("mof-2021-101"), without_cost, SHOWN)
    (problem,) = refused.value.problems
    assert (problem.code, problem.found) == ("R-EDN-01", "成本指标 20 分，没有指标")


def test_a_row_that_no_section_holds_is_refused_naming_it():
    strange = [*OBJECTIVES, (7, row("过程指标", "资金管理", "5"))]
    with pytest.raises(InputProblems) as refused:
        reread(load_rulebook("hubei-20-80"), strange, SHOWN)
    problem = next(problem for problem in refused.value.problems if problem.code == "R-EDN-02")
    assert problem.where == f"{SHOWN}/objectives.csv 第 7 行 section 列"


def test_the_guide_without_cost_does_not_apply_to_a_year_with_a_cost_indicator():
    with pytest.raises(InputProblems) as refused:
        reread(load_rulebook("mof-2021-101-no-cost"), OBJECTIVES, SHOWN)
    (problem,) = refused.value.problems
    assert (problem.code, problem.where) == ("R-EDN-02", f"{SHOWN}/objectives.csv 第 4 行 section 列")
    without_cost = [(place, objective) for place, objective in OBJECTIVES if objective.category != "成本指标"]
    points = [objective.points for _, objective in reread(load_rulebook("mof-2021-101-no-cost"), without_cost, SHOWN)]
    assert points == [10, 50, 30, 10]


def test_without_satisfaction_the_guide_of_2021_gives_its_points_to_benefit():
    without = [(place, objective) for place, objective in OBJECTIVES if objective.section != "满意度指标"]
    points = {objective.section: objective.points for _, objective in reread(load_rulebook("mof-2021-101"), without, SHOWN)}
    assert points["效益指标"] == 20 + 10


NOT_APPLICABLE = MEASURES | {"firms": measure("firms", "", "家", Status.NOT_APPLICABLE)}


def test_what_does_not_apply_is_left_out_and_the_rest_rescaled_where_the_edition_says_so():
    """70 points are left: 10, 30, 20, 10 of them become 14.29, 42.86, 28.57, 14.28 (the cent lacking goes to the largest remainders)."""
    card = read("local-ratio-rescale", NOT_APPLICABLE)
    assert [str(item.points) for item in card.indicators] == ["14.29", "42.86", "28.57", "0", "14.28"]
    assert sum(item.points for item in card.indicators) == 100
    assert card.score.low == card.score.high
    assert "剔除" in card.indicators[3].working


def test_what_does_not_apply_earns_nothing_or_stays_open_as_the_edition_says():
    zero = load_rulebook("mof-2020-10").model_copy(update={"inapplicable": "zero"})
    card = build_scorecard(rulebook=zero, objectives=OBJECTIVES, measures=NOT_APPLICABLE, declared=[], shown=SHOWN)
    assert (card.indicators[3].award, card.score.low) == (0, card.score.high)
    open_card = read("mof-2020-10", NOT_APPLICABLE)
    assert (open_card.indicators[3].award, open_card.score.high - open_card.score.low) == (None, 30)


def test_the_points_under_all_three_policies_stand_beside_a_target_far_exceeded():
    far = MEASURES | {"events": measure("events", "30", "场")}  # 150 % of 20
    awards = read("mof-2020-10", far).indicators[1].award_by_policy
    assert awards == {"none": 30, "reason": 30, "reduce": 24}  # 30 x (1 - 0.2)
    assert read("mof-2020-10").indicators[1].award_by_policy == {}


def test_a_reading_tells_its_score_or_why_there_is_none():
    """8 + 22.50 + 10 + 30 + 10 = 80.50 under the own edition."""
    card = read("mof-2020-10")
    score = {"low": Decimal("80.50"), "high": Decimal("80.50"), "grade_low": "良", "grade_high": "良"}
    assert Reading(card.rulebook, card, own=True).to_json()["score"] == score
    reading = Reading(card.rulebook, None, "不适用")
    assert (reading.to_json()["score"], reading.to_json()["why_not"], reading.own) == (None, "不适用", False)


@pytest.mark.parametrize(
    ("score", "expected"),
    [("59.99", ("中", "0.01")), ("60", ("良", "20")), ("0", ("中", "60")), ("90", None), ("100", None)],
)
def test_the_distance_to_the_next_better_grade(score, expected):
    told = distance_to_next(load_rulebook("mof-2020-10"), Decimal(score))
    assert told == (expected and (expected[0], Decimal(expected[1])))


@given(
    total=st.integers(min_value=1, max_value=100).map(Decimal),
    parts=st.lists(st.decimals(min_value=Decimal("0.01"), max_value=100, places=2), min_size=1, max_size=12),
)
def test_points_that_are_divided_add_up_and_none_is_off_by_a_cent(total, parts):
    shares = apportion(total, parts)
    assert sum(shares) == total
    assert all(abs(share - total * part / sum(parts)) < Decimal("0.01") for share, part in zip(shares, parts, strict=True))
