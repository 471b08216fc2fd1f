"""Tables and sentences that say how firm a grade is."""

from decimal import Decimal

import pandas as pd

from evalkit.measures import Measure, with_unit
from evalkit.present.frames import one_sentence
from evalkit.quantities import NOT_APPLICABLE_TEXT, bounds_text, format_number, format_plain, span_text
from evalkit.scoring.doubts import Doubt
from evalkit.scoring.doubts import doubts as every_doubt
from evalkit.scoring.judge import POINT_DIGITS
from evalkit.scoring.margin import (
    Requirement,
    deciding_indicators,
    distance_to_cuts,
    leave_one_out,
    what_must_be_true,
)
from evalkit.scoring.scorecard import Indicator, Score, Scorecard
from evalkit.scoring.sensitivity import (
    DRAWS,
    TENTH,
    TargetShift,
    points_deviation,
    rounding_bounds,
    target_shift,
    weights_spread,
)

NONE_SUCH = "—"
NO_INDICATORS = "没有指标，得分与等级无从谈起。"
NO_INTERVALS = "能计分的指标中，没有一项的完成值有取值区间，印出数字的四舍五入不影响得分。"
WEIGHTS_NOTE = (
    f"以现有分值为中心随机抽取 {DRAWS:,} 组分值，合计不变，种子固定；"
    f"100 分中 10 分的指标，标准差为 {format_number(points_deviation(Decimal(10), Decimal(100)), 2)} 分。"
)


def doubts(scorecard: Scorecard, measures: dict[str, Measure]) -> pd.DataFrame:
    """Return what each doubt does to both bounds of the score, what matters most first; the data of the figure."""
    rulebook = scorecard.rulebook
    rows = [
        (
            doubt_name(doubt),
            bounds_text(*doubt.low, POINT_DIGITS),
            bounds_text(*doubt.high, POINT_DIGITS),
            span_text(rulebook.grade(doubt.low[0]), rulebook.grade(doubt.high[1])),
            format_number(doubt.moves, POINT_DIGITS),
            "是" if doubt.changes_grade else "否",
        )
        for doubt in every_doubt(scorecard, measures)
    ]
    return pd.DataFrame(rows, columns=["情形", "下限", "上限", "等级", "最大变动", "等级改变"])


def doubt_name(doubt: Doubt, alike: int = 1) -> str:
    """Return what is varied; ``alike`` is how many indicators of as many points, this one the first, do the same.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> doubt = Some(name="接转及时率", indicator=Some(award=None, points=Decimal(5)))
    >>> doubt_name(doubt), doubt_name(doubt, 3)
    ('补齐或剔除：接转及时率（5 分）', '补齐或剔除：接转及时率等 3 项之一（各 5 分）')
    """
    if doubt.indicator is None:
        return doubt.name
    way = "补齐或剔除" if doubt.indicator.award is None else "剔除"
    several, each = (f"等 {alike} 项之一", "各 ") if alike > 1 else ("", "")
    return f"{way}：{doubt.name}{several}（{each}{doubt.indicator.points:f} 分）"


def weights(scorecard: Scorecard) -> pd.DataFrame:
    """Return the quantiles of both bounds when the points are drawn around the given ones, and how often each grade is reached."""
    grades = [grade.name for grade in scorecard.rulebook.grades]
    spread = weights_spread(scorecard)
    rows = [
        (name, *(format_number(quantile, 2) for quantile in (end.p5, end.p50, end.p95)), *map(_percent, end.grades.values()))
        for name, end in ([] if spread is None else [("下限", spread.low), ("上限", spread.high)])
    ]
    return pd.DataFrame(rows, columns=["界限", "5% 分位", "50% 分位", "95% 分位", *(f"{name}的占比" for name in grades)])


def targets(scorecard: Scorecard, by: Decimal = TENTH) -> pd.DataFrame:
    """Return the score if each target, and all together, were that much easier and that much harder."""
    easier, harder = target_shift(scorecard, (-by,)), target_shift(scorecard, (by,))
    rows = [
        (
            "全部目标值" if easy.indicator is None else easy.indicator.name,
            NONE_SUCH if easy.indicator is None else easy.indicator.target_text,
            *(cell for shift in (easy, hard) for cell in (_moved_target(shift), _text(shift.score), _grade(shift.score))),
        )
        for easy, hard in zip(easier, harder, strict=True)
    ]
    moved = [f"{way}后{column}" for way in ("放宽", "加严") for column in ("目标值", "得分", "等级")]
    return pd.DataFrame(rows, columns=["指标", "原目标值", *moved])


def _moved_target(shift: TargetShift) -> str:
    if shift.indicator is None:
        return NONE_SUCH
    if shift.target == shift.indicator.target:
        return "不变"
    return f"{shift.indicator.comparator}{with_unit(format_plain(shift.target), shift.indicator.unit)}"


def rounding(scorecard: Scorecard, measures: dict[str, Measure]) -> pd.DataFrame:
    """Return the awards that the printed digits allow, for the indicators whose actual value is not exact; or that none is."""
    rows = [
        (
            each.indicator.name,
            each.indicator.target_text,
            each.indicator.actual_text,
            measures[each.indicator.measure].interval_text,
            format_number(each.low, 2),
            format_number(each.high, 2),
            each.indicator.verdict if each.decided else "不能判定：目标值在取值区间之内",
        )
        for each in rounding_bounds(scorecard, measures).awards
        if each.interval.low != each.interval.high
    ]
    if not rows:
        return one_sentence(NO_INTERVALS)
    return pd.DataFrame(rows, columns=["指标", "目标值", "实际完成值", "取值区间", "最低得分", "最高得分", "是否完成"])


