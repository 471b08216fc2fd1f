"""A fictional year looks like a real one: rhythm, concentration, thresholds, a fair draw, and nobody in it exists."""

import datetime
from decimal import Decimal

import pandas as pd
import pytest

from evalkit.metrics.fairness import draw_chance, draw_chi_square, draw_degrees_of_freedom
from evalkit.personal.numbers import personal_number
from evalkit.simulate.draw import make_draw
from evalkit.simulate.people import AGE_GROUPS
from evalkit.simulate.targets import Targets

CRITICAL = {1: 10.83, 3: 16.27, 5: 20.52}
"""Values of chi-square by degrees of freedom that chance exceeds once in a thousand times."""
CHECK = "10X98765432"


def chi_square(groups, result):
    """Return Pearson's chi-square of a table of two columns and its degrees of freedom."""
    table = pd.crosstab(groups, result)
    expected = table.sum(axis=1).to_numpy()[:, None] * table.sum(axis=0).to_numpy() / table.to_numpy().sum()
    return ((table - expected) ** 2 / expected).to_numpy().sum(), len(table) - 1


@pytest.mark.parametrize("column", ["区县", "年龄段"])
def test_who_wins_does_not_depend_on_district_or_age(year, column):
    registered = year.ledger("registrations")
    value, degrees = chi_square(registered[column], registered["结果"])
    assert value < CRITICAL[degrees]


def test_a_draw_that_favours_a_district_would_be_seen(year):
    registered = year.ledger("registrations")
    favoured = registered["结果"].where(registered["区县"] != "甲区（虚构）", "中签")
    value, degrees = chi_square(registered["区县"], favoured)
    assert value > CRITICAL[degrees]


@pytest.mark.parametrize(("scale", "seed"), [("1", 7), ("0.01", 7), ("0.001", 1)])
@pytest.mark.parametrize("group", ["district", "age"])
def test_a_fair_draw_often_has_differences_as_large_as_ours(scale, seed, group):
    """Within each phase; of seeds that were not fixed one in a hundred would fail."""
    draw = make_draw(Targets(2022, Decimal(scale), seed))
    frame = pd.DataFrame({"phase": draw.phase, "group": getattr(draw, group)[draw.person], "won": draw.won})
    counts = frame.groupby(["phase", "group"])["won"].agg(["size", "sum"])
    given = {
        "groups": [Decimal(len(phase)) for _, phase in counts.groupby("phase")],
        "registered": [Decimal(int(number)) for number in counts["size"]],
        "won": [Decimal(int(number)) for number in counts["sum"]],
    }
    chance = draw_chance(statistic=draw_chi_square(**given), degrees=draw_degrees_of_freedom(**given))
    assert chance > Decimal("0.01")


def test_nobody_registers_twice_in_a_phase_and_only_winners_hold_vouchers(year):
    registered, vouchers = year.ledger("registrations"), year.ledger("vouchers")
    assert not registered.duplicated(["期次", "登记人编号"]).any()
    winners = registered[registered["结果"] == "中签"]
    assert set(zip(vouchers["期次"], vouchers["领取人编号"], strict=True)) == set(
        zip(winners["期次"], winners["登记人编号"], strict=True)
    )


def test_holders_have_several_vouchers(year):
    held = year.ledger("vouchers").groupby(["期次", "领取人编号"]).size()
    assert held.min() >= 2 and held.max() > 4


def test_every_redemption_reaches_the_threshold_and_keeps_to_the_validity(year):
    vouchers = year.ledger("vouchers")
    redeemed = vouchers[(vouchers["核销时间"] != "") & (vouchers["冲销原券编号"] == "")]
    assert (redeemed["交易金额（元）"].astype(float) >= redeemed["使用门槛（元）"].astype(float)).all()
    waited = pd.to_datetime(redeemed["核销时间"].str[:10]) - pd.to_datetime(redeemed["派发日期"])
    assert waited.dt.days.min() == 0 and waited.dt.days.max() == 20
    assert waited.dt.days.median() < 7


