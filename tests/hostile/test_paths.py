"""Years, paths, names and parameters of strangers: nothing outside of the data folder is read or written, nothing is executed."""

import os

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from typer.testing import CliRunner

from evalkit.cli import app
from evalkit.errors import InputProblems
from evalkit.intake.paths import path_problems
from evalkit.intake.register import record_deliveries
from evalkit.pipeline.contract import PARAMETERS, contract_problems
from evalkit.pipeline.execute import execute
from evalkit.scoring.rulebook import load_rulebook

NO_YEARS = ["2O22", "0022", "22", "-1", "99999", "20220", "２０２２年", "../../x", "2022/../2023", "CON", "1e3", ""]


@pytest.mark.parametrize("command", [["run", "--years"], ["check", "--year"], ["score", "--year"], ["new", "year"]])
@pytest.mark.parametrize("year", NO_YEARS)
def test_what_is_no_year_is_refused_in_chinese_and_nothing_is_written(tmp_path, command, year):
    told = CliRunner().invoke(app, [*command, year, "--data", str(tmp_path / "data")])
    assert told.exit_code in (1, 2)
    assert "年度" in told.output or "整数" in told.output or "没有选项" in told.output
    assert "Traceback" not in told.output and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("years", ["2022-2020", "2022-", "-2022", "2020-2022-2024"])
def test_what_is_no_span_of_years_is_refused(tmp_path, years):
    told = CliRunner().invoke(app, ["run", "--years", years, "--data", str(tmp_path)])
    assert told.exit_code == 2 and "如 202" in told.output


def test_a_year_without_data_is_refused_with_the_years_there_are(folder):
    told = CliRunner().invoke(app, ["check", "--year", "2099", "--data", str(folder.data)])
    assert told.exit_code == 1
    assert "[I-YEAR-01] 没有该年度的原始数据\n  位置: data/raw/2099\n  发现: 2099\n  应为: 已有年度：2030\n" in told.output


@pytest.mark.parametrize("place", ["narrative/10_overview.md", "ledgers/payments.csv", "facts.csv"])
def test_a_link_that_leads_out_of_the_data_folder_is_not_followed(folder, tmp_path, place):
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.write_text("秘密", encoding="utf-8")
    link = folder.raw / place
    link.parent.mkdir(exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(outside)
    assert str(folder.problem()) == (
        "[I-PATH-01] 链接指向数据文件夹之外\n"
        f"  位置: data/raw/2030/{place}\n  发现: 符号链接\n  应为: 文件本身\n  处理: 删去链接，把文件本身复制到该处"
    )


@pytest.mark.parametrize("place", ["ledgers", "narrative"])
def test_a_folder_that_is_a_link_out_of_the_data_folder_is_not_followed(folder, tmp_path, place):
    (tmp_path.parent / f"{tmp_path.name}-other").mkdir()
    (folder.raw / place).symlink_to(tmp_path.parent / f"{tmp_path.name}-other", target_is_directory=True)
    assert folder.problem().code == "I-PATH-01"


def test_a_year_folder_that_is_a_link_out_of_the_data_folder_is_not_followed(folder, tmp_path):
    moved = tmp_path.parent / f"{tmp_path.name}-moved"
    folder.raw.rename(moved)
    folder.raw.symlink_to(moved, target_is_directory=True)
    assert (folder.problem().code, folder.problem().where) == ("I-PATH-01", "data/raw/2030")


def test_links_that_lead_nowhere_or_in_a_circle_are_refused_too(folder):
    (folder.raw / "a.md").symlink_to("b.md")
    (folder.raw / "b.md").symlink_to("a.md")
    (folder.raw / "c.md").symlink_to("nowhere.md")
    assert [problem.code for problem in folder.problems()] == ["I-PATH-01"] * 3


def test_links_within_the_data_folder_and_a_data_folder_that_is_itself_a_link_are_followed(folder, tmp_path):
    (folder.raw / "narrative").mkdir()
    (folder.raw / "narrative" / "10_overview.md").symlink_to(folder.raw / "facts.csv")
    (tmp_path / "linked").symlink_to(folder.data, target_is_directory=True)
    assert path_problems(tmp_path / "linked" / "raw" / "2030", tmp_path / "linked", "x") == []
    assert "narrative/10_overview.md" in folder.check().digests


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("CON", "是 Windows 的保留名"),
        ("nul.csv", "是 Windows 的保留名"),
        ("com1.x.csv", "是 Windows 的保留名"),
        ("payments.", "以点或空格结尾"),
        ("payments.csv ", "以点或空格结尾"),
        ("pay\x1bments.csv", "含有控制字符"),
        ("pay\nments.csv", "含有控制字符"),
        ("pay\u202ements.csv", "含有控制字符"),
        ("pay<b>ments.csv", "含有 <"),
        ("..\\..\\payments.csv", "含有 \\"),
        ("payments" + "a" * 230 + ".csv", "连同文件夹有 250 字"),
    ],
)
def test_a_name_that_windows_cannot_have_is_refused(folder, name, fault):
    (folder.raw / "ledgers").mkdir()
    (folder.raw / "ledgers" / name).write_text("x", encoding="utf-8")
    problem = folder.problem()
    assert problem.code == "I-PATH-02" and fault in problem.found
    assert len(str(problem).splitlines()) == 5


