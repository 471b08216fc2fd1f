"""Tables about a year as a whole: what was received, what is missing, what was claimed."""

from decimal import Decimal

import pandas as pd

from evalkit.estimates import KINDS
from evalkit.estimates import published_estimates as published_estimates_of_all
from evalkit.measures import Measure
from evalkit.quantities import MISSING_TEXT, format_number, from_base, span_text, to_base
from evalkit.scoring.deviation import reasons_by_indicator
from evalkit.scoring.editions import Reading, distance_to_next
from evalkit.scoring.rulebook import Rulebook
from evalkit.scoring.scorecard import Scorecard
from evalkit.year import Year

CONFIDENCE = {"high": "高", "medium": "中", "low": "低"}
UNVERIFIED = "未核实"
UNDECIDED = "缺数据，不能判断"
OWN = "本年度所用"
TO_EXPLAIN = "须说明原因"
EDITIONS_NOTE = f"除{OWN}的一版外，各版按比例折算分值，仅供对照。{UNVERIFIED}指没有读到官方全文，原因写在该版规则文件中。"
CLAIMS = {"target_met": "称目标已完成", "target_missed": "称目标未完成"}


def one_sentence(text: str) -> pd.DataFrame:
    """Return a table of one sentence, for a table that has nothing to say.

    Examples
    --------
    >>> one_sentence("没有复核。").to_dict("list")
    {'说明': ['没有复核。']}
    """
    return pd.DataFrame({"说明": [text]})


def received(year: Year) -> pd.DataFrame:
    """Return the received files: title, provider, date, rows, reason of the registration."""
    files = year.inputs.sources.files
    rows = [(name, item.title, item.provider, str(item.received_on), str(item.rows), item.reason) for name, item in files.items()]
    return pd.DataFrame(rows, columns=["文件", "标题", "提供者", "收到日期", "行数", "登记原因"])


def cited(year: Year) -> pd.DataFrame:
    """Return the publications that figures cite."""
    sources = year.inputs.sources.sources.values()
    rows = [(item.title, item.address or "—", CONFIDENCE[item.confidence], item.note or "—") for item in sources]
    return pd.DataFrame(rows, columns=["来源", "网址", "可信度", "说明"])


def published_estimates() -> pd.DataFrame:
    """Return the published estimates of extra spending for 1 of subsidy."""
    rows = [
        {
            "券的种类": KINDS[item.kind],
            "研究": item.study,
            "地点和时间": f"{item.place}，{item.period}",
            "方法": item.design,
            "每元补贴的额外消费": "未测" if item.low is None else span_text(f"{item.low}", f"{item.high}"),
            "查阅": item.read,
        }
        for item in published_estimates_of_all()
    ]
    return pd.DataFrame(rows)


def against_target(target: Measure, *measures: Measure) -> pd.DataFrame:
    """Return figures, such as those of quarters, each beside the target that it was to reach, and whether it did."""
    rows = []
    for measure in measures:
        known = measure.value is not None and target.value is not None
        gap = to_base(measure.value, measure.unit) - to_base(target.value, target.unit) if known else Decimal(0)
        rows.append(
            {
                "指标": measure.name,
                "数值": measure.text,
                "目标值": target.text,
                "相差": format_number(from_base(gap, measure.unit), max(measure.digits, target.digits)) if known else "—",
                "完成情况": ("达到" if gap >= 0 else "未达到") if known else UNDECIDED,
            }
        )
    return pd.DataFrame(rows, dtype=object)


def facts(year: Year) -> pd.DataFrame:
    """Return every row of ``facts.csv`` with the name of its sub-project and source."""
    names = {sub.id: sub.name for sub in year.inputs.year.sub_projects}
    rows = [
        {
            "行": record.row,
            "子项目": names[record.fact.sub_project],
            "名称": record.fact.name,
            "数值": f"{record.fact.approximate}{record.fact.value}" if record.fact.value else MISSING_TEXT,
            "单位": record.fact.unit,
            "期间": record.fact.period,
            "口径": record.fact.basis or "—",
            "采用": "是" if record.fact.use == "yes" else "否",
            "来源": year.inputs.sources.sources[record.fact.source].title,
            "出处": record.fact.place or "—",
            "说明": record.fact.note or "—",
            "已填报": bool(record.fact.value),
        }
        for record in year.inputs.facts
    ]
    return pd.DataFrame(rows)


