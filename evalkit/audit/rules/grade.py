"""Scores and grades: the cut, the full mark, and the sum of the awards."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity, Spot, finding
from evalkit.audit.report import Report
from evalkit.audit.rules.registry import rule
from evalkit.quantities import format_plain
from evalkit.scoring.rulebook import Rulebook, editions, load_rulebook

_NATIONAL = "mof-2020-10"
_GRADE = re.compile(
    r"(?:等级|等次|结果|结论|评价|评定|评为|评级|档次|总体|自评)[^，。；优良中差低]{0,8}(?:为|是|：|达到|“)?\s*[“]?(?P<grade>优秀|优|良好|良|中|较差|差|低)(?=[”“，。；、（）\s级等次档]|$)|[“（](?P<quoted>优秀|优|良好|良|中|差)[”）]"
)
_TOTAL = re.compile(r"总得?分|总评|综合|合计|共得|最终|总计")
_SCORE = re.compile(r"得分|评分|分数|自评为|结果")
_SECTION = re.compile(
    r"投入|过程|决策|管理|产出|效益|效果|满意度|预算执行|执行率|成本|数量|质量|时效|经济|社会|生态|可持续|指标|资金"
)
_POINTS = re.compile(r"分值|满分|权重|应得|标准分|总分值|基准分|占|设")
_AWARD = re.compile(r"得分?(?:为|：)?\s*$|自评(?:得分)?(?:为|：)?\s*$|实得")
_CUTS = re.compile(r"[0-9]\s*分?\s*(?:及?以上|（含）|—|-|~|至)[^。]{0,16}优|≥")
_FULL = Decimal(100)


@rule("grade", "得分与等级")
def grade(report: Report) -> Iterator[Finding]:
    """得分与等级 Score and grade: the grade is the one of the printed score, no award exceeds its points, awards add up to the score.

    Meaning: hard where no known edition of the rules gives the printed grade for the printed score, where a score exceeds 100 or an
    award its points, where the awards of all sections do not add up to the score or their points not to 100. Soft where only a local
    edition (80分以上为优) gives the grade and the report does not print its cuts.
    Silent: where no grade or no score stands beside the other; where only some sections are told.
    Why: 财预〔2020〕10号: 90 to 100 优, 80 to below 90 良, 60 to below 80 中, below 60 差.
    """
    scores = [figure for figure in report.figures if figure.unit == "分" and not figure.change and not figure.number.is_range]
    totals = [each for each in scores if _is_total(each, scores)]
    for score in totals:
        if score.value > _FULL and not re.search(r"[0-9]{3}\s*分", score.sentence.text[: score.number.start]):
            yield finding("grade/full", Severity.HARD, [score], working=f"{score.text} > 100 分", message="得分高于满分")
        else:
            yield from _grade_of(score, report)
    yield from _awards(scores, totals)
    yield from _weights(report)


def _grade_of(score: Figure, report: Report) -> Iterator[Finding]:
    text = score.sentence.text
    named = [found for found in _GRADE.finditer(text) if not _CUTS.search(text[max(0, found.start() - 16) : found.end()])]
    if not named:
        return
    found = named[0]
    shown = (found["grade"] or found["quoted"])[0].replace("较", "差")
    books = _books()
    names = {book.edition: book.grade(min(score.number.value, _FULL)) for book in books}
    if names[_NATIONAL] == shown:
        return
    if any(_stated(book, report) for book in books if book.edition != _NATIONAL and names[book.edition] == shown):
        return
    local = sorted({book.title for book in books if names[book.edition] == shown and not book.edition.startswith("mof")})
    yield finding(
        "grade",
        Severity.SOFT if local else Severity.HARD,
        [Spot(score.sentence, 0, len(text))],
        working=f"{score.text}：按财预〔2020〕10号为“{names[_NATIONAL]}”，报告写“{shown}”"
        + (f"；按{local[0]}为“{shown}”" if local else ""),
        message="得分与等级不符" + ("：须写明所用的等级标准" if local else ""),
    )


@cache
def _books() -> tuple[Rulebook, ...]:
    return tuple(load_rulebook(each) for each in editions())


def _stated(book: Rulebook, report: Report) -> bool:
    """Return whether the report prints the cut by which an edition's best grade is earned."""
    cut = format_plain(book.grades[0].cut)
    return report.has(rf"{cut}\s*分?[^。\n]{{0,14}}(?:优|为优)") and not report.has(r"90\s*分?[^。\n]{0,14}优")


