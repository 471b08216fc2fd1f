"""The helper of a dask worker: it holds the warm parent and runs jobs as one machine does, for as long as the worker lives.

A worker of dask may have no children by :mod:`multiprocessing`, and its tasks run in threads, where no kernel can be forked.
So the worker starts this program beside it. The program says on its output where it listens; each job comes over a line of
its own, and ends when anything more is said on that line or the line ends. The helper ends when its input does: the worker
holds the other end, whatever becomes of it.
"""

import hashlib
import json
import os
import platform
import re
import tempfile
import zlib
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.metadata import requires, version
from multiprocessing import AuthenticationError, current_process
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from threading import Event, Thread

import evalkit
from evalkit.errors import EvalkitError
from evalkit.pipeline.manifest import FAILED, Outcome
from evalkit.pipeline.process import WARM, Job, default_kernel, end_jobs, keep_sockets_removable, run_job, start_warm_parent

LOOK_SECONDS = 1
INPUT, OUTPUT, MESSAGES = range(3)


@dataclass(frozen=True)
class Order:
    """A job for a worker.

    Attributes
    ----------
    job : Job
        The job; its paths are absolute.
    kernel : str or None
        ``warm`` or ``stock``; by default what the worker's system can have.
    environment : str
        The digest of the environment that asks; see :func:`environment_digest`.
    """

    job: Job
    kernel: str | None
    environment: str


def environment_digest() -> str:
    """Return a digest of all of evalkit, of the packages that it asks for, and of Python; where it differs, pages may differ."""
    digest = hashlib.sha256(f"{platform.python_version()} {zlib.ZLIB_RUNTIME_VERSION}".encode())
    for name in sorted(re.match(r"[\w.-]+", item)[0] for item in requires("evalkit") if "extra ==" not in item):
        digest.update(f"{name} {version(name)}\n".encode())
    package = Path(evalkit.__file__).parent
    for path in sorted(path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def main() -> None:
    """Run jobs until the worker lets go of the helper, or has ended."""
    worker, environment, key = os.getppid(), environment_digest(), current_process().authkey
    keep_sockets_removable()
    listener = Listener(authkey=key)
    greeting = {"address": listener.address, "key": key.hex(), "environment": environment}
    print(json.dumps(greeting), flush=True)
    os.dup2(MESSAGES, OUTPUT)  # nobody reads on, and what jobs print must not fill the pipe
    if default_kernel() == WARM:
        start_warm_parent()
    Thread(target=_accept, args=(listener, environment), daemon=True).start()
    let_go = Event()
    Thread(target=lambda: os.read(INPUT, 1) or let_go.set(), daemon=True).start()
    while not let_go.wait(LOOK_SECONDS) and os.getppid() == worker:
        pass
    end_jobs()


def _accept(listener: Listener, environment: str) -> None:
    """Take orders, each in a thread of its own; a line that breaks before it stands is none."""
    while True:
        with suppress(OSError, EOFError, AuthenticationError):
            Thread(target=_serve, args=(listener.accept(), environment)).start()


def _serve(line: Connection, environment: str) -> None:
    """Run the job that is ordered over a line and answer how it ended, unless it was given up."""
    with line:
        order = line.recv()
        outcome = _refusal(order, environment) or _run(order, line)
        if not line.poll():
            with suppress(OSError):
                line.send(outcome)


def _run(order: Order, line: Connection) -> Outcome:
    """Run a job in a folder of its own, so that an attempt that was thought lost cannot write into another one's pages."""

    def tell(cell: int, cells: int) -> None:
        with suppress(OSError):
            line.send((cell, cells))

    job = order.job
    with tempfile.TemporaryDirectory(dir=job.staging, prefix=".attempt-", ignore_cleanup_errors=True) as attempt:
        made = replace(job, staging=Path(attempt))
        outcome = run_job(made, kernel=order.kernel or default_kernel(), on_cell=tell, given_up=line)
        for path in [path for path in made.staging.rglob("*") if path.is_file() and not line.poll()]:
            target = job.staging / path.relative_to(made.staging)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, target)
    return outcome


def _refusal(order: Order, environment: str) -> Outcome | None:
    """Return why a job cannot be run here, if that is so: other code would make other pages, other folders none."""
    job = order.job
    needed = [job.notebook, job.staging, *(Path(value) for name, value in job.parameters.items() if name == "data_dir")]
    lacking = [str(path) for path in needed if not path.exists()]
    if order.environment != environment:
        error = other_environment(platform.node())
    elif lacking:
        error = EvalkitError(
            "P-CLU-06",
            "工作进程看不到共享的文件夹",
            found=f"没有 {'、'.join(lacking)}",
            expected="笔记本、数据和报告文件夹在每台机器上路径相同",
            remedy="把这些文件夹放在共享存储上，各机器挂载到同一路径，再运行",
        ).at(platform.node())
    else:
        return None
    return Outcome(job.notebook.stem, FAILED, str(error))


def other_environment(where: str) -> EvalkitError:
    """Return the error that a worker's evalkit is not the one that asks."""
    return EvalkitError(
        "P-CLU-05",
        "工作进程的程序与本机不同",
        found="evalkit、所依赖的软件包或 Python 的版本不一致，或启动之后改过",
        expected="与本机逐字节相同，否则不能保证报告相同",
        remedy="在该机器上按同一份 requirements.lock 安装同一版 evalkit，再重新启动工作进程",
    ).at(where)


if __name__ == "__main__":
    main()
