"""Jobs on a dask cluster: the same bytes as on one machine, and whatever is lost is done again or told; nothing is left over."""

import socket
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import psutil
import pytest

from evalkit.errors import EvalkitError
from evalkit.pipeline.executor import LocalExecutor, on_cluster
from evalkit.pipeline.manifest import DONE, FAILED
from evalkit.pipeline.worker import Order, environment_digest
from tests.processes import eventually, make_job, running_with

distributed = pytest.importorskip("distributed")

from evalkit.pipeline import cluster as cluster_module  # noqa: E402

FIRST_ATTEMPT_HANGS = """\
import os, pathlib, time
begun = pathlib.Path({begun!r})
first = not list(begun.iterdir())
(begun / str(os.getpid())).touch()
if first:
    time.sleep(600)
'完'
"""
HANGS_WITH_A_CHILD = """\
import os, pathlib, subprocess
child = subprocess.Popen(['sleep', '600'])
(pathlib.Path({begun!r}) / f'{{os.getpid()}}-{{child.pid}}').touch()
child.wait()
"""
MEETS_ANOTHER = """\
import pathlib, time
met = pathlib.Path({begun!r})
(met / name).touch()
until = time.monotonic() + 60
while len(list(met.iterdir())) < 2:
    assert time.monotonic() < until
    time.sleep(0.02)
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Two workers of one thread each."""
    folder = tmp_path_factory.mktemp("workers")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", local_directory=folder, silence_logs=50
    ) as made:
        yield made


@pytest.fixture
def executor(cluster):
    made = on_cluster(cluster.scheduler_address)
    assert eventually(lambda: made.places == 2, 60), "a worker lost in an earlier test has come back"
    yield made
    made.end()


@pytest.fixture
def job(tmp_path):
    """Return a function that makes a job of a notebook with the cells given."""
    return partial(make_job, tmp_path)


@pytest.fixture
def begun(tmp_path) -> Path:
    """A folder where notebooks say that they have begun."""
    made = tmp_path / "begun"
    made.mkdir()
    return made


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def gone(processes: list[psutil.Process]) -> bool:
    """Return whether processes end in time; one that its parent has not yet taken note of has ended too."""

    def ended(process: psutil.Process) -> bool:
        try:
            return process.status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return True

    return eventually(lambda: all(map(ended, processes)))


def run(executor, job, told=None):
    return executor.run(job, lambda cell, cells: None if told is None else told.append((cell, cells)))


@pytest.fixture
def in_background():
    """Return a function that starts a job in a thread, and one that waits for its outcome."""
    pool = ThreadPoolExecutor(4)
    yield lambda executor, job: pool.submit(run, executor, job)
    pool.shutdown(wait=False)


def pages(staging: Path, name: str = "10_trial") -> list[bytes]:
    return [(staging / relative).read_bytes() for relative in (f"{name}.html", f"notebooks/{name}.ipynb")]


def test_pages_and_notebooks_are_those_of_one_machine_to_the_byte(executor, folder, job, tmp_path):
    cells = (
        "from evalkit.year import open_year\nyear = open_year(2030, data_dir=data_dir)",
        "facts = year.sub_project('consumption')\nfacts.save()\nfacts['vouchers_issued'].text",
        "import pandas\npandas.DataFrame({f'第{n}栏': [n] for n in range(30)})",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "import os, sys\nprint(os.path.basename(os.getcwd()), __name__, os.environ.get('OPENBLAS_NUM_THREADS'))",
    )
    made, told = job(*cells), []
    assert run(executor, made, told).message == ""
    assert told[-1] == (8, 8)  # title, parameters, the values given, five cells
    local = replace(made, staging=tmp_path / "local")
    local.staging.mkdir()
    assert run(LocalExecutor(), local).message == ""
    assert pages(made.staging) == pages(local.staging)
    assert [path.relative_to(made.staging) for path in sorted(made.staging.rglob("*"))] == [
        path.relative_to(local.staging) for path in sorted(local.staging.rglob("*"))
    ]


def test_two_workers_run_two_notebooks_at_once(executor, job, begun, in_background):
    jobs = [job(f"name = {name!r}\n{MEETS_ANOTHER.format(begun=str(begun))}", name=name) for name in ("10_one", "20_other")]
    running = [in_background(executor, made) for made in jobs]
    assert [ended.result(60).message for ended in running] == ["", ""]


def test_a_failing_notebook_is_told_in_the_same_words_and_not_tried_again(executor, job, tmp_path):
    count = tmp_path / "count"
    made = job(f"open({str(count)!r}, 'a').write('一')", "1 / 0")
    outcome = run(executor, made)
    assert outcome.status == FAILED
    assert count.read_text() == "一"
    assert outcome.message == run(LocalExecutor(), made).message
    assert not list(made.staging.glob("*.html"))


