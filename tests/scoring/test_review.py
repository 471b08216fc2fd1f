"""Three scores side by side: deviation rates worked by hand, bounds where something is unknown, faults told all at once."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import InputProblems
from evalkit.intake.schema import DeclaredRow, DeviationRow, ObjectiveRow, ReviewRow
from evalkit.measures import Measure, Status
from evalkit.quantities import Interval
from evalkit.scoring.comparison import compare
from evalkit.scoring.deviation import DEFINITION, deviation_rate
from evalkit.scoring.review import Review, ReviewedAward, declared_awards, review_of_rows, stated_problems
from evalkit.scoring.rulebook import load_rulebook
from evalkit.scoring.scorecard import build_scorecard

SHOWN = "data/raw/2030"
# id, section, target, actual, points: award
LINES = [
    ("B01", "预算执行率", "execution_rate", "100", "80", "%", "10"),  # 10 x 80 % = 8.00
    ("O01", "产出指标", "events", "20", "15", "场", "50"),  # 50 x 15/20 = 37.50
    ("E01", "效益指标", "sales", "", "3", "亿元", "30"),  # no target: 0 to 30
    ("S01", "满意度指标", "content", "90", "0", "%", "10"),  # nobody: 0.00
]


def objective(id: str, section: str, measure: str, target: str, unit: str, points: str) -> ObjectiveRow:
    basis = (
        {"target_basis": "stated", "target_evidence": "虚构"} if target else {"target_basis": "missing", "target_evidence": ""}
    )
    texts = {
        "category": section,
        "name": f"指标{id}",
        "sub_project": "trade",
        "points_basis": "assumed",
        "evidence": "",
        "note": "",
    }
    given = {
        "id": id,
        "section": section,
        "measure": measure,
        "comparator": "≥",
        "target": target,
        "unit": unit,
        "points": points,
    }
    return ObjectiveRow(**given, **basis, **texts)


def scorecard(declared: str = "95"):
    """Recomputed 45.50 (8 + 37.50 + 0) to 75.50; declared 95."""
    objectives = [
        objective(id, section, measure, target, unit, points) for id, section, measure, target, _, unit, points in LINES
    ]
    measures = {
        measure: Measure(measure, measure, Decimal(actual), unit, 0, "", Status.MEASURED)
        for _, _, measure, _, actual, unit, _ in LINES
    }
    rows = [DeclaredRow(kind="score", subject="project", value=declared, unit="分", line="", place="", note="")]
    return build_scorecard(
        rulebook=load_rulebook("mof-2020-10"),
        objectives=list(enumerate(objectives, start=2)),
        measures=measures,
        declared=list(enumerate(rows, start=2)),
        shown=SHOWN,
    )


def review(*awards: tuple[str, str, str], total: str = "") -> Review:
    """Id, award, reason; as read from review.csv."""
    rows = [ReviewRow(indicator=id, award=award, reason=reason) for id, award, reason in awards]
    read = review_of_rows(list(enumerate(rows, start=2)), SHOWN)
    return replace(read, total=Decimal(total)) if total else read


ALL = [("B01", "8", ""), ("O01", "30", "有效场次 12 场，按 12/20 计分"), ("E01", "24", "按八成认定"), ("S01", "0", "")]


def row_of(comparison, id):
    return next(row for row in comparison.rows if row.id == id)


def bounds(low, high=None) -> Interval:
    return Interval(Decimal(low), Decimal(low if high is None else high))


DEVIATIONS = [
    # self, review, low, high, text: (self - review) / self
    pytest.param(bounds(10), bounds(8), "0.2", "0.2", "20.00%", id="(10 - 8) / 10"),
    pytest.param(bounds(8), bounds(10), "-0.25", "-0.25", "−25.00%", id="(8 - 10) / 8: the review is more generous"),
    pytest.param(bounds(10), bounds(10), "0", "0", "0.00%", id="they agree"),
    pytest.param(bounds(10), bounds(0), "1", "1", "100.00%", id="all of it is taken away"),
    pytest.param(bounds(5, 10), bounds(4), "0.2", "0.6", "20.00% 至 60.00%", id="(5 - 4) / 5 to (10 - 4) / 10"),
    pytest.param(bounds(10), bounds(4, 8), "0.2", "0.6", "20.00% 至 60.00%", id="a review of 4 to 8"),
    pytest.param(bounds(5, 10), bounds(4, 8), "-0.6", "0.6", "−60.00% 至 60.00%", id="(5 - 8) / 5 to (10 - 4) / 10"),
    pytest.param(bounds(0, 10), bounds(4), None, "0.6", "不高于 60.00%（分母的下限为 0）", id="a self near 0 has no lower bound"),
    pytest.param(bounds(0, 10), bounds(0), "1", "1", "100.00%", id="nothing of anything above 0"),
    pytest.param(bounds(0), bounds(4), None, None, "无定义（分母为 0）", id="self of 0"),
    pytest.param(bounds(0), bounds(0), None, None, "无定义（分母为 0）", id="0 of 0"),
    pytest.param(bounds(-5), bounds(4), None, None, "无定义（分母为负）", id="a negative self"),
]


@pytest.mark.parametrize(("own", "against", "low", "high", "text"), DEVIATIONS)
def test_the_deviation_rate_equals_the_one_worked_by_hand(own, against, low, high, text):
    rate = deviation_rate(own=own, review=against)
    assert (rate.low, rate.high) == tuple(None if end is None else Decimal(end) for end in (low, high))
    assert rate.text == text


points = st.decimals(min_value="0.01", max_value=100, places=2)


@settings(deadline=None)
@given(own=st.tuples(points, points), against=st.tuples(points, points), data=st.data())
def test_the_rate_of_every_pair_within_the_bounds_lies_within_its_bounds(own, against, data):
    own, against = Interval(*sorted(own)), Interval(*sorted(against))
    rate = deviation_rate(own=own, review=against)
    s, r = (data.draw(st.sampled_from([each.low, (each.low + each.high) / 2, each.high])) for each in (own, against))
    tiny = Decimal("1e-20")
    assert rate.low - tiny <= (s - r) / s <= rate.high + tiny


def test_three_awards_of_each_indicator_stand_side_by_side():
    causes = [(2, DeviationRow(indicator="O01", cause="场地检修", remedy="另选场地", author="业务科", date="2031-01"))]
    compared = compare(scorecard(), review(*ALL), causes, {"O01": Decimal(50), "S01": Decimal(10)})
    budget, output, benefit, content = compared.rows
    assert (budget.declared, budget.recomputed, budget.reviewed) == (None, bounds("8.00"), 8)
    assert budget.declared_deviation.text == "无定义（未申报得分）"
    assert budget.recomputed_deviation.text == "0.00%"
    assert (output.declared, output.recomputed, output.reviewed) == (50, bounds("37.50"), 30)
    assert output.declared_deviation.text == "40.00%"  # (50 - 30) / 50
    assert output.recomputed_deviation.text == "20.00%"  # (37.5 - 30) / 37.5
    assert (output.reason, output.cause) == ("有效场次 12 场，按 12/20 计分", "场地检修")
    assert (benefit.recomputed, benefit.not_computed) == (bounds(0, 30), "目标值缺失")
    assert benefit.recomputed_deviation.text == "不高于 20.00%（分母的下限为 0）"  # (30 - 24) / 30
    assert content.declared_deviation.text == "100.00%"  # (10 - 0) / 10
    assert content.recomputed_deviation.text == "无定义（分母为 0）"


def test_totals_of_a_whole_review():
    total = compare(scorecard(), review(*ALL), [], {}).total
    assert (total.declared, total.recomputed, total.reviewed) == (95, bounds("45.50", "75.50"), bounds(62))  # 8 + 30 + 24 + 0
    assert total.declared_deviation.text == "34.74%"  # 33 / 95 = 0.347368
    assert total.declared_to_recomputed.text == "20.53% 至 52.11%"  # 19.5 / 95 = 0.205263, 49.5 / 95 = 0.521053
    assert total.recomputed_deviation.text == "−36.26% 至 17.88%"  # 1 - 62 / 45.5, 1 - 62 / 75.5


LEFT_OUT = [
    pytest.param(ALL[:1] + ALL[2:], id="a row that is not there"),
    pytest.param([ALL[0], ("O01", "", ""), *ALL[2:]], id="a row whose award is blank"),
]


@pytest.mark.parametrize("awards", LEFT_OUT)
def test_an_indicator_left_out_earns_between_nothing_and_all_its_points(awards):
    compared = compare(scorecard(), review(*awards), [], {"O01": Decimal(50)})
    assert compared.total.reviewed == bounds(32, 82)  # 8 + 24 + 0, and 50 more at best
    assert compared.total.declared_deviation.text == "13.68% 至 66.32%"  # 13 / 95, 63 / 95
    output = row_of(compared, "O01")
    assert (output.reviewed, output.declared_deviation.text, output.recomputed_deviation.text) == (None, "未复核", "未复核")


def test_a_printed_total_does_not_fill_what_was_left_out():
    """A form whose formula adds up the awards there are says 32; that is no award of 0 for O01."""
    compared = compare(scorecard(), review(ALL[0], *ALL[2:], total="32"), [], {})
    assert compared.total.reviewed == bounds(32, 82)


def test_without_a_review_declared_and_recomputed_are_still_compared():
    compared = compare(scorecard(), None, [], {"O01": Decimal(50)})
    assert compared.total.reviewed is None
    assert compared.total.declared_deviation.text == "未复核"
    assert compared.total.declared_to_recomputed.text == "20.53% 至 52.11%"
    assert {row.recomputed_deviation.text for row in compared.rows} == {"未复核"}


def test_without_a_declared_total_its_rates_are_undefined():
    total = compare(scorecard(declared=""), review(*ALL), [], {}).total
    assert (total.declared_deviation.text, total.declared_to_recomputed.text) == ("无定义（未申报得分）",) * 2


def test_several_causes_of_one_indicator_are_all_kept():
    causes = [
        (row, DeviationRow(indicator="O01", cause=text, remedy="改进", author="业务科", date="2031-01"))
        for row, text in ((2, "场地检修"), (3, "人手不足"))
    ]
    assert row_of(compare(scorecard(), None, causes, {}), "O01").cause == "场地检修；人手不足"


def test_the_plain_values_state_the_definition():
    plain = compare(scorecard(), review(*ALL), [], {}).to_json()
    assert plain["definition"] == DEFINITION
    for rate in ("（申报 − 复核）÷ 申报", "（复算 − 复核）÷ 复算", "（申报 − 复算）÷ 申报"):
        assert rate in DEFINITION
    assert plain["total"]["reviewed"] == {"low": Decimal(62), "high": Decimal(62)}
    assert [row["id"] for row in plain["rows"]] == ["B01", "O01", "E01", "S01"]


def test_five_faults_of_a_review_are_told_at_once_with_their_rows():
    faulty = review(("B1", "8", ""), ("O01", "50.01", "甲"), ("E01", "-1", "乙"), ("S01", "5", ""), ("S01", "0", ""))
    with pytest.raises(InputProblems) as refused:
        compare(scorecard(), faulty, [], {})
    told = [(problem.code, problem.where, problem.found) for problem in refused.value.problems]
    assert told == [
        ("R-REV-01", f"{SHOWN}/review.csv 第 2 行 indicator 列", "“B1”"),
        ("R-REV-02", f"{SHOWN}/review.csv 第 3 行 award 列", "O01 50.01 分"),
        ("R-REV-02", f"{SHOWN}/review.csv 第 4 行 award 列", "E01 -1 分"),
        ("R-REV-03", f"{SHOWN}/review.csv 第 6 行 indicator 列", "“S01”"),
        ("R-REV-04", f"{SHOWN}/review.csv 第 5 行 reason 列", "S01 复核 5 分，复算0.00 分"),
    ]
    first, above, *_ = refused.value.problems
    assert first.remedy == "是否为“B01”？"
    assert above.expected == "0 至 50 分"
    assert all(problem.expected and problem.remedy for problem in refused.value.problems)


def test_an_award_of_exactly_nothing_or_all_points_is_allowed():
    points = {"O01": Decimal(50)}
    for award in ("0", "50", "50.00"):
        assert stated_problems(review(("O01", award, "")), points) == []


REASONS = [
    pytest.param(("O01", "37.5", ""), [], id="the recomputed award needs none"),
    pytest.param(("O01", "37.499", ""), [], id="the same to the edition's decimals: 37.50"),
    pytest.param(("O01", "37.49", ""), ["R-REV-04"], id="a cent less needs one"),
    pytest.param(("O01", "37.51", ""), ["R-REV-04"], id="a cent more needs one"),
    pytest.param(("O01", "37.49", " "), ["R-REV-04"], id="a blank is none"),
    pytest.param(("O01", "37.49", "一场无签到"), [], id="given"),
    pytest.param(("E01", "30", ""), ["R-REV-04"], id="all points where nothing could be computed rest on something"),
    pytest.param(("E01", "", ""), [], id="not reviewed"),
]


@pytest.mark.parametrize(("award", "codes"), REASONS)
def test_an_award_other_than_the_recomputed_one_states_its_reason(award, codes):
    try:
        compare(scorecard(), review(award), [], {})
        told = []
    except InputProblems as refused:
        told = [problem.code for problem in refused.problems]
    assert told == codes


def test_an_award_where_nothing_could_be_computed_says_why_nothing_could():
    with pytest.raises(InputProblems, match="复算不能计分（目标值缺失）"):
        compare(scorecard(), review(("E01", "30", "")), [], {})


TOTALS = [
    pytest.param(ALL, "62", True, id="8 + 30 + 24 + 0"),
    pytest.param(ALL, "62.01", False, id="a cent too much"),
    pytest.param(ALL, "61.99", False, id="a cent too little"),
    pytest.param(ALL[1:], "64", True, id="54, and up to 10 for what was left out"),
    pytest.param(ALL[1:], "64.01", False, id="more than all that could be"),
    pytest.param(ALL[1:], "53.99", False, id="less than what there is"),
]


def test_a_wrong_total_is_told_the_one_or_the_bounds_that_the_awards_give():
    for awards, expected in ((ALL, "62.00 分"), (ALL[1:], "54.00 至 64.00 分")):
        with pytest.raises(InputProblems) as refused:
            compare(scorecard(), review(*awards, total="70"), [], {})
        assert [problem.expected for problem in refused.value.problems] == [expected]


@pytest.mark.parametrize(("awards", "total", "sound"), TOTALS)
def test_a_printed_total_must_be_one_that_the_awards_can_add_up_to(awards, total, sound):
    if sound:
        compare(scorecard(), review(*awards, total=total), [], {})
    else:
        with pytest.raises(InputProblems, match="R-REV-05"):
            compare(scorecard(), review(*awards, total=total), [], {})


def test_an_unknown_indicator_whose_award_is_blank_is_still_told():
    (problem,) = stated_problems(Review((ReviewedAward("X99", None, "", "某处"),), "某处"), {"O01": Decimal(50)})
    assert (problem.code, problem.where) == ("R-REV-01", "某处")


def declared(*awards: tuple[str, str]) -> list[tuple[int, DeclaredRow]]:
    rows = [
        DeclaredRow(kind="award", subject=subject, value=value, unit="分", line="", place="", note="")
        for subject, value in awards
    ]
    return list(enumerate(rows, start=2))


def test_only_awards_that_the_bureau_printed_are_declared():
    score = DeclaredRow(kind="score", subject="project", value="95", unit="分", line="", place="", note="")
    rows = [(9, score), *declared(("S01", ""), ("O01", "50"))]
    assert declared_awards(rows, ["O01", "S01"], SHOWN) == {"O01": 50}


def test_every_fault_of_declared_awards_is_told_at_once():
    with pytest.raises(InputProblems) as refused:
        declared_awards(declared(("O1", "50"), ("S01", "十"), ("O01", "50"), ("O01", "40")), ["O01", "S01"], SHOWN)
    assert [(problem.code, problem.where) for problem in refused.value.problems] == [
        ("R-DECL-01", f"{SHOWN}/declared.csv 第 2 行 subject 列"),
        ("V-NUM-01", f"{SHOWN}/declared.csv 第 3 行 value 列"),
        ("R-DECL-02", f"{SHOWN}/declared.csv 第 5 行 subject 列"),
    ]
    assert refused.value.problems[0].remedy == "是否为“O01”？"


def test_a_declared_award_above_its_points_is_shown_and_not_refused():
    compared = compare(scorecard(), None, [], declared_awards(declared(("S01", "12")), ["S01"], SHOWN))
    assert row_of(compared, "S01").declared == 12
