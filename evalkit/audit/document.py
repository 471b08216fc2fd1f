"""What a report is made of: paragraphs with their lines, the section they stand in, and sentences."""

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from evalkit.audit.folding import fold, without_titles

_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2}|199[0-9])\s*(年度|财政年度|财年|年)")
_OWN_YEAR = re.compile(r"报告\s*（\s*(20[0-9]{2})\s*年度?\s*）|(?:评价|自评|财政|报告)年度\s*[：为]?\s*(20[0-9]{2})")
_SENTENCE_END = "。！？；"
_OPEN, _CLOSE = "（“‘", "）”’"
_HEADING = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}(?:、|章|部分)|（[一二三四五六七八九十]{1,3}）|[0-9]{1,2}(?:\.[0-9]{1,2})*(?:[、.．]|\s)(?![0-9]))\s*[^，。；]{2,30}[。：]?"
)
_AIMS = re.compile(r"(?:目标|(?:计划|建设|年度)任务)(?!.*(?:完成|实现|达成|设置|设定|确认|情况|分析|评价|管理))")
_HEAD_LINES, _LONG = 12, 2000


class Part(StrEnum):
    """What a section of a report is about, by the words of its heading."""

    OVERVIEW = "overview"
    PROCESS = "process"
    RESULT = "result"
    PROBLEM = "problem"
    PLAN = "plan"
    CONCLUSION = "conclusion"
    OTHER = "other"


_PART_WORDS = [
    (
        Part.PLAN,
        "改进|建议|下一步|今后|打算|工作计划|整改|努力方向|下年|明年|来年|20[0-9]{2}年度?(?:工作)?(?:计划|安排|思路|展望)(?!.*[完成执行实施])",
    ),
    (Part.PROBLEM, "问题|不足|短板|困难|偏差|偏离"),
    (Part.CONCLUSION, "结论|得分|评分|自评结果|总体评价"),
    (Part.PROCESS, "组织实施|决策|管理情况|目标设置|保障|过程"),
    (Part.RESULT, "绩效情况|完成情况|产出|效益|成效|绩效分析|目标实现|做法|经验|实施情况|执行情况"),
    (Part.OVERVIEW, "概况|基本情况|背景|概述|简介"),
]


def part_of(heading: str) -> Part:
    """Return what a section is about.

    Examples
    --------
    >>> part_of("（一）存在问题"), part_of("二、项目绩效情况")
    (<Part.PROBLEM: 'problem'>, <Part.RESULT: 'result'>)
    """
    found = [(match.start(), part) for part, words in _PART_WORDS if (match := re.search(words, heading))]
    return min(found)[1] if found else Part.OTHER


@dataclass(frozen=True)
class Line:
    """A line of a text file or a paragraph of a document: its number, its text, whether its file marks it as a heading or as a row."""

    number: int
    text: str
    heading: bool = False
    cells: tuple[str, ...] = ()
    alone: bool = False


@dataclass
class Paragraph:
    """Lines that are one paragraph.

    Attributes
    ----------
    number : int
        Its place among the paragraphs.
    text : str
        As printed, the lines joined.
    starts : list of (int, int)
        Where in the text each line begins, and its number.
    part : Part
    heading : bool
    cells : tuple of str
        The cells, where it is the row of a table.
    aims : bool
        It stands below a heading that names targets, and not what became of them.
    """

    number: int
    text: str
    starts: list[tuple[int, int]]
    part: Part = Part.OTHER
    heading: bool = False
    cells: tuple[str, ...] = ()
    aims: bool = False
    sentences: list["Sentence"] = field(default_factory=list, repr=False)

    @cached_property
    def folded(self) -> str:
        """The text as the grammar reads it; each sign stands at its place in ``text``."""
        return fold(self.text)

    def line_at(self, place: int) -> int:
        """Return the line in which a place of the text stands."""
        return self.starts[bisect_right(self.starts, (place, 1 << 60)) - 1][1]


@dataclass(eq=False)
class Sentence:
    """A sentence: a paragraph and where in it the sentence begins and ends."""

    paragraph: Paragraph
    start: int
    end: int

    @cached_property
    def text(self) -> str:
        """The sentence as the grammar reads it."""
        return without_titles(self.paragraph.folded[self.start : self.end])

    @property
    def printed(self) -> str:
        """The sentence as printed."""
        return self.paragraph.text[self.start : self.end].strip()

    def quote(self, start: int, end: int) -> str:
        """Return what is printed between two places of the sentence."""
        return self.paragraph.text[self.start + start : self.start + end].strip(" ，、；。")

    def line_at(self, place: int) -> int:
        """Return the line in which a place of the sentence stands."""
        return self.paragraph.line_at(self.start + place)

    @property
    def part(self) -> Part:
        """What the section is about."""
        return self.paragraph.part


