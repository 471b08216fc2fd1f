"""Bring a year's processed data up to date with its raw folder, or say everything that is wrong with it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evalkit.errors import EvalkitError, InputProblems, InvalidInputError
from evalkit.intake.agreement import repeated_indicators, rival_problems, unknown_indicators, unknown_sources, year_problems
from evalkit.intake.correction_schema import Correction, CorrectionsFile
from evalkit.intake.corrections import Entry, apply_corrections, ledger_corrections
from evalkit.intake.files import check_rows, count_rows, read_rows, read_text
from evalkit.intake.paths import path_problems
from evalkit.intake.published import published_problems
from evalkit.intake.schema import (
    ActivityRow,
    DeclaredRow,
    DeviationRow,
    FactRow,
    ObjectiveRow,
    ReviewRow,
    SourcesFile,
    WaiverRow,
    YearFile,
)
from evalkit.intake.series import series_problems
from evalkit.intake.store import write_facts
from evalkit.intake.yaml_files import read_yaml
from evalkit.ledgers.year import ledger_files, take_in_year
from evalkit.reads import sha256_of, unnoticed

if TYPE_CHECKING:
    from evalkit.ledgers.account import TakenIn

RECEIVED = "facts.csv"
REVIEW, REVIEW_FORM, WAIVERS, NARRATIVE = "review.csv", "review.xlsx", "waivers.csv", "narrative"


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
    waivers : list of (row number, WaiverRow)
        ``waivers.csv``; empty where the year has none.
    corrections : list of Correction
        Those of ``facts.csv``; those of a ledger are told by how its sheets were read.
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
    waivers: list[tuple[int, WaiverRow]]
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
    entries = corrections.corrections if corrections else []
    facts, refused = [], set()
    if not any(error.where.startswith(f"{shown}/{RECEIVED}") for error in altered):
        facts, refused, found = _facts(folder / RECEIVED, f"{shown}/{RECEIVED}", entries)
        problems += found
    ledgers, found = _ledgers(folder, sources, digests, altered, data_dir, entries) if sources else ({}, [])
    problems += found
    tables, indicators = {}, None
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
        if record is ObjectiveRow and (rows or not found):
            indicators = [row.cells.get("id") for row in rows]
    tables["review"], found = _review(folder, shown)
    problems += found
    tables["waivers"], found = _where_there_is(WAIVERS, WaiverRow, folder, shown)
    problems += found
    if year:
        problems += year_problems(year, fiscal_year, facts, tables["objectives"], shown)
    if sources:
        problems += unknown_sources(facts, sources, shown)
    problems += rival_problems([record for record in facts if record.fact.id not in refused], shown)
    problems += repeated_indicators(tables["objectives"], shown)
    problems += unknown_indicators(tables["deviations"], indicators, shown) if indicators is not None else []
    problems += _prose_problems(folder, shown)
    problems += published_problems(folder, shown) + series_problems(data_dir)
    if problems:
        raise InputProblems(problems)
    declared = [entry for entry in entries if isinstance(entry, Correction)]
    return YearInputs(year, sources, facts, corrections=declared, ledgers=ledgers, digests=digests, **tables)


def _no_such_year(fiscal_year: int, data_dir: Path) -> EvalkitError:
    years = "、".join(map(str, available_years(data_dir))) or "无"
    remedy = "改用已有的年度，或建立该年度文件夹"
    error = InvalidInputError(
        "I-YEAR-01", "没有该年度的原始数据", found=str(fiscal_year), expected=f"已有年度：{years}", remedy=remedy
    )
    return error.at(f"data/raw/{fiscal_year}")


def raw_digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a year folder, relative to it.

    Raises
    ------
    InputProblems
        With every file that cannot be read, because a program holds it or the rights of a share forbid it.
    """
    digests, problems = {}, []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            try:
                digests[name] = sha256_of(path)
            except OSError as error:
                problems.append(_unreadable(error).at(f"data/raw/{folder.name}/{name}"))
    if problems:
        raise InputProblems(problems)
    return digests


