"""One indicator under one edition: growth, over-achievement, zero targets, budget execution, rounding; each worked by hand."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.scoring.judge import budget_award, budget_working, is_growth, judge, must_explain_rate, over_achieved, total_of
from evalkit.scoring.rulebook import OverAchievement, Rulebook, load_rulebook

MOF = load_rulebook("mof-2020-10")
figures = st.decimals(min_value=-(10**6), max_value=10**6, places=3)
steady = settings(deadline=None, max_examples=150)


def award(comparator: str, target: str, actual: str, points: str = "10", rulebook: Rulebook = MOF, growth: bool = False) -> str:
    numbers = {"points": Decimal(points), "target": Decimal(target), "actual": Decimal(actual)}
    return f"{judge(rulebook, comparator=comparator, growth=growth, **numbers).award}"


HAND_WORKED = [
    # comparator, target, actual, points, award: working
    pytest.param("≥", "8755", "8676", "15", "14.86", id="15 x 8676/8755 = 14.8646"),
    pytest.param(">", "20", "20", "10", "10.00", id="the deployed system treats above as at least"),
    pytest.param("≤", "5300", "5830", "10", "9.00", id="10 x (1 - 530/5300)"),
    pytest.param("<", "30", "45", "90", "45.00", id="90 x (1 - 15/30)"),
    pytest.param("=", "100", "94", "6", "5.64", id="6 x 94/100"),
    pytest.param("=", "0", "1", "3.16", "0.00", id="one accident against none"),
    pytest.param("≥", "3", "1", "3.71", "1.24", id="3.71/3 = 1.2367"),
]


@pytest.mark.parametrize(("comparator", "target", "actual", "points", "expected"), HAND_WORKED)
def test_an_award_equals_the_one_worked_by_hand(comparator, target, actual, points, expected):
    assert award(comparator, target, actual, points) == expected


def test_the_same_overspending_under_the_other_reverse_formula():
    """10 x 5300/5830 = 9.0909."""
    assert award("≤", "5300", "5830", rulebook=load_rulebook("hubei-20-80")) == "9.09"


GROWTH = [
    # target, actual, on levels, literally: working
    pytest.param("5", "-2.4", "9.30", "0.00", id="97.6/105 = 0.92952; a fall is nothing literally"),
    pytest.param("5", "2.5", "9.76", "5.00", id="102.5/105 = 0.97619; 2.5/5"),
    pytest.param("-2", "-1", "10.00", "10.00", id="a smaller fall than allowed"),
    pytest.param("-2", "-4", "9.80", "0.00", id="96/98 = 0.97959; no proportion literally"),
    pytest.param("8", "8", "10.00", "10.00", id="on target"),
]


@pytest.mark.parametrize(("target", "actual", "on_levels", "literally"), GROWTH)
def test_growth_is_scored_on_levels_and_a_switch_keeps_the_literal_rule(target, actual, on_levels, literally):
    assert award("≥", target, actual, growth=True) == on_levels
    assert award("≥", target, actual, growth=True, rulebook=MOF.model_copy(update={"growth": "literal"})) == literally
    assert award("≥", target, actual) == literally


def test_a_growth_award_shows_the_rate_beside_the_levels():
    shown = judge(MOF, points=Decimal(10), comparator="≥", target=Decimal(5), actual=Decimal("-2.4"), growth=True).working
    assert "97.60 ÷ 105.00" in shown
    assert "增长率 −2.4% 对 5%" in shown


@pytest.mark.parametrize(
    ("name", "unit", "growth"),
    [
        ("进出口增长率", "%", True),
        ("零售额增速", "%", True),
        ("增长额", "亿元", False),
        ("核销率", "%", False),
        ("进出口增速", "", False),
        ("增速目标达标率", "%", False),
    ],
)
def test_a_growth_rate_is_told_by_words_and_unit(name, unit, growth):
    assert is_growth(name, unit) is growth


def policy(name: str, equal: bool = True) -> Rulebook:
    return MOF.model_copy(update={"over_achievement": OverAchievement(policy=name, at=Decimal(130), equal=equal)})


OVER = [
    # actual against 100, none, reason, reduce: 1 - (A/T - 1.3)
    pytest.param("129.9", "10.00", "10.00", "10.00", id="just below the line"),
    pytest.param("130", "10.00", "10.00", "10.00", id="at the line nothing is taken yet"),
    pytest.param("150", "10.00", "10.00", "8.00", id="1 - (1.5 - 1.3)"),
    pytest.param("230", "10.00", "10.00", "0.00", id="1 - (2.3 - 1.3)"),
    pytest.param("900", "10.00", "10.00", "0.00", id="never below nothing"),
]


@pytest.mark.parametrize(("actual", "none", "reason", "reduce"), OVER)
def test_the_three_policies_on_over_achievement(actual, none, reason, reduce):
    assert [award("≥", "100", actual, rulebook=policy(name)) for name in ("none", "reason", "reduce")] == [none, reason, reduce]


def test_a_target_far_exceeded_asks_for_a_reason_and_stays_met():
    judged = judge(MOF, points=Decimal(10), comparator="≥", target=Decimal(2000), actual=Decimal(3061))
    assert (judged.met, judged.award) == (True, 10)
    assert "完成率 153.05%，达到 130%，须说明原因" in judged.working  # 3061/2000


def test_whether_the_policy_also_applies_to_an_equal_sign_is_a_setting():
    """150 % of 100 under "=": 10 x (1 - 0.2), or all points and no remark; "≥" stays under the policy."""
    with_equal, without = policy("reduce"), policy("reduce", equal=False)
    assert [award("=", "100", "150", rulebook=rulebook) for rulebook in (with_equal, without)] == ["8.00", "10.00"]
    assert award("≥", "100", "150", rulebook=without) == "8.00"
    told = [
        judge(policy("reason", equal), points=Decimal(10), comparator="=", target=Decimal(100), actual=Decimal(150)).working
        for equal in (True, False)
    ]
    assert ["须说明原因" in working for working in told] == [True, False]


def test_only_what_should_be_high_can_be_far_too_high():
    """200 % of a target that asks for little: not under any sign that asks for at most."""
    doubled = {sign: over_achieved(policy("reduce"), sign, Decimal(2)) for sign in "≥>=≤<"}
    assert doubled == {"≥": True, ">": True, "=": True, "≤": False, "<": False}


@pytest.mark.parametrize(("target", "actual", "attainment"), [("0.5", "0.25", "0.5"), ("-2", "-1", None), ("0", "1", None)])
def test_the_attainment_is_told_for_any_target_above_zero(target, actual, attainment):
    literal = MOF.model_copy(update={"growth": "literal"})
    judged = judge(literal, points=Decimal(10), comparator="≥", target=Decimal(target), actual=Decimal(actual), growth=True)
    assert judged.attainment == (None if attainment is None else Decimal(attainment))


def test_spending_far_less_than_allowed_is_no_over_achievement():
    judged = judge(policy("reduce"), points=Decimal(10), comparator="≤", target=Decimal(400), actual=Decimal(180))
    assert judged.award == 10


def test_without_a_rule_for_a_missed_zero_target_there_is_no_award_but_a_reason():
    silent = MOF.model_copy(update={"zero_target": "judgement"})
    judged = judge(silent, points=Decimal(5), comparator="=", target=Decimal(0), actual=Decimal(2))
    assert (judged.award, judged.share, judged.met) == (None, None, False)
    assert judged.reason
    assert judge(silent, points=Decimal(5), comparator="=", target=Decimal(0), actual=Decimal(0)).award == 5
    assert award("≥", "4", "2", rulebook=silent) == "5.00", "10 x 2/4"
    literal = silent.model_copy(update={"growth": "literal"})
    assert award("≥", "-2", "-4", rulebook=literal, growth=True) == "0.00", "no proportion below zero, and no zero either"


BUDGETS = [
    # executed, base, points, mof, beijing (whole per cent first)
    pytest.param("215457.6", "250000", "10", "8.62", "8.60", id="86.18304 %"),
    pytest.param("154.74", "310.2", "10", "4.99", "5.00", id="49.88 %, or 50 % when rounded first"),
    pytest.param("10", "50", "20", "4.00", "4.00", id="20 %"),
    pytest.param("338.31", "329.77", "10", "10.00", "10.00", id="102.59 % is capped"),
    pytest.param("65.07", "65.66", "10", "9.91", "9.90", id="99.10 %"),
    pytest.param("-1", "10", "10", "0.00", "0.00", id="a refund is not less than nothing"),
]


@pytest.mark.parametrize(("executed", "base", "points", "mof", "beijing"), BUDGETS)
def test_budget_execution_is_linear_capped_and_rounded_in_the_order_of_the_edition(executed, base, points, mof, beijing):
    rate = Decimal(executed) / Decimal(base)
    assert f"{budget_award(MOF, points=Decimal(points), rate=rate)}" == mof
    assert f"{budget_award(load_rulebook('beijing-2016'), points=Decimal(points), rate=rate)}" == beijing


UNCAPPED = MOF.model_copy(update={"budget": MOF.budget.model_copy(update={"cap": False})})
ROUNDED_LATE = MOF.model_copy(update={"total_rounding": "total"})
BEIJING, SICHUAN = load_rulebook("beijing-2016"), load_rulebook("sichuan-2023")
WORKINGS = [
    # edition, rate, working: every product in it is true
    pytest.param(MOF, "0.864", "10.00 × 86.40% = 8.64", id="as it is"),
    pytest.param(BEIJING, "0.864", "10.00 × 86% = 8.60；执行率 86.40% 先四舍五入为 86%", id="rounded first"),
    pytest.param(BEIJING, "0.866", "10.00 × 87% = 8.70；执行率 86.60% 先四舍五入为 87%", id="rounded up first"),
    pytest.param(MOF, "0", "10.00 × 0.00% = 0.00", id="nothing spent is not below nothing"),
    pytest.param(BEIJING, "0.5", "10.00 × 50% = 5.00", id="nothing to round"),
    pytest.param(BEIJING, "1.004", "10.00 × 100% = 10.00；执行率 100.40% 先四舍五入为 100%", id="rounded to 100 %: no cap"),
    pytest.param(MOF, "1.1", "10.00 × 100.00% = 10.00；执行率超过 100%，按 100% 计分", id="capped"),
    pytest.param(UNCAPPED, "1.1", "10.00 × 110.00% = 11.00；执行率超过 100%，该版不封顶", id="no cap"),
    pytest.param(MOF, "-0.1", "10.00 × 0.00% = 0.00；执行率为负，按 0% 计分", id="a refund"),
    pytest.param(SICHUAN, "0.8999", "10.00 × 89.99% = 9.00；执行率低于 90%，须说明原因", id="8.999, and below 90 %"),
    pytest.param(SICHUAN, "0.9", "10.00 × 90.00% = 9.00", id="90 % is not below it"),
    pytest.param(ROUNDED_LATE, "0.864", "10.00 × 86.40% = 8.64", id="an edition that rounds the total alone"),
]


@pytest.mark.parametrize(("rulebook", "rate", "working"), WORKINGS)
def test_the_working_of_a_budget_award_is_true_arithmetic(rulebook, rate, working):
    assert budget_working(rulebook, points=Decimal(10), rate=Decimal(rate)) == working


@pytest.mark.parametrize(("rate", "asked"), [("0.8999", True), ("0.9", False), ("1.2", False)])
def test_a_reason_is_asked_below_the_percentage_of_the_edition(rate, asked):
    assert must_explain_rate(SICHUAN, Decimal(rate)) is asked
    assert must_explain_rate(MOF, Decimal(rate)) is False


def test_an_edition_without_the_cap_pays_for_overspending():
    assert budget_award(UNCAPPED, points=Decimal(10), rate=Decimal("1.1")) == 11


def test_the_order_of_rounding_is_a_setting():
    """Three thirds of 10: 3.33 + 3.33 + 3.33 = 9.99, or 10.00 where the total alone is rounded."""
    last = MOF.model_copy(update={"total_rounding": "total"})
    totals = []
    for rulebook in (MOF, last):
        judged = judge(rulebook, points=Decimal(10), comparator="≥", target=Decimal(3), actual=Decimal(1))
        totals.append(f"{total_of(rulebook, [judged.award] * 3)}")
    assert totals == ["9.99", "10.00"]


@steady
@given(comparator=st.sampled_from("≥>≤<="), target=figures, actual=figures, growth=st.booleans())
def test_an_award_lies_between_nothing_and_the_points(comparator, target, actual, growth):
    judged = judge(MOF, points=Decimal("7.5"), comparator=comparator, target=target, actual=actual, growth=growth)
    assert 0 <= judged.award <= Decimal("7.5")


@steady
@given(target=figures, one=figures, other=figures, growth=st.booleans())
def test_doing_better_never_scores_less(target, one, other, growth):
    worse, better = sorted((one, other))
    for comparator, first, second in (("≥", worse, better), ("≤", better, worse)):
        awards = [
            judge(MOF, points=Decimal(10), comparator=comparator, target=target, actual=actual, growth=growth).award
            for actual in (first, second)
        ]
        assert awards == sorted(awards)


@steady
@given(comparator=st.sampled_from("≥>≤<="), target=figures, growth=st.booleans())
def test_meeting_the_target_earns_all(comparator, target, growth):
    judged = judge(MOF, points=Decimal(10), comparator=comparator, target=target, actual=target, growth=growth)
    assert (judged.award, judged.met) == (10, True)
