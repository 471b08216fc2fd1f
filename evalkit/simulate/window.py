"""The Single Window of a fictional year: declarations, functions, service marks, hotline calls, trainings."""

from decimal import Decimal
from typing import Any

import numpy as np

from evalkit.quantities import round_half_up
from evalkit.simulate import people
from evalkit.simulate.allocate import allocate, drawn, shuffled
from evalkit.simulate.columns import chosen, codes, moments
from evalkit.simulate.targets import Targets

MONTHS = range(1, 13)
BUSINESSES = {"货物申报": 52, "舱单申报": 21, "运输工具申报": 13, "税费办理": 8, "原产地证申领": 6}
MONTH_WEIGHTS = (8.6, 6.1, 8.7, 8.2, 8.4, 8.8, 8.6, 8.7, 8.5, 8.0, 8.6, 8.8)
STANDARD = "货物申报 舱单申报 运输工具申报 税费支付 许可证件 原产地证 企业资质 查询统计 出口退税 加工贸易 跨境电商 物品通关 公共服务 口岸物流 服务贸易 金融服务 检验检疫 移动应用".split()
LOCAL = (
    "口岸收费公示 码头作业 拖车预约 船舶动态 集装箱跟踪 查验预约 通关时效 外贸培训 企业画像 信用查询 政策推送 在线客服".split()
)
CALLS = (920, 780, 1060, 1010, 1000, 1020, 990, 1030, 980, 950, 1080, 1180)
MISSED_MONTH, MISSED = 9, Decimal("0.0102")
HOURS = (0, 0, 0, 0, 0, 0, 0, 1, 6, 14, 15, 11, 4, 5, 12, 14, 11, 7, 2, 1, 1, 0, 0, 0)
TOPICS = {"货物申报": 34, "账号与密码": 22, "舱单申报": 15, "税费支付": 11, "原产地证": 9, "其他": 9}
QUARTERS = ("first", "second", "third", "fourth")
FULL, LESS_THAN_FULL = 100, "98.5"


def declarations(targets: Targets) -> dict[str, Any]:
    """Return the ledger of declarations by month and business; all of them go through the window."""
    weights = np.outer(MONTH_WEIGHTS, list(BUSINESSES.values())).ravel()
    numbers = allocate(targets.total("declarations"), weights).tolist()
    return {
        "month": [f"{targets.fiscal_year:04d}-{month:02d}" for month in MONTHS for _ in BUSINESSES],
        "business": [business for _ in MONTHS for business in BUSINESSES],
        "through_window": numbers,
        "every": numbers,
    }


def functions(targets: Targets) -> dict[str, Any]:
    """Return the ledger of functions, every group with at least one."""
    names, groups, editions = [], [], []
    for edition, listed, id in (("标准版", STANDARD, "standard_functions"), ("地方特色", LOCAL, "local_functions")):
        for group, number in zip(listed, allocate(targets.total(id), np.ones(len(listed))), strict=True):
            names += [f"{group}功能{place}（{edition}）" for place in range(1, number + 1)]
            groups += [group] * number
            editions += [edition] * number
    online = [f"{targets.fiscal_year - 1 - place % 4:04d}-0{1 + place % 9}-15" for place in range(len(names))]
    return {"function": names, "category": groups, "edition": editions, "online_on": online}


def service_marks(targets: Targets) -> dict[str, Any]:
    """Return the ledger of monthly marks up to September; those of the last months are full."""
    year = targets.fiscal_year
    months = [f"{year - 1:04d}-{month:02d}" for month in MONTHS] + [f"{year:04d}-{month:02d}" for month in range(1, 10)]
    full = targets.total("service_full_mark_months")
    marks = [Decimal(LESS_THAN_FULL)] * (len(months) - full) + [Decimal(FULL)] * full
    return {"month": months, "mark": marks, "full_mark": [Decimal(FULL)] * len(months)}


def hotline_calls(targets: Targets) -> dict[str, Any]:
    """Return the ledger of calls; calls were missed in one month only."""
    draws, every = targets.draws("hotline_calls"), targets.total("hotline_calls")
    per_month = allocate(every, CALLS)
    missed = int(round_half_up(int(per_month[MISSED_MONTH - 1]) * MISSED, 0))
    days, answered = [], []
    for month, number in zip(MONTHS, per_month.tolist(), strict=True):
        days.append(_days_of_calls(draws, f"{targets.fiscal_year:04d}-{month:02d}", number))
        lost = missed if month == MISSED_MONTH else 0
        answered.append(draws.permutation(np.arange(number) >= lost))
        targets.publish_rate("hotline_answer_rate", number - lost, number, f"{targets.fiscal_year:04d}-{month:02d}")
    targets.publish("hotline_answered", every - missed)
    targets.publish_rate("hotline_answer_rate_annual", every - missed, every)
    day = np.concatenate(days)
    return {
        "call": codes("R", np.arange(every) + 1),
        "called_at": moments(day, drawn(draws, every, HOURS) * 3600 + draws.integers(3600, size=every)),
        "answered": chosen(["否", "是"], np.concatenate(answered).astype(np.int8)),
        "phone": people.phones(draws.integers(max(1, every // 3), size=every), "hotline"),
        "topic": chosen(list(TOPICS), drawn(draws, every, list(TOPICS.values()))),
    }


def _days_of_calls(draws: np.random.Generator, month: str, number: int) -> np.ndarray:
    """Return the days on which the calls of a month are made: few on weekends."""
    first = np.datetime64(month, "M")
    days = np.arange(first.astype("datetime64[D]"), (first + 1).astype("datetime64[D]"))
    return np.sort(days[drawn(draws, number, np.where(np.is_busday(days), 10, 1))])


def trainings(targets: Targets) -> dict[str, Any]:
    """Return the ledger of trainings, quarter by quarter."""
    draws, held = targets.draws("trainings"), []
    for quarter, name in enumerate(QUARTERS):
        first = np.datetime64(f"{targets.fiscal_year:04d}-{3 * quarter + 1:02d}", "D")
        workdays = np.busday_offset(
            first, draws.permutation(55)[: targets.total(f"trainings_{name}_quarter")] + 3, roll="forward"
        )
        held += sorted(map(str, workdays))
    number = len(held)
    return {
        "training": codes("P", np.arange(number) + 1, 2),
        "name": [f"单一窗口应用培训第{place}场（虚构）" for place in range(1, number + 1)],
        "held_on": held,
        "cost": [Decimal(int(cost)) for cost in allocate(targets.total("training_cost"), draws.random(number) + 1)],
    }


def participants(targets: Targets) -> dict[str, Any]:
    """Return the ledger of firms at trainings: every firm at one, half of them at another as well."""
    draws, firms = targets.draws("participants"), targets.total("training_firms")
    number = targets.total("trainings")
    once = shuffled(draws, allocate(firms, np.ones(number)))
    again = (once + 1 + draws.integers(number - 1, size=firms)) % number
    repeating = draws.random(firms) < 0.5
    training = np.concatenate([once, again[repeating]])
    firm = np.concatenate([np.arange(firms), np.flatnonzero(repeating)])
    order = np.lexsort([firm, training])
    return {
        "training": codes("P", training[order] + 1, 2),
        "firm": [f"演示外贸企业{place + 1:03d}号（虚构）" for place in firm[order]],
        "persons": draws.integers(1, 4, size=len(order)),
        **people.contacts(draws, len(order), "trainings"),
    }
