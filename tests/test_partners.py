"""Trade by partner, compared with sums made by hand."""

from decimal import Decimal

import pytest

from evalkit.explanation import explain
from evalkit.intake.register import record_deliveries
from evalkit.measures import Status
from evalkit.metrics import general, trade

D = Decimal
HEADINGS = "国家（地区）,进出口,货值（万元）\n"
ROWS = {
    ("越南", "出口"): "250000",
    ("越南社会主义", "出口"): "5000",
    ("美国", "出口"): "300000",
    ("美国", "进口"): "95000",
    ("韩国", "出口"): "30000",
    ("大韩民国", "进口"): "200000",
    ("德国", "出口"): "20000",
    ("德国", "进口"): "100000",
}
"""605,000 of exports and 395,000 of imports: the 60.5 and 39.5 亿元 that the miniature year publishes."""
TOTALS = {"美国": 395_000, "越南": 250_000, "韩国": 230_000, "德国": 120_000, "越南社会主义": 5_000}


def with_partners(folder, rows=ROWS):
    folder.write("ledgers/贸易伙伴.csv", HEADINGS + "".join(f"{name},{way},{value}\n" for (name, way), value in rows.items()))
    record_deliveries(folder.raw, "收到贸易伙伴")
    return folder.sub_project("trade")


def known(rows=ROWS):
    return {key: value for key, value in rows.items() if key[0] != "越南社会主义"} | {("越南", "出口"): "255000"}


def test_a_country_under_two_names_is_one_and_an_unknown_name_is_a_third_group(folder):
    partners = with_partners(folder).partners()
    assert {partner.name: partner.total for partner in partners.partners} == TOTALS
    assert [partner.name for partner in partners.partners] == list(TOTALS)
    assert (partners.listed.value, partners.others.value, partners.unknown.value) == (480_000, 515_000, 5_000)
    groups = partners.frame.set_index("分组")
    assert groups["占比（%）"].tolist() == ["48.00", "51.50", "0.50"]
    assert groups["国家（地区），按进出口由大到小"].tolist() == ["越南、韩国", "美国、德国", "越南社会主义"]
    assert groups.loc["名单内", "出口（万元）"] == "280,000.00"


def test_an_unknown_name_is_a_finding_and_known_ones_are_none(folder):
    sub = with_partners(folder)
    sub.partners()
    ((code, message),) = sub.findings
    assert code == "F-PARTNER-01"
    assert "1 个名称不能识别为国家（地区）：越南社会主义；进出口 5,000.00 万元" in message
    assert not with_partners(folder, known()).findings


def test_concentration_is_that_of_the_partners_by_hand(folder):
    sub = with_partners(folder)
    partners = sub.partners()
    concentration = sub.measure(trade.market_concentration, partners=partners.parts)
    squares = sum(D(total) ** 2 for total in TOTALS.values())
    assert concentration.value == squares / D(1_000_000) ** 2
    normalised = sub.measure(trade.market_concentration_normalised, partners=partners.parts)
    assert abs(normalised.value - (concentration.value - D("0.2")) / D("0.8")) < D("1e-20")
    assert "（5 个，合计 1,000,000.00 万元）" in concentration.working
    assert concentration.sources[0].cell == "data/raw/2030/ledgers/贸易伙伴.csv 国家（地区）、进出口、货值 列"
    assert concentration.sources[0].place == "全部 8 行"


def test_a_measure_of_parts_can_be_explained(folder, capsys):
    sub = with_partners(folder)
    explain(sub.measure(trade.market_concentration, partners=sub.partners().parts))
    assert "输入 partners：（5 个，合计 1,000,000.00 万元）" in capsys.readouterr().out


def test_shares_are_of_all_partners(folder):
    sub = with_partners(folder)
    partners = sub.partners()
    share = sub.measure(trade.listed_partner_share, listed=[partners.listed], total=partners.total)
    assert share.text == "48.00%"
    assert [source.file for source in share.sources][-1] == "evalkit/countries/countries.csv"
    assert sub.measure(general.share, part=partners.largest, whole=partners.total).text == "39.50%"
    assert sub.measure(general.share, part=partners.many, whole=partners.total).text == "100.00%"
    assert partners.largest.name == "与最大贸易伙伴（美国）的进出口"


def test_the_list_is_that_of_the_fiscal_year(folder):
    """Vietnam signed in 2017, Korea in 2015."""
    early = with_partners(folder.another(2016)).partners()
    assert (early.listed.value, early.others.value) == (230_000, 765_000)
    assert "至 2016 年末" in early.listing


def test_sums_are_compared_with_the_published_ones(folder):
    sub = with_partners(folder, known())
    sub.partners()
    rows = sub.reconciliation().set_index("数值")
    assert rows.loc["出口总值（贸易伙伴）", "明细数"] == "60.5 亿元"
    assert rows["一致"].tolist() == ["是"] * 3


def test_sums_that_differ_from_the_published_ones_are_findings(folder):
    sub = with_partners(folder, known() | {("德国", "进口"): "90000"})
    sub.partners()
    assert [code for code, _ in sub.findings] == ["F-LEDGER-01"] * 2
    assert "进口总值（贸易伙伴）：公布数 39.5 亿元，明细数 38.5 亿元，差额 −1.0 亿元" in sub.findings.popitem()[0][1]


def test_without_the_ledger_every_measure_is_missing_and_says_so(folder):
    sub = folder.sub_project("trade")
    partners = sub.partners()
    concentration = sub.measure(trade.market_concentration, partners=partners.parts)
    share = sub.measure(trade.listed_partner_share, listed=[partners.listed], total=partners.total)
    assert {measure.status for measure in (*partners.measures, concentration, share)} == {Status.MISSING}
    assert concentration.working == share.working == "缺少：贸易伙伴明细"
    assert partners.frame.empty
    assert partners.note == "没有收到贸易伙伴明细。"
    assert not sub.findings


def test_a_ledger_without_rows_has_no_share(folder):
    sub = with_partners(folder, {})
    partners = sub.partners()
    assert partners.total.value == 0
    assert sub.measure(trade.market_concentration, partners=partners.parts).status is Status.NOT_APPLICABLE
    assert partners.frame.empty


@pytest.mark.parametrize("name", ["partner_total", "listed_partners", "unknown_partners", "largest_partner"])
def test_the_sums_are_kept_with_the_sub_project(folder, name):
    sub = with_partners(folder)
    sub.partners()
    assert sub.measures[name].sub_project == "trade"
