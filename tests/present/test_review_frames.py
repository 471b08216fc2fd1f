"""The tables of three scores, deviation rates and alarms: what is unknown says so, no cell is blank."""

from decimal import Decimal

import pytest

from evalkit.intake.schema import DeviationRow, ReviewRow
from evalkit.measures import Measure, Status
from evalkit.present.review_frames import alarms, deviation_by_indicator, three_scores
from evalkit.scoring.alarms import score_alarm_of, spending_alarm, unspent_alarm
from evalkit.scoring.comparison import compare
from evalkit.scoring.review import review_of_rows

UNITS = {"execution_rate": "%", "vouchers_issued": "张", "trade_total": "亿元", "satisfaction": "%"}


@pytest.fixture
def year(folder):
    return folder.open()


@pytest.fixture
def scorecard(year):
    """B01 80 % of 10 is 8; O01 2000 of 1800 is 50; E01 has no target: 0 to 30; S01 missing: 0 to 10. Declared 95."""
    measures = {id: Measure(id, id, None, unit, 0, "", Status.MISSING) for id, unit in UNITS.items()}
    for id, value in (("execution_rate", "80"), ("vouchers_issued", "2000"), ("trade_total", "100")):
        measures[id] = Measure(id, id, Decimal(value), UNITS[id], 0, "", Status.MEASURED)
    return year.scorecard(measures)


def review(*awards):
    rows = [ReviewRow(indicator=id, award=award, reason=reason) for id, award, reason in awards]
    return review_of_rows(list(enumerate(rows, start=2)), "data/raw/2030")


WHOLE = review(("B01", "8", ""), ("O01", "40", "二百张未领取"), ("E01", "24", "按八成认定"), ("S01", "10", "问卷 92%"))


def test_three_scores_stand_below_each_other_with_grades_and_rates(year, scorecard):
    frame = three_scores(compare(scorecard, WHOLE, year.inputs.deviations, {}), scorecard)
    assert list(frame.columns) == ["得分来源", "得分", "等级", "偏差率：（申报 − 本行）÷ 申报", "偏差率：（复算 − 复核）÷ 复算"]
    assert frame.values.tolist() == [
        ["单位申报", "95.00", "未申报", "—", "—"],
        # 8 + 50 = 58, and 40 more; (95 - 98) / 95 = -3.158 %, (95 - 58) / 95 = 38.947 %
        ["复算", "58.00 至 98.00", "差 至 优", "−3.16% 至 38.95%", "—"],
        # 8 + 40 + 24 + 10 = 82; (95 - 82) / 95 = 13.684 %; 1 - 82/58 = -41.379 %, 1 - 82/98 = 16.327 %
        ["复核", "82.00", "良", "13.68%", "−41.38% 至 16.33%"],
    ]


def test_a_year_without_a_review_or_a_declared_score_says_so(folder):
    folder.edit("declared.csv", "score,project,95", "score,project,")
    year = folder.open()
    measures = {id: Measure(id, id, None, unit, 0, "", Status.MISSING) for id, unit in UNITS.items()}
    scorecard = year.scorecard(measures)
    frame = three_scores(compare(scorecard, None, [], {}), scorecard)
    assert frame["得分"].tolist() == ["未申报", "0.00 至 100.00", "未复核"]
    assert frame["等级"].tolist() == ["未申报", "差 至 优", "未复核"]
    assert frame.iloc[2, 4] == "未复核"


def test_a_review_that_leaves_an_indicator_out_is_shown_as_bounds(year, scorecard):
    partial = review(("B01", "8", ""), ("O01", "40", "二百张未领取"))
    frame = three_scores(compare(scorecard, partial, [], {}), scorecard)
    assert frame.iloc[2, :3].tolist() == ["复核", "48.00 至 88.00", "差 至 良"]  # 48, and 30 + 10 more


def test_each_indicator_shows_its_awards_rates_and_causes(year, scorecard):
    frame = deviation_by_indicator(compare(scorecard, WHOLE, year.inputs.deviations, {"O01": Decimal(50)}))
    assert list(frame.columns) == [
        "指标",
        "分值",
        "申报得分",
        "复算得分",
        "复核得分",
        "申报偏差率",
        "复算偏差率",
        "复核理由",
        "偏差原因",
    ]
    output = ["消费券发放数", "50.00", "50.00", "50.00", "40.00", "20.00%", "20.00%", "二百张未领取", "—"]  # (50 - 40) / 50
    assert frame.iloc[1].tolist() == output
    benefit = frame.iloc[2].tolist()
    assert benefit[2:5] == ["未申报", "0.00 至 30.00", "24.00"]
    assert benefit[5:7] == ["无定义（未申报得分）", "不高于 20.00%（分母的下限为 0）"]  # (30 - 24) / 30
    assert benefit[7:] == ["按八成认定", "外需不足"]  # the cause that deviations.csv records
    assert not frame.isna().any(axis=None) and not (frame == "").any(axis=None)


SENTENCE = "没有复核材料，单位没有逐项申报得分，也没有记录偏差原因，逐项偏差无从计算。"
CAUSED = [(2, DeviationRow(indicator="O01", cause="场地检修", remedy="另选场地", author="业务科", date="2031-01"))]
COMPARED = [
    # review, causes, declared awards, rows of the table
    pytest.param(None, [], {}, 1, id="nothing to compare: one sentence"),
    pytest.param(WHOLE, [], {}, 4, id="a review"),
    pytest.param(None, [], {"O01": Decimal(50)}, 4, id="one declared award"),
    pytest.param(None, CAUSED, {}, 4, id="a recorded cause"),
]


@pytest.mark.parametrize(("given", "causes", "declared", "length"), COMPARED)
def test_the_table_by_indicator_is_one_sentence_where_it_has_nothing_to_say(scorecard, given, causes, declared, length):
    frame = deviation_by_indicator(compare(scorecard, given, causes, declared))
    assert (len(frame), frame.iloc[0, 0] == SENTENCE) == (length, length == 1)


def test_alarms_show_conclusion_arithmetic_and_why_there_is_none(scorecard):
    frame = alarms(
        [
            score_alarm_of(scorecard),
            unspent_alarm(budget=Decimal(900_000), executed=Decimal(700_000)),
            spending_alarm(budget=None, executed=Decimal(1), month=6),
        ]
    )
    assert list(frame.columns) == ["预警", "规则", "结论", "算式", "说明"]
    # S 50 to 90, E 8: 1 - 0.8 / 0.5556 = -44 % to 1 - 0.8 / 1 = 20 %
    assert frame["结论"].tolist() == ["不能判定", "黄色预警", "不能计算"]
    assert frame["算式"].tolist()[0].endswith("= −44.00% 至 20.00%")
    assert frame["算式"].tolist()[1].endswith("= 22.22%")  # 200 000 / 900 000
    assert frame.iloc[2, 3:].tolist() == ["—", "预算数缺失"]
    assert not (frame == "").any(axis=None)


def test_no_alarms_are_an_empty_table_with_its_columns():
    assert list(alarms([]).columns) == ["预警", "规则", "结论", "算式", "说明"]
