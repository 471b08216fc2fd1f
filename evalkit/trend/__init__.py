"""Several fiscal years side by side: the same measures, the score of each year, and what has changed."""

from evalkit.trend.trend import NOT_COMPUTED, NOT_LINKED, Trend, open_trend

__all__ = ["NOT_COMPUTED", "NOT_LINKED", "Trend", "open_trend"]
