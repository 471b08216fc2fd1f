"""Several fiscal years side by side: the same measures, and the score of each year."""

from pathlib import Path
from typing import Any

import pandas as pd

from evalkit.errors import InputProblems
from evalkit.facts import annual_row, fact_measure
from evalkit.intake.prepare import available_years, raw_digests
from evalkit.measures import Measure, Status
from evalkit.quantities import MISSING_TEXT
from evalkit.reads import digest_of, note_read, watch
from evalkit.results import load_evaluation
from evalkit.year import Year, find_data_dir, open_year

NOT_COMPUTED = "未计算"


def open_trend(fiscal_year: int, *, first_year: int = 0, data_dir: str = "data") -> "Trend":
    """Return the years from ``first_year`` (0: the earliest there is) to ``fiscal_year`` that have raw data."""
    folder = find_data_dir(data_dir)
    watch(folder)
    note_read("raw/", digest_of("raw/", folder))
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
    return Trend(opened, folder, unreadable)


class Trend:
    """Years side by side; a year whose evaluation is missing or stale is named, not guessed."""

    def __init__(self, years: list[Year], data_dir: Path, unreadable: list[int]):
        self.unreadable = unreadable
        self.years = {year.fiscal_year: year for year in years}
        self.evaluations: dict[int, dict[str, Any] | None] = {year: load_evaluation(year, data_dir) for year in self.years}

    @property
    def fictional(self) -> bool:
        """Whether any of the years is fictional."""
        return any(year.inputs.year.fictional for year in self.years.values())

    def _measures(self, year: int) -> dict[str, Measure]:
        evaluation = self.evaluations[year]
        return {item["id"]: Measure.from_json(item) for item in evaluation["measures"]} if evaluation else {}

    def series(self, id: str) -> dict[int, Measure]:
        """Return a measure by year; of a year not yet computed, the fact of that name if there is one."""
        found = {}
        for year, opened in self.years.items():
            measure = self._measures(year).get(id) or _fact(opened, id)
            found[year] = measure or Measure(id, id, None, "1", 0, "", Status.MISSING, period=str(year))
        return found

    def lacking(self) -> pd.DataFrame:
        """Return the years without a current evaluation and the command that makes one."""
        rows = [(str(year), f"evalkit run --year {year}") for year, evaluation in self.evaluations.items() if evaluation is None]
        rows += [(str(year), f"原始数据有问题：evalkit check --year {year}") for year in self.unreadable]
        return pd.DataFrame(rows, columns=["年度", "补算的命令"])

    def scores(self) -> pd.DataFrame:
        """Return the bounds of each year's score and what the bureau declared."""
        rows = []
        for year, evaluation in self.evaluations.items():
            if evaluation is None:
                rows.append((str(year), NOT_COMPUTED, NOT_COMPUTED, NOT_COMPUTED, NOT_COMPUTED, NOT_COMPUTED))
                continue
            score, declared = evaluation["score"]["recomputed"], evaluation["score"]["declared"]
            grades = dict.fromkeys((score["grade_low"], score["grade_high"]))
            own = "未申报" if declared["score"] is None else f"{declared['score']}"
            rows.append(
                (
                    str(year),
                    evaluation["score"]["edition"],
                    f"{score['low']:.2f}",
                    f"{score['high']:.2f}",
                    " 至 ".join(grades),
                    own,
                )
            )
        return pd.DataFrame(rows, columns=["年度", "评分规则", "最低", "最高", "等级", "自报得分"])

    @property
    def note(self) -> str:
        """Return what must stand beside the scores."""
        notes = [evaluation["score"]["assumption"] for evaluation in self.evaluations.values() if evaluation]
        return "；".join(dict.fromkeys(note for note in notes if note))

    def indicators(self) -> pd.DataFrame:
        """Return the actual value of every indicator by year; the index holds the identifiers of the measures."""
        names: dict[str, str] = {}
        actual: dict[tuple[str, int], str] = {}
        for year, evaluation in self.evaluations.items():
            for item in (evaluation or {}).get("indicators", []):
                names.setdefault(item["measure"], item["name"])
                actual[item["measure"], year] = item["actual_text"]
        return self._by_year(names, actual, "指标")

    def measures(self) -> pd.DataFrame:
        """Return every measure by year; the index holds the identifiers."""
        names: dict[str, str] = {}
        shown: dict[tuple[str, int], str] = {}
        for year in self.years:
            for id, measure in self._measures(year).items():
                names.setdefault(id, measure.name)
                shown[id, year] = measure.text
        return self._by_year(names, shown, "数值")

    def _by_year(self, names: dict[str, str], shown: dict[tuple[str, int], str], title: str) -> pd.DataFrame:
        rows = [
            {
                title: name,
                **{
                    str(year): shown.get((id, year), NOT_COMPUTED if self.evaluations[year] is None else MISSING_TEXT)
                    for year in self.years
                },
            }
            for id, name in names.items()
        ]
        return pd.DataFrame(rows, index=list(names), columns=[title, *map(str, self.years)])


def _fact(year: Year, id: str) -> Measure | None:
    for sub in year.inputs.year.sub_projects:
        rows = year.facts_of(sub.id)
        row = annual_row(rows, id, year.fiscal_year)
        if row:
            return fact_measure(row, rows, year.fiscal_year, id)
    return None
