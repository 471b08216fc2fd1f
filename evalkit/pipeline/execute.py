"""One notebook executed by papermill and rendered by nbconvert, in a folder that nobody reads yet."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError

from evalkit.errors import InputProblems
from evalkit.pipeline.contract import contract_problems
from evalkit.pipeline.kernel import WarmManager
from evalkit.present.page import page_of, strip_run
from evalkit.reads import LOG, log_of

CELL_SECONDS = 600
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
        Receives ``NAME.html`` and ``notebooks/NAME.ipynb`` if every cell ran, and neither if not.
    on_cell : callable
        Told the number of the cell that starts and how many there are.
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
    raw = staging / "executing" / notebook.name
    raw.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _noting_reads(log_of(staging, notebook)):
            executed = papermill.execute_notebook(
                str(notebook),
                str(raw),
                parameters=parameters,
                progress_bar=False,
                execution_timeout=CELL_SECONDS,
                cwd=str(notebook.parent),
                extra_arguments=QUIET_KERNEL,
                on_cell_start=lambda cell, cell_index: on_cell(cell_index + 1, total),
                request_save_on_cell_execute=False,
                autosave_cell_every=0,
                **({"kernel_manager_class": WarmManager} if warm else {}),
            )
    except PapermillExecutionError as error:
        raise NotebookFailed(_cell_failure(error)) from error
    except Exception as error:
        raise NotebookFailed(f"内核或执行环境出错：{type(error).__name__}：{str(error).strip()[:500]}") from error
    ran = [cell for cell in executed.cells if cell.cell_type == "code" and cell.source.strip()]
    if any(cell.execution_count is None for cell in ran):
        raise NotebookFailed("有单元格没有执行")
    try:
        clean = strip_run(executed)
        page = page_of(clean, fiscal_year=parameters["fiscal_year"], home=HOME)
    except Exception as error:
        raise NotebookFailed(f"页面生成出错：{type(error).__name__}：{str(error).strip()[:500]}") from error
    (staging / f"{notebook.stem}.html").write_text(page, encoding="utf-8", newline="\n")
    copy = staging / "notebooks" / notebook.name
    copy.parent.mkdir(exist_ok=True)
    copy.write_text(nbformat.v4.writes(clean) + "\n", encoding="utf-8", newline="\n")


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


def _cell_failure(error: PapermillExecutionError) -> str:
    value = error.evalue.strip()
    known = value.startswith(("[", "输入数据有"))
    return value if known else f"第 {error.exec_count} 个代码单元格出错：{error.ename}：{value}"
