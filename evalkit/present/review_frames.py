"""Tables of the three scores, the deviation rates between them, and the alarms."""

from collections.abc import Iterable
from decimal import Decimal

import pandas as pd

from evalkit.present.frames import one_sentence
from evalkit.quantities import Interval, bounds_text, format_number, span_text
from evalkit.scoring.alarms import Alarm
from evalkit.scoring.comparison import Comparison
from evalkit.scoring.deviation import DEFINITION
from evalkit.scoring.rulebook import Rulebook
from evalkit.scoring.scorecard import Scorecard

__all__ = ["DEFINITION", "alarms", "deviation_by_indicator", "three_scores"]
NONE = "—"
NOT_DECLARED = "未申报"
NOT_REVIEWED = "未复核"
NOTHING_COMPARED = "没有复核材料，单位没有逐项申报得分，也没有记录偏差原因，逐项偏差无从计算。"
OF_RECOMPUTED = "偏差率：（复算 − 复核）÷ 复算"


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
        得分来源, 得分, 等级, and the deviation rates, each headed by its definition: of the declared score against the row's,
        of the recomputed one against the reviewed one.
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
    return pd.DataFrame(rows, columns=["得分来源", "得分", "等级", "偏差率：（申报 − 本行）÷ 申报", OF_RECOMPUTED])


def deviation_by_indicator(comparison: Comparison) -> pd.DataFrame:
    """Return each indicator's three awards, its deviation rates against the review, and the causes.

    Parameters
    ----------
    comparison : Comparison
        Its rows. An award that cannot be computed is shown as bounds (the scorecard says why), one not reviewed as such.

    Returns
    -------
    pandas.DataFrame
        指标, 分值, 申报得分, 复算得分, 复核得分, both deviation rates headed by their definition, 复核理由, 偏差原因; one
        sentence where nothing was declared by indicator, reviewed or explained.
    """
    if comparison.total.reviewed is None and all(row.declared is None and not row.cause for row in comparison.rows):
        return one_sentence(NOTHING_COMPARED)
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
    rates = ["申报偏差率", "复算偏差率"]
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
    return bounds_text(bounds.low, bounds.high, 2)


def _grades(rulebook: Rulebook, bounds: Interval) -> str:
    return span_text(rulebook.grade(bounds.low), rulebook.grade(bounds.high))
