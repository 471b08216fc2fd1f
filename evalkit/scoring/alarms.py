"""The national budget system's alarms: a score at odds with spending, money left over, spending behind the calendar."""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from evalkit.errors import InvalidInputError
from evalkit.metrics.money import execution_rate
from evalkit.quantities import Interval, bounds_text, format_number
from evalkit.scoring.deviation import deviation_rate
from evalkit.scoring.scorecard import Indicator, Scorecard

GAP_ABOVE = Decimal("0.05")
UNSPENT_ABOVE = Decimal("0.20")
RED_BELOW, GREEN_FROM = Decimal("0.60"), Decimal("0.80")
MONTHS = 12
ONE = Decimal(1)


class Level(StrEnum):
    """What an alarm says; the last two are no all-clear."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    QUIET = "quiet"
    UNDECIDED = "undecided"
    NOT_COMPUTABLE = "not_computable"

    @property
    def label(self) -> str:
        """The word that reports print."""
        return {
            "red": "红色预警",
            "yellow": "黄色预警",
            "green": "绿色",
            "quiet": "未触发",
            "undecided": "不能判定",
            "not_computable": "不能计算",
        }[self]


@dataclass(frozen=True)
class Alarm:
    """One alarm.

    Attributes
    ----------
    name : str
        What it watches.
    rule : str
        The rule in words.
    level : Level
    working : str
        The arithmetic; empty where there is none.
    why : str
        Why it cannot be computed or decided; empty otherwise.
    """

    name: str
    rule: str
    level: Level
    working: str = ""
    why: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the alarm as plain values."""
        return asdict(self) | {"label": self.level.label}


def score_alarm(
    *, indicators: Interval, execution: Interval, indicator_points: Decimal, execution_points: Decimal, whose: str = "申报"
) -> Alarm:
    r"""自评预警（红） Self-evaluation alarm: the indicators earn a greater share than the spending bears out.

    .. math:: g = \frac{S / 90 - E / 10}{S / 90}; \qquad \text{red if } g > 5\%

    Parameters
    ----------
    indicators : Interval
        Score of the indicators :math:`S`, without budget execution; bounds where some cannot be computed.
    execution : Interval
        Award of budget execution :math:`E`; bounds where it cannot be computed.
    indicator_points, execution_points : Decimal
        The points that :math:`S` and :math:`E` are out of: 90 and 10 in the national form.
    whose : str
        Which scores these are; the national module watches the declared ones.

    Returns
    -------
    Alarm
        Red, or quiet, only where every value within the bounds is so, otherwise 不能判定. Not computable where
        :math:`S` is 0, or where either part has no points.

    Notes
    -----
    Direction: red when scores run ahead of spending. A red alarm is a doubt to explain, not a deduction.

    References
    ----------
    .. [1] Behaviour of the national integrated budget system's performance module (public code, read).

    Examples
    --------
    >>> exact = lambda number: Interval(Decimal(number), Decimal(number))
    >>> score_alarm(indicators=exact(90), execution=exact(8), indicator_points=Decimal(90), execution_points=Decimal(10)).working
    '(90.00 ÷ 90 − 8.00 ÷ 10) ÷ (90.00 ÷ 90) = 20.00%'
    """
    name, rule = f"{whose}得分与预算执行", f"（指标得分率 − 执行得分率）÷ 指标得分率大于 {GAP_ABOVE * 100:f}% 为红色"
    if not (indicator_points and execution_points):
        return Alarm(name, rule, Level.NOT_COMPUTABLE, why="该版评分规则的指标部分或预算执行部分没有分值")
    if indicators.high == 0:
        return Alarm(name, rule, Level.NOT_COMPUTABLE, why="指标得分为 0，比率无定义")
    gap = deviation_rate(own=_times(indicators, execution_points), review=_times(execution, indicator_points))
    score, spent = f"{_text(indicators)} ÷ {indicator_points:f}", f"{_text(execution)} ÷ {execution_points:f}"
    working = f"({score} − {spent}) ÷ ({score}) = {gap.text}"
    if indicators.low > 0 and gap.low > GAP_ABOVE:
        return Alarm(name, rule, Level.RED, working)
    if indicators.low > 0 and gap.high <= GAP_ABOVE:
        return Alarm(name, rule, Level.QUIET, working)
    return Alarm(name, rule, Level.UNDECIDED, working, "得分为区间，区间内各值的结论不一致")


