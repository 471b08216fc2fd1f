"""Figures over time: by month and by fiscal year, each against its target."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evalkit.measures import Measure
from evalkit.present.charts.chart import PLAN_LOOKS, PLAN_WORDS, Chart, coordinate, figure_cell, shown_in, told
from evalkit.present.style import ACCENT, DARK, HATCHES, LIGHT, MIDDLE, PAD, SMALL, THOUSANDS, WIDTH, house_style
from evalkit.quantities import MISSING_TEXT
from evalkit.year import Year

NO_TARGET = "目标缺失"
BAR, SLOT = 0.5, 0.86
"""Widths of a bar and of the band around it, of a year's place on the axis."""
MOST_WIDE = 6
"""How many years leave room for a target in one line."""
ROOM_FOR_A_NUMBER = 0.07
"""The least share of the axis that a part takes for its number to stand inside it."""


def months(
    parts: list[tuple[Measure, tuple[int, ...]]], *, axis_title: str, headline: Measure, target: Measure | None = None
) -> Chart:
    """Draw a figure by month against its stated annual figure and its target; a missing one is written out.

    Parameters
    ----------
    parts : list of (Measure, months)
        Each stated figure and the calendar months it covers.
    axis_title : str
        What the vertical axis shows, with its unit.
    headline : Measure
        The stated annual figure, drawn as a dashed line.
    target : Measure, optional
        The target of the year, drawn as a dotted line.

    Returns
    -------
    Chart
        Its data are the months, the annual figure and the target.
    """
    by_month = {month: measure for measure, covered in parts for month in covered if measure.value is not None}
    lines = [(headline, {"color": ACCENT, "linestyle": "--"})]
    lines += [] if target is None else [(target, {"color": DARK, "linestyle": ":", "linewidth": 2})]
    known = [float(measure.value) for measure in [*by_month.values(), *(line for line, _ in lines)] if measure.value is not None]
    with house_style():
        figure = Figure(figsize=(WIDTH, 3.1), layout="constrained")
        axis = figure.subplots()
        for line, style in lines:
            _line(axis, line, style)
        _month_points(axis, by_month)
        if known:
            margin = max(max(known) - min(known), 0.5) * 0.3
            low, high = min(known) - margin, max(known) + margin
            axis.set_ylim(low, high)
            axis.set_yticks([tick for tick in axis.get_yticks() if low <= tick <= max(known)])
        else:
            axis.set_yticks([])
        axis.set_xlim(0.4, 12.6)
        axis.set_xticks(range(1, 13), [f"{month}月" for month in range(1, 13)])
        axis.set_title(axis_title)
        figure.legend(loc="outside lower left", ncols=len(lines))
    rows = [
        {"月份": f"{month}月", "数值": figure_cell(by_month[month]) if month in by_month else MISSING_TEXT}
        for month in range(1, 13)
    ]
    rows += [{"月份": line.name, "数值": figure_cell(line)} for line, _ in lines]
    points = "；".join(f"{month}月 {by_month[month].text if month in by_month else MISSING_TEXT}" for month in range(1, 13))
    words = "；".join(f"{line.name} {line.text}" for line, _ in lines)
    return Chart(figure, f"按月的点图，{axis_title}。{points}。横线：{words}。", pd.DataFrame(rows, dtype=object))


def _line(axis: Axes, measure: Measure, style: dict) -> None:
    """Draw a line across the year and name it in the legend; one that is missing is only named."""
    label = f"{measure.name} {told(measure)}"
    if measure.value is None:
        axis.plot([], [], linestyle="none", label=f"{label}，不画线")
    else:
        axis.axhline(float(measure.value), label=label, **style)


def _month_points(axis: Axes, by_month: dict[int, Measure]) -> None:
    at_the_foot = axis.get_xaxis_transform()
    for month in range(1, 13):
        if month not in by_month:
            axis.text(month, 0.04, MISSING_TEXT, transform=at_the_foot, ha="center", color=ACCENT, fontsize=SMALL, bbox=PAD)
            continue
        place = (month, float(by_month[month].value))
        axis.plot(*place, marker="o", color=DARK, markersize=7)
        number = by_month[month].number
        axis.annotate(number, place, xytext=(0, 8), textcoords="offset points", ha="center", fontsize=SMALL, bbox=PAD)


def targets_by_year(years: Mapping[int, Year], measure: str) -> dict[int, Measure]:
    """Return the target of a measure in each year, as the objectives of that year declare it."""
    return {fiscal_year: year.target(measure) for fiscal_year, year in years.items()}


