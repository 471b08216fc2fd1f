"""The score, section by section."""

import pandas as pd
from matplotlib.figure import Figure

from evalkit.present.charts.chart import Chart
from evalkit.present.style import DARK, HATCHES, LIGHT, WIDTH, house_style
from evalkit.scoring.scorecard import Scorecard


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
