"""A fiscal year as a notebook sees it: its facts, its measures, and where results are kept.

:func:`open_year` brings intake up to date first, so that a notebook run alone never computes from stale data.
"""

import calendar
import hashlib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import simplejson

from evalkit.atomic import write_if_changed
from evalkit.errors import InputProblems, InvalidInputError, MissingResultError
from evalkit.intake.files import sha256_of
from evalkit.intake.prepare import YearInputs, available_years, prepare
from evalkit.intake.schema import ObjectiveRow
from evalkit.intake.store import read_facts
from evalkit.measures import Finding, Measure, Source, Status, compute, with_unit
from evalkit.metrics.consumption import events_in_period_count
from evalkit.periods import Period
from evalkit.quantities import MISSING_TEXT, Interval, decimals_of, format_number, from_base, printed_interval, to_base
from evalkit.scoring.rulebook import load_rulebook
from evalkit.scoring.scorecard import Scorecard, build_scorecard

FIRST_YEAR, LAST_YEAR = 1990, 2100


def find_data_dir(data_dir: str) -> Path:
    """Return the data folder: as given, or below the nearest folder above that holds it.

    A notebook runs in ``notebooks/`` under JupyterLab and in the project folder under the batch runner.
    """
    given = Path(data_dir)
    if given.is_absolute():
        return given
    here = Path.cwd()
    return next((folder / given for folder in (here, *here.parents) if (folder / given / "raw").is_dir()), here / given)


def open_year(fiscal_year: int, *, data_dir: str = "data") -> "Year":
    """Check and process a year's raw data, and return the year.

    Raises
    ------
    InputProblems
        With every problem of the year's raw data.
    """
    if not FIRST_YEAR <= fiscal_year <= LAST_YEAR:
        remedy = "填写四位数的财政年度，如 2022"
        error = InvalidInputError("I-YEAR-03", "不是财政年度", found=str(fiscal_year), expected=f"{FIRST_YEAR} 至 {LAST_YEAR}", remedy=remedy)
        raise InputProblems([error.at("参数 fiscal_year")])
    folder = find_data_dir(data_dir)
    return Year(fiscal_year, folder, prepare(fiscal_year, folder))


