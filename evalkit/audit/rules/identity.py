"""Parts and totals: what is broken down must add up."""

import re
from collections.abc import Iterator
from decimal import Decimal

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import less, told, total
from evalkit.audit.report import Report
from evalkit.audit.rules.registry import rule
from evalkit.audit.subjects import same
from evalkit.quantities import Interval, format_plain

_OPEN_LIST = re.compile(r"等(?:[^级]|$)|主要有|主要为|主要是|包括|包含")
_SUM_WORD = re.compile(r"(?:合计|共计|总计|总共|一共|合共|累计|(?<!其中)共)[^，。；、（）]{0,16}$")
_SUM_BEFORE = re.compile(r"合计|共计|总计|总共|一共|累计")
_LONGEST_NAME = 16
_WITHIN = re.compile(r"其中|分别")
_LEFT = re.compile(r"结余|剩余|余额|尚余|未支出|未使用|未执行")
_SPENT = re.compile(r"支出|执行|使用|拨付|支付|发放")
_GIVEN = re.compile(r"预算|安排|下达|到位|拨款|总投入|资金")
_COMPOSED = re.compile(r"由[^。；]{4,120}?(?:组成|构成)")
_NEW_THING = re.compile(r"增加|减少|较|比")


def interval(figure: Figure) -> Interval:
    """Return the interval of a figure in base units."""
    return Interval(figure.low, figure.high)


def printed(figures: list[Figure], sign: str = " + ") -> str:
    """Write figures as they are printed, joined."""
    return sign.join(f"{format_plain(figure.number.value)} {figure.unit}" for figure in figures)


@rule("identity", "分项与总数")
def identity(report: Report) -> Iterator[Finding]:
    """分项与总数 Parts and totals: a breakdown adds up, a balance is what was given less what was spent, a year is within its total.

    Meaning: hard where no value within the printed digits makes the sum true. Parts are what a bracket behind a total lists, or
    what 其中 lists, or the figures before 共 and 合计.
    Silent: where only one part of a breakdown is told and it is within the total; where 等, 包括, 主要 say that parts are left
    out; where the parts leave room for a whole part more, since then 其中 names examples; averages and rates do not add up.
    Why: 财预〔2020〕10号 asks for true and exact data; a breakdown that does not add up is the commonest slip of copying.
    """
    for read in report.reads:
        figures = [figure for figure in read.figures if figure.role != "target"]
        for whole, parts, closed in [
            *_bracketed(figures),
            *_listed(read, figures),
            *_summed(read, figures),
            *_complements(figures),
        ]:
            yield from _compare(whole, parts, closed)
        yield from _balance(read)
        yield from _shares(read)
    for paragraph in report.paragraphs:
        for whole, parts in [*_composed(paragraph), *_partitioned(paragraph)]:
            yield from _compare(whole, parts, True)
        yield from _apart(paragraph, report)
    yield from _cumulated(report)


def _addable(figure: Figure) -> bool:
    return not figure.is_rate and not figure.change and not figure.number.rank and not figure.number.bound and not figure.per


def _within(part: Figure, whole: Figure) -> bool:
    """Return whether the period of a part lies in that of the whole."""
    if part.period_key == whole.period_key or part.period is None or part.period.first is None or part.period.last is None:
        return True
    if whole.period is None or whole.period.first is None or whole.period.last is None:
        return part.period.first.year == part.period.last.year == whole.year
    return whole.period.first <= part.period.first and part.period.last <= whole.period.last


def _bracketed(figures: list[Figure]) -> Iterator[tuple[Figure, list[Figure], bool]]:
    """Return the totals with a bracket behind them that lists parts."""
    for whole in figures:
        parts = [
            each
            for each in figures
            if each.parent is whole and each.base == whole.base and _addable(each) and _within(each, whole)
        ]
        if parts and _addable(whole) and _one_period(parts):
            text = whole.sentence.text[whole.number.end : parts[-1].number.end + 3]
            yield whole, parts, not _OPEN_LIST.search(text)


def _listed(read: Read, figures: list[Figure]) -> Iterator[tuple[Figure, list[Figure], bool]]:
    """Return the totals behind which 其中 lists parts outside brackets."""
    text = read.sentence.text
    for found in re.finditer("其中", text):
        before = [each for each in figures if each.number.end <= found.start() and each.depth == 0 and _addable(each)]
        behind = [each for each in figures if each.number.start >= found.end() and each.depth == 0]
        if not behind or "（" in text[max(0, found.start() - 1) : found.start()]:
            continue
        whole = next((each for each in reversed(before) if each.base == behind[0].base), None)
        if whole is None or whole.inherited:
            continue
        parts: list[Figure] = []
        for each in behind:
            stop = "其中" in text[found.end() : each.number.start] or _SUM_WORD.search(each.head)
            if (
                stop
                or _NEW_THING.search(each.head)
                or _LEFT.search(each.head)
                or len(re.sub(r"[\s，、]", "", each.head)) > _LONGEST_NAME
            ):
                break
            if each.base == whole.base and _addable(each) and _within(each, whole):
                parts.append(each)
            elif not (each.base == "%" and re.search("占|比重", each.head)) and not each.change:
                break
        if parts and _one_period([whole, *parts]):
            end = parts[-1].number.end
            yield whole, parts, not _OPEN_LIST.search(text[found.end() : end + 3])


