"""All steps of all years in the order of the data flow, side by side; what nothing has changed under is left as it is."""

import os
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from pathlib import Path

from evalkit.atomic import write_if_changed
from evalkit.errors import InvalidInputError
from evalkit.pipeline.checked import Checked, refresh_tables
from evalkit.pipeline.executor import Executor
from evalkit.pipeline.keys import Key, Keys
from evalkit.pipeline.manifest import DONE, FAILED, SKIPPED, Outcome, is_current, read_manifest, write_manifest
from evalkit.pipeline.plan import SCORECARD, TREND, Step
from evalkit.pipeline.process import Job
from evalkit.reads import log_of, noted

EVALUATION = "evaluation.json"
ACROSS = 0
"""Stands for the year of what is made across years."""
FORCED = "要求全部重新运行（--force）"

Node = tuple[int, str]
"""A notebook of a year."""


class Watcher:
    """Is told how a batch goes, from several threads; this one does nothing with it."""

    def planned(self, needs: dict[Node, list[Node]], seconds: dict[Node, float]) -> None:
        """Take note of all notebooks, of what each of them waits for, and of how long they took the last time."""

    def cell(self, node: Node, cell: int, cells: int) -> None:
        """Take note that a cell of a notebook starts, and how many it has."""

    def ended(self, node: Node, outcome: Outcome) -> None:
        """Take note of how a notebook ended."""


