"""How the score comes about, section by section."""

from dataclasses import dataclass
from decimal import Decimal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.transforms import blended_transform_factory

from evalkit.present.charts.chart import Chart
from evalkit.present.style import ACCENT, DARK, GREY, HATCHES, LIGHT, SMALL, WIDTH, house_style
from evalkit.quantities import bounds_text, format_number
from evalkit.scoring.judge import HUNDRED, POINT_DIGITS
from evalkit.scoring.margin import score_of, span_of
from evalkit.scoring.rulebook import Rulebook
from evalkit.scoring.scorecard import Score, Scorecard, SectionTotal

EARNED = {"facecolor": DARK, "edgecolor": DARK}
CARRIED = {"facecolor": LIGHT, "edgecolor": "none"}
OPEN = {"facecolor": LIGHT, "edgecolor": GREY, "hatch": HATCHES[1]}
LOST = {"facecolor": "white", "edgecolor": GREY, "linestyle": ":"}
LEGEND = (
    (EARNED, "已计得分"),
    (OPEN, "未定（缺目标值或完成值）"),
    (CARRIED, "以上各部分的未定，累计带入"),
    (LOST, "已失分"),
)
NOT_DECLARED = "未申报"


@dataclass(frozen=True)
class _Step:
    """A section, and the bounds of the sum before and after it."""

    section: SectionTotal
    before: Score
    after: Score


def score_waterfall(scorecard: Scorecard) -> Chart:
    """Draw how the sections add up to the bounds of the score, against the cuts of the grades and the declared score.

    Parameters
    ----------
    scorecard : Scorecard
        Its low bound is the solid steps; what missing inputs leave open is hatched, and is carried on below.

    Returns
    -------
    Chart
        Its data are each section's bounds, the points lost for certain, and the bounds of the sum so far.
    """
    steps, total = _steps(scorecard), scorecard.score
    with house_style():
        figure = Figure(figsize=(WIDTH, 0.46 * (len(steps) + 2) + 1.2), layout="constrained")
        axis = figure.subplots()
        cut_lines(axis, scorecard.rulebook)
        for place, step in enumerate(steps):
            _draw_step(axis, place, step)
        _draw_total(axis, len(steps), total, scorecard.rulebook.total)
        _draw_declared(axis, len(steps) + 1, scorecard)
        names = [f"{step.section.name}（{step.section.points:f} 分）" for step in steps]
        axis.set_yticks(range(len(steps) + 2), [*names, f"合计（{scorecard.rulebook.total:f} 分）", "单位自报"])
        axis.set_ylim(len(steps) + 1.5, -0.5)
        axis.set_xlim(0, float(max(HUNDRED, total.high, scorecard.declared_score or 0)))
        axis.tick_params(axis="y", length=0)
        axis.set_xlabel("得分（分）")
        figure.legend(handles=[Patch(label=label, **looks) for looks, label in LEGEND], loc="outside lower left", ncols=2)
    return Chart(figure, _words(scorecard, steps), _rows(scorecard, steps))


def cut_lines(axis: Axes, rulebook: Rulebook) -> None:
    """Draw each grade's cut as a line, labelled above the rows."""
    above = blended_transform_factory(axis.transData, axis.transAxes)
    for grade in rulebook.grades:
        place = float(grade.cut)
        axis.axvline(place, color=GREY, linestyle="--", linewidth=0.8, zorder=2)
        axis.text(place, 1.02, f"{grade.name}\n≥{grade.cut:f}", transform=above, ha="center", va="bottom", fontsize=8)


def cut_words(rulebook: Rulebook) -> str:
    """Return the cuts in words."""
    return "等级线：" + "、".join(f"{grade.name} {grade.cut:f}" for grade in rulebook.grades) + "。"


def at_the_right(axis: Axes, place: float, text: str, **looks) -> None:
    """Write beside a row, right of the axis."""
    beside = blended_transform_factory(axis.transAxes, axis.transData)
    axis.text(1.015, place, text, transform=beside, va="center", fontsize=SMALL, **looks)