def left_out(scorecard: Scorecard) -> pd.DataFrame:
    """Return the score without each indicator in turn, and with a missing one at nothing and at all of its points."""
    rows = [
        (
            each.indicator.name,
            f"{each.indicator.points:f}",
            "不可计算" if each.indicator.award is None else format_number(each.indicator.award, 2),
            _text(each.without),
            _grade(each.without),
            *((_text(each.at_zero), _text(each.at_full)) if each.at_zero and each.at_full else (NONE_SUCH, NONE_SUCH)),
            format_number(each.moves, 2),
            "是" if each.changes_grade else "否",
        )
        for each in leave_one_out(scorecard)
    ]
    return pd.DataFrame(
        rows, columns=["指标", "分值", "得分", "剔除后得分", "剔除后等级", "若得零分", "若得满分", "最大变动", "等级改变"]
    )


def cuts(scorecard: Scorecard) -> pd.DataFrame:
    """Return how far the bounds of the score lie from the cuts; one row where they meet."""
    low, high = distance_to_cuts(scorecard)
    ends = [("得分", low)] if low == high else [("下限", low), ("上限", high)]
    rows = [
        (
            name,
            format_number(end.score, 2),
            end.grade,
            format_number(end.above, 2),
            end.next_grade or "已是最高等级",
            NONE_SUCH if end.to_next is None else format_number(end.to_next, 2),
        )
        for name, end in ends
    ]
    return pd.DataFrame(rows, columns=["界限", "得分", "等级", "高出本等级线", "更高一级", "距更高一级"])


def requirements(scorecard: Scorecard) -> pd.DataFrame:
    """Return, for every grade above the lowest, what the missing indicators must earn."""
    rows = [
        (
            must.grade,
            format_number(must.cut, 2),
            format_number(must.needed, 2),
            _reach(must),
            NONE_SUCH if must.share is None else _percent(must.share),
            NONE_SUCH if must.fewest is None else f"{must.fewest} / {len(must.missing)}",
            _names(must.indispensable) or NONE_SUCH,
        )
        for must in (what_must_be_true(scorecard, grade.name) for grade in scorecard.rulebook.grades[:-1])
    ]
    columns = ["等级", "等级线", "下限之外还需", "能否达到", "占缺项分值", "至少须得分的缺项数", "得零分即达不到的指标"]
    return pd.DataFrame(rows, columns=columns)


def requirement_sentence(scorecard: Scorecard, grade: str | None = None) -> str:
    """Return in words what must be true for a grade, the best one by default."""
    must = what_must_be_true(scorecard, grade)
    low, high, cut = (format_number(number, 2) for number in (must.low, must.high, must.cut))
    line = f"“{must.grade}”的等级线 {cut} 分"
    if not scorecard.indicators:
        return NO_INDICATORS
    if not must.missing:
        distance = format_number(abs(must.low - must.cut), 2)
        return f"没有缺项，得分 {low} 分，{line}，{'高出' if must.reachable else '相差'} {distance} 分。"
    open_points = f"缺项共 {len(must.missing)} 项、{format_number(must.open_points, 2)} 分"
    if not must.needed:
        return f"下限 {low} 分已达到{line}；{open_points}，无论得多少分都不影响。"
    if not must.reachable:
        return f"{open_points}；即使全部得满分，上限 {high} 分仍低于{line}，相差 {format_number(must.cut - must.high, 2)} 分。"
    needed = f"还须从中得到 {format_number(must.needed, 2)} 分（{_percent(must.share)}）"
    alone = _names(must.indispensable)
    last = f"下列任何一项得零分也达不到：{alone}" if alone else "任何一项单独得零分，都还可能达到"
    return f"下限 {low} 分，{line}。{open_points}，{needed}，至少须有 {must.fewest} 项得分；{last}。"


def deciding_sentence(scorecard: Scorecard) -> str:
    """Return in words which indicator matters most to the grade, ties told."""
    deciding = deciding_indicators(scorecard)
    if not scorecard.indicators:
        return NO_INDICATORS
    if not deciding:
        return "剔除任何一项指标，得分与等级都不变。"
    names, moves = _names(tuple(each.indicator for each in deciding)), format_number(deciding[0].moves, 2)
    tie = "（并列）" if len(deciding) > 1 else ""
    effect = "会改变等级" if deciding[0].changes_grade else "不改变等级"
    way = "剔除或补齐" if any(each.at_full for each in deciding) else "剔除"
    return f"对结果影响最大的指标{tie}：{names}；{way}{'其中一项' if tie else '该项'}，得分上下限最多变动 {moves} 分，{effect}。"


def _reach(must: Requirement) -> str:
    return "达不到" if not must.reachable else "可能达到" if must.needed else "已达到"


def _names(indicators: tuple[Indicator, ...]) -> str:
    return "、".join(f"{item.name}（{item.points:f} 分）" for item in indicators)


def _percent(share: Decimal) -> str:
    return f"{format_number(share * 100, 2)}%"


def _text(score: Score | None) -> str:
    return NOT_APPLICABLE_TEXT if score is None else score.text.removesuffix(" 分")


def _grade(score: Score | None) -> str:
    return NOT_APPLICABLE_TEXT if score is None else score.grade_text
