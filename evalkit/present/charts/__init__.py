"""Figures drawn from measures, each with text that says what it shows and its data as a table."""

from evalkit.present.charts.across_years import across_years
from evalkit.present.charts.bars import bars, share_of_whole
from evalkit.present.charts.by_time import months, targets_by_year, years
from evalkit.present.charts.chart import Chart, png_base64
from evalkit.present.charts.consumption import funnel, leverage
from evalkit.present.charts.firmness import score_firmness
from evalkit.present.charts.flows import Flow, flows
from evalkit.present.charts.score import score_waterfall

__all__ = [
    "Chart",
    "Flow",
    "across_years",
    "bars",
    "flows",
    "funnel",
    "leverage",
    "months",
    "png_base64",
    "score_firmness",
    "score_waterfall",
    "share_of_whole",
    "targets_by_year",
    "years",
]
