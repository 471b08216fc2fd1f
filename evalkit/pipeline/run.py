"""The pipeline: the notebooks of all years side by side, each failure kept to itself, pages published only when whole."""

import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from pathlib import Path

from evalkit.atomic import write_if_changed
from evalkit.errors import InputProblems
from evalkit.intake.prepare import YearInputs, prepare
from evalkit.pipeline.index import write_indexes
from evalkit.pipeline.manifest import DONE, FAILED, SKIPPED, Outcome, read_manifest, write_manifest, write_refusal
from evalkit.pipeline.plan import SCORECARD, TREND, Step, plan_year
from evalkit.pipeline.process import WARM, Job, default_kernel, end_jobs, run_job, start_warm_parent
from evalkit.results import load_evaluation
from evalkit.year import check_year

EVALUATION = "evaluation.json"
JOB_MEGABYTES = 400
Progress = Callable[[int, str, int, int], None]
Node = tuple[int, str]


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


@dataclass
class _Year:
    """A year while it runs: what it states, its steps, the folder that nobody reads yet, and how each step ended."""

    fiscal_year: int
    inputs: YearInputs
    steps: dict[str, Step]
    staging: Path
    started: datetime
    outcomes: dict[str, Outcome] = field(default_factory=dict)


def run_years(
    years: list[int],
    *,
    data_dir: Path,
    output_dir: Path,
    notebooks: Path,
    only: list[str] | None = None,
    jobs: int | None = None,
    kernel: str | None = None,
    on_progress: Progress = lambda year, notebook, cell, cells: None,
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
    jobs : int, optional
        How many notebooks run at once; by default as many as processors and memory allow.
    kernel : str, optional
        ``warm`` or ``stock``; by default warm where the system can fork safely. The pages are the same.
    on_progress : callable
        Told year, notebook, number of the cell that starts and number of cells; called from several threads.

    Returns
    -------
    list of YearRun
        One for each year, and a last one for the page across years where that was run.
    """
    kernel = kernel or default_kernel()
    if kernel == WARM:
        start_warm_parent()
    output_dir.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        runs = {year: YearRun(year) for year in years}
        running = {year: made for year in runs if (made := _open_year(runs[year], data_dir, output_dir, only, stack)) is not None}
        trend = _trend_job(years, data_dir, output_dir, notebooks, stack) if not only or TREND in only else None
        batch = _Batch(running, trend, data_dir, output_dir, notebooks, kernel, on_progress)
        batch.run(jobs or default_jobs())
    for year, made in running.items():
        runs[year].outcomes = list(made.outcomes.values())
    result = list(runs.values())
    if trend:
        result.append(YearRun(max(years), [batch.trend_outcome]))
    failed = trend and batch.trend_outcome.status != DONE
    write_indexes(output_dir, batch.trend_outcome.message if failed else "")
    return result


def default_jobs() -> int:
    """Return how many notebooks may run at once: one for each processor, as far as memory goes."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = Path("/proc/meminfo")
    if not memory.is_file():
        return processors
    lines = dict(line.split(":", 1) for line in memory.read_text().splitlines())
    megabytes = int(lines["MemAvailable"].split()[0]) // 1024 if "MemAvailable" in lines else JOB_MEGABYTES
    return max(1, min(processors, megabytes // JOB_MEGABYTES))


def _open_year(run: YearRun, data_dir: Path, output_dir: Path, only: list[str] | None, stack: ExitStack) -> _Year | None:
    """Check and prepare a year; its problems are noted, and then it is not run."""
    year = run.fiscal_year
    try:
        check_year(year, data_dir)
        inputs = prepare(year, data_dir)
    except InputProblems as problems:
        write_refusal(output_dir / str(year), str(problems))
        run.problems = problems
        return None
    try:
        steps = {step.notebook: step for step in plan_year(inputs.year, only)}
    except InputProblems as problems:
        run.problems = problems
        return None
    (output_dir / str(year)).mkdir(exist_ok=True)
    staging = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=output_dir, prefix=f".{year}-")))
    return _Year(year, inputs, steps, staging, datetime.now(UTC))


def _trend_job(years: list[int], data_dir: Path, output_dir: Path, notebooks: Path, stack: ExitStack) -> Job:
    staging = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=output_dir, prefix=".trend-")))
    first = min(years) if len(years) > 1 else 0
    parameters = {"fiscal_year": max(years), "first_year": first, "data_dir": str(data_dir.resolve())}
    return Job(notebooks / f"{TREND}.ipynb", parameters, staging)


