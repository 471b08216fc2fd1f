"""Tables about a year as a whole: every edition with its distance to the next grade, and every deviation with its reasons."""

from decimal import Decimal

import pytest

from evalkit.measures import Measure, Status
from evalkit.present import frames
from evalkit.scoring.editions import Reading
from evalkit.scoring.rulebook import load_rulebook
from tests.small_scorecard import TRIAL, Line, scorecard

UNITS = {"execution_rate": "%", "vouchers_issued": "张", "trade_total": "亿元", "satisfaction": "%"}


def rows(frame) -> list[tuple]:
    return list(frame.itertuples(index=False, name=None))


def reading(*lines: Line, **settings) -> Reading:
    """A reading under the trial edition (90, 80, 0), which nobody has verified."""
    about = {name: settings.pop(name) for name in ("edition", "title", "verified") if name in settings}
    return Reading(TRIAL.model_copy(update=about), scorecard(*lines) if lines else None, **settings)


def test_each_edition_shows_bounds_grades_and_the_distance_of_each_bound_to_the_next_grade():
    """50 + 45 = 95; 30 and up to 40 more; nothing where it does not apply."""
    known = reading(Line("full", "50"), Line("nearly", "50", actual="9"), edition="one", title="甲版", verified=True)
    open_ended = reading(Line("half", "60", actual="5"), Line("open", "40", actual=""), edition="two", title="乙版", own=True)
    refused = reading(edition="three", title="丙版", why_not="没有成本指标")
    table = frames.editions([known, open_ended, refused])
    assert list(table.columns) == ["评分规则", "名称", "最低", "最高", "等级", "距更高一级"]
    assert rows(table) == [
        ("one", "甲版", "95.00", "95.00", "优", "已是最高等级"),
        # 60 x 5/10 = 30, and 40 more; 80 - 30 and 80 - 70
        ("two（本年度所用）", "乙版（未核实）", "30.00", "70.00", "差", "下限距良 50.00 分；上限距良 10.00 分"),
        ("three", "丙版（未核实）", "—", "—", "不适用", "没有成本指标"),
    ]


def test_one_bound_at_the_best_grade_says_so():
    """90 and up to 10 more: the low bound stands on its cut."""
    (row,) = rows(frames.editions([reading(Line("full", "90"), Line("open", "10", actual=""))]))
    assert row[-1] == "下限已是最高等级；上限已是最高等级"


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("awards", "每项得分先四舍五入到 2 位小数，再求和，再定级，与表中各行相加一致。"),
        ("total", "各项得分不先四舍五入，求和后再四舍五入到 2 位小数，再定级；表中各行相加可能与合计略有出入。"),
    ],
)
def test_the_order_of_rounding_is_told_as_the_edition_sets_it(setting, sentence):
    assert frames.rounding_sentence(TRIAL.model_copy(update={"total_rounding": setting})) == sentence


def measured(**values: str) -> dict[str, Measure]:
    """The measures of the miniature year; those without a value are missing."""
    return {
        id: Measure(id, id, Decimal(values[id]), unit, 0, "", Status.MEASURED)
        if id in values
        else Measure(id, id, None, unit, 0, "", Status.MISSING)
        for id, unit in UNITS.items()
    }


def test_the_edition_of_the_year_and_no_other_is_marked(folder):
    table = frames.editions(folder.open().readings(measured(execution_rate="80")))
    assert [name for name in table["评分规则"] if "本年度所用" in name] == ["mof-2020-10（本年度所用）"]


def test_every_reason_of_an_indicator_is_listed_and_a_lacking_one_is_missing(folder):
    """1000 of 1800 and 80 of 90 are missed; two causes are recorded for the former, none for the latter."""
    folder.write(
        "deviations.csv",
        "indicator,cause,remedy,author,date\nO01,疫情反复,改线上,业务科,2031-01\nO01,预算追减,争取预算,业务科,2031-01\n",
    )
    year = folder.open()
    table = rows(frames.deviations(year, year.scorecard(measured(vouchers_issued="1000", satisfaction="80"))))
    assert [(row[0], row[3], row[4], row[5]) for row in table] == [
        ("消费券发放数", "未完成", "疫情反复；预算追减", "改线上；争取预算"),
        ("领券人满意度", "未完成", "缺失", "缺失"),
    ]
    assert year.deviations() == {"O01": "原因：疫情反复；改进措施：改线上；原因：预算追减；改进措施：争取预算"}


EXPLAINED = [
    # edition, execution rate, vouchers of 1800, names and verdicts: E01 has a recorded cause throughout
    pytest.param("mof-2020-10", "100", "2340", [("消费券发放数", "完成，须说明原因")], id="2340/1800 = 130 %"),
    pytest.param("mof-2020-10", "100", "2339", [], id="just below 130 %"),
    pytest.param("sichuan-2023", "89.99", "1800", [("预算执行率", "未完成，须说明原因")], id="executed below 90 %"),
    pytest.param("hubei-20-80", "100", "9000", [], id="an edition that asks for no reason"),
]


@pytest.mark.parametrize(("edition", "rate", "vouchers", "listed"), EXPLAINED)
def test_what_the_edition_wants_explained_is_listed_as_missing_until_it_is(folder, edition, rate, vouchers, listed):
    year = folder.open()
    card = year.scorecard(measured(execution_rate=rate, vouchers_issued=vouchers, satisfaction="90"), edition)
    table = [row for row in rows(frames.deviations(year, card)) if row[0] != "进出口总值"]
    assert [(row[0], row[3]) for row in table] == listed
    assert {cell for row in table for cell in row[4:]} <= {"缺失"}


def test_a_year_under_an_edition_of_its_own_base_takes_that_rate(folder):
    """The year's own edition divides by the initial budget: 10 x 50 %, though 86.4 % of the revised one was spent."""
    folder.edit("year.yml", "edition: mof-2020-10", "edition: beijing-2016")
    on_initial = Measure("execution_rate_on_initial", "执行率", Decimal(50), "%", 2, "", Status.MEASURED)
    card = folder.open().scorecard(measured(execution_rate="86.4") | {on_initial.id: on_initial})
    assert (card.rulebook.edition, str(card.indicators[0].award)) == ("beijing-2016", "5.00")
    assert load_rulebook("beijing-2016").budget.base == "initial"
