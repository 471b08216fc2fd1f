"""Our own form of every edition, written, read back and recomputed: the edition, every award and the total are the printed ones.

86.4 of a budget of 100 (initially 200) was spent; 3 of 4 trainings; a cost of 15 against at most 10; 120 of 100; 81 % of 90 %.
"""

from decimal import Decimal

import pytest

from evalkit.forms.filled import filled_form
from evalkit.forms.recognise import recognise
from evalkit.forms.recompute import recompute
from evalkit.forms.verdicts import Verdict
from evalkit.forms.write_xlsx import write_xlsx
from evalkit.forms.xlsx_form import read_xlsx_form
from evalkit.measures import Measure, Status
from evalkit.scoring.rulebook import editions

RATES = {"execution_rate": "86.4", "execution_rate_on_initial": "43.2"}
# Points and awards: trainings (75 %), cost (50 %, or 10/15 by ratio), trade (100 %), satisfaction (90 %).
USUAL = [("产出指标", "30", "22.50"), ("产出指标", "20", "10.00"), ("效益指标", "30", "30.00"), ("满意度指标", "10", "9.00")]
BY_RATIO = [USUAL[0], ("产出指标", "20", "13.33"), *USUAL[2:]]
COST = [("产出指标", "40", "30.00"), ("成本指标", "20", "10.00"), ("效益指标", "20", "20.00"), ("满意度指标", "10", "9.00")]
HUBEI = [("产出指标", "20", "15.00"), ("产出指标", "20", "13.33"), ("效益指标", "30", "30.00"), ("效益指标", "10", "9.00")]
SICHUAN = [("绩效指标", points, award) for _, points, award in USUAL]
# Edition, points and award of the budget, the rows, and the sum of all five awards.
EDITIONS = [
    pytest.param("mof-2020-10", "10", "8.64", USUAL, "80.14", id="mof-2020-10"),
    pytest.param("guangdong-90-80-70-60", "10", "8.64", USUAL, "80.14", id="guangdong"),
    pytest.param("local-80-70-60", "10", "8.64", USUAL, "80.14", id="local-80-70-60"),
    pytest.param("mof-2021-101-no-cost", "10", "8.64", USUAL, "80.14", id="mof-2021-101-no-cost"),
    pytest.param("mof-2021-101", "10", "8.64", COST, "77.64", id="mof-2021-101"),
    pytest.param("local-ratio-rescale", "10", "8.64", BY_RATIO, "83.47", id="local-ratio-rescale"),
    pytest.param("beijing-2016", "10", "4.30", BY_RATIO, "79.13", id="beijing: 43 % of the initial budget, rounded first"),
    pytest.param("hubei-20-80", "20", "17.28", HUBEI, "84.61", id="hubei"),
    pytest.param("sichuan-2023", "10", "8.64", SICHUAN, "80.14", id="sichuan"),
]
ROWS = [
    ("数量指标", "培训场次", "≥4 场", "3 场", "0.75"),
    ("成本指标", "场地成本", "≤10 万元", "15 万元", "1.5"),
    ("经济效益指标", "进出口总值", "≥100 亿元", "120 亿元", "1.2"),
    ("服务对象满意度指标", "企业满意度", "≥90%", "81%", "0.9"),
]


def indicator(section: str, points: str, award: str, measure: str, row: tuple[str, ...]) -> dict:
    category, name, target, actual, attainment = row
    texts = {"id": name, "section": section, "category": category, "name": name, "measure": measure, "reason": ""}
    cells = {"target_text": target, "actual_text": actual, "met": actual.startswith("120"), "award_by_policy": {}}
    return {**texts, **cells, "points": Decimal(points), "award": Decimal(award), "attainment": Decimal(attainment)}


def evaluation(edition: str, budget: tuple[str, str], rows: list[tuple[str, str, str]], total: str) -> dict:
    measure = "execution_rate_on_initial" if edition == "beijing-2016" else "execution_rate"
    rate = RATES[measure]
    execution = indicator(
        "预算执行率", *budget, measure, ("预算执行率", "预算执行率", "≥100%", f"{rate}%", f"{Decimal(rate) / 100}")
    )
    listed = [indicator(*scored, "other", row) for scored, row in zip(rows, ROWS, strict=True)]
    amounts = {"opening_budget": ("200", "万元"), "budget": ("100", "万元"), "executed": ("86.4", "万元")}
    amounts |= {id: (value, "%") for id, value in RATES.items()}
    measures = [Measure(id, id, Decimal(value), unit, 2, "", Status.DECLARED) for id, (value, unit) in amounts.items()]
    recomputed = {"low": Decimal(total), "high": Decimal(total), "grade_low": "良", "grade_high": "良"}
    sections = dict.fromkeys(section for section, *_ in rows)
    return {
        "fiscal_year": 2030,
        "project": "虚构",
        "department": "虚构",
        "fictional": True,
        "score": {"edition": edition, "recomputed": recomputed, "assumption": None},
        "sections": [
            {"name": name, "points": sum(Decimal(points) for section, points, _ in rows if section == name)} for name in sections
        ],
        "indicators": [execution, *listed],
        "measures": [each.to_json() for each in measures],
    }


@pytest.mark.parametrize(("edition", "points", "award", "rows", "total"), EDITIONS)
def test_an_exported_form_agrees_with_itself_under_its_own_edition(tmp_path, edition, points, award, rows, total):
    write_xlsx(filled_form(evaluation(edition, (points, award), rows, total)), tmp_path / "form.xlsx")
    (form,) = read_xlsx_form(tmp_path / "form.xlsx", "form.xlsx")
    result = recompute(form, *recognise(form))
    assert result.rulebook.edition == edition
    assert (result.budget.award, result.budget.verdict) == (Decimal(award), Verdict.AGREES)
    assert [(row.award, row.verdict) for row in result.rows] == [(Decimal(award), Verdict.AGREES) for *_, award in rows]
    assert (result.total.printed, result.total.verdict) == ((Decimal(total), Decimal(total)), Verdict.AGREES)
    assert result.total.by_rules == (Decimal(total), Decimal(total))


def test_every_edition_is_tried():
    assert sorted(case.values[0] for case in EDITIONS) == editions()
