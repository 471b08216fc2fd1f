"""Bring a year's processed data up to date with its raw folder, or say everything that is wrong with it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.errors import EvalkitError, InputProblems, InvalidInputError
from evalkit.intake.corrections import apply_corrections
from evalkit.intake.files import check_rows, read_rows, read_yaml
from evalkit.intake.paths import path_problems
from evalkit.intake.schema import (
    ActivityRow,
    Correction,
    CorrectionsFile,
    DeclaredRow,
    DeviationRow,
    FactRow,
    ObjectiveRow,
    ReviewRow,
    SourcesFile,
    YearFile,
)
from evalkit.intake.store import write_facts
from evalkit.ledgers.year import ledger_files, take_in_year
from evalkit.periods import Period
from evalkit.reads import sha256_of, unnoticed

if TYPE_CHECKING:
    from evalkit.ledgers.take_in import TakenIn

RECEIVED = "facts.csv"
REVIEW, REVIEW_FORM = "review.csv", "review.xlsx"


@dataclass(frozen=True)
class FactRecord:
    """A checked row of ``facts.csv``, its row number, and what a correction did to it."""

    row: int
    fact: FactRow
    correction: str


@dataclass(frozen=True)
class YearInputs:
    """Everything a year folder states, checked.

    Attributes
    ----------
    review : list of (row number, ReviewRow)
        ``review.csv``; empty where the year has none. The official form ``review.xlsx`` is read later, by
        :mod:`evalkit.forms`.
    ledgers : dict of str to TakenIn
        The ledgers by name, each with its table.
    digests : dict of str to str
        The SHA-256 of every file of the folder, relative to it, taken before anything was read.
    """

    year: YearFile
    sources: SourcesFile
    facts: list[FactRecord]
    objectives: list[tuple[int, ObjectiveRow]]
    declared: list[tuple[int, DeclaredRow]]
    activities: list[tuple[int, ActivityRow]]
    deviations: list[tuple[int, DeviationRow]]
    review: list[tuple[int, ReviewRow]]
    corrections: list[Correction]
    ledgers: "dict[str, TakenIn]"
    digests: dict[str, str]


def available_years(data_dir: Path) -> list[int]:
    """Return the fiscal years that have a raw folder."""
    return sorted(int(folder.name) for folder in (data_dir / "raw").glob("[0-9][0-9][0-9][0-9]") if folder.is_dir())


def prepare(fiscal_year: int, data_dir: Path) -> YearInputs:
    """Check a year folder, write its processed tables, and return what it states.

    Raises
    ------
    InputProblems
        With every problem of every file.
    """
    inputs = check(fiscal_year, data_dir)
    process(fiscal_year, data_dir, inputs)
    return inputs


def process(fiscal_year: int, data_dir: Path, inputs: YearInputs) -> list[Path]:
    """Bring the processed tables of a checked year up to date, and return where they are."""
    sub_projects = [sub.id for sub in inputs.year.sub_projects]
    written = write_facts(inputs.facts, inputs.sources.sources, sub_projects, data_dir / "processed" / str(fiscal_year))
    return [*(taken.table for taken in inputs.ledgers.values()), *written]


def check(fiscal_year: int, data_dir: Path) -> YearInputs:
    """Read and check a year folder; nothing is written but the tables of ledgers that are sound, which need not be read again."""
    with unnoticed():
        return _check(fiscal_year, data_dir)


def _check(fiscal_year: int, data_dir: Path) -> YearInputs:
    folder = data_dir / "raw" / f"{fiscal_year:04d}"
    if not folder.is_dir():
        raise InputProblems([_no_such_year(fiscal_year, data_dir)])
    shown = f"data/raw/{fiscal_year}"
    if strayed := path_problems(folder, data_dir, shown):
        raise InputProblems(strayed)
    digests = raw_digests(folder)
    year, problems = read_yaml(folder / "year.yml", f"{shown}/year.yml", YearFile)
    sources, found = read_yaml(folder / "SOURCES.yml", f"{shown}/SOURCES.yml", SourcesFile)
    problems += found
    corrections, found = read_yaml(folder / "corrections.yml", f"{shown}/corrections.yml", CorrectionsFile)
    problems += found
    altered = received_file_problems(folder, sources, digests, shown) if sources else []
    problems += altered
    facts, refused = [], set()
    if not any(error.where.startswith(f"{shown}/{RECEIVED}") for error in altered):
        facts, refused, found = _facts(folder / RECEIVED, f"{shown}/{RECEIVED}", corrections.corrections if corrections else [])
        problems += found
    ledgers, found = _ledgers(folder, sources, digests, altered, data_dir) if sources else ({}, [])
    problems += found
    tables, indicators = {}, []
    for name, record in {
        "objectives": ObjectiveRow,
        "declared": DeclaredRow,
        "activities": ActivityRow,
        "deviations": DeviationRow,
    }.items():
        place = f"{shown}/{name}.csv"
        rows, found = read_rows(folder / f"{name}.csv", place, record)
        tables[name], invalid = check_rows(rows, place, record)
        problems += found + invalid
        if record is ObjectiveRow:
            indicators = [row.cells.get("id") for row in rows]
    tables["review"], found = _review(folder, shown)
    problems += found
    if year:
        problems += _year_problems(year, fiscal_year, facts, tables["objectives"], shown)
    if sources:
        problems += _unknown_sources(facts, sources, shown)
    problems += _rival_problems([record for record in facts if record.fact.id not in refused], shown)
    problems += _repeated_indicators(tables["objectives"], shown)
    problems += _unknown_indicators(tables["deviations"], indicators, shown)
    if problems:
        raise InputProblems(problems)
    return YearInputs(year, sources, facts, corrections=corrections.corrections, ledgers=ledgers, digests=digests, **tables)


def _no_such_year(fiscal_year: int, data_dir: Path) -> EvalkitError:
    years = "、".join(map(str, available_years(data_dir))) or "无"
    remedy = "改用已有的年度，或建立该年度文件夹"
    error = InvalidInputError(
        "I-YEAR-01", "没有该年度的原始数据", found=str(fiscal_year), expected=f"已有年度：{years}", remedy=remedy
    )
    return error.at(f"data/raw/{fiscal_year}")


def raw_digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a year folder, relative to it."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}


def received_paths(folder: Path) -> list[str]:
    """Return the received files of a year folder, relative to it."""
    return [RECEIVED, *(path.relative_to(folder).as_posix() for path in ledger_files(folder))]


def received_file_problems(folder: Path, sources: SourcesFile, digests: dict[str, str], shown: str) -> list[EvalkitError]:
    """Compare the received files with ``SOURCES.yml``: unlisted, absent or altered ones are problems."""
    problems = []
    remedy = f"确认是新收到的数据后登记：evalkit check --record --year {folder.name} --reason 原因"
    present = received_paths(folder)
    for name in sorted({*present, *sources.files}):
        entry, digest, place = sources.files.get(name), digests.get(name), f"{shown}/{name}"
        if digest is None:
            problems.append(
                InvalidInputError(
                    "I-SRC-03", "登记的文件不存在", found="没有文件", expected="SOURCES.yml 所列文件", remedy="补回该文件"
                ).at(place)
            )
        elif entry is None:
            problems.append(
                InvalidInputError(
                    "I-SRC-02", "收到的文件没有登记", found="不在 SOURCES.yml", expected="已登记", remedy=remedy
                ).at(place)
            )
        elif digest != entry.sha256:
            error = InvalidInputError(
                "I-SRC-01",
                "文件与登记时不同",
                found=f"sha256 {digest[:12]}…",
                expected=f"sha256 {entry.sha256[:12]}…",
                remedy=remedy,
            )
            problems.append(error.at(place))
    return problems


def _ledgers(
    folder: Path, sources: SourcesFile, digests: dict[str, str], altered: list[EvalkitError], data_dir: Path
) -> "tuple[dict[str, TakenIn], list[EvalkitError]]":
    """Take in the ledgers that are as they were registered."""
    shown = f"data/raw/{folder.name}"
    refused = {error.where for error in altered}
    files = []
    for path in ledger_files(folder):
        name = path.relative_to(folder).as_posix()
        if f"{shown}/{name}" not in refused:
            from evalkit.ledgers.take_in import LedgerFile

            files.append(LedgerFile(path, f"{shown}/{name}", digests[name], sources.files[name].sheets))
    return take_in_year(files, int(folder.name), data_dir / "processed" / folder.name) if files else ({}, [])


def _facts(path: Path, shown: str, corrections: list[Correction]) -> tuple[list[FactRecord], set[str | None], list[EvalkitError]]:
    """Return the sound rows, the ids of the rows that were refused, and all problems."""
    rows, problems = read_rows(path, shown, FactRow)
    rows, remarks, failed = apply_corrections(rows, corrections, shown)
    records, invalid = check_rows(rows, shown, FactRow)
    sound = {number for number, _ in records}
    refused = {row.cells.get("id") for row in rows if row.number not in sound}
    facts = [FactRecord(number, fact, remarks.get(number, "")) for number, fact in records]
    return facts, refused, problems + failed + invalid


def _year_problems(
    year: YearFile, fiscal_year: int, facts: list[FactRecord], objectives: list[tuple[int, ObjectiveRow]], shown: str
) -> list[EvalkitError]:
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
        problems.append(error.at(f"{shown}/{RECEIVED} period 列"))
    known = [sub.id for sub in year.sub_projects]
    named = [(f"{shown}/{RECEIVED}", record.row, record.fact.sub_project) for record in facts]
    named += [(f"{shown}/objectives.csv", row, objective.sub_project) for row, objective in objectives]
    for file, row, name in named:
        if name not in known:
            error = InvalidInputError(
                "V-SUB-01",
                "子项目不认识",
                found=f"“{name}”",
                expected="、".join(known),
                remedy="改正，或在 year.yml 中登记该子项目",
            )
            problems.append(error.at(f"{file} 第 {row} 行 sub_project 列"))
    return problems


def _unknown_sources(facts: list[FactRecord], sources: SourcesFile, shown: str) -> list[EvalkitError]:
    return [
        InvalidInputError(
            "V-SRC-01",
            "来源没有说明",
            found=f"“{record.fact.source}”",
            expected="SOURCES.yml 的 sources 中的一项",
            remedy="在 SOURCES.yml 中写明该来源的标题、地址和可信度",
        ).at(f"{shown}/{RECEIVED} 第 {record.row} 行 source 列")
        for record in facts
        if record.fact.source not in sources.sources
    ]


def _rival_problems(facts: list[FactRecord], shown: str) -> list[EvalkitError]:
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
            problems.append(error.at(f"{shown}/{RECEIVED} {rows}"))
    return problems


def _repeated_indicators(objectives: list[tuple[int, ObjectiveRow]], shown: str) -> list[EvalkitError]:
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


def _unknown_indicators(
    deviations: list[tuple[int, DeviationRow]], indicators: list[str | None], shown: str
) -> list[EvalkitError]:
    return [
        InvalidInputError(
            "V-DEV-01",
            "偏差原因所指的指标不存在",
            found=f"“{deviation.indicator}”",
            expected="、".join(filter(None, indicators)),
            remedy="改正指标编号",
        ).at(f"{shown}/deviations.csv 第 {row} 行 indicator 列")
        for row, deviation in deviations
        if deviation.indicator not in indicators
    ]


def _review(folder: Path, shown: str) -> tuple[list[tuple[int, ReviewRow]], list[EvalkitError]]:
    """Return the rows of ``review.csv``, none where the year has no such file, and all problems."""
    if not (folder / REVIEW).is_file():
        return [], []
    rows, problems = read_rows(folder / REVIEW, f"{shown}/{REVIEW}", ReviewRow)
    records, invalid = check_rows(rows, f"{shown}/{REVIEW}", ReviewRow)
    problems += invalid
    if (folder / REVIEW_FORM).is_file():
        error = InvalidInputError(
            "I-REV-01",
            "复核结果有两份",
            found=f"{REVIEW} 和 {REVIEW_FORM}",
            expected="其中一份",
            remedy="保留一份，另一份移出该文件夹",
        )
        problems.append(error.at(f"{shown}/{REVIEW_FORM}"))
    return records, problems
