"""Parts and totals: what is broken down must add up."""

import re
from collections.abc import Iterator
from decimal import Decimal

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import told, total
from evalkit.audit.report import Report
from evalkit.audit.rules.cumulated import cumulated
from evalkit.audit.rules.elsewhere import elsewhere
from evalkit.audit.rules.listed import listed
from evalkit.audit.rules.money import balance, changed_budget
from evalkit.audit.rules.pairs import pairs
from evalkit.audit.rules.registry import rule
from evalkit.audit.rules.sources import sources
from evalkit.audit.rules.sums import addable, compare, interval, is_cumulated, one_period, within
from evalkit.audit.rules.wholes import (
    above_whole,
    apart,
    classified,
    closed_lists,
    composed,
    near_total,
    partitioned,
    several_years,
)
from evalkit.cells.text import chinese_number
from evalkit.quantities import Interval

_OPEN_LIST = re.compile(r"等(?:[^级]|$)|（含|主要有|主要为|主要是|包括|包含")
_WORKING = re.compile("[÷×＝=]")
_BASIS = re.compile(r"\u0001\s*(?:年|同期)?(?:为|是)\s*$|^（?(?:共?抽[查检取样]|共|总|应|目标|计划|任务|涉及|覆盖)")
_NAMED_TOTAL = re.compile("完成|实际|共|达|总")
_TOTAL_NAME = re.compile("累计|共|总|合计")
_SUM_WORD = re.compile(r"(?:合计|共计|总计|总共|一共|合共|累计|(?<!其中)共)[^，。；、（）]{0,16}$")
_SOME = re.compile(r"(?P<end>[前后])(?P<count>[二两三四五六七八九十])个?[\u4e00-\u9fff]{1,2}(?:合计|共计|共)")
_SUM_BEFORE = re.compile(r"合计|共计|总计|总共|一共|累计")
_OPPOSITES = {"空置": "入住|出租|使用", "闲置": "使用|利用", "在建": "建成|完工", "缺勤": "出勤", "超时": "小时内|及时|按时"}
_STAGE = re.compile("有效|满意|合格|通过|办结|达标|优秀|验收|成功|录取")
_MOST_PARTS = 8
_LONGEST_NAME = 16
_STRUCTURE = re.compile(r"结构|构成|投向|按[^，。；]{1,8}[分看]|来源")
_AGES = ("岁", "周岁")
"""Who is told of, never how many."""
_WITHIN = re.compile(r"其中|分别")
_LEFT = re.compile(r"结余|剩余|余额|尚余|未支出|未使用|未执行")
_SAVED = re.compile("审减|核减|压减|节约|节省|减少|降低")
"""By how much all of it is less: the sum of differences, not of the amounts told."""
_LACKING = re.compile("[少多差超缺][^，。；（）]{0,4}$")
_NEW_THING = re.compile(r"增加|减少|较|比")


@rule("identity", "分项与总数")
def identity(report: Report) -> Iterator[Finding]:
    """分项与总数 Parts and totals: a breakdown adds up, a balance is what was given less what was spent, a year is within its total.

    Meaning: hard where no value within the printed digits makes the sum true. Parts are what a bracket behind a total lists, or
    what 其中 lists, or the figures before 共 and 合计. Soft where a list closed by 其他 nearly adds up to a total, and not quite.
    Silent: where only one part of a breakdown is told and it is within the total; where 等, 包括, 主要 say that parts are left
    out; where the parts leave room for a whole part more, since then 其中 names examples; averages and rates do not add up.
    Why: 财预〔2020〕10号 asks for true and exact data; a breakdown that does not add up is the commonest slip of copying.
    """
    amounts = elsewhere(report)
    near: list[Figure] = []
    for read in report.reads:
        near = near if near and near[0].sentence.paragraph is read.sentence.paragraph else []
        figures = [figure for figure in read.figures if figure.role != "target" and figure.base not in _AGES]
        for whole, parts, closed in [
            *_bracketed(figures),
            *_listed(read, figures, near),
            *_summed(read, figures),
            *_complements(figures),
        ]:
            yield from compare(whole, parts, closed)
        yield from near_total(read, amounts)
        yield from _among(figures)
        for whole, parts in [*classified(read), *above_whole(read)]:
            yield from compare(whole, parts, True)
        yield from _shares(read)
        yield from sources(read)
        yield from pairs(read)
        near = [*near, *read.figures]
    yield from listed(report)
    for paragraph in report.paragraphs:
        for whole, parts in [*composed(paragraph), *partitioned(paragraph)]:
            yield from compare(whole, parts, True)
        for whole, parts in [*closed_lists(paragraph), *several_years(paragraph)]:
            yield from compare(whole, parts, True, Severity.SOFT)
        yield from apart(paragraph, report)
        yield from balance(paragraph)
        yield from changed_budget(paragraph)
    yield from cumulated(report)


