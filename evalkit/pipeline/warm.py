"""What the warm parent imports once, so that every job and every kernel forked from it starts at once.

The parent is the fork server of :mod:`multiprocessing`: single-threaded, it only imports this module and forks.
Nothing here may start a thread, open a ZeroMQ context or run a query of a data engine: a child would hang on it.
"""

import builtins
import gc
import importlib
import os
import sys
from types import SimpleNamespace

IMPORTED = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "papermill",
    "nbclient",
    "pyarrow.parquet",
    "evalkit.notebook",
    "evalkit.metrics",
    "evalkit.trend",
    "evalkit.present.page",
    "evalkit.pipeline.execute",
    "evalkit.pipeline.kernel",
)
GRAMMAR = "rfc3987_syntax"


def warm() -> None:
    """Import what notebooks and pages need, as a kernel would import it.

    pandas decides at its import whether it runs in a kernel, and truncates tables where it does not; a stand-in for
    ``get_ipython`` answers for the kernels to come. A JSON-schema helper builds a grammar of web addresses for a second
    at every import; notebooks are checked without it. The debugger, which every kernel imports, warns of what concerns
    no batch. Looking for garbage among what is imported only takes time.
    """
    gc.disable()
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    builtins.get_ipython = lambda: SimpleNamespace(kernel=True)
    sys.modules[GRAMMAR] = None
    try:
        for name in IMPORTED:
            importlib.import_module(name)
    finally:
        del builtins.get_ipython
        del sys.modules[GRAMMAR]
    rehearse()
    gc.freeze()
    gc.enable()


def rehearse() -> None:
    """Make one small page, so that templates are compiled and the font is read once for all jobs."""
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

    from evalkit.present.page import page_of

    shown = new_code_cell("1", outputs=[new_output("display_data", {"text/html": "<p>一</p>"})])
    page_of(new_notebook(cells=[new_markdown_cell("# 一"), shown]), fiscal_year=None, home="index.html")


warm()
