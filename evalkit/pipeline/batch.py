"""All steps of all years in the order of the data flow, side by side; what nothing has changed under is left as it is."""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from graphlib import TopologicalSorter
from pathlib import Path

from evalkit.errors import InvalidInputError
from evalkit.pipeline.checked import refresh_tables
from evalkit.pipeline.disk import disk_error
from evalkit.pipeline.executor import Executor
from evalkit.pipeline.keys import Key, Keys
from evalkit.pipeline.locking import ACROSS
from evalkit.pipeline.manifest import DONE, FAILED, SKIPPED, Outcome, read_manifest
from evalkit.pipeline.plan import TREND
from evalkit.pipeline.process import Job
from evalkit.pipeline.trend_page import publish_trend, settle_trend
from evalkit.pipeline.year_batch import YearBatch
from evalkit.reads import log_of, noted

FORCED = "要求全部重新运行（--force）"

Node = tuple[int, str]
"""A notebook of a year."""


class Watcher:
    """Is told how a batch goes, from several threads; this one does nothing with it."""

    def waiting(self, message: str) -> None:
        """Take note of whom the batch waits for before it begins."""

    def planned(self, needs: dict[Node, list[Node]], seconds: dict[Node, float]) -> None:
        """Take note of all notebooks, of what each of them waits for, and of how long they took the last time."""

    def cell(self, node: Node, cell: int, cells: int) -> None:
        """Take note that a cell of a notebook starts, and how many it has."""

    def ended(self, node: Node, outcome: Outcome) -> None:
        """Take note of how a notebook ended."""


