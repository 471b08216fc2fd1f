"""General metrics against figures worked by hand; expected values are exact fractions."""

from decimal import Decimal
from fractions import Fraction

import pytest

from evalkit.errors import InconsistentDataError
from evalkit.metrics import general
from evalkit.quantities import Ratio


def numbers(text):
    return tuple(Decimal(part) for part in text.split())


def exact(result):
    """Return the result without any rounding; None when undefined."""
    if isinstance(result, Ratio):
        return Fraction(result.numerator) / Fraction(result.denominator) if result.denominator else None
    return Fraction(result)


def agrees(result, expected):
    return exact(result) == (None if expected is None else Fraction(expected))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param("32075 1202", "33277", id="cumulative persons: 32075 + 1202, printed as 33277"),
        pytest.param("975 934", "1909", id="vehicle trips: 975 + 934, printed as 1909"),
        pytest.param("0.1 0.2", "3/10", id="exact decimals: 0.1 + 0.2 is 0.3"),
        pytest.param("7", "7", id="one part is the total"),
        pytest.param("0 0", "0", id="parts of zero are a total of zero"),
        pytest.param("3 1 2", "6", id="order is immaterial"),
    ],
)
def test_total_is_the_sum_of_the_parts(parts, expected):
    assert agrees(general.total(parts=numbers(parts)), expected)


@pytest.mark.parametrize(
    ("whole", "part", "expected"),
    [
        pytest.param("4578", "1909", "2669", id="trips before 2022: 4578 − 1909"),
        pytest.param("100", "100", "0", id="nothing left"),
        pytest.param("100", "99.99", "1/100", id="just below the whole"),
        pytest.param("100", "0", "100", id="nothing taken"),
        pytest.param("0", "0", "0", id="nothing of nothing"),
    ],
)
def test_remainder_is_the_whole_without_the_part(whole, part, expected):
    assert agrees(general.remainder(whole=Decimal(whole), part=Decimal(part)), expected)


@pytest.mark.parametrize(
    ("minuend", "subtrahend", "expected"),
    [
        pytest.param("1772.6", "1789.5", "-169/10", id="trade 2022 − 2021 in 亿元: a fall of 16.9"),
        pytest.param("1789.5", "1772.6", "169/10", id="the other way round"),
        pytest.param("5", "5", "0", id="equal"),
        pytest.param("0", "5", "-5", id="from zero"),
        pytest.param("-0.01", "0.02", "-3/100", id="growth of −1 % against 2 %: 3 百分点 below"),
    ],
)
def test_difference_may_be_negative(minuend, subtrahend, expected):
    assert agrees(general.difference(minuend=Decimal(minuend), subtrahend=Decimal(subtrahend)), expected)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        pytest.param("1446.5", "1772.6", "14465/17726", id="exports within total trade 2022"),
        pytest.param("144650000000", "177260000000", "14465/17726", id="the same in yuan"),
        pytest.param("7", "7", "1", id="the whole"),
        pytest.param("6.99", "7", "699/700", id="just below the whole"),
        pytest.param("0", "7", "0", id="no part is zero, not 'not applicable'"),
        pytest.param("0", "0", None, id="no whole is not applicable"),
    ],
)
def test_share_is_the_part_over_the_whole(part, whole, expected):
    assert agrees(general.share(part=Decimal(part), whole=Decimal(whole)), expected)


@pytest.mark.parametrize(
    ("current", "previous", "expected"),
    [
        pytest.param("1772.6", "1789.5", "-169/17895", id="trade 2022: −16.9 of 1789.5"),
        pytest.param("177260000000", "178950000000", "-169/17895", id="the same in yuan"),
        pytest.param("150", "100", "1/2", id="up by half"),
        pytest.param("100", "100", "0", id="unchanged"),
        pytest.param("100.01", "100", "1/10000", id="just above"),
        pytest.param("99.99", "100", "-1/10000", id="just below"),
        pytest.param("0", "100", "-1", id="down to nothing"),
        pytest.param("0", "0", None, id="nothing in both years is not applicable"),
    ],
)
def test_year_on_year_change_is_the_change_over_the_previous_level(current, previous, expected):
    assert agrees(general.year_on_year_change(current=Decimal(current), previous=Decimal(previous)), expected)


@pytest.mark.parametrize(
    ("current", "previous", "expected"),
    [
        pytest.param("1772.6", "1789.5", "17726/17895", id="trade 2022 against 2021"),
        pytest.param("177260000000", "178950000000", "17726/17895", id="the same in yuan"),
        pytest.param("100", "100", "1", id="unchanged"),
        pytest.param("101", "100", "101/100", id="just above"),
        pytest.param("99", "100", "99/100", id="just below"),
        pytest.param("0", "100", "0", id="down to nothing is zero"),
        pytest.param("0", "0", None, id="nothing in both years is not applicable"),
    ],
)
def test_level_ratio_is_current_over_previous(current, previous, expected):
    assert agrees(general.level_ratio(current=Decimal(current), previous=Decimal(previous)), expected)


