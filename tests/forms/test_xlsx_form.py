"""Forms in workbooks: the layouts that offices publish, what their cells show, and workbooks that must not be read.

Figures are those of published forms (the cases 003, 006, 008, 013, 022, 029, 030, 034 and 043), shortened; the tests of
Hebei, of reviewed forms and of a whole department have invented figures.
"""

import datetime
import io
import zipfile

import pytest
from openpyxl import Workbook
from xlsxwriter import Workbook as CalculatedWorkbook

from evalkit.errors import InputProblems
from evalkit.forms import workbook as limits
from evalkit.forms.model import FormRow, MoneyRow
from evalkit.forms.reading import read_forms
from evalkit.forms.shown_text import fold, shown_value
from evalkit.forms.xlsx_form import read_xlsx_form

NONE = None
HEADS = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]
ROW = ["产出指标", "质量指标", "验收合格率", "≥95%", "100%", 10, 10]


class Book:
    """A workbook built row by row, written where a test wants it."""

    def __init__(self, folder):
        self.book, self.path = Workbook(), folder / "form.xlsx"
        self.book.remove(self.book.active)

    def sheet(self, rows, merged=(), name="自评表"):
        sheet = self.book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cell in [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]:
            cell.data_type = "s"  # a text that begins with =, as in =100%
        for area in merged:
            sheet.merge_cells(area)
        return sheet

    def read(self):
        self.book.save(self.path)
        return read_xlsx_form(self.path, "form.xlsx")

    def problems(self):
        with pytest.raises(InputProblems) as caught:
            self.read()
        return caught.value.problems


@pytest.fixture
def book(tmp_path):
    return Book(tmp_path)


def only(items):
    assert len(items) == 1, "\n".join(map(str, items))
    return items[0]


def row_of(rows, name):
    return only([row for row in rows if row.name == name])


