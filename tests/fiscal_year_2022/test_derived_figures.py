"""Every figure that can be derived from the 2022 report, against values worked out independently of this code.

The expected digits are those of a recomputation by hand of the published report; the working stands beside each.
"""

import csv
import json
from decimal import Decimal

import pytest

from evalkit.quantities import round_half_up

FIGURES = [
    # measure, printed digits, working
    ("trade_total_from_parts", "1772.6", "1446.5 + 326.1"),
    ("vehicle_trips_from_parts", "1909", "975 + 934"),
    ("persons_cumulative_from_parts", "33277", "32075 + 1202"),
    ("redemption_rate_by_amount", "85.9190", "1287.96 / 1499.04"),
    ("leverage_on_redeemed", "14.2085", "18300 / 1287.96"),
    ("retail_yoy", "2.4216", "1309.05 / 1278.10 - 1"),
    ("trade_total_yoy_previous", "25.236", "1789.5 / 1428.9 - 1"),
    ("service_full_mark_months", "15", "July 2021 to September 2022"),
    ("streak_if_kept", "18", "15 + 3 months to December"),
    ("trade_change_amount", "-16.9", "1772.6 - 1789.5"),
    ("trade_total_yoy", "-0.9444", "1772.6 / 1789.5 - 1"),
    ("exports_share", "81.60", "1446.5 / 1772.6"),
    ("imports_share", "18.40", "326.1 / 1772.6"),
    ("trade_balance", "1120.4", "1446.5 - 326.1"),
    ("export_import_ratio", "4.44", "1446.5 / 326.1"),
    ("trade_level_ratio", "99.06", "1772.6 / 1789.5"),
    ("issue_rate", "99.936", "1499.04 / 1500"),
    ("redemption_rate_on_budget", "85.864", "1287.96 / 1500"),
    ("redemption_rate_by_count", "86.668", "111.36 / 128.49"),
    ("lapsed_vouchers", "17.13", "128.49 - 111.36"),
    ("lapsed_amount", "211.08", "1499.04 - 1287.96"),
    ("unissued_amount", "0.96", "1500 - 1499.04"),
    ("unspent_amount", "212.04", "1500 - 1287.96"),
    ("face_value_issued", "11.67", "1499.04 / 128.49"),
    ("face_value_redeemed", "11.57", "1287.96 / 111.36"),
    ("face_value_lapsed", "12.32", "211.08 / 17.13"),
    ("transactions_per_voucher", "164.33", "18300 / 111.36"),
    ("buyer_payment_per_voucher", "152.77", "(18300 - 1287.96) / 111.36"),
    ("discount_rate", "7.04", "1287.96 / 18300"),
    ("leverage_on_budget", "12.20", "18300 / 1500"),
    ("leverage_on_issued", "12.21", "18300 / 1499.04"),
    ("net_leverage", "13.21", "(18300 - 1287.96) / 1287.96"),
    ("vouchers_per_registration", "1.114", "128.49 / 115.34"),
    ("sales_share_of_retail", "0.1398", "1.83 / 1309.05"),
    ("retail_implied_increase", "30.68", "1309.05 - 1309.05 / 1.024"),
    ("sales_share_of_increase", "5.96", "1.83 / 30.68"),
    ("persons_per_trip", "7.41", "14153 / 1909"),
    ("persons_per_coach", "14.52", "14153 / 975"),
    ("trips_before_year", "2669", "4578 - 1909"),
    ("persons_before_year", "19124", "33277 - 14153"),
    ("persons_per_trip_before_year", "7.17", "19124 / 2669"),
    ("persons_per_trip_cumulative", "7.27", "33277 / 4578"),
    ("trips_share_of_cumulative", "41.70", "1909 / 4578"),
    ("persons_share_of_cumulative", "42.53", "14153 / 33277"),
    ("foreign_share", "3.612", "1202 / 33277"),
    ("persons_per_day", "38.78", "14153 / 365"),
    ("trips_per_day", "5.23", "1909 / 365"),
    ("persons_per_day_cumulative", "32.06", "33277 / 1038 days, 28 February 2020 to 31 December 2022"),
    ("trips_per_day_cumulative", "4.41", "4578 / 1038"),
    ("accident_upper_bound", "0.157", "3 / 1909"),
    ("classes_total", "30", "18 + 12"),
    ("functions_total", "150", "116 + 34"),
    ("training_attainment", "187.5", "15 / (2 x 4)"),
    ("trainings_per_quarter", "3.75", "15 / 4"),
    ("firms_per_training", "25.3", "380 / 15"),
    ("mean_monthly_answer_rate", "99.915", "(98.98 + 11 x 100) / 12"),
    ("declarations_per_month", "5.5", "66 / 12"),
    ("booths_per_exhibitor", "2.579", "637 / 247"),
    ("exhibits_per_exhibitor_one_session", "118.50", "29270 / 247"),
    ("exhibits_per_exhibitor_all_sessions", "59.25", "29270 / (2 x 247)"),
    ("exhibits_per_booth_one_session", "45.95", "29270 / 637"),
    ("exhibits_per_booth_all_sessions", "22.97", "29270 / (2 x 637)"),
    ("national_exhibits_per_exhibitor", "119.69", "3052100 / 25500"),
    ("value_per_declaration", "1916.95", "324095000 / 169068"),
    ("declarations_per_firm", "2914.97", "169068 / 58"),
    ("value_per_firm", "558.78", "32409.50 / 58"),
    ("fee_per_declaration", "2.354", "398000 / 169068"),
    ("fee_rate", "0.1228", "39.8 / 32409.50"),
    ("fee_per_firm", "6862", "398000 / 58"),
    ("value_share_of_exports", "0.2241", "3.240950 / 1446.5"),
    ("export_declarations_per_month", "14089", "169068 / 12"),
    ("fee_per_system", "3.618", "39.8 / 11"),
    ("visible_spending", "1327.76", "1287.96 + 39.8"),
]