def _bracketed(figures: list[Figure]) -> Iterator[tuple[Figure, list[Figure], bool]]:
    """Return the totals with a bracket behind them that lists parts."""
    for whole in figures:
        parts = [
            each
            for each in figures
            if each.parent is whole
            and each.base == whole.base
            and addable(each)
            and within(each, whole)
            and not _BASIS.search(each.head)
        ]
        worked_out = parts and _WORKING.search(whole.sentence.text[whole.number.end : parts[-1].number.end + 3])
        if parts and addable(whole) and one_period(parts) and not (worked_out or _LACKING.search(whole.head)):
            text = whole.sentence.text[whole.number.end : parts[-1].number.end + 3]
            yield whole, parts, not _OPEN_LIST.search(text)


def _listed(read: Read, figures: list[Figure], near: list[Figure]) -> Iterator[tuple[Figure, list[Figure], bool]]:
    """Return the totals behind which 其中 lists parts outside brackets; ``near`` are the figures of the sentence before."""
    text = read.sentence.text
    for found in re.finditer("其中", text):
        before = [each for each in figures if each.number.end <= found.start() and each.depth == 0 and addable(each)]
        behind = [each for each in figures if each.number.start >= found.end() and each.depth == 0]
        if not behind or "（" in text[max(0, found.start() - 1) : found.start()]:
            continue
        whole = _whole_of([each for each in before if each.base == behind[0].base])
        if not re.search("[\u4e00-\u9fff]", text[: found.start()]):
            whole = _total_before(behind[0], near)
        if whole is None or (whole.inherited and not _NAMED_TOTAL.search(whole.head)):
            continue
        parts: list[Figure] = []
        for each in behind:
            stop = _is_next_stage(each, parts) or "其中" in text[found.end() : each.number.start] or _SUM_WORD.search(each.head)
            if (
                stop
                or _NEW_THING.search(each.head)
                or _LEFT.search(each.head)
                or "最" in each.head
                or len(re.sub(r"[\s，、]", "", each.head)) > _LONGEST_NAME
            ):
                break
            if each.base == whole.base and addable(each) and within(each, whole):
                parts.append(each)
            elif not (each.base == "%" and re.search("占|比重", each.head)) and not each.change:
                break
        adds_up = any(total(map(interval, parts[:count])).overlaps(interval(whole)) for count in range(2, len(parts)))
        if parts and one_period(parts if is_cumulated(whole) else [whole, *parts]) and not adds_up:
            end = parts[-1].number.end
            yield whole, parts, not _OPEN_LIST.search(text[found.end() : end + 3])


def _is_next_stage(figure: Figure, parts: list[Figure]) -> bool:
    """Return whether a figure is a part of the part before it, and of no other whole: 其中有效862份，满意824份."""
    return bool(parts) and figure.clause != parts[-1].clause and all(_STAGE.search(each.head) for each in (parts[-1], figure))


def _whole_of(before: list[Figure]) -> Figure | None:
    """Return the figure that 其中 is of: the last, or the total of the parts that it ends: 96人，男性52人，女性44人，其中党员50人."""
    for count in range(2, min(len(before), _MOST_PARTS)):
        if total(map(interval, before[-count:])).overlaps(interval(before[-count - 1])):
            return before[-count - 1]
    return before[-1] if before else None


def _total_before(part: Figure, near: list[Figure]) -> Figure | None:
    """Return the total of a list that opens its sentence: the only figure of the unit in the sentence before, or the last named 累计, 共."""
    apart = [each for each in near if each.base == part.base and addable(each) and not each.depth and not each.role]
    last = [each for each in apart if each.sentence is near[-1].sentence]
    named = [each for each in apart if _TOTAL_NAME.search(each.head)]
    return last[0] if len(last) == 1 else named[-1] if named and not last else None


