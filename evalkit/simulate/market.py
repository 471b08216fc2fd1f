"""Merchants that accept vouchers, and the events and publicity of the year."""

from decimal import Decimal
from typing import Any

import numpy as np

from evalkit.quantities import to_base
from evalkit.simulate import people
from evalkit.simulate.allocate import allocate, drawn
from evalkit.simulate.columns import chosen, codes
from evalkit.simulate.draw import DISTRICTS
from evalkit.simulate.targets import Targets

MERCHANTS = 1_200
TRADES = {"餐饮": 38, "超市": 20, "百货": 14, "家电": 9, "文化旅游": 8, "住宿": 6, "加油站": 5}
MEDIA = ("市报（虚构）", "广播电视（虚构）", "公众号（虚构）", "户外广告（虚构）", "短视频平台（虚构）")
PUBLICITY_COST = 900


def merchants(targets: Targets) -> dict[str, Any]:
    """Return the ledger of merchants."""
    draws = targets.draws("merchants")
    trade = drawn(draws, MERCHANTS, list(TRADES.values()))
    trades = list(TRADES)
    return {
        "merchant": codes("S", np.arange(MERCHANTS) + 1, 4),
        "name": [f"演示{trades[kind]}商户{number:04d}号（虚构）" for number, kind in enumerate(trade, start=1)],
        "trade": chosen(trades, trade),
        "district": chosen(list(DISTRICTS), drawn(draws, MERCHANTS, list(DISTRICTS.values()))),
        "account": people.cards(np.arange(MERCHANTS)),
    }


def events(targets: Targets) -> dict[str, Any]:
    """Return the ledger of events, which are those of ``activities.csv``, and of publicity."""
    draws, publicity = targets.draws("events"), targets.total("publicity_items")
    held = [row for row in targets.rows("activities.csv") if row["kind"] == "promotion_event"]
    first = np.datetime64(f"{targets.fiscal_year:04d}-01-01")
    published = np.sort(first + draws.integers(360, size=publicity))
    places = drawn(draws, publicity, np.ones(len(MEDIA)))
    visitors = allocate(260_000, draws.random(len(held)) + 0.5)
    return {
        "item": codes("H", np.arange(len(held) + publicity) + 1, 4),
        "kind": ["促消费活动"] * len(held) + ["宣传"] * publicity,
        "name": [row["name"] for row in held] + [f"促消费宣传第{number}条（虚构）" for number in range(1, publicity + 1)],
        "held_on": [row["from"] for row in held] + [str(day) for day in published],
        "venue": ["中心广场（虚构）"] * len(held) + [MEDIA[place] for place in places],
        "visitors": [*visitors.tolist(), *[None] * publicity],
        "cost": [to_base(Decimal(row["amount"]), row["unit"]) for row in held] + [Decimal(PUBLICITY_COST)] * publicity,
    }
