"""Forms transcribed in YAML: every figure as it is written, whatever the file adds left out, faults told with their lines."""

from pathlib import Path

import pytest

from evalkit.errors import InputProblems
from evalkit.forms.model import FormRow, MoneyRow
from evalkit.forms.reading import read_forms
from evalkit.forms.yaml_form import read_yaml_form

PUBLISHED = Path(__file__).parents[2].parent / "shared" / "cases" / "forms"

# A sports centre's settlement form of 2022: linear budget award, money in 元, thousands separators in one cell only.
SETTLEMENT = """\
agency: 区体育事业管理中心
project: 委托运营方结算费用
fiscal_year: 2022
unit: 元
form: mof-2020
budget: {initial: "250000.00", revised: "250000.00", executed: "215,457.6", weight: "10", rate_reported: "86.19%", score_reported: "8.62"}
indicators:
  - {level1: 产出指标, level2: 数量指标, name: 结算完成率, target: "=100%", actual: "100%", weight: 10, score_reported: 10, direction: "="}
  - {level1: 产出指标, level2: 时效指标, name: 费用结算及时性, target: 及时, actual: 及时, weight: 20, score_reported: 20, direction: 定性}
total_reported: 98.62
grade_reported: null
complete: true
notes: ["a remark of the transcriber"]
anomalies: [RATE_MISROUNDED, UNIT_YUAN]
"""

# A township's form of 2022: the row of totals is printed 0/0/0, the money stands in the fiscal row.
COMMISSION = """\
fiscal_year: 2022
unit: 万元
budget:
  initial: "90"
  revised: "89.974"
  executed: "89.974"
  weight: "10"
  rate_reported: "0"
  score_reported: "0"
  total_row_printed: {initial: "0", revised: "0", executed: "0"}
  fiscal_row_printed: {initial: "90", revised: "89.974", executed: "89.974"}
indicators:
  - {level1: 产出指标, level2: 数量指标, name: 业务项目数量, target: "≥50个", actual: "50", weight: 8, score_reported: 8, direction: "≥"}
complete: false
level1_weights_printed: {产出指标: 50, 效益指标: 30}
"""

# A medical-aid form of 2024 without points: the money by its sources, each as [全年预算数, 全年执行数, 执行率].
AID = """\
budget:
  revised: "3359.62万"
  executed: "3359.62万"
  rate_reported: "100%"
  parts_printed: {中央: ["829.3万", "829.3万", "100%"], 地方: {revised: "2530.32万", executed: "2530.32万", rate: "100%"}}
indicators:
  - {level1: 产出指标, level2: 数量指标, name: 享受医疗救助人次, target: "≥50000人次", actual: "110406", direction: "≥"}
"""

# A village's planting subsidy of 2023: breakdowns below scored rows, one of them flagged.
PLANTING = """\
indicators:
  - {level1: 产出指标, level2: 数量指标, name: ★种植面积, target: "6.5亩", actual: "6.5亩", weight: 20, score_reported: 20}
  - {level1: 产出指标, level2: 数量指标, name: 其中桃树, target: "1.5亩", actual: "1.5亩"}
  - {level1: 产出指标, level2: 数量指标, name: 其中苹果树, target: "5亩", actual: "5亩", subrow: true}
  - {level1: 产出指标, level2: 质量指标, name: 成活率, target: "95%", actual: "95%"}
  - {level1: 产出指标, level2: 质量指标, name: "指标2:"}
"""


