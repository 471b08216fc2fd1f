"""Bars drawn from measures: side by side, and a part inside its whole."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evalkit.measures import Measure
from evalkit.present.charts.chart import Chart, coordinate, data_rows, sentence
from evalkit.present.style import ACCENT, DARK, HATCHES, LIGHT, MIDDLE, WIDTH, house_style

BAR_HEIGHT = 0.42


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
            place = coordinate(reference, unit)
            axes[0].set_xlim(right=max(axes[0].get_xlim()[1], place * 1.05))
            axes[0].axvline(place, color=ACCENT, linestyle="--", label=f"{reference.name} {reference.text}")
            axes[0].legend(frameon=False, loc="upper left", bbox_to_anchor=(0, 1.18))
    shown = [measure for measures in panels.values() for measure in measures]
    return Chart(figure, f"条形图。{sentence(shown)}", data_rows(shown))


def _bar_panel(axis: Axes, title: str, measures: list[Measure]) -> None:
    unit = measures[0].unit
    widths = [0.0 if measure.value is None else coordinate(measure, unit) for measure in measures]
    span = max(widths + [0.0]) - min(widths + [0.0]) or 1.0
    for position, (measure, width) in enumerate(zip(measures, widths, strict=True)):
        color, hatch = (DARK, MIDDLE, LIGHT)[position % 3], HATCHES[position % 3]
        axis.barh(position, width, height=0.6, color=color, hatch=hatch, edgecolor="white")
        axis.text(max(width, 0) + span * 0.01, position, measure.text, va="center")
    axis.set_yticks(range(len(measures)), [measure.name for measure in measures])
    axis.set_xlim(left=min(widths + [0.0]), right=max(widths + [0.0]) + span * 0.28)
    axis.set_xlabel(title)
    axis.invert_yaxis()


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
    return Chart(figure, f"占比条。{sentence([part, whole, share])}", data_rows([part, whole, share]))
