"""A sub-project while its notebook runs: facts by id, measures computed from them, and doubts about them."""

import difflib
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from evalkit.computing import compute
from evalkit.doubts import (
    UNCLEAR,
    contradiction,
    finding_of,
    out_of_range,
    over_achievement,
    rival_findings,
    shortfall,
    two_readings,
)
from evalkit.errors import InvalidInputError
from evalkit.facts import (
    Part,
    agree,
    annual_row,
    covers,
    fact_measure,
    missing_months,
    month_by_month,
    monthly_parts,
)
from evalkit.ledgers.figures import FIGURES, MONTHLY_FIGURES
from evalkit.measures import Finding, Measure, Source, Status, exact_count, with_unit
from evalkit.metrics.events import events_in_period_count
from evalkit.metrics.general import average
from evalkit.partners import LEDGER as PARTNERS
from evalkit.partners import PartnerTrade, partner_trade
from evalkit.periods import Period
from evalkit.quantities import MISSING_TEXT, Interval
from evalkit.reconciliation import counted, counted_by_month, disagreement, in_unit_of, reconciliation_frame
from evalkit.results import finding_json, save_result

if TYPE_CHECKING:
    from evalkit.year import Year


ADDED_UP = ("合计", "之和")


class SubProject:
    """A sub-project while its notebook runs: facts by id, and the measures computed so far."""

    def __init__(self, year: "Year", id: str, name: str):
        self.year, self.id, self.name = year, id, name
        self.measures: dict[str, Measure] = {}
        self.findings: dict[tuple[str, str], Finding] = {}
        self.reconciled: dict[str, tuple[Measure, Measure]] = {}
        self.rival_figures()

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        return self.year.facts_of(self.id)

    def __getitem__(self, id: str) -> Measure:
        """Return a fact of the fiscal year, counted in its ledger where the year has that; a blank one is a missing measure.

        Raises
        ------
        InvalidInputError
            ``V-FACT-01`` if ``facts.csv`` has no row of that id for the year, naming the nearest.
        """
        row = annual_row(self._rows, id, self.year.fiscal_year)
        if row is None:
            raise self._no_such_fact(id, [row for row in self._rows if row["id"] == id])
        return self.keep(self._counted(self._fact(row, id)))

    def optional(self, id: str, name: str, unit: str) -> Measure:
        """Return a figure that few years have: as the year states it, or as a ledger gives it; missing where neither does."""
        if any(row["id"] == id for row in self._rows):
            return self[id]
        year = self.year.fiscal_year
        absent = Measure(id, name, None, unit, 0, "", Status.MISSING, missing=(name,), period=str(year), sub_project=self.id)
        return self.keep(self._counted(absent))

    def _no_such_fact(self, id: str, rows: list[dict[str, Any]]) -> InvalidInputError:
        known = sorted({row["id"] for row in self._rows})
        near = difflib.get_close_matches(id, known, n=1)
        found = f"“{id}”的期间为 {'、'.join(row['period'] for row in rows)}" if rows else f"没有“{id}”"
        return InvalidInputError(
            "V-FACT-01",
            "没有该年度的这个数值",
            found=found,
            expected=f"期间为 {self.year.fiscal_year} 的一行（没有数值时留空）",
            remedy=f"是否为“{near[0]}”？" if near and not rows else "在 facts.csv 中补上该行",
        ).at(f"data/raw/{self.year.fiscal_year}/facts.csv")

    def previous(self, id: str, years: int = 1) -> Measure:
        """Return the fact of an earlier year, from this year's folder or else from that year's own.

        Where both folders state it and differ, that is a finding. Where the series has changed its basis in between it is
        not applicable, and so is whatever would be computed from both years.
        """
        wanted = self.year.fiscal_year - years
        label = {1: "上年", 2: "前年"}.get(years, f"{years}年前")
        new_id = f"{id}_previous" if years == 1 else f"{id}_{years}_years_before"
        period = Period.of_year(wanted)
        own = [row for row in self._rows if row["id"] == id and row["used"] and covers(row, period)]
        stated = [self._fact(row, new_id) for row in own if row["printed"]]
        earlier = self.year.earlier(wanted)
        rows = self.year.facts_of_earlier(earlier, self.id) if earlier else []
        row = annual_row(rows, id, wanted)
        if row and row["printed"]:
            stated.append(fact_measure(row, rows, wanted, new_id))
        if not stated:
            name = next((row["name"] for row in self._rows if row["id"] == id), id)
            unit = next((row["unit"] for row in self._rows if row["id"] == id), "1")
            absent = Measure(new_id, f"{label}{name}", None, unit, 0, "", Status.MISSING, period=str(wanted), sub_project=self.id)
            return self.keep(absent)
        first = replace(stated[0], name=f"{label}{stated[0].name}")
        broken = next(
            (item for item in self.year.breaks if item.measure == id and item.parts(wanted, self.year.fiscal_year)), None
        )
        if broken:
            why = f"{first.text}按旧口径统计，与本年不能相比：{broken.why}（{broken.source}）"
            return self.keep(replace(first, value=None, interval=None, status=Status.NOT_APPLICABLE, working=why))
        if len(stated) > 1 and not agree(*stated):
            self.doubt(
                "F-YEAR-01", f"{first.name}：本年填报 {stated[0].text}，{wanted} 年填报 {stated[1].text}，两者不一致", first
            )
        return self.keep(first)

    def stated_months(self, id: str) -> list[tuple[Measure, Measure]]:
        """Return each part of a monthly figure with the number of months it covers.

        Where the year has its ledger these are its months, compared with what was published for each; else the rows of
        ``facts.csv``. Months that nothing covers are returned as one missing measure, so that nothing is averaged over a gap.
        """
        parts = self._counted_months(id) or monthly_parts(self._rows, id, self.year.fiscal_year)
        kept = [(self.keep(part), months) for part, months in parts] + missing_months(self._rows, id, parts)
        return [
            (part, exact_count(f"{part.id}_months", "月数", len(months), "个月", part.period or "未填报的月份"))
            for part, months in kept
        ]

    def _counted_months(self, id: str) -> list[Part]:
        """Return a monthly figure month by month, as its ledger gives it or else as published; nothing without a ledger."""
        table = self.year.ledger(MONTHLY_FIGURES[id][1].ledger) if id in MONTHLY_FIGURES else None
        if table is None:
            return []
        published = month_by_month(self._rows, id, self.year.fiscal_year)
        found = counted_by_month(published, id, table)
        for month, measure in found.items():
            self._compare(published[month], measure)
        return [(part, (month,)) for month, part in (published | found).items() if part.value is not None]

    def stated_series(self, id: str) -> tuple[list[Measure], list[Measure]]:
        """Return the stated parts of a monthly figure and, beside each, the number of months it covers."""
        parts = self.stated_months(id)
        return [measure for measure, _ in parts], [count for _, count in parts]

    def month_points(self, id: str) -> list[tuple[Measure, tuple[int, ...]]]:
        """Return the stated parts of a monthly figure with the calendar months each covers, for drawing."""
        return [(measure, Period.parse(measure.period).months) for measure, _ in self.stated_months(id) if measure.period]

    def measure(self, function: Callable, **inputs: Any) -> Measure:
        """Compute a measure by a metric and keep it; see :func:`evalkit.computing.compute`."""
        return self.keep(replace(compute(function, **inputs), sub_project=self.id, period=str(self.year.fiscal_year)))

    def partners(self) -> PartnerTrade:
        """Return the year's trade with each partner; sums that differ from the published ones, and unknown names, are findings."""
        trade = partner_trade(self.year.ledger(PARTNERS), self.year.fiscal_year, self.id)
        for measure in trade.measures:
            self.keep(measure)
        for id, found in (("trade_total", trade.total), ("exports", trade.exports), ("imports", trade.imports)):
            row = annual_row(self._rows, id, self.year.fiscal_year)
            if row and found.value is not None:
                published = self._fact(row, id) if row["printed"] else self[id]
                self._compare(replace(published, name=f"{published.name}（贸易伙伴）"), in_unit_of(published, found))
        names = trade.unknown_names
        if names:
            message = (
                f"“贸易伙伴”中有 {len(names)} 个名称不能识别为国家（地区）：{'、'.join(names)}；"
                f"进出口 {trade.unknown.text}，既不计入名单内，也不计入名单外"
            )
            self.doubt("F-PARTNER-01", message, trade.unknown)
        return trade

    def activities(self, kind: str) -> pd.DataFrame:
        """Return the year's activities of a kind, as they were stated."""
        rows = [
            {
                "行": row,
                "活动": activity.name,
                "起": activity.begin or MISSING_TEXT,
                "止": activity.end or activity.begin or MISSING_TEXT,
                "金额": with_unit(f"{activity.amount:f}", activity.unit) if activity.amount is not None else MISSING_TEXT,
                "说明": activity.note,
            }
            for row, activity in self.year.inputs.activities
            if activity.kind == kind
        ]
        return pd.DataFrame(rows, columns=["行", "活动", "起", "止", "金额", "说明"])

    def events_in_year(self, kind: str) -> Measure:
        """Count the activities of a kind whose date lies in the fiscal year; the date decides, not the claim.

        An activity known only by its year counts in that year. Missing where no activity, or one without any
        date, is stated.
        """
        stated = [(row, activity) for row, activity in self.year.inputs.activities if activity.kind == kind]
        fiscal_year = Period.of_year(self.year.fiscal_year)
        file = f"data/raw/{self.year.fiscal_year}/activities.csv"
        blank = Measure(
            id="events_in_fiscal_year",
            name="本年度活动场次（按活动日期）",
            value=None,
            unit="场",
            digits=0,
            basis="活动日期在财政年度内",
            status=Status.MISSING,
            missing=("活动清单",)
            if not stated
            else tuple(f"“{activity.name}”的日期" for _, activity in stated if not activity.begin),
            sources=tuple(Source(file, row, "from", "活动清单", activity.place) for row, activity in stated),
            period=fiscal_year.text,
            sub_project=self.id,
        )
        if blank.missing:
            return self.keep(replace(blank, working=f"缺少：{'、'.join(blank.missing)}"))
        dates = [Period.parse(activity.begin).first for _, activity in stated]
        count = events_in_period_count(dates=dates, first=fiscal_year.first, last=fiscal_year.last)
        outside = [
            activity.name
            for (_, activity), day in zip(stated, dates, strict=True)
            if not fiscal_year.first <= day <= fiscal_year.last
        ]
        working = f"列出 {len(stated)} 项，其中 {count} 项的日期在 {fiscal_year.first} 至 {fiscal_year.last}" + (
            f"；不在其内：{'、'.join(outside)}" if outside else ""
        )
        return self.keep(replace(blank, value=count, status=Status.MEASURED, interval=Interval(count, count), working=working))

    def reconcile(self, whole: Measure, computed: Measure) -> None:
        """Record a finding where a stated figure and the one computed from its parts cannot both be true."""
        self._note(contradiction(whole, computed))

    def within(self, average: Measure, parts: list[Measure]) -> None:
        """Record a finding where a stated average lies outside the range of its own parts."""
        self._note(out_of_range(average, parts))

    def unclear_basis(self, *measures: Measure) -> None:
        """Record a finding where the source does not say how a figure was counted, so that averages have two readings."""
        self._note(two_readings(measures))

    def of_each(self, figure: Measure, times: Measure, *, id: str, name: str) -> Measure:
        """Return a figure of one time, such as one session of a fair: the average of one whose basis says that it adds them all up.

        Any other is taken as it is; one whose basis is not clear has two readings, see :meth:`unclear_basis`.
        """
        if UNCLEAR in figure.basis or not any(word in figure.basis for word in ADDED_UP):
            return figure
        basis = f"{figure.name} ÷ {times.name}"
        return self.measure(average, id=id, name=name, unit=figure.unit, basis=basis, total=figure, count=times)

    def over_achieved(self, attainment: Measure) -> None:
        """Record a finding where a target was exceeded by three tenths or more: the reason must be given."""
        self._note(over_achievement(attainment))

    def below_target(self, target: Measure, *parts: Measure) -> None:
        """Record a finding for the parts, such as quarters, that each were to reach a target and did not."""
        self._note(shortfall(target, parts))

    def rival_figures(self) -> None:
        """Record a finding for every figure in use that another source contradicts."""
        for finding in rival_findings(self._rows, self.year.fiscal_year):
            self._note(finding)

    def other_facts(self) -> list[Measure]:
        """Return the year's facts that have a value and that the notebook has not used so far."""
        rows = (annual_row(self._rows, id, self.year.fiscal_year) for id in dict.fromkeys(row["id"] for row in self._rows))
        unused = [row for row in rows if row and row["printed"] and row["id"] not in self.measures]
        return [self[row["id"]] for row in unused]

    def doubt(self, code: str, message: str, *measures: Measure) -> None:
        """Record a finding."""
        self._note(finding_of(code, message, *measures))

    def _note(self, finding: Finding | None) -> None:
        if finding:
            self.findings[finding.code, finding.message] = finding

    def save(self) -> None:
        """Write the sub-project's facts, measures and findings for the notebooks that follow."""
        for id in dict.fromkeys(row["id"] for row in self._rows):
            row = annual_row(self._rows, id, self.year.fiscal_year)
            if row and id not in self.measures:
                self.keep(self._counted(self._fact(row, id)))
        plain = {
            "fiscal_year": self.year.fiscal_year,
            "sub_project": self.id,
            "reads": self.year.reads,
            "measures": [measure.to_json() for measure in self.measures.values()],
            "findings": [finding_json(finding) for finding in self.findings.values()],
        }
        save_result(self.year.processed / "measures" / f"{self.id}.json", plain, self.year.data_dir)

    def keep(self, measure: Measure) -> Measure:
        """Keep a measure, so that it is saved and can be told of."""
        self.measures[measure.id] = measure
        return measure

    def _counted(self, stated: Measure) -> Measure:
        """Return a published figure as its ledger gives it, where the year has that ledger; a difference is a finding."""
        table = self.year.ledger(FIGURES[stated.id].ledger) if stated.id in FIGURES else None
        found = counted(stated, table, self.name) if table else None
        if found is None:
            return stated
        self._compare(stated, found)
        return found

    def _compare(self, stated: Measure, found: Measure) -> None:
        """Lay a published figure beside the counted one; a difference is a finding."""
        self.reconciled[found.id] = (stated, found)
        self._note(disagreement(stated, found))

    def reconciliation(self) -> pd.DataFrame:
        """Return every figure that was published and is counted in a ledger as well, side by side."""
        for id in dict.fromkeys(row["id"] for row in self._rows):
            if id in FIGURES and annual_row(self._rows, id, self.year.fiscal_year):
                self[id]
            elif id in MONTHLY_FIGURES:
                self.stated_months(id)
        return reconciliation_frame(list(self.reconciled.values()))

    def _fact(self, row: dict[str, Any], id: str) -> Measure:
        return fact_measure(row, self._rows, self.year.fiscal_year, id)