class Year:
    """One fiscal year's inputs and results.

    Attributes
    ----------
    fiscal_year : int
    data_dir : pathlib.Path
    inputs : YearInputs
        What the raw folder states, checked.
    reads : dict of str to str
        Every data file read so far, relative to the data folder, with its SHA-256.
    """

    def __init__(self, fiscal_year: int, data_dir: Path, inputs: YearInputs):
        self.fiscal_year, self.data_dir, self.inputs = fiscal_year, data_dir, inputs
        self.reads: dict[str, str] = {}
        self._earlier: dict[int, Year | None] = {}

    @property
    def raw(self) -> Path:
        """The raw folder."""
        return self.data_dir / "raw" / str(self.fiscal_year)

    @property
    def processed(self) -> Path:
        """The processed folder."""
        return self.data_dir / "processed" / str(self.fiscal_year)

    @property
    def months(self) -> Measure:
        """The months of the fiscal year."""
        return _count("fiscal_year_months", "月数", 12, "个月", "财政年度为公历年")

    @property
    def quarters(self) -> Measure:
        """The quarters of the fiscal year."""
        return _count("fiscal_year_quarters", "季度数", 4, "季度", "财政年度为公历年")

    @property
    def days(self) -> Measure:
        """The days of the fiscal year."""
        return _count("fiscal_year_days", "天数", 366 if calendar.isleap(self.fiscal_year) else 365, "天", "财政年度为公历年")

    def days_of(self, measure: Measure) -> Measure:
        """Return how many days the period of a measure holds, first and last day included."""
        period = Period.parse(measure.period)
        return _count(f"{measure.id}_days", f"{measure.name}的天数", period.days, "天", f"{period.first} 至 {period.last}，含首尾两日")

    def sub_project(self, id: str) -> "SubProject":
        """Return a sub-project of this year."""
        known = {sub.id: sub.name for sub in self.inputs.year.sub_projects}
        if id not in known:
            raise InvalidInputError(
                "V-SUB-02", "该年度没有这个子项目", found=f"“{id}”", expected="、".join(known), remedy="在 year.yml 的 sub_projects 中登记"
            ).at(f"data/raw/{self.fiscal_year}/year.yml")
        return SubProject(self, id, known[id])

    def earlier(self, fiscal_year: int) -> "Year | None":
        """Return an earlier year, or ``None`` where there is no raw folder for it."""
        if fiscal_year not in self._earlier:
            exists = fiscal_year in available_years(self.data_dir)
            self._earlier[fiscal_year] = Year(fiscal_year, self.data_dir, prepare(fiscal_year, self.data_dir)) if exists else None
        return self._earlier[fiscal_year]

    def objectives(self) -> list[tuple[int, ObjectiveRow]]:
        """Return the rows of ``objectives.csv``, recording that they were read."""
        self.record_read(self.raw / "objectives.csv")
        return self.inputs.objectives

    def target(self, measure: str) -> Measure:
        """Return the target of the indicator that a measure answers, as a measure; missing where there is none."""
        for row, objective in self.objectives():
            if objective.measure == measure:
                source = Source(f"data/raw/{self.fiscal_year}/objectives.csv", row, "target", "绩效目标表", objective.target_evidence)
                exact = objective.target is not None and Interval(objective.target, objective.target)
                return Measure(
                    id=f"{measure}_target",
                    name=f"{objective.name}的目标值",
                    value=objective.target,
                    unit=objective.unit,
                    digits=0 if objective.target is None else max(0, -objective.target.as_tuple().exponent),
                    basis={"stated": "报告载明", "approved": "批复", "missing": ""}[objective.target_basis],
                    status=Status.MISSING if objective.target is None else Status.DECLARED,
                    interval=exact or None,
                    sources=(source,),
                    period=str(self.fiscal_year),
                )
        return Measure(
            id=f"{measure}_target", name="目标值", value=None, unit="1", digits=0, basis="未列入绩效目标表", status=Status.MISSING
        )

    def narrative(self, name: str) -> str | None:
        """Return the analyst's prose of that name, or ``None`` where it was not written."""
        path = self.raw / "narrative" / f"{name}.md"
        if not path.is_file():
            return None
        self.record_read(path)
        return path.read_text(encoding="utf-8")

    def record_read(self, path: Path) -> None:
        """Remember that a result rests on this file."""
        self.reads[path.relative_to(self.data_dir).as_posix()] = sha256_of(path)

    def facts_of(self, sub_project: str) -> list[dict[str, Any]]:
        """Return the processed facts of a sub-project, recording that they were read."""
        rows, digest = read_facts(self.processed, sub_project)
        self.reads[f"processed/{self.fiscal_year}/{sub_project}.parquet"] = digest
        return rows

    def results(self) -> "Results":
        """Return the measures that the sub-projects' notebooks saved, checked to rest on today's data."""
        return Results.load(self)

    def scorecard(self, measures: dict[str, Measure], edition: str | None = None) -> Scorecard:
        """Judge the year's objectives under an edition, its own by default."""
        return build_scorecard(
            rulebook=load_rulebook(edition or self.inputs.year.edition),
            objectives=self.objectives(),
            measures=measures,
            declared=self.inputs.declared,
            shown=f"data/raw/{self.fiscal_year}",
        )

    def save_evaluation(self, scorecard: Scorecard, results: "Results") -> None:
        """Write ``evaluation.json``: score, sections, indicators, measures and findings."""
        about = self.inputs.year
        plain = {
            "schema": "evalkit/evaluation/1",
            "fiscal_year": self.fiscal_year,
            "project": about.project,
            "department": about.department,
            "fictional": about.fictional,
            **scorecard.to_json(),
            "measures": [measure.to_json() for measure in results.measures.values()],
            "findings": [_finding_json(finding) for finding in results.findings],
            "reads": results.reads | self.reads,
        }
        write_if_changed(self.processed / "evaluation.json", dump_json(plain))


