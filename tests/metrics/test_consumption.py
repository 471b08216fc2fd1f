"""Consumption metrics against figures worked by hand."""

from datetime import date
from decimal import Decimal

import pytest

from evalkit.errors import InconsistentDataError
from evalkit.metrics import consumption
from evalkit.quantities import from_base, round_half_up

HALF_UNIT = Decimal("5e-8")


def decimals(**printed: str) -> dict[str, Decimal]:
    return {name: Decimal(text) for name, text in printed.items()}


def agrees(value: Decimal | None, expected: str | None) -> bool:
    return value is None if expected is None else value is not None and abs(value - Decimal(expected)) < HALF_UNIT


# The 2022 spring vouchers: budget 1500 万元, issued 1499.04 万元 in 128.49 万张, redeemed 1287.96 万元 in 111.36 万张,
# sales 1.83 亿元, 115.34 万人次 registered. Lapsed is the difference: 211.08 万元 in 17.13 万张.
BUDGET, ISSUED, REDEEMED, SALES = "15000000", "14990400", "12879600", "183000000"
ISSUED_COUNT, REDEEMED_COUNT, REGISTRATIONS = "1284900", "1113600", "1153400"
REPORT_2022 = [
    # metric, arguments in base units, what it shows in its own unit and decimals: the norms' recomputation
    pytest.param("issue_rate", {"issued": ISSUED, "budget": BUDGET}, "99.94", id="issued over budget"),
    pytest.param("redemption_rate_by_amount", {"redeemed": REDEEMED, "issued": ISSUED}, "85.92", id="as printed by the bureau"),
    pytest.param("redemption_rate_by_count", {"redeemed": REDEEMED_COUNT, "issued": ISSUED_COUNT}, "86.67", id="by count"),
    pytest.param("redemption_rate_on_budget", {"redeemed": REDEEMED, "budget": BUDGET}, "85.86", id="on budget"),
    pytest.param("average_face_value", {"amount": ISSUED, "count": ISSUED_COUNT}, "11.67", id="face value issued"),
    pytest.param("average_face_value", {"amount": REDEEMED, "count": REDEEMED_COUNT}, "11.57", id="face value redeemed"),
    pytest.param("average_face_value", {"amount": "2110800", "count": "171300"}, "12.32", id="face value lapsed"),
    pytest.param(
        "transactions_per_voucher", {"transactions": SALES, "redeemed_count": REDEEMED_COUNT}, "164.33", id="sale a voucher"
    ),
    pytest.param(
        "buyer_payment_per_voucher",
        {"transactions": SALES, "redeemed_amount": REDEEMED, "redeemed_count": REDEEMED_COUNT},
        "152.77",
        id="paid by the buyer",
    ),
    pytest.param("discount_rate", {"redeemed": REDEEMED, "transactions": SALES}, "7.04", id="average discount"),
    pytest.param("leverage_on_redeemed", {"transactions": SALES, "redeemed": REDEEMED}, "14.21", id="printed as 14"),
    pytest.param("leverage_on_issued", {"transactions": SALES, "issued": ISSUED}, "12.21", id="leverage on issued"),
    pytest.param("leverage_on_budget", {"transactions": SALES, "budget": BUDGET}, "12.20", id="leverage on budget"),
    pytest.param("net_leverage", {"transactions": SALES, "redeemed": REDEEMED}, "13.21", id="net of the subsidy"),
    pytest.param(
        "vouchers_per_registration", {"issued": ISSUED_COUNT, "registrations": REGISTRATIONS}, "1.114", id="a registration"
    ),
]


@pytest.mark.parametrize(("name", "arguments", "shown"), REPORT_2022)
def test_figures_of_the_2022_report_are_shown_as_recomputed_by_hand(name, arguments, shown):
    metric = getattr(consumption, name)
    value = metric(**decimals(**arguments)).value
    assert round_half_up(from_base(value, metric.definition.unit), metric.definition.digits) == Decimal(shown)


ISSUE_RATE = [
    # issued, budget, expected: the case, with its working
    pytest.param("950", "1000", "0.95", id="950/1000"),
    pytest.param("1000", "1000", "1", id="all issued"),
    pytest.param("1000.01", "1000", "1.00001", id="one fen above the budget, returned as it is"),
    pytest.param("1499.04", "1500", "0.99936", id="unit trap: 2022 in 万元, 1499.04/1500"),
    pytest.param("14990400", "15000000", "0.99936", id="unit trap: the same in 元"),
    pytest.param("0", "1000", "0", id="nothing issued is zero"),
    pytest.param("0", "0", None, id="no money and no vouchers is not applicable"),
]


