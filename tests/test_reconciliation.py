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
