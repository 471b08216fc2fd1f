"""The national system's alarms: at and around each boundary, and never an all-clear where something is unknown."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from evalkit.errors import InconsistentDataError, InvalidInputError
from evalkit.quantities import Interval
from evalkit.scoring.alarms import (
    Level,
    declared_score_alarm_of,
    last_ended_month,
    score_alarm,
    score_alarm_of,
    spending_alarm,
    unspent_alarm,
)


def bounds(low, high=None) -> Interval:
    return Interval(Decimal(low), Decimal(low if high is None else high))


def amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


SCORES = [
    # S of 90, E of 10, level: (S/90 - E/10) / (S/90)
    pytest.param(bounds(90), bounds(10), Level.QUIET, id="1 against 1: 0"),
    pytest.param(bounds(90), bounds("9.5"), Level.QUIET, id="exactly 5 %: (1 - 0.95) / 1 is not above it"),
    pytest.param(bounds(90), bounds("9.49"), Level.RED, id="5.1 %"),
    pytest.param(bounds(90), bounds("9.51"), Level.QUIET, id="4.9 %"),
    pytest.param(bounds(45), bounds("4.75"), Level.QUIET, id="exactly 5 % of half: (0.5 - 0.475) / 0.5"),
    pytest.param(bounds(45), bounds("4.74"), Level.RED, id="(0.5 - 0.474) / 0.5 = 5.2 %"),
    pytest.param(bounds(60), bounds("6.33"), Level.RED, id="(0.6667 - 0.633) / 0.6667 = 5.05 %"),
    pytest.param(bounds(60), bounds("6.34"), Level.QUIET, id="(0.6667 - 0.634) / 0.6667 = 4.9 %"),
    pytest.param(bounds(45), bounds(10), Level.QUIET, id="spent more than was achieved: -100 %"),
    pytest.param(bounds(90), bounds(0), Level.RED, id="full marks and nothing spent: 100 %"),
    pytest.param(bounds("0.9"), bounds(10), Level.QUIET, id="a hundredth was achieved and all spent: -9900 %"),
    pytest.param(bounds("0.9"), bounds(0), Level.RED, id="a hundredth was achieved and nothing spent: 100 %"),
    pytest.param(bounds(0), bounds(10), Level.NOT_COMPUTABLE, id="S is 0"),
    pytest.param(bounds(0), bounds(0), Level.NOT_COMPUTABLE, id="both are 0"),
    pytest.param(bounds(72, 90), bounds(5), Level.RED, id="37.5 % to 50 %: every value is red"),
    pytest.param(bounds(72, 90), bounds(10), Level.QUIET, id="-25 % to 0: none is"),
    pytest.param(bounds(72, 90), bounds(8), Level.UNDECIDED, id="0 to 20 %"),
    pytest.param(bounds(90), bounds("9.4", "9.6"), Level.UNDECIDED, id="6 % to 4 %"),
    pytest.param(bounds(90), bounds("9", "9.5"), Level.UNDECIDED, id="10 % to exactly 5 %: the last value is not red"),
    pytest.param(bounds(90), bounds("9", "9.49"), Level.RED, id="10 % to 5.1 %"),
    pytest.param(bounds(90), bounds("9.5", "10"), Level.QUIET, id="5 % to 0"),
    pytest.param(bounds(0, 90), bounds(0, 10), Level.UNDECIDED, id="nothing is known"),
    pytest.param(bounds(0, 90), bounds(10), Level.UNDECIDED, id="0 at most, but undefined where S is 0"),
    pytest.param(bounds(0, 90), bounds(0), Level.UNDECIDED, id="100 %, but undefined where S is 0"),
]


@pytest.mark.parametrize(("indicators", "execution", "level"), SCORES)
def test_the_self_evaluation_alarm_is_red_above_five_per_cent(indicators, execution, level):
    alarm = score_alarm(indicators=indicators, execution=execution, indicator_points=Decimal(90), execution_points=Decimal(10))
    assert alarm.level is level
    assert bool(alarm.why) is (level in (Level.UNDECIDED, Level.NOT_COMPUTABLE))
    assert bool(alarm.working) is (level is not Level.NOT_COMPUTABLE)


def test_an_edition_with_other_points_is_compared_by_its_own_shares():
    """76 of 80 is 0.95 and 18 of 20 is 0.9: (0.95 - 0.9) / 0.95 = 5.26 %; 18.05 of 20 is exactly 5 %."""
    shares = {"indicator_points": Decimal(80), "execution_points": Decimal(20)}
    alarm = score_alarm(indicators=bounds(76), execution=bounds(18), **shares)
    assert (alarm.level, alarm.working) == (Level.RED, "(76.00 ÷ 80 − 18.00 ÷ 20) ÷ (76.00 ÷ 80) = 5.26%")
    assert score_alarm(indicators=bounds(76), execution=bounds("18.05"), **shares).level is Level.QUIET


@pytest.mark.parametrize("points", [("100", "0"), ("0", "10"), ("0", "0")])
def test_a_part_without_points_makes_it_not_computable(points):
    whole, budget = map(Decimal, points)
    alarm = score_alarm(indicators=bounds(whole), execution=bounds(budget), indicator_points=whole, execution_points=budget)
    assert (alarm.level, alarm.level.label) == (Level.NOT_COMPUTABLE, "不能计算")
    assert alarm.why == "该版评分规则的指标部分或预算执行部分没有分值"


@pytest.mark.parametrize("points", [("99", "1"), ("1", "99")])
def test_a_single_point_is_enough_for_a_part(points):
    """Of either part all of its points: 1 against 1."""
    whole, budget = map(Decimal, points)
    alarm = score_alarm(indicators=bounds(whole), execution=bounds(budget), indicator_points=whole, execution_points=budget)
    assert alarm.level is Level.QUIET


def test_the_rules_state_the_limits_of_the_national_system():
    """5 % between the shares, 20 % left over, and 60 % and 80 % of the pace."""
    one = Decimal(1)
    ahead = score_alarm(indicators=bounds(1), execution=bounds(1), indicator_points=one, execution_points=one)
    assert ahead.rule.endswith("大于 5.00% 为红色")
    assert unspent_alarm(budget=one, executed=one).rule == "预算数为 0，或结余占预算数大于 20.00%，为黄色"
    pace = spending_alarm(budget=one, executed=one, month=12).rule
    assert pace.endswith("低于 60.00% 为红色，60.00% 至不足 80.00% 为黄色，80.00% 以上为绿色")


def test_bounds_are_shown_in_the_working():
    alarm = score_alarm(
        indicators=bounds(72, 90), execution=bounds(8), indicator_points=Decimal(90), execution_points=Decimal(10)
    )
    assert alarm.working == "([72.00 至 90.00] ÷ 90 − 8.00 ÷ 10) ÷ ([72.00 至 90.00] ÷ 90) = 0.00% 至 20.00%"
    assert alarm.level.label == "不能判定"


def test_a_scorecard_gives_both_parts_from_its_sections(folder):
    """Of the miniature year only O01 is known: 50. S lies between 50 and 90, E between 0 and 10."""
    from evalkit.measures import Measure, Status

    units = {"execution_rate": "%", "vouchers_issued": "张", "trade_total": "亿元", "satisfaction": "%"}
    measures = {id: Measure(id, id, None, unit, 0, "", Status.MISSING) for id, unit in units.items()}
    measures["vouchers_issued"] = Measure("vouchers_issued", "发放数", Decimal(2000), "张", 0, "", Status.MEASURED)
    alarm = score_alarm_of(folder.open().scorecard(measures))
    assert alarm.level is Level.UNDECIDED
    assert alarm.working.startswith("([50.00 至 90.00] ÷ 90 − [0.00 至 10.00] ÷ 10)")
    assert alarm.name == "复算得分与预算执行"


def on_benefit(scorecard):
    """The scorecard as if the section of benefits, whose name stands between the others', were that of budget execution."""
    budget = scorecard.rulebook.budget.model_copy(update={"section": "效益指标"})
    return replace(scorecard, rulebook=scorecard.rulebook.model_copy(update={"budget": budget}))


