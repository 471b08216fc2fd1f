"""Every notebook is alike, thin, and reusable every year; messages name file and cell."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

from evalkit.pipeline.contract import PARAMETERS, contract_problems
from evalkit.pipeline.plan import TREND

FOLDER = Path(__file__).parents[2] / "notebooks"
LAUNCHER = "launcher"
"""The form to start from; no part of the pipeline, so it has no parameters and may show widgets."""
NOTEBOOKS = sorted(path for path in FOLDER.glob("*.ipynb") if path.stem != LAUNCHER)
EXPECTED = {
    "00_intake",
    "10_trade_promotion",
    "20_single_window",
    "30_inbound_transfer",
    "40_consumption",
    "50_cross_border_ecommerce",
    "60_governance",
    "80_scorecard",
    "90_report",
    "95_trend",
    "_template",
}
FORBIDDEN = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.For,
    ast.While,
    ast.If,
    ast.Try,
    ast.ListComp,
    ast.GeneratorExp,
)
UNSAFE = (".style", "escape=False", "HTML(", "Markdown(", "itables", "plotly", "tqdm", "ipywidgets")
ARITHMETIC = (ast.Mult, ast.Div, ast.Pow, ast.Mod)

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path: Path) -> list:
    return nbformat.read(path, as_version=4).cells


def tags(cell) -> list[str]:
    return cell.metadata.get("tags", [])


def parsed(cell) -> ast.Module:
    return ast.parse(cell.source)


def test_all_the_notebooks_are_there_and_no_other():
    assert {path.stem for path in FOLDER.glob("*.ipynb")} - {LAUNCHER} == EXPECTED


@every_notebook
def test_the_cells_come_in_the_agreed_order(path):
    first, second, third, *rest = cells(path)
    assert first.cell_type == "markdown" and re.match(r"# \S", first.source)
    assert tags(second) == ["parameters"]
    assert tags(third) == ["setup"]
    marked = [cell.id for cell in rest if tags(cell)]
    assert marked in ([], ["save"])
    assert not marked or rest[-1].id == "save"


@every_notebook
def test_there_is_one_title(path):
    titles = [cell.id for cell in cells(path) if cell.cell_type == "markdown" and re.match(r"# ", cell.source)]
    assert titles == ["title"]


@every_notebook
def test_the_runner_accepts_its_parameters(path):
    expected = PARAMETERS | {"first_year"} if path.stem == TREND else PARAMETERS
    assert contract_problems(path, expected | ({"sub_project"} if path.stem == "_template" else set())) == []


@every_notebook
def test_a_cell_holds_no_function_class_loop_or_condition(path):
    found = [
        f"{path.name} {cell.id}: {type(node).__name__}"
        for cell in cells(path)
        if cell.cell_type == "code"
        for node in ast.walk(parsed(cell))
        if isinstance(node, FORBIDDEN)
    ]
    assert found == []


@every_notebook
def test_no_metric_is_defined_by_arithmetic_in_a_cell(path):
    found = [
        f"{path.name} {cell.id}"
        for cell in cells(path)
        if cell.cell_type == "code"
        for node in ast.walk(parsed(cell))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ARITHMETIC)
    ]
    assert found == []


@every_notebook
def test_prose_has_no_year_figure_or_verdict(path):
    """A notebook is used every year; 95198 is the name of the hotline."""
    found = []
    for cell in cells(path):
        if cell.cell_type == "markdown":
            text = cell.source.replace("95198", "")
            found += [f"{path.name} {cell.id}: {match}" for match in re.findall(r"\d+(?:\.\d+)?%?", text)]
    assert found == []


@every_notebook
def test_sentences_in_code_have_no_typed_figure(path):
    """Strings handed to tell() hold figures only as placeholders."""
    found = []
    for cell in cells(path):
        if cell.cell_type == "code":
            for node in ast.walk(parsed(cell)):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "tell":
                    text = "".join(
                        part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
                    )
                    bare = re.sub(r"\{\{[^}]*\}\}", "", text).replace("95198", "")
                    found += [f"{path.name} {cell.id}: {digit}" for digit in re.findall(r"\d", bare)]
    assert found == []


@every_notebook
def test_tables_and_prose_go_only_through_the_escaping_functions(path):
    found = [
        f"{path.name} {cell.id}: {word}"
        for cell in cells(path)
        for word in UNSAFE
        if cell.cell_type == "code" and word in cell.source
    ]
    assert found == []


@every_notebook
def test_it_is_stored_without_outputs_counts_or_stray_metadata(path):
    notebook = nbformat.read(path, as_version=4)
    assert set(notebook.metadata) <= {"kernelspec", "language_info"}
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"tags"}, f"{path.name} {cell.id}"
        assert not cell.get("outputs") and cell.get("execution_count") is None, f"{path.name} {cell.id}"
    names = [cell.id for cell in notebook.cells]
    assert len(names) == len(set(names))


def numbered_one_by_one(source):
    """Write out the numbers of the tables that one call of ``show_views`` shows, of which it names the first."""

    def numbers(found):
        first, names = int(found[1]), re.findall(r'"\w+"', found[2])
        return " ".join(f'"表 {first + place}"' for place in range(len(names)))

    return re.sub(r'show_views\(\s*"表 (\d+)",\s*\w+,([^)]*)\)', numbers, source)


@every_notebook
def test_captions_are_numbered_in_order(path):
    source = "\n".join(cell.source for cell in cells(path) if cell.cell_type == "code")
    for kind in ("表", "图"):
        numbers = [int(number) for number in re.findall(rf'"{kind} (\d+)"', numbered_one_by_one(source))]
        assert numbers == list(range(1, len(numbers) + 1)), f"{path.name} {kind}"


@pytest.mark.parametrize(
    "name", ["10_trade_promotion", "20_single_window", "30_inbound_transfer", "40_consumption", "50_cross_border_ecommerce"]
)
def test_each_sub_project_has_a_figure(name):
    source = "\n".join(cell.source for cell in cells(FOLDER / f"{name}.ipynb"))
    assert "show_figure(" in source