def _summed(read: Read, figures: list[Figure]) -> Iterator[tuple[Figure, list[Figure], bool]]:
    """Return the totals named by 共 or 合计 behind the figures they add up."""
    for at, whole in enumerate(figures):
        if not _SUM_WORD.search(whole.head) or not addable(whole) or whole.depth:
            continue
        parts: list[Figure] = []
        for each in reversed([one for one in figures[:at] if one.clause != whole.clause or one.base == whole.base]):
            if parts and parts[0].number.start == each.number.end and each.base != whole.base:
                continue  # 4期412人次、8期674人次，共1086人次
            if each.base != whole.base or not addable(each) or each.depth or _SUM_BEFORE.search(each.head):
                break
            parts.insert(0, each)
        parts = _first_or_last(parts, whole)
        if len(parts) < 2 or _WITHIN.search(whole.head) or _SAVED.search(whole.head) or not one_period(parts):
            continue
        sums = [total(map(interval, parts[skip:])) for skip in range(len(parts) - 1)]
        if not any(each.overlaps(interval(whole)) for each in sums):
            yield whole, parts, True


def _first_or_last(parts: list[Figure], whole: Figure) -> list[Figure]:
    """Return the parts that a sum is told to be of: 前三季度合计, 后两项合计; all of them where it does not say."""
    told = _SOME.search(whole.sentence.text[whole.clause[0] : whole.number.start])
    count = int(chinese_number(told["count"])) if told else len(parts)
    return parts[-count:] if told and told["end"] == "后" else parts[:count]


def _complements(figures: list[Figure]) -> Iterator[tuple[Figure, list[Figure], bool]]:
    """Return totals followed by what was done and what was not: 受理, 办结, 未办结."""
    for at, rest in enumerate(figures):
        verb = re.search(r"[未不]([\u4e00-\u9fff]{2})[\u4e00-\u9fff]{0,4}$", rest.head)
        words = verb[1] if verb else next((done for word, done in _OPPOSITES.items() if word in rest.head), None)
        done = next((each for each in figures[:at] if words and re.search(words, each.head) and each.base == rest.base), None)
        before = [each for each in figures if done and each.number.end <= done.number.start and each.base == rest.base]
        while before and done and "、" in done.sentence.text[before[-1].number.end : done.number.start]:
            done = before.pop()
        if done is not None and before and all(map(addable, (done, rest, before[-1]))):
            between = [each for each in figures if done.number.end <= each.number.start < rest.number.start]
            parts = [done, *(each for each in between if each.base == rest.base and addable(each)), rest]
            if not total(map(interval, [done, rest])).overlaps(interval(before[-1])):
                yield before[-1], parts, True


def _among(figures: list[Figure]) -> Iterator[Finding]:
    """Find 28所中小学中，开设课程的有31所: what is told of some among them is more than all of them."""
    for whole, part in zip(figures, figures[1:], strict=False):
        between = whole.sentence.text[whole.number.end : part.number.start]
        of_them = re.fullmatch(r"[^，。；0-9]{0,10}中，[^，。；0-9]{0,16}", between) is not None
        if of_them and whole.base == part.base and addable(whole) and addable(part) and part.low > whole.high:
            working = f"{part.text} > {whole.text}"
            yield finding("identity/parts", Severity.HARD, [whole, part], working=working, message="一项分数大于总数")


def _shares(read: Read) -> Iterator[Finding]:
    """Find shares of one whole (占 45%、占 40%、其他占 20%) that do not add up to all of it."""
    shares = [each for each in read.figures if each.unit == "%" and not each.change and each.role != "target"]
    text = read.sentence.text
    named = [each for each in shares if re.search("占|比重", each.clause_text[: each.number.start - each.clause[0]])]
    closed = re.search("其他[^，。；]{0,8}占", text) is not None or (re.search("分别占", text) is not None and len(named) >= 3)
    if len(named) < 3 or not one_period(named):
        return
    added = total(map(interval, named))
    ahead = text[: named[0].number.start]
    if not (closed or (_STRUCTURE.search(ahead) and added.low > 100) or all(re.search("岁", each.clause_text) for each in named)):
        return
    if not added.overlaps(Interval(Decimal(100), Decimal(100))):
        yield finding(
            "identity/shares",
            Severity.HARD,
            named,
            working=f"{' + '.join(each.text for each in named)} = {told(added, named[0].number.digits + 1, '%')}",
            message="各部分所占比重之和不是 100%",
        )