def test_the_layout_of_the_ministry_of_2020(book):
    """Case 008: money in 元, labels down the side, the two money rows written with and without a separator."""
    rows = [
        ["项目支出绩效自评表"],
        ["（2022年度）"],
        ["项目名称", NONE, "委托运营方结算费用"],
        ["主管部门", NONE, "区体育局", NONE, "实施单位", "区体育事业管理中心"],
        ["项目资金\n（元）", NONE, NONE, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        [NONE, NONE, "年度资金总额：", "250000.00", "250000.00", "215,457.6", 10, "86.19%", 8.62],
        [NONE, NONE, "其中：当年财政拨款", "250000.00", "250000.00", "215457.6", "—", NONE, "—"],
        [NONE, NONE, "其他资金", NONE, NONE, NONE, "—", NONE, "—"],
        ["年度总体目标", "预期目标", NONE, NONE, NONE, "实际完成情况"],
        [NONE, "按合同结算。", NONE, NONE, NONE, "已按合同结算。"],
        [
            "绩\n效\n指\n标",
            "一级指标",
            "二级指标",
            "三级指标",
            "年度指标值",
            "实际完成值",
            "分值",
            "得分",
            "偏差原因分析及改进措施",
        ],
        [NONE, "产出指标", "数量指标", "结算完成率", "=100%", "100%", 10, 10],
        [NONE, NONE, "质量指标", "条款完成率", "=100%", "100%", 20, 20],
        [NONE, NONE, "时效指标", "结算及时性", "及时", "及时", 20, 20],
        [NONE, "效益指标", "社会效益指标", "合同完成率", "=100%", "100%", 30, 30],
        [NONE, NONE, "生态效益指标"],
        [NONE, "满意度指标", "服务对象满意度指标", "场馆开放满意度", ">=90%", "100%", 10, 10],
        ["总分", NONE, NONE, NONE, NONE, NONE, 100, 98.62],
        ["注：满意度由问卷得出。"],
        ["填表人：某某", NONE, NONE, "联系电话：000"],
    ]
    merged = ["A1:I1", "A2:I2", "A3:B3", "C3:I3", "A4:B4", "C4:D4", "F4:I4", "A5:B8", "A9:A10", "B9:E9", "F9:I9", "B10:E10"]
    merged += ["F10:I10", "A11:A17", "B12:B14", "B15:B16", "A18:F18", "A19:I19", "A20:C20"]
    book.sheet(rows, merged)
    form = only(book.read())
    assert form.file == "form.xlsx 工作表“自评表”"
    assert (form.project, form.department, form.implementer) == ("委托运营方结算费用", "区体育局", "区体育事业管理中心")
    assert (form.fiscal_year, form.money_unit, form.total, form.grade) == ("2022", "元", "98.62", "")
    assert (form.goal, form.result) == ("按合同结算。", "已按合同结算。")
    assert form.notes == ("注：满意度由问卷得出。",)
    assert form.columns == {"initial", "points", "award"}
    assert form.money == (
        MoneyRow("年度资金总额", "250000.00", "250000.00", "", "215,457.6", "10", "86.19%", "8.62", place="第 6 行"),
        MoneyRow("当年财政拨款", "250000.00", "250000.00", "", "215457.6", "—", "", "—", place="第 7 行"),
        MoneyRow("其他资金", points="—", award="—", place="第 8 行"),
    )
    assert form.rows == (
        FormRow("产出指标", "数量指标", "结算完成率", "=100%", "100%", "10", "10", place="第 12 行"),
        FormRow("产出指标", "质量指标", "条款完成率", "=100%", "100%", "20", "20", place="第 13 行"),
        FormRow("产出指标", "时效指标", "结算及时性", "及时", "及时", "20", "20", place="第 14 行"),
        FormRow("效益指标", "社会效益指标", "合同完成率", "=100%", "100%", "30", "30", place="第 15 行"),
        FormRow("满意度指标", "服务对象满意度指标", "场馆开放满意度", ">=90%", "100%", "10", "10", place="第 17 行"),
    )


def test_the_layout_of_sichuan_of_2020(book):
    """Invented: amounts stand to the right of their labels, and the goal's label runs down to the headings below it."""
    rows = [
        ["项目绩效目标完成情况表（2020年度）"],
        ["项目名称", NONE, "水利项目"],
        ["预算执行情况（万元）", "预算数：", NONE, 60, "执行数：", 58.5],
        [NONE, "其中-财政拨款：", NONE, 60, "其中-财政拨款：", 58.5],
        [NONE, "其它资金：", NONE, 0, "其它资金：", 0],
        ["年度目标完成情况", "预期目标", NONE, NONE, "实际完成目标"],
        [NONE, "整治渠系。", NONE, NONE, "已整治。"],
        [
            "绩效指标完成情况",
            "一级指标",
            "二级指标",
            "三级指标",
            "预期指标值（包含数字及文字描述）",
            "实际完成指标值（包含数字及文字描述）",
        ],
        [NONE, "项目完成指标", "数量指标", "整治渠系", "32公里", "32.1公里"],
    ]
    book.sheet(rows, ["A3:A5", "B3:C3", "B4:C4", "B5:C5", "A6:A7", "B6:D6", "B7:D7", "A8:A9"])
    form = only(book.read())
    assert (form.project, form.goal, form.result) == ("水利项目", "整治渠系。", "已整治。")
    assert [(row.name, row.revised, row.executed) for row in form.money] == [
        ("年度资金总额", "60", "58.5"),
        ("财政拨款", "60", "58.5"),
        ("其它资金", "0", "0"),
    ]
    assert [(row.name, row.target, row.actual) for row in form.rows] == [("整治渠系", "32公里", "32.1公里")]


def test_points_between_the_levels_are_those_of_the_levels(book):
    """Invented: process indicators with points for each level, and awards of the office and of its reviewers."""
    heads = ["一级指标", "分值", "二级指标", "分值", "三级指标", "分值", "年度指标值", "实际完成值", "自评分", "复核分"]
    rows = [
        heads,
        ["决策", 15, "项目立项", 15, "立项依据", 10, "充分", "充分", 10, 8],
        [NONE, NONE, NONE, NONE, "立项程序", 5, "规范", "规范", 5, 5],
        ["产出", 85, "数量", 85, "培训人数", 85, "≥50人", "45人", 85, 76.5],
    ]
    book.sheet(rows, ["A2:A3", "B2:B3", "C2:C3", "D2:D3"])
    form = only(book.read())
    assert form.section_points == {"决策": "15", "产出": "85"}
    assert [(row.name, row.points, row.award, row.reviewed) for row in form.rows] == [
        ("立项依据", "10", "10", "8"),
        ("立项程序", "5", "5", "5"),
        ("培训人数", "85", "85", "76.5"),
    ]


def test_points_of_a_level_alone_are_not_those_of_its_rows(book):
    rows = [
        ["一级指标", "分值", "二级指标", "三级指标", "年度指标值", "实际完成值", "得分"],
        ["产出指标", 50, "数量指标", "培训人数", "≥50人", "50人", 20],
        [NONE, NONE, "质量指标", "合格率", "≥95%", "95%", 30],
    ]
    book.sheet(rows, ["A2:A3", "B2:B3"])
    form = only(book.read())
    assert (form.section_points, [row.points for row in form.rows], "points" in form.columns) == (
        {"产出指标": "50"},
        ["", ""],
        False,
    )


def test_the_name_of_a_transfer_is_the_project(book):
    book.sheet([["转移支付名称", "医疗救助补助资金"], HEADS, ROW])
    assert only(book.read()).project == "医疗救助补助资金"


def test_the_layout_of_rural_funds_with_breakdowns(book):
    """Case 006: no opening budget, points before the target, breakdowns in a second column, one of them below merged points."""
    rows = [
        ["衔接资金项目绩效自评表"],
        ["（2023年度）"],
        ["项目资金（万元）", NONE, "全年预算数（A）", NONE, "全年执行数（B）", "分值", "执行率（B/A）", "得分"],
        [NONE, "年度资金总额", 9.48, NONE, 9.48, 10, "100%", 10],
        ["一级指标", "二级指标", "三级指标", NONE, "分值", "指标值", "全年实际值", "得分", "未完成原因及拟采取的改进措施"],
        ["产出指标\n（50分）", "数量指标", "★补助种植面积", NONE, 20, "29.5亩", "29.5亩", 20],
        [NONE, NONE, "其中", "桃树", NONE, "1.5亩", "1.5亩"],
        [NONE, NONE, NONE, "苹果树", NONE, "5亩", "5亩"],
        [NONE, NONE, "★补助鱼塘面积", NONE, 10, "3亩", "3亩", 10],
        [NONE, NONE, "其中鱼塘养殖", NONE, NONE, "3亩", "3亩"],
        [NONE, "质量指标", "成活率", NONE, 5, 0.95, 1, 5],
        ["效益指标\n（30分）", "经济效益\n指标", "增加收入", NONE, 20, "≥11.376万元", "12万元", 20, "行情好于预期"],
    ]
    merged = ["A3:A4", "C3:D3", "C4:D4", "C5:D5", "A6:A11", "B6:B10", "C6:D6", "E6:E8", "C9:D9", "C10:D10", "C11:D11", "H6:H8"]
    sheet = book.sheet(rows, merged)
    sheet["F11"].number_format = sheet["G11"].number_format = "0%"
    form = only(book.read())
    assert form.section_points == {"产出指标": "50", "效益指标": "30"}
    assert form.columns == {"points", "award"}
    assert form.money == (
        MoneyRow("年度资金总额", revised="9.48", executed="9.48", points="10", rate="100%", award="10", place="第 4 行"),
    )
    assert [(row.category, row.name, row.target, row.points, row.award, row.subrow) for row in form.rows] == [
        ("数量指标", "★补助种植面积", "29.5亩", "20", "20", False),
        ("数量指标", "其中桃树", "1.5亩", "", "", True),
        ("数量指标", "苹果树", "5亩", "", "", True),
        ("数量指标", "★补助鱼塘面积", "3亩", "10", "10", False),
        ("数量指标", "其中鱼塘养殖", "3亩", "", "", True),
        ("质量指标", "成活率", "95%", "5", "5", False),
        ("经济效益指标", "增加收入", "≥11.376万元", "20", "20", False),
    ]
    assert row_of(form.rows, "成活率").actual == "100%"
    assert row_of(form.rows, "增加收入").reason == "行情好于预期"


def test_the_layout_of_hubei_without_points(book):
    """Case 003: 20 + 80, the points of the money only in its headings, awards alone in the table, the total in merged cells."""
    rows = [
        ["2020年市级服务贸易发展资金项目自评表"],
        ["单位名称：区商务局  填报日期：2021年4月"],
        ["项目名称", NONE, "市级服务贸易发展资金"],
        ["主管部门", NONE, "区商务局", NONE, "项目实施单位", "投资促进中心"],
        ["预算执行情况\n（万元）\n（20分）", NONE, NONE, "预算数（A）", "执行数（B）", "执行率（B/A）", "得分\n（20分*执行率）"],
        [NONE, "年度财政资金总额", NONE, 285.84, 285.84, 1, 20],
        ["年度绩效目标\n（80分）", "一级指标", "二级指标", "三级指标", "年初目标值（A）", "实际完成值（B）", "得分"],
        [NONE, "产出指标\n（60分）", "数量指标", "服务外包在岸（万美元）", 20000, 23333.56, 10],
        [NONE, NONE, "时效指标", "资金拨付及时性", "98%以上", "100%", 10],
        [NONE, "效益指标\n（40分）", "可持续影响指标", "推动企业走出去", "有利", "有利", 20],
        ["总分", NONE, NONE, NONE, 100],
        ["偏差大或目标未完成原因分析", NONE, "无"],
        ["备注：", NONE, "绝对值直接累加计算。"],
    ]
    merged = ["A1:G1", "A2:G2", "A5:A6", "B5:C5", "B6:C6", "A7:A10", "B8:B9", "A11:D11", "E11:G11", "A12:B12", "C12:G12"]
    book.sheet(rows, merged)["F6"].number_format = "0.00%"
    form = only(book.read())
    assert (form.department, form.implementer, form.fiscal_year, form.total) == ("区商务局", "投资促进中心", "2020", "100")
    assert form.columns == {"award"}
    assert form.section_points == {"产出指标": "60", "效益指标": "40"}
    assert form.money == (
        MoneyRow("年度资金总额", revised="285.84", executed="285.84", points="20", rate="100.00%", award="20", place="第 6 行"),
    )
    assert form.rows[0] == FormRow(
        "产出指标", "数量指标", "服务外包在岸（万美元）", "20000", "23333.56", award="10", place="第 8 行"
    )
    assert [row.award for row in form.rows] == ["10", "10", "20"]
    assert form.notes == ("偏差大或目标未完成原因分析：无", "备注：绝对值直接累加计算。")


def sichuan(book, name, year, money, rows):
    """Write a sheet in the layout of Sichuan: the target in three cells, the total of the points below them."""
    first = 9 + len(money)
    sheet = [
        [f"部门预算项目支出绩效自评表（{year}年度）"],
        ["项目名称", NONE, name],
        ["主管部门", NONE, "县发展和改革局", NONE, NONE, "实施单位", NONE, "县发展和改革局"],
        ["项目基本情况", "1.项目年度目标完成情况", "项目年度目标", NONE, NONE, NONE, "年度目标完成情况"],
        [NONE, NONE, "按月发放。", NONE, NONE, NONE, "已发放。"],
        [NONE, "2.项目实施内容及过程概述", "概述"],
        ["预算执行情况（10分）", "年度预算数（万元）", NONE, "年初预算", "调整后预算数", "预算执行数", "预算执行率", "权重", "得分", "原因"],
        *money,
        ["绩效指标（90分）", "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "完成值", "权重", "得分", "未完成原因分析"],
        *rows,
        ["合计", NONE, NONE, NONE, NONE, NONE, NONE, NONE, 100],
        ["评价结论", "资金按规定使用。"],
        ["存在问题", "无"],
        ["项目负责人：", NONE, NONE, NONE, NONE, "财务负责人："],
    ]  # fmt: skip
    last = first + len(rows)
    merged = ["A1:K1", "A2:B2", "C2:K2", "C3:E3", "A4:A6", "B4:B5", "C4:F4", "G4:K4", "C5:F5", "G5:K5", "C6:K6", "B7:C7"]
    merged += [f"A7:A{first - 2}", f"A{first - 1}:A{last - 1}", f"A{last}:H{last}", f"B{last + 1}:K{last + 1}"]
    book.sheet(sheet, merged, name)


def test_the_layout_of_sichuan_and_several_sheets(book):
    """Cases 013, published without actuals and awards, and 043; between them a sheet that holds no form."""
    sichuan(
        book,
        "工资性支出",
        2023,
        [
            ["", "总额", NONE, "238.93", "251.89", "251.89", "100.00%", 10, "/"],
            ["", "其中:财政资金", NONE, 238.93, 251.89, 251.89],
        ],
        [
            ["", "产出指标", "数量指标", "发放覆盖率", "=", 100, "%", NONE, 60],
            ["", "效益指标", "社会效益指标", "保障率", "＝", 100, "%", NONE, 30],
        ],
    )
    book.sheet([["填表说明"], ["一级指标", "二级指标", "三级指标", "指标值"]], name="说明")
    sichuan(
        book,
        "铁路沿线环境治理",
        2023,
        [["", "总额"]],
        [
            ["", "产出指标", "成本指标", "隐患排查成本", "=", 6, "万元", 6, 5],
            ["", "效益指标", "社会效益指标", "亮化美化率", "≥", 90, "%", 93, 10],
            ["", "", "可持续影响指标", "机制健全性", "定性", "优良中低差", NONE, "优", 10],
        ],
    )
    wages, railway = book.read()
    assert wages.file == "form.xlsx 工作表“工资性支出”"
    assert (wages.project, wages.fiscal_year, wages.total, wages.money_unit) == ("工资性支出", "2023", "", "万元")
    assert (wages.goal, wages.result) == ("按月发放。", "已发放。")
    assert wages.columns == {"initial", "sign", "unit", "points", "award"}
    assert wages.money == (
        MoneyRow("年度资金总额", "238.93", "251.89", "", "251.89", "10", "100.00%", "/", place="第 8 行"),
        MoneyRow("财政资金", "238.93", "251.89", "", "251.89", place="第 9 行"),
    )
    assert [(row.sign, row.target, row.unit, row.actual, row.points, row.award) for row in wages.rows] == [
        ("=", "100", "%", "", "60", ""),
        ("＝", "100", "%", "", "30", ""),
    ]
    assert wages.notes == ("评价结论：资金按规定使用。", "存在问题：无")
    assert [(row.section, row.category, row.sign, row.target, row.unit, row.actual) for row in railway.rows] == [
        ("产出指标", "成本指标", "=", "6", "万元", "6"),
        ("效益指标", "社会效益指标", "≥", "90", "%", "93"),
        ("效益指标", "可持续影响指标", "定性", "优良中低差", "", "优"),
    ]


def test_the_flat_layout_of_chongqing(book):
    """Case 030: no levels; names that hold the unit of measure and the sense of the indicator stand in their own columns."""
    rows = [
        ["部门整体支出绩效自评表"],
        ["预算执行情况", "年初预算数", "全年调整预算数", "全年执行数", "执行率（%）", "执行率权重（分）", "执行率得分（分）"],
        [NONE, 1000, 1000, 792.7, 79.27, 10, 7.93],
        ["指标名称", "计量单位", "指标性质", "指标值", "指标权重（分）", "全年完成值", "指标得分（分）", "说明"],
        ["管护任务完成率", "%", "≥", 90, 10, 100, 10],
        ["森林火灾受害率", "‰", "≤", 0.9, 10, 0, 10],
        ["合计", NONE, NONE, NONE, 100, NONE, 97.93, "优"],
    ]
    book.sheet(rows, ["A1:H1", "A2:A3"])
    form = only(book.read())
    assert (form.total, form.grade) == ("97.93", "优")
    assert form.money == (MoneyRow("年度资金总额", "1000", "1000", "", "792.7", "10", "79.27", "7.93", place="第 3 行"),)
    assert form.rows == (
        FormRow("", "", "管护任务完成率", "90", "100", "10", "10", "≥", "%", place="第 5 行"),
        FormRow("", "", "森林火灾受害率", "0.9", "0", "10", "10", "≤", "‰", place="第 6 行"),
    )


def test_headings_on_two_rows_that_are_repeated_on_the_next_page(book):
    """Case 022: ASCII signs and placeholders in names; the first headings merged downwards, the later ones in one row."""
    heads = [
        ["绩效指标", NONE, NONE, "指标值", NONE, "分值", "得分"],
        ["一级指标", "二级指标", "三级指标", "年度指标值\n(A)", "全年实际完成值\n(B)", NONE, NONE],
    ]
    rows = [
        ["临时救助绩效自评表（2019年度）"],
        *heads,
        ["产出指标", "数量指标", "★★★农村低保发放人数（≥**人）", ">=21933人", "21980人", 5, 5],
        [NONE, NONE, "★★★其中:建档立卡人口（≥**人）", ">=9431人", "9453人", 5, 5],
        [NONE, NONE, "指标2：", "/", NONE, NONE, NONE],
        ["临时救助绩效自评表（续）"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "全年实际完成值", "分值", "得分"],
        [NONE, "质量指标", "救助标准", "<=5300元/户", "5830元/户", 10, 10],
        ["小计", NONE, NONE, NONE, NONE, 20, 20],
        ["效益指标", "社会效益指标", "受益人口", ">=80人", "87人", 30, 30],
        ["自评总分", NONE, NONE, NONE, NONE, 100, "98分"],
    ]
    merged = ["A1:G1", "A2:C2", "D2:E2", "F2:F3", "G2:G3", "A4:A6", "B4:B6", "A7:G7", "A12:E12"]
    book.sheet(rows, merged)
    form = only(book.read())
    assert form.money == ()
    assert form.notes == ()
    assert form.total == "98分"
    assert [(row.section, row.category, row.name, row.target, row.actual, row.subrow) for row in form.rows] == [
        ("产出指标", "数量指标", "★★★农村低保发放人数（≥**人）", ">=21933人", "21980人", False),
        ("产出指标", "数量指标", "★★★其中:建档立卡人口（≥**人）", ">=9431人", "9453人", False),
        ("产出指标", "数量指标", "指标2：", "/", "", False),
        ("产出指标", "质量指标", "救助标准", "<=5300元/户", "5830元/户", False),
        ("效益指标", "社会效益指标", "受益人口", ">=80人", "87人", False),
    ]


def test_the_layout_of_hebei_scores_each_row_twice(book):
    rows = [
        ["项目资金", NONE, "预算数", "到位数", "执行数", "执行率"],
        [NONE, "资金总额（万元）", 100, 90, 80, 0.8],
        ["一级指标", "二级指标", "三级指标", "指标性质", "预期指标值（包含数字及文字描述）", "实际完成指标值", "单项得分", "权重占比", "折算得分"],
        ["产出指标", "数量指标", "培训人次", "≥", "60人次", "80人次", 100, "25%", 25],
    ]  # fmt: skip
    book.sheet(rows, ["A1:A2"])
    form = only(book.read())
    assert form.columns == {"received", "sign", "points", "award"}
    assert form.money == (MoneyRow("年度资金总额", "", "100", "90", "80", rate="0.8", place="第 2 行"),)
    assert [(row.sign, row.target, row.actual, row.points, row.award) for row in form.rows] == [
        ("≥", "60人次", "80人次", "25%", "25")
    ]


def test_a_reviewed_form_has_both_awards(book):
    rows = [
        ["一级指标", "二级指标", "三级指标", "标准分", "年初目标值", "实际完成值", "自评分", "复核分"],
        ["决策", "项目立项", "立项规范性", 5, "规范", "规范", 5, 4],
        ["产出", "产出数量", "完成率", 15, "100%", "90%", 15, 13.5],
        ["合计", NONE, NONE, 100, NONE, NONE, 98, 96],
    ]
    book.sheet(rows)
    form = only(book.read())
    assert form.columns == {"points", "award", "reviewed"}
    assert [(row.points, row.award, row.reviewed) for row in form.rows] == [("5", "5", "4"), ("15", "15", "13.5")]
    assert form.total == "98"


def test_a_transfer_without_points(book):
    """Case 034: the unit repeated in the cells, 0 of 0 printed as 100%, sources of the money, no points anywhere."""
    rows = [
        ["转移支付区域（项目）绩效目标自评表（2024年度）"],
        ["地方主管部门", "县医疗保障局", NONE, "资金使用单位", "县医疗保障局"],
        ["资金情况（万元）", NONE, "全年预算数（A）", "全年执行数（B）", "预算执行率（B/A×100%）"],
        [NONE, "年度资金总额：", "3359.62万", "3359.62万", "100%"],
        [NONE, "其中：中央财政资金", "829.3万", "829.3万", "100%"],
        [NONE, "彩票公益金", 0, 0, "100%"],
        ["资金管理情况", NONE, "情况说明", "存在问题和改进措施"],
        [NONE, "分配科学性", "按因素法分配，结合上年绩效和救助人数测算确定。", "无"],
        ["一级指标", "二级指标", "三级指标", "指标值", "全年实际完成值", "未完成原因和改进措施"],
        ["产出指标", "数量指标", "享受医疗救助人次", "≥50000人次", 110406, NONE],
        [NONE, NONE, "救助金额", "≥1万元", "2万元", NONE],
        ["说明", "无"],
    ]
    book.sheet(rows, ["A1:F1", "A3:A6", "A7:A8", "A10:A11", "B10:B11", "B12:F12"])
    form = only(book.read())
    assert (form.department, form.implementer, form.total) == ("县医疗保障局", "县医疗保障局", "")
    assert form.columns == frozenset()
    assert [(row.name, row.revised, row.executed, row.rate) for row in form.money] == [
        ("年度资金总额", "3359.62万", "3359.62万", "100%"),
        ("中央财政资金", "829.3万", "829.3万", "100%"),
        ("彩票公益金", "0", "0", "100%"),
    ]
    assert [(row.name, row.target, row.actual, row.subrow) for row in form.rows] == [
        ("享受医疗救助人次", "≥50000人次", "110406", False),
        ("救助金额", "≥1万元", "2万元", False),
    ]
    assert form.notes == ("说明：无",)


def test_the_layout_of_beijing_with_a_rule_beside_each_row(book):
    """Case 029: points in the cells of the values, a column for the rule that no one reads."""
    rows = [
        ["项目资金（万元）", "年初预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分"],
        [NONE, 310.2, 154.74, 10, "50%", 5],
        ["一级指标", "二级指标", "三级指标", "分值", "年度指标值(A)", "全年实际值(B)", "得分计算方法", "得分"],
        ["产出指标（50分）", "数量指标", "申报数量", 12.5, 12.5, 12.5, "达到指标值，记满分", 12.5],
    ]
    book.sheet(rows, ["A1:A2"])
    form = only(book.read())
    assert form.money == (MoneyRow("年度资金总额", "310.2", "", "", "154.74", "10", "50%", "5", place="第 2 行"),)
    assert form.rows == (FormRow("产出指标", "数量指标", "申报数量", "12.5", "12.5", "12.5", "12.5", place="第 4 行"),)


def test_a_whole_department_without_targets_and_actuals(book):
    rows = [
        ["部门（单位）名称", "某局", NONE, "自评等级", "优"],
        ["一级指标", "二级指标", "三级指标", "分值", "指标解释", "指标说明", "自评分"],
        ["投入", "预算配置", "在职人员控制率", 5, "人数与编制之比", "不高于100%得满分", 5],
    ]
    book.sheet(rows)
    form = only(book.read())
    assert (form.department, form.grade) == ("某局", "优")
    assert form.rows == (FormRow("投入", "预算配置", "在职人员控制率", points="5", award="5", place="第 3 行"),)


def test_the_lowest_level_is_the_indicator_and_a_label_may_take_two_levels(book):
    rows = [
        ["一级指标", "二级指标", "年度指标值", "实际完成值", "分值", "得分"],
        ["结果目标", "灾备恢复速度", "2小时", "2小时", 3.14, 3.14],
    ]
    book.sheet(rows, name="两级")
    rows = [
        HEADS,
        ["满意度指标（10分）", NONE, "群众满意度", "≥90%", "95%", 10, 10],
        ["效益指标", "就业人数", NONE, 5, 5, 10, 10],
    ]
    book.sheet(rows, ["A2:B2", "B3:C3"], name="合并")
    two, joined = book.read()
    assert [(row.section, row.category, row.name) for row in two.rows] == [("结果目标", "", "灾备恢复速度")]
    assert [(row.section, row.category, row.name) for row in joined.rows] == [
        ("满意度指标", "", "群众满意度"),
        ("效益指标", "", "就业人数"),
    ]
    assert joined.section_points == {"满意度指标": "10"}


def test_a_row_that_takes_two_rows_of_the_sheet_is_one_row(book):
    book.sheet([HEADS, ROW, [NONE] * 6, ["总分", NONE, NONE, NONE, NONE, NONE, 10]], [f"{c}2:{c}3" for c in "ABCDEFG"])
    form = only(book.read())
    assert [row.name for row in form.rows] == ["验收合格率"]
    assert form.total == "10"


def test_a_name_merged_downwards_belongs_to_its_first_row(book):
    rows = [HEADS, ROW, [NONE, NONE, NONE, "≥90%", "95%", NONE, NONE]]
    book.sheet(rows, ["C2:C3"])
    assert [(row.name, row.target, row.subrow) for row in only(book.read()).rows] == [
        ("验收合格率", "≥95%", False),
        ("", "≥90%", True),
    ]


@pytest.mark.parametrize(
    "head, year",
    [
        pytest.param([["（ 2022 年度）"], ["项目名称", "2021年度防汛专项"]], "2022", id="below the title"),
        pytest.param([["2022年项目支出绩效自评表"], ["项目名称", "2021年度防汛专项"]], "2022", id="in the title"),
        pytest.param([["自评表"], ["预算年度", 2022], ["项目名称", "2021年度防汛专项"]], "2022", id="beside a label"),
        pytest.param(
            [["自评表"], ["项目名称", "2021年度防汛专项"]], "", id="the year in the name of a project is not that of the form"
        ),
    ],
)
def test_the_fiscal_year(book, head, year):
    book.sheet([*head, HEADS, ROW])
    assert only(book.read()).fiscal_year == year


def test_labels_and_values_in_one_cell(book):
    book.sheet([["项目名称：示例项目（一期） 填报日期：2023年1月"], ["主管部门：", "实施单位：某局"], HEADS, ROW])
    form = only(book.read())
    assert (form.project, form.department, form.implementer) == ("示例项目（一期）", "", "某局")


@pytest.mark.parametrize(
    "heads, label, unit",
    [
        pytest.param([], "资金总额（元）", "元", id="beside the first amount"),
        pytest.param([["金额单位：元"]], "资金总额", "元", id="above the form"),
        pytest.param([], "资金总额", "万元", id="nowhere: 万元"),
    ],
)
def test_the_unit_of_the_money(book, heads, label, unit):
    book.sheet([*heads, ["", "全年预算数", "全年执行数"], [label, 1, 1], HEADS, ROW])
    form = only(book.read())
    assert (form.money_unit, form.money[0].name) == (unit, "年度资金总额")


def test_an_indicator_may_be_called_like_a_note(book):
    heads = ["指标名称", "指标值", "实际完成值", "分值", "得分"]
    rows = [["存在问题整改率", "100%", "100%", 50, 50], ["改进措施落实率", "100%", "90%", 50, 45]]
    book.sheet([heads, *rows, ["存在问题", "无"], ["总分", NONE, NONE, 100, 95]])
    form = only(book.read())
    assert [row.award for row in form.rows] == ["50", "45"]
    assert (form.notes, form.total) == (("存在问题：无",), "95")


def test_a_sign_in_a_cell_of_its_own_below_one_heading_joins_its_target(book):
    rows = [[*HEADS[:4], NONE, *HEADS[4:]], ["产出指标", "质量指标", "合格率", "≥", "95%", "100%", 10, 10]]
    book.sheet(rows, ["D1:E1"])
    assert [row.target for row in only(book.read()).rows] == ["≥95%"]


@pytest.mark.parametrize(
    "value, number_format, computed, text",
    [
        pytest.param(0.95, "0%", False, "95%", id="a share shown as per cent"),
        pytest.param(1, "0.00%", False, "100.00%", id="per cent with its decimals"),
        pytest.param(0.86183, "0%", False, "86.183%", id="digits that were typed stay"),
        pytest.param(0.86183, "0.00%", True, "86.18%", id="digits that a formula gave are those shown"),
        pytest.param(0.0025, "0.0%", True, "0.3%", id="a half is rounded up: 0.25 is shown as 0.3"),
        pytest.param(10.0, "General", False, "10", id="a whole number"),
        pytest.param(0.1 + 0.2, "General", False, "0.3", id="no noise of binary fractions"),
        pytest.param(207.4538, "0.00", False, "207.4538", id="typed money keeps its digits"),
        pytest.param(8.5, "0.00", False, "8.50", id="zeros that are shown"),
        pytest.param(215457.6, "#,##0.0", False, "215,457.6", id="separators that are shown"),
        pytest.param(50, '0"个"', False, "50个", id="a unit in the format"),
        pytest.param(98, '"≥"0\\%', False, "≥98%", id="a sign and a per cent sign in the format"),
        pytest.param(12.5, '"¥"#,##0.00_);("¥"#,##0.00)', False, "12.50", id="a currency sign is dropped"),
        pytest.param(0.5, "# ?/?", False, "0.5", id="a fraction"),
        pytest.param(datetime.datetime(2021, 12, 31), "yyyy/m/d", False, "2021年12月31日", id="a date"),
        pytest.param(datetime.datetime(2021, 12, 1), 'yyyy"年"m"月"', False, "2021年12月", id="a month"),
        pytest.param(True, "General", False, "是", id="a truth value"),
        pytest.param(" 优 ", "@", False, "优", id="a word"),
        pytest.param(None, "General", False, "", id="nothing"),
    ],
)
def test_a_cell_is_read_as_it_shows(value, number_format, computed, text):
    assert shown_value(value, number_format, computed=computed) == text


def test_full_width_signs_are_folded_and_lines_joined():
    assert fold("≥９５％（Ａ）　") == "≥95%(A)"
    assert fold("验收\n合格率\nA\n2") == "验收合格率A 2"


def calculated(path, formula, value, number_format="General"):
    """Write a form whose award is a formula with a result, as Excel saves it."""
    with CalculatedWorkbook(path) as book:
        sheet = book.add_worksheet("自评表")
        sheet.write_row(0, 0, HEADS)
        sheet.write_row(1, 0, ROW)
        sheet.write_formula(1, 6, formula, book.add_format({"num_format": number_format}), value)
    return only(read_xlsx_form(path, "form.xlsx"))


def test_a_formula_is_read_as_its_result_shows(tmp_path):
    # 10 points times 0.86183 is 8.6183, shown with two decimals
    assert calculated(tmp_path / "form.xlsx", "=F2*0.86183", 8.6183, "0.00").rows[0].award == "8.62"


def test_a_formula_that_gives_an_empty_text_is_a_blank_cell(tmp_path):
    calculated(tmp_path / "full.xlsx", '=IF(F2="","",F2)', "some text")
    with zipfile.ZipFile(tmp_path / "full.xlsx") as full, zipfile.ZipFile(tmp_path / "form.xlsx", "w") as blank:
        for name in full.namelist():
            blank.writestr(name, full.read(name).replace(b"<v>some text</v>", b"<v></v>"))
    assert only(read_forms(tmp_path / "form.xlsx")).rows[0].award == ""


def test_formulas_never_calculated_and_error_values_are_told_all_at_once(book):
    first = book.sheet([HEADS, ROW], name="甲")
    first["G2"] = "=F2"
    second = book.sheet([HEADS, ROW], name="乙")
    second["E2"] = "#REF!"
    second["F2"] = "#DIV/0!"
    assert [(problem.code, problem.where) for problem in book.problems()] == [
        ("F-XLSX-04", "form.xlsx 工作表“甲” 单元格 G2"),
        ("F-XLSX-05", "form.xlsx 工作表“乙” 单元格 E2"),
        ("F-XLSX-05", "form.xlsx 工作表“乙” 单元格 F2"),
    ]


def test_faults_on_sheets_without_a_form_do_not_matter(book):
    book.sheet([HEADS, ROW])
    book.sheet([["附表"]], name="附表")["B1"] = "=1+1"
    assert len(book.read()) == 1


def test_two_headings_of_one_meaning_are_told(book):
    book.sheet([[*HEADS, "自评得分"], [*ROW, 9]])
    problem = only(book.problems())
    assert (problem.code, problem.where, problem.found) == ("F-XLSX-06", "form.xlsx 工作表“自评表” 第 1 行", "“自评得分”")


def test_two_forms_on_one_sheet_are_told(book):
    money = ["项目资金", "全年预算数", "全年执行数"]
    book.sheet([money, ["", 1, 1], HEADS, ROW, money, ["", 1, 1], HEADS, ROW])
    problem = only(book.problems())
    assert (problem.code, problem.found) == ("F-XLSX-07", "资金表头在第 1、5 行")


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["项目名称", "预算数", "执行数", "得分"], ["甲", 1, 1, 9]], id="a summary of projects"),
        pytest.param([["一级指标", "二级指标", "三级指标", "指标值"]], id="objectives without actuals"),
        pytest.param([], id="an empty sheet"),
    ],
)
def test_a_workbook_without_a_form_is_told(book, rows):
    book.sheet(rows, name="汇总")
    problem = only(book.problems())
    assert (problem.code, problem.where, problem.found) == ("F-FILE-03", "form.xlsx", "工作表 “汇总”")


