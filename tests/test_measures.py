"""Measures: what comes of a metric when its inputs are stated, missing, planned or not applicable."""

import inspect
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.computing import compute
from evalkit.errors import InconsistentDataError, InvalidInputError
from evalkit.measures import Measure, Source, Status, exact_count, with_unit
from evalkit.metrics import events, general, leverage, money, redemption, single_window, trade, transfer
from evalkit.quantities import Interval, decimals_of, printed_interval, round_half_up
from evalkit.results import dump_json, load_json

steady = settings(deadline=None, max_examples=60)


def source(row: int) -> Source:
    return Source("data/raw/2030/facts.csv", row, "value", "示例报告（虚构）", "第三章")


def fact(id: str, printed: str, unit: str, *, name: str = "", basis: str = "虚构", row: int = 2, about: bool = False) -> Measure:
    """A figure as it is read from a file; blank is missing."""
    return Measure(
        id=id,
        name=name or id,
        value=Decimal(printed) if printed else None,
        unit=unit,
        digits=decimals_of(printed),
        basis=basis,
        status=Status.DECLARED if printed else Status.MISSING,
        interval=printed_interval(printed, unit, approximate=about) if printed else None,
        sources=(source(row),),
        approximate=about,
    )


TRANSACTIONS = fact("transactions", "1.83", "亿元", name="交易金额", row=5)
REDEEMED = fact("redeemed", "1287.96", "万元", name="核销金额", row=6)
ISSUED = fact("issued", "1499.04", "万元", name="派券金额", row=7)
UNSTATED = fact("unstated", "", "万元", name="培训支出", row=8)


def test_a_computed_measure_carries_the_words_of_its_metric():
    rate = compute(redemption.redemption_rate_by_amount, redeemed=REDEEMED, issued=ISSUED)
    definition = redemption.redemption_rate_by_amount.definition
    assert (rate.id, rate.name, rate.unit) == ("redemption_rate_by_amount", definition.name, "%")
    assert (rate.basis, rate.status, rate.digits) == (definition.basis, Status.MEASURED, 2)
    assert rate.text == "85.92%"  # 1287.96 / 1499.04 = 0.859190
    assert rate.sources == (source(6), source(7))


def test_the_words_can_be_replaced_where_one_metric_serves_several_figures():
    lapsed = compute(general.remainder, id="lapsed", name="失效金额", basis="派券 − 核销", whole=ISSUED, part=REDEEMED, digits=1)
    assert (lapsed.id, lapsed.name, lapsed.basis) == ("lapsed", "失效金额", "派券 − 核销")
    assert lapsed.value == Decimal("211.08")  # 1499.04 - 1287.96
    assert lapsed.text == "211.1 万元"


@pytest.mark.parametrize(
    ("redeemed", "issued", "missing"),
    [
        pytest.param(UNSTATED, ISSUED, ("培训支出",), id="the first is missing"),
        pytest.param(REDEEMED, UNSTATED, ("培训支出",), id="the second is missing"),
        pytest.param(UNSTATED, replace(UNSTATED, name="另一项"), ("培训支出", "另一项"), id="both are missing"),
        pytest.param(UNSTATED, UNSTATED, ("培训支出",), id="the same one twice is named once"),
    ],
)
def test_a_missing_input_gives_missing_with_its_name_and_never_a_number(redeemed, issued, missing):
    rate = compute(redemption.redemption_rate_by_amount, redeemed=redeemed, issued=issued)
    assert (rate.status, rate.value, rate.interval, rate.missing) == (Status.MISSING, None, None, missing)
    assert rate.number == rate.text == "缺失"
    assert rate.working == f"缺少：{'、'.join(missing)}"
    assert not any(character.isdigit() for character in rate.text + rate.working)


def test_a_missing_part_of_a_sum_makes_the_sum_missing_and_not_smaller():
    whole = compute(general.total, parts=[REDEEMED, UNSTATED, ISSUED])
    assert (whole.value, whole.missing) == (None, ("培训支出",))


def test_what_is_missing_is_named_at_its_root_through_several_steps():
    cost = compute(money.unit_cost, cost=UNSTATED, output=fact("firms", "380", "家", row=9))
    share = compute(general.share, part=cost, whole=fact("whole", "10", "元/家", row=10))
    assert share.missing == ("培训支出",)
    assert [cell.row for cell in share.sources] == [8, 9, 10]


