"""Runs at the same time: of one year they wait for each other, of different years they do not, and nothing is lost."""

import json
import os
import signal
import time

import pytest

from evalkit.errors import EvalkitError
from evalkit.intake.store import read_facts
from evalkit.locks import held
from evalkit.pipeline.batch import Watcher
from evalkit.pipeline.locking import Locks
from evalkit.pipeline.manifest import read_manifest
from evalkit.pipeline.run import run_years
from tests.faults.scene import MENDED, OLD, YEAR, Scene, ended, started
from tests.pipeline.test_run import OBJECTIVES, STEPS
from tests.processes import eventually

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="other runs are forked processes")


@pytest.fixture
def holding(tmp_path):
    """Return a function that has another process hold a context until it is killed, and returns which process it is."""
    children = []

    def hold(context) -> int:
        begun = tmp_path / f"begun-{len(children)}"

        def act() -> None:
            with context:
                begun.touch()
                time.sleep(600)

        children.append(started(act))
        assert eventually(begun.is_file)
        return children[-1]

    yield hold
    for child in children:
        os.kill(child, signal.SIGKILL)
        ended(child)


class Told(Watcher):
    def __init__(self):
        self.messages = []

    def waiting(self, message: str) -> None:
        self.messages.append(message)


def run(scene: Scene, *years: int, wait: float = 0, watcher: Watcher | None = None):
    return run_years(
        list(years),
        data_dir=scene.root / "data",
        output_dir=scene.outputs,
        notebooks=scene.root / "notebooks",
        wait=wait,
        watcher=watcher,
    )


def locks(scene: Scene, output: str = "outputs") -> Locks:
    return Locks(scene.root / "data", scene.root / output, 0, lambda message: None)


def test_a_lock_that_is_held_is_waited_for_and_then_refused_with_who_holds_it(tmp_path, holding):
    path, told = tmp_path / "a" / "2030.lock", []
    other = holding(held(path, "2030 年度", wait=0))
    with pytest.raises(EvalkitError) as refused, held(path, "2030 年度", wait=0.2, on_wait=told.append):
        pass
    assert refused.value.code == "P-LOCK-01"
    assert f"进程 {other}（主机 " in refused.value.found and "等了 0.2 秒" in refused.value.found
    assert len(told) == 1 and f"进程 {other}（主机 " in told[0] and "最多等待 0.2 秒" in told[0]


def test_a_lock_whose_holder_was_killed_is_free_and_nothing_has_to_be_cleaned(tmp_path):
    path = tmp_path / "2030.lock"

    def die() -> None:
        with held(path, "2030 年度", wait=0):
            os.kill(os.getpid(), signal.SIGKILL)

    assert ended(started(die)) == -signal.SIGKILL
    assert path.is_file() and path.with_suffix(".json").is_file(), "what a crash leaves"
    with held(path, "2030 年度", wait=0):
        assert json.loads(path.with_suffix(".json").read_text())["process"] == os.getpid()


def test_who_holds_a_lock_is_only_a_help_and_may_be_damaged(tmp_path, holding):
    path = tmp_path / "2030.lock"
    holding(held(path, "2030 年度", wait=0))
    path.with_suffix(".json").write_text("{ half", encoding="utf-8")
    with pytest.raises(EvalkitError) as refused, held(path, "2030 年度", wait=0):
        pass
    assert refused.value.found.startswith("另一个进程")


@pytest.mark.parametrize("shared", ["both", "data", "pages"])
def test_a_run_of_a_year_that_another_run_holds_is_refused_and_another_year_is_not(finished, tmp_path, holding, shared):
    """Runs that share only the data, or only the pages, meet as well."""
    scene = finished.copy(tmp_path / "project")
    here = locks(scene)
    of_other_data = Locks(scene.root / "other", here.output_dir, 0, here.on_wait)
    other = {"both": here, "data": locks(scene, "other"), "pages": of_other_data}[shared]
    holding(other.of_year(YEAR + 1))
    assert all(each.ok for each in run(scene, YEAR))
    holding(other.of_year(YEAR))
    with pytest.raises(EvalkitError) as refused:
        run(scene, YEAR)
    assert refused.value.code == "P-LOCK-01" and f"{YEAR} 年度" in refused.value.what
    assert scene.report() == OLD


def test_a_run_waits_for_the_one_before_and_then_finds_everything_done(finished, tmp_path):
    scene, told = finished.copy(tmp_path / "project"), Told()
    begun = tmp_path / "begun"

    def hold() -> None:
        with locks(scene).of_year(YEAR):
            begun.touch()
            time.sleep(1)

    other = started(hold)
    assert eventually(begun.is_file)
    runs = run(scene, YEAR, wait=60, watcher=told)
    assert ended(other) == 0
    assert not any(outcome.ran for each in runs for outcome in each.outcomes)
    assert len(told.messages) == 1 and f"进程 {other}" in told.messages[0]


def test_the_tables_of_intake_may_be_written_while_a_batch_holds_the_year(finished, tmp_path, holding):
    """As by a notebook in JupyterLab; the jobs of the batch itself do so as well, and must not wait for their own batch."""
    scene = finished.copy(tmp_path / "project")
    holding(locks(scene).of_year(YEAR))
    scene.change()
    before = read_facts(scene.folder.processed, "trade")
    scene.folder.prepare()
    assert read_facts(scene.folder.processed, "trade") != before, "the changed figure is in the tables"
    holding(held(scene.processed / ".locks" / f"tables-{YEAR}.lock", "中间数据", wait=0))
    assert str(scene.folder.open().sub_project("trade")["trade_total"].value) == MENDED


def test_six_runs_of_three_years_at_once_lose_and_mix_nothing(finished, tmp_path):
    scene = finished.copy(tmp_path / "project")
    years = [YEAR, YEAR + 1, YEAR + 2]
    for year in years[1:]:
        scene.folder.another(year).write("objectives.csv", OBJECTIVES)
    scene.change()

    def act(year: int, number: int) -> None:
        runs = run(scene, year, wait=300)
        assert all(each.ok for each in runs), [str(outcome.message) for each in runs for outcome in each.outcomes]
        made = [outcome.notebook for outcome in runs[0].outcomes if outcome.ran]
        (tmp_path / f"ran-{year}-{number}").write_text(json.dumps(made))

    batches = [started(lambda year=year, number=number: act(year, number)) for number in range(2) for year in years]
    assert [ended(batch) for batch in batches] == [0] * 6
    for year in years:
        published = scene.outputs / str(year)
        listed = read_manifest(published)
        assert listed["fiscal_year"] == year and listed["notebooks"].keys() == STEPS.keys()
        assert f"{year} 年度" in (published / "90_report.html").read_text(encoding="utf-8")
        made = [json.loads(path.read_text()) for path in tmp_path.glob(f"ran-{year}-*")]
        assert len(made) == 2 and [] in made, "one of them did the work, the other one found it done"
        scene.check_whole(published)
        assert f'href="{year}/index.html"' in (scene.outputs / "index.html").read_text(encoding="utf-8")
    assert scene.left_over() == []
    runs = run(scene, *years)
    assert all(each.ok for each in runs)
    assert not any(outcome.ran for each in runs[:-1] for outcome in each.outcomes)
