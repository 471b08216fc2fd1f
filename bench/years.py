"""Fictional fiscal years made from a real one: its files with other figures and dates, and every file says so.

usage: python -m bench.years DATA COUNT
"""

import csv
import re
import shutil
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from evalkit.intake.register import record_deliveries
from evalkit.intake.yaml_files import load_yaml, yaml_format
from evalkit.quantities import round_half_up

SOURCE = Path(__file__).parents[1] / "data" / "raw" / "2022"
FIRST_YEAR = 2031
GROWTH = Decimal("0.03")
FICTIONAL = "（虚构）"
REASON = "虚构的年度，供测速使用"
NOTE = "本年度为虚构，供测速使用：文字沿用所据年度，数字为虚构，不代表任何单位。"

Cells = dict[str, str]


def make_years(data: Path, count: int, source: Path = SOURCE) -> list[int]:
    """Make fictional years in a data folder, registered as received, and return them.

    Parameters
    ----------
    data : pathlib.Path
        Receives ``raw/YEAR``; nothing of that name may be there.
    count : int
        How many years, from 2031 on.
    source : pathlib.Path
        The raw folder of the year they are made from; it is not changed.
    """
    years = list(range(FIRST_YEAR, FIRST_YEAR + count))
    for number, year in enumerate(years, start=1):
        folder = data / "raw" / str(year)
        shutil.copytree(source, folder)
        _fill(folder, shift=year - int(source.name), growth=1 + GROWTH * number)
        record_deliveries(folder, REASON)
    return years


def change_one_figure(folder: Path) -> None:
    """Raise the first figure of a raw folder by one in its last digit, and register the delivery."""
    changed = []

    def raised(cells: Cells) -> Cells:
        if cells["value"] and not changed:
            changed.append(cells["id"])
            value = Decimal(cells["value"])
            return cells | {"value": f"{value + Decimal(1).scaleb(value.as_tuple().exponent):f}"}
        return cells

    _rewrite_rows(folder / "facts.csv", raised)
    record_deliveries(folder, REASON)


def _fill(folder: Path, *, shift: int, growth: Decimal) -> None:
    """Turn the copy of a year folder into the fictional year that lies ``shift`` years later."""

    def moved(text: str) -> str:
        return re.sub(r"(?<!\d)20\d\d(?!\d)", lambda year: str(int(year[0]) + shift), text)

    def fact(cells: Cells) -> Cells:
        return cells | {"value": _grown(cells, growth), "period": moved(cells["period"]), "note": FICTIONAL}

    def activity(cells: Cells) -> Cells:
        dates = {column: moved(cells[column]) for column in ("from", "to")}
        return cells | dates | {"name": moved(cells["name"]) + FICTIONAL, "note": FICTIONAL}

    def year(plain: Any) -> None:
        plain |= {"fiscal_year": plain["fiscal_year"] + shift, "fictional": True}
        plain |= {key: plain[key] + FICTIONAL for key in ("project", "department")}
        plain["as_of"] = _later(plain["as_of"], shift)
        plain["decision"]["approved_on"] = _later(plain["decision"]["approved_on"], shift)

    def sources(plain: Any) -> None:
        for received in plain["files"].values():
            received |= {key: received[key] + FICTIONAL for key in ("title", "provider")}
        for cited in plain["sources"].values():
            cited |= {"title": cited["title"] + FICTIONAL, "address": None, "note": NOTE}

    _rewrite_rows(folder / "facts.csv", fact)
    _rewrite_rows(folder / "activities.csv", activity)
    _rewrite_rows(folder / "declared.csv", lambda cells: cells | {"note": FICTIONAL})
    _rewrite_yaml(folder / "year.yml", year)
    _rewrite_yaml(folder / "SOURCES.yml", sources)
    (folder / "corrections.yml").write_text("corrections: []\n", encoding="utf-8")
    for chapter in (folder / "narrative").glob("*.md"):
        chapter.write_text(f"{NOTE}\n\n{chapter.read_text(encoding='utf-8')}", encoding="utf-8")


def _grown(cells: Cells, growth: Decimal) -> str:
    """Return another figure with as many digits; a percentage stays, lest it exceed 100."""
    if not cells["value"] or cells["unit"] == "%":
        return cells["value"]
    value = Decimal(cells["value"])
    return f"{round_half_up(value * growth, -value.as_tuple().exponent):f}"


def _later(day: date | None, years: int) -> date | None:
    return day and day.replace(year=day.year + years)


def _rewrite_rows(path: Path, change: Callable[[Cells], Cells]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = [change(cells) for cells in reader]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _rewrite_yaml(path: Path, change: Callable[[Any], None]) -> None:
    plain = load_yaml(path.read_text(encoding="utf-8"), path.name)
    change(plain)
    with path.open("wb") as file:
        yaml_format().dump(plain, file)


if __name__ == "__main__":
    print(*make_years(Path(sys.argv[1]), int(sys.argv[2])))
