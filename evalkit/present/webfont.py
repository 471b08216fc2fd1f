"""The font of a page: only the characters that the page uses, embedded, so that no machine draws boxes.

HarfBuzz takes the characters out of the whole font, which is read once for all pages of a process and never changed;
fontTools packs what was taken. WOFF is used, not WOFF2: a fifteenth more to carry for the font, but a hundredth of the
time to compress it, which would be most of what a page costs.
"""

import base64
import io
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uharfbuzz import Face

FONT = files("evalkit.present") / "fonts" / "EvalKitSansSC.otf"
ALWAYS = "展开代码第页共缺失不适用的数据0123456789"
UNUSED_TABLES = ("BASE", "GPOS", "GSUB", "VORG", "vhea", "vmtx")  # for text set in columns and kerning: pages have neither


@cache
def _whole_font() -> "Face":
    from uharfbuzz import Face

    return Face(FONT.read_bytes())


def font_data_url(text: str) -> str:
    """Return a WOFF font with the characters of ``text`` as a data address; the same text gives the same bytes."""
    return f"data:font/woff;base64,{base64.b64encode(_packed(_subset(text))).decode()}"


def _subset(text: str) -> bytes:
    from uharfbuzz import SubsetFlags as flags
    from uharfbuzz import SubsetInput, subset

    wanted = SubsetInput()
    wanted.unicode_set.update(map(ord, set(text + ALWAYS)))
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in UNUSED_TABLES)
    wanted.flags = flags.NO_HINTING | flags.DESUBROUTINIZE | flags.CFF_IDENTITY_CHARSET | flags.NO_BIDI_CLOSURE
    return subset(_whole_font(), wanted).blob.data


def _packed(font: bytes) -> bytes:
    from fontTools.ttLib import TTFont

    packed = TTFont(io.BytesIO(font), lazy=True, recalcTimestamp=False, recalcBBoxes=False)
    packed.flavor = "woff"
    buffer = io.BytesIO()
    packed.save(buffer, reorderTables=None)
    return buffer.getvalue()
