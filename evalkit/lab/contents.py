"""Notebooks as JupyterLab opens them: with the fiscal year and the data folder that it was started for.

The parameters cell shows the values that the notebook will run with. They are not written to the file: a notebook belongs to
every year, and opening it for one is no change.
"""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import AuthenticatedFileHandler
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from traitlets import default

YEAR, DATA = "EVALKIT_YEAR", "EVALKIT_DATA"
"""The environment variables in which JupyterLab is told year and data folder; its kernels have them too."""


def asked_parameters() -> dict[str, str]:
    """Return the parameters that notebooks are opened with, as Python writes them; none where nothing was asked for."""
    asked = {"fiscal_year": os.environ.get(YEAR), "data_dir": json.dumps(os.environ.get(DATA, ""), ensure_ascii=False)}
    return {name: value for name, value in asked.items() if value and value != '""'}


def parameters_of(notebook: Mapping[str, Any]) -> dict[str, str]:
    """Return the parameters that a notebook states, as they are written."""
    found = [re.findall(r"^(\w+) = (.+)$", "".join(cell["source"]), re.MULTILINE) for cell in _parameters_cells(notebook)]
    return dict(pair for pairs in found for pair in pairs)


def state_parameters(notebook: Mapping[str, Any], values: Mapping[str, str]) -> None:
    """Write values into the parameters cell, for those parameters that it has."""
    for cell in _parameters_cells(notebook):
        lines = "".join(cell["source"]).split("\n")
        names = [line.partition(" = ")[0] for line in lines]
        cell["source"] = "\n".join(
            f"{name} = {values[name]}" if name in values else line for name, line in zip(names, lines, strict=True)
        )


def _parameters_cells(notebook: Mapping[str, Any]) -> list[Any]:
    return [cell for cell in notebook["cells"] if "parameters" in cell["metadata"].get("tags", [])]


class Pages(AuthenticatedFileHandler):
    """Serves a file as it is: a page runs no script, and its links to other pages may be followed.

    Jupyter as it comes lets a page run scripts and takes its origin away; a link followed from it is then refused.
    """

    @property
    def content_security_policy(self) -> str:
        """What a browser lets a page do."""
        return "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-downloads"


class YearContents(AsyncLargeFileManager):
    """The files of the project; a notebook is opened for the year asked for, and saved with the year it had."""

    @default("files_handler_class")
    def _default_files_handler_class(self) -> type[Pages]:
        return Pages

    async def get(self, path: str, content: bool = True, **options: Any) -> dict[str, Any]:
        """Return a file; a notebook's parameters are those asked for."""
        model = await super().get(path, content=content, **options)
        if content and model["type"] == "notebook":
            state_parameters(model["content"], asked_parameters())
        return model

    async def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:
        """Save a file; a notebook's parameters that are still those asked for are saved as they were."""
        file = Path(self._get_os_path(path.strip("/")))
        if model.get("type") == "notebook" and model.get("content") and file.is_file():
            shown = parameters_of(model["content"])
            had = parameters_of(json.loads(file.read_bytes()))
            kept = {name for name, value in asked_parameters().items() if shown.get(name) == value and name in had}
            state_parameters(model["content"], {name: had[name] for name in kept})
        return await super().save(model, path)
