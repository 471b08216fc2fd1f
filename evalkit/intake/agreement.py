"""What must hold between the rows and files of a year folder: years, sub-projects, sources and indicators."""

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from evalkit.errors import EvalkitError, InvalidInputError
from evalkit.intake.schema import DeviationRow, ObjectiveRow, SourcesFile, YearFile
from evalkit.periods import Period

if TYPE_CHECKING:
    from evalkit.intake.prepare import FactRecord


def year_problems(
    year: YearFile, fiscal_year: int, facts: "list[FactRecord]", objectives: list[tuple[int, ObjectiveRow]], shown: str
) -> list[EvalkitError]:
    """Return the problems of a wrong year, of figures of which none speaks of the year, and of unknown sub-projects."""
    problems = []
    if year.fiscal_year != fiscal_year:
        error = InvalidInputError(
            "I-YEAR-02",
            "文件夹与所填年度不符",
            found=str(year.fiscal_year),
            expected=str(fiscal_year),
            remedy="核对是否放错了年度的数据",
        )
        problems.append(error.at(f"{shown}/year.yml fiscal_year"))
    periods = [Period.parse(record.fact.period) for record in facts]
    if periods and not any(period.first.year <= fiscal_year <= period.last.year for period in periods):
        error = InvalidInputError(
            "V-FACT-02",
            "没有一行属于该年度",
            found=f"各行期间在 {min(p.first for p in periods)} 至 {max(p.last for p in periods)} 之间",
            expected=f"至少一行的期间属于 {fiscal_year} 年度",
            remedy="核对是否放错了年度的数据",
        )
        problems.append(error.at(f"{shown}/facts.csv period 列"))
    known = [sub.id for sub in year.sub_projects]
    named = [(f"{shown}/facts.csv", record.row, record.fact.sub_project) for record in facts]
    named += [(f"{shown}/objectives.csv", row, objective.sub_project) for row, objective in objectives]
    for file, row, name in named:
        if name not in known:
            error = InvalidInputError(
                "V-SUB-01",
                "子项目不认识",
                found=f"“{name}”",
                expected="、".join(known),
                remedy=f"{_perhaps(name, known)}改正，或在 year.yml 中登记该子项目",
            )
            problems.append(error.at(f"{file} 第 {row} 行 sub_project 列"))
    return problems


def _perhaps(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"是否为“{near[0]}”？" if near else ""


def unknown_sources(facts: "list[FactRecord]", sources: SourcesFile, shown: str) -> list[EvalkitError]:
    """Every source that a figure cites is described."""
    return [
        InvalidInputError(
            "V-SRC-01",
            "来源没有说明",
            found=f"“{record.fact.source}”",
            expected="SOURCES.yml 的 sources 中的一项",
            remedy=f"{_perhaps(record.fact.source, sources.sources)}改正，或在 SOURCES.yml 中写明该来源的标题、地址和可信度",
        ).at(f"{shown}/facts.csv 第 {record.row} 行 source 列")
        for record in facts
        if record.fact.source not in sources.sources
    ]


def rival_problems(facts: "list[FactRecord]", shown: str) -> list[EvalkitError]:
    """One id has one row in use for each period, however the period is written."""
    problems = []
    groups: dict[tuple, list[FactRecord]] = {}
    for record in facts:
        groups.setdefault((record.fact.id, Period.parse(record.fact.period).spans), []).append(record)
    for (name, _), records in groups.items():
        used = [record for record in records if record.fact.use == "yes"]
        if len(used) != 1:
            rows = "、".join(f"第 {record.row} 行" for record in records)
            error = InvalidInputError(
                "V-USE-01",
                "同一数值应恰有一行采用",
                found=f"{name}（{records[0].fact.period}）有 {len(used)} 行 use = yes",
                expected="1 行",
                remedy="多个来源时只采用一个，其余 use 填 no 并在 note 写明理由",
            )
            problems.append(error.at(f"{shown}/facts.csv {rows}"))
    return problems


def repeated_indicators(objectives: list[tuple[int, ObjectiveRow]], shown: str) -> list[EvalkitError]:
    """No two indicators have the same id."""
    problems, seen = [], {}
    for row, objective in objectives:
        if objective.id in seen:
            error = InvalidInputError(
                "V-OBJ-03",
                "指标编号重复",
                found=f"“{objective.id}”",
                expected=f"不同于第 {seen[objective.id]} 行",
                remedy="换一个编号",
            )
            problems.append(error.at(f"{shown}/objectives.csv 第 {row} 行 id 列"))
        seen.setdefault(objective.id, row)
    return problems


def unknown_indicators(
    deviations: list[tuple[int, DeviationRow]], indicators: list[str | None], shown: str
) -> list[EvalkitError]:
    """Every deviation that is explained is that of an indicator there is."""
    return [
        InvalidInputError(
            "V-DEV-01",
            "偏差原因所指的指标不存在",
            found=f"“{deviation.indicator}”",
            expected="、".join(filter(None, indicators)) or "objectives.csv 中有该指标",
            remedy="改正指标编号",
        ).at(f"{shown}/deviations.csv 第 {row} 行 indicator 列")
        for row, deviation in deviations
        if deviation.indicator not in indicators
    ]
