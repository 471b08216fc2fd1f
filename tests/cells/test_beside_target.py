"""An actual value beside its target: what a bare number may be, and what the indicator's name says of it."""

from decimal import Decimal

import pytest

from evalkit.cells.cell import Kind
from evalkit.cells.targets import read_actual, read_target

READ = [
    # target, actual, name, value, unit
    pytest.param("95", "97.3%", "验收合格率", "97.3", "%", id="a rate by its name, the target without a sign"),
    pytest.param("95", "97.3", "群众满意度", "97.3", "%", id="satisfaction, neither with a sign"),
    pytest.param("95", "97.3%", "合格率（％）", "97.3", "%", id="the sign in the brackets of the name"),
    pytest.param("0.95", "0.96", "验收合格率", "0.96", "", id="two shares stay as they are"),
    pytest.param("2次", "1次", "巡查频率", "1", "次", id="a frequency is no percentage"),
    pytest.param("2", "1", "巡查频率", "1", "", id="a frequency without a unit neither"),
    pytest.param("0", "0%", "", "0", "", id="zero is zero in any unit"),
    pytest.param("0", "2起", "", "2", "", id="two events where none were allowed"),
    pytest.param("17.5亿", "286000万元", "", "28.6", "亿", id="286000 ten thousand are 28.6 hundred million"),
    pytest.param("3万", "15000人", "", "1.5", "万", id="15000 people are 1.5 ten thousand"),
    pytest.param(".95", ".96", "", "0.96", "", id="no zero before the point"),
    pytest.param("≥.5%", ".6%", "", "0.6", "%", id="no zero before the point, per cent"),
    pytest.param("≥5%", "9", "", "9", "%", id="a bare number near its target"),
    pytest.param("≤5%", "1.2", "", "1.2", "%", id="a quarter of its target is near enough"),
    pytest.param("≤5.8万元", "5.7", "", "5.7", "万元", id="near a target in ten thousand yuan"),
    pytest.param("≤900000元", "899740", "", "899740", "元", id="near a target in yuan"),
    pytest.param("≥10万人", "0", "", "0", "万人", id="nothing is nothing in any unit"),
]


@pytest.mark.parametrize(("target", "actual", "name", "value", "unit"), READ)
def test_an_actual_value_is_read_beside_its_target(target, actual, name, value, unit):
    cell = read_actual(actual, target=read_target(target, name=name), name=name)
    assert (cell.kind, cell.value, cell.unit) == (Kind.NUMBER, Decimal(value), unit), cell.reason


REFUSED = [
    # target, its unit cell, actual, name
    pytest.param("90", "%", "0.95", "", id="the target's sign in a cell of its own: 95% or 0.95%"),
    pytest.param("95", "", "0.97", "验收合格率", id="a rate by its name"),
    pytest.param("≥90%", "", "1.05", "", id="105% or 1.05%"),
    pytest.param("0.95", "", "96%", "验收合格率", id="a share against a percentage"),
    pytest.param("≤5.8万元", "", "58000", "", id="58000 yuan, or ten thousand times as much"),
    pytest.param("1.2亿元", "", "12000", "", id="12000 in ten thousand, or in hundred million"),
    pytest.param("12万人次", "", "110000", "", id="110000 visits, or ten thousand times as many"),
    pytest.param("≤900000元", "", "90", "", id="90 yuan, or 90 ten thousand"),
    pytest.param("≥10个", "", "9" * 19, "", id="more digits than any figure has"),
]


@pytest.mark.parametrize(("target", "unit", "actual", "name"), REFUSED)
def test_a_number_that_may_be_another_is_refused(target, unit, actual, name):
    cell = read_actual(actual, target=read_target(target, unit=unit, name=name), name=name)
    assert cell.kind is Kind.UNCLEAR
    assert cell.reason


def test_a_class_is_no_quantity():
    assert read_target("5A").kind is Kind.WORDS
