"""What figures that lie side by side say of each other: which cannot both be true, and which must be explained.

Each function returns a finding, or ``None`` where there is nothing to doubt, or a figure is missing.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from evalkit.facts import agree, base_interval, fact_measure, rivals_of
from evalkit.measures import Finding, Measure
from evalkit.quantities import Interval, format_number, from_base, to_base

OVER_ACHIEVED = 130
UNCLEAR = "未说明"


def finding_of(code: str, message: str, *measures: Measure) -> Finding:
    """Return a finding about some measures."""
    return Finding(code, message, tuple(measure.id for measure in measures))


def contradiction(whole: Measure, computed: Measure) -> Finding | None:
    """Return ``F-SUM-01`` where a stated figure and the one computed from its parts cannot both be true."""
    if whole.value is None or computed.value is None or agree(whole, computed):
        return None
    gap = to_base(whole.value, whole.unit) - to_base(computed.value, computed.unit)
    text = format_number(from_base(gap, whole.unit), max(whole.digits, computed.digits))
    unit = "个百分点" if whole.unit == "%" else whole.unit
    message = f"{whole.name}填报 {whole.text}，按“{computed.working}”计算，两者相差 {text} {unit}"
    return finding_of("F-SUM-01", message, whole, computed)


def out_of_range(average: Measure, parts: Sequence[Measure]) -> Finding | None:
    """Return ``F-RANGE-01`` where a stated average lies outside the range of its own parts, all of which are known."""
    known = [part for part in parts if part.value is not None]
    if average.value is None or len(known) < len(parts) or not known:
        return None
    intervals = [base_interval(part) for part in known]
    span = Interval(min(interval.low for interval in intervals), max(interval.high for interval in intervals))
    if base_interval(average).overlaps(span):
        return None
    ordered = sorted(known, key=lambda part: to_base(part.value, part.unit))
    least, most = ordered[0], ordered[-1]
    message = f"{average.name}填报 {average.text}，但各部分均在 {least.text} 至 {most.text} 之间，平均数不可能在此范围之外"
    return finding_of("F-RANGE-01", message, average, *known)


def two_readings(measures: Sequence[Measure]) -> Finding | None:
    """Return ``F-BASIS-01`` where a source does not say how a figure was counted, so that averages have two readings."""
    unclear = [measure for measure in measures if UNCLEAR in measure.basis]
    if not unclear:
        return None
    figures = "、".join(f"{measure.name} {measure.text}" for measure in unclear)
    bases = "；".join(dict.fromkeys(measure.basis for measure in unclear))
    return finding_of("F-BASIS-01", f"{figures}：{bases}，由其计算的平均数须分口径列出", *unclear)


def over_achievement(attainment: Measure) -> Finding | None:
    """Return ``F-OVER-01`` where a target was exceeded by three tenths or more."""
    if attainment.value is None or attainment.value < OVER_ACHIEVED:
        return None
    message = f"{attainment.name}为 {attainment.text}，达到或超过 {OVER_ACHIEVED}%，须说明原因，并检查目标是否偏低"
    return finding_of("F-OVER-01", message, attainment)


def shortfall(target: Measure, parts: Sequence[Measure]) -> Finding | None:
    """Return ``F-UNDER-01`` for the parts, such as quarters, that each were to reach a target and did not."""
    if target.value is None:
        return None
    wanted = to_base(target.value, target.unit)
    missed = [part for part in parts if part.value is not None and to_base(part.value, part.unit) < wanted]
    if not missed:
        return None
    figures = "、".join(f"{part.name} {part.text}" for part in missed)
    return finding_of("F-UNDER-01", f"{figures}，没有达到{target.name} {target.text}，须说明原因", target, *missed)


def rival_findings(rows: list[dict[str, Any]], fiscal_year: int) -> Iterator[Finding]:
    """Yield ``F-RIVAL-01`` for every figure in use that another source contradicts."""
    for row in rows:
        for other in rivals_of(row, rows) if row["used"] else []:
            known = row["printed"] and other["printed"]
            if known and not agree(*(fact_measure(each, rows, fiscal_year, each["id"]) for each in (row, other))):
                used, rival = (f"{item['printed']} {item['unit']}（{item['title']}）" for item in (row, other))
                message = f"{row['name']}（{row['period']}）两个来源不一致：{used}与{rival}；采用前者。{other['note']}"
                yield finding_of("F-RIVAL-01", message)