def _summed(read: Read, figures: list[Figure]) -> Iterator[tuple[Figure, list[Figure], bool]]:
    """Return the totals named by 共 or 合计 behind the figures they add up."""
    for at, whole in enumerate(figures):
        if not _SUM_WORD.search(whole.head) or not _addable(whole) or whole.depth:
            continue
        parts: list[Figure] = []
        for each in reversed(figures[:at]):
            if each.base != whole.base or not _addable(each) or each.depth or _SUM_BEFORE.search(each.head):
                break
            parts.insert(0, each)
        if len(parts) < 2 or _WITHIN.search(whole.head) or not _one_period(parts):
            continue
        sums = [total(map(interval, parts[skip:])) for skip in range(len(parts) - 1)]
        if not any(each.overlaps(interval(whole)) for each in sums):
            yield whole, parts, True


def _composed(paragraph: list[Read]) -> Iterator[tuple[Figure, list[Figure]]]:
    """Return totals of a sentence before with 由 A、B 组成: the one the parts come nearest to."""
    before: list[Figure] = []
    for read in paragraph:
        found = _COMPOSED.search(read.sentence.text)
        if found:
            parts = [each for each in read.figures if found.start() <= each.number.start < found.end() and _addable(each)]
            own = [each for each in read.figures if each.number.end <= found.start()]
            wholes = [each for each in (*before, *own) if parts and each.base == parts[0].base and _addable(each)]
            added = total(map(interval, parts))
            if len(parts) >= 2 and len({each.base for each in parts}) == 1 and wholes:
                if not any(interval(each).overlaps(added) for each in wholes):
                    nearest = min(wholes, key=lambda each: abs(each.value - sum(part.value for part in parts)))
                    if abs(nearest.value - added.high) <= nearest.value / 5:
                        yield nearest, parts
        before += read.figures


def _partitioned(paragraph: list[Read]) -> Iterator[tuple[Figure, list[Figure]]]:
    """Return totals of the year whose quarters or halves are told in another sentence of the paragraph."""
    figures = [each for read in paragraph for each in read.figures if _addable(each) and each.period and not each.depth]
    for kind, count in (("half", 2), ("quarter", 4), ("month", 12)):
        for first in (each for each in figures if each.period.kind == kind):
            parts = [
                each
                for each in figures
                if each.period.kind == kind and each.base == first.base and each.sentence is first.sentence
            ]
            if len({each.period_key for each in parts}) != count or len(parts) != count or parts[0] is not first:
                continue
            for whole in figures:
                told_of = first.core and whole.core and (first.core in whole.core or whole.core in first.core)
                beside = (
                    whole.sentence is first.sentence
                    and whole.number.end <= first.number.start
                    and (first.inherited or len(first.core) < 2)
                )
                apart = whole.sentence is not first.sentence and told_of
                if whole.base == first.base and whole.period.kind in ("year", "until") and (apart or beside):
                    yield whole, parts


def _apart(paragraph: list[Read], report: Report) -> Iterator[Finding]:
    """Find quarters whose sum is near the year's figure of their unit in another paragraph, and not it."""
    parts = [
        each for read in paragraph for each in read.figures if _addable(each) and each.period and each.period.kind == "quarter"
    ]
    if len(parts) != 4 or len({(each.period_key, each.unit) for each in parts}) != 4 or len({each.unit for each in parts}) != 1:
        return
    added = total(map(interval, parts))
    year = f"{report.year}-01-01/{report.year}-12-31"
    wholes = [
        each
        for each in report.figures
        if each.unit == parts[0].unit and each.period_key == year and _addable(each) and not each.role
    ]
    near = [each for each in wholes if abs(each.value - added.high) <= each.value / 20]
    if near and not any(interval(each).overlaps(added) for each in wholes):
        yield finding(
            "identity/quarters",
            Severity.SOFT,
            [near[0], *parts],
            working=f"{printed(parts)} = {told(added, 0, parts[0].unit)}，报告另写 {near[0].text}",
            message="四个季度之和与全年数不符，请核对是否同一件事",
        )


def _complements(figures: list[Figure]) -> Iterator[tuple[Figure, list[Figure], bool]]:
    """Return totals followed by what was done and what was not: 受理, 办结, 未办结."""
    for at, rest in enumerate(figures):
        verb = re.search(r"[未不]([\u4e00-\u9fff]{2})[\u4e00-\u9fff]{0,4}$", rest.head)
        done = next((each for each in figures[:at] if verb and verb[1] in each.head and each.base == rest.base), None)
        before = [each for each in figures if done and each.number.end <= done.number.start and each.base == rest.base]
        if done is not None and before and all(map(_addable, (done, rest, before[-1]))):
            yield before[-1], [done, rest], True