@pytest.mark.parametrize(
    ("actual", "target", "expected"),
    [
        pytest.param("15", "8", "15/8", id="trainings: 15 of 8, not capped here"),
        pytest.param("8", "8", "1", id="exactly on target"),
        pytest.param("7.99", "8", "799/800", id="just short"),
        pytest.param("8.01", "8", "801/800", id="just above"),
        pytest.param("0", "8", "0", id="nothing done is zero, not 'not applicable'"),
        pytest.param("0", "0", None, id="no target and nothing done is not applicable"),
        pytest.param("1772.6", "1843.185", "1772600/1843185", id="trade against a level of +3 %: 1789.5 × 1.03"),
        pytest.param("177260000000", "184318500000", "1772600/1843185", id="the same in yuan"),
    ],
)
def test_target_attainment_is_actual_over_target(actual, target, expected):
    assert agrees(general.target_attainment(actual=Decimal(actual), target=Decimal(target)), expected)


@pytest.mark.parametrize(
    ("current", "change", "previous", "increase"),
    [
        pytest.param("120", "0.2", "100", "20", id="100 and a fifth more is 120"),
        pytest.param("75", "-0.25", "100", "-25", id="100 and a quarter less is 75"),
        pytest.param("100", "0", "100", "0", id="unchanged"),
        pytest.param("300", "2", "100", "200", id="trebled: a rise of 200 %"),
        pytest.param("0", "0.2", "0", "0", id="nothing after growth was nothing before"),
        pytest.param("1", "-0.99", "100", "-99", id="just above a fall of 100 %"),
        pytest.param("0", "-1", None, None, id="nothing after a fall of 100 % tells nothing"),
        pytest.param("1309.05", "0.024", "1309050/1024", "31417.2/1024", id="retail 2022: 1309.05 × 1000 ÷ 1024"),
        pytest.param("130905000000", "0.024", "130905000000000/1024", "3141720000000/1024", id="the same in yuan"),
    ],
)
def test_a_level_and_its_growth_imply_the_previous_level_and_the_increase(current, change, previous, increase):
    inputs = {"current": Decimal(current), "change": Decimal(change)}
    over, _, under = (increase or "").partition("/")
    expected = None if increase is None else Fraction(over) / Fraction(under or 1)
    assert agrees(general.implied_previous(**inputs), previous)
    assert agrees(general.implied_increase(**inputs), expected)


@pytest.mark.parametrize(
    ("total", "count", "expected"),
    [
        pytest.param("660000", "12", "55000", id="declarations a month: 66 万票 over 12"),
        pytest.param("14153", "1909", "14153/1909", id="persons per trip 2022"),
        pytest.param("7", "7", "1", id="one each"),
        pytest.param("0", "12", "0", id="nothing spread on twelve is zero"),
        pytest.param("0", "0", None, id="nothing on nothing is not applicable"),
    ],
)
def test_average_is_total_over_count(total, count, expected):
    assert agrees(general.average(total=Decimal(total), count=Decimal(count)), expected)


@pytest.mark.parametrize(
    ("result", "digits", "printed"),
    [
        pytest.param(general.share(part=Decimal("1446.5"), whole=Decimal("1772.6")), 2, "81.60%", id="exports"),
        pytest.param(general.share(part=Decimal("326.1"), whole=Decimal("1772.6")), 2, "18.40%", id="imports"),
        pytest.param(
            general.year_on_year_change(current=Decimal("1772.6"), previous=Decimal("1789.5")), 4, "−0.9444%", id="trade"
        ),
        pytest.param(
            general.year_on_year_change(current=Decimal("1309.05"), previous=Decimal("1278.10")),
            4,
            "2.4216%",
            id="retail sales: the published 2.4 % from the published 2021 level",
        ),
        pytest.param(
            general.year_on_year_change(current=Decimal("1789.5"), previous=Decimal("1428.9")),
            1,
            "25.2%",
            id="trade 2021: the published 25.2 % from the published 2020 level",
        ),
        pytest.param(general.target_attainment(actual=Decimal(15), target=Decimal(8)), 1, "187.5%", id="trainings"),
    ],
)
def test_published_figures_of_the_2022_report_come_out(result, digits, printed):
    assert result.percent(digits) == printed


def test_growth_and_level_ratio_differ_by_one():
    levels = {"current": Decimal("1772.6"), "previous": Decimal("1789.5")}
    assert exact(general.level_ratio(**levels)) - exact(general.year_on_year_change(**levels)) == 1