class SubProject:
    """A sub-project while its notebook runs: facts by id, and the measures computed so far."""

    def __init__(self, year: Year, id: str, name: str):
        self.year, self.id, self.name = year, id, name
        self.measures: dict[str, Measure] = {}
        self.findings: dict[tuple[str, str], Finding] = {}

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        return self.year.facts_of(self.id)

    def __getitem__(self, id: str) -> Measure:
        """Return a fact of the fiscal year; a blank one is a missing measure.

        Raises
        ------
        InvalidInputError
            ``V-FACT-01`` if ``facts.csv`` has no row of that id for the year, naming the nearest.
        """
        rows = [row for row in self._rows if row["id"] == id and row["used"]]
        chosen = [row for row in rows if self._is_annual(row["period"])]
        if len(chosen) != 1:
            raise self._no_such_fact(id, rows)
        return self._keep(self._fact(chosen[0], id))

    def _is_annual(self, text: str) -> bool:
        period, year = Period.parse(text), self.year.fiscal_year
        whole = period == Period.of_year(year)
        return whole or (period.last.year == year and (period.is_point or period.first.year < year))

    def _no_such_fact(self, id: str, rows: list[dict[str, Any]]) -> InvalidInputError:
        import difflib

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

        Where both folders state it and differ, that is a finding.
        """
        wanted = self.year.fiscal_year - years
        label = {1: "上年", 2: "前年"}.get(years, f"{years}年前")
        new_id = f"{id}_previous" if years == 1 else f"{id}_{years}_years_before"
        stated = []
        for year in (self.year, self.year.earlier(wanted)):
            rows = year.facts_of(self.id) if year else []
            found = [row for row in rows if row["id"] == id and row["used"] and row["period"] == str(wanted) and row["printed"]]
            stated += [self._fact(row, new_id, year) for row in found]
        if not stated:
            name = next((row["name"] for row in self._rows if row["id"] == id), id)
            unit = next((row["unit"] for row in self._rows if row["id"] == id), "1")
            absent = Measure(new_id, f"{label}{name}", None, unit, 0, "", Status.MISSING, period=str(wanted), sub_project=self.id)
            return self._keep(absent)
        first = replace(stated[0], name=f"{label}{stated[0].name}")
        if len(stated) > 1 and not stated[0].interval.overlaps(stated[1].interval):
            self.doubt("F-YEAR-01", f"{first.name}：本年填报 {stated[0].text}，{wanted} 年填报 {stated[1].text}，两者不一致", first)
        return self._keep(first)

    def stated_months(self, id: str) -> list[tuple[Measure, Measure]]:
        """Return each stated part of a monthly figure with the number of months it covers.

        Months that no row covers are returned as one missing measure, so that nothing is averaged over a gap.
        """
        year = self.year.fiscal_year
        parts, covered = [], set()
        for row in self._rows:
            period = Period.parse(row["period"])
            if row["id"] == id and row["used"] and row["printed"] and period.within_year(year) and len(period.months) < 12:
                months = period.months
                covered.update(months)
                label = "、".join(f"{month}月" for month in months) if len(months) < 4 else f"{len(months)} 个月"
                fact = self._fact(row, f"{id}_{'_'.join(f'{month:02d}' for month in months)}")
                parts.append((replace(fact, name=f"{fact.name}（{label}）"), _count("months", "月数", len(months), "个月", row["period"])))
        absent = [month for month in range(1, 13) if month not in covered]
        if absent:
            name = f"{next((row['name'] for row in self._rows if row['id'] == id), id)}（{'、'.join(f'{month}月' for month in absent)}）"
            missing = Measure(f"{id}_rest", name, None, "1", 0, "", Status.MISSING, sub_project=self.id)
            parts.append((missing, _count("months", "月数", len(absent), "个月", "未填报的月份")))
        return parts

    def measure(self, function: Callable, **inputs: Any) -> Measure:
        """Compute a measure by a metric and keep it; see :func:`evalkit.measures.compute`."""
        return self._keep(replace(compute(function, **inputs), sub_project=self.id, period=str(self.year.fiscal_year)))

    def activities(self, kind: str) -> pd.DataFrame:
        """Return the year's activities of a kind, as they were stated."""
        self.year.record_read(self.year.raw / "activities.csv")
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
        self.year.record_read(self.year.raw / "activities.csv")
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
            missing=("活动清单",) if not stated else tuple(f"“{activity.name}”的日期" for _, activity in stated if not activity.begin),
            sources=tuple(Source(file, row, "from", "活动清单", activity.place) for row, activity in stated),
            period=fiscal_year.text,
            sub_project=self.id,
        )
        if blank.missing:
            return self._keep(replace(blank, working=f"缺少：{'、'.join(blank.missing)}"))
        dates = [Period.parse(activity.begin).first for _, activity in stated]
        count = events_in_period_count(dates=dates, first=fiscal_year.first, last=fiscal_year.last)
        outside = [activity.name for (_, activity), day in zip(stated, dates, strict=True) if not fiscal_year.first <= day <= fiscal_year.last]
        working = f"列出 {len(stated)} 项，其中 {count} 项的日期在 {fiscal_year.first} 至 {fiscal_year.last}" + (f"；不在其内：{'、'.join(outside)}" if outside else "")
        return self._keep(replace(blank, value=count, status=Status.MEASURED, interval=Interval(count, count), working=working))

    def reconcile(self, whole: Measure, computed: Measure) -> None:
        """Record a finding where a stated figure and the one computed from its parts cannot both be true."""
        if whole.value is None or computed.value is None:
            return
        converted = [Interval(*(to_base(end, m.unit) for end in (m.interval.low, m.interval.high))) for m in (whole, computed)]
        if not converted[0].overlaps(converted[1]):
            gap = to_base(whole.value, whole.unit) - to_base(computed.value, computed.unit)
            text = format_number(from_base(gap, whole.unit), max(whole.digits, computed.digits))
            message = f"{whole.name}填报 {whole.text}，按“{computed.working}”计算，两者相差 {text} {whole.unit}"
            self.doubt("F-SUM-01", message, whole, computed)

    def within(self, average: Measure, parts: list[Measure]) -> None:
        """Record a finding where a stated average lies outside the range of its own parts."""
        known = [part for part in parts if part.value is not None]
        if average.value is None or len(known) < len(parts) or not known:
            return
        low, high = min(part.interval.low for part in known), max(part.interval.high for part in known)
        if not average.interval.overlaps(Interval(low, high)):
            least, most = min(known, key=lambda part: part.value), max(known, key=lambda part: part.value)
            message = f"{average.name}填报 {average.text}，但各部分均在 {least.text} 至 {most.text} 之间，全年数不可能在此范围之外"
            self.doubt("F-RANGE-01", message, average, *known)

    def doubt(self, code: str, message: str, *measures: Measure) -> None:
        """Record a finding."""
        self.findings[code, message] = Finding(code, message, tuple(measure.id for measure in measures))

    def save(self) -> None:
        """Write the sub-project's measures and findings for the notebooks that follow."""
        plain = {
            "fiscal_year": self.year.fiscal_year,
            "sub_project": self.id,
            "reads": self.year.reads,
            "measures": [measure.to_json() for measure in self.measures.values()],
            "findings": [_finding_json(finding) for finding in self.findings.values()],
        }
        write_if_changed(self.year.processed / "measures" / f"{self.id}.json", dump_json(plain))

    def _keep(self, measure: Measure) -> Measure:
        self.measures[measure.id] = measure
        return measure

    def _fact(self, row: dict[str, Any], id: str, year: Year | None = None) -> Measure:
        year = year or self.year
        cited = year.inputs.sources.sources[row["source"]]
        remarks = [row["note"], row["correction"] and f"已更正：{row['correction']}", *self._rivals(row, year)]
        source = Source(
            file=f"data/raw/{year.fiscal_year}/facts.csv",
            row=row["row"],
            column="value",
            title=cited.title,
            place=row["place"],
            address=cited.address or "",
            confidence=cited.confidence,
            remark="；".join(remark for remark in remarks if remark),
        )
        printed = row["printed"]
        return Measure(
            id=id,
            name=row["name"],
            value=Decimal(printed) if printed else None,
            unit=row["unit"],
            digits=decimals_of(printed),
            basis=row["basis"],
            status=Status.DECLARED if printed else Status.MISSING,
            interval=printed_interval(printed, row["unit"], approximate=row["approximate"]) if printed else None,
            working="原始数据" if printed else "",
            sources=(source,),
            period=row["period"],
            scope=row["scope"],
            approximate=row["approximate"],
            sub_project=self.id,
        )

    def _rivals(self, row: dict[str, Any], year: Year) -> list[str]:
        same = [other for other in year.facts_of(self.id) if (other["id"], other["period"]) == (row["id"], row["period"]) and not other["used"]]
        titles = {other["row"]: year.inputs.sources.sources[other["source"]].title for other in same}
        return [f"另有来源（{titles[other['row']]}）为 {other['printed']} {other['unit']}，未采用：{other['note']}" for other in same]


