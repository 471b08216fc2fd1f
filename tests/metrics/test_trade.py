"""Trade metrics against figures worked by hand; expected values are exact fractions."""

from decimal import Decimal
from fractions import Fraction

import pytest

from evalkit.errors import InconsistentDataError
from evalkit.metrics import trade
from evalkit.quantities import Ratio, round_half_up

SEQUENCES = {"others", "partners", "listed"}


def numbers(text):
    return tuple(Decimal(part) for part in text.split())


def agrees(result, expected):
    """Compare without any rounding; expected None means undefined."""
    if isinstance(result, Ratio):
        found = Fraction(result.numerator) / Fraction(result.denominator) if result.denominator else None
    else:
        found = Fraction(result)
    return found == (None if expected is None else Fraction(expected))


@pytest.mark.parametrize(
    ("exports", "imports", "total", "balance", "ratio"),
    [
        pytest.param("1446.5", "326.1", "8863/5", "5602/5", "14465/3261", id="2022 in 亿元: 1772.6 and 1120.4"),
        pytest.param("144650000000", "32610000000", "177260000000", "112040000000", "14465/3261", id="the same in yuan"),
        pytest.param("5", "5", "10", "0", "1", id="balanced"),
        pytest.param("4.99", "5", "999/100", "-1/100", "499/500", id="just in deficit"),
        pytest.param("5.01", "5", "1001/100", "1/100", "501/500", id="just in surplus"),
        pytest.param("0", "5", "5", "-5", "0", id="no exports"),
        pytest.param("0", "0", "0", "0", None, id="no trade: the ratio is not applicable, the sums are zero"),
    ],
)
def test_exports_and_imports_give_total_balance_and_ratio(exports, imports, total, balance, ratio):
    inputs = {"exports": Decimal(exports), "imports": Decimal(imports)}
    assert agrees(trade.trade_total(**inputs), total)
    assert agrees(trade.balance(**inputs), balance)
    assert agrees(trade.export_import_ratio(**inputs), ratio)


def test_without_imports_total_and_balance_stand_and_the_ratio_is_refused():
    inputs = {"exports": Decimal(5), "imports": Decimal(0)}
    assert trade.trade_total(**inputs) == 5
    assert trade.balance(**inputs) == 5
    with pytest.raises(InconsistentDataError, match="M-DIV-01"):
        trade.export_import_ratio(**inputs)


@pytest.mark.parametrize(
    ("value", "others", "expected"),
    [
        pytest.param("10", "9 8 7", "1", id="the greatest is first"),
        pytest.param("7", "10 9 8", "4", id="the least is last"),
        pytest.param("9", "8 10 7", "2", id="order of the others is immaterial"),
        pytest.param("9", "9 8", "1", id="a tie for the first place shares it"),
        pytest.param("8", "9 9 7", "3", id="behind two that tie for the first place comes the third"),
        pytest.param("8.99", "9", "2", id="just behind"),
        pytest.param("9.01", "9", "1", id="just ahead"),
        pytest.param("0", "0 0", "1", id="all zero tie"),
        pytest.param("90000", "80000 100000 70000", "2", id="all scaled alike keep their rank"),
    ],
)
def test_value_rank_is_one_plus_the_strictly_greater(value, others, expected):
    assert agrees(trade.value_rank(value=Decimal(value), others=numbers(others)), expected)


@pytest.mark.parametrize(
    ("partners", "expected", "normalised"),
    [
        pytest.param("50 30 15 5", "3650/10000", "23/150", id="published example 3650 of 10 000; (0.365 − 1/4) ÷ 3/4"),
        pytest.param("500000 300000 150000 50000", "3650/10000", "23/150", id="the same from 万元 to yuan"),
        pytest.param("5 15 30 50", "3650/10000", "23/150", id="order is immaterial"),
        pytest.param("1 1", "1/2", "0", id="published: two equal partners give 1/2"),
        pytest.param("7 7 7", "1/3", "0", id="published: three equal partners give 1/3"),
        pytest.param("3 1", "5/8", "1/4", id="(9 + 1) ÷ 16; (5/8 − 1/2) ÷ 1/2"),
        pytest.param("8 0", "1", "1", id="all with one of two"),
        pytest.param("0 0", None, None, id="no trade is not applicable"),
    ],
)
def test_market_concentration_is_the_sum_of_squared_shares(partners, expected, normalised):
    assert agrees(trade.market_concentration(partners=numbers(partners)), expected)
    assert agrees(trade.market_concentration_normalised(partners=numbers(partners)), normalised)


def test_a_single_partner_is_full_concentration_and_cannot_be_normalised():
    assert agrees(trade.market_concentration(partners=numbers("8")), 1)
    assert trade.market_concentration_normalised(partners=numbers("8")) is None


def test_concentration_without_partners_is_not_applicable():
    assert trade.market_concentration(partners=()).value is None
    assert trade.market_concentration_normalised(partners=()) is None


@pytest.mark.parametrize(
    ("listed", "total", "expected"),
    [
        pytest.param("30 15", "200", "9/40", id="45 of 200"),
        pytest.param("300000 150000", "2000000", "9/40", id="the same from 万元 to yuan"),
        pytest.param("150 50", "200", "1", id="all trade with the list"),
        pytest.param("150 49.99", "200", "19999/20000", id="just below all"),
        pytest.param("0 0", "200", "0", id="no trade with the list is zero"),
        pytest.param("0", "0", None, id="no trade at all is not applicable"),
    ],
)
def test_listed_partner_share_is_the_lists_sum_over_all_trade(listed, total, expected):
    assert agrees(trade.listed_partner_share(listed=numbers(listed), total=Decimal(total)), expected)


