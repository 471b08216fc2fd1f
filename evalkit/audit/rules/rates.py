"""The bases of a printed rate or multiple: every way to divide the figures near it that its name allows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evalkit.audit.figures import Figure, Read
from evalkit.audit.intervals import HUNDRED, share, times, told, total
from evalkit.audit.numbers import is_counted
from evalkit.audit.rules.ordered import in_order
from evalkit.audit.rules.sums import at_one_time, interval
from evalkit.quantities import Interval

_RATE_NAME = re.compile(r"(?P<stem>[\u4e00-\u9fff“”]{1,12}?)(?:率|比例|比重|占比|度)[^\u4e00-\u9fff]*$")
_WORDS = {
    "执行": "支出|执行|使用|支付|拨付",
    "支出": "支出|执行|支付",
    "到位": "到位|下达|拨付",
    "完成": "完成|实际|建成|举办|开展|已",
    "合格": "合格|达标",
    "达标": "达标|合格",
    "满意": "满意",
    "及时": "及时|按时|按期",
    "按时": "按时|按期",
    "就业": "就业|上岗",
    "入学": "入学|在校",
    "办结": "办结",
    "回收": "回收|收回",
    "验收": "验收",
    "核销": "核销",
    "使用": "使用|启用|投入使用",
    "领取": "领取|申领",
    "覆盖": "覆盖|纳入|受益",
    "参保": "参保",
    "接种": "接种",
    "成活": "成活",
    "获奖": "获奖",
    "取证": "取证|取得|获得|获证",
    "持证": "持证|取得",
    "出勤": "出勤|实到",
    "节约": "节约|节省|结余",
    "结余": "结余|剩余",
}
_LEVER = re.compile(r"杠杆|撬动|放大|拉动比|带动比|投入产出")
_INDUCED = re.compile(r"带动|拉动|撬动|交易|销售|产出|社会资本|引导")
_SHARE_OF = re.compile(r"占(?P<of>[^，。；0-9]{0,16})$")
_WHOLE = re.compile(
    r"应|总|共|计划|目标|预算|安排|下达|登记|受理|发放|派|抽[检查样]|申请|申报|报名|全部|任务|在册|服务对象|发出|送检|培训|种植|现有|应急|投入|到位|全年|购置|收到|资金"
)
_MOST_BEFORE, _LEAST_NAME = 12, 2
_NO_CLAIM = re.compile(r"不等于|不一定|可能|之和")
_AMONG = re.compile(r"中的\s*$")
_OUT_OF = re.compile(r"[^，。；0-9]{0,12}中[，：]")


@dataclass(frozen=True)
class Basis:
    """One way to work a rate out: what is over what, and what comes out."""

    above: Figure
    below: Figure
    result: Interval
    named: bool = True
    more: tuple[Figure, ...] = ()

    def told(self, digits: int, suffix: str) -> str:
        """Write the way with its result."""
        above = " + ".join(each.text for each in (self.above, *self.more))
        return f"{f'（{above}）' if self.more else above} ÷ {self.below.text} = {told(self.result, digits, suffix)}"


def rates(read: Read, before: list[Figure]) -> Iterator[tuple[Figure, list[Basis]]]:
    """Return the rates and multiples of a sentence, each with every way to work it out.

    Parameters
    ----------
    read : Read
        The sentence.
    before : list of Figure
        The figures of the paragraph before the sentence, asked where the sentence itself has no way that fits.
    """
    ordered = in_order(read)
    for figure in read.figures:
        if figure.change or figure.role == "target" or figure.number.rank or figure.number.bound == "reversed":
            continue
        if id(figure) in ordered or _NO_CLAIM.search(figure.head):
            continue
        if figure.unit == "%" or figure.unit == "倍":
            near = [each for each in read.figures if each.number.end <= figure.number.start or each.parent is figure]
            ways = ways_of(figure, near)
            if not any(fits(figure, way) for way in ways):
                wider = ways_of(figure, [*before[-_MOST_BEFORE:], *near])
                ways = wider if not ways or any(fits(figure, way) for way in wider) else ways
                if not any(fits(figure, way) for way in ways):
                    ways = [
                        way for way in ways_of(figure, [*before[-_MOST_BEFORE:], *near], parts=True) if fits(figure, way)
                    ] or ways
            if ways:
                yield figure, ways


def ways_of(figure: Figure, near: list[Figure], *, parts: bool = False) -> list[Basis]:
    """Return every way to work a rate out; the parts that 其中 lists are no wholes, unless they are asked for."""
    amounts = [each for each in near if not each.is_rate and not each.change and not each.number.is_range]
    amounts = [each for each in amounts if at_one_time(each, figure) or _is_budget_of_year(each, figure)]
    part_of = {id(each) for each in amounts if "其中" in each.sentence.text[: each.number.start] and not _of_part(figure, each)}
    above, below = _parts(figure, amounts)
    above = [each for each in above if not _part_named_between(each, figure)]
    ways = []
    for over in above:
        for under in below:
            if under is over or (id(under) in part_of and not parts) or not _comparable(over, under) or under.value < 0:
                continue
            if _AMONG.search(under.head) and under.value <= over.value:
                over, under = under, over
            result = share(interval(over), interval(under))
            possible = figure.unit == "倍" or figure.number.high > HUNDRED or over.low <= under.high or _named(under)
            if result is not None and possible:
                ways.append(Basis(over, under, result if figure.unit == "倍" else times(result, HUNDRED), _named(under)))
    several = [each for each in above if each.base == above[0].base and each.sentence.paragraph is above[-1].sentence.paragraph]
    if len(several) >= 2 and figure.unit == "%":
        for under in below:
            result = share(total(map(interval, several)), interval(under)) if under.base == several[0].base else None
            if result is not None and under not in several:
                ways.append(Basis(several[0], under, times(result, HUNDRED), False, tuple(several[1:])))
    return ways


def _is_budget_of_year(amount: Figure, rate: Figure) -> bool:
    """Return whether an amount is a budget that a day of the year is told with: 9月26日调整预算为2060万元, which holds for the year."""
    return amount.base == "元" and amount.period_key[:4] == rate.period_key[:4] and "预算" in amount.head[-8:]


def _named(under: Figure) -> bool:
    """Return whether a figure is told as a whole, or as what was to be reached."""
    return _WHOLE.search(_label(under)) is not None or under.role == "target"


def _part_named_between(amount: Figure, rate: Figure) -> bool:
    """Return whether 其中 stands between an amount and a rate, so that the rate is of a part of it."""
    start = amount.number.end if amount.sentence is rate.sentence else 0
    return rate.number.start > start and re.search("其中|主要", rate.sentence.text[start : rate.number.start]) is not None


def _of_part(figure: Figure, part: Figure) -> bool:
    """Return whether a rate stands behind the same 其中 as a part, so that it may be a rate of that part."""
    return figure.sentence is part.sentence and len(re.findall("其中", part.sentence.text[: figure.number.start])) >= 2


def _parts(figure: Figure, amounts: list[Figure]) -> tuple[list[Figure], list[Figure]]:
    """Return what may stand over and under the line of a rate, by its name."""
    name = figure.head if re.search(r"[\u4e00-\u9fff]", figure.head) else figure.subject
    if figure.unit == "倍":
        if not _LEVER.search(name):
            return [], []
        above = [each for each in amounts if _INDUCED.search(_label(each))]
        return above, [each for each in amounts if each not in above]
    of = _SHARE_OF.search(name)
    if of and amounts:
        last = next((each for each in reversed(amounts) if each.depth <= figure.depth or each.parent is figure), amounts[-1])
        above = [last] if _told_of(name[: of.start()], last, figure) else []
        named = [each for each in amounts if each.base == last.base and each.number.start != last.number.start]
        told_of = re.sub(r"[全总的比]", "", of["of"])
        fit = [each for each in named if told_of and (told_of[-2:] in each.core or each.core[-2:] in told_of)]
        return above, fit or ([] if told_of else named[:1])
    found = _RATE_NAME.search(name.rstrip("为达到至约超过 是\u0001")) or re.search(r"(?P<stem>满意)度", name)
    if not found:
        return [], []
    stem = re.sub(r"[“”]", "", found["stem"])
    words = next((words for word, words in _WORDS.items() if stem.endswith(word) or word in stem[-4:]), stem[-2:])
    above = [
        each
        for each in amounts
        if re.search(f"(?:{words})(?![度率])", _label(each)) and not re.search(r"[未不少]|应(?![用急对])", _label(each))
    ]
    above = [each for each in above if each.role != "target"]
    above = [each for each in above if len(each.core) >= 2 * _LEAST_NAME and each.core in name] or above
    return above, [each for each in amounts if each not in above and not re.search("其中|[未不]", each.head)]


def _told_of(name: str, amount: Figure, figure: Figure) -> bool:
    """Return whether a share is of the amount before it: no other thing is named in front of 占, or the amount stands in its clause."""
    named = re.sub(r"[^\u4e00-\u9fff]|分别|约|均|各", "", name)
    return amount.clause == figure.clause or not named or named in amount.core or amount.core in named


def _label(figure: Figure) -> str:
    """Return the words by which a figure is recognised: those before it, or right behind it where none is before, and its subject."""
    if len(figure.head.strip(" ，、")) > 1:
        return figure.head + figure.subject
    tail = figure.sentence.text[figure.number.end : min(figure.number.end + 6, figure.clause[1])]
    return figure.head + figure.subject + re.split(r"[，。；、（）0-9]", tail)[0]


def fits(figure: Figure, way: Basis) -> bool:
    """Return whether a way gives the printed rate; a share of exactly all may be printed as 100%."""
    return Interval(figure.number.low, figure.number.high).overlaps(way.result)


def _comparable(over: Figure, under: Figure) -> bool:
    """Return whether two figures count the same: in one unit, or 68个项目中，59家."""
    if over.base == under.base:
        return True
    return is_counted(over.unit) and is_counted(under.unit) and _OUT_OF.match(under.sentence.text, under.number.end) is not None
