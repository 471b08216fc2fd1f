"""Measures: a figure with its unit, basis, status, interval, working and sources.

A fact read from a file is a measure that nobody computed; :func:`evalkit.computing.compute` makes one by a metric. Table,
figure and sentence show one object.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from evalkit.errors import InvalidInputError
from evalkit.quantities import MISSING_TEXT, NOT_APPLICABLE_TEXT, Interval, format_number

PLANNED = ("计划", "预计")
TRIAL_TEXT = "试算"


class Status(StrEnum):
    """What a figure is; one that is missing or not applicable is not zero, and one on trial was only supposed."""

    MEASURED = "measured"
    DECLARED = "declared"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    TRIAL = "trial"

    @property
    def label(self) -> str:
        """The word that reports print."""
        words = {"measured": "计算", "declared": "引用", "trial": TRIAL_TEXT}
        return (words | {"missing": MISSING_TEXT, "not_applicable": NOT_APPLICABLE_TEXT})[self]


@dataclass(frozen=True)
class Source:
    """The cell a figure was read from, and what that cell itself cites; row 0 stands for a whole column of a ledger."""

    file: str
    row: int
    column: str
    title: str
    place: str
    address: str = ""
    confidence: str = ""
    remark: str = ""

    @property
    def cell(self) -> str:
        """The place in raw, as a reader would look it up."""
        return f"{self.file} 第 {self.row} 行 {self.column} 列" if self.row else f"{self.file} {self.column} 列"


HARD_FINDINGS = frozenset({"F-RANGE-01", "F-SUM-01", "F-CLAIM-01", "F-LEDGER-01", "F-DATE-01"})
"""Codes of findings that say of something printed that it cannot be; a year is signed only once each is mended or waived."""


@dataclass(frozen=True)
class Finding:
    """A doubt that is not an error: printed in the report, not lost in a log."""

    code: str
    message: str
    measures: tuple[str, ...] = ()

    @property
    def hard(self) -> bool:
        """Whether it says of something printed that it cannot be, and not only that it should be explained."""
        return self.code in HARD_FINDINGS

    def named_by(self, name: str) -> bool:
        """Return whether a name means this finding: its code, or code and one of its measures where it has any.

        Examples
        --------
        >>> Finding("F-SUM-01", "…", ("trade_total",)).named_by("F-SUM-01/trade_total")
        True
        >>> Finding("F-SUM-01", "…", ("trade_total",)).named_by("F-SUM-01")
        False
        """
        code, _, measure = name.partition("/")
        return code == self.code and (measure in self.measures if self.measures else not measure)


@dataclass(frozen=True)
class Parts:
    """Figures of one ledger that enter a metric together, too many to be measures each.

    Attributes
    ----------
    whole : Measure
        Their sum, which speaks for them in workings and sources; missing where the ledger is.
    values : tuple of Decimal
        The figures, in the unit of the sum.
    """

    whole: "Measure"
    values: tuple[Decimal, ...]

    def __str__(self) -> str:
        return f"（{len(self.values)} 个，合计 {self.whole.text}）"


@dataclass(frozen=True)
class Applied:
    """The metric that a measure was computed by, and the arguments that it was given."""

    metric: Callable
    inputs: Mapping[str, Any]

    @property
    def measures(self) -> list["Measure"]:
        """The measures among the arguments, in order."""
        return [measure for value in self.inputs.values() for measure in measures_of(value)]


@dataclass(frozen=True)
class Measure:
    """One figure and everything a page says of it.

    Attributes
    ----------
    value : Decimal or None
        In ``unit``, unrounded; ``None`` when missing or not applicable.
    digits : int
        Decimals shown.
    interval : Interval or None
        The range that the printed digits of the inputs allow, in ``unit``.
    missing : tuple of str
        Names of the inputs that are missing.
    formula : str
        The working without its figures: ``{核销金额} ÷ {派券金额}``; empty where nothing was computed, or not by a formula.
    applied : Applied or None
        How it was computed; not written to files, so that a measure read back does not have it.
    """

    id: str
    name: str
    value: Decimal | None
    unit: str
    digits: int
    basis: str
    status: Status
    interval: Interval | None = None
    working: str = ""
    formula: str = ""
    sources: tuple[Source, ...] = ()
    missing: tuple[str, ...] = ()
    period: str = ""
    scope: str = ""
    approximate: bool = False
    sub_project: str = field(default="")
    applied: Applied | None = field(default=None, compare=False, repr=False)

    @property
    def planned(self) -> bool:
        """Whether the figure is a plan or a forecast, not a result."""
        return self.basis.endswith(PLANNED)

    @property
    def text(self) -> str:
        """The figure as a page prints it, unit, 约 and 试算 included."""
        if self.value is None:
            return self.number
        trial = f"（{TRIAL_TEXT}）" if self.status is Status.TRIAL else ""
        return f"{'约 ' if self.approximate else ''}{with_unit(self.number, self.unit)}{trial}"

    @property
    def trial(self) -> bool:
        """Whether it, or something that it was computed from, was only supposed."""
        return self.status is Status.TRIAL or any(measure.trial for measure in (self.applied.measures if self.applied else ()))

    @property
    def number(self) -> str:
        """The figure without its unit, or 缺失, or 不适用."""
        return self.status.label if self.value is None else format_number(self.value, self.digits)

    @property
    def interval_text(self) -> str:
        """The interval in the unit of the figure; empty where the figure is exact."""
        if self.interval is None or self.interval.low == self.interval.high:
            return ""
        low, high = (format_number(end, self.digits + 1) for end in (self.interval.low, self.interval.high))
        return with_unit(f"{low} 至 {high}", self.unit)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Show name, figure and working where a cell of a notebook ends with the measure."""
        printer.text("：".join(part for part in (f"{self.name} {self.text}", self.working) if part))

    def to_json(self) -> dict[str, Any]:
        """Return what ``evaluation.json`` holds of the measure.

        Raises
        ------
        InvalidInputError
            ``V-TRY-04`` if it is on trial.
        """
        if self.trial:
            raise InvalidInputError(
                "V-TRY-04",
                "试算的数值不能保存",
                found=f"{self.name} {self.text}",
                expected="由原始数据计算的数值",
                remedy="删去用到试算数值的单元格，再运行全部单元格",
            )
        plain = asdict(replace(self, applied=None))
        del plain["applied"]
        plain["interval"] = None if self.interval is None else [self.interval.low, self.interval.high]
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Self:
        """Return the measure that :meth:`to_json` wrote."""
        interval = plain["interval"] and Interval(*map(_decimal, plain["interval"]))
        value = None if plain["value"] is None else _decimal(plain["value"])
        sources = tuple(Source(**source) for source in plain["sources"])
        changed = {"interval": interval, "value": value, "sources": sources, "missing": tuple(plain["missing"])}
        return cls(**{**plain, **changed, "status": Status(plain["status"])})


def _decimal(number: Decimal | int) -> Decimal:
    return number if isinstance(number, Decimal) else Decimal(number)


def with_unit(number: str, unit: str) -> str:
    """Write number and unit together; a percent sign follows directly, a plain number has no unit.

    Examples
    --------
    >>> with_unit("85.92", "%"), with_unit("1,287.96", "万元"), with_unit("0.05", "1")
    ('85.92%', '1,287.96 万元', '0.05')
    """
    return {"%": f"{number}%", "1": number}.get(unit, f"{number} {unit}")


def exact_count(id: str, name: str, number: int, unit: str, working: str, basis: str = "历法") -> Measure:
    """Return a measure that counts something known exactly, such as the days of a year."""
    value = Decimal(number)
    return Measure(id, name, value, unit, 0, basis, Status.MEASURED, Interval(value, value), working)


def measures_of(value: Any) -> list[Measure]:
    """Return the measures that an argument of a metric holds; of parts, the whole that speaks for them."""
    if isinstance(value, (Measure, Parts)):
        return [value if isinstance(value, Measure) else value.whole]
    return [item for item in value if isinstance(item, Measure)] if isinstance(value, Sequence) else []
