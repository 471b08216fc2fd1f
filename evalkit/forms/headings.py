"""The headings of published forms, whatever an office calls them, and where in a sheet they stand."""

import re
from collections import Counter
from dataclasses import dataclass

from evalkit.errors import EvalkitError, InvalidInputError
from evalkit.forms.shown_text import fold
from evalkit.forms.workbook import Range, Sheet

# For each part of the form its headings, as patterns for the whole heading; the first pattern is preferred where several match.
INDICATORS = {
    "section": ("一级(指标|目标)", "(指标|目标)(类型|类别)"),
    "category": ("二级(指标|目标)",),
    "name": ("三级(指标|目标)", "(具体|绩效)?指标(名称|内容)", "绩效指标|指标"),
    "target": (
        "(年度|年初|全年|预期|计划|绩效|设定|当年|本年|调整后?|指标)*(指标|目标)值",
        "(年度|全年|指标)?(计划|预期|预计)(完成)?(值|数|情况)|(年度|年初|预期)?绩效目标|年度目标",
    ),
    "actual": (
        "(全年|年度|年末|年终|本年|当年|目标|指标|自评)*(实际|已)?完成(指标|目标)?(值|数|数值|情况)",
        "(全年|年度|本年|指标)*实际(指标|目标)?(值|数|情况)",
    ),
    "points": ("(指标|标准|设定)?(分值|权重)(分值|权重|占比|分)?|标准分|满分",),
    "award": ("折算得分", "(自评|指标|实际)?得分(情况)?|自评(分|分值|分数)", "单项得分"),
    "reviewed": (".*复(核|评|审)(得分|评分|分|分值)",),
    "sign": ("(指标)?性质|指标方向",),
    "unit": ("(度量|计量|指标)?单位",),
    "reason": (".*原因.*", ".*(偏差说明|偏差情况|改进措施).*"),
}
MONEY = {
    "initial": ("年初预算(数|金额|安排)?|年初批复(预算)?数?",),
    "revised": (
        "(全年|年中)?调整后?的?预算(数|金额)?",
        "全年预算(数|金额)?|(本年|当年)?预算(数|金额|安排数?)",
        "年度(总)?预算(数|金额)?",
    ),
    "received": ("(资金)?(实际)?到位(资金)?(数|金额)?",),
    "executed": ("(全年|年度|本年|当年|预算|资金|实际|累计)*(执行|支出)(数|金额)",),
    "points": (*INDICATORS["points"], "执行率(分值|权重)"),
    "rate": ("(预算|资金|全年)*执行(率|进度)",),
    "award": (*INDICATORS["award"], "执行率得分"),
}
GOAL = {
    "goal": ("预期(总体)?目标", "(年初|年度|项目)*(设定|总体|绩效)?目标"),
    "result": (
        "(全年|年度|目标|本年)*实际完成(情况|目标)",
        "(项目)?(年度|全年)(总体)?(绩效)?目标(实际)?完成情况|(目标)?完成情况(综述)?",
    ),
}
AMOUNTS = ("initial", "revised", "received", "executed")


@dataclass(frozen=True)
class Span:
    """The columns below one heading, and the heading as printed."""

    first: int
    last: int
    heading: str


Spans = dict[Range, tuple[int, list[int], str]]
"""Headings of one role: how far down its list, the columns, the text."""


@dataclass(frozen=True)
class Block:
    """The headings of one part of the form.

    Attributes
    ----------
    kind : str
        ``indicators``, ``money`` or ``goal``.
    first_row, last_row : int
        The rows of the headings.
    columns : dict of str to Span
        By what the column holds, in the words of the model.
    ambiguous : tuple of str
        Headings of which the sheet has two.
    """

    kind: str
    first_row: int
    last_row: int
    columns: dict[str, Span]
    ambiguous: tuple[str, ...]

    def problems(self, where: str) -> list[EvalkitError]:
        """Return a problem for every heading that stands twice."""
        return [
            InvalidInputError(
                "F-XLSX-06", "两列的表头含义相同", found=f"“{heading}”", expected="每种内容一列", remedy="改正其中一列的表头"
            ).at(f"{where} 第 {self.first_row} 行")
            for heading in self.ambiguous
        ]


def plain(text: str) -> str:
    """Return a heading without what is printed around it: blanks, brackets, the letter of its column, a colon.

    Examples
    --------
    >>> plain("全年执行数（B）"), plain("执行率(B/A)"), plain("年初目标值 A"), plain("得分（20分*执行率）")
    ('全年执行数', '执行率', '年初目标值', '得分')
    """
    text = _without_brackets(re.sub(r"\s", "", fold(text)))
    return re.sub(r"[A-E](/[A-E])?$", "", text.partition("=")[0].rstrip(":")).strip("★*:")


