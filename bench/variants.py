"""The variants that are compared: each a command on folders of its own, timed from outside, its pages checked."""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.years import change_one_figure, make_years

NAIVE, STOCK, WARM, LOWER, UNCHANGED, CHANGED = "naive", "stock", "warm", "lower", "unchanged", "changed"
LABELS = {
    NAIVE: "基线：逐个运行 papermill、nbconvert 命令",
    STOCK: "evalkit，普通内核",
    WARM: "evalkit，预热内核",
    LOWER: "下限：只运行代码、写页面",
    UNCHANGED: "evalkit，没有改动",
    CHANGED: "evalkit，改动一个数字",
}
PROJECT = Path(__file__).parents[1]
PROGRAMS = Path(sys.executable).parent
SAMPLE_SECONDS = 0.2
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Variant:
    """One way to make the pages of so many years."""

    years: int
    kind: str


@dataclass(frozen=True)
class Timing:
    """How long a variant took in one round, and the most memory that its warm parent held; 0 where it has none."""

    variant: Variant
    round: int
    seconds: float
    megabytes: float


class Bench:
    """The folders of a comparison: fictional years as received, what evalkit makes of them, and the run being timed."""

    def __init__(self, work: Path, most_years: int):
        self.work, self.source = work, work / "source"
        self.years = make_years(self.source, most_years)

    def measure(self, variant: Variant, round: int) -> Timing:
        """Run a variant once; only its command is timed, and its pages are checked afterwards."""
        kept, place = self.kept(variant.years), self._place(variant)
        seconds, megabytes = timed(self.command(variant, place, kept))
        self._check(variant, place / "outputs", kept / "outputs")
        return Timing(variant, round, seconds, megabytes)

    def kept(self, count: int) -> Path:
        """Return the folder where evalkit has run so many years and nothing has changed since."""
        folder = self.work / f"kept-{count}"
        if not folder.is_dir():
            self._copy_raw(count, folder)
            timed(self.command(Variant(count, WARM), folder, folder))
        return folder

    def command(self, variant: Variant, place: Path, kept: Path) -> list[str]:
        """Return the command of a variant, on the folders ``data`` and ``outputs`` of a place."""
        years = self.years[: variant.years]
        listed, data, outputs = map(str, years), str(place / "data"), str(place / "outputs")
        if variant.kind == NAIVE:
            return ["bash", str(PROJECT / "bench" / "naive.sh"), data, outputs, *listed]
        if variant.kind == LOWER:
            return [sys.executable, "-m", "bench.lower_bound", data, outputs, str(kept / "outputs"), *listed]
        evalkit = [str(PROGRAMS / "evalkit"), "run", "--years", f"{years[0]}-{years[-1]}", "--data", data, "--output", outputs]
        return [*evalkit, "--kernel", STOCK] if variant.kind == STOCK else evalkit

    def _place(self, variant: Variant) -> Path:
        """Return where a variant runs: where all is done already, where one figure differs, or where nothing is done."""
        kept = self.kept(variant.years)
        if variant.kind == UNCHANGED:
            return kept
        if variant.kind == CHANGED:
            place = self.work / f"changed-{variant.years}"
            if not place.is_dir():
                shutil.copytree(kept, place)
            change_one_figure(place / "data" / "raw" / str(self.years[0]))
            return place
        place = self.work / "run"
        shutil.rmtree(place, ignore_errors=True)
        self._copy_raw(variant.years, place)
        return place

    def _copy_raw(self, count: int, place: Path) -> None:
        for year in self.years[:count]:
            shutil.copytree(self.source / "raw" / str(year), place / "data" / "raw" / str(year))

    def _check(self, variant: Variant, outputs: Path, kept: Path) -> None:
        """End the comparison if a variant did not make every page, or a page that should be the same is not."""
        expected, made = pages(kept), pages(outputs)
        same = made == expected if variant.kind in (STOCK, WARM, LOWER) else made.keys() == expected.keys()
        if not same:
            different = [name for name in expected | made if made.get(name) != expected.get(name)]
            sys.exit(f"{variant.kind}, {variant.years}: {', '.join(different)}")


def pages(outputs: Path) -> dict[str, bytes]:
    """Return the page of every notebook below a folder; the indexes tell when they were made."""
    found = [path for path in sorted(outputs.rglob("*.html")) if path.name != "index.html"]
    return {path.relative_to(outputs).as_posix(): path.read_bytes() for path in found}


def timed(command: list[str]) -> tuple[float, float]:
    """Run a command; return the seconds it took and the most memory that its warm parent held."""
    with ThreadPoolExecutor(1) as watcher:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env=os.environ | {"BIN": str(PROGRAMS)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        memory = watcher.submit(_most_memory, process)
        said, _ = process.communicate()
        seconds = time.perf_counter() - begun
    if process.returncode:
        sys.exit(f"{' '.join(command)}\n{said}")
    return seconds, memory.result()


def _most_memory(process: subprocess.Popen) -> float:
    """Watch the fork server of a process until the process ends."""
    most = 0.0
    while process.returncode is None:
        try:
            parents = [each for each in psutil.Process(process.pid).children() if "forkserver" in " ".join(each.cmdline())]
            most = max([most, *(parent.memory_info().rss / MEGABYTE for parent in parents)])
        except psutil.Error:
            pass
        time.sleep(SAMPLE_SECONDS)
    return most
