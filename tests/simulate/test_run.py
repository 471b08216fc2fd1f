"""A fictional year run by the real command: one score, every total reconciled, no personal number on any page."""

import os
import re
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from tests.real_years import run
from tests.simulate.conftest import FictionalYear
from tests.simulate.personal import personal_numbers
from tests.simulate.test_totals import TOTALS, two_decimals

DIFFERENT = {"F-LEDGER-01", "F-SUM-01", "F-RANGE-01", "F-CLAIM-01", "F-DATE-01"}
RUNS = re.compile(rb"[0-9A-Za-z]{9,}")
SCALE = "EVALKIT_SCALE"
"""Sets how large the year is; 1 is as large as the real one and takes some minutes."""
WRITTEN = Decimal("1e-12")
"""How exactly a figure of ``evaluation.json`` is read back as a number."""
WIDTHS = (9, 11, 18, 19)
DERIVED = {
    "redemption_rate_by_amount": ("voucher_amount_redeemed", "voucher_amount_issued", 100),
    "redemption_rate_by_count": ("vouchers_redeemed", "vouchers_issued", 100),
    "face_value_issued": ("voucher_amount_issued", "vouchers_issued", 1),
    "leverage_on_redeemed": ("voucher_transactions", "voucher_amount_redeemed", 10_000),  # 亿元 by 万元
    "transactions_per_voucher": ("voucher_transactions", "vouchers_redeemed", 10_000),  # 亿元 by 万张, in 元
    "vouchers_per_registration": ("vouchers_issued", "voucher_registrations", 1),
    "active_rate": ("active_firms", "registered_firms", 100),
    "value_per_declaration": ("declared_export_value", "export_declarations", 10_000),  # 万元 by 票, in 元
    "firms_per_training": ("training_firms", "trainings", 1),
    "training_cost_per_firm": ("training_cost", "training_firms", 10_000),  # 万元 by 家, in 元
    "persons_per_trip": ("persons_moved", "vehicle_trips", 1),
    "on_time_rate": ("transfers_on_time", "vehicle_trips", 100),
    "cost_per_trip": ("transfer_cost", "vehicle_trips", 10_000),  # 万元 by 台次, in 元
    "execution_rate": ("executed", "budget", 100),
}
"""Of each figure the total above and the one below the line, and what brings their units together."""


@pytest.fixture(scope="module")
def computed(tmp_path_factory):
    year = FictionalYear(tmp_path_factory.mktemp("run"), 2022, os.environ.get(SCALE, "0.01"), 7)
    computed = run("--year", "2022", data=year.data, outputs=year.data / "out")
    assert computed.status == 0, computed.messages
    return year, computed


def test_the_score_is_one_number(computed):
    score = computed[1].evaluation["score"]
    assert score["recomputed"]["low"] == score["recomputed"]["high"]
    assert (score["missing"], score["assumption"]) == ([], None)


def test_no_figure_disagrees_with_another(computed):
    assert [finding for finding in computed[1].evaluation["findings"] if finding["code"] in DIFFERENT] == []


def test_no_figure_is_missing(computed):
    assert [each["id"] for each in computed[1].evaluation["measures"] if each["status"] == "missing"] == []


def measured(computed):
    return {each["id"]: Decimal(each["value"]) for each in computed[1].evaluation["measures"] if each["status"] == "measured"}


def test_every_total_is_that_which_pandas_computes(computed):
    year, found = computed[0], measured(computed)
    rates = set(year.facts[year.facts.unit == "%"].id)
    assert TOTALS.keys() - found.keys() == {"platform_fee"}, "payments name the sub-project, not what the fee was for"
    for id in TOTALS.keys() & found.keys():
        expected = Decimal(str(TOTALS[id](year)))
        assert two_decimals(found[id]) == expected if id in rates else abs(found[id] - expected) < WRITTEN, id


@pytest.mark.parametrize("id", DERIVED)
def test_what_follows_from_the_totals_is_that_which_pandas_computes(computed, id):
    above, below, factor = DERIVED[id]
    year, found = computed[0], measured(computed)
    expected = Decimal(str(TOTALS[above](year))) / Decimal(str(TOTALS[below](year))) * factor
    assert abs(found[id] - expected) < WRITTEN * max(1, expected)


def test_market_figures_are_those_that_pandas_computes(computed):
    trade = computed[0].ledger("partner_trade")
    totals = trade["货值（万元）"].map(Decimal).groupby(trade["国家（地区）"]).sum()
    whole, found = totals.sum(), measured(computed)
    assert abs(found["market_concentration"] - sum(total**2 for total in totals) / whole**2) < WRITTEN
    assert abs(found["largest_partner_share"] - totals.max() / whole * 100) < WRITTEN
    outside = ["美国", "日本", "印度", "德国", "英国", "法国", "荷兰", "西班牙", "比利时", "加拿大", "墨西哥", "巴西"]
    outside += ["澳大利亚", "以色列", "中国香港", "中国台湾", "中国澳门"]
    assert abs(found["belt_and_road_share"] - (1 - totals[outside].sum() / whole) * 100) < WRITTEN
    assert found["unknown_partners"] == 0


def test_the_rate_of_each_month_is_that_of_its_calls(computed):
    calls, found = computed[0].ledger("热线来电"), measured(computed)
    for month, answered in calls.groupby(calls["来电时间"].str[5:7])["是否接听"]:
        rate = Decimal(100 * int((answered == "是").sum())) / len(answered)
        assert abs(found[f"hotline_answer_rate_{month}"] - rate) < WRITTEN


def test_every_page_says_that_it_is_fictional(computed):
    pages = [path for path in (computed[1].outputs / "2022").glob("*.html")]
    assert len(pages) == 11
    assert [path.name for path in pages if "演示数据" not in path.read_text(encoding="utf-8")] == []


def test_no_personal_number_leaves_the_raw_data(computed):
    year, made = computed
    numbers = {number.encode() for number in personal_numbers(year)}
    files = [path for folder in (made.data / "processed", made.outputs) for path in folder.rglob("*") if path.is_file()]
    leaked = {path.name for path in files if parts(content_of(path)) & numbers}
    assert leaked == set()
    assert not parts(made.messages.encode()) & numbers


def content_of(path):
    """Return what a file holds; a table is unpacked, since its compressed bytes would hide what is in it."""
    return pq.read_table(path).to_pandas().to_csv().encode() if path.suffix == ".parquet" else path.read_bytes()


def parts(content):
    """Return every stretch of letters and digits that is as long as a personal number."""
    runs = set(RUNS.findall(content))
    return {found[at : at + width] for found in runs for width in WIDTHS for at in range(min(len(found), 5_000) - width + 1)}