@pytest.mark.parametrize(("issued", "budget", "expected"), ISSUE_RATE)
def test_issue_rate_is_issued_over_budget(issued, budget, expected):
    assert agrees(consumption.issue_rate(**decimals(issued=issued, budget=budget)).value, expected)


REDEMPTION = [
    # redeemed, issued, expected: the case, with its working
    pytest.param("870", "1000", "0.87", id="870/1000"),
    pytest.param("1000", "1000", "1", id="all redeemed"),
    pytest.param("999", "1000", "0.999", id="one short of all"),
    pytest.param("0.087", "0.1", "0.87", id="unit trap: both in 万元 or 万张 give the same"),
    pytest.param("0", "1000", "0", id="nothing redeemed is zero, not 'not applicable'"),
    pytest.param("0", "0", None, id="nothing issued is not applicable"),
]


@pytest.mark.parametrize(("redeemed", "issued", "expected"), REDEMPTION)
def test_redemption_rate_by_amount_is_redeemed_over_issued_yuan(redeemed, issued, expected):
    rate = consumption.redemption_rate_by_amount(**decimals(redeemed=redeemed, issued=issued))
    assert agrees(rate.value, expected)


@pytest.mark.parametrize(("redeemed", "issued", "expected"), REDEMPTION)
def test_redemption_rate_by_count_is_redeemed_over_issued_vouchers(redeemed, issued, expected):
    rate = consumption.redemption_rate_by_count(**decimals(redeemed=redeemed, issued=issued))
    assert agrees(rate.value, expected)


REDEMPTION_ON_BUDGET = [
    # redeemed, budget, expected: the case, with its working
    pytest.param("1287.96", "1500", "0.85864", id="unit trap: 2022 in 万元, 1287.96/1500"),
    pytest.param("12879600", "15000000", "0.85864", id="unit trap: the same in 元"),
    pytest.param("1500", "1500", "1", id="all the money redeemed"),
    pytest.param("1500.15", "1500", "1.0001", id="more redeemed than set aside is overspending, returned as it is"),
    pytest.param("0", "1500", "0", id="nothing redeemed is zero"),
    pytest.param("0", "0", None, id="no money and nothing redeemed is not applicable"),
]


@pytest.mark.parametrize(("redeemed", "budget", "expected"), REDEMPTION_ON_BUDGET)
def test_redemption_rate_on_budget_is_redeemed_over_budget(redeemed, budget, expected):
    rate = consumption.redemption_rate_on_budget(**decimals(redeemed=redeemed, budget=budget))
    assert agrees(rate.value, expected)


def test_the_three_bases_of_redemption_are_told_apart():
    bases = {
        metric.definition.basis
        for metric in (
            consumption.redemption_rate_by_amount,
            consumption.redemption_rate_by_count,
            consumption.redemption_rate_on_budget,
        )
    }
    assert bases == {"核销金额 ÷ 派券金额", "核销张数 ÷ 派券张数", "核销金额 ÷ 安排资金"}


CLAIM_RATE = [
    # claimed, issued, expected: the case, with its working
    pytest.param("900", "1000", "0.9", id="900/1000"),
    pytest.param("1000", "1000", "1", id="all claimed"),
    pytest.param("999", "1000", "0.999", id="one short of all"),
    pytest.param("0", "1000", "0", id="nothing claimed is zero"),
    pytest.param("0", "0", None, id="nothing issued is not applicable"),
]


@pytest.mark.parametrize(("claimed", "issued", "expected"), CLAIM_RATE)
def test_claim_rate_by_count_is_claimed_over_issued(claimed, issued, expected):
    assert agrees(consumption.claim_rate_by_count(**decimals(claimed=claimed, issued=issued)).value, expected)


AVERAGE_FACE_VALUE = [
    # amount, count, expected: the case, with its working
    pytest.param("1200", "100", "12", id="1200/100"),
    pytest.param("100", "100", "1", id="one yuan a voucher"),
    pytest.param("0", "100", "0", id="vouchers without value"),
    pytest.param("0", "0", None, id="no vouchers is not applicable"),
]


