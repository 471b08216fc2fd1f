"""Tables taken from ledgers, compared with counts made by hand or by pandas over the same rows."""

from decimal import Decimal

import pandas as pd
import pyarrow.parquet as pq
import pytest

from evalkit.ledgers.disclosure import Limits
from evalkit.ledgers.query import LedgerTable
from evalkit.ledgers.schemas import LEDGERS
from evalkit.ledgers.take_in import LedgerFile, take_in
from evalkit.ledgers.view import BLANK
from evalkit.ledgers.views import VIEWS
from evalkit.reads import sha256_of

VOUCHERS = """\
券编号,期次,领取人编号,区县,券面额,派发日期,核销时间,核销金额,交易金额,商户编号,冲销原券编号
Q1,1,甲,东区,10,2022-03-01,2022-03-05 10:00,10,100.50,S1,
Q2,1,甲,东区,10,2022-03-01,2022-03-06 11:00,10,50,S2,
Q3,1,乙,,20,2022-03-01,,,,,
Q4,2,丙,西区,20,2022-04-01,2022-04-04 12:00,20,220,S1,
C4,2,丙,西区,20,2022-04-01,2022-04-05 12:00,-20,-220,S1,Q4
"""
USUAL = Limits(5, (80, 90))
MERCHANTS = "商户编号,商户名称,行业\nS1,示例商场,零售\nS2,示例饭店,餐饮\n"


def table(folder, name, text):
    path = folder / f"{LEDGERS[name].title}.csv"
    path.write_text(text, encoding="utf-8")
    taken = take_in(name, [LedgerFile(path, path.name, sha256_of(path))], {}, 2022, folder / "processed")
    assert [str(problem) for problem in taken.problems] == []
    return LedgerTable(name, taken.table, (path.name,), sum(sheet.tally.used for sheet in taken.sheets))


@pytest.fixture
def tables(tmp_path):
    return {"merchants": table(tmp_path, "merchants", MERCHANTS), "vouchers": table(tmp_path, "vouchers", VOUCHERS)}


def rows(name, tables):
    return VIEWS[name].frame(tables).to_dict("records")


def test_vouchers_by_phase_take_reversals_back(tables):
    first, second = rows("vouchers_by_phase", tables)
    assert list(first.values()) == ["1", "3", "2", "40.00", "20.00", "50.00", "150.50"]
    assert list(second.values()) == ["2", "1", "0", "20.00", "0.00", "0.00", "0.00"]


def test_a_blank_district_is_a_group_of_its_own_and_totals_stay(tables):
    found = rows("vouchers_by_district", tables)
    assert [row["区县"] for row in found] == ["东区", BLANK, "西区"] or [row["区县"] for row in found] == ["东区", "西区", BLANK]
    assert sum(int(row["派券张数"]) for row in found) == 4


def test_vouchers_by_trade_and_merchant_join_the_merchants(tables):
    assert {row["行业"]: row["核销金额（元）"] for row in rows("redeemed_by_trade", tables)} == {"餐饮": "10.00", "零售": "10.00"}
    assert {row["商户"]: row["核销张数"] for row in rows("redeemed_by_merchant", tables)} == {"示例饭店": "1", "示例商场": "1"}


def test_merchants_of_a_trade_by_what_was_redeemed_there(tmp_path):
    """餐饮 has 60, 30 and 10 at three merchants, one of them after a reversal; 零售 has eleven equal ones."""
    used = "2022-03-05 10:00,{amount},{amount},{merchant},{reverses}"
    entries = [("Q1", 60, "S1", ""), ("Q2", 30, "S2", ""), ("Q3", 25, "S3", ""), ("C3", -25, "S3", "Q3"), ("Q4", 10, "S3", "")]
    entries += [(f"Q{number}", 20, f"R{number}", "") for number in range(10, 21)]
    text = VOUCHERS.splitlines()[0] + "\n"
    for number, amount, merchant, reverses in entries:
        text += f"{number},1,,,60,2022-03-01," + used.format(amount=amount, merchant=merchant, reverses=reverses) + "\n"
    named = "".join(
        f"{merchant},{merchant},{'餐饮' if merchant[0] == 'S' else '零售'}\n" for merchant in {entry[2] for entry in entries}
    )
    tables = {
        "merchants": table(tmp_path, "merchants", "商户编号,商户名称,行业\n" + named),
        "vouchers": table(tmp_path, "vouchers", text),
    }
    retail, food = (list(row.values()) for row in rows("merchants_by_trade", tables))
    assert retail == ["零售", "11", "220.00", f"{Decimal(10) / 11 * 100:.2f}", "6", f"{Decimal(1) / 11:.4f}"]
    assert food == ["餐饮", "3", "100.00", "100.00", "1", f"{Decimal('0.36') + Decimal('0.09') + Decimal('0.01'):.4f}"]


