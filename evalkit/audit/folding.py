"""Text made plain for the grammar, one sign for one sign, so that a place in it is a place in what was printed."""

import re

_FOLD = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_FOLD |= str.maketrans(
    "％﹪．－−–‐〜∼～＝＞＜≧⩾≦⩽＋／()[]［］【】〔〕:;,!?％\u3000\u00a0\t", "%%.----~~~=><≥≥≤≤+/（）（）（）（）（）：；，！？%   "
)
_GROUPED = re.compile(r"(?<![0-9.])[1-9][0-9]{0,2}(?:，[0-9]{3})+(?![0-9])")
_NOT_TEXT = re.compile(
    r"《[^》]*》"  # the name of a document
    r"|[\u4e00-\u9fff]{0,12}（[12][0-9]{3}）\s*第?\s*[0-9]+\s*号"  # its number
    r"|[A-Za-z][A-Za-z0-9]*[-－][0-9][-0-9]*|https?://\S+"
)
BLANK = "\u0001"
"""Stands for each sign that the grammar must not read."""


def fold(text: str) -> str:
    """Fold full-width signs and the many forms of one sign; every sign keeps its place.

    Grouped thousands keep their comma, every other comma is the Chinese one, so that a comma between clauses is never in a number.

    Examples
    --------
    >>> fold("１２,３４５．６％(其中,甲)")
    '12,345.6%（其中，甲）'
    """
    full_width = re.search("[０-９]，[０-９]{3}", text) is not None
    commas = {at for at, sign in enumerate(text) if sign == "," or (full_width and sign == "，")}
    folded = text.translate(_FOLD)
    for found in _GROUPED.finditer(folded):
        kept = found[0]
        if all(found.start() + at in commas for at, sign in enumerate(kept) if sign == "，"):
            folded = folded[: found.start()] + kept.replace("，", ",") + folded[found.end() :]
    return folded


def without_titles(folded: str) -> str:
    """Blank out names and numbers of documents: their figures are no claims.

    Examples
    --------
    >>> without_titles("按《2019年办法》执行").replace(BLANK, "_")
    '按_________执行'
    """
    return _NOT_TEXT.sub(lambda found: BLANK * len(found[0]), folded)