def test_hidden_rows_and_a_stray_cell_far_away_are_read_in_no_time(book):
    sheet = book.sheet([HEADS, ROW])
    sheet.row_dimensions[2].hidden = True
    sheet.cell(1_048_576, 16_384).value = "x"
    assert [row.name for row in only(book.read()).rows] == ["验收合格率"]


def test_too_many_rows_are_refused(book, monkeypatch):
    monkeypatch.setattr(limits, "MOST_ROWS", 3)
    book.sheet([HEADS, ROW, ROW, ROW])
    problem = only(book.problems())
    assert (problem.code, problem.found, problem.where) == ("F-XLSX-02", "4 行", "form.xlsx 工作表“自评表”")


def rewritten(book, part, change):
    """Save a workbook, and change the text of one of its parts."""
    book.sheet([HEADS, ROW], ["A3:B3"])
    stream = io.BytesIO()
    book.book.save(stream)
    with zipfile.ZipFile(stream) as before, zipfile.ZipFile(book.path, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, change(content) if name == part else content)
    with pytest.raises(InputProblems) as caught:
        read_forms(book.path)
    return only(caught.value.problems)


SHEET_PART = "xl/worksheets/sheet1.xml"
DOCTYPE = '<!DOCTYPE w [<!ENTITY a "aaaa">]>'