def test_how_often_the_same_person_won(tmp_path):
    """甲 won both times, 乙 once of two, 丙 and 丁 registered once and 丁 won."""
    lines = [(1, "甲", "中签"), (2, "甲", "中签"), (1, "乙", "中签"), (2, "乙", "未中签"), (1, "丙", "未中签"), (2, "丁", "中签")]
    text = "登记编号,期次,登记人编号,登记时间,结果\n"
    text += "".join(f"D{at},{phase},{who},2022-03-01 09:00,{result}\n" for at, (phase, who, result) in enumerate(lines))
    found = rows("wins_per_registrant", {"registrations": table(tmp_path, "registrations", text)})
    assert [list(row.values()) for row in found] == [
        ["1", "0", "1", "50.00"],
        ["1", "1", "1", "50.00"],
        ["2", "1", "1", "50.00"],
        ["2", "2", "1", "50.00"],
    ]


def test_the_week_begins_on_monday(tables):
    """5 and 6 March 2022 were Saturday and Sunday; 4 and 5 April Monday and Tuesday."""
    assert [row["星期"] for row in rows("redeemed_by_weekday", tables)] == ["一", "二", "六", "日"]


def test_calls_are_weighted_by_their_number(tmp_path):
    text = "来电编号,来电时间,是否接听\n1,2022-01-03 09:10,是\n2,2022-01-03 09:50,否\n3,2022-02-01 14:00,是\n"
    tables = {"hotline_calls": table(tmp_path, "hotline_calls", text)}
    assert [list(row.values()) for row in rows("calls_by_month", tables)] == [
        ["2022-01", "2", "1", "50.00"],
        ["2022-02", "1", "1", "100.00"],
    ]
    assert [row["时段"] for row in rows("calls_by_hour", tables)] == ["9时", "14时"]
    assert tables["hotline_calls"].figures["hotline_answer_rate_annual"] == Decimal(200) / 3


def test_firms_without_any_declaration_are_counted(tmp_path):
    tables = {
        "platform_firms": table(tmp_path, "platform_firms", "企业编号,企业名称,备案日期\nA,甲,2021-01-01\nB,乙,2022-01-01\n"),
        "platform_declarations": table(
            tmp_path,
            "platform_declarations",
            "申报单号,企业编号,监管方式,申报日期,申报货值\n1,A,9610,2022-01-01,10\n2,A,9710,2022-01-02,30\n",
        ),
    }
    assert [list(row.values()) for row in rows("firms_by_activity", tables)] == [["没有申报", "1", "0"], ["1 至 99 票", "1", "2"]]
    assert [row["占货值（%）"] for row in rows("declarations_by_mode", tables)] == ["25.00", "75.00"]


def test_a_quarter_without_any_training_stands_in_the_table(tmp_path):
    tables = {
        "trainings": table(tmp_path, "trainings", "场次编号,名称,日期\nP1,甲,2022-02-01\nP2,乙,2022-03-31\nP3,丙,2022-10-01\n"),
        "training_participants": table(
            tmp_path, "training_participants", "场次编号,企业名称,参训人数\nP1,某厂,2\nP2,某厂,1\nP2,某店,3\n"
        ),
    }
    assert [list(row.values()) for row in rows("trainings_by_quarter", tables)] == [
        ["1", "2", "2", "6"],
        ["2", "0", "0", "0"],
        ["3", "0", "0", "0"],
        ["4", "1", "0", "0"],
    ]


def test_a_firm_is_new_at_its_first_session_of_the_year(tmp_path):
    text = "届次,企业名称,展位数,展品数,意向成交额（万元）\n132,甲,1,5,10\n131,甲,2,6,\n132,乙,3,7,2.5\n"
    found = rows("exhibitors_by_session", {"exhibitors": table(tmp_path, "exhibitors", text)})
    assert [list(row.values()) for row in found] == [["131", "1", "1", "2", "6", "不适用"], ["132", "2", "1", "4", "12", "12.50"]]


