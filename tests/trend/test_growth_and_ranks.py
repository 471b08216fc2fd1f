"""Published growth stands as printed beside the computed one; ranks of value and of growth never stand in one table."""

from tests.trend.years import by_id, compute, set_trade, trend


def growth_of(found, year: int):
    (row,) = found.growth().query(f"年度 == '{year}'").to_dict("records")
    return row


def test_a_published_growth_that_the_levels_do_not_give_stands_with_its_difference(folder):
    """The levels give (100 − 80) ÷ 80 = 25%; 23.5% was published."""
    earlier = folder.another(2029)
    set_trade(earlier, "80.0")
    folder.add("trade_total_change", "23.5", "%")
    row = growth_of(trend(folder), 2030)
    assert (row["公布的增速"], row["由各年数值计算"], row["相差"]) == ("23.5%", "25.00%", "−1.50 个百分点")
    assert "修订" in row["说明"] and "不作为矛盾" in row["说明"]
    assert row["公布的出处"] == "示例市自评报告（虚构）"


def test_a_published_growth_within_the_printed_digits_is_no_difference(folder):
    """80.0 stands for 79.95 to 80.05 and 100.0 for 99.95 to 100.05: between 24.86% and 25.14%."""
    set_trade(folder.another(2029), "80.0")
    folder.add("trade_total_change", "25.1", "%")
    row = growth_of(trend(folder), 2030)
    assert (row["相差"], row["说明"]) == ("—", "在印出的位数内一致")


def test_a_base_stated_otherwise_a_year_later_is_named(folder):
    """2029 stated 90.0 of itself, which 2030 gives as 80.0: (100 − 90) ÷ 90 = 11.11%."""
    set_trade(folder.another(2029), "90.0")
    folder.add("trade_total_change", "25.0", "%")
    row = growth_of(trend(folder), 2030)
    assert (row["由各年数值计算"], row["相差"]) == ("11.11%", "13.89 个百分点")
    assert "2029 年数：该年度资料为 90.0 亿元，2030 年度资料为 80.0 亿元" in row["说明"]


def test_the_base_is_taken_from_the_year_itself_where_the_year_before_has_no_folder(folder):
    folder.add("trade_total_change", "", "%")
    row = growth_of(trend(folder), 2030)
    assert (row["公布的增速"], row["由各年数值计算"], row["相差"]) == ("缺失", "25.00%", "—")
    assert row["说明"] == "没有公布的增速，计算数不代替它" and row["公布的出处"] == "—"


def test_what_cannot_be_computed_says_why(folder):
    folder.another(2028)
    set_trade(folder, "")
    folder.add("trade_total_change", "3", "%")
    found = trend(folder)
    assert growth_of(found, 2030)["说明"] == "不计算：缺少 2030 年的数值"
    assert growth_of(found, 2029)["说明"] == "不计算：缺少 2029 年的数值"
    assert growth_of(found, 2029)["公布的增速"] == "缺失"


def test_a_base_of_zero_gives_no_growth(folder):
    set_trade(folder.another(2029), "0")
    folder.add("trade_total_change", "3", "%")
    assert growth_of(trend(folder), 2030)["说明"].startswith("不计算：分母为 0")


def test_levels_in_units_that_cannot_be_converted_give_no_growth(folder):
    earlier = folder.another(2029)
    earlier.edit("facts.csv", ",100.0,亿元,2029,", ",100.0,家,2029,")
    folder.add("trade_total_change", "3", "%")
    assert growth_of(trend(folder), 2030)["说明"].startswith("不计算：计量单位不同（家、亿元）")


def test_a_change_without_its_level_is_no_growth_of_a_series(folder):
    folder.add("price_change", "3", "%")
    assert trend(folder).growth().empty


def test_ranks_stand_in_the_table_of_their_kind_only(folder):
    earlier = folder.another(2029)
    for year, value, basis in ((earlier, "8", "按总量"), (folder, "7", "未说明按总量还是增速")):
        year.add("trade_total_rank", value, "位", period=str(year.fiscal_year), basis=basis, name="进出口位次")
    folder.add("trade_total_change_rank", "4", "位", basis="按增速", name="进出口增速位次")
    compute(earlier)
    compute(folder)
    found = trend(folder)
    value, growth, unclear = (found.ranks(kind) for kind in ("value", "growth", "unclear"))
    assert list(value.index) == ["trade_total_rank"] and by_id(value, "trade_total_rank") == ["8 位", "依据未说明"]
    assert list(growth.index) == ["trade_total_change_rank"]
    assert by_id(growth, "trade_total_change_rank") == ["缺失", "4 位"]
    assert list(unclear.index) == ["trade_total_rank"] and by_id(unclear, "trade_total_rank") == ["—", "7 位"]


def test_a_rank_whose_basis_is_that_of_the_other_kind_goes_there(folder):
    folder.add("trade_total_rank", "4", "位", basis="按增速")
    compute(folder)
    found = trend(folder)
    assert by_id(found.ranks("value"), "trade_total_rank") == ["—"]
    assert by_id(found.ranks("growth"), "trade_total_rank") == ["4 位"]


def test_without_ranks_every_table_of_ranks_is_empty(folder):
    compute(folder)
    assert [len(trend(folder).ranks(kind)) for kind in ("value", "growth", "unclear")] == [0, 0, 0]