class Results:
    """The measures and findings of all sub-projects of a year."""

    def __init__(self, measures: dict[str, Measure], findings: list[Finding], reads: dict[str, str]):
        self.measures, self.findings, self.reads = measures, findings, reads

    def __getitem__(self, id: str) -> Measure:
        """Return a measure by id."""
        return self.measures[id]

    @classmethod
    def load(cls, year: Year) -> "Results":
        """Read what the notebooks saved.

        Raises
        ------
        MissingResultError
            ``P-LACK-01`` naming every sub-project whose measures are missing or rest on data that has changed,
            and the command that makes them.
        """
        measures, findings, reads, lacking = {}, [], {}, []
        for sub in year.inputs.year.sub_projects:
            path = year.processed / "measures" / f"{sub.id}.json"
            plain = load_json(path.read_bytes()) if path.is_file() else None
            if plain is None or is_stale(plain["reads"], year.data_dir):
                lacking.append(f"{sub.name}（{sub.notebook}，{'尚未计算' if plain is None else '所依据的数据已变'}）")
                continue
            measures |= {item["id"]: Measure.from_json(item) for item in plain["measures"]}
            findings += [Finding(item["code"], item["message"], tuple(item["measures"])) for item in plain["findings"]]
            reads |= plain["reads"]
        if lacking:
            raise MissingResultError(
                "P-LACK-01",
                "缺少前面各步的结果",
                found="；".join(lacking),
                expected="各子项目均已按当前数据计算",
                remedy=f"evalkit run --year {year.fiscal_year}，或在 JupyterLab 中依次运行上述笔记本",
            ).at(f"data/processed/{year.fiscal_year}/measures")
        return cls(measures, findings, reads)


