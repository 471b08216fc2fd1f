"""The year's trade with each partner, as its ledger gives it: sums that are measures, and who is one of the 共建“一带一路”国家."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd

from evalkit.countries import ADDRESS, AS_OF, COUNTRIES, SOURCE, country_of, listed_countries
from evalkit.ledgers.query import LedgerTable
from evalkit.ledgers.schemas import LEDGERS
from evalkit.measures import Measure, Parts, Source, Status
from evalkit.quantities import NOT_APPLICABLE_TEXT, Interval, format_number
from evalkit.reconciliation import sources_of

LEDGER = "partner_trade"
UNIT = "万元"
COLUMNS_READ = ("partner", "direction", "value")
LISTED, OTHERS, UNKNOWN = "名单内", "名单外", "名称不能识别"
MANY, MANY_TEXT = 5, "五"
COLUMNS = ["分组", "个数", "出口（万元）", "进口（万元）", "进出口（万元）", "占比（%）", "国家（地区），按进出口由大到小"]


@dataclass(frozen=True)
class Partner:
    """A country or region, or a name that no list knows, and the trade with it in 万元."""

    name: str
    group: str
    exports: Decimal
    imports: Decimal

    @property
    def total(self) -> Decimal:
        """Exports and imports together."""
        return self.exports + self.imports


@dataclass(frozen=True)
class PartnerTrade:
    """The trade of a year by partner; measures without value, and no partner, where the year has no such ledger.

    Attributes
    ----------
    partners : tuple of Partner
        The greatest first.
    total, exports, imports : Measure
        With all of them.
    listed, others, unknown : Measure
        With those on the list at the end of the year, with those not on it, and under names that no list knows.
    largest, many : Measure
        With the greatest partner, and with the :data:`MANY` greatest.
    listing, source : str
        Which list, and where it comes from and of which day, in words.
    """

    partners: tuple[Partner, ...]
    total: Measure
    exports: Measure
    imports: Measure
    listed: Measure
    others: Measure
    unknown: Measure
    largest: Measure
    many: Measure
    listing: str
    source: str

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All the sums."""
        return self.total, self.exports, self.imports, self.listed, self.others, self.unknown, self.largest, self.many

    @property
    def parts(self) -> Parts:
        """The trade with each partner, exports and imports together, for a metric that takes them all."""
        return Parts(self.total, tuple(partner.total for partner in self.partners))

    @property
    def unknown_names(self) -> list[str]:
        """The names that no list knows."""
        return [partner.name for partner in self.partners if partner.group == UNKNOWN]

    @property
    def frame(self) -> pd.DataFrame:
        """The groups side by side with the names in each; empty without the ledger."""
        rows = [self._row(group) for group in (LISTED, OTHERS, UNKNOWN)] if self.partners else []
        return pd.DataFrame(rows, columns=COLUMNS, dtype=object)

    @property
    def right(self) -> tuple[str, ...]:
        """The columns of numbers of :attr:`frame`."""
        return tuple(COLUMNS[1:-1])

    @property
    def note(self) -> str:
        """What is to be said below the groups."""
        return f"{self.listing}。{self.source}。" if self.partners else f"没有收到{LEDGERS[LEDGER].title}明细。"

    def _row(self, group: str) -> list[str]:
        members = [partner for partner in self.partners if partner.group == group]
        sums = [_sum(members, value) for value in ("exports", "imports", "total")]
        whole = _sum(self.partners, "total")
        share = format_number(sums[-1] / whole * 100, 2) if whole else NOT_APPLICABLE_TEXT
        names = "、".join(partner.name for partner in members) or "—"
        return [group, str(len(members)), *(format_number(value, 2) for value in sums), share, names]


