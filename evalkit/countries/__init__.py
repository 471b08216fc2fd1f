"""Countries and regions as customs tables name them, and since when each is one of the 共建“一带一路”国家, as dated data.

The list is of those that signed a document of co-operation. It is not that of the 65 countries 沿线, which the customs
published figures for up to 2022. Totals at the end of each year from 2018 on are those that were officially announced; of
years before, single dates differ between sources, as the notes say.
"""

import csv
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

COUNTRIES = "evalkit/countries/countries.csv"
SOURCE = "中国一带一路网“已同中国签订共建‘一带一路’合作文件的国家一览”，年份据公开报道"
ADDRESS = "https://www.yidaiyilu.gov.cn/country"
AS_OF = "2025-06"
Text = Annotated[str, Field(min_length=1)]
Year = Annotated[Annotated[int, Field(ge=2013)] | None, BeforeValidator(lambda text: text or None)]


def _names(text: Any) -> Any:
    return tuple(filter(None, text.split("|"))) if isinstance(text, str) else text


class Country(BaseModel):
    """A country or region with which there is trade.

    Attributes
    ----------
    code : str
        Its three letters in customs declarations.
    name : str
        Its short name in customs tables.
    aliases : tuple of str
        Other names under which it is delivered.
    since : int or None
        The year in which it signed; ``None`` where it did not up to :data:`AS_OF`.
    until : int or None
        The year in which it withdrew.
    note : str
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    code: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    name: Text
    aliases: Annotated[tuple[Text, ...], BeforeValidator(_names)]
    since: Year
    until: Year
    note: str

    @model_validator(mode="after")
    def _signed_before_withdrawing(self) -> "Country":
        if self.until is not None and (self.since is None or self.until <= self.since):
            raise ValueError(f"{self.code}: since and until")
        return self

    def listed(self, fiscal_year: int) -> bool:
        """Return whether it had signed, and not withdrawn, by the end of a year.

        Examples
        --------
        >>> vietnam = country_of("越南")
        >>> vietnam.since, vietnam.listed(2016), vietnam.listed(2022)
        (2017, False, True)
        """
        return self.since is not None and self.since <= fiscal_year and (self.until is None or fiscal_year < self.until)


@cache
def countries() -> tuple[Country, ...]:
    """Return every country and region, in the order of the file."""
    text = files(__package__).joinpath("countries.csv").read_text(encoding="utf-8")
    return tuple(Country(**row) for row in csv.DictReader(text.splitlines()))


def country_of(name: str) -> Country | None:
    """Return the country or region of that name; ``None`` where the list does not know it.

    Spaces and the width of brackets make no difference.

    Examples
    --------
    >>> country_of("俄罗斯联邦").name, country_of("刚果(金)").code, country_of("东盟")
    ('俄罗斯', 'COD', None)
    """
    return _by_name().get(_folded(name))


def listed_countries(fiscal_year: int) -> tuple[Country, ...]:
    """Return those that had signed, and not withdrawn, by the end of a year.

    Examples
    --------
    >>> len(listed_countries(2022))
    150
    """
    return tuple(country for country in countries() if country.listed(fiscal_year))


@cache
def _by_name() -> dict[str, Country]:
    return {_folded(name): country for country in countries() for name in (country.name, *country.aliases)}


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