@pytest.mark.parametrize(
    "part, change, code",
    [
        pytest.param(SHEET_PART, lambda xml: DOCTYPE.encode() + xml, "F-XLSX-03", id="entities"),
        pytest.param(
            "xl/workbook.xml", lambda xml: (DOCTYPE + xml.decode()).encode("utf-16"), "F-XLSX-03", id="in another encoding"
        ),
        pytest.param(SHEET_PART, lambda xml: xml.replace(b'"A3:B3"', b'"A3:XFD1048576"'), "F-XLSX-02", id="a huge merged range"),
        pytest.param(
            SHEET_PART, lambda xml: xml.replace(b'"A3:B3"', b'"&#65;3:XFD1048576"'), "F-XLSX-02", id="the same, disguised"
        ),
        pytest.param(SHEET_PART, lambda xml: xml.replace(b'"A3:B3"', b'"A:XFD"'), "F-XLSX-01", id="a range without rows"),
        pytest.param(SHEET_PART, lambda xml: xml + b" " * 200_000_001, "F-XLSX-02", id="a bomb: 200 MB of blanks"),
        pytest.param(SHEET_PART, lambda xml: xml[:200], "F-XLSX-01", id="a part cut off"),
    ],
)
def test_a_hostile_or_broken_workbook_is_refused(book, part, change, code):
    problem = rewritten(book, part, change)
    assert (problem.code, problem.where) == (code, str(book.path))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), id="an old workbook, or one with a password"),
        pytest.param(b"PK\x03\x04 cut off", id="a broken archive"),
        pytest.param(b"a,b\n1,2\n", id="a CSV file under another name"),
        pytest.param(b"", id="an empty file"),
    ],
)
def test_what_is_no_workbook_is_told(tmp_path, content):
    (tmp_path / "form.xlsx").write_bytes(content)
    with pytest.raises(InputProblems) as caught:
        read_forms(tmp_path / "form.xlsx")
    problem = only(caught.value.problems)
    assert problem.code == "F-XLSX-01"
    assert "另存为" in problem.remedy


def test_an_archive_of_something_else_is_told(tmp_path):
    with zipfile.ZipFile(tmp_path / "form.xlsx", "w") as package:
        package.writestr("word/document.xml", "<document/>")
    with pytest.raises(InputProblems) as caught:
        read_forms(tmp_path / "form.xlsx")
    assert only(caught.value.problems).code == "F-XLSX-01"