def test_passengers_are_counted_at_the_port_of_their_trip(tmp_path):
    trips = "车次编号,发车时间,口岸,车辆类型,接转人数\nT1,2022-01-01 08:00,东,大巴车,2\nT2,2022-01-02 08:00,西,大巴车,1\n"
    passengers = "旅客编号,车次编号,国籍类别\n1,T1,中国籍\n2,T1,外籍\n3,T2,中国籍\n"
    tables = {"trips": table(tmp_path, "trips", trips), "passengers": table(tmp_path, "passengers", passengers)}
    assert [list(row.values()) for row in rows("passengers_by_port", tables)] == [
        ["东", "2", "1", "1", "50.00"],
        ["西", "1", "1", "0", "0.00"],
    ]


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_of_ledgers_without_rows_is_an_empty_table_with_headings(name, tmp_path):
    view = VIEWS[name]
    tables = {}
    for ledger in view.ledgers:
        path = tmp_path / f"{ledger}.parquet"
        description = table(tmp_path, "merchants", MERCHANTS).path if ledger == "merchants" else empty(ledger, tmp_path)
        pq.write_table(pq.read_table(description).slice(0, 0), path)
        tables[ledger] = LedgerTable(ledger, path, (), 0)
    frame = view.frame(tables)
    assert isinstance(frame, pd.DataFrame)
    assert list(frame.columns) == list(view.columns)
    assert frame.empty


def empty(name, folder):
    from evalkit.ledgers.schema import columns_of

    headings = ",".join(column.name for column in columns_of(LEDGERS[name]))
    return table(folder, name, headings + "\n").path


def test_what_is_missing_is_named(tables):
    assert VIEWS["redeemed_by_trade"].missing({"vouchers": tables["vouchers"]}) == "参与商户"
    assert VIEWS["redeemed_by_trade"].missing(tables) == ""


def test_few_persons_of_a_district_are_not_shown_nor_to_be_worked_out(tmp_path):
    """西区 has 3 of 12 + 8 + 3 registered: hidden, and with it the next smallest, or the total would tell it."""
    districts = ["东区"] * 12 + ["南区"] * 8 + ["西区"] * 3
    lines = [f"{at},1,{at},{district},2022-03-01 10:00,中签" for at, district in enumerate(districts)]
    text = "登记编号,期次,登记人编号,区县,登记时间,结果\n" + "\n".join(lines) + "\n"
    tables = {"registrations": table(tmp_path, "registrations", text)}
    shown = VIEWS["draw_by_district"].frame(tables, USUAL)
    assert shown.values.tolist() == [
        ["东区", "12", "12", "100.00"],
        ["南区", "不列示", "不列示", "不列示"],
        ["西区", "<5", "不列示", "不列示"],
    ]
    assert VIEWS["draw_by_district"].frame(tables).values.tolist()[2] == ["西区", "3", "3", "100.00"]


def test_an_amount_that_is_nearly_one_firms_is_not_shown(tmp_path):
    """Under 9610 one of six firms has 95 of 100; under 9710 six have 50 each."""
    values = {"9610": [95, 1, 1, 1, 1, 1], "9710": [50] * 6, "9810": [60] * 6}
    lines = [f"{mode}-{at},F{at},{mode},2022-03-01,{value}" for mode, firms in values.items() for at, value in enumerate(firms)]
    text = "申报单号,企业编号,监管方式,申报日期,申报货值\n" + "\n".join(lines) + "\n"
    tables = {"platform_declarations": table(tmp_path, "platform_declarations", text)}
    shown = VIEWS["declarations_by_mode"].frame(tables, USUAL)
    assert shown["货值（元）"].tolist() == ["不列示", "不列示", "360.00"]
    assert VIEWS["declarations_by_mode"].frame(tables)["货值（元）"].tolist() == ["100.00", "300.00", "360.00"]


def redeemed_at(tmp_path, amounts: dict[str, list[int]]) -> dict[str, LedgerTable]:
    """Return vouchers and merchants: of each trade, what was redeemed at each merchant; what was bought is ten times that."""
    merchants, vouchers = ["商户编号,商户名称,行业"], [VOUCHERS.splitlines()[0]]
    for trade, each in amounts.items():
        for at, amount in enumerate(each):
            merchants.append(f"{trade}{at},{trade}{at}店,{trade}")
            vouchers.append(f"{trade}{at},1,,,1000,2022-03-01,2022-03-05 10:00,{amount},{10 * amount},{trade}{at},")
    return {
        "merchants": table(tmp_path, "merchants", "\n".join(merchants) + "\n"),
        "vouchers": table(tmp_path, "vouchers", "\n".join(vouchers) + "\n"),
    }


