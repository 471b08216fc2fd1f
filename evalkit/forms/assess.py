"""One row's target and actual value against an edition: the award, or why a person must judge, or why nobody can tell."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from evalkit.cells.amounts import HUNDRED, folded, plain
from evalkit.cells.cell import Cell, Kind
from evalkit.cells.growth import states_growth
from evalkit.cells.targets import implies, in_unit
from evalkit.forms.budget import MOST_POWERS, percent
from evalkit.forms.model import FormRow
from evalkit.forms.verdicts import Verdict
from evalkit.scoring.judge import Judgement, award_of, judge
from evalkit.scoring.rulebook import Rulebook
from evalkit.scoring.rules import ONE, ZERO

IN_WORDS = (Kind.WORDS, Kind.SCALE)
UPWARD = ("≥", ">", "=")
LOWER_NAMES = re.compile(
    "事故|投诉|成本|灾害|受害|成灾|违法|违规|违纪|死亡|伤亡|耗时|用时|时限|时长|超支|不良|不合格|故障|差错|能耗|排放|损失|发病|犯罪|逾期|拖欠|中断"
)
HIGHER_RATES = re.compile(
    "(?:处理|处置|办结|办理|解决|化解|整改|查处|修复|排除|救助|及时|响应|回复|回访|覆盖|完成|达标|满意|保障|到位|执行|支付|拨付|落实|结案|清理|清偿|赔付"
    "|下降|降低|减少|节约|(?<!不)合格)(?:率|度)$"
)
DONE = re.compile("建设|新建|改建|扩建|修建|改造|完成|开展|举办|培训|补助|发放|新增|安装|维修|治理|救助|扶持|受益")
MONEY_UNIT = re.compile(r"(万|亿)?元(/.*)?")
DURATIONS = ("秒", "分钟", "小时", "天", "日", "工作日", "周")


@dataclass(frozen=True)
class Assessment:
    """What an edition makes of a row.

    Attributes
    ----------
    verdict : Verdict or None
        ``None`` where the share is known; otherwise needs judgement or not computable.
    share, award : Decimal or None
        Part of the points that is earned, and the award.
    met : bool or None
        Whether the target was reached.
    attainment : Decimal or None
        完成率 :math:`A / T`.
    reason : str
        How it came about, or why there is no award.
    outcome : str
        What is known of the attainment, for rows that have no points.
    """

    verdict: Verdict | None
    reason: str
    share: Decimal | None = None
    award: Decimal | None = None
    met: bool | None = None
    attainment: Decimal | None = None
    outcome: str = ""


def assess(rulebook: Rulebook, row: FormRow, target: Cell, actual: Cell, points: Decimal | None) -> Assessment:
    """指标得分 Assess one row from its target and actual value alone.

    Parameters
    ----------
    rulebook : Rulebook
        The edition.
    row : FormRow
        Only its names are looked at; neither award nor notes.
    target, actual : Cell
        The cells, read.
    points : Decimal or None
        分值; without it the attainment is told and there is no award.

    Returns
    -------
    Assessment
        Words, a sign against the sense of the row, and what the edition has no rule for need judgement; blank, unclear and
        unlike cells are not computable.

    Examples
    --------
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> from evalkit.cells.targets import read_actual, read_target
    >>> target = read_target("≥50个")
    >>> row = FormRow("产出指标", "数量指标", "委托项目数")
    >>> assess(load_rulebook("mof-2020-10"), row, target, read_actual("40", target=target), Decimal(8)).award
    Decimal('6.40')
    """
    blank = [name for name, cell in (("指标值", target), ("完成值", actual)) if cell.kind is Kind.BLANK]
    if blank:
        return _impossible(f"{'、'.join(blank)}空白")
    if target.kind in IN_WORDS:
        told = _in_words(target, actual)
        tiers = f"{told}；定性指标按档评分：{tiers_in_words(rulebook, points)}"
        return Assessment(Verdict.NEEDS_JUDGEMENT, tiers, outcome=told)
    for name, cell in (("指标值", target), ("完成值", actual)):
        if cell.kind is Kind.UNCLEAR:
            return _impossible(f"{name}“{cell.text}”无法判读：{cell.reason}")
    if unlike(target, actual):
        return _impossible(f"指标值“{target.text}”与完成值“{actual.text}”不是同一类，无法比较")
    if target.kind is Kind.DATE:
        return _assess_date(rulebook, target, actual, points)
    if Kind.RANGE in (target.kind, actual.kind) or actual.comparator not in ("", "="):
        return _assess_statement(rulebook, row, target, actual, points)
    return _assess_numbers(rulebook, row, target, actual, points)


def unlike(target: Cell, actual: Cell) -> bool:
    """Return whether one cell holds a figure and the other words, or one a date and the other a number.

    Examples
    --------
    >>> unlike(Cell("≤30万元", Kind.NUMBER), Cell("完成", Kind.WORDS))
    True
    """
    known = {Kind.NUMBER: "number", Kind.RANGE: "number", Kind.DATE: "date", Kind.WORDS: "words", Kind.SCALE: "words"}
    sorts = {known.get(target.kind), known.get(actual.kind)}
    return None not in sorts and len(sorts) > 1


def lower_may_be_better(row: FormRow, unit: str) -> bool:
    """Return whether less of it may be what is wanted: costs, durations, accidents, but not the rate at which they are dealt with.

    Examples
    --------
    >>> lower_may_be_better(FormRow("产出指标", "成本指标", "配套资金"), "元")
    True
    >>> lower_may_be_better(FormRow("产出指标", "数量指标", "培训人数"), "人")
    False
    """
    if unit == "%" and HIGHER_RATES.search(re.sub(r"\([^()]*\)", "", folded(row.name))):
        return False
    named = LOWER_NAMES.search(row.name) is not None
    return named or "成本" in row.section + row.category or unit in DURATIONS


def sign_against_sense(row: FormRow, target: Cell) -> str:
    """Return how the sign contradicts what the row is about; empty where it does not.

    Examples
    --------
    >>> sign_against_sense(FormRow("产出指标", "成本指标", "维修成本"), Cell("=6万元", Kind.NUMBER, "=", Decimal(6), unit="万元"))
    '成本指标的指标值为“=6万元”，超支不扣分'
    >>> sign_against_sense(FormRow("产出指标", "数量指标", "建设村庄数量"), Cell("≤4", Kind.NUMBER, "≤", Decimal(4)))
    '数量指标的指标值为“≤4”，多完成反而不达标'
    """
    money = MONEY_UNIT.fullmatch(target.unit) is not None
    if target.comparator in UPWARD and money and "成本" in row.section + row.category and "节约" not in row.name:
        return f"成本指标的指标值为“{target.text}”，超支不扣分"
    done = "数量" in row.category and DONE.search(row.name) and not lower_may_be_better(row, target.unit)
    if target.comparator in ("≤", "<") and done and not money:
        return f"数量指标的指标值为“{target.text}”，多完成反而不达标"
    return ""


def tiers_in_words(rulebook: Rulebook, points: Decimal | None) -> str:
    """Write the edition's 定性 tiers, in points where they are known, otherwise in per cent.

    Examples
    --------
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> tiers_in_words(load_rulebook("hubei-20-80"), Decimal(10)).split("、")[1]
    '部分达成年度指标并具有一定效果 5–8 分'
    """
    scale, unit = (HUNDRED, "%") if points is None else (points, " 分")
    parts = [
        f"{tier.name} {plain(scale * tier.low / HUNDRED)}–{plain(scale * tier.high / HUNDRED)}{unit}" for tier in rulebook.tiers
    ]
    return "、".join(parts)


def full(rulebook: Rulebook, points: Decimal | None, why: str) -> Assessment:
    """Return the assessment of a row that earns all its points."""
    return computed(rulebook, points, ONE, True, None, why)


def computed(
    rulebook: Rulebook, points: Decimal | None, share: Decimal, met: bool, attainment: Decimal | None, why: str
) -> Assessment:
    """Return the assessment of a row whose share is known."""
    award = None if points is None else award_of(rulebook, points, share)
    told = f"{why}：{plain(points)} 分 × {percent(share)} = {award:f} 分" if points is not None else why
    return Assessment(None, told, share, award, met, attainment, outcome=why)


def _impossible(why: str) -> Assessment:
    return Assessment(Verdict.NOT_COMPUTABLE, why, outcome=why)


def _judgement(why: str, *, met: bool | None = None) -> Assessment:
    return Assessment(Verdict.NEEDS_JUDGEMENT, why, met=met, outcome=why)


def _in_words(target: Cell, actual: Cell) -> str:
    kind = "等级" if target.kind is Kind.SCALE else "文字"
    same = "；完成值与指标值文字相同，不等于已经达成" if target.text == actual.text else ""
    mixed = f"，完成值却是数值“{actual.text}”" if unlike(target, actual) else ""
    remark = f"；{target.reason}" if target.reason else ""
    return f"指标值是{kind}“{target.text}”{mixed}{same}{remark}"


def _assess_date(rulebook: Rulebook, target: Cell, actual: Cell, points: Decimal | None) -> Assessment:
    notes = _notes(target, actual)
    in_time = implies(actual, target, "≤")
    if in_time:
        return full(rulebook, points, "；".join([*notes, "按期完成"]))
    if in_time is None:
        return _judgement("；".join([*notes, f"完成日期“{actual.text}”是否在“{target.text}”之内，不能确定"]))
    late = f"完成日期“{actual.text}”晚于“{target.text}”"
    if rulebook.late == "judgement":
        return _judgement("；".join([*notes, late, "该版规则没有公布逾期的扣分办法"]), met=False)
    return computed(rulebook, points, ZERO, False, None, "；".join([*notes, f"{late}，不得分"]))


def _assess_statement(rulebook: Rulebook, row: FormRow, target: Cell, actual: Cell, points: Decimal | None) -> Assessment:
    """Assess an actual value that is no measured value (≥90%, 80%-90%), or a target that is a range."""
    signed, notes = _with_sign(row, target)
    if signed is None:
        return _judgement(f"未印比较符号，且可能越低越好，方向不能确定：指标值“{target.text}”，完成值“{actual.text}”")
    measured = actual.kind is Kind.NUMBER and actual.comparator in ("", "=")
    what = f"完成值“{actual.text}”" if measured else f"完成值“{actual.text}”不是实测值"
    reached = implies(actual, signed, signed.comparator)
    if reached:
        inside = "在指标值之内" if measured else "，但其所含的每个值都达到指标值"
        return full(rulebook, points, "；".join([*notes, f"{what}{inside}“{target.text}”"]))
    if measured:
        return _judgement(f"{what}不在区间“{target.text}”之内，该版规则没有公布区间外的扣分办法", met=False)
    why = "不能确定是否达到" if reached is None else "未达到，但不能算出完成率"
    return replace(_impossible("；".join([*notes, f"{what}，对照“{target.text}”{why}"])), met=reached)


def _assess_numbers(rulebook: Rulebook, row: FormRow, target: Cell, actual: Cell, points: Decimal | None) -> Assessment:
    value = _common(actual, target)
    if value is None:
        return _impossible(f"指标值“{target.text}”与完成值“{actual.text}”的单位不能换算")
    if target.value and (value / target.value).adjusted() > MOST_POWERS:
        return _impossible(f"指标值“{target.text}”与完成值“{actual.text}”相差过大，无法计算")
    signed, notes = _with_sign(row, target)
    if signed is None and value == target.value:
        signed, notes = replace(target, comparator="="), ["未印比较符号，完成值等于指标值，与方向无关"]
    if signed is None:
        return _judgement(f"未印比较符号，且可能越低越好，方向不能确定：指标值“{target.text}”，完成值“{actual.text}”")
    against_sense = sign_against_sense(row, target)
    if against_sense and value != target.value:
        return _judgement(f"{against_sense}；完成值“{actual.text}”与指标值不同，方向不能确定")
    if actual.approximate or target.approximate:
        notes = [*notes, "含约数"]
        if implies(actual, target, signed.comparator) is None:
            return _judgement("；".join([*notes, f"完成值“{actual.text}”是否达到“{target.text}”，不能确定"]))
    growth = states_growth(row.name, target.text)
    judgement = judge(
        rulebook,
        points=HUNDRED if points is None else points,
        comparator=signed.comparator,
        target=target.value,
        actual=value,
        growth=growth and target.unit == "%",
    )
    if growth and not target.unit and not judgement.met:
        return _judgement(f"增长率未写单位，不能确定是百分数还是小数：指标值“{target.text}”，完成值“{actual.text}”", met=False)
    return _from_judgement(judgement, signed.comparator, points, [*notes, *_notes(target, actual)])


def _from_judgement(judgement: Judgement, comparator: str, points: Decimal | None, notes: list[str]) -> Assessment:
    remark, _, product = judgement.working.rpartition("：")
    notes = [*notes, "达到指标值" if judgement.met else "未达到指标值"]
    if judgement.attainment is not None and "完成率" not in remark:
        notes.append(f"{'完成率' if comparator in UPWARD else '完成值为指标值的'} {percent(judgement.attainment)}")
    outcome = "；".join([*notes, *([remark] if remark else [])])
    known = {"met": judgement.met, "attainment": judgement.attainment, "outcome": outcome}
    if judgement.award is None:
        return Assessment(Verdict.NEEDS_JUDGEMENT, f"{outcome}；{judgement.reason}", **known)
    if points is None:
        return Assessment(None, outcome, judgement.share, **known)
    return Assessment(None, f"{outcome}；{product}", judgement.share, judgement.award, **known)


def _with_sign(row: FormRow, target: Cell) -> tuple[Cell | None, list[str]]:
    """Return the target with a sign, and what was assumed; ``None`` where the direction cannot be told."""
    if target.comparator or target.kind is not Kind.NUMBER:
        return target, []
    if target.value == 0:
        return replace(target, comparator="="), ["未印比较符号，指标值为 0，超过 0 即未达到"]
    if lower_may_be_better(row, target.unit):
        return None, []
    return replace(target, comparator="≥"), ["未印比较符号，按正向指标计算"]


def _common(actual: Cell, target: Cell) -> Decimal | None:
    if actual.unit == target.unit or not actual.unit:
        return actual.value
    return actual.value if not target.unit else in_unit(actual.value, actual.unit, target.unit)


def _notes(target: Cell, actual: Cell) -> list[str]:
    """Return what reading the cells assumed."""
    return list(dict.fromkeys(part for cell in (target, actual) for part in cell.reason.split("；") if part))
