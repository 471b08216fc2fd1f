"""Where jobs run: a job in, a result out."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from evalkit.errors import EvalkitError
from evalkit.pipeline.manifest import Outcome
from evalkit.pipeline.process import WARM, Job, default_kernel, end_jobs, run_job, start_warm_parent

JOB_MEGABYTES = 400


class Executor(Protocol):
    """What the pipeline asks of a place where jobs run.

    Attributes
    ----------
    places : int
        How many jobs run at once.
    """

    places: int

    def prepare(self) -> None:
        """Begin, in the background, what the first job will wait for."""

    def run(self, job: Job, on_cell: Callable[[int, int], None]) -> Outcome:
        """Run a job and return how it ended; called from several threads."""

    def end(self) -> None:
        """End every job that still runs, with all that it started."""


class LocalExecutor:
    """Runs jobs on this machine, each in a process of its own.

    Parameters
    ----------
    places : int, optional
        How many jobs run at once; by default as many as processors and memory allow.
    kernel : str, optional
        ``warm`` or ``stock``; by default warm where the system can fork safely. The pages are the same.
    """

    def __init__(self, places: int | None = None, kernel: str | None = None):
        self.places, self.kernel = places or default_places(), kernel or default_kernel()

    def prepare(self) -> None:
        """Start the warm parent, so that its imports run beside the checks of the batch."""
        if self.kernel == WARM:
            start_warm_parent()

    def run(self, job: Job, on_cell: Callable[[int, int], None]) -> Outcome:
        """Run a job in a process of its own."""
        return run_job(job, kernel=self.kernel, on_cell=on_cell)

    def end(self) -> None:
        """End every job that still runs, with all that it started."""
        end_jobs()


def on_cluster(address: str, places: int | None = None, kernel: str | None = None) -> Executor:
    """Return the executor that hands jobs to the workers of a dask scheduler.

    Parameters
    ----------
    address : str
        Address of the scheduler, such as ``tcp://host:8786``.
    places, kernel : optional
        As for :class:`LocalExecutor`; by default as many places as the workers have threads.

    Raises
    ------
    EvalkitError
        ``P-CLU-01`` if dask is not installed; ``P-CLU-02`` to ``P-CLU-05`` if the cluster cannot be used.
    """
    try:
        from evalkit.pipeline.cluster import ClusterExecutor
    except ImportError as error:
        raise EvalkitError(
            "P-CLU-01",
            "没有安装集群运行所需的软件包",
            found=str(error),
            expected="已安装 dask 的 distributed",
            remedy="运行 python -m pip install --require-hashes -r requirements.lock，或去掉 --scheduler 在本机运行",
        ).at("--scheduler") from error
    return ClusterExecutor(address, places, kernel)


def default_places() -> int:
    """Return how many notebooks may run at once: one for each processor, as far as memory goes."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = Path("/proc/meminfo")
    if not memory.is_file():
        return processors
    lines = dict(line.split(":", 1) for line in memory.read_text().splitlines())
    megabytes = int(lines["MemAvailable"].split()[0]) // 1024 if "MemAvailable" in lines else JOB_MEGABYTES
    return max(1, min(processors, megabytes // JOB_MEGABYTES))
