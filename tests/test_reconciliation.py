"""Figures that were published and are counted in a ledger as well."""

from decimal import Decimal

import pytest

from evalkit.intake.register import record_deliveries
from evalkit.measures import Status

D = Decimal
HEADINGS = "券编号,期次,券面额,派发日期,核销时间,核销金额,交易金额,冲销原券编号\n"
REDEEMED = "2030-05-02 10:30:00"


def with_vouchers(folder, *rows):
    folder.write("ledgers/消费券明细.csv", HEADINGS + "".join(f"{row}\n" for row in rows))
    record_deliveries(folder.raw, "收到消费券明细")
    return folder.sub_project("consumption")


def two_thousand(redeemed=1600):
    """Return 2,000 vouchers of 50 元, which is 10.00 万元; 1,600 redeemed are 8.00 万元."""
    for number in range(2000):
        used = f"{REDEEMED},50,120.50" if number < redeemed else ",,"
        yield f"Q{number:04d},1,50,2030-05-01,{used},"


def test_a_ledger_gives_the_published_figures(folder):
    sub = with_vouchers(folder, *two_thousand())
    issued, redeemed = sub["vouchers_issued"], sub["voucher_amount_redeemed"]
    assert (issued.value, issued.unit, issued.status) == (D(2000), "张", Status.MEASURED)
    assert (redeemed.value, redeemed.unit, redeemed.text) == (D(8), "万元", "8.00 万元")
    assert redeemed.interval.low == redeemed.interval.high == D(8)
    assert redeemed.sources[0].cell == "data/raw/2030/ledgers/消费券明细.csv 核销金额 列"
    assert redeemed.sources[0].place == "全部 2,000 行"
    assert not sub.findings


def test_a_published_figure_that_the_ledger_contradicts_is_a_finding(folder):
    sub = with_vouchers(folder, *two_thousand(redeemed=1500))
    assert sub["voucher_amount_redeemed"].value == D("7.5")
    ((code, message),) = sub.findings
    assert code == "F-LEDGER-01"
    assert "公布数 8.00 万元，明细数 7.50 万元，差额 −0.50 万元（占公布数 −6.2500%）" in message


def test_a_difference_within_the_printed_digits_is_none(folder):
    """8.00 万元 stands for 79,950 to 80,050 元: one voucher of 50 元 less is within, two are not."""
    assert not with_vouchers(folder, *two_thousand(redeemed=1599))["voucher_amount_redeemed"].value == D(8)
    sub = with_vouchers(folder, *two_thousand(redeemed=1599))
    assert sub["voucher_amount_redeemed"].value == D("7.995")
    assert not sub.findings
    sub = with_vouchers(folder, *two_thousand(redeemed=1598))
    sub["voucher_amount_redeemed"]
    assert [code for code, _ in sub.findings] == ["F-LEDGER-01"]


def test_ten_thousand_times_too_much_is_called_a_mixed_up_unit(folder):
    folder.write("facts.csv", (folder.raw / "facts.csv").read_bytes().replace(b"10.00", b"0.0010"))
    sub = with_vouchers(folder, *two_thousand())
    sub["voucher_amount_issued"]
    ((_, message),) = sub.findings
    assert message.endswith("两数相差约一万倍，疑为元与万元混用")


def test_a_reversal_takes_back_count_and_amount(folder):
    rows = [*two_thousand(), f"C0001,1,50,2030-05-01,{REDEEMED},-50,-120.50,Q0001"]
    sub = with_vouchers(folder, *rows)
    assert sub["vouchers_issued"].value == D(2000)
    assert sub["voucher_amount_issued"].value == D(10)
    assert sub["voucher_amount_redeemed"].value == (D(1600 * 50) - 50) / 10_000


def test_published_and_counted_figures_stand_side_by_side(folder):
    sub = with_vouchers(folder, *two_thousand(redeemed=1500))
    rows = {row["数值"]: row for row in sub.reconciliation().to_dict("records")}
    assert list(rows) == ["消费券发放数", "消费券发放金额", "消费券核销金额"]
    assert rows["消费券发放数"] | {"数值": ""} == {
        "数值": "",
        "公布数": "2,000 张",
        "明细数": "2,000 张",
        "差额": "0 张",
        "差额占公布数": "0.0000%",
        "一致": "是",
    }
    assert (rows["消费券核销金额"]["差额"], rows["消费券核销金额"]["一致"]) == ("−0.50 万元", "否")


def test_a_blank_figure_is_filled_from_the_ledger(folder):
    folder.write(
        "ledgers/登记与摇号结果.csv",
        "登记编号,期次,登记人编号,登记时间,结果\n"
        "R1,1,甲,2030-04-01 08:00,中签\nR2,2,甲,2030-05-01 08:00,中签\nR3,1,乙,2030-04-01 08:01,未中签\n",
    )
    record_deliveries(folder.raw, "收到登记结果")
    sub = folder.sub_project("consumption")
    assert (sub["voucher_winners"].value, sub["voucher_winners"].text) == (D(1), "1 人")
    assert sub.reconciliation()["一致"].tolist() == ["公布数缺失"]
    assert not sub.findings


def test_without_ledgers_nothing_changes(folder):
    sub = folder.sub_project("consumption")
    assert sub["voucher_amount_redeemed"].status is Status.DECLARED
    assert sub.reconciliation().empty


@pytest.mark.parametrize("name", ["vouchers", "registrations"])
def test_what_a_result_rests_on_names_the_ledger_or_its_absence(folder, name):
    sub = with_vouchers(folder, *two_thousand())
    sub.reconciliation()
    digest = sub.year.reads[f"processed/2030/ledgers/{name}.parquet"]
    assert bool(digest) == (name == "vouchers")


