"""The pipeline: the notebooks of all years, then the page across years, then the indexes.

A notebook whose result rests on nothing that has changed is not run again. What only running needs is imported when
there is something to run, so that finding nothing to do takes no time.
"""

import os
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from evalkit.errors import EvalkitError, InputProblems, InvalidInputError
from evalkit.pipeline.batch import ACROSS, Batch, Watcher, YearBatch
from evalkit.pipeline.checked import Checked, checked_year, must_check
from evalkit.pipeline.executor import Executor, LocalExecutor
from evalkit.pipeline.keys import INDEXES, Keys
from evalkit.pipeline.manifest import DONE, Outcome, write_refusal
from evalkit.pipeline.plan import TREND, plan_year
from evalkit.pipeline.process import Job

INDEX = "index.html"


@dataclass
class YearRun:
    """What came of a year: how each notebook ended, or why none was run."""

    fiscal_year: int
    outcomes: list[Outcome] = field(default_factory=list)
    problems: InputProblems | None = None

    @property
    def ok(self) -> bool:
        """Whether everything asked for was done."""
        return self.problems is None and all(outcome.status == DONE for outcome in self.outcomes)


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

    Returns
    -------
    list of YearRun
        One for each year, and a last one for the page across years where that was asked for.

    Raises
    ------
    InvalidInputError
        ``P-OUT-01`` if nothing can be written in the folder for pages.
    """
    executor = executor or LocalExecutor()
    _make_folder(output_dir)
    keys = Keys(data_dir.resolve(), output_dir.resolve())
    if force or must_check(years, keys):
        executor.prepare()
    runs = {year: YearRun(year) for year in years}
    with ExitStack() as stack:
        batches = {}
        for year in years:
            checked = _checked(runs[year], keys, force)
            steps = checked and _steps(runs[year], checked, only)
            if steps:
                batches[year] = YearBatch(year, checked, steps, _staging(keys, stack))
        trend = _trend_job(years, keys, notebooks, stack) if not only or TREND in only else None
        batch = Batch(batches, trend, keys, notebooks, executor, force, watcher or Watcher())
        batch.run()
    for year, made in batches.items():
        runs[year].outcomes = list(made.outcomes.values())
    refused = any(run.problems for run in runs.values())
    indexed_by = keys.of_index()
    if batch.published or refused or keys.reasons(ACROSS, INDEXES, indexed_by):
        from evalkit.pipeline.index import write_indexes

        written = write_indexes(output_dir, batch.trend_outcome.message if trend else "")
        keys.keep(ACROSS, INDEXES, indexed_by, written)
    keys.hashes.save()
    return [*runs.values(), *([YearRun(max(years), [batch.trend_outcome])] if trend else [])]


def _make_folder(folder: Path) -> None:
    """Make the folder for pages where it is not there, or say why nothing can be written in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(folder, error.strerror) from None
    if not os.access(folder, os.W_OK):
        raise _unusable(folder, "没有写入权限")


def _unusable(folder: Path, why: str) -> EvalkitError:
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    found = why if nearest.is_dir() else f"{nearest} 是文件"
    remedy = "用 --output 换一个文件夹，或取得写入权限"
    return InvalidInputError("P-OUT-01", "不能写入报告文件夹", found=found, expected="可以写入的文件夹", remedy=remedy).at(
        str(folder)
    )


def _checked(run: YearRun, keys: Keys, force: bool) -> Checked | None:
    """Return what a year states; its problems are noted, and then it is not run."""
    try:
        return checked_year(run.fiscal_year, keys, force=force)
    except InputProblems as problems:
        write_refusal(keys.output_dir / str(run.fiscal_year), str(problems))
        run.problems = problems
        return None


def _steps(run: YearRun, checked: Checked, only: list[str] | None) -> dict:
    """Return the steps of a year by name; a name that it does not have is noted."""
    try:
        return {step.notebook: step for step in plan_year(checked.notebooks, only)}
    except InputProblems as problems:
        run.problems = problems
        return {}


def _staging(keys: Keys, stack: ExitStack) -> Path:
    """Return a folder that nobody reads, on the disk of the pages, for as long as the batch lasts."""
    return Path(stack.enter_context(tempfile.TemporaryDirectory(dir=keys.output_dir, prefix=f".run-{os.getpid()}-")))


def _trend_job(years: list[int], keys: Keys, notebooks: Path, stack: ExitStack) -> Job:
    first = min(years) if len(years) > 1 else 0
    parameters = {"fiscal_year": max(years), "first_year": first, "data_dir": str(keys.data_dir)}
    return Job(notebooks / f"{TREND}.ipynb", parameters, _staging(keys, stack))