def _one_period(figures: list[Figure]) -> bool:
    keys = {figure.period_key for figure in figures}
    return len(keys) == 1 or len(keys) == len(figures)


def _compare(whole: Figure, parts: list[Figure], closed: bool) -> Iterator[Finding]:
    added, against = total(map(interval, parts)), interval(whole)
    if added.overlaps(against):
        return
    gap = less(added, against)
    factor, digits = whole.factor, max(figure.number.digits for figure in (whole, *parts)) + (whole.number.digits == 0)
    shown = Interval(added.low / factor, added.high / factor)
    working = f"{printed(parts)} = {told(shown, digits, whole.unit)}，报告写 {whole.text}"
    message = f"各分项之和与总数 {whole.text}（{whole.subject}）不符，按印出位数无论怎样取值都不相等"
    if gap.low > 0:
        what = "一项分数大于总数" if len(parts) == 1 else message
        yield finding("identity/parts", Severity.HARD, [whole, *parts], working=working, message=what)
        return
    if len(parts) < 2 or not closed:
        return
    room, least = -gap.high, min(figure.high for figure in parts)
    unmarked = "其中" not in whole.sentence.text[whole.number.end : parts[-1].number.start]
    step = max(each.factor.scaleb(-each.number.digits) for each in (whole, *parts)) * 2
    if unmarked or room <= max(step, whole.high / 50) or (len(parts) == 2 and room < least / 2):
        yield finding("identity/parts", Severity.HARD, [whole, *parts], working=working, message=message)
    elif room < least:
        yield finding(
            "identity/rest",
            Severity.SOFT,
            [whole, *parts],
            working=working,
            message=f"分项之和小于总数 {whole.text}，其余部分没有说明",
        )


def _balance(read: Read) -> Iterator[Finding]:
    """Find what was given, spent and left in one sentence; each named once."""
    money = [each for each in read.figures if each.base == "元" and not each.is_rate and not each.change]
    left = [each for each in money if _LEFT.search(each.head)]
    spent = [each for each in money if _SPENT.search(each.head) and each not in left]
    given = [each for each in money if _GIVEN.search(each.head) and each not in (*left, *spent)]
    if (
        not (len(left) == 1 and len(spent) == 1 and given)
        or not given[0].number.start < spent[0].number.start < left[0].number.start
    ):
        return
    rests = [less(interval(each), interval(spent[0])) for each in given]
    if not any(rest.overlaps(interval(left[0])) for rest in rests):
        factor = left[0].factor
        rest = Interval(rests[-1].low / factor, rests[-1].high / factor)
        yield finding(
            "identity/balance",
            Severity.HARD,
            [given[-1], spent[0], left[0]],
            working=f"{printed([given[-1], spent[0]], ' − ')} = {told(rest, left[0].number.digits + 1, left[0].unit)}，报告写 {left[0].text}",
            message="结余不等于到位（或预算）数减去支出数",
        )


def _shares(read: Read) -> Iterator[Finding]:
    """Find shares of one whole (占 45%、占 40%、其他占 20%) that do not add up to all of it."""
    shares = [each for each in read.figures if each.unit == "%" and not each.change and each.role != "target"]
    text = read.sentence.text
    named = [each for each in shares if re.search("占|比重", each.clause_text[: each.number.start - each.clause[0]])]
    closed = re.search("其他[^，。；]{0,8}占", text) is not None or (re.search("分别占", text) is not None and len(named) >= 3)
    if len(named) < 3 or not closed or not _one_period(named):
        return
    added = total(map(interval, named))
    if not added.overlaps(Interval(Decimal(100), Decimal(100))):
        yield finding(
            "identity/shares",
            Severity.HARD,
            named,
            working=f"{' + '.join(each.text for each in named)} = {told(added, named[0].number.digits + 1, '%')}",
            message="各部分所占比重之和不是 100%",
        )


def _cumulated(report: Report) -> Iterator[Finding]:
    """Find a year's figure above the same thing's total over several years."""
    for paragraph in report.paragraphs:
        figures = [figure for read in paragraph for figure in read.figures if _addable(figure) and figure.period]
        several = [each for each in figures if each.period.kind in ("years", "since")]
        for whole in several:
            for part in figures:
                inside = part.period.first and whole.period.first and part.period.first >= whole.period.first
                inside = inside and part.period.last <= whole.period.last and part.period_key != whole.period_key
                alike = part.base == whole.base and same(part.core, whole.core)
                if inside and alike and part.low > whole.high:
                    yield finding(
                        "identity/cumulative",
                        Severity.HARD,
                        [part, whole],
                        working=f"{part.text} > {whole.text}",
                        message=f"其中一段时间的{part.subject}大于全部时间的累计数",
                    )
