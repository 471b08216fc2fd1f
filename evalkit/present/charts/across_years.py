"""A figure over several fiscal years: a line that stops where a year is missing or the basis changes."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evalkit.intake.series import Break, mark_of
from evalkit.measures import Measure
from evalkit.present.charts.chart import PLAN_WORDS, Chart, coordinate, figure_cell, shown_in, told
from evalkit.present.style import ACCENT, DARK, GREY, PAD, SMALL, THOUSANDS, WIDTH, house_style
from evalkit.quantities import MISSING_TEXT

BREAK, NO_TARGET, TARGET = "口径调整", "目标缺失", "目标值"
HALF_A_TARGET = 0.25
"""Of the width of the line that stands for a target, in years."""
MOST_IN_ONE_LINE = 6
"""How many years leave room for a target in one line below its year."""


def across_years(
    series: dict[int, Measure],
    *,
    axis_title: str,
    breaks: Sequence[Break] = (),
    targets: dict[int, Measure] | None = None,
) -> Chart:
    """Draw a figure by fiscal year as a line; a missing year is written out, and no line leads across it or across a break.

    Parameters
    ----------
    series : dict of int to Measure
        The figure of every year in turn, a missing one too.
    axis_title : str
        What the vertical axis shows, with the unit of the first known figure.
    breaks : sequence of Break
        Where the basis changes; each is a dashed vertical before its year.
    targets : dict of int to Measure, optional
        What a year was to reach.

    Returns
    -------
    Chart
        Its data are a row for each year: the figure, its basis, its target.
    """
    targets = targets or {}
    drawn = [item for item in breaks if any(item.parts(min(series), year) for year in series)]
    unit = next((measure.unit for measure in series.values() if measure.value is not None), "1")
    shown = [*series.values(), *(targets[year] for year in targets if year in series)]
    heights = [coordinate(measure, unit) for measure in shown if measure.value is not None]
    with house_style():
        figure = Figure(figsize=(WIDTH, 3.1), layout="constrained")
        axis = figure.subplots()
        low, high = min([0.0, *heights]), max([0.0, *heights]) * 1.25 or 1.0
        axis.set_ylim(low - (0.08 * (high - low) if low else 0.0), high)
        axis.set_xlim(min(series) - 0.6, max(series) + 0.6)
        for run in runs(series, drawn):
            axis.plot(run, [coordinate(series[year], unit) for year in run], color=DARK, marker="o", markersize=6)
        plans = [year for year, measure in series.items() if measure.value is not None and measure.planned]
        for year, measure in series.items():
            _target(axis, year, targets.get(year), unit)
            _number(axis, year, measure, unit, mark_of(drawn, year, max(series)))
        for item in drawn:
            axis.axvline(item.since - 0.5, ymax=0.9, color=GREY, linestyle="--", linewidth=1)
            place = {"xy": (item.since - 0.5, 0.98), "xycoords": axis.get_xaxis_transform()}
            axis.annotate(BREAK, **place, ha="center", va="top", color=GREY, fontsize=SMALL, bbox=PAD)
        narrow = len(series) > MOST_IN_ONE_LINE
        axis.set_xticks(list(series), [_tick(year, targets.get(year), unit, narrow=narrow) for year in series], linespacing=1.4)
        axis.set_yticks([tick for tick in axis.get_yticks() if low <= tick <= max(heights)] if heights else [])
        axis.yaxis.set_major_formatter(THOUSANDS)
        axis.set_title(axis_title)
        if plans:
            heights_of_plans = [coordinate(series[year], unit) for year in plans]
            axis.plot(plans, heights_of_plans, "o", color=DARK, markerfacecolor="white", markersize=6, label=PLAN_WORDS)
        if any(target.value is not None for target in targets.values()):
            axis.plot([], [], color=ACCENT, linestyle="--", label=TARGET)
        if axis.get_legend_handles_labels()[0]:
            figure.legend(loc="outside lower left", ncols=2)
    return Chart(figure, _words(series, drawn, targets, axis_title), _data(series, drawn, targets))


def runs(series: dict[int, Measure], breaks: Sequence[Break]) -> list[list[int]]:
    """Return the years that a line may join: known ones that follow each other on one basis."""
    joined: list[list[int]] = []
    for year in (year for year, measure in series.items() if measure.value is not None):
        follows = joined and joined[-1][-1] == year - 1 and not any(item.parts(year - 1, year) for item in breaks)
        if follows:
            joined[-1].append(year)
        else:
            joined.append([year])
    return joined


def _number(axis: Axes, year: int, measure: Measure, unit: str, mark: str) -> None:
    if measure.value is None:
        axis.text(year, 0.03, MISSING_TEXT, transform=axis.get_xaxis_transform(), ha="center", color=ACCENT, bbox=PAD)
        return
    place, offset = (year, coordinate(measure, unit)), {"xytext": (0, 8), "textcoords": "offset points"}
    axis.annotate(f"{shown_in(measure, unit)} {mark}".strip(), place, **offset, ha="center", fontsize=SMALL, bbox=PAD, zorder=4)


def _target(axis: Axes, year: int, target: Measure | None, unit: str) -> None:
    if target is not None and target.value is not None:
        height = coordinate(target, unit)
        axis.plot((year - HALF_A_TARGET, year + HALF_A_TARGET), (height, height), color=ACCENT, linestyle="--")


def _tick(year: int, target: Measure | None, unit: str, *, narrow: bool) -> str:
    """Write a year and its target below its point."""
    if target is None:
        return str(year)
    missing = target.value is None
    words = ("目标", "缺失" if missing else shown_in(target, unit))
    return f"{year}\n" + ("\n" if narrow else "" if missing else " ").join(words)


def _words(series: dict[int, Measure], breaks: Sequence[Break], targets: dict[int, Measure], axis_title: str) -> str:
    points = []
    for year, measure in series.items():
        target = targets.get(year)
        stated = "" if target is None else f"，{NO_TARGET}" if target.value is None else f"，{TARGET} {target.text}"
        points.append(f"{year} 年 {told(measure)}{stated}")
    lines = [f"{item.since} 年起{BREAK}，线在该年之前断开，前后不能相比" for item in breaks]
    lines += ["线在缺失的年度断开"] if any(measure.value is None for measure in series.values()) else []
    return f"按年度的折线图，{axis_title}。{'；'.join(points)}。" + "".join(f"{words}。" for words in lines)


def _data(series: dict[int, Measure], breaks: Sequence[Break], targets: dict[int, Measure]) -> pd.DataFrame:
    rows = []
    for year, measure in series.items():
        row = {"年度": str(year), "数值": figure_cell(measure)}
        if breaks:
            later = [item.since for item in breaks if item.since > year]
            row["口径"] = f"{min(later)} 年度以前的口径" if later else "现口径"
        if targets:
            row[TARGET] = figure_cell(targets[year]) if year in targets else "—"
        rows.append(row)
    return pd.DataFrame(rows, dtype=object)
