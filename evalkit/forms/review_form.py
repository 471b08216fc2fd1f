"""A reviewer's awards in the official form: rows matched to the year's indicators, never guessed."""

import difflib
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from evalkit.errors import EvalkitError, InputProblems, InvalidInputError
from evalkit.forms.model import Form, FormRow
from evalkit.forms.shown_text import fold
from evalkit.forms.xlsx_form import read_xlsx_form
from evalkit.intake.schema import ObjectiveRow
from evalkit.quantities import MISSING_TEXT, parse_number
from evalkit.scoring.review import Review, ReviewedAward, stated_problems
from evalkit.scoring.scorecard import Scorecard

NOTHING = {"", "-", "—", "——", "/", MISSING_TEXT}
NOT_SCORED = "未计分："
BOUNDS = re.compile(r"[\d.,]+\s*至\s*[\d.,]+")


@dataclass(frozen=True)
class _Wanted:
    """An indicator that rows are matched to; ``reason`` is why our own form has no award for it."""

    id: str
    section: str
    name: str
    reason: str = ""


def read_review_form(path: Path, shown: str, scorecard: Scorecard, fiscal_year: int) -> Review:
    """Read the form that a reviewer filled in.

    Parameters
    ----------
    path : Path
        The workbook; it holds one form.
    shown : str
        The file as messages name it.
    scorecard : Scorecard
        The indicators that its rows are matched to.
    fiscal_year : int
        The year that the form must be of, where it prints one.

    Raises
    ------
    InputProblems
        What the reader tells; ``F-REV-01`` other than one form; ``F-REV-04`` a form of another year; and what
        :func:`review_of_form` tells.
    """
    return review_of_form(_only_form(path, shown, fiscal_year), scorecard)


def review_form_problems(
    path: Path, shown: str, objectives: list[tuple[int, ObjectiveRow]], budget_section: str, fiscal_year: int
) -> list[EvalkitError]:
    """Return what is wrong with a reviewer's form by itself, before anything is computed; none where there is no such file.

    Parameters
    ----------
    path, shown, fiscal_year
        As for :func:`read_review_form`.
    objectives : list of (row number, ObjectiveRow)
        ``objectives.csv``; names, sections and points are checked against it.
    budget_section : str
        The section that the edition scores budget execution in.
    """
    if not path.is_file():
        return []
    wanted = [_Wanted(row.id, row.section, row.name) for _, row in objectives]
    try:
        review = _review(_only_form(path, shown, fiscal_year), wanted, budget_section)
    except InputProblems as refused:
        return refused.problems
    return stated_problems(review, {row.id: row.points for _, row in objectives})


def _only_form(path: Path, shown: str, fiscal_year: int) -> Form:
    """Return the one form of a workbook, which must be of this year."""
    forms = read_xlsx_form(path, shown)
    if len(forms) != 1:
        error = InvalidInputError(
            "F-REV-01", "复核文件应恰有一张自评表", found=f"{len(forms)} 张", expected="1 张", remedy="只留复核人员填写的一张"
        )
        raise InputProblems([error.at(shown)])
    printed = re.findall(r"\d{4}", forms[0].fiscal_year)
    if printed and str(fiscal_year) not in printed:
        error = InvalidInputError(
            "F-REV-04",
            "复核表不是本年度的",
            found=forms[0].fiscal_year,
            expected=f"{fiscal_year}",
            remedy="核对是否放错了年度的文件",
        )
        raise InputProblems([error.at(shown)])
    return forms[0]


def review_of_form(form: Form, scorecard: Scorecard) -> Review:
    """Return the review that a form states.

    The reviewer's award is 复核分 where the layout has that column, otherwise 得分; a blank, a dash or 缺失 is no award.
    A row is the indicator of the same section and name, spaces and the width of characters apart; breakdowns are left
    out. Without a column for 复核分, the award of the money block is that of the budget execution, unless a row of the
    indicators gives it; its reason is the note that begins with the indicator's name and a colon.

    Parameters
    ----------
    form : Form
        As read.
    scorecard : Scorecard
        Its indicators, and the section that its edition scores budget execution in.

    Raises
    ------
    InputProblems
        ``F-REV-02`` a row that has an award and is none of the year's indicators, ``F-REV-03`` one that is several of
        them, ``V-NUM-01`` an award that is no number.
    """
    wanted = [_Wanted(item.id, item.section, item.name, item.reason) for item in scorecard.indicators]
    return _review(form, wanted, scorecard.rulebook.budget.section)


