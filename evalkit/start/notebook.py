"""The notebook of a new sub-project, made from ``notebooks/_template.ipynb``."""

import re
import tempfile
from pathlib import Path

import nbformat

from evalkit.errors import InputProblems, InvalidInputError
from evalkit.intake.schema import SubProject
from evalkit.pipeline.contract import PARAMETERS, contract_problems

TEMPLATE = "_template"
FIRST, LAST = 10, 79
"""The numbers that notebooks of sub-projects have."""


def free_name(id: str, notebooks: Path, used: set[str]) -> str:
    """Return the name of a sub-project's notebook: the one there is, or the next ten that is free, or the next number.

    Parameters
    ----------
    id : str
        The identifier of the sub-project.
    notebooks : pathlib.Path
        The folder of the notebooks.
    used : set of str
        Names that the year's other sub-projects use.

    Raises
    ------
    InvalidInputError
        ``P-NEW-04`` if every number is taken.
    """
    names = {path.stem for path in notebooks.glob("[0-9][0-9]_*.ipynb")} | used
    own = sorted(name for name in names - used if name[2:] == f"_{id}")
    if own:
        return own[0]
    taken = {int(name[:2]) for name in names}
    highest = max((number for number in taken if number <= LAST), default=0)
    wanted = [highest // 10 * 10 + 10, *range(highest + 1, LAST + 1), *range(FIRST, LAST + 1)]
    for number in wanted:
        if FIRST <= number <= LAST and number not in taken:
            return f"{number}_{id}"
    raise InvalidInputError(
        "P-NEW-04",
        "没有可用的笔记本编号",
        found=f"{FIRST} 至 {LAST} 都已使用",
        expected="至少一个未使用的编号",
        remedy="把不再使用的子项目笔记本移到别处",
    ).at("notebooks")


def notebook_bytes(notebooks: Path, sub: SubProject) -> bytes:
    """Return the notebook of a sub-project; it names the sub-project's own figures and saves what it computes.

    Raises
    ------
    InputProblems
        If what comes of the template is no notebook of a sub-project.
    """
    made = nbformat.read(notebooks / f"{TEMPLATE}.ipynb", as_version=4)
    for cell in made.cells:
        tags = cell.metadata.get("tags", [])
        if cell.id == "title":
            cell.source = f"# {sub.name}\n\n待填：写明各项数值的口径和容易误读之处；不写年份、数字和结论。"
        elif cell.id == "about-step":
            cell.source = "## 与上年比较\n\n待填：写明比较的是什么、上年数取自哪里；需要的步骤照此增加。"
        elif "parameters" in tags:
            cell.source = "\n".join(line for line in cell.source.splitlines() if not line.startswith("sub_project "))
        elif "save" in tags:
            cell.source = "facts.save()"
        else:
            cell.source = _own(cell.source, sub)
    content = (nbformat.writes(made).rstrip("\n") + "\n").encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{sub.notebook}.ipynb"
        path.write_bytes(content)
        problems = contract_problems(path, PARAMETERS)
    if problems:
        raise InputProblems(problems)
    return content


def _own(source: str, sub: SubProject) -> str:
    """Return a cell of the template with the sub-project's id and figures in place of the example's."""
    source = re.sub(r"(?<=\()sub_project(?=\))", f'"{sub.id}"', source)
    return source.replace("trade_total", f"{sub.id}_total").replace("进出口总值", "主要结果").replace("（亿元）", "（项）")
