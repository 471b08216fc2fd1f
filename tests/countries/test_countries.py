"""The dated list of countries, compared with the numbers that were officially announced."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from pydantic import ValidationError

from evalkit import countries as module
from evalkit.countries import COUNTRIES, Country, countries, country_of, listed_countries
from evalkit.simulate.trade import PARTNERS

ANNOUNCED = {2018: 122, 2019: 137, 2020: 138, 2021: 145, 2022: 150}
"""How many countries had signed at the end of a year, as announced by the National Development and Reform Commission."""
JOINED_IN_2022 = {"阿根廷", "尼加拉瓜", "叙利亚", "马拉维", "巴勒斯坦"}


@pytest.mark.parametrize(("year", "number"), ANNOUNCED.items())
def test_as_many_are_listed_at_the_end_of_a_year_as_were_announced(year, number):
    assert len(listed_countries(year)) == number


def names(year):
    return {country.name for country in listed_countries(year)}


def test_the_list_of_a_year_is_that_of_its_end():
    assert names(2022) - names(2021) == JOINED_IN_2022
    assert names(2021) <= names(2022)
    assert len(names(2016)) < len(names(2022)) / 3
    assert names(2013) == set()


def test_a_country_that_withdrew_is_listed_up_to_the_year_before():
    assert "意大利" in names(2023)
    assert "意大利" not in names(2024)


@pytest.mark.parametrize("name", ["美国", "日本", "印度", "德国", "英国", "中国香港", "中国台湾", "澳大利亚", "巴西", "墨西哥"])
def test_great_partners_that_never_signed_are_known_and_not_listed(name):
    assert not country_of(name).listed(2100)


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("大韩民国", "韩国"),
        ("俄罗斯联邦", "俄罗斯"),
        ("刚果(金)", "刚果（金）"),
        (" 越　南 ", "越南"),
        ("香港", "中国香港"),
        ("台澎金马关税区", "中国台湾"),
        ("波黑", "波斯尼亚和黑塞哥维那"),
    ],
)
def test_a_country_is_known_by_the_names_under_which_it_is_delivered(stated, name):
    assert country_of(stated).name == name


@pytest.mark.parametrize("name", ["东盟", "欧盟", "国（地）别不详", "亚洲其他国家(地区)", "越南国", "刚果", ""])
def test_a_name_that_is_no_single_country_is_not_known(name):
    assert country_of(name) is None


def test_no_name_and_no_code_stands_for_two():
    every = [module._folded(name) for country in countries() for name in (country.name, *country.aliases)]
    assert [name for name, number in Counter(every).items() if number > 1] == []
    assert len({country.code for country in countries()}) == len(countries())


def test_the_file_of_the_sources_is_the_one_that_is_read():
    with (Path(__file__).parents[2] / COUNTRIES).open(encoding="utf-8") as file:
        assert [row["code"] for row in csv.DictReader(file)] == [country.code for country in countries()]


def test_a_country_cannot_withdraw_before_it_signed():
    with pytest.raises(ValidationError):
        Country(code="XXX", name="某国", aliases="", since="2018", until="2018", note="")


def test_every_partner_of_a_fictional_year_is_known():
    assert [name for name in PARTNERS if country_of(name) is None] == []
    assert len({country_of(name).code for name in PARTNERS}) == len(PARTNERS)
