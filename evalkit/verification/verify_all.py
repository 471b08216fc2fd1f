"""All published years verified, and with them the pages across years, which have no manifest and rest on the years."""

import ast
import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from evalkit.errors import InvalidInputError
from evalkit.intake.prepare import available_years
from evalkit.pipeline.attempt import FOLDER as FAILED_FOLDER
from evalkit.pipeline.index import write_indexes
from evalkit.pipeline.locking import ACROSS
from evalkit.pipeline.manifest import STATEMENT
from evalkit.pipeline.plan import TREND
from evalkit.pipeline.publish import INDEX
from evalkit.pipeline.trend_page import PAGES
from evalkit.verification.departure import Departure, Kind
from evalkit.verification.rebuilt import Rebuilt, Span, rebuilt
from evalkit.verification.recorded import GONE
from evalkit.verification.verify import Verification, as_rebuilt, as_recorded, differing_files, only_recorded

YEAR = re.compile(r"[0-9]{4}|\.[0-9]{4}\.old")
"""The folder of a year, in its place or put aside; see :mod:`evalkit.pipeline.publish`."""
Compared = tuple[list[Departure], list[str], dict[Kind, int]]
"""What departs, what cannot be said for sure, and how many things were compared."""


def year_folders(outputs: Path) -> list[Path]:
    """Return the folders of the years in a folder of pages, also of those that were never published."""
    there = outputs.iterdir() if outputs.is_dir() else ()
    years = {path.name.strip(".")[:4] for path in there if path.is_dir() and YEAR.fullmatch(path.name)}
    return [outputs / year for year in sorted(years)]


def verify_all(outputs: Path, *, data_dir: Path, notebooks: Path, recompute: bool = True) -> list[Verification]:
    """Verify every published year, then the page across years and the indexes.

    The page across years is compared with the one that the years computed anew give, the indexes with those that the
    published pages give; so an index is true as far as the pages are that it lists.

    Parameters
    ----------
    outputs : pathlib.Path
        The folder of the pages, such as ``outputs``; it is only read, like the data folder and the notebooks.
    data_dir, notebooks : pathlib.Path
        The data folder and the folder of the notebooks.
    recompute : bool
        Whether the years and the page across years are computed anew.

    Returns
    -------
    list of Verification
        By year, and last of all that of the pages across years.
    """
    found, across = _recorded(outputs, data_dir, notebooks)
    same = all(each.same_machinery for each in found)
    across = across.also(*_indexes(outputs, same))
    span = _span(outputs, available_years(data_dir))
    if not span:
        across = across.also([], [f"没有 {TREND}"])
    else:
        across = across.also(_gone(Kind.OUTPUT, outputs, PAGES), [])
    if span and not recompute:
        across = across.also([], [f"{TREND} 没有校验值，重算才能核对"])
    if not recompute:
        return [*map(only_recorded, found), across]
    files = {each.manifest["fiscal_year"]: each.exported for each in found}
    with rebuilt([each.manifest for each in found], data_dir, notebooks, files, span) as anew:
        years = [as_rebuilt(each, anew[each.manifest["fiscal_year"]]) for each in found]
        if span:
            shown = [year for year in available_years(data_dir) if span[0] <= year <= span[1]]
            across = across.also(*_trend(outputs, anew, shown, same))
    return [*years, across]


def _recorded(outputs: Path, data_dir: Path, notebooks: Path) -> tuple[list[Verification], Verification]:
    """Return what the hashes of each published year say, and what else lies there."""
    found, broken, notes = [], [], []
    for folder in year_folders(outputs):
        if {path.name for path in folder.glob("*")} == {FAILED_FOLDER}:
            notes.append(f"{folder.name} 年度没有发布过")
            continue
        try:
            found.append(as_recorded(folder, data_dir, notebooks))
        except InvalidInputError as error:
            broken.append(Departure(Kind.STATEMENT, f"{folder.name}/{STATEMENT}", error.found))
    listed = {INDEX, *PAGES}
    there = [path for path in [*outputs.glob("[!.]*"), *outputs.glob("notebooks/*")] if path.is_file()]
    names = sorted(path.relative_to(outputs).as_posix() for path in there)
    notes += [f"{name} 不是运行时发布的，没有核对" for name in names if name not in listed]
    return found, Verification(outputs, {}, {Kind.STATEMENT: len(broken)} if broken else {}, broken, notes, [])


def _indexes(outputs: Path, same_machinery: bool) -> Compared:
    """Compare the indexes with those that the published pages give."""
    with TemporaryDirectory(prefix="evalkit-verify-") as place:
        copied = Path(place) / "outputs"
        shutil.copytree(outputs, copied)
        names = write_indexes(copied)
        departures, notes = differing_files(Kind.INDEX, outputs, Rebuilt(copied, {}), names, same_machinery=same_machinery)
    return _gone(Kind.INDEX, outputs, names) + departures, notes, {Kind.INDEX: len(names)}


def _trend(outputs: Path, anew: dict[int, Rebuilt], shown: list[int], same_machinery: bool) -> Compared:
    """Compare the page across years with the one that the years computed anew give."""
    refused = [f"{year} 年度" for year in shown if year in anew and anew[year].failures]
    failures = anew[ACROSS].failures | ({TREND: f"不能重算的：{'、'.join(refused)}"} if refused else {})
    made = Rebuilt(anew[ACROSS].folder, failures)
    departures, notes = differing_files(Kind.RECOMPUTED, outputs, made, list(PAGES), same_machinery=same_machinery)
    notes += [f"{year} 年度有原始数据而没有发布，重算 {TREND} 时作为没有计算" for year in shown if year not in anew]
    return departures, notes, {Kind.RECOMPUTED: len(PAGES)}


def _gone(kind: Kind, outputs: Path, names: Iterable[str]) -> list[Departure]:
    return [Departure(kind, name, GONE) for name in names if not (outputs / name).is_file()]


def _span(outputs: Path, known: list[int]) -> Span | None:
    """Return the first and the last year that the page across years was made for; ``None`` where there is no such page.

    Its notebook says so. Of one that cannot be read all years are taken: it is then named as one that reads otherwise.
    """
    if not any((outputs / name).is_file() for name in PAGES):
        return None
    try:
        cells = json.loads((outputs / PAGES[0]).read_bytes())["cells"]
        (given,) = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", ())]
        values = {node.targets[0].id: ast.literal_eval(node.value) for node in ast.parse("".join(given["source"])).body}
        return int(values["first_year"]), int(values["fiscal_year"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SyntaxError):
        return 0, max(known, default=0)
