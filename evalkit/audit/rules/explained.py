"""Rates that sums of the figures beside them explain: 42 very good and 66 good of 120, 43 and 97 of 45 and 105."""

import re
from itertools import pairwise

from evalkit.audit.figures import Figure, Read
from evalkit.audit.intervals import HUNDRED, change, share, times, total
from evalkit.audit.rules.elsewhere import Elsewhere
from evalkit.audit.rules.sums import addable, interval
from evalkit.audit.series import series_of
from evalkit.quantities import Interval

_SAVED = re.compile("节约率|节省率|结余率|下浮率|降低率")


def _saved(before: Figure, now: Figure) -> Interval:
    """Return by how many per cent the second of two amounts is below the first: 控制价150万元，中标价142.5万元."""
    result = change(interval(now), interval(before)) if before.base == now.base else None
    return Interval(-result.high, -result.low) if result else Interval(HUNDRED * HUNDRED, HUNDRED * HUNDRED)


def explained(rate: Figure, read: Read, before: list[Figure], named: list[Figure], amounts: Elsewhere) -> bool:
    """Return whether a rate is what a sum beside it is of an amount of the report, or of a sum told before it in the paragraph.

    Over the line may stand what is named like the rate, the last amount before it, what stands before its bracket, and neighbours of
    a list, from its first or second on, and all that is named so; a saving may be the second of two amounts below the first; under it every amount of the report,
    of whatever period, and the first ones of a list.

    Parameters
    ----------
    rate : Figure
        The rate.
    read : Read
        Its sentence.
    before : list of Figure
        The figures of the paragraph before the sentence.
    named : list of Figure
        What is named like the rate.
    amounts : Elsewhere
        The amounts of the report.
    """
    ahead = [each for each in read.figures if each.number.end <= rate.number.start and addable(each)]
    lists = [each.figures for each in series_of(read) if all(one in ahead for one in each.figures)]
    near = [each for each in (*before, *ahead) if addable(each)]
    outside = [each for each in ahead if each.depth < rate.depth]
    above = [[each] for each in (*named, *ahead[-1:], *outside[-1:])]
    above += [list(each[start:end]) for each in lists for start in (0, 1) for end in range(start + 2, len(each) + 1)]
    if len(named) > 1:
        above.append(list(dict.fromkeys(named)))
    bases = [near[near.index(each) - 1] for each in dict.fromkeys(named) if each in near[1:]]
    below = (
        [[each] for each in near]
        + [bases] * (len(bases) > 1)
        + [list(each[:end]) for each in lists for end in range(2, len(each) + 1)]
    )
    sums = [(each[0].base, total(map(interval, each))) for each in below]
    claimed = Interval(rate.number.low, rate.number.high)
    if _SAVED.search(rate.head) and any(_saved(one, other).overlaps(claimed) for one, other in pairwise(ahead)):
        return True
    for parts in above:
        over, base = total(map(interval, parts)), parts[0].base
        under = [whole for unit, whole in sums if unit == base] + [whole for _, whole in amounts.wholes[base]]
        for result in (share(over, whole) for whole in under if whole != over):
            if result is not None and times(result, HUNDRED).overlaps(claimed):
                return True
    return False
