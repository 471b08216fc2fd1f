"""Our own 项目支出绩效自评表: what ``evaluation.json`` holds, put into the cells of a form."""

from decimal import Decimal
from typing import Any

from evalkit.forms.model import TOTAL_ROW, Form, FormRow, MoneyRow
from evalkit.measures import Measure
from evalkit.quantities import MISSING_TEXT, format_number, from_base, to_base
from evalkit.scoring.rulebook import Rulebook, load_rulebook
from evalkit.scoring.scorecard import EXECUTION_RATES

NONE_TEXT = "—"
MONEY_UNIT = "万元"
MONEY_PARTS = ("当年财政拨款", "上年结转资金", "其他资金")
FICTIONAL = "演示数据：本年度的数据为虚构，不代表任何单位。"
BOUNDS = "缺目标值或完成值的指标不计分：总分下限为已计得分之和，上限再加上不能计分指标的全部分值。"


def filled_form(
    evaluation: dict[str, Any],
    *,
    deviations: dict[str, str] | None = None,
    goal: str = "",
    result: str = "",
    as_of: str = "",
) -> Form:
    """填报自评表 Fill the form from an evaluation; what is not known is printed as 缺失, never left blank.

    Parameters
    ----------
    evaluation : dict
        What :func:`evalkit.results.load_evaluation` returns.
    deviations : dict of str to str, optional
        偏差原因分析及改进措施 by indicator id; ids were checked at intake.
    goal, result : str
        预期目标 and 实际完成情况 of the year, in words; blank is 缺失.
    as_of : str
        数据截至日期.

    Returns
    -------
    Form
        The indicator of the budget section that asks for an execution rate, on whichever base, stands in the money block
        (what its reason cell would hold stands in the notes), every other one is a row. 实施单位 is the department. An
        award that cannot be computed is 缺失, and the total is then a pair of bounds.

    Raises
    ------
    InputProblems
        ``R-BOOK-02`` if the edition of the evaluation is not known.

    Examples
    --------
    >>> recomputed = {"low": Decimal(0), "high": Decimal(0), "grade_low": "差", "grade_high": "差"}
    >>> score = {"edition": "mof-2020-10", "recomputed": recomputed, "assumption": None}
    >>> about = {"fiscal_year": 2030, "project": "示例项目", "department": "示例局", "fictional": True}
    >>> form = filled_form({**about, "score": score, "sections": [], "indicators": [], "measures": []})
    >>> form.total, form.grade, form.goal, form.money[0].executed
    ('0.00', '差', '缺失', '缺失')
    """
    rulebook = load_rulebook(evaluation["score"]["edition"])
    given = deviations or {}
    execution = _execution(evaluation["indicators"], rulebook)
    listed = [item for item in evaluation["indicators"] if item is not execution]
    score = evaluation["score"]["recomputed"]
    low, high = (format_number(Decimal(score[end]), rulebook.award_digits) for end in ("low", "high"))
    return Form(
        file=f"data/processed/{evaluation['fiscal_year']}/evaluation.json",
        project=evaluation["project"],
        department=evaluation["department"],
        implementer=evaluation["department"],
        fiscal_year=str(evaluation["fiscal_year"]),
        columns=frozenset({"initial", "points", "award"}),
        money_unit=MONEY_UNIT,
        money=_money(evaluation["measures"], execution, rulebook),
        rows=tuple(_row(item, given.get(item["id"], ""), rulebook) for item in listed),
        section_points=_section_points(evaluation["sections"], listed),
        total=_one_or_both(low, high),
        grade=_one_or_both(score["grade_low"], score["grade_high"]),
        goal=goal.strip() or MISSING_TEXT,
        result=result.strip() or MISSING_TEXT,
        notes=_notes(evaluation, execution, given, rulebook, as_of),
    )


def _execution(indicators: list[dict[str, Any]], rulebook: Rulebook) -> dict[str, Any] | None:
    """Return the indicator that the money block scores; ``None`` where the year has none."""
    section = rulebook.budget.section
    return next((item for item in indicators if item["section"] == section and _is_rate(item)), None)


def _is_rate(indicator: dict[str, Any]) -> bool:
    return indicator["measure"] in EXECUTION_RATES.values()


def _one_or_both(low: str, high: str) -> str:
    return low if low == high else f"{low} 至 {high}"


