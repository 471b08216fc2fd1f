"""What a notebook imports: the year, the metrics' results as tables, figures and sentences."""

from evalkit.present import charts
from evalkit.present.display import (
    show_facts,
    show_figure,
    show_findings,
    show_frame,
    show_measures,
    show_score,
    show_scorecard,
    show_sources,
    show_year,
)
from evalkit.present.prose import tell, tell_narrative
from evalkit.year import open_year

__all__ = [
    "charts",
    "open_year",
    "show_facts",
    "show_figure",
    "show_findings",
    "show_frame",
    "show_measures",
    "show_score",
    "show_scorecard",
    "show_sources",
    "show_year",
    "tell",
    "tell_narrative",
]
