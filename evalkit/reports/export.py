"""The form, the report and the annex of a year written to the files that were asked for, or a clear refusal."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evalkit.atomic import write_if_changed
from evalkit.blocks.reading import read_report
from evalkit.errors import MissingResultError
from evalkit.forms.export import check_target, refusal_told, write_form
from evalkit.forms.filled import filled_form
from evalkit.personal.refusal import NOT_WRITTEN, refuse_personal, refuse_personal_fields
from evalkit.pipeline.keys import Keys
from evalkit.pipeline.plan import REPORT
from evalkit.pipeline.publish import folder_of, made_folder
from evalkit.reads import differing
from evalkit.reports.annex import annex_sheets
from evalkit.reports.write_docx import TEMPLATE, report_bytes
from evalkit.reports.write_pdf import pdf_bytes
from evalkit.reports.write_xlsx import workbook_bytes
from evalkit.results import load_json, require_evaluation
from evalkit.year import Year, open_year

ANNEX_TITLE = "项目绩效自评数值附表"
GOAL, GOAL_RESULT = "goal", "goal_result"
FORM_NAME, REPORT_NAME, ANNEX_NAME = "self-evaluation-form", "self-evaluation-report", "self-evaluation-annex"


def write_filled_form(fiscal_year: int, *, data_dir: Path, target: Path) -> None:
    """填成官方表格 Write the filled 项目支出绩效自评表 of a year.

    Parameters
    ----------
    fiscal_year : int
        The year.
    data_dir : pathlib.Path
        The folder with ``raw/`` and ``processed/``.
    target : pathlib.Path
        The file, ending in ``.xlsx`` or ``.docx``.

    Raises
    ------
    InputProblems
        With every problem of the year's raw data.
    EvalkitError
        ``P-LACK-01`` if the year is not evaluated, and what the file to write is refused for.
    """
    year, evaluation = _evaluated(fiscal_year, data_dir)
    filled = filled_form(
        evaluation,
        deviations=year.deviations(),
        goal=year.narrative(GOAL) or "",
        result=year.narrative(GOAL_RESULT) or "",
        as_of=f"{year.inputs.year.as_of}",
    )
    refuse_personal_fields(asdict(filled), target.name, year.inputs.year.public_contacts)
    write_form(filled, target)


def write_report(fiscal_year: int, *, data_dir: Path, output_dir: Path, target: Path, template: Path = TEMPLATE) -> None:
    """写成公文 Write the self-evaluation report as a Word document; it says what the published page says.

    Parameters
    ----------
    fiscal_year : int
        The year.
    data_dir, output_dir : pathlib.Path
        The folder with ``raw/`` and ``processed/``, and the folder of the pages.
    target : pathlib.Path
        The file, ending in ``.docx``; replaced when it exists and differs.
    template : pathlib.Path
        See :func:`evalkit.reports.write_docx.report_bytes`.

    Raises
    ------
    InputProblems
        With every problem of the year's raw data.
    EvalkitError
        ``P-LACK-01`` if the year is not evaluated, ``P-PAGE-01`` if its report is not there or no longer that of
        today's data, and what the template and the file to write are refused for.
    """
    check_target(target, ".docx")
    year, evaluation = _evaluated(fiscal_year, data_dir)
    folder = _published(fiscal_year, data_dir.resolve(), output_dir.resolve())
    report = read_report(load_json((folder / "notebooks" / f"{REPORT}.ipynb").read_bytes()))
    title = f"{evaluation['department']}{fiscal_year}年度{report.title}"
    content = report_bytes(report, title=title, subtitle=f"（{evaluation['project']}）", template=template)
    refuse_personal({target.name: content}, year.inputs.year.public_contacts, kept=NOT_WRITTEN)
    with refusal_told(target):
        write_if_changed(target, content)


def print_report(fiscal_year: int, *, data_dir: Path, output_dir: Path, target: Path) -> None:
    """印成文档 Print the published page of the self-evaluation report as PDF.

    Parameters
    ----------
    fiscal_year : int
        The year.
    data_dir, output_dir : pathlib.Path
        As for :func:`write_report`.
    target : pathlib.Path
        The file, ending in ``.pdf``; replaced when it exists and differs.

    Raises
    ------
    InputProblems
        With every problem of the year's raw data.
    EvalkitError
        ``P-LACK-01`` and ``P-PAGE-01`` as for :func:`write_report`, ``F-PDF-01`` if what prints is not installed, and
        what the file to write is refused for.
    """
    check_target(target, ".pdf")
    year, _ = _evaluated(fiscal_year, data_dir)
    page = _published(fiscal_year, data_dir.resolve(), output_dir.resolve()) / f"{REPORT}.html"
    refuse_personal({page.name: page.read_bytes()}, year.inputs.year.public_contacts, kept=NOT_WRITTEN)
    content = pdf_bytes(page.read_text(encoding="utf-8"))
    with refusal_told(target):
        write_if_changed(target, content)


def write_annex(fiscal_year: int, *, data_dir: Path, target: Path) -> None:
    """写成附表 Write every measure of a year, its sources, scores, findings and what is missing as a workbook.

    Parameters
    ----------
    fiscal_year : int
        The year.
    data_dir : pathlib.Path
        The folder with ``raw/`` and ``processed/``.
    target : pathlib.Path
        The file, ending in ``.xlsx``; replaced when it exists and differs.

    Raises
    ------
    InputProblems
        With every problem of the year's raw data, or ``F-XLSX-08`` for every text too long for a cell.
    EvalkitError
        ``P-LACK-01`` if the year is not evaluated, and what the file to write is refused for.
    """
    check_target(target, ".xlsx")
    year, evaluation = _evaluated(fiscal_year, data_dir)
    title = f"{evaluation['department']}{fiscal_year}年度{ANNEX_TITLE}"
    content = workbook_bytes(annex_sheets(evaluation, f"{year.inputs.year.as_of}"), title)
    refuse_personal({target.name: content}, year.inputs.year.public_contacts, kept=NOT_WRITTEN)
    with refusal_told(target):
        write_if_changed(target, content)


def _evaluated(fiscal_year: int, data_dir: Path) -> tuple[Year, dict[str, Any]]:
    """Return the year, its tables brought up to date, and its evaluation, which rests on them."""
    year = open_year(fiscal_year, data_dir=str(data_dir))
    return year, require_evaluation(fiscal_year, year.data_dir)


def _published(fiscal_year: int, data_dir: Path, output_dir: Path) -> Path:
    """Return the folder of the year's pages, if the report in it is as it was published and rests on the data there are."""
    folder = folder_of(output_dir / str(fiscal_year))
    kept, waits = Keys(data_dir, output_dir).kept(fiscal_year, REPORT), f"{made_folder(folder).name}/{REPORT}.html"
    changed = (
        ["还没有运行过"]
        if kept is None
        else ["已运行，尚未发布"]
        if waits in kept.pages
        else [*differing(kept.reads, data_dir), *differing(kept.pages, output_dir)]
    )
    if changed:
        raise MissingResultError(
            "P-PAGE-01",
            "报告页面没有生成，或已不是当前的",
            found="；".join(changed),
            expected=f"{REPORT} 已按当前数据运行，页面未经改动",
            remedy=f"evalkit run --year {fiscal_year}",
        ).at(f"{output_dir.name}/{fiscal_year}/{REPORT}.html")
    return folder


EXPORTS: dict[str, Callable[[int, Path, Path, Path], None]] = {
    f"{FORM_NAME}.xlsx": lambda year, data, pages, target: write_filled_form(year, data_dir=data, target=target),
    f"{FORM_NAME}.docx": lambda year, data, pages, target: write_filled_form(year, data_dir=data, target=target),
    f"{REPORT_NAME}.docx": lambda year, data, pages, target: write_report(year, data_dir=data, output_dir=pages, target=target),
    f"{REPORT_NAME}.pdf": lambda year, data, pages, target: print_report(year, data_dir=data, output_dir=pages, target=target),
    f"{ANNEX_NAME}.xlsx": lambda year, data, pages, target: write_annex(year, data_dir=data, target=target),
}
"""What writes each file that is exported into a year's folder, given year, data folder, folder of the pages and file."""