@pytest.mark.parametrize(("amount", "count", "expected"), AVERAGE_FACE_VALUE)
def test_average_face_value_is_amount_over_count(amount, count, expected):
    assert agrees(consumption.average_face_value(**decimals(amount=amount, count=count)).value, expected)


TRANSACTIONS_PER_VOUCHER = [
    # transactions, redeemed_count, expected: the case, with its working
    pytest.param("16400", "100", "164", id="16400/100"),
    pytest.param("100", "3", "33.3333333", id="a repeating quotient: 100/3"),
    pytest.param("0", "100", "0", id="no sales is zero"),
    pytest.param("0", "0", None, id="no vouchers is not applicable"),
]


@pytest.mark.parametrize(("transactions", "redeemed_count", "expected"), TRANSACTIONS_PER_VOUCHER)
def test_transactions_per_voucher_is_sales_over_redeemed_count(transactions, redeemed_count, expected):
    result = consumption.transactions_per_voucher(**decimals(transactions=transactions, redeemed_count=redeemed_count))
    assert agrees(result.value, expected)


BUYER_PAYMENT = [
    # transactions, redeemed_amount, redeemed_count, expected: the case, with its working
    pytest.param("16400", "1200", "100", "152", id="(16400 - 1200)/100"),
    pytest.param("1200", "1200", "100", "0", id="the vouchers paid for everything"),
    pytest.param("1200.01", "1200", "1", "0.01", id="one fen from the buyer"),
    pytest.param("16400", "0", "100", "164", id="vouchers without value: all paid by the buyer"),
    pytest.param("0", "0", "0", None, id="no sales and no vouchers is not applicable"),
]


@pytest.mark.parametrize(("transactions", "redeemed_amount", "redeemed_count", "expected"), BUYER_PAYMENT)
def test_buyer_payment_is_what_the_subsidy_left_to_pay(transactions, redeemed_amount, redeemed_count, expected):
    arguments = decimals(transactions=transactions, redeemed_amount=redeemed_amount, redeemed_count=redeemed_count)
    assert agrees(consumption.buyer_payment_per_voucher(**arguments).value, expected)


DISCOUNT_RATE = [
    # redeemed, transactions, expected: the case, with its working
    pytest.param("7", "100", "0.07", id="7 off 100"),
    pytest.param("100", "100", "1", id="everything paid by the subsidy"),
    pytest.param("99.99", "100", "0.9999", id="one fen paid by the buyer"),
    pytest.param("0.0007", "0.01", "0.07", id="unit trap: both in 万元 give the same"),
    pytest.param("0", "100", "0", id="no subsidy is zero"),
    pytest.param("0", "0", None, id="no sales is not applicable"),
]


@pytest.mark.parametrize(("redeemed", "transactions", "expected"), DISCOUNT_RATE)
def test_discount_rate_is_redeemed_over_sales(redeemed, transactions, expected):
    assert agrees(consumption.discount_rate(**decimals(redeemed=redeemed, transactions=transactions)).value, expected)


LEVERAGE = [
    # transactions, base, expected: the case, with its working
    pytest.param("1420", "100", "14.2", id="1420/100"),
    pytest.param("100", "100", "1", id="sales equal the base"),
    pytest.param("99", "100", "0.99", id="sales below the base, returned as it is"),
    pytest.param("0.142", "0.01", "14.2", id="unit trap: both in 万元 give the same"),
    pytest.param("0", "100", "0", id="no sales is zero"),
    pytest.param("0", "0", None, id="no sales and no money is not applicable"),
]


@pytest.mark.parametrize(("transactions", "base", "expected"), LEVERAGE)
@pytest.mark.parametrize("basis", ["redeemed", "issued", "budget"])
def test_gross_leverage_is_sales_over_its_base(basis, transactions, base, expected):
    metric = getattr(consumption, f"leverage_on_{basis}")
    assert agrees(metric(**decimals(transactions=transactions, **{basis: base})).value, expected)


NET_LEVERAGE = [
    # transactions, redeemed, expected: the case, with its working
    pytest.param("1420", "100", "13.2", id="(1420 - 100)/100"),
    pytest.param("200", "100", "1", id="the buyer pays as much as the subsidy"),
    pytest.param("100", "100", "0", id="the subsidy paid for everything"),
    pytest.param("0.142", "0.01", "13.2", id="unit trap: both in 万元 give the same"),
    pytest.param("0", "0", None, id="no sales and no subsidy is not applicable"),
]


