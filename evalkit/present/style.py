"""One house style for figures: the bundled CJK font, colours that survive greyscale, and no silent boxes."""

import warnings
from importlib.resources import as_file

from matplotlib import font_manager, rc_context
from matplotlib.ticker import StrMethodFormatter

from evalkit.present.webfont import FONT

FAMILY = "EvalKit Sans SC"
WIDTH, RESOLUTION = 6.6, 144
DARK, MIDDLE, LIGHT, ACCENT, GREY = "#0b3c5d", "#5f8fb4", "#c9d8e4", "#b3541e", "#444444"
HOUSE_COLOURS = ("#000000", DARK, MIDDLE, LIGHT, ACCENT, GREY)
HATCHES = ("", "///", "...", "xx")
SMALL = 9
THOUSANDS = StrMethodFormatter("{x:,g}")
"""How the figures along an axis are written."""
PAD = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"}
"""White behind a text that may stand on a line or a hatch."""
SETTINGS = {
    "font.family": [FAMILY],
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "axes.edgecolor": GREY,
    "axes.titlelocation": "left",
    "axes.titlesize": 10,
    "axes.titlepad": 8,
    "legend.frameon": False,
    "legend.fontsize": SMALL,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "hatch.linewidth": 0.6,
    "figure.dpi": RESOLUTION,
    "savefig.dpi": RESOLUTION,
    "svg.hashsalt": "evalkit",
    "text.parse_math": False,  # a name with two $ is a name
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
