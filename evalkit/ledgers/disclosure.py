"""Small cells of tables that are shared: a count of few persons, or an amount that is nearly one firm's, is not shown.

What is hidden must not follow from what is shown, so a second cell is hidden where the total is known, as it always is here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

LARGEST_SHARE, TWO_LARGEST_SHARE = Decimal("0.8"), Decimal("0.9")
"""With a larger share of one firm, or of two, an amount tells what those firms have."""
HIDDEN = "不列示"
NOTE = "少于 {smallest} 的人数、一两家企业占绝大部分的金额，以及由合计可以推出它们的数，不列示。"


@dataclass(frozen=True)
class Guarded:
    """Columns of a table that are shown or hidden together.

    Attributes
    ----------
    count : str
        The column that counts persons or firms; empty where only the shares of firms matter.
    dependent : tuple of str
        Columns from which the count could be told, or that tell something of those counted: amounts, rates, shares.
    amount : str
        The column of amounts of firms whose largest are known; empty where it is not about firms.
    largest : tuple of str
        Columns with the largest and the second largest amount of one firm in the row; they are never shown themselves.
    """

    count: str = ""
    dependent: tuple[str, ...] = ()
    amount: str = ""
    largest: tuple[str, str] | tuple[()] = ()


def hidden_cells(table: pd.DataFrame, guarded: Sequence[Guarded], smallest: int) -> dict[tuple[int, str], str]:
    """Return which cells of a table are not shown, and what stands in their place.

    Parameters
    ----------
    table : pandas.DataFrame
        As computed, not yet printed; its rows add up to a total that the reader may know.
    guarded : sequence of Guarded
        Which of its columns are about persons or firms.
    smallest : int
        The smallest count that is shown, usually 5; 0 shows everything.

    Returns
    -------
    dict of (int, str) to str
        By position of the row and name of the column: ``<5`` for a count that is itself too small, 不列示 for all else. A count of
        nobody is shown.

    Examples
    --------
    >>> table = pd.DataFrame({"区县": ["甲", "乙", "丙"], "人数": [3, 20, 8], "金额": [30, 200, 80]})
    >>> hidden_cells(table, [Guarded("人数", ("金额",))], 5)
    {(0, '人数'): '<5', (0, '金额'): '不列示', (2, '人数'): '不列示', (2, '金额'): '不列示'}
    """
    hidden: dict[tuple[int, str], str] = {}
    if smallest == 0:
        return hidden
    for group in guarded:
        counts = [_whole(value) for value in table[group.count]] if group.count else [0] * len(table)
        rows = hidden_counts(counts, smallest) if group.count else set()
        if group.amount:
            tops = [tuple(map(_exact, pair)) for pair in table[list(group.largest)].itertuples(index=False)]
            rows |= hidden_amounts([_exact(value) for value in table[group.amount]], tops, rows)
        for row in sorted(rows):
            for column in filter(None, (group.count, *group.dependent, group.amount)):
                small = column == group.count and 0 < counts[row] < smallest
                hidden.setdefault((row, column), f"<{smallest}" if small else HIDDEN)
    return hidden


def hidden_counts(counts: Sequence[int], smallest: int) -> set[int]:
    """Return the positions of counts that are not shown, so that none below ``smallest`` can be worked out from their total.

    A hidden count that is too small is known to be between 1 and ``smallest`` − 1, any other to be at least ``smallest``. As long as one
    of the small ones could have only one value, one more count is hidden: the least that will do, or else the greatest.

    Examples
    --------
    >>> hidden_counts([3, 20, 8, 0], 5)
    {0, 2}
    >>> hidden_counts([1, 5, 30], 5)
    {0, 2}
    >>> hidden_counts([9, 20, 0], 5)
    set()
    """
    hidden = {at for at, count in enumerate(counts) if 0 < count < smallest}
    return _completed(hidden, counts, lambda rows: _is_open(rows, counts, smallest)) if hidden else hidden


def _is_open(rows: set[int], counts: Sequence[int], smallest: int) -> bool:
    """Return whether every small count among the hidden ones could have more than one value, given their sum."""
    small, others = [at for at in rows if counts[at] < smallest], [at for at in rows if counts[at] >= smallest]
    total = sum(counts[at] for at in rows)
    least = total - smallest * len(others) - (len(small) - 1)  # what is left for one if all others have their least
    most = 1 if others else total - (smallest - 1) * (len(small) - 1)  # what one must have if all others have their most
    return min(smallest - 1, least) > max(1, most)


def is_dominated(amount: Decimal, largest: Decimal, second: Decimal) -> bool:
    """Return whether one firm has more than 80 % of an amount, or two have more than 90 %.

    Examples
    --------
    >>> is_dominated(Decimal(100), Decimal(80), Decimal(10)), is_dominated(Decimal(100), Decimal(81), Decimal(1))
    (False, True)
    >>> is_dominated(Decimal(100), Decimal(60), Decimal(31)), is_dominated(Decimal(0), Decimal(0), Decimal(0))
    (True, False)
    """
    return largest > LARGEST_SHARE * amount or largest + second > TWO_LARGEST_SHARE * amount


def hidden_amounts(
    amounts: Sequence[Decimal], largest: Sequence[tuple[Decimal, Decimal]], already: set[int] = frozenset()
) -> set[int]:
    """Return the positions of amounts that are not shown, so that none that is nearly one firm's can be worked out from the total.

    Parameters
    ----------
    amounts : sequence of Decimal
        At least 0.
    largest : sequence of (Decimal, Decimal)
        The largest and the second largest amount of one firm in each.
    already : set of int
        What is hidden for another reason.

    Returns
    -------
    set of int
        The sum of all hidden amounts is itself neither nearly one firm's nor nearly that of two, taking firms of different rows
        for different ones.

    Examples
    --------
    >>> hundred = [Decimal(value) for value in (100, 60, 300)]
    >>> sorted(hidden_amounts(hundred, [(Decimal(95), Decimal(2)), (Decimal(30), Decimal(20)), (Decimal(90), Decimal(80))]))
    [0, 1]
    """
    dominated = {at for at, amount in enumerate(amounts) if is_dominated(amount, *largest[at])}
    hidden = dominated | set(already)
    if not dominated:
        return hidden

    def is_safe(rows: set[int]) -> bool:
        first, second = sorted((top for at in rows for top in largest[at]), reverse=True)[:2]
        return len(rows) > 1 and not is_dominated(sum(amounts[at] for at in rows), first, second)

    return _completed(hidden, amounts, is_safe)


def _completed(hidden: set[int], values: Sequence[int] | Sequence[Decimal], is_safe: Callable[[set[int]], bool]) -> set[int]:
    """Return what is hidden with the fewest more: the least value that makes it safe, or the greatest until one does; blanks never do."""
    left = sorted((at for at, value in enumerate(values) if value > 0 and at not in hidden), key=lambda at: (values[at], at))
    hidden = set(hidden)
    while left and not is_safe(hidden):
        chosen = next((at for at in left if is_safe(hidden | {at})), left[-1])
        left.remove(chosen)
        hidden.add(chosen)
    return hidden


def _whole(value: object) -> int:
    return int(_exact(value))


def _exact(value: object) -> Decimal:
    return Decimal(0) if pd.isna(value) else Decimal(str(value))
