"""The locks of a run: one for each year that it runs, and one for what is made across years.

A year has a lock beside its processed data and one beside its pages, so that runs meet which share only one of the two. They are
taken in one order, years rising, and that of what is made across years last, when the run's own years are settled; so no two
runs can come to wait for each other. A run of one year and a run of another only meet at the end, for as long as the page
across years takes.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from evalkit.locks import FOLDER, held

ACROSS = 0
"""Stands for the year of what is made across years."""
WAIT_SECONDS = 600


@dataclass(frozen=True)
class Locks:
    """The locks of a data folder and a folder of pages.

    Attributes
    ----------
    data_dir, output_dir : pathlib.Path
        The folders.
    wait : float
        How many seconds to wait for a run that holds one.
    on_wait : callable
        Told who holds it.
    """

    data_dir: Path
    output_dir: Path
    wait: float
    on_wait: Callable[[str], None]

    @contextmanager
    def of_year(self, year: int, *, wait: float | None = None) -> Iterator[None]:
        """Hold a year, or with ``ACROSS`` what is made across years, for as long as the context lasts.

        Raises
        ------
        LockHeldError
            ``P-LOCK-01`` if another run still holds it when the time is over.
        """
        what, name = (f"{year} 年度", f"{year}.lock") if year else ("各年度总目录", "across.lock")
        with ExitStack() as stack:
            for folder in (self.data_dir / "processed", self.output_dir):
                waited = self.wait if wait is None else wait
                stack.enter_context(held(folder / FOLDER / name, what, wait=waited, on_wait=self.on_wait if waited else _silent))
            yield


def _silent(message: str) -> None:
    pass
