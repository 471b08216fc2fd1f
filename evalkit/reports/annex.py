"""The annex: every measure of a year, where it comes from, indicators and scores, findings, and what is missing, as sheets."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evalkit.measures import Measure, Source, Status
from evalkit.quantities import bounds_text, decimals_of, format_number, round_half_up, span_text

SCOPES = {"city": "全市", "project": "项目", "province": "全省", "nation": "全国"}
CONFIDENCE = {"high": "高", "medium": "中", "low": "低"}
TARGET_BASIS = {"stated": "报告载明", "approved": "批复或文件", "missing": "缺失"}
POINTS_BASIS = {"assumed": "演示假设", "approved": "规则所定"}
NOT_COMPUTABLE = "不可计算"
AWARD_DIGITS = 2


@dataclass(frozen=True)
class Number:
    """A number as it is printed: its value is rounded to the decimals shown."""

    value: Decimal
    digits: int

    @property
    def text(self) -> str:
        """The number as a page prints it."""
        return format_number(self.value, self.digits)


@dataclass(frozen=True)
class Sheet:
    """A sheet: its columns with their usual widths in letters, and its rows."""

    name: str
    columns: dict[str, int]
    rows: list[tuple[str | Number, ...]]


def annex_sheets(evaluation: dict[str, Any], as_of: str) -> list[Sheet]:
    """Return the sheets of the annex.

    Parameters
    ----------
    evaluation : dict
        The year's ``evaluation.json``.
    as_of : str
        Until when the data reach.

    Returns
    -------
    list of Sheet
        总览, 数值, 出处, 指标与得分, 疑点 and 缺项.
    """
    measures = [Measure.from_json(plain) for plain in evaluation["measures"]]
    names = {measure.id: measure.name for measure in measures}
    return [
        Sheet("总览", {"项目": 30, "内容": 100}, list(_overview(evaluation, as_of))),
        Sheet("数值", MEASURE_COLUMNS, [_measure(measure) for measure in measures]),
        Sheet("出处", SOURCE_COLUMNS, [_source(measure, source) for measure in measures for source in measure.sources]),
        Sheet("指标与得分", INDICATOR_COLUMNS, [_indicator(item) for item in evaluation["indicators"]]),
        Sheet("疑点", {"代码": 14, "疑点": 80, "涉及的数值": 40}, [_finding(item, names) for item in evaluation["findings"]]),
        Sheet("缺项", MISSING_COLUMNS, [*_not_scored(evaluation), *map(_missing, filter(_is_missing, measures))]),
    ]


MEASURE_COLUMNS = {
    "编号": 20,
    "名称": 22,
    "数值": 13,
    "单位": 8,
    "报告中的写法": 16,
    "状态": 6,
    "口径": 26,
    "区间下限": 12,
    "区间上限": 12,
    "算式": 40,
    "期间": 10,
    "范围": 6,
    "缺少的数值": 18,
}


def _measure(measure: Measure) -> tuple[str | Number, ...]:
    ends = ("", "")
    if measure.interval is not None and measure.value is not None:
        exact = measure.interval.low == measure.interval.high
        ends = tuple(_number(end, measure.digits + (not exact)) for end in (measure.interval.low, measure.interval.high))
    return (
        measure.id,
        measure.name,
        measure.number if measure.value is None else _number(measure.value, measure.digits),
        measure.unit,
        measure.text,
        measure.status.label,
        measure.basis,
        *ends,
        measure.working,
        measure.period,
        SCOPES.get(measure.scope, measure.scope),
        "、".join(measure.missing),
    )


SOURCE_COLUMNS = {
    "编号": 20,
    "名称": 22,
    "文件": 24,
    "行": 5,
    "列": 12,
    "题名": 36,
    "位置": 20,
    "网址": 28,
    "可信度": 7,
    "备注": 28,
}


def _source(measure: Measure, source: Source) -> tuple[str | Number, ...]:
    return (
        measure.id,
        measure.name,
        source.file,
        _number(Decimal(source.row), 0),
        source.column,
        source.title,
        source.place,
        source.address,
        CONFIDENCE.get(source.confidence, source.confidence),
        source.remark,
    )


INDICATOR_COLUMNS = {
    "编号": 6,
    "一级指标": 11,
    "二级指标": 12,
    "三级指标": 20,
    "目标值": 11,
    "目标依据": 10,
    "目标出处": 22,
    "实际完成值": 12,
    "分值": 6,
    "分值依据": 10,
    "得分": 10,
    "结论": 22,
    "算式或不能计分的原因": 28,
    "说明": 22,
    "所用数值": 18,
}


def _indicator(item: dict[str, Any]) -> tuple[str | Number, ...]:
    return (
        item["id"],
        item["section"],
        item["category"],
        item["name"],
        item["target_text"],
        TARGET_BASIS[item["target_basis"]],
        item["target_evidence"],
        item["actual_text"],
        _as_given(item["points"]),
        POINTS_BASIS[item["points_basis"]],
        NOT_COMPUTABLE if item["award"] is None else _as_given(item["award"]),
        item["verdict"],
        item["working"] or item["reason"],
        item["note"],
        item["measure"],
    )


def _finding(item: dict[str, Any], names: dict[str, str]) -> tuple[str, ...]:
    return item["code"], item["message"], "；".join(names.get(id, id) for id in item["measures"])


MISSING_COLUMNS = {"类别": 15, "编号": 20, "名称": 24, "涉及分值": 9, "缺什么": 36, "应填于": 30, "备注": 30}


def _not_scored(evaluation: dict[str, Any]) -> Iterator[tuple[str | Number, ...]]:
    for item in evaluation["score"]["missing"]:
        yield "不能计分的指标", item["indicator"], item["name"], _as_given(item["points"]), item["reason"], "", ""


def _is_missing(measure: Measure) -> bool:
    return measure.status is Status.MISSING


def _missing(measure: Measure) -> tuple[str, ...]:
    """Return what a missing measure lacks: the cell that is blank, or the figures that it would be computed from."""
    computed = bool(measure.missing)
    cells = "" if computed else "；".join(source.cell for source in measure.sources)
    remarks = "" if computed else "；".join(source.remark for source in measure.sources if source.remark)
    lacks = "、".join(measure.missing) if computed else measure.name
    return "缺失的计算结果" if computed else "缺失的原始数据", measure.id, measure.name, "", lacks, cells, remarks


def _overview(evaluation: dict[str, Any], as_of: str) -> Iterator[tuple[str, str]]:
    score = evaluation["score"]
    yield "项目", evaluation["project"]
    yield "部门", evaluation["department"]
    yield "财政年度", str(evaluation["fiscal_year"])
    yield "数据截至", as_of
    if evaluation["fictional"]:
        yield "演示数据", "本年度的数据为虚构，不代表任何单位"
    yield "评分规则", "；".join([score["edition"], *(_title_of(evaluation, score["edition"]))])
    yield "复算得分", f"{bounds_text(*_bounds(score['recomputed']), AWARD_DIGITS)} 分"
    yield "复算等级", span_text(score["recomputed"]["grade_low"], score["recomputed"]["grade_high"])
    declared = score["declared"]
    yield "单位自报得分", "未申报" if declared["score"] is None else f"{declared['score']} 分"
    yield "单位自报等级", declared["grade"] or "未申报"
    for section in evaluation["sections"]:
        yield f"其中：{section['name']}（{section['points']} 分）", f"{bounds_text(*_bounds(section), AWARD_DIGITS)} 分"
    if score["assumption"]:
        yield "说明", score["assumption"]


def _title_of(evaluation: dict[str, Any], edition: str) -> list[str]:
    return [item["title"] for item in evaluation["editions"] if item["edition"] == edition]


def _bounds(plain: dict[str, Any]) -> tuple[Decimal, Decimal]:
    return Decimal(plain["low"]), Decimal(plain["high"])


def _as_given(value: Decimal | int) -> Number:
    """Return a number with the decimals that it was written with."""
    return Number(Decimal(value), decimals_of(f"{Decimal(value):f}"))


def _number(value: Decimal, digits: int) -> Number:
    return Number(round_half_up(value, digits), digits)