def test_a_lost_worker_s_notebook_is_done_by_the_other_and_nothing_is_left_over(executor, cluster, job, begun, in_background):
    made = job(FIRST_ATTEMPT_HANGS.format(begun=str(begun)))
    running = in_background(executor, made)
    assert eventually(lambda: names(begun), 60)
    (kernel,) = map(int, names(begun))
    above = {process.pid for process in psutil.Process(kernel).parents()}
    (worker,) = (psutil.Process(nanny.pid) for nanny in cluster.workers.values() if nanny.pid in above)
    everything = [worker, *worker.children(recursive=True)]
    assert psutil.Process(kernel) in everything
    worker.kill()
    assert running.result(60).message == ""
    assert gone(everything)
    assert len(names(begun)) == 2
    done = pages(made.staging)
    assert run(LocalExecutor(), made).status == DONE
    assert done == pages(made.staging)
    assert [path.name for path in made.staging.iterdir() if path.name.startswith(".")] == []


def test_a_lost_helper_is_replaced_and_its_notebook_done_again(executor, job, begun, in_background):
    running = in_background(executor, job(FIRST_ATTEMPT_HANGS.format(begun=str(begun))))
    assert eventually(lambda: names(begun), 60)
    (kernel,) = (psutil.Process(int(name)) for name in names(begun))
    (helper,) = (process for process in kernel.parents() if process.cmdline()[1:] == cluster_module.HELPER[1:])
    helper.kill()
    assert running.result(60).message == ""
    assert gone([kernel])


def test_a_batch_that_is_given_up_ends_its_notebooks_and_what_they_started(cluster, job, begun, in_background):
    executor = on_cluster(cluster.scheduler_address)
    cell = HANGS_WITH_A_CHILD.format(begun=str(begun))
    running = [in_background(executor, job(cell, name=name)) for name in ("10_one", "20_other", "30_waits")]
    assert eventually(lambda: len(names(begun)) == 2, 60)
    processes = [psutil.Process(int(pid)) for name in names(begun) for pid in name.split("-")]
    executor.end()
    assert gone(processes)
    assert [ended.result(20).status for ended in running] == [FAILED] * 3
    assert len(names(begun)) == 2, "what waited never began"
    executor.end()


def test_a_batch_that_is_killed_leaves_no_notebook_running(cluster, job, begun, tmp_path):
    made = job(HANGS_WITH_A_CHILD.format(begun=str(begun)))
    script = textwrap.dedent(f"""
        from pathlib import Path
        from evalkit.pipeline.executor import on_cluster
        from evalkit.pipeline.process import Job
        job = Job(Path({str(made.notebook)!r}), {made.parameters!r}, Path({str(made.staging)!r}))
        on_cluster({cluster.scheduler_address!r}).run(job, lambda cell, cells: None)
    """)
    batch = subprocess.Popen([sys.executable, "-c", script])
    assert eventually(lambda: names(begun), 60)
    processes = [psutil.Process(int(pid)) for name in names(begun) for pid in name.split("-")]
    batch.kill()
    batch.wait()
    assert gone(processes)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are read from /proc")
def test_workers_and_a_scheduler_that_leave_take_everything_with_them_and_are_not_waited_for(job, begun, in_background, tmp_path):
    mark = f"evalkit-workers-{tmp_path.name}"
    scheduler = distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=":0", local_directory=tmp_path, silence_logs=50, env={"MARK": mark}
    )
    with pytest.MonkeyPatch.context() as patch, scheduler:
        patch.setattr(cluster_module, "LOOK_SECONDS", 0.5)
        patch.setattr(cluster_module, "CONNECT_SECONDS", 2)
        executor = on_cluster(scheduler.scheduler_address)
        running = in_background(executor, job(HANGS_WITH_A_CHILD.format(begun=str(begun))))
        assert eventually(lambda: names(begun), 60)
        assert len(running_with(mark)) >= 5, "worker, helper, warm parent, job, kernel, and the kernel's child"
        scheduler.scale(0)
        message = running.result(60).message
        assert message.startswith("[P-CLU-07]") and len(message.splitlines()) == 5, "no worker is left"
        assert eventually(lambda: not running_with(mark))
        scheduler.close()
        assert run(executor, job("1")).message.startswith("[P-CLU-07]"), "no scheduler is left"
        assert executor.places == 1
        executor.end()


