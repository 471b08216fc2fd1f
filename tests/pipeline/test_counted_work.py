"""Speed as counted work: kernels started, notebooks run and bytes hashed; seconds are for ``bench/``."""

from pathlib import Path

import pytest

from evalkit.pipeline import hashes
from evalkit.pipeline.executor import LocalExecutor
from evalkit.pipeline.run import run_years
from tests.pipeline.test_run import OBJECTIVES, STEPS, write_notebooks
from tests.pipeline.test_unchanged import ACROSS_YEARS, Project

STARTED = "from pathlib import Path\nwith open(Path({log!r}), 'a') as file:\n    file.write('a kernel\\n')\n"


class Counted:
    """What a batch did."""

    def __init__(self, folder: Path, monkeypatch):
        self._kernels, self.jobs, self.hashed = folder / "kernels.txt", [], 0
        startup = folder / "ipython" / "profile_default" / "startup"
        startup.mkdir(parents=True)
        (startup / "count.py").write_text(STARTED.format(log=str(self._kernels)))
        monkeypatch.setenv("IPYTHONDIR", str(folder / "ipython"))
        taken = hashes.sha256_of

        def counting(path: Path) -> str:
            self.hashed += path.stat().st_size
            return taken(path)

        monkeypatch.setattr(hashes, "sha256_of", counting)
        monkeypatch.setattr(hashes, "SETTLED_NANOSECONDS", -1)

    @property
    def kernels(self) -> int:
        return len(self._kernels.read_text().splitlines()) if self._kernels.is_file() else 0

    def run(self, project: Project, kernel: str | None = None) -> tuple[int, list[str], int]:
        """Run the year, and return how many kernels started, which notebooks were run, and how many bytes were hashed."""
        before, self.jobs, self.hashed = self.kernels, [], 0
        executor, counted = LocalExecutor(2, kernel), self

        class Counting:
            places, prepare, end = executor.places, executor.prepare, executor.end

            def run(self, job, on_cell):
                counted.jobs.append(job.notebook.stem)
                return executor.run(job, on_cell)

        runs = run_years(
            [2030],
            data_dir=project.root / "data",
            output_dir=project.outputs,
            notebooks=project.root / "notebooks",
            executor=Counting(),
        )
        assert all(run.ok for run in runs)
        return self.kernels - before, sorted(self.jobs), self.hashed


@pytest.mark.parametrize("kernel", ["warm", "stock"])
def test_each_notebook_takes_one_kernel_and_what_is_unchanged_takes_nothing(tmp_path, monkeypatch, kernel):
    project, counted = Project(tmp_path), Counted(tmp_path / "count", monkeypatch)
    project.folder.fill().write("objectives.csv", OBJECTIVES)
    write_notebooks(project.root / "notebooks", trend=("各年度", ACROSS_YEARS))

    everything = sorted([*STEPS, "95_trend"])
    kernels, jobs, hashed = counted.run(project, kernel)
    assert (kernels, jobs) == (len(everything), everything)
    assert hashed > 0

    counted.run(project, kernel)
    assert counted.run(project, kernel) == (0, [], 0)

    activities = project.folder.raw / "activities.csv"
    activities.write_bytes(activities.read_bytes() + b"\n")
    changed = activities.stat().st_size
    index = (project.outputs / "2030" / "index.html").stat().st_size
    kernels, jobs, hashed = counted.run(project, kernel)
    assert (kernels, jobs) == (0, []), "no notebook of this year looks at its activities"
    assert changed <= hashed < 10 * changed + index, "the changed file, what checking it wrote, and the index published anew"