def test_a_merchant_is_shown_by_its_rank_without_what_was_redeemed_there(tmp_path):
    """A row is one firm, 100 % of its amount, and so no amount of it is shown, nor its share of a total that is known."""
    tables = redeemed_at(tmp_path, {"餐饮": [300, 200, 200], "零售": [100]})
    shown = VIEWS["redeemed_by_merchant"].frame(tables, USUAL)
    assert list(shown.columns) == ["名次", "商户"]
    assert shown.values.tolist() == [["1", "餐饮0店"], ["2", "餐饮1店"], ["2", "餐饮2店"], ["4", "零售0店"]]
    everything = VIEWS["redeemed_by_merchant"].frame(tables, Limits(5))
    assert everything["核销金额（元）"].tolist() == ["300.00", "200.00", "200.00", "100.00"]
    assert everything["占全部核销金额（%）"].tolist() == ["37.50", "25.00", "25.00", "12.50"]  # of 800


def test_a_trade_that_is_nearly_one_merchant_s_shows_its_concentration_but_no_amount(tmp_path):
    """文旅 has one merchant of 90: hidden, and with it the least by which neither firm is told. With 住宿, 300 in five of 60, 90 of 390
    is 23 % and 150 of 390 is 38 %; 零售 has 40 + 40 + 20 = 100: with it 90 of 190 is 47 %, 130 of 190 is 68 %, and it is less than 300."""
    amounts = {"住宿": [60] * 5, "文旅": [90], "零售": [40, 40, 20]}
    tables = redeemed_at(tmp_path, amounts)
    by_trade = VIEWS["redeemed_by_trade"].frame(tables, USUAL).set_index("行业")
    assert by_trade["核销金额（元）"].to_dict() == {"住宿": "300.00", "零售": "不列示", "文旅": "不列示"}
    assert by_trade["交易金额（元）"].to_dict() == {"住宿": "3,000.00", "零售": "不列示", "文旅": "不列示"}
    assert (by_trade.loc["零售"] == "不列示").all(), "neither the share nor the number of vouchers tells the amount"
    merchants = VIEWS["merchants_by_trade"].frame(tables, USUAL).set_index("行业")
    assert merchants["核销金额（元）"].to_dict() == by_trade["核销金额（元）"].to_dict(), (
        "one table does not tell what another hides"
    )
    assert merchants["前十家份额（%）"].to_dict() == dict.fromkeys(["住宿", "零售", "文旅"], "100.00")
    # 5 × 0.2 ** 2 = 0.2; 0.4 ** 2 + 0.4 ** 2 + 0.2 ** 2 = 0.36
    assert merchants["集中度（赫芬达尔指数）"].to_dict() == {"住宿": "0.2000", "零售": "0.3600", "文旅": "1.0000"}


def test_what_two_firms_hope_to_sell_is_not_shown(tmp_path):
    """In the 131st fair 50 of 100 and 45 of 100 are two firms': 95 %. In the 132nd four have 25 each; with it 50 of 200 is 25 %."""
    lines = [f"131,F{at},1,1,{deals}" for at, deals in enumerate([50, 45, 5])] + [f"132,G{at},1,1,25" for at in range(4)]
    tables = {
        "exhibitors": table(tmp_path, "exhibitors", "届次,企业名称,展位数,展品数,意向成交额（万元）\n" + "\n".join(lines) + "\n")
    }
    shown = VIEWS["exhibitors_by_session"].frame(tables, USUAL)
    assert "意向成交额（万元）" not in shown and shown["参展企业"].tolist() == ["3", "4"]
    assert VIEWS["exhibitors_by_session"].frame(tables)["意向成交额（万元）"].tolist() == ["100.00", "100.00"]


def test_declarations_of_few_firms_are_not_shown(tmp_path):
    """Six firms make one declaration each, one makes 100: one of seven is few, and with 6 + 1 firms both rows are hidden."""
    firms = [f"F{at}" for at in range(7)]
    made = [f"D{at},{firm},9610,2022-03-01,1" for at, firm in enumerate([*firms[:6], *["F6"] * 100])]
    tables = {
        "platform_firms": table(
            tmp_path, "platform_firms", "企业编号,企业名称,备案日期\n" + "".join(f"{firm},{firm},2022-01-01\n" for firm in firms)
        ),
        "platform_declarations": table(
            tmp_path, "platform_declarations", "申报单号,企业编号,监管方式,申报日期,申报货值\n" + "\n".join(made) + "\n"
        ),
    }
    shown = VIEWS["firms_by_activity"].frame(tables, USUAL)
    assert shown["企业数"].tolist() == ["不列示", "<5"] and "票数" not in shown
    assert VIEWS["firms_by_activity"].frame(tables)["票数"].tolist() == ["6", "100"]
