"""What a figure is: the drawing, words that say what it shows, and its data."""

import base64
import io
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup
from matplotlib.figure import Figure
from PIL import Image, ImageColor

from evalkit.measures import PLANNED, Measure, with_unit
from evalkit.present.plain import figure_link
from evalkit.present.style import DARK, HATCHES, HOUSE_COLOURS, RESOLUTION, house_style
from evalkit.quantities import from_base, to_base

SHADES = 6
"""Of each colour of the house style, on its way to white: enough for smooth edges of letters and lines."""

PLAN_LOOKS = {"facecolor": "white", "edgecolor": DARK, "hatch": HATCHES[3]}
PLAN_WORDS = "计划数或预计数，不是完成数"
"""How the bar of a plan or forecast looks, and what the legend says of it."""


@dataclass(frozen=True)
class Chart:
    """A drawn figure, its alternative text, and its data."""

    figure: Figure
    alt: str
    data: pd.DataFrame


def png_base64(figure: Figure) -> str:
    """Return the figure as PNG of few colours, which weighs a quarter; the same bytes for the same figure."""
    drawn, light = io.BytesIO(), io.BytesIO()
    with house_style():
        figure.savefig(drawn, format="png")
    picture = Image.open(drawn).convert("RGB").quantize(palette=_palette(), dither=Image.Dither.NONE)
    picture.save(light, format="png", optimize=True, dpi=(RESOLUTION, RESOLUTION))
    return base64.b64encode(light.getvalue()).decode()


def _palette() -> Image.Image:
    """Return an image that holds the colours of the house style, each in steps to white."""
    shades = [
        round(part + (255 - part) * step / SHADES)
        for colour in HOUSE_COLOURS
        for step in range(SHADES)
        for part in ImageColor.getrgb(colour)
    ]
    holder = Image.new("P", (1, 1))
    holder.putpalette([*shades, 255, 255, 255])
    return holder


def coordinate(measure: Measure, unit: str) -> float:
    """Return the value as a drawing coordinate, in a unit."""
    return float(from_base(to_base(measure.value, measure.unit), unit))


def told(measure: Measure) -> str:
    """Return the figure with the word that says it is a plan or forecast, where it is."""
    word = next((word for word in PLANNED if measure.basis.endswith(word)), "")
    return f"{measure.text}（{word}）" if word and measure.value is not None else measure.text


def shown_in(measure: Measure, unit: str) -> str:
    """Return the figure as it stands in a drawing of one unit, which it does not repeat."""
    text = told(measure)
    return text.replace(with_unit(measure.number, unit), measure.number) if measure.unit == unit else text


def figure_cell(measure: Measure) -> Markup:
    """Return the figure as a cell of a data table, which leads to its working."""
    return figure_link(measure.id, measure.text, missing=measure.value is None)


def sentence(measures: list[Measure]) -> str:
    """Return the measures as a sentence, for an alternative text."""
    return "；".join(f"{measure.name} {told(measure)}" for measure in measures) + "。"


def data_rows(measures: list[Measure]) -> pd.DataFrame:
    """Return the measures as a table: the data of a figure."""
    return pd.DataFrame(
        [{"名称": measure.name, "数值": figure_cell(measure), "口径": measure.basis or "—"} for measure in measures], dtype=object
    )