REFUSED = [
    pytest.param(general.total, {"parts": ""}, "M-LEN-01", id="total of an empty selection is not 0"),
    pytest.param(general.total, {"parts": "5 -1"}, "M-NEG-01", id="total with a negative part"),
    pytest.param(general.remainder, {"whole": "7", "part": "7.01"}, "M-PART-01", id="remainder: part above whole"),
    pytest.param(general.remainder, {"whole": "7", "part": "-1"}, "M-NEG-01", id="remainder: negative part"),
    pytest.param(general.remainder, {"whole": "-1", "part": "0"}, "M-NEG-01", id="remainder: negative whole"),
    pytest.param(general.share, {"part": "7.01", "whole": "7"}, "M-PART-01", id="share: part above whole"),
    pytest.param(general.share, {"part": "1", "whole": "0"}, "M-DIV-01", id="share of a whole of zero"),
    pytest.param(general.share, {"part": "-1", "whole": "7"}, "M-NEG-01", id="share: negative part"),
    pytest.param(general.share, {"part": "0", "whole": "-1"}, "M-NEG-01", id="share: negative whole"),
    pytest.param(general.year_on_year_change, {"current": "1", "previous": "0"}, "M-DIV-01", id="growth from zero"),
    pytest.param(general.year_on_year_change, {"current": "-1", "previous": "1"}, "M-NEG-01", id="growth to a negative"),
    pytest.param(general.year_on_year_change, {"current": "1", "previous": "-1"}, "M-NEG-01", id="growth from a negative"),
    pytest.param(general.level_ratio, {"current": "1", "previous": "0"}, "M-DIV-01", id="level ratio to zero"),
    pytest.param(general.level_ratio, {"current": "-1", "previous": "1"}, "M-NEG-01", id="level ratio: negative current"),
    pytest.param(general.level_ratio, {"current": "1", "previous": "-1"}, "M-NEG-01", id="level ratio: negative previous"),
    pytest.param(general.target_attainment, {"actual": "1", "target": "0"}, "M-DIV-01", id="attainment of a zero target"),
    pytest.param(general.target_attainment, {"actual": "-1", "target": "1"}, "M-NEG-01", id="attainment: fall as actual"),
    pytest.param(general.target_attainment, {"actual": "1", "target": "-1"}, "M-NEG-01", id="attainment: fall as target"),
    pytest.param(general.implied_previous, {"current": "5", "change": "-1"}, "M-DIV-01", id="previous: −100 % and 5 left"),
    pytest.param(general.implied_previous, {"current": "5", "change": "-1.2"}, "M-NEG-01", id="previous: below −100 %"),
    pytest.param(general.implied_previous, {"current": "-5", "change": "0.1"}, "M-NEG-01", id="previous: negative level"),
    pytest.param(general.implied_increase, {"current": "5", "change": "-1"}, "M-DIV-01", id="increase: −100 % and 5 left"),
    pytest.param(general.implied_increase, {"current": "5", "change": "-1.2"}, "M-NEG-01", id="increase: below −100 %"),
    pytest.param(general.implied_increase, {"current": "-5", "change": "0.1"}, "M-NEG-01", id="increase: negative level"),
    pytest.param(general.average, {"total": "1", "count": "0"}, "M-DIV-01", id="average over no count"),
    pytest.param(general.average, {"total": "-1", "count": "1"}, "M-NEG-01", id="average: negative total"),
    pytest.param(general.average, {"total": "1", "count": "-1"}, "M-NEG-01", id="average: negative count"),
    pytest.param(general.product, {"quantity": "-2", "times": "4"}, "M-NEG-01", id="product: negative quantity"),
    pytest.param(general.product, {"quantity": "2", "times": "-4"}, "M-NEG-01", id="product: negative times"),
]


@pytest.mark.parametrize(("metric", "inputs", "code"), REFUSED)
def test_contradictory_figures_are_refused(metric, inputs, code):
    values = {name: numbers(text) if name == "parts" else Decimal(text) for name, text in inputs.items()}
    with pytest.raises(InconsistentDataError, match=code):
        metric(**values)


def test_the_message_names_the_place_of_the_wrong_part():
    with pytest.raises(InconsistentDataError, match="parts 第 2 个 = -1"):
        general.total(parts=numbers("5 -1"))


@pytest.mark.parametrize(
    ("quantity", "times", "expected"),
    [
        pytest.param("2", "4", "8", id="two trainings a quarter over four quarters"),
        pytest.param("247", "2", "494", id="247 firms at each of two sessions are 494 firm-sessions"),
        pytest.param("0", "4", "0", id="nothing, four times, is nothing"),
        pytest.param("2", "0", "0", id="no quarter at all"),
    ],
)
def test_product_is_quantity_times_times(quantity, times, expected):
    assert general.product(quantity=Decimal(quantity), times=Decimal(times)) == Decimal(expected)