def load_evaluation(fiscal_year: int, data_dir: Path) -> dict[str, Any] | None:
    """Return a year's ``evaluation.json``, or ``None`` where it is missing or rests on data that has changed."""
    path = data_dir / "processed" / str(fiscal_year) / "evaluation.json"
    if not path.is_file():
        return None
    plain = load_json(path.read_bytes())
    return None if is_stale(plain["reads"], data_dir) else plain


def is_stale(reads: dict[str, str], data_dir: Path) -> bool:
    """Return whether any file that a result rests on has gone or changed."""
    return any(not (data_dir / name).is_file() or sha256_of(data_dir / name) != digest for name, digest in reads.items())


def dump_json(plain: Any) -> bytes:
    """Write JSON with exact decimals."""
    return (simplejson.dumps(plain, use_decimal=True, ensure_ascii=False, indent=1) + "\n").encode()


def load_json(content: bytes) -> Any:
    """Read JSON with exact decimals."""
    return simplejson.loads(content.decode(), use_decimal=True)


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {"code": finding.code, "message": finding.message, "measures": list(finding.measures)}


def _count(id: str, name: str, number: int, unit: str, working: str) -> Measure:
    value = Decimal(number)
    return Measure(id, name, value, unit, 0, "历法", Status.MEASURED, Interval(value, value), working)