def test_budget_execution_is_the_section_that_the_edition_names(folder):
    """Of the miniature year only O01 is known: S lies between 50 and 10 + 50 + 10 of 70, E between 0 and 30 of 30."""
    from evalkit.measures import Measure, Status

    units = {"execution_rate": "%", "vouchers_issued": "张", "trade_total": "亿元", "satisfaction": "%"}
    measures = {id: Measure(id, id, None, unit, 0, "", Status.MISSING) for id, unit in units.items()}
    measures["vouchers_issued"] = Measure("vouchers_issued", "发放数", Decimal(2000), "张", 0, "", Status.MEASURED)
    scorecard = on_benefit(folder.open().scorecard(measures))
    assert score_alarm_of(scorecard).working.startswith("([50.00 至 70.00] ÷ 70 − [0.00 至 30.00] ÷ 30)")
    awards = {id: Decimal(award) for id, award in AWARDS.items()}
    assert declared_score_alarm_of(scorecard, awards).working.startswith("(68.00 ÷ 70 − 30.00 ÷ 30)")  # 8 + 50 + 10


AWARDS = {"B01": "8", "O01": "50", "E01": "30", "S01": "10"}


def declare(folder, **awards: str) -> None:
    """Write declared awards into declared.csv."""
    text = (folder.raw / "declared.csv").read_text(encoding="utf-8")
    folder.write("declared.csv", text + "".join(f"award,{id},{award},分,,第六章,\n" for id, award in awards.items()))