@pytest.fixture
def read(tmp_path):
    """A function that reads the text given as a form."""

    def read_text(text, name="form.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_yaml_form(path, name)

    return read_text


def problems_of(read, text):
    with pytest.raises(InputProblems) as caught:
        read(text)
    return caught.value.problems


def only(problems):
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems[0]


def test_a_form_is_read_as_it_is_written(read):
    form = read(SETTLEMENT)
    assert (form.project, form.department, form.fiscal_year) == ("委托运营方结算费用", "区体育事业管理中心", "2022")
    assert (form.layout, form.money_unit, form.total, form.grade, form.complete) == ("mof-2020", "元", "98.62", "", True)
    assert form.columns == {"initial", "points", "award", "sign"}
    assert form.money == (
        MoneyRow(
            "年度资金总额",
            initial="250000.00",
            revised="250000.00",
            executed="215,457.6",
            points="10",
            rate="86.19%",
            award="8.62",
            place="第 6 行",
        ),
    )
    assert form.rows == (
        FormRow("产出指标", "数量指标", "结算完成率", "=100%", "100%", "10", "10", place="第 8 行"),
        FormRow("产出指标", "时效指标", "费用结算及时性", "及时", "及时", "20", "20", sign="定性", place="第 9 行"),
    )


def test_what_the_transcriber_adds_never_reaches_the_form(read):
    shown = repr(read(SETTLEMENT))
    assert "remark of the transcriber" not in shown
    assert "RATE_MISROUNDED" not in shown


def test_the_printed_row_of_totals_stands_before_the_amounts_that_were_meant(read):
    total, fiscal = read(COMMISSION).money
    assert (total.name, total.initial, total.revised, total.executed) == ("年度资金总额", "0", "0", "0")
    assert (total.points, total.rate, total.award) == ("10", "0", "0")
    assert (fiscal.name, fiscal.initial, fiscal.revised, fiscal.executed) == ("当年财政拨款", "90", "89.974", "89.974")
    assert (fiscal.points, fiscal.rate, fiscal.award) == ("", "", "")


def test_points_of_headings_and_the_missing_rest_are_taken_over(read):
    form = read(COMMISSION)
    assert form.section_points == {"产出指标": "50", "效益指标": "30"}
    assert form.complete is False


def test_parts_of_the_money_are_lists_or_mappings(read):
    form = read(AID)
    assert [(row.name, row.revised, row.executed, row.rate) for row in form.money] == [
        ("年度资金总额", "3359.62万", "3359.62万", "100%"),
        ("中央", "829.3万", "829.3万", "100%"),
        ("地方", "2530.32万", "2530.32万", "100%"),
    ]
    assert form.columns == frozenset()


def test_breakdowns_are_rows_without_points_below_a_row_of_their_category(read):
    assert [row.subrow for row in read(PLANTING).rows] == [False, True, True, False, False]


def test_a_form_without_points_has_only_the_breakdowns_it_flags(read):
    text = "indicators: [{level1: A, level2: B, name: x, target: 1}, {level1: A, level2: B, name: y, target: 1, subrow: true}]"
    assert [row.subrow for row in read(text).rows] == [False, True]


@pytest.mark.parametrize(
    "written, text",
    [
        pytest.param("3.71", "3.71", id="decimals"),
        pytest.param("25.0", "25.0", id="a zero that is printed"),
        pytest.param("10", "10", id="whole"),
        pytest.param('"20%"', "20%", id="quoted"),
        pytest.param("1e2", "1e2", id="never read as a number"),
        pytest.param("2021-12-31", "2021-12-31", id="never read as a date"),
        pytest.param("no", "no", id="a word"),
        pytest.param("null", "", id="not printed"),
        pytest.param("", "", id="left blank"),
    ],
)
def test_a_figure_keeps_the_digits_it_is_written_with(read, written, text):
    assert read(f"indicators:\n  - name: 指标\n    weight: {written}\n").rows[0].points == text


@pytest.mark.parametrize(
    "direction, target, sign",
    [
        pytest.param('"≥"', "22.8", "≥", id="a sign printed elsewhere than in the target"),
        pytest.param('"≥"', "≥50个", "", id="a sign that the target states itself"),
        pytest.param("以上", "98%", "以上", id="a word of comparison"),
        pytest.param("以上", "98%以上", "", id="a word that the target states itself"),
        pytest.param("定性", "效果明显", "定性", id="words instead of a number"),
        pytest.param("看情况", "1", "", id="no comparison"),
        pytest.param("null", "1", "", id="none"),
    ],
)
def test_the_sign_is_the_direction_unless_the_target_states_it(read, direction, target, sign):
    assert read(f'indicators: [{{name: 指标, target: "{target}", direction: {direction}}}]').rows[0].sign == sign


def test_flags_and_cells_of_their_own_are_taken_over(read):
    row = read(
        "indicators: [{name: 管护面积, target: 28, unit: 万亩, deviation: 核减, doubtful: true, is_budget_row: true,"
        " points_in_value_cells: true, note: ignored}]"
    ).rows[0]
    assert (row.unit, row.reason, row.doubtful, row.budget, row.points_in_values) == ("万亩", "核减", True, True, True)


@pytest.mark.parametrize(
    ("written", "year", "unit"),
    [
        ('{fiscal_year: "2022 (按标题)", unit: 万元 (部分单元格为元), budget: }', "2022", "万元"),
        ("{fiscal_year: 2022年度, unit: 人民币元, budget: }", "2022", "元"),
        ("{fiscal_year: 2021-2023, unit: 亿元, budget: }", "2021-2023", "亿元"),
    ],
)
def test_a_remark_behind_year_or_unit_is_no_fault(read, written, year, unit):
    form = read(written)
    assert (form.fiscal_year, form.money_unit) == (year, unit)


def test_a_breakdown_may_be_told_by_its_name_in_a_flat_list_and_a_stroke_is_no_points(read):
    form = read(
        "indicators: [{name: 救助人数, target: 30人, actual: 30人, weight: 20},"
        " {name: '其中:低保', target: 10人, actual: 9人, weight: /}, {name: 特困, target: 5人, actual: 5人, weight: /}]"
    )
    assert [row.subrow for row in form.rows] == [False, True, False]


def test_a_key_repeated_with_the_same_text_is_read_once(read):
    assert read("indicators: [{name: 指标, doubtful: true, doubtful: true}]").rows[0].doubtful is True


def test_a_key_repeated_with_another_text_is_refused(read):
    problem = only(problems_of(read, "indicators:\n  - {name: 指标, weight: 10, weight: 20}\n"))
    assert problem.code == "F-YML-02"
    assert problem.where == "form.yaml 第 2 行"
    assert problem.found == "“weight”先为 “10”，后为 “20”"


def test_all_faults_are_told_at_once_with_their_lines(read):
    text = """\
fiscal_year: 二〇二二
unit: 美元
budget: [1, 2]
indicators:
  - {name: [1], weight: true}
  - just a text
  - {name: 指标, doubtful: maybe}
"""
    problems = problems_of(read, text)
    assert {problem.code for problem in problems} == {"F-YML-01"}
    assert sorted((problem.where, problem.expected) for problem in problems) == [
        ("form.yaml 第 1 行", "四位数字的年份，如 2022"),
        ("form.yaml 第 2 行", "元、万元 或 亿元"),
        ("form.yaml 第 3 行", "若干“键: 值”"),
        ("form.yaml 第 5 行", "文字或数字"),
        ("form.yaml 第 5 行", "文字或数字"),
        ("form.yaml 第 6 行", "若干“键: 值”"),
        ("form.yaml 第 7 行", "true 或 false"),
    ]


@pytest.mark.parametrize(
    "text, where",
    [
        pytest.param("budget:\n  parts_printed: {中央: [1, 2, 3, 4]}\n", "form.yaml 第 2 行", id="a part with too many figures"),
        pytest.param("indicators: 没有\n", "form.yaml 第 1 行", id="a text where rows should be"),
        pytest.param("indicators:\n  - {<<: {name: 甲}}\n", "form.yaml 第 2 行", id="a merge key"),
        pytest.param("indicators:\n  - {[甲]: 乙}\n", "form.yaml 第 2 行", id="a key that is no text"),
    ],
)
def test_another_type_is_told_with_its_line(read, text, where):
    problem = only(problems_of(read, text))
    assert (problem.code, problem.where) == ("F-YML-01", where)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("- 1\n", id="a list"),
        pytest.param("project: 示例\n", id="neither indicators nor money"),
        pytest.param("# nothing\n", id="a comment"),
    ],
)
def test_another_yaml_file_is_no_form(read, text):
    problem = only(problems_of(read, text))
    assert (problem.code, problem.where) == ("F-FILE-03", "form.yaml")


