"""A fiscal year started from another: what is asked for is there, no value is, and the list of what is missing."""

from pathlib import Path

from evalkit.errors import InvalidInputError
from evalkit.intake.register import record_deliveries
from evalkit.intake.schema import ActivityRow, DeclaredRow, DeviationRow, FactRow, ObjectiveRow
from evalkit.ledgers.templates import write_templates
from evalkit.periods import FIRST_YEAR, LAST_YEAR
from evalkit.scoring.rulebook import load_rulebook
from evalkit.start import carried, settings
from evalkit.start.pattern import Pattern, pattern_for
from evalkit.start.staging import staged
from evalkit.start.tables import columns_of, table_bytes
from evalkit.start.to_do import TO_DO, to_do_bytes
from evalkit.year import check_year

TEMPLATES = "templates"
REASON = "建立年度：只有待填的行"


def new_year(fiscal_year: int, data_dir: Path) -> list[Path]:
    """Start a fiscal year, and return the files of its folder.

    The folder passes every check and can be run at once: the pages say what is missing.

    Parameters
    ----------
    fiscal_year : int
        The new fiscal year.
    data_dir : pathlib.Path
        The folder with ``raw/``.

    Returns
    -------
    list of pathlib.Path
        What was written, the list of what is still to be done among it.

    Raises
    ------
    InvalidInputError
        ``I-YEAR-03`` if it is no fiscal year, ``P-NEW-01`` if it has a folder already.
    InputProblems
        With every problem of the year after which it would be made.
    """
    folder = data_dir / "raw" / f"{fiscal_year:04d}"
    _refuse(fiscal_year, folder)
    pattern = pattern_for(fiscal_year, data_dir)
    with staged(fiscal_year, data_dir) as (staged_data, place):
        for name, content in _files(fiscal_year, pattern).items():
            (place / name).write_bytes(content)
        write_templates(place / TEMPLATES)
        record_deliveries(place, REASON)
        (place / TO_DO).write_bytes(to_do_bytes(check_year(fiscal_year, staged_data)))
        place.rename(folder)
    return sorted(folder.iterdir())


def _refuse(fiscal_year: int, folder: Path) -> None:
    if not FIRST_YEAR <= fiscal_year <= LAST_YEAR:
        remedy, expected = "填写四位数的财政年度，如 2022", f"{FIRST_YEAR} 至 {LAST_YEAR}"
        raise InvalidInputError("I-YEAR-03", "不是财政年度", found=str(fiscal_year), expected=expected, remedy=remedy).at(
            "evalkit new year"
        )
    if folder.exists():
        raise InvalidInputError(
            "P-NEW-01",
            "该年度已经建立",
            found=f"{len(list(folder.iterdir())) if folder.is_dir() else 1} 个文件",
            expected="还没有该年度的文件夹",
            remedy="直接填写已有的文件；确要重新建立的，先把该文件夹移到别处",
        ).at(f"data/raw/{fiscal_year}")


def _files(fiscal_year: int, pattern: Pattern) -> dict[str, bytes]:
    budget = load_rulebook(pattern.inputs.year.edition).budget.section
    return {
        "year.yml": settings.year_bytes(fiscal_year, pattern),
        "SOURCES.yml": settings.sources_bytes(fiscal_year),
        "corrections.yml": settings.corrections_bytes(),
        "facts.csv": table_bytes(columns_of(FactRow), carried.facts(pattern, fiscal_year)),
        "objectives.csv": table_bytes(columns_of(ObjectiveRow), carried.objectives(pattern, budget)),
        "declared.csv": table_bytes(columns_of(DeclaredRow)),
        "activities.csv": table_bytes(columns_of(ActivityRow)),
        "deviations.csv": table_bytes(columns_of(DeviationRow)),
    }
