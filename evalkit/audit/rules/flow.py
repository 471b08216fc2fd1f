"""Stages of one flow, each of which holds at most what the stage before it let through."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import share, told
from evalkit.audit.report import Report
from evalkit.audit.rules.registry import rule
from evalkit.audit.rules.stock import stock
from evalkit.audit.rules.sums import interval

_FLOWS = [
    [r"发放(?!资金)|派发|派券|投放|发券", r"领取|申领|领券", r"核销|使用(?!率)"],
    [r"申报(?!量)|申请|报名|登记|收到|预约", r"受理", r"通过|审批|批准|录取|入选|中签"],
    [r"报名|应到|参训|参加培训|培训(?!班|场|基地)", r"合格|结业|取证|获得证书", r"就业|上岗"],
    [r"抽检|抽查|送检|检测|抽样|检验|监测", r"合格|达标"],
    [r"发出|发放问卷|发放(?:调查)?问卷|问卷", r"回收|收回", r"有效"],
    [r"下达|安排|预算|到位", r"支出|支付|拨付|使用|执行"],
    [r"受理|接到|收到|接报", r"办结|办理完成|处理完毕|答复", r"按时|及时|按期"],
    [r"应接种|应种|应检|应参保|应入学|应保", r"实(?:际|种|检|保)|(?<!应)(?:接种|参保|入学)"],
    [r"开工|新开工|实施", r"完工|竣工", r"验收"],
]
_SURVEY = (r"发出|发放", r"回收|收回", r"有效")
_RATES = re.compile(r"率|比")
_DRAW = re.compile(r"抽签|摇号|抽取|中签|抽奖")
_ENTRY, _GIVEN = re.compile(r"登记|预约|报名|申请"), re.compile(r"派券|派发|发放|发券|派出|中签")
_OTHER_MONEY = re.compile(r"结转|追加|调整|调剂|自筹|配套|统筹|社会资本|其他资金|补充|上年")
_DUE = re.compile(r"应(?:接种|种|检|参保|入学|保|到)")
_NEW = re.compile(r"[未不]|新增|每|各|无效|剔除|作废|退回")


@rule("flow", "流程数量")
def flow(report: Report) -> Iterator[Finding]:
    """流程数量 Flow: a later stage holds no more than the one before: issued, claimed, redeemed; inspected, passed; given, spent.

    Meaning: hard where counts or amounts of one unit, in one sentence and period, rise from a stage to a later one. Soft where money
    spent exceeds money given, since other money may have been used; soft where a draw (抽签, 摇号) hands out more things than there
    were registrations, since winners and things per winner are then missing. Hard where 年初, 新增, 减少 do not lead to 年末.
    Silent: where stages have different units or periods; where the sentence names other money (结转, 追加, 自筹); targets and rates.
    Why: more redeemed than issued, or more passed than inspected, is impossible; such figures come from two different lists.
    """
    for read in report.reads:
        amounts = [
            each
            for each in read.figures
            if not each.is_rate and not each.change and not each.number.rank and (each.role != "target" or _DUE.search(each.head))
        ]
        amounts = [each for each in amounts if not _NEW.search(each.head) and not each.number.bound]
        for stages in _FLOWS:
            yield from _rising(read, amounts, stages)
        yield from _draw(read, amounts)
        yield from stock(read)
    yield from _questionnaires(report)


def _questionnaires(report: Report) -> Iterator[Finding]:
    """Find more answers valid than came back where one survey is told in several sentences of a paragraph."""
    for paragraph in report.paragraphs:
        figures = [
            each for read in paragraph for each in read.figures if not each.is_rate and not each.depth and each.base == "份"
        ]
        placed = [[each for each in figures if _stage(each, words)] for words in _SURVEY]
        one_each = all(len(each) <= 1 for each in placed)
        told = [each[0] for each in placed if each]
        for early, late in pairwise(told if one_each else []):
            if late.sentence is not early.sentence and late.low > early.high:
                yield _impossible(early, late)


def _impossible(early: Figure, late: Figure) -> Finding:
    return finding(
        "flow",
        Severity.HARD,
        [early, late],
        working=f"{late.subject} {late.text} > {early.subject} {early.text}",
        message="后一环节的数量大于前一环节，不可能",
    )


def _stage(figure: Figure, words: str) -> bool:
    tail = figure.sentence.text[figure.number.end : figure.number.end + 4]
    label = figure.head if len(figure.head.strip("，、 ")) > 1 else figure.head + re.split(r"[，。；、（）0-9]", tail)[0]
    return re.search(words, label) is not None and not _RATES.search(figure.head[-3:])


def _rising(read: Read, amounts: list[Figure], stages: list[str]) -> Iterator[Finding]:
    placed = [(rank, each) for each in amounts for rank, words in enumerate(stages) if _stage(each, words)]
    ranks = {id(each): [rank for rank, other in placed if other is each] for _, each in placed}
    questions = "问卷" in stages[0]
    single = [(rank, each) for rank, each in placed if len(ranks[id(each)]) == 1 or (questions and rank == max(ranks[id(each)]))]
    several = [(max(ranks[id(each)]), each) for _, each in placed if len(ranks[id(each)]) > 1]
    for rank, early in [*single, *several]:
        for later_rank, late in single:
            if later_rank <= rank or early.unit.strip("万亿") != late.unit.strip("万亿") or early.period_key != late.period_key:
                continue
            if late.number.start < early.number.start or late.low <= early.high or late.depth != early.depth:
                continue
            money = early.base == "元" and "下达" in stages[0]
            given = [each for each in amounts if each.base == late.base and each.number.end <= late.number.start]
            added = sum((each.high for each_rank, each in single if each_rank == rank and each in given), Decimal(0))
            enough = added >= late.low or any(each.high >= late.low for each in given)
            if money and (enough or _OTHER_MONEY.search(read.sentence.text)):
                continue
            found = _impossible(early, late)
            more = "支出大于所安排（到位）的资金，没有说明来源"
            yield replace(found, severity=Severity.SOFT, message=more) if money else found
            return


def _draw(read: Read, amounts: list[Figure]) -> Iterator[Finding]:
    if not _DRAW.search(read.sentence.text):
        return
    entries = [each for each in amounts if _stage(each, _ENTRY.pattern) and each.base == "人"]
    given = [each for each in amounts if _stage(each, _GIVEN.pattern) and each.base not in ("元", "人")]
    for entry in entries[:1]:
        for things in given[:1]:
            if things.low > entry.high:
                result = share(interval(things), interval(entry))
                yield finding(
                    "flow/draw",
                    Severity.SOFT,
                    [entry, things],
                    working=f"{things.text} ÷ {entry.text} = {told(result, 3)}" if result else "",
                    message="以抽签方式发放，发放数量却多于登记人次；没有写中签人数和每人份数，无法核对",
                )
