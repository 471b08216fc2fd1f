"""Figures on vouchers: from budget to till, and the sales for each yuan of subsidy."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from evalkit.measures import Measure
from evalkit.present.charts.chart import PLAN_LOOKS, PLAN_WORDS, Chart, coordinate, data_rows, figure_cell, sentence, told
from evalkit.present.style import ACCENT, DARK, GREY, HATCHES, LIGHT, PAD, SMALL, WIDTH, house_style
from evalkit.quantities import unit_of

STAGE_INCHES, BASIS_INCHES = 0.62, 0.52
"""Of a stage with the step that leads to it, and of a ratio with its basis above it."""
ROOM_FOR_A_FIGURE = 0.26
"""How far the axis goes on beyond the longest bar, for the figure written after it."""
SOLID = {"facecolor": DARK, "edgecolor": DARK}
OUTLINE = {"facecolor": "white", "edgecolor": DARK}
LEFT_BEHIND = {"facecolor": LIGHT, "edgecolor": GREY, "hatch": HATCHES[1]}
NET = {"facecolor": LIGHT, "edgecolor": DARK, "hatch": HATCHES[2]}


def funnel(panels: dict[str, list[Measure]]) -> Chart:
    """Draw stages from above, each with what the stage before it left behind, and the rate of each step between them.

    Parameters
    ----------
    panels : dict of str to list of Measure
        Title with its unit to stage, rate of the step, stage, rate, and so on; stages are drawn in the unit of the first.
        A stage that counts something else than the next, such as persons before vouchers, is an outline, and nothing is
        taken from it. One that is missing is written out, and nothing is drawn for it.

    Returns
    -------
    Chart
        Its data are the stages and the rates, in this order.
    """
    inches = [STAGE_INCHES * len(measures[::2]) + 0.3 for measures in panels.values()]
    drawn: list[dict] = []
    with house_style():
        figure = Figure(figsize=(WIDTH, sum(inches) + 0.3), layout="constrained")
        axes = figure.subplots(len(panels), 1, squeeze=False, height_ratios=inches)[:, 0]
        for axis, (title, measures) in zip(axes, panels.items(), strict=True):
            drawn += _stages(axis, title, measures[::2])
            _steps(axis, measures[1::2])
        words = [
            (LEFT_BEHIND, "上一环节中没有进入本环节的部分"),
            (OUTLINE, "与下一环节计量单位不同，不相减"),
            (PLAN_LOOKS, PLAN_WORDS),
        ]
        handles = [Patch(label=label, **looks) for looks, label in words if looks in drawn]
        if handles:
            figure.legend(handles=handles, loc="outside lower left", ncols=len(handles))
    rows = [
        {"名称": measure.name, "部分": title, "数值": figure_cell(measure), "口径": measure.basis or "—"}
        for title, measures in panels.items()
        for measure in measures
    ]
    alt = "".join(f"{title}：{sentence(measures)}" for title, measures in panels.items())
    return Chart(figure, f"漏斗图，自上而下为各环节及环节之间的比率。{alt}", pd.DataFrame(rows, dtype=object))


def _stages(axis: Axes, title: str, stages: list[Measure]) -> list[dict]:
    """Draw the stages of a panel; return how its bars look."""
    unit = stages[0].unit
    widths = [None if stage.value is None else coordinate(stage, unit) for stage in stages]
    most = max((width for width in widths if width is not None), default=0.0) or 1.0
    drawn = []
    for place, (stage, width) in enumerate(zip(stages, widths, strict=True)):
        end = width or 0.0
        if width is not None:
            left = widths[place - 1] if place and _alike(stages[place - 1], stage) else None
            if left is not None and left > width:
                axis.barh(place, left - width, left=width, height=0.42, linewidth=0.6, **LEFT_BEHIND)
                drawn, end = [*drawn, LEFT_BEHIND], left
            looks = PLAN_LOOKS if stage.planned else SOLID if _alike(stage, stages[-1]) else OUTLINE
            axis.barh(place, width, height=0.42, **looks)
            drawn.append(looks)
        axis.text(end + most * 0.012, place, told(stage), va="center", color=_ink(stage))
    axis.set_yticks(range(len(stages)), [stage.name for stage in stages])
    axis.set_ylim(len(stages) - 0.6, -0.4)
    axis.set_xlim(0, most * (1 + ROOM_FOR_A_FIGURE))
    axis.set_xticks([])
    axis.spines["bottom"].set_visible(False)
    axis.set_title(title)
    return drawn


def _steps(axis: Axes, rates: list[Measure]) -> None:
    for place, rate in enumerate(rates):
        axis.text(
            axis.get_xlim()[1] * 0.02, place + 0.5, f"↓ {rate.name} {told(rate)}", va="center", fontsize=SMALL, color=_ink(rate)
        )


def _alike(one: Measure, other: Measure) -> bool:
    return unit_of(one.unit).base == unit_of(other.unit).base


def _ink(measure: Measure) -> str:
    return ACCENT if measure.value is None else "black"


def leverage(gross: list[Measure], net: Measure, *, declared: Measure) -> Chart:
    """Draw leverage on each of its bases, which stand above the bars; a missing one is written out.

    Parameters
    ----------
    gross : list of Measure
        Sales over subsidy, on each basis.
    net : Measure
        The same without the subsidy in the sales.
    declared : Measure
        The ratio that the report states, drawn as a dashed line; one that is missing is named, and not drawn.

    Returns
    -------
    Chart
        Its data are all of these, in this order.
    """
    ratios = [*gross, net]
    places = [coordinate(measure, net.unit) for measure in [*ratios, declared] if measure.value is not None]
    most = max(places, default=0.0) or 1.0
    with house_style():
        figure = Figure(figsize=(WIDTH, BASIS_INCHES * len(ratios) + 1.15), layout="constrained")
        axis = figure.subplots()
        for place, measure in enumerate(ratios):
            width = 0.0 if measure.value is None else coordinate(measure, net.unit)
            if measure.value is not None:
                axis.barh(place, width, height=0.4, **(PLAN_LOOKS if measure.planned else NET if measure is net else SOLID))
            axis.text(0, place - 0.42, f"{measure.name}：{measure.basis}", va="center", fontsize=SMALL)
            axis.text(width + most * 0.012, place, told(measure), va="center", color=_ink(measure), bbox=PAD, zorder=3)
        line = f"{declared.name} {told(declared)}"
        if declared.value is None:
            axis.plot([], [], linestyle="none", label=f"{line}，不画线")
        else:
            axis.axvline(coordinate(declared, net.unit), ymax=0.93, color=ACCENT, linestyle="--", label=line)
        axis.set_xlim(0, most * (1 + ROOM_FOR_A_FIGURE))
        axis.set_ylim(len(ratios) - 0.65, -0.75)
        axis.set_yticks([])
        axis.spines["left"].set_visible(False)
        axis.set_xticks([tick for tick in axis.get_xticks() if tick <= most] if places else [])
        axis.set_title(f"交易金额与补贴之比（{net.unit}）")
        looks = [(SOLID, "毛数：含补贴，也含本来就会发生的消费"), (NET, "净数：已扣除补贴，仍含本来就会发生的消费")]
        looks += [(PLAN_LOOKS, PLAN_WORDS)] if any(measure.planned for measure in ratios) else []
        handles = [*(Patch(label=label, **look) for look, label in looks), *axis.get_legend_handles_labels()[0]]
        figure.legend(handles=handles, loc="outside lower left")
    shown = [*ratios, declared]
    words = "；".join(f"{measure.name}（{measure.basis}）{told(measure)}" for measure in ratios)
    alt = f"条形图，杠杆率的各个口径，除末一项外都是毛数。{words}。虚线：{line}。"
    return Chart(figure, alt, data_rows(shown))
