"""What metrics share: the words that are attached to them, and the figures that all of them refuse."""

from decimal import Decimal

import pytest

from evalkit.errors import InconsistentDataError
from evalkit.metrics.definition import (
    Definition,
    metric,
    numbered,
    part_of_whole,
    refuse_negative,
    refuse_outside_share,
    refuse_part_above_whole,
    refuse_wrong_length,
)


def decimals(*printed: str) -> list[Decimal]:
    return [Decimal(text) for text in printed]


def test_the_words_are_attached_and_the_function_is_left_as_it_is():
    def plain():
        return Decimal(1)

    words = {"name": "占比", "unit": "%", "basis": "部分 ÷ 总体", "working": "{part} ÷ {whole}", "digits": 2}
    attached = metric(**words)(plain)
    assert attached is plain
    assert attached.definition == Definition(**words)


@pytest.mark.parametrize(
    ("working", "in_words"),
    [
        pytest.param("{part} ÷ {whole}", False, id="a formula"),
        pytest.param("", False, id="nothing"),
        pytest.param("（{whole} − {part}）× 2", False, id="signs and wide brackets are no words"),
        pytest.param("\u4dff{part}\ua000", False, id="the neighbours of the first and the last Chinese character"),
        pytest.param("{counts} 中的最小值", True, id="a description"),
        pytest.param("{part}\u4e00", True, id="the first Chinese character"),
        pytest.param("\u9fff{part}", True, id="the last"),
    ],
)
def test_a_working_with_chinese_characters_is_a_description(working, in_words):
    assert Definition(name="", unit="", basis="", working=working, digits=None).in_words is in_words


def test_what_is_not_negative_is_let_through():
    refuse_negative(zero=Decimal(0), half=Decimal("0.5"), many=Decimal(10**9))
    refuse_negative()


def test_only_the_negative_ones_are_told_each_with_its_amount():
    with pytest.raises(InconsistentDataError, match="M-NEG-01") as refused:
        refuse_negative(first=Decimal("-0.01"), zero=Decimal(0), last=Decimal(-7), fine=Decimal(7))
    assert refused.value.found == "first = -0.01，last = -7"


@pytest.mark.parametrize("shares", [("0", "1"), ("0.5",), ("0.0", "1.00"), ()])
def test_a_share_of_nothing_to_all_is_let_through(shares):
    refuse_outside_share(**numbered("shares", decimals(*shares)))


@pytest.mark.parametrize("outside", ["-0.001", "1.001", "-1", "2", "98"])
def test_a_share_outside_is_told_by_its_place(outside):
    with pytest.raises(InconsistentDataError, match="M-SHARE-01") as refused:
        refuse_outside_share(**numbered("shares", decimals("0", outside, "1")))
    assert refused.value.found == f"shares 第 2 个 = {outside}"


@pytest.mark.parametrize(("part", "whole"), [("1", "4"), ("4", "4.0"), ("0", "0"), ("3.99", "4")])
def test_a_part_within_its_whole_is_let_through(part, whole):
    refuse_part_above_whole(part=Decimal(part), whole=Decimal(whole))
    assert part_of_whole(part=Decimal(part), whole=Decimal(whole)).numerator == Decimal(part)
    assert part_of_whole(part=Decimal(part), whole=Decimal(whole)).denominator == Decimal(whole)


@pytest.mark.parametrize("refuses", [refuse_part_above_whole, part_of_whole], ids=lambda each: each.__name__)
def test_a_part_above_its_whole_is_told_with_both(refuses):
    with pytest.raises(InconsistentDataError, match="M-PART-01") as refused:
        refuses(part=Decimal("4.01"), whole=Decimal(4))
    assert refused.value.found == "部分 4.01，总体 4"


def test_a_part_of_nothing_is_a_division_by_zero_before_it_is_too_great():
    with pytest.raises(InconsistentDataError, match="M-DIV-01"):
        part_of_whole(part=Decimal(1), whole=Decimal(0))


def test_values_are_numbered_as_people_count():
    assert numbered("months", decimals("5", "7")) == {"months 第 1 个": 5, "months 第 2 个": 7}
    assert numbered("months", []) == {}


def test_sequences_that_fit_are_let_through():
    refuse_wrong_length(fits=True, expected="至少 1 个", months=decimals("5"))


def test_sequences_that_do_not_fit_are_told_with_their_lengths_and_what_was_expected():
    with pytest.raises(InconsistentDataError, match="M-LEN-01") as refused:
        refuse_wrong_length(fits=False, expected="两列个数相同", rates=decimals("1", "1"), months=[])
    assert refused.value.found == "rates 有 2 个，months 有 0 个"
    assert refused.value.expected == "两列个数相同"
