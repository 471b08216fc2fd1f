"""Rates whose basis is not told, although another one gives another figure."""

import re
from collections.abc import Iterator

from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.report import Report
from evalkit.audit.rules.rates import Basis, fits, rates
from evalkit.audit.rules.registry import rule

_TOLD = re.compile(
    r"口径|按[^，。；]{1,12}(?:计算?|算|统计|口径)|以[^，。；]{1,14}(?:为基数|为分母|计算|计)|÷|／|分母|占[^，。；]{1,14}的"
)


@rule("basis", "口径")
def basis(report: Report) -> Iterator[Finding]:
    """口径 Basis: a rate that several bases give, each another figure, must say which it is.

    Meaning: soft, with every basis and its figure, so that the reader sees which one was taken.
    Silent: where the figures near give only one way, where all ways print alike or the others exceed all, where the sentence names the basis (按金额计算,
    口径, 以…为基数), where 执行率 rests on the budget of
    the whole year, as the norm has it; answers to a questionnaire, whose
    basis is what came back; where no basis fits, which is the rule ``ratio``.
    Why: the glossary of the field asks that 口径 is always stated with a rate; the most favourable one is what gets printed.
    """
    for paragraph in report.paragraphs:
        before: list[Figure] = []
        for read in paragraph:
            for figure, ways in rates(read, before):
                yield from _asked(figure, ways)
            before = [*before, *read.figures]


def _asked(figure: Figure, ways: list[Basis]) -> Iterator[Finding]:
    digits = figure.number.digits + (2 if figure.unit == "倍" else 0)
    suffix = "%" if figure.unit == "%" else " 倍"
    good = [way for way in ways if fits(figure, way)]
    others = [way for way in ways if way not in good and way.named]
    others = [way for way in others if way.below.role != "target" or "完成" in figure.head]
    if figure.unit == "%" and figure.number.value <= 100:
        others = [way for way in others if way.result.low <= 100]
    asked = re.search("问卷|调查|走访|访谈", figure.sentence.paragraph.folded) is not None or "满意" in figure.core
    by_norm = "执行率" in figure.subject and any(re.search("全年|调整", way.below.head) for way in good)
    if not good or by_norm or not others or asked or _TOLD.search(figure.clause_text):
        return
    first = good[0]
    yield finding(
        "basis",
        Severity.SOFT,
        [figure, *dict.fromkeys(each for way in ways for each in (way.above, way.below))],
        working="；".join(way.told(digits, suffix) for way in (*good, *others)),
        message=f"{figure.subject} {figure.text} 没有写明口径：它等于{first.above.subject}除以{first.below.subject}，换一种口径结果不同",
    )
