"""One notebook executed by papermill and rendered by nbconvert, in a folder that nobody reads yet."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbformat import NotebookNode

from evalkit.atomic import write_atomic
from evalkit.errors import InputProblems
from evalkit.pipeline.contract import contract_problems
from evalkit.pipeline.failure import failure_of
from evalkit.pipeline.kernel import WarmManager
from evalkit.pipeline.process import CELL_SECONDS
from evalkit.present.page import page_of, strip_run
from evalkit.reads import LOG, log_of

HOME = "index.html"
QUIET_KERNEL = ["--IPKernelApp.log_level=50", "--HistoryManager.enabled=False"]


class NotebookFailed(Exception):
    """A notebook did not run to its end; the message says where and why."""


def execute(
    notebook: Path,
    *,
    parameters: dict[str, Any],
    staging: Path,
    on_cell: Callable[[int, int], None],
    cell_seconds: int = CELL_SECONDS,
    warm: bool = False,
) -> None:
    """Run a notebook whole and leave its page and its clean copy in ``staging``.

    Parameters
    ----------
    notebook : pathlib.Path
        The notebook; it is never changed.
    parameters : dict
        Values of type str, int or bool.
    staging : pathlib.Path
        Receives ``NAME.html`` and ``notebooks/NAME.ipynb`` if every cell ran; if not, ``failed/NAME.ipynb``.
    on_cell : callable
        Told the number of the cell that starts and how many there are.
    cell_seconds : int
        How long one cell may run.
    warm : bool
        Use the kernel that was forked for this process; see :mod:`evalkit.pipeline.kernel`.

    Raises
    ------
    NotebookFailed
        If a cell failed, ran too long, or the kernel died.
    InputProblems
        If papermill would run the notebook for the wrong year without saying so.
    """
    problems = contract_problems(notebook, set(parameters))
    if problems:
        raise InputProblems(problems)
    total = len(nbformat.read(notebook, as_version=4).cells) + 1  # papermill adds a cell with the values given
    started: list[NotebookNode] = []

    def start(cell: NotebookNode, cell_index: int) -> None:
        started.extend([cell] if cell.cell_type == "code" else [])
        on_cell(cell_index + 1, total)

    try:
        with _noting_reads(log_of(staging, notebook)):
            executed = papermill.execute_notebook(
                str(notebook),
                None,
                parameters=parameters,
                progress_bar=False,
                execution_timeout=cell_seconds,
                cwd=str(notebook.parent),
                extra_arguments=QUIET_KERNEL,
                on_cell_start=start,
                request_save_on_cell_execute=False,
                autosave_cell_every=0,
                **({"kernel_manager_class": WarmManager} if warm else {}),
            )
    except Exception as error:
        _keep_what_ran(notebook, started, so_far(staging, notebook.stem))
        raise NotebookFailed(failure_of(error, len(started), cell_seconds)) from error
    ran = [cell for cell in executed.cells if cell.cell_type == "code" and cell.source.strip()]
    if any(cell.execution_count is None for cell in ran):
        raise NotebookFailed("有单元格没有执行")
    try:
        clean = strip_run(executed)
        page = page_of(clean, fiscal_year=parameters["fiscal_year"], home=HOME)
    except Exception as error:
        raise NotebookFailed(f"页面生成出错：{type(error).__name__}：{str(error).strip()[:500]}") from error
    write_atomic(staging / f"{notebook.stem}.html", page.encode())
    write_atomic(staging / "notebooks" / notebook.name, (nbformat.v4.writes(clean) + "\n").encode())


def so_far(staging: Path, name: str) -> Path:
    """Return where a notebook that failed is kept with what its cells gave until then."""
    return staging / "failed" / f"{name}.ipynb"


def _keep_what_ran(notebook: Path, started: list[NotebookNode], target: Path) -> None:
    """Keep a notebook that failed with what its cells gave; a disk that refuses that does not hide why it failed."""
    given = {cell.id: cell.outputs for cell in started}
    plain = nbformat.read(notebook, as_version=4)
    for cell in plain.cells:
        cell.update({"outputs": given[cell.id]} if cell.get("id") in given else {})
    with suppress(OSError):
        write_atomic(target, nbformat.v4.writes(plain).encode())


@contextmanager
def _noting_reads(log: Path) -> Iterator[None]:
    """Have the kernel note everything that it reads and writes; a log of an earlier attempt is dropped."""
    log.parent.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    os.environ[LOG] = str(log)
    try:
        yield
    finally:
        del os.environ[LOG]
