"""``kill -9``: whenever it comes, the old report or the new one is published whole, and the next run needs no cleaning."""

import os
import random
import signal
import tempfile
import time
from pathlib import Path

import pytest

from evalkit.pipeline import publish
from tests.faults.scene import ALL, NEW, OLD, Scene, at_step, ended, forked, kill, of_publishing, started

KILLS = 20 if ALL else 3
"""How many whole runs are killed at random moments."""
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a run is killed as a forked process")


def killed_at(step: int, scene: Scene) -> int:
    """Publish in a process that is killed just before a step; return its exit status."""

    def run() -> None:
        at_step(step, scene.root, kill)
        assert scene.publish().ok

    return forked(run)


def steps_of(waiting: Scene, tmp_path) -> list[str]:
    """Return every step of publishing that changes or flushes a file."""
    trial, count = waiting.copy(tmp_path / "trial"), tmp_path / "steps"

    def run() -> None:
        at_step(0, trial.root, kill, count)
        assert trial.publish().ok

    assert forked(run) == 0 and trial.report() == NEW
    return count.read_text().splitlines()


def test_killed_at_every_step_of_publishing(waiting, tmp_path):
    steps, seen = steps_of(waiting, tmp_path), []
    for step in of_publishing(steps):
        scene = waiting.copy(tmp_path / "project")
        assert killed_at(step, scene) == -signal.SIGKILL
        seen.append(scene.report())
        assert scene.publish().ok
        assert (scene.report(), scene.left_over()) == (NEW, []), steps[step - 1]
    assert seen == sorted(seen, reverse=True) and set(seen) == {OLD, NEW}, "the old report until the new one is there"
    assert scene.run()[-1].ok, "and then the page across years"


def test_where_folders_cannot_change_places_the_next_run_puts_the_old_report_back(waiting, tmp_path, monkeypatch):
    monkeypatch.setattr(publish, "_exchange", lambda one, other: False)
    steps = steps_of(waiting, tmp_path)
    renamed = [number for number, step in enumerate(steps, start=1) if step.startswith("os.rename")]
    places = [number for number in renamed if steps[number - 1].endswith((".old", ".next", "/2030"))]
    assert len(places) == 3, steps
    absent = 0
    for step in range(places[0], places[-1] + 2):
        scene = waiting.copy(tmp_path / "project")
        assert killed_at(step, scene) == -signal.SIGKILL
        if not scene.published.is_dir():
            absent += 1
            found = publish.folder_of(scene.published)
            assert found.name == ".2030.old" and (found / "run.json").is_file(), "a reader finds it meanwhile"
        else:
            scene.report()
        assert scene.publish().ok
        assert (scene.report(), scene.left_over()) == (NEW, [])
    assert absent


def test_whole_runs_killed_at_random_moments(finished, tmp_path):
    """Each starts from the old report with changed data; the next plain run ends well and repeats nothing that was done."""
    scene = finished.copy(tmp_path / "timed")
    scene.change()
    begun = time.monotonic()
    assert forked(scene.run) == 0
    whole = time.monotonic() - begun
    seed = random.randrange(10**6)
    moments, seen = random.Random(seed), []
    for number in range(KILLS):
        scene = finished.copy(tmp_path / f"run-{number}")
        scene.change()
        batch, after = started(scene.run), moments.uniform(0, whole)
        time.sleep(after)
        os.kill(batch, signal.SIGKILL)
        ended(batch)
        told = f"seed {seed}, killed after {after:.2f} of {whole:.2f} seconds"
        try:
            seen.append(scene.report())
        except AssertionError as error:
            raise AssertionError(told) from error
        assert all(run.ok for run in scene.run()), told
        assert (scene.report(), scene.left_over()) == (NEW, []), told
        assert not list(Path(tempfile.gettempdir()).glob(f"ek-*-{batch}-*")), told
