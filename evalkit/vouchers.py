"""What is known of vouchers beyond published figures: how a draw treated groups, who got how much, and estimates of their effect."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import pandas as pd

from evalkit.estimates import ESTIMATES, KINDS, bounding_estimate
from evalkit.ledgers.disclosure import Guarded, hidden_cells
from evalkit.ledgers.query import LedgerTable
from evalkit.ledgers.schema import columns_of
from evalkit.ledgers.schemas import LEDGERS
from evalkit.measures import Measure, Parts, Source, Status
from evalkit.metrics import concentration, fairness, general
from evalkit.quantities import Interval, format_number
from evalkit.reconciliation import sources_of
from evalkit.sub_project import SubProject

GROUPS = {"district": "区县", "age_group": "年龄段"}
OF_GROUPS = {
    "draw_rate_gap": fairness.draw_rate_gap,
    "draw_cramers_v": fairness.draw_cramers_v,
    "draw_chi_square": fairness.draw_chi_square,
    "draw_degrees_of_freedom": fairness.draw_degrees_of_freedom,
    "draw_groups_not_alone": fairness.draw_groups_not_alone,
}
HELD_COLUMNS = ["每人张数", "人数", "占人数（%）", "张数", "占张数（%）"]
HELD_GUARDED = (Guarded("人数", ("占人数（%）", "张数", "占张数（%）")),)
PARTS_OF_HOLDERS = {"tenth": (10, "前十分之一"), "hundredth": (100, "前百分之一")}
OF_MERCHANTS: dict[str, tuple[Callable, str]] = {
    "merchants_ten_largest_share": (concentration.ten_largest_share, "前十家商户份额"),
    "merchants_making_half": (concentration.fewest_making_half, "占一半核销金额的最少商户数"),
    "merchants_concentration": (concentration.concentration_index, "商户集中度（赫芬达尔指数）"),
}


@dataclass(frozen=True)
class Counted:
    """What one table of a page shows of a ledger.

    Attributes
    ----------
    title : str
        Its caption.
    missing : str
        What is missing where there is nothing to show.
    note : str
        What is to be said below it.
    measures : tuple of Measure
        None where the year has no such ledger.
    frame : pandas.DataFrame or None
        Or else a table, every cell as it is printed.
    """

    title: str
    missing: str
    note: str
    measures: tuple[Measure, ...] = ()
    frame: pd.DataFrame | None = None


def draw_differences(sub: SubProject) -> Counted:
    """Return how far the winning rates of districts and of age groups differ, and how often a fair draw has such differences."""
    table = sub.year.ledger("registrations")
    return Counted(
        title="各组中签率的差别",
        missing=LEDGERS["registrations"].title,
        note="在公平的摇号中，各组中签率也有偶然的差别；偶然概率（P 值）是公平的摇号中差别这么大或更大的所占的比例，"
        "显示为零的是极小，不是零。登记很多时，很小的差别也有很小的概率，须与差距的大小一并看。"
        "各期分别比较再相加；同一人在几期登记的，每期各计一次。",
        measures=tuple(measure for group in GROUPS for measure in _of_group(sub, table, group)) if table else (),
    )


def _of_group(sub: SubProject, table: LedgerTable, group: str) -> list[Measure]:
    title = GROUPS[group]
    rows = table.ask(f"""
        SELECT phase, count(*), count(*) FILTER (result = '中签') FROM ledger GROUP BY phase, {group} ORDER BY phase, {group}
    """)
    phases, registered, won = zip(*rows, strict=True) if rows else ((), (), ())
    columns = ("phase", group, "result")
    given = {
        "groups": _parts(sub, table, f"draw_groups_{group}", f"各期的{title}数", "个", Counter(phases).values(), columns[:2]),
        "registered": _parts(sub, table, f"draw_registered_{group}", f"各期各{title}的登记", "人次", registered, columns[:2]),
        "won": _parts(sub, table, f"draw_won_{group}", f"各期各{title}的中签", "人次", won, columns),
    }
    found = {
        id: sub.measure(metric, id=f"{id}_{group}", name=f"按{title}的{metric.definition.name}", **given)
        for id, metric in OF_GROUPS.items()
    }
    chance = sub.measure(
        fairness.draw_chance,
        id=f"draw_chance_{group}",
        name=f"按{title}的{fairness.draw_chance.definition.name}",
        statistic=found["draw_chi_square"],
        degrees=found["draw_degrees_of_freedom"],
    )
    return [*found.values(), chance]


@dataclass(frozen=True)
class Holders:
    """Those who hold vouchers.

    Attributes
    ----------
    number : int
    amount : Decimal
        What they redeemed.
    greatest : tuple of Decimal
        Of that, what each of :data:`PARTS_OF_HOLDERS` redeemed who redeemed most.
    by_held : tuple of (int, int)
        Numbers of vouchers, and how many have so many.
    """

    number: int
    amount: Decimal
    greatest: tuple[Decimal, ...]
    by_held: tuple[tuple[int, int], ...]


@lru_cache(maxsize=4)
def holders_of(table: LedgerTable) -> Holders:
    """Return who holds the vouchers of a ledger; those without a holder's number are left out.

    It is one pass: holders are counted by vouchers and amount before anything else, of which few are different, however many holders.
    """
    greatest = ", ".join(
        f"coalesce(sum(amount * greatest(0, least(number, (every + {part - 1}) // {part} - before))), 0)"
        for part, _ in PARTS_OF_HOLDERS.values()
    )
    ((number, amount, by_held, *parts),) = table.ask(f"""
        WITH holders AS (
            SELECT count(*) FILTER (reverses IS NULL) AS held, greatest(coalesce(sum(redeemed_amount), 0), 0) AS amount
            FROM ledger WHERE holder IS NOT NULL GROUP BY holder
        ), sizes AS MATERIALIZED (
            SELECT held, amount, count(*) AS number FROM holders GROUP BY held, amount
        ), by_held AS (
            SELECT held, CAST(sum(number) AS BIGINT) AS number FROM sizes WHERE held > 0 GROUP BY held
        ), ranked AS (
            SELECT amount, number, sum(number) OVER () AS every,
                   sum(number) OVER (ORDER BY amount DESC ROWS UNBOUNDED PRECEDING) - number AS before
            FROM sizes
        )
        SELECT coalesce(sum(number), 0), coalesce(sum(amount * number), 0),
               (SELECT list([held, number] ORDER BY held) FROM by_held), {greatest}
        FROM ranked
    """)
    return Holders(int(number), Decimal(amount), tuple(map(Decimal, parts)), tuple(map(tuple, by_held or ())))


def vouchers_per_holder(sub: SubProject) -> Counted:
    """Return how many hold how many vouchers."""
    table = sub.year.ledger("vouchers")
    by_held = holders_of(table).by_held if table else ()
    holders, vouchers = sum(number for _, number in by_held), sum(held * number for held, number in by_held)
    rows = [
        (held, number, Decimal(100 * number) / holders, held * number, Decimal(100 * held * number) / vouchers)
        for held, number in by_held
    ]
    limits = sub.year.inputs.year.limits
    hidden = hidden_cells(pd.DataFrame(rows, columns=HELD_COLUMNS, dtype=object), HELD_GUARDED, limits)
    shown = [
        [hidden.get((at, name)) or _printed(value) for name, value in zip(HELD_COLUMNS, row, strict=True)]
        for at, row in enumerate(rows)
    ]
    hiding = limits.note if hidden else ""
    return Counted(
        title="每人领取的张数",
        missing=_without("holder"),
        note=f"只含填有领取人编号的券。{hiding}来源：{'；'.join(table.places) if table else ''}。",
        frame=pd.DataFrame(shown, columns=HELD_COLUMNS, dtype=object),
    )


def _printed(value: int | Decimal) -> str:
    return format_number(Decimal(value), 2 if isinstance(value, Decimal) else 0)


def holder_concentration(sub: SubProject) -> Counted:
    """Return what part of the redeemed amount went to the tenth, and to the hundredth, of the holders who redeemed most."""
    table = sub.year.ledger("vouchers")
    held = holders_of(table) if table else None
    return Counted(
        title="领取人的集中程度",
        missing=_without("holder"),
        note="只含填有领取人编号的券；领取而没有核销的人，核销金额为零，计入人数。",
        measures=_of_holders(sub, table, held) if held and held.number else (),
    )


def _of_holders(sub: SubProject, table: LedgerTable, held: Holders) -> tuple[Measure, ...]:
    columns = ("holder", "redeemed_amount")
    number = _summed(sub, table, "voucher_holders", "领取人数", "人", held.number, columns[:1], "不同领取人的个数")
    whole = _summed(sub, table, "holders_redeemed", "各领取人的核销金额", "元", held.amount, columns, "各领取人核销金额之和")
    average = sub.measure(
        general.average,
        id="redeemed_per_holder",
        name="人均核销金额",
        basis=f"{whole.name} ÷ {number.name}",
        total=whole,
        count=number,
    )
    measures = [number, whole, average]
    for (id, (_, words)), amount in zip(PARTS_OF_HOLDERS.items(), held.greatest, strict=True):
        name = f"{words}领取人的核销金额"
        working = f"领取人按核销金额由大到小，{words}（人数进位取整）的核销金额之和"
        part = _summed(sub, table, f"top_{id}_redeemed", name, "元", amount, columns, working)
        basis = f"{name} ÷ {whole.name}"
        share = sub.measure(general.share, id=f"top_{id}_share", name=f"{words}领取人份额", basis=basis, part=part, whole=whole)
        measures += [part, share]
    return tuple(measures)


def merchant_concentration(sub: SubProject) -> Counted:
    """Return how the redeemed amount divides among the merchants."""
    table = sub.year.ledger("vouchers")
    amounts = _redeemed_at_merchants(table) if table else []
    return Counted(
        title="商户的集中程度",
        missing=_without("merchant"),
        note="按商户编号，只含填有商户编号、扣除冲销后仍有核销金额的商户；连锁门店编号不同的，分别计算。",
        measures=_of_merchants(sub, table, amounts) if amounts else (),
    )


def _of_merchants(sub: SubProject, table: LedgerTable, amounts: list[Decimal]) -> tuple[Measure, ...]:
    columns = ("merchant", "redeemed_amount")
    words = "有核销的不同商户的个数"
    number = _summed(sub, table, "redeeming_merchants", "有核销的商户数", "家", len(amounts), columns[:1], words)
    given = _parts(sub, table, "merchants_redeemed", "各商户的核销金额", "元", amounts, columns)
    counted = [
        sub.measure(metric, id=id, name=name, basis=metric.definition.basis.replace("金额", "核销金额"), amounts=given)
        for id, (metric, name) in OF_MERCHANTS.items()
    ]
    average = sub.measure(
        general.average,
        id="redeemed_per_merchant",
        name="商户平均核销金额",
        basis=f"{given.whole.name} ÷ {number.name}",
        total=given.whole,
        count=number,
    )
    return number, given.whole, average, *counted


def _redeemed_at_merchants(table: LedgerTable) -> list[Decimal]:
    rows = table.ask("""
        SELECT sum(redeemed_amount) FROM ledger WHERE merchant IS NOT NULL
        GROUP BY merchant HAVING sum(redeemed_amount) > 0 ORDER BY 1
    """)
    return [amount for (amount,) in rows]


def _without(column: str) -> str:
    """Return what a ledger of vouchers lacks that does not name holders, or merchants."""
    titles = {each.name: each.column.title for each in columns_of(LEDGERS["vouchers"])}
    return f"填有{titles[column]}的{LEDGERS['vouchers'].title}"


def _parts(
    sub: SubProject, table: LedgerTable, id: str, name: str, unit: str, values: Iterable[int | Decimal], columns: tuple[str, ...]
) -> Parts:
    exact = tuple(map(Decimal, values))
    return Parts(_summed(sub, table, id, name, unit, sum(exact), columns, f"{name}之和"), exact)


def _summed(
    sub: SubProject,
    table: LedgerTable,
    id: str,
    name: str,
    unit: str,
    value: int | Decimal,
    columns: tuple[str, ...],
    working: str,
) -> Measure:
    value = Decimal(value)
    return Measure(
        id=id,
        name=name,
        value=value,
        unit=unit,
        digits=2 if unit == "元" else 0,
        basis=working,
        status=Status.MEASURED,
        interval=Interval(value, value),
        working=f"“{table.title}”共 {format_number(Decimal(table.rows), 0)} 行：{working}",
        sources=sources_of(columns, table),
        period=str(sub.year.fiscal_year),
        sub_project=sub.id,
    )


def extra_spending(sub: SubProject, kind: str) -> tuple[Measure, Measure]:
    """Return the least and the greatest published estimate of the extra spending that 1 of subsidy brings about."""
    kept = []
    for end, low_or_high in (("least", "最低"), ("greatest", "最高")):
        estimate, row = bounding_estimate(kind, end)
        value = estimate.low if end == "least" else estimate.high
        measure = Measure(
            id=f"extra_spending_{kind}_{end}",
            name=f"每元补贴的额外消费（{KINDS[kind]}，{low_or_high}估计）",
            value=value,
            unit="倍",
            digits=max(0, -value.as_tuple().exponent),
            basis="公布的研究，别处的估计",
            status=Status.DECLARED,
            interval=Interval(value, value),
            working=f"{estimate.study}，{estimate.place}，{estimate.period}",
            sources=(
                Source(
                    ESTIMATES, row, "low" if end == "least" else "high", estimate.study, estimate.measured, estimate.reference
                ),
            ),
            period=str(sub.year.fiscal_year),
            sub_project=sub.id,
        )
        kept.append(sub.keep(measure))
    return kept[0], kept[1]
