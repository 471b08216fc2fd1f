"""A miniature year whose report is published, whose data have changed since, and a run of it that something befalls."""

import errno
import hashlib
import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import forkserver
from pathlib import Path

from evalkit.pipeline.run import YearRun, run_years
from tests.pipeline.test_run import OBJECTIVES, STEPS, write_notebooks
from tests.pipeline.test_unchanged import ACROSS_YEARS, Project

ALL = os.environ.get("EVALKIT_FAULTS") == "all"
"""Whether something befalls a run at every single step, as before a release; otherwise at every fifth."""
YEAR = 2030
OLD, NEW = "old", "new"
MENDED = "120.0"
"""The figure of the new report that the old one does not have."""
CHANGING = {"os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.truncate", "shutil.rmtree"}


class Scene(Project):
    """A project of which one year was run; ``change`` gives it data that make another report."""

    def fill(self) -> "Scene":
        self.folder.fill().write("objectives.csv", OBJECTIVES)
        write_notebooks(self.root / "notebooks", trend=("各年度", ACROSS_YEARS))
        return self

    def change(self) -> None:
        self.folder.edit("facts.csv", "100.0", MENDED)

    @property
    def published(self) -> Path:
        return self.outputs / str(YEAR)

    def copy(self, root: Path) -> "Scene":
        shutil.rmtree(root, ignore_errors=True)
        return Scene(Path(shutil.copytree(self.root, root)))

    def publish(self) -> YearRun:
        """Run the year without the page across years."""
        return run_years(
            [YEAR],
            data_dir=self.root / "data",
            output_dir=self.outputs,
            notebooks=self.root / "notebooks",
            only=list(STEPS),
        )[0]

    def report(self) -> str:
        """Return which whole report is published; anything else fails.

        The old or the new one is known by the figure in the evaluation; that it is whole by ``run.json``, which must hold
        the digest of every file there is and of none else, by its own digest, and by the page that shows the evaluation.
        """
        self.check_whole(self.published)
        evaluation = json.loads((self.published / "evaluation.json").read_bytes())
        figure = next(item for item in evaluation["measures"] if item["id"] == "trade_total")
        report = NEW if MENDED in json.dumps(figure, ensure_ascii=False) else OLD
        return report

    @staticmethod
    def check_whole(published: Path) -> None:
        """Fail unless the files of a published year are all those of ``run.json`` and no others, and the index goes with them."""
        content = (published / "run.json").read_bytes()
        digest = (published / "run.json.sha256").read_text().split()[0]
        assert digest == hashlib.sha256(content).hexdigest(), "run.json is not the one of run.json.sha256"
        beside = {"run.json", "run.json.sha256", "index.html", "_failed"}
        files = [path.relative_to(published) for path in sorted(published.rglob("*")) if path.is_file()]
        there = {str(path): hashlib.sha256((published / path).read_bytes()).hexdigest() for path in files}
        listed = {item["name"]: item["digest"]["sha256"] for item in json.loads(content)["subject"]}
        assert {name: digest for name, digest in there.items() if name.split("/")[0] not in beside} == listed
        index = (published / "index.html").read_text(encoding="utf-8")
        assert there["evaluation.json"] in index, "the index shows another evaluation"

    def left_over(self) -> list[str]:
        """Return the names of what a run leaves that was cut short."""
        folders = [self.root / "data", self.outputs]
        hidden = {path for folder in folders for path in folder.rglob(".*") if path.name not in (".locks", ".hashes.json")}
        return sorted(str(path.relative_to(self.root)) for path in hidden)


def started(action: Callable[[], object]) -> int:
    """Begin something in a process of its own, with a warm parent of its own, and return which process it is."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        server = forkserver._forkserver = forkserver.ForkServer()
        for name in ("ensure_running", "connect_to_new_process", "set_forkserver_preload"):
            setattr(forkserver, name, getattr(server, name))
        action()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def ended(child: int) -> int:
    """Wait for a process to end, and return its exit status: negative for the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def forked(action: Callable[[], object]) -> int:
    """Do something in a process of its own, and return its exit status."""
    return ended(started(action))


def at_step(step: int, below: Path, befall: Callable[[], None], count: Path | None = None) -> None:
    """From now on, have something befall this process just before its nth step that changes a file, or flushes the new folder.

    Parameters
    ----------
    step : int
        Which step, from 1; 0 for none.
    below : pathlib.Path
        Only steps below this folder count.
    befall : callable
        What befalls it, once.
    count : pathlib.Path, optional
        Receives a line for every step.
    """
    taken, busy = [0], []

    def notice(event: str, arguments: tuple) -> None:
        if busy or not (event in CHANGING or event == "open"):
            return
        named = [str(os.fsdecode(part)) for part in arguments[:2] if isinstance(part, (str, bytes, os.PathLike))]
        if not any(str(below) in name and ".locks" not in name for name in named):
            return
        if event == "open" and not (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR) and not named[0].endswith(".next"):
            return  # of flushing only the last step is one of its own: the others change nothing
        busy.append(event)
        taken[0] += 1
        if count:
            with count.open("a") as file:
                file.write(f"{event} {' '.join(named)}\n")
        if taken[0] == step:
            befall()
        busy.clear()

    sys.addaudithook(notice)


def of_publishing(steps: list[str]) -> list[int]:
    """Return the steps from the making of the new folder on: all, or every fifth and those by which folders change places."""
    begun = next(number for number, step in enumerate(steps, start=1) if step.startswith("os.mkdir") and step.endswith(".next"))
    flushed = next(number for number, step in enumerate(steps, start=1) if step.startswith("open") and step.endswith(".next"))
    numbers = range(begun, len(steps) + 1)
    return [number for number in numbers if ALL or number % 5 == 0 or number in (begun, flushed, flushed + 1, len(steps))]


def before_making(folder: Path, befall: Callable[[], None]) -> None:
    """From now on, have something befall this process just before it makes a folder."""
    sys.addaudithook(lambda event, arguments: befall() if event == "os.mkdir" and str(arguments[0]) == str(folder) else None)


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fill_disk(folder: Path) -> Path:
    """Use up the space of the disk of a folder, to the last byte."""
    filler = folder / "filler"
    with filler.open("ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while file.write(b"\0" * size):
                    pass
    return filler


def is_full(error: str) -> bool:
    return os.strerror(errno.ENOSPC) in error
