"""The totals of the ledgers, computed by pandas alone, are the published figures: exactly, at any scale."""

import csv
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np
import pytest

from evalkit.simulate import draw, market, vouchers
from evalkit.simulate.targets import Targets

PUBLISHED = Path(__file__).parents[2] / "data" / "raw" / "2022" / "facts.csv"
OTHERWISE = {
    "hotline_answer_rate_annual",  # the report's 98 % lies outside its own months
    "voucher_redemption_rate_claimed",
    "leverage_claimed",  # follow from the totals
}
WAN, YI = 10_000, 100_000_000


def sums(frame, column, **where):
    """Return the exact sum of a column, of the rows in which others have a value."""
    for name, value in where.items():
        frame = frame[frame[name] == value]
    return sum((Decimal(text) for text in frame[column] if text), Decimal(0))


def rows(frame, **where):
    for name, value in where.items():
        frame = frame[frame[name] == value]
    return len(frame)


TOTALS = {
    "trade_total": lambda y: sums(y.ledger("monthly_trade"), "货值（万元）") / WAN,
    "exports": lambda y: sums(y.ledger("monthly_trade"), "货值（万元）", 进出口="出口") / WAN,
    "imports": lambda y: sums(y.ledger("monthly_trade"), "货值（万元）", 进出口="进口") / WAN,
    "canton_sessions": lambda y: y.ledger("exhibitors")["届次"].nunique(),
    "canton_exhibitors": lambda y: y.ledger("exhibitors").groupby("届次")["企业名称"].nunique().min(),
    "canton_booths": lambda y: sums(y.ledger("exhibitors"), "展位数"),
    "canton_exhibits": lambda y: sums(y.ledger("exhibitors"), "展品数"),
    "standard_classes": lambda y: y.ledger("functions").query("版本 == '标准版'")["大类"].nunique(),
    "standard_functions": lambda y: rows(y.ledger("functions"), 版本="标准版"),
    "local_classes": lambda y: y.ledger("functions").query("版本 == '地方特色'")["大类"].nunique(),
    "local_functions": lambda y: rows(y.ledger("functions"), 版本="地方特色"),
    "declarations": lambda y: sums(y.ledger("window_declarations"), "单一窗口申报量") / WAN,
    "main_business_use_rate": lambda y: (
        100 * sums(y.ledger("window_declarations"), "单一窗口申报量") / sums(y.ledger("window_declarations"), "申报总量")
    ),
    "service_full_mark_months": lambda y: streak(y.ledger("service_marks")),
    "hotline_calls": lambda y: rows(y.ledger("热线来电")),
    "hotline_answered": lambda y: rows(y.ledger("热线来电"), 是否接听="是"),
    "hotline_answer_rate_annual": lambda y: percent(y.ledger("热线来电")["是否接听"] == "是"),
    "trainings": lambda y: rows(y.ledger("trainings")),
    "trainings_first_quarter": lambda y: in_quarter(y, 1),
    "trainings_second_quarter": lambda y: in_quarter(y, 2),
    "trainings_third_quarter": lambda y: in_quarter(y, 3),
    "trainings_fourth_quarter": lambda y: in_quarter(y, 4),
    "training_cost": lambda y: sums(y.ledger("trainings"), "支出金额（元）") / WAN,
    "training_firms": lambda y: y.ledger("training_participants")["企业名称"].nunique(),
    "vehicle_trips": lambda y: rows(y.ledger("trips")),
    "coach_trips": lambda y: rows(y.ledger("trips"), 车辆类型="大巴车"),
    "work_car_trips": lambda y: rows(y.ledger("trips"), 车辆类型="工作车"),
    "persons_moved": lambda y: sums(y.ledger("trips"), "接转人数"),
    "transfers_on_time": lambda y: rows(y.ledger("trips"), 是否及时="是"),
    "transfer_cost": lambda y: sums(y.ledger("payments"), "支付金额（元）", 子项目="入境旅客接转分流") / WAN,
    "events_claimed": lambda y: rows(y.ledger("events"), 类别="促消费活动"),
    "publicity_items": lambda y: rows(y.ledger("events"), 类别="宣传"),
    "voucher_phases": lambda y: y.ledger("vouchers")["期次"].nunique(),
    "voucher_registrations": lambda y: Decimal(rows(y.ledger("registrations"))) / WAN,
    "voucher_winners": lambda y: y.ledger("registrations").query("结果 == '中签'")["登记人编号"].nunique(),
    "vouchers_issued": lambda y: Decimal(rows(y.ledger("vouchers"), 冲销原券编号="")) / WAN,
    "voucher_amount_issued": lambda y: sums(y.ledger("vouchers"), "券面额（元）", 冲销原券编号="") / WAN,
    "vouchers_redeemed": lambda y: Decimal(int(net_redeemed(y.ledger("vouchers")))) / WAN,
    "voucher_amount_redeemed": lambda y: sums(y.ledger("vouchers"), "核销金额（元）") / WAN,
    "voucher_transactions": lambda y: sums(y.ledger("vouchers"), "交易金额（元）") / YI,
    "platform_fee": lambda y: sums(y.ledger("payments"), "支付金额（元）", 子项目="跨境电商公共服务平台") / WAN,
    "registered_firms": lambda y: rows(y.ledger("platform_firms")),
    "export_declarations": lambda y: rows(y.ledger("platform_declarations")),
    "declared_export_value": lambda y: sums(y.ledger("platform_declarations"), "申报货值（元）") / WAN,
    "active_firms": lambda y: y.ledger("platform_declarations")["企业编号"].nunique(),
    "platform_systems": lambda y: y.ledger("platform_uptime")["系统"].nunique(),
    "platform_uptime_rate": lambda y: two_decimals(
        100 * sums(y.ledger("platform_uptime"), "可用时长（分钟）") / sums(y.ledger("platform_uptime"), "应服务时长（分钟）")
    ),
    "opening_budget": lambda y: sums(y.ledger("appropriations"), "金额（元）", 类别="年初预算") / WAN,
    "budget": lambda y: sums(y.ledger("appropriations"), "金额（元）") / WAN,
    "executed": lambda y: sums(y.ledger("payments"), "支付金额（元）") / WAN,
    "beneficiary_satisfaction": lambda y: percent(y.ledger("questionnaires")["满意程度"].isin(["很满意", "满意"])),
}


