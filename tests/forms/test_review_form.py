"""A review in the official form: rows matched to the year's indicators, never guessed, every fault told at once."""

from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import Workbook

from evalkit.errors import InputProblems
from evalkit.forms.filled import filled_form
from evalkit.forms.model import TOTAL_ROW, Form, FormRow, MoneyRow
from evalkit.forms.review_form import read_review_form, review_form_problems, review_of_form
from evalkit.forms.write_xlsx import write_xlsx
from evalkit.measures import Measure, Status
from evalkit.scoring.comparison import compare
from evalkit.scoring.scorecard import Scorecard

SHOWN = "data/raw/2030/review.xlsx"
UNITS = {"execution_rate": "%", "vouchers_issued": "张", "trade_total": "亿元", "satisfaction": "%"}


@pytest.fixture
def scorecard(folder) -> Scorecard:
    """B01 80 % of 10 is 8; O01 2000 of 1800 is 50; E01 has no target: 0 to 30; S01 missing: 0 to 10."""
    measures = {id: Measure(id, id, None, unit, 0, "", Status.MISSING) for id, unit in UNITS.items()}
    for id, value in (("execution_rate", "80"), ("vouchers_issued", "2000"), ("trade_total", "100")):
        measures[id] = Measure(id, id, Decimal(value), UNITS[id], 0, "", Status.MEASURED)
    return folder.open().scorecard(measures)


OUTPUT = FormRow("产出指标", "数量指标", "消费券发放数", points="50", award="40", reason="二百张未领取", place="第 9 行")
BENEFIT = FormRow("效益指标", "经济效益指标", "进出口总值", points="30", award="24", reason="按八成认定", place="第 10 行")
CONTENT = FormRow("满意度指标", "服务对象满意度指标", "领券人满意度", points="10", award="缺失", reason="—", place="第 11 行")
MONEY = (MoneyRow(TOTAL_ROW, points="10", award="8", place="第 5 行"),)


def form(*rows: FormRow, **given) -> Form:
    usual = {"columns": frozenset({"points", "award"}), "money": MONEY}
    return Form(file=SHOWN, rows=rows, **(usual | given))


def awards(read) -> dict[str, tuple[str, str]]:
    return {item.indicator: (f"{item.award}", item.reason) for item in read.awards}


def problems(given: Form, scorecard: Scorecard) -> list[tuple[str, str]]:
    with pytest.raises(InputProblems) as refused:
        review_of_form(given, scorecard)
    return [(problem.code, problem.where) for problem in refused.value.problems]


def test_each_row_is_the_indicator_of_its_section_and_name(scorecard):
    read = review_of_form(form(OUTPUT, BENEFIT, CONTENT), scorecard)
    assert awards(read) == {"O01": ("40", "二百张未领取"), "E01": ("24", "按八成认定"), "B01": ("8", "")}
    assert [item.place for item in read.awards] == [f"{SHOWN} 第 9 行", f"{SHOWN} 第 10 行", f"{SHOWN} 第 5 行"]
    total = compare(scorecard, read, [], {}).total
    assert (total.reviewed.low, total.reviewed.high) == (72, 82)  # 40 + 24 + 8, and up to 10 for what has no award


@pytest.mark.parametrize("name", ["消费券 发放数", "消费券\n发放数", "　消费券发放数 "])
def test_spaces_and_line_ends_in_a_name_make_no_difference(scorecard, name):
    assert set(awards(review_of_form(form(replace(OUTPUT, name=name), money=()), scorecard))) == {"O01"}


def test_the_width_of_characters_makes_no_difference(folder, scorecard):
    wide = tuple(replace(item, name="热线95198接通率(%)") if item.id == "O01" else item for item in scorecard.indicators)
    row = replace(OUTPUT, name="热线９５１９８接通率（％）")
    assert set(awards(review_of_form(form(row, money=()), replace(scorecard, indicators=wide)))) == {"O01"}


NO_AWARD = ["", " ", "—", "-", "/", "缺失"]


@pytest.mark.parametrize("text", NO_AWARD)
def test_a_row_without_an_award_was_not_reviewed(scorecard, text):
    rows = form(replace(OUTPUT, award=text), FormRow("……", "", "……", award=text), money=(MoneyRow(TOTAL_ROW, award=text),))
    assert review_of_form(rows, scorecard).awards == ()