def test_an_unredeemed_voucher_names_no_merchant_and_a_reversal_undoes_its_original(year):
    vouchers = year.ledger("vouchers").set_index("券编号")
    assert (vouchers[vouchers["核销时间"] == ""][["核销金额（元）", "交易金额（元）", "商户编号"]] == "").all(axis=None)
    back = vouchers[vouchers["冲销原券编号"] != ""]
    original = vouchers.loc[back["冲销原券编号"]]
    for column in ("核销金额（元）", "交易金额（元）"):
        assert ("-" + original[column]).tolist() == back[column].tolist()
    assert len(back) == 11  # a thousandth of 11,136
    assert (original["核销时间"].to_numpy() < back["核销时间"].to_numpy()).all()


def test_more_is_redeemed_on_a_day_of_the_weekend_than_on_others(year):
    vouchers = year.ledger("vouchers")
    days = pd.to_datetime(vouchers["核销时间"][vouchers["核销时间"] != ""]).dt.day_of_week.value_counts()
    assert days[5] > 1.3 * days[2]


@pytest.mark.parametrize(
    ("ledger", "column", "few", "share"), [("vouchers", "商户编号", 120, 0.4), ("platform_declarations", "企业编号", 5, 0.3)]
)
def test_few_have_much_of_the_business(year, ledger, column, few, share):
    values = year.ledger(ledger)[column]
    counts = values[values != ""].value_counts()
    assert counts.head(few).sum() > share * counts.sum()


def test_some_firms_are_registered_and_declare_nothing(year):
    firms, declared = year.ledger("platform_firms"), year.ledger("platform_declarations")
    assert len(set(firms["企业编号"]) - set(declared["企业编号"])) == 58 - 41


def test_a_coach_is_not_overfilled(year):
    persons = year.ledger("trips")["接转人数"].astype(int)
    assert persons.max() <= 45


def test_identity_numbers_have_a_true_date_and_check_character_and_fit_the_age_group(year):
    registered = year.ledger("registrations")
    persons = registered.drop_duplicates("登记人编号")
    assert persons["身份证号"].is_unique and persons["手机号"].is_unique
    for number, group in zip(persons["身份证号"], persons["年龄段"], strict=True):
        weighted = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(number[:17]))
        assert number[17] == CHECK[weighted % 11]
        born = datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        youngest, oldest = AGE_GROUPS[group]
        age = (datetime.date(2022, 12, 31) - born.replace(day=min(born.day, 28))).days // 365.25
        assert youngest - 1 <= age <= oldest
        assert number[:6] == "999999"


def test_personal_columns_are_filled_with_what_intake_recognises(year):
    kinds = {"手机号": "手机号", "身份证号": "身份证号"}
    registered = year.ledger("registrations")
    for column, kind in kinds.items():
        assert {personal_number(text) for text in registered[column]} == {kind}
    assert {personal_number(text) for text in year.ledger("merchants")["收款账号"]} == {"银行卡号"}
    assert {personal_number(text) for text in year.ledger("热线来电")["来电号码"]} == {"手机号"}


def test_no_two_groups_of_people_share_a_number(year):
    phones = [
        set(year.ledger(name)[column])
        for name, column in {
            "registrations": "手机号",
            "passengers": "手机号",
            "热线来电": "来电号码",
            "exhibitors": "联系电话",
            "training_participants": "联系电话",
            "platform_firms": "联系电话",
            "questionnaires": "手机号",
        }.items()
    ]
    assert len(set.union(*phones)) == sum(map(len, phones))
    identities = set(year.ledger("registrations")["身份证号"]), set(year.ledger("passengers")["证件号码"])
    assert not identities[0] & identities[1]


def test_what_is_invented_says_so(year):
    for file in year.files:
        if file.suffix in (".yml", ".md") or file.parent == year.raw:
            assert "虚构" in file.read_text(encoding="utf-8"), file.name
    assert year.facts.note.str.contains("虚构").all()


def test_what_the_events_cost_is_the_same_in_both_places(year):
    activities = pd.read_csv(year.raw / "activities.csv", dtype=str)
    stated = activities[activities.kind == "promotion_event"].amount.map(Decimal) * 10_000
    held = year.ledger("events").query("类别 == '促消费活动'")["支出金额（元）"].map(Decimal)
    assert stated.tolist() == held.tolist()
