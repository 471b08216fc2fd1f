"""The indexes: what matters stands first, and what has changed since the year before is told."""

import hashlib
import json

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_markdown_cell, new_notebook, writes

from evalkit.pipeline.changes import changes_since
from evalkit.pipeline.index import write_indexes
from evalkit.pipeline.manifest import PREDICATE_TYPE, RESTS_ON

PAGES = {"00_intake": "数据接收与核对", "80_scorecard": "绩效评分", "90_report": "项目绩效自评报告"}


def indicator(measure: str, award: int | None) -> dict:
    return {"measure": measure, "name": f"指标{measure}", "award": award}


def finding(code: str, message: str, *measures: str) -> dict:
    return {"code": code, "message": message, "measures": list(measures)}


def evaluation(year: int, low: int, high: int, **other) -> dict:
    """Return an evaluation of 100 points: 40 for what is put out, 60 for what comes of it, which is wholly open."""
    return {
        "fiscal_year": year,
        "project": "促进外贸经费（虚构）",
        "department": "示例市商务局（虚构）",
        "fictional": False,
        "score": {
            "edition": "mof-2020-10",
            "declared": {"score": 95, "grade": None},
            "recomputed": {"low": low, "high": high, "grade_low": "差", "grade_high": "优"},
            "missing": [{"name": "满意度", "points": 60, "reason": "目标值缺失"}],
            "assumption": "指标与分值为演示假设，未经批复",
        },
        "sections": [
            {"name": "产出指标", "points": 40, "low": low, "high": 40},
            {"name": "效益指标", "points": 60, "low": 0, "high": 60},
        ],
        "indicators": [],
        "measures": [{"status": "missing"}, {"status": "measured"}, {"status": "missing"}],
        "findings": [],
    } | other


@pytest.fixture
def publish(tmp_path):
    """A function that publishes a year's evaluation with its pages, writes the indexes, and returns both of them."""

    def put(
        year: int, plain: dict | None, failed: dict[str, str] | None = None, head: str = "", **manifest
    ) -> tuple[BeautifulSoup, BeautifulSoup]:
        folder = tmp_path / str(year)
        (folder / "notebooks").mkdir(parents=True)
        notebooks = {}
        for name, title in PAGES.items():
            (folder / f"{name}.html").write_text(head, encoding="utf-8")
            (folder / "notebooks" / f"{name}.ipynb").write_text(writes(new_notebook(cells=[new_markdown_cell(f"# {title}")])))
            message = (failed or {}).get(name, "")
            notebooks[name] = {"notebook": name, "status": "failed" if message else "done", "message": message, "data": "d"}
        plain_manifest = {"fiscal_year": year, "data": "d", "notebooks": notebooks} | manifest
        subject = []
        if plain:
            content = json.dumps(plain).encode()
            (folder / "evaluation.json").write_bytes(content)
            subject = [{"name": "evaluation.json", "digest": {"sha256": hashlib.sha256(content).hexdigest()}}]
        predicate = dict.fromkeys(RESTS_ON, []) | plain_manifest
        statement = {"predicateType": PREDICATE_TYPE, "subject": subject, "predicate": predicate}
        (folder / "run.json").write_text(json.dumps(statement), encoding="utf-8")
        write_indexes(tmp_path)
        return tuple(
            BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
            for path in (tmp_path / "index.html", folder / "index.html")
        )

    return put


def test_an_indicator_is_the_same_where_it_rests_on_the_same_measure():
    before = evaluation(2030, 0, 100, indicators=[indicator("a", None), indicator("b", 5), indicator("c", 0)])
    now = evaluation(2031, 15, 100, indicators=[indicator("a", 5), indicator("b", None), indicator("c", 7), indicator("d", 0)])
    changes = changes_since(now, before)
    assert changes.computable == ("指标a", "指标d"), "an award of 0 is an award"
    assert changes.no_longer == ("指标b",)
    assert (changes.fiscal_year, changes.before["low"], changes.edition) == (2030, 0, "")


def test_a_finding_is_the_same_where_it_doubts_the_same_measures_whatever_the_figures():
    before = [
        finding("F-SUM-01", "相差 1 亿元", "a", "b"),
        finding("F-OVER-01", "187.5%", "t"),
        finding("F-DATE-01", "2030 年度"),
    ]
    now = [finding("F-SUM-01", "相差 9 亿元", "a", "b"), finding("F-RANGE-01", "98%", "t"), finding("F-DATE-01", "2031 年度")]
    changes = changes_since(evaluation(2031, 0, 100, findings=now), evaluation(2030, 0, 100, findings=before))
    assert changes.appeared == ("98%", "2031 年度")
    assert changes.gone == ("187.5%", "2030 年度")


@pytest.mark.parametrize("content", [b"{", b"[]", b"{}", b'{"fiscal_year": 2030}'])
@pytest.mark.parametrize("damaged", ["evaluation.json", "run.json"])
def test_what_is_not_as_it_was_published_is_not_shown_and_stops_nothing(publish, tmp_path, damaged, content):
    _, before = publish(2030, evaluation(2030, 15, 100))
    assert "15.00" in before.text
    (tmp_path / "2030" / damaged).write_bytes(content)
    everything, _ = publish(2031, evaluation(2031, 20, 100))
    assert "20.00" in everything.text and "15.00" not in everything.text