@dataclass
class Batch:
    """The steps of all years and the page across years, and where they run."""

    years: dict[int, YearBatch]
    trend: Job | None
    keys: Keys
    notebooks: Path
    executor: Executor
    force: bool
    watcher: Watcher
    hold_across: Callable[[], None]
    limits: dict[str, int]
    published: bool = False
    trend_outcome: Outcome = field(default_factory=lambda: Outcome(TREND, SKIPPED))
    _made: dict[Node, Key] = field(default_factory=dict)
    _why: dict[Node, tuple[str, ...]] = field(default_factory=dict)
    _usable: dict[int, bool] = field(default_factory=dict)

    def run(self) -> None:
        """Run every step that has to be; of those that may start, the one that took longest the last time goes first."""
        needs, seconds = self._needs(), self._seconds()
        self.watcher.planned(needs, seconds)
        graph = TopologicalSorter(needs)
        graph.prepare()
        waiting: list[Node] = []
        running: dict[Future[Outcome], Node] = {}
        with _threads(self.executor, 1 + sum(len(made.steps) for made in self.years.values())) as threads:
            while graph.is_active():
                for node in graph.get_ready():
                    settled = self._without_running(node)
                    if settled is None:
                        waiting.append(node)
                    else:
                        self._note(node, settled)
                        graph.done(node)
                waiting.sort(key=lambda node: (-seconds.get(node, 0.0), node))
                while waiting and len(running) < self.executor.places:
                    node = waiting.pop(0)
                    running[threads.submit(self._run, node)] = node
                for ended in wait(running, return_when=FIRST_COMPLETED).done if running else ():
                    node = running.pop(ended)
                    self._note(node, self._with_reads(node, ended.result()))
                    graph.done(node)

    def _needs(self) -> dict[Node, list[Node]]:
        """Return what comes after what: a year's notebooks after those they read, the page across years last of all."""
        needs = {
            (year, name): [(year, need) for need in step.needs if need in made.steps]
            for year, made in self.years.items()
            for name, step in made.steps.items()
        }
        return needs | ({(ACROSS, TREND): list(needs)} if self.trend else {})

    def _seconds(self) -> dict[Node, float]:
        """Return how long each step took the last time that it ran; one that never ran is left out."""
        manifests = {year: read_manifest(self.keys.output_dir / str(year)).get("notebooks", {}) for year in self.years}
        entries = {(year, name): entry for year, manifest in manifests.items() for name, entry in manifest.items()}
        return {node: entry["seconds"] for node, entry in entries.items() if entry["seconds"]}

    def _job(self, node: Node) -> Job:
        year, name = node
        if name == TREND:
            return self.trend
        made = self.years[year]
        return Job(self.notebooks / f"{name}.ipynb", made.parameters, made.made, **self.limits)

    def _without_running(self, node: Node) -> Outcome | None:
        """Return how a step ended that need not or cannot run; ``None`` where it has to, its key and why being remembered."""
        year, name = node
        blocked = self._blocked(node)
        if blocked:
            return Outcome(name, SKIPPED, ran=False, message=f"未运行：所依据的 {'、'.join(blocked)} 没有完成")
        if name == TREND:
            self.hold_across()
        job = self._job(node)
        now = self.keys.of_notebook(job.notebook, job.parameters)
        reasons = [FORCED] if self.force else self._faulty_years(node) + self.keys.reasons(year, name, now)
        if not reasons:
            return Outcome(name, DONE, ran=False)
        self._made[node], self._why[node] = now, tuple(reasons)
        return None

    def _blocked(self, node: Node) -> list[str]:
        """Return what a step rests on and is not done: notebooks of its year; for the page across years, years."""
        year, name = node
        if name == TREND:
            return [f"{year} 年度" for year, made in self.years.items() if made.undone]
        made = self.years[year]
        return [need for need in made.steps[name].needs if need in made.outcomes and made.outcomes[need].status != DONE]

    def _faulty_years(self, node: Node) -> list[str]:
        """Bring up to date what a step reads of years outside this batch, and say which of them cannot be used."""
        kept = self.keys.kept(*node)
        looked_at = {int(name.split("/")[1]) for name in kept.reads if name.startswith("processed/")} if kept else set()
        for year in looked_at - self.years.keys() - self._usable.keys():
            self._usable[year] = refresh_tables(year, self.keys)
        return [f"{year} 年度的原始数据有问题" for year in sorted(looked_at) if not self._usable.get(year, True)]

    def _run(self, node: Node) -> Outcome:
        job = self._job(node)
        try:
            job.staging.mkdir(parents=True, exist_ok=True)
            return self.executor.run(job, lambda cell, cells: self.watcher.cell(node, cell, cells))
        except OSError as error:
            return Outcome(job.notebook.stem, FAILED, str(disk_error(error, job.staging)))

    def _with_reads(self, node: Node, outcome: Outcome) -> Outcome:
        """Complete the key of a step by what it read and wrote, and keep what it made."""
        year, name = node
        outcome = replace(outcome, reasons=self._why[node])
        if outcome.status != DONE:
            return outcome
        job = self._job(node)
        reads, written = noted(log_of(job.staging, job.notebook))
        key = replace(self._made[node], reads=reads, written=written)
        if name != TREND:
            return self.years[year].keep(outcome, key)
        try:
            public = [contact for made in self.years.values() for contact in made.checked.public_contacts]
            publish_trend(self.keys, job.staging, key, public)
        except InvalidInputError as error:
            return replace(outcome, status=FAILED, message=str(error))
        except OSError as error:
            return replace(outcome, status=FAILED, message=str(disk_error(error, self.keys.output_dir)))
        return outcome

    def _note(self, node: Node, outcome: Outcome) -> None:
        """Remember how a step ended; once all of a year have, settle the year."""
        year, name = node
        self.watcher.ended(node, outcome)
        if name == TREND:
            self.trend_outcome = outcome
            self.published |= settle_trend(self.keys.output_dir, self.trend, outcome)
            return
        made = self.years[year]
        made.outcomes[name] = outcome
        if len(made.outcomes) == len(made.steps):
            self.published |= made.settle()


@contextmanager
def _threads(executor: Executor, most: int) -> Iterator[ThreadPoolExecutor]:
    """Return threads that each wait for one job, as many as there are places; if the batch is given up, no job is left over."""
    with ThreadPoolExecutor(most) as threads:
        try:
            yield threads
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            executor.end()
            raise
