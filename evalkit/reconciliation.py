"""A figure that was published and is counted in a ledger as well: the counted one is used, and both are laid side by side."""

from dataclasses import replace
from decimal import Decimal

import pandas as pd

from evalkit.facts import agree
from evalkit.ledgers.figures import FIGURES, MONTHLY_FIGURES, Figure
from evalkit.ledgers.query import LedgerTable
from evalkit.ledgers.schema import columns_of
from evalkit.ledgers.schemas import LEDGERS
from evalkit.measures import Finding, Measure, Source, Status, with_unit
from evalkit.periods import Period
from evalkit.quantities import MISSING_TEXT, Interval, format_number, from_base, to_base, unit_of

COLUMNS = ["数值", "公布数", "明细数", "差额", "差额占公布数", "一致"]
MIXED_UP = (Decimal("0.95"), Decimal("1.05"))
TEN_THOUSAND = Decimal(10_000)


def counted(stated: Measure, table: LedgerTable, sub_project: str = "") -> Measure | None:
    """Return the figure as the ledger gives it, in the unit in which it was published; ``None`` where the ledger does not tell.

    Parameters
    ----------
    stated : Measure
        The row of ``facts.csv``, which may have no value.
    table : LedgerTable
        The ledger from which :data:`evalkit.ledgers.figures.FIGURES` takes a figure of that id.
    sub_project : str
        The name of the sub-project, for a figure that only counts its rows.
    """
    last = Period.parse(stated.period).last
    value = table.figure(stated.id, month=f"{last:%Y-%m}", sub_project=sub_project)
    return None if value is None else _as_published(stated, value, FIGURES[stated.id], table, table.rows)


def counted_by_month(stated: dict[int, Measure], id: str, table: LedgerTable) -> dict[int, Measure]:
    """Return a monthly figure as the ledger gives it, by month, for the months of which it has any row.

    Parameters
    ----------
    stated : dict of int to Measure
        What was published for each month; without value where nothing was.
    id : str
        One of :data:`evalkit.ledgers.figures.MONTHLY_FIGURES`.
    table : LedgerTable
        The ledger from which that figure is taken.
    """
    _, figure = MONTHLY_FIGURES[id]
    found = table.by_month(id)
    return {month: _as_published(stated[month], value, figure, table, rows) for month, (value, rows) in found.items()}


def _as_published(stated: Measure, value: Decimal, figure: Figure, table: LedgerTable, rows: int) -> Measure:
    """Return a published figure with the value of the ledger, which counted so many rows for it."""
    unit = stated.unit if _comparable(figure.unit, stated.unit) else figure.unit
    value = from_base(to_base(value, figure.unit), unit)
    return replace(
        stated,
        value=value,
        unit=unit,
        digits=_digits_beside(stated, value, unit),
        basis=figure.working,
        status=Status.MEASURED,
        interval=Interval(value, value),
        working=f"“{table.title}”共 {format_number(Decimal(rows), 0)} 行：{figure.working}",
        sources=sources_of(figure.columns, table),
        missing=(),
        approximate=False,
    )


def in_unit_of(stated: Measure, found: Measure) -> Measure:
    """Return a counted figure in the unit of a published one, of the same dimension."""
    value = from_base(to_base(found.value, found.unit), stated.unit)
    return replace(found, value=value, unit=stated.unit, digits=stated.digits, interval=Interval(value, value))


def _comparable(first: str, second: str) -> bool:
    """Return whether two units count the same: 场 and 次 do, 元 and 票 do not."""
    one, other = unit_of(first), unit_of(second)
    return one.base == other.base or (one.counted and other.counted)


def _digits_beside(stated: Measure, value: Decimal, unit: str) -> int:
    """Return the decimals to show: those published, but never so few that a rate is rounded to 100% or an average to a count."""
    own = _digits(value, unit)
    if stated.value is None or unit_of(unit).counted:
        return own
    return max(stated.digits, own) if unit == "%" else stated.digits


def _digits(value: Decimal, unit: str) -> int:
    """Return the decimals to show of a figure that was never published: none of a whole number, one of an average of counts, else two."""
    return 0 if value == value.to_integral_value() else 1 if unit_of(unit).counted else 2


def sources_of(columns: tuple[str, ...], table: LedgerTable) -> tuple[Source, ...]:
    """Return the columns of a ledger, by their English names, as sources: one for each of its files and sheets."""
    titles = {column.name: column.column.title for column in columns_of(LEDGERS[table.name])}
    column = "、".join(titles[name] for name in columns)
    rows = f"全部 {format_number(Decimal(table.rows), 0)} 行"
    return tuple(Source(place, 0, column, table.title, rows) for place in table.places)


def disagreement(stated: Measure, found: Measure) -> Finding | None:
    """Return the finding where a published figure and the ledger differ by more than the printed digits allow."""
    if stated.value is None or agree(stated, found):
        return None
    message = (
        f"{stated.name}：公布数 {stated.text}，明细数 {found.text}，"
        f"差额 {_difference(stated, found)}（占公布数 {_share(stated, found)}），超出公布数的有效位数"
    )
    ratio = _base(found) / _base(stated) if stated.value else Decimal(0)
    if any(MIXED_UP[0] <= ratio * factor <= MIXED_UP[1] for factor in (TEN_THOUSAND, 1 / TEN_THOUSAND)):
        message += "；两数相差约一万倍，疑为元与万元混用"
    return Finding("F-LEDGER-01", message, (found.id,))


def reconciliation_frame(pairs: list[tuple[Measure, Measure]]) -> pd.DataFrame:
    """Return published and counted figures side by side, with the difference and its share of the published one."""
    rows = []
    for stated, found in pairs:
        known = stated.value is not None
        rows.append(
            {
                "数值": stated.name,
                "公布数": stated.text,
                "明细数": with_unit(format_number(found.value, max(found.digits, stated.digits)), found.unit),
                "差额": _difference(stated, found) if known else "—",
                "差额占公布数": _share(stated, found) if known else "—",
                "一致": ("是" if agree(stated, found) else "否") if known else f"公布数{MISSING_TEXT}",
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def _base(measure: Measure) -> Decimal:
    return to_base(measure.value, measure.unit)


def _difference(stated: Measure, found: Measure) -> str:
    gap = from_base(_base(found) - _base(stated), stated.unit)
    unit = "个百分点" if stated.unit == "%" else stated.unit
    return with_unit(format_number(gap, max(stated.digits, _digits(gap, stated.unit))), unit)


def _share(stated: Measure, found: Measure) -> str:
    return f"{format_number((_base(found) - _base(stated)) / _base(stated) * 100, 4)}%" if stated.value else "—"
