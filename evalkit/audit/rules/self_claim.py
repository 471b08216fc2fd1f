"""Praise of itself that the report does not bear out."""

import re
from collections.abc import Iterator

from evalkit.audit.document import Part
from evalkit.audit.findings import Finding, Severity, Spot, finding
from evalkit.audit.report import Report
from evalkit.audit.rules.omission import targets_lacking
from evalkit.audit.rules.registry import rule

_TARGETS = re.compile(
    r"(?:绩效)?(?:目标|指标)[^，。；]{0,6}(?:设置|设定|编制)?[^，。；]{0,4}(?:完整|可衡量|合理|明确|细化|量化|科学|具有可衡量性|清晰)"
)
_SATISFIED = re.compile(
    r"(?:群众|企业|职工|师生|家长|患者|居民|服务对象|受益对象|学生|社会公众|村民|农户|社会)[^，。；]{0,8}(?:普遍|非常|十分|较为|高度)?满意(?!度调查|率)|满意度(?:较高|很高|高|大幅提升|明显提升|良好)|(?:广泛|一致)好评"
)
_SATISFACTION_FIGURE = r"满意(?:度|率)?[^。\n]{0,24}?(?:[0-9]|百分之)|[0-9]%[^。；\n]{0,12}满意"
_RULES = re.compile(r"要求|应当?|原则|遵循|必须|需要|须")


@rule("self-claim", "自我评价")
def self_claim(report: Report) -> Iterator[Finding]:
    """自我评价 Self-claim: targets called complete and measurable of which none is shown; satisfaction praised without a figure.

    Meaning: soft where the report calls its targets complete, clear or measurable and shows fewer than two in figures or no points;
    soft where people are said to be satisfied and no rate of satisfaction is given anywhere.
    Silent: where the targets, or the rate, are given; what a rule or a norm demands; plans.
    Why: what is claimed of targets is checked by looking at them.
    """
    lacking = targets_lacking(report)
    if lacking:
        spots = _spots(report, _TARGETS)
        if spots:
            yield finding(
                "self-claim/targets",
                Severity.SOFT,
                spots,
                working=f"全文未见：{'、'.join(lacking)}",
                message="称目标完整、合理、可衡量，报告却没有列出",
            )
    if not report.has(_SATISFACTION_FIGURE):
        spots = _spots(report, _SATISFIED)
        if spots:
            yield finding(
                "self-claim/satisfaction",
                Severity.SOFT,
                spots,
                working="全文未见满意度的数字",
                message="称服务对象满意，没有调查数据",
            )


def _spots(report: Report, words: re.Pattern) -> list[Spot]:
    spots = []
    for read in report.reads:
        sentence = read.sentence
        if sentence.part is Part.PLAN or sentence.paragraph.heading:
            continue
        for found in words.finditer(sentence.text):
            if not _RULES.search(sentence.text[: found.start()][-6:]):
                spots.append(Spot(sentence, found.start(), found.end()))
    return spots