@pytest.mark.parametrize(("transactions", "redeemed", "expected"), NET_LEVERAGE)
def test_net_leverage_is_buyers_money_over_subsidy(transactions, redeemed, expected):
    assert agrees(consumption.net_leverage(**decimals(transactions=transactions, redeemed=redeemed)).value, expected)


MINIMUM_LEVERAGE = [
    # threshold, face_value, expected: the case, with its working
    pytest.param("100", "7", "14.2857143", id="spend 100 get 7: 100/7 = 14.3, the norms' example"),
    pytest.param("50", "10", "5", id="spend 50 get 10"),
    pytest.param("10", "10", "1", id="the voucher pays the whole threshold"),
    pytest.param("0", "10", "0", id="no threshold is zero"),
    pytest.param("0", "0", None, id="no voucher is not applicable"),
]


@pytest.mark.parametrize(("threshold", "face_value", "expected"), MINIMUM_LEVERAGE)
def test_minimum_leverage_is_threshold_over_face_value(threshold, face_value, expected):
    assert agrees(consumption.minimum_leverage(**decimals(threshold=threshold, face_value=face_value)).value, expected)


VOUCHERS_PER_REGISTRATION = [
    # issued, registrations, expected: the case, with its working
    pytest.param("1100", "1000", "1.1", id="1100/1000"),
    pytest.param("1000", "1000", "1", id="one each"),
    pytest.param("999", "1000", "0.999", id="one short of one each"),
    pytest.param("0.11", "0.1", "1.1", id="unit trap: 万张 and 万人次 give the same"),
    pytest.param("0", "1000", "0", id="nothing issued is zero"),
    pytest.param("0", "0", None, id="nobody registered is not applicable"),
]


@pytest.mark.parametrize(("issued", "registrations", "expected"), VOUCHERS_PER_REGISTRATION)
def test_vouchers_per_registration_is_issued_over_registrations(issued, registrations, expected):
    result = consumption.vouchers_per_registration(**decimals(issued=issued, registrations=registrations))
    assert agrees(result.value, expected)


WINNING_RATE = [
    # winners, registrants, expected: the case, with its working
    pytest.param("300", "1200", "0.25", id="300/1200"),
    pytest.param("1200", "1200", "1", id="everybody won"),
    pytest.param("1199", "1200", "0.9991667", id="everybody but one: 1199/1200"),
    pytest.param("0", "1200", "0", id="nobody won is zero"),
    pytest.param("0", "0", None, id="nobody registered is not applicable"),
]


@pytest.mark.parametrize(("winners", "registrants", "expected"), WINNING_RATE)
def test_winning_rate_is_winners_over_registrants(winners, registrants, expected):
    assert agrees(consumption.winning_rate(**decimals(winners=winners, registrants=registrants)).value, expected)


VOUCHERS_PER_WINNER = [
    # issued, winners, expected: the case, with its working
    pytest.param("1200", "320", "3.75", id="1200/320"),
    pytest.param("320", "320", "1", id="one each"),
    pytest.param("0", "320", "0", id="nothing issued is zero"),
    pytest.param("0", "0", None, id="no winners is not applicable"),
]


@pytest.mark.parametrize(("issued", "winners", "expected"), VOUCHERS_PER_WINNER)
def test_vouchers_per_winner_is_issued_over_winners(issued, winners, expected):
    assert agrees(consumption.vouchers_per_winner(**decimals(issued=issued, winners=winners)).value, expected)


INCREMENTAL_SPENDING = [
    # winners_spending, losers_spending, subsidy, expected: the case, with its working
    pytest.param("500", "430", "20", "3.5", id="means: (500 - 430)/20"),
    pytest.param("500000", "430000", "20000", "3.5", id="totals of 1000 winners and 1000 losers give the same"),
    pytest.param("450", "430", "20", "1", id="winners spent just the subsidy more"),
    pytest.param("430", "430", "20", "0", id="winners spent no more than losers"),
    pytest.param("420", "430", "20", "-0.5", id="winners spent less: (420 - 430)/20"),
    pytest.param("124.6", "0", "35.1", "3.5498575", id="Hangzhou 2020: 124.6 extra for 35.1 of subsidy, published as 3.5+"),
    pytest.param("430", "430", "0", None, id="no subsidy and no difference is not applicable"),
]


