"""A year is signed by two people while it is what was published, and a change afterwards voids it for all to see."""

import json
import re
from datetime import date

import pytest
from typer.testing import CliRunner

from evalkit.cli import app
from evalkit.errors import InputProblems
from evalkit.pipeline.index import write_indexes
from evalkit.pipeline.run import run_years
from evalkit.pipeline.signatures import Role, read_signatures, signature_states
from evalkit.verification.sign import sign

DAY = date(2031, 3, 1)
WAIVERS = "finding,reason,who,date\nF-SUM-01/trade_total,统计局已修订,统计科,2031-02-01\n"


@pytest.fixture
def signed(published):
    """A function that signs the published year."""

    def put(role: Role, name: str):
        return sign(
            published.folder, role=role, name=name, on=DAY, data_dir=published.data, notebooks=published.place / "notebooks"
        )

    return put


def refusals(signed, role: Role, name: str) -> list[str]:
    with pytest.raises(InputProblems) as refused:
        signed(role, name)
    return [problem.code for problem in refused.value.problems]


def rerun(published) -> None:
    run_years([2030], data_dir=published.data, output_dir=published.place / "outputs", notebooks=published.place / "notebooks")


def doubt(published, code: str, *measures: str) -> None:
    """Publish the year with one more finding."""
    path = published.folder / "evaluation.json"
    plain = json.loads(path.read_text(encoding="utf-8"))
    plain["findings"].append({"code": code, "message": "印出的不可能", "measures": list(measures)})
    path.write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
    published.rehash()


def index(published) -> str:
    write_indexes(published.place / "outputs")
    text = (published.folder / "index.html").read_text(encoding="utf-8")
    return re.sub(r"<[^>]+>|\s+", " ", text[text.index('id="signatures"') :])


def test_the_analyst_signs_and_then_another_person(published, signed):
    signed(Role.ANALYST, " 张  三 ")
    signed(Role.ASSURER, "李四")
    assert [(one.role, one.name, one.date) for one in read_signatures(published.folder)] == [
        ("analyst", "张 三", "2031-03-01"),
        ("assurer", "李四", "2031-03-01"),
    ]
    assert "编制 张 三 2031-03-01" in re.sub(r" +", " ", index(published))
    assert "编制 张 三 2031-03-01 签核：有效" in published.verify(recompute=False).notes


def test_nobody_checks_before_there_is_something_to_check(signed):
    assert refusals(signed, Role.ASSURER, "李四") == ["S-ROLE-01"]


@pytest.mark.parametrize("same", ["张三", "张三　", " 张三"])
def test_nobody_checks_himself(signed, same):
    signed(Role.ANALYST, "张三")
    assert refusals(signed, Role.ASSURER, same) == ["S-ROLE-02"]


@pytest.mark.parametrize("name", ["", "　", "张\x1b三", "张" * 41])
def test_a_signature_has_a_name(signed, name):
    assert refusals(signed, Role.ANALYST, name) == ["S-NAME-01"]


def test_a_hard_finding_is_explained_before_anyone_signs(published, signed):
    doubt(published, "F-SUM-01", "trade_total")
    assert refusals(signed, Role.ANALYST, "张三") == ["S-FIND-01"]
    (published.data / "raw/2030/waivers.csv").write_text(WAIVERS, encoding="utf-8")
    rerun(published)
    doubt(published, "F-SUM-01", "trade_total")
    assert signed(Role.ANALYST, "张三").waived == [
        {"finding": "F-SUM-01/trade_total", "reason": "统计局已修订", "who": "统计科", "date": "2031-02-01"}
    ]
    assert "F-SUM-01/trade_total：统计局已修订（统计科，2031-02-01）" in index(published)


def test_a_waiver_covers_the_figure_it_names_and_no_other(published, signed):
    (published.data / "raw/2030/waivers.csv").write_text(WAIVERS, encoding="utf-8")
    rerun(published)
    doubt(published, "F-SUM-01", "exports")
    doubt(published, "F-SUM-01", "trade_total")
    assert refusals(signed, Role.ANALYST, "张三") == ["S-FIND-01"]


def test_a_question_does_not_stand_in_the_way(published, signed):
    doubt(published, "F-OVER-01", "trade_total")
    assert signed(Role.ANALYST, "张三").waived == []


def test_what_is_not_as_it_was_published_is_not_signed(published, signed):
    published.replace("outputs/2030/90_report.html", "25.0", "52.0")
    published.replace("data/raw/2030/facts.csv", "100.0", "100.1")
    assert refusals(signed, Role.ANALYST, "张三") == ["S-RUN-02", "S-RUN-02"]


def test_a_year_that_was_not_run_to_its_end_is_not_signed(published, signed):
    path = published.folder / "run.json"
    plain = json.loads(path.read_text(encoding="utf-8"))
    plain["predicate"]["notebooks"]["90_report"]["status"] = "failed"
    path.write_text(json.dumps(plain), encoding="utf-8")
    published.rehash()
    assert refusals(signed, Role.ANALYST, "张三") == ["S-RUN-01"]


def test_a_change_after_signing_voids_both_signatures_visibly(published, signed):
    signed(Role.ANALYST, "张三")
    signed(Role.ASSURER, "李四")
    published.replace("data/raw/2030/objectives.csv", ",2000,张", ",1000,张")
    rerun(published)
    assert [state["voided"] for state in signature_states(published.folder)] == [["评价结果", "原始数据"]] * 2
    assert index(published).count("已作废：签核后评价结果、原始数据已变") == 2
    signed(Role.ANALYST, "张三")
    assert [state["voided"] for state in signature_states(published.folder)] == [[], ["评价结果", "原始数据"]]


def test_what_changes_no_result_voids_nothing(published, signed):
    signed(Role.ANALYST, "张三")
    path = published.place / "notebooks" / "90_report.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("# 报告", "# 报告书"), encoding="utf-8")
    rerun(published)
    assert [state["voided"] for state in signature_states(published.folder)] == [[], []]


def test_keeping_what_was_signed_voids_nothing(published, signed):
    signed(Role.ANALYST, "张三")
    (published.data / "raw/2030/published.json").write_bytes((published.folder / "evaluation.json").read_bytes())
    assert published.departures() == []
    rerun(published)
    assert published.departures() == []
    assert [state["voided"] for state in signature_states(published.folder)] == [[], []]


def test_by_the_command(published, monkeypatch):
    monkeypatch.chdir(published.place)
    done = CliRunner().invoke(app, ["sign", "--year", "2030", "--role", "analyst", "--name", "张三"])
    assert (done.exit_code, done.output) == (0, f"2030 年度：编制 张三 已签核（{date.today()}）\n")
    assert CliRunner().invoke(app, ["sign", "--year", "2030", "--role", "assurer", "--name", "张三"]).exit_code == 1
    assert CliRunner().invoke(app, ["sign", "--year", "2030", "--role", "boss", "--name", "张三"]).exit_code == 2
