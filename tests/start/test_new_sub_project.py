"""A sub-project started: one entry, two blank figures and a notebook of its own, and nothing else is changed."""

import shutil

import nbformat
import pytest

from evalkit.errors import InputProblems, InvalidInputError
from evalkit.pipeline.contract import PARAMETERS, contract_problems
from evalkit.start.new_sub_project import new_sub_project
from evalkit.start.notebook import free_name
from tests.conftest import FISCAL_YEAR
from tests.real_years import PROJECT


@pytest.fixture
def notebooks(tmp_path):
    """A folder with the template and two notebooks that are only names."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    shutil.copy(PROJECT / "notebooks" / "_template.ipynb", folder)
    for name in ("10_trade_promotion", "40_consumption"):
        (folder / f"{name}.ipynb").write_text("{}")
    return folder


def start(folder, notebooks, id="tourism", title="文旅消费"):
    return new_sub_project(id, title, folder.data, notebooks, folder.fiscal_year)


def test_one_line_is_added_to_year_yml_and_its_comments_stay(folder, notebooks):
    before = (folder.raw / "year.yml").read_text(encoding="utf-8")
    start(folder, notebooks)
    after = (folder.raw / "year.yml").read_text(encoding="utf-8")
    line = "  - {id: tourism, name: 文旅消费, notebook: 50_tourism}\n"
    assert after.replace(line, "") == before
    assert after.count(line) == 1


def test_two_blank_rows_are_added_below_the_others_and_registered(folder, notebooks):
    before = (folder.raw / "facts.csv").read_text(encoding="utf-8")
    start(folder, notebooks)
    after = (folder.raw / "facts.csv").read_text(encoding="utf-8")
    assert after.startswith(before)
    added = [record.fact for record in folder.check().facts if record.fact.sub_project == "tourism"]
    assert [(fact.id, fact.value, fact.unit) for fact in added] == [
        ("tourism_total", "", "项"),
        ("tourism_total_change", "", "%"),
    ]
    assert folder.check().sources.files["facts.csv"].rows == before.count("\n") + 1


def test_comments_of_the_sources_stay(folder, notebooks):
    start(folder, notebooks)
    assert "# facts.csv 引用的来源" in (folder.raw / "SOURCES.yml").read_text(encoding="utf-8")


def test_the_notebook_computes_its_own_figures_and_saves_them(folder, notebooks):
    page = start(folder, notebooks)[0]
    assert page == notebooks / "50_tourism.ipynb"
    assert contract_problems(page, PARAMETERS) == []
    cells = nbformat.read(page, as_version=4).cells
    source = "\n".join(cell.source for cell in cells)
    assert cells[0].source.startswith("# 文旅消费\n")
    assert 'year.sub_project("tourism")' in source and 'year.facts_of("tourism")' in source
    assert 'facts["tourism_total"]' in source
    assert cells[-1].source == "facts.save()"
    assert [word for word in ("trade_total", '"trade"', "进出口", "亿元", "(sub_project)") if word in source] == []


def test_its_cells_run_and_its_page_says_that_the_figures_are_missing(folder, notebooks):
    page = start(folder, notebooks)[0]
    facts = folder.sub_project("tourism")
    assert facts["tourism_total"].value is None
    code = [cell.source for cell in nbformat.read(page, as_version=4).cells if cell.cell_type == "code"]
    names = {}
    for source in code:
        source = source.replace("fiscal_year = 2022", f"fiscal_year = {FISCAL_YEAR}")
        exec(source.replace('data_dir = "data"', f"data_dir = {str(folder.data)!r}"), names)
    assert (folder.processed / "measures" / "tourism.json").is_file()


def test_a_file_that_excel_saved_keeps_its_line_endings_and_is_utf8_afterwards(folder, notebooks):
    text = (folder.raw / "facts.csv").read_text(encoding="utf-8").replace("\n", "\r\n")
    folder.write("facts.csv", text.encode("gb18030"))
    from evalkit.intake.register import record_deliveries

    record_deliveries(folder.raw, "测试所改")
    start(folder, notebooks)
    content = (folder.raw / "facts.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n")
    assert len(folder.check().facts) == text.count("\r\n") + 1


def test_another_year_uses_the_notebook_that_is_there(folder, notebooks):
    page = start(folder, notebooks)[0]
    page.write_text(page.read_text(encoding="utf-8").replace("文旅消费", "文化旅游"), encoding="utf-8")
    edited = page.read_bytes()
    following = folder.another(FISCAL_YEAR + 1)
    assert start(following, notebooks)[0] == page
    assert page.read_bytes() == edited
    assert following.check().year.sub_projects[-1].notebook == "50_tourism"


def test_what_the_year_has_already_is_refused(folder, notebooks, states):
    before = states(folder.data)
    with pytest.raises(InvalidInputError) as refused:
        start(folder, notebooks, id="trade")
    assert refused.value.code == "P-NEW-02"
    assert states(folder.data) == before


@pytest.mark.parametrize(
    ("id", "title"),
    [
        pytest.param("Tourism", "文旅", id="capitals"),
        pytest.param("../tourism", "文旅", id="a path"),
        pytest.param("文旅", "文旅", id="Chinese"),
        pytest.param("tourism", " ", id="no name"),
        pytest.param("tourism", "文\x07旅", id="a control character"),
    ],
)
def test_an_identifier_or_a_name_that_will_not_do_is_refused(folder, notebooks, states, id, title):
    before = states(folder.data)
    with pytest.raises(InvalidInputError) as refused:
        start(folder, notebooks, id=id, title=title)
    assert refused.value.code == "P-NEW-03"
    assert states(folder.data) == before


def test_a_year_with_problems_is_mended_first_and_no_notebook_is_left(folder, notebooks):
    folder.write("declared.csv", "")
    with pytest.raises(InputProblems):
        start(folder, notebooks)
    assert not (notebooks / "50_tourism.ipynb").exists()


def test_a_template_that_makes_no_notebook_is_told_before_anything_is_written(folder, notebooks, states):
    path = notebooks / "_template.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace('"fiscal_year = 2022', '"year = 2022'), encoding="utf-8")
    before = states(folder.data)
    with pytest.raises(InputProblems) as refused:
        start(folder, notebooks)
    assert [problem.code for problem in refused.value.problems] == ["P-NB-03"]
    assert states(folder.data) == before


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        pytest.param([], "10_new", id="the first"),
        pytest.param(["10_a", "60_b", "80_scorecard", "95_trend"], "70_new", id="the next ten"),
        pytest.param(["10_a", "65_b"], "70_new", id="the next ten after a number between"),
        pytest.param(["70_a"], "71_new", id="no ten is left"),
        pytest.param([f"{number}_a" for number in range(11, 80)], "10_new", id="the only one"),
        pytest.param(["10_a", "33_new"], "33_new", id="its own from another year"),
    ],
)
def test_the_number_of_a_notebook(tmp_path, taken, expected):
    for name in taken:
        (tmp_path / f"{name}.ipynb").touch()
    assert free_name("new", tmp_path, set()) == expected


def test_without_a_number_left_it_is_refused(tmp_path):
    for number in range(10, 80):
        (tmp_path / f"{number}_a.ipynb").touch()
    with pytest.raises(InvalidInputError) as refused:
        free_name("new", tmp_path, set())
    assert refused.value.code == "P-NEW-04"
