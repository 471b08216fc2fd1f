"""What is run for a year, in the order of the data flow, and where its notebooks are."""

import difflib
import sys
from dataclasses import dataclass
from pathlib import Path

from evalkit.errors import EvalkitError, InputProblems, InvalidInputError

INTAKE, SCORECARD, REPORT, TREND = "00_intake", "80_scorecard", "90_report", "95_trend"


@dataclass(frozen=True)
class Step:
    """One notebook of one year, and the notebooks whose results it reads."""

    notebook: str
    needs: tuple[str, ...] = ()


def plan_year(sub_projects: list[str], only: list[str] | None = None) -> list[Step]:
    """Return the steps of a year in order, given the notebooks of its sub-projects; with ``only``, just those.

    Raises
    ------
    InputProblems
        ``P-PLAN-01`` if a notebook asked for is not one of the year's.
    """
    subjects = tuple(sub_projects)
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


def notebooks_folder() -> Path:
    """Return the folder of the notebooks: below the working folder, or beside the package.

    Raises
    ------
    EvalkitError
        ``P-NB-04`` if neither exists.
    """
    beside = Path(sys.modules["evalkit"].__file__).parents[1] / "notebooks"
    folder = next((path for path in (Path.cwd() / "notebooks", beside) if path.is_dir()), None)
    if folder is None:
        raise _no_folder()
    return folder


def _no_folder() -> EvalkitError:
    return InvalidInputError(
        "P-NB-04", "找不到 notebooks 文件夹", found=str(Path.cwd()), expected="项目文件夹", remedy="在项目文件夹中运行"
    )
