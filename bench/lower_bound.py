"""The lower bound: the same cells as plain Python with everything imported, and the same pages from executed notebooks.

No kernel, no papermill, no check: one forked process for each notebook, as many at once as there are processors.

usage: python -m bench.lower_bound DATA OUT EXECUTED YEAR [YEAR ...]       (EXECUTED: what evalkit run wrote for these years)
"""

import contextlib
import multiprocessing
import os
import sys
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import groupby
from multiprocessing import connection
from pathlib import Path
from typing import Any

os.environ |= {"OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "agg"}
sys.modules["rfc3987_syntax"] = None  # a grammar that takes a second to build and that nothing here needs

import nbformat  # noqa: E402 - the lines above must come first
import pyarrow.parquet  # noqa: E402, F401 - imported for the cells
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output  # noqa: E402

import evalkit.metrics  # noqa: E402
import evalkit.notebook  # noqa: E402, F401 - imported for the cells
from evalkit.present.page import page_of  # noqa: E402

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
HOME = "index.html"
SUB_PROJECTS = range(10, 80)


@dataclass(eq=False)
class Work:
    """One notebook with its parameters, its executed copy, and where its page goes."""

    notebook: Path
    parameters: dict[str, Any]
    executed: Path
    page: Path

    def do(self) -> None:
        """Run the cells and write the page."""
        run_cells(self.notebook, self.parameters)
        write_page(self.executed, self.page, self.parameters["fiscal_year"])


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def rehearse() -> None:
    """Make one small page, so that what is imported and compiled at its first use is there before anything is forked."""
    shown = new_code_cell("", outputs=[new_output("display_data", {"text/html": "<p></p>"})])
    page_of(new_notebook(cells=[new_markdown_cell("# 0"), shown]), fiscal_year=None, home=HOME)


def run_cells(notebook: Path, parameters: dict[str, Any]) -> None:
    """Run the code of a notebook as one program; what it shows is made, and thrown away."""
    names: dict[str, Any] = {"__name__": "__main__"}
    with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
        for cell in nbformat.read(notebook, as_version=4).cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, notebook.name, "exec"), names)
                if "parameters" in cell.metadata.get("tags", []):
                    names |= parameters


def write_page(executed: Path, page: Path, fiscal_year: int) -> None:
    """Write the page of an executed notebook."""
    html = page_of(nbformat.read(executed, as_version=4), fiscal_year=fiscal_year, home=HOME)
    page.write_text(html, encoding="utf-8", newline="\n")


def plan(data: Path, out: Path, executed: Path, years: list[int]) -> TopologicalSorter:
    """Return what comes after what: intake, the sub-projects, scorecard and report of each year, then the page across years."""
    graph: TopologicalSorter = TopologicalSorter()
    reports: list[Work] = []
    for year in years:
        parameters = {"fiscal_year": year, "data_dir": str(data)}
        earlier: list[Work] = []
        for _, stage in groupby(_works(executed / str(year), parameters, out / str(year)), _stage):
            works = list(stage)
            for work in works:
                graph.add(work, *earlier)
            earlier = works
        reports += earlier
    first_year = min(years) if len(years) > 1 else 0
    for trend in _works(executed, {"fiscal_year": max(years), "first_year": first_year, "data_dir": str(data)}, out):
        graph.add(trend, *reports)
    return graph


def _works(executed: Path, parameters: dict[str, Any], out: Path) -> list[Work]:
    paths = sorted((executed / "notebooks").glob("*.ipynb"))
    return [Work(NOTEBOOKS / path.name, parameters, path, out / f"{path.stem}.html") for path in paths]


def _stage(work: Work) -> int:
    number = int(work.notebook.name[:2])
    return SUB_PROJECTS.start if number in SUB_PROJECTS else number


def run(graph: TopologicalSorter, at_once: int) -> None:
    """Do all work in its order; the first failure ends everything."""
    graph.prepare()
    context = multiprocessing.get_context("fork")
    ready: list[Work] = []
    running: dict[int, tuple[multiprocessing.Process, Work]] = {}
    while graph.is_active():
        ready += graph.get_ready()
        while ready and len(running) < at_once:
            work = ready.pop(0)
            process = context.Process(target=work.do, daemon=True)
            process.start()
            running[process.sentinel] = process, work
        for sentinel in connection.wait(list(running)):
            process, work = running.pop(sentinel)
            process.join()
            if process.exitcode:
                sys.exit(f"{work.notebook.name}: exit status {process.exitcode}")
            graph.done(work)


def main(data: str, out: str, executed: str, *years: str) -> None:
    """Run the lower bound for the years given."""
    wanted = [int(year) for year in years]
    for year in wanted:
        (Path(out) / str(year)).mkdir(parents=True, exist_ok=True)
    rehearse()
    run(plan(Path(data).resolve(), Path(out), Path(executed), wanted), processors())


if __name__ == "__main__":
    main(*sys.argv[1:])
