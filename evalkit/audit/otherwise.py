"""Whether other figures of a report explain a derived one after all: the last word on a rate, a growth, a difference or a sum.

A rule reads which figures belong together from their words, and words mislead: 合格 1243 批次，抽检量比上年 1106 批次增长 12.84% is
about the 1248 tested, told a sentence before. Where two figures that the rule did not think of give what is printed, and so many
pairs would hardly do so by chance, nothing is wrong; where they may well do so by chance, the finding asks instead of blaming.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice, permutations

from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity
from evalkit.audit.intervals import HUNDRED, change, less, share, times, total
from evalkit.audit.numbers import INFINITY
from evalkit.audit.report import Report
from evalkit.audit.rules.sums import interval
from evalkit.audit.slips import digits_of, digits_printed, typed
from evalkit.audit.subjects import share_a_word
from evalkit.audit.tables import Amount
from evalkit.quantities import Interval

_RARE = Decimal("0.1")
"""A likeness that comes about by chance in fewer than one report in ten is none of chance."""
_SPAN_OF_POINTS = Decimal(20)
"""Over how many points differences of rates are spread."""
_MOST_PAIRS = 4_000
"""Among more, something always fits."""

Operand = tuple[str, Interval, object]
"""The base unit of an amount, what it can be, and by what it is known."""
Pair = tuple[Operand, Operand]


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
    others = Others(report)
    for finding in findings:
        chance = others.chance(finding) if finding.claimed is not None else None
        if chance is None:
            yield finding
        elif chance > _RARE:
            yield replace(finding, severity=Severity.SOFT) if finding.severity is Severity.HARD else finding


class Others:
    """The amounts of a report, sorted once for all findings: by paragraph and by base unit, and the pairs that tables hold."""

    def __init__(self, report: Report) -> None:
        self._by_paragraph: dict[int, list[Operand]] = defaultdict(list)
        self._by_base: dict[str, list[Operand]] = defaultdict(list)
        for figure in filter(_usable, report.figures):
            operand = (figure.base, interval(figure), figure)
            self._by_paragraph[figure.sentence.paragraph.number].append(operand)
            self._by_base[figure.base].append(operand)
        groups: dict[tuple[object, ...], list[Operand]] = defaultdict(list)
        for amount in report.amounts:
            operand = (amount.base, amount.interval, amount)
            self._by_base[amount.base].append(operand)
            groups[id(amount.row), amount.base].append(operand)
            groups[id(amount.table), amount.title, amount.base].append(operand)
        self._of_tables = [pair for group in groups.values() for pair in permutations(group, 2)]

    def chance(self, finding: Finding) -> Decimal | None:
        """Return how likely it was that some figures would explain the derived one; ``None`` where none do.

        Asked are two figures of its paragraph, two cells of a table, and a figure of its paragraph with one from elsewhere, unless
        there are so many that something always fits.
        """
        claimed = finding.claimed
        assert claimed is not None
        operands = [each for each in finding.figures if each is not claimed]
        near = [each for each in self._by_paragraph[claimed.sentence.paragraph.number] if each[2] is not claimed]
        among = [pair for pair in permutations(near, 2) if pair[0][0] == pair[1][0]]
        groups = (among, self._of_tables, list(islice(self._across(near), _MOST_PAIRS + 1)))
        of_parts = finding.rule.startswith("identity")  # a difference that gives the total as well does not put its parts right
        for pairs in groups if not of_parts else ():
            if len(pairs) > _MOST_PAIRS:
                continue
            told = {id(each[2]): each for pair in pairs for each in pair}
            twins = {known for known, each in told.items() if _is_twin(each, operands)}
            results = [
                result
                for one, other in pairs
                if not _is_own(one, other, finding) and twins.isdisjoint((id(one[2]), id(other[2])))
                for result in _results(claimed, one, other)
            ]
            if any(each.overlaps(_interval(claimed)) for each in results):
                span, width = _span(claimed), claimed.high - claimed.low
                return sum((min(Decimal(1), (each.high - each.low + width) / span) for each in results), Decimal(0))
        return Decimal(0) if _adds_up(finding, claimed, near) else None

    def _across(self, near: Sequence[Operand]) -> Iterator[Pair]:
        """Return the amounts of a paragraph with those of their unit elsewhere, either above or below."""
        here = {id(each[2]) for each in near}
        for one in near:
            for other in self._by_base[one[0]]:
                if id(other[2]) not in here:
                    yield one, other
                    yield other, one


def _is_own(one: Operand, other: Operand, finding: Finding) -> bool:
    """Return whether two amounts are those that the finding is about."""
    return all(any(each[2] is figure for figure in finding.figures) for each in (one, other))


def _usable(figure: Figure) -> bool:
    number = figure.number
    return not number.rank and number.low > -INFINITY and number.high < INFINITY and figure.low > 0


def _is_twin(operand: Operand, operands: Sequence[Figure]) -> bool:
    """Return whether an amount is one of those that a finding is about, but for a slip of typing: the right number excuses no wrong one."""
    told = operand[2]
    if isinstance(told, Amount):
        printed, name = digits_printed(told.printed), told.name + told.title
    else:
        assert isinstance(told, Figure)
        printed, name = digits_of(told), told.head + told.subject
    return any(typed(printed, digits_of(each)) and share_a_word(each.core, name) for each in operands)


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


def _adds_up(finding: Finding, claimed: Figure, near: Sequence[Operand]) -> bool:
    """Return whether other amounts than those of the finding, told one after another in the paragraph, add up to a total."""
    amounts = [each for each in near if each[0] == claimed.base] if not claimed.change else []
    own = {id(each) for each in finding.figures if each is not claimed}
    for start in range(len(amounts)):
        for end in range(start + 2, len(amounts) + 1):
            run = amounts[start:end]
            if {id(each[2]) for each in run} != own and total(each[1] for each in run).overlaps(_interval(claimed)):
                return True
    return False
