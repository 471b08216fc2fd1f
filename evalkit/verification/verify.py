"""A published year verified: first by hashes, then by computing it anew and comparing every file."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evalkit.pipeline.attempt import read_attempt
from evalkit.pipeline.publish import folder_of
from evalkit.pipeline.signatures import signature_states
from evalkit.reports.export import EXPORTS
from evalkit.verification.departure import Departure, Kind
from evalkit.verification.differences import differing_texts
from evalkit.verification.rebuilt import Rebuilt, rebuilt
from evalkit.verification.recorded import other_environment, published, recorded_departures, unlisted

OTHERWISE = "与重算的不同"
UNREADABLE_PARTS = "文字和数值与重算的相同，图片、样式或看不见的部分不同"
NOT_COMPUTED = "不能重算"


@dataclass(frozen=True)
class Verification:
    """What verifying a published year, or the pages across years, found.

    Attributes
    ----------
    folder : pathlib.Path
        The folder.
    manifest : dict
        What the year was published with; empty for the pages across years, which have none.
    counts : dict of str to int
        How many things of each kind were compared; ``recomputed`` is missing where nothing was computed anew.
    departures : list of Departure
        Everything that is not what it should be.
    notes : list of str
        What cannot be said for sure, and why.
    exported : list of str
        Files of the folder that were exported, not published by a run; only computing them anew can verify them.
    """

    folder: Path
    manifest: dict[str, Any]
    counts: dict[Kind, int]
    departures: list[Departure]
    notes: list[str]
    exported: list[str]

    @property
    def ok(self) -> bool:
        """Whether nothing departs."""
        return not self.departures

    @property
    def same_machinery(self) -> bool:
        """Whether code, notebooks, lock file and environment are what they were; if not, pictures need not be the same."""
        changed = any(departure.kind in (Kind.CODE, Kind.NOTEBOOK, Kind.LOCK) for departure in self.departures)
        return not changed and not other_environment(self.manifest)

    def also(self, departures: list[Departure], notes: list[str], counts: dict[Kind, int] | None = None) -> "Verification":
        """Return it with more that was compared, departs or has to be said."""
        return replace(
            self,
            counts=self.counts | (counts or {}),
            departures=[*self.departures, *departures],
            notes=[*self.notes, *notes],
        )


def verify(folder: Path, *, data_dir: Path, notebooks: Path, recompute: bool = True) -> Verification:
    """Compare a published year with what it was published with, and with what its raw data give now.

    The published folder, the data folder and the notebooks are only read.

    Parameters
    ----------
    folder : pathlib.Path
        The year's folder, such as ``outputs/2022``.
    data_dir, notebooks : pathlib.Path
        The data folder and the folder of the notebooks.
    recompute : bool
        Whether the year is computed anew; if not, only hashes are compared, which a forger can put right.

    Returns
    -------
    Verification

    Raises
    ------
    InvalidInputError
        ``V-RUN-01`` if the folder is no published year.
    """
    found = as_recorded(folder, data_dir, notebooks)
    if not recompute:
        return only_recorded(found)
    year = found.manifest["fiscal_year"]
    with rebuilt([found.manifest], data_dir, notebooks, {year: found.exported}) as anew:
        return as_rebuilt(found, anew[year])


def as_recorded(folder: Path, data_dir: Path, notebooks: Path) -> Verification:
    """Return what comparing a published year with the hashes that it was published with finds.

    Raises
    ------
    InvalidInputError
        ``V-RUN-01`` if the folder is no published year.
    """
    folder = folder_of(folder)
    manifest = published(folder)
    counts = {
        Kind.STATEMENT: 1,
        Kind.OUTPUT: len(manifest["outputs"]),
        Kind.INPUT: len(manifest["inputs"]),
        Kind.RULEBOOK: len(manifest["rulebooks"]),
        Kind.NOTEBOOK: len(manifest["cells"]),
        Kind.CODE: len(manifest["code"]),
        Kind.LOCK: len(manifest["lock"]),
    }
    others = unlisted(folder, manifest)
    notes = [f"{name} 不是运行时发布的，没有核对" for name in others if name not in EXPORTS]
    if read_attempt(folder):
        notes.append("最近一次运行没有发布，所核验的是此前发布的报告")
    notes += [_signed(state) for state in signature_states(folder) if state["name"]]
    elsewhere = other_environment(manifest)
    if elsewhere:
        notes.append(f"运行环境与发布时不同：{'、'.join(elsewhere)}")
    departures = recorded_departures(folder, manifest, data_dir, notebooks)
    return Verification(folder, manifest, counts, departures, notes, [name for name in others if name in EXPORTS])


def only_recorded(found: Verification) -> Verification:
    """Return what was found, saying that nothing was computed anew."""
    notes = [f"{name} 是导出的文件，重算才能核对" for name in found.exported]
    return found.also([], [*notes, "没有重算，只核对了校验值"])


def as_rebuilt(found: Verification, anew: Rebuilt) -> Verification:
    """Return what was found, and what comparing the year with itself computed anew finds."""
    names = [*found.manifest["outputs"], *found.exported]
    departures, notes = differing_files(Kind.RECOMPUTED, found.folder, anew, names, same_machinery=found.same_machinery)
    return found.also(departures, notes, {Kind.RECOMPUTED: len(names)})


def _signed(state: dict[str, Any]) -> str:
    standing = f"签核后{'、'.join(state['voided'])}已变，签核作废" if state["voided"] else "有效"
    return f"{state['title']} {state['name']} {state['date']} 签核：{standing}"


def differing_files(
    kind: Kind, folder: Path, anew: Rebuilt, names: list[str], *, same_machinery: bool
) -> tuple[list[Departure], list[str]]:
    """Return which files depart from those made anew, and what cannot be said for sure."""
    found = [Departure(kind, name, NOT_COMPUTED, (why,)) for name, why in anew.failures.items()]
    notes = []
    for name in names:
        there, computed = folder / name, anew.folder / name
        if not computed.is_file():
            if not anew.failures:
                found.append(Departure(kind, name, "重算没有这个文件"))
        elif there.is_file() and there.read_bytes() != computed.read_bytes():
            texts = differing_texts(there, computed)
            if texts:
                found.append(Departure(kind, name, OTHERWISE, texts))
            elif same_machinery:
                found.append(Departure(kind, name, OTHERWISE if texts is None else UNREADABLE_PARTS))
            else:
                notes.append(f"{name}：{UNREADABLE_PARTS if texts == () else OTHERWISE}（代码或环境已不是发布时的）")
    return found, notes
