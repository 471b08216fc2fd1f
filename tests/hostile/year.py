"""A whole fictional year with a hostile text in every place that a value of it can have."""

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl

from evalkit.intake.register import record_deliveries
from evalkit.simulate.year_folder import simulate
from tests.hostile.vectors import FORMULAS, TEXTS, numbered

FILE_NAME = " ' onfocus='alert(@)' &lt;img src=x onerror=alert(@)&gt; $(touch @) {{ 7 }}"
IN_TABLES = {
    "facts.csv": ("name", "basis", "place", "note"),
    "objectives.csv": ("category", "name", "target_evidence", "evidence", "note"),
    "activities.csv": ("name", "place", "note"),
    "deviations.csv": ("cause", "remedy", "author"),
    "declared.csv": ("place", "note"),
    "ledgers/payments.csv": ("收款单位",),
    "ledgers/platform_firms.csv": ("企业名称",),
}
"""Columns whose texts nothing else refers to."""
SAME_EVERYWHERE = {"区县": ("merchants", "vouchers", "registrations"), "行业": ("merchants",), "商户名称": ("merchants",),
                   "国家（地区）": ("partner_trade",), "口岸": ("trips",)}  # fmt: skip
"""Columns of ledgers by which tables are made: every value of them is spoilt, the same way everywhere."""


