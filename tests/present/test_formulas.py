"""Formulas are fractions that a browser sets by itself; whatever a measure is called, it stays text."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_markdown_cell

from evalkit.computing import compute
from evalkit.measures import Measure, Status, exact_count
from evalkit.metrics import METRICS, general, redemption
from evalkit.present.formulas import TAGS, formula_mathml, latex_mathml
from evalkit.present.page import clean_html, markdown_cell
from evalkit.results import dump_json, load_json


def fact(name: str, number: int = 3):
    return exact_count(name, name, number, "项", "清点")


def tree(formula: str) -> BeautifulSoup:
    return BeautifulSoup(clean_html(formula_mathml(formula)), "html.parser")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        pytest.param("{甲} + {乙}", "<mtext>甲</mtext><mo>+</mo><mtext>乙</mtext>", id="sum"),
        pytest.param("{甲} ÷ {乙}", "<mfrac><mtext>甲</mtext><mtext>乙</mtext></mfrac>", id="quotient"),
        pytest.param(
            "({甲} − {乙}) ÷ {乙}",
            "<mfrac><mrow><mtext>甲</mtext><mo>−</mo><mtext>乙</mtext></mrow><mtext>乙</mtext></mfrac>",
            id="a fraction line makes parentheses needless",
        ),
        pytest.param(
            "{甲} ÷ {乙} × 100%",
            "<mfrac><mtext>甲</mtext><mtext>乙</mtext></mfrac><mo>×</mo><mn>100%</mn>",
            id="in per cent",
        ),
        pytest.param(
            "{甲} × (1 − {乙})",
            "<mtext>甲</mtext><mo>×</mo><mo>(</mo><mn>1</mn><mo>−</mo><mtext>乙</mtext><mo>)</mo>",
            id="factor",
        ),
        pytest.param(
            "{甲} − ({乙} + {丙})",
            "<mtext>甲</mtext><mo>−</mo><mo>(</mo><mtext>乙</mtext><mo>+</mo><mtext>丙</mtext><mo>)</mo>",
            id="what is taken away keeps its parentheses",
        ),
        pytest.param(
            "({甲} + {乙}) − {丙}", "<mtext>甲</mtext><mo>+</mo><mtext>乙</mtext><mo>−</mo><mtext>丙</mtext>", id="in order"
        ),
        pytest.param("{甲} + … + {乙}", "<mtext>甲</mtext><mo>+</mo><mo>…</mo><mo>+</mo><mtext>乙</mtext>", id="long list"),
    ],
)
def test_a_formula_is_set_as_it_is_written_by_hand(formula, expected):
    assert str(tree(formula)) == f"<math>{expected}</math>"


@pytest.mark.parametrize("name", ["50% 以上", "a_b", "甲 & 乙", "<img src=x>", "甲 ÷ 乙", r"\frac", "（甲）", "import os", "$x$"])
def test_a_name_is_text_whatever_it_looks_like(name):
    rate = compute(general.share, part=fact(name), whole=fact("总体", 9))
    shown = tree(rate.formula)
    assert [element.text for element in shown.mfrac.find_all("mtext")] == [name, "总体"]
    assert {element.name for element in shown.find_all()} == {"math", "mfrac", "mtext"}


def test_braces_in_a_name_do_not_open_another():
    assert compute(general.share, part=fact("甲{乙}"), whole=fact("丙")).formula == "{甲｛乙｝} ÷ {丙}"


@pytest.mark.parametrize("formula", ["", "不早于某日的个数", "{甲} ÷", "{甲} ^ {乙}", "甲 ÷ 乙", "print(1)"])
def test_what_is_no_arithmetic_has_no_formula(formula):
    assert formula_mathml(formula) == ""


@pytest.mark.parametrize("metric", [m for m in METRICS.values() if not m.definition.in_words], ids=lambda metric: metric.__name__)
def test_every_metric_that_computes_by_a_formula_can_show_it(metric):
    """As many fractions as its working has division signs."""
    working = metric.definition.working
    shown = tree(working)
    assert shown.math and len(shown.find_all("mfrac")) == working.count("÷")


def test_a_measure_keeps_the_formula_even_where_an_input_is_missing():
    issued = fact("派券金额")
    for redeemed in (fact("核销金额", 2), replace(fact("核销金额"), value=None, status=Status.MISSING)):
        rate = compute(redemption.redemption_rate_by_amount, redeemed=redeemed, issued=issued)
        assert rate.formula == "{核销金额} ÷ {派券金额}"
        assert Measure.from_json(load_json(dump_json(rate.to_json()))).formula == rate.formula, "other pages show it too"


@pytest.mark.parametrize(
    ("names", "formula"),
    [("甲乙", "{甲} + {乙}"), ("甲乙丙", "{甲} + {乙} + {丙}"), ("甲乙丙丁", "{甲} + … + {丁}")],
)
def test_a_long_sum_names_the_first_and_the_last(names, formula):
    assert compute(general.total, parts=[fact(name) for name in names]).formula == formula


def test_a_metric_described_in_words_has_no_formula():
    assert compute(METRICS["trade.market_concentration"], partners=[fact("甲"), fact("乙")]).formula == ""


def test_the_sanitiser_keeps_formulas_and_nothing_that_hides_in_them():
    kept = '<math display="block"><mfrac><mi>a</mi><msqrt><mn>2</mn></msqrt></mfrac></math>'
    assert clean_html(kept) == kept
    for hostile in (
        "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
        '<math href="javascript:alert(1)"><mi>a</mi></math>',
        "<math><maction actiontype=statusline><mi>a</mi></maction></math>",
        '<math><annotation-xml encoding="text/html"><iframe src="https://example.invalid"></iframe></annotation-xml></math>',
    ):
        cleaned = clean_html(hostile)
        assert all(word not in cleaned for word in ("onerror", "href", "maction", "annotation", "iframe", "script"))


def test_the_text_of_a_notebook_may_hold_formulas():
    shown = markdown_cell(new_markdown_cell("每票 $\\frac{F}{N}$ 元。\n\n$$\\sum_{i=1}^{n} x_i < 3$$\n", id="about"))
    inline, block = BeautifulSoup(shown, "html.parser").find_all("math")
    assert [element.text for element in inline.mfrac.find_all("mi")] == ["F", "N"]
    assert block["display"] == "block" and "∑" in block.text and "<" in block.text
    assert {element.name for element in [*inline.find_all(), *block.find_all()]} <= TAGS


@pytest.mark.parametrize("latex", [r"\begin{matrix}a", "x^", r"<img src=x onerror=alert(1)>", r"\text{<img src=x>}"])
def test_a_formula_that_cannot_be_read_or_brings_html_is_harmless(latex):
    shown = clean_html(latex_mathml(latex))
    assert shown and "<img" not in shown


def test_a_price_in_dollars_is_no_formula():
    shown = markdown_cell(new_markdown_cell("由 $5 涨到 6 元。", id="about"))
    assert "<math" not in shown and "$5" in shown
