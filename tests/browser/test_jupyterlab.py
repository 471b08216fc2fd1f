"""Every notebook by Restart-and-Run-All in a real JupyterLab, as an analyst does it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.reader import NotJSONError

from tests.real_years import PROJECT

NOTEBOOKS = sorted(path.name for path in (PROJECT / "notebooks").glob("*.ipynb") if path.stem != "launcher")
TOKEN = "test-token"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Start JupyterLab on a copy of the project, and return its address."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(PROJECT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copytree(PROJECT / "data" / "raw", folder / "data" / "raw")
    program = Path(sys.prefix) / ("Scripts" if os.name == "nt" else "bin") / "jupyter"
    options = ["--no-browser", "--port=0", "--ip=127.0.0.1", f"--IdentityProvider.token={TOKEN}", "--ServerApp.allow_root=True"]
    environment = os.environ | {"JUPYTER_CONFIG_DIR": str(folder / "config"), "HOME": str(folder / "home")}
    (folder / "home").mkdir()
    server = subprocess.Popen(
        [str(program), "lab", *options], cwd=folder, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    address = None
    for line in server.stderr:
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        if found:
            address = found[0]
            break
    assert address, "JupyterLab did not start"
    drain = subprocess.Popen([sys.executable, "-c", "import sys; [None for _ in sys.stdin]"], stdin=server.stderr)
    yield address, folder
    server.terminate()
    server.wait(timeout=30)
    drain.wait(timeout=30)


def saved(path: Path) -> tuple[list[str], int]:
    """Return the errors of a saved notebook and how many code cells have not run; none of one that is just being written."""
    try:
        code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    except NotJSONError:
        return [], 1
    errors = [output.evalue for cell in code for output in cell.outputs if output.output_type == "error"]
    return errors, sum(cell.execution_count is None for cell in code)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_restart_and_run_all_ends_without_an_error(chromium, lab, name):
    address, folder = lab
    page = chromium.new_page(viewport={"width": 1300, "height": 900})
    page.set_default_timeout(60_000)
    page.goto(f"{address}lab/tree/notebooks/{name}?token={TOKEN}&reset")
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
    page.get_by_text("(ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Kernel").click()
    page.get_by_role("menuitem", name=re.compile("Restart Kernel and Run All Cells")).click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    errors, waiting = [], 1
    for _ in range(60):
        page.wait_for_timeout(1000)
        page.keyboard.press("Control+s")
        errors, waiting = saved(folder / "notebooks" / name)
        if errors or not waiting:
            break
    page.close()
    assert errors == []
    assert waiting == 0