def _is_total(score: Figure, scores: list[Figure]) -> bool:
    """Return whether it is the score of the whole: named so, or the only score of its sentence."""
    if score.each or score.depth or _SECTION.search(score.head) or _POINTS.search(score.head):
        return False
    others = [other for other in scores if other.sentence is score.sentence and other is not score]
    rest = score.sentence.text[score.number.end : score.number.end + 3]
    if _SCORE.search(score.head) and "其中" in rest and all(other.number.start > score.number.start for other in others):
        return True
    alone = not others
    return bool(_TOTAL.search(score.head) or (alone and _SCORE.search(score.head)))


def _awards(scores: list[Figure], totals: list[Figure]) -> Iterator[Finding]:
    parts = [each for each in scores if each not in totals]
    pairs = [pair for one, other in zip(parts, parts[1:], strict=False) for pair in _pair(one, other)]
    for points, award in pairs:
        if award.value > points.value:
            working = f"{award.text} > {points.text}"
            yield finding("grade/award", Severity.HARD, [points, award], working=working, message="得分高于该项分值")
    full = sum((points.value for points, _ in pairs), Decimal(0))
    names = "".join(points.sentence.text for points, _ in pairs)
    adds_up = any(each.value == sum((award.value for _, award in pairs), Decimal(0)) for each in totals)
    if (full > _FULL and "产出" in names) or (full != _FULL and adds_up and len(pairs) >= 3):
        yield _sum_finding("grade/points", [points for points, _ in pairs], full, "100 分", "各部分分值之和不是 100 分")
    if full == _FULL and totals:
        yield from _sum([award for _, award in pairs], [], totals)
    for total in totals:
        here = [each for each in parts if each.sentence.paragraph is total.sentence.paragraph]
        extra = [award for _, award in pairs if award in here]
        own = [each for each in here if _SECTION.search(each.head) and not _POINTS.search(each.head) and each not in extra]
        if len(own) >= 3 and "产出" in (text := "".join(each.head for each in own)) and "效益" in text:
            yield from _sum(own, extra, [total])
    if len({total.value for total in totals}) > 1:
        working = " ≠ ".join(dict.fromkeys(total.text for total in totals))
        yield finding("repeat/score", Severity.HARD, totals, working=working, message="自评得分前后不一致")


def _pair(one: Figure, other: Figure) -> list[tuple[Figure, Figure]]:
    """Return points and award of two scores beside each other: 分值10分，得9分 or 得9分（分值10分）."""
    if one.sentence is not other.sentence:
        return []
    named = _POINTS.search(one.head) or (one.depth and one.depth == other.depth and not re.search("[\u4e00-\u9fff]", one.head))
    if named and _AWARD.search(other.head.rstrip()):
        return [(one, other)]
    bracketed = other.depth > one.depth and _POINTS.search(other.head) and _AWARD.search(one.head.rstrip())
    return [(other, one)] if bracketed else []


def _weights(report: Report) -> Iterator[Finding]:
    """Find weights of one paragraph that do not add up to all."""
    for paragraph in report.paragraphs:
        shares = [
            each
            for read in paragraph
            for each in read.figures
            if each.unit == "%" and re.search("权重(?:为|占|：)?$|占(?:比)?(?:为)?$", each.head)
        ]
        if sum("权重" in each.head for each in shares) >= 2 and len(shares) >= 3:
            total = sum((each.value for each in shares), Decimal(0))
            if total != _FULL:
                yield _sum_finding("grade/points", shares, total, "100%", "各项权重之和不是 100%")


def _sum(awards: list[Figure], extra: list[Figure], totals: list[Figure]) -> Iterator[Finding]:
    total = sum((each.value for each in awards), Decimal(0))
    with_extra = sum((each.value for each in extra), total)
    if all(each.value not in (total, with_extra) for each in totals):
        yield _sum_finding("grade/sum", [*awards, totals[-1]], with_extra, totals[-1].text, "各部分得分之和与总得分不符")


def _sum_finding(id: str, figures: list[Figure], total: Decimal, shown: str, message: str) -> Finding:
    parts = [each for each in figures if each.text != shown] or figures
    working = f"{' + '.join(format_plain(each.number.value) for each in parts)} = {format_plain(total)}，报告写 {shown}"
    return finding(id, Severity.HARD, figures, working=working, message=message)