@dataclass
class _Batch:
    """All steps of all years, run in the order of the data flow, as many at once as there are jobs."""

    years: dict[int, _Year]
    trend: Job | None
    data_dir: Path
    output_dir: Path
    notebooks: Path
    kernel: str
    on_progress: Progress
    trend_outcome: Outcome = field(default_factory=lambda: Outcome(TREND, SKIPPED))

    def run(self, jobs: int) -> None:
        """Run every step; the longest of those that may start goes first."""
        graph, seconds = self._graph(), self._seconds()
        ready: list[Node] = []
        with _pool(jobs) as pool:
            running: dict[Future[Outcome], Node] = {}
            while graph.is_active():
                ready = sorted([*ready, *graph.get_ready()], key=lambda node: (-seconds.get(node, 0.0), node))
                while ready and len(running) < jobs:
                    node = ready.pop(0)
                    running[pool.submit(self._run_step, node)] = node
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    node = running.pop(done)
                    self._note(node, done.result())
                    graph.done(node)

    def _graph(self) -> TopologicalSorter:
        """Return what comes after what: a year's notebooks after those they read, the page across years last of all."""
        graph: TopologicalSorter = TopologicalSorter()
        everything = [(year, name) for year, made in self.years.items() for name in made.steps]
        for year, name in everything:
            steps = self.years[year].steps
            graph.add((year, name), *((year, need) for need in steps[name].needs if need in steps))
        if self.trend:
            graph.add((0, TREND), *everything)
        graph.prepare()
        return graph

    def _seconds(self) -> dict[Node, float]:
        """Return how long each step took the last time."""
        manifests = {year: read_manifest(self.output_dir / str(year)).get("notebooks", {}) for year in self.years}
        return {(year, name): entry["seconds"] for year, entries in manifests.items() for name, entry in entries.items()}

    def _run_step(self, node: Node) -> Outcome:
        year, name = node
        if name == TREND:
            return self._run(self.trend, int(self.trend.parameters["fiscal_year"]))
        made = self.years[year]
        blocked = [need for need in made.steps[name].needs if need in made.outcomes and made.outcomes[need].status != DONE]
        if blocked:
            return Outcome(name, SKIPPED, f"未运行：所依据的 {'、'.join(blocked)} 没有完成")
        parameters = {"fiscal_year": year, "data_dir": str(self.data_dir.resolve())}
        outcome = self._run(Job(self.notebooks / f"{name}.ipynb", parameters, made.staging), year)
        if name == SCORECARD and outcome.status == DONE and load_evaluation(year, self.data_dir) is None:
            message = f"没有写出当前数据的 {EVALUATION}：请在最后一格调用 year.save_evaluation"
            return replace(outcome, status=FAILED, message=message)
        return outcome

    def _run(self, job: Job, year: int) -> Outcome:
        return run_job(
            job, kernel=self.kernel, on_cell=lambda cell, cells: self.on_progress(year, job.notebook.stem, cell, cells)
        )

    def _note(self, node: Node, outcome: Outcome) -> None:
        """Remember how a step ended, and publish what is complete by it."""
        year, name = node
        if name == TREND:
            self.trend_outcome = outcome
            if outcome.status == DONE:
                _publish(TREND, self.trend.staging, self.output_dir)
            return
        made = self.years[year]
        made.outcomes[name] = outcome
        if len(made.outcomes) == len(made.steps):
            self._publish_year(made)

    def _publish_year(self, made: _Year) -> None:
        folder = self.output_dir / str(made.fiscal_year)
        made.outcomes = {name: made.outcomes[name] for name in made.steps}
        for name, outcome in made.outcomes.items():
            if outcome.status == DONE:
                _publish(name, made.staging, folder)
        if SCORECARD in made.outcomes and made.outcomes[SCORECARD].status == DONE:
            evaluation = self.data_dir / "processed" / str(made.fiscal_year) / EVALUATION
            write_if_changed(folder / EVALUATION, evaluation.read_bytes())
        write_manifest(
            folder,
            fiscal_year=made.fiscal_year,
            raw=self.data_dir / "raw" / str(made.fiscal_year),
            edition=made.inputs.year.edition,
            outcomes=list(made.outcomes.values()),
            started=made.started,
        )


@contextmanager
def _pool(jobs: int) -> Iterator[ThreadPoolExecutor]:
    """Return threads that each wait for one process; when the batch is given up, no process is left over."""
    with ThreadPoolExecutor(jobs) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            end_jobs()
            raise


def _publish(name: str, staging: Path, folder: Path) -> None:
    """Move a whole page and its notebook to where readers look, each in one step."""
    (folder / "notebooks").mkdir(exist_ok=True)
    for relative in (f"notebooks/{name}.ipynb", f"{name}.html"):
        target = folder / relative
        if not (target.is_file() and target.read_bytes() == (staging / relative).read_bytes()):
            os.replace(staging / relative, target)
