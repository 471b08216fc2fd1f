"""The pictures on vouchers and on the score from the published figures: light, in words, each with data that lead to sources."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup, Tag


def figures(computed, name: str, year: int = 2022) -> list[Tag]:
    """Return the figures of a page, without its tables."""
    return BeautifulSoup(computed.page(name, year), "html.parser").select("figure.picture")


def data_of(figure: Tag) -> list[list[str]]:
    """Return the data of a figure, row by row."""
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in figure.select("tbody tr")]


def test_the_page_on_vouchers_weighs_under_250_kb_with_its_figures_and_its_font(three_years):
    page = three_years.outputs / "2022" / "40_consumption.html"
    assert page.stat().st_size < 250_000
    assert len(figures(three_years, "40_consumption")) == 2
    assert "data:font/woff;base64," in page.read_text(encoding="utf-8")


def test_the_voucher_funnel_holds_the_published_figures_and_their_rates(three_years):
    """派券 1499.04 of 1500, 核销 1287.96 of it; 核销 111.36 of 128.49."""
    funnel, _ = figures(three_years, "40_consumption")
    rates = [f"{Decimal(part) / Decimal(whole) * 100:.2f}%" for part, whole in (("1499.04", "1500"), ("1287.96", "1499.04"))]
    shown = [row[2] for row in data_of(funnel)]
    assert shown[:5] == ["1,500 万元", rates[0], "约 1,499.04 万元", rates[1], "1,287.96 万元"]
    assert shown[5] == "115.34 万人次" and shown[7] == "约 128.49 万张" and shown[9] == "111.36 万张"
    assert shown[8] == f"{Decimal('111.36') / Decimal('128.49') * 100:.2f}%"
    assert [text for text in shown if text not in funnel.img["alt"]] == []


def test_leverage_is_shown_on_four_bases_beside_the_stated_one(three_years):
    """1.83 亿元 is 18300 万元; net of 1287.96 redeemed."""
    _, leverage = figures(three_years, "40_consumption")
    redeemed, sales = Decimal("1287.96"), Decimal(18300)
    expected = [sales / redeemed, sales / Decimal("1499.04"), sales / 1500, (sales - redeemed) / redeemed]
    assert [row[1] for row in data_of(leverage)] == [*(f"{ratio:.2f} 倍" for ratio in expected), "14 倍"]
    assert [row[2] for row in data_of(leverage)][:4] == [
        "交易金额 ÷ 核销金额",
        "交易金额 ÷ 派券金额",
        "交易金额 ÷ 安排资金",
        "（交易金额 − 核销金额）÷ 核销金额",
    ]


@pytest.mark.parametrize("year", [2020, 2022])
def test_every_figure_in_the_data_of_a_picture_leads_to_its_entry(three_years, year):
    page = BeautifulSoup(three_years.page("40_consumption", year), "html.parser")
    links = page.select("figure.picture td a.figure")
    assert len(links) == 10 + 5
    assert [link["href"] for link in links if page.find(id=link["href"][1:]) is None] == []


def test_a_year_without_published_figures_says_so_in_words_and_data(three_years):
    for figure in figures(three_years, "40_consumption", 2020):
        assert {text for row in data_of(figure) for text in row if text.startswith("缺失")} == {"缺失"}
        assert figure.img["alt"].count("缺失") == len(data_of(figure))


def test_the_waterfall_ends_at_the_score_and_marks_the_declared_one(three_years):
    """The zero-event targets, 3 of 5 points, are all that is earned: 15 to 100; the report declares 98, 优."""
    waterfall, firmness = figures(three_years, "80_scorecard")
    rows = data_of(waterfall)
    assert rows[-2] == ["合计", "100", "15.00", "100.00", "0.00", "15.00", "100.00"]
    assert rows[-1][2] == "98 分、优"
    assert sum(Decimal(row[2]) for row in rows[:-2]) == 15
    assert "现有结果 15.00 至 100.00 分，差 至 优" in firmness.img["alt"]


def test_the_picture_of_doubts_lists_every_indicator_by_its_effect(three_years):
    """A missing indicator moves a bound by its points; 2 of 10, 13 of 5; without one that is full, 15 falls to 10 x 100/95."""
    _, firmness = figures(three_years, "80_scorecard")
    moves = [row[4] for row in data_of(firmness) if row[0].startswith("补齐或剔除")]
    assert moves == ["10.00"] * 2 + ["5.00"] * 13
    left_out = {row[4] for row in data_of(firmness) if row[0].startswith("剔除")}
    assert left_out == {f"{15 - Decimal(1000) / 95:.2f}"}
