"""Small cells of tables that are shared: a count of few persons, or an amount that is nearly one firm's, is not shown.

What is hidden must not follow from what is shown, so a second cell is hidden where the total is known, as it always is here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

HIDDEN = "不列示"


@dataclass(frozen=True)
class Limits:
    """What is not shown, as ``year.yml`` decides; by default everything is shown.

    Attributes
    ----------
    smallest : int
        The smallest count of persons or firms that is shown; 0 shows every count.
    dominant : tuple of int
        The percentages of an amount above which it tells what one firm has, or two: usually 80 and 90. Empty shows every amount.
    """

    smallest: int = 0
    dominant: tuple[int, int] | tuple[()] = ()

    @property
    def note(self) -> str:
        """What is to be said below a table in which something is not shown, and why.

        Examples
        --------
        >>> Limits(5, (80, 90)).note
        '少于 5 的人数、企业数，一家企业占比超过 80% 或两家合计超过 90% 的金额，以及由合计可以推出它们的数，不列示。'
        """
        small = [f"少于 {self.smallest} 的人数、企业数"] if self.smallest else []
        large = ["一家企业占比超过 {}% 或两家合计超过 {}% 的金额".format(*self.dominant)] if self.dominant else []
        return "，".join([*small, *large, "以及由合计可以推出它们的数，不列示。"])

    def is_hidden(self, cell: str) -> bool:
        """Return whether a cell as it is printed stands for one that is not shown."""
        return cell in (HIDDEN, f"<{self.smallest}")

    def is_dominated(self, amount: Decimal, largest: Decimal, second: Decimal) -> bool:
        """Return whether one firm, or two, have so much of an amount that it tells what they have.

        Examples
        --------
        >>> usual = Limits(dominant=(80, 90))
        >>> usual.is_dominated(Decimal(100), Decimal(80), Decimal(10)), usual.is_dominated(Decimal(100), Decimal(81), Decimal(1))
        (False, True)
        >>> usual.is_dominated(Decimal(100), Decimal(60), Decimal(31)), usual.is_dominated(Decimal(0), Decimal(0), Decimal(0))
        (True, False)
        """
        if not self.dominant:
            return False
        one, two = self.dominant
        return 100 * largest > one * amount or 100 * (largest + second) > two * amount


EVERYTHING_SHOWN = Limits()


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


def hidden_cells(table: pd.DataFrame, guarded: Sequence[Guarded], limits: Limits) -> dict[tuple[int, str], str]:
    """Return which cells of a table are not shown, and what stands in their place.

    Parameters
    ----------
    table : pandas.DataFrame
        As computed, not yet printed; its rows add up to a total that the reader may know.
    guarded : sequence of Guarded
        Which of its columns are about persons or firms.
    limits : Limits
        What is too small, or too much one firm's.

    Returns
    -------
    dict of (int, str) to str
        By position of the row and name of the column: ``<5`` for a count that is itself too small, 不列示 for all else. A count of
        nobody is shown.

    Examples
    --------
    >>> table = pd.DataFrame({"区县": ["甲", "乙", "丙"], "人数": [3, 20, 8], "金额": [30, 200, 80]})
    >>> hidden_cells(table, [Guarded("人数", ("金额",))], Limits(5))
    {(0, '人数'): '<5', (0, '金额'): '不列示', (2, '人数'): '不列示', (2, '金额'): '不列示'}
    """
    hidden: dict[tuple[int, str], str] = {}
    for group in guarded:
        counts = [_whole(value) for value in table[group.count]] if group.count else [0] * len(table)
        rows = hidden_counts(counts, limits.smallest) if group.count else set()
        if group.amount and limits.dominant:
            tops = [tuple(map(_exact, pair)) for pair in table[list(group.largest)].itertuples(index=False)]
            rows |= hidden_amounts([_exact(value) for value in table[group.amount]], tops, limits, rows)
        for row in sorted(rows):
            for column in filter(None, (group.count, *group.dependent, group.amount)):
                small = column == group.count and 0 < counts[row] < limits.smallest
                hidden.setdefault((row, column), f"<{limits.smallest}" if small else HIDDEN)
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


def hidden_amounts(
    amounts: Sequence[Decimal], largest: Sequence[tuple[Decimal, Decimal]], limits: Limits, already: set[int] = frozenset()
) -> set[int]:
    """Return the positions of amounts that are not shown, so that none that is nearly one firm's can be worked out from the total.

    Parameters
    ----------
    amounts : sequence of Decimal
        At least 0.
    largest : sequence of (Decimal, Decimal)
        The largest and the second largest amount of one firm in each.
    limits : Limits
        What is too much one firm's.
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
    >>> largest = [(Decimal(95), Decimal(2)), (Decimal(30), Decimal(20)), (Decimal(90), Decimal(80))]
    >>> sorted(hidden_amounts(hundred, largest, Limits(dominant=(80, 90))))
    [0, 1]
    """
    dominated = {at for at, amount in enumerate(amounts) if limits.is_dominated(amount, *largest[at])}
    hidden = dominated | set(already)
    if not dominated:
        return hidden

    def is_safe(rows: set[int]) -> bool:
        first, second = sorted((top for at in rows for top in largest[at]), reverse=True)[:2]
        return len(rows) > 1 and not limits.is_dominated(sum(amounts[at] for at in rows), first, second)

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
