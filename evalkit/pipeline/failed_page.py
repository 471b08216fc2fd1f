"""The page of a notebook that failed: what it gave until then and why it failed, marked as failed wherever one looks."""

import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from evalkit.pipeline.execute import so_far
from evalkit.pipeline.manifest import Outcome
from evalkit.present.page import page_of, strip_run

HOME = "../index.html"
PLACE = re.compile(r"(?<![\w.…])(?:[A-Za-z]:)?(?:[\\/][\w.@ -]+)+[\\/]([\w.-]+[\\/][\w.-]+)")
"""A path from the root of a disk; of which a page shows the last two parts, and no folder of a person."""


def failed_page(outcome: Outcome, year: int, made: Path, notebooks: Path) -> bytes:
    """Return the page of a notebook that failed.

    Parameters
    ----------
    outcome : Outcome
        How it ended.
    year : int
        Printed in the title.
    made : pathlib.Path
        Where its page was to be made, and where what its cells gave is kept.
    notebooks : pathlib.Path
        The folder of the notebooks; where nothing is kept, as after its process was killed, its cells are shown as they are.
    """
    places = [so_far(made, outcome.notebook), notebooks / f"{outcome.notebook}.ipynb"]
    shown = next(filter(None, map(_notebook, places)), None) or _empty(outcome.notebook)
    for cell in shown.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output.traceback = [without_places(line) for line in output.traceback]
    return page_of(strip_run(shown), fiscal_year=year, home=HOME, failure=without_places(outcome.message)).encode()


def without_places(text: str) -> str:
    """Return a text without the folders of this machine.

    Examples
    --------
    >>> without_places("File /home/someone/evalkit/evalkit/year.py:12, in open_year")
    'File …/evalkit/year.py:12, in open_year'
    >>> without_places("改正 data/raw/2022/narrative 中的文字")
    '改正 data/raw/2022/narrative 中的文字'
    """
    return PLACE.sub(r"…/\1", text)


def _empty(name: str) -> NotebookNode:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=[new_markdown_cell(f"# {name}")], metadata={"kernelspec": kernel})


def _notebook(path: Path) -> NotebookNode | None:
    """Return a notebook, or ``None`` where there is none that can be read."""
    try:
        return nbformat.read(path, as_version=4)
    except Exception:
        return None
