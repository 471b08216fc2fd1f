"""``evalkit export``: results written as files for others."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evalkit.cli.base import DataOption, OneYearOption, fail

FORM_NAME = "self-evaluation-form"
GOAL, GOAL_RESULT = "goal", "goal_result"


class FormFile(StrEnum):
    """What a form is written as."""

    XLSX = "xlsx"
    DOCX = "docx"


def export_form(
    year: OneYearOption,
    to: Annotated[FormFile, typer.Option("--to", help="文件格式。", show_default=False)],
    output: Annotated[Path | None, typer.Option("--output", help="写到这个文件。", show_default=False)] = None,
    data: DataOption = Path("data"),
) -> None:
    """写出填好的项目支出绩效自评表。

    须先运行该年度。
    例：evalkit export form --year 2022 --to xlsx
    """
    from evalkit.errors import EvalkitError, InputProblems
    from evalkit.forms.export import check_target, write_form
    from evalkit.forms.filled import filled_form
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
        write_form(filled, target)
    except (EvalkitError, InputProblems) as error:
        fail(str(error))
    print(target)
