"""A sub-project started: its notebook from the template, its entry in ``year.yml``, and blank rows in ``facts.csv``."""

import csv
import io
import shutil
from pathlib import Path

from pydantic import ValidationError

from evalkit.atomic import write_if_changed
from evalkit.errors import InvalidInputError
from evalkit.intake.files import read_text
from evalkit.intake.prepare import RECEIVED, YearInputs, check
from evalkit.intake.register import record_deliveries
from evalkit.intake.schema import SubProject
from evalkit.intake.yaml_files import load_yaml
from evalkit.start.carried import NO_SOURCE
from evalkit.start.notebook import free_name, notebook_bytes
from evalkit.start.settings import entry_of, no_source, yaml_bytes
from evalkit.start.staging import staged
from evalkit.start.tables import BOM, lines_of

CHANGED = ("year.yml", "SOURCES.yml", RECEIVED)


def new_sub_project(id: str, title: str, data_dir: Path, notebooks: Path, fiscal_year: int) -> list[Path]:
    """Start a sub-project in a fiscal year, and return the files that were written.

    A notebook of that id that another year already has is used as it is.

    Parameters
    ----------
    id : str
        Identifier, such as ``tourism``.
    title : str
        The name that pages print.
    data_dir, notebooks : pathlib.Path
        The folder with ``raw/``, and the folder of the notebooks.
    fiscal_year : int
        A year that has a folder.

    Returns
    -------
    list of pathlib.Path
        The notebook, then the changed files of the year.

    Raises
    ------
    InvalidInputError
        ``P-NEW-02`` if the year has it already, ``P-NEW-03`` if identifier or name will not do, ``P-NEW-04`` if no
        number is left for a notebook.
    InputProblems
        With every problem of the year.
    """
    inputs = check(fiscal_year, data_dir)
    sub = _sub_project(id, title, notebooks, inputs)
    page, folder = notebooks / f"{sub.notebook}.ipynb", data_dir / "raw" / str(fiscal_year)
    content = page.read_bytes() if page.is_file() else notebook_bytes(notebooks, sub)
    with staged(fiscal_year, data_dir) as (staged_data, place):
        shutil.copytree(folder, place, dirs_exist_ok=True)
        _register(place, sub)
        _ask_for_figures(place, sub, fiscal_year)
        record_deliveries(place, f"登记子项目“{title}”，数值待填")
        check(fiscal_year, staged_data)
        write_if_changed(page, content)
        for name in CHANGED:
            write_if_changed(folder / name, (place / name).read_bytes())
    return [page, *(folder / name for name in CHANGED)]


def _sub_project(id: str, title: str, notebooks: Path, inputs: YearInputs) -> SubProject:
    place = f"data/raw/{inputs.year.fiscal_year}/year.yml"
    known = {sub.id: sub.notebook for sub in inputs.year.sub_projects}
    if id in known:
        raise InvalidInputError(
            "P-NEW-02",
            "该年度已有这个子项目",
            found=f"{id}（{known[id]}）",
            expected="、".join(known),
            remedy="换一个标识，或直接修改已有的笔记本",
        ).at(place)
    try:
        return SubProject(id=id, name=title.strip(), notebook=free_name(id, notebooks, set(known.values())))
    except ValidationError:
        raise InvalidInputError(
            "P-NEW-03",
            "子项目的标识或名称不合要求",
            found=f"标识“{id}”，名称“{title}”",
            expected="标识为小写英文字母开头，只含小写字母、数字和下划线，如 tourism；名称不为空",
            remedy="改正后再建立",
        ).at(place) from None


def _register(place: Path, sub: SubProject) -> None:
    """Enter the sub-project into ``year.yml``, and the source of blank rows into ``SOURCES.yml``; comments stay."""
    for name, enter in (
        ("year.yml", lambda plain: plain["sub_projects"].append(entry_of(sub))),
        ("SOURCES.yml", lambda plain: plain["sources"].setdefault(NO_SOURCE, no_source())),
    ):
        plain = load_yaml(read_text(place / name, name), name)
        enter(plain)
        (place / name).write_bytes(yaml_bytes(plain))


def _ask_for_figures(place: Path, sub: SubProject, fiscal_year: int) -> None:
    """Add the blank rows of the figures that the notebook begins with; what is there already stays as it is."""
    path = place / RECEIVED
    text = read_text(path, RECEIVED)
    header = [column.strip() for column in next(csv.reader(io.StringIO(text)))]
    usual = {"sub_project": sub.id, "period": str(fiscal_year), "scope": "project", "use": "yes", "source": NO_SOURCE}
    rows = [
        usual | {"id": f"{sub.id}_total", "name": f"{sub.name}主要结果", "unit": "项"},
        usual | {"id": f"{sub.id}_total_change", "name": f"{sub.name}主要结果同比", "unit": "%"},
    ]
    ending = "\r\n" if "\r\n" in text else "\n"
    mark = "" if path.read_bytes() == text.encode() else BOM
    added = lines_of(header, rows).replace("\n", ending)
    path.write_bytes((mark + text.rstrip("\r\n") + ending + added).encode())
