"""A fiscal year as a notebook sees it: its facts, its measures, and where results are kept.

:func:`open_year` brings intake up to date first, so that a notebook run alone never computes from stale data.
"""

import calendar
from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from evalkit.errors import InputProblems, InvalidInputError
from evalkit.forms.review_form import read_review_form, review_form_problems
from evalkit.intake.files import read_text
from evalkit.intake.prepare import RECEIVED, REVIEW, REVIEW_FORM, WAIVERS, YearInputs, available_years, check, prepare
from evalkit.intake.schema import ObjectiveRow
from evalkit.intake.series import SERIES, Break, load_breaks
from evalkit.intake.store import read_facts
from evalkit.ledgers.query import LedgerTable
from evalkit.ledgers.year import FOLDER
from evalkit.measures import Measure, Source, Status, exact_count
from evalkit.periods import FIRST_YEAR, LAST_YEAR, Period
from evalkit.quantities import Interval, to_base
from evalkit.reads import ABSENT, collected, note_read, sha256_of, watch
from evalkit.results import Results, finding_json, save_result
from evalkit.scoring.alarms import (
    Alarm,
    declared_score_alarm_of,
    last_ended_month,
    score_alarm_of,
    spending_alarm,
    unspent_alarm,
)
from evalkit.scoring.comparison import Comparison, compare
from evalkit.scoring.deviation import reasons_by_indicator
from evalkit.scoring.editions import Reading, reread
from evalkit.scoring.review import declared_awards, review_of_rows, stated_problems
from evalkit.scoring.rulebook import editions, load_rulebook
from evalkit.scoring.scorecard import Scorecard, build_scorecard, declared_score, objective_problems
from evalkit.sub_project import SubProject

CORRECTIONS = "corrections.yml"
STATED_IN = {
    "year": ("year.yml",),
    "sources": ("SOURCES.yml",),
    "facts": (RECEIVED, CORRECTIONS),
    "objectives": ("objectives.csv",),
    "declared": ("declared.csv",),
    "activities": ("activities.csv",),
    "deviations": ("deviations.csv",),
    "review": (REVIEW,),
    "waivers": (WAIVERS,),
    "corrections": (CORRECTIONS,),
}
"""The files in which each part of a year's inputs is stated."""


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
        error = InvalidInputError(
            "I-YEAR-03", "不是财政年度", found=str(fiscal_year), expected=f"{FIRST_YEAR} 至 {LAST_YEAR}", remedy=remedy
        )
        raise InputProblems([error.at("参数 fiscal_year")])
    folder = find_data_dir(data_dir)
    watch(folder)
    return Year(fiscal_year, folder, prepare(fiscal_year, folder))


def check_year(fiscal_year: int, data_dir: Path) -> YearInputs:
    """Return what a year states, after every check that needs no computation: files, edition, objectives, declared score.

    Placeholders of the prose are checked where it is shown, since only then the computed figures are known.

    Raises
    ------
    InputProblems
        With every problem of the files; where they have none, with every problem of scoring them under the edition.
    """
    inputs = check(fiscal_year, data_dir)
    shown = f"data/raw/{fiscal_year}"
    rulebook = load_rulebook(inputs.year.edition, f"{shown}/year.yml edition")
    problems = objective_problems(rulebook, inputs.objectives, shown)
    points = {objective.id: objective.points for _, objective in inputs.objectives}
    problems += stated_problems(review_of_rows(inputs.review, shown), points)
    form = data_dir / "raw" / str(fiscal_year) / REVIEW_FORM
    problems += review_form_problems(form, f"{shown}/{REVIEW_FORM}", inputs.objectives, rulebook.budget.section, fiscal_year)
    for declared in (lambda: declared_score(inputs.declared, shown), lambda: declared_awards(inputs.declared, points, shown)):
        try:
            declared()
        except InputProblems as refused:
            problems += refused.problems
    if problems:
        raise InputProblems(problems)
    return inputs


class NotedInputs:
    """What a year states, as :class:`evalkit.intake.prepare.YearInputs`; the use of a part is noted by the files that state it."""

    def __init__(self, inputs: YearInputs, note: Callable[[str], None]):
        self._inputs, self._note = inputs, note

    def __getattr__(self, part: str) -> Any:
        for name in STATED_IN.get(part, ()):
            self._note(name)
        return getattr(self._inputs, part)


