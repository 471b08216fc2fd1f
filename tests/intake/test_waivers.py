"""``waivers.csv``: findings that are accepted, each with a reason, by somebody, on a day."""

import pytest

HEAD = "finding,reason,who,date\n"


def test_a_year_need_not_have_any(folder):
    assert folder.check().waivers == []


def test_a_waiver_names_code_or_code_and_measure(folder):
    folder.write("waivers.csv", HEAD + "F-DATE-01,原文如此,财务科,2031-02-01\nF-SUM-01/trade_total,已修订,统计科,2031-02-02\n")
    assert [(row, waiver.finding) for row, waiver in folder.check().waivers] == [(2, "F-DATE-01"), (3, "F-SUM-01/trade_total")]


def test_a_waiver_may_name_what_the_audit_of_the_report_found(folder):
    folder.write("waivers.csv", HEAD + "identity-parts-1a2b3c4d,其余为退休返聘,财务科,2031-02-01\n")
    assert [waiver.finding for _, waiver in folder.check().waivers] == ["identity-parts-1a2b3c4d"]


@pytest.mark.parametrize(
    "line, column",
    [
        ("F-DATE,原文如此,财务科,2031-02-01", "finding"),
        ("F-DATE-01/贸易,原文如此,财务科,2031-02-01", "finding"),
        ("identity-parts,原文如此,财务科,2031-02-01", "finding"),
        ("F-DATE-01,,财务科,2031-02-01", "reason"),
        ("F-DATE-01,原文如此,,2031-02-01", "who"),
        ("F-DATE-01,原文如此,财务科,2031-2-1", "date"),
    ],
)
def test_what_is_not_a_waiver_is_refused_where_it_stands(folder, line, column):
    folder.write("waivers.csv", HEAD + line + "\n")
    problem = folder.problem()
    assert "waivers.csv 第 2 行" in problem.where and column in problem.where
