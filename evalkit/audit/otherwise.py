"""Whether other figures of a report explain a derived one after all: the last word on a rate, a growth, a difference or a sum.

A rule reads which figures belong together from their words, and words mislead: 合格 1243 批次，抽检量比上年 1106 批次增长 12.84% is
about the 1248 tested, told a sentence before. Where two figures that the rule did not think of give what is printed, and so many
pairs would hardly do so by chance, nothing is wrong; where they may well do so by chance, the finding asks instead of blaming.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity
from evalkit.audit.intervals import HUNDRED, change, less, share, times, total
from evalkit.audit.numbers import INFINITY
from evalkit.audit.report import Report
from evalkit.audit.rules.sums import interval
from evalkit.audit.slips import digits_of, digits_printed, typed
from evalkit.audit.subjects import share_a_word
from evalkit.audit.tables import Amount, amounts_of_tables
from evalkit.quantities import Interval

_RARE = Decimal("0.1")
"""A likeness that comes about by chance in fewer than one report in ten is none of chance."""
_SPAN_OF_POINTS = Decimal(20)
"""Over how many points differences of rates are spread."""
_MOST_PAIRS = 20_000

Operand = tuple[str, Interval, object]
"""The base unit of an amount, what it can be, and by what it is known."""


def unless_otherwise(findings: Sequence[Finding], report: Report) -> Iterator[Finding]:
    """Return findings without those whose derived figure other figures explain, and softened where that may be chance.

    Examples
    --------
    >>> from evalkit.audit.document import Line, document_of
    >>> from evalkit.audit.report import report_of
    >>> from evalkit.audit.rules import RULES
    >>> def told(text):
    ...     report = report_of(document_of("a.md", [Line(1, "2021年度自评报告"), Line(3, text)]))
    ...     found = list(RULES["growth"].check(report))
    ...     return len(found), len(list(unless_otherwise(found, report)))
    >>> told("抽检样品1248批次。合格1243批次，抽检量比上年1106批次增长12.84%。")
    (1, 0)
    >>> told("抽检样品1248批次。合格1243批次，抽检量比上年1106批次增长18.24%。")
    (1, 1)
    """
    tables = amounts_of_tables(report.document)
    for finding in findings:
        chance = _chance(finding, report, tables) if finding.claimed is not None else None
        if chance is None:
            yield finding
        elif chance > _RARE:
            yield replace(finding, severity=Severity.SOFT) if finding.severity is Severity.HARD else finding


def _chance(finding: Finding, report: Report, tables: Sequence[Amount]) -> Decimal | None:
    """Return how likely it was that some figures would explain the derived one; ``None`` where none do."""
    claimed = finding.claimed
    assert claimed is not None
    own = {id(each) for each in finding.figures}
    operands = [each for each in finding.figures if each is not claimed]
    paragraph = claimed.sentence.paragraph
    near = [_operand(each) for each in report.figures if each.sentence.paragraph is paragraph and _usable(each, claimed)]
    far = [_operand(each) for each in report.figures if each.sentence.paragraph is not paragraph and _usable(each, claimed)]
    rows = [_of_cell(amount) for amount in tables]
    near, far, rows = ([each for each in some if not _is_twin(each, operands)] for some in (near, far, rows))
    for pairs in (
        list(permutations(near, 2)),
        [(one, other) for one, other in permutations(rows, 2) if _beside(one[2], other[2])],
        [pair for one in near for other in (*far, *rows) for pair in ((one, other), (other, one))],
    ):
        alike = [pair for pair in pairs if pair[0][0] == pair[1][0] and not {id(pair[0][2]), id(pair[1][2])} <= own]
        if len(alike) > _MOST_PAIRS:
            continue
        results = [each for one, other in alike for each in _results(claimed, one, other)]
        if any(each.overlaps(_interval(claimed)) for each in results):
            span, width = _span(claimed), claimed.high - claimed.low
            return sum((min(Decimal(1), (each.high - each.low + width) / span) for each in results), Decimal(0))
    if _adds_up(claimed, near, own):
        return Decimal(0)
    return None


def _usable(figure: Figure, claimed: Figure) -> bool:
    number = figure.number
    return figure is not claimed and not number.rank and number.low > -INFINITY and number.high < INFINITY and figure.low > 0


def _operand(figure: Figure) -> Operand:
    return figure.base, interval(figure), figure


def _of_cell(amount: Amount) -> Operand:
    return amount.base, amount.interval, amount


def _is_twin(operand: Operand, operands: Sequence[Figure]) -> bool:
    """Return whether an amount is one of those that a finding is about, but for a slip of typing: the right number excuses no wrong one."""
    told = operand[2]
    if isinstance(told, Amount):
        printed, name = digits_printed(told.printed), told.name + told.title
    else:
        assert isinstance(told, Figure)
        printed, name = digits_of(told), told.head + told.subject
    return any(typed(printed, digits_of(each)) and share_a_word(each.core, name) for each in operands)


def _beside(one: object, other: object) -> bool:
    """Return whether two cells stand in one row, or in one column of one table."""
    assert isinstance(one, Amount)
    assert isinstance(other, Amount)
    return one.row is other.row or (one.table is other.table and one.title == other.title)


def _interval(claimed: Figure) -> Interval:
    """Return what a derived figure says, in its base unit; a fall in per cent is negative."""
    if claimed.unit == "%" and claimed.change < 0:
        return Interval(-claimed.high, -claimed.low)
    return Interval(claimed.low, claimed.high)


def _results(claimed: Figure, one: Operand, other: Operand) -> list[Interval]:
    """Return what two amounts give that a derived figure may say: their quotient, their growth, or their difference."""
    base, first, second = one[0], one[1], other[1]
    results: list[Interval | None]
    if claimed.unit == "%" and claimed.change:
        results = [change(first, second), less(first, second) if base == "%" else None]
    elif claimed.unit == "%":
        quotient = share(first, second)
        results = [times(quotient, HUNDRED) if quotient else None]
    elif claimed.unit == "倍":
        results = [share(first, second)]
    elif claimed.base == "百分点":
        results = [less(first, second) if base == "%" else None]
    else:
        results = [less(first, second) if base == claimed.base else None]
    return [each for each in results if each is not None]


def _span(claimed: Figure) -> Decimal:
    """Return over what width a figure of the kind may lie."""
    if claimed.unit == "%":
        return HUNDRED
    return _SPAN_OF_POINTS if claimed.base == "百分点" else max(2 * abs(claimed.value), Decimal(1))


def _adds_up(claimed: Figure, near: Sequence[Operand], own: set[int]) -> bool:
    """Return whether amounts told one after another in the paragraph add up to a total."""
    amounts = [each for each in near if each[0] == claimed.base and not claimed.change]
    for start in range(len(amounts)):
        for end in range(start + 2, len(amounts) + 1):
            run = amounts[start:end]
            if not {id(each[2]) for each in run} == own - {id(claimed)} and total(each[1] for each in run).overlaps(
                _interval(claimed)
            ):
                return True
    return False
