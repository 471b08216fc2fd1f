"""Imports run one way: words and numbers, metrics, measures, intake, scoring, the year, present, pipeline, command line."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "evalkit"
LAYERS = [
    {"errors", "atomic", "locks", "text", "reads", "encoding"},
    {"quantities", "periods"},
    {"cells"},
    {"personal"},
    {"ledgers", "estimates", "countries"},
    {"metrics"},
    {"measures"},
    {"computing"},
    {"intake"},
    {"scoring"},
    {"forms"},
    {"results", "facts"},
    {"doubts"},
    {"reconciliation"},
    {"partners"},
    {"sub_project"},
    {"vouchers", "governance"},
    {"year"},
    {"trend"},
    {"present"},
    {"explanation"},
    {"notebook"},
    {"blocks"},
    {"audit"},
    {"pipeline"},
    {"reports", "start", "lab", "simulate"},
    {"verification"},
    {"doctor"},
    {"cli"},
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.stem != "__init__")


def part(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(path: Path) -> set[str]:
    """Return the parts of evalkit that a module imports when it runs; imports for type checking alone do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    only_types = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and getattr(block.test, "id", "") == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    names = set()
    for node in ast.walk(tree):
        if id(node) in only_types:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("evalkit"):
            submodule = node.module.split(".")[1:]
            names |= {submodule[0]} if submodule else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("evalkit.")}
    return names


def test_every_module_has_a_layer():
    assert {part(path) for path in MODULES} <= LEVEL.keys()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_its_own_or_a_lower_layer(path):
    level = LEVEL[part(path)]
    upward = {
        name for name in imported(path) if LEVEL[name] > level or (LEVEL[name] == level and name != part(path) and level > 1)
    }
    assert upward == set()


def test_nothing_imports_the_command_line():
    assert [path.name for path in MODULES if part(path) != "cli" and "cli" in imported(path)] == []


def test_a_metric_knows_no_points_and_a_rule_no_subject():
    metrics = "".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "metrics").glob("*.py"))
    rules = "".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "scoring").glob("*.py"))
    assert "分值" not in metrics
    assert all(subject not in rules for subject in ("消费券", "单一窗口", "广交会", "接转", "跨境", "voucher", "hotline"))


def test_help_answers_without_the_heavy_libraries():
    import subprocess
    import sys

    code = (
        "import sys; from evalkit import cli; from typer.testing import CliRunner; "
        "r = CliRunner().invoke(cli.app, ['--help']); assert r.exit_code == 0, r.output; "
        "print(sorted({'pandas', 'papermill', 'nbconvert', 'matplotlib', 'pyarrow'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"