@dataclass
class Hostile:
    """A year folder while it is spoilt.

    Attributes
    ----------
    raw : Path
    texts : dict of int to str
        Every hostile text by its number.
    places : dict of int to str
        Where each of them was put.
    """

    raw: Path
    texts: dict[int, str] = field(default_factory=dict)
    places: dict[int, str] = field(default_factory=dict)
    _vectors: Iterator[str] = field(default_factory=lambda: itertools.cycle(TEXTS.values()))

    def text(self, place: str) -> str:
        """Return the next hostile text, for a place."""
        return self.given(place, next(self._vectors))

    def given(self, place: str, vector: str) -> str:
        """Return a hostile text of one's own choice, for a place."""
        number = 1000 + len(self.texts)
        self.texts[number], self.places[number] = numbered(vector, number), place
        return self.texts[number]

    def spoil_tables(self) -> None:
        """Add a hostile text to a cell of every column of words, in as many rows as there are vectors."""
        for name, columns in IN_TABLES.items():
            with self.table(name) as rows:
                for at, row in enumerate(rows[: len(TEXTS)]):
                    column = columns[at % len(columns)]
                    row[column] += self.text(f"{name} {column}")

    def spoil_names(self) -> None:
        """Make a formula of some names that are printed, written to workbooks and carried into the next year."""
        for name, column in (("facts.csv", "name"), ("objectives.csv", "name"), ("deviations.csv", "cause")):
            with self.table(name) as rows:
                for row, formula in zip(rows, FORMULAS, strict=False):
                    row[column] = formula.strip()

    def spoil_ledgers(self) -> None:
        """Replace the values by which the tables of ledgers are made."""
        for column, ledgers in SAME_EVERYWHERE.items():
            spoilt: dict[str, str] = {}
            for ledger in ledgers:
                with self.table(f"ledgers/{ledger}.csv") as rows:
                    for row in rows:
                        plain = row[column]
                        if plain not in spoilt and len(spoilt) < len(TEXTS):
                            spoilt[plain] = plain + self.text(f"{ledger} {column}")
                        row[column] = spoilt.get(plain, plain)

    def spoil_files(self) -> None:
        """Give a ledger a hostile name, another a hostile sheet, and a third a hostile heading that is not read."""
        name = f"ledgers/payments{self.given('name of a file', FILE_NAME)}.csv"
        (self.raw / "ledgers/payments.csv").rename(self.raw / name)
        self.replace("SOURCES.yml", "  ledgers/payments.csv:", f"  {quoted(name)}:")
        book = openpyxl.load_workbook(self.raw / "ledgers/trainings.xlsx")
        book.worksheets[0].title = self.given("name of a sheet", "<b onclick=alert(@)>")
        book.save(self.raw / "ledgers/trainings.xlsx")
        with self.table("ledgers/merchants.csv") as rows:
            rows[0][self.text("heading that is not read")] = "x"

    def spoil_settings(self) -> None:
        """Put hostile texts into the settings of the year, its sources, a correction and a review."""
        for line in (
            "某市商务局（演示）",
            "党组会（虚构）",
            "虚构报告第二章",
            "消费券与促消费活动",
            "外贸促进与广交会",
            "跨境电商公共服务平台",
        ):
            self.replace("year.yml", f"{line}\n", f"{quoted(line + self.text('year.yml'))}\n")
        self.replace("year.yml", "内外经贸发展与口岸建设管理经费（虚构）", quoted("经费" + self.text("year.yml")))
        for line in ("虚构的明细，公布数为其合计", "虚构的自评报告和统计公报"):
            self.replace("SOURCES.yml", f"title: {line}\n    address:", f"title: {quoted(line + self.text('SOURCES.yml'))}\n    "
                         f"address: {quoted('javascript:alert(1)//' + self.text('SOURCES.yml'))}")  # fmt: skip
        keys = {
            "id": "trade_total",
            "period": "2022",
            "source": "simulated_ledgers",
            "column": "basis",
            "expect": "",
            "date": "2023-01-01",
        }
        with self.table("facts.csv") as rows:
            keys["expect"] = next(row["basis"] for row in rows if row["id"] == "trade_total" and row["period"] == "2022")
        given = {
            **keys,
            "value": self.text("corrections.yml"),
            "reason": self.text("corrections.yml"),
            "authority": self.text("corrections.yml"),
        }
        lines = [f"{key}: {quoted(value) if key != 'date' else value}" for key, value in given.items()]
        (self.raw / "corrections.yml").write_text("corrections:\n  - " + "\n    ".join(lines) + "\n", encoding="utf-8")
        with self.table("objectives.csv") as rows:
            reviewed = rows[1]["id"]
        answer = io.StringIO()
        csv.writer(answer).writerows([("indicator", "award", "reason"), (reviewed, "1", self.text("review.csv"))])
        (self.raw / "review.csv").write_text(answer.getvalue(), encoding="utf-8")

    def spoil_prose(self) -> None:
        """Add hostile texts to every piece of prose."""
        for name in sorted(path.name for path in (self.raw / "narrative").glob("*.md")):
            lines = [self.text(f"narrative/{name}") for _ in TEXTS]
            self.add(f"narrative/{name}", "\n\n## " + "\n\n".join(lines) + "\n")

    def table(self, name: str):
        """Return the rows of a table to be changed; they are written when the context ends."""
        return _Table(self.raw / name)

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace every occurrence of a text of a file."""
        path = self.raw / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def add(self, name: str, text: str) -> None:
        """Add a text at the end of a file."""
        path = self.raw / name
        path.write_text((path.read_text(encoding="utf-8") if path.is_file() else "") + text, encoding="utf-8")


class _Table:
    def __init__(self, path: Path):
        self.path = path

    def __enter__(self) -> list[dict[str, str]]:
        reader = csv.DictReader(io.StringIO(self.path.read_text(encoding="utf-8-sig")))
        self.rows = list(reader)
        return self.rows

    def __exit__(self, *_: object) -> None:
        written = io.StringIO()
        writer = csv.DictWriter(written, list(self.rows[0]))
        writer.writeheader()
        writer.writerows(self.rows)
        self.path.write_text(written.getvalue(), encoding="utf-8")


def quoted(text: str) -> str:
    """Return a text as YAML."""
    return "'" + text.replace("'", "''") + "'"


def hostile_year(data: Path) -> Hostile:
    """Return a fictional year 2022 with hostile texts in its tables, ledgers, settings, sources and prose, registered."""
    raw = data / "raw" / "2022"
    simulate(2022, raw, "0.001", 7)
    made = Hostile(raw)
    made.spoil_names()
    made.spoil_tables()
    made.spoil_ledgers()
    made.spoil_files()
    made.spoil_settings()
    made.spoil_prose()
    record_deliveries(raw, "恶意文字")
    return made
