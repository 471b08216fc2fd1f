"""What an audit finds: rule, severity, where it stands, what is printed there, the working, and what to ask."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from evalkit.audit.document import Sentence
from evalkit.audit.figures import Figure


class Severity(StrEnum):
    """How grave: hard blocks sign-off, soft asks, info notes."""

    HARD = "hard"
    SOFT = "soft"
    INFO = "info"


SEVERITY_TEXT = {Severity.HARD: "必须改正", Severity.SOFT: "请核实", Severity.INFO: "提示"}


@dataclass(frozen=True)
class Spot:
    """A place in a report; ``at`` is what stands there that counts, where the place is wider, such as the figure in its clause."""

    sentence: Sentence
    start: int
    end: int
    at: int = -1

    @property
    def line(self) -> int:
        """The line of its first sign that is no blank."""
        if self.at >= 0:
            return self.sentence.line_at(self.at)
        text = self.sentence.text[self.start : self.end]
        return self.sentence.line_at(self.start + len(text) - len(text.lstrip()))

    @property
    def quote(self) -> str:
        """What is printed there."""
        return self.sentence.quote(self.start, self.end)

    @property
    def key(self) -> tuple[int, int, int]:
        """By which spots are put in order."""
        return (self.sentence.paragraph.number, self.sentence.start + self.start, self.sentence.start + self.end)


def spot_of(place: "Figure | Sentence | Spot") -> Spot:
    """Return where a figure (its clause up to the figure's end) or a sentence stands."""
    if isinstance(place, Figure):
        return Spot(
            place.sentence, min(place.clause[0], place.number.start), max(place.clause[1], place.number.end), place.number.start
        )
    return place if isinstance(place, Spot) else Spot(place, 0, place.end - place.start)


@dataclass(frozen=True)
class Finding:
    """A finding.

    Attributes
    ----------
    rule : str
        The id of the rule, with ``/detail`` where a rule finds several things.
    severity : Severity
    spots : tuple of Spot
        Empty for a finding about the whole document.
    working : str
        The arithmetic, or what was compared.
    message : str
        What is wrong or to be asked, in Chinese.
    figures : tuple of Figure
        The figures among the places.
    claimed : Figure or None
        That of them which the others should give; ``None`` where none is derived.
    """

    rule: str
    severity: Severity
    spots: tuple[Spot, ...]
    working: str
    message: str
    figures: tuple[Figure, ...] = ()
    claimed: Figure | None = None

    @property
    def lines(self) -> list[int]:
        """The lines it is about; none where it is about the whole document."""
        return sorted({spot.line for spot in self.spots})

    @property
    def quotes(self) -> list[str]:
        """What is printed there, each once."""
        return list(dict.fromkeys(spot.quote for spot in sorted(self.spots, key=lambda spot: spot.key)))

    @property
    def id(self) -> str:
        """By which a waiver names it: the same as long as the words it quotes are the same, wherever they stand."""
        told = "\n".join([self.rule, *self.quotes, *([] if self.spots else [self.message])])
        return f"{self.rule.replace('/', '-')}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"

    def to_json(self) -> dict[str, Any]:
        """Return the finding as the JSON of an audit holds it."""
        keys = ("rule", "severity", "lines", "quotes", "working", "message")
        return {key: str(value) if isinstance(value := getattr(self, key), Severity) else value for key in keys}


def finding(
    rule: str,
    severity: Severity,
    places: Iterable["Figure | Sentence | Spot"],
    *,
    working: str = "",
    message: str,
    claimed: Figure | None = None,
) -> Finding:
    """Return a finding about some places of a report."""
    places = tuple(places)
    spots = tuple(dict.fromkeys(spot_of(place) for place in places))
    figures = tuple(place for place in places if isinstance(place, Figure))
    return Finding(rule, severity, spots, working, message, figures, claimed)
