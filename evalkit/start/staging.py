"""A year folder in a place that nobody reads, until it is whole and checked."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def staged(fiscal_year: int, data_dir: Path) -> Iterator[tuple[Path, Path]]:
    """Give a data folder of its own, on the disk of the real one, and the raw folder of the year in it, to be filled."""
    raw = data_dir / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=raw, prefix=".new-") as temporary:
        folder = Path(temporary) / "raw" / f"{fiscal_year:04d}"
        folder.mkdir(parents=True)
        yield Path(temporary), folder