@dataclass
class Document:
    """A report as it is audited."""

    name: str
    paragraphs: list[Paragraph]
    fiscal_year: int | None

    @property
    def sentences(self) -> list[Sentence]:
        """All sentences in order."""
        return [sentence for paragraph in self.paragraphs for sentence in paragraph.sentences]


def document_of(name: str, lines: list[Line], fiscal_year: int | None = None) -> Document:
    """Join lines to paragraphs, name the section of each, split them into sentences.

    Parameters
    ----------
    name : str
        The file.
    lines : list of Line
        In order.
    fiscal_year : int, optional
        The year the report is about; found in its head where not given.

    Returns
    -------
    Document

    Examples
    --------
    >>> lines = [Line(1, "2021年度自评报告"), Line(2, "一、绩效情况"), Line(4, "修路3公里，"), Line(6, "桥2座。验收合格。")]
    >>> report = document_of("a.txt", lines)
    >>> report.fiscal_year, [sentence.printed for sentence in report.sentences][-2:]
    (2021, ['修路3公里，桥2座。', '验收合格。'])
    """
    paragraphs, part, aims = [], Part.OTHER, False
    for joined in _joined(lines):
        text = "".join(line.text for line in joined)
        starts, place = [], 0
        for line in joined:
            starts.append((place, line.number))
            place += len(line.text)
        heading = joined[0].heading or (not joined[0].cells and _HEADING.fullmatch(fold(text.strip())) is not None)
        if heading:
            aims = _AIMS.search(text) is not None
            named = part_of(text)
            part = named if named is not Part.OTHER or joined[0].heading else part
        paragraph = Paragraph(len(paragraphs), text, starts, part, heading, joined[0].cells, aims and not heading)
        paragraph.sentences = [Sentence(paragraph, start, end) for start, end in _spans(paragraph.folded)]
        paragraphs.append(paragraph)
    return Document(name, paragraphs, fiscal_year or _fiscal_year(paragraphs))


def _joined(lines: list[Line]) -> list[list[Line]]:
    """Join a line to the one before where a sentence plainly runs on."""
    joined: list[list[Line]] = []
    for line in lines:
        if not line.text.strip():
            continue
        before = joined[-1][-1] if joined else None
        if before and not before.alone and not line.alone and _runs_on(before, line):
            joined[-1].append(line)
        else:
            joined.append([line])
    return joined


def _runs_on(before: Line, line: Line) -> bool:
    if before.heading or line.heading or before.cells or line.cells or re.match(r"[^，。]{2,10}：", fold(line.text)):
        return False
    if re.match(
        r"\s*(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]+）|[0-9]{1,2}[.、．](?![0-9])|[①-⑳])", fold(line.text)
    ):
        return False
    end = fold(before.text.rstrip())[-1]
    apart = line.number - before.number > 1
    return end in "，、" if apart else end not in "。！？；：" and len(before.text.strip()) >= 25


def _spans(text: str) -> list[tuple[int, int]]:
    """Return where sentences begin and end; a stop inside brackets ends none, unless the brackets are never closed."""
    spans, start, depth = [], 0, 0
    last = {opening: text.rfind(closing) for opening, closing in zip(_OPEN, _CLOSE, strict=True)}
    for at, sign in enumerate(text):
        if sign in _OPEN:
            depth += 1 if last[sign] > at else 0
        elif sign in _CLOSE:
            depth = max(0, depth - 1)
        long = at - start
        if (sign in _SENTENCE_END and (depth == 0 or long > _LONG)) or (long > _LONG and sign in "，、 ") or long > 2 * _LONG:
            spans.append((start, at + 1))
            start, depth = at + 1, 0
    return [*spans, (start, len(text))] if text[start:].strip() else spans


def _fiscal_year(paragraphs: list[Paragraph]) -> int | None:
    """Return the year that the head says the report is of, or names, 年度 before 年; otherwise the year named most often."""
    head = " ".join(paragraph.folded for paragraph in paragraphs[:_HEAD_LINES] if len(paragraph.text) < 60)
    told = _OWN_YEAR.search(head)
    if told:
        return int(told[1] or told[2])
    whole = " ".join(paragraph.folded for paragraph in paragraphs)
    for text in (head, whole):
        found = _YEAR.findall(text)
        for named in ([year for year, word in found if word != "年"], [year for year, _ in found]):
            if named:
                return int(named[0]) if text is head else int(Counter(named).most_common(1)[0][0])
    return None
