"""Lists of figures in a sentence: 县道312公里、乡道548公里, or 412万元、301万元和138万元 told in the order of what was named before."""

import re
from dataclasses import dataclass

from evalkit.audit.figures import Figure, Read

_BARE = re.compile(r"\s*(?:[、，]\s*(?:和|及|与|以及)?|和|及|与|以及)\s*")
_NAMED = re.compile(
    r"\s*(?:[、，]|和|及|与|以及)[^，。；：、（）0-9]{1,16}|）(?:[、，]|和|及|与|以及)[^，。；：、（）0-9]{1,16}（"
)
_BRACKET = re.compile(r"（[^（）]*）")
_ANOTHER = re.compile("其中|合计|共计|总|满分|得分")
_IN_ORDER = re.compile("分别|依次|各为")
_SHORTEST = 2


@dataclass(frozen=True)
class Series:
    """Figures of one unit told one after another.

    Attributes
    ----------
    figures : tuple of Figure
    bare : bool
        No name stands between them.
    ordered : bool
        分别 or 依次 stands before the first: they follow the order of what was named.
    """

    figures: tuple[Figure, ...]
    bare: bool
    ordered: bool


def series_of(read: Read) -> list[Series]:
    """Return the lists of a sentence, in order.

    Examples
    --------
    >>> from evalkit.audit.document import Line, document_of
    >>> from evalkit.audit.figures import read_sentences
    >>> report = document_of("a.md", [Line(1, "2021年，甲3公里、乙4公里，分别占43%和57%。")])
    >>> [([each.text for each in one.figures], one.bare, one.ordered) for one in series_of(read_sentences(report)[0])]
    [(['3公里', '4公里'], False, False), (['43%', '57%'], True, True)]
    """
    return [each for depth in sorted({figure.depth for figure in read.figures}) for each in _at_depth(read, depth)]


def _at_depth(read: Read, depth: int) -> list[Series]:
    """Return the lists of the figures in so many brackets; what stands in further brackets between them is passed over."""
    found: list[Series] = []
    run: list[Figure] = []
    bare = False
    for figure in (each for each in read.figures if each.depth == depth):
        kind = _joint(run[-1], figure) if run else None
        if kind is None or (len(run) > 1 and (kind == "bare") != bare):
            found += _series(run, bare)
            run = [figure]
        else:
            run.append(figure)
            bare = kind == "bare"
    return found + _series(run, bare)


def _joint(one: Figure, other: Figure) -> str | None:
    """Return how two figures beside each other are joined in a list: ``bare``, ``named`` or not at all."""
    if one.base != other.base or one.depth != other.depth or one.change != other.change or one.number.rank:
        return None
    between = one.sentence.text[one.number.end : other.number.start]
    between = _BRACKET.sub("", between) if not one.depth else between
    if _IN_ORDER.search(between):
        return None
    if _BARE.fullmatch(between):
        return "bare"
    return "named" if _NAMED.fullmatch(between) and not other.change and not _ANOTHER.search(between) else None


def _series(run: list[Figure], bare: bool) -> list[Series]:
    if len(run) < _SHORTEST:
        return []
    before = run[0].sentence.text[run[0].clause[0] : run[0].number.start]
    return [Series(tuple(run), bare, _IN_ORDER.search(before) is not None)]
