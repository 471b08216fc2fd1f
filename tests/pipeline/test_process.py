"""Jobs in processes of their own: whatever becomes of one, the others go on, nothing hangs and nothing is left over."""

import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
from functools import partial
from pathlib import Path

import pytest

from evalkit.atomic import remove_left_over
from evalkit.pipeline.manifest import DONE, FAILED
from evalkit.pipeline.process import STOCK, WARM, Job, default_kernel, end_jobs, run_job
from tests.processes import eventually, make_job, parents, running_with

KINDS = [
    pytest.param(WARM, marks=pytest.mark.skipif(default_kernel() != WARM, reason="this system cannot fork a kernel safely")),
    STOCK,
]
LONG = "import time\ntime.sleep(600)"
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are read from /proc")


@pytest.fixture
def job(tmp_path):
    """Return a function that makes a job of a notebook with the cells given."""
    return partial(make_job, tmp_path)


def run(job: Job, kernel: str, on_cell=lambda cell, cells: None):
    return run_job(job, kernel=kernel, on_cell=on_cell)


@pytest.mark.parametrize("kernel", KINDS)
def test_a_job_says_which_cell_runs_and_leaves_its_page(job, kernel):
    told = []
    made = job("print(fiscal_year)")
    assert run(made, kernel, lambda cell, cells: told.append((cell, cells))).status == DONE
    assert told[-1][0] == told[-1][1] == 4  # the injected cell counts too
    assert "2031" in (made.staging / "10_trial.html").read_text(encoding="utf-8")


@pytest.mark.skipif(default_kernel() != WARM, reason="this system cannot fork a kernel safely")
def test_both_kinds_of_kernel_give_the_same_bytes(job):
    cells = (
        "import pandas\npandas.DataFrame({f'第{n}栏': [n] for n in range(30)})",
        "import matplotlib\nmatplotlib.get_backend(), pandas.get_option('display.max_columns')",
        "import os, sys\nprint(os.path.basename(os.getcwd()), '' in sys.path, __name__)",
        "!echo 外部命令",
        "from IPython.display import display, HTML\ndisplay(HTML('<b>粗</b>'))",
        "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(2) as pool:\n    print(pool.map(abs, [-1, -2]))",
        "import asyncio\nawait asyncio.sleep(0)\n'等待'",
    )
    made, order = {}, job(*cells)
    for kernel in (WARM, STOCK):
        outcome = run(order, kernel)
        assert outcome.status == DONE, outcome.message
        made[kernel] = [(order.staging / name).read_bytes() for name in ("10_trial.html", "notebooks/10_trial.ipynb")]
    assert made[WARM] == made[STOCK]


@pytest.mark.parametrize("kernel", KINDS)
def test_a_failing_cell_is_told_and_leaves_no_page(job, kernel):
    made = job("1 / 0")
    outcome = run(made, kernel)
    assert (outcome.status, "ZeroDivisionError" in outcome.message) == (FAILED, True)
    assert not (made.staging / "10_trial.html").exists()


@pytest.mark.parametrize("kernel", KINDS)
def test_a_kernel_that_is_killed_fails_its_job_and_nothing_hangs(job, kernel):
    outcome = run(job("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"), kernel)
    assert outcome.status == FAILED
    assert "DeadKernelError" in outcome.message


@on_linux
@pytest.mark.parametrize("kernel", KINDS)
def test_a_job_that_is_killed_is_told_and_takes_its_kernel_with_it(job, kernel, tmp_path, monkeypatch):
    mark = f"evalkit-trial-{tmp_path.name}-{kernel}"
    monkeypatch.setenv("EVALKIT_MARK", mark)
    cell = f"import os, pathlib, time\npathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(os.getpid()))\ntime.sleep(600)"
    made, outcomes = job(cell), []
    thread = threading.Thread(target=lambda: outcomes.append(run(made, kernel)))
    thread.start()
    assert eventually((tmp_path / "pid").is_file, 60)
    kernel_pid = int((tmp_path / "pid").read_text())
    os.kill(parents()[kernel_pid], signal.SIGKILL)
    thread.join(30)
    assert not thread.is_alive()
    assert outcomes[0].status == FAILED and "进程意外结束" in outcomes[0].message
    if kernel == WARM:
        assert eventually(lambda: kernel_pid not in parents())


