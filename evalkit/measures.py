"""Measures: a figure with its unit, basis, status, interval, working and sources.

A fact read from a file is a measure that nobody computed. :func:`compute` makes a new one by a function of
:mod:`evalkit.metrics`, so that table, figure and sentence show one object.
"""

import inspect
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from evalkit.errors import EvalkitError, InvalidInputError
from evalkit.metrics.definition import Definition
from evalkit.quantities import (
    MISSING_TEXT,
    NOT_APPLICABLE_TEXT,
    Interval,
    Ratio,
    format_number,
    from_base,
    to_base,
    unit_of,
)

PLANNED = ("计划", "预计")
TRIAL_TEXT = "试算"
MOST_UNCERTAIN_INPUTS = 12
MOST_IN_FORMULA = 3
FULL_WIDTH_BRACES = str.maketrans("{}", "｛｝")


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
        return [measure for value in self.inputs.values() for measure in _measures_of(value)]


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


def compute(
    function: Callable,
    *,
    id: str | None = None,
    name: str | None = None,
    basis: str | None = None,
    unit: str | None = None,
    digits: int | None = None,
    **inputs: Any,
) -> Measure:
    """Apply a metric to measures, and return the result with working, interval and sources.

    Parameters
    ----------
    function : callable
        A function of :mod:`evalkit.metrics`.
    id, name, basis, unit, digits
        What to print instead of the metric's own words, where one metric serves several figures.
    **inputs
        The metric's arguments: a measure, a sequence of measures, the parts of one, or a plain value that is handed on.

    Returns
    -------
    Measure
        ``missing`` if an input is missing, ``not_applicable`` if the metric is undefined or an input is not
        applicable, ``trial`` if an input is on trial, ``declared`` if one is a plan or forecast, otherwise ``measured``.

    Raises
    ------
    EvalkitError
        What the metric raises, with the cells of the inputs as the place.
    """
    definition: Definition = function.definition
    inspect.signature(function).bind(**inputs)
    applied = Applied(function, inputs)
    flat = applied.measures
    result = Measure(
        id=id or function.__name__,
        name=name or definition.name,
        value=None,
        unit=unit or definition.unit.format(**{key: _unit_shown(value) for key, value in inputs.items()}),
        digits=_digits(digits, definition, flat),
        basis=_basis(basis or definition.basis, flat),
        status=Status.MISSING,
        sources=tuple(dict.fromkeys(source for measure in flat for source in measure.sources)),
        formula=_formula(definition, inputs),
        applied=applied,
    )
    absent = [measure for measure in flat if measure.status is Status.MISSING]
    if absent:
        names = tuple(dict.fromkeys(name for measure in absent for name in (measure.missing or (measure.name,))))
        return replace(result, missing=names, working=f"缺少：{'、'.join(names)}")
    inapplicable = [measure for measure in flat if measure.status is Status.NOT_APPLICABLE]
    if inapplicable:
        why = "；".join(dict.fromkeys(f"{measure.name}：{measure.working}" for measure in inapplicable))
        return replace(result, status=Status.NOT_APPLICABLE, working=f"所依据的数值不适用：{why}")
    try:
        value = _call(function, inputs)
    except EvalkitError as error:
        raise error.at("；".join(source.cell for source in result.sources)) from None
    joiner = "、" if definition.in_words else " + "
    texts = {key: _Operand(_operand(value, flat, joiner), _figure(value, joiner)) for key, value in inputs.items()}
    working = definition.working.format(**texts)
    if value is None:
        return replace(result, status=Status.NOT_APPLICABLE, working=f"{working}：{NOT_APPLICABLE_TEXT}")
    planned, trial = any(measure.planned for measure in flat), any(measure.trial for measure in flat)
    known = replace(
        result,
        value=from_base(value, result.unit),
        status=Status.TRIAL if trial else Status.DECLARED if planned else Status.MEASURED,
        interval=_interval(function, inputs, flat, result.unit),
    )
    return replace(known, working=f"{working} = {known.text}")


def _measures_of(value: Any) -> list[Measure]:
    if isinstance(value, (Measure, Parts)):
        return [value if isinstance(value, Measure) else value.whole]
    return [item for item in value if isinstance(item, Measure)] if isinstance(value, Sequence) else []


