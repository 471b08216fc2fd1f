"""A year's folder of pages replaced as a whole, so that a reader finds the old report or the new one and never both.

The new folder is made complete beside the old one, on the same disk: what stays as it is by a second name of the same file,
what is new from where it was made, and last of all ``run.json``. Everything is flushed to disk. Then the two folders change
places in one step, which Linux can do (``renameat2`` with ``RENAME_EXCHANGE``), and the old one is removed.

Why this way: to replace page after page leaves, when it is cut short, new pages beside old ones under an old ``run.json``; a
link to the folder of the day is not to be had on Windows without special rights, and is lost in an archive. Where folders
cannot change places (Windows, macOS, most network shares) the old one is put aside and the new one put in its place. Between
the two there is a moment without a folder; whoever is cut short there leaves the old one aside, where :func:`folder_of`
finds it and the next run puts it back. On Windows a file of the folder that another program holds open keeps
the folder from being moved: the run says so, and the old report stays.

What people keep beside the pages, such as an exported form, goes along, also if it was saved at the last moment.

All names that begin with a dot belong to whoever holds the lock of the year.
"""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

EXCHANGE, HERE = 2, -100
CANNOT = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)
ASIDE = ".old"
INDEX = "index.html"
REWRITTEN = ("run.json", INDEX)
"""How the names begin of what is written anew whenever a year is published."""


def made_folder(folder: Path) -> Path:
    """Return where the pages of a year are made and wait until all of them are there."""
    return folder.with_name(f".{folder.name}.made")


def next_folder(folder: Path) -> Path:
    """Return where the folder is put together that is to take the place of a published one."""
    return folder.with_name(f".{folder.name}.next")


def failed_folder(folder: Path) -> Path:
    """Return where the record of a run is put together that was not published."""
    return folder.with_name(f".{folder.name}.failed")


def folder_of(folder: Path) -> Path:
    """Return where a published folder is: in its place, or aside, if whoever replaced it was cut short."""
    aside = next_folder(folder).with_suffix(ASIDE)
    return aside if aside.is_dir() and not folder.is_dir() else folder


def recover(folder: Path) -> None:
    """Put a published folder back that was put aside, and remove what was left of replacing it."""
    coming = next_folder(folder)
    aside = coming.with_suffix(ASIDE)
    if aside.is_dir() and not folder.is_dir():
        os.rename(aside, folder)
    for left in (aside, coming, failed_folder(folder)):
        shutil.rmtree(left, ignore_errors=True)


def replace_year(folder: Path, pages: dict[str, Path], complete: Callable[[Path], None], drop: str) -> None:
    """Replace the published folder of a year by one with new pages.

    Parameters
    ----------
    folder : pathlib.Path
        The folder; it need not be there yet.
    pages : dict of str to pathlib.Path
        What is new, by path in the folder; the files stay where they are.
    complete : callable
        Given the new folder with all pages; writes ``run.json`` and the index in it.
    drop : str
        The name in the folder that is not carried over.

    Raises
    ------
    OSError
        If the disk refuses; the published folder is then as it was.
    """
    coming = next_folder(folder)
    recover(folder)
    kept = _carry(folder, coming, {drop, *pages})
    for name, made in pages.items():
        _link(made, coming / name)
    complete(coming)
    put_in_place(coming, folder)
    for name, state in _files(coming).items():
        if state != kept.get(name) and name not in pages and not name.startswith((f"{drop}/", *REWRITTEN)):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(coming / name, folder / name)
    shutil.rmtree(coming, ignore_errors=True)


def put_in_place(new: Path, folder: Path) -> None:
    """Flush a new folder to disk and put it in the place of another, which is then where the new one was."""
    for path in [*new.rglob("*"), new]:
        _flush(path)
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        os.rename(new, folder)
        new.mkdir()
    elif not _exchange(new, folder):
        aside = new.with_suffix(ASIDE)
        os.rename(folder, aside)
        try:
            os.rename(new, folder)
        except OSError:
            os.rename(aside, folder)
            raise
        os.rename(aside, new)
    _flush(folder.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Have two folders change places in one step; return whether that can be done here."""
    exchange = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    if exchange is None:
        return False
    if exchange(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in CANNOT:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _carry(folder: Path, coming: Path, without: set[str]) -> dict[str, tuple[int, ...]]:
    """Begin the new folder with what the old one holds; return the state in which each file was taken."""
    coming.mkdir(parents=True)
    if not folder.is_dir():
        return {}
    shutil.copymode(folder, coming)
    taken = {}
    for name, state in _files(folder).items():
        if not without & {name, name.split("/")[0]}:
            (_copy if name.startswith(REWRITTEN) else _link)(folder / name, coming / name)
            taken[name] = state
    return taken


def _files(folder: Path) -> dict[str, tuple[int, ...]]:
    """Return every file of a folder with what tells whether it was saved again: which file it is, its size, its time."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            state = path.stat()
            found[path.relative_to(folder).as_posix()] = (state.st_ino, state.st_size, state.st_mtime_ns)
    return found


def _copy(file: Path, name: Path) -> None:
    """Copy a file that is to be written over, so that the one that is still published stays as it is."""
    name.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(file, name)


def _link(file: Path, name: Path) -> None:
    """Give a file a second name, or copy it where the disk knows no second names."""
    name.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(file, name)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EXDEV):
            raise
        shutil.copy2(file, name)


def _flush(path: Path) -> None:
    """Have the system write a file, or which names a folder holds, to the disk; Windows flushes folders by itself."""
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
