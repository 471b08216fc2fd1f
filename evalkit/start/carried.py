"""What a new year takes from another as a draft: which figures are asked for and which indicators there are, no value."""

import re
from datetime import date

from evalkit.errors import InvalidInputError
from evalkit.intake.schema import FactRow, ObjectiveRow
from evalkit.measures import PLANNED, with_unit
from evalkit.periods import Period
from evalkit.start.pattern import Pattern

NO_SOURCE = "no_source"
OF_ITS_SOURCE = ("报告", "网页", "通报", "未说明")
"""A basis with one of these words tells what the other year's source said or left open, and nothing about this one's."""


def facts(pattern: Pattern, fiscal_year: int) -> list[dict[str, str]]:
    """Return a blank row of ``facts.csv`` for every figure that the pattern asks for.

    Plans and forecasts are not asked for again, nor figures of the years before; nor a part of the year where the
    whole of it is asked for.
    """
    rows = [record.fact for record in pattern.inputs.facts if _is_asked_for(record.fact, pattern.fiscal_year)]
    whole = {row.id for row in rows if _is_whole(row, pattern.fiscal_year)}
    asked = [row for row in rows if row.id not in whole or _is_whole(row, pattern.fiscal_year)]
    return [_blank_fact(row, pattern, fiscal_year) for row in asked]


def _is_whole(row: FactRow, year: int) -> bool:
    return Period.parse(row.period).spans == Period.of_year(year).spans


def _is_asked_for(row: FactRow, year: int) -> bool:
    return row.use == "yes" and row.basis not in PLANNED and Period.parse(row.period).last.year == year


def _blank_fact(row: FactRow, pattern: Pattern, fiscal_year: int) -> dict[str, str]:
    own = any(word in row.basis for word in (*OF_ITS_SOURCE, str(pattern.fiscal_year)))
    basis = "" if own else row.basis
    return {
        **{column: getattr(row, column) for column in ("id", "sub_project", "name", "unit", "scope", "use")},
        "period": moved(row.period, pattern.fiscal_year, fiscal_year),
        "basis": basis,
        "source": NO_SOURCE,
        "note": f"口径{pattern.followed}，填数时核对" if basis else "",
    }


def moved(period: str, year: int, fiscal_year: int) -> str:
    """Return a period of a year as one of the new year; what began before that year still begins then.

    What began only after the new year is asked for over the new year itself.

    Examples
    --------
    >>> moved("2022-01/2022-08+2022-10/2022-12", 2022, 2024)
    '2024-01/2024-08+2024-10/2024-12'
    >>> moved("2020-02-28/2022-12-31", 2022, 2023), moved("2024-02-29", 2024, 2025)
    ('2020-02-28/2023-12-31', '2025-02-28')
    >>> moved("2020-02-28/2022-12-31", 2022, 2019)
    '2019'
    """
    text = re.sub(rf"\b{year:04d}(?P<rest>-\d\d(?P<day>-\d\d)?)?", lambda point: _point(point, fiscal_year), period)
    try:
        return Period.parse(text).text
    except InvalidInputError:
        return str(fiscal_year)


def _point(point: re.Match, fiscal_year: int) -> str:
    text = f"{fiscal_year:04d}{point['rest'] or ''}"
    if point["day"]:
        try:
            date.fromisoformat(text)
        except ValueError:
            return f"{text[:-2]}28"
    return text


def objectives(pattern: Pattern, budget_section: str) -> list[dict[str, str]]:
    """Return the indicators of the pattern as drafts.

    A target of another year is no target of this one: it stands in the note, and the target is blank. Only the
    execution of the budget keeps it, since the rules set it and not the year. Points are drafts until they are approved.
    """
    return [_draft(row, pattern, keep=row.section == budget_section) for _, row in pattern.inputs.objectives]


def _draft(row: ObjectiveRow, pattern: Pattern, *, keep: bool) -> dict[str, str]:
    kept = ("id", "section", "category", "name", "sub_project", "measure", "comparator", "unit")
    note = f"草稿：{pattern.followed}，待与批复核对"
    target = ("", "missing", "")
    if keep and row.target is not None:
        target = (f"{row.target:f}", row.target_basis, row.target_evidence)
    elif row.target is not None:
        stated = with_unit(f"{row.target:f}", row.unit)
        note += f"；{pattern.name}目标值为 {row.comparator} {stated}（{row.target_evidence}），不作为本年度目标"
    return {
        **{column: getattr(row, column) for column in kept},
        **dict(zip(("target", "target_basis", "target_evidence"), target, strict=True)),
        "points": f"{row.points:f}",
        "points_basis": "assumed",
        "note": note,
    }
