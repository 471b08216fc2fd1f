"""Figures beside the target of each."""

from decimal import Decimal

from evalkit.measures import Measure, Status
from evalkit.present.frames import against_target


def quarter(value):
    status = Status.MISSING if value is None else Status.MEASURED
    return Measure("quarter", "一季度", None if value is None else Decimal(value), "场", 0, "", status)


def verdicts(target, *values):
    return against_target(quarter(target), *map(quarter, values))["完成情况"].tolist()


def test_each_figure_is_judged_against_the_target():
    assert verdicts("2", "1", "2", "3") == ["未达到", "达到", "达到"]


def test_without_figure_or_target_nothing_is_judged():
    assert verdicts("2", None) == verdicts(None, "3") == ["缺数据，不能判断"]


def test_the_difference_and_the_target_stand_beside_the_figure():
    row = against_target(quarter("2"), quarter("1")).iloc[0]
    assert (row["数值"], row["目标值"], row["相差"]) == ("1 场", "2 场", "−1")
    assert against_target(quarter(None), quarter("1")).iloc[0]["相差"] == "—"
