"""Vouchers from budget to till, against figures worked by hand."""

from decimal import Decimal

import pytest

from evalkit.errors import InconsistentDataError
from evalkit.metrics import redemption
from evalkit.quantities import from_base, round_half_up

HALF_UNIT = Decimal("5e-8")


def decimals(**printed: str) -> dict[str, Decimal]:
    return {name: Decimal(text) for name, text in printed.items()}


def agrees(value: Decimal | None, expected: str | None) -> bool:
    return value is None if expected is None else value is not None and abs(value - Decimal(expected)) < HALF_UNIT


# The 2022 spring vouchers: budget 1500 万元, issued 1499.04 万元 in 128.49 万张, redeemed 1287.96 万元 in 111.36 万张,
# sales 1.83 亿元. Lapsed is the difference: 211.08 万元 in 17.13 万张.
BUDGET, ISSUED, REDEEMED, SALES = "15000000", "14990400", "12879600", "183000000"
ISSUED_COUNT, REDEEMED_COUNT = "1284900", "1113600"
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
]


@pytest.mark.parametrize(("name", "arguments", "shown"), REPORT_2022)
def test_figures_of_the_2022_report_are_shown_as_recomputed_by_hand(name, arguments, shown):
    metric = getattr(redemption, name)
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
    assert agrees(redemption.issue_rate(**decimals(issued=issued, budget=budget)).value, expected)


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
    rate = redemption.redemption_rate_by_amount(**decimals(redeemed=redeemed, issued=issued))
    assert agrees(rate.value, expected)


@pytest.mark.parametrize(("redeemed", "issued", "expected"), REDEMPTION)
def test_redemption_rate_by_count_is_redeemed_over_issued_vouchers(redeemed, issued, expected):
    rate = redemption.redemption_rate_by_count(**decimals(redeemed=redeemed, issued=issued))
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
    rate = redemption.redemption_rate_on_budget(**decimals(redeemed=redeemed, budget=budget))
    assert agrees(rate.value, expected)


def test_the_three_bases_of_redemption_are_told_apart():
    bases = {
        metric.definition.basis
        for metric in (
            redemption.redemption_rate_by_amount,
            redemption.redemption_rate_by_count,
            redemption.redemption_rate_on_budget,
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
    assert agrees(redemption.claim_rate_by_count(**decimals(claimed=claimed, issued=issued)).value, expected)


AVERAGE_FACE_VALUE = [
    # amount, count, expected: the case, with its working
    pytest.param("1200", "100", "12", id="1200/100"),
    pytest.param("100", "100", "1", id="one yuan a voucher"),
    pytest.param("0", "100", "0", id="vouchers without value"),
    pytest.param("0", "0", None, id="no vouchers is not applicable"),
]


@pytest.mark.parametrize(("amount", "count", "expected"), AVERAGE_FACE_VALUE)
def test_average_face_value_is_amount_over_count(amount, count, expected):
    assert agrees(redemption.average_face_value(**decimals(amount=amount, count=count)).value, expected)


TRANSACTIONS_PER_VOUCHER = [
    # transactions, redeemed_count, expected: the case, with its working
    pytest.param("16400", "100", "164", id="16400/100"),
    pytest.param("100", "3", "33.3333333", id="a repeating quotient: 100/3"),
    pytest.param("0", "100", "0", id="no sales is zero"),
    pytest.param("0", "0", None, id="no vouchers is not applicable"),
]


@pytest.mark.parametrize(("transactions", "redeemed_count", "expected"), TRANSACTIONS_PER_VOUCHER)
def test_transactions_per_voucher_is_sales_over_redeemed_count(transactions, redeemed_count, expected):
    result = redemption.transactions_per_voucher(**decimals(transactions=transactions, redeemed_count=redeemed_count))
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
    assert agrees(redemption.buyer_payment_per_voucher(**arguments).value, expected)


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
    assert agrees(redemption.discount_rate(**decimals(redeemed=redeemed, transactions=transactions)).value, expected)


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
}
PARTS = [name for name, (_, _, pair) in GUARDED.items() if pair]
NEGATIVES = [(name, argument) for name, (holds, _, _) in GUARDED.items() for argument in holds]


@pytest.mark.parametrize("name", GUARDED)
def test_something_over_nothing_is_refused(name):
    holds, denominator, _ = GUARDED[name]
    with pytest.raises(InconsistentDataError, match="M-DIV-01"):
        getattr(redemption, name)(**decimals(**(holds | {denominator: "0"})))


@pytest.mark.parametrize(("name", "argument"), NEGATIVES)
def test_negative_figures_are_refused_by_name(name, argument):
    holds = GUARDED[name][0]
    with pytest.raises(InconsistentDataError, match="M-NEG-01") as refused:
        getattr(redemption, name)(**decimals(**(holds | {argument: "-1"})))
    assert f"{argument} = -1" in str(refused.value)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_above_its_whole_is_refused(name):
    holds, _, (part, whole) = GUARDED[name]
    with pytest.raises(InconsistentDataError, match="M-PART-01"):
        getattr(redemption, name)(**decimals(**(holds | {part: "100.01", whole: "100"})))