def test_another_edition_is_named():
    before = evaluation(2030, 0, 100)
    before["score"]["edition"] = "sichuan-2023"
    assert changes_since(evaluation(2031, 0, 100), before).edition == "sichuan-2023"


def test_the_index_over_years_compares_them_newest_first(publish):
    publish(2030, evaluation(2030, 0, 100, indicators=[indicator("a", None)], findings=[finding("F-1", "旧疑点", "x")]))
    both, _ = publish(2031, evaluation(2031, 15, 100, indicators=[indicator("a", 15)], findings=[finding("F-2", "新疑点", "y")]))
    rows = [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in both.table.tbody.find_all("tr")]
    assert rows == [
        ["2031 年度", "15.00 至 100.00 分（差 至 优）", "95 分", "1", "1 / 1", "2 / 3", "0"],
        ["2030 年度", "0.00 至 100.00 分（差 至 优）", "95 分", "1", "1 / 1", "2 / 3", "0"],
    ]
    text = both.get_text(" ", strip=True)
    assert "2030 年度 0.00 至 100.00 分（差 至 优），本年度 15.00 至 100.00 分（差 至 优）" in text
    assert "新增可计算的指标 1 项 指标a" in text
    assert "新出现的疑点 1 项 新疑点" in text and "不再出现的疑点 1 项 旧疑点" in text
    assert [heading.text for heading in both.find_all("h2")] == ["各年度一览", "2031 年度", "2030 年度"]
    assert [heading.text for heading in both.find_all("h3")] == ["与 2030 年度相比"], "2030 has no year before it"


def test_a_year_is_compared_with_the_year_before_and_no_other(publish):
    publish(2028, evaluation(2028, 0, 100))
    _, year = publish(2030, evaluation(2030, 0, 100))
    assert year.find(id="changes") is None


def test_bars_are_as_long_as_the_points_that_they_stand_for(publish):
    """The widest section has 60 points and is 200 wide: 40 points are 133.33, 15 are 50."""
    _, year = publish(2031, evaluation(2031, 15, 100))
    first, second = year.select("table.bars svg")
    assert [first.select_one(f".{name}")["width"] for name in ("whole", "earned")] == ["133.33", "50.00"]
    assert first.select_one(".open")["x2"] == "134.33"
    assert [second.select_one(f".{name}")["width"] for name in ("whole", "earned")] == ["200.00", "0.00"]
    assert "15.00 至 40.00" in first.find_parent("tr").text, "who does not see the bar reads the figures"


def test_what_failed_stands_before_everything_else(publish):
    publish(2030, evaluation(2030, 0, 100))
    both, year = publish(2031, None, failed={"80_scorecard": "[V-FACT-01] 没有该年度的这个数值"})
    for page in (both, year):
        assert page.h1.find_next_sibling("section")["class"] == ["findings"]
        assert "没有完成" in page.section.text and "80_scorecard" in page.section.text
    assert "[V-FACT-01]" in year.section.text
    assert "没有评分结果" in both.table.text


def test_findings_and_missing_figures_lead_to_their_entries_in_the_report(publish):
    _, year = publish(2031, evaluation(2031, 0, 100, findings=[finding("F-1", "疑点", "a", "b")]))
    addresses = [link["href"] for link in year.find_all("a")]
    assert {"90_report.html#m-a", "90_report.html#m-b", "90_report.html#entries", "00_intake.html"} <= set(addresses)


def test_every_part_of_an_index_is_headed_and_every_link_inside_it_leads_somewhere(publish):
    publish(2030, evaluation(2030, 0, 100))
    for page in publish(2031, evaluation(2031, 0, 100)):
        levels = [int(heading.name[1]) for heading in page.find_all(["h1", "h2", "h3", "h4"])]
        assert levels[0] == 1 and all(deeper <= level + 1 for level, deeper in zip(levels, levels[1:], strict=False))
        assert all(header.get("scope") in ("col", "row") for header in page.find_all("th"))
        assert all(page.find(id=link["href"][1:]) for link in page.select('a[href^="#"]'))


def test_a_fictional_year_says_so_on_every_sheet_of_its_index_and_in_the_table_over_years(publish):
    both, year = publish(2031, evaluation(2031, 0, 100, fictional=True))
    assert year.body["class"] == ["demonstration"] and "演示数据" in year.title.text
    assert "（演示）" in both.table.text and both.body.get("class") is None


def test_a_fictional_year_that_was_not_scored_says_so_by_its_pages(publish):
    both, year = publish(2030, None, head="<title>2030 年度 数据接收与核对（演示数据）</title>")
    assert year.body["class"] == ["demonstration"] and "演示数据" in year.title.text
    assert "演示数据" in year.select_one(".fictional").text and "（演示）" in both.table.text
    real, year = publish(2031, None, head="<title>2031 年度 数据接收与核对</title>")
    assert year.body.get("class") is None and year.select_one(".fictional") is None
    assert real.table.text.count("（演示）") == 1, "2030 alone"


def test_what_is_signed_is_named_by_its_digest_and_the_index_holds_no_time(publish, tmp_path):
    _, year = publish(2031, evaluation(2031, 0, 100), started="2026-11-22T16:04:17+00:00")
    digest = hashlib.sha256((tmp_path / "2031/evaluation.json").read_bytes()).hexdigest()
    assert year.select_one(".digest").text == digest
    assert "2026-11-22" not in year.text
