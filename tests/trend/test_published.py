"""The evaluation that was signed, compared with what today's data and code give."""

import json

import pytest

from evalkit.reads import collected
from tests.trend.years import compute, trend

KEPT = "published.json"


@pytest.fixture
def signed(folder):
    """A year that was computed and signed."""
    compute(folder)
    evaluation = (folder.processed / "evaluation.json").read_bytes()
    folder.write(KEPT, evaluation)
    return folder


def rewrite(folder, change) -> None:
    evaluation = json.loads((folder.raw / KEPT).read_text(encoding="utf-8"))
    change(evaluation)
    folder.write(KEPT, json.dumps(evaluation, ensure_ascii=False))


def differences(folder, tolerance=0) -> list[list[str]]:
    return trend(folder).against_published(tolerance).to_numpy().tolist()


def test_what_is_as_it_was_signed_is_not_listed(signed):
    assert differences(signed) == []
    assert trend(signed).published_note() == "已与定稿对比：2030 年度"


def test_a_figure_that_is_now_computed_otherwise_is_named(signed):
    """100.0 was signed, 110.0 is stated now: 10%."""
    signed.edit("facts.csv", ",100.0,亿元,2030,", ",110.0,亿元,2030,")
    compute(signed)
    assert differences(signed) == [["2030", "进出口总值", "100.0 亿元", "110.0 亿元", "+10.0 亿元", "10.00%", "—"]]
    assert differences(signed, "0.1") == []


def test_a_score_that_is_now_computed_otherwise_is_named(signed):
    def lower(evaluation):
        evaluation["score"]["recomputed"]["low"] = evaluation["score"]["recomputed"]["low"] / 2

    rewrite(signed, lower)
    (row,) = differences(signed)
    assert row[1] == "复算得分（最低）" and row[5] == "100.00%"


def test_a_figure_that_is_gone_new_missing_or_on_another_basis_is_told(signed):
    def change(evaluation):
        by_id = {item["id"]: item for item in evaluation["measures"]}
        by_id["exports"]["basis"] = "旧口径"
        by_id["voucher_winners"] |= {"value": 5, "status": "declared"}
        by_id["imports"]["id"] = "imports_of_old"

    rewrite(signed, change)
    assert [(row[1], row[6]) for row in differences(signed)] == [
        ("出口总值", "口径文字不同：旧口径；海关统计，人民币"),
        ("进口总值", "定稿没有这一项"),
        ("中签人数", "现在缺失"),
        ("进口总值", "现在没有这一项"),
    ]


def test_what_an_earlier_version_wrote_besides_or_not_at_all_does_not_matter(signed):
    def strip(evaluation):
        for key in set(evaluation) - {"fiscal_year", "score", "measures"}:
            del evaluation[key]
        for item in evaluation["measures"]:
            item["of_old"] = 1
            del item["sources"], item["formula"]

    rewrite(signed, strip)
    assert signed.check() and differences(signed) == []


def test_years_without_a_signed_evaluation_are_named(signed):
    signed.another(2029)
    assert trend(signed).published_note() == "已与定稿对比：2030 年度；没有留存定稿：2029 年度"


def test_a_signed_year_whose_evaluation_is_stale_is_named(signed):
    signed.edit("facts.csv", ",100.0,亿元,2030,", ",110.0,亿元,2030,")
    found = trend(signed)
    assert found.against_published(0).empty
    assert found.published_note() == "有定稿而尚未计算：2030 年度"


def test_that_it_was_read_is_noted(signed):
    found = trend(signed)
    with collected() as read:
        found.against_published(0)
    assert f"raw/2030/{KEPT}" in read


@pytest.mark.parametrize("content", ["", "不是 JSON", "[]", '{"fiscal_year": 2030}'])
def test_what_is_no_evaluation_is_refused(folder, content):
    folder.write(KEPT, content)
    problem = folder.problem()
    assert problem.code == ("I-PUB-01" if content else "I-FILE-02")
    assert problem.where == f"data/raw/2030/{KEPT}"


def test_a_measure_in_an_unknown_unit_is_refused_by_its_place(signed):
    rewrite(signed, lambda evaluation: evaluation["measures"][0].update(unit="万圆"))
    problem = signed.problem()
    assert problem.code == "I-PUB-01" and "measures.0.unit" in problem.found


def test_the_evaluation_of_another_year_is_refused(signed):
    rewrite(signed, lambda evaluation: evaluation.update(fiscal_year=2029))
    problem = signed.problem()
    assert (problem.code, problem.found, problem.expected) == ("I-PUB-02", "2029", "2030")
