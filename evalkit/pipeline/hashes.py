"""Digests of files, taken again only where size, time or identity of a file say that it may have changed."""

import json
import time
from pathlib import Path

from evalkit.atomic import write_if_changed
from evalkit.reads import sha256_of

SETTLED_NANOSECONDS = 2_000_000_000
"""A file changed less long ago may change again within the same tick of its time stamp, so its digest is not kept."""


class Hashes:
    """The digests of files by path; what was taken is counted.

    Parameters
    ----------
    table : pathlib.Path
        The file that keeps the digests from one run to the next. It saves time and decides nothing: a file whose size,
        time stamp and identity are as noted is taken to hold what it held; any other is read.

    Attributes
    ----------
    bytes_read : int
        How many bytes were hashed.
    """

    def __init__(self, table: Path):
        self.table, self.bytes_read = table, 0
        self._kept: dict[str, list] = _load(table)

    def __call__(self, path: Path) -> str:
        """Return the SHA-256 of a file, in hexadecimal."""
        path = path.absolute()
        state = path.stat()
        identity = [state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns]
        kept = self._kept.get(str(path))
        if kept and kept[:-1] == identity:
            return kept[-1]
        taken = time.time_ns()
        digest = sha256_of(path)
        self.bytes_read += state.st_size
        if taken - max(state.st_mtime_ns, state.st_ctime_ns) > SETTLED_NANOSECONDS:
            self._kept[str(path)] = [*identity, digest]
        return digest

    def save(self) -> None:
        """Keep the digests for the next run, those of files that are gone left out."""
        if self.bytes_read:
            there = {path: kept for path, kept in self._kept.items() if Path(path).is_file()}
            write_if_changed(self.table, json.dumps(there, indent=0, sort_keys=True).encode())


def _load(table: Path) -> dict[str, list]:
    try:
        return dict(json.loads(table.read_bytes()))
    except (OSError, ValueError, TypeError):
        return {}
