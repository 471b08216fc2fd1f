from decimal import Decimal

import pytest

from evalkit.forms.filled import filled_form
from evalkit.measures import Measure, Status


def indicator(id: str, section: str, measure: str, points: int, award: str | None, **more) -> dict:
    given = {
        "category": "数量指标",
        "name": f"指标{id}",
        "target_text": "≥2 场",
        "actual_text": "缺失" if award is None else "2 场",
        "met": None if award is None else Decimal(award) == points,
        "reason": "完成值缺失：培训场次" if award is None else "",
        "attainment": None,
        "award_by_policy": {},
    }
    numbers = {"points": points, "award": None if award is None else Decimal(award)}
    return {"id": id, "section": section, "measure": measure, **given, **numbers, **more}


def amount(id: str, value: str | None, unit: str = "万元", **more) -> dict:
    status = Status.MISSING if value is None else Status.DECLARED
    return Measure(id, id, value and Decimal(value), unit, 2, "", status, **more).to_json()


def evaluation(indicators: list[dict], measures: list[dict] = (), *, bounds=("100.00", "100.00"), **more) -> dict:
    low, high = map(Decimal, bounds)
    recomputed = {"low": low, "high": high, "grade_low": "优" if low >= 90 else "差", "grade_high": "优"}
    return {
        "fiscal_year": 2030,
        "project": "促进外贸与消费经费",
        "department": "示例市商务局",
        "fictional": False,
        "score": {"edition": "mof-2020-10", "recomputed": recomputed, "assumption": None},
        "sections": [
            {"name": "预算执行率", "points": 10},
            {"name": "产出指标", "points": 50},
            {"name": "效益指标", "points": 30},
        ],
        "indicators": indicators,
        "measures": list(measures),
        **more,
    }


EXECUTION = indicator("B01", "预算执行率", "execution_rate", 10, "8.64", name="预算执行率", met=False)
TRAINING = indicator("O01", "产出指标", "trainings", 50, "50")


def test_the_head_of_the_form():
    form = filled_form(evaluation([TRAINING]), goal="稳住外贸", result="已完成")
    assert (form.project, form.department, form.implementer) == ("促进外贸与消费经费", "示例市商务局", "示例市商务局")
    assert (form.fiscal_year, form.money_unit, form.goal, form.result) == ("2030", "万元", "稳住外贸", "已完成")


@pytest.mark.parametrize(
    ("measure", "printed"),
    [
        pytest.param(amount("budget", "1500"), "1,500", id="in 万元 as it is"),
        pytest.param(amount("budget", "15000000", "元"), "1,500", id="元 become 万元"),
        pytest.param(amount("budget", "398765.43", "元"), "39.876543", id="no digit is lost on the way"),
        pytest.param(amount("budget", "0.15", "亿元"), "1,500", id="亿元 become 万元"),
        pytest.param(amount("budget", "0"), "0", id="nothing is zero"),
        pytest.param(amount("budget", "1500", approximate=True), "约 1,500", id="about stays about"),
        pytest.param(amount("budget", None), "缺失", id="missing is not zero"),
        pytest.param(amount("another", "1500"), "缺失", id="no such measure"),
    ],
)
def test_an_amount_of_the_money_block(measure, printed):
    assert filled_form(evaluation([EXECUTION], [measure])).money[0].revised == printed


def test_the_money_block_scores_the_execution_rate_and_no_row_repeats_it():
    measures = [
        amount("opening_budget", "90"),
        amount("budget", "100"),
        amount("executed", "86.4"),
        amount("execution_rate", "86.4", "%"),
    ]
    form = filled_form(evaluation([EXECUTION, TRAINING], measures))
    total, *parts = form.money
    assert (total.name, total.initial, total.revised, total.executed) == ("年度资金总额", "90", "100", "86.4")
    assert (total.points, total.rate, total.award) == ("10", "86.40%", "8.64")
    assert [row.name for row in form.rows] == ["指标O01"]
    assert [part.name for part in parts] == ["当年财政拨款", "上年结转资金", "其他资金"]
    assert {(part.revised, part.points, part.rate, part.award) for part in parts} == {("缺失", "—", "—", "—")}


@pytest.mark.parametrize(
    ("edition", "measure", "rate"),
    [
        pytest.param("beijing-2016", "execution_rate_on_initial", "43.20%", id="on the initial budget"),
        pytest.param("mof-2020-10", "execution_rate_on_received", "96.00%", id="on the funds received"),
    ],
)
def test_the_rate_of_the_money_block_is_on_the_base_that_was_scored(edition, measure, rate):
    # 86.4 of 200, of 90 and of 100
    rates = {"execution_rate_on_initial": "43.2", "execution_rate_on_received": "96", "execution_rate": "86.4"}
    plain = evaluation([EXECUTION | {"measure": measure}, TRAINING], [amount(id, value, "%") for id, value in rates.items()])
    plain["score"]["edition"] = edition
    form = filled_form(plain)
    assert (form.money[0].rate, form.money[0].award) == (rate, "8.64")
    assert [row.name for row in form.rows] == ["指标O01"]


def test_without_an_indicator_the_rate_is_on_the_base_of_the_edition():
    plain = evaluation([TRAINING], [amount("execution_rate_on_initial", "43.2", "%"), amount("execution_rate", "86.4", "%")])
    plain["score"]["edition"] = "beijing-2016"
    assert filled_form(plain).money[0].rate == "43.20%"


def test_another_indicator_of_the_budget_section_stays_a_row():
    received = indicator("B02", "预算执行率", "receipt_rate", 5, "5")
    assert [row.name for row in filled_form(evaluation([EXECUTION, received])).rows] == ["指标B02"]


