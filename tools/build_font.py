"""Build the CJK font that figures and pages use, from Noto Sans SC.

The result is committed as ``evalkit/present/fonts/EvalKitSansSC.otf``. It holds the characters of GBK
plus the mathematical signs that reports print, and is renamed inside its name table, as the Open Font
License asks of a modified version. The same input gives the same bytes.

Usage::

    python -m pip install pylopdf-fonts-zh-cn==0.1.1
    python tools/build_font.py PATH/TO/NotoSansSC-Regular.otf evalkit/present/fonts/EvalKitSansSC.otf
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "EvalKit Sans SC"
POSTSCRIPT_NAME = "EvalKitSansSC-Regular"
SIGNS = "−–—×÷±≥≤≠≈∑√∞‰％→←↑↓·…“”‘’①②③④⑤⑥⑦⑧⑨⑩㎡℃№■□▲▼●○◆◇★☆✓✗"
RENAMED = {1: FAMILY, 3: f"{POSTSCRIPT_NAME};1", 4: FAMILY, 6: POSTSCRIPT_NAME, 16: FAMILY}


def gbk_characters() -> set[int]:
    """Return the code points that GBK encodes, ASCII included."""
    characters = set(range(0x20, 0x7F))
    for lead in range(0x81, 0xFF):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            decoded = bytes((lead, trail)).decode("gbk", errors="ignore")
            characters.update(map(ord, decoded))
    return characters


def build(source: Path, target: Path) -> None:
    """Write the subset of ``source`` to ``target``."""
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(recalc_timestamp=False, layout_features=["kern"], hinting=False, name_IDs=["*"])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=gbk_characters() | set(map(ord, SIGNS)))
    subsetter.subset(font)
    for record in list(font["name"].names):
        if record.nameID in RENAMED:
            record.string = RENAMED[record.nameID]
    font["CFF "].cff.fontNames = [POSTSCRIPT_NAME]
    top = font["CFF "].cff.topDictIndex[0]
    top.FullName, top.FamilyName = FAMILY, FAMILY
    font.save(target, reorderTables=False)


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
