"""What a result rests on: files by name with their SHA-256, noted as they are read, and whether they are still the same.

A name is a path below the data folder, such as ``raw/2022/year.yml``, or an edition of the rules, ``rulebooks/EDITION.yml``.
A name that ends in ``/`` is a folder: what counts is which names it holds. The digest of what is not there is empty.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

RULEBOOKS = Path(__file__).parent / "scoring" / "rulebooks"
LOG = "EVALKIT_READS"
"""Names the file to which everything read and written is noted, where the pipeline asks for it."""
ABSENT = ""
WATCHED = (("raw",), ("processed",))

_collecting: list[dict[str, str]] = []
_watched: Path | None = None
_unnoticed = False


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal; comparing is not reading, so nothing is noted."""
    with unnoticed(), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def place_of(name: str, data_dir: Path) -> Path:
    """Return where the file or folder of that name is."""
    return RULEBOOKS.parent / name if name.startswith("rulebooks/") else data_dir / name


def digest_of(name: str, data_dir: Path, digest: Callable[[Path], str] = sha256_of) -> str:
    """Return the digest of what now has that name, empty where there is nothing.

    Parameters
    ----------
    name : str
        See the module.
    data_dir : pathlib.Path
        The data folder.
    digest : callable
        Returns the SHA-256 of a file.
    """
    place = place_of(name, data_dir)
    if name.endswith("/"):
        held = sorted(entry.name for entry in place.iterdir() if not entry.name.startswith(".")) if place.is_dir() else []
        return hashlib.sha256("\n".join(held).encode()).hexdigest() if held else ABSENT
    return digest(place) if place.is_file() else ABSENT


def differing(reads: dict[str, str], data_dir: Path, digest: Callable[[Path], str] = sha256_of) -> list[str]:
    """Return the names whose digest is no longer the one that was noted."""
    return [name for name, noted in reads.items() if digest_of(name, data_dir, digest) != noted]


def note_read(name: str, digest: str) -> None:
    """Note that something of this name and digest was read."""
    for collected in _collecting:
        collected[name] = digest
    _log("read", name, digest)


def note_written(name: str, digest: str) -> None:
    """Note that a result of this name and digest was written."""
    _log("written", name, digest)


@contextmanager
def collected() -> Iterator[dict[str, str]]:
    """Return what is noted as read while the context lasts."""
    found: dict[str, str] = {}
    _collecting.append(found)
    try:
        yield found
    finally:
        _collecting.remove(found)


def log_of(staging: Path, notebook: Path) -> Path:
    """Return the log of what a notebook reads and writes while its page is made in ``staging``."""
    return staging / "reads" / f"{notebook.stem}.jsonl"


def noted(log: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Return what a log says was read, and what was written; a file that was written is no input.

    The first digest counts: a file that changed while it was being used differs from it, and is seen to.
    """
    reads: dict[str, str] = {}
    written: dict[str, str] = {}
    for line in log.read_text(encoding="utf-8").splitlines() if log.is_file() else []:
        kind, name, digest = json.loads(line)
        if kind == "written":
            written[name] = digest
        else:
            reads.setdefault(name, digest)
    return {name: digest for name, digest in reads.items() if name not in written}, written


def watch(data_dir: Path) -> None:
    """Note every raw or processed file that a notebook opens by itself from now on, past evalkit's own reading."""
    global _watched
    if _watched is None and LOG in os.environ:
        sys.addaudithook(_notice)
    _watched = data_dir.resolve()


@contextmanager
def unnoticed() -> Iterator[None]:
    """Open files without noting them: intake reads a whole folder to check it, and results are compared before they are written."""
    global _unnoticed
    before, _unnoticed = _unnoticed, True
    try:
        yield
    finally:
        _unnoticed = before


def _notice(event: str, arguments: tuple) -> None:
    if event != "open" or _unnoticed or not isinstance(arguments[0], (str, bytes, os.PathLike)):
        return
    path = Path(os.path.abspath(os.fsdecode(arguments[0])))
    if path.is_relative_to(_watched) and path.relative_to(_watched).parts[:1] in WATCHED and path.is_file():
        with unnoticed():
            note_read(path.relative_to(_watched).as_posix(), sha256_of(path))


def _log(kind: str, name: str, digest: str) -> None:
    log = os.environ.get(LOG)
    if log:
        with open(log, "a", encoding="utf-8") as file:
            file.write(json.dumps([kind, name, digest], ensure_ascii=False) + "\n")