def test_zero_over_zero_is_not_applicable_and_neither_zero_nor_missing():
    rate = compute(money.execution_rate, executed=fact("executed", "0", "元"), budget=fact("budget", "0", "元"))
    assert (rate.status, rate.value, rate.interval, rate.missing) == (Status.NOT_APPLICABLE, None, None, ())
    assert rate.text == "不适用"
    assert rate.working.endswith("不适用")


def test_what_rests_on_a_figure_that_is_not_applicable_is_not_applicable():
    rate = compute(money.execution_rate, executed=fact("executed", "0", "元"), budget=fact("budget", "0", "元"))
    after = compute(general.difference, minuend=rate, subtrahend=fact("other", "5", "%"))
    assert (after.status, after.value) == (Status.NOT_APPLICABLE, None)


def test_missing_outranks_not_applicable():
    rate = compute(money.execution_rate, executed=fact("executed", "0", "元"), budget=fact("budget", "0", "元"))
    after = compute(general.share, part=rate, whole=fact("blank", "", "%", name="空白项"))
    assert (after.status, after.missing) == (Status.MISSING, ("空白项",))


def test_a_metric_that_does_not_apply_gives_not_applicable():
    """One case did occur, so the rule of three says nothing."""
    bound = compute(
        transfer.zero_event_upper_bound, events=fact("events", "1", "例"), trials=exact_count("t", "台次", 100, "台次", "")
    )
    assert (bound.status, bound.value) == (Status.NOT_APPLICABLE, None)


@pytest.mark.parametrize(("basis", "word"), [("计划", "计划"), ("政府公告，计划", "计划"), ("预计", "预计")])
def test_a_planned_input_makes_the_result_declared_and_its_basis_says_so(basis, word):
    announced = fact("announced", "5670", "万元", basis=basis)
    share = compute(general.share, part=REDEEMED, whole=announced)
    assert share.status is Status.DECLARED
    assert share.basis.endswith(f"；{word}")
    again = compute(general.difference, minuend=share, subtrahend=fact("other", "5", "%"))
    assert (again.status, again.basis.endswith(word)) == (Status.DECLARED, True)


def test_declared_facts_that_are_no_plan_give_a_measured_result():
    rate = compute(redemption.redemption_rate_by_amount, redeemed=REDEEMED, issued=ISSUED)
    assert (REDEEMED.status, rate.status) == (Status.DECLARED, Status.MEASURED)
    assert "计划" not in rate.basis


def test_gross_leverage_lies_between_the_quotients_of_the_printed_ends():
    gross = compute(leverage.leverage_on_redeemed, transactions=TRANSACTIONS, redeemed=REDEEMED)
    low, high = Decimal("18250") / Decimal("1287.965"), Decimal("18350") / Decimal("1287.955")
    assert (round_half_up(low, 3), round_half_up(high, 3)) == (Decimal("14.170"), Decimal("14.247"))
    assert (gross.interval.low, gross.interval.high) == (low, high)
    assert gross.interval_text == "14.170 至 14.247 倍"


def test_the_fall_of_trade_lies_between_the_changes_of_the_printed_ends():
    current, previous = fact("trade", "1772.6", "亿元"), fact("trade_previous", "1789.5", "亿元")
    change = compute(general.year_on_year_change, current=current, previous=previous)
    low = (Decimal("1772.55") / Decimal("1789.55") - 1) * 100
    high = (Decimal("1772.65") / Decimal("1789.45") - 1) * 100
    assert (round_half_up(low, 3), round_half_up(high, 3)) == (Decimal("-0.950"), Decimal("-0.939"))
    assert abs(change.interval.low - low) < Decimal("1e-20") and abs(change.interval.high - high) < Decimal("1e-20")
    assert change.interval_text == "−0.950 至 −0.939%"


def test_two_figures_keep_their_own_ranges_even_if_their_ids_agree():
    """A fact of two years has one id in two folders; the range is that of two figures, not of one."""
    change = compute(
        general.year_on_year_change, current=fact("trade", "1772.6", "亿元"), previous=fact("trade", "1789.5", "亿元")
    )
    assert [round_half_up(end, 3) for end in (change.interval.low, change.interval.high)] == [
        Decimal("-0.950"),
        Decimal("-0.939"),
    ]


def test_one_figure_that_stands_twice_in_a_formula_varies_as_one():
    """(b - a) / b of b in 8.5..9.5 and a = 4 exactly: 1 - 4/8.5 to 1 - 4/9.5, and no wider."""
    saved = compute(money.cost_saving_rate, planned=fact("planned", "9", "元"), actual=exact_count("a", "实际成本", 4, "元", ""))
    low, high = (100 * (1 - Decimal(4) / Decimal(end)) for end in ("8.5", "9.5"))
    assert abs(saved.interval.low - low) < Decimal("1e-20") and abs(saved.interval.high - high) < Decimal("1e-20")


