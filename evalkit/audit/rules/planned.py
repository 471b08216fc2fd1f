"""What a report plans item by item, and then never tells of."""

import re
from collections.abc import Iterator

from evalkit.audit.document import Part
from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.report import Report

_PLANNED = re.compile(r"(?:计划|建设|年度|主要|重点)?(?:任务|目标|内容)[^。；：]{0,8}[：]")
_MADE = re.compile(
    r"^(?:新建|改建|扩建|新增|建设|建立|完成|开展|举办|组织|购置|采购|安装|维修|改造|维护|实施|培训|发放|解决|改善|推广|编制|制定|设立|配备|和|、|及)+"
)
_SHORTEST, _LEAST_ITEMS, _LEAST_VALUE = 3, 3, 10


def planned(report: Report) -> Iterator[Finding]:
    """Ask about an item of a list of tasks (计划任务：（一）…；（二）…；（三）…) of which nothing is told behind the list.

    Meaning: soft; three items or more, each with a figure, more than half of which are told of again: by three signs in a row of their
    name, or by their figure. Silent: lists of which little is told again, since their results may stand in an annex.
    """
    items: list[tuple[Figure, str]] = []
    for read in report.reads:
        if _PLANNED.search(read.sentence.paragraph.folded) and read.sentence.part is not Part.PLAN:
            items += [(figure, _name(figure)) for figure in _items(read)]
    by_paragraph: dict[int, list[tuple[Figure, str]]] = {}
    for figure, name in items:
        by_paragraph.setdefault(figure.sentence.paragraph.number, []).append((figure, name))
    for number, listed in by_paragraph.items():
        behind = [each for each in report.document.paragraphs if each.number > number and each.part is not Part.PLAN]
        text = "\n".join(each.folded for each in behind)
        missing = [figure for figure, name in listed if not _told(figure, name, text)]
        if len(listed) >= _LEAST_ITEMS and 0 < len(missing) * 2 < len(listed):
            yield finding(
                "omission/result",
                Severity.SOFT,
                missing,
                working=f"列出 {len(listed)} 项，后文未见：{'、'.join(_name(each) for each in missing)}",
                message="计划的任务，后文没有写完成情况",
            )


def _items(read: Read) -> list[Figure]:
    """Return the first figure of each item of a sentence that is told as planned."""
    marked = re.match(r"[^：]*：?\s*（?[一二三四五六七八九十1-9][）.、是]", read.sentence.text)
    aims = [each for each in read.figures if each.role == "target" and not each.depth and not each.is_rate]
    return aims[:1] if marked else []


def _name(figure: Figure) -> str:
    """Return the thing that an item is about, without its verb."""
    return _MADE.sub("", re.sub(r"[^\u4e00-\u9fff]", "", figure.core))


def _told(figure: Figure, name: str, text: str) -> bool:
    if len(name) < _SHORTEST:
        return True
    pieces = (name[at : at + _SHORTEST] for at in range(len(name) - _SHORTEST + 1))
    digits = re.search(r"[0-9][0-9.,]*", figure.text)
    same = digits is not None and re.search(rf"(?<![0-9.]){re.escape(digits[0])}\s*{re.escape(figure.unit)}", text)
    return bool(same and figure.value >= _LEAST_VALUE) or any(piece in text for piece in pieces)
