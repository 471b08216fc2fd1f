"""The pipeline: the notebooks of all years, then the page across years, then the indexes.

A notebook whose result rests on nothing that has changed is not run again. What only running needs is imported when
there is something to run, so that finding nothing to do takes no time.
"""

import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from evalkit.atomic import remove_left_over
from evalkit.errors import EvalkitError, InputProblems
from evalkit.pipeline.attempt import record_refusal
from evalkit.pipeline.batch import Batch, Watcher
from evalkit.pipeline.checked import Checked, checked_year, must_check
from evalkit.pipeline.disk import disk_error, unwritable
from evalkit.pipeline.executor import Executor, LocalExecutor
from evalkit.pipeline.keys import INDEXES, Keys
from evalkit.pipeline.locking import ACROSS, WAIT_SECONDS, Locks
from evalkit.pipeline.manifest import DONE, Outcome
from evalkit.pipeline.plan import TREND, plan_year
from evalkit.pipeline.process import CELL_SECONDS, NOTEBOOK_SECONDS, Job
from evalkit.pipeline.publish import INDEX, made_folder, recover
from evalkit.pipeline.trend_page import trend_made
from evalkit.pipeline.year_batch import YearBatch

__all__ = ["INDEX", "YearRun", "run_years"]


@dataclass
class YearRun:
    """What came of a year: how each notebook ended, or why none was run, or why nothing was published."""

    fiscal_year: int
    outcomes: list[Outcome] = field(default_factory=list)
    problems: InputProblems | None = None
    unpublished: EvalkitError | None = None

    @property
    def ok(self) -> bool:
        """Whether everything asked for was done."""
        done = all(outcome.status == DONE for outcome in self.outcomes)
        return self.problems is None and self.unpublished is None and done


def run_years(
    years: list[int],
    *,
    data_dir: Path,
    output_dir: Path,
    notebooks: Path,
    only: list[str] | None = None,
    force: bool = False,
    executor: Executor | None = None,
    watcher: Watcher | None = None,
    wait: float = WAIT_SECONDS,
    cell_seconds: int = CELL_SECONDS,
    notebook_seconds: int = NOTEBOOK_SECONDS,
) -> list[YearRun]:
    """Run the notebooks of each year, then the page across years, and write the indexes.

    Parameters
    ----------
    years : list of int
        Fiscal years.
    data_dir, output_dir, notebooks : pathlib.Path
        The folder with ``raw/`` and ``processed/``, the folder for pages, the folder of the notebooks.
    only : list of str, optional
        Names of notebooks to run; all of them by default.
    force : bool
        Run also what rests on nothing that has changed.
    executor : Executor, optional
        Where notebooks run; by default on this machine, as many at once as processors and memory allow.
    watcher : Watcher, optional
        Told how it goes.
    wait : float
        How many seconds to wait for another run of one of these years.
    cell_seconds, notebook_seconds : int
        How long one cell, and a whole notebook, may run.

    Returns
    -------
    list of YearRun
        One for each year, and a last one for the page across years where that was asked for.

    Raises
    ------
    EvalkitError
        ``P-OUT-01`` if nothing can be written in the folder for pages, ``P-DISK-01`` if the disk is full, ``P-DISK-02`` if it
        refuses otherwise, ``P-LOCK-01`` if another run holds one of the years for too long.
    """
    executor, watcher = executor or LocalExecutor(), watcher or Watcher()
    _make_folder(output_dir)
    locks = Locks(data_dir.resolve(), output_dir.resolve(), wait, watcher.waiting)
    limits = {"cell_seconds": cell_seconds, "notebook_seconds": notebook_seconds}
    try:
        with ExitStack() as stack:
            held = {year: stack.enter_context(_held(locks, year)) for year in sorted(years)}
            hold_across = cache(lambda: stack.enter_context(locks.of_year(ACROSS)))
            _tidy(locks, years)
            keys = Keys(locks.data_dir, locks.output_dir)
            if force or must_check(years, keys):
                executor.prepare()
            runs = {year: YearRun(year) for year in years}
            made = {year: _batch(runs[year], keys, notebooks, only, force, held[year]) for year in years}
            batches = {year: batch for year, batch in made.items() if batch}
            trend = _trend_job(years, keys, notebooks, limits) if not only or TREND in only else None
            batch = Batch(batches, trend, keys, notebooks, executor, force, watcher, hold_across, limits)
            batch.run()
            for year, ended in batches.items():
                runs[year].outcomes, runs[year].unpublished = list(ended.outcomes.values()), ended.unpublished
            refused = any(run.problems for run in runs.values())
            _write_indexes(keys, locks, hold_across, always=batch.published or refused)
            keys.hashes.save()
    except (ChildProcessError, ConnectionError):
        raise
    except OSError as error:
        raise disk_error(error, output_dir) from error
    return [*runs.values(), *([YearRun(max(years), [batch.trend_outcome])] if trend else [])]


def _held(locks: Locks, year: int) -> ExitStack:
    """Return what holds a year until it is closed; what a run that was cut short has left of publishing is put right."""
    with ExitStack() as stack:
        stack.enter_context(locks.of_year(year))
        recover(locks.output_dir / str(year))
        return stack.pop_all()


def _tidy(locks: Locks, years: list[int]) -> None:
    """Remove the temporary files that killed processes have left where this run writes."""
    processed, pages = locks.data_dir / "processed", locks.output_dir
    below = [place for year in years for place in (processed / str(year), pages / made_folder(Path(str(year))))]
    below += [path for place in below if place.is_dir() for path in place.iterdir() if path.is_dir()]
    for folder in (Path(tempfile.gettempdir()), pages, processed, processed / "keys", *below):
        remove_left_over(folder)


def _write_indexes(keys: Keys, locks: Locks, hold_across: Callable[[], None], *, always: bool) -> None:
    """Write the indexes where something has changed that they say."""
    indexed_by = keys.of_index()
    if always or keys.reasons(ACROSS, INDEXES, indexed_by):
        from evalkit.pipeline.index import write_indexes

        hold_across()
        keys.keep(ACROSS, INDEXES, indexed_by, write_indexes(keys.output_dir, lambda year: locks.of_year(year, wait=0)))


def _make_folder(folder: Path) -> None:
    """Make the folder for pages where it is not there, or say why nothing can be written in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error.strerror) from None
    if not os.access(folder, os.W_OK):
        raise unwritable(folder, "没有写入权限")


def _batch(run: YearRun, keys: Keys, notebooks: Path, only: list[str] | None, force: bool, lock: ExitStack) -> YearBatch | None:
    """Return a year that can be run; one that cannot is let go of, and why is noted."""
    try:
        checked = _checked(run.fiscal_year, keys, force)
        steps = {step.notebook: step for step in plan_year(checked.notebooks, only)}
    except InputProblems as problems:
        run.problems = problems
    else:
        if steps:
            return YearBatch(run.fiscal_year, checked, steps, keys, notebooks, lock)
    lock.close()
    return None


def _checked(year: int, keys: Keys, force: bool) -> Checked:
    """Return what a year states; that its raw data were refused is noted beside its pages, if it has any."""
    try:
        return checked_year(year, keys, force=force)
    except InputProblems as problems:
        record_refusal(keys.output_dir / str(year), str(problems))
        raise


def _trend_job(years: list[int], keys: Keys, notebooks: Path, limits: dict[str, int]) -> Job:
    first = min(years) if len(years) > 1 else 0
    parameters = {"fiscal_year": max(years), "first_year": first, "data_dir": str(keys.data_dir)}
    return Job(notebooks / f"{TREND}.ipynb", parameters, trend_made(keys.output_dir), **limits)
