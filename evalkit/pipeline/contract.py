"""What a notebook must be like to be run at all."""

from pathlib import Path

import nbformat
from nbformat.reader import NotJSONError
from nbformat.validator import ValidationError
from papermill.exceptions import PapermillException
from papermill.inspection import inspect_notebook

from evalkit.errors import EvalkitError, InvalidInputError

PARAMETERS = {"fiscal_year", "data_dir"}
OPTIONAL = {"tolerance"}
"""Parameters that a notebook may have with a value of its own, which no run gives."""


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
        return [_damaged(f"{error}").at(place)]
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != 1:
        remedy = "给参数单元格（且只给它）加上 parameters 标签"
        error = InvalidInputError("P-NB-02", "参数单元格应恰有一个", found=f"{len(tagged)} 个", expected="1 个", remedy=remedy)
        return [error.at(place)]
    try:
        names = set(inspect_notebook(str(path)))
    except (ValueError, PapermillException) as error:  # without a kernel, or with one of a language that it does not know
        return [_damaged(f"{error}").at(place)]
    if not parameters <= names <= parameters | OPTIONAL:
        found, expected = "、".join(sorted(names)), "、".join(sorted(parameters))
        error = InvalidInputError("P-NB-03", "参数名称不符", found=found, expected=expected, remedy="改正参数单元格中的变量名")
        return [error.at(place)]
    return []


def _damaged(found: str) -> InvalidInputError:
    remedy = "从版本库恢复该笔记本"
    return InvalidInputError("P-NB-05", "笔记本已损坏", found=found[:80], expected="Jupyter 笔记本", remedy=remedy)
