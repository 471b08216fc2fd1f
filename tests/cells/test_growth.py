"""Growth rates: told from other rates by name or target, and a decline in words read as a negative number."""

from decimal import Decimal

import pytest

from evalkit.cells.growth import states_growth
from evalkit.cells.targets import read_actual, read_target

NAMES = [
    ("社会消费品零售总额增长率", "8%", True),
    ("出口增速", "≥8%", True),
    ("营业收入增长（％）", "8%", True),
    ("进出口总额", "同比增长8%以上", True),
    ("进出口总额", "≥8%", False),
    ("经济增长目标完成率", "100%", False),
    ("收入增长满意度", "95%", False),
]


@pytest.mark.parametrize(("name", "target", "growth"), NAMES)
def test_a_growth_rate_is_told_by_its_name_or_its_target(name, target, growth):
    assert states_growth(name, target) is growth


CHANGES = [
    ("下降2.4%", "-2.4"),
    ("同比下降２.４％", "-2.4"),
    ("负增长2.4%", "-2.4"),
    ("较上年增长5%", "5"),
    ("增长了5%", "5"),
    ("-2.4%", "-2.4"),
]


@pytest.mark.parametrize(("actual", "value"), CHANGES)
def test_a_change_in_words_is_a_growth_rate(actual, value):
    target = read_target("≥8%", name="社零增长率")
    assert read_actual(actual, target=target, name="社零增长率").value == Decimal(value)


def test_a_decline_is_no_negative_number_where_a_decline_is_wanted():
    target = read_target("≥5%", name="能耗下降率")
    assert read_actual("下降3%", target=target, name="能耗下降率").value is None