def test_without_an_execution_rate_the_money_block_scores_nothing():
    total = filled_form(evaluation([TRAINING])).money[0]
    assert (total.points, total.award) == ("—", "—")


def test_a_row_holds_what_was_judged():
    row = filled_form(evaluation([indicator("O02", "产出指标", "trainings", 50, None)])).rows[0]
    assert (row.section, row.category, row.name) == ("产出指标", "数量指标", "指标O02")
    assert (row.target, row.actual, row.points, row.award) == ("≥2 场", "缺失", "50", "缺失")


def test_points_stand_in_the_headings_of_the_sections_that_have_rows():
    assert filled_form(evaluation([EXECUTION, TRAINING])).section_points == {"产出指标": "50"}


@pytest.mark.parametrize(
    ("award", "deviation", "reason"),
    [
        pytest.param("50", "", "—", id="met, nothing to say"),
        pytest.param("50", "超额原因：需求大", "超额原因：需求大", id="met and explained"),
        pytest.param("40", "原因：报名晚", "原因：报名晚", id="missed and explained"),
        pytest.param("40", "", "缺失", id="missed and not explained"),
        pytest.param(None, "", "未计分：完成值缺失：培训场次", id="not computed"),
        pytest.param(None, "原因：台账未报", "未计分：完成值缺失：培训场次；原因：台账未报", id="not computed and explained"),
    ],
)
def test_the_reason_of_a_row(award, deviation, reason):
    given = {"O01": deviation} if deviation else None
    form = filled_form(evaluation([indicator("O01", "产出指标", "trainings", 50, award)]), deviations=given)
    assert form.rows[0].reason == reason


DOUBLED = {"award_by_policy": {"none": "50", "reason": "50", "reduce": "15"}}  # 200 % of the target


@pytest.mark.parametrize(
    ("edition", "deviation", "reason"),
    [
        pytest.param("mof-2020-10", "", "缺失", id="a reason is asked for and not given"),
        pytest.param("mof-2020-10", "原因：需求大", "原因：需求大", id="a reason is asked for and given"),
        pytest.param("hubei-20-80", "", "—", id="no reason is asked for"),
    ],
)
def test_a_target_far_exceeded_is_explained_where_the_edition_asks_why(edition, deviation, reason):
    plain = evaluation([TRAINING | DOUBLED])
    plain["score"]["edition"] = edition
    assert filled_form(plain, deviations={"O01": deviation}).rows[0].reason == reason


@pytest.mark.parametrize(
    ("edition", "attainment", "noted"),
    [
        pytest.param("sichuan-2023", "0.8999", True, id="below 90 per cent"),
        pytest.param("sichuan-2023", "0.9", False, id="90 per cent"),
        pytest.param("mof-2020-10", "0.8999", False, id="an edition that sets no limit"),
    ],
)
def test_an_execution_rate_below_the_limit_of_the_edition_must_be_explained(edition, attainment, noted):
    low = EXECUTION | {"attainment": Decimal(attainment), "met": True}  # its own target was lower
    plain = evaluation([low, TRAINING])
    plain["score"]["edition"] = edition
    assert ("预算执行率：缺失。" in filled_form(plain).notes) is noted


@pytest.mark.parametrize(
    ("bounds", "total", "grade"),
    [
        pytest.param(("98.6", "98.6"), "98.60", "优", id="one number where nothing is missing"),
        pytest.param(("15", "100"), "15.00 至 100.00", "差 至 优", id="both bounds"),
        pytest.param(("91", "95"), "91.00 至 95.00", "优", id="bounds within one grade"),
    ],
)
def test_total_and_grade(bounds, total, grade):
    form = filled_form(evaluation([TRAINING], bounds=bounds))
    assert (form.total, form.grade) == (total, grade)


def test_goal_and_result_are_never_blank():
    form = filled_form(evaluation([TRAINING]), goal=" \n")
    assert (form.goal, form.result) == ("缺失", "缺失")


def notes(*, deviations=None, as_of="", bounds=("100", "100"), assumption=None, fictional=False) -> str:
    plain = evaluation([EXECUTION, TRAINING], bounds=bounds, fictional=fictional)
    plain["score"]["assumption"] = assumption
    return "\n".join(filled_form(plain, deviations=deviations, as_of=as_of).notes)


def test_the_edition_and_why_it_is_unverified_are_always_noted():
    assert "评分规则：财政部《项目支出绩效评价管理办法》（财预〔2020〕10号）单位自评（mof-2020-10）。" in notes()
    assert "该版规则未经核实：" in notes()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"fictional": True}, "演示数据：本年度的数据为虚构，不代表任何单位。", id="fictional"),
        pytest.param({"assumption": "指标与分值为演示假设，未经批复"}, "指标与分值为演示假设，未经批复。", id="assumed points"),
        pytest.param({"bounds": ("15", "100")}, "总分下限为已计得分之和", id="bounds"),
        pytest.param(
            {"deviations": {"B01": "原因：年底下达。"}}, "预算执行率：原因：年底下达。", id="deviation of the execution rate"
        ),
        pytest.param({"as_of": "2030-12-31"}, "数据截至：2030-12-31。", id="as of"),
    ],
)
def test_a_note_stands_only_where_it_applies(given, said):
    assert said in notes(**given)
    assert said not in notes()


def test_an_unknown_date_and_an_unexplained_execution_rate_are_missing():
    assert "数据截至：缺失。" in notes()
    assert "预算执行率：缺失。" in notes()
