"""Figures over time: by month and by fiscal year."""

import pandas as pd
from matplotlib.figure import Figure

from evalkit.measures import Measure
from evalkit.present.charts.chart import Chart, coordinate
from evalkit.present.style import ACCENT, DARK, WIDTH, house_style
from evalkit.quantities import MISSING_TEXT


def months(parts: list[tuple[Measure, tuple[int, ...]]], *, axis_title: str, headline: Measure) -> Chart:
    """Draw a rate by month against the annual figure that was stated.

    Parameters
    ----------
    parts : list of (Measure, months)
        Each stated figure and the calendar months it covers.
    axis_title : str
        What the vertical axis shows, with its unit.
    headline : Measure
        The stated annual figure, drawn as a dashed line.
    """
    by_month = {month: measure for measure, covered in parts for month in covered if measure.value is not None}
    known = [float(measure.value) for measure in [*by_month.values(), headline] if measure.value is not None]
    rows = [{"月份": f"{month}月", "数值": by_month[month].text if month in by_month else MISSING_TEXT} for month in range(1, 13)]
    with house_style():
        figure = Figure(figsize=(WIDTH, 3.0), layout="constrained")
        axis = figure.subplots()
        for month in range(1, 13):
            if month in by_month:
                value = float(by_month[month].value)
                axis.plot(month, value, marker="o", color=DARK, markersize=7)
                axis.annotate(
                    by_month[month].number, (month, value), textcoords="offset points", xytext=(0, 8), ha="center", fontsize=8
                )
        if headline.value is not None:
            axis.axhline(float(headline.value), color=ACCENT, linestyle="--", label=f"{headline.name} {headline.text}")
            axis.legend(frameon=False, loc="lower right")
        if known:
            margin = max(max(known) - min(known), 0.5) * 0.3
            axis.set_ylim(min(known) - margin, max(known) + margin)
        else:
            axis.text(6.5, 0.5, "各月数据缺失", ha="center", va="center")
        axis.set_xlim(0.4, 12.6)
        axis.set_xticks(range(1, 13), [f"{month}月" for month in range(1, 13)])
        axis.set_ylabel(axis_title)
    alt = f"按月点图。{'；'.join(row['月份'] + row['数值'] for row in rows)}。虚线为{headline.name} {headline.text}。"
    return Chart(figure, alt, pd.DataFrame([*rows, {"月份": headline.name, "数值": headline.text}]))


def years(series: dict[int, Measure], *, axis_title: str) -> Chart:
    """Draw one figure by fiscal year; a missing year is written out, never bridged."""
    known = {year: measure for year, measure in series.items() if measure.value is not None}
    with house_style():
        figure = Figure(figsize=(WIDTH, 2.8), layout="constrained")
        axis = figure.subplots()
        unit = next((measure.unit for measure in known.values()), "1")
        heights = {year: coordinate(measure, unit) for year, measure in known.items()}
        most = max(heights.values(), default=1.0)
        for year in series:
            if year in known:
                axis.bar(year, heights[year], width=0.5, color=DARK)
                axis.text(year, heights[year] + most * 0.02, known[year].text, ha="center")
            else:
                axis.text(year, most * 0.02, MISSING_TEXT, ha="center", color=ACCENT)
        axis.set_xticks(list(series), [str(year) for year in series])
        axis.set_xlim(min(series) - 0.6, max(series) + 0.6)
        axis.set_ylim(min(0.0, *heights.values()) if heights else 0, most * 1.18)
        axis.set_xlabel("财政年度")
        axis.set_ylabel(axis_title)
    rows = [{"年度": str(year), "数值": measure.text} for year, measure in series.items()]
    return Chart(figure, f"按年度的柱形图。{'；'.join(row['年度'] + ' 年 ' + row['数值'] for row in rows)}。", pd.DataFrame(rows))