@pytest.mark.parametrize("folder_name", ["notebook", "staging", "data_dir"])
def test_a_folder_that_a_worker_does_not_see_is_named(executor, job, tmp_path, folder_name):
    made, elsewhere = job("1"), tmp_path / "elsewhere"
    if folder_name == "data_dir":
        made = replace(made, parameters=made.parameters | {"data_dir": str(elsewhere)})
    else:
        made = replace(made, **{folder_name: elsewhere})
    message = run(executor, made).message
    assert message.startswith("[P-CLU-06]") and str(elsewhere) in message and len(message.splitlines()) == 5


def test_workers_of_another_environment_are_refused(cluster, monkeypatch):
    monkeypatch.setattr(cluster_module, "environment_digest", lambda: "another")
    with pytest.raises(EvalkitError, match="P-CLU-05") as refused:
        on_cluster(cluster.scheduler_address)
    assert str(refused.value).count("tcp://") == 2, "both workers are named"


def test_a_worker_of_another_environment_that_joins_later_runs_nothing(cluster, executor, job, tmp_path):
    made = job(f"open({str(tmp_path / 'ran')!r}, 'w')")
    with distributed.Client(cluster.scheduler_address) as client:
        outcome = client.submit(cluster_module.run_here, Order(made, None, "another"), pure=False).result(timeout=60)
    assert outcome.message.startswith("[P-CLU-05]")
    assert not (tmp_path / "ran").exists()


def test_the_digest_of_the_environment_changes_with_any_file_of_evalkit(monkeypatch, tmp_path):
    import shutil

    import evalkit

    package = tmp_path / "evalkit"
    shutil.copytree(Path(evalkit.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__", "fonts"))
    monkeypatch.setattr(evalkit, "__file__", str(package / "__init__.py"))
    before = environment_digest()
    assert environment_digest() == before
    (package / "present" / "templates").mkdir(exist_ok=True)
    (package / "present" / "templates" / "another.html").write_text("<p>")
    assert environment_digest() != before


def test_the_missing_package_is_named_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "evalkit.pipeline.cluster")
    with pytest.raises(EvalkitError, match="P-CLU-01") as refused:
        on_cluster("tcp://127.0.0.1:8786")
    assert len(str(refused.value).splitlines()) == 5
    assert "pip install" in refused.value.remedy


@pytest.mark.parametrize("address", ["", "127.0.0.1", "host:8786", "http://127.0.0.1:8786", "tcp://", "tcp://127.0.0.1:port"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(EvalkitError, match="P-CLU-02") as refused:
        on_cluster(address)
    assert len(str(refused.value).splitlines()) == 5
    assert "tcp://" in refused.value.expected


@pytest.mark.parametrize("host", ["127.0.0.1", "no-such-host.invalid"])
def test_a_scheduler_that_does_not_answer_is_refused(host):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(EvalkitError, match="P-CLU-03") as refused:
        on_cluster(f"tcp://{host}:{port}")
    assert len(str(refused.value).splitlines()) == 5
    assert f"{host}:{port}" in refused.value.found


def test_a_listener_that_is_no_scheduler_is_refused(monkeypatch):
    monkeypatch.setattr(cluster_module, "CONNECT_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(EvalkitError, match="P-CLU-03"):
        on_cluster(f"tcp://127.0.0.1:{silent.getsockname()[1]}")


def test_a_scheduler_without_workers_is_refused(monkeypatch):
    monkeypatch.setattr(cluster_module, "CONNECT_SECONDS", 2)
    with distributed.LocalCluster(n_workers=0, dashboard_address=":0", silence_logs=50) as empty:
        with pytest.raises(EvalkitError, match="P-CLU-04") as refused:
            on_cluster(empty.scheduler_address)
        assert f"dask worker {empty.scheduler_address}" in refused.value.remedy


def test_a_run_on_one_machine_does_not_import_dask(job):
    made = job("import sys\nprint('载入', sorted({'dask', 'distributed'} & set(sys.modules)))")
    script = textwrap.dedent(f"""
        import sys
        from pathlib import Path
        import evalkit.cli, evalkit.pipeline.run
        from evalkit.pipeline.executor import LocalExecutor
        from evalkit.pipeline.process import Job
        job = Job(Path({str(made.notebook)!r}), {made.parameters!r}, Path({str(made.staging)!r}))
        print(LocalExecutor().run(job, lambda cell, cells: None).status)
        print(sorted({{"dask", "distributed"}} & set(sys.modules)))
    """)
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert shown.split() == [DONE, "[]"]
    assert "载入 []" in (made.staging / "10_trial.html").read_text(encoding="utf-8")
