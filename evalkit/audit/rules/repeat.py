"""The same quantity printed twice."""

import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher

from evalkit.audit.document import Part
from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.report import Report
from evalkit.audit.rules.copied import copied
from evalkit.audit.rules.registry import rule
from evalkit.audit.rules.sums import interval
from evalkit.audit.rules.tabled import rates_tabled, tabled
from evalkit.audit.subjects import share_a_word

_MASK = "#"
_LEAST_CLAUSE, _LEAST_PLAIN, _LEAST_SUBJECT, _ALIKE = 10, 8, 4, 0.85


@rule("repeat", "前后一致")
def repeat(report: Report) -> Iterator[Finding]:
    """前后一致 Repeat: the same quantity printed twice has one value.

    Meaning: hard where a sentence is repeated word for word, or clause for clause, with another figure; hard where two figures have
    the same subject, unit, period and level in different paragraphs and no common value; parts, targets and changes are not compared.
    Soft where two figures, or a figure and the cell of a table that its words name, differ by a slip of the hand.
    Silent: where the subject is short or the clause says little, so that it may be another thing; where both digits allow one value
    (1.83亿元 and 1.8亿元); where one of them is a bound (超过); in sections on what comes next.
    Why: paragraphs of a report are copied from each other and corrected in one place only.
    """
    told: set[tuple[int, int]] = set()
    for one, other in [*_repeated_clauses(report), *_same_subjects(report)]:
        if (id(one), id(other)) in told or one.role != other.role or agree(one, other):
            continue
        told.add((id(one), id(other)))
        yield finding(
            "repeat",
            Severity.HARD,
            [one, other],
            working=f"{one.text} ≠ {other.text}",
            message=f"同一个数（{other.subject or one.subject}）前后不一致",
        )
    yield from copied(report)
    yield from tabled(report)
    yield from rates_tabled(report)


def agree(one: Figure, other: Figure) -> bool:
    """Return whether two prints can be one value: equal where unit and decimals are, otherwise some value within the digits of both."""
    if one.unit == other.unit and one.number.digits == other.number.digits and not one.number.bound and not other.number.bound:
        return one.number.value == other.number.value or (
            one.number.approximate != other.number.approximate and interval(one).overlaps(interval(other))
        )
    return interval(one).overlaps(interval(other))


def _masked(figures: list[Figure], start: int, end: int) -> str:
    """Return a clause with every figure masked, so that two clauses that differ in figures alone are equal."""
    text, place, parts = figures[0].sentence.text, start, []
    for figure in figures:
        parts += [text[place : figure.number.start], _MASK + figure.unit]
        place = figure.number.end
    return re.sub(r"\s", "", "".join([*parts, text[place:end]])).strip("，。；、")


def _repeated_clauses(report: Report) -> Iterator[tuple[Figure, Figure]]:
    """Return the figures of clauses that say the same, and of clauses much alike in two sentences that share another clause."""
    first: dict[str, tuple[int, list[Figure]]] = {}
    clauses_of: dict[int, dict[str, list[Figure]]] = {}
    for number, read in enumerate(report.reads):
        own = {**_plain_clauses(read), **_by_clause([each for each in read.figures if each.base != "分"])}
        shared: dict[int, list[str]] = defaultdict(list)
        for key in own:
            if key in first:
                shared[first[key][0]].append(key)
        for home, keys in shared.items():
            if (
                any(_says_much(key) for key in keys)
                or len("".join(key.partition(":")[2] or key for key in keys)) >= 2 * _LEAST_CLAUSE
            ):
                for key in keys:
                    yield from zip(first[key][1], own[key], strict=False)
                yield from _much_alike(clauses_of[home], {key: figures for key, figures in own.items() if key not in first})
        for key, figures in own.items():
            first.setdefault(key, (number, figures))
        clauses_of[number] = own


