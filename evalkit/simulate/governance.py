"""The money of a fictional year, and what those whom it serves say of it."""

from decimal import Decimal
from typing import Any

import numpy as np

from evalkit.simulate import people
from evalkit.simulate.allocate import allocate, drawn
from evalkit.simulate.columns import chosen, codes
from evalkit.simulate.targets import Targets

SUB_PROJECTS = {
    "trade": "外贸促进与广交会",
    "single_window": "国际贸易“单一窗口”",
    "transfer": "入境旅客接转分流",
    "consumption": "消费券与促消费活动",
    "ecommerce": "跨境电商公共服务平台",
    "governance": "组织实施与资金",
}
FIXED = {
    "trade": (3_200_000, -200_000),
    "single_window": (2_200_000, 0),
    "consumption": (400_000, 0),
    "ecommerce": (420_000, 0),
    "governance": (200_000, 0),
}
"""Opening budget and adjustment in yuan of what does not depend on the scale."""
GROWING = {"transfer": (4_500_000, 500_000), "consumption": (15_000_000, 0)}
"""The same of what does, at scale 1."""
SPENT = {"trade": 2_850_000, "single_window": 2_100_000, "governance": 180_000}
"""What was paid for that no figure of ``facts.csv`` states."""
PAYMENTS = {"trade": 24, "single_window": 18, "transfer": 36, "consumption": 30, "ecommerce": 4, "governance": 8}
PAID_BACK = 3_000
AFTER_VOUCHERS, LAST_PAID = 60, 225
"""Working days after the first of February."""
SATISFACTION = {"很满意": 1_214, "满意": 678, "一般": 81, "不满意": 19, "很不满意": 8}
ANSWERS = sum(SATISFACTION.values())
GROUPS = ("企业", "居民", "旅客")


def appropriations(targets: Targets) -> dict[str, Any]:
    """Return the ledger of the opening budget and its adjustments; budget and money received are published."""
    year = targets.fiscal_year
    opening = {purpose: amounts[0] for purpose, amounts in _budget(targets).items()}
    adjusted = {purpose: amounts[1] for purpose, amounts in _budget(targets).items() if amounts[1]}
    targets.publish("opening_budget", sum(opening.values()))
    for id in ("budget", "received"):
        targets.publish(id, sum(opening.values()) + sum(adjusted.values()))
    return {
        "document": [f"演财〔{year}〕1号"] * len(opening) + [f"演财〔{year}〕27号"] * len(adjusted),
        "kind": ["年初预算"] * len(opening) + ["调整"] * len(adjusted),
        "decided_on": [f"{year}-01-10"] * len(opening) + [f"{year}-09-20"] * len(adjusted),
        "purpose": [SUB_PROJECTS[purpose] for purpose in [*opening, *adjusted]],
        "amount": [Decimal(amount) for amount in [*opening.values(), *adjusted.values()]],
    }


def _budget(targets: Targets) -> dict[str, tuple[int, int]]:
    """Return opening budget and adjustment of each sub-project that the fund pays for."""
    nothing = (0, 0)
    return {
        purpose: tuple(
            fixed + targets.scaled(growing)
            for fixed, growing in zip(FIXED.get(purpose, nothing), GROWING.get(purpose, nothing), strict=True)
        )
        for purpose in SUB_PROJECTS
    }


def payments(targets: Targets) -> dict[str, Any]:
    """Return the ledger of payments, one of which was too much and paid back; what was spent is published."""
    draws = targets.draws("payments")
    spent = SPENT | {
        "transfer": targets.total("transfer_cost"),
        "consumption": targets.total("voucher_amount_redeemed") + targets.total("voucher_cost_of_organisation"),
        "ecommerce": targets.total("platform_fee"),
    }
    targets.publish("executed", sum(spent.values()))
    purposes = [purpose for purpose, number in PAYMENTS.items() for _ in range(number)]
    cents = np.concatenate([allocate(spent[purpose] * 100, draws.random(number) + 0.4) for purpose, number in PAYMENTS.items()])
    cents[0] += PAID_BACK * 100
    number = len(purposes)
    payees = drawn(draws, number, np.ones(12))
    year = f"{targets.fiscal_year:04d}"
    earliest = [AFTER_VOUCHERS if purpose == "consumption" else 0 for purpose in purposes]
    days = np.busday_offset(f"{year}-02-01", draws.integers(earliest, LAST_PAID), roll="forward")
    return {
        "payment": codes("Z", np.arange(number + 1) + 1, 4),
        "paid_on": [*map(str, days), f"{year}-12-30"],
        "purpose": [SUB_PROJECTS[purpose] for purpose in [*purposes, purposes[0]]],
        "document": [f"演财〔{targets.fiscal_year}〕1号"] * (number + 1),
        "payee": [f"演示服务单位{payee + 1:02d}号（虚构）" for payee in [*payees, payees[0]]],
        "account": people.cards(10**6 + np.append(payees, payees[0])),
        "amount": [Decimal(int(cent)) / 100 for cent in cents] + [Decimal(-PAID_BACK)],
        "reverses": [None] * number + ["Z0001"],
    }


def questionnaires(targets: Targets) -> dict[str, Any]:
    """Return the ledger of answers; the share of those satisfied is published."""
    draws = targets.draws("questionnaires")
    given = draws.permutation(np.repeat(np.arange(len(SATISFACTION)), list(SATISFACTION.values())))
    targets.publish_rate("beneficiary_satisfaction", SATISFACTION["很满意"] + SATISFACTION["满意"], ANSWERS)
    first = np.datetime64(f"{targets.fiscal_year:04d}-11-01")
    return {
        "answer": codes("W", np.arange(ANSWERS) + 1, 5),
        "asked_on": np.sort(first + draws.integers(55, size=ANSWERS)),
        "purpose": chosen(list(SUB_PROJECTS.values()), drawn(draws, ANSWERS, (10, 20, 15, 45, 10, 0))),
        "respondent": chosen(GROUPS, drawn(draws, ANSWERS, (35, 50, 15))),
        "satisfaction": chosen(list(SATISFACTION), given),
        "name": people.names(draws, ANSWERS),
        "phone": people.phones(np.arange(ANSWERS), "questionnaires"),
    }