def test_a_form_nested_beyond_reason_is_refused(read):
    assert only(problems_of(read, "[" * 3000)).code == "I-YML-03"


def test_what_is_not_yaml_is_told_with_its_line(read):
    problem = only(problems_of(read, "indicators:\n  - {name: 指标\n"))
    assert problem.code == "I-YML-01"
    assert "行" in problem.where


def test_an_empty_file_is_told(read):
    assert only(problems_of(read, "  \n")).code == "I-FILE-02"


def test_read_forms_takes_both_suffixes_of_yaml(tmp_path):
    for name in ("a.yaml", "b.YML"):
        (tmp_path / name).write_text(COMMISSION, encoding="utf-8")
        [form] = read_forms(tmp_path / name)
        assert form.file == str(tmp_path / name)


@pytest.mark.parametrize(
    "name, code",
    [
        pytest.param("form.docx", "F-FILE-02", id="a document"),
        pytest.param("form", "F-FILE-02", id="no suffix"),
        pytest.param("absent.yaml", "F-FILE-01", id="no such file"),
        pytest.param("absent.xlsx", "F-FILE-01", id="no such workbook"),
        pytest.param("folder.yaml", "F-FILE-01", id="a folder"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path, name, code):
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(InputProblems) as caught:
        read_forms(tmp_path / name)
    problem = only(caught.value.problems)
    assert (problem.code, problem.where) == (code, str(tmp_path / name))


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published forms are not in ../shared/cases/forms")
def test_every_published_form_is_read():
    forms = [form for path in sorted(PUBLISHED.glob("*.yaml")) for form in read_forms(path)]
    assert len(forms) == 22
    assert all(form.rows or form.money for form in forms)
    assert all(form.fiscal_year and form.project for form in forms)


def test_the_half_of_a_character_that_an_escape_can_write_is_replaced(tmp_path):
    path = tmp_path / "form.yaml"
    path.write_text('indicators: [{level1: 产出指标, name: "培训\\ud800", target: "1"}]', encoding="utf-8")
    assert read_yaml_form(path, "form.yaml").rows[0].name == "培训\ufffd"
