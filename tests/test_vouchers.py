"""What the ledgers of vouchers tell beyond published figures, compared with counts made by hand."""

from decimal import Decimal

import pytest

from evalkit.intake.register import record_deliveries
from evalkit.ledgers.figures import FIGURES
from evalkit.measures import Measure, Status
from evalkit.present.ledger_tables import show_counted
from evalkit.vouchers import Counted, draw_differences, holder_concentration, merchant_concentration, vouchers_per_holder

D = Decimal
REGISTRATIONS = "登记编号,期次,登记人编号,区县,年龄段,登记时间,结果\n"
VOUCHERS = "券编号,期次,领取人编号,券面额,派发日期,核销时间,核销金额,交易金额,商户编号,冲销原券编号\n"
USED = "2030-03-05 10:00"
FAIR = {(1, "东区", "甲"): (200, 100), (1, "西区", "甲"): (100, 50), (2, "东区", "甲"): (100, 20), (2, "西区", "甲"): (100, 20)}
"""Phase, district and age group: how many registered, and how many of them won; chances differ between the phases alone."""


def delivered(folder, **ledgers: str):
    for title, text in ledgers.items():
        folder.write(f"ledgers/{title}.csv", text)
    record_deliveries(folder.raw, "收到消费券明细")
    return folder.sub_project("consumption")


def registered(folder, counts):
    rows = [
        f"{phase},P{number},{district},{age},2030-03-01 09:00,{'中签' if number < won else '未中签'}\n"
        for (phase, district, age), (registered, won) in counts.items()
        for number in range(registered)
    ]
    return delivered(folder, 登记与摇号结果=REGISTRATIONS + "".join(f"D{place},{row}" for place, row in enumerate(rows)))


def voucher(number: str, holder: str, amount: str = "", merchant: str = "", reverses: str = "") -> str:
    used = f"{USED},{amount},{amount}" if amount else ",,"
    return f"{number},1,{holder},50,2030-03-01,{used},{merchant},{reverses}\n"


def by_id(counted: Counted) -> dict[str, Measure]:
    return {measure.id: measure for measure in counted.measures}


def test_a_draw_without_differences_is_nothing_unusual(folder):
    found = by_id(draw_differences(registered(folder, FAIR)))
    assert found["draw_chi_square_district"].value == 0
    assert found["draw_degrees_of_freedom_district"].text == "2 个"
    assert found["draw_chance_district"].text == "100.00%"
    assert found["draw_rate_gap_district"].text == "0.00 个百分点"


def test_a_draw_that_favours_a_district_has_next_to_no_chance(folder):
    """150 of 200 and none of 100 won: 50 and 50 off where 100 and 50 were to be expected, and as many to lose."""
    counts = FAIR | {(1, "东区", "甲"): (200, 150), (1, "西区", "甲"): (100, 0)}
    found = by_id(draw_differences(registered(folder, counts)))
    assert found["draw_chi_square_district"].value == 2 * (D(2500) / 100 + D(2500) / 50) == 150
    assert found["draw_chance_district"].value < D("1e-20")
    assert found["draw_rate_gap_district"].text == "75.00 个百分点"
    assert found["draw_cramers_v_district"].text == "0.5477"  # the root of 150/500


def test_no_word_says_whether_a_draw_was_fair(folder):
    counted = draw_differences(registered(folder, FAIR))
    words = counted.note + "".join(measure.name + measure.basis + measure.working for measure in counted.measures)
    assert words.count("公平") == words.count("公平的摇号") > 0


def test_a_group_that_all_belong_to_cannot_be_compared(folder):
    found = by_id(draw_differences(registered(folder, FAIR)))
    assert found["draw_chance_age_group"].status is Status.NOT_APPLICABLE
    assert found["draw_groups_not_alone_age_group"].text == "2 个"


def test_small_groups_are_joined_and_said_to_be(folder):
    """Half of phase 1 won, so of 4 and 6 only 2 and 3 are to be expected."""
    counts = FAIR | {(1, "南区", "甲"): (4, 2), (1, "北区", "甲"): (6, 3)}
    found = by_id(draw_differences(registered(folder, counts)))
    assert found["draw_groups_not_alone_district"].text == "2 个"
    assert found["draw_degrees_of_freedom_district"].text == "3 个"  # two of three in phase 1, one in phase 2


def test_every_figure_of_the_draw_says_how_it_came_about(folder):
    found = by_id(draw_differences(registered(folder, FAIR)))
    statistic = found["draw_chi_square_district"]
    assert "各组登记（4 个，合计 500 人次）、各组中签（4 个，合计 190 人次）" in statistic.working
    assert [source.cell for source in statistic.sources] == [
        "data/raw/2030/ledgers/登记与摇号结果.csv 期次、区县 列",
        "data/raw/2030/ledgers/登记与摇号结果.csv 期次、区县、结果 列",
    ]
    assert (
        found["draw_chance_district"].working == "按区县的卡方统计量 0.00、按区县的卡方自由度 2 个：卡方分布的上尾概率 = 100.00%"
    )