def _unreadable(error: OSError) -> EvalkitError:
    forbidden = isinstance(error, PermissionError)
    found = "没有读取的权限，或文件正被其他程序占用" if forbidden else f"读取时出错（{type(error).__name__}）"
    remedy = "关闭打开该文件的程序；在共享文件夹中的，检查读取权限"
    return InvalidInputError("I-FILE-06", "文件无法读取", found=found, expected="可以读取的文件", remedy=remedy)


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
        elif name == RECEIVED and (rows := count_rows(folder / name)) != entry.rows:
            found, expected = f"{rows} 行", f"SOURCES.yml 所登记的 {entry.rows} 行"
            told = "改正 SOURCES.yml 中该文件的 rows；该项由登记命令填写，不手工填"
            error = InvalidInputError("I-SRC-04", "行数与登记时不同", found=found, expected=expected, remedy=told)
            problems.append(error.at(place))
    return problems


def _ledgers(
    folder: Path,
    sources: SourcesFile,
    digests: dict[str, str],
    altered: list[EvalkitError],
    data_dir: Path,
    entries: list[Entry],
) -> "tuple[dict[str, TakenIn], list[EvalkitError]]":
    """Take in the ledgers that are as they were registered."""
    shown = f"data/raw/{folder.name}"
    refused = {error.where for error in altered}
    files = []
    for path in ledger_files(folder):
        name = path.relative_to(folder).as_posix()
        if f"{shown}/{name}" not in refused:
            from evalkit.ledgers.account import LedgerFile

            files.append(LedgerFile(path, f"{shown}/{name}", digests[name], sources.files[name].sheets))
    corrections = [correction for correction in ledger_corrections(entries, shown) if correction.file not in refused]
    if not files and not corrections:
        return {}, []
    return take_in_year(files, int(folder.name), data_dir / "processed" / folder.name, corrections)


def _facts(path: Path, shown: str, corrections: list[Entry]) -> tuple[list[FactRecord], set[str | None], list[EvalkitError]]:
    """Return the sound rows, the ids of the rows that were refused, and all problems."""
    rows, problems = read_rows(path, shown, FactRow)
    rows, remarks, failed = apply_corrections(rows, corrections, shown)
    records, invalid = check_rows(rows, shown, FactRow)
    sound = {number for number, _ in records}
    refused = {row.cells.get("id") for row in rows if row.number not in sound}
    facts = [FactRecord(number, fact, remarks.get(number, "")) for number, fact in records]
    return facts, refused, problems + failed + invalid


def _prose_problems(folder: Path, shown: str) -> list[EvalkitError]:
    """Return which pieces of prose cannot be read as text; what they say is checked where they are shown."""
    problems = []
    for path in filter(Path.is_file, sorted((folder / NARRATIVE).glob("*.md"))):
        try:
            read_text(path, f"{shown}/{NARRATIVE}/{path.name}")
        except EvalkitError as error:
            problems.append(error)
    return problems


def _review(folder: Path, shown: str) -> tuple[list[tuple[int, ReviewRow]], list[EvalkitError]]:
    """Return the rows of ``review.csv``, and all problems."""
    records, problems = _where_there_is(REVIEW, ReviewRow, folder, shown)
    if (folder / REVIEW).is_file() and (folder / REVIEW_FORM).is_file():
        error = InvalidInputError(
            "I-REV-01",
            "复核结果有两份",
            found=f"{REVIEW} 和 {REVIEW_FORM}",
            expected="其中一份",
            remedy="保留一份，另一份移出该文件夹",
        )
        problems.append(error.at(f"{shown}/{REVIEW_FORM}"))
    return records, problems


def _where_there_is(name: str, record: type, folder: Path, shown: str) -> tuple[list[tuple[int, Any]], list[EvalkitError]]:
    """Return the checked rows of a file that a year may do without, and all problems."""
    if not (folder / name).is_file():
        return [], []
    rows, problems = read_rows(folder / name, f"{shown}/{name}", record)
    records, invalid = check_rows(rows, f"{shown}/{name}", record)
    return records, problems + invalid
