"""Two sets of figures, value by value: what differs by more than a tolerance, and what cannot be compared, and why."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import pandas as pd

from evalkit.errors import InvalidInputError
from evalkit.intake.published import PublishedMeasure
from evalkit.measures import Measure, Status, with_unit
from evalkit.periods import Period
from evalkit.quantities import format_number, from_base, to_base, unit_of

PERCENT = "%"
WITHOUT_END = Decimal("Infinity")
"""The size of a change from zero."""
NOTHING = "—"


@dataclass(frozen=True)
class Value:
    """A figure to compare."""

    id: str
    name: str
    value: Decimal | None
    unit: str
    digits: int
    basis: str
    status: Status
    period: str = ""

    @property
    def text(self) -> str:
        """The figure with its unit, or 缺失, or 不适用."""
        return self.status.label if self.value is None else with_unit(format_number(self.value, self.digits), self.unit)


@dataclass(frozen=True)
class Compared:
    """A figure then and now.

    Attributes
    ----------
    before, now : Value or None
        ``None`` where there is no such figure.
    why_not : str
        Why they cannot be compared; empty where they can.
    change : Decimal or None
        ``now`` less ``before``, in the unit of ``now``.
    size : Decimal
        The change as a share of ``before``; of a figure in percent, the change in percentage points over 100.
    """

    before: Value | None
    now: Value | None
    why_not: str = ""
    change: Decimal = Decimal(0)
    size: Decimal = Decimal(0)

    @property
    def name(self) -> str:
        """The name, of now where it is there still."""
        return (self.now or self.before).name

    @property
    def known(self) -> int:
        """How many of the two have a value."""
        return sum(value is not None and value.value is not None for value in (self.before, self.now))

    def exceeds(self, tolerance: Decimal) -> bool:
        """Return whether they can be compared and differ by more than a tolerance."""
        return not self.why_not and self.size > tolerance


def values_of(figures: Iterable[Measure | PublishedMeasure]) -> dict[str, Value]:
    """Return figures to compare, by identifier."""
    return {
        item.id: Value(item.id, item.name, item.value, item.unit, item.digits, item.basis, item.status, item.period)
        for item in figures
    }


def score_of(evaluation: dict[str, Any]) -> dict[str, Value]:
    """Return the bounds of an evaluation's score, as figures to compare."""
    bounds = {"low": "复算得分（最低）", "high": "复算得分（最高）"}
    score = evaluation["score"]["recomputed"]
    return {
        f"score_{end}": Value(f"score_{end}", name, Decimal(score[end]), "分", 2, "", Status.MEASURED)
        for end, name in bounds.items()
    }


def compared(
    before: dict[str, Value], now: dict[str, Value], earlier: str, later: str, parted: Callable[[str], str]
) -> list[Compared]:
    """Compare figure by figure.

    Parameters
    ----------
    before, now : dict of str to Value
        By identifier.
    earlier, later : str
        What the two are called.
    parted : callable
        Returns why the figures of an identifier cannot be compared at all; empty where they can.

    Returns
    -------
    list of Compared
        In the order of ``now``, then those that are no longer there.
    """
    ids = dict.fromkeys([*now, *before])
    return [_compare(before.get(id), now.get(id), earlier, later, parted(id)) for id in ids]


def _compare(before: Value | None, now: Value | None, earlier: str, later: str, parted: str) -> Compared:
    why_not = _why_not(before, now, earlier, later) or parted
    if why_not:
        return Compared(before, now, why_not)
    one, other = to_base(before.value, before.unit), to_base(now.value, now.unit)
    difference = other - one
    if now.unit == PERCENT or not difference:
        size = abs(difference)
    else:
        size = abs(difference / one) if one else WITHOUT_END
    return Compared(before, now, "", from_base(difference, now.unit), size)


def _why_not(before: Value | None, now: Value | None, earlier: str, later: str) -> str:
    for value, words in ((before, earlier), (now, later)):
        if value is None:
            return f"{words}没有这一项"
        if value.value is None:
            return f"{words}{value.status.label}"
    if unit_of(before.unit).base != unit_of(now.unit).base:
        return f"计量单位不同：{before.unit}、{now.unit}"
    if before.basis != now.basis:
        return f"口径文字不同：{before.basis or '未写'}；{now.basis or '未写'}"
    if _part_of_year(before.period) != _part_of_year(now.period):
        return f"期间不同：{before.period}、{now.period}"
    return ""


