"""The report of 2022: its sentences follow the data, its score is a pair of bounds, its pages are offline and repeatable."""

import csv
import os
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.real_years import PROJECT, Computed, run

PAGES = sorted(path.stem for path in (PROJECT / "notebooks").glob("[0-9]*.ipynb") if path.stem != "95_trend")
RESTING_ON_TRADE_OR_TARGETS = (
    "10_trade_promotion",
    "20_single_window",
    "50_cross_border_ecommerce",
    "60_governance",
    "80_scorecard",
    "90_report",
)


def visible(page: str) -> str:
    """Return the text that a reader sees, without the style sheet."""
    tree = BeautifulSoup(page, "html.parser")
    for element in tree.find_all("style"):
        element.decompose()
    return re.sub(r"\s+", " ", tree.get_text())


def chapter(page: str, first: str, following: str) -> str:
    """Return the visible text between two headings; the contents list names them first."""
    text = visible(page)
    return text[text.rindex(first) : text.rindex(following)]


def performance(computed: Computed) -> str:
    return chapter(computed.page("90_report"), "三、项目绩效情况", "四、项目主要做法和经验")


def change_cell(path: Path, match: dict[str, str], **cells: str) -> None:
    """Rewrite cells of the one row that matches."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    (row,) = [row for row in rows if all(row[column] == text for column, text in match.items())]
    row.update(cells)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def set_trade_total(data: Path, value: str) -> None:
    """Put another total for 2022 and register the delivery, as an analyst would."""
    change_cell(data / "raw/2022/facts.csv", {"id": "trade_total", "period": "2022"}, value=value)
    evalkit = Path(sys.prefix) / ("Scripts" if os.name == "nt" else "bin") / "evalkit"
    done = subprocess.run(
        [str(evalkit), "check", "--record", "--year", "2022", "--reason", "试改", "--data", str(data)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def set_trade_target(data: Path, value: str) -> None:
    evidence = {"target_basis": "approved", "target_evidence": "试设批复"}
    change_cell(data / "raw/2022/objectives.csv", {"measure": "trade_total"}, target=value, **evidence)


def test_every_notebook_of_the_year_has_a_page_and_the_index_leads_to_it(three_years):
    index = three_years.page("index")
    assert PAGES
    assert all((three_years.outputs / "2022" / f"{name}.html").is_file() for name in PAGES)
    assert all(f'href="{name}.html"' in index for name in PAGES)
    assert 'href="2022/index.html"' in (three_years.outputs / "index.html").read_text()
    assert (three_years.outputs / "95_trend.html").is_file()


def test_years_with_few_figures_print_what_is_missing(three_years):
    assert "缺失" in visible(three_years.page("90_report", 2020))
    assert "1,428.9 亿元" in visible(three_years.page("10_trade_promotion", 2020))
    assert "计划" in visible(three_years.page("40_consumption", 2020)) or "缺失" in visible(
        three_years.page("40_consumption", 2020)
    )


def test_chapter_three_says_that_trade_fell_and_claims_no_target(three_years):
    text = performance(three_years)
    assert "比上年下降 0.94%" in text
    assert "绩效指标“进出口总值”：目标值缺失，无法判定" in text
    assert "增长目标任务" not in text


@pytest.mark.parametrize(
    ("total", "target", "expected"),
    [
        pytest.param("1800", None, "比上年增长 0.59%", id="1800 / 1789.5 - 1 = 0.5867%"),
        pytest.param("1772.6", "1750", "绩效指标“进出口总值”：目标≥1,750 亿元，完成", id="1772.6 is at least 1750"),
        pytest.param("1772.6", "1790", "绩效指标“进出口总值”：目标≥1,790 亿元，未完成", id="1772.6 is below 1790"),
    ],
)
def test_the_same_sentence_follows_the_data(copied, tmp_path, total, target, expected):
    if total != "1772.6":
        set_trade_total(copied, total)
    if target:
        set_trade_target(copied, target)
    only = [part for name in RESTING_ON_TRADE_OR_TARGETS for part in ("--only", name)]
    computed = run("--year", "2022", *only, data=copied, outputs=tmp_path / "outputs")
    assert computed.status == 0, computed.messages
    assert expected in performance(computed)


def test_the_bounds_of_the_score_are_those_worked_out_by_hand_from_the_objectives(three_years):
    """A zero-event target with no event earns all its points; every other row lacks its target or its actual value."""
    with (PROJECT / "data/raw/2022/objectives.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    zero_events = [row for row in rows if row["comparator"] == "=" and row["target"] == "0"]
    others = [row for row in rows if row not in zero_events]
    low = sum(Decimal(row["points"]) for row in zero_events)
    high = low + sum(Decimal(row["points"]) for row in others)
    assert (low, high) == (Decimal(15), Decimal(100))
    score = three_years.evaluation["score"]
    assert (score["recomputed"]["low"], score["recomputed"]["high"]) == (low, high)
    assert (score["recomputed"]["grade_low"], score["recomputed"]["grade_high"]) == ("差", "优")
    assert score["declared"] == {"score": 98, "grade": "优"}
    assert {item["indicator"] for item in score["missing"]} == {row["id"] for row in others}


def test_a_yearly_total_does_not_prove_a_quarterly_target(three_years):
    (row,) = [item for item in three_years.evaluation["indicators"] if item["measure"] == "fewest_trainings_in_a_quarter"]
    assert row["target"] == 2
    assert row["award"] is None
    assert "第一季度" in row["reason"]


@pytest.mark.parametrize("name", ["80_scorecard", "90_report", "index"])
def test_the_assumption_stands_beside_every_score(three_years, name):
    assert "指标与分值为演示假设，未经批复" in visible(three_years.page(name))


def test_rival_sources_are_both_printed_and_the_one_in_use_is_named(three_years):
    text = visible(three_years.page("40_consumption"))
    assert "1278.10" in text or "1,278.10" in text
    assert "1273 亿元" in text
    assert "采用前者" in text


def test_plans_are_declared_and_say_so(three_years):
    import json

    measures = json.loads((three_years.outputs / "2020/evaluation.json").read_text())["measures"]
    planned = [measure for measure in measures if measure["id"].startswith("voucher_") and measure["value"] is not None]
    assert planned
    assert all(measure["status"] == "declared" and measure["basis"] in ("计划", "预计") for measure in planned)


def test_no_page_can_ask_the_network_or_run_a_script(three_years):
    pages = list(three_years.outputs.rglob("*.html"))
    assert len(pages) > 30
    for page in pages:
        text = page.read_text(encoding="utf-8")
        tree = BeautifulSoup(text, "html.parser")
        loaded = [element["src"] for element in tree.find_all(src=True)]
        assert all(address.startswith("data:") for address in loaded), page.name
        assert not tree.find_all(["script", "iframe", "object", "embed", "link", "base", "form"]), page.name
        assert "default-src 'none'" in text
        assert not re.search(r"url\((?!data:)", text), page.name
        assert tree.html["lang"] == "zh-CN"


def test_no_page_shows_a_path_of_the_machine(three_years):
    for path in [
        *three_years.outputs.rglob("*.html"),
        *three_years.outputs.rglob("*.ipynb"),
        *three_years.outputs.rglob("evaluation.json"),
    ]:
        text = path.read_text(encoding="utf-8")
        assert str(three_years.data.parent) not in text, path.name
        assert str(PROJECT) not in text, path.name


def test_links_inside_a_page_lead_somewhere(three_years):
    for page in three_years.outputs.rglob("*.html"):
        tree = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        targets = [element["id"] for element in tree.find_all(id=True)]
        broken = [link["href"] for link in tree.find_all("a", href=re.compile("^#")) if link["href"][1:] not in targets]
        assert broken == [], page.name
        assert sorted(set(targets)) == sorted(targets), page.name


def test_two_runs_give_the_same_bytes(three_years, tmp_path):
    """Another folder, time zone, language and hash seed; only 95 may differ, since it shows the years that were asked for."""
    shutil.copytree(PROJECT / "data" / "raw", tmp_path / "other data" / "raw")
    again = run(
        "--years",
        "2021-2022",
        data=tmp_path / "other data",
        outputs=tmp_path / "other outputs",
        TZ="America/New_York",
        LANG="C",
        PYTHONHASHSEED="7",
    )
    assert again.status == 0, again.messages
    names = [*(f"{name}.html" for name in [*PAGES, "index"]), "evaluation.json", *(f"notebooks/{name}.ipynb" for name in PAGES)]
    differing = [
        name
        for name in names
        if (again.outputs / "2022" / name).read_bytes() != (three_years.outputs / "2022" / name).read_bytes()
    ]
    assert differing == []


def test_one_changed_cell_changes_what_rests_on_it_and_nothing_else(three_years, copied, tmp_path):
    """One accident instead of none: table, figure, sentence and score follow; the other sub-projects keep their bytes."""
    change_cell(copied / "raw/2022/facts.csv", {"id": "transport_accidents"}, value="1")
    evalkit = Path(sys.prefix) / ("Scripts" if os.name == "nt" else "bin") / "evalkit"
    subprocess.run([str(evalkit), "check", "--record", "--year", "2022", "--data", str(copied)], check=True, capture_output=True)
    changed = run("--year", "2022", data=copied, outputs=tmp_path / "outputs")
    assert changed.status == 0, changed.messages

    before, after = three_years.page("30_inbound_transfer"), changed.page("30_inbound_transfer")
    assert "接转运输事故 1 起" in visible(after) or "1 起" in visible(after)
    assert "1 起" not in visible(before)
    scored = [re.findall(r"data:image/png;base64,[^\"]+", computed.page("80_scorecard")) for computed in (three_years, changed)]
    assert scored[0] and all(first != second for first, second in zip(*scored, strict=True)), "both pictures of the score"
    assert "接转运输事故发生 1 起" in performance(changed)
    assert "接转运输事故为零" in performance(three_years)
    assert changed.evaluation["score"]["recomputed"]["low"] == three_years.evaluation["score"]["recomputed"]["low"] - 5
    assert changed.evaluation["score"]["recomputed"]["high"] == three_years.evaluation["score"]["recomputed"]["high"] - 5

    resting = {"00_intake", "30_inbound_transfer", "80_scorecard", "90_report"}
    same = {name for name in PAGES if changed.page(name) == three_years.page(name)}
    assert same == set(PAGES) - resting
    values = [{item["id"]: item["value"] for item in computed.evaluation["measures"]} for computed in (three_years, changed)]
    moved = {name for name in values[0] if values[0][name] != values[1][name]}
    assert moved == {"transport_accidents", "accident_upper_bound"}
