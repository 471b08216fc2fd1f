"""Small fictional years, each made once."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from evalkit.simulate.year_folder import simulate

CASES = {
    "a hundredth": (2022, "0.01", 7),
    "the smallest, in a leap year": (2024, "0.001", 1),
    "an odd scale": (2021, "0.0237", 3),
}


class FictionalYear:
    """A fictional year below a data folder of its own, and its ledgers as pandas reads them, every cell a text."""

    def __init__(self, data: Path, fiscal_year: int, scale: str, seed: int):
        self.data, self.fiscal_year, self.scale = data, fiscal_year, Decimal(scale)
        self.raw = data / "raw" / str(fiscal_year)
        self.files = simulate(fiscal_year, self.raw, scale, seed)

    def ledger(self, name: str) -> pd.DataFrame:
        path = next(path for path in (self.raw / "ledgers").iterdir() if path.stem == name)
        if path.suffix == ".xlsx":
            frame = pd.read_excel(path, sheet_name=0, header=1, dtype=str, engine="openpyxl", keep_default_na=False)
            return frame[frame.iloc[:, 0] != "合计"]
        encoding = "gb18030" if name == "热线来电" else "utf-8-sig"
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding=encoding)

    @property
    def facts(self) -> pd.DataFrame:
        return pd.read_csv(self.raw / "facts.csv", dtype=str, keep_default_na=False)

    def fact(self, id: str, period: str = "") -> Decimal:
        """Return a published figure of the year, the first of that id, in its printed unit."""
        rows = self.facts[(self.facts.id == id) & ((self.facts.period == period) | (period == ""))]
        return Decimal(rows.value.iloc[0])


@pytest.fixture(scope="session", params=CASES.values(), ids=CASES)
def any_year(request, tmp_path_factory) -> FictionalYear:
    """Years of several scales and seeds."""
    return FictionalYear(tmp_path_factory.mktemp("any"), *request.param)


@pytest.fixture(scope="session")
def year(tmp_path_factory) -> FictionalYear:
    """The year 2022 at a hundredth of its scale."""
    return FictionalYear(tmp_path_factory.mktemp("year"), *CASES["a hundredth"])
