"""Writing files so that a reader sees the old one or the new one, never half of either."""

import os
import tempfile
from pathlib import Path

from evalkit.reads import unnoticed


def write_atomic(path: Path, content: bytes) -> None:
    """Write beside the target, flush to disk, then replace the target in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
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