# Figures by month, per session, up to a month, of a sub-project

ANSWERED = {1: (4, 4), 2: (3, 4), 4: (2, 2)}
"""Calls answered and received by month; in the others nobody called."""


def with_calls(folder, **published):
    for period, value in published.items():
        folder.add("hotline_answer_rate", value, "%", period=period.replace("m", "2030-"))
    calls = [
        f"{month:02d}-{number},2030-{month:02d}-0{number + 1} 09:00,{'是' if number < answered else '否'}\n"
        for month, (answered, every) in ANSWERED.items()
        for number in range(every)
    ]
    folder.write("ledgers/热线来电.csv", "来电编号,来电时间,是否接听\n" + "".join(calls))
    record_deliveries(folder.raw, "收到热线来电")
    return folder.sub_project("trade")


def test_months_are_those_of_the_ledger_and_others_those_published(folder):
    sub = with_calls(folder, **{"m01": "100", "m02": "75", "m03": "98.5"})
    rates, months = sub.stated_series("hotline_answer_rate")
    assert [rate.value for rate in rates] == [D(100), D(75), D("98.5"), D(100), None]
    assert [count.value for count in months] == [1, 1, 1, 1, 8]
    assert [rate.id for rate in rates[:2]] == ["hotline_answer_rate_01", "hotline_answer_rate_02"]
    assert rates[1].working == "“热线来电”共 4 行：当月接听量 ÷ 当月来电量"
    assert [points for _, points in sub.month_points("hotline_answer_rate")] == [(1,), (2,), (3,), (4,)]
    assert not sub.findings


def test_a_published_month_that_the_calls_contradict_is_a_finding(folder):
    sub = with_calls(folder, **{"m01/2030-02": "100"})
    rates, _ = sub.stated_series("hotline_answer_rate")
    assert [rate.value for rate in rates[:3]] == [D(100), D(75), D(100)]
    ((code, message),) = sub.findings
    assert code == "F-LEDGER-01"
    assert "（2月）：公布数 100%，明细数 75%，差额 −25 个百分点" in message


def test_published_months_stand_beside_those_of_the_ledger(folder):
    rows = with_calls(folder, **{"m02": "75"}).reconciliation()
    assert rows["公布数"].tolist() == ["缺失", "75%", "缺失"]
    assert rows["明细数"].tolist() == ["100%", "75%", "100%"]


def counted_fact(folder, ledger, text, id, value="", unit="家", period="2030"):
    folder.add(id, value, unit, period=period)
    folder.write(f"ledgers/{ledger}.csv", text)
    record_deliveries(folder.raw, "收到明细")
    return folder.sub_project("trade")


SESSIONS = "届次,企业名称,展位数,展品数,意向成交额（万元）\n145,甲,1,5,10\n145,乙,2,5,{}\n146,甲,1,5,30\n"


def test_exhibitors_of_a_session_are_the_average_and_firms_are_counted_once(folder):
    sub = counted_fact(folder, "广交会参展企业", SESSIONS.format("20.5"), "canton_exhibitors", "2")
    assert (sub["canton_exhibitors"].value, sub["canton_exhibitors"].text) == (D("1.5"), "1.5 家")
    assert [code for code, _ in sub.findings] == ["F-LEDGER-01"]
    assert sub.optional("canton_firms", "企业", "家").value == 2
    assert sub.optional("intended_deals", "意向成交额", "万元").value == D("60.5")


def test_intended_deals_with_a_blank_are_not_summed(folder):
    sub = counted_fact(folder, "广交会参展企业", SESSIONS.format(""), "canton_exhibitors", "2")
    assert sub.optional("intended_deals", "意向成交额", "万元").status is Status.MISSING


def marks(*full, first=1):
    rows = "".join(f"2030-{month:02d},{100 if is_full else 99},100\n" for month, is_full in enumerate(full, start=first))
    return "月份,得分,满分\n" + rows


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (marks(1, 0, 1, 1, 1, 1), 3),  # months 3 to 5: June is after the period
        (marks(1, 1, 0, 1, 0, 1), 0),
        (marks(1, 1, 1, 1, 1), None),  # the streak may have begun earlier
        (marks(0, 1, 1, 1).replace("2030-03,100,100\n", ""), None),  # a month is absent
    ],
)
def test_a_streak_of_full_marks_ends_with_the_period_that_was_published(folder, text, expected):
    sub = counted_fact(folder, "客服考核", text, "service_full_mark_months", "3", "个月", "2030-05")
    found = sub["service_full_mark_months"]
    assert (found.value if found.status is Status.MEASURED else None) == expected


def test_cost_is_what_was_paid_for_the_sub_project(folder):
    text = (
        "支付编号,支付日期,子项目,收款单位,支付金额（元）\n"
        "Z1,2030-02-01,外贸促进,某单位,5000\nZ2,2030-03-01,外贸促进,某单位,2500\nZ3,2030-03-01,消费券,某单位,9999\n"
    )
    sub = counted_fact(folder, "资金支付", text, "transfer_cost", "0.75", "万元")
    assert sub["transfer_cost"].value == D("0.75")
    assert not sub.findings
    assert folder.sub_project("trade")["transfer_cost"].status is Status.MEASURED


def test_nothing_paid_for_the_sub_project_is_not_zero(folder):
    text = "支付编号,支付日期,子项目,收款单位,支付金额（元）\nZ3,2030-03-01,别的,某单位,9999\n"
    assert counted_fact(folder, "资金支付", text, "transfer_cost", "0.75", "万元")["transfer_cost"].status is Status.DECLARED
