"""Notebooks that run out of memory or never end, and data that change while a run lasts: told, and the old report stays."""

import os
import time

import pytest

from evalkit.pipeline.run import run_years
from tests.faults.scene import NEW, OLD, YEAR, Scene, forked
from tests.pipeline.test_run import STEPS

NAME = "40_consumption"
MEMORY = """\
import resource
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
taken = bytearray(1 << 31)"""


def failed(scene: Scene, code: str, **limits: int) -> str:
    """Run one notebook that fails, and return what is told of it."""
    scene.write(NAME, "消费券", code)
    ((outcome,),) = [
        run.outcomes
        for run in run_years(
            [YEAR],
            data_dir=scene.root / "data",
            output_dir=scene.outputs,
            notebooks=scene.root / "notebooks",
            only=[NAME],
            **limits,
        )
    ]
    assert outcome.status == "failed" and scene.report() == OLD
    assert (scene.published / "_failed" / f"{NAME}.html").is_file()
    return outcome.message


@pytest.mark.skipif(os.name != "posix", reason="the limit of memory is one of POSIX")
def test_too_little_memory_is_named_with_what_to_do(scene):
    assert "内存不足：关闭其他程序，或用 --jobs 1" in failed(scene, MEMORY)


@pytest.mark.skipif(os.name != "posix", reason="the system ends a process by a signal of POSIX")
def test_a_kernel_that_the_system_ends_is_named_with_the_likely_cause(scene):
    message = failed(scene, "print('到此')\nimport os, signal, time\ntime.sleep(1)\nos.kill(os.getpid(), signal.SIGKILL)")
    assert "内核意外结束" in message and "内存不足" in message
    assert "到此" in (scene.published / "_failed" / f"{NAME}.html").read_text(encoding="utf-8"), "what it gave until then"


def test_a_cell_that_never_ends_is_ended_at_its_limit(scene):
    message = failed(scene, "while True:\n    pass", cell_seconds=6)
    assert "运行超过 6 秒的时限" in message and "--cell-timeout" in message


def test_a_notebook_that_never_ends_is_ended_at_its_limit(scene):
    """No cell takes longer than a cell may."""
    message = failed(scene, "import time\ntime.sleep(60)", notebook_seconds=6)
    assert message.startswith("运行超过 6 秒的时限") and "--notebook-timeout" in message


def test_raw_data_that_change_while_a_run_lasts_are_named_and_nothing_is_published(scene, tmp_path):
    """The run is right for the data that it read, but nobody could check it against those there are."""
    change = f"""
from pathlib import Path
if not Path({str(tmp_path / "done")!r}).exists():
    Path({str(tmp_path / "done")!r}).touch()
    with open(year.raw / "activities.csv", "ab") as file:
        file.write(b"\\n")
"""
    scene.write(NAME, "消费券", f"{STEPS[NAME][1]}\n{change}")
    year = scene.publish()
    assert all(outcome.status == "done" for outcome in year.outcomes)
    assert year.unpublished.code == "P-MID-01" and f"data/raw/{YEAR}/activities.csv" in year.unpublished.found
    assert scene.report() == OLD
    assert "没有发布" in (scene.published / "index.html").read_text(encoding="utf-8")
    assert scene.publish().ok
    assert (scene.report(), scene.left_over()) == (NEW, [])


def test_another_time_zone_and_language_give_the_same_bytes(finished, tmp_path):
    scene = finished.copy(tmp_path / "project")
    before = pages(scene)

    def elsewhere() -> None:
        os.environ |= {"TZ": "America/Los_Angeles", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "1"}
        time.tzset()
        assert all(run.ok for run in scene.run(force=True))

    assert forked(elsewhere) == 0
    assert pages(scene) == before


def pages(scene: Scene) -> dict[str, bytes]:
    """Return all that a reader sees; ``run.json`` holds times."""
    files = [
        path for path in sorted(scene.outputs.rglob("*")) if path.suffix in (".html", ".ipynb") or path.name == "evaluation.json"
    ]
    return {str(path.relative_to(scene.outputs)): path.read_bytes() for path in files}
