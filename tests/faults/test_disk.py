"""A full disk, a read-only one, a folder that cannot be moved: real ones, mounted for the test where that is permitted."""

import subprocess
from pathlib import Path

import pytest

from tests.faults.scene import NEW, OLD, YEAR, Scene, at_step, fill_disk, forked, kill, of_publishing
from tests.pipeline.test_run import STEPS

MEGABYTES = 24


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)


@pytest.fixture
def disk(tmp_path):
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    try:
        mount("-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(place))
    except (OSError, subprocess.CalledProcessError) as error:  # no installation mends that, so it is never asked for
        pytest.skip(f"mounting a disk is not permitted here: {error}")
    yield place
    subprocess.run(["umount", "-R", str(place)], check=True)


def told_of(action, told: Path) -> str:
    """Do something in a process of its own, and return what it says went wrong."""

    def run() -> None:
        try:
            outcome = action()
            told.write_text("" if outcome.ok else f"{outcome.unpublished}{[each.message for each in outcome.outcomes]}")
        except Exception as error:
            told.write_text(f"{error}")

    assert forked(run) == 0
    return told.read_text()


def test_the_disk_is_full_at_every_step_of_publishing(waiting, disk, tmp_path):
    count, told, trial = tmp_path / "steps", tmp_path / "told", waiting.copy(disk / "project")

    def count_steps():
        at_step(0, trial.root, kill, count)
        return trial.publish()

    assert told_of(count_steps, told) == ""
    steps, refused = count.read_text().splitlines(), []
    for step in of_publishing(steps):
        scene = waiting.copy(disk / "project")

        def run(scene: Scene = scene, step: int = step):
            at_step(step, scene.root, lambda: fill_disk(disk))
            return scene.publish()

        message = told_of(run, told)
        report = scene.report()
        if message:
            refused.append(report)
            assert "[P-DISK-01] 磁盘已满" in message, steps[step - 1]
        else:
            assert report == NEW, steps[step - 1]
        (disk / "filler").unlink()
        assert scene.publish().ok
        assert (scene.report(), scene.left_over()) == (NEW, []), steps[step - 1]
    assert OLD in refused


def test_a_notebook_that_fills_the_disk_is_told_and_the_old_report_stays(finished, disk, tmp_path):
    """Where nothing at all can be written any more, the run itself ends by saying so."""
    scene = finished.copy(disk / "project")
    fill = f"open({str(disk / 'filler')!r}, 'wb').write(bytes({MEGABYTES << 20}))"
    scene.write("40_consumption", "消费券", fill)
    assert "磁盘已满" in told_of(scene.publish, tmp_path / "told")
    assert scene.report() == OLD
    (disk / "filler").unlink()
    scene.write("40_consumption", *STEPS["40_consumption"])
    assert scene.publish().ok and scene.report() == OLD
    assert not (scene.published / "_failed").exists()


def test_a_disk_that_may_only_be_read_is_named_and_nothing_changes(waiting, disk, tmp_path):
    scene = waiting.copy(disk / "project")
    mount("-o", "remount,ro", str(disk))
    assert "[P-OUT-01]" in told_of(scene.publish, tmp_path / "told")
    assert scene.report() == OLD
    mount("-o", "remount,rw", str(disk))
    assert scene.publish().ok and scene.report() == NEW


def test_a_folder_that_cannot_be_moved_keeps_its_report_and_the_run_says_so(waiting, disk, tmp_path):
    """A mount point cannot be; on Windows neither can a folder of which another program holds a file open."""
    scene = waiting.copy(disk / "project")
    mount("--bind", str(scene.published), str(scene.published))
    message = told_of(scene.publish, tmp_path / "told")
    assert "[P-DISK-02] 写入失败" in message and str(YEAR) in message
    assert scene.report() == OLD
    subprocess.run(["umount", str(scene.published)], check=True)
    assert scene.publish().ok
    assert (scene.report(), scene.left_over()) == (NEW, [])
