"""Whether what is there is what ``run.json`` recorded: the published files, and all that they rest on."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

from evalkit.errors import InvalidInputError
from evalkit.pipeline.attempt import FOLDER as FAILED_FOLDER
from evalkit.pipeline.code import PACKAGE
from evalkit.pipeline.keys import LOCK, digest_of_cells, environment_now
from evalkit.pipeline.manifest import STATEMENT, STATEMENT_HASH, is_input, read_manifest
from evalkit.pipeline.signatures import SIGNOFF
from evalkit.reads import ABSENT, digest_of, sha256_of
from evalkit.verification.departure import Departure, Kind

GONE, CHANGED, ADDED = "不在", "内容已变", "运行后新增"
UNLISTED = (STATEMENT, STATEMENT_HASH, SIGNOFF, "index.html")
"""Files that no run lists: the manifest itself, signatures, and the index, which is written anew with every run of any year."""


def published(folder: Path) -> dict:
    """Return what the manifest of a published year says.

    Raises
    ------
    InvalidInputError
        ``V-RUN-01`` if there is none, or it is not one that can be read.
    """
    manifest = read_manifest(folder)
    if not manifest:
        raise InvalidInputError(
            "V-RUN-01",
            "不是已发布的年度报告",
            found=f"没有 {STATEMENT}，或已损坏，或不是本版的格式",
            expected=f"年度报告文件夹，如 outputs/2022，内有 {STATEMENT}；或其上级文件夹，如 outputs",
            remedy="指明年度报告文件夹；清单已损坏的，重新运行该年度",
        ).at(str(folder))
    return manifest


def recorded_departures(folder: Path, manifest: dict, data_dir: Path, notebooks: Path) -> list[Departure]:
    """Return every file that is not what the manifest recorded.

    Parameters
    ----------
    folder : pathlib.Path
        The published year.
    manifest : dict
        See :func:`published`.
    data_dir, notebooks : pathlib.Path
        The data folder and the folder of the notebooks.
    """
    return [
        *_statement(folder),
        *_outputs(folder, manifest["outputs"]),
        *_inputs(data_dir, manifest),
        *_compared(Kind.RULEBOOK, manifest["rulebooks"], lambda name: digest_of(name, data_dir)),
        *_compared(Kind.NOTEBOOK, manifest["cells"], lambda name: _of_cells(notebooks / name)),
        *_compared(Kind.CODE, manifest["code"], lambda name: _of_file(_code_path(name, notebooks))),
        *_compared(Kind.LOCK, manifest["lock"], lambda name: _of_file(LOCK)),
    ]


def years_read(manifest: dict) -> set[int]:
    """Return the years whose raw folders a published year rests on, its own among them."""
    return {int(name.split("/")[1]) for name in manifest["inputs"] if name.count("/") > 1}


def raw_files(data_dir: Path, years: Iterable[int]) -> list[Path]:
    """Return the raw files there are of some years, and those that all years share."""
    raw = data_dir / "raw"
    files = [path for year in sorted(years) for path in sorted((raw / str(year)).rglob("*")) if path.is_file()]
    return [*sorted(raw.glob("*.yml")), *files]


def unlisted(folder: Path, manifest: dict) -> list[str]:
    """Return the files in the folder of a published year that no run published."""
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    told = {name for name in there if name.startswith(f"{FAILED_FOLDER}/")}
    return sorted(there - told - manifest["outputs"].keys() - set(UNLISTED))


def other_environment(manifest: dict) -> list[str]:
    """Return what of the interpreter and the installed packages is not as it was when the year was run."""
    now = environment_now()
    return [name for name, text in manifest["installed"].items() if now.get(name) != text]


def _statement(folder: Path) -> Iterator[Departure]:
    stated = folder / STATEMENT_HASH
    if not stated.is_file():
        yield Departure(Kind.STATEMENT, STATEMENT_HASH, GONE)
    elif stated.read_text(encoding="utf-8", errors="replace").split()[:1] != [_of_file(folder / STATEMENT)]:
        yield Departure(Kind.STATEMENT, STATEMENT, f"与 {STATEMENT_HASH} 不符")


def _outputs(folder: Path, recorded: dict[str, str]) -> Iterator[Departure]:
    outside = [name for name in recorded if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts]
    yield from (Departure(Kind.OUTPUT, name, "名称指向文件夹之外") for name in outside)
    inside = {name: digest for name, digest in recorded.items() if name not in outside}
    yield from _compared(Kind.OUTPUT, inside, lambda name: _of_file(folder / name))


def _inputs(data_dir: Path, manifest: dict) -> Iterator[Departure]:
    recorded = manifest["inputs"]
    yield from _compared(Kind.INPUT, recorded, lambda name: digest_of(name, data_dir))
    there = {path.relative_to(data_dir).as_posix() for path in raw_files(data_dir, years_read(manifest))}
    yield from (Departure(Kind.INPUT, name, ADDED) for name in sorted(there - recorded.keys()) if is_input(name))


def _compared(kind: Kind, recorded: dict[str, str], digest: Callable[[str], str]) -> Iterator[Departure]:
    for name, noted in recorded.items():
        now = digest(name)
        if now != noted:
            yield Departure(kind, name, GONE if now == ABSENT else CHANGED)


def _of_file(path: Path) -> str:
    return sha256_of(path) if path.is_file() else ABSENT


def _of_cells(path: Path) -> str:
    return digest_of_cells(path, sha256_of) if path.is_file() else ABSENT


def _code_path(name: str, notebooks: Path) -> Path:
    return (PACKAGE.parent if name.startswith(f"{PACKAGE.name}/") else notebooks) / name
