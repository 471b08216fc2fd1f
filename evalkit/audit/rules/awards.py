"""Awards by section: none above its points, each its points less what was deducted, all of them the score."""

import re
from collections.abc import Iterator
from decimal import Decimal

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.report import Report
from evalkit.audit.series import series_of
from evalkit.quantities import format_plain

SECTION = re.compile(
    r"投入|过程|决策|管理|产出|效益|效果|满意度|预算执行|执行率|成本|数量|质量|时效|经济|社会|生态|可持续|指标|资金"
)
POINTS = re.compile(r"分值|满分|权重|应得|标准分|总分值|基准分|占|设")
_AWARD = re.compile(r"得分?(?:为|：)?\s*$|自评(?:得分)?(?:为|：)?\s*$|实得")
_ONLY_AWARD = re.compile(r"，?\s*(?:自评|实际|本项|实)?得分?(?:为|：)?")
_DEDUCTED = re.compile(r"扣除?(?:了|减)?\s*$")
_BY_OTHERS = re.compile("复算|重算|复核|复评|评审|抽评|抽查|专家|第三方|财政部门")
_SCHEME = re.compile("体系|权重|分值|满分|分为|设[置有定]")
_AWARDED = re.compile("得分|得[0-9]|实得|自评|扣|总分")
_HAN = re.compile("[\u4e00-\u9fff]")
FULL = Decimal(100)


def awards(report: Report, scores: list[Figure], totals: list[Figure]) -> Iterator[Finding]:
    """Find awards above their points, awards that are not points less what was deducted, and sums that are not the score."""
    parts = [each for each in scores if each not in totals and not _DEDUCTED.search(each.head)]
    pairs = [pair for one, other in zip(parts, parts[1:], strict=False) for pair in _pair(one, other)]
    pairs += [pair for paragraph in report.paragraphs for pair in _in_order(paragraph, parts)]
    last = _last_of_all(report)
    pairs = [(points, award) for points, award in pairs if points not in last or award.value <= points.value]
    for points, award in pairs:
        if award.value > points.value:
            working = f"{award.text} > {points.text}"
            yield finding("grade/award", Severity.HARD, [points, award], working=working, message="得分高于该项分值")
        yield from _deducted(points, award, scores)
    full = sum((points.value for points, _ in pairs), Decimal(0))
    names = "".join(points.sentence.text for points, _ in pairs)
    adds_up = any(each.value == sum((award.value for _, award in pairs), Decimal(0)) for each in totals)
    if (full > FULL and "产出" in names) or (full != FULL and adds_up and len(pairs) >= 3):
        yield _sum_finding("grade/points", [points for points, _ in pairs], full, "100 分", "各部分分值之和不是 100 分")
    if full == FULL and totals:
        yield from _sum([award for _, award in pairs], [], totals)
    for total in totals if full != FULL else []:
        yield from _unpaired(total, parts, pairs)
    for others in (False, True):
        alike = [total for total in totals if _by_others(total) == others]
        if len({total.value for total in alike}) > 1:
            working = " ≠ ".join(dict.fromkeys(total.text for total in alike))
            yield finding("repeat/score", Severity.HARD, alike, working=working, message="自评得分前后不一致")


def _last_of_all(report: Report) -> set[Figure]:
    """Return the last of each list of points that are all of them: 产出50分…、预算执行10分，自评得分95分, which is the award of all."""
    lists = [each.figures for read in report.reads if "分" in read.sentence.text for each in series_of(read)]
    return {each[-1] for each in lists if each[0].unit == "分" and sum(one.value for one in each) == FULL}


def _by_others(total: Figure) -> bool:
    """Return whether a score is told as computed again or given by a reviewer, and not by those who report."""
    return _BY_OTHERS.search(total.sentence.text[: total.number.start]) is not None


def _unpaired(total: Figure, parts: list[Figure], pairs: list[tuple[Figure, Figure]]) -> Iterator[Finding]:
    """Find awards told by section without their points (产出48分、效益28分) that do not add up to the score of their paragraph."""
    here = [each for each in parts if each.sentence.paragraph is total.sentence.paragraph]
    nested = [each for each in here if each.parent in here and not POINTS.search(each.head) and SECTION.search(each.head)]
    yield from _within(nested)
    here = [each for each in here if each not in nested]
    paired = {id(each) for pair in pairs for each in pair}
    extra = [award for _, award in pairs if award in here]
    own = [each for each in here if SECTION.search(each.head) and not POINTS.search(each.head) and id(each) not in paired]
    if len(own) >= 3 and "产出" in (text := "".join(each.head for each in own)) and "效益" in text:
        yield from _sum(own, extra, [total])


def _within(nested: list[Figure]) -> Iterator[Finding]:
    """Find awards in a bracket that do not add up to the award before it: 得48分（数量19分、质量18分、时效10分）."""
    for award in dict.fromkeys(each.parent for each in nested if each.parent is not None):
        parts = [each for each in nested if each.parent is award]
        total = sum((each.value for each in parts), Decimal(0))
        if len(parts) > 1 and total != award.value:
            yield _sum_finding("grade/sum", [*parts, award], total, award.text, "括号中各项得分之和与前面的得分不符")


