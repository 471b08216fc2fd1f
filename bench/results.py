"""What was measured, as ratios within a round: a table and a picture."""

from collections.abc import Callable
from pathlib import Path
from statistics import median

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.variants import LABELS, LOWER, NAIVE, STOCK, WARM, Timing, Variant
from evalkit.present.style import DARK, LIGHT, MIDDLE, house_style

SPEED, LEAST, MOST = "相当于基线的倍速", "最低", "最高"
BOUND, GROWTH, MEMORY = "与下限之比", "与最少年度之比", "预热进程内存（MB）"
COLUMNS = ["方案", "年度", "笔记本", "轮", SPEED, LEAST, MOST, BOUND, GROWTH, MEMORY]
BARS = {NAIVE: (LIGHT, ""), STOCK: (MIDDLE, "///"), WARM: (DARK, ""), LOWER: ("white", "...")}
LINES = {WARM: (DARK, "-", "o"), LOWER: (MIDDLE, "--", "s")}

Rounds = dict[int, float]


def table(timings: list[Timing], notebooks: Callable[[int], int]) -> pd.DataFrame:
    """Return one row for each variant: medians of the ratios between commands of the same round.

    Parameters
    ----------
    timings : list of Timing
        All rounds that count.
    notebooks : callable
        How many notebooks so many years have; the baseline of more years is that of the fewest in this proportion.

    Returns
    -------
    pandas.DataFrame
        Blank where there is nothing to compare with.
    """
    variants = list(dict.fromkeys(timing.variant for timing in sorted(timings, key=lambda timing: timing.variant.years)))
    fewest = variants[0].years
    seconds = {each: {timing.round: timing.seconds for timing in timings if timing.variant == each} for each in variants}
    rows = []
    for variant in variants:
        own = seconds[variant]
        times_baseline = notebooks(variant.years) / notebooks(fewest)
        speeds = [times_baseline * ratio for ratio in _ratios(seconds.get(Variant(fewest, NAIVE), {}), own)]
        bounds = _ratios(own, seconds.get(Variant(variant.years, LOWER), {}))
        growths = _ratios(own, seconds.get(Variant(fewest, variant.kind), {}))
        memory = max(timing.megabytes for timing in timings if timing.variant == variant) or None
        spread = (median(speeds), min(speeds), max(speeds)) if speeds else (None, None, None)
        about = (variant.kind, variant.years, notebooks(variant.years), len(own))
        rows.append((*about, *spread, *(median(each) if each else None for each in (bounds, growths)), memory))
    return pd.DataFrame(rows, columns=COLUMNS)


def _ratios(above: Rounds, below: Rounds) -> list[float]:
    """Return the ratio of every round that has both."""
    return [above[round] / below[round] for round in above if round in below]


def shown(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table as text: Chinese labels, two decimals, a dash where there is nothing to compare with."""
    text = frame.assign(方案=frame["方案"].map(LABELS))
    for column in (SPEED, LEAST, MOST, BOUND, GROWTH):
        text[column] = ["—" if pd.isna(value) else f"{value:.2f}" for value in frame[column]]
    text[MEMORY] = ["—" if pd.isna(value) else f"{value:.0f}" for value in frame[MEMORY]]
    return text


def save_picture(frame: pd.DataFrame, path: Path, title: str) -> None:
    """Draw speed, growth with the years and memory; it reads in greyscale too."""
    fewest = frame["年度"].min()
    with house_style():
        figure = Figure(figsize=(12, 4), layout="constrained")
        speed, growth, memory = figure.subplots(1, 3)
        _speed_bars(speed, frame[(frame["年度"] == fewest) & frame["方案"].isin(BARS)], fewest)
        for kind, (colour, line, marker) in LINES.items():
            own = frame[frame["方案"] == kind]
            growth.plot(own["年度"], own[GROWTH], color=colour, linestyle=line, marker=marker, label=LABELS[kind])
        growth.set(title=f"用时随年度数的增长（{fewest} 个年度为 1）", xlabel="年度数", xlim=(0, None), ylim=(0, None))
        growth.legend(frameon=False, loc="upper left")
        own = frame[frame["方案"] == WARM]
        memory.plot(own["年度"], own[MEMORY], color=DARK, marker="o")
        memory.set(title="预热进程的内存（MB）", xlabel="年度数", xlim=(0, None), ylim=(0, None))
        for axes in (growth, memory):
            axes.set_xticks(sorted(set(frame["年度"])))
        figure.suptitle(title)
        figure.savefig(path)


def _speed_bars(axes: Axes, frame: pd.DataFrame, years: int) -> None:
    shown_kinds = frame[frame[SPEED].notna()]
    for place, (kind, speed) in enumerate(zip(shown_kinds["方案"], shown_kinds[SPEED], strict=True)):
        colour, hatch = BARS[kind]
        axes.barh(place, speed, color=colour, hatch=hatch, edgecolor=DARK)
        axes.text(speed, place, f" {speed:.1f}", va="center")
    axes.set_yticks(range(len(shown_kinds)), [LABELS[kind].split("：")[0] for kind in shown_kinds["方案"]])
    axes.invert_yaxis()
    axes.set(title=f"{years} 个年度：相当于基线的倍速")
