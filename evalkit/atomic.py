"""Writing files so that a reader sees the old one or the new one, never half of either, and nothing half is left over."""

import os
import platform
import re
import shutil
import tempfile
import zlib
from pathlib import Path

from evalkit.reads import unnoticed

HOST = f"{zlib.crc32(platform.node().encode()):08x}"


def temporary_prefix() -> str:
    """Return how the names of this process's temporary files and folders begin: with the machine and the process.

    So that what a killed process has left can be told from what a living one still needs.
    """
    return f"ek-{HOST}-{os.getpid()}-"


def remove_left_over(folder: Path) -> None:
    """Remove the temporary files and folders in a folder that processes of this machine left which no longer live."""
    for path in folder.iterdir() if folder.is_dir() else ():
        made = re.match(rf"\.?ek-{HOST}-(\d+)-", path.name)
        if made and not _lives(int(made[1])):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    import psutil

    return psutil.pid_exists(process)


def write_atomic(path: Path, content: bytes) -> None:
    """Write beside the target, flush to disk, then replace the target in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{temporary_prefix()}")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_if_changed(path: Path, content: bytes) -> None:
    """Write unless the file already holds just that; an unchanged file keeps its time stamp."""
    with unnoticed():
        same = path.is_file() and path.read_bytes() == content
    if not same:
        write_atomic(path, content)