def test_a_breakdown_has_no_award_of_its_own(scorecard):
    part = FormRow("产出指标", "数量指标", "其中春季", award="20", subrow=True)
    assert set(awards(review_of_form(form(OUTPUT, part, money=()), scorecard))) == {"O01"}


def test_where_the_layout_has_a_column_for_the_review_the_award_is_the_bureaus_own(scorecard):
    both = form(replace(OUTPUT, award="50", reviewed="40"), BENEFIT, columns=frozenset({"award", "reviewed"}), total="98")
    read = review_of_form(both, scorecard)
    assert awards(read) == {"O01": ("40", "二百张未领取")}  # BENEFIT has none; neither has the money block
    assert read.total is None


def test_unmatched_rows_are_told_at_once_with_the_nearest_indicator(scorecard):
    rows = form(
        replace(OUTPUT, name="消费券发放量"),
        replace(BENEFIT, section="产出指标"),
        replace(CONTENT, award="十分"),
        total="约 90",
    )
    with pytest.raises(InputProblems) as refused:
        review_of_form(rows, scorecard)
    told = [(problem.code, problem.where) for problem in refused.value.problems]
    assert told == [
        ("F-REV-02", f"{SHOWN} 第 9 行"),
        ("F-REV-02", f"{SHOWN} 第 10 行"),
        ("V-NUM-01", f"{SHOWN} 第 11 行"),
        ("V-NUM-01", f"{SHOWN} 总分"),
    ]
    assert refused.value.problems[0].remedy == "是否为“产出指标 消费券发放数”？"


def test_a_name_that_two_indicators_share_is_not_guessed(scorecard):
    twins = tuple(replace(item, section="产出指标", name="消费券发放数") for item in scorecard.indicators[1:3])
    shared = replace(scorecard, indicators=(scorecard.indicators[0], *twins))
    assert problems(form(OUTPUT, money=()), shared) == [("F-REV-03", f"{SHOWN} 第 9 行")]


def test_the_reason_for_the_budget_award_is_the_note_that_begins_with_the_indicator(scorecard):
    notes = ("数据截至：2030-12-31。", "预算执行率：年末两笔支付未附凭证")
    read = review_of_form(form(money=(replace(MONEY[0], award="6"),), notes=notes), scorecard)
    assert awards(read) == {"B01": ("6", "年末两笔支付未附凭证")}


def test_a_row_of_the_indicators_that_repeats_the_budget_speaks_before_the_money_block(scorecard):
    row = FormRow("产出指标", "成本指标", "预算执行", award="6", reason="两笔支付未附凭证", budget=True)
    assert awards(review_of_form(form(row), scorecard)) == {"B01": ("6", "两笔支付未附凭证")}


REASONS = [
    pytest.param("—", "", id="a dash"),
    pytest.param("缺失。", "", id="the word for missing"),
    pytest.param("未计分：目标值缺失", "", id="what our own form prints"),
    pytest.param("未计分：目标值缺失；按批复目标认定", "按批复目标认定", id="what our own form prints, and the reviewer's words"),
    pytest.param("按八成认定。", "按八成认定。", id="the reviewer's words"),
]


@pytest.mark.parametrize(("cell", "reason"), REASONS)
def test_what_our_form_prints_where_it_does_not_score_is_no_reason_of_the_reviewer(scorecard, cell, reason):
    read = review_of_form(form(replace(BENEFIT, reason=cell), money=()), scorecard)
    assert awards(read) == {"E01": ("24", reason)}


TOTALS = [
    pytest.param("72", Decimal(72), id="a number"),
    pytest.param("", None, id="blank"),
    pytest.param("缺失", None, id="missing"),
    pytest.param("58.00 至 98.00", None, id="the bounds that our own form prints"),
]


@pytest.mark.parametrize(("text", "total"), TOTALS)
def test_the_printed_total_is_kept_to_be_checked(scorecard, text, total):
    assert review_of_form(form(OUTPUT, total=text), scorecard).total == total


def test_a_total_that_the_rows_cannot_add_up_to_is_told_when_they_are_compared(scorecard):
    with pytest.raises(InputProblems, match="R-REV-05"):
        compare(scorecard, review_of_form(form(OUTPUT, BENEFIT, total="98"), scorecard), [], {})  # 72 to 82


