"""Sentences follow their measures; nothing in a text is executed, and every fault of a text is told at once."""

from dataclasses import replace
from decimal import Decimal

import pytest

from evalkit.errors import InputProblems
from evalkit.measures import Measure, Status
from evalkit.present.prose import bind, change_words, zero_words


def measure(id: str, value: str | None, unit: str = "%", digits: int = 2) -> Measure:
    number = None if value is None else Decimal(value)
    return Measure(id, id, number, unit, digits, "", Status.MISSING if value is None else Status.MEASURED)


GROWTH = [
    pytest.param("0.5867", "增长 0.59%", id="1800 / 1789.5 - 1"),
    pytest.param("-0.9444", "下降 0.94%", id="1772.6 / 1789.5 - 1"),
    pytest.param("0.004", "持平", id="shown as 0.00, so it is no growth"),
    pytest.param("-0.004", "持平", id="shown as 0.00, so it is no fall"),
    pytest.param("0.005", "增长 0.01%", id="rounded half up it is growth"),
    pytest.param(None, "变化缺失", id="missing is not zero"),
]


@pytest.mark.parametrize(("value", "words"), GROWTH)
def test_the_word_of_a_change_follows_the_figure_as_printed(value, words):
    assert change_words(measure("change", value)) == words


@pytest.mark.parametrize(("value", "words"), [("0", "为零"), ("1", "发生 1 起"), (None, "缺失")])
def test_zero_events_are_said_to_be_zero_only_when_they_are(value, words):
    assert zero_words(measure("accidents", value, "起", 0)) == words


def test_a_figure_links_to_its_source():
    shown = bind("同比{{ change|change }}。", {"change": measure("change", "-0.9444")})
    assert shown == '同比<a class="figure" href="#m-change">下降 0.94%</a>。'


def test_a_missing_figure_is_printed_as_missing_and_marked():
    assert ">缺失</a>" in bind("{{ x }}", {"x": measure("x", None)})
    assert 'class="figure missing"' in bind("{{ x }}", {"x": measure("x", None)})


def test_unknown_names_and_words_are_told_all_at_once_with_the_nearest():
    with pytest.raises(InputProblems) as refused:
        bind("{{ chnge }}{{ change|verdit }}{{ nothing_like_it }}", {"change": measure("change", "1")}, place="narrative/10.md")
    problems = refused.value.problems
    assert [problem.code for problem in problems] == ["V-TXT-01", "V-TXT-02", "V-TXT-01"]
    assert "是否为“change”？" in problems[0].remedy
    assert all(problem.where == "narrative/10.md" for problem in problems)


@pytest.mark.parametrize("text", ["{{ 7*7 }}", "{{ change.__class__ }}", "{% raw %}", "{{ change|upper() }}"])
def test_nothing_in_a_text_is_executed(text):
    assert bind(text, {"change": measure("change", "1")}) == text


def test_a_hostile_name_is_shown_literally():
    hostile = replace(measure("x", "1", "元"), name='<img src="x" onerror="alert(1)">')
    from evalkit.present.display import render

    shown = render("sources.html.j2", "", measures=[hostile]).html
    assert "<img" not in shown
    assert "&lt;img src=&#34;x&#34; onerror=&#34;alert(1)&#34;&gt;" in shown
