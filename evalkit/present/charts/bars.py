"""Bars drawn from measures: side by side, and a part inside its whole."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from evalkit.measures import Measure
from evalkit.present.charts.chart import PLAN_LOOKS, PLAN_WORDS, Chart, coordinate, data_rows, sentence, told
from evalkit.present.style import ACCENT, DARK, GREY, LIGHT, THOUSANDS, WIDTH, house_style

BAR_HEIGHT = 0.36
"""Of a bar with the space around it, in inches."""
ROOM_FOR_A_FIGURE = 0.3
"""How far the axis goes on beyond the longest bar, for the figure written after it."""


def bars(panels: dict[str, list[Measure]], *, reference: Measure | None = None) -> Chart:
    """Draw horizontal bars, one panel for each axis title; a plan is hatched, a missing measure written out as missing.

    Parameters
    ----------
    panels : dict of str to list of Measure
        Axis title to measures; each panel's measures are drawn in the unit of its first.
    reference : Measure, optional
        A target, drawn as a dashed line through the first panel; one that is missing is named, and not drawn.

    Returns
    -------
    Chart
        Its data are the measures and the reference.
    """
    inches = [BAR_HEIGHT * len(measures) + 0.65 for measures in panels.values()]
    shown = [measure for measures in panels.values() for measure in measures]
    legend = reference is not None or any(measure.planned for measure in shown)
    with house_style():
        figure = Figure(figsize=(WIDTH, sum(inches) + legend * 0.3), layout="constrained")
        axes = figure.subplots(len(panels), 1, squeeze=False, height_ratios=inches)[:, 0]
        for axis, (title, measures) in zip(axes, panels.items(), strict=True):
            _bar_panel(axis, title, measures)
        if reference is not None:
            _reference_line(axes[0], reference, next(iter(panels.values()))[0].unit)
        handles = axes[0].get_legend_handles_labels()[0]
        handles += [Patch(label=PLAN_WORDS, **PLAN_LOOKS)] if any(measure.planned for measure in shown) else []
        if handles:
            figure.legend(handles=handles, loc="outside lower left", ncols=len(handles))
    shown += [] if reference is None else [reference]
    return Chart(figure, f"条形图。{sentence(shown)}", data_rows(shown))


def _bar_panel(axis: Axes, title: str, measures: list[Measure]) -> None:
    unit = measures[0].unit
    known = [coordinate(measure, unit) for measure in measures if measure.value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    span = high - low or 1.0
    for position, measure in enumerate(measures):
        width = 0.0 if measure.value is None else coordinate(measure, unit)
        if measure.value is not None:
            axis.barh(position, width, height=0.62, **(PLAN_LOOKS if measure.planned else {"color": DARK}))
        ink = ACCENT if measure.value is None else "black"
        end = (max(width, 0.0), position)
        axis.annotate(told(measure), end, xytext=(4, 0), textcoords="offset points", va="center", color=ink)
    axis.set_yticks(range(len(measures)), [measure.name for measure in measures])
    axis.set_ylim(len(measures) - 0.5, -0.5)
    axis.set_xlim(low, high + span * ROOM_FOR_A_FIGURE)
    axis.set_xticks([tick for tick in axis.get_xticks() if low <= tick <= high] if known else [])
    axis.xaxis.set_major_formatter(THOUSANDS)
    if low < 0:
        axis.axvline(0, color=GREY, linewidth=0.8)
    axis.set_title(title)


def _reference_line(axis: Axes, reference: Measure, unit: str) -> None:
    label = f"{reference.name} {told(reference)}"
    if reference.value is None:
        axis.plot([], [], linestyle="none", label=f"{label}，不画线")
        return
    place = coordinate(reference, unit)
    axis.set_xlim(right=max(axis.get_xlim()[1], place * 1.05))
    axis.axvline(place, color=ACCENT, linestyle="--", label=label)


def share_of_whole(part: Measure, whole: Measure, share: Measure) -> Chart:
    """Draw a part inside its whole; where the share is missing, the whole stays an empty outline."""
    with house_style():
        figure = Figure(figsize=(WIDTH, 1.6), layout="constrained")
        axis = figure.subplots()
        known = share.value is not None
        looks = {"color": LIGHT} if known else {"facecolor": "white", "edgecolor": GREY, "linestyle": ":"}
        axis.barh(0, 100, height=0.5, label=f"{whole.name} {whole.text}", **looks)
        part_label = f"{part.name} {part.text}（占比 {share.text}）"
        if known:
            axis.barh(0, float(share.value), height=0.5, color=DARK, label=part_label)
        else:
            axis.plot([], [], linestyle="none", label=part_label)
            axis.text(50, 0, f"占比{share.text}", ha="center", va="center", color=ACCENT)
        axis.set_yticks([])
        axis.set_xlim(0, 100)
        axis.set_title(f"占{whole.name}的比重（%）")
        figure.legend(loc="outside lower left", ncols=1)
    return Chart(figure, f"占比条。{sentence([part, whole, share])}", data_rows([part, whole, share]))
