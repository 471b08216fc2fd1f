"""Register a new delivery: write the hash of each received file into ``SOURCES.yml``, with the reason."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

from evalkit.atomic import write_if_changed
from evalkit.errors import EvalkitError, InputProblems
from evalkit.intake.files import count_rows, load_yaml, read_text, read_yaml, yaml_format
from evalkit.intake.prepare import received_paths
from evalkit.intake.schema import SourcesFile
from evalkit.reads import sha256_of


def record_deliveries(folder: Path, reason: str, check: Callable[[], object] | None = None) -> list[str]:
    """Register the received files that are new or changed; return their names.

    With ``check``, a delivery that it refuses is not registered: ``SOURCES.yml`` is put back as it was.

    Comments and order of ``SOURCES.yml`` are kept. The rows of a file that is not CSV are not counted: 0.

    Raises
    ------
    InputProblems
        If ``SOURCES.yml`` itself, or a CSV file to be registered, cannot be read.
    """
    place = f"data/raw/{folder.name}"
    path, shown = folder / "SOURCES.yml", f"{place}/SOURCES.yml"
    sources, problems = read_yaml(path, shown, SourcesFile)
    if sources is None:
        raise InputProblems(problems)
    plain = load_yaml(read_text(path, shown), shown)
    changed = []
    for name in received_paths(folder):
        file = folder / name
        if not file.is_file() or (name in sources.files and sources.files[name].sha256 == sha256_of(file)):
            continue
        entry = plain["files"].setdefault(name, {"title": name, "provider": "未说明", "licence": "未说明"})
        try:
            rows = count_rows(file, f"{place}/{name}") if file.suffix.lower() == ".csv" else 0
        except EvalkitError as error:
            raise InputProblems([error]) from None
        entry |= {"received_on": date.today(), "sha256": sha256_of(file), "rows": rows, "reason": reason}
        changed.append(name)
    if changed:
        buffer = io.BytesIO()
        yaml_format().dump(plain, buffer)
        before = path.read_bytes()
        write_if_changed(path, buffer.getvalue())
        try:
            if check:
                check()
        except InputProblems:
            write_if_changed(path, before)
            raise
    return changed
