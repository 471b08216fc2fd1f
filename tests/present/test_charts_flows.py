"""A flow's bands are as wide as their amounts; what is missing is written out and joined to nothing."""

from decimal import Decimal

import pytest
from matplotlib.patches import PathPatch, Rectangle

from evalkit.measures import Measure, Status
from evalkit.present import charts
from evalkit.present.charts import png_base64

BEFORE, YEAR, ALL, CHINESE, FOREIGN = "19124", "14153", "33277", "32075", "1202"


def measure(name: str, value: str | None, unit: str = "人") -> Measure:
    status = Status.MISSING if value is None else Status.DECLARED
    return Measure(name, f"名称{name}", None if value is None else Decimal(value), unit, 0, f"口径{name}", status)


def persons(before: str | None = BEFORE, whole: str | None = ALL) -> charts.Chart:
    flow = charts.Flow(
        parts={"本年度以前": measure("before", before), "本年度": measure("year", YEAR)},
        whole={"累计": measure("all", whole)},
        division={"中国籍": measure("chinese", CHINESE), "外籍": measure("foreign", FOREIGN)},
    )
    return charts.flows({"接转人数（人）": flow})


def blocks(chart: charts.Chart) -> list[tuple[float, float]]:
    """Return the lower end and the height of each block that is drawn full, in the order of the flow."""
    found = [patch for patch in chart.figure.axes[0].patches if isinstance(patch, Rectangle)]
    return [(patch.get_y(), patch.get_height()) for patch in found if patch.get_facecolor() != (1, 1, 1, 1)]


def bands(chart: charts.Chart) -> list[list[tuple[float, float]]]:
    found = [patch for patch in chart.figure.axes[0].patches if isinstance(patch, PathPatch)]
    return [[tuple(corner) for corner in patch.get_path().vertices] for patch in found]


def test_blocks_are_as_tall_as_their_share_of_the_whole():
    heights = [height for _, height in blocks(persons())]
    expected = [19124 / 33277, 14153 / 33277, 1, 32075 / 33277, 1202 / 33277]
    assert heights == pytest.approx(expected)


def test_the_bands_fill_the_whole_from_above_without_gap_or_overlap():
    (_, _, (low, height), _, _), drawn = blocks(persons()), bands(persons())
    assert (low, height) == pytest.approx((-0.5, 1))
    at_whole = [(band[4][1], band[3][1]) for band in drawn]
    shares = [19124 / 33277, 32075 / 33277]
    expected = [(0.5 - shares[0], 0.5), (-0.5, 0.5 - shares[0]), (0.5 - shares[1], 0.5), (-0.5, 0.5 - shares[1])]
    assert [end for ends in at_whole for end in ends] == pytest.approx([end for ends in expected for end in ends])
    assert all(band[0][1] - band[7][1] == pytest.approx(band[3][1] - band[4][1]) for band in drawn)


def test_a_missing_part_leaves_the_rest_of_the_whole_open():
    chart = persons(before=None)
    assert len(bands(chart)) == 3
    assert [height for _, height in blocks(chart)] == pytest.approx([14153 / 33277, 1, 32075 / 33277, 1202 / 33277])
    assert "本年度以前\n缺失" in [text.get_text() for text in chart.figure.axes[0].texts]


def test_a_missing_whole_is_joined_to_nothing():
    chart = persons(whole=None)
    assert bands(chart) == []
    assert len(blocks(chart)) == 4
    assert "累计\n缺失" in [text.get_text() for text in chart.figure.axes[0].texts]


def test_the_data_and_the_words_hold_every_amount():
    chart = persons(before=None)
    assert [cell.striptags() for cell in chart.data["数值"]] == ["缺失", "14,153 人", "33,277 人", "32,075 人", "1,202 人"]
    assert chart.data["数值"][1] == '<a class="figure" href="#m-year">14,153 人</a>'
    assert list(chart.data["名称"]) == ["本年度以前", "本年度", "累计", "中国籍", "外籍"]
    assert "本年度以前 缺失、本年度 14,153 人，合为累计 33,277 人，其中中国籍 32,075 人、外籍 1,202 人" in chart.alt


def test_labels_never_overlap_however_small_the_amounts():
    small = {name: measure(name, value) for name, value in {"甲": "1000", "乙": "1", "丙": None, "丁": "2"}.items()}
    chart = charts.flows({"数量（人）": charts.Flow(parts=small, whole={"累计": measure("all", "1003")})})
    chart.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in chart.figure.axes[0].texts]
    assert not any(first.overlaps(second) for place, first in enumerate(boxes) for second in boxes[:place])
    page = chart.figure.bbox
    assert all(page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1 for box in boxes)


def test_nothing_known_is_drawn_as_missing_and_the_same_flow_has_the_same_bytes():
    nothing = charts.Flow(parts={"本年度": measure("year", None)}, whole={"累计": measure("all", None)})
    chart = charts.flows({"接转人数（人）": nothing})
    assert blocks(chart) == [] and bands(chart) == []
    assert png_base64(persons().figure) == png_base64(persons().figure)
