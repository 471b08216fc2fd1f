"""Tables of the three scores, the deviation rates between them, and the alarms."""

from collections.abc import Iterable
from decimal import Decimal

import pandas as pd

from evalkit.quantities import Interval, format_number
from evalkit.scoring.alarms import Alarm
from evalkit.scoring.comparison import Comparison
from evalkit.scoring.deviation import DEFINITION
from evalkit.scoring.rulebook import Rulebook
from evalkit.scoring.scorecard import Scorecard

__all__ = ["DEFINITION", "alarms", "deviation_by_indicator", "three_scores"]
NONE = "—"
NOT_DECLARED = "未申报"
NOT_REVIEWED = "未复核"


def three_scores(comparison: Comparison, scorecard: Scorecard) -> pd.DataFrame:
    """Return declared, recomputed and reviewed total, one a row, with grade and deviation rates.

    Parameters
    ----------
    comparison : Comparison
        The totals.
    scorecard : Scorecard
        The declared grade, and the edition that grades the others.

    Returns
    -------
    pandas.DataFrame
        得分来源, 得分, 等级, and the deviation rates of the declared and of the recomputed score against the row's.
    """
    total, rulebook = comparison.total, scorecard.rulebook
    rows = [
        (
            "单位申报",
            NOT_DECLARED if total.declared is None else _plain(total.declared),
            scorecard.declared_grade or NOT_DECLARED,
            NONE,
            NONE,
        ),
        ("复算", _bounds(total.recomputed), _grades(rulebook, total.recomputed), total.declared_to_recomputed.text, NONE),
        (
            "复核",
            NOT_REVIEWED if total.reviewed is None else _bounds(total.reviewed),
            NOT_REVIEWED if total.reviewed is None else _grades(rulebook, total.reviewed),
            total.declared_deviation.text,
            total.recomputed_deviation.text,
        ),
    ]
    return pd.DataFrame(rows, columns=["得分来源", "得分", "等级", "偏差率（申报对本行）", "偏差率（复算对本行）"])


def deviation_by_indicator(comparison: Comparison) -> pd.DataFrame:
    """Return each indicator's three awards, its deviation rates against the review, and the causes.

    Parameters
    ----------
    comparison : Comparison
        Its rows. An award that cannot be computed is shown as bounds (the scorecard says why), one not reviewed as such.

    Returns
    -------
    pandas.DataFrame
        指标, 分值, 申报得分, 复算得分, 复核得分, 偏差率（申报对复核）, 偏差率（复算对复核）, 复核理由, 偏差原因.
    """
    rows = [
        (
            row.name,
            _plain(row.points),
            NOT_DECLARED if row.declared is None else _plain(row.declared),
            _bounds(row.recomputed),
            NOT_REVIEWED if row.reviewed is None else _plain(row.reviewed),
            row.declared_deviation.text,
            row.recomputed_deviation.text,
            row.reason or NONE,
            row.cause or NONE,
        )
        for row in comparison.rows
    ]
    rates = ["偏差率（申报对复核）", "偏差率（复算对复核）"]
    columns = ["指标", "分值", "申报得分", "复算得分", "复核得分", *rates, "复核理由", "偏差原因"]
    return pd.DataFrame(rows, columns=columns)


def alarms(items: Iterable[Alarm]) -> pd.DataFrame:
    """Return the alarms: what is watched, the rule, the conclusion, the arithmetic or why there is none.

    Parameters
    ----------
    items : iterable of Alarm
        In the order shown.

    Returns
    -------
    pandas.DataFrame
        预警, 规则, 结论, 算式, 说明.
    """
    rows = [(item.name, item.rule, item.level.label, item.working or NONE, item.why or NONE) for item in items]
    return pd.DataFrame(rows, columns=["预警", "规则", "结论", "算式", "说明"])


def _plain(value: Decimal) -> str:
    return format_number(value, 2)


def _bounds(bounds: Interval) -> str:
    low, high = _plain(bounds.low), _plain(bounds.high)
    return low if bounds.low == bounds.high else f"{low} 至 {high}"


def _grades(rulebook: Rulebook, bounds: Interval) -> str:
    low, high = rulebook.grade(bounds.low), rulebook.grade(bounds.high)
    return low if low == high else f"{low} 至 {high}"
