"""The archive for a reviewer: whole, safe, the same for the same pages, and its form is one that intake reads."""

import csv
import hashlib
import io
import json
import shutil
import zipfile

import pytest

from evalkit.errors import InvalidInputError, MissingResultError
from evalkit.pipeline.attempt import Attempt, write_attempt
from evalkit.pipeline.manifest import Outcome
from evalkit.start.bundle import bundle
from evalkit.year import check_year

EXTRA = {"index.html", "evaluation.json", "run.json", "run.json.sha256", "review.csv", "指标一览.csv", "说明.txt"}


@pytest.fixture
def outputs(three_years, tmp_path):
    """A copy of the published pages, to change."""
    shutil.copytree(three_years.outputs, tmp_path / "outputs")
    return tmp_path / "outputs"


@pytest.fixture
def archive(three_years, tmp_path):
    """The archive of 2022."""
    return zipfile.ZipFile(bundle(2022, three_years.outputs, tmp_path / "复核.zip"))


def table(archive, name):
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def test_it_holds_every_page_the_records_and_the_form(archive, three_years):
    pages = {path.name for path in (three_years.outputs / "2022").glob("*.html")}
    assert set(archive.namelist()) == pages | EXTRA
    assert len(pages) > 9
    assert archive.testzip() is None


def test_names_are_sorted_flat_and_readable_on_windows(archive):
    assert archive.namelist() == sorted(archive.namelist())
    assert [name for name in archive.namelist() if "/" in name or "\\" in name or ":" in name] == []
    unmarked = [entry.filename for entry in archive.infolist() if not entry.filename.isascii() and not entry.flag_bits & 0x800]
    assert unmarked == []


def test_the_bytes_depend_on_the_pages_alone(three_years, tmp_path):
    first = bundle(2022, three_years.outputs, tmp_path / "a.zip").read_bytes()
    second = bundle(2022, three_years.outputs, tmp_path / "under" / "b.zip").read_bytes()
    assert first == second
    assert {entry.date_time for entry in zipfile.ZipFile(tmp_path / "a.zip").infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_record_of_the_run_fits_what_is_inside(archive):
    stated = archive.read("run.json.sha256").decode().split()[0]
    assert hashlib.sha256(archive.read("run.json")).hexdigest() == stated
    listed = {item["name"]: item["digest"]["sha256"] for item in json.loads(archive.read("run.json"))["subject"]}
    packed = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist() if name in listed}
    assert packed.items() <= listed.items()
    assert len(packed) > 9


def test_the_form_as_it_is_reviews_nothing_and_a_filled_one_is_read(archive, copied):
    path = copied / "raw" / "2022" / "review.csv"
    path.write_bytes(archive.read("review.csv"))
    blank = check_year(2022, copied).review
    assert [row.indicator for _, row in blank] == [row.id for _, row in check_year(2022, copied).objectives]
    assert {row.award for _, row in blank} == {None}
    path.write_bytes(archive.read("review.csv").replace(b"\nO06,,\n", b"\nO06,3.5,\xe8\xa7\x84\xe5\x88\x99\n"))
    assert {row.indicator: str(row.award) for _, row in check_year(2022, copied).review if row.award is not None} == {
        "O06": "3.5"
    }


def test_the_list_of_indicators_says_what_they_are_and_no_spreadsheet_takes_it_for_formulas(archive, three_years):
    rows = {row["编号"]: row for row in table(archive, "指标一览.csv")}
    assert list(rows) == [item["id"] for item in three_years.evaluation["indicators"]]
    assert rows["O06"]["指标"] == "接转工作人员零感染"
    assert [rows["O06"][title] for title in ("目标值", "完成值", "分值")] == ["等于 0 例", "0 例", "5"]
    assert rows["B01"]["复算得分"] == "" and rows["B01"]["不能计分的原因"]
    assert [cell for row in rows.values() for cell in row.values() if cell.startswith(("=", "+", "-", "@"))] == []


def test_the_word_on_it_says_how_to_read_and_to_answer(archive):
    about = archive.read("说明.txt").decode("utf-8-sig")
    assert about.startswith("2022 年度绩效自评报告")
    assert all(word in about for word in ("index.html", "review.csv", "指标一览.csv", "run.json"))
    assert "演示数据" not in about


def refused(error, outputs, target, year=2022):
    with pytest.raises(error) as caught:
        bundle(year, outputs, target)
    assert not target.is_file()
    return caught.value


def test_a_year_that_was_not_run_is_refused(outputs, tmp_path):
    problem = refused(MissingResultError, outputs, tmp_path / "a.zip", 2019)
    assert problem.code == "P-PACK-01"
    assert "evalkit run --year 2019" in problem.remedy


@pytest.mark.parametrize("change", ["failed", "refused", "older"])
def test_a_run_that_did_not_come_to_its_end_is_refused(outputs, tmp_path, change):
    path = outputs / "2022" / "run.json"
    plain = json.loads(path.read_text(encoding="utf-8"))
    if change == "older":
        plain["predicate"]["notebooks"]["40_consumption"] |= {"data": "0" * 64}
        path.write_text(json.dumps(plain), encoding="utf-8")
    else:
        outcomes = {"40_consumption": Outcome("40_consumption", "failed", "出错")} if change == "failed" else {}
        attempt = Attempt((2022, 2022), outcomes, refused="输入数据有 1 处问题" if change == "refused" else "")
        write_attempt(outputs / "2022", attempt, tmp_path / "coming", lambda outcome: None)
    assert refused(MissingResultError, outputs, tmp_path / "a.zip").code == "P-PACK-01"


@pytest.mark.parametrize("name", ["40_consumption.html", "evaluation.json", "run.json"])
def test_a_file_changed_since_the_run_is_refused(outputs, tmp_path, name):
    path = outputs / "2022" / name
    path.write_bytes(path.read_bytes() + b"\n")
    problem = refused(InvalidInputError, outputs, tmp_path / "a.zip")
    assert (problem.code, problem.where) == ("P-PACK-02", f"outputs/2022/{name}")


def test_a_page_that_is_gone_is_refused(outputs, tmp_path):
    (outputs / "2022" / "10_trade_promotion.html").unlink()
    assert refused(InvalidInputError, outputs, tmp_path / "a.zip").code == "P-PACK-02"


@pytest.mark.parametrize("target", ["a.rar", "outputs/2022/a.zip", "."])
def test_a_target_that_will_not_do_is_refused(outputs, tmp_path, target):
    assert refused(InvalidInputError, outputs, tmp_path / target).code == "P-PACK-03"


def test_a_target_that_the_system_does_not_let_be_written_is_refused(outputs, tmp_path):
    (tmp_path / "file").touch()
    assert refused(InvalidInputError, outputs, tmp_path / "file" / "a.zip").code == "P-PACK-03"
