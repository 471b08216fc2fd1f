"""The figures of a report: each number with its subject, period, level, and the part it plays in its sentence."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from evalkit.audit.context import DOWN, UP, before_bracket, opening, period_of, unread_name
from evalkit.audit.document import Document, Sentence
from evalkit.audit.numbers import INFINITY, RANKED, ZERO_UNIT, Number, numbers_of, scale_and_base
from evalkit.audit.spans import Span, spans_of
from evalkit.audit.subjects import core, scope_of, subject_of
from evalkit.audit.tables import TARGET_COLUMN, headers_of

_COMPARED = re.compile("同?比|较|与|上年|去年")
_NAME_BEFORE = 8
_AND = ("、", "和", "及", "与")
_IN_ORDER = re.compile("分别|依次")
_STOP = "，。；：！？（）"
_CHANGE = re.compile(rf"(?:(?P<down>{DOWN})|(?P<up>{UP}))(?:率|了|约|达到?|为|近|超过?|幅度|至少|\s)*$")
_SAME_PERIOD = re.compile(r"同比(?:为|约|达)?\s*$")
_TARGET = re.compile(
    r"目标|计划|任务|应(?!用|急|对)|拟|指标值|预期|要求|不少于|不低于|不得少于|不得低于|不超过|不高于|控制在|至少|≥|≤"
)
_LISTED_AIMS = re.compile(r"(?:目标|(?:计划|建设|年度|主要)任务)(?!完成|实现|达成|落实|与|和|及)[^。，；：]{0,8}：[^。]*$")
_DONE = re.compile(r"实际|完成(?!时限|时间|率)|实现|达到|已(?!下)|执行|支出|建成|举办了|开展了|超(?:额|过)")
_ASKED_FOR = re.compile(r"[、0-9.%\s]{0,14}”的(?:要求|目标|标准)")
_PER = re.compile(r"每个?(季度|季|月|年|半年|周)[^，。；]*$")
_EACH = re.compile(r"(?:平均|人均|户均|亩均|次均|场均|件均|每(?!年|月|季|周)个?[\u4e00-\u9fff]{1,3})[^，。；、]{0,14}$")
_ATTAINED = re.compile(
    r"(?:目标|计划|任务|预算)(?:值|数)?的\s*$|(?:完成|占|为|达到?)[^，。；]{0,12}(?:目标|计划|任务|预算)(?:值|数)?的?\s*$"
)


@dataclass(eq=False)
class Figure:
    """A figure.

    Attributes
    ----------
    sentence : Sentence
    number : Number
    subject : str
        The noun phrase it belongs to.
    period : Span or None
        The period named last before it; ``None`` where only the report's own year is meant.
    scope : str
        全国, 全省, 全市 ..., empty where none is named.
    clause : (int, int)
        Where its clause begins and ends in the sentence.
    head : str
        What stands before it in its clause, from the figure before.
    change : int
        1 where it is by how much something grew, -1 where it fell.
    role : str
        ``target`` or empty.
    per : str
        季度, 月 ... of 每季度.
    each : bool
        It is an average or a rate per thing: 人均, 平均每场, 每亩.
    depth : int
        How many brackets it stands in.
    parent : Figure or None
        The figure before the bracket it stands in.
    """

    sentence: Sentence
    number: Number
    subject: str
    period: Span | None
    scope: str
    clause: tuple[int, int]
    head: str
    change: int = 0
    role: str = ""
    per: str = ""
    each: bool = False
    depth: int = 0
    parent: "Figure | None" = None
    inherited: bool = False
    year: int | None = None

    @property
    def core(self) -> str:
        """The subject, as subjects are compared."""
        return core(self.subject)

    @cached_property
    def factor(self) -> Decimal:
        """How many base units its unit holds."""
        return scale_and_base(self.number.unit)[0]

    @cached_property
    def base(self) -> str:
        """The base unit."""
        return scale_and_base(self.number.unit)[1]

    @cached_property
    def low(self) -> Decimal:
        """The least it can be, in base units."""
        return self.number.low * self.factor

    @cached_property
    def high(self) -> Decimal:
        """The most it can be, in base units."""
        return self.number.high * self.factor

    @cached_property
    def value(self) -> Decimal:
        """The value printed, in base units."""
        return self.number.value * self.factor

    @cached_property
    def unit(self) -> str:
        """The unit printed."""
        return self.number.unit

    @property
    def line(self) -> int:
        """The line of its first sign."""
        return self.sentence.line_at(self.number.start)

    @property
    def text(self) -> str:
        """As printed."""
        return self.sentence.quote(self.number.start, self.number.end)

    @cached_property
    def period_key(self) -> str:
        """Its period as a key that two names of one period share."""
        if self.period is not None:
            return self.period.key
        return f"{self.year}-01-01/{self.year}-12-31"

    @property
    def clause_text(self) -> str:
        """Its clause, folded."""
        return self.sentence.text[slice(*self.clause)]

    @property
    def is_rate(self) -> bool:
        """Whether it is no amount: per cent, points, times, ranks."""
        return self.number.rank or self.base in ("%", "百分点", "倍", "分") or "/" in self.base or self.each

    def to_json(self) -> dict[str, Any]:
        """Return the figure as the JSON of an audit holds it; a side without bound is null."""
        low, high = (None if abs(end) == INFINITY else end for end in (self.number.low, self.number.high))
        return {
            "line": self.line,
            "text": self.text,
            "value": self.number.value,
            "unit": self.unit,
            "low": low,
            "high": high,
            "subject": self.subject,
            "period": self.period.text if self.period else (f"{self.year}年" if self.year else ""),
            "scope": self.scope,
        }


@dataclass
class Read:
    """A sentence read: its periods and figures."""

    sentence: Sentence
    spans: list[Span] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)


def read_sentences(document: Document) -> list[Read]:
    """Return every sentence of a report with its periods and figures, in order.

    Examples
    --------
    >>> from evalkit.audit.document import Line, document_of
    >>> report = document_of("a.md", [Line(1, "2021年度自评报告"), Line(3, "全市修路3.5公里，同比增长2%。")])
    >>> [(figure.subject, figure.text, figure.change, figure.scope) for figure in read_sentences(report)[1].figures]
    [('修路', '3.5公里', 0, '全市'), ('修路', '2%', 1, '全市')]
    """
    reads = []
    for paragraph, header in zip(document.paragraphs, headers_of(document), strict=True):
        named: Span | None = None
        for sentence in paragraph.sentences:
            spans = spans_of(sentence.text, document.fiscal_year, named.first.year if named and named.first else None)
            read = Read(sentence, spans)
            read.figures = _figures(sentence, spans, document.fiscal_year, named)
            _take_over(read, reads[-1] if reads and reads[-1].sentence.paragraph is paragraph else None)
            if paragraph.cells and header:
                _in_table(read, header)
            reads.append(read)
            plain = [span for span in spans if not span.than and span.kind == "year" and span.has_year]
            plain = [span for span in plain if sentence.text[: span.start][-1:] not in ("由", "从", "自")]
            named = plain[-1] if plain else named
    return reads


def _in_table(read: Read, header: tuple[str, ...]) -> None:
    """Give the figures of a row the name that stands in it, and the part that their column says."""
    cells, starts, place = read.sentence.paragraph.cells, [], 0
    for cell in cells:
        starts.append(place)
        place += len(cell) + 1
    for figure in read.figures:
        column = bisect_right(starts, read.sentence.start + figure.number.start) - 1
        names = [cell for cell in cells[:column] if cell and not re.search("[0-9]", cell)]
        figure.subject = names[-1] if names else figure.subject
        figure.inherited = not names
        title = header[column] if len(header) == len(cells) else ""
        figure.role = "target" if TARGET_COLUMN.search(title) else "" if title else figure.role
        figure.head = title


def _take_over(read: Read, before: Read | None) -> None:
    """Give a figure that names nothing (；2018年为200万人次) the subject of the last figure of its unit in the sentence before."""
    first = read.figures[0] if read.figures else None
    if first is None or before is None or len(first.core) >= 2 or first.is_rate or first.change:
        return
    alike = [each for each in before.figures if each.base == first.base and not each.change]
    if alike and alike[-1].period_key != first.period_key:
        first.subject, first.inherited = alike[-1].subject, True


def _figures(sentence: Sentence, spans: list[Span], year: int | None, named: Span | None) -> list[Figure]:
    text = sentence.text
    masked = text
    for span in spans:
        masked = masked[: span.start] + "\u0001" * (span.end - span.start) + masked[span.end :]
    numbers = numbers_of(masked)
    figures: list[Figure] = []
    for at, number in enumerate(numbers):
        before = figures[-1] if figures else None
        figure = _figure(sentence, masked, number, numbers[at + 1].start if at + 1 < len(numbers) else len(text), before)
        figure.year = year
        if (
            before
            and before.change
            and figure.unit == before.unit
            and figure.head.strip() in _AND
            and _IN_ORDER.search(before.head)
        ):
            figure.change = before.change
        if not figure.number.rank and not scope_of(masked[figure.clause[0] : number.start]):
            plain = [each for each in figures if not each.number.rank]
            figure.scope = plain[-1].scope if plain else scope_of(masked[: number.start])
        figure.period = period_of(text, spans, number, named)
        if len(figure.core) < 2 and not figure.is_rate and not figure.change:
            alike = [
                each for each in figures if each.base == figure.base and not each.change and each.period_key != figure.period_key
            ]
            figure.subject, figure.inherited = (
                (_heir_of(alike, figure).subject, True) if alike else (figure.subject, figure.inherited)
            )
        open_at = opening(text, number.start)
        figure.depth = len(open_at)
        if open_at:
            outside = [each for each in figures if each.number.end <= open_at[-1] and each.depth < figure.depth]
            near = (
                outside
                and open_at[-1] - outside[-1].number.end <= 14
                and not re.search(r"[，。；]", text[outside[-1].number.end : open_at[-1]])
            )
            figure.parent = outside[-1] if near else None
            figure.scope = scope_of(masked[max(0, open_at[-1] - _NAME_BEFORE) : open_at[-1]]) or figure.scope
        figures.append(figure)
    return figures


def _heir_of(alike: list[Figure], figure: Figure) -> Figure:
    """Return which of the figures before gives its name to a level compared with: the whole, where the last ones are its parts."""
    text = figure.sentence.text
    listed = text.rfind("其中", 0, figure.number.start)
    wholes = [each for each in alike if each.number.end <= listed and each.depth == figure.depth]
    return wholes[-1] if wholes and _COMPARED.match(text[figure.clause[0] :]) else alike[-1]


def _figure(sentence: Sentence, masked: str, number: Number, following: int, before: Figure | None) -> Figure:
    begin = max((masked.rfind(sign, 0, number.start) for sign in _STOP), default=-1) + 1
    end = min((at for sign in _STOP if (at := masked.find(sign, number.end)) >= 0), default=len(masked))
    after_figure = before.number.end if before and before.number.end > begin else begin
    head, tail = masked[after_figure : number.start], masked[number.end : min(end, following)]
    head = head if re.search("[\u4e00-\u9fff]{2}", head) else before_bracket(masked, number.start) + head
    changed = _CHANGE.search(head)
    change = (-1 if changed["down"] else 1) if changed else (1 if _SAME_PERIOD.search(head) else 0)
    ranked = RANKED.search(head) if number.rank else None
    named = (changed or ranked).start() if changed or ranked else len(head)
    subject = subject_of(head[:named], tail, number.unit)
    if number.unit == ZERO_UNIT and not number.value and sentence.text[number.start] == "零":
        subject = re.split("”", tail)[0]
    figure = Figure(sentence, number, subject, None, "", (begin, end), head, change)
    figure.scope = (
        scope_of(head) or scope_of(masked[begin : number.start]) or (before.scope if before else scope_of(masked[: number.start]))
    )
    if len(core(subject)) < 2:
        _inherit(figure, before, masked[:begin])
    figure.each = bool(_EACH.search(head))
    per = _PER.search(masked[begin : number.start])
    figure.per = per[1] if per else ""
    target = [found.end() for found in _TARGET.finditer(masked[begin : number.end])]
    done = [found.end() for found in _DONE.finditer(masked[begin : number.start])]
    listed = sentence.paragraph.aims or _LISTED_AIMS.search(sentence.paragraph.folded[: sentence.start + number.start])
    if listed and (not done or number.bound):
        figure.role = "target"
    if "“" in head and _ASKED_FOR.match(masked[number.end :]):
        figure.role = "target"
    if (
        target
        and not (done and done[-1] > target[-1])
        and not (_ATTAINED.search(head) or (number.unit == "%" and head.strip() == "的"))
    ):
        figure.role = "target"
    return figure


def _inherit(figure: Figure, before: Figure | None, text: str) -> None:
    """Take the subject of the figure before, or of the clause before, where a clause names none of its own."""
    clause = re.split(f"[{_STOP}]", text.strip(_STOP))[-1] if text.strip(_STOP) else ""
    unread = unread_name(core(clause)) if before is not None and before.number.end < len(text) - len(clause) else ""
    if before is not None and figure.head.strip() in ("、", "和") and before.clause == figure.clause:
        figure.subject, figure.inherited = before.subject, True
    elif unread:
        figure.subject, figure.inherited = unread, True
    elif before is not None and (figure.is_rate or figure.change or not clause):
        figure.subject, figure.inherited = before.subject, True
    elif clause and not re.search(r"[0-9]", clause):
        figure.subject, figure.inherited = core(clause)[-40:], True