def _steps(scorecard: Scorecard) -> list[_Step]:
    """Return the sections with the running bounds, which are rounded as the edition rounds."""
    rulebook, filled, before, steps = scorecard.rulebook, set(), score_of(scorecard.rulebook, []), []
    for section in scorecard.sections:
        filled.add(section.name)
        after = score_of(rulebook, [span_of(item) for item in scorecard.indicators if item.section in filled])
        steps.append(_Step(section, before, after))
        before = after
    return steps


def _draw_step(axis: Axes, place: int, step: _Step) -> None:
    before, after = step.before, step.after
    carried = after.low + before.high - before.low
    ends = [
        (before.low, after.low, EARNED),
        (after.low, carried, CARRIED),
        (carried, after.high, OPEN),
        (after.high, before.high + step.section.points, LOST),
    ]
    _draw_parts(axis, place, ends)
    axis.plot([float(after.low)] * 2, [place - 0.3, place + 0.7], color=DARK, linewidth=1, zorder=3)
    at_the_right(axis, place, bounds_text(step.section.low, step.section.high, POINT_DIGITS))


def _draw_total(axis: Axes, place: int, total: Score, points: Decimal) -> None:
    axis.axhline(place - 0.5, color=GREY, linewidth=0.8)
    _draw_parts(axis, place, [(Decimal(0), total.low, EARNED), (total.low, total.high, OPEN), (total.high, points, LOST)])
    at_the_right(axis, place, f"{bounds_text(total.low, total.high, POINT_DIGITS)}\n{total.grade_text}")


def _draw_parts(axis: Axes, place: int, ends: list[tuple[Decimal, Decimal, dict]]) -> None:
    for low, high, looks in ends:
        if high > low:
            axis.barh(place, float(high - low), left=float(low), height=0.6, linewidth=0.8, **looks)


def _draw_declared(axis: Axes, place: int, scorecard: Scorecard) -> None:
    if scorecard.declared_score is not None:
        axis.plot(float(scorecard.declared_score), place, marker="D", markersize=8, color=ACCENT, clip_on=False, zorder=4)
    at_the_right(axis, place, "\n".join(_declared(scorecard)))


def _declared(scorecard: Scorecard) -> list[str]:
    score = None if scorecard.declared_score is None else f"{scorecard.declared_score:f} 分"
    return [text for text in (score, scorecard.declared_grade) if text] or [NOT_DECLARED]


def _words(scorecard: Scorecard, steps: list[_Step]) -> str:
    sections = [
        f"{step.section.name}（{step.section.points:f} 分）{bounds_text(step.section.low, step.section.high, POINT_DIGITS)}，"
        f"累计 {bounds_text(step.after.low, step.after.high, POINT_DIGITS)}"
        for step in steps
    ]
    total = f"合计 {scorecard.score.text}，等级 {scorecard.score.grade_text}；单位自报 {'、'.join(_declared(scorecard))}"
    return f"各部分得分自上而下累计的瀑布图。{'；'.join([*sections, total])}。{cut_words(scorecard.rulebook)}"


def _rows(scorecard: Scorecard, steps: list[_Step]) -> pd.DataFrame:
    rows = [_row(step.section.name, step.section.points, step.section, step.after) for step in steps]
    rows.append(_row("合计", scorecard.rulebook.total, scorecard.score, scorecard.score))
    declared = dict.fromkeys(rows[-1], "—") | {"部分": "单位自报", "最低": "、".join(_declared(scorecard))}
    return pd.DataFrame([*rows, declared | {"最高": declared["最低"]}], dtype=object)


def _row(name: str, points: Decimal, own: SectionTotal | Score, sum_so_far: Score) -> dict[str, str]:
    numbers = {"最低": own.low, "最高": own.high, "已失分": points - own.high}
    numbers |= {"累计最低": sum_so_far.low, "累计最高": sum_so_far.high}
    return {"部分": name, "分值": f"{points:f}"} | {
        column: format_number(number, POINT_DIGITS) for column, number in numbers.items()
    }
