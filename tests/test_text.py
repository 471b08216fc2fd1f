"""Text of strangers: which characters are refused or replaced, and tables aligned for a terminal."""

import pytest

from evalkit.text import aligned, control_character, one_line, printable

REFUSED = [
    "\x00",
    "\x08",
    "\x0b",
    "\x0c",
    "\x1b",
    "\x1f",
    "\x7f",
    "\x85",
    "\x9b",
    "\u202a",
    "\u202e",
    "\u2066",
    "\u2069",
    "\ud800",
]


@pytest.mark.parametrize("character", REFUSED, ids=lambda character: f"U+{ord(character):04X}")
def test_a_control_character_is_named_and_replaced(character):
    text = f"甲{character}乙"
    assert control_character(text) == f"U+{ord(character):04X}"
    assert printable(text) == one_line(text) == "甲\ufffd乙"


@pytest.mark.parametrize("text", ["甲 乙", "甲\u3000乙", "≥95%", "镕喆𠮷", "甲\u200b乙", "café"])
def test_any_other_text_stays_as_it_is(text):
    assert control_character(text) == ""
    assert printable(text) == one_line(text) == text


def test_line_ends_and_tabs_are_text_but_not_on_one_line():
    text = "甲\r\n乙\r丙\n丁\t戊"
    assert control_character(text) == ""
    assert printable(text) == "甲\n乙\n丙\n丁\t戊"
    assert one_line(text + "\u2028己") == "甲 乙 丙 丁 戊 己"


def test_columns_begin_below_each_other_and_numbers_end_so():
    table = [("指标", "分值", "理由"), ("出口\n总值", 5, ""), ("a", "10.5", "x")]
    # 指标 is 4 wide, 出口 总值 9, 分值 4
    assert aligned(table, right=[1]) == ["指标       分值  理由", "出口 总值     5", "a          10.5  x"]
