"""The cross-border e-commerce platform of a fictional year: firms, declarations, availability."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from evalkit.simulate import people
from evalkit.simulate.allocate import allocate, drawn, heavy_tailed, shuffled
from evalkit.simulate.columns import amounts, chosen, codes
from evalkit.simulate.draw import BATCH
from evalkit.simulate.targets import Targets

MODES = {"9610": 68, "9710": 17, "9810": 9, "1210": 6}
MODE_VALUES = np.array([1.0, 6.0, 9.0, 3.0])
"""How much a declaration of each mode is worth, relative to the first."""
SYSTEMS = "申报系统 清单管理 企业备案 物流跟踪 支付对接 税务对接 外汇对接 邮政对接 统计分析 客户服务 运行监控".split()
MINUTES, INCIDENTS, LOST_MINUTES = 1440, 26, 2890


def firms(targets: Targets) -> dict[str, Any]:
    """Return the ledger of firms, the active ones first; those registered before the year."""
    draws, number = targets.draws("platform_firms"), targets.total("registered_firms")
    first = np.datetime64(f"{targets.fiscal_year:04d}-01-01")
    return {
        "firm": codes("F", np.arange(number) + 1, 3),
        "name": [f"演示电商企业{place:02d}号（虚构）" for place in range(1, number + 1)],
        "registered_on": pa.array(first - 1 - draws.integers(1200, size=number)),
        **people.contacts(draws, number, "platform"),
    }


def declarations(targets: Targets) -> Iterator[dict[str, Any]]:
    """Yield the ledger of declarations in the order of days; few firms make most of them, every active one at least one."""
    draws, number = targets.draws("platform_declarations"), targets.total("export_declarations")
    active = targets.total("active_firms")
    firm = shuffled(draws, 1 + allocate(number - active, heavy_tailed(active)))
    mode = drawn(draws, number, list(MODES.values()))
    day = _days(draws, targets.fiscal_year, number)
    value = allocate(targets.total("declared_export_value") * 100, draws.lognormal(sigma=0.9, size=number) * MODE_VALUES[mode])
    for start in range(0, number, BATCH):
        rows = slice(start, start + BATCH)
        yield {
            "declaration": codes("KJ", np.arange(start, start + len(firm[rows])) + 1, 8),
            "firm": codes("F", firm[rows] + 1, 3),
            "mode": chosen(list(MODES), mode[rows]),
            "declared_on": pa.array(day[rows]),
            "value": amounts(value[rows]),
        }


def _days(draws: np.random.Generator, fiscal_year: int, number: int) -> np.ndarray:
    """Return days: fewer on weekends, more towards the end of the year, most around the sales of November."""
    days = _days_of_year(fiscal_year)
    weights = np.where(np.is_busday(days), 1.0, 0.55) * np.linspace(0.85, 1.25, len(days))
    sales = np.datetime64(f"{fiscal_year:04d}-11-11")
    weights *= 1 + 0.9 * np.exp(-(((days - sales).astype(int) / 6) ** 2))
    return np.sort(days[drawn(draws, number, weights)])


def _days_of_year(fiscal_year: int) -> np.ndarray:
    return np.arange(f"{fiscal_year:04d}-01-01", f"{fiscal_year + 1:04d}-01-01", dtype="datetime64[D]")


def uptime(targets: Targets) -> dict[str, Any]:
    """Return the ledger of availability; the rate that it gives is published."""
    draws, days = targets.draws("platform_uptime"), _days_of_year(targets.fiscal_year)
    rows = len(days) * len(SYSTEMS)
    lost = np.zeros(rows, dtype=np.int64)
    lost[draws.permutation(rows)[:INCIDENTS]] = allocate(LOST_MINUTES, draws.random(INCIDENTS) + 0.2)
    targets.publish_rate("platform_uptime_rate", rows * MINUTES - LOST_MINUTES, rows * MINUTES)
    return {
        "day": pa.array(np.repeat(days, len(SYSTEMS))),
        "system": SYSTEMS * len(days),
        "service_minutes": np.full(rows, MINUTES),
        "available_minutes": MINUTES - lost,
    }
