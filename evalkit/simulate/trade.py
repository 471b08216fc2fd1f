"""Foreign trade of a fictional year: months, partners, and the firms at the two sessions of the fair."""

from decimal import Decimal
from typing import Any

import numpy as np

from evalkit.simulate import people
from evalkit.simulate.allocate import allocate, drawn
from evalkit.simulate.targets import Targets

MONTH_WEIGHTS = {
    "exports": (9.1, 5.9, 7.9, 7.6, 8.6, 9.0, 8.9, 8.6, 8.8, 7.9, 8.5, 9.2),
    "imports": (8.4, 6.6, 8.6, 8.2, 8.4, 8.7, 8.8, 8.5, 8.6, 7.8, 8.5, 8.9),
}
DIRECTIONS = {"exports": "出口", "imports": "进口"}
PARTNERS = {
    "美国": (212, 41), "中国香港": (118, 9), "日本": (52, 47), "越南": (64, 22), "马来西亚": (51, 26), "泰国": (46, 20),
    "印度尼西亚": (42, 27), "新加坡": (33, 11), "菲律宾": (40, 7), "缅甸": (14, 2), "柬埔寨": (16, 3), "印度": (38, 8),
    "孟加拉国": (19, 2), "巴基斯坦": (18, 2), "阿联酋": (33, 6), "沙特阿拉伯": (29, 12), "伊拉克": (15, 1), "土耳其": (17, 3),
    "以色列": (9, 2), "哈萨克斯坦": (8, 1), "俄罗斯": (26, 10), "波兰": (16, 1), "捷克": (7, 1), "希腊": (8, 1),
    "德国": (45, 18), "英国": (41, 5), "法国": (25, 7), "荷兰": (31, 4), "意大利": (24, 8), "西班牙": (19, 3),
    "比利时": (13, 2), "加拿大": (29, 9), "墨西哥": (31, 3), "巴西": (33, 14), "智利": (17, 9), "秘鲁": (11, 5),
    "阿根廷": (8, 3), "澳大利亚": (41, 29), "新西兰": (9, 4), "韩国": (34, 25), "中国台湾": (21, 31), "中国澳门": (16, 1),
    "尼日利亚": (17, 1), "南非": (15, 5), "埃及": (13, 1), "肯尼亚": (8, 1), "加纳": (9, 1), "阿尔及利亚": (7, 1),
}  # fmt: skip
"""How much goes to and comes from each, relatively."""
PARTS = 100
"""Values are kept to a hundredth of 万元."""
LEAST_COMMON = 198
"""How many firms are at both sessions."""


def monthly(targets: Targets) -> dict[str, Any]:
    """Return the ledger of trade by month; the total of both directions is published."""
    months = [f"{targets.fiscal_year:04d}-{month:02d}" for month in range(1, 13)]
    targets.publish("trade_total", targets.total("exports") + targets.total("imports"))
    return {
        "month": months * len(DIRECTIONS),
        "direction": [direction for direction in DIRECTIONS.values() for _ in months],
        "value": [value for id in DIRECTIONS for value in _values(targets, id, MONTH_WEIGHTS[id])],
    }


def partners(targets: Targets) -> dict[str, Any]:
    """Return the ledger of trade by partner, which adds up to that by month."""
    weights = {id: [shares[at] for shares in PARTNERS.values()] for at, id in enumerate(DIRECTIONS)}
    return {
        "partner": list(PARTNERS) * len(DIRECTIONS),
        "direction": [direction for direction in DIRECTIONS.values() for _ in PARTNERS],
        "value": [value for id in DIRECTIONS for value in _values(targets, id, weights[id])],
    }


def _values(targets: Targets, id: str, weights: Any) -> list[Decimal]:
    """Divide a year's trade in 万元, every part a little off its weight."""
    parts = targets.total(id) // 10_000 * PARTS
    uneven = np.asarray(weights) * (1 + 0.04 * (targets.draws(f"trade {id} {len(weights)}").random(len(weights)) - 0.5))
    return [Decimal(int(part)) / PARTS for part in allocate(parts, uneven)]


def exhibitors(targets: Targets) -> dict[str, Any]:
    """Return the ledger of firms at the two sessions of the year; booths and exhibits are those of both together."""
    draws, number = targets.draws("exhibitors"), targets.total("canton_exhibitors")
    sessions, first = targets.total("canton_sessions"), first_session(targets.fiscal_year)
    rows = number * sessions
    new = number - LEAST_COMMON
    firm = np.concatenate([np.arange(number) + session * new for session in range(sessions)])
    booths = 1 + allocate(targets.total("canton_booths") - rows, draws.standard_exponential(rows))
    exhibits = 1 + allocate(targets.total("canton_exhibits") - rows, booths * (0.5 + draws.random(rows)))
    deals = drawn(draws, rows, np.ones(400)) + 20
    return {
        "session": np.repeat(np.arange(first, first + sessions), number),
        "firm": [f"演示制造企业{place + 1:03d}号（虚构）" for place in firm],
        "booths": booths,
        "exhibits": exhibits,
        "intended_deals": [Decimal(int(deal)) / 2 for deal in deals],
        **people.contacts(draws, rows, "exhibitors"),
    }


def first_session(fiscal_year: int) -> int:
    """Return the number of the spring session: two a year, the 131st in spring 2022.

    Examples
    --------
    >>> first_session(2022)
    131
    """
    return 131 + 2 * (fiscal_year - 2022)