def two_decimals(value):
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def percent(which):
    return two_decimals(Decimal(100 * int(which.sum())) / len(which))


def streak(marks):
    """Return how many of the last months had full marks."""
    less = np.flatnonzero(marks["得分（分）"].astype(float) < marks["满分（分）"].astype(float))
    return len(marks) - 1 - less[-1]


def in_quarter(year, quarter):
    return (year.ledger("trainings")["日期"].str[5:7].astype(int).sub(1).floordiv(3) == quarter - 1).sum()


def net_redeemed(frame):
    is_back = frame["冲销原券编号"] != ""
    return ((frame["核销时间"] != "") & ~is_back).sum() - is_back.sum()


@pytest.mark.parametrize("id", TOTALS)
def test_a_ledger_adds_up_to_the_published_figure(any_year, id):
    assert Decimal(str(TOTALS[id](any_year))) == any_year.fact(id)


def test_every_figure_that_names_a_ledger_is_compared(year):
    named = year.facts[year.facts.source == "simulated_ledgers"]
    elsewhere = {"hotline_answer_rate", "voucher_cost_of_organisation"}
    assert set(named.id) - elsewhere == set(TOTALS)


def test_the_published_rate_of_each_month_is_that_of_its_calls(any_year):
    calls = any_year.ledger("热线来电")
    for month, answered in calls.groupby(calls["来电时间"].str[:7])["是否接听"]:
        assert percent(answered == "是") == any_year.fact("hotline_answer_rate", month)


def test_vouchers_and_their_organisation_are_what_was_paid_for_consumption(any_year):
    paid = sums(any_year.ledger("payments"), "支付金额（元）", 子项目="消费券与促消费活动") / WAN
    assert paid == any_year.fact("voucher_amount_redeemed") + any_year.fact("voucher_cost_of_organisation")


def test_partners_add_up_to_the_months(any_year):
    months, partners = any_year.ledger("monthly_trade"), any_year.ledger("partner_trade")
    for direction in ("出口", "进口"):
        assert sums(partners, "货值（万元）", 进出口=direction) == sums(months, "货值（万元）", 进出口=direction)


def test_passengers_are_those_of_the_trips(any_year):
    trips = any_year.ledger("trips").set_index("车次编号")["接转人数"].astype(int)
    carried = any_year.ledger("passengers")["车次编号"].value_counts()
    assert carried.to_dict() == trips[trips > 0].to_dict()


def test_cumulative_figures_add_up(any_year):
    ever = any_year.fact("persons_moved_cumulative")
    assert any_year.fact("chinese_persons_cumulative") + any_year.fact("foreign_persons_cumulative") == ever
    assert ever > any_year.fact("persons_moved")


def published_in_2022():
    with PUBLISHED.open(encoding="utf-8") as file:
        stated = [row for row in csv.DictReader(file) if row["value"] and row["use"] == "yes"]
    return {(row["id"], row["period"]): Decimal(row["value"]) for row in stated if row["period"].endswith(("2022", "2022-12-31"))}


@pytest.mark.parametrize(("id", "period"), published_in_2022())
def test_at_scale_one_the_figures_are_those_that_were_published(at_scale_one, id, period):
    if id not in OTHERWISE:
        assert at_scale_one[id] == published_in_2022()[id, period]


@pytest.fixture(scope="module")
def at_scale_one(tmp_path_factory):
    """The facts of a year of the full scale, whose ledgers are made but not written."""
    from evalkit.simulate import ecommerce, governance, trade, transfer, window

    targets = Targets(2022, Decimal(1), 7)
    vouchers.make_vouchers(targets, draw.make_draw(targets), market.MERCHANTS)
    for make in (trade.monthly, window.hotline_calls, transfer.transfers, ecommerce.uptime):
        make(targets)
    for make in (governance.appropriations, governance.payments, governance.questionnaires):
        make(targets)
    return {row["id"]: Decimal(targets.printed(row)) for row in reversed(targets.facts)}


def test_at_scale_one_every_voucher_and_cent_is_there():
    targets = Targets(2022, Decimal(1), 7)
    made = vouchers.make_vouchers(targets, draw.make_draw(targets), market.MERCHANTS)
    kept = made.redeemed.copy()
    kept[made.taken_back] = False
    faces = vouchers.FACES[made.face]
    assert (len(made.face), int(faces.sum())) == (1_284_900, 14_990_400)
    assert (int(kept.sum()), int(faces[kept].sum())) == (1_113_600, 12_879_600)
    assert int(made.spent[kept].sum()) == 18_300_000_000  # cents
