"""What a notebook imports: the year, the metrics' results as tables, figures and sentences."""

from evalkit.explanation import explain, try_value
from evalkit.governance import contradicting_claims, decision_frame, target_setting, target_setting_frame
from evalkit.present import charts, frames, review_frames, sensitivity_frames
from evalkit.present.display import (
    show_by_year,
    show_conclusion,
    show_facts,
    show_figure,
    show_findings,
    show_frame,
    show_measures,
    show_score,
    show_scorecard,
    show_sources,
    show_trend,
    show_year,
)
from evalkit.present.ledger_tables import show_counted, show_ledger_corrections, show_ledgers, show_reconciliation, show_views
from evalkit.present.prose import tell, tell_narrative
from evalkit.trend import open_trend
from evalkit.vouchers import draw_differences, extra_spending, holder_concentration, merchant_concentration, vouchers_per_holder
from evalkit.year import open_year

__all__ = [
    "charts",
    "contradicting_claims",
    "decision_frame",
    "draw_differences",
    "explain",
    "extra_spending",
    "frames",
    "holder_concentration",
    "merchant_concentration",
    "open_year",
    "review_frames",
    "sensitivity_frames",
    "show_by_year",
    "show_conclusion",
    "show_counted",
    "show_facts",
    "show_figure",
    "show_findings",
    "show_frame",
    "show_ledger_corrections",
    "show_ledgers",
    "show_measures",
    "show_reconciliation",
    "show_score",
    "show_scorecard",
    "show_sources",
    "show_trend",
    "show_views",
    "show_year",
    "open_trend",
    "target_setting",
    "target_setting_frame",
    "tell",
    "tell_narrative",
    "try_value",
    "vouchers_per_holder",
]
