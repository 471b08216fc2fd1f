"""Scores and grades: the cut, the full mark, and the sum of the awards."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from evalkit.audit.document import Part, Sentence
from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity, Spot, finding
from evalkit.audit.report import Report
from evalkit.audit.rules.awards import FULL, POINTS, SECTION, awards, weights
from evalkit.audit.rules.registry import rule
from evalkit.audit.tables import score_of_tables
from evalkit.quantities import format_plain
from evalkit.scoring.rulebook import Rulebook, editions, load_rulebook

_NATIONAL = "mof-2020-10"
_GRADE = re.compile(
    r"(?:等级|等次|结果|结论|评价|评定|评为|评级|档次|总体|自评)[^，。；优良中差低]{0,8}(?:为|是|：|达到|“)?\s*[“]?(?P<grade>优秀|优|良好|良|中|较差|差|低)(?=[”“，。；、（）\s级等次档]|$)|[“（](?P<quoted>优秀|优|良好|良|中|差)[”）]"
)
_GRADE_ALONE = re.compile("优秀?|良好?|中等?|较?差")
_TOTAL = re.compile(r"总得?分|总评|综合|合计|共得|最终|总计")
_SCORE = re.compile(r"得分|自评\s*$|评分|分数|自评为|结果")
_OWN_GRADE = re.compile(r"自评|等级|等次|评定")
_DEDUCTED = re.compile(r"扣除?(?:了|减)?\s*$")
_CUTS = re.compile(r"[0-9]\s*分?\s*(?:及?以上|（含）|—|-|~|至)[^。]{0,16}优|≥")


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
        if score.value > FULL and not re.search(r"[0-9]{3}\s*分", score.sentence.text[: score.number.start]):
            yield finding("grade/full", Severity.HARD, [score], working=f"{score.text} > 100 分", message="得分高于满分")
        else:
            yield from _grade_of(score, score.sentence, report)
    yield from _grade_apart(totals, report)
    yield from awards(report, scores, totals)
    yield from weights(report)


def _named(sentence: Sentence) -> list[re.Match]:
    """Return the grades that a sentence names, those of a scale apart."""
    text = sentence.text
    found = [each for each in _GRADE.finditer(text) if not _CUTS.search(text[max(0, each.start() - 16) : each.end()])]
    years = (
        sentence.paragraph.cells and len([cell for cell in sentence.paragraph.cells if _GRADE_ALONE.fullmatch(cell.strip())]) > 1
    )
    return [] if years else found


def _grade_apart(totals: list[Figure], report: Report) -> Iterator[Finding]:
    """Find a grade in a sentence without a score that the one score of the report, in text or table, does not earn."""
    values = {each.number.value for each in totals} | set(score_of_tables(report.document))
    apart = [
        read.sentence
        for read in report.reads
        if read.sentence.part is not Part.PLAN and not any(each.unit == "分" for each in read.figures)
    ]
    named = [sentence for sentence in apart if _OWN_GRADE.search(sentence.text) and _named(sentence)]
    if len(values) == 1 and len(named) == 1:
        yield from _grade_of(values.pop(), named[0], report)


def _grade_of(score: Figure | Decimal, sentence: Sentence, report: Report) -> Iterator[Finding]:
    text = sentence.text
    value, printed = (score.number.value, score.text) if isinstance(score, Figure) else (score, f"{format_plain(score)}分")
    named = _named(sentence)
    if not named:
        return
    found = named[0]
    shown = (found["grade"] or found["quoted"])[0].replace("较", "差")
    books = _books()
    names = {book.edition: book.grade(min(value, FULL)) for book in books}
    if names[_NATIONAL] == shown:
        return
    if any(_stated(book, report) for book in books if book.edition != _NATIONAL and names[book.edition] == shown):
        return
    local = sorted({book.title for book in books if names[book.edition] == shown and not book.edition.startswith("mof")})
    yield finding(
        "grade",
        Severity.SOFT if local else Severity.HARD,
        [Spot(sentence, 0, len(text))],
        working=f"{printed}：按财预〔2020〕10号为“{names[_NATIONAL]}”，报告写“{shown}”"
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
    if score.each or score.depth or score.number.bound or re.search("扣分|失分", score.head):
        return False
    if _DEDUCTED.search(score.head) or SECTION.search(score.head) or POINTS.search(score.head):
        return False
    others = [other for other in scores if other.sentence is score.sentence and other is not score]
    others = [other for other in others if not other.number.bound and not _DEDUCTED.search(other.head)]
    rest = score.sentence.text[score.number.end : score.number.end + 3]
    if _SCORE.search(score.head) and "其中" in rest and all(other.number.start > score.number.start for other in others):
        return True
    alone = not others
    return bool(_TOTAL.search(score.head) or (alone and _SCORE.search(score.head)))