def years(
    series: dict[int, Measure],
    *,
    axis_title: str,
    parts: dict[str, dict[int, Measure]] | None = None,
    targets: dict[int, Measure] | None = None,
) -> Chart:
    """Draw one figure by fiscal year, in its parts and against its targets; a missing one is written out, never bridged.

    Parameters
    ----------
    series : dict of int to Measure
        The figure of each year.
    axis_title : str
        What the vertical axis shows, with the unit of the first known figure.
    parts : dict of str to dict of int to Measure, optional
        Name of a part to its figure by year; a year is drawn in parts where all of them are known.
    targets : dict of int to Measure, optional
        What a year was to reach. A band begins at the target and goes up; without one, no band is drawn.

    Returns
    -------
    Chart
        Its data are a row for each year: the figure, its parts, its target.
    """
    parts, targets = parts or {}, targets or {}
    unit = next((measure.unit for measure in series.values() if measure.value is not None), "1")
    shown = [*series.values(), *targets.values()]
    heights = [coordinate(measure, unit) for measure in shown if measure.value is not None]
    low, high = min([0.0, *heights]), max([0.0, *heights]) * 1.18 or 1.0
    narrow = len(series) > MOST_WIDE
    with house_style():
        figure = Figure(figsize=(WIDTH, 3.1), layout="constrained")
        axis = figure.subplots()
        axis.set_ylim(low, high)
        axis.set_xlim(min(series) - 0.6, max(series) + 0.6)
        for year, measure in series.items():
            _band(axis, year, targets.get(year), unit)
            _bar(axis, year, measure, {name: figures.get(year) for name, figures in parts.items()}, unit)
        axis.set_xticks(list(series), [_tick(year, targets.get(year), unit, narrow=narrow) for year in series], linespacing=1.4)
        axis.set_yticks([tick for tick in axis.get_yticks() if low <= tick <= max(heights)] if heights else [])
        axis.yaxis.set_major_formatter(THOUSANDS)
        axis.set_title(axis_title)
        _legend(figure, axis)
    named = {"数值": series, **parts, **({"目标值": targets} if targets else {})}
    rows = [
        {"年度": str(year)} | {name: figure_cell(figures[year]) if year in figures else "—" for name, figures in named.items()}
        for year in series
    ]
    words = "；".join(_sentence(year, named) for year in series)
    return Chart(figure, f"按年度的柱形图，{axis_title}。{words}。", pd.DataFrame(rows, dtype=object))


def _band(axis: Axes, year: int, target: Measure | None, unit: str) -> None:
    """Draw what reaches the target of a year, behind its bar."""
    if target is None or target.value is None:
        return
    place, ends = coordinate(target, unit), (year - SLOT / 2, year + SLOT / 2)
    top = axis.get_ylim()[1] - place
    axis.bar(year, top, SLOT, bottom=place, color="white", edgecolor=LIGHT, hatch=HATCHES[1], zorder=0, label="目标值及以上")
    axis.plot(ends, (place, place), color=ACCENT, linestyle="--", zorder=3, label="目标值")


def _bar(axis: Axes, year: int, measure: Measure, parts: dict[str, Measure | None], unit: str) -> None:
    low, high = axis.get_ylim()
    if measure.value is None:
        axis.text(year, (high - low) * 0.02, MISSING_TEXT, ha="center", color=ACCENT, bbox=PAD)
        return
    top, foot = coordinate(measure, unit), 0.0
    if measure.planned:
        axis.bar(year, top, BAR, label=PLAN_WORDS, **PLAN_LOOKS)
    elif parts and all(part is not None and part.value is not None for part in parts.values()):
        for position, (name, part) in enumerate(parts.items()):
            foot = _part(axis, year, foot, coordinate(part, unit), position, name, shown_in(part, unit))
    else:
        label = f"未分{'、'.join(parts)}" if parts else None
        axis.bar(year, top, BAR, color=MIDDLE if parts else DARK, label=label)
    place = max(top, foot, 0.0) + (high - low) * 0.02
    axis.text(year, place, shown_in(measure, unit), ha="center", fontsize=SMALL, bbox=PAD, zorder=4)


def _part(axis: Axes, year: int, foot: float, height: float, position: int, name: str, number: str) -> float:
    """Draw a part upon what is there already, and return how high it is now."""
    low, high = axis.get_ylim()
    color, ink = ((DARK, "white"), (LIGHT, "black"))[position % 2]
    axis.bar(year, height, BAR, bottom=foot, color=color, edgecolor="white", label=name)
    if height > (high - low) * ROOM_FOR_A_NUMBER:
        axis.text(year, foot + height / 2, number, ha="center", va="center", color=ink, fontsize=SMALL)
    return foot + height


def _tick(year: int, target: Measure | None, unit: str, *, narrow: bool) -> str:
    """Write a year and its target below its bar."""
    if target is None:
        return str(year)
    words = NO_TARGET if target.value is None else f"目标 {shown_in(target, unit)}"
    return f"{year}\n{words[:2]}\n{words[2:].strip()}" if narrow else f"{year}\n{words}"


def _legend(figure: Figure, axis: Axes) -> None:
    """Name each kind of mark once, below the figure."""
    marks = {label: mark for mark, label in zip(*axis.get_legend_handles_labels(), strict=True)}
    if marks:
        figure.legend(marks.values(), marks.keys(), loc="outside lower left", ncols=len(marks))


def _sentence(year: int, named: dict[str, dict[int, Measure]]) -> str:
    shown = [
        told(figures[year])
        if name == "数值"
        else NO_TARGET
        if name == "目标值" and figures[year].value is None
        else f"{name} {told(figures[year])}"
        for name, figures in named.items()
        if year in figures
    ]
    return f"{year} 年 {'，'.join(shown)}"