@pytest.mark.parametrize(
    ("metric", "over", "under", "fair", "printed"),
    [
        pytest.param(trade.booths_per_exhibitor, "booths", "exhibitors", ("637", "247"), "2.579", id="637 booths of 247 firms"),
        pytest.param(trade.exhibits_per_exhibitor, "exhibits", "exhibitors", ("29270", "247"), "118.50", id="29270 of 247 firms"),
        pytest.param(trade.exhibits_per_exhibitor, "exhibits", "exhibitors", ("29270", "494"), "59.25", id="over both sessions"),
        pytest.param(
            trade.exhibits_per_exhibitor,
            "exhibits",
            "exhibitors",
            ("3052100", "25500"),
            "119.69",
            id="the whole 131st fair: 3 052 100 of 25 500",
        ),
        pytest.param(trade.exhibits_per_booth, "exhibits", "booths", ("29270", "637"), "45.95", id="29270 in 637 booths"),
        pytest.param(trade.intended_deals_ratio, "intended", "spending", ("36000000", "800000"), "45.00", id="3600 of 80 万元"),
        pytest.param(trade.intended_deals_ratio, "intended", "spending", ("3600", "80"), "45.00", id="the same left in 万元"),
    ],
)
def test_fair_averages_give_the_published_and_hand_worked_figures(metric, over, under, fair, printed):
    result = metric(**{over: Decimal(fair[0]), under: Decimal(fair[1])})
    assert agrees(result, Fraction(fair[0]) / Fraction(fair[1]))
    digits = len(printed.partition(".")[2])
    assert round_half_up(result.value, digits) == Decimal(printed)


FAIR = [
    pytest.param(trade.booths_per_exhibitor, "booths", "exhibitors", id="booths per exhibitor"),
    pytest.param(trade.exhibits_per_exhibitor, "exhibits", "exhibitors", id="exhibits per exhibitor"),
    pytest.param(trade.exhibits_per_booth, "exhibits", "booths", id="exhibits per booth"),
    pytest.param(trade.intended_deals_ratio, "intended", "spending", id="intended deals"),
]


@pytest.mark.parametrize(("metric", "over", "under"), FAIR)
def test_fair_averages_at_the_edges(metric, over, under):
    assert agrees(metric(**{over: Decimal(7), under: Decimal(7)}), 1)
    assert agrees(metric(**{over: Decimal(0), under: Decimal(7)}), 0)
    assert agrees(metric(**{over: Decimal(0), under: Decimal(0)}), None)
    with pytest.raises(InconsistentDataError, match="M-DIV-01"):
        metric(**{over: Decimal(1), under: Decimal(0)})
    with pytest.raises(InconsistentDataError, match="M-NEG-01"):
        metric(**{over: Decimal(-1), under: Decimal(7)})
    with pytest.raises(InconsistentDataError, match="M-NEG-01"):
        metric(**{over: Decimal(7), under: Decimal(-1)})


REFUSED = [
    pytest.param(trade.trade_total, {"exports": "-1", "imports": "5"}, "M-NEG-01", id="total: negative exports"),
    pytest.param(trade.trade_total, {"exports": "5", "imports": "-1"}, "M-NEG-01", id="total: negative imports"),
    pytest.param(trade.balance, {"exports": "-1", "imports": "5"}, "M-NEG-01", id="balance: negative exports"),
    pytest.param(trade.balance, {"exports": "5", "imports": "-1"}, "M-NEG-01", id="balance: negative imports"),
    pytest.param(trade.export_import_ratio, {"exports": "-1", "imports": "5"}, "M-NEG-01", id="ratio: negative exports"),
    pytest.param(trade.export_import_ratio, {"exports": "5", "imports": "-1"}, "M-NEG-01", id="ratio: negative imports"),
    pytest.param(trade.value_rank, {"value": "5", "others": ""}, "M-LEN-01", id="rank among nobody"),
    pytest.param(trade.value_rank, {"value": "-5", "others": "1"}, "M-NEG-01", id="rank of a negative value"),
    pytest.param(trade.value_rank, {"value": "5", "others": "1 -1"}, "M-NEG-01", id="rank among a negative value"),
    pytest.param(trade.market_concentration, {"partners": "5 -1"}, "M-NEG-01", id="concentration: negative partner"),
    pytest.param(trade.market_concentration_normalised, {"partners": "5 -1"}, "M-NEG-01", id="normalised: negative"),
    pytest.param(trade.market_concentration_normalised, {"partners": "-1"}, "M-NEG-01", id="normalised: one, negative"),
    pytest.param(trade.listed_partner_share, {"listed": "", "total": "5"}, "M-LEN-01", id="share of an empty list"),
    pytest.param(trade.listed_partner_share, {"listed": "3 2.01", "total": "5"}, "M-PART-01", id="list just above total"),
    pytest.param(trade.listed_partner_share, {"listed": "3", "total": "0"}, "M-DIV-01", id="list against no trade"),
    pytest.param(trade.listed_partner_share, {"listed": "3 -1", "total": "5"}, "M-NEG-01", id="list: negative partner"),
    pytest.param(trade.listed_partner_share, {"listed": "0", "total": "-5"}, "M-NEG-01", id="list: negative total"),
]


@pytest.mark.parametrize(("metric", "inputs", "code"), REFUSED)
def test_contradictory_figures_are_refused(metric, inputs, code):
    values = {name: numbers(text) if name in SEQUENCES else Decimal(text) for name, text in inputs.items()}
    with pytest.raises(InconsistentDataError, match=code):
        metric(**values)
