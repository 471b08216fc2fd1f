"""What a new year takes from the last one as a draft: which figures are asked for and which indicators there are, no value."""

import re
from datetime import date

from evalkit.intake.prepare import YearInputs
from evalkit.intake.schema import FactRow, ObjectiveRow
from evalkit.measures import PLANNED, with_unit
from evalkit.periods import Period

NO_SOURCE = "no_source"
OF_ITS_SOURCE = ("报告", "网页", "通报", "未说明")
"""A basis with one of these words tells what last year's source said or left open, and nothing about this year's."""


def facts(inputs: YearInputs, fiscal_year: int) -> list[dict[str, str]]:
    """Return a blank row of ``facts.csv`` for every figure that an earlier year asks for.

    Plans and forecasts are not asked for again, nor figures of the years before; nor a part of the year where the
    whole of it is asked for.
    """
    earlier = inputs.year.fiscal_year
    rows = [record.fact for record in inputs.facts if _is_asked_for(record.fact, earlier)]
    whole = {row.id for row in rows if _is_whole(row, earlier)}
    return [_blank_fact(row, earlier, fiscal_year) for row in rows if row.id not in whole or _is_whole(row, earlier)]


def _is_whole(row: FactRow, year: int) -> bool:
    return Period.parse(row.period).spans == Period.of_year(year).spans


def _is_asked_for(row: FactRow, earlier: int) -> bool:
    return row.use == "yes" and row.basis not in PLANNED and Period.parse(row.period).last.year == earlier


def _blank_fact(row: FactRow, earlier: int, fiscal_year: int) -> dict[str, str]:
    own = any(word in row.basis for word in (*OF_ITS_SOURCE, str(earlier)))
    basis = "" if own else row.basis
    return {
        **{column: getattr(row, column) for column in ("id", "sub_project", "name", "unit", "scope", "use")},
        "period": moved(row.period, earlier, fiscal_year),
        "basis": basis,
        "source": NO_SOURCE,
        "note": f"口径沿用 {earlier} 年度，填数时核对" if basis else "",
    }


def moved(period: str, earlier: int, fiscal_year: int) -> str:
    """Return a period of an earlier year as one of the new year; what began before that year still begins then.

    Examples
    --------
    >>> moved("2022-01/2022-08+2022-10/2022-12", 2022, 2024)
    '2024-01/2024-08+2024-10/2024-12'
    >>> moved("2020-02-28/2022-12-31", 2022, 2023), moved("2024-02-29", 2024, 2025)
    ('2020-02-28/2023-12-31', '2025-02-28')
    """
    return re.sub(rf"\b{earlier:04d}(?P<rest>-\d\d(?P<day>-\d\d)?)?", lambda point: _point(point, fiscal_year), period)


def _point(point: re.Match, fiscal_year: int) -> str:
    text = f"{fiscal_year:04d}{point['rest'] or ''}"
    if point["day"]:
        try:
            date.fromisoformat(text)
        except ValueError:
            return f"{text[:-2]}28"
    return text


def objectives(inputs: YearInputs, budget_section: str) -> list[dict[str, str]]:
    """Return the indicators of an earlier year as drafts.

    A target of an earlier year is no target of this one: it stands in the note, and the target is blank. Only the
    execution of the budget keeps it, since the rules set it and not the year. Points are drafts until they are approved.
    """
    return [_draft(row, inputs.year.fiscal_year, keep=row.section == budget_section) for _, row in inputs.objectives]


def _draft(row: ObjectiveRow, earlier: int, *, keep: bool) -> dict[str, str]:
    kept = ("id", "section", "category", "name", "sub_project", "measure", "comparator", "unit")
    note = f"草稿：沿用 {earlier} 年度，待与批复核对"
    target = ("", "missing", "")
    if keep and row.target is not None:
        target = (f"{row.target:f}", row.target_basis, row.target_evidence)
    elif row.target is not None:
        stated = with_unit(f"{row.target:f}", row.unit)
        note += f"；{earlier} 年度目标值为 {row.comparator} {stated}（{row.target_evidence}），不作为本年度目标"
    return {
        **{column: getattr(row, column) for column in kept},
        **dict(zip(("target", "target_basis", "target_evidence"), target, strict=True)),
        "points": f"{row.points:f}",
        "points_basis": "assumed",
        "note": note,
    }