def _without_brackets(text: str) -> str:
    """Return a text without what stands in brackets, and in brackets within these; a bracket without its other stays."""
    kept: list[str] = []
    opened: list[int] = []
    for sign in text:
        if sign == ")" and opened:
            del kept[opened.pop() :]
            continue
        if sign == "(":
            opened.append(len(kept))
        kept.append(sign)
    return "".join(kept)


def find_blocks(sheet: Sheet) -> list[Block]:
    """Return the parts of the form whose headings a sheet has, from the top; a part may go on below repeated headings.

    Examples
    --------
    >>> heads = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]
    >>> [block] = find_blocks(Sheet("自评表", {(5, column): text for column, text in enumerate(heads, start=1)}))
    >>> block.kind, block.columns["points"].first
    ('indicators', 6)
    """
    blocks: list[Block] = []
    for row in sheet.rows:
        if not blocks or row > blocks[-1].last_row:
            found = (_block(sheet, row, kind, words) for kind, words in _WORDS.items())
            blocks += [block for block in found if block][:1]
    return blocks


_WORDS = {"indicators": INDICATORS, "money": MONEY, "goal": GOAL}


def _is_whole(kind: str, roles: set[str]) -> bool:
    """Return whether the headings found are enough to be those of that part of a form."""
    if kind == "indicators":
        return bool(roles & {"name", "category"}) and bool(roles & {"actual", "award"}) and len(roles) > 2
    if kind == "money":
        return "executed" in roles and bool(roles & set(AMOUNTS[:-1]))
    return roles == {"goal", "result"}


def _block(sheet: Sheet, row: int, kind: str, words: dict[str, tuple[str, ...]]) -> Block | None:
    heads = {column: sheet.range(row, column) for column, text in sheet.cells(row) if _rank(text, words)}
    if not heads:
        return None
    ends = Counter(head.last_row for head in heads.values())
    last_row = min(ends, key=lambda end: (-ends[end], end))
    below = {ranked[0] for _, text in sheet.cells(last_row + 1) if (ranked := _rank(text, words))}
    if len(heads) == 1 and _is_whole(kind, below):
        return None  # a label at the side, above the headings
    if len(below) > 1:
        last_row += 1
    columns, ambiguous = _columns(sheet, range(row, last_row + 1), words)
    if kind == "indicators" and "name" not in columns and "category" in columns:
        columns["name"] = columns.pop("category")
    return Block(kind, row, last_row, columns, ambiguous) if _is_whole(kind, set(columns)) else None


def _rank(text: str, words: dict[str, tuple[str, ...]]) -> tuple[str, int] | None:
    """Return what a heading announces, and how far down its list it stands."""
    heading = plain(text)
    for role, patterns in words.items():
        for rank, pattern in enumerate(patterns):
            if re.fullmatch(pattern, heading):
                return role, rank
    return None


def _columns(sheet: Sheet, rows: range, words: dict[str, tuple[str, ...]]) -> tuple[dict[str, Span], tuple[str, ...]]:
    """Return the columns of each role; a lower heading stands for its columns, a label that runs down the side for none."""
    heads: dict[int, tuple[Range, str]] = {}
    for row in rows:
        for column, text in sheet.cells(row):
            head = sheet.range(row, column)
            if head.last_row < rows.stop:
                heads |= {each: (head, text) for each in range(head.first_column, head.last_column + 1)}
    found: dict[str, Spans] = {}
    for column, (head, text) in sorted(heads.items()):
        if ranked := _rank(text, words):
            role, rank = ranked
            found.setdefault(role, {}).setdefault(head, (rank, [], text))[1].append(column)
    if "name" in found and "points" in found:
        _set_apart_points_of_levels(found)
    columns, ambiguous = {}, []
    for role, spans in found.items():
        best = min(rank for rank, _, _ in spans.values())
        (_, of_first, heading), *others = (span for span in spans.values() if span[0] == best)
        columns[role] = Span(of_first[0], of_first[-1], heading)
        ambiguous += [fold(text) for _, _, text in others]
    return columns, tuple(ambiguous)


def _set_apart_points_of_levels(found: dict[str, Spans]) -> None:
    """Keep as points those right of the indicator's name; those between the levels belong to a section or category."""
    name = min(columns[0] for _, columns, _ in found["name"].values())
    levels = [columns[0] for level in ("section", "category") for _, columns, _ in found.get(level, {}).values()]
    left = {head: span for head, span in found["points"].items() if any(level < span[1][0] < name for level in levels)}
    category = min((columns[0] for _, columns, _ in found.get("category", {}).values()), default=name)
    of_section = {head: span for head, span in left.items() if span[1][0] < category}
    found["points"] = {head: span for head, span in found["points"].items() if head not in left}
    found |= {"section_points": of_section} if of_section else {}
    if not found["points"]:
        del found["points"]
