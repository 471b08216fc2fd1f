"""The amounts of a whole report by their unit, for rules that ask whether any figure of the report gives what is printed."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from evalkit.audit.figures import Figure
from evalkit.audit.numbers import INFINITY
from evalkit.audit.report import Report
from evalkit.audit.rules.sums import addable, interval
from evalkit.quantities import Interval


@dataclass
class Elsewhere:
    """Amounts by base unit.

    Attributes
    ----------
    wholes : dict of str to list of (Figure or None, Interval)
        All that may stand under a rate, cells of tables included, which are no figures; nothing without bound.
    sums : dict of str to list of Figure
        Those that add up, and so may be a total, the least first.
    """

    wholes: dict[str, list[tuple[Figure | None, Interval]]] = field(default_factory=lambda: defaultdict(list))
    sums: dict[str, list[Figure]] = field(default_factory=lambda: defaultdict(list))

    def near(self, base: str, least: Decimal, most: Decimal) -> list[Figure]:
        """Return the sums of a unit between two values."""
        figures = self.sums[base]
        return figures[bisect_left(figures, least, key=_value) : bisect_right(figures, most, key=_value)]


def _value(figure: Figure) -> Decimal:
    return figure.value


def elsewhere(report: Report) -> Elsewhere:
    """Sort the amounts of a report by their unit, once for all lookups of a rule."""
    found = Elsewhere()
    for figure in report.figures:
        if figure.base in ("%", "百分点", "倍", "分") or figure.number.rank:
            continue
        if figure.high < INFINITY:
            found.wholes[figure.base].append((figure, interval(figure)))
        if addable(figure):
            found.sums[figure.base].append(figure)
    for amount in report.amounts:
        found.wholes[amount.base].append((None, amount.interval))
    for figures in found.sums.values():
        figures.sort(key=_value)
    return found
