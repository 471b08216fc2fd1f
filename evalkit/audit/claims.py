"""What a report claims without a figure: a target met or missed, something that grew or fell."""

import re
from dataclasses import dataclass
from enum import StrEnum

from evalkit.audit.document import Part
from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Spot
from evalkit.audit.spans import Span
from evalkit.audit.subjects import core, object_of

_NOT = r"(?:未能?|没有?|尚未|没能|未曾|无法)(?:全面|全部|按时|按期|如期|圆满|能|达标)?"
_AIM = r"(?:目标任务|目标|任务|计划|预期|指标)"
_VERB = r"(?:超额完成|全面完成|圆满完成|顺利完成|完成|实现|达成|达到)"
_UNMET = re.compile(
    rf"{_NOT}(?:完成|实现|达成|达到)(?P<what>[^，。；]{{0,40}})|(?P<before>[^，。；]{{2,30}}?{_AIM})(?:均)?{_NOT}(?:完成|实现|达成)"
)
_MET = re.compile(
    rf"{_VERB}了?(?P<what>[^，。；]{{0,40}}?){_AIM}|(?P<before>[^，。；]{{2,30}}?{_AIM})(?:值|任务)?(?:已|均|都|全部|全面|圆满|如期|按时|超额)*(?:完成|实现|达成)(?!率|情况|时|度)"
)
_ALONE = re.compile(
    r"(?:该?指标|目标|任务|年度)?(?:均|已|都|全部|全面|圆满|如期|按时|超额)*(?:完成|实现|达成|达标)(?:年度)?(?:目标)?"
)
_FUTURE = re.compile(
    r"将|力争|确保|奋力|努力|全力|为了?(?!止)|拟|争取|预计|推动.{0,6}早日|保障[^，]{0,12}能|围绕|按照|对照|根据|是否|如|若|促进|明年|下一?年|有望|能够|情况|原因|包括|包含"
)
_GREW = re.compile(
    r"(?P<what>[^，。；]{2,40}?)(?:[^，。；]{0,8}相比)?(?:均|都|大幅|稳步|持续|同比|明显|显著|有所|实现|略有|继续|小幅|快速|逐步|呈|出现|从高位|较[^，。；]{1,6}|比[^，。；]{1,6}|也|又|再|\s)*(?P<verb>增长|上升|提高|增加|上涨|攀升|下降|减少|回落|下滑|降低|萎缩)(?!率|目标|任务|幅度|点|极|作用|方式|为|到|至|工作|预期)"
)
_DOWN = ("下降", "减少", "回落", "下滑", "降低", "萎缩")


class Kind(StrEnum):
    """What is claimed."""

    MET = "met"
    UNMET = "unmet"
    GREW = "grew"
    FELL = "fell"


@dataclass(frozen=True)
class Claim:
    """A claim.

    Attributes
    ----------
    kind : Kind
    subject : str
        What it is about, as subjects are compared; empty where it speaks of all targets.
    period : Span or None
    spot : Spot
    growth : bool
        The target said to be met is one of growth.
    sized : bool
        A figure stands in its clause or right behind it.
    whole : bool
        It speaks of all targets: 各项目标全部完成.
    """

    kind: Kind
    subject: str
    period: Span | None
    spot: Spot
    growth: bool = False
    sized: bool = False
    whole: bool = False


def claims_of(reads: list[Read]) -> list[Claim]:
    """Return the claims of a report; what is planned, asked or hoped for is none.

    Examples
    --------
    >>> from evalkit.audit.document import Line, document_of
    >>> from evalkit.audit.figures import read_sentences
    >>> report = document_of("a.md", [Line(1, "2021年度自评报告"), Line(3, "未完成2021年招生任务，就业人数有所下降。")])
    >>> [(claim.kind.value, claim.subject) for claim in claims_of(read_sentences(report))]
    [('unmet', '招生'), ('fell', '就业')]
    """
    return [claim for read in reads if read.sentence.part is not Part.PLAN for claim in _claims(read)]


def _claims(read: Read) -> list[Claim]:
    text, claims, start = read.sentence.text, [], 0
    for clause in re.split(r"(?<=[，。；：（）！？])", text):
        end = start + len(clause)
        spot = Spot(read.sentence, start, end)
        unmet, met = _UNMET.search(clause), _MET.search(clause)
        if unmet:
            claims.append(_aim(Kind.UNMET, unmet, read, spot))
        elif met and not _FUTURE.search(clause[: met.start() + 1]) and not re.search(rf"{_NOT}$", clause[: met.start()]):
            if not re.search(r"不足|未|没有|率|情况", met[0]):
                claims.append(_aim(Kind.MET, met, read, spot))
        elif not unmet and _ALONE.fullmatch(clause.strip("，。；：（）！ ")) and read.figures:
            claims.append(Claim(Kind.MET, "", _period(read, spot), spot))
        if not unmet:
            claims += _moves(clause, read, spot)
        start = end
    return claims


def _aim(kind: Kind, found: re.Match, read: Read, spot: Spot) -> Claim:
    what = found["what"] or found["before"] or ""
    subject = re.sub("[没未不]$", "", object_of(what))
    whole = not subject and bool(re.search(r"各项|全部|全面|所有|均|各类|整体|总体", read.sentence.text[spot.start : spot.end]))
    if len(subject) < 2 and not whole:
        before = [each for each in read.figures if each.number.end <= spot.start + found.end() and not each.number.rank]
        subject = re.sub("[没未不]$", "", before[-1].core) if before else ""
    return Claim(kind, subject, _period(read, spot), spot, "增长" in found[0], _sized(read, spot), whole)


def _moves(clause: str, read: Read, spot: Spot) -> list[Claim]:
    claims = []
    for found in _GREW.finditer(clause):
        if _FUTURE.search(clause[: found.start("verb")]) or re.search(r"[不未没无]", clause[: found.start("verb")][-3:]):
            continue
        kind = Kind.FELL if found["verb"] in _DOWN else Kind.GREW
        what = found["what"]
        for span in read.spans:
            place = span.start - spot.start - found.start("what")
            if 0 <= place < len(what):
                what = (
                    what[:place]
                    + "\u0001" * min(span.end - span.start, len(what) - place)
                    + what[place + span.end - span.start :]
                )
        figure = next((each for each in read.figures if each.change and spot.start <= each.number.start < spot.end), None)
        sized = _sized(read, spot)
        for name in re.split("、|及其?|和|以及", re.sub(r"(?:与|和|较|比)\s*\u0001+.*$", "", what)):
            subject = core(re.sub(r"^.*\u0001", "", name))
            if len(subject) < 2 and figure is not None:
                subject = figure.core
            if len(subject) >= 2:
                claims.append(Claim(kind, subject, _period(read, spot), spot, sized=sized))
    if not claims:
        claims += [
            Claim(Kind.FELL if each.change * each.number.value < 0 else Kind.GREW, each.core, each.period, spot, sized=True)
            for each in _bare_changes(read, spot)
        ]
    return claims


def _bare_changes(read: Read, spot: Spot) -> list[Figure]:
    return [each for each in read.figures if each.change and each.core and spot.start <= each.number.start < spot.end]


def _sized(read: Read, spot: Spot) -> bool:
    return any(spot.start <= each.number.start < spot.end + 12 for each in read.figures)


def _period(read: Read, spot: Spot) -> Span | None:
    """Return the period named last before the end of a clause; of a clause that names several, the last that is no day."""
    named = [span for span in read.spans if span.start < spot.end and not span.than and span.kind not in ("day", "rest")]
    return named[-1] if named else None
