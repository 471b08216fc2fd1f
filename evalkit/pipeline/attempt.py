"""What the last run of a year came to where it was not published, kept in ``_failed`` beside the last good report.

``attempt.json`` says how each notebook ended, or why none was run or published; ``NAME.html`` is what a failed notebook
showed until it failed. ``run.json`` tells of the published report only, and is not touched. The next run that publishes the
year leaves the folder out.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from evalkit.atomic import write_atomic
from evalkit.pipeline.manifest import DONE, FAILED, Outcome
from evalkit.pipeline.publish import failed_folder, put_in_place

FOLDER, RECORD = "_failed", "attempt.json"
Page = Callable[[Outcome], bytes | None]


@dataclass(frozen=True)
class Attempt:
    """A run that was not published.

    Attributes
    ----------
    years : tuple of int
        The first and the last year that were asked for.
    outcomes : dict of str to Outcome
        How each notebook ended, by name.
    refused : str
        What was wrong with the raw data; empty where they were sound.
    unpublished : str
        Why nothing was published though every notebook ended well; empty where that is not so.
    """

    years: tuple[int, int]
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    refused: str = ""
    unpublished: str = ""

    @property
    def undone(self) -> list[Outcome]:
        """The notebooks that failed or were not run."""
        return [outcome for outcome in self.outcomes.values() if outcome.status != DONE]

    def without(self, done: list[str]) -> "Attempt | None":
        """Return what is left of it once some notebooks have been published; ``None`` if nothing is undone."""
        left = {name: outcome for name, outcome in self.outcomes.items() if name not in done}
        attempt = Attempt(self.years, left)
        return attempt if attempt.undone else None


def read_attempt(folder: Path) -> Attempt | None:
    """Return the last run of a year, or of the page across years, that was not published; ``None`` if it was."""
    try:
        plain = json.loads((folder / FOLDER / RECORD).read_bytes())
        outcomes = {name: _outcome(entry) for name, entry in plain["outcomes"].items()}
        return Attempt(tuple(plain["years"]), outcomes, plain["refused"], plain["unpublished"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _outcome(entry: dict[str, Any]) -> Outcome:
    return Outcome(**{**entry, "reasons": tuple(entry["reasons"])})


def write_attempt(folder: Path, attempt: Attempt, coming: Path, page: Page) -> None:
    """Put the record of a run, and the pages of the notebooks that failed, beside what was published before.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the year's pages; for the page across years, that of all pages.
    attempt : Attempt
        The run.
    coming : pathlib.Path
        The folder to put it together in, which nobody reads.
    page : callable
        See :func:`fill`.
    """
    shutil.rmtree(coming, ignore_errors=True)
    fill(coming, attempt, page)
    folder.mkdir(parents=True, exist_ok=True)
    put_in_place(coming, folder / FOLDER)
    shutil.rmtree(coming, ignore_errors=True)


def fill(folder: Path, attempt: Attempt, page: Page) -> None:
    """Write the record of a run, and of each notebook that failed the page that ``page`` returns, if it returns one."""
    folder.mkdir(parents=True)
    write_atomic(folder / RECORD, json.dumps(asdict(attempt), ensure_ascii=False, indent=1).encode())
    for outcome in attempt.undone:
        made = page(outcome) if outcome.status == FAILED else None
        if made is not None:
            write_atomic(folder / f"{outcome.notebook}.html", made)


def kept_page(folder: Path) -> Page:
    """Return what gives the page of a notebook that failed as it is kept beside the pages of a year."""
    pages = {path.stem: path.read_bytes() for path in (folder / FOLDER).glob("*.html")}
    return lambda outcome: pages.get(outcome.notebook)


def record_refusal(folder: Path, problems: str) -> None:
    """Note beside the pages of a year that its raw data were refused since; where there are no pages, there is nothing to note."""
    if folder.is_dir():
        earlier, year = read_attempt(folder), int(folder.name)
        outcomes = earlier.outcomes if earlier else {}
        write_attempt(folder, Attempt((year, year), outcomes, refused=problems), failed_folder(folder), kept_page(folder))


def unfinished_years(output_dir: Path) -> list[int]:
    """Return the years whose last run was not published, and those that the page across years lacks."""
    folders = [path for path in output_dir.glob("[0-9][0-9][0-9][0-9]") if read_attempt(path)]
    across = read_attempt(output_dir)
    return sorted({int(path.name) for path in folders} | (set(range(across.years[0], across.years[1] + 1)) if across else set()))
