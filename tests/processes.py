"""Notebooks as small as can be, and a look at the processes that running them leaves."""

import os
import time
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from evalkit.pipeline.process import Job


def make_job(folder: Path, *cells: str, name: str = "10_trial") -> Job:
    """Make a job of a notebook with the cells given."""
    parameters = new_code_cell("fiscal_year = 2030\ndata_dir = 'data'")
    parameters.metadata["tags"] = ["parameters"]
    notebook = new_notebook(cells=[new_markdown_cell("# 试"), parameters, *map(new_code_cell, cells)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for part in ("notebooks", "staging"):
        (folder / part).mkdir(exist_ok=True)
    nbformat.write(notebook, folder / "notebooks" / f"{name}.ipynb")
    return Job(folder / "notebooks" / f"{name}.ipynb", {"fiscal_year": 2031, "data_dir": str(folder)}, folder / "staging")


def parents() -> dict[int, int]:
    """Every process with its parent."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            found[int(stat.parent.name)] = int(fields[1])
    return found


def running_with(mark: str) -> set[int]:
    """The processes that have a mark in their environment or command."""
    found = set()
    for pid in parents():
        for part in ("environ", "cmdline"):
            try:
                found |= {pid} if mark.encode() in Path(f"/proc/{pid}/{part}").read_bytes() else set()
            except OSError:
                continue
    return found - {os.getpid()}


def eventually(condition, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