def test_usual_names_are_taken(folder):
    (folder.raw / "注").mkdir()
    for name in ("热线来电 2030年（一）.txt", "console.txt", "a.b.c.txt", ".DS_Store", "NULL.txt"):
        (folder.raw / "注" / name).write_text("x", encoding="utf-8")
    assert len([name for name in folder.check().digests if name.startswith("注/")]) == 5


@pytest.mark.parametrize("id", ["con", "nul", "aux", "com1"])
def test_an_identifier_that_no_file_can_be_called_by_is_refused(folder, id):
    folder.edit("year.yml", "{id: trade,", f"{{id: {id},")
    assert [problem.code for problem in folder.problems() if "year.yml" in problem.where] == ["V-ID-01"]


@pytest.mark.parametrize("id", ["../../x", "/etc/passwd", "a/b", "a b", "a.", "a" * 65, "ａ", "__init__;x", "x\\ny"])
def test_an_identifier_is_never_a_path(folder, id):
    folder.edit("year.yml", "{id: trade,", f'{{id: "{id}",')
    assert [problem.code for problem in folder.problems() if "year.yml" in problem.where] == ["V-CELL-01"]


@pytest.mark.parametrize(
    "name", ["../../x", "/tmp/10_x", "http://outside.invalid/10_x", "10_x.ipynb", "file:10_x", "10_../x", "10_" + "x" * 65]
)
def test_the_notebook_of_a_sub_project_is_never_a_path(folder, name):
    folder.edit("year.yml", "notebook: 10_trade_promotion", f'notebook: "{name}"')
    assert folder.problem().code == "V-CELL-01"


def test_a_faulty_text_of_any_length_is_told_in_few_words(folder):
    folder.edit("year.yml", "notebook: 10_trade_promotion", f'notebook: "{"x" * 100_000}"')
    assert len(str(folder.problem())) < 500


@pytest.mark.parametrize(
    "arguments", [["../../x", "--title", "x"], ["con", "--title", "x"], ["a" * 300, "--title", "x"], ["x", "--title", ""]]
)
def test_a_new_sub_project_is_never_a_path(folder, arguments):
    told = CliRunner().invoke(app, ["new", "subproject", *arguments, "--year", "2030", "--data", str(folder.data)])
    assert told.exit_code == 1 and "[P-NEW-03]" in told.output


@pytest.mark.parametrize(
    "edition", ["../../../../etc/passwd", "/etc/passwd", "mof-2020-10/../mof-2020-10", "CON", "", "mof-2020-10.yml"]
)
def test_an_edition_is_a_name_of_the_list_and_never_a_path(edition):
    with pytest.raises(InputProblems) as refused:
        load_rulebook(edition)
    assert [problem.code for problem in refused.value.problems] == ["R-BOOK-02"]


@pytest.mark.parametrize("name", ["../../x", "http://outside.invalid/a.ipynb", "/etc/passwd", "s3://bucket/a.ipynb"])
def test_only_names_a_notebook_of_the_year_and_never_a_path(folder, tmp_path, name):
    from evalkit.pipeline.plan import plan_year

    with pytest.raises(InputProblems) as refused:
        plan_year(["10_trade_promotion"], [name])
    assert [problem.code for problem in refused.value.problems] == ["P-PLAN-01"]


def written_notebook(folder, parameters: str, language: str = "python"):
    path = folder / "10_x.ipynb"
    cell = new_code_cell(parameters)
    cell.metadata["tags"] = ["parameters"]
    kernel = {"name": "python3", "display_name": "Python 3", "language": language}
    nbformat.write(new_notebook(cells=[cell], metadata={"kernelspec": kernel} if language else {}), path)
    return path


@pytest.mark.parametrize(
    "name", ["x = 1; open('pwned', 'w'); z", "fiscal_year\nopen('pwned', 'w')\nx", "fiscal_yaer", "", "__import__('os')"]
)
def test_a_parameter_with_code_for_its_name_is_refused_before_anything_is_executed(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    notebook = written_notebook(tmp_path, 'fiscal_year = 2030\ndata_dir = "data"')
    with pytest.raises(InputProblems) as refused:
        execute(
            notebook, parameters={"fiscal_year": 2030, "data_dir": "d", name: 1}, staging=tmp_path / "s", on_cell=lambda *_: None
        )
    assert [problem.code for problem in refused.value.problems] == ["P-NB-03"]
    assert not (tmp_path / "pwned").exists()


def test_a_notebook_without_a_kernel_is_told_to_be_damaged(tmp_path):
    notebook = written_notebook(tmp_path, 'fiscal_year = 2030\ndata_dir = "data"', language="")
    assert [problem.code for problem in contract_problems(notebook, PARAMETERS)] == ["P-NB-05"]


def test_a_notebook_is_never_fetched(tmp_path):
    from pathlib import Path

    for address in ("http://outside.invalid/a.ipynb", "s3://bucket/a.ipynb", "//server/share/a.ipynb"):
        assert [problem.code for problem in contract_problems(Path(address), PARAMETERS)] == ["P-NB-01"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_what_is_no_ordinary_file_is_not_waited_for(folder):
    os.mkfifo(folder.raw / "review.csv")
    (folder.raw / "narrative").mkdir()
    os.mkfifo(folder.raw / "narrative" / "10_overview.md")
    record_deliveries(folder.raw, "登记")
    folder.check()
    assert folder.open().narrative("10_overview") is None
