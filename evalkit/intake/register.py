"""Register a new delivery: write the hash of each received file into ``SOURCES.yml``, with the reason."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from evalkit.atomic import write_if_changed
from evalkit.errors import EvalkitError, InputProblems
from evalkit.intake.files import count_rows, read_text
from evalkit.intake.prepare import received_paths
from evalkit.intake.schema import SourcesFile
from evalkit.intake.yaml_files import check_yaml, load_yaml, yaml_format
from evalkit.reads import sha256_of

UNSTATED = "未说明"


def record_deliveries(folder: Path, reason: str, check: Callable[[], object] | None = None) -> list[str]:
    """Register the received files that are new or changed; return their names.

    With ``check``, a delivery that it refuses is not registered: ``SOURCES.yml`` is put back as it was.

    Comments and order of ``SOURCES.yml`` are kept. An entry without ``sha256``, in which an analyst has said no more than which
    sheets to read, is completed. The rows of a file that is not CSV are not counted: 0.

    Raises
    ------
    InputProblems
        If ``SOURCES.yml`` itself cannot be read; with ``check``, with every other problem beside.
    """
    path, shown = folder / "SOURCES.yml", f"data/raw/{folder.name}/SOURCES.yml"
    try:
        plain, sources = _read(path, shown, reason)
    except InputProblems:
        if check:
            check()
        raise
    changed = []
    for name in received_paths(folder):
        file = folder / name
        if not file.is_file() or (name in sources.files and sources.files[name].sha256 == sha256_of(file)):
            continue
        entry = plain["files"].setdefault(name, _unstated(name, reason))
        rows = count_rows(file) if file.suffix.lower() == ".csv" else 0
        entry |= {"received_on": date.today(), "sha256": sha256_of(file), "rows": rows, "reason": reason}
        changed.append(name)
    if changed:
        _write(path, plain, check)
    return changed


def _read(path: Path, shown: str, reason: str) -> tuple[Any, SourcesFile]:
    """Return what ``SOURCES.yml`` holds, to be written again and checked; what an analyst has only begun is completed."""
    try:
        plain = load_yaml(read_text(path, shown), shown)
    except EvalkitError as error:
        raise InputProblems([error]) from None
    files = plain.get("files") if isinstance(plain, dict) else None
    for name, entry in files.items() if isinstance(files, dict) else ():
        if isinstance(entry, dict) and "sha256" not in entry:
            for key, value in _unstated(name, reason).items():
                entry.setdefault(key, value)
    sources, problems = check_yaml(plain, shown, SourcesFile)
    if sources is None:
        raise InputProblems(problems)
    return plain, sources


def _unstated(name: str, reason: str) -> dict[str, Any]:
    """Return the entry of a file of which nobody has said anything."""
    about = {"title": name, "provider": UNSTATED, "licence": UNSTATED}
    return about | {"received_on": date.today(), "sha256": "", "rows": 0, "reason": reason}


def _write(path: Path, plain: Any, check: Callable[[], object] | None) -> None:
    """Write ``SOURCES.yml``; where the check refuses what it then says, put it back as it was."""
    buffer, before = io.BytesIO(), path.read_bytes()
    yaml_format().dump(plain, buffer)
    write_if_changed(path, buffer.getvalue())
    try:
        if check:
            check()
    except BaseException:
        write_if_changed(path, before)
        raise
