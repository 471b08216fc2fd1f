"""Figures drawn from measures, each with text that says what it shows and its data as a table."""

import base64
import io
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evalkit.measures import Measure
from evalkit.present.style import ACCENT, DARK, HATCHES, LIGHT, MIDDLE, WIDTH, house_style
from evalkit.quantities import MISSING_TEXT, from_base, to_base
from evalkit.scoring.scorecard import Scorecard

BAR_HEIGHT = 0.42


@dataclass(frozen=True)
class Chart:
    """A drawn figure, its alternative text, and its data."""

    figure: Figure
    alt: str
    data: pd.DataFrame


def png_base64(figure: Figure) -> str:
    """Return the figure as PNG, the same bytes for the same figure."""
    buffer = io.BytesIO()
    with house_style():
        figure.savefig(buffer, format="png", metadata={"Software": None})
    return base64.b64encode(buffer.getvalue()).decode()


def bars(panels: dict[str, list[Measure]], *, reference: Measure | None = None) -> Chart:
    """Draw horizontal bars, one panel for each axis title; a missing measure is written out as missing.

    Parameters
    ----------
    panels : dict of str to list of Measure
        Axis title to measures; each panel's measures are drawn in the unit of its first.
    reference : Measure, optional
        A target, drawn as a dashed line through the first panel.
    """
    longest = max(len(measures) for measures in panels.values())
    with house_style():
        figure = Figure(figsize=(WIDTH, (BAR_HEIGHT * longest + 0.9) * len(panels)), layout="constrained")
        axes = figure.subplots(len(panels), 1, squeeze=False)[:, 0]
        for axis, (title, measures) in zip(axes, panels.items(), strict=True):
            _bar_panel(axis, title, measures)
        if reference is not None and reference.value is not None:
            unit = next(iter(panels.values()))[0].unit
            place = _plain(reference, unit)
            axes[0].set_xlim(right=max(axes[0].get_xlim()[1], place * 1.05))
            axes[0].axvline(place, color=ACCENT, linestyle="--", label=f"{reference.name} {reference.text}")
            axes[0].legend(frameon=False, loc="upper left", bbox_to_anchor=(0, 1.18))
    shown = [measure for measures in panels.values() for measure in measures]
    return Chart(figure, f"条形图。{_sentence(shown)}", _data(shown))


def _bar_panel(axis: Axes, title: str, measures: list[Measure]) -> None:
    unit = measures[0].unit
    widths = [0.0 if measure.value is None else _plain(measure, unit) for measure in measures]
    span = max(widths + [0.0]) - min(widths + [0.0]) or 1.0
    for position, (measure, width) in enumerate(zip(measures, widths, strict=True)):
        color, hatch = (DARK, MIDDLE, LIGHT)[position % 3], HATCHES[position % 3]
        axis.barh(position, width, height=0.6, color=color, hatch=hatch, edgecolor="white")
        axis.text(max(width, 0) + span * 0.01, position, measure.text, va="center")
    axis.set_yticks(range(len(measures)), [measure.name for measure in measures])
    axis.set_xlim(left=min(widths + [0.0]), right=max(widths + [0.0]) + span * 0.28)
    axis.set_xlabel(title)
    axis.invert_yaxis()


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


def share_of_whole(part: Measure, whole: Measure, share: Measure) -> Chart:
    """Draw a part inside its whole."""
    with house_style():
        figure = Figure(figsize=(WIDTH, 1.9), layout="constrained")
        axis = figure.subplots()
        fraction = 0.0 if share.value is None else float(share.value)
        axis.barh(0, 100, height=0.5, color=LIGHT, hatch=HATCHES[2], edgecolor="white", label=f"{whole.name} {whole.text}")
        axis.barh(0, fraction, height=0.5, color=ACCENT, label=f"{part.name} {part.text}（{share.text}）")
        axis.set_yticks([])
        axis.set_xlim(0, 100)
        axis.set_xlabel(f"占{whole.name}的比重（%）")
        figure.legend(loc="outside upper left", frameon=False, ncols=1)
    return Chart(figure, f"占比条。{_sentence([part, whole, share])}", _data([part, whole, share]))


def score_spans(scorecard: Scorecard) -> Chart:
    """Draw each section's computed points and the span that missing inputs leave open."""
    with house_style():
        figure = Figure(figsize=(WIDTH, 0.5 * len(scorecard.sections) + 1.2), layout="constrained")
        axis = figure.subplots()
        for position, section in enumerate(scorecard.sections):
            low, high = float(section.low), float(section.high)
            axis.barh(position, float(section.points), height=0.6, color="white", edgecolor="#444444")
            axis.barh(
                position,
                high,
                height=0.6,
                color=LIGHT,
                hatch=HATCHES[1],
                edgecolor="white",
                label="未定（缺目标或完成值）" if not position else None,
            )
            axis.barh(position, low, height=0.6, color=DARK, label="已计得分" if not position else None)
            axis.text(float(section.points) + 0.6, position, f"{section.low:.2f} 至 {section.high:.2f}", va="center")
        axis.set_yticks(
            range(len(scorecard.sections)), [f"{section.name}（{section.points:f} 分）" for section in scorecard.sections]
        )
        axis.set_xlim(0, float(max(section.points for section in scorecard.sections)) * 1.3)
        axis.set_xlabel("得分（分）")
        axis.invert_yaxis()
        figure.legend(loc="outside upper left", frameon=False, ncols=2)
    rows = [
        {"部分": s.name, "分值": f"{s.points:f}", "最低": f"{s.low:.2f}", "最高": f"{s.high:.2f}"} for s in scorecard.sections
    ]
    words = "；".join(f"{row['部分']} {row['最低']} 至 {row['最高']}，满分 {row['分值']}" for row in rows)
    return Chart(figure, f"各部分得分区间的条形图。{words}。", pd.DataFrame(rows))


def years(series: dict[int, Measure], *, axis_title: str) -> Chart:
    """Draw one figure by fiscal year; a missing year is written out, never bridged."""
    known = {year: measure for year, measure in series.items() if measure.value is not None}
    with house_style():
        figure = Figure(figsize=(WIDTH, 2.8), layout="constrained")
        axis = figure.subplots()
        unit = next((measure.unit for measure in known.values()), "1")
        heights = {year: _plain(measure, unit) for year, measure in known.items()}
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


def _plain(measure: Measure, unit: str) -> float:
    """Return the value as a drawing coordinate, in a unit."""
    return float(from_base(to_base(measure.value, measure.unit), unit))


def _sentence(measures: list[Measure]) -> str:
    return "；".join(f"{measure.name} {measure.text}" for measure in measures) + "。"


def _data(measures: list[Measure]) -> pd.DataFrame:
    return pd.DataFrame([{"名称": measure.name, "数值": measure.text, "口径": measure.basis or "—"} for measure in measures])
