"""Printed rates and multiples against the figures near them, on every basis."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import HUNDRED, product, share, times, told, total
from evalkit.audit.numbers import NOUN, scale_and_base
from evalkit.audit.report import Report
from evalkit.audit.rules.identity import interval
from evalkit.audit.rules.registry import rule
from evalkit.quantities import Interval

_RATE_NAME = re.compile(r"(?P<stem>[\u4e00-\u9fff“”]{1,12}?)(?:率|比例|比重|占比|满意度|度)[^\u4e00-\u9fff]*$")
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
_MOST_BEFORE = 12
_RATE_OF_TARGET = re.compile(
    r"完成率[^\u4e00-\u9fff]*(?:为|达到?)?$|(?:完成|占|为|达到?)[^，。；]{0,12}(?:目标|计划|任务)(?:值|数)?的?\s*$"
)


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
    for figure in read.figures:
        if figure.change or figure.role == "target" or figure.number.rank or figure.number.bound == "reversed":
            continue
        if figure.unit == "%" or figure.unit == "倍":
            near = [each for each in read.figures if each.number.end <= figure.number.start or each.parent is figure]
            ways = _ways(figure, near)
            if not any(fits(figure, way) for way in ways):
                wider = _ways(figure, [*before[-_MOST_BEFORE:], *near])
                ways = wider if not ways or any(fits(figure, way) for way in wider) else ways
                if not any(fits(figure, way) for way in ways):
                    ways = [
                        way for way in _ways(figure, [*before[-_MOST_BEFORE:], *near], parts=True) if fits(figure, way)
                    ] or ways
            if ways:
                yield figure, ways


def _ways(figure: Figure, near: list[Figure], *, parts: bool = False) -> list[Basis]:
    """Return every way to work a rate out; the parts that 其中 lists are no wholes, unless they are asked for."""
    amounts = [each for each in near if not each.is_rate and not each.change and not each.number.is_range]
    amounts = [each for each in amounts if each.period_key == figure.period_key]
    part_of = {id(each) for each in amounts if "其中" in each.sentence.text[: each.number.start] and not _of_part(figure, each)}
    above, below = _parts(figure, amounts)
    ways = []
    for over in above:
        for under in below:
            if under is over or (id(under) in part_of and not parts) or under.base != over.base or under.value < 0:
                continue
            result = share(interval(over), interval(under))
            if result is not None:
                named = _WHOLE.search(_label(under)) is not None or under.role == "target"
                ways.append(Basis(over, under, result if figure.unit == "倍" else times(result, HUNDRED), named))
    several = [each for each in above if each.base == above[0].base and each.sentence is above[-1].sentence]
    if len(several) >= 2 and figure.unit == "%":
        for under in below:
            result = share(total(map(interval, several)), interval(under)) if under.base == several[0].base else None
            if result is not None and under not in several:
                ways.append(Basis(several[0], under, times(result, HUNDRED), False, tuple(several[1:])))
    return ways


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
        above = [amounts[-1]] if amounts else []
        named = [each for each in amounts[:-1] if each.base == amounts[-1].base]
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
        if re.search(f"(?:{words})(?![度率])", _label(each)) and not re.search(r"[未不]|应(?![用急对])", _label(each))
    ]
    above = [each for each in above if each.role != "target"]
    return above, [each for each in amounts if each not in above and not re.search("其中|[未不]", each.head)]


def _label(figure: Figure) -> str:
    """Return the words by which a figure is recognised: those before it, or right behind it where none is before, and its subject."""
    if len(figure.head.strip(" ，、")) > 1:
        return figure.head + figure.subject
    tail = figure.sentence.text[figure.number.end : min(figure.number.end + 6, figure.clause[1])]
    return figure.head + figure.subject + re.split(r"[，。；、（）0-9]", tail)[0]


def fits(figure: Figure, way: Basis) -> bool:
    """Return whether a way gives the printed rate; a share of exactly all may be printed as 100%."""
    return Interval(figure.number.low, figure.number.high).overlaps(way.result)


@rule("ratio", "比率与倍数")
def ratio(report: Report) -> Iterator[Finding]:
    """比率与倍数 Rates and multiples: a printed rate is what the figures near it give on at least one basis.

    Meaning: hard where figures named like the rate (核销资金 for 核销率, 合格 for 合格率) stand in its sentence, or earlier in its paragraph,
    and none of the ways to divide them gives the rate within the printed digits. An average (平均每场, 人均) is the quotient of
    the two figures with its units, where there is one of each.
    Silent: where the sentence gives no numerator or no denominator; where one basis fits (``basis`` then asks which it is);
    targets; growth, which is the rule ``growth``.
    Why: a rate that follows from no figure of its report cannot be checked by anyone.
    """
    for paragraph in report.paragraphs:
        before: list[Figure] = []
        for read in paragraph:
            for figure, ways in rates(read, before):
                if not any(fits(figure, way) for way in ways):
                    digits = figure.number.digits + 2
                    suffix = "%" if figure.unit == "%" else " 倍"
                    yield finding(
                        "ratio",
                        Severity.HARD,
                        [figure, *dict.fromkeys(each for way in ways for each in (way.above, way.below))],
                        working="；".join(way.told(digits, suffix) for way in ways[:6]),
                        message=f"{figure.subject} {figure.text} 与报告自己的数字不符，按哪一种口径都得不出",
                    )
            yield from _averages(read)
            yield from _attained(read)
            yield from _against_target(read, report)
            before = [*before, *read.figures]


def _averages(read: Read) -> Iterator[Finding]:
    """Find averages that are not the quotient of the only two figures with their units; and rates times counts."""
    for figure in read.figures:
        if not (figure.each or "/" in figure.base) or figure.change or figure.unit == "%" or figure.role == "target":
            continue
        under = _under(figure)
        over = figure.base.partition("/")[0]
        if not under:
            continue
        plain = [
            each
            for each in read.figures
            if each is not figure and not each.is_rate and not each.change and not each.number.is_range
        ]
        plain = [each for each in plain if each.role != "target" and each.period_key == figure.period_key]
        above, below = [each for each in plain if each.base == over], [each for each in plain if each.base == under]
        if len(above) != 1 or len(below) != 1:
            continue
        half = Decimal(1).scaleb(-figure.number.digits) / 2 * figure.factor
        rounded = Interval(min(figure.low, figure.value - half), max(figure.high, figure.value + half))
        result = product(rounded, interval(below[0]))
        if re.search("每[天日周]", figure.head):
            continue
        if re.search("均", figure.head) and not re.search("每(?:个?月|季|年|学期)", figure.head):
            severity, factors = Severity.HARD, (1,)
        else:
            severity, factors = Severity.SOFT, tuple(range(1, 13))
        if any(times(result, Decimal(factor)).overlaps(interval(above[0])) for factor in factors):
            continue
        factor = above[0].factor
        shown = Interval(result.low / factor, result.high / factor)
        yield finding(
            "ratio/average",
            severity,
            [figure, above[0], below[0]],
            working=f"{figure.text} × {below[0].text} = {told(shown, above[0].number.digits + 2, above[0].unit)}，报告写 {above[0].text}",
            message="平均数（或标准）乘以数量，得不出报告写的总数",
        )


def _under(figure: Figure) -> str:
    """Return the base unit that an average is per."""
    if "/" in figure.base:
        return scale_and_base(figure.base.partition("/")[2])[1]
    found = re.search(rf"(?P<short>[人户亩次场件])均|每个?(?P<unit>{NOUN})", figure.head)
    return scale_and_base(found["short"] or found["unit"])[1] if found else ""


def _attained(read: Read) -> Iterator[Finding]:
    """Find 完成目标的 120% that the target and the actual value of the sentence do not give."""
    for figure in read.figures:
        if figure.unit != "%" or not re.search(
            r"(?:完成|占|为|达到?)[^，。；]{0,12}(?:目标|计划|任务|预算)(?:值|数)?的?\s*$", figure.head
        ):
            continue
        before = [
            each for each in read.figures if each.number.end <= figure.number.start and not each.is_rate and not each.change
        ]
        aims, actual = [each for each in before if each.role == "target"], [each for each in before if each.role != "target"]
        if not aims or not actual or aims[-1].base != actual[-1].base:
            continue
        result = share(
            interval(actual[-1]), interval(aims[-1]) if not aims[-1].number.bound else Interval(aims[-1].value, aims[-1].value)
        )
        if result and not times(result, HUNDRED).overlaps(Interval(figure.number.low, figure.number.high)):
            yield finding(
                "ratio/attainment",
                Severity.HARD,
                [aims[-1], actual[-1], figure],
                working=f"{actual[-1].text} ÷ {aims[-1].text} = {told(times(result, HUNDRED), figure.number.digits + 2, '%')}",
                message=f"完成程度 {figure.text} 与目标值、实际值不符",
            )


def _against_target(read: Read, report: Report) -> Iterator[Finding]:
    """Find a 完成率 that the actual value beside it and the target of the same name elsewhere do not give."""
    for figure in read.figures:
        if figure.unit != "%" or not _RATE_OF_TARGET.search(figure.head) or figure.role == "target":
            continue
        own = [each for each in read.figures if each.number.end <= figure.number.start]
        actual = next(
            (each for each in own if not each.is_rate and not each.change and each.depth == figure.depth and not each.role), None
        )
        if actual is None or any(each.role == "target" for each in own) or "其中" in read.sentence.text[: actual.number.start]:
            continue
        aims = [each for each in report.alike(actual.core) if each.role == "target" and each.base == actual.base]
        results = [share(interval(actual), Interval(aim.value, aim.value)) for aim in aims]
        shares = [times(each, HUNDRED) for each in results if each is not None]
        if shares and not any(each.overlaps(Interval(figure.number.low, figure.number.high)) for each in shares):
            yield finding(
                "ratio/attainment",
                Severity.HARD,
                [aims[0], actual, figure],
                working=f"{actual.text} ÷ {aims[0].text} = {told(shares[0], figure.number.digits + 2, '%')}",
                message=f"完成率 {figure.text} 与目标值、实际值不符",
            )