def score_alarm_of(scorecard: Scorecard) -> Alarm:
    """复算得分预警 The rule of :func:`score_alarm` over recomputed scores.

    Parameters
    ----------
    scorecard : Scorecard
        Its section of budget execution gives :math:`E`, all others :math:`S`.
    """
    budget = scorecard.rulebook.budget.section
    execution = [each for each in scorecard.sections if each.name == budget]
    others = [each for each in scorecard.sections if each.name != budget]
    return score_alarm(
        indicators=Interval(_sum(each.low for each in others), _sum(each.high for each in others)),
        execution=Interval(_sum(each.low for each in execution), _sum(each.high for each in execution)),
        indicator_points=_sum(each.points for each in others),
        execution_points=_sum(each.points for each in execution),
        whose="复算",
    )


def declared_score_alarm_of(scorecard: Scorecard, declared: Mapping[str, Decimal]) -> Alarm | None:
    """自评预警（红） The self-evaluation alarm of the awards that the bureau declared: see :func:`score_alarm`.

    Parameters
    ----------
    scorecard : Scorecard
        Its indicators, their sections and points.
    declared : mapping of str to Decimal
        The declared awards by indicator id.

    Returns
    -------
    Alarm or None
        Undefined (``None``) unless an award is declared for every indicator.
    """
    if not declared or any(item.id not in declared for item in scorecard.indicators):
        return None
    budget = scorecard.rulebook.budget.section

    def award(items: Sequence[Indicator]) -> Interval:
        total = _sum(declared[item.id] for item in items)
        return Interval(total, total)

    execution = [item for item in scorecard.indicators if item.section == budget]
    others = [item for item in scorecard.indicators if item.section != budget]
    return score_alarm(
        indicators=award(others),
        execution=award(execution),
        indicator_points=_sum(item.points for item in others),
        execution_points=_sum(item.points for item in execution),
    )


def _sum(numbers: Iterable[Decimal]) -> Decimal:
    return sum(numbers, Decimal(0))


def unspent_alarm(*, budget: Decimal | None, executed: Decimal | None) -> Alarm:
    r"""自评预警（黄） Self-evaluation alarm: there was no budget, or more than a fifth of it was left.

    .. math:: u = (B - X) / B; \qquad \text{yellow if } B = 0 \text{ or } u > 20\%

    Parameters
    ----------
    budget : Decimal or None
        全年预算数 :math:`B`, in yuan; ``None`` when missing.
    executed : Decimal or None
        全年执行数 :math:`X`, in yuan; ``None`` when missing.

    Returns
    -------
    Alarm
        Not computable where the budget is missing, or the spending while the budget is not 0.

    Raises
    ------
    InconsistentDataError
        ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: yellow when too little was spent. Red by :func:`score_alarm` outranks it.

    References
    ----------
    .. [1] Behaviour of the national integrated budget system's performance module (public code, read).

    Examples
    --------
    >>> unspent_alarm(budget=Decimal(900_000), executed=Decimal(700_000)).level.label
    '黄色预警'
    """
    name, rule = "预算结余", f"预算数为 0，或结余占预算数大于 {UNSPENT_ABOVE * 100:f}%，为黄色"
    if budget == 0:
        return Alarm(name, rule, Level.YELLOW, "预算数为 0")
    if budget is None or executed is None:
        return Alarm(name, rule, Level.NOT_COMPUTABLE, why=_missing(budget, executed))
    unspent = ONE - execution_rate(executed=executed, budget=budget).value
    working = f"({_yuan(budget)} − {_yuan(executed)}) ÷ {_yuan(budget)} = {format_number(unspent * 100, 2)}%"
    return Alarm(name, rule, Level.YELLOW if unspent > UNSPENT_ABOVE else Level.QUIET, working)