INTERVALS = [
    # measure, low, high, working
    ("trade_total_yoy", "-0.950", "-0.939", "1772.55 / 1789.55 - 1 to 1772.65 / 1789.45 - 1"),
    ("leverage_on_redeemed", "14.170", "14.247", "18250 / 1287.965 to 18350 / 1287.955"),
    ("retail_implied_previous", "1277.74", "1279.00", "1309.045 / 1.0245 to 1309.055 / 1.0235"),
    ("trade_total_implied_two_years_before", "1428.70", "1429.92", "1789.45 / 1.2525 to 1789.55 / 1.2515"),
]


@pytest.fixture(scope="module")
def measures(three_years) -> dict[str, dict]:
    text = (three_years.outputs / "2022" / "evaluation.json").read_text(encoding="utf-8")
    listed = json.loads(text, parse_float=Decimal, parse_int=Decimal)["measures"]
    found = {measure["id"]: measure for measure in listed}
    assert len(found) == len(listed), "a measure stands twice"
    return found


@pytest.mark.parametrize(("measure", "printed", "working"), FIGURES, ids=[row[0] for row in FIGURES])
def test_figure_equals_the_digits_worked_out_by_hand(measures, measure, printed, working):
    digits = len(printed.partition(".")[2])
    assert round_half_up(measures[measure]["value"], digits) == Decimal(printed), working


@pytest.mark.parametrize(("measure", "low", "high", "working"), INTERVALS, ids=[row[0] for row in INTERVALS])
def test_interval_follows_from_the_printed_digits(measures, measure, low, high, working):
    digits = len(low.partition(".")[2])
    shown = [round_half_up(end, digits) for end in measures[measure]["interval"]]
    assert shown == [Decimal(low), Decimal(high)], working


def test_every_measure_carries_what_the_readme_documents(measures):
    fields = {"id", "value", "unit", "basis", "status", "interval", "working", "sources"}
    assert all(fields <= measure.keys() for measure in measures.values())
    assert {measure["status"] for measure in measures.values()} <= {"measured", "declared", "missing", "not_applicable"}


def test_a_measure_without_a_value_is_missing_and_never_zero(measures):
    absent = [measure for measure in measures.values() if measure["value"] is None]
    assert absent
    assert all(measure["status"] in ("missing", "not_applicable") for measure in absent)


def test_every_figure_leads_to_a_cell_that_holds_it(measures, three_years):
    """The source cell of each fact is opened with the csv module and holds the very digits."""
    for measure in measures.values():
        if measure["status"] == "declared" and measure["working"] == "原始数据":
            (source,) = measure["sources"]
            path = three_years.data.parent / source["file"]
            with path.open(encoding="utf-8", newline="") as file:
                row = list(csv.DictReader(file))[int(source["row"]) - 2]
            assert Decimal(row[source["column"]]) == measure["value"], measure["id"]
