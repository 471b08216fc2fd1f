"""How a sum divides, against figures worked by hand."""

from decimal import Decimal

import pytest

from evalkit.errors import InconsistentDataError
from evalkit.metrics import concentration

OF_AMOUNTS = [concentration.ten_largest_share, concentration.concentration_index, concentration.fewest_making_half]


def decimals(*printed: str) -> list[Decimal]:
    return [Decimal(text) for text in printed]


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        pytest.param(["9"] * 10 + ["2"] * 5, "0.9", id="90 of 100"),
        pytest.param(["2"] * 5 + ["9"] * 10, "0.9", id="in any order"),
        pytest.param(["1"] * 10, "1", id="ten are all"),
        pytest.param(["1"] * 11, str(Decimal(10) / 11), id="one more than ten: 10/11"),
        pytest.param(["5"], "1", id="one alone"),
        pytest.param(["0.5"] * 20, "0.5", id="twenty equal"),
    ],
)
def test_the_share_of_the_ten_largest(amounts, expected):
    assert concentration.ten_largest_share(amounts=decimals(*amounts)).value == Decimal(expected)


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        pytest.param(["50", "30", "15", "5"], "0.365", id="0.25 + 0.09 + 0.0225 + 0.0025"),
        pytest.param(["7"] * 4, "0.25", id="four equal: 1/4"),
        pytest.param(["7"], "1", id="one alone"),
        pytest.param(["7", "0"], "1", id="one who has nothing changes nothing"),
    ],
)
def test_the_index_is_the_sum_of_squared_shares(amounts, expected):
    assert concentration.concentration_index(amounts=decimals(*amounts)).value == Decimal(expected)


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        pytest.param(["50", "30", "15", "5"], "1", id="exactly half"),
        pytest.param(["49", "31", "15", "5"], "2", id="just below half"),
        pytest.param(["5", "15", "31", "49"], "2", id="in any order"),
        pytest.param(["25"] * 4, "2", id="four equal"),
        pytest.param(["20"] * 5, "3", id="five equal: 2.5 rounded up"),
        pytest.param(["1"], "1", id="one alone"),
    ],
)
def test_the_fewest_that_have_half(amounts, expected):
    assert concentration.fewest_making_half(amounts=decimals(*amounts)) == Decimal(expected)


@pytest.mark.parametrize("amounts", [[], ["0", "0"]], ids=["none", "nothing"])
def test_of_nothing_no_part_is_known(amounts):
    assert concentration.ten_largest_share(amounts=decimals(*amounts)).value is None
    assert concentration.concentration_index(amounts=decimals(*amounts)).value is None
    assert concentration.fewest_making_half(amounts=decimals(*amounts)) is None


@pytest.mark.parametrize("metric", OF_AMOUNTS, ids=lambda metric: metric.__name__)
def test_a_negative_amount_is_refused_by_its_place(metric):
    with pytest.raises(InconsistentDataError, match="M-NEG-01") as refused:
        metric(amounts=decimals("3", "-1"))
    assert "amounts 第 2 个 = -1" in str(refused.value)
