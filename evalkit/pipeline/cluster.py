"""Jobs on the workers of a dask scheduler: they share the project's folders, and a lost worker's jobs are done again.

A task only hands its job to the helper of its worker (:mod:`evalkit.pipeline.worker`) and waits. When the scheduler lets go
of a task that runs, because it was cancelled or whoever asked for it has gone, the helper is told and ends the notebook.
"""

import asyncio
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent import futures
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import count
from multiprocessing import connection
from typing import Any
from uuid import uuid4

from distributed import Client, Future, WorkerPlugin, get_worker
from distributed.comm import parse_address, parse_host_port
from distributed.comm.registry import get_backend

from evalkit.errors import EvalkitError
from evalkit.pipeline.manifest import FAILED, Outcome
from evalkit.pipeline.process import Job
from evalkit.pipeline.worker import Order, environment_digest, other_environment

NAME = "evalkit"
HELPER = [sys.executable, "-m", "evalkit.pipeline.worker"]
GIVEN_UP = "given up"
CONNECT_SECONDS = 10
END_SECONDS = 20
POLL_SECONDS = 0.05
LOOK_SECONDS = 20
LONELY_LOOKS = 3
ATTEMPTS = 3


class Helper(WorkerPlugin):
    """What every worker gets, those that join later too: its helper, and which of its tasks wait for it."""

    name = NAME
    idempotent = True

    def setup(self, worker: Any) -> None:
        """Start the helper beside the worker."""
        self._worker, self._waiting, self._lock = worker, {}, threading.Lock()
        self._start()

    def teardown(self, worker: Any) -> None:
        """Let the helper end, with all that it runs."""
        self._process.stdin.close()

    def transition(self, key: str, start: str, finish: str, **_: Any) -> None:
        """Give a job up whose result nobody waits for any more."""
        line = self._waiting.get(key)
        if line and finish == "released":
            line.send(GIVEN_UP)

    def environment(self) -> str:
        """Return the digest of the environment that the helper was started with."""
        return self._greeted()["environment"]

    def run(self, key: str, order: Order) -> Outcome:
        """Have the helper run a job, and pass on which cell runs.

        Raises
        ------
        EOFError
            If the job was given up, or the helper has ended.
        """
        greeting = self._greeted()
        with connection.Client(greeting["address"], authkey=bytes.fromhex(greeting["key"])) as line:
            line.send(order)
            self._waiting[key] = line
            try:
                if self._worker.state.tasks[key].state != "executing":
                    line.send(GIVEN_UP)
                while isinstance(told := line.recv(), tuple):
                    self._worker.log_event(NAME, [key, *told])
                return told
            finally:
                del self._waiting[key]

    def running(self, batch: str) -> bool:
        """Return whether a job of a batch still runs here."""
        return any(key.startswith(batch) for key in list(self._waiting))

    def _start(self) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(HELPER, stdin=pipe, stdout=pipe, start_new_session=True)
        self._greeting = None

    def _greeted(self) -> dict[str, str]:
        """Return what the helper said at its start; one that has ended is replaced."""
        with self._lock:
            if self._process.poll() is not None:
                self._start()
            self._greeting = self._greeting or json.loads(self._process.stdout.readline())
            return self._greeting