def partner_trade(table: LedgerTable | None, fiscal_year: int, sub_project: str) -> PartnerTrade:
    """Return the trade of a year by partner; a country that is delivered under several names is one.

    Parameters
    ----------
    table : LedgerTable or None
        The ledger :data:`LEDGER`, where the year has it.
    fiscal_year : int
        Who had signed by its end is on the list.
    sub_project : str
        Whose measures they are.
    """
    partners = _partners(table, fiscal_year) if table else ()
    groups = {group: [partner for partner in partners if partner.group == group] for group in (LISTED, OTHERS, UNKNOWN)}
    number = len(listed_countries(fiscal_year))
    by_list = Source(COUNTRIES, 0, "since", "共建“一带一路”国家名单", f"至 {fiscal_year} 年末 {number} 国", ADDRESS)
    ledger = sources_of(COLUMNS_READ, table) if table else ()
    listing = (*ledger, by_list) if table else ()
    first = f"（{partners[0].name}）" if partners else ""
    sums = {
        "total": _summed("partner_total", "与各贸易伙伴的进出口", partners, "total", ledger),
        "exports": _summed("partner_exports", "与各贸易伙伴的出口", partners, "exports", ledger),
        "imports": _summed("partner_imports", "与各贸易伙伴的进口", partners, "imports", ledger),
        "listed": _summed("listed_partners", "与共建“一带一路”国家的进出口", groups[LISTED], "total", listing),
        "others": _summed("other_partners", "与名单外国家（地区）的进出口", groups[OTHERS], "total", listing),
        "unknown": _summed("unknown_partners", "名称不能识别的进出口", groups[UNKNOWN], "total", ledger),
        "largest": _summed("largest_partner", f"与最大贸易伙伴{first}的进出口", partners[:1], "total", ledger),
        "many": _summed("largest_partners", f"与前{MANY_TEXT}大贸易伙伴的进出口", partners[:MANY], "total", ledger),
    }
    return PartnerTrade(
        partners=partners,
        listing=f"共建“一带一路”国家名单至 {fiscal_year} 年末 {number} 国，不是“沿线国家”",
        source=f"{SOURCE}，核对至 {AS_OF}",
        **{name: replace(measure, period=str(fiscal_year), sub_project=sub_project) for name, measure in sums.items()},
    )


def _summed(id: str, name: str, partners: Sequence[Partner], value: str, sources: tuple[Source, ...]) -> Measure:
    """Return a sum over partners; missing where there is no ledger, and so no source."""
    title, what = LEDGERS[LEDGER].title, {"exports": "出口", "imports": "进口", "total": "出口与进口"}[value]
    if not sources:
        absent = f"{title}明细"
        return Measure(
            id, name, None, UNIT, 2, f"各伙伴{what}货值之和", Status.MISSING, working=f"缺少：{absent}", missing=(absent,)
        )
    amount = _sum(partners, value)
    return Measure(
        id=id,
        name=name,
        value=amount,
        unit=UNIT,
        digits=2,
        basis=f"各伙伴{what}货值之和",
        status=Status.MEASURED,
        interval=Interval(amount, amount),
        working=f"“{title}”中 {len(partners)} 个国家（地区）{what}货值之和",
        sources=sources,
    )


def _partners(table: LedgerTable, fiscal_year: int) -> tuple[Partner, ...]:
    found: dict[str, Partner] = {}
    query = """
        SELECT partner, coalesce(sum(value) FILTER (direction = '出口'), 0), coalesce(sum(value) FILTER (direction = '进口'), 0)
        FROM ledger GROUP BY partner ORDER BY partner
    """
    for stated, exports, imports in table.ask(query):
        country = country_of(stated)
        name = country.name if country else stated
        group = UNKNOWN if country is None else LISTED if country.listed(fiscal_year) else OTHERS
        before = found.get(name, Partner(name, group, Decimal(0), Decimal(0)))
        found[name] = replace(before, exports=before.exports + exports, imports=before.imports + imports)
    return tuple(sorted(found.values(), key=lambda partner: (-partner.total, partner.name)))


def _sum(partners: Iterable[Partner], value: str) -> Decimal:
    return sum((getattr(partner, value) for partner in partners), Decimal(0))