@on_linux
@pytest.mark.skipif(default_kernel() != WARM, reason="this system cannot fork a kernel safely")
def test_a_batch_that_is_killed_leaves_no_process(job, tmp_path):
    made = job(f"import pathlib\npathlib.Path({str(tmp_path / 'begun')!r}).touch()", LONG)
    mark = f"evalkit-batch-{tmp_path.name}"
    script = textwrap.dedent(f"""
        from pathlib import Path
        from evalkit.pipeline.process import Job, run_job
        job = Job(Path({str(made.notebook)!r}), {made.parameters!r}, Path({str(made.staging)!r}))
        run_job(job, kernel="warm", on_cell=lambda cell, cells: None)
    """)
    batch = subprocess.Popen([sys.executable, "-c", script], env={**os.environ, "EVALKIT_MARK": mark})
    assert eventually((tmp_path / "begun").is_file, 60)
    assert running_with(mark) > {batch.pid}
    batch.kill()
    batch.wait()
    assert eventually(lambda: not running_with(mark))


@on_linux
@pytest.mark.parametrize("kernel", KINDS)
def test_a_batch_that_is_given_up_ends_what_its_notebooks_started(job, kernel, tmp_path):
    cell = f"import pathlib, subprocess\nstarted = subprocess.Popen(['sleep', '600'])\npathlib.Path({str(tmp_path / 'pid')!r})"
    made, outcomes = job(f"{cell}.write_text(str(started.pid))\nstarted.wait()"), []
    thread = threading.Thread(target=lambda: outcomes.append(run(made, kernel)))
    thread.start()
    assert eventually(lambda: (tmp_path / "pid").is_file() and (tmp_path / "pid").read_text(), 60)
    started = int((tmp_path / "pid").read_text())
    notebook = parents()[started]
    end_jobs()
    thread.join(30)
    assert outcomes[0].status == FAILED
    assert eventually(lambda: not {started, notebook} & parents().keys())


@on_linux
@pytest.mark.skipif(default_kernel() != WARM, reason="this system cannot fork a kernel safely")
def test_ten_jobs_two_at_a_time_end_well_and_draw_their_own_random_numbers(job):
    from concurrent.futures import ThreadPoolExecutor

    cell = "import numpy, random\nprint('抽到', numpy.random.random(), random.random())"
    jobs = [job(cell, name=f"{number}_trial") for number in range(10, 20)]
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda made: run(made, WARM), jobs))
    assert [outcome.status for outcome in outcomes] == [DONE] * 10
    pages = [(made.staging / f"{made.notebook.stem}.html").read_text(encoding="utf-8") for made in jobs]
    drawn = [re.search(r"抽到 (0\.\d+) (0\.\d+)", page).groups() for page in pages]
    assert len({first for first, _ in drawn}) == len({second for _, second in drawn}) == 10


@on_linux
@pytest.mark.skipif(default_kernel() != WARM, reason="this system cannot fork a kernel safely")
def test_the_warm_parent_has_no_thread_but_its_own_and_the_allocator_s(job):
    """A thread at the time of a fork is a lock that nobody will open in the child."""
    assert run(job("1"), WARM).status == DONE
    from multiprocessing import forkserver

    pid = forkserver._forkserver._forkserver_pid
    names = sorted(task.joinpath("comm").read_text().strip() for task in Path(f"/proc/{pid}/task").iterdir())
    assert [name for name in names if not name.startswith("jemalloc")] == [names[-1]]


@on_linux
def test_what_a_killed_batch_leaves_in_the_temporary_folder_is_removed_by_the_next(tmp_path):
    script = "from evalkit.pipeline.process import start_warm_parent; start_warm_parent(); print(flush=True); input()"
    settings = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=settings) as batch:
        batch.stdout.readline()
        assert [path.is_socket() for path in tmp_path.glob("*/listener-*")] == [True]
        batch.kill()
    assert list(tmp_path.iterdir()), "a killed process tidies nothing"
    remove_left_over(tmp_path)
    assert list(tmp_path.iterdir()) == []