def _review(form: Form, indicators: list[_Wanted], budget_section: str) -> Review:
    """Return the awards of a form by the indicators they are for, or every fault at once."""
    reader = _Reader(form, indicators, budget_section)
    awards = [award for row in form.rows if not row.subrow for award in reader.of_row(row)]
    awards += reader.of_money({award.indicator for award in awards})
    total = reader.total()
    if reader.problems:
        raise InputProblems(reader.problems)
    return Review(tuple(awards), form.file, total=total)


class _Reader:
    """Matches rows to indicators, collecting what does not fit."""

    def __init__(self, form: Form, indicators: list[_Wanted], budget_section: str):
        self.form = form
        self.reviewed = "reviewed" in form.columns
        self.indicators = indicators
        self.budget = [item for item in indicators if item.section == budget_section]
        self.problems: list[EvalkitError] = []

    def of_row(self, row: FormRow) -> list[ReviewedAward]:
        """Return what a row awards; none where it has no award or does not match."""
        text, place = row.reviewed if self.reviewed else row.award, self.place(row.place)
        if text.strip() in NOTHING:
            return []
        wanted = _key(row.section), _key(row.name)
        matching = [item for item in self.indicators if (_key(item.section), _key(item.name)) == wanted]
        return self.awarded(matching or (self.budget if row.budget else []), f"{row.section} {row.name}", text, row.reason, place)

    def of_money(self, given: set[str]) -> list[ReviewedAward]:
        """Return what the money block awards the budget execution, unless a row has given it."""
        totals = self.form.money[:1]
        if self.reviewed or not totals or totals[0].award.strip() in NOTHING or any(item.id in given for item in self.budget):
            return []
        notes = [note for item in self.budget for note in self.form.notes if _key(note).startswith(f"{_key(item.name)}:")]
        reason = "".join(re.split("[：:]", notes[0], maxsplit=1)[1:]) if notes else ""
        return self.awarded(self.budget, "项目资金的得分", totals[0].award, reason, self.place(totals[0].place))

    def awarded(self, matching: list[_Wanted], found: str, text: str, reason: str, place: str) -> list[ReviewedAward]:
        """Return the award of the one indicator that matches, or tell why there is none."""
        if len(matching) != 1:
            self.tell(matching, found, place)
            return []
        award = self.number(text, place)
        return [] if award is None else [ReviewedAward(matching[0].id, award, _own(reason, matching[0]), place)]

    def total(self) -> Decimal | None:
        """Return the printed total; with a column for 复核分 it is the bureau's own, and bounds are our own form's."""
        text = self.form.total.strip()
        if self.reviewed or text in NOTHING or BOUNDS.fullmatch(text):
            return None
        return self.number(text, f"{self.form.file} 总分")

    def number(self, text: str, place: str) -> Decimal | None:
        """Return a number, telling what is none."""
        try:
            return parse_number(text)
        except InvalidInputError as error:
            self.problems.append(error.at(place))
            return None

    def tell(self, matching: list[_Wanted], found: str, place: str) -> None:
        """Collect a row that is no indicator, or several."""
        if matching:
            error = InvalidInputError(
                "F-REV-03",
                "复核表的一行对应多项指标",
                found=found,
                expected=f"恰对应一项，而 {'、'.join(item.id for item in matching)} 同名",
                remedy="改用 review.csv，按指标编号填写",
            )
        else:
            names = [f"{item.section} {item.name}" for item in self.indicators]
            near = difflib.get_close_matches(found, names, n=1)
            error = InvalidInputError(
                "F-REV-02",
                "复核表的一行不是本年度的指标",
                found=found,
                expected="、".join(names),
                remedy=f"是否为“{near[0]}”？" if near else "改用本年度的一级指标和指标名称，或改用 review.csv",
            )
        self.problems.append(error.at(place))

    def place(self, inside: str) -> str:
        """Return where something stands."""
        return f"{self.form.file} {inside}".strip()


def _key(text: str) -> str:
    """Return a name without spaces, its characters in one width."""
    return "".join(fold(text).split())


def _own(reason: str, indicator: _Wanted) -> str:
    """Return the reviewer's own words: dashes, and what our form prints where it does not score, are none."""
    printed, written = f"{NOT_SCORED}{indicator.reason}", reason.strip()
    if indicator.reason and written.startswith(printed):
        written = written.removeprefix(printed).strip("；。 ")
    return "" if written.rstrip("。") in NOTHING else written
