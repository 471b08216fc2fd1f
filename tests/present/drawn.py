"""What a test asks of any figure: where its bars are, and whether a letter overlaps another or leaves the sheet."""

from matplotlib.axes import Axes

from evalkit.present.charts import Chart, png_base64


def bars_of(axis: Axes, digits: int = 2) -> list[tuple[float, float]]:
    """Return both ends of every horizontal bar, in the order drawn."""
    return [(round(bar.get_x(), digits), round(bar.get_x() + bar.get_width(), digits)) for bar in axis.patches]


def texts_of(chart: Chart) -> list[str]:
    """Return every text of the figure."""
    axes = chart.figure.axes
    return [text.get_text() for axis in axes for text in [*axis.texts, *axis.get_yticklabels()] if text.get_text()]


def colliding(chart: Chart) -> list[str]:
    """Return the texts that overlap another, or leave the figure."""
    png_base64(chart.figure)
    drawn = [text for axis in chart.figure.axes for text in [*axis.texts, *axis.get_yticklabels(), axis.title] if text.get_text()]
    drawn += [text for legend in chart.figure.legends for text in legend.get_texts()]
    boxes = [(text.get_text(), text.get_window_extent()) for text in drawn]
    sheet = chart.figure.bbox
    outside = [text for text, box in boxes if box.x0 < 0 or box.y0 < 0 or box.x1 > sheet.x1 or box.y1 > sheet.y1]
    return outside + [f"{text} / {other}" for at, (text, box) in enumerate(boxes) for other, by in boxes[:at] if box.overlaps(by)]