@pytest.mark.parametrize(("winners_spending", "losers_spending", "subsidy", "expected"), INCREMENTAL_SPENDING)
def test_incremental_spending_is_winners_excess_over_subsidy(winners_spending, losers_spending, subsidy, expected):
    arguments = decimals(winners_spending=winners_spending, losers_spending=losers_spending, subsidy=subsidy)
    assert agrees(consumption.incremental_spending_ratio(**arguments).value, expected)


NOTHING_TAKEN_OFF = {
    "gross": "1000000",
    "deadweight": "0",
    "displacement": "0",
    "leakage": "0",
    "substitution": "0",
    "multiplier": "1",
    "reference": "0",
}
NET_ADDITIONAL_EFFECT = [
    # what differs from a gross effect of 100 万元 with nothing taken off, expected in yuan: the case, with its working
    pytest.param({}, "1000000", id="nothing taken off: the gross effect"),
    pytest.param({"deadweight": "0.7"}, "300000", id="70 % would have happened anyway: 1000000 × 0.3"),
    pytest.param({"displacement": "0.25"}, "750000", id="a quarter taken from others: 1000000 × 0.75"),
    pytest.param({"leakage": "0.1"}, "900000", id="a tenth leaks out: 1000000 × 0.9"),
    pytest.param({"substitution": "0.2"}, "800000", id="a fifth is a substitute: 1000000 × 0.8"),
    pytest.param({"multiplier": "1.1"}, "1100000", id="further rounds: 1000000 × 1.1"),
    pytest.param({"reference": "400000"}, "600000", id="the reference case: 1000000 - 400000"),
    pytest.param(
        {"deadweight": "0.5", "displacement": "0.2", "leakage": "0.1", "substitution": "0.05", "multiplier": "1.2"},
        "410400",
        id="all shares: 1000000 × 0.5 × 0.8 × 0.9 × 0.95 × 1.2",
    ),
    pytest.param({"deadweight": "0.5", "multiplier": "2", "reference": "100"}, "999900", id="reference last: 1000000 - 100"),
    pytest.param({"leakage": "1"}, "0", id="all of it leaks out, a share of exactly 1"),
    pytest.param({"reference": "1000001"}, "-1", id="a reference case above the effect is negative"),
    pytest.param({"gross": "0"}, "0", id="no gross effect is zero"),
    pytest.param({"multiplier": "0"}, "0", id="a multiplier of zero leaves nothing"),
    pytest.param({"gross": "100", "reference": "40"}, "60", id="unit trap: both in 万元 give 60 万元"),
]


@pytest.mark.parametrize(("changed", "expected"), NET_ADDITIONAL_EFFECT)
def test_net_additional_effect_takes_off_each_share_in_turn(changed, expected):
    assert consumption.net_additional_effect(**decimals(**(NOTHING_TAKEN_OFF | changed))) == Decimal(expected)


@pytest.mark.parametrize("outside", ["-0.01", "1.01", "14"])
@pytest.mark.parametrize("share", ["deadweight", "displacement", "leakage", "substitution"])
def test_a_share_outside_zero_to_one_is_refused_by_name(share, outside):
    with pytest.raises(InconsistentDataError, match=f"(?s)M-SHARE-01.*{share}") as refused:
        consumption.net_additional_effect(**decimals(**(NOTHING_TAKEN_OFF | {share: outside})))
    assert f"{share} = {outside}" in str(refused.value)


NEW_YEAR, LAST_DAY = date(2022, 1, 1), date(2022, 12, 31)
EVENTS_IN_PERIOD = [
    # dates, expected: the case
    pytest.param([date(2022, 3, 5), date(2022, 9, 10), date(2022, 11, 1)], "3", id="all within the year"),
    pytest.param([date(2022, 1, 1), date(2022, 12, 31)], "2", id="first and last day are within"),
    pytest.param([date(2021, 12, 31), date(2023, 1, 1)], "0", id="the days just outside are not"),
    pytest.param([date(2022, 6, 1), date(2023, 1, 8)], "1", id="an event held in the next year does not count"),
    pytest.param([date(2022, 6, 1), date(2022, 6, 1)], "2", id="two events on one day are two"),
    pytest.param([date(2023, 1, 8), date(2022, 6, 1)], "1", id="order is immaterial"),
    pytest.param([], "0", id="no events are zero events"),
]


