"""Sentences whose every figure and verdict word is bound to a measure.

A sentence is plain text with placeholders: ``{{ trade_total }}`` prints the figure, ``{{ trade_change|change }}``
prints 增长 or 下降 with its size. Only these forms exist; nothing in a text is ever executed.
"""

import difflib
import re
from collections.abc import Callable

import mistune
from IPython.display import display
from markupsafe import Markup, escape

from evalkit.errors import InputProblems, InvalidInputError
from evalkit.measures import Measure, with_unit
from evalkit.present.display import Fragment
from evalkit.present.plain import figure_link
from evalkit.quantities import MISSING_TEXT, format_number
from evalkit.scoring.scorecard import Scorecard

PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*(?:\|\s*([a-z_]+)\s*)?\}\}")
NOT_WRITTEN = "（缺失：{name}.md 未提供，请在该年度的 narrative 文件夹中补写）"


def change_words(measure: Measure) -> str:
    """Return 增长, 下降 or 持平 with the size of a change.

    The word follows the figure as printed, so that 0.00% is never called growth.
    """
    if measure.value is None:
        return f"变化{measure.status.label}"
    size = format_number(abs(measure.value), measure.digits)
    if not size.strip("0."):
        return "持平"
    return f"{'增长' if measure.value > 0 else '下降'} {with_unit(size, measure.unit)}"


def zero_words(measure: Measure) -> str:
    """Return 为零, or how many there were."""
    return MISSING_TEXT if measure.value is None else ("为零" if measure.value == 0 else f"发生 {measure.text}")


WORDS: dict[str, Callable[[Measure], str]] = {
    "change": change_words,
    "basis": lambda measure: measure.basis or "未说明",
    "number": lambda measure: measure.number,
    "zero": zero_words,
    "working": lambda measure: measure.working,
}


def bind(text: str, measures: dict[str, Measure], scorecard: Scorecard | None = None, place: str = "") -> Markup:
    """Replace the placeholders of an HTML text by figures that link to their working and source.

    Raises
    ------
    InputProblems
        ``V-TXT-01`` for every placeholder whose measure does not exist, ``V-TXT-02`` for every unknown word.
    """
    problems = []

    def figure(matched: re.Match) -> str:
        id, word = matched.groups()
        if id not in measures:
            near = difflib.get_close_matches(id, measures, n=1)
            hint = f"是否为“{near[0]}”？" if near else "改用已计算的数值编号"
            problems.append(
                InvalidInputError(
                    "V-TXT-01", "文字中引用的数值不存在", found=f"“{id}”", expected="已计算的数值编号", remedy=hint
                ).at(place)
            )
            return ""
        if word == "verdict" and scorecard:
            shown = verdict_words(id, scorecard)
        elif word is None or word in WORDS:
            shown = WORDS[word](measures[id]) if word else measures[id].text
        else:
            words = "、".join([*WORDS, "verdict"])
            problems.append(
                InvalidInputError(
                    "V-TXT-02", "文字中的写法不认识", found=f"“{word}”", expected=words, remedy="改用列出的写法"
                ).at(place)
            )
            return ""
        return figure_link(id, shown, missing=measures[id].value is None)

    bound = PLACEHOLDER.sub(figure, text)
    if problems:
        raise InputProblems(problems)
    return Markup(bound)


def verdict_words(measure: str, scorecard: Scorecard) -> str:
    """Return whether the indicator that a measure answers was met, in the words a report uses."""
    indicator = scorecard.indicator_of(measure)
    if indicator is None:
        return "未列入绩效目标"
    if indicator.met is None:
        return f"{indicator.reason}，无法判定"
    return f"目标{indicator.target_text}，{indicator.verdict}"


def tell(text: str, measures: dict[str, Measure], scorecard: Scorecard | None = None) -> None:
    """Show a paragraph of a report."""
    _show(str(escape(text)), measures, scorecard, "", paragraph=True)


def tell_narrative(year, name: str, measures: dict[str, Measure], scorecard: Scorecard | None = None) -> None:
    """Show the analyst's prose of that name; where it was not written, say so."""
    text = year.narrative(name)
    if text is None:
        tell(NOT_WRITTEN.format(name=f"narrative/{name}"), measures)
        return
    place = f"data/raw/{year.fiscal_year}/narrative/{name}.md"
    _show(mistune.create_markdown(escape=True)(text), measures, scorecard, place, paragraph=False)


def _show(html: str, measures: dict[str, Measure], scorecard: Scorecard | None, place: str, *, paragraph: bool) -> None:
    bound = bind(html, measures, scorecard, place)
    display(Fragment(Markup(f"<p>{bound}</p>") if paragraph else bound, bound.striptags()))
