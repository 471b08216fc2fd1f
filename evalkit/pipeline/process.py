"""One notebook job in a process of its own: forked from a warm parent where the system can, otherwise started anew."""

import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

from evalkit.atomic import temporary_prefix
from evalkit.pipeline.manifest import DONE, FAILED, Outcome

WARM, STOCK = "warm", "stock"
WARM_MODULE = "evalkit.pipeline.warm"
PROVISIONERS = {WARM: {"JUPYTER_DEFAULT_PROVISIONER_NAME": "evalkit-warm"}, STOCK: {}}
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
CELL_SECONDS, NOTEBOOK_SECONDS = 600, 3600
TOO_LONG = "too long"


@dataclass(frozen=True)
class Job:
    """What is run: one notebook of one year, and where its page goes.

    Attributes
    ----------
    notebook : pathlib.Path
        The notebook.
    parameters : dict
        Values of type str, int or bool.
    staging : pathlib.Path
        The folder that receives the page and the clean copy.
    cell_seconds, notebook_seconds : int
        How long one cell, and the whole notebook, may take.
    """

    notebook: Path
    parameters: dict[str, Any]
    staging: Path
    cell_seconds: int = CELL_SECONDS
    notebook_seconds: int = NOTEBOOK_SECONDS


@dataclass(frozen=True)
class _Surroundings:
    """Folder and environment of the caller; the warm parent keeps those it was started with."""

    folder: Path
    environment: dict[str, str]


def default_kernel() -> str:
    """Return the kind of kernel that this system can have: forking is only safe on Linux."""
    return WARM if sys.platform == "linux" else STOCK


def start_warm_parent() -> None:
    """Start the warm parent in the background, so that its imports run beside the checks of the batch."""
    from multiprocessing import forkserver

    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
    keep_sockets_removable()
    multiprocessing.set_forkserver_preload(["__main__", WARM_MODULE])
    forkserver.ensure_running()


def keep_sockets_removable() -> None:
    """Have :mod:`multiprocessing` keep its sockets where a later run removes them, should this process be killed.

    The folder of its own choice has a name that does not tell whose it is, and stays for ever.
    """
    settings = multiprocessing.current_process()._config
    if not settings.get("tempdir"):
        settings["tempdir"] = tempfile.mkdtemp(prefix=temporary_prefix())
        Finalize(None, shutil.rmtree, args=(settings["tempdir"], True), exitpriority=-100)


def run_job(job: Job, *, kernel: str, on_cell: Callable[[int, int], None], given_up: Connection | None = None) -> Outcome:
    """Run a job in a process of its own and return how it ended, whatever became of the process.

    Parameters
    ----------
    job : Job
        What to run.
    kernel : str
        ``warm`` or ``stock``; the pages are the same.
    on_cell : callable
        Told the number of the cell that starts and how many there are.
    given_up : multiprocessing.connection.Connection, optional
        A line on which anything said, or its end, means that the job is to be ended.
    """
    begun = time.monotonic()
    if kernel == WARM:
        start_warm_parent()
    context = multiprocessing.get_context("forkserver" if kernel == WARM else "spawn")
    receiver, sender = context.Pipe(duplex=False)
    with tempfile.TemporaryDirectory(prefix=temporary_prefix(), ignore_cleanup_errors=True) as runtime:
        surroundings = _Surroundings(Path.cwd(), os.environ | PROVISIONERS[kernel] | {"JUPYTER_RUNTIME_DIR": runtime})
        process = context.Process(target=_work, args=(job, kernel, surroundings, sender), name=job.notebook.stem)
        process.start()
        sender.close()
        ends = [process.sentinel, *([given_up] if given_up else [])]
        message = _listen(receiver, ends, on_cell, begun + job.notebook_seconds)
        if message == TOO_LONG or given_up and given_up.poll() and process.is_alive():
            _end(process.pid)
        process.join()
    if message is None:
        message = f"进程意外结束（状态 {process.exitcode}）：可能被终止，或内存不足"
    if message == TOO_LONG:
        message = f"运行超过 {job.notebook_seconds} 秒的时限，已终止；确需更久时用 --notebook-timeout 放宽"
    seconds = round(time.monotonic() - begun, 2)
    return Outcome(job.notebook.stem, FAILED if message else DONE, message, seconds)


def end_jobs() -> None:
    """End every job that still runs, with all that it started."""
    for process in multiprocessing.active_children():
        _end(process.pid)


def _listen(receiver: Connection, ends: list[int | Connection], on_cell: Callable[[int, int], None], until: float) -> str | None:
    """Pass on which cell runs until the job says how it ended: empty for well, ``None`` where there is no word to wait for.

    A kernel that outlives its job may hold the other end of the line open, so the end of the process is watched too.
    """
    with receiver:
        while ready := wait([receiver, *ends], max(0.0, until - time.monotonic())):
            if receiver not in ready:
                return None
            try:
                told = receiver.recv()
            except (EOFError, OSError):
                return None
            if isinstance(told, str):
                return told
            on_cell(*told)
    return TOO_LONG


def _end(pid: int) -> None:
    """End a job with all that it started, what its notebook started included."""
    import psutil

    with suppress(psutil.Error):
        job = psutil.Process(pid)
        for process in [job, *job.children(recursive=True)]:
            with suppress(psutil.Error):
                process.kill()


def _work(job: Job, kernel: str, surroundings: _Surroundings, sender: Connection) -> None:
    """Be the job: first fork the kernel, then run the notebook and say how it ended."""
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)
    _become_warm() if kernel == WARM else _die_with_batch()
    os.environ.clear()
    os.environ.update(surroundings.environment)
    os.chdir(surroundings.folder)
    from evalkit.errors import EvalkitError, InputProblems
    from evalkit.pipeline.disk import disk_error
    from evalkit.pipeline.execute import NotebookFailed, execute

    message = ""
    try:
        execute(
            job.notebook,
            parameters=job.parameters,
            staging=job.staging,
            cell_seconds=job.cell_seconds,
            warm=kernel == WARM,
            on_cell=lambda cell, cells: sender.send((cell, cells)),
        )
    except (NotebookFailed, EvalkitError, InputProblems) as error:
        message = str(error)
    except OSError as error:
        message = str(disk_error(error, job.staging))
    sender.send(message)
    sender.close()


def _die_with_batch() -> None:
    """End when the batch ends, so that nothing of it still writes when the next one begins; only Linux can see to that."""
    from evalkit.pipeline.kernel import die_with_parent

    die_with_parent()


def _become_warm() -> None:
    """Fork the kernel, and end when the batch ends: the line that keeps the warm parent alive is let go of."""
    from multiprocessing.forkserver import _forkserver

    from evalkit.pipeline.kernel import die_with_parent, fork_kernel

    os.close(_forkserver._forkserver_alive_fd)
    _forkserver._forkserver_alive_fd = None
    die_with_parent()
    fork_kernel()
