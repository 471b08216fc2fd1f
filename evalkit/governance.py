"""How a year was governed: when its budget was decided, how its objectives were set, and what the bureau claims of them."""

from dataclasses import replace

import pandas as pd

from evalkit.measures import Measure, Source, exact_count
from evalkit.metrics.general import share
from evalkit.periods import Period
from evalkit.quantities import MISSING_TEXT
from evalkit.sub_project import SubProject


def decision_frame(sub: SubProject) -> pd.DataFrame:
    """Return the stated budget decision; one dated inside or after the fiscal year is a finding."""
    decision, year = sub.year.inputs.year.decision, sub.year.fiscal_year
    if decision.approved_on and decision.approved_on >= Period.of_year(year).first:
        message = (
            f"{year} 年度预算的审议日期为 {decision.approved_on}，不早于该年度开始，与“先有预算、后有支出”不符，疑为年份笔误"
        )
        sub.doubt("F-DATE-01", message)
    rows = [("审议日期", decision.approved_on), ("审议机构", decision.approved_by), ("出处", decision.place)]
    return pd.DataFrame([{"事项": name, "内容": MISSING_TEXT if value is None else str(value)} for name, value in rows])


def target_setting(sub: SubProject) -> list[Measure]:
    """Judge the table of objectives itself: how many indicators have a target, an approval, and can be measured."""
    objectives = [objective for _, objective in sub.year.objectives()]
    file = Source(f"data/raw/{sub.year.fiscal_year}/objectives.csv", 1, "target_basis", "绩效目标表", "")
    counts = {
        "indicators_count": ("绩效指标数", objectives),
        "targets_given_count": ("有目标值的指标数", [item for item in objectives if item.target is not None]),
        "targets_approved_count": (
            "目标值经批复或有文件依据的指标数",
            [item for item in objectives if item.target_basis == "approved"],
        ),
        "targets_evidenced_count": (
            "有目标值且列明佐证材料的指标数",
            [item for item in objectives if item.target is not None and item.evidence],
        ),
        "points_approved_count": (
            "分值经批复或由规则规定的指标数",
            [item for item in objectives if item.points_basis == "approved"],
        ),
    }
    kept = {}
    for id, (name, items) in counts.items():
        count = exact_count(id, name, len(items), "项", "绩效目标表逐行计数", basis="绩效目标表")
        kept[id] = sub.keep(replace(count, sources=(file,), sub_project=sub.id, period=str(sub.year.fiscal_year)))
    whole = kept["indicators_count"]
    rates = {
        "target_given_rate": ("目标完整率", "targets_given_count"),
        "target_approved_rate": ("目标有依据率", "targets_approved_count"),
        "target_measurable_rate": ("目标可衡量率", "targets_evidenced_count"),
    }
    measured = [sub.measure(share, id=id, name=name, part=kept[part], whole=whole) for id, (name, part) in rates.items()]
    return [*kept.values(), *measured]


def target_setting_frame(sub: SubProject) -> pd.DataFrame:
    """Return, for each section, how many targets are stated, approved and missing."""
    rows = [{"一级指标": item.section, "依据": item.target_basis} for _, item in sub.year.objectives()]
    names = {"stated": "报告载明", "approved": "批复或文件", "missing": "缺失"}
    counts = pd.crosstab(pd.DataFrame(rows)["一级指标"], pd.DataFrame(rows)["依据"]).reindex(columns=list(names), fill_value=0)
    order = dict.fromkeys(row["一级指标"] for row in rows)
    return counts.reindex(list(order)).rename(columns=names).reset_index()


def contradicting_claims(sub: SubProject) -> None:
    """Record a finding for every figure whose target the bureau calls met in one place and missed in another."""
    claims = [row for _, row in sub.year.inputs.declared]
    names = {objective.measure: objective.name for _, objective in sub.year.objectives()}
    for met in (row for row in claims if row.kind == "target_met"):
        for missed in (row for row in claims if row.kind == "target_missed" and row.subject == met.subject):
            message = f"单位对“{names.get(met.subject, met.subject)}”目标的说法相反：{met.place}称已完成，{missed.place}称未完成"
            sub.doubt("F-CLAIM-01", message)
