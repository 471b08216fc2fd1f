"""How two versions of a file differ, as a person reads them."""

from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

from evalkit.verification.contents import Texts, readable

MOST_NAMED = 8
AROUND = 16
NOTHING = "（无）"
KEYED = (".json", ".ipynb", ".xlsx")
"""Files whose places are addresses: there a text is compared with the one at the same address."""


def differing_texts(published: Path, computed: Path) -> tuple[str, ...] | None:
    """Return what reads otherwise in two versions of a file, the first few in full; ``None`` where texts cannot be compared.

    Parameters
    ----------
    published, computed : pathlib.Path
        The version that is there, and the one computed anew.

    Returns
    -------
    tuple of str or None
        Each with its place and both texts; empty where both read the same.
    """
    computed_texts = readable(computed)
    if computed_texts is None:
        return None
    try:
        published_texts = readable(published)
    except Exception as error:  # whatever a reader finds wrong with a damaged file is the finding
        return (f"文件读不出（{type(error).__name__}）",)
    found = [_told(*pair) for pair in _pairs(published_texts, computed_texts, keyed=computed.suffix in KEYED)]
    more = [f"另有 {len(found) - MOST_NAMED} 处不同"] if len(found) > MOST_NAMED else []
    return tuple([*found[:MOST_NAMED], *more])


def _pairs(published: Texts, computed: Texts, *, keyed: bool) -> list[tuple[str, str, str]]:
    """Return place, published and computed text of everything that differs, in reading order."""
    if keyed:
        here, there = dict(published), dict(computed)
        places = [place for place in here | there if here.get(place) != there.get(place)]
        return [(place, here.get(place, NOTHING), there.get(place, NOTHING)) for place in places]
    same = next((at for at, pair in enumerate(zip(published, computed, strict=False)) if pair[0] != pair[1]), None)
    if same is None:
        same = min(len(published), len(computed))
    published, computed = published[same:], computed[same:]
    texts = [text for _, text in published], [text for _, text in computed]
    found = []
    for kind, first, last, other_first, other_last in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for one, other in zip_longest(published[first:last], computed[other_first:other_last]):
            place = (one or other)[0]
            found.append((place, one[1] if one else NOTHING, other[1] if other else NOTHING))
    return found


def _told(place: str, published: str, computed: str) -> str:
    """Return one difference, long texts cut down to what lies around it."""
    start = next((at for at, (one, other) in enumerate(zip(published, computed, strict=False)) if one != other), 0)
    return f"{place}：文件中为“{_cut(published, start)}”，重算为“{_cut(computed, start)}”"


def _cut(text: str, start: int) -> str:
    first, last = max(0, start - AROUND), start + 2 * AROUND
    return ("…" if first else "") + text[first:last] + ("…" if last < len(text) else "")