def _in_order(paragraph: list[Read], parts: list[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Return points and awards told as two lists: 投入10分、产出50分…，得分依次为9分、48分."""
    lists = [each for read in paragraph for each in series_of(read) if all(figure in parts for figure in each.figures)]
    lists.sort(key=lambda each: (each.figures[0].sentence.start, each.figures[0].number.start))
    for one, other in zip(lists, lists[1:], strict=False):
        first = other.figures[0]
        awarded = other.ordered and re.search("得|自评", first.sentence.text[first.clause[0] : first.number.start])
        if awarded and len(one.figures) == len(other.figures) and not one.ordered:
            yield from zip(one.figures, other.figures, strict=True)
            return


def _deducted(points: Figure, award: Figure, scores: list[Figure]) -> Iterator[Finding]:
    """Find 50分，扣1分，得48分: what was deducted between points and award does not lead from one to the other."""
    between = [each for each in scores if each.sentence is points.sentence and points.number.end <= each.number.start]
    between = [each for each in between if each.number.end <= award.number.start and _DEDUCTED.search(each.head)]
    off = sum((each.value for each in between), Decimal(0))
    if between and points.value - off != award.value:
        yield finding(
            "grade/deduction",
            Severity.HARD,
            [points, *between, award],
            working=f"{points.text} − {' − '.join(each.text for each in between)} = {format_plain(points.value - off)}分，报告写 {award.text}",
            message="分值减去扣分不等于得分",
        )


def _pair(one: Figure, other: Figure) -> list[tuple[Figure, Figure]]:
    """Return points and award of two scores beside each other: 分值10分，得9分 or 得9分（分值10分）."""
    if one.sentence is not other.sentence:
        return []
    if _ONLY_AWARD.fullmatch(other.head.strip()) and one.depth == other.depth:
        return [(one, other)]
    behind_award = one.parent is not None and one.parent.unit == "分"
    if (
        one.depth == 1
        and not behind_award
        and not other.depth
        and not _HAN.search(one.head)
        and _ONLY_AWARD.fullmatch(other.head.strip("） "))
    ):
        return [(one, other)]
    named = POINTS.search(one.head) or (one.depth and one.depth == other.depth and not re.search("[\u4e00-\u9fff]", one.head))
    another = one.depth > other.depth and SECTION.search(other.head)
    if named and not another and _AWARD.search(other.head.rstrip()):
        return [(one, other)]
    bracketed = other.depth > one.depth and POINTS.search(other.head) and _AWARD.search(one.head.rstrip())
    return [(other, one)] if bracketed else []


def weights(report: Report) -> Iterator[Finding]:
    """Find weights of one paragraph, and points told as those of all sections, that do not add up to all."""
    for paragraph in report.paragraphs:
        for read in paragraph:
            for each in series_of(read):
                yield from _points(list(each.figures), read)
        shares = [
            each
            for read in paragraph
            for each in read.figures
            if each.unit == "%" and re.search("权重(?:为|占|：)?$|占(?:比)?(?:为)?$", each.head)
        ]
        lists = [list(each.figures) for read in paragraph for each in series_of(read) if "权重" in each.figures[0].head]
        lists = [
            each for each in lists if len(each) >= 3 and each[0].unit == "%" and all(SECTION.search(one.head) for one in each)
        ]
        shares = lists[0] if lists else shares
        if lists or (sum("权重" in each.head for each in shares) >= 2 and len(shares) >= 3):
            total = sum((each.value for each in shares), Decimal(0))
            if total != FULL:
                yield _sum_finding("grade/points", shares, total, "100%", "各项权重之和不是 100%")


def _points(listed: list[Figure], read: Read) -> Iterator[Finding]:
    """Find 评分体系分四部分：预算执行10分、产出50分… whose points come near to 100 and are not."""
    text = read.sentence.text
    ahead, names = text[: listed[0].number.start], "".join(each.head for each in listed)
    total = sum((each.value for each in listed), Decimal(0))
    told_so = _SCHEME.search(ahead) and not _AWARDED.search(text)
    if told_so and all(each.unit == "分" and not each.change for each in listed) and "产出" in names:
        if re.search("效益|效果", names) and 0 < abs(total - FULL) < FULL / 5 and len(listed) >= 3:
            if total > FULL or "执行" in names:
                yield _sum_finding("grade/points", listed, total, "100 分", "各部分分值之和不是 100 分")


def _sum(awards: list[Figure], extra: list[Figure], totals: list[Figure]) -> Iterator[Finding]:
    total = sum((each.value for each in awards), Decimal(0))
    with_extra = sum((each.value for each in extra), total)
    if all(each.value not in (total, with_extra) for each in totals):
        yield _sum_finding("grade/sum", [*awards, totals[-1]], with_extra, totals[-1].text, "各部分得分之和与总得分不符")


def _sum_finding(id: str, figures: list[Figure], total: Decimal, shown: str, message: str) -> Finding:
    parts = [each for each in figures if each.text != shown] or figures
    working = f"{' + '.join(format_plain(each.number.value) for each in parts)} = {format_plain(total)}，报告写 {shown}"
    return finding(id, Severity.HARD, figures, working=working, message=message)
