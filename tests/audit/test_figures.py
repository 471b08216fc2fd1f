"""The grammar of figures: numbers, units, bounds, ranks, periods, subjects. Expected values are read by eye."""

from decimal import Decimal

import pytest

from evalkit.audit.document import Line, document_of
from evalkit.audit.figures import Figure, read_sentences
from evalkit.audit.folding import fold
from evalkit.audit.numbers import INFINITY


def figures(*lines: str) -> list[Figure]:
    head = Line(1, "2021年度绩效自评报告", alone=True)
    read = read_sentences(document_of("a.md", [head, *(Line(at, line) for at, line in enumerate(lines, start=2))]))
    return [figure for each in read for figure in each.figures]


NUMBERS = [
    ("投资1,309.05亿元", "1309.05", "亿元", "1309.045", "1309.055"),
    ("投资１３０９．０５亿元", "1309.05", "亿元", "1309.045", "1309.055"),
    ("投资 1.83 亿元", "1.83", "亿元", "1.825", "1.835"),
    ("企业247家", "247", "家", "247", "247"),
    ("企业约380家", "380", "家", "370", "390"),
    ("群众3000余人", "3000", "人", "3000", "4000"),
    ("群众近300人", "300", "人", "200", "300"),
    ("群众超500人", "500", "人", "500", "Infinity"),
    ("不少于8场", "8", "场", "8", "Infinity"),
    ("不超过20万元", "20", "万元", "0", "20"),
    ("合格率达95%以上", "95", "%", "95", "Infinity"),
    ("发放问卷两千份", "2000", "份", "2000", "2000"),
    ("培训十二期", "12", "期", "12", "12"),
    ("涉及三十余个村", "30", "个", "30", "40"),
    ("合格率百分之九十五", "95", "%", "94.5", "95.5"),
    ("亩产增加3—5%", "4", "%", "2.5", "5.5"),
    ("亩产增加3%至5%", "4", "%", "2.5", "5.5"),
    ("增长-2.4%", "-2.4", "%", "-2.45", "-2.35"),
    ("提高2.5个百分点", "2.5", "个百分点", "2.45", "2.55"),
    ("杠杆率14倍", "14", "倍", "13.5", "14.5"),
    ("增速排全省第八", "8", "位", "8", "8"),
    ("排名第4", "4", "位", "4", "4"),
    ("补助标准为200元/亩", "200", "元/亩", "199.5", "200.5"),
    ("工期180天", "180", "天", "180", "180"),
    ("实现“零事故”", "0", "例", "0", "0"),
    ("自评得分98", "98", "分", "97.5", "98.5"),
]


@pytest.mark.parametrize("text, value, unit, low, high", NUMBERS)
def test_a_number_is_what_its_printed_digits_stand_for(text, value, unit, low, high):
    [figure] = figures(text + "。")
    number = figure.number
    assert (number.value, number.unit, number.low, number.high) == (Decimal(value), unit, Decimal(low), Decimal(high))


NO_FIGURES = [
    "根据《2020年管理办法》第3条（市财行〔2020〕35号）执行。",
    "第131、132届博览会如期举办。",
    "拨打12345热线咨询。",
    "落实“十四五”规划和三重一大制度。",
    "第三季度，第一批次。",
    "3．加强管理。",
]


@pytest.mark.parametrize("text", NO_FIGURES)
def test_names_numbers_of_documents_and_ordinals_are_no_figures(text):
    assert [figure.text for figure in figures(text)] == []


PERIODS = [
    ("2021年9月，维修3座。", "2021-09-01/2021-09-30"),
    ("2021年1—9月，维修3座。", "2021-01-01/2021-09-30"),
    ("上半年维修3座。", "2021-01-01/2021-06-30"),
    ("第三季度维修3座。", "2021-07-01/2021-09-30"),
    ("二季度维修3座。", "2021-04-01/2021-06-30"),
    ("截至2021年12月31日，维修3座。", "2021-01-01/2021-12-31"),
    ("2020年3月以来，共维修3座。", "2020-03-01/2021-12-31"),
    ("2019年至2021年，共维修3座。", "2019-01-01/2021-12-31"),
    ("上年维修3座。", "2020-01-01/2020-12-31"),
    ("全年维修3座。", "2021-01-01/2021-12-31"),
    ("2021.5.20维修3座。", "2021-05-20/2021-05-20"),
    ("与2020年相比，维修3座。", "2021-01-01/2021-12-31"),
    ("比2020年的3座多。", "2020-01-01/2020-12-31"),
    ("其余11个月维修3座。", "其余11个月"),
]


@pytest.mark.parametrize("text, key", PERIODS)
def test_a_figure_is_of_the_period_named_last_before_it(text, key):
    assert figures(text)[0].period_key == key


def test_a_figure_has_a_subject_a_level_and_a_part_in_its_sentence():
    read = figures("全市公路总里程1286.4公里，增长2.4%，居全省第3位，计划改造50公里，实际改造48公里（其中县道30公里）。")
    shown = [(figure.subject, figure.scope, figure.change, figure.role) for figure in read]
    assert shown == [
        ("公路总里程", "全市", 0, ""),
        ("公路总里程", "全市", 1, ""),
        ("公路总里程", "全省", 0, ""),
        ("计划改造", "全市", 0, "target"),
        ("改造", "全市", 0, ""),
        ("县道", "全市", 0, ""),
    ]
    assert read[-1].parent is read[-2]


def test_what_is_left_out_is_taken_from_the_figure_before():
    read = figures("2021年客运量430万人次；2020年为400万人次。")
    assert [(figure.subject, figure.period_key[:4]) for figure in read] == [("客运量", "2021"), ("客运量", "2020")]


def test_a_fold_keeps_every_sign_in_its_place():
    text = "(１２,３４５．６％)，共 1，200 人；A/B～C"
    assert len(fold(text)) == len(text)


def test_json_holds_what_a_figure_is():
    [figure] = figures("全市新建公园超12个。")
    assert figure.to_json() == {
        "line": 2,
        "text": "超12个",
        "value": Decimal(12),
        "unit": "个",
        "low": Decimal(12),
        "high": None,
        "subject": "新建公园",
        "period": "2021年",
        "scope": "全市",
    }
    assert figure.high == INFINITY
