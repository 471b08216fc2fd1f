"""Which edition a form was scored under, from its layout; what no edition claims is read under the general rules."""

import re
from functools import cache

from evalkit.cells.amounts import read_points
from evalkit.forms.model import Form
from evalkit.scoring.rulebook import Rulebook, editions, load_rulebook

GENERAL = "mof-2020-10"
BUDGET_OF_TWENTY = 20
NOTE = re.compile(r"\s*评分规则\s*[:：]")
IN_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")


def recognise(form: Form, wanted: str | None = None) -> tuple[Rulebook, str]:
    """识别评分规则版本 Tell which edition to recompute a form under.

    Parameters
    ----------
    form : Form
        The form as printed.
    wanted : str, optional
        The edition that was asked for.

    Returns
    -------
    tuple of Rulebook and str
        The edition asked for; otherwise the one that a note of the form names; otherwise the one whose layout it is, by
        family or structure; otherwise the general one. And the cue, in Chinese.

    Raises
    ------
    InputProblems
        ``R-BOOK-02`` if there is no such edition.

    Examples
    --------
    >>> rulebook, reason = recognise(Form(file="form.yaml", layout="hubei-20-80"))
    >>> rulebook.edition, reason
    ('hubei-20-80', '版式“hubei-20-80”属于该版')
    >>> recognise(Form(file="form.yaml"))[1]
    '没有可以识别的版式，按一般规则（mof-2020-10）'
    """
    if wanted:
        return load_rulebook(wanted, "--edition"), "由 --edition 指定"
    noted = edition_of_notes(form)
    if noted:
        return load_rulebook(noted), f"表下注明评分规则 {noted}"
    known = edition_of_layout(form)
    if known is not None:
        return known, f"版式“{form.layout}”属于该版"
    if not form.layout:
        edition, cue = _by_structure(form)
        if edition:
            return load_rulebook(edition), cue
        return load_rulebook(GENERAL), f"没有可以识别的版式，按一般规则（{GENERAL}）"
    return load_rulebook(GENERAL), f"版式“{form.layout}”不属于任何一版，按一般规则（{GENERAL}）"


def edition_of_notes(form: Form) -> str:
    """Return the edition that a note names in brackets, as our own forms do; empty where none does.

    Examples
    --------
    >>> edition_of_notes(Form(file="", notes=("评分规则：某省规则（试行）（hubei-20-80）。",)))
    'hubei-20-80'
    """
    named = [name.strip() for note in form.notes if NOTE.match(note) for name in IN_BRACKETS.findall(note)]
    return next((name for name in named if name in editions()), "")


def edition_of_layout(form: Form) -> Rulebook | None:
    """Return the edition with the longest family name that begins the form's layout."""
    claims = [(len(family), book) for book in _books() for family in book.families if form.layout.startswith(family)]
    return max(claims, key=lambda claim: claim[0])[1] if claims else None


@cache
def _books() -> tuple[Rulebook, ...]:
    return tuple(load_rulebook(edition) for edition in editions())


def _by_structure(form: Form) -> tuple[str, str]:
    """Return the edition that the columns and the budget row point to, with the cue; a flat list has no sections."""
    total = form.money[0] if form.money else None
    if {"sign", "unit"} <= form.columns and "received" not in form.columns and any(row.section for row in form.rows):
        return "sichuan-2023", "有指标性质和度量单位两栏"
    if total is not None and read_points(total.points) == BUDGET_OF_TWENTY and "points" not in form.columns:
        return "hubei-20-80", "预算执行 20 分，指标没有分值栏"
    if total is not None and total.points and total.initial and not (total.revised or total.received):
        return "beijing-2016", "只有年初预算数，没有全年预算数"
    return "", ""