@pytest.fixture
def vouchers(folder):
    """Twelve holders of one voucher each but for the first, who has three; 甲 redeems 90, the next ten 10 each, the last nothing."""
    rows = [voucher("Q1", "甲", "50", "S1"), voucher("Q2", "甲", "40", "S1"), voucher("Q3", "甲", "30", "S2")]
    rows += [voucher("C3", "甲", "-30", "S2", "Q3")]
    rows += [voucher(f"Q{number}", f"乙{number}", "10", "S3" if number < 9 else "S4") for number in range(4, 14)]
    rows += [voucher("Q14", "丙"), voucher("Q15", "", "7", "")]
    folder.edit("year.yml", "fictional: true\n", "fictional: true\nsmallest_cell: 0\n")
    return delivered(folder, 消费券明细=VOUCHERS + "".join(rows))


def test_the_tenth_of_the_holders_who_redeemed_most(vouchers):
    """A tenth of 12 is 1.2, so 2 persons: 90 and 10 of 190; a hundredth is 1."""
    found = by_id(holder_concentration(vouchers))
    assert (found["voucher_holders"].value, found["holders_redeemed"].value) == (12, 190)
    assert found["top_tenth_share"].value == D(100) / 190 * 100
    assert found["top_hundredth_share"].value == D(90) / 190 * 100
    assert found["top_tenth_share"].working == "前十分之一领取人的核销金额 100.00 元 ÷ 各领取人的核销金额 190.00 元 = 52.63%"


def test_holders_by_the_vouchers_that_they_hold(vouchers):
    """11 persons with one voucher each and one with three; a reversal is no voucher."""
    frame = vouchers_per_holder(vouchers).frame
    assert frame.to_numpy().tolist() == [["1", "11", "91.67", "11", "78.57"], ["3", "1", "8.33", "3", "21.43"]]


def test_few_holders_are_not_shown_nor_to_be_worked_out(vouchers, folder):
    """One person has three: hidden, and with it the other row, or the number of holders would tell it."""
    folder.edit("year.yml", "smallest_cell: 0\n", "")
    counted = vouchers_per_holder(folder.sub_project("consumption"))
    assert counted.frame.to_numpy().tolist() == [["1", *["不列示"] * 4], ["3", "<5", *["不列示"] * 3]]
    assert "少于 5 的人数" in counted.note


def test_the_amount_divides_among_merchants_that_still_have_any(vouchers):
    """S1 90, S3 50, S4 50; S2 was taken back."""
    found = by_id(merchant_concentration(vouchers))
    assert (found["redeeming_merchants"].value, found["merchants_redeemed"].value) == (3, 190)
    assert found["merchants_ten_largest_share"].value == 100
    assert found["merchants_making_half"].value == 2
    assert found["merchants_concentration"].value == D(90**2 + 50**2 + 50**2) / 190**2


def test_a_ledger_that_names_no_holder_says_what_is_missing(folder, capsys):
    sub = delivered(folder, 消费券明细=VOUCHERS + voucher("Q1", "", "10"))
    for counted in (holder_concentration(sub), vouchers_per_holder(sub)):
        show_counted("表 1", counted)
        assert f"表 1 {counted.title}：没有收到填有领取人编号的消费券明细。" in capsys.readouterr().out
    show_counted("表 2", merchant_concentration(sub))
    assert "没有收到填有商户编号的消费券明细" in capsys.readouterr().out


def test_a_year_without_ledgers_has_none_of_these_measures(folder, capsys):
    sub = folder.sub_project("consumption")
    before = set(sub.measures)
    for counted in (draw_differences(sub), holder_concentration(sub), merchant_concentration(sub), vouchers_per_holder(sub)):
        show_counted("表 1", counted)
        assert f"没有收到{counted.missing}" in capsys.readouterr().out
    assert set(sub.measures) == before


def test_what_is_counted_is_shown_as_a_table(vouchers, capsys):
    show_counted("表 1", merchant_concentration(vouchers))
    show_counted("表 2", vouchers_per_holder(vouchers))
    shown = capsys.readouterr().out
    assert "表 1 商户的集中程度" in shown and "100.00%" in shown
    assert "表 2 每人领取的张数" in shown and "91.67" in shown


def test_no_measure_takes_the_name_of_a_published_figure(folder):
    sub = registered(folder, FAIR)
    assert not set(by_id(draw_differences(sub))) & set(FIGURES)