def test_exact_counts_give_an_exact_result_without_a_printed_range():
    mean = compute(
        trade.booths_per_exhibitor, booths=fact("booths", "637", "个"), exhibitors=exact_count("n", "企业", 247, "家", "")
    )
    assert mean.interval == Interval(mean.value, mean.value)
    assert mean.interval_text == ""


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        pytest.param(("110", "张"), ("0.011", "万张"), id="some corners would put the part above the whole"),
        pytest.param(("50", "家"), ("100", "家"), id="an approximate whole may be nothing at all"),
    ],
)
def test_the_range_always_holds_the_figure_itself(part, whole):
    whole_is_about = part[1] == whole[1]
    share = compute(general.share, part=fact("part", *part), whole=fact("whole", *whole, about=whole_is_about))
    assert share.interval.low <= share.value <= share.interval.high
    assert share.interval.low < share.interval.high


def test_too_many_uncertain_inputs_are_refused_and_not_guessed():
    parts = [fact(f"part_{number}", "1.5", "万元", row=number) for number in range(2, 15)]
    with pytest.raises(InvalidInputError, match="M-INT-01") as refused:
        compute(general.total, parts=parts)
    assert "13 个" in refused.value.found


def test_the_working_shows_each_figure_in_its_own_unit_and_converted():
    gross = compute(leverage.leverage_on_redeemed, transactions=TRANSACTIONS, redeemed=REDEEMED)
    assert gross.working == "交易金额 1.83 亿元（18,300 万元） ÷ 核销金额 1,287.96 万元 = 14.21 倍"  # 18300 / 1287.96 = 14.2085


def test_the_working_names_a_figure_once_and_repeats_only_its_number():
    net = compute(leverage.net_leverage, transactions=TRANSACTIONS, redeemed=REDEEMED)
    assert net.working.count("核销金额") == 1
    assert net.working.count("1,287.96 万元") == 2
    assert net.working.endswith("= 13.21 倍")  # (18300 - 1287.96) / 1287.96 = 13.2085


def test_the_working_of_a_sum_lists_every_part():
    whole = compute(general.total, parts=[fact("one", "1.5", "万元", name="甲"), fact("two", "2.25", "万元", name="乙")])
    assert whole.working == "甲 1.5 万元 + 乙 2.25 万元 = 3.75 万元"


def test_a_working_in_words_still_shows_the_figures():
    counts = [fact(f"q{number}", str(number), "场", name=f"{number}季度") for number in (4, 2, 5, 3)]
    fewest = compute(single_window.fewest_in_a_quarter, counts=counts)
    assert fewest.value == 2
    assert all(f"{number} 场" in fewest.working for number in (4, 2, 5, 3))


def test_a_figure_printed_as_approximate_is_shown_as_approximate():
    about = fact("firms", "380", "家", name="参加企业", about=True)
    mean = compute(single_window.firms_per_training, firms=about, trainings=fact("trainings", "15", "场"))
    assert about.text == "约 380 家"
    assert "约 380 家" in mean.working
    assert mean.interval == Interval(Decimal(370) / 15, Decimal(390) / 15)


SAME_MONEY = [("12879600", "元"), ("1287.96", "万元"), ("0.128796", "亿元")]


@pytest.mark.parametrize("printed", SAME_MONEY, ids=[unit for _, unit in SAME_MONEY])
@pytest.mark.parametrize("other", [("14990400", "元"), ("1499.04", "万元"), ("0.149904", "亿元")], ids=lambda pair: pair[1])
def test_the_same_money_in_another_unit_gives_the_same_rate(printed, other):
    rate = compute(redemption.redemption_rate_by_amount, redeemed=fact("r", *printed), issued=fact("i", *other))
    assert rate.value == Decimal("12879600") / Decimal("14990400") * 100
    assert rate.text == "85.92%"


@steady
@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=1, max_value=10**9))
def test_yuan_and_ten_thousand_yuan_agree_for_any_amount(transactions, redeemed):
    def gross(unit: str, places: int) -> Measure:
        figures = [f"{Decimal(amount).scaleb(-places):f}" for amount in (transactions, redeemed)]
        return compute(
            leverage.leverage_on_redeemed, transactions=fact("t", figures[0], unit), redeemed=fact("r", figures[1], unit)
        )

    assert gross("元", 0).value == gross("万元", 4).value


