"""The notebook across years runs on a gap, a break and a signed year, with and without a tolerance of its own."""

from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from evalkit.pipeline.contract import PARAMETERS, contract_problems
from evalkit.pipeline.run import run_years
from tests.conftest import YearFolder
from tests.pipeline.test_run import write_notebook
from tests.real_years import PROJECT
from tests.trend.years import compute, declare, set_trade

NOTEBOOK = PROJECT / "notebooks" / "95_trend.ipynb"


def page(folder: YearFolder, root: Path, tolerance: str) -> BeautifulSoup:
    """Run the notebook alone, with a tolerance written into it."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    (cell,) = [cell for cell in notebook.cells if "tolerance = 0" in cell.source]
    cell.source = cell.source.replace("tolerance = 0", f"tolerance = {tolerance}")
    (root / "notebooks").mkdir()
    nbformat.write(notebook, root / "notebooks" / NOTEBOOK.name)
    runs = run_years([2030], data_dir=folder.data, output_dir=root / "out", notebooks=root / "notebooks", only=["95_trend"])
    assert runs[-1].ok, runs[-1].outcomes[0].message
    return BeautifulSoup((root / "out" / "95_trend.html").read_text(encoding="utf-8"), "html.parser")


def table(tree: BeautifulSoup, number: int) -> list[list[str]]:
    """Return the body of a table."""
    return [[cell.text for cell in row.find_all(["th", "td"])] for row in tree.find(id=f"table-{number}").tbody.find_all("tr")]


@pytest.mark.parametrize(
    ("tolerance", "listed"), [("0", [["进出口总值", "80.0 亿元", "100.0 亿元", "+20.0 亿元", "25.00%"]]), ("0.3", [])]
)
def test_it_shows_years_breaks_and_changes_beyond_its_tolerance(folder, tmp_path, tolerance, listed):
    for year in (2027, 2029):
        earlier = folder.another(year)
        set_trade(earlier, "80.0")
        compute(earlier)
    compute(folder)
    folder.write("published.json", (folder.processed / "evaluation.json").read_bytes())
    declare(folder, ("exports", 2029))
    tree = page(folder, tmp_path, tolerance)
    assert [row for row in table(tree, 9) if row[0] != "（无）"] == listed
    everything = {row[0]: row[1:] for row in table(tree, 12)}
    assert everything["出口总值"] == ["60.5 亿元 ※", "缺失", "60.5 亿元", "60.5 亿元"]
    assert "出口总值自 2029 年度起为新口径" in tree.find(id="table-12").find_parent("figure").find(class_="note").text
    assert "已与定稿对比：2030 年度" in tree.find(id="table-11").find_parent("figure").find(class_="note").text


def test_a_tolerance_may_be_given_or_not_and_a_misspelt_one_is_refused(tmp_path):
    write_notebook(tmp_path, "95_trend", "各年度", "1", parameters='fiscal_year = 1\nfirst_year = 0\ndata_dir = "data"')
    assert contract_problems(tmp_path / "95_trend.ipynb", PARAMETERS | {"first_year"}) == []
    assert contract_problems(NOTEBOOK, PARAMETERS | {"first_year"}) == []
    write_notebook(
        tmp_path, "wrong", "各年度", "1", parameters='fiscal_year = 1\nfirst_year = 0\ntolerence = 0\ndata_dir = "data"'
    )
    assert [problem.code for problem in contract_problems(tmp_path / "wrong.ipynb", PARAMETERS | {"first_year"})] == ["P-NB-03"]
