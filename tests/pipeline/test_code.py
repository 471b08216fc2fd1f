"""The code that a notebook depends on: all that it loads, and little more."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from evalkit.pipeline.code import PACKAGE, Code

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
REAL = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))


def names(files: set[Path]) -> set[str]:
    return {path.relative_to(PACKAGE).as_posix() for path in files if path.is_relative_to(PACKAGE)}


@pytest.fixture
def notebook(tmp_path):
    """Return a function that gives what a notebook of one cell depends on."""

    def depends(source: str) -> set[Path]:
        path = tmp_path / "some.ipynb"
        nbformat.write(new_notebook(cells=[new_code_cell(source)]), path)
        return Code().of_notebook(path)

    return depends


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_every_module_that_a_notebook_loads_is_counted(path):
    """A module that only its package's ``__init__`` names is loaded too, but used by nothing: the list of all metrics."""
    sources = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    lines = "\n".join(source for source in sources if "import" in source).split("\nyear = ")[0].split("\ntrend = ")[0]
    code = f"import sys\n{lines}\nprint(*[m.__file__ for n, m in sys.modules.items() if n.split('.')[0] == 'evalkit'], sep='\\n')"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    loaded = {Path(line) for line in shown.stdout.splitlines()}
    beside = {PACKAGE / "metrics" / path.name for path in (PACKAGE / "metrics").glob("*.py")}
    assert len(loaded) > 50
    assert loaded - Code().of_notebook(path) - beside == set()


def test_a_notebook_depends_on_the_metrics_it_names_and_not_on_those_of_others():
    trade, transfer = (
        names(Code().of_notebook(NOTEBOOKS / f"{name}.ipynb")) for name in ("10_trade_promotion", "30_inbound_transfer")
    )
    assert "metrics/trade.py" in trade - transfer
    assert "metrics/transfer.py" in transfer - trade


def test_templates_and_fonts_count_and_rulebooks_count_where_they_are_read(notebook):
    found = names(notebook("from evalkit.notebook import open_year"))
    assert {"present/templates/page/page.css", "present/fonts/EvalKitSansSC.otf"} <= found
    assert [name for name in found if "rulebooks" in name] == []


@pytest.mark.parametrize(
    ("source", "counted"),
    [
        ("import evalkit.atomic", "atomic.py"),
        ("from evalkit import atomic", "atomic.py"),
        ("from evalkit.atomic import write_atomic as write", "atomic.py"),
        ("def later():\n    from evalkit.atomic import write_atomic", "atomic.py"),
        ("try:\n    pass\nexcept Exception:\n    import evalkit.atomic", "atomic.py"),
        ("%matplotlib inline\n!ls\nimport evalkit.atomic", "atomic.py"),
        ("from evalkit.metrics import METRICS", "metrics/transfer.py"),
        ("if True:\n    pass\nelse:\n    with open('x') as file:\n        import evalkit.atomic", "atomic.py"),
    ],
)
def test_however_it_is_named(notebook, source, counted):
    assert counted in names(notebook(source))


def test_a_library_is_not_followed(notebook):
    assert names(notebook("import pandas\nfrom os import path")) == {"__init__.py"}


def test_code_that_cannot_be_read_depends_on_everything(notebook):
    modules = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")}
    assert modules <= names(notebook("%%bash\nfor x in *; do echo $x; done"))


def test_a_module_beside_the_notebook_is_followed(notebook, tmp_path):
    (tmp_path / "helper.py").write_text("from evalkit import atomic\n")
    found = notebook("import helper")
    assert tmp_path / "helper.py" in found and "atomic.py" in names(found)
