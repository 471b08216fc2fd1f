"""A metric applied to measures: the value, and with it working, formula, interval, status and sources."""

import inspect
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from evalkit.errors import EvalkitError, InvalidInputError
from evalkit.measures import PLANNED, Applied, Measure, Parts, Status, measures_of, with_unit
from evalkit.metrics.definition import Definition
from evalkit.quantities import NOT_APPLICABLE_TEXT, Interval, Ratio, format_number, from_base, to_base, unit_of

MOST_UNCERTAIN_INPUTS = 12
MOST_IN_FORMULA = 3
FULL_WIDTH_BRACES = str.maketrans("{}", "｛｝")


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


def _unit_shown(value: Any) -> str:
    measures = measures_of(value)
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
        names = [f"{{{measure.name.translate(FULL_WIDTH_BRACES)}}}" for measure in measures_of(value)]
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
    return joiner.join(measure.text for measure in measures_of(value)) or str(value)


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
