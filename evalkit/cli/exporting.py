"""``evalkit export``: results written as files for others."""

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evalkit.cli.base import DataOption, OneYearOption, fail

FORM_NAME = "self-evaluation-form"
GOAL, GOAL_RESULT = "goal", "goal_result"


REPORT_NAME, ANNEX_NAME = "self-evaluation-report", "self-evaluation-annex"
OutputOption = Annotated[Path | None, typer.Option("--output", help="写到这个文件。", show_default=False)]
PagesOption = Annotated[Path, typer.Option("--pages", help="报告文件夹，每年度一个子文件夹。")]


class FormFile(StrEnum):
    """What a form is written as."""

    XLSX = "xlsx"
    DOCX = "docx"


class ReportFile(StrEnum):
    """What a report is written as."""

    DOCX = "docx"
    PDF = "pdf"


class AnnexFile(StrEnum):
    """What an annex is written as."""

    XLSX = "xlsx"


def export_form(
    year: OneYearOption,
    to: Annotated[FormFile, typer.Option("--to", help="文件格式。", show_default=False)],
    output: OutputOption = None,
    data: DataOption = Path("data"),
) -> None:
    """写出填好的项目支出绩效自评表。

    须先运行该年度。
    例：evalkit export form --year 2022 --to xlsx
    """
    from evalkit.errors import EvalkitError, InputProblems
    from evalkit.forms.export import check_target, write_form
    from evalkit.forms.filled import filled_form
    from evalkit.personal.refusal import refuse_personal_fields
    from evalkit.results import require_evaluation
    from evalkit.year import open_year

    target = output or Path("outputs") / str(year) / f"{FORM_NAME}.{to.value}"
    try:
        check_target(target, f".{to.value}")
        opened = open_year(year, data_dir=str(data))
        evaluation = require_evaluation(year, opened.data_dir)
        filled = filled_form(
            evaluation,
            deviations=opened.deviations(),
            goal=opened.narrative(GOAL) or "",
            result=opened.narrative(GOAL_RESULT) or "",
            as_of=f"{opened.inputs.year.as_of}",
        )
        refuse_personal_fields(asdict(filled), target.name, opened.inputs.year.public_contacts)
        write_form(filled, target)
    except (EvalkitError, InputProblems) as error:
        fail(str(error))
    print(target)


def export_report(
    context: typer.Context,
    year: OneYearOption,
    to: Annotated[ReportFile, typer.Option("--to", help="文件格式。", show_default=False)],
    output: OutputOption = None,
    pages: PagesOption = Path("outputs"),
    template: Annotated[
        Path | None, typer.Option("--template", help="Word 模板，只用于 docx，不写则用自带的。", show_default=False)
    ] = None,
    data: DataOption = Path("data"),
) -> None:
    """写出六章自评报告，内容与报告页面相同：docx 为公文格式，pdf 为页面的 A4 打印。

    须先运行该年度。
    例：evalkit export report --year 2022 --to docx
    """
    if template and to is ReportFile.PDF:
        raise typer.BadParameter("--template 只用于 --to docx", ctx=context)
    from evalkit.errors import EvalkitError, InputProblems
    from evalkit.reports.export import print_report, write_report

    target = output or pages / str(year) / f"{REPORT_NAME}.{to.value}"
    chosen = {"template": template} if template else {}
    write = print_report if to is ReportFile.PDF else write_report
    try:
        write(year, data_dir=data, output_dir=pages, target=target, **chosen)
    except (EvalkitError, InputProblems) as error:
        fail(str(error))
    print(target)


def export_annex(
    year: OneYearOption,
    to: Annotated[AnnexFile, typer.Option("--to", help="文件格式。", show_default=False)],
    output: OutputOption = None,
    data: DataOption = Path("data"),
) -> None:
    """写出数值附表：全部数值及其算式、出处，指标与得分，疑点和缺项。

    须先运行该年度。
    例：evalkit export annex --year 2022 --to xlsx
    """
    from evalkit.errors import EvalkitError, InputProblems
    from evalkit.reports.export import write_annex

    target = output or Path("outputs") / str(year) / f"{ANNEX_NAME}.{to.value}"
    try:
        write_annex(year, data_dir=data, target=target)
    except (EvalkitError, InputProblems) as error:
        fail(str(error))
    print(target)


def export_bundle(
    year: OneYearOption,
    output: OutputOption = None,
    pages: PagesOption = Path("outputs"),
) -> None:
    """把一个年度的全部页面装进一个压缩包，交给复核人员；内有待填的 review.csv。

    须先运行该年度。
    例：evalkit export bundle --year 2022
    """
    from evalkit.errors import EvalkitError
    from evalkit.start.bundle import bundle

    try:
        print(bundle(year, pages, output or pages / f"evaluation-{year}.zip"))
    except EvalkitError as error:
        fail(str(error))
