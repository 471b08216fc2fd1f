"""Figures drawn from measures, each with text that says what it shows and its data as a table."""

from evalkit.present.charts.bars import bars, share_of_whole
from evalkit.present.charts.by_time import months, years
from evalkit.present.charts.chart import Chart, png_base64
from evalkit.present.charts.firmness import score_firmness
from evalkit.present.charts.score import score_spans

__all__ = ["Chart", "bars", "months", "png_base64", "score_firmness", "score_spans", "share_of_whole", "years"]