def _part_of_year(period: str) -> list[tuple[int, int]]:
    """Return from which month to which month a period runs, whatever the year."""
    return [(first.month, last.month) for first, last in Period.parse(period).spans] if period else []


def tolerance_of(given: float | str) -> Decimal:
    """Return a tolerance as a share.

    Raises
    ------
    InvalidInputError
        ``V-TOL-01`` if it is not a number of 0 or more.

    Examples
    --------
    >>> tolerance_of(0.05), tolerance_of("0")
    (Decimal('0.05'), Decimal('0'))
    """
    try:
        tolerance = Decimal(str(given))
    except InvalidOperation:
        tolerance = Decimal(-1)
    if not (tolerance.is_finite() and tolerance >= 0):
        error = InvalidInputError(
            "V-TOL-01", "容差不是份额", found=f"“{given}”", expected="0 或正数，如 0.05 为 5%", remedy="改正 tolerance"
        )
        raise error.at("参数 tolerance")
    return tolerance


def changed_frame(found: list[Compared], tolerance: float | str, earlier: str, later: str) -> pd.DataFrame:
    """Return what differs by more than a tolerance, the greatest change first; the index holds the identifiers."""
    share = tolerance_of(tolerance)
    differing = sorted((item for item in found if item.exceeds(share)), key=lambda item: (-item.size, item.now.id))
    rows = [(item.name, item.before.text, item.now.text, _change(item), _share(item)) for item in differing]
    columns = ["数值", earlier, later, "增减", "增减幅度"]
    return pd.DataFrame(rows, index=[item.now.id for item in differing], columns=columns)


def incomparable_frame(found: list[Compared], earlier: str, later: str) -> pd.DataFrame:
    """Return what has a value then and now and cannot be compared, and why; the index holds the identifiers."""
    unlike = [item for item in found if item.why_not and item.known == 2]
    rows = [(item.name, item.before.text, item.now.text, item.why_not) for item in unlike]
    return pd.DataFrame(rows, index=[item.now.id for item in unlike], columns=["数值", earlier, later, "不能相比的原因"])


def counted(found: list[Compared], tolerance: float | str) -> str:
    """Return in a sentence how many figures there are, could be compared, and differ."""
    share = tolerance_of(tolerance)
    comparable = [item for item in found if not item.why_not]
    beyond = sum(item.exceeds(share) for item in comparable)
    by_known = Counter(item.known for item in found)
    limit = f"变动超出容差 {format_number(share * 100, 2)}%" if share else "有变动"
    return (
        f"共 {len(found)} 项：两年都有数值的 {by_known[2]} 项，其中可比的 {len(comparable)} 项、{limit}的 {beyond} 项；"
        f"只有一年有数值的 {by_known[1]} 项；两年都没有的 {by_known[0]} 项。"
    )


DIFFERENCES = ["年度", "数值", "定稿", "现在", "相差", "相差幅度", "说明"]


def differing_frame(found: list[Compared], tolerance: float | str, year: str) -> pd.DataFrame:
    """Return what is not as it was signed, the greatest difference first; before it stands what cannot be compared."""
    share = tolerance_of(tolerance)
    unlike = [item for item in found if item.why_not and item.known]
    differing = sorted((item for item in found if item.exceeds(share)), key=lambda item: -item.size)
    rows = [(year, item.name, _text(item.before), _text(item.now), NOTHING, NOTHING, item.why_not) for item in unlike]
    rows += [(year, item.name, item.before.text, item.now.text, _change(item), _share(item), NOTHING) for item in differing]
    return pd.DataFrame(rows, columns=DIFFERENCES)


def no_differences() -> pd.DataFrame:
    """Return the table of differences from what was signed, without a row."""
    return pd.DataFrame(columns=DIFFERENCES)


def _text(value: Value | None) -> str:
    return NOTHING if value is None else value.text


def _change(item: Compared) -> str:
    """Write a change with its sign; one too small for the digits shown is said to be so, not printed as zero."""
    digits, unit = max(item.before.digits, item.now.digits), "个百分点" if item.now.unit == PERCENT else item.now.unit
    number = format_number(item.change, digits)
    if not number.strip("−0.,"):
        return f"不足 {with_unit(f'{Decimal(1).scaleb(-digits):f}', unit)}"
    return with_unit(f"+{number}" if item.change > 0 else number, unit)


def _share(item: Compared) -> str:
    if item.now.unit == PERCENT:
        return NOTHING
    if item.size == WITHOUT_END:
        return "原为零"
    return f"{format_number(item.size.copy_sign(item.change) * 100, 2)}%"
