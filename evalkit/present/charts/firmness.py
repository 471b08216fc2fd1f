"""The figure that shows how firm a grade is."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import blended_transform_factory

from evalkit.measures import Measure
from evalkit.present.charts.chart import Chart
from evalkit.present.sensitivity_frames import bounds
from evalkit.present.style import DARK, HATCHES, LIGHT, WIDTH, house_style
from evalkit.quantities import NOT_APPLICABLE_TEXT, format_number
from evalkit.scoring.rulebook import Rulebook
from evalkit.scoring.scorecard import Score, Scorecard
from evalkit.scoring.sensitivity import overview

LINE = "#444444"
LABEL = {"va": "center", "fontsize": 9, "zorder": 4, "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 0.5}}


def score_firmness(scorecard: Scorecard, measures: dict[str, Measure]) -> Chart:
    """Draw the bounds of the score as computed, and under each kind of doubt, against the cuts of the grades."""
    spans = overview(scorecard, measures)
    with house_style():
        figure = Figure(figsize=(WIDTH, 0.5 * len(spans) + 1.3), layout="constrained")
        axis = figure.subplots()
        _cut_lines(axis, scorecard.rulebook)
        for position, score in enumerate(spans.values()):
            _span(axis, position, score)
        axis.set_yticks(range(len(spans)), list(spans))
        axis.set_ylim(len(spans) - 0.4, -0.6)
        most = max((float(score.high) for score in spans.values() if score is not None), default=0.0)
        axis.set_xlim(-14, max(most, 100) + 16)
        axis.set_xticks(range(0, 101, 20))
        axis.spines["left"].set_visible(False)
        axis.tick_params(axis="y", length=0)
        axis.set_xlabel("得分（分）")
    cuts = "、".join(f"{grade.name} {grade.cut:f}" for grade in scorecard.rulebook.grades)
    words = "；".join(f"{name} {NOT_APPLICABLE_TEXT if score is None else score.text}" for name, score in spans.items())
    return Chart(figure, f"得分区间与等级线的横条图。等级线：{cuts}。{words}。", bounds(scorecard, measures))


def _cut_lines(axis: Axes, rulebook: Rulebook) -> None:
    """Draw each cut as a line, labelled above the rows."""
    above = blended_transform_factory(axis.transData, axis.transAxes)
    for grade in rulebook.grades:
        place = float(grade.cut)
        axis.axvline(place, color=LINE, linestyle="--", linewidth=0.8, zorder=2)
        axis.text(place, 1.02, f"{grade.name}\n≥{grade.cut:f}", transform=above, ha="center", va="bottom", fontsize=8)


def _span(axis: Axes, position: int, score: Score | None) -> None:
    """Draw one pair of bounds, each end marked and labelled outside; the bounds as computed stand first and darkest."""
    if score is None:
        axis.text(50, position, NOT_APPLICABLE_TEXT, ha="center", **LABEL)
        return
    low, high = float(score.low), float(score.high)
    color, hatch = (DARK, "") if position == 0 else (LIGHT, HATCHES[1])
    axis.barh(position, high - low, left=low, height=0.42, color=color, hatch=hatch, edgecolor="white")
    axis.plot([low, high], [position, position], linestyle="", marker="|", markersize=15, markeredgewidth=2, color=DARK, zorder=3)
    axis.text(high + 1.5, position, format_number(score.high, 2), ha="left", **LABEL)
    if low != high:
        axis.text(low - 1.5, position, format_number(score.low, 2), ha="right", **LABEL)
