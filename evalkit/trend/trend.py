"""The years side by side, as the notebook across years sees them."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from evalkit.errors import InputProblems
from evalkit.facts import annual_row, fact_measure
from evalkit.intake.prepare import available_years, raw_digests
from evalkit.intake.published import PUBLISHED, load_published
from evalkit.intake.series import MARK, SERIES, Break, load_breaks, mark_of
from evalkit.measures import Measure, Status
from evalkit.quantities import MISSING_TEXT
from evalkit.reads import digest_of, note_read, watch
from evalkit.results import load_evaluation
from evalkit.trend import compare, growth, ranks
from evalkit.year import Year, find_data_dir, open_year

NOT_COMPUTED = "未计算"
NOTHING = "—"
NOT_LINKED = (MISSING_TEXT, NOT_COMPUTED, NOTHING)
"""Cells of a table by year that are no figure, and lead nowhere."""


def open_trend(fiscal_year: int, *, first_year: int = 0, data_dir: str = "data") -> "Trend":
    """Return the years from ``first_year`` (0: the earliest there is) to ``fiscal_year``.

    Parameters
    ----------
    fiscal_year : int
        The last year shown.
    first_year : int
        The first one; a year between the first that has raw data and the last that has none is shown as missing.
    data_dir : str
        The data folder.

    Raises
    ------
    InputProblems
        With every problem of the last year, or of ``series.yml``.
    """
    folder = find_data_dir(data_dir)
    watch(folder)
    for name in ("raw/", SERIES):
        note_read(name, digest_of(name, folder))
    breaks = load_breaks(folder)
    years = [year for year in available_years(folder) if first_year <= year <= fiscal_year]
    opened, unreadable = [], []
    for year in years or [fiscal_year]:
        try:
            opened.append(open_year(year, data_dir=str(folder)))
        except InputProblems:
            if year == fiscal_year:
                raise
            unreadable.append(year)
            for name, digest in raw_digests(folder / "raw" / str(year)).items():
                note_read(f"raw/{year}/{name}", digest)
    return Trend(opened, folder, unreadable, breaks)


class Trend:
    """Years side by side; a year whose evaluation is missing or stale is named, not guessed.

    Attributes
    ----------
    span : range
        Every fiscal year from the first to the last, those without raw data among them.
    years : dict of int to Year
        Those that have raw data and could be read.
    evaluations : dict of int to dict or None
        Their evaluations, where they rest on today's data.
    """

    def __init__(self, years: list[Year], data_dir: Path, unreadable: list[int], breaks: list[Break]):
        self.unreadable = unreadable
        self.years = {year.fiscal_year: year for year in years}
        known = [*self.years, *unreadable]
        self.span = range(min(known), max(known) + 1)
        self.evaluations: dict[int, dict[str, Any] | None] = {year: load_evaluation(year, data_dir) for year in self.years}
        self._breaks = [item for item in breaks if self.span[0] <= item.since <= self.span[-1]]
        self._computed = {
            year: {item["id"]: Measure.from_json(item) for item in evaluation["measures"]} if evaluation else {}
            for year, evaluation in self.evaluations.items()
        }

    @property
    def fictional(self) -> bool:
        """Whether any of the years is fictional."""
        return any(year.inputs.year.fictional for year in self.years.values())

    @cached_property
    def rows(self) -> dict[int, list[dict[str, Any]]]:
        """The processed facts of each year."""
        return {
            fiscal_year: [row for sub in year.inputs.year.sub_projects for row in year.facts_of(sub.id)]
            for fiscal_year, year in self.years.items()
        }

    def series(self, id: str) -> dict[int, Measure]:
        """Return a measure by year; of a year not yet computed, the fact of that name if there is one."""
        name = self.name_of(id)
        return {
            year: self._computed.get(year, {}).get(id)
            or self._fact(year, id)
            or Measure(id, name, None, "1", 0, "", Status.MISSING, period=str(year))
            for year in self.span
        }

    def name_of(self, id: str) -> str:
        """Return how the last year that has a measure calls it."""
        named = [measures[id].name for measures in self._computed.values() if id in measures]
        named += [row["name"] for rows in self.rows.values() for row in rows if row["id"] == id]
        return named[-1] if named else id

    def _fact(self, year: int, id: str) -> Measure | None:
        rows = self.rows.get(year, [])
        row = annual_row(rows, id, year)
        return fact_measure(row, rows, year, id) if row else None

    def breaks_of(self, id: str) -> list[Break]:
        """Return where a series is counted on another basis, among the years shown."""
        return [item for item in self._breaks if item.measure == id]

    def break_between(self, id: str, earlier: int, later: int) -> Break | None:
        """Return the last break of a series between two years, or ``None`` where they can be compared."""
        return next((item for item in reversed(self.breaks_of(id)) if item.parts(earlier, later)), None)

    def breaks(self) -> pd.DataFrame:
        """Return every series that is counted on another basis from one of the years on."""
        rows = [(self.name_of(item.measure), f"{item.since} 年度", item.why, item.source) for item in self._breaks]
        return pd.DataFrame(rows, columns=["指标", "新口径自", "原因", "依据"])

    def note_on(self, *ids: str) -> str:
        """Return the note below a figure or a table that shows marked figures; of all series where none is named."""
        notes = []
        for item in self._breaks:
            if item.measure in (ids or [item.measure]):
                old = f"，带 {MARK} 的为旧口径，新旧不能相减，也不能连线" if item.since > self.span[0] else "，与以前年度不能相比"
                notes.append(f"{self.name_of(item.measure)}自 {item.since} 年度起为新口径{old}")
        return "；".join(notes)

    def lacking(self) -> pd.DataFrame:
        """Return the years without a current evaluation and the command that makes one."""
        commands = {year: f"evalkit run --year {year}" for year, evaluation in self.evaluations.items() if evaluation is None}
        commands |= {year: f"原始数据有问题：evalkit check --year {year}" for year in self.unreadable}
        absent = set(self.span) - self.years.keys() - set(self.unreadable)
        commands |= {year: f"没有原始数据：evalkit new year {year}" for year in absent}
        return pd.DataFrame([(str(year), commands[year]) for year in sorted(commands)], columns=["年度", "补算的命令"])

    def scores(self) -> pd.DataFrame:
        """Return the bounds of each year's score and what the bureau declared."""
        rows = []
        for year in self.span:
            evaluation = self.evaluations.get(year)
            if evaluation is None:
                rows.append((str(year), *[self.absent(year)] * 5))
                continue
            score, declared = evaluation["score"]["recomputed"], evaluation["score"]["declared"]
            grades = dict.fromkeys((score["grade_low"], score["grade_high"]))
            own = "未申报" if declared["score"] is None else f"{declared['score']}"
            bounds = (f"{score['low']:.2f}", f"{score['high']:.2f}")
            rows.append((str(year), evaluation["score"]["edition"], *bounds, " 至 ".join(grades), own))
        return pd.DataFrame(rows, columns=["年度", "评分规则", "最低", "最高", "等级", "自报得分"])

    @property
    def note(self) -> str:
        """Return what must stand beside the scores."""
        notes = [evaluation["score"]["assumption"] for evaluation in self.evaluations.values() if evaluation]
        return "；".join(dict.fromkeys(note for note in notes if note))

    def absent(self, year: int) -> str:
        """Return the word for what a year does not state: 缺失, or 未计算 where it was not computed."""
        computed = year not in self.unreadable and (year not in self.years or self.evaluations[year] is not None)
        return MISSING_TEXT if computed else NOT_COMPUTED

    def indicators(self) -> pd.DataFrame:
        """Return the actual value of every indicator by year; the index holds the identifiers of the measures."""
        names: dict[str, str] = {}
        actual: dict[tuple[str, int], str] = {}
        for year, evaluation in self.evaluations.items():
            for item in (evaluation or {}).get("indicators", []):
                names.setdefault(item["measure"], item["name"])
                actual[item["measure"], year] = item["actual_text"]
        return self.by_year(names, actual, "指标")

    def measures(self) -> pd.DataFrame:
        """Return every measure by year; the index holds the identifiers."""
        names: dict[str, str] = {}
        shown: dict[tuple[str, int], str] = {}
        for year, measures in self._computed.items():
            for id, measure in measures.items():
                names.setdefault(id, measure.name)
                shown[id, year] = measure.text
        return self.by_year(names, shown, "数值")

    def by_year(self, names: dict[str, str], shown: dict[tuple[str, int], str], title: str) -> pd.DataFrame:
        """Return a table by year of what is shown of each measure; a figure on another basis is marked."""
        rows = [
            {title: name, **{str(year): self._cell(id, year, shown.get((id, year))) for year in self.span}}
            for id, name in names.items()
        ]
        return pd.DataFrame(rows, index=list(names), columns=[title, *map(str, self.span)])

    def _cell(self, id: str, year: int, text: str | None) -> str:
        if text is None:
            return self.absent(year)
        mark = mark_of(self.breaks_of(id), year, self.span[-1])
        return f"{text} {mark}" if mark and text not in NOT_LINKED else text

    def growth(self) -> pd.DataFrame:
        """Return every published growth beside the one that the published levels give; see :mod:`evalkit.trend.growth`."""
        return growth.frame(self)

    def ranks(self, kind: str) -> pd.DataFrame:
        """Return the ranks of one kind by year; see :mod:`evalkit.trend.ranks`."""
        return ranks.frame(self, kind)

    def changed(self, tolerance: float | str) -> pd.DataFrame:
        """Return the figures of the last year that differ from those of the year before by more than a tolerance."""
        return compare.changed_frame(self._against_last_year, tolerance, *self._last_two)

    def incomparable(self) -> pd.DataFrame:
        """Return the figures that the last two years both state and that cannot be compared, and why."""
        return compare.incomparable_frame(self._against_last_year, *self._last_two)

    def counted(self, tolerance: float | str) -> str:
        """Return how many figures of the last two years were compared and what came of it, or why none could be."""
        found = compare.counted(self._against_last_year, tolerance)
        lacking = [year for year in (self.span[-1] - 1, self.span[-1]) if not self._computed.get(year)]
        return f"没有对比：{_listed(lacking)}没有按当前数据算出的评价结果。" if lacking else found

    @property
    def compared_columns(self) -> tuple[str, ...]:
        """Return the columns of figures where the last two years are compared."""
        return (*self._last_two, "增减", "增减幅度")

    @property
    def _last_two(self) -> tuple[str, str]:
        return f"{self.span[-1] - 1} 年度", f"{self.span[-1]} 年度"

    @cached_property
    def _against_last_year(self) -> list[compare.Compared]:
        now, before = self._computed[self.span[-1]], self._computed.get(self.span[-1] - 1)
        if not now or not before:
            return []

        def parted(id: str) -> str:
            found = self.break_between(id, self.span[-1] - 1, self.span[-1])
            return f"统计口径自 {found.since} 年度起调整" if found else ""

        return compare.compared(
            compare.values_of(before.values()), compare.values_of(now.values()), *self._last_two, parted=parted
        )

    def against_published(self, tolerance: float | str) -> pd.DataFrame:
        """Return the figures that today's data and code give otherwise than the evaluation that was signed, of every year."""
        frames = []
        for year, published in self._published.items():
            if published and self.evaluations[year]:
                now = compare.values_of(self._computed[year].values()) | compare.score_of(self.evaluations[year])
                before = compare.values_of(published.measures) | compare.score_of(published.model_dump())
                found = compare.compared(before, now, "定稿", "现在", parted=lambda _: "")
                frames.append(compare.differing_frame(found, tolerance, str(year)))
        return pd.concat(frames, ignore_index=True) if frames else compare.no_differences()

    @cached_property
    def _published(self) -> dict[int, Any]:
        """The evaluation of each year that was signed and kept; reading it is noted."""
        found = {}
        for year, opened in self.years.items():
            opened.record_read(opened.raw / PUBLISHED)
            found[year] = load_published(opened.raw, f"data/raw/{year}")
        return found

    def published_note(self) -> str:
        """Return which years were compared with what was signed, and which could not be."""
        kept = [year for year, published in self._published.items() if published and self.evaluations[year]]
        stale = [year for year, published in self._published.items() if published and not self.evaluations[year]]
        without = [year for year, published in self._published.items() if not published]
        notes = [("已与定稿对比", kept), ("有定稿而尚未计算", stale), ("没有留存定稿", without)]
        return "；".join(f"{words}：{_listed(years)}" for words, years in notes if years)


def _listed(years: Iterable[int]) -> str:
    return "、".join(f"{year} 年度" for year in years)
