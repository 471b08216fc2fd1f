"""Years computed anew, from their raw data to their pages and exported files, in a folder of their own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from evalkit.errors import EvalkitError, InputProblems
from evalkit.intake.prepare import available_years
from evalkit.pipeline.executor import LocalExecutor
from evalkit.pipeline.locking import ACROSS
from evalkit.pipeline.manifest import DONE
from evalkit.pipeline.plan import TREND
from evalkit.pipeline.run import YearRun, run_years
from evalkit.reports.export import EXPORTS
from evalkit.verification.recorded import raw_files, years_read

Span = tuple[int, int]


@dataclass(frozen=True)
class Rebuilt:
    """A year, or the page across years, as it computes now.

    Attributes
    ----------
    folder : pathlib.Path
        The pages, in a folder that is there only while the context of :func:`rebuilt` lasts.
    failures : dict of str to str
        Notebooks that could not be run, and why; the name is empty where the raw data are refused.
    """

    folder: Path
    failures: dict[str, str]


@contextmanager
def rebuilt(
    manifests: list[dict], data_dir: Path, notebooks: Path, files: dict[int, list[str]], span: Span | None = None
) -> Iterator[dict[int, Rebuilt]]:
    """Compute published years anew; neither the data folder nor any page is touched.

    Parameters
    ----------
    manifests : list of dict
        What each year was published with.
    data_dir, notebooks : pathlib.Path
        The data folder, of which only ``raw`` is used, and the folder of the notebooks.
    files : dict of int to list of str
        By year, names of exported files to be written as well, see :data:`evalkit.reports.export.EXPORTS`.
    span : tuple of int, optional
        The first year (0: the earliest there is) and the last one of a page across years that is to be made as well.

    Yields
    ------
    dict of int to Rebuilt
        By year; the page across years by ``ACROSS``.
    """
    with TemporaryDirectory(prefix="evalkit-verify-") as place:
        copied, outputs = Path(place) / "data", Path(place) / "outputs"
        years = available_years(data_dir) if span else {year for manifest in manifests for year in years_read(manifest)}
        for path in raw_files(data_dir, years):
            target = copied / path.relative_to(data_dir)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        executor = LocalExecutor()

        def run(years: list[int], only: list[str]) -> YearRun:
            return run_years(years, data_dir=copied, output_dir=outputs, notebooks=notebooks, only=only, executor=executor)[-1]

        made = {}
        try:
            for manifest in manifests:
                year = manifest["fiscal_year"]
                failures = _failures(run([year], list(manifest["notebooks"])))
                made[year] = Rebuilt(outputs / str(year), failures or _exported(year, files[year], copied, outputs))
            if span:
                made[ACROSS] = Rebuilt(outputs, _failures(run(sorted({*span} - {0}), [TREND])))
        finally:
            executor.end()
        yield made


def _failures(run: YearRun) -> dict[str, str]:
    failures = {outcome.notebook: outcome.message for outcome in run.outcomes if outcome.status != DONE}
    return failures | ({"": str(run.problems)} if run.problems else {})


def _exported(year: int, files: list[str], data_dir: Path, output_dir: Path) -> dict[str, str]:
    """Write exported files as well; return those that could not be written, and why."""
    failures = {}
    for name in files:
        try:
            EXPORTS[name](year, data_dir, output_dir, output_dir / str(year) / name)
        except (EvalkitError, InputProblems) as error:
            failures[name] = str(error)
    return failures