def corrections(year: Year) -> pd.DataFrame:
    """Return the declared corrections that were applied."""
    items = year.inputs.corrections
    rows = [(c.id, c.period, c.column, c.expect, c.value, c.reason, c.authority, str(c.date)) for c in items]
    return pd.DataFrame(rows, columns=["数值", "期间", "列", "原值", "更正为", "理由", "依据", "日期"])


def sections(scorecard: Scorecard) -> pd.DataFrame:
    """Return each section's points and the bounds of its score."""
    rows = [
        (section.name, f"{section.points:f}", format_number(section.low, 2), format_number(section.high, 2))
        for section in scorecard.sections
    ]
    return pd.DataFrame(rows, columns=["部分", "分值", "最低", "最高"])


def rounding_sentence(rulebook: Rulebook) -> str:
    """Return in words in which order the edition rounds, sums and grades.

    Examples
    --------
    >>> from evalkit.scoring.rulebook import load_rulebook
    >>> rounding_sentence(load_rulebook("mof-2020-10"))
    '每项得分先四舍五入到 2 位小数，再求和，再定级，与表中各行相加一致。'
    """
    if rulebook.total_rounding == "awards":
        return f"每项得分先四舍五入到 {rulebook.award_digits} 位小数，再求和，再定级，与表中各行相加一致。"
    return f"各项得分不先四舍五入，求和后再四舍五入到 {rulebook.award_digits} 位小数，再定级；表中各行相加可能与合计略有出入。"


def not_scored(scorecard: Scorecard) -> pd.DataFrame:
    """Return the indicators without an award, and why."""
    rows = [(item["name"], f"{item['points']:f}", item["reason"]) for item in scorecard.missing]
    return pd.DataFrame(rows, columns=["指标", "分值", "原因"])


def editions(readings: list[Reading]) -> pd.DataFrame:
    """Return the score and grade of the year under every edition, its own marked, with the distance to the next better grade."""
    rows = []
    for reading in readings:
        rulebook, card = reading.rulebook, reading.scorecard
        edition = f"{rulebook.edition}（{OWN}）" if reading.own else rulebook.edition
        title = rulebook.title if rulebook.verified else f"{rulebook.title}（{UNVERIFIED}）"
        if card is None:
            rows.append((edition, title, "—", "—", "不适用", reading.why_not))
            continue
        score = card.score
        ends = [(score.low, "下限"), (score.high, "上限")] if score.low != score.high else [(score.low, "")]
        lacking = [_lacking(rulebook, end, name) for end, name in ends]
        low, high = format_number(score.low, 2), format_number(score.high, 2)
        rows.append((edition, title, low, high, score.grade_text, "；".join(lacking)))
    return pd.DataFrame(rows, columns=["评分规则", "名称", "最低", "最高", "等级", "距更高一级"])


def _lacking(rulebook: Rulebook, score: Decimal, end: str) -> str:
    better = distance_to_next(rulebook, score)
    return f"{end}已是最高等级" if better is None else f"{end}距{better[0]} {format_number(better[1], 2)} 分"


def claims(year: Year, scorecard: Scorecard) -> pd.DataFrame:
    """Return each claim that a target was met or missed beside what the target and the actual value say."""
    rows = []
    for _, declared in year.inputs.declared:
        if declared.kind in CLAIMS:
            indicator = scorecard.indicator_of(declared.subject)
            name = indicator.name if indicator else declared.subject
            verdict = indicator.verdict if indicator else "未列入绩效目标表"
            rows.append((name, CLAIMS[declared.kind], declared.place or "—", verdict, declared.note or "—"))
    return pd.DataFrame(rows, columns=["指标", "单位的说法", "位置", "复算结论", "说明"])


def deviations(year: Year, scorecard: Scorecard) -> pd.DataFrame:
    """Return each indicator that was missed, that the edition wants explained, or that has a stated cause; every cause, or 缺失."""
    stated = reasons_by_indicator(year.inputs.deviations)
    to_explain = [item.id for item in scorecard.to_explain]
    rows = []
    for item in scorecard.indicators:
        given = stated.get(item.id, [])
        if item.met is False or item.id in to_explain or given:
            verdict = f"{item.verdict}，{TO_EXPLAIN}" if item.id in to_explain else item.verdict
            cause = "；".join(row.cause for row in given) or MISSING_TEXT
            remedy = "；".join(row.remedy for row in given) or MISSING_TEXT
            rows.append((item.name, item.target_text, item.actual_text, verdict, cause, remedy))
    return pd.DataFrame(rows, columns=["指标", "目标值", "实际完成值", "结论", "偏差原因", "改进措施"])