def year_alarms(folder):
    from evalkit.measures import Measure, Status

    units = {"execution_rate": "%", "vouchers_issued": "张", "trade_total": "亿元", "satisfaction": "%"}
    year, measures = folder.open(), {id: Measure(id, id, None, unit, 0, "", Status.MISSING) for id, unit in units.items()}
    for id, value in (("budget", "900000"), ("executed", "300000")):
        measures[id] = Measure(id, id, Decimal(value), "元", 2, "", Status.MEASURED)
    return {alarm.name: alarm for alarm in year.alarms(year.scorecard(measures), measures)}


def test_declared_awards_of_every_indicator_are_watched_beside_the_recomputed_ones(folder):
    """S = 50 + 30 + 10 = 90 of 90, E = 8 of 10: (1 - 0.8) / 1 = 20 %."""
    declare(folder, **AWARDS)
    alarms = year_alarms(folder)
    declared = alarms["申报得分与预算执行"]
    assert (declared.level, declared.working) == (Level.RED, "(90.00 ÷ 90 − 8.00 ÷ 10) ÷ (90.00 ÷ 90) = 20.00%")
    assert alarms["复算得分与预算执行"].level is Level.UNDECIDED


@pytest.mark.parametrize("left_out", [list(AWARDS), ["B01"], ["S01"]], ids=["all", "the budget", "satisfaction"])
def test_without_a_declared_award_of_every_indicator_only_recomputed_scores_are_watched(folder, left_out):
    declare(folder, **{id: award for id, award in AWARDS.items() if id not in left_out})
    assert list(year_alarms(folder)) == ["复算得分与预算执行", "预算结余", "执行进度"]


def test_nothing_declared_and_nothing_to_declare_is_no_alarm():
    from tests.small_scorecard import scorecard

    assert declared_score_alarm_of(scorecard(), {}) is None


ENDED = [
    # as of, months of 2030 that have ended
    pytest.param("2030-12-31", 12, id="the last day of the year"),
    pytest.param("2030-12-30", 11, id="the day before: December has not ended"),
    pytest.param("2030-06-30", 6, id="the last day of June"),
    pytest.param("2030-06-29", 5, id="the day before"),
    pytest.param("2030-02-28", 2, id="the last day of February"),
    pytest.param("2030-01-30", None, id="none has ended"),
    pytest.param("2030-01-31", 1, id="the first has"),
    pytest.param("2031-01-15", 12, id="after the year"),
    pytest.param("2029-12-31", None, id="before the year"),
]


@pytest.mark.parametrize(("as_of", "month"), ENDED)
def test_the_last_month_that_has_ended(as_of, month):
    assert last_ended_month(2030, date.fromisoformat(as_of)) == month


def test_the_last_of_february_in_a_leap_year():
    assert [last_ended_month(2024, date(2024, 2, day)) for day in (28, 29)] == [1, 2]


PACED = [
    # as of, working: 300 000 of 900 000 is a third
    pytest.param("2030-06-30", "÷ (6 ÷ 12) = 66.67%", id="(1/3) / (6/12)"),
    pytest.param("2030-07-15", "÷ (6 ÷ 12) = 66.67%", id="July has not ended"),
    pytest.param("2031-02-10", "÷ (12 ÷ 12) = 33.33%", id="after the year it is the whole year, not February"),
]


@pytest.mark.parametrize(("as_of", "working"), PACED)
def test_the_year_paces_its_spending_by_the_last_month_that_has_ended(folder, as_of, working):
    folder.edit("year.yml", "as_of: 2030-12-31", f"as_of: {as_of}")
    assert year_alarms(folder)["执行进度"].working.endswith(working)


@pytest.mark.parametrize("as_of", ["2030-01-30", "2029-12-31"])
def test_before_a_month_of_the_year_has_ended_there_is_no_pace(folder, as_of):
    folder.edit("year.yml", "as_of: 2030-12-31", f"as_of: {as_of}")
    alarm = year_alarms(folder)["执行进度"]
    assert (alarm.level, alarm.why) == (Level.NOT_COMPUTABLE, "到数据截至日期，该年度没有已经结束的月份")


