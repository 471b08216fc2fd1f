"""Figures in running text: places of the text, apart from each other, whatever else the report says."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from evalkit.audit.run import audit
from tests.fuzz import grammar
from tests.fuzz.depth import examples
from tests.fuzz.figures import check_figures, document

HARMLESS = ["各方配合密切。", "项目按计划推进，反响良好。", "（略）"]


@examples(60)
@given(grammar.reports)
def test_any_report_is_audited_and_its_figures_are_places_of_its_text(text):
    check_figures(text)


@examples(100)
@given(st.data(), grammar.printed(), st.sampled_from("个 家 人次 万元 亿元 % 公里 亩 平方米".split()), st.sampled_from(HARMLESS))
def test_a_figure_that_was_written_is_found_whatever_stands_around_it(data, number, unit, aside):
    shown, plain = number
    subject = data.draw(grammar.subjects)
    told = f"{subject}为{shown}{unit}。"
    for text in (told, aside + told, told + aside, f"{aside}\n\n{told}\n\n{aside}"):
        [figure] = audit(document(text)).figures
        assert (figure.text, figure.number.value, figure.unit) == (f"{shown}{unit}", Decimal(plain), unit)
        assert figure.number.low <= Decimal(plain) <= figure.number.high
