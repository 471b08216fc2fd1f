"""What holds for every text of a cell: targets, actual values, amounts, rates, totals, days, periods."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from evalkit.cells import amounts
from evalkit.cells.cell import Cell, Kind
from evalkit.cells.targets import implies, read_actual, read_target
from evalkit.errors import EvalkitError
from evalkit.forms.assess import assess
from evalkit.forms.model import FormRow
from evalkit.ledgers import values
from evalkit.periods import Period
from evalkit.quantities import Interval, format_plain, parse_number, printed_interval, unit_of
from evalkit.scoring.rulebook import editions, load_rulebook

WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
HIDDEN = "\u200b\ufeff\u200e\u2060\u00ad"
POINTS = Decimal("10")
RULEBOOKS = [load_rulebook(edition) for edition in editions()]
READ_BY_HAND = "0123456789０１２３４５６７８９"


def spaced(text: str, space: str) -> str:
    """Return a text with a space at every place where it means nothing: not between two digits, not in a run of spaces."""
    return re.sub(r"(?<=[^\s0-9０-９])(?=\S)|(?<=[0-9０-９])(?=[^\s0-9０-９])", space, text)


def told(cell: Cell) -> Cell:
    """Return a cell without what repeats the printed text."""
    return replace(cell, text="", reason="")


def check_target(text: str, sign: str = "", unit: str = "", name: str = "", actual: str = "", year: str = "") -> None:
    """Check a target, and an actual value beside it."""

    def read(change=lambda each: each) -> tuple[Cell, Cell]:
        beside = {"sign": change(sign), "unit": change(unit), "name": change(name), "fiscal_year": year}
        target = read_target(change(text), **beside)
        return target, read_actual(change(actual), target=target, name=change(name), fiscal_year=year)

    cells = read()
    assert cells == read(), "not read alike twice"
    for cell in cells:
        _check_cell(cell)
    wide = read(lambda each: each.translate(WIDE))
    assert [told(cell) for cell in wide] == [told(cell) for cell in cells], "read otherwise in full width"
    for space in (" ", "\u3000", "\n"):
        assert told(read_target(spaced(text, space))) == told(read_target(text)), "read otherwise with spaces"
    _check_hidden(text)
    _check_award(*cells, name)


def _check_cell(cell: Cell) -> None:
    assert (cell.value is not None) == (cell.kind in (Kind.NUMBER, Kind.DATE))
    assert (cell.low is not None) == (cell.high is not None) == (cell.kind is Kind.RANGE)
    assert (cell.first is not None) == (cell.kind is Kind.DATE)
    assert cell.reason or cell.kind is not Kind.UNCLEAR
    assert cell.comparator in ("", "≥", ">", "≤", "<", "=")
    if cell.kind is Kind.RANGE:
        assert cell.low <= cell.high
    if cell.kind is Kind.DATE:
        assert date(1, 1, 1) <= cell.first <= cell.value


def _check_hidden(text: str) -> None:
    """A sign that nobody sees never makes another certain value of a text."""
    plain = told(read_target(text))
    for place in range(min(len(text), 12) + 1):
        cell = read_target(text[:place] + HIDDEN[place % len(HIDDEN)] + text[place:])
        assert cell.kind is Kind.UNCLEAR or told(cell) == plain, f"a hidden sign at {place}: {cell}"


def _check_award(target: Cell, actual: Cell, name: str) -> None:
    for comparator in ("≥", "≤", "="):
        assert implies(actual, target, comparator) in (True, False, None)
    for rulebook in RULEBOOKS:
        found = assess(rulebook, FormRow("产出指标", "数量指标", name), target, actual, POINTS)
        assert found.reason
        assert found.award is None or 0 <= found.award <= POINTS, f"{rulebook.edition}: {found.award}"
        assert found.met is not True or found.share in (None, 1) or rulebook.over_achievement.policy == "reduce"


def check_amount(text: str) -> None:
    """Check a text as every kind of figure that a form, a ledger or a facts table holds by itself."""
    _check_form_figures(text)
    for read in (lambda: values.read_amount(text, "元"), lambda: parse_number(text)):
        number = _or_refused(read)
        if number is not None:
            assert parse_number(format_plain(number)) == number, "not read back as written"
            assert _digits(text) == _digits(text, of=READ_BY_HAND), "a digit that is none"
    for read_when in (values.read_day, values.read_moment):
        assert _or_refused(lambda read_when=read_when: read_when(text)) == _or_refused(
            lambda read_when=read_when: read_when(text.translate(WIDE))
        )
    period = _or_refused(lambda: Period.parse(text))
    if period is not None:
        assert period.first <= period.last and 1 <= period.days and Period.parse(period.text) == period
    unit = _or_refused(lambda: unit_of(text))
    assert unit is None or unit.factor > 0


def _check_form_figures(text: str) -> None:
    for unit in ("元", "万元", "亿元"):
        amount = amounts.read_amount(text, unit)
        wide = amounts.read_amount(text.translate(WIDE), unit)
        assert wide == amount, "an amount read otherwise in full width"
        if amount is not None:
            _check_own_digits(text, amount.value)
    for read in (amounts.read_points, amounts.read_award):
        number = read(text)
        assert read(text.translate(WIDE)) == number, "points read otherwise in full width"
        if number is not None:
            _check_own_digits(text, number)
            assert parse_number(format_plain(number)) == number
    rate = amounts.read_rate(text)
    if rate is not None:
        _check_own_digits(text, rate.number)
        assert rate.share is None or rate.share * 100 == rate.number
    total = amounts.read_total(text)
    if total is not None:
        _check_own_digits(text, total[0])
    assert isinstance(amounts.is_filled(text), bool)


def check_interval(printed: str, unit: str, digits: int) -> Interval:
    """Check that a printed figure lies within its interval, which is as wide as one unit of its last digit, and return it."""
    interval, value = printed_interval(printed, unit), parse_number(printed)
    assert interval.low <= value <= interval.high
    width = Decimal(1).scaleb(-digits)
    counted = unit_of(unit).counted and not digits
    capped = unit == "%" and value <= 100 < value + width / 2
    assert interval.high - interval.low == (0 if counted else width if not capped else 100 - interval.low)
    return interval


def _check_own_digits(text: str, number: Decimal) -> None:
    """A number is read from the digits that stand there, whatever else looks or counts like one."""
    own = _digits(text, of=READ_BY_HAND).translate({code + 0xFEE0: code for code in range(0x30, 0x3A)})
    own = own.replace("0", "")
    assert _digits(f"{number:f}").replace("0", "") in own, f"{number} of {text!r}"


def _digits(text: str, of: str = "") -> str:
    return "".join(sign for sign in text if (sign in of if of else sign.isdigit()))


def _or_refused(read):
    try:
        return read()
    except EvalkitError:
        return None