class Year:
    """One fiscal year's inputs and results.

    Attributes
    ----------
    fiscal_year : int
    data_dir : pathlib.Path
    inputs : NotedInputs
        What the raw folder states, checked.
    reads : dict of str to str
        What was read so far, by the names of :mod:`evalkit.reads`, with its SHA-256.
    """

    def __init__(self, fiscal_year: int, data_dir: Path, inputs: YearInputs):
        self.fiscal_year, self.data_dir = fiscal_year, data_dir
        self.inputs = NotedInputs(inputs, self._note_input)
        self.reads: dict[str, str] = {}
        self._earlier: dict[int, Year | None] = {}
        self._ledgers: dict[str, LedgerTable] = {}

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
        return exact_count("fiscal_year_months", "月数", 12, "个月", "财政年度为公历年")

    @property
    def quarters(self) -> Measure:
        """The quarters of the fiscal year."""
        return exact_count("fiscal_year_quarters", "季度数", 4, "季度", "财政年度为公历年")

    @property
    def days(self) -> Measure:
        """The days of the fiscal year."""
        return exact_count(
            "fiscal_year_days", "天数", 366 if calendar.isleap(self.fiscal_year) else 365, "天", "财政年度为公历年"
        )

    def days_of(self, measure: Measure) -> Measure:
        """Return how many days the period of a measure holds, first and last day included."""
        period = Period.parse(measure.period)
        return exact_count(
            f"{measure.id}_days", f"{measure.name}的天数", period.days, "天", f"{period.first} 至 {period.last}，含首尾两日"
        )

    def months_after(self, measure: Measure) -> Measure:
        """Return how many months of the year follow the one in which a measure's period ends."""
        month = Period.parse(measure.period).last.month
        return exact_count(f"{measure.id}_months_after", f"{measure.period} 之后的月数", 12 - month, "个月", f"12 − {month}")

    def sub_project(self, id: str) -> SubProject:
        """Return a sub-project of this year."""
        known = {sub.id: sub.name for sub in self.inputs.year.sub_projects}
        if id not in known:
            raise InvalidInputError(
                "V-SUB-02",
                "该年度没有这个子项目",
                found=f"“{id}”",
                expected="、".join(known),
                remedy="在 year.yml 的 sub_projects 中登记",
            ).at(f"data/raw/{self.fiscal_year}/year.yml")
        return SubProject(self, id, known[id])

    def earlier(self, fiscal_year: int) -> "Year | None":
        """Return an earlier year, or ``None`` where there is no raw folder for it."""
        if fiscal_year not in self._earlier:
            self.record_read(self.data_dir / "raw" / str(fiscal_year) / "year.yml")
            exists = fiscal_year in available_years(self.data_dir)
            self._earlier[fiscal_year] = Year(fiscal_year, self.data_dir, prepare(fiscal_year, self.data_dir)) if exists else None
        return self._earlier[fiscal_year]

    def objectives(self) -> list[tuple[int, ObjectiveRow]]:
        """Return the rows of ``objectives.csv``."""
        return self.inputs.objectives

    def target(self, measure: str) -> Measure:
        """Return the target of the indicator that a measure answers, as a measure; missing where there is none."""
        for row, objective in self.objectives():
            if objective.measure == measure:
                source = Source(
                    f"data/raw/{self.fiscal_year}/objectives.csv", row, "target", "绩效目标表", objective.target_evidence
                )
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
                    working="" if objective.target is None else "绩效目标表",
                    sources=(source,),
                    period=str(self.fiscal_year),
                )
        return Measure(
            id=f"{measure}_target", name="目标值", value=None, unit="1", digits=0, basis="未列入绩效目标表", status=Status.MISSING
        )

    def deviations(self) -> dict[str, str]:
        """Return 偏差原因 and 改进措施 by indicator, as the official form prints them in one cell."""
        stated = reasons_by_indicator(self.inputs.deviations)
        return {id: "；".join(f"原因：{row.cause}；改进措施：{row.remedy}" for row in rows) for id, rows in stated.items()}

    def narrative(self, name: str) -> str | None:
        """Return the analyst's prose of that name, or ``None`` where it was not written."""
        path = self.raw / "narrative" / f"{name}.md"
        return read_text(path, f"data/raw/{self.fiscal_year}/narrative/{name}.md") if self.record_read(path) else None

    @cached_property
    def breaks(self) -> list[Break]:
        """Where a series has changed its basis, as ``data/raw/series.yml`` says."""
        self.record_read(self.data_dir / SERIES)
        return load_breaks(self.data_dir)

    def record_read(self, path: Path) -> bool:
        """Remember that a result rests on this file, or on its not being there; return whether it is."""
        there = path.is_file()
        self._note(path.relative_to(self.data_dir).as_posix(), sha256_of(path) if there else ABSENT)
        return there

    def _note_input(self, file: str) -> None:
        """Remember a file of the raw folder by the digest that it had before it was read."""
        self._note(f"raw/{self.fiscal_year}/{file}", self.inputs.digests.get(file, ABSENT))

    def _note(self, name: str, digest: str) -> None:
        self.reads[name] = digest
        note_read(name, digest)

    def facts_of(self, sub_project: str) -> list[dict[str, Any]]:
        """Return the processed facts of a sub-project, recording that they were read."""
        rows, digest = read_facts(self.processed, sub_project)
        self._note(f"processed/{self.fiscal_year}/{sub_project}.parquet", digest)
        return rows

    def ledger(self, name: str) -> LedgerTable | None:
        """Return a ledger of the year, recording that it was read; ``None`` where the year has none of that name."""
        taken = self.inputs.ledgers.get(name)
        self.record_read(self.processed / FOLDER / f"{name}.parquet")
        if taken is None:
            return None
        if name not in self._ledgers:
            rows = sum(sheet.tally.used for sheet in taken.sheets)
            self._ledgers[name] = LedgerTable(name, taken.table, tuple(sheet.place for sheet in taken.sheets), rows)
        return self._ledgers[name]

    def facts_of_earlier(self, earlier: "Year", sub_project: str) -> list[dict[str, Any]]:
        """Return an earlier year's facts, recorded for this year too; none where it had no such sub-project."""
        if sub_project not in {sub.id for sub in earlier.inputs.year.sub_projects}:
            return []
        self.record_read(earlier.processed / f"{sub_project}.parquet")
        return earlier.facts_of(sub_project)

    def results(self) -> Results:
        """Return the measures that the sub-projects' notebooks saved, checked to rest on today's data."""
        return Results.load(self)

    def scorecard(self, measures: dict[str, Measure], edition: str | None = None) -> Scorecard:
        """Judge the year's objectives under an edition, its own by default; another one moves sections and points first."""
        own, shown, objectives = self.inputs.year.edition, f"data/raw/{self.fiscal_year}", self.objectives()
        with collected() as read:
            rulebook = load_rulebook(edition or own, "year.yml edition" if edition is None else "评分规则")
        self.reads |= read
        return build_scorecard(
            rulebook=rulebook,
            objectives=objectives if rulebook.edition == own else reread(rulebook, objectives, shown),
            measures=measures,
            declared=self.inputs.declared,
            shown=shown,
        )

    def readings(self, measures: dict[str, Measure]) -> list[Reading]:
        """Return the year under every edition, or why an edition cannot be applied to it."""
        with collected() as read:
            readings = [self._reading(measures, edition) for edition in editions()]
        self.reads |= read
        return readings

    def _reading(self, measures: dict[str, Measure], edition: str) -> Reading:
        card, why_not = None, ""
        try:
            card = self.scorecard(measures, edition)
        except InputProblems as refused:
            why_not = "；".join(dict.fromkeys(f"{problem.what}：{problem.found}" for problem in refused.problems))
        return Reading(load_rulebook(edition), card, why_not, own=edition == self.inputs.year.edition)

    def comparison(self, scorecard: Scorecard) -> Comparison:
        """Return declared, recomputed and reviewed scores; the review is ``review.csv`` or ``review.xlsx``, where there is one.

        Raises
        ------
        InputProblems
            With every problem of the review and of the declared awards.
        """
        shown = f"data/raw/{self.fiscal_year}"
        review = None
        for name in (REVIEW, REVIEW_FORM):
            if self.record_read(self.raw / name):
                review = (
                    review_of_rows(self.inputs.review, shown)
                    if name == REVIEW
                    else read_review_form(self.raw / name, f"{shown}/{name}", scorecard, self.fiscal_year)
                )
        return compare(scorecard, review, self.inputs.deviations, self._declared_awards(scorecard))

    def alarms(self, scorecard: Scorecard, measures: dict[str, Measure]) -> list[Alarm]:
        """Return the national module's alarms over the year's scores, declared ones where all are, and spending."""
        amounts = {
            id: None if (measure := measures.get(id)) is None or measure.value is None else to_base(measure.value, measure.unit)
            for id in ("budget", "executed")
        }
        declared = declared_score_alarm_of(scorecard, self._declared_awards(scorecard))
        return [
            *([] if declared is None else [declared]),
            score_alarm_of(scorecard),
            unspent_alarm(**amounts),
            spending_alarm(**amounts, month=last_ended_month(self.fiscal_year, self.inputs.year.as_of)),
        ]

    def _declared_awards(self, scorecard: Scorecard) -> dict[str, Decimal]:
        known = [item.id for item in scorecard.indicators]
        return declared_awards(self.inputs.declared, known, f"data/raw/{self.fiscal_year}")

    def save_evaluation(self, scorecard: Scorecard, results: Results) -> None:
        """Write ``evaluation.json``: scores, sections, indicators, other editions, alarms, measures and findings."""
        about = self.inputs.year
        plain = {
            "schema": "evalkit/evaluation/1",
            "fiscal_year": self.fiscal_year,
            "project": about.project,
            "department": about.department,
            "fictional": about.fictional,
            "public_contacts": list(about.public_contacts),
            **scorecard.to_json(),
            "editions": [reading.to_json() for reading in self.readings(results.measures)],
            "comparison": self.comparison(scorecard).to_json(),
            "alarms": [alarm.to_json() for alarm in self.alarms(scorecard, results.measures)],
            "measures": [measure.to_json() for measure in results.measures.values()],
            "findings": [finding_json(finding) for finding in results.findings],
            "reads": results.reads | self.reads,
        }
        save_result(self.processed / "evaluation.json", plain, self.data_dir)