UNSPENT = [
    # budget, executed, level: (budget - executed) / budget
    pytest.param("1000", "1000", Level.QUIET, id="nothing is left"),
    pytest.param("1000", "800", Level.QUIET, id="exactly 20 % is not above it"),
    pytest.param("1000", "799.99", Level.YELLOW, id="20.001 %"),
    pytest.param("1000", "800.01", Level.QUIET, id="19.999 %"),
    pytest.param("1000", "0", Level.YELLOW, id="everything is left"),
    pytest.param("1000", "1200", Level.QUIET, id="overspent"),
    pytest.param("0", "0", Level.YELLOW, id="a budget of 0"),
    pytest.param("0", None, Level.YELLOW, id="a budget of 0, whatever was spent"),
    pytest.param(None, "800", Level.NOT_COMPUTABLE, id="budget missing"),
    pytest.param("1000", None, Level.NOT_COMPUTABLE, id="spending missing"),
    pytest.param(None, None, Level.NOT_COMPUTABLE, id="both missing"),
]


@pytest.mark.parametrize(("budget", "executed", "level"), UNSPENT)
def test_the_self_evaluation_alarm_is_yellow_without_a_budget_or_with_more_than_a_fifth_of_it_left(budget, executed, level):
    assert unspent_alarm(budget=amount(budget), executed=amount(executed)).level is level


def test_what_is_left_over_is_worked():
    working = unspent_alarm(budget=Decimal(1000), executed=Decimal("701.23")).working  # 298.77 of 1000 is 29.877 %
    assert working == "(1,000.00 元 − 701.23 元) ÷ 1,000.00 元 = 29.88%"


def test_what_is_missing_is_named():
    assert unspent_alarm(budget=None, executed=None).why == "预算数缺失；执行数缺失"
    assert spending_alarm(budget=Decimal(1), executed=None, month=6).why == "执行数缺失"


PACE = [
    # budget, executed, month, level: (executed / budget) / (month / 12)
    pytest.param("1000", "600", 12, Level.YELLOW, id="exactly 60 % at the end of the year"),
    pytest.param("1000", "599.99", 12, Level.RED, id="59.999 %"),
    pytest.param("1000", "800", 12, Level.GREEN, id="exactly 80 %"),
    pytest.param("1000", "799.99", 12, Level.YELLOW, id="79.999 %"),
    pytest.param("1000", "300", 6, Level.YELLOW, id="0.3 / 0.5 = 60 %"),
    pytest.param("1000", "299.99", 6, Level.RED, id="0.29999 / 0.5 = 59.998 %"),
    pytest.param("1000", "400", 6, Level.GREEN, id="0.4 / 0.5 = 80 %"),
    pytest.param("1200", "60", 1, Level.YELLOW, id="0.05 / (1/12) = 60 %"),
    pytest.param("900", "420", 7, Level.GREEN, id="(420/900) / (7/12) = 80 %, though neither quotient is a finite decimal"),
    pytest.param("900", "315", 7, Level.YELLOW, id="(315/900) / (7/12) = 60 %"),
    pytest.param("1000", "1000", 1, Level.GREEN, id="all of it in January: 1200 %"),
    pytest.param("1000", "0", 3, Level.RED, id="nothing yet"),
    pytest.param("0", "0", 6, Level.NOT_COMPUTABLE, id="0 of 0"),
    pytest.param(None, "300", 6, Level.NOT_COMPUTABLE, id="budget missing"),
    pytest.param("1000", None, 6, Level.NOT_COMPUTABLE, id="spending missing"),
]


@pytest.mark.parametrize(("budget", "executed", "month", "level"), PACE)
def test_the_spending_alarm_compares_spending_with_the_calendar(budget, executed, month, level):
    alarm = spending_alarm(budget=amount(budget), executed=amount(executed), month=month)
    assert alarm.level is level
    assert bool(alarm.why) is (level is Level.NOT_COMPUTABLE)


@pytest.mark.parametrize("month", [0, 13, -1])
def test_what_is_no_month_is_refused(month):
    with pytest.raises(InvalidInputError, match="R-ALM-01"):
        spending_alarm(budget=Decimal(1000), executed=Decimal(1), month=month)


def test_money_spent_against_a_budget_of_zero_is_a_contradiction():
    with pytest.raises(InconsistentDataError, match="M-DIV-01"):
        spending_alarm(budget=Decimal(0), executed=Decimal(1), month=6)


@pytest.mark.parametrize(("budget", "executed"), [("-1", "1"), ("1", "-1")])
def test_a_negative_amount_is_a_contradiction(budget, executed):
    for alarm in (unspent_alarm, lambda **amounts: spending_alarm(**amounts, month=6)):
        with pytest.raises(InconsistentDataError, match="M-NEG-01"):
            alarm(budget=Decimal(budget), executed=Decimal(executed))


def test_an_alarm_as_plain_values_has_its_word():
    plain = unspent_alarm(budget=Decimal(0), executed=None).to_json()
    assert (plain["level"], plain["label"], plain["working"]) == ("yellow", "黄色预警", "预算数为 0")
