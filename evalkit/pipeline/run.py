"""The pipeline: a year's notebooks in order, each failure kept to itself, pages published only when whole."""

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from evalkit.atomic import write_if_changed
from evalkit.errors import EvalkitError, InputProblems
from evalkit.intake.prepare import prepare
from evalkit.pipeline.execute import NotebookFailed, execute
from evalkit.pipeline.index import write_indexes
from evalkit.pipeline.manifest import DONE, FAILED, SKIPPED, Outcome, write_manifest, write_refusal
from evalkit.pipeline.plan import PARAMETERS, SCORECARD, TREND, TREND_PARAMETERS, Job, contract_problems, plan_year
from evalkit.results import load_evaluation
from evalkit.year import check_year

EVALUATION = "evaluation.json"
Progress = Callable[[int, str, int, int], None]


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
    on_progress: Progress = lambda year, notebook, cell, cells: None,
) -> list[YearRun]:
    """Run the notebooks of each year, then the page across years, and write the indexes.

    Parameters
    ----------
    years : list of int
        Fiscal years, run in order.
    data_dir, output_dir, notebooks : pathlib.Path
        The folder with ``raw/`` and ``processed/``, the folder for pages, the folder of the notebooks.
    only : list of str, optional
        Names of notebooks to run; all of them by default.
    on_progress : callable
        Told year, notebook, number of the cell that starts and number of cells.

    Returns
    -------
    list of YearRun
        One for each year, and a last one for the page across years where that was run.
    """
    runs = [
        _run_year(year, data_dir=data_dir, output_dir=output_dir, notebooks=notebooks, only=only, on_progress=on_progress)
        for year in years
    ]
    if not only or TREND in only:
        outcome = _run_trend(years, data_dir, output_dir, notebooks, on_progress)
        runs.append(YearRun(max(years), [outcome]))
    failures = [
        outcome.message for run in runs for outcome in run.outcomes if outcome.notebook == TREND and outcome.status != DONE
    ]
    write_indexes(output_dir, "".join(failures))
    return runs


def _run_year(
    year: int, *, data_dir: Path, output_dir: Path, notebooks: Path, only: list[str] | None, on_progress: Progress
) -> YearRun:
    started = datetime.now(UTC)
    try:
        check_year(year, data_dir)
        inputs = prepare(year, data_dir)
    except InputProblems as problems:
        write_refusal(output_dir / str(year), str(problems))
        return YearRun(year, problems=problems)
    try:
        jobs = plan_year(inputs.year, only)
    except InputProblems as problems:
        return YearRun(year, problems=problems)
    folder = output_dir / str(year)
    folder.mkdir(parents=True, exist_ok=True)
    outcomes: dict[str, Outcome] = {}
    with tempfile.TemporaryDirectory(dir=output_dir, prefix=f".{year}-") as temporary:
        staging = Path(temporary)
        for job in jobs:
            outcomes[job.notebook] = _run_job(job, year, outcomes, data_dir, notebooks, staging, on_progress)
        for name in [name for name, outcome in outcomes.items() if outcome.status == DONE]:
            _publish(name, staging, folder)
        if SCORECARD in outcomes and outcomes[SCORECARD].status == DONE:
            write_if_changed(folder / EVALUATION, (data_dir / "processed" / str(year) / EVALUATION).read_bytes())
    shown = list(outcomes.values())
    if shown:
        write_manifest(
            folder,
            fiscal_year=year,
            raw=data_dir / "raw" / str(year),
            edition=inputs.year.edition,
            outcomes=shown,
            started=started,
        )
    return YearRun(year, shown)


def _run_job(
    job: Job, year: int, outcomes: dict[str, Outcome], data_dir: Path, notebooks: Path, staging: Path, on_progress: Progress
) -> Outcome:
    blocked = [name for name in job.needs if name in outcomes and outcomes[name].status != DONE]
    if blocked:
        return Outcome(job.notebook, SKIPPED, f"未运行：所依据的 {'、'.join(blocked)} 没有完成")
    parameters = {"fiscal_year": year, "data_dir": str(data_dir.resolve())}
    outcome = _attempt(job.notebook, parameters, PARAMETERS, notebooks, staging, "index.html", year, on_progress)
    if job.notebook == SCORECARD and outcome.status == DONE and load_evaluation(year, data_dir) is None:
        return replace(outcome, status=FAILED, message=f"没有写出当前数据的 {EVALUATION}：请在最后一格调用 year.save_evaluation")
    return outcome


def _run_trend(years: list[int], data_dir: Path, output_dir: Path, notebooks: Path, on_progress: Progress) -> Outcome:
    output_dir.mkdir(parents=True, exist_ok=True)
    first = min(years) if len(years) > 1 else 0
    parameters = {"fiscal_year": max(years), "first_year": first, "data_dir": str(data_dir.resolve())}
    with tempfile.TemporaryDirectory(dir=output_dir, prefix=".trend-") as temporary:
        staging = Path(temporary)
        outcome = _attempt(TREND, parameters, TREND_PARAMETERS, notebooks, staging, "index.html", max(years), on_progress)
        if outcome.status == DONE:
            _publish(TREND, staging, output_dir)
    return outcome


def _attempt(
    name: str,
    parameters: dict[str, str | int],
    expected: set[str],
    notebooks: Path,
    staging: Path,
    home: str,
    year: int,
    on_progress: Progress,
) -> Outcome:
    path, begun = notebooks / f"{name}.ipynb", time.monotonic()
    try:
        problems = contract_problems(path, expected)
        if problems:
            raise InputProblems(problems)
        execute(
            path,
            parameters=parameters,
            staging=staging,
            home=home,
            on_cell=lambda cell, cells: on_progress(year, name, cell, cells),
        )
    except (NotebookFailed, InputProblems, EvalkitError) as error:
        return Outcome(name, FAILED, str(error), round(time.monotonic() - begun, 2))
    return Outcome(name, DONE, "", round(time.monotonic() - begun, 2))


def _publish(name: str, staging: Path, folder: Path) -> None:
    """Move a whole page and its notebook to where readers look, each in one step."""
    (folder / "notebooks").mkdir(exist_ok=True)
    for relative in (f"notebooks/{name}.ipynb", f"{name}.html"):
        target = folder / relative
        if not (target.is_file() and target.read_bytes() == (staging / relative).read_bytes()):
            os.replace(staging / relative, target)
