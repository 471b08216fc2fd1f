"""What is run for a year, in the order of the data flow, and what a notebook must be like to be run at all."""

import difflib
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.reader import NotJSONError
from nbformat.validator import ValidationError
from papermill.inspection import inspect_notebook

from evalkit.errors import EvalkitError, InputProblems, InvalidInputError
from evalkit.intake.schema import YearFile

INTAKE, SCORECARD, REPORT, TREND = "00_intake", "80_scorecard", "90_report", "95_trend"
PARAMETERS = {"fiscal_year", "data_dir"}
TREND_PARAMETERS = PARAMETERS | {"first_year"}


@dataclass(frozen=True)
class Step:
    """One notebook of one year, and the notebooks whose results it reads."""

    notebook: str
    needs: tuple[str, ...] = ()


def plan_year(year: YearFile, only: list[str] | None = None) -> list[Step]:
    """Return the steps of a year in order; with ``only``, just those.

    Raises
    ------
    InputProblems
        ``P-PLAN-01`` if a notebook asked for is not one of the year's.
    """
    subjects = tuple(sub.notebook for sub in year.sub_projects)
    steps = [
        Step(INTAKE),
        *(Step(name, (INTAKE,)) for name in subjects),
        Step(SCORECARD, subjects),
        Step(REPORT, (*subjects, SCORECARD)),
    ]
    known = [step.notebook for step in steps]
    unknown = [name for name in only or [] if name not in [*known, TREND]]
    if unknown:
        raise InputProblems([_unknown(name, known) for name in unknown])
    return [step for step in steps if not only or step.notebook in only]


def _unknown(name: str, known: list[str]) -> EvalkitError:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.3)
    remedy = f"是否为 {near[0]}？" if near else "改用列出的名称"
    return InvalidInputError("P-PLAN-01", "该年度没有这个笔记本", found=name, expected="、".join(known), remedy=remedy).at(
        "--only"
    )


def contract_problems(path: Path, parameters: set[str]) -> list[EvalkitError]:
    """Return why papermill would run this notebook for the wrong year without saying so.

    Without a cell tagged ``parameters`` papermill injects the values at the top, where the notebook's own
    defaults overwrite them; a name that the cell does not have is ignored. Both end with exit status 0.
    """
    place = f"notebooks/{path.name}"
    if not path.is_file():
        error = InvalidInputError(
            "P-NB-01", "笔记本不存在", found="没有文件", expected=place, remedy="补上该笔记本，或改正 year.yml 的 notebook"
        )
        return [error.at(place)]
    try:
        notebook = nbformat.read(path, as_version=4)
    except (NotJSONError, ValidationError, UnicodeDecodeError) as error:
        remedy = "从版本库恢复该笔记本"
        damaged = InvalidInputError("P-NB-05", "笔记本已损坏", found=str(error)[:80], expected="Jupyter 笔记本", remedy=remedy)
        return [damaged.at(place)]
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != 1:
        remedy = "给参数单元格（且只给它）加上 parameters 标签"
        error = InvalidInputError("P-NB-02", "参数单元格应恰有一个", found=f"{len(tagged)} 个", expected="1 个", remedy=remedy)
        return [error.at(place)]
    names = set(inspect_notebook(str(path)))
    if names != parameters:
        found, expected = "、".join(sorted(names)), "、".join(sorted(parameters))
        error = InvalidInputError("P-NB-03", "参数名称不符", found=found, expected=expected, remedy="改正参数单元格中的变量名")
        return [error.at(place)]
    return []
