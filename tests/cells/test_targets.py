"""Cells of published forms: targets and actual values read, contradictions refused, nothing guessed."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from evalkit.cells.dates import NO_YEAR
from evalkit.cells.targets import Cell, Kind, implies, in_unit, read_actual, read_target

NUMBER, RANGE, DATE, WORDS, SCALE, BLANK, UNCLEAR = Kind
steady = settings(deadline=None, max_examples=200)


def case(id, text, comparator, value, unit, /, *, digits=0, note="", **beside):
    return pytest.param(text, beside, comparator, Decimal(value), unit, digits, note, id=id)


NUMBERS = [
    # as counted in published forms
    case("per cent", "90%", "", "90", "%"),
    case("per cent with decimals", "100.00%", "", "100", "%", digits=2),
    case("bare number", "22.8", "", "22.8", "", digits=1),
    case("at least", "≥95%", "≥", "95", "%"),
    case("exactly", "=70%", "=", "70", "%"),
    case("at least, in ASCII", ">=21933人", "≥", "21933", "人"),
    case("at most, in ASCII", "<=5300元/户", "≤", "5300", "元/户"),
    case("at most, with decimals", "≤207.45万元", "≤", "207.45", "万元", digits=2),
    case("percentage as a word", "≥100百分比", "≥", "100", "%"),
    case("percentage as sign and word", "95%(百分比)", "", "95", "%"),
    case("or more, behind", "98%以上", "≥", "98", "%"),
    case("and below, behind", "15%及其以下", "≤", "15", "%"),
    case("and above, behind", "95%及以上", "≥", "95", "%"),
    case("no fewer than", "不少于5种", "≥", "5", "种"),
    case("at the end of a sentence", "群众满意度达90%以上。", "≥", "90", "%", note="文字"),
    case("wrapped in words", "按合同10.5万元。", "", "10.5", "万元", digits=1, note="文字"),
    case("times as many", "≥2倍", "≥", "2", "倍"),
    case("none", "0次", "", "0", "次"),
    case("no accident, in words", "零事故", "", "0", "", note="0"),
    *[
        case(f"counted in {unit}", f"12{unit}", "", "12", unit)
        for unit in "人 次 亩 只 头 户 例 座 起 公里 元 小时 分钟 TB".split()
    ],
    *[case(f"counted in {unit}", f"3.5{unit}", "", "3.5", unit, digits=1) for unit in "万粒 万元 万人次 亿元 万亩 万".split()],
    *[
        case(f"rate per person and month: {unit}", f"530{unit}", "", "530", "元/人·月")
        for unit in ("元/人*月", "元/人·月", "元/（人·月）", "元/人/月", "元/人、月", "元/人月", "元每人每月")
    ],
    case("rate per household and year", "5300元/户·年", "", "5300", "元/户·年"),
    case("rate per person and day", "400元/人、天", "", "400", "元/人·天"),
    # not met in a form
    *[
        case(f"at least: {word}", f"{word}95%", "≥", "95", "%")
        for word in "大于等于 不低于 不少于 不小于 至少 达到 ≧ ＞＝ =＞ ⩾".split()
    ],
    *[case(f"at most: {word}", f"{word}5元", "≤", "5", "元") for word in "小于等于 不高于 不超过 不大于 至多 ≦ ＜＝ =<".split()],
    *[case(f"more than: {word}", f"{word}5个", ">", "5", "个") for word in "大于 超过 ＞".split()],
    *[case(f"less than: {word}", f"{word}5个", "<", "5", "个") for word in "小于 低于 ＜".split()],
    case("equal, in words", "等于5个", "=", "5", "个"),
    case("within so many hours", "24小时之内", "≤", "24", "小时"),
    case("within so many working days", "5个工作日以内", "≤", "5", "工作日"),
    case("within a year, in words", "一年内", "≤", "1", "年"),
    case("about", "约100人", "", "100", "人", note="约"),
    case("or so", "100人左右", "", "100", "人", note="约"),
    case("somewhat more than", "50余个", ">", "50", "个", note="余"),
    case("somewhat more than, in 万元", "10多万元", ">", "10", "万元", note="多"),
    case("per mille", "5‰", "", "5", "‰"),
    case("fraction", "3/4", "", "0.75", "", note="分数"),
    case("fraction in words", "四分之三", "", "0.75", "", note="分数"),
    case("per cent in words", "百分之九十", "", "90", "%"),
    case("a hundred per cent in words", "百分之百", "", "100", "%"),
    case("per mille in words", "千分之五", "", "5", "‰"),
    case("per cent in words with decimals", "百分之九十五点五以上", "≥", "95.5", "%", digits=1),
    case("negative", "-2.4%", "", "-2.4", "%", digits=1),
    case("negative with a true minus sign", "≥−2.4%", "≥", "-2.4", "%", digits=1),
    case("one, in words", "一次", "", "1", "次"),
    case("two, in words", "两场", "", "2", "场"),
    case("twelve, in words", "十二个", "", "12", "个"),
    case("ten or more, in words", "≥十个", "≥", "10", "个"),
    case("doubled sign", "≥≥98%", "≥", "98", "%", note="重复"),
    case("doubled sign in ASCII", ">=>=98%", "≥", "98", "%", note="重复"),
    case("sign in front and behind", "超过90%以上", ">", "90", "%", note="同时"),
    case("full width", "＞＝９５．５％", "≥", "95.5", "%", digits=1),
    case("thousands", "1,234,567.5元", "", "1234567.5", "元", digits=1),
    case("thousands, full width", "１，２３４", "", "1234", ""),
    case("blanks inside", " >= 95 % ", "≥", "95", "%"),
    case("percentage points stay apart", "2个百分点", "", "2", "百分点", note="百分点"),
    case("unit in brackets", "50(个)", "", "50", "个"),
    case("a noun behind the counter", "50个项目", "", "50", "个", note="文字"),
    case("a unit that is not known", "5英里", "", "5", "英里", note="英里"),
    case("the fiscal year itself is no date", "2021年培训50人", "", "50", "人", note="考核期", fiscal_year="2021"),
    # parts in other cells
    case("sign, number and unit in three cells", "95", "≥", "95", "%", sign=">=", unit="%(百分比)"),
    case("sign cell in words", "5", "≥", "5", "个", sign="大于等于", unit="个"),
    case("sign cell says lower is better", "5", "≤", "5", "天", sign="反向指标", unit="天", note="反向"),
    case("sign cell that says nothing", "5", "", "5", "", sign="/", unit="—"),
    case("sign cell nobody knows", "5", "", "5", "", sign="甲", note="甲"),
    case("same sign twice", "≥95%", "≥", "95", "%", sign="≥", unit="%"),
    case("strict sign cell, wide text", "≥95%", "≥", "95", "%", sign=">", note="为准"),
    case("万 in a cell of 万元", "5.8万", "", "5.8", "万元", digits=1, unit="万元", note="万元"),
    case("万 in a cell of 人次", "5.8万", "", "5.8", "万人次", digits=1, unit="人次", note="万人次"),
    case("unit repeated in the cell", "620.82万元", "", "620.82", "万元", digits=2, unit="万元"),
    case("a decimal that has a unit is no month", "2021.12", "", "2021.12", "万元", digits=2, unit="万元"),
    # parts in the name
    case(
        "sign and unit from the name",
        "22.8",
        "≥",
        "22.8",
        "平方米",
        digits=1,
        name="公猪舍(≥**平方米)",
        note="比较符号与单位取自指标名称",
    ),
    case("full-width brackets", "14", "≥", "14", "平方米", name="消毒池（≥**平方米）", note="比较符号与单位取自指标名称"),
    case("no placeholder in the name", "50", "≥", "50", "米", name="排污沟(≥米)", note="取自指标名称"),
    case("the second bracket counts", "1", "≥", "1", "台", name="粉碎拌合机(11kw)(≥台)", note="取自指标名称"),
    case("words in brackets are no unit", "2", "≥", "2", "套", name="产床(全复合双体产床)(≥套)", note="取自指标名称"),
    case("only a unit in the name", "20000", "", "20000", "万美元", name="服务外包在岸(万美元)", note="单位取自指标名称"),
    case("a quantity in brackets is no unit", "8", "", "8", "", name="建设灾备云节点(8个)"),
    case("a power rating with a sign is no target", "1", "", "1", "", name="粉碎机(≥11kw)"),
    case("an average in brackets is no unit", "7", "", "7", "", name="救助人数(按月平均)"),
    case("no brackets in the name", ">=80人", "≥", "80", "人", name="受益建档立卡贫困人口数≥**人"),
    case(
        "name stricter than the cell",
        "<=5300元/户",
        "≤",
        "5300",
        "元/户",
        name="救助标准(<**元/户·年)——一户年最高5300元",
        note="为准",
    ),
    case("direction in words with the number", "200", "≤", "200", "元", name="单价不高于200元", note="取自指标名称"),
    case("direction in words without a number", "200", "", "200", "", name="单价不高于市场价"),
    case("direction about something else", "100", "", "100", "户", name="年收入低于5000元的户数(户)", note="单位取自指标名称"),
    case("noun for 万 from the name", "5.8万", "", "5.8", "万元", digits=1, name="总产值(元)", note="万元"),
    case("other word for the same unit", "5名", "", "5", "名", name="补助人数(人)"),
]


@pytest.mark.parametrize(("text", "beside", "comparator", "value", "unit", "digits", "note"), NUMBERS)
def test_number(text, beside, comparator, value, unit, digits, note):
    cell = read_target(text, **beside)
    assert (cell.kind, cell.comparator, cell.value, cell.unit, cell.digits) == (NUMBER, comparator, value, unit, digits), cell
    assert note in cell.reason and bool(note) == bool(cell.reason)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("80%-90%", "80", "90", "%"),
        ("80～90%", "80", "90", "%"),
        ("80至90人", "80", "90", "人"),
        ("80%—90%之间", "80", "90", "%"),
        ("3万-5万元", "3", "5", "万元"),
        ("-5%~-3%", "-5", "-3", "%"),
        ("5—5个", "5", "5", "个"),
    ],
)
def test_range_with_both_ends(text, low, high, unit):
    cell = read_target(text)
    assert (cell.kind, cell.low, cell.high, cell.unit, cell.value) == (RANGE, Decimal(low), Decimal(high), unit, None)


DATES = [
    # text, sign, first possible day, last day; all in fiscal year 2021
    ("2021年12月31日", "", "2021-12-31", "2021-12-31"),
    ("2021.12.31", "", "2021-12-31", "2021-12-31"),
    ("2021-12-31", "", "2021-12-31", "2021-12-31"),
    ("2021/12/31", "", "2021-12-31", "2021-12-31"),
    ("2021-12-31 00:00:00", "", "2021-12-31", "2021-12-31"),
    ("2021年12月", "", "2021-12-01", "2021-12-31"),
    ("2024年2月", "", "2024-02-01", "2024-02-29"),
    ("2021年底", "", "2021-12-31", "2021-12-31"),
    ("2021年", "", "2021-01-01", "2021-12-31"),
    ("2021年全年。", "", "2021-01-01", "2021-12-31"),
    ("2021年10月完成", "", "2021-10-01", "2021-10-31"),
    ("截至2021年11月30日前全部完成", "≤", "2021-11-30", "2021-11-30"),
    ("12月底前", "≤", "2021-12-31", "2021-12-31"),
    ("12月底之前完成", "≤", "2021-12-31", "2021-12-31"),
    ("11月10日前", "≤", "2021-11-10", "2021-11-10"),
    ("年底前", "≤", "2021-12-31", "2021-12-31"),
    ("年内", "", "2021-01-01", "2021-12-31"),
    ("7月", "", "2021-07-01", "2021-07-31"),
    ("９月前", "<", "2021-09-01", "2021-09-30"),
    ("1-6月", "", "2021-01-01", "2021-06-30"),
    ("2021年1月至2022年3月", "", "2021-01-01", "2022-03-31"),
    ("第四季度", "", "2021-10-01", "2021-12-31"),
    ("上半年", "", "2021-01-01", "2021-06-30"),
    ("6月中旬", "", "2021-06-11", "2021-06-20"),
    ("2020-2022年", "", "2020-01-01", "2022-12-31"),
]


@pytest.mark.parametrize(("text", "comparator", "first", "last"), DATES, ids=[row[0] for row in DATES])
def test_date_is_its_last_day(text, comparator, first, last):
    cell = read_target(text, fiscal_year="2021年度")
    expected = (DATE, comparator, date.fromisoformat(first), date.fromisoformat(last))
    assert (cell.kind, cell.comparator, cell.first, cell.value) == expected, cell


def test_month_before_which_something_is_due_says_that_it_is_open():
    assert "前" in read_target("9月前", fiscal_year="2021").reason
    assert read_target("9月底前", fiscal_year="2021").comparator == "≤"


@pytest.mark.parametrize(
    ("text", "sign", "comparator"), [("2021年12月", "≤", "≤"), ("12月31日", "<", "≤"), ("12月", "<", "<"), ("12月底前", "=", "≤")]
)
def test_date_beside_a_sign_cell(text, sign, comparator):
    assert read_target(text, sign=sign, unit="月").comparator == comparator


def test_date_without_a_year_keeps_none():
    cell = read_target("2月")
    assert (cell.first, cell.value) == (date(NO_YEAR, 2, 1), date(NO_YEAR, 2, 29)) and "未写年份" in cell.reason


def test_dotted_month_is_a_date_only_where_a_date_is_due():
    assert read_target("2021.12").kind is UNCLEAR
    assert read_target("2021.12", name="任务完成时间").value == date(2021, 12, 31)
    assert read_actual("2021.11", target=read_target("2021年12月31日")).value == date(2021, 11, 30)


OTHERS = [
    *[(text, WORDS) for text in "效果明显 已完成 合规 及时 高 应助尽助 逐步提高 达成预期指标 建设中 无 优 优良".split()],
    *[
        (text, WORDS)
        for text in (
            "严格执行四项制度",
            "一次性补助",
            "进一步完善",
            "一人一档",
            "十分满意",
            "三级",
            "零售额增长",
            "一百二个",
            "二三个",
            "百十个",
        )
    ],
    *[(text, WORDS) for text in ("目标1-目标4", "创建5A级景区", "PM2.5浓度达标", "第3名", "1.完成验收")],
    *[(text, WORDS) for text in ("获得目的国(地区)受众欢迎", "在项目计划完成时间内完成", "较2020年有所提高", "2021年度绩效目标")],
    *[(text, SCALE) for text in ("优良中低差", "优、良、中、差", "优/良/中/差", "定性 优良中低差")],
    *[(text, BLANK) for text in ("", "  ", "指标2:", "指标2：……", "……", "/", "—", "-", "**", "≥**平方米", "≥", "定性")],
]


@pytest.mark.parametrize(("text", "kind"), OTHERS)
def test_no_number_and_no_date(text, kind):
    cell = read_target(text, fiscal_year="2021")
    assert (cell.kind, cell.value, cell.comparator, cell.unit) == (kind, None, "", ""), cell


def test_name_repeated_as_target():
    cell = read_target("助学制度", name="★★指标1：助学制度")
    assert (cell.kind, cell.reason) == (WORDS, "照抄指标名称")


def test_text_is_kept_as_printed_but_folded():
    assert read_target(" 群众满意度 ≧ ９０％。").text == "群众满意度 ≥ 90%。"


REFUSED = [
    # text, beside, what the reason must name
    ("11月底完成100%", {}, ["11月底", "100%"]),
    ("2022年培训50人", {"fiscal_year": "2021"}, ["2022年", "50人"]),
    ("≥<98%", {}, ["≥<"]),
    ("≥5元以下", {}, ["≥", "≤"]),
    ("=95%以上", {}, ["=", "≥"]),
    ("≥80%-90%", {}, ["区间"]),
    ("90%-80%", {}, ["90", "80"]),
    ("5元-8人", {}, ["元", "人"]),
    ("5个已完成4个", {}, ["5、4"]),
    ("≥95%\n≥90%", {}, ["95、90"]),
    ("1,23", {}, ["1,23"]),
    ("0,123", {}, ["0,123"]),
    ("1.2.3", {}, ["1.2.3"]),
    ("12 000", {}, ["12 000"]),
    ("30/20", {}, ["30/20"]),
    ("3/0", {}, ["3/0"]),
    (">=9…(cut)", {}, ["…"]),
    ("未完成5个", {}, ["未"]),
    ("下降5%", {}, ["降"]),
    ("负2.4%", {}, ["负"]),
    ("每人每年75元", {}, ["每"]),
    ("人均500元", {}, ["均"]),
    ("3个半月", {}, ["半"]),
    ("猪、牛、羊12头", {}, ["、"]),
    ("资金拨付及时，达98%以上", {}, [","]),
    ("前10名", {}, ["前"]),
    ("20211231", {}, ["20211231"]),
    ("2月30日", {}, ["2月30日"]),
    ("13月", {}, ["13月"]),
    ("2021年12月31日以后", {}, ["起始"]),
    ("≥2021年12月", {}, ["≥"]),
    ("12月31日前未完成", {}, ["未完成"]),
    ("2021年6月，2021年9月", {}, ["2021年6月", "2021年9月"]),
    ("12月-6月", {}, ["终点"]),
    ("3/4", {"name": "完成时间"}, ["3/4"]),
    ("3/4", {"unit": "%"}, ["分数", "%"]),
    ("≥95%", {"sign": "≤"}, ["≥", "≤"]),
    ("≥95%", {"sign": "="}, ["≥", "="]),
    ("95%", {"sign": "≥<"}, ["≥<"]),
    ("95%", {"sign": "定性"}, ["定性"]),
    ("定性 95%", {}, ["定性"]),
    ("80-90", {"sign": "≥", "unit": "%"}, ["区间", "≥"]),
    ("12月", {"sign": "≥"}, ["完成时间", "≥"]),
    ("12月", {"unit": "个"}, ["日期", "个"]),
    ("5万元", {"unit": "亩"}, ["万元", "亩"]),
    ("5万元", {"unit": "元"}, ["万元", "元"]),
    ("95%", {"unit": "个"}, ["%", "个"]),
    ("5.8万", {"unit": "亿元"}, ["万", "亿元"]),
    ("≥5元", {"name": "单位成本(≤**元)"}, ["≥", "≤"]),
    ("5人", {"name": "补助对象(户)"}, ["人", "户"]),
    ("5万元", {"name": "服务外包在岸(万美元)"}, ["万元", "万美元"]),
    ("5", {"name": "数量(≥**个)(≤**个)"}, ["≥", "≤"]),
]


@pytest.mark.parametrize(("text", "beside", "named"), REFUSED)
def test_contradiction_or_doubt_is_unclear_and_says_why(text, beside, named):
    cell = read_target(text, **beside)
    assert (cell.kind, cell.value, cell.low, cell.comparator) == (UNCLEAR, None, None, "")
    assert all(part in cell.reason for part in named), cell.reason


def test_words_keep_no_sign():
    cell = read_target("显著提升", sign="≥", unit="%")
    assert cell.kind is WORDS and "≥" in cell.reason


ACTUALS = [
    # target, actual, kind, comparator, value, unit
    ("≥100%", "100", NUMBER, "", "100", "%"),
    ("≥50000人次", "110406", NUMBER, "", "110406", "人次"),
    ("≤30万元", "29.5", NUMBER, "", "29.5", "万元"),
    ("≥95%", "0", NUMBER, "", "0", "%"),
    ("≥90%", "≥90%", NUMBER, "≥", "90", "%"),
    ("100%", "≦100%", NUMBER, "≤", "100", "%"),
    ("95%以上", "95%以上", NUMBER, "≥", "95", "%"),
    ("≥5‰", "4", NUMBER, "", "4", "‰"),
    ("5万元", "60000元", NUMBER, "", "60000", "元"),
    ("5万元", "5.8万", NUMBER, "", "5.8", "万元"),
    ("0次", "无", NUMBER, "", "0", "次"),
    ("零事故", "未发生", NUMBER, "", "0", ""),
    ("零事故", "0起", NUMBER, "", "0", ""),
    ("≥200", "202个", NUMBER, "", "202", ""),
    ("应助尽助", "9", NUMBER, "", "9", ""),
    ("充分", "100%", NUMBER, "", "100", "%"),
    ("100%", "无", WORDS, "", None, ""),
    ("≤30万元", "完成", WORDS, "", None, ""),
    ("优良中低差", "优", WORDS, "", None, ""),
    ("95%", "", BLANK, "", None, ""),
    ("95%", "/", BLANK, "", None, ""),
]


@pytest.mark.parametrize(("target", "text", "kind", "comparator", "value", "unit"), ACTUALS)
def test_actual(target, text, kind, comparator, value, unit):
    cell = read_actual(text, target=read_target(target))
    expected = None if value is None else Decimal(value)
    assert (cell.kind, cell.comparator, cell.value, cell.unit) == (kind, comparator, expected, unit), cell


def test_what_was_assumed_about_an_actual_is_said():
    assert "人次" in read_actual("110406", target=read_target("≥50000人次")).reason
    assert "无" in read_actual("无", target=read_target("0次")).reason
    assert "等级" in read_actual("优秀", target=read_target("优良中低差")).reason
    assert read_actual("优", target=read_target("优良中低差")).reason == ""


@pytest.mark.parametrize(
    ("target", "text", "named"),
    [
        ("≥95%", "0.95", ["0.95"]),
        ("100%", "1", ["1%", "100%"]),
        ("100%", "3/4", ["分数"]),
        ("5元", "3亩", ["元", "亩"]),
        ("5元/人", "5元/户", ["元/人", "元/户"]),
        ("50人", "50人次", ["人", "人次"]),
        ("95%", "95百分点", ["%", "百分点"]),
        ("95%", "95个", ["%", "个"]),
        ("0.95", "95%", ["%"]),
        ("200", "200元", ["元"]),
        ("5亿元", "5.8万", ["亿元", "万"]),
    ],
)
def test_actual_that_cannot_be_laid_beside_its_target(target, text, named):
    cell = read_actual(text, target=read_target(target))
    assert cell.kind is UNCLEAR and all(part in cell.reason for part in named), cell


def test_small_bare_percentage_is_clear_where_the_target_is_bare_too():
    """Beside a unit column both cells are percentages, as 0.4 and 0.1 of 主要林业有害生物成灾率."""
    assert read_actual("0.1", target=read_target("0.4", unit="%")).value == Decimal("0.1")
    assert read_actual("0.1", target=read_target("0.4%")).kind is UNCLEAR


CONVERSIONS = [
    ("1.5", "万元", "元", "15000"),
    ("12000", "万元", "亿元", "1.2"),
    ("5", "千人", "人", "5000"),
    ("5", "人", "名", "5"),
    ("90", "分钟", "小时", "1.5"),
    ("48", "小时", "天", "2"),
    ("5", "‰", "%", "0.5"),
    ("2", "公里", "米", "2000"),
    ("3", "千克", "公斤", "3"),
    ("2", "万元/人", "元/人", "20000"),
    ("7", "元/月·人", "元/(人*月)", "7"),
    ("3", "万幢", "幢", "30000"),
]


@pytest.mark.parametrize(("value", "unit", "other", "expected"), CONVERSIONS)
def test_conversion(value, unit, other, expected):
    assert in_unit(Decimal(value), unit, other) == Decimal(expected)


@pytest.mark.parametrize(
    ("unit", "other"),
    [
        ("元", "亩"),
        ("元/人", "元/户"),
        ("元/人·月", "元/人"),
        ("人", "人次"),
        ("%", ""),
        ("%", "百分点"),
        ("个", ""),
        ("工作日", "天"),
        ("美元", "元"),
    ],
)
def test_no_conversion(unit, other):
    assert in_unit(Decimal(1), unit, other) is None
    assert in_unit(Decimal(1), other, unit) is None


IMPLIED = [
    # target, actual, what follows
    pytest.param("≥266米", "≥266米", True, id="every length from 266 on is long enough"),
    pytest.param("≥266米", "≥260米", None, id="263 would be too short, 270 would not"),
    pytest.param("≥266米", "<266米", False, id="none below 266 is long enough"),
    pytest.param("≥266米", "≤266米", None, id="266 itself would do"),
    pytest.param(">266米", "≥266米", None, id="266 itself would not do"),
    pytest.param(">266米", "266米", False, id="not more than"),
    pytest.param(">266米", ">266米", True, id="more than"),
    pytest.param("≤15%", "15%及其以下", True, id="at most"),
    pytest.param("≤15%", "16%", False, id="over"),
    pytest.param("<15%", "15%", False, id="not less than"),
    pytest.param("=15%", "15.0%", True, id="exactly"),
    pytest.param("=15%", "≥15%", None, id="exactly, or more"),
    pytest.param("=15%", ">15%", False, id="exactly, but more"),
    pytest.param("≥5万元", "60000元", True, id="60000元 are 6万元"),
    pytest.param("≥5万元", "40000元", False, id="40000元 are 4万元"),
    pytest.param("≥80%", "85%-90%", True, id="a whole range above"),
    pytest.param("≥80%", "75%-90%", None, id="a range across"),
    pytest.param("≥80%", "70%-79%", False, id="a whole range below"),
    pytest.param("80%-90%", "90%", True, id="the end of a range is in it"),
    pytest.param("80%-90%", "90.1%", False, id="beyond the range"),
    pytest.param("80%-90%", "≥85%", None, id="may be beyond the range"),
    pytest.param("≥100人", "约500人", True, id="about 500, 400 to 600, is enough"),
    pytest.param("≥100人", "约100人", None, id="about 100 may be less"),
    pytest.param("约90人", "100人", True, id="about 90 is at most 100"),
    pytest.param("约95人", "95人", None, id="about 95 may be 96"),
    pytest.param("≥100人", "约90-120人", None, id="about a range"),
    pytest.param("≥95%", "完成", None, id="words"),
    pytest.param("效果明显", "100%", None, id="a number against words"),
    pytest.param("≥95%", "0.95", None, id="unclear"),
    pytest.param("9月前", "7月", True, id="July is before September, whatever 前 means"),
    pytest.param("9月前", "9月", None, id="September may count or not"),
    pytest.param("9月前", "10月", False, id="October is late"),
    pytest.param("9月底前", "9月30日", True, id="the last day is in time"),
    pytest.param("9月15日前", "9月", None, id="some day of September"),
    pytest.param("2021年12月31日", "2021年12月", True, id="any day of December"),
    pytest.param("2021年12月31日", "2022年1月5日", False, id="the next year"),
    pytest.param("2021年6月", "2021年", None, id="some day of the year"),
    pytest.param("2021年6月30日", "2021年7月底前", None, id="in July or before"),
    pytest.param("2021年12月", "11月", None, id="the year of one date only"),
    pytest.param("12月", "12个月", None, id="a date against a span of time"),
]


@pytest.mark.parametrize(("target", "actual", "expected"), IMPLIED)
def test_what_an_actual_value_settles(target, actual, expected):
    wanted = read_target(target)
    assert implies(read_actual(actual, target=wanted), wanted, wanted.comparator or "≥") is expected


def test_units_that_do_not_convert_settle_nothing():
    assert implies(read_target("5元"), read_target("3亩"), "≥") is None


def test_every_cell_of_the_published_forms_is_read_but_the_one_that_is_cut_off():
    forms = Path(__file__).parents[3] / "shared" / "cases" / "forms"
    if not forms.is_dir():
        pytest.skip("the published forms (../shared/cases/forms) are not here")
    unclear, yaml = [], YAML(typ="safe")
    yaml.allow_duplicate_keys = True  # one transcription marks a row as doubtful twice
    for path in sorted(forms.glob("*.yaml")):
        form = yaml.load(path)
        for row in form.get("indicators") or []:
            cells = {"name": row.get("name") or "", "unit": row.get("unit") or ""}
            target = read_target(row.get("target") or "", fiscal_year=str(form["fiscal_year"]), **cells)
            actual = read_actual(row.get("actual") or "", target=target, fiscal_year=str(form["fiscal_year"]))
            unclear += [cell.text for cell in (target, actual) if cell.kind is UNCLEAR]
    assert unclear == [">=9…(cut)"]


marks = st.sampled_from(
    list("≥≤<>=0123456789.,%‰约年月日底前内个元万亿/*·()（）％－~-至十百点一二零分之优良定性无第 \n")
    + ["以上", "百分之", "季度", "不低于"]
)
noise = st.one_of(st.text(max_size=20), st.lists(marks, max_size=14).map("".join))


@steady
@given(noise, noise, noise, noise, st.sampled_from(["", "2021"]))
def test_no_text_raises(text, sign, unit, name, fiscal_year):
    target = read_target(text, sign=sign, unit=unit, name=name, fiscal_year=fiscal_year)
    actual = read_actual(name, target=target, fiscal_year=fiscal_year)
    assert implies(actual, target, "≥") in (True, False, None)
    for cell in (target, actual):
        assert (cell.value is not None) == (cell.kind in (NUMBER, DATE))
        assert (cell.low is not None) == (cell.high is not None) == (cell.kind is RANGE)
        assert (cell.first is not None) == (cell.kind is DATE)
        assert cell.reason or cell.kind is not UNCLEAR


@steady
@given(noise)
def test_full_width_changes_nothing(text):
    wide = text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    assert read_target(wide) == read_target(text)


@steady
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_yuan_and_ten_thousand_yuan_agree(amount):
    assert in_unit(amount, "万元", "元") == amount * 10_000
    assert in_unit(in_unit(amount, "万元", "元"), "元", "万元") == amount


@steady
@given(st.integers(min_value=1, max_value=9999), st.sampled_from("个 次 人".split()))
def test_printed_number_is_the_value_however_it_is_grouped(number, unit):
    assert read_target(f"≥{number:,}{unit}").value == read_target(f"≥{number}{unit}").value == number


@steady
@given(st.integers(0, 200), st.integers(0, 200), st.sampled_from("≥>≤<="))
def test_plain_number_always_settles(actual, target, comparator):
    met = {"≥": actual >= target, ">": actual > target, "≤": actual <= target, "<": actual < target, "=": actual == target}
    wanted = read_target(f"{comparator}{target}个")
    assert implies(Cell("", NUMBER, value=Decimal(actual), unit="个"), wanted, comparator) is met[comparator]
