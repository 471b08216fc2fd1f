"""Which row of a sheet heads its columns, and which column of the ledger each heading names."""

import difflib
import re
import unicodedata
from dataclasses import dataclass, field

from evalkit.errors import EvalkitError, InvalidInputError
from evalkit.ledgers.grid import LOOKED_AT
from evalkit.ledgers.schema import ColumnOf
from evalkit.ledgers.values import convertible
from evalkit.quantities import UNITS

_INVISIBLE = re.compile("[\\s\u200b-\u200f\u2060\ufeff]+")
_ABOVE = re.compile(r"\(?(?:金额|计量)?单位:?(?P<unit>[^()]+)\)?")
_REPEATED = re.compile(r"\.\d+")
_WITH_UNIT = re.compile(r"(?P<title>.+?)(?:\((?:单位:?)?(?P<bracketed>[^()]+)\)|[/:](?P<behind>[^/:()]+))")


@dataclass(frozen=True)
class Place:
    """Where a column of the ledger stands in a sheet, under which heading, and in which unit that heading says it is."""

    at: int
    heading: str
    unit: str


@dataclass
class Headings:
    """The headings of a sheet.

    Attributes
    ----------
    last_row : int
        The row below which the data begin; 0 where no row was recognised, and for a file that has the names of its columns apart.
    texts : list of str
        The text that heads each column of the sheet.
    named : int
        How many of them there are up to the last that is not blank.
    places : dict of str to Place
        By the English name of the column.
    double : bool
        Whether they stand in two rows.
    others : list of str
        Headings that the ledger does not have; their columns are not read.
    problems : list of EvalkitError
    """

    last_row: int = 0
    texts: list[str] = field(default_factory=list)
    named: int = 0
    double: bool = False
    places: dict[str, Place] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    problems: list[EvalkitError] = field(default_factory=list)

    @property
    def width(self) -> int:
        """How many cells the heading row has."""
        return len(self.texts)


def folded(heading: str) -> str:
    r"""Return a heading as it is compared: half-width, without spaces and invisible characters.

    Examples
    --------
    >>> folded(" 核销 金额（元）\u200b")
    '核销金额(元)'
    """
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", heading)).lower()


def find_headings(rows: list[tuple[int, list[str]]], columns: list[ColumnOf], where: str) -> Headings:
    """Return the headings among the first rows of a sheet: one row, or two of which the upper spans several columns.

    Problems are a heading that stands twice, a unit that the column cannot have, and required columns that are missing; each names the
    nearest heading there is.
    """
    best, texts, everything, unit_above = Headings(), [], {}, ""
    for at, (number, cells) in enumerate(rows[:LOOKED_AT]):
        below = rows[at + 1][1] if at + 1 < len(rows) else []
        unit_above = _unit_above(cells) or unit_above
        for double, headings in ((False, _one_row(cells)), (True, _two_rows(cells, below))):
            found = _recognised(headings, columns, unit_above)
            if len(found) > len(best.places):
                best, texts, everything = Headings(number + double, [heading[-1] for heading in headings]), headings, found
                best.double = double and len(_recognised(_one_row(below), columns, unit_above)) < len(found)
                best.places = {name: places[0] for name, places in found.items()}
    if not best.places:
        return best
    taken = {place.at for places in everything.values() for place in places}
    best.named = max(at for at, heading in enumerate(texts, start=1) if "".join(heading).strip())
    best.others = [heading[-1] for at, heading in enumerate(texts) if heading[0].strip() and at not in taken]
    best.problems = _problems(best, everything, columns, f"{where} 第 {best.last_row} 行" if best.last_row else where)
    return best


def _unit_above(cells: list[str]) -> str:
    """Return the unit of a line such as 单位：万元 above the headings, or of a title that ends in it; 单位：商务局 states none."""
    texts = {text for cell in cells if (text := folded(cell))}
    found = ((_ABOVE.search if len(texts) == 1 else _ABOVE.fullmatch)(text) for text in texts)
    return next((each["unit"] for each in found if each and each["unit"] in UNITS), "")


def _one_row(cells: list[str]) -> list[tuple[str, ...]]:
    return [(cell,) for cell in cells]


def _two_rows(upper: list[str], lower: list[str]) -> list[tuple[str, ...]]:
    """Return for each column the texts that may be its heading: both joined, the lower cell, or the upper where the lower is blank."""
    spanning, texts = "", []
    for at in range(max(len(upper), len(lower))):
        above = upper[at].strip() if at < len(upper) else ""
        below = lower[at].strip() if at < len(lower) else ""
        spanning = above or (spanning if below else "")
        texts.append((spanning + below, below) if below else (above,))
    return texts


def _recognised(headings: list[tuple[str, ...]], columns: list[ColumnOf], unit_above: str) -> dict[str, list[Place]]:
    known = {folded(name): column for column in columns for name in column.headings}
    found: dict[str, list[Place]] = {}
    for at, texts in enumerate(headings):
        for text in texts:
            column, unit = _column_of(folded(text), known)
            if column:
                own = column.column.unit
                inherited = unit_above if convertible(unit_above, own) else own
                found.setdefault(column.name, []).append(Place(at, text.strip(), unit or inherited))
                break
    return found


def _column_of(text: str, known: dict[str, ColumnOf]) -> tuple[ColumnOf | None, str]:
    """Return the column that a heading names, and the unit it states; 金额.1 is what programs make of a second 金额."""
    for name in (text, _REPEATED.sub("", text)):
        if name in known:
            return known[name], ""
    parts = _WITH_UNIT.fullmatch(text)
    column = known.get(parts["title"]) if parts else None
    return (column, parts["bracketed"] or parts["behind"]) if column and column.column.unit else (None, "")


def _problems(headings: Headings, found: dict[str, list[Place]], columns: list[ColumnOf], where: str) -> list[EvalkitError]:
    problems = []
    for column in columns:
        places = found.get(column.name, [])
        if len(places) > 1:
            names = "、".join(f"第 {place.at + 1} 列“{place.heading}”" for place in places)
            problems.append(_problem("L-COL-02", "同一列出现多次", names, "每列一次", "只留一列，其余删去或改名", where))
        problems += [
            _problem(
                "L-UNIT-02",
                "表头的单位与该列不符",
                f"“{place.heading}”",
                f"{column.column.title}，单位为“{column.column.unit}”或可换算的单位",
                "改正表头的单位，并核对各行的数字",
                where,
            )
            for place in places
            if place.unit != column.column.unit and not convertible(place.unit, column.column.unit)
        ]
        if not places and not column.optional:
            near = difflib.get_close_matches(column.column.title, headings.others, n=1, cutoff=0.4)
            remedy = f"是否为“{near[0]}”？请改成“{column.column.title}”" if near else "补上该列"
            others = "、".join(f"“{heading}”" for heading in headings.others) or "其余列名均已认出"
            problems.append(
                _problem("L-COL-01", "缺少列", f"没有认出的列名：{others}", f"有“{column.column.title}”列", remedy, where)
            )
    return problems


def _problem(code: str, what: str, found: str, expected: str, remedy: str, where: str) -> EvalkitError:
    return InvalidInputError(code, what, found=found, expected=expected, remedy=remedy).at(where)
