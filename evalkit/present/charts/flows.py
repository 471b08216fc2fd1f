"""Flows: parts that come together to a whole, and how the whole divides again."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from evalkit.measures import Measure
from evalkit.present.charts.chart import PLAN_LOOKS, Chart, coordinate, figure_cell, told
from evalkit.present.style import ACCENT, DARK, GREY, LIGHT, MIDDLE, SMALL, WIDTH, house_style

WHOLE_INCHES, LABEL_INCHES, TITLE_INCHES = 1.25, 0.42, 0.45
"""How tall the greatest amount of a panel is drawn, and the least room of a label of two lines and of a title."""
LABEL, GAP = LABEL_INCHES / WHOLE_INCHES, 0.06
STAGES, BLOCK = (0.0, 0.5, 1.0), 0.025
"""Where the parts, the whole and its division stand, and how wide a block is."""


@dataclass(frozen=True)
class Flow:
    """Amounts that come together and divide again, each under the short name that the picture gives it.

    Attributes
    ----------
    parts : dict of str to Measure
        What comes together.
    whole : dict of str to Measure
        One entry: what they make.
    division : dict of str to Measure
        How the whole divides otherwise; may be empty.
    """

    parts: dict[str, Measure]
    whole: dict[str, Measure]
    division: dict[str, Measure] = field(default_factory=dict)

    @property
    def stages(self) -> list[dict[str, Measure]]:
        """Parts, whole and division, without what is empty."""
        return [stage for stage in (self.parts, self.whole, self.division) if stage]


@dataclass(frozen=True)
class _Block:
    """A drawn amount: its middle, and its height, which a missing one does not have."""

    name: str
    measure: Measure
    middle: float
    height: float | None


def flows(panels: dict[str, Flow]) -> Chart:
    """Draw flows as bands as wide as their amounts, one panel for each title; a missing amount is written out.

    Bands are drawn only where both ends are known. What the parts leave of a whole stays open.

    Parameters
    ----------
    panels : dict of str to Flow
        Title with its unit, which is that of the whole, to the flow.

    Returns
    -------
    Chart
        Its data are every amount of every panel, in the order of the flow.
    """
    drawn = {title: [_blocks(stage, _greatest(flow), flow) for stage in flow.stages] for title, flow in panels.items()}
    tall = [max(_stage_height(stage) for stage in stages) for stages in drawn.values()]
    inches = [height * WHOLE_INCHES + TITLE_INCHES for height in tall]
    with house_style():
        figure = Figure(figsize=(WIDTH, sum(inches)), layout="constrained")
        axes = figure.subplots(len(panels), 1, squeeze=False, height_ratios=inches)[:, 0]
        for axis, (title, stages), height in zip(axes, drawn.items(), tall, strict=True):
            _panel(axis, title, stages, height)
    rows = [
        {"部分": title, "名称": name, "数值": figure_cell(measure), "口径": measure.basis or "—"}
        for title, flow in panels.items()
        for stage in flow.stages
        for name, measure in stage.items()
    ]
    words = "".join(f"{title}：{_sentence(flow)}。" for title, flow in panels.items())
    return Chart(figure, f"流向图，带宽与数量成比例。{words}", pd.DataFrame(rows, dtype=object))


def _unit(flow: Flow) -> str:
    return next(iter(flow.whole.values())).unit


def _greatest(flow: Flow) -> float:
    """Return the amount that is drawn with height 1."""
    known = [
        [coordinate(measure, _unit(flow)) for measure in stage.values() if measure.value is not None] for stage in flow.stages
    ]
    return max(map(sum, known)) or 1.0


def _blocks(stage: dict[str, Measure], greatest: float, flow: Flow) -> list[_Block]:
    """Return the amounts of a stage from above, each with room for its label, around a middle of 0."""
    heights = [None if measure.value is None else coordinate(measure, _unit(flow)) / greatest for measure in stage.values()]
    rooms = [_room(height) for height in heights]
    blocks, above = [], sum(rooms) / 2
    for (name, measure), height, room in zip(stage.items(), heights, rooms, strict=True):
        blocks.append(_Block(name, measure, above - room / 2, height))
        above -= room
    return blocks


def _stage_height(stage: list[_Block]) -> float:
    return sum(_room(block.height) for block in stage)


def _room(height: float | None) -> float:
    """Return the room of a block: its height and a gap, and never less than its label takes."""
    return max((height or 0.0) + GAP, LABEL)


def _panel(axis: Axes, title: str, stages: list[list[_Block]], height: float) -> None:
    axis.set_xlim(-0.5, 1.5)
    axis.set_ylim(-height / 2, height / 2)
    axis.axis("off")
    axis.set_title(title)
    for position, stage in enumerate(stages):
        for block in stage:
            _draw_block(axis, block, STAGES[position], position)
    whole = stages[1][0]
    for position, stage in enumerate(stages):
        if position != 1 and whole.height is not None:
            for (low, high), at_whole in _bands(stage, whole):
                _draw_band(axis, (STAGES[position], low, high), (STAGES[1], *at_whole))


def _bands(stage: list[_Block], whole: _Block) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Yield the two ends of each band: at the block, and at the whole, from above."""
    above = whole.middle + whole.height / 2
    for block in stage:
        if block.height is not None:
            yield (block.middle - block.height / 2, block.middle + block.height / 2), (above - block.height, above)
            above -= block.height


def _draw_block(axis: Axes, block: _Block, x: float, position: int) -> None:
    missing = block.height is None
    height = LABEL / 2 if missing else block.height
    looks = {"facecolor": "white", "edgecolor": GREY, "linestyle": ":"} if missing else {"facecolor": DARK, "edgecolor": DARK}
    looks = PLAN_LOOKS if block.measure.planned and not missing else looks
    axis.add_patch(Rectangle((x - BLOCK / 2, block.middle - height / 2), BLOCK, height, zorder=2, **looks))
    words = {"fontsize": SMALL, "color": ACCENT if missing else "black", "va": "center", "linespacing": 1.3, "zorder": 3}
    text = f"{block.name}\n{told(block.measure)}"
    if position == 0:
        axis.text(x - 2 * BLOCK, block.middle, text, ha="right", **words)
    else:
        axis.text(x + 2 * BLOCK, block.middle, text, ha="left", **words)


def _draw_band(axis: Axes, end: tuple[float, float, float], whole: tuple[float, float, float]) -> None:
    """Draw a band between two upright edges, each a place, a lower and an upper end."""
    (x, low, high), (other, other_low, other_high) = end, whole
    half = (x + other) / 2
    corners = [
        (x, high),
        (half, high),
        (half, other_high),
        (other, other_high),
        (other, other_low),
        (half, other_low),
        (half, low),
        (x, low),
        (x, high),
    ]
    curve = [Path.CURVE4] * 3
    codes = [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY]
    axis.add_patch(PathPatch(Path(corners, codes), facecolor=LIGHT, edgecolor=MIDDLE, linewidth=0.6, zorder=1))


def _sentence(flow: Flow) -> str:
    """Write the flow in words."""
    listed = ["、".join(f"{name} {told(measure)}" for name, measure in stage.items()) for stage in flow.stages]
    return "，".join(word + text for word, text in zip(("", "合为", "其中"), listed, strict=False))
