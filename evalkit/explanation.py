"""What a figure rests on, and what it would be if something it was computed from were another.

The module is not called by the name of its function, so that ``evalkit.explain`` can be that function.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd
from IPython.display import display

from evalkit.computing import compute
from evalkit.errors import InvalidInputError
from evalkit.measures import Measure, Source, Status
from evalkit.present.display import Fragment, render, table
from evalkit.quantities import Interval, decimals_of, parse_number


class Explanation(Fragment):
    """What a figure rests on: a table in a notebook, text elsewhere."""

    def __str__(self) -> str:
        return self.text


def explain(measure: Measure) -> None:
    """Show status, basis, working, interval, inputs and source cells of a measure: a table in a notebook, text elsewhere.

    Parameters
    ----------
    measure : Measure
        Any figure: read from a file, computed, or on trial. What it was computed from is listed only in the notebook
        that computed it.

    Examples
    --------
    >>> from evalkit.measures import exact_count
    >>> explain(exact_count("months", "月数", 12, "个月", "财政年度为公历年"))
    月数
      数值：12 个月
      状态：计算
      口径：历法
      算式：财政年度为公历年
    """
    rows = list(_rows(measure))
    text = "\n".join([measure.name, *(f"  {item}：{content}" for item, content in rows)])
    html = table(pd.DataFrame(rows, columns=["项目", "内容"]), id=f"explain-{measure.id}")
    shown = render("table.html.j2", text, number="数值说明", caption=measure.name, table=html, note="")
    display(Explanation(shown.html, text))


def _rows(measure: Measure) -> Iterator[tuple[str, str]]:
    yield "数值", measure.text
    yield "状态", measure.status.label
    stated = {"口径": measure.basis, "期间": measure.period, "算式": measure.working, "取值区间": measure.interval_text}
    yield from ((item, content) for item, content in stated.items() if content)
    for argument, value in (measure.applied.inputs if measure.applied else {}).items():
        yield f"输入 {argument}", _input_text(value)
    unstated = measure.status is Status.MISSING and not measure.missing
    for source in measure.sources:
        yield "应填于" if unstated else "来源", _source_text(source)


def _input_text(value: Any) -> str:
    if isinstance(value, Measure):
        return f"{value.name} {value.text}"
    return "；".join(map(_input_text, value)) if isinstance(value, (list, tuple)) else str(value)


def _source_text(source: Source) -> str:
    title = "，".join(part for part in (source.title, source.place) if part)
    return "；".join(part for part in (source.cell, title, source.address, source.remark) if part)


def try_value(measure: Measure, /, **supposed: Any) -> Measure:
    """Return what a measure would be if some of its inputs were others; nothing is stored and no data changes.

    Parameters
    ----------
    measure : Measure
        Computed in this notebook.
    **supposed
        By the names that :func:`explain` lists: a number in the unit of that input, or for a list of measures a list
        of as many numbers, in which ``None`` leaves one as it is.

    Returns
    -------
    Measure
        On trial (试算): marked wherever it is printed, and so is whatever is computed from it; it cannot be saved.

    Raises
    ------
    InvalidInputError
        ``V-TRY-01`` if the measure does not say how it was computed, ``V-TRY-02`` if it has no input of that name,
        ``V-TRY-03`` if a value is no number for that input; and what the metric raises.

    Examples
    --------
    >>> from evalkit.measures import exact_count
    >>> from evalkit.metrics import general
    >>> part, whole = exact_count("a", "已办", 8, "件", "清点"), exact_count("b", "应办", 10, "件", "清点")
    >>> try_value(compute(general.share, part=part, whole=whole), part=9).text
    '90.00%（试算）'
    """
    if measure.applied is None:
        raise InvalidInputError(
            "V-TRY-01",
            "这个数值没有可以改动的输入",
            found=f"{measure.name}：{measure.working or measure.status.label}",
            expected="在本笔记本中由指标公式计算的数值",
            remedy="对引用它的计算结果试算；从结果文件读回的数值，在计算它的笔记本中试算",
        )
    inputs = {name: value for name, value in measure.applied.inputs.items() if isinstance(value, (Measure, list, tuple))}
    if not supposed or not supposed.keys() <= inputs.keys():
        raise InvalidInputError(
            "V-TRY-02",
            "没有这个可以试算的输入",
            found="、".join(name for name in supposed if name not in inputs) or "没有写明",
            expected="；".join(f"{name}（{_input_text(value)}）" for name, value in inputs.items()),
            remedy="用列出的英文名写明试算的值，如 try_value(数值, 英文名=100)",
        ).at(measure.name)
    changed = {name: _suppose(inputs[name], value, name) for name, value in supposed.items()}
    tried = compute(
        measure.applied.metric,
        id=measure.id,
        name=measure.name,
        unit=measure.unit,
        digits=measure.digits,
        **{**measure.applied.inputs, **changed},
    )
    return replace(tried, basis=measure.basis, period=measure.period, sub_project=measure.sub_project)


def _suppose(given: Measure | list | tuple, value: Any, name: str) -> Measure | list[Measure]:
    """Return an input with its value replaced by the supposed one."""
    if isinstance(given, Measure):
        return _on_trial(given, value, name)
    if not isinstance(value, (list, tuple)) or len(value) != len(given):
        raise _refused(name, value, f"{len(given)} 个数的列表，不改的写 None")
    return [one if new is None else _on_trial(one, new, name) for one, new in zip(given, value, strict=True)]


def _on_trial(given: Measure, value: Any, name: str) -> Measure:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise _refused(name, value, f"以“{given.unit}”为单位的数")
    printed = format(Decimal(str(value)), "f") if isinstance(value, (float, Decimal)) else str(value)
    number = parse_number(printed)
    return replace(
        given,
        value=number,
        digits=decimals_of(printed),
        status=Status.TRIAL,
        interval=Interval(number, number),
        working="试算所设",
        sources=(),
        missing=(),
        approximate=False,
        applied=None,
    )


def _refused(name: str, value: Any, expected: str) -> InvalidInputError:
    remedy = "改为数字，如 1287.96；单位与原来的输入相同"
    return InvalidInputError("V-TRY-03", "试算的值不能用", found=f"{value!r}", expected=expected, remedy=remedy).at(name)