def _money(measures: list[dict[str, Any]], execution: dict[str, Any] | None, rulebook: Rulebook) -> tuple[MoneyRow, ...]:
    """Return the money block; evaluations hold no breakdown by source, so its amounts are 缺失."""
    rate = execution["measure"] if execution else EXECUTION_RATES[rulebook.budget.base]
    by_id = {item["id"]: Measure.from_json(item) for item in measures if item["id"] in {*_AMOUNTS.values(), rate}}
    total = MoneyRow(
        name=TOTAL_ROW,
        **{field: _amount(by_id.get(id)) for field, id in _AMOUNTS.items()},
        points=_plain(execution["points"]) if execution else NONE_TEXT,
        rate=by_id[rate].text if rate in by_id else MISSING_TEXT,
        award=_award(execution, rulebook) if execution else NONE_TEXT,
    )
    amounts = dict.fromkeys(_AMOUNTS, MISSING_TEXT)
    scores = dict.fromkeys(("points", "rate", "award"), NONE_TEXT)
    return (total, *(MoneyRow(name=name, **amounts, **scores) for name in MONEY_PARTS))


_AMOUNTS = {"initial": "opening_budget", "revised": "budget", "executed": "executed"}


def _amount(measure: Measure | None) -> str:
    """Write an amount exactly in 万元, 约 included."""
    if measure is None or measure.value is None:
        return MISSING_TEXT if measure is None else measure.number
    exact = from_base(to_base(measure.value, measure.unit), MONEY_UNIT)
    return f"{'约 ' if measure.approximate else ''}{exact.normalize():,f}"


def _plain(points: Decimal | int) -> str:
    return f"{Decimal(points).normalize():f}"


def _award(indicator: dict[str, Any], rulebook: Rulebook) -> str:
    award = indicator["award"]
    return MISSING_TEXT if award is None else format_number(Decimal(award), rulebook.award_digits)


def _row(indicator: dict[str, Any], deviation: str, rulebook: Rulebook) -> FormRow:
    return FormRow(
        section=indicator["section"],
        category=indicator["category"],
        name=indicator["name"],
        target=indicator["target_text"],
        actual=indicator["actual_text"],
        points=_plain(indicator["points"]),
        award=_award(indicator, rulebook),
        reason=_reason(indicator, deviation, rulebook),
    )


def _reason(indicator: dict[str, Any], deviation: str, rulebook: Rulebook) -> str:
    """Return why there is no award and what explains the actual value; 缺失 where it must be explained and nobody does."""
    parts = [f"未计分：{indicator['reason']}"] if indicator["reason"] else []
    parts += [deviation] if deviation else []
    return "；".join(parts) or (MISSING_TEXT if _must_be_explained(indicator, rulebook) else NONE_TEXT)


def _must_be_explained(indicator: dict[str, Any], rulebook: Rulebook) -> bool:
    """Return whether the target was missed, far exceeded under an edition that asks why, or too little was spent."""
    if indicator["met"] is False:
        return True
    if indicator["award_by_policy"] and rulebook.over_achievement.policy == "reason":
        return True
    below, rate = rulebook.budget.explain_below, indicator["attainment"]
    return _is_rate(indicator) and None not in (below, rate) and Decimal(rate) * 100 < below


def _section_points(sections: list[dict[str, Any]], listed: list[dict[str, Any]]) -> dict[str, str]:
    """Return the points of the sections that have rows."""
    shown = {item["section"] for item in listed}
    return {section["name"]: _plain(section["points"]) for section in sections if section["name"] in shown}


def _notes(
    evaluation: dict[str, Any],
    execution: dict[str, Any] | None,
    deviations: dict[str, str],
    rulebook: Rulebook,
    as_of: str,
) -> tuple[str, ...]:
    """Return what must stand below the table."""
    score = evaluation["score"]
    bounded = score["recomputed"]["low"] != score["recomputed"]["high"]
    why = _reason(execution, deviations.get(execution["id"], ""), rulebook) if execution else NONE_TEXT
    notes = [
        FICTIONAL if evaluation["fictional"] else "",
        f"评分规则：{rulebook.title}（{rulebook.edition}）。",
        "" if rulebook.verified else f"该版规则未经核实：{rulebook.why_unverified}。",
        f"{score['assumption']}。" if score["assumption"] else "",
        "" if why == NONE_TEXT else f"{execution['name']}：{why.removesuffix('。')}。",
        BOUNDS if bounded else "",
        f"{MISSING_TEXT}表示未公布或未取得，不是零；{NONE_TEXT}表示不需填写。",
        f"数据截至：{as_of or MISSING_TEXT}。",
    ]
    return tuple(note for note in notes if note)
