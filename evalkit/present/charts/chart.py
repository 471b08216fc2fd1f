"""What a figure is: the drawing, words that say what it shows, and its data."""

import base64
import io
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from evalkit.measures import Measure
from evalkit.present.style import house_style
from evalkit.quantities import from_base, to_base


@dataclass(frozen=True)
class Chart:
    """A drawn figure, its alternative text, and its data."""

    figure: Figure
    alt: str
    data: pd.DataFrame


def png_base64(figure: Figure) -> str:
    """Return the figure as PNG, the same bytes for the same figure."""
    buffer = io.BytesIO()
    with house_style():
        figure.savefig(buffer, format="png", metadata={"Software": None})
    return base64.b64encode(buffer.getvalue()).decode()


def coordinate(measure: Measure, unit: str) -> float:
    """Return the value as a drawing coordinate, in a unit."""
    return float(from_base(to_base(measure.value, measure.unit), unit))


def sentence(measures: list[Measure]) -> str:
    """Return the measures as a sentence, for an alternative text."""
    return "；".join(f"{measure.name} {measure.text}" for measure in measures) + "。"


def data_rows(measures: list[Measure]) -> pd.DataFrame:
    """Return the measures as a table: the data of a figure."""
    return pd.DataFrame([{"名称": measure.name, "数值": measure.text, "口径": measure.basis or "—"} for measure in measures])
