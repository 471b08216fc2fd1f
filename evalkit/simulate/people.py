"""People who do not exist: their names are a surname and a number of the sixty-year cycle, their numbers belong to nobody.

Mobile numbers begin with 154, which no operator uses; identity numbers with 999999 or 999998, which are no regions; bank cards with 333333, which no
bank issues. Their forms and check digits are right, so that they are recognised for what they look like.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from evalkit.simulate.columns import DIGITS, chosen, codes, digits, fixed

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
NAMES = [surname + stem + branch for surname in SURNAMES for stem in STEMS for branch in BRANCHES]
MOBILES, ISSUER = "154", "333333"
REGISTRANTS, PASSENGERS = "999999", "999998"
"""Regions of identity numbers, so that no registrant and no passenger share one."""
STEP, NUMBERS = 38_196_601, 10**8
POOLS = {
    name: at * 10**6
    for at, name in enumerate(
        ("passengers", "hotline", "exhibitors", "trainings", "platform", "questionnaires"),
        start=90,
    )
}
"""Where the mobile numbers of each group begin; those of registrants begin at 0, so that no two groups share one."""
AGE_GROUPS = {"18-29岁": (18, 30), "30-44岁": (30, 45), "45-59岁": (45, 60), "60岁以上": (60, 85)}
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECK = np.frombuffer(b"10X98765432", np.uint8)


def names(draws: np.random.Generator, number: int) -> pa.Array:
    """Return names."""
    return chosen(NAMES, draws.integers(len(NAMES), size=number))


def phones(persons: np.ndarray, pool: str = "") -> pa.Array:
    """Return the mobile numbers of persons, no two alike; those who follow each other have numbers far apart."""
    return codes(MOBILES, (persons + POOLS.get(pool, 0)) * STEP % NUMBERS, 8)


def born_on(draws: np.random.Generator, age_groups: np.ndarray, fiscal_year: int) -> np.ndarray:
    """Return days of birth of persons of the age groups named by place, as of the end of the fiscal year."""
    ages = np.array(list(AGE_GROUPS.values()))[age_groups]
    first = np.array([_turned(fiscal_year, age) for age in range(100)])
    after, until = first[ages[:, 1]], first[ages[:, 0]]
    return after + 1 + (draws.random(len(ages)) * (until - after).astype(int)).astype(int)


def _turned(fiscal_year: int, age: int) -> np.datetime64:
    """Return the last day on which someone of that age at the end of the year can have been born."""
    return np.datetime64(date(fiscal_year - age, 12, 31))


def identity_numbers(born: np.ndarray, region: str = REGISTRANTS) -> pa.Array:
    """Return identity numbers of 18 characters for days of birth, with a true check character (GB 11643).

    Examples
    --------
    >>> identity_numbers(np.array(["1949-12-31", "1949-12-31"], dtype="datetime64[D]")).to_pylist()
    ['999999194912310009', '999999194912310017']
    """
    months = born.astype("datetime64[M]")
    year, month, day = (
        months.astype("datetime64[Y]").astype(int) + 1970,
        months.astype(int) % 12 + 1,
        (born - months).astype(int) + 1,
    )
    number = np.column_stack(
        [
            np.broadcast_to(np.frombuffer(region.encode(), np.uint8), (len(born), len(region))),
            digits(year * 10_000 + month * 100 + day, 8),
            digits(_rank_of_each(born) % 1000, 3),
        ]
    )
    check = _CHECK[((number - DIGITS).astype(int) @ _WEIGHTS) % 11]
    return fixed("", np.column_stack([number, check]))


def _rank_of_each(values: np.ndarray) -> np.ndarray:
    """Return how many equal values stand before each.

    Examples
    --------
    >>> _rank_of_each(np.array([5, 7, 5, 5])).tolist()
    [0, 0, 1, 2]
    """
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[order] = np.arange(len(values)) - np.repeat(starts, np.diff([*starts, len(values)]))
    return ranks


def cards(numbers: np.ndarray) -> pa.Array:
    """Return bank cards of 19 digits with a true check digit (Luhn).

    Examples
    --------
    >>> cards(np.array([1])).to_pylist()
    ['3333330000000000011']
    """
    number = np.column_stack(
        [
            np.broadcast_to(np.frombuffer(ISSUER.encode(), np.uint8), (len(numbers), len(ISSUER))),
            digits(numbers, 12),
        ]
    )
    doubled = (number - DIGITS).astype(int)
    doubled[:, ::-2] *= 2
    check = -(doubled - 9 * (doubled > 9)).sum(axis=1) % 10
    return fixed("", np.column_stack([number, (check + DIGITS).astype(np.uint8)]))


def contacts(draws: np.random.Generator, number: int, pool: str) -> dict[str, pa.Array | Sequence[str]]:
    """Return the columns ``contact`` and ``phone`` of so many persons."""
    return {"contact": names(draws, number), "phone": phones(np.arange(number), pool)}