def _unit_shown(value: Any) -> str:
    measures = _measures_of(value)
    return measures[0].unit if measures else "1"


def _digits(asked: int | None, definition: Definition, flat: list[Measure]) -> int:
    if asked is not None:
        return asked
    return max((measure.digits for measure in flat), default=0) if definition.digits is None else definition.digits


def _basis(basis: str, flat: list[Measure]) -> str:
    planned = [word for word in PLANNED if any(measure.basis.endswith(word) for measure in flat)]
    return f"{basis}；{planned[0]}" if planned else basis


def _formula(definition: Definition, inputs: dict[str, Any]) -> str:
    """Write the working with the names of the measures, in braces; of a long list, the first and the last."""

    def named(value: Any) -> str:
        names = [f"{{{measure.name.translate(FULL_WIDTH_BRACES)}}}" for measure in _measures_of(value)]
        shown = names if len(names) <= MOST_IN_FORMULA else [names[0], "…", names[-1]]
        return " + ".join(shown) or str(value)

    return "" if definition.in_words else definition.working.format(**{key: named(value) for key, value in inputs.items()})


def _call(function: Callable, inputs: dict[str, Any], values: dict[Measure, Decimal] | None = None) -> Decimal | None:
    """Call the metric in base units; ``values`` replaces the values of measures."""

    def base(value: Any) -> Any:
        if isinstance(value, Measure):
            return to_base((values or {}).get(value, value.value), value.unit)
        if isinstance(value, Parts):
            return tuple(to_base(part, value.whole.unit) for part in value.values)
        return tuple(map(base, value)) if isinstance(value, (list, tuple)) else value

    result = function(**{key: base(value) for key, value in inputs.items()})
    return result.value if isinstance(result, Ratio) else result


def _interval(function: Callable, inputs: dict[str, Any], flat: list[Measure], unit: str) -> Interval:
    """Evaluate the metric at every corner of the inputs' intervals; contradictory corners cannot be true."""
    uncertain = {
        measure: measure.interval for measure in flat if measure.interval and measure.interval.low != measure.interval.high
    }
    if len(uncertain) > MOST_UNCERTAIN_INPUTS:
        raise InvalidInputError(
            "M-INT-01",
            "有取值区间的输入过多",
            found=f"{len(uncertain)} 个",
            expected=f"不超过 {MOST_UNCERTAIN_INPUTS} 个",
            remedy="先分组求和，再计算指标",
        )
    results = [from_base(_call(function, inputs), unit)]
    for corner in itertools.product(*((interval.low, interval.high) for interval in uncertain.values())):
        try:
            result = _call(function, inputs, dict(zip(uncertain, corner, strict=True)))
        except EvalkitError:
            continue
        if result is not None:
            results.append(from_base(result, unit))
    return Interval(min(results), max(results))


@dataclass
class _Operand:
    """An argument in a working: named where it first stands, its figure alone after that."""

    named: str
    figure: str
    used: bool = False

    def __format__(self, specification: str) -> str:
        shown, self.used = (self.figure if self.used else self.named), True
        return shown


def _figure(value: Any, joiner: str) -> str:
    return joiner.join(measure.text for measure in _measures_of(value)) or str(value)


def _operand(value: Any, flat: list[Measure], joiner: str) -> str:
    """Write an argument as the working shows it: name, figure, and the figure in the finest unit used beside it."""
    if isinstance(value, Measure):
        finest = min(
            (unit_of(other.unit) for other in flat if unit_of(other.unit).base == unit_of(value.unit).base),
            key=lambda u: u.factor,
        )
        if finest.name == value.unit:
            return f"{value.name} {value.text}"
        converted = from_base(to_base(value.value, value.unit), finest.name).normalize()
        digits = max(0, -converted.as_tuple().exponent)
        return f"{value.name} {value.text}（{with_unit(format_number(converted, digits), finest.name)}）"
    if isinstance(value, (list, tuple)):
        return joiner.join(_operand(item, flat, joiner) for item in value)
    return str(value)