def workbook(folder, *sheets: str, year: str = "（2030年度）", name: str = "消费券发放数"):
    """A form with one indicator on each sheet, as a reviewer might fill it in."""
    book = Workbook()
    book.remove(book.active)
    for title in sheets:
        sheet = book.create_sheet(title)
        sheet.append(["项目支出绩效自评表"])
        sheet.append([year])
        sheet.append(["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"])
        sheet.append(["产出指标", "数量指标", name, "≥1800张", "2000张", 50, 40.5, "一百张未领取"])
        sheet.append(["总分", None, None, None, None, 50, 40.5, None])
    path = folder.raw / "review.xlsx"
    book.save(path)
    return path


def test_a_workbook_is_read_and_matched(folder, scorecard):
    read = read_review_form(workbook(folder, "自评表"), SHOWN, scorecard, 2030)
    assert awards(read) == {"O01": ("40.5", "一百张未领取")}
    assert read.total == Decimal("40.5")
    assert all(item.place.startswith(SHOWN) for item in read.awards)
    assert compare(scorecard, read, [], {}).total.reviewed.low == Decimal("40.5")


def test_a_workbook_of_two_forms_is_refused(folder, scorecard):
    with pytest.raises(InputProblems, match="F-REV-01"):
        read_review_form(workbook(folder, "甲", "乙"), SHOWN, scorecard, 2030)


def test_the_form_of_another_year_is_refused(folder, scorecard):
    with pytest.raises(InputProblems, match="F-REV-04"):
        read_review_form(workbook(folder, "自评表", year="（2029年度）"), SHOWN, scorecard, 2030)


def test_a_row_of_a_workbook_that_is_no_indicator_is_told_with_its_cell(folder, scorecard):
    with pytest.raises(InputProblems) as refused:
        read_review_form(workbook(folder, "自评表", name="消费券核销数"), SHOWN, scorecard, 2030)
    (problem,) = refused.value.problems
    assert problem.code == "F-REV-02"
    assert problem.where == f"{SHOWN} 工作表“自评表” 第 4 行"


def written(folder, **given):
    """The problems of a form that was written by our own writer, against the objectives alone."""
    rows = given.pop("rows", (OUTPUT, BENEFIT))
    write_xlsx(form(*rows, **{"fiscal_year": "2030"} | given), folder.raw / "review.xlsx")
    found = review_form_problems(folder.raw / "review.xlsx", SHOWN, folder.check().objectives, "预算执行率", 2030)
    return [problem.code for problem in found]


FAULTS = [
    pytest.param({}, [], id="a sound form"),
    pytest.param({"rows": (replace(OUTPUT, name="消费券发放量"), BENEFIT)}, ["F-REV-02"], id="a name that is no indicator"),
    pytest.param(
        {"rows": (replace(OUTPUT, award="50.01"), replace(BENEFIT, award="31"))}, ["R-REV-02"] * 2, id="above the points"
    ),
    pytest.param({"money": (replace(MONEY[0], award="10.5"),)}, ["R-REV-02"], id="budget execution above its points"),
    pytest.param({"rows": (OUTPUT, OUTPUT)}, ["R-REV-03"], id="an indicator twice"),
    pytest.param({"fiscal_year": "2029"}, ["F-REV-04"], id="another year"),
    pytest.param({"total": "约九十"}, ["V-NUM-01"], id="a total that is no number"),
]


@pytest.mark.parametrize(("given", "codes"), FAULTS)
def test_a_form_is_checked_against_the_objectives_before_anything_is_computed(folder, given, codes):
    assert written(folder, **given) == codes


def test_without_a_form_and_with_one_that_is_no_workbook(folder):
    path, objectives = folder.raw / "review.xlsx", folder.check().objectives
    assert review_form_problems(path, SHOWN, objectives, "预算执行率", 2030) == []
    path.write_bytes(b"garbage")
    assert [problem.code for problem in review_form_problems(path, SHOWN, objectives, "预算执行率", 2030)] == ["F-XLSX-01"]


def test_our_own_form_sent_out_and_returned_unchanged_reviews_what_was_computed_and_nothing_else(folder, scorecard):
    about = {"fiscal_year": 2030, "project": "虚构", "department": "虚构", "fictional": True, "measures": []}
    write_xlsx(filled_form({**about, **scorecard.to_json()}), folder.raw / "review.xlsx")
    read = read_review_form(folder.raw / "review.xlsx", SHOWN, scorecard, 2030)
    assert awards(read) == {"O01": ("50.00", ""), "B01": ("8.00", "")}  # E01 and S01 have no award
    total = compare(scorecard, read, [], {}).total
    assert (total.reviewed.low, total.reviewed.high) == (58, 98)