def _plain_clauses(read: Read) -> dict[str, list[Figure]]:
    """Return the clauses of some length that hold no digit; they tell that two sentences are copies."""
    clauses = re.split("[，。；：（）]", read.sentence.text)
    return {clause: [] for clause in clauses if len(clause) >= _LEAST_PLAIN and not re.search("[0-9]", clause)}


def _by_clause(figures: list[Figure]) -> dict[str, list[Figure]]:
    clauses: dict[tuple[int, int], list[Figure]] = defaultdict(list)
    for figure in figures:
        clauses[figure.clause].append(figure)
    keys: dict[str, list[Figure]] = {}
    before = ""
    for clause, each in clauses.items():
        masked = _masked(each, *clause)
        whole = f"{before}，" if masked.startswith("其中") else ""  # parts of two wholes are not the same parts
        keys[f"{each[0].period_key}:{whole}{masked}"] = each
        before = masked
    return keys


def _says_much(key: str) -> bool:
    """Return whether a clause says enough to be recognised; one without a figure does not by itself."""
    return ":" in key and len(re.sub(r"[#%\u0001]|[0-9a-z]", "", key.partition(":")[2])) >= _LEAST_CLAUSE


def _much_alike(known: dict[str, list[Figure]], new: dict[str, list[Figure]]) -> Iterator[tuple[Figure, Figure]]:
    for key, figures in ((key, figures) for key, figures in new.items() if figures):
        for other, others in known.items():
            units = [figure.unit for figure in figures] == [figure.unit for figure in others]
            if units and other not in new and SequenceMatcher(None, other, key, autojunk=False).ratio() >= _ALIKE:
                yield from zip(others, figures, strict=True)


def _same_subjects(report: Report) -> Iterator[tuple[Figure, Figure]]:
    first: dict[tuple, Figure] = {}
    for figure in report.figures:
        plain = (
            not figure.change
            and not figure.role
            and not figure.inherited
            and not figure.per
            and not figure.each
            and not figure.depth
        )
        if figure.sentence.part is Part.PLAN:
            continue
        if not plain or figure.number.rank or figure.number.bound or figure.base == "分" or len(figure.core) < _LEAST_SUBJECT:
            continue
        if figure.unit == "%" and re.search("占|(?:由|从)[^，。；]*$", figure.head):
            continue
        if figure.period is not None and figure.period.kind in ("rest", "unknown", "invalid", "reversed"):
            continue
        known = first.setdefault((figure.core, figure.unit, figure.period_key, _label(figure)), figure)
        if (known.scope and figure.scope and known.scope != figure.scope) or (
            known.sentence.paragraph.cells and figure.sentence.paragraph.cells
        ):
            continue
        if (
            known is not figure
            and known.sentence.paragraph is not figure.sentence.paragraph
            and not _is_part(known)
            and not _is_part(figure)
            and not _of_others(known, figure)
        ):
            yield known, figure


def _of_others(one: Figure, other: Figure) -> bool:
    """Return whether a name of a verb and its object (发现问题) stands in two sentences that begin with different things."""
    if len(one.core) > _LEAST_SUBJECT:
        return False
    begins = [re.split("[，；。：]|" + re.escape(each.core), each.sentence.text[: each.number.start])[0] for each in (one, other)]
    names = [re.sub(r"[^\u4e00-\u9fff]", "", begin) for begin in begins]
    return all(len(name) > 1 for name in names) and not share_a_word(*names)


def _label(figure: Figure) -> str:
    """Return what a paragraph names before it begins to tell: 甲镇：, （一）甲镇。; the same figure of another is another."""
    text = figure.sentence.paragraph.folded
    found = re.match(r"\s*(?:（[一二三四五六七八九十]+）|[0-9]{1,2}[.、])?\s*([^，。；：0-9]{1,10})[：。]", text)
    return found[1] if found else ""


def _is_part(figure: Figure) -> bool:
    return bool(
        re.search(
            "其中|分别|另|新增", figure.sentence.text[figure.clause[0] - 3 if figure.clause[0] > 3 else 0 : figure.number.start]
        )
    )
