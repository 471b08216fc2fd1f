"""Which doubt moves the grade most."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from evalkit.measures import Measure
from evalkit.present.charts.chart import Chart
from evalkit.present.charts.score import at_the_right, cut_lines, cut_words
from evalkit.present.sensitivity_frames import NO_INDICATORS, doubt_name
from evalkit.present.sensitivity_frames import doubts as doubts_frame
from evalkit.present.style import ACCENT, DARK, GREY, HATCHES, LIGHT, PAD, SMALL, WIDTH, house_style
from evalkit.quantities import bounds_text, format_number
from evalkit.scoring.doubts import Doubt, doubts
from evalkit.scoring.judge import HUNDRED, POINT_DIGITS
from evalkit.scoring.scorecard import Score, Scorecard

ROW_INCHES, MOST_ROWS = 0.56, 10
"""So many rows fit one sheet; the others are counted below."""
MOST_LETTERS = 46
"""Of a row's name, so that it ends before the column at the right; the data have it whole."""
LOW = {"facecolor": DARK, "edgecolor": DARK}
HIGH = {"facecolor": LIGHT, "edgecolor": DARK, "hatch": HATCHES[1]}
AS_COMPUTED = {"facecolor": "white", "edgecolor": GREY}
Row = tuple[Doubt, int]
"""A doubt, and how many indicators do what it does."""


def score_firmness(scorecard: Scorecard, measures: dict[str, Measure]) -> Chart:
    """Draw how far each doubt moves either bound of the score, the one that matters most to the grade first.

    Parameters
    ----------
    scorecard : Scorecard
        Its bounds are the first row and the upright lines below it; the cuts of the grades are dashed lines.
    measures : dict of str to Measure
        As for :func:`evalkit.scoring.doubts.doubts`.

    Returns
    -------
    Chart
        Indicators that do the same share a row; its data list every one.
    """
    rows = _rows(doubts(scorecard, measures))
    shown, others = rows[:MOST_ROWS], _on_others(rows[MOST_ROWS:])
    below = others if rows else NO_INDICATORS
    with house_style():
        figure = Figure(figsize=(WIDTH, ROW_INCHES * (len(shown) + 1 + bool(below)) + 1.3), layout="constrained")
        axis = figure.subplots()
        cut_lines(axis, scorecard.rulebook)
        _draw_given(axis, scorecard.score, len(shown))
        one = all(low == high for low, high in _pairs(scorecard.score, shown))
        for place, (doubt, alike) in enumerate(shown, start=1):
            _draw(axis, place, doubt, alike, one=one)
        _label(axis, len(shown) + 1, below)
        axis.set_ylim(len(shown) + bool(below) + 0.5, -0.6)
        axis.set_xlim(0, float(max([HUNDRED, *(doubt.high[1] for doubt, _ in shown)])))
        axis.set_yticks([])
        axis.spines["left"].set_visible(False)
        axis.set_xlabel("得分（分）")
        words = [(LOW, "得分的变动范围")] if one else [(LOW, "下限的变动范围"), (HIGH, "上限的变动范围")]
        figure.legend(handles=[Patch(label=label, **looks) for looks, label in words], loc="outside lower left", ncols=2)
    listed = "".join(f"{doubt_name(doubt, alike)}：{_effect(doubt)}。" for doubt, alike in shown)
    given = f"现有结果 {scorecard.score.text}，{scorecard.score.grade_text}。"
    alt = f"各种情形使得分上下限变动多少的横条图，对等级影响大的在前。{given}{listed}{below}{cut_words(scorecard.rulebook)}"
    return Chart(figure, alt, doubts_frame(scorecard, measures))


def _rows(found: tuple[Doubt, ...]) -> list[Row]:
    """Put together the indicators of as many points that do the same, in the order of the first."""
    alike: dict[tuple, list[Doubt]] = {}
    for doubt in found:
        item = doubt.indicator
        what = doubt.name if item is None else (item.points, item.award is None)
        alike.setdefault((what, doubt.low, doubt.high), []).append(doubt)
    return [(doubts[0], len(doubts)) for doubts in alike.values()]


def _on_others(rows: list[Row]) -> str:
    if not rows:
        return ""
    most = format_number(max(doubt.moves for doubt, _ in rows), POINT_DIGITS)
    return f"另有 {sum(alike for _, alike in rows)} 种情形，变动都不超过 {most} 分，见数据表。"


def _pairs(score: Score, rows: list[Row]) -> list[tuple]:
    return [(score.low, score.high), *((doubt.low, doubt.high) for doubt, _ in rows)]


def _effect(doubt: Doubt) -> str:
    low, high = (bounds_text(*ends, POINT_DIGITS) for ends in (doubt.low, doubt.high))
    grade = "改变等级" if doubt.changes_grade else "等级不变"
    return f"下限 {low}，上限 {high}，最大变动 {format_number(doubt.moves, POINT_DIGITS)} 分，{grade}"


def _draw_given(axis: Axes, score: Score, rows: int) -> None:
    low, high = float(score.low), float(score.high)
    _label(axis, 0, f"现有结果：{score.text}（{score.grade_text}）")
    axis.barh(0.14, high - low, left=low, height=0.2, **AS_COMPUTED)
    for end in (low, high):
        axis.plot([end, end], [0.04, rows + 0.45], color=GREY, linewidth=1.2, zorder=3, clip_on=False)
    at_the_right(axis, -0.16, "最大变动")


def _draw(axis: Axes, place: int, doubt: Doubt, alike: int, *, one: bool) -> None:
    """Draw what a doubt does to each bound, or to the score where there is but one."""
    _label(axis, place, doubt_name(doubt, alike))
    bars = [(0.14, doubt.low, LOW)] if one else [(0.05, doubt.low, LOW), (0.27, doubt.high, HIGH)]
    for below, (low, high), looks in bars:
        axis.barh(place + below, float(high - low), left=float(low), height=0.2, zorder=3.5, **looks)
    moves = f"{format_number(doubt.moves, POINT_DIGITS)} 分"
    effect, ink = ("改变等级", ACCENT) if doubt.changes_grade else ("等级不变", "black")
    at_the_right(axis, place + 0.14, f"{moves}\n{effect}", color=ink)


def _label(axis: Axes, place: int, text: str) -> None:
    text = text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"
    axis.text(0.6, place - 0.24, text, va="center", fontsize=SMALL, zorder=4, bbox=PAD)
