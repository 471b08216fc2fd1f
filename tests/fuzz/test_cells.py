"""Targets, actual values, amounts and rates: what is written is read, however it is written, and nothing else is."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evalkit.cells.amounts import read_amount, read_award, read_points, read_rate, read_total
from evalkit.cells.cell import Kind
from evalkit.cells.targets import in_unit, read_actual, read_target
from evalkit.cells.units import canonical
from evalkit.forms.assess import assess
from evalkit.forms.model import FormRow
from tests.fuzz import grammar
from tests.fuzz.cells import HIDDEN, RULEBOOKS, check_amount, check_target, told
from tests.fuzz.depth import examples

MONEY = {"元": Decimal(1), "万元": Decimal(10) ** 4, "亿元": Decimal(10) ** 8}


@examples(120)
@given(grammar.noise, grammar.noise, grammar.noise, grammar.noise, grammar.noise, st.sampled_from(["", "2021", "2021年度"]))
def test_any_text_is_read_alike_in_any_width_and_with_any_spaces(text, sign, unit, name, actual, year):
    check_target(text, sign, unit, name, actual, year)


@examples(300)
@given(grammar.noise)
def test_any_text_is_a_figure_or_is_refused(text):
    check_amount(text)


@examples(250)
@given(st.data(), grammar.printed(), grammar.signs, grammar.units)
def test_a_target_that_was_written_is_read_back(data, number, sign, unit):
    (shown, plain), (written, comparator) = number, sign
    cell = read_target(grammar.spread(data.draw, written, shown, unit))
    assert (cell.kind, cell.comparator, cell.value, cell.unit) == (Kind.NUMBER, comparator, Decimal(plain), canonical(unit))
    assert cell.digits == len(plain.partition(".")[2])


@examples(150)
@given(st.data(), grammar.printed(), grammar.printed(), st.sampled_from("-~至到—－～"), grammar.units)
def test_a_range_that_was_written_is_read_back(data, one, other, between, unit):
    low, high = sorted((one, other), key=lambda number: Decimal(number[1]))
    cell = read_target(grammar.spread(data.draw, low[0], between, high[0], unit))
    assert (cell.kind, cell.low, cell.high) == (Kind.RANGE, Decimal(low[1]), Decimal(high[1]))
    assert cell.unit == canonical(unit)


@examples(100)
@given(st.integers(1, 9999), st.sampled_from("个 家 人 次 场 件".split()))
def test_chinese_numerals_are_read_as_the_digits(number, unit):
    written = _in_chinese(number)
    assert read_target(f"≥{written}{unit}").value == number
    assert read_target(f"百分之{written}").value == number


def _in_chinese(number: int) -> str:
    signs, text, zero = "零一二三四五六七八九", "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            text += ("零" if zero and text else "") + signs[digit] + name
        zero = not digit
    return text


@examples(150)
@given(st.data(), grammar.printed(), st.sampled_from([*MONEY]), st.sampled_from(["", *MONEY]))
def test_an_amount_is_the_same_money_in_every_unit(data, number, heading, own):
    shown, plain = number
    text = grammar.spread(data.draw, data.draw(st.sampled_from(["", "¥", "￥", "约"])), shown, own)
    amount = read_amount(text, heading)
    assert amount.value * MONEY[heading] == Decimal(plain) * MONEY[own or heading]
    assert amount.unit == own


@examples(150)
@given(grammar.printed())
def test_points_awards_rates_and_totals_are_read_as_written(number):
    shown, plain = number
    value = Decimal(plain)
    assert read_points(f"{shown}分") == read_award(shown) == value
    assert read_award(f"－{shown}") == -value and (read_points(f"-{shown}") is None or not value)
    assert read_rate(f"{shown}％").share * 100 == value
    assert read_total(f"总分：{shown}分（优）") == (value, value)


@pytest.mark.parametrize("note", ["①", "②", "²", "³", "⑴", "⁰", "㈠"])
@pytest.mark.parametrize("read", [read_points, read_award, read_rate, read_total, lambda text: read_amount(text, "元")])
def test_a_footnote_mark_is_no_digit_of_the_figure(read, note):
    assert read(f"8{note}") is None


@pytest.mark.parametrize("hidden", sorted(HIDDEN))
def test_a_cell_that_only_holds_what_nobody_sees_is_blank(hidden):
    assert read_target(hidden).kind is Kind.BLANK
    assert told(read_target(f"最多{hidden}5个")) == told(read_target("最多5个"))


def test_a_cell_whose_digits_are_shown_in_another_order_is_not_read():
    assert read_target("\u202e59\u202c%").kind is Kind.UNCLEAR


@examples(150)
@given(
    grammar.numbers,
    st.sampled_from(
        [("万元", "元"), ("亿元", "万元"), ("小时", "分钟"), ("公里", "米"), ("公顷", "亩"), ("%", "‰"), ("吨", "斤")]
    ),
)
def test_a_unit_converts_there_and_back(number, pair):
    large, small = pair
    there = in_unit(number, large, small)
    assert there >= number and in_unit(there, small, large) == number


@examples(200)
@given(
    st.sampled_from("≥>"),
    st.decimals(-500, 500, places=2),
    st.decimals(-500, 500, places=2),
    st.decimals(-500, 500, places=2),
    st.sampled_from([("数量指标", "培训人数", "人"), ("效益指标", "出口额增长率", "%"), ("质量指标", "合格率", "%")]),
)
def test_a_better_actual_value_never_lowers_the_award(sign, target, one, other, row):
    category, name, unit = row
    worse, better = sorted((one, other))
    assume(target > 0)
    for rulebook in (book for book in RULEBOOKS if book.over_achievement.policy != "reduce"):
        awards = [
            _award(rulebook, f"{sign}{target:f}{unit}", f"{each:f}{unit}", FormRow("产出指标", category, name))
            for each in (worse, better)
        ]
        assert awards[0] is None or (awards[1] is not None and awards[0] <= awards[1]), rulebook.edition


@examples(150)
@given(
    st.sampled_from("≤<"),
    st.decimals("0.01", 500, places=2),
    st.decimals(0, 500, places=2),
    st.decimals(0, 500, places=2),
)
def test_spending_less_than_a_ceiling_never_lowers_the_award(sign, target, one, other):
    less, more = sorted((one, other))
    row = FormRow("成本指标", "经济成本指标", "维修成本")
    for rulebook in RULEBOOKS:
        awards = [_award(rulebook, f"{sign}{target:f}万元", f"{each:f}万元", row) for each in (more, less)]
        assert awards[0] is None or (awards[1] is not None and awards[0] <= awards[1]), rulebook.edition


def _award(rulebook, target: str, actual: str, row: FormRow) -> Decimal | None:
    wanted = read_target(target, name=row.name)
    found = assess(rulebook, row, wanted, read_actual(actual, target=wanted, name=row.name), Decimal(10))
    return found.award


def test_a_text_longer_than_any_target_is_not_read_and_says_so():
    cell = read_target("第1" * 16_000)
    assert cell.kind is Kind.UNCLEAR and "32000 字" in cell.reason
    assert read_target("效果明显" + "，" * 1996).kind is Kind.WORDS
