"""Effects claimed for the project that its figures do not show to be its own."""

import re
from collections.abc import Iterator

from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.report import Report
from evalkit.audit.rules.registry import rule

_INDUCED = re.compile(r"(?:带动|拉动|撬动|刺激)[^，。；0-9]{0,24}$")
_NET = re.compile(
    r"净增|新增消费|增量|对照|扣除|剔除|净拉动|未参与|额外|不能[^，。；]{0,6}归|不宜[^，。；]{0,6}归|共同作用|多(?:种|方面)因素"
)
_OUTCOME = re.compile(r"生产总值|GDP|零售总额|进出口|财政收入|固定资产投资|工业增加值|人均可支配收入|居民收入|旅游收入")
_CAUSED = re.compile(r"有效带动|有力推动|推动|促进|拉动|带动|助力")


@rule("attribution", "成效归因")
def attribution(report: Report) -> Iterator[Finding]:
    """成效归因 Attribution: turnover brought about is gross; what would have been spent anyway is not deducted.

    Meaning: soft where a sum of money is said to be brought about (带动, 拉动, 撬动) by the project, as a sum or as a multiple, and
    neither a comparison nor a net figure is given. Info where an outcome of the whole place (零售总额, 进出口) is told as an effect.
    Silent: where the sentence speaks of a net or additional amount, of a comparison group, or of what was deducted.
    Why: published estimates of what vouchers add are 3 to 6 yuan a yuan at most, often below 1; gross turnover is not an effect.
    """
    for read in report.reads:
        induced = [
            each
            for each in read.figures
            if each.base == "元" and not each.role and _INDUCED.search(each.sentence.text[: each.number.start])
        ]
        if induced and not _NET.search(read.sentence.paragraph.folded):
            multiples = [each for each in read.figures if each.unit == "倍" and re.search("杠杆|撬动|放大|带动|拉动", each.head)]
            yield finding(
                "attribution",
                Severity.SOFT,
                [*induced, *multiples],
                working="；".join(f"{each.subject} {each.text}" for each in (*induced, *multiples)),
                message="带动金额是全部交易额，没有扣除本来就会发生的部分，不能直接当作项目的成效",
            )
        yield from _outcome(read.figures)


def _outcome(figures: list[Figure]) -> Iterator[Finding]:
    for figure in figures[:1]:
        paragraph = figure.sentence.paragraph.folded
        if (
            _OUTCOME.search(figure.head)
            and figure.scope in ("全市", "全省", "全县", "全区")
            and _CAUSED.search(paragraph)
            and not figure.number.rank
        ):
            yield finding(
                "attribution/outcome",
                Severity.INFO,
                [figure],
                working=f"{figure.subject} {figure.text}（{figure.scope}）",
                message="全域的经济指标受多种因素影响，不宜列为单个项目的成效",
            )
            return
