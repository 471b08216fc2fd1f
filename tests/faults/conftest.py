"""A year that was run, and the same with all pages of its new report made and none of them published."""

import pytest

from tests.faults.scene import NEW, OLD, YEAR, Scene, before_making, forked, kill


@pytest.fixture(scope="session")
def finished(tmp_path_factory) -> Scene:
    """The old report is published."""
    made = Scene(tmp_path_factory.mktemp("faults") / "project").fill()
    assert all(run.ok for run in made.run())
    assert made.report() == OLD
    return made


@pytest.fixture(scope="session")
def waiting(finished, tmp_path_factory) -> Scene:
    """The data have changed, every page of the new report is made, and the run was killed at its first step of publishing."""
    made = finished.copy(tmp_path_factory.mktemp("waiting") / "project")
    made.change()

    def run() -> None:
        before_making(made.outputs / f".{YEAR}.next", kill)
        made.publish()

    assert forked(run) == -9
    assert made.report() == OLD
    return made


@pytest.fixture
def scene(finished, tmp_path) -> Scene:
    """A copy of the year with the old report, its data changed."""
    made = finished.copy(tmp_path / "project")
    made.change()
    return made


@pytest.fixture
def new(waiting, tmp_path) -> str:
    assert waiting.copy(tmp_path / "trial").publish().ok
    return NEW