class ClusterExecutor:
    """Runs jobs on the workers of a dask scheduler.

    Parameters
    ----------
    address : str
        Address of the scheduler, such as ``tcp://host:8786``.
    places : int, optional
        How many jobs are handed over at once at most; by default as many as the workers have threads.
    kernel : str, optional
        ``warm`` or ``stock``; by default warm where the worker's system can fork safely. The pages are the same.

    Raises
    ------
    EvalkitError
        ``P-CLU-02`` to ``P-CLU-05`` if the address is none, nobody answers there, no worker has joined, or the evalkit of a
        worker is not the one that asks.
    """

    def __init__(self, address: str, places: int | None = None, kernel: str | None = None):
        self._most, self._kernel, self._environment = places, kernel, environment_digest()
        self._batch, self._numbers = f"{NAME}-{uuid4().hex}", count(1)
        self._on_cell: dict[str, Callable[[int, int], None]] = {}
        self._futures: dict[str, Future] = {}
        self._client = _client(address)
        try:
            _check_workers(self._client, address, self._environment)
        except BaseException:
            self._client.close()
            raise
        self._client.register_plugin(Helper())
        self._client.subscribe_topic(NAME, self._told)

    @property
    def places(self) -> int:
        """How many jobs run at once; it changes as workers join and leave."""
        threads = self._threads()
        return max(1, min(threads, self._most or threads))

    def prepare(self) -> None:
        """Do nothing: each worker has started its warm parent when it was given its helper."""

    def run(self, job: Job, on_cell: Callable[[int, int], None]) -> Outcome:
        """Have a worker run a job, another one if that is lost, and return how it ended."""
        key = f"{self._batch}-{job.notebook.stem}-{next(self._numbers)}"
        absolute = replace(job, notebook=job.notebook.resolve(), staging=job.staging.resolve())
        order = Order(absolute, self._kernel, self._environment)
        self._on_cell[key] = on_cell
        try:
            self._futures[key] = self._client.submit(run_here, order, key=key, pure=False, retries=ATTEMPTS)
            return self._result(self._futures[key])
        except Exception as error:
            return Outcome(job.notebook.stem, FAILED, str(_lost(error).at(job.notebook.name)))
        finally:
            self._on_cell.pop(key)
            self._futures.pop(key, None)

    def end(self) -> None:
        """End every job that still runs, and leave the scheduler; one that is gone or does not answer is not waited for."""
        with suppress(Exception):
            _within(END_SECONDS, self._leave)

    def _leave(self) -> None:
        if self._client.status == "closed":
            return
        self._client.cancel(list(self._futures.values()), force=True)
        while any(self._client.run(partial(_running_here, self._batch), on_error="ignore").values()):
            time.sleep(POLL_SECONDS)
        self._client.close()

    def _told(self, event: tuple[float, Any]) -> None:
        """Pass on which cell runs; every batch of the scheduler hears of every job."""
        key, cell, cells = event[1]
        on_cell = self._on_cell.get(key)
        if on_cell:
            on_cell(cell, cells)

    def _threads(self) -> int:
        """Return how many threads the workers have; none where the scheduler is gone."""
        with suppress(Exception):
            return sum(self._client.ncores().values())
        return 0

    def _result(self, future: Future) -> Outcome:
        """Wait for a job; where no worker is left for long, nobody will do it."""
        lonely = 0
        while lonely < LONELY_LOOKS:
            try:
                return future.result(timeout=LOOK_SECONDS)
            except TimeoutError:
                if future.done():
                    raise
                lonely = 0 if self._threads() else lonely + 1
        raise RuntimeError("no worker is left")


def run_here(order: Order) -> Outcome:
    """Be the task: hand a job to the helper of this worker, and wait."""
    worker = get_worker()
    return worker.plugins[NAME].run(worker.get_current_task(), order)


async def _environment_here(dask_worker: Any) -> str:
    """Return the digest of a worker's environment, as it was when its helper was started if it has one."""
    helper = dask_worker.plugins.get(NAME)
    return await asyncio.to_thread(helper.environment if helper else environment_digest)


def _running_here(batch: str, dask_worker: Any) -> bool:
    helper = dask_worker.plugins.get(NAME)
    return helper is not None and helper.running(batch)


def _client(address: str) -> Client:
    """Connect to the scheduler; whether anybody answers is tried first, since dask tries again until the time is over."""
    try:
        scheme, place = parse_address(address, strict=True)
        get_backend(scheme)
        host, port = parse_host_port(place)
    except ValueError as error:
        raise EvalkitError(
            "P-CLU-02",
            "调度器的地址不对",
            found=address or "空白",
            expected="tcp://主机:端口，如 tcp://192.168.1.10:8786",
            remedy="照调度器启动时显示的地址填写",
        ).at("--scheduler") from error
    try:
        socket.create_connection((host, port), CONNECT_SECONDS).close()
        return _within(CONNECT_SECONDS, lambda: Client(address, timeout=CONNECT_SECONDS, set_as_default=False))
    except (OSError, OverflowError) as error:
        raise EvalkitError(
            "P-CLU-03",
            "连不上调度器",
            found=f"{address} 没有应答：{error}",
            expected="该地址上有 dask 调度器在运行，且本机可以访问",
            remedy="在该主机上用 dask scheduler 启动调度器，或检查地址和防火墙",
        ).at("--scheduler") from error


def _check_workers(client: Client, address: str, environment: str) -> None:
    """Refuse a cluster without workers, or with one whose pages might be others."""
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except TimeoutError as error:
        raise EvalkitError(
            "P-CLU-04",
            "调度器上没有工作进程",
            found=f"{address} 没有工作进程加入",
            expected="至少一个工作进程",
            remedy=f"在各机器上运行 dask worker {address}",
        ).at("--scheduler") from error
    there = client.run(_environment_here, on_error="return")
    others = sorted(worker for worker, digest in there.items() if digest != environment)
    if others:
        raise other_environment("、".join(others))


def _within(seconds: float, action: Callable[[], Any]) -> Any:
    """Return what an action returns, or raise TimeoutError when the time is over; dask waits without end for one that is silent."""
    answer: futures.Future = futures.Future()

    def act() -> None:
        try:
            answer.set_result(action())
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=act, daemon=True).start()
    return answer.result(seconds)


def _lost(error: Exception) -> EvalkitError:
    return EvalkitError(
        "P-CLU-07",
        "集群没有完成这个笔记本",
        found=f"{type(error).__name__}：{str(error).strip()[:300]}",
        expected="工作进程在笔记本运行期间一直存活，至少有一个",
        remedy="查看工作进程的日志（常见原因是内存不足、机器重启或网络中断），再运行",
    )
