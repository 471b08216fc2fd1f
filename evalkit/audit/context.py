"""What stands around a number: the brackets it is in, the name in front of a bracket, the period it is told of."""

import re

from evalkit.audit.numbers import Number
from evalkit.audit.spans import Span

UP = "净增|增长率|增长|增加|上升|提高|提升|增幅|增速|上涨|扩大|新增"
DOWN = "净减|负增长|下降|减少|回落|降低|降幅|下滑|缩短|压减|减幅|下跌|压缩|萎缩"


def period_of(text: str, spans: list[Span], number: Number, named: Span | None) -> Span | None:
    """Return the period a figure is of: the last one named before it that it is not compared with.

    A period in a bracket, or told of one part only, counts there alone.
    """
    depth = len(opening(text, number.start))
    for span in reversed([span for span in spans if span.start < number.start]):
        between = text[span.end : number.start]
        if span.than:
            if re.fullmatch(r"\s*的?[^，。；]{0,6}", between) and not re.search(UP + "|" + DOWN + "|相比", between):
                return span
            continue
        inner = len(opening(text, span.start))
        if inner > depth or (inner and inner == depth and "）" in between):
            continue
        if span.kind == "day" and not text[span.end : span.end + 1].startswith("，") and re.search(r"[，；]", between):
            continue
        return span
    return named


def opening(text: str, place: int) -> list[int]:
    """Return where the brackets open that a place stands in."""
    stack: list[int] = []
    for at, sign in enumerate(text[:place]):
        if sign == "（":
            stack.append(at)
        elif sign == "）" and stack:
            stack.pop()
    return stack


def before_bracket(text: str, place: int) -> str:
    """Return the name in front of a bracket that ends right before a figure: 全程接种（完成两剂）176万人."""
    closed = re.search(r"[\u4e00-\u9fff]{2,16}(?P<bracket>（[^（）]*）)\s*(?:约|为|达|共|近|超|是)?\s*$", text[:place])
    return text[closed.start() : closed.start("bracket")] if closed else ""


def unread_name(clause: str) -> str:
    """Return the name in front of a number that is none of the grammar's, so that what follows is of it and of nothing before.

    Examples
    --------
    >>> unread_name("平均浓度38贝可"), unread_name("平均浓度")
    ('平均浓度', '')
    """
    found = re.match(r"([^0-9]{2,}?)[0-9]", clause)
    return found[1] if found else ""