def last_ended_month(fiscal_year: int, as_of: date) -> int | None:
    """Return the last month of a fiscal year that has ended on a day, that day included; ``None`` where none has.

    Examples
    --------
    >>> [last_ended_month(2022, date(*day)) for day in ((2022, 9, 29), (2022, 9, 30), (2023, 1, 5), (2022, 1, 30), (2021, 12, 31))]
    [8, 9, 12, None, None]
    """
    if as_of.year != fiscal_year:
        return MONTHS if as_of.year > fiscal_year else None
    whole = as_of.day == calendar.monthrange(as_of.year, as_of.month)[1]
    return (as_of.month if whole else as_of.month - 1) or None


def spending_alarm(*, budget: Decimal | None, executed: Decimal | None, month: int | None) -> Alarm:
    r"""执行进度预警 Spending alarm in the year: how far spending keeps pace with the calendar.

    .. math:: p = \frac{X / B}{m / 12}; \qquad \text{red if } p < 60\%, \text{ yellow if } 60\% \le p < 80\%, \text{ else green}

    Parameters
    ----------
    budget : Decimal or None
        全年预算数 :math:`B`, in yuan; ``None`` when missing.
    executed : Decimal or None
        Spent from January to the end of the month, :math:`X`, in yuan; ``None`` when missing.
    month : int or None
        The last month :math:`m` that has ended, 1 to 12; ``None`` where none has: see :func:`last_ended_month`.

    Returns
    -------
    Alarm
        Not computable where no month has ended, where the budget or the spending is missing, or both are 0.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if money was spent against a zero budget; ``M-NEG-01`` if an amount is negative.
    InvalidInputError
        ``R-ALM-01`` if it is no month.

    Notes
    -----
    Direction: the more is spent, the better; spending ahead of the calendar is green as well.

    References
    ----------
    .. [1] Behaviour of the national integrated budget system's performance module (public code, read).

    Examples
    --------
    >>> alarm = spending_alarm(budget=Decimal(900_000), executed=Decimal(300_000), month=6)
    >>> alarm.level.label, alarm.working
    ('黄色预警', '(300,000.00 元 ÷ 900,000.00 元) ÷ (6 ÷ 12) = 66.67%')
    """
    if month is not None and month not in range(1, MONTHS + 1):
        raise InvalidInputError("R-ALM-01", "不是月份", found=f"{month}", expected="1 至 12", remedy="填写已结束的月份")
    red, green = (f"{cut * 100:f}%" for cut in (RED_BELOW, GREEN_FROM))
    name, rule = "执行进度", f"执行率 ÷（月份 ÷ 12）低于 {red} 为红色，{red} 至不足 {green} 为黄色，{green} 以上为绿色"
    if month is None:
        return Alarm(name, rule, Level.NOT_COMPUTABLE, why="到数据截至日期，该年度没有已经结束的月份")
    if budget is None or executed is None:
        return Alarm(name, rule, Level.NOT_COMPUTABLE, why=_missing(budget, executed))
    if execution_rate(executed=executed, budget=budget).value is None:
        return Alarm(name, rule, Level.NOT_COMPUTABLE, why="预算数为 0，比率无定义")
    pace = executed * MONTHS / (budget * month)
    working = f"({_yuan(executed)} ÷ {_yuan(budget)}) ÷ ({month} ÷ {MONTHS}) = {format_number(pace * 100, 2)}%"
    level = Level.RED if pace < RED_BELOW else Level.YELLOW if pace < GREEN_FROM else Level.GREEN
    return Alarm(name, rule, level, working)


def _missing(budget: Decimal | None, executed: Decimal | None) -> str:
    return "；".join(f"{name}缺失" for name, amount in (("预算数", budget), ("执行数", executed)) if amount is None)


def _times(bounds: Interval, factor: Decimal) -> Interval:
    return Interval(bounds.low * factor, bounds.high * factor)


def _text(bounds: Interval) -> str:
    text = bounds_text(bounds.low, bounds.high, 2)
    return text if bounds.low == bounds.high else f"[{text}]"


def _yuan(amount: Decimal) -> str:
    return f"{format_number(amount, 2)} 元"
