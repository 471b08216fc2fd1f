"""One house style for figures: the bundled CJK font, colours that survive greyscale, and no silent boxes."""

import warnings
from importlib.resources import as_file

from matplotlib import font_manager, rc_context

from evalkit.present.webfont import FONT

FAMILY = "EvalKit Sans SC"
WIDTH, RESOLUTION = 6.6, 160
DARK, MIDDLE, LIGHT, ACCENT = "#0b3c5d", "#5f8fb4", "#c9d8e4", "#b3541e"
HATCHES = ("", "///", "...", "xx")
SETTINGS = {
    "font.family": [FAMILY],
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "axes.edgecolor": "#444444",
    "hatch.linewidth": 0.6,
    "figure.dpi": RESOLUTION,
    "savefig.dpi": RESOLUTION,
    "svg.hashsalt": "evalkit",
}


def house_style():
    """Return a context in which figures are drawn in the house style.

    A character that the font lacks is an error that names it, not a box in a report.
    """
    warnings.filterwarnings("error", message=r"Glyph .* missing")
    if FAMILY not in {entry.name for entry in font_manager.fontManager.ttflist}:
        with as_file(FONT) as path:
            font_manager.fontManager.addfont(path)
    return rc_context(SETTINGS)