@pytest.mark.parametrize(("dates", "expected"), EVENTS_IN_PERIOD)
def test_events_are_counted_by_their_date(dates, expected):
    assert consumption.events_in_period_count(dates=dates, first=NEW_YEAR, last=LAST_DAY) == Decimal(expected)


def test_a_period_of_one_day_is_a_period():
    assert consumption.events_in_period_count(dates=[NEW_YEAR], first=NEW_YEAR, last=NEW_YEAR) == 1


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(InconsistentDataError, match="M-PERIOD-01"):
        consumption.events_in_period_count(dates=[], first=LAST_DAY, last=NEW_YEAR)


# Arguments that hold, the one that cannot be zero, and for parts of a whole a pair (part, whole).
GUARDED = {
    "issue_rate": ({"issued": "1", "budget": "2"}, "budget", None),
    "redemption_rate_by_amount": ({"redeemed": "1", "issued": "2"}, "issued", ("redeemed", "issued")),
    "redemption_rate_by_count": ({"redeemed": "1", "issued": "2"}, "issued", ("redeemed", "issued")),
    "redemption_rate_on_budget": ({"redeemed": "1", "budget": "2"}, "budget", None),
    "claim_rate_by_count": ({"claimed": "1", "issued": "2"}, "issued", ("claimed", "issued")),
    "average_face_value": ({"amount": "1", "count": "2"}, "count", None),
    "transactions_per_voucher": ({"transactions": "1", "redeemed_count": "2"}, "redeemed_count", None),
    "buyer_payment_per_voucher": (
        {"transactions": "3", "redeemed_amount": "1", "redeemed_count": "2"},
        "redeemed_count",
        ("redeemed_amount", "transactions"),
    ),
    "discount_rate": ({"redeemed": "1", "transactions": "2"}, "transactions", ("redeemed", "transactions")),
    "leverage_on_redeemed": ({"transactions": "2", "redeemed": "1"}, "redeemed", None),
    "leverage_on_issued": ({"transactions": "2", "issued": "1"}, "issued", None),
    "leverage_on_budget": ({"transactions": "2", "budget": "1"}, "budget", None),
    "net_leverage": ({"transactions": "2", "redeemed": "1"}, "redeemed", ("redeemed", "transactions")),
    "minimum_leverage": ({"threshold": "2", "face_value": "1"}, "face_value", None),
    "vouchers_per_registration": ({"issued": "1", "registrations": "2"}, "registrations", None),
    "winning_rate": ({"winners": "1", "registrants": "2"}, "registrants", ("winners", "registrants")),
    "vouchers_per_winner": ({"issued": "2", "winners": "1"}, "winners", None),
    "incremental_spending_ratio": (
        {"winners_spending": "3", "losers_spending": "2", "subsidy": "1"},
        "subsidy",
        None,
    ),
}
PARTS = [name for name, (_, _, pair) in GUARDED.items() if pair]
NEGATIVES = [(name, argument) for name, (holds, _, _) in GUARDED.items() for argument in holds]
NEGATIVES += [("net_additional_effect", argument) for argument in ("gross", "multiplier", "reference")]


@pytest.mark.parametrize("name", GUARDED)
def test_something_over_nothing_is_refused(name):
    holds, denominator, _ = GUARDED[name]
    with pytest.raises(InconsistentDataError, match="M-DIV-01"):
        getattr(consumption, name)(**decimals(**(holds | {denominator: "0"})))


@pytest.mark.parametrize(("name", "argument"), NEGATIVES)
def test_negative_figures_are_refused_by_name(name, argument):
    holds = NOTHING_TAKEN_OFF if name == "net_additional_effect" else GUARDED[name][0]
    with pytest.raises(InconsistentDataError, match="M-NEG-01") as refused:
        getattr(consumption, name)(**decimals(**(holds | {argument: "-1"})))
    assert f"{argument} = -1" in str(refused.value)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_above_its_whole_is_refused(name):
    holds, _, (part, whole) = GUARDED[name]
    with pytest.raises(InconsistentDataError, match="M-PART-01"):
        getattr(consumption, name)(**decimals(**(holds | {part: "100.01", whole: "100"})))