@dataclass
class YearBatch:
    """A year while it runs: what it states, its steps, the folder that nobody reads yet, and how each step ended."""

    fiscal_year: int
    checked: Checked
    steps: dict[str, Step]
    staging: Path
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    outcomes: dict[str, Outcome] = field(default_factory=dict)


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
        parameters = {"fiscal_year": year, "data_dir": str(self.keys.data_dir)}
        return Job(self.notebooks / f"{name}.ipynb", parameters, self.years[year].staging)

    def _without_running(self, node: Node) -> Outcome | None:
        """Return how a step ended that need not or cannot run; ``None`` where it has to, its key and why being remembered."""
        year, name = node
        made = self.years.get(year)
        needs = made.steps[name].needs if made else ()
        blocked = [need for need in needs if need in made.outcomes and made.outcomes[need].status != DONE]
        if blocked:
            return Outcome(name, SKIPPED, ran=False, message=f"未运行：所依据的 {'、'.join(blocked)} 没有完成")
        job = self._job(node)
        now = self.keys.of_notebook(job.notebook, job.parameters)
        reasons = [FORCED] if self.force else self._faulty_years(node) + self.keys.reasons(year, name, now)
        if not reasons:
            return Outcome(name, DONE, ran=False)
        self._made[node], self._why[node] = now, tuple(reasons)
        return None

    def _faulty_years(self, node: Node) -> list[str]:
        """Bring up to date what a step reads of years outside this batch, and say which of them cannot be used."""
        kept = self.keys.kept(*node)
        looked_at = {int(name.split("/")[1]) for name in kept.reads if name.startswith("processed/")} if kept else set()
        for year in looked_at - self.years.keys() - self._usable.keys():
            self._usable[year] = refresh_tables(year, self.keys)
        return [f"{year} 年度的原始数据有问题" for year in sorted(looked_at) if not self._usable.get(year, True)]

    def _run(self, node: Node) -> Outcome:
        return self.executor.run(self._job(node), lambda cell, cells: self.watcher.cell(node, cell, cells))

    def _with_reads(self, node: Node, outcome: Outcome) -> Outcome:
        """Complete the key of a step by what it read and wrote; a scorecard that wrote no evaluation has failed."""
        year, name = node
        key = self._made[node]
        outcome = replace(outcome, reasons=self._why[node])
        if outcome.status != DONE:
            return outcome
        job = self._job(node)
        reads, written = noted(log_of(job.staging, job.notebook))
        self._made[node] = replace(key, reads=reads, written=written)
        if name == SCORECARD and f"processed/{year}/{EVALUATION}" not in written:
            message = f"没有写出当前数据的 {EVALUATION}：请在最后一格调用 year.save_evaluation"
            return replace(outcome, status=FAILED, message=message)
        return outcome

    def _note(self, node: Node, outcome: Outcome) -> None:
        """Remember how a step ended, and publish what is complete by it."""
        year, name = node
        self.watcher.ended(node, outcome)
        if name == TREND:
            self.trend_outcome = outcome
            self.published |= outcome.ran
            if outcome.status == DONE and outcome.ran:
                self._publish_trend(node)
            return
        made = self.years[year]
        made.outcomes[name] = outcome
        if len(made.outcomes) == len(made.steps):
            made.outcomes = {name: made.outcomes[name] for name in made.steps}
            self._publish_year(made)

    def _publish_year(self, made: YearBatch) -> None:
        year, folder = made.fiscal_year, self.keys.output_dir / str(made.fiscal_year)
        ran = [outcome for outcome in made.outcomes.values() if outcome.ran]
        if not ran and is_current(folder, made.checked.inputs, list(made.steps)):
            return
        self.published = True
        refusal = self._personal_in(made, [outcome.notebook for outcome in ran if outcome.status == DONE])
        for outcome in ran:
            if refusal:
                made.outcomes[outcome.notebook] = replace(outcome, status=FAILED, message=refusal)
            elif outcome.status == DONE:
                self._publish((year, outcome.notebook))
        write_manifest(
            folder,
            fiscal_year=year,
            inputs=made.checked.inputs,
            received=made.checked.received,
            edition=made.checked.edition,
            outcomes=list(made.outcomes.values()),
            unchanged=self._unchanged(made),
            started=made.started,
        )

    def _publish_trend(self, node: Node) -> None:
        """Publish the page across years, if it holds nothing of persons."""
        from evalkit.personal.refusal import refuse_personal

        staging, public = self._job(node).staging, [each for made in self.years.values() for each in made.checked.public_contacts]
        try:
            refuse_personal(
                {f"outputs/{name}": (staging / name).read_bytes() for name in (f"{TREND}.html", f"notebooks/{TREND}.ipynb")},
                public,
            )
        except InvalidInputError as error:
            self.trend_outcome = replace(self.trend_outcome, status=FAILED, message=str(error))
        else:
            self._publish(node)

    def _personal_in(self, made: YearBatch, names: list[str]) -> str:
        """Return why a year must not be published: what its new pages hold of persons; empty where they hold nothing."""
        from evalkit.personal.refusal import refuse_personal

        below, year = made.staging, made.fiscal_year
        paths = {relative: below / relative for name in names for relative in (f"{name}.html", f"notebooks/{name}.ipynb")}
        if SCORECARD in names:
            paths[EVALUATION] = self.keys.data_dir / "processed" / str(year) / EVALUATION
        try:
            contents = {f"outputs/{year}/{relative}": path.read_bytes() for relative, path in paths.items()}
            refuse_personal(contents, made.checked.public_contacts)
        except InvalidInputError as error:
            return str(error)
        return ""

    def _unchanged(self, made: YearBatch) -> list[str]:
        """Return the notebooks that were not asked for and whose pages are still those of the data there are."""
        year = made.fiscal_year
        others = read_manifest(self.keys.output_dir / str(year)).get("notebooks", {}).keys() - made.steps.keys()
        jobs = {name: self._job((year, name)) for name in sorted(others)}
        return [
            name
            for name, job in jobs.items()
            if not self.keys.reasons(year, name, self.keys.of_notebook(job.notebook, job.parameters))
        ]

    def _publish(self, node: Node) -> None:
        """Move a whole page and its notebook to where readers look, each in one step, and keep its key."""
        year, name = node
        folder = self.keys.output_dir / str(year) if year else self.keys.output_dir
        staging, published = self._job(node).staging, [f"notebooks/{name}.ipynb", f"{name}.html"]
        (folder / "notebooks").mkdir(parents=True, exist_ok=True)
        for relative in published:
            target = folder / relative
            if not (target.is_file() and target.read_bytes() == (staging / relative).read_bytes()):
                os.replace(staging / relative, target)
        if name == SCORECARD:
            write_if_changed(folder / EVALUATION, (self.keys.data_dir / "processed" / str(year) / EVALUATION).read_bytes())
            published.append(EVALUATION)
        pages = [(folder / relative).relative_to(self.keys.output_dir).as_posix() for relative in published]
        self.keys.keep(year, name, self._made[node], pages)


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
