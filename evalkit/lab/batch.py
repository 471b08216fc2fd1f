"""A batch in a Python of its own, so that it runs the code as it is now and not as the launcher once loaded it."""

import multiprocessing
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from evalkit.errors import EvalkitError, InputProblems
from evalkit.pipeline.batch import Node, Watcher
from evalkit.pipeline.executor import LocalExecutor
from evalkit.pipeline.manifest import Outcome
from evalkit.pipeline.process import end_jobs
from evalkit.pipeline.run import run_years

ENDED, BROKEN = "ended_all", "broken"


@dataclass(frozen=True)
class Asked:
    """What is to be run: a year, or one notebook of it, and the folders as :func:`evalkit.pipeline.run.run_years` names them."""

    fiscal_year: int
    notebook: str | None
    data_dir: Path
    output_dir: Path
    notebooks: Path


@dataclass(frozen=True)
class Ran:
    """What came of it: how each notebook ended, and why the year was not run."""

    outcomes: list[Outcome]
    refused: list[str]


class BatchError(Exception):
    """The batch did not come to its end."""


class _Told(Watcher):
    """Passes on what it is told to the process that waits for the batch."""

    def __init__(self, line: Connection):
        self._line = line

    def waiting(self, message: str) -> None:
        self._line.send(("waiting", message))

    def planned(self, needs: dict[Node, list[Node]], seconds: dict[Node, float]) -> None:
        self._line.send(("planned", needs, seconds))

    def cell(self, node: Node, cell: int, cells: int) -> None:
        self._line.send(("cell", node, cell, cells))

    def ended(self, node: Node, outcome: Outcome) -> None:
        self._line.send(("ended", node, outcome))


def run_anew(asked: Asked, watcher: Watcher) -> Ran:
    """Run what is asked in a new process and wait for it; given up, it ends with all that it started.

    Parameters
    ----------
    asked : Asked
        What to run.
    watcher : Watcher
        Told how it goes.

    Raises
    ------
    BatchError
        If it broke off; what Python says of it goes to the error stream.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(asked, sender), name="evalkit")
    process.start()
    sender.close()
    try:
        return _listen(receiver, watcher)
    except BaseException:
        end_jobs()
        raise
    finally:
        receiver.close()
        process.join()


def _listen(receiver: Connection, watcher: Watcher) -> Ran:
    while True:
        try:
            said, *told = receiver.recv()
        except EOFError:
            raise BatchError("运行的进程被终止，或内存不足") from None
        if said == ENDED:
            return told[0]
        if said == BROKEN:
            raise BatchError(told[0])
        getattr(watcher, said)(*told)


def _work(asked: Asked, line: Connection) -> None:
    """Be the new process."""
    executor = LocalExecutor()
    try:
        line.send((ENDED, _run(asked, executor, _Told(line))))
    except KeyboardInterrupt:
        return  # who pressed the stop button knows
    except Exception as error:
        traceback.print_exc()
        line.send((BROKEN, f"{type(error).__name__}：{error}"))
    finally:
        executor.end()


def _run(asked: Asked, executor: LocalExecutor, watcher: Watcher) -> Ran:
    try:
        runs = run_years(
            [asked.fiscal_year],
            data_dir=asked.data_dir,
            output_dir=asked.output_dir,
            notebooks=asked.notebooks,
            only=[asked.notebook] if asked.notebook else None,
            executor=executor,
            watcher=watcher,
        )
    except (EvalkitError, InputProblems) as error:
        return Ran([], [str(error)])
    outcomes = [outcome for ran in runs for outcome in ran.outcomes]
    return Ran(outcomes, [str(why) for ran in runs for why in (ran.problems, ran.unpublished) if why])