def test_a_result_in_the_unit_of_an_argument_is_converted_to_it():
    whole = compute(general.total, parts=[fact("one", "1.5", "亿元"), fact("two", "2500", "万元")])
    assert (whole.unit, whole.value) == ("亿元", Decimal("1.75"))  # 15000 万元 + 2500 万元


ROUND_TRIPS = [
    pytest.param(REDEEMED, id="a stated fact"),
    pytest.param(UNSTATED, id="a missing fact"),
    pytest.param(fact("zeros", "32409.50", "万元", about=True), id="a printed zero at the end, approximate"),
    pytest.param(fact("whole", "15", "场"), id="a whole number"),
    pytest.param(compute(general.share, part=fact("p", "1", "元"), whole=fact("w", "3", "元")), id="a third, 28 digits"),
    pytest.param(compute(general.share, part=REDEEMED, whole=UNSTATED), id="missing with names"),
    pytest.param(compute(general.share, part=fact("p", "0", "元"), whole=fact("w", "0", "元")), id="not applicable"),
    pytest.param(exact_count("months", "月数", 12, "个月", "财政年度为公历年"), id="an exact count"),
    pytest.param(replace(REDEEMED, value=Decimal("1E+4"), interval=Interval(Decimal("0E-7"), Decimal("1E+20"))), id="exponents"),
    pytest.param(replace(REDEEMED, name='引号"、<b>、反斜杠\\、换行\n、𠮷', sub_project="consumption"), id="awkward text"),
]


@pytest.mark.parametrize("measure", ROUND_TRIPS)
def test_a_measure_written_to_json_reads_back_exactly(measure):
    written = dump_json(measure.to_json())
    back = Measure.from_json(load_json(written))
    assert back == measure
    assert isinstance(back.value, Decimal | None) and isinstance(back.status, Status)
    assert dump_json(back.to_json()) == written


@steady
@given(st.decimals(allow_nan=False, allow_infinity=False, places=8, min_value=-(10**15), max_value=10**15))
def test_json_keeps_every_digit_of_any_number(value):
    measure = replace(REDEEMED, value=value, interval=Interval(value, value + 1))
    assert Measure.from_json(load_json(dump_json(measure.to_json()))) == measure


def test_an_error_of_a_metric_names_the_cells_it_was_computed_from():
    with pytest.raises(InconsistentDataError, match="M-PART-01") as refused:
        compute(redemption.redemption_rate_by_amount, redeemed=ISSUED, issued=REDEEMED)
    assert refused.value.where == ("data/raw/2030/facts.csv 第 7 行 value 列；data/raw/2030/facts.csv 第 6 行 value 列")
    assert str(refused.value).splitlines()[1] == f"  位置: {refused.value.where}"


def test_something_over_nothing_is_refused_with_its_cells():
    with pytest.raises(InconsistentDataError, match="M-DIV-01") as refused:
        compute(money.execution_rate, executed=REDEEMED, budget=fact("budget", "0", "万元", row=9))
    assert "第 6 行" in refused.value.where and "第 9 行" in refused.value.where


@pytest.mark.parametrize("inputs", [{"redeemed": REDEEMED}, {"redeemed": REDEEMED, "issued": ISSUED, "budget": ISSUED}])
def test_a_missing_or_foreign_argument_is_refused_at_once(inputs):
    with pytest.raises(TypeError):
        compute(redemption.redemption_rate_by_amount, **inputs)


def test_plain_values_are_handed_on_as_they_are():
    count = compute(
        events.events_in_period_count,
        dates=[date(2030, 3, 5), date(2031, 1, 1)],
        first=date(2030, 1, 1),
        last=date(2030, 12, 31),
    )
    assert (count.value, count.unit) == (1, "场")


def test_digits_follow_the_most_precise_argument_where_the_metric_sets_none():
    assert inspect.unwrap(general.difference).definition.digits is None
    gap = compute(general.difference, minuend=fact("a", "10.5", "亿元"), subtrahend=fact("b", "2.25", "亿元"))
    assert (gap.digits, gap.text) == (2, "8.25 亿元")


@pytest.mark.parametrize(
    ("number", "unit", "text"), [("5", "%", "5%"), ("5", "1", "5"), ("5", "万元", "5 万元"), ("−5", "元/票", "−5 元/票")]
)
def test_number_and_unit_are_written_together(number, unit, text):
    assert with_unit(number, unit) == text
