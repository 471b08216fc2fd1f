"""The year after which a new one is made: the nearest there is, or, where there is none, the one that comes with evalkit."""

from dataclasses import dataclass
from pathlib import Path

from evalkit.intake.prepare import YearInputs, available_years
from evalkit.year import check_year

FIRST_OF_ALL = Path(__file__).parent / "first_year"
"""A data folder with one blank year: what the notebooks ask for, the indicators with their points, and no value."""


@dataclass(frozen=True)
class Pattern:
    """A year as the pattern of a new one.

    Attributes
    ----------
    inputs : YearInputs
        What it states.
    name, followed : str
        How pages and files call it, and say that they follow it.
    """

    inputs: YearInputs
    name: str
    followed: str

    @property
    def fiscal_year(self) -> int:
        """The fiscal year of the pattern."""
        return self.inputs.year.fiscal_year


def pattern_for(fiscal_year: int, data_dir: Path) -> Pattern:
    """Return the pattern of a new year: the nearest earlier year, else the nearest later one, else the blank one.

    Raises
    ------
    InputProblems
        With every problem of that year.
    """
    years = available_years(data_dir)
    near = min(years, key=lambda year: (year > fiscal_year, abs(year - fiscal_year)), default=None)
    if near is None:
        (blank,) = available_years(FIRST_OF_ALL)
        return Pattern(check_year(blank, FIRST_OF_ALL), "样表", "沿用样表")
    return Pattern(check_year(near, data_dir), f"{near} 年度", f"沿用 {near} 年度")
