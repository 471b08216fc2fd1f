"""A year computed anew, from its raw data to its pages and exported files, in a folder of its own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from evalkit.errors import EvalkitError, InputProblems
from evalkit.pipeline.executor import LocalExecutor
from evalkit.pipeline.manifest import DONE
from evalkit.pipeline.run import YearRun, run_years
from evalkit.reports.export import EXPORTS
from evalkit.verification.recorded import raw_files


@dataclass(frozen=True)
class Rebuilt:
    """A year as it computes now.

    Attributes
    ----------
    folder : pathlib.Path
        Its pages, in a folder that is there only while the context of :func:`rebuilt` lasts.
    failures : dict of str to str
        Notebooks that could not be run, and why; the name is empty where the raw data are refused.
    """

    folder: Path
    failures: dict[str, str]


@contextmanager
def rebuilt(manifest: dict, data_dir: Path, notebooks: Path, files: list[str]) -> Iterator[Rebuilt]:
    """Compute a published year anew; neither its data folder nor its pages are touched.

    Parameters
    ----------
    manifest : dict
        What the year was published with.
    data_dir, notebooks : pathlib.Path
        The data folder, of which only ``raw`` is used, and the folder of the notebooks.
    files : list of str
        Names of exported files to be written as well, see :data:`evalkit.reports.export.EXPORTS`.
    """
    year = manifest["fiscal_year"]
    with TemporaryDirectory(prefix="evalkit-verify-") as place:
        copied, outputs = Path(place) / "data", Path(place) / "outputs"
        for path in raw_files(data_dir, manifest):
            target = copied / path.relative_to(data_dir)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        run = _run(year, list(manifest["notebooks"]), copied, outputs, notebooks)
        failures = {outcome.notebook: outcome.message for outcome in run.outcomes if outcome.status != DONE}
        if run.problems:
            failures[""] = str(run.problems)
        yield Rebuilt(outputs / str(year), failures if failures else _exported(year, files, copied, outputs))


def _run(year: int, steps: list[str], data_dir: Path, output_dir: Path, notebooks: Path) -> YearRun:
    executor = LocalExecutor()
    try:
        return run_years([year], data_dir=data_dir, output_dir=output_dir, notebooks=notebooks, only=steps, executor=executor)[0]
    finally:
        executor.end()


def _exported(year: int, files: list[str], data_dir: Path, output_dir: Path) -> dict[str, str]:
    """Write exported files as well; return those that could not be written, and why."""
    failures = {}
    for name in files:
        try:
            EXPORTS[name](year, data_dir, output_dir, output_dir / str(year) / name)
        except (EvalkitError, InputProblems) as error:
            failures[name] = str(error)
    return failures
