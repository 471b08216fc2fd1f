"""Register a new delivery: write the hash of each received file into ``SOURCES.yml``, with the reason."""

import io
from datetime import date
from pathlib import Path

from ruamel.yaml import YAML

from evalkit.atomic import write_if_changed
from evalkit.errors import InputProblems
from evalkit.intake.files import read_text, read_yaml, sha256_of
from evalkit.intake.prepare import received_paths
from evalkit.intake.schema import SourcesFile


def record_deliveries(folder: Path, reason: str) -> list[str]:
    """Register the received files that are new or changed; return their names.

    Comments and order of ``SOURCES.yml`` are kept.

    Raises
    ------
    InputProblems
        If ``SOURCES.yml`` itself cannot be read.
    """
    path, shown = folder / "SOURCES.yml", f"data/raw/{folder.name}/SOURCES.yml"
    sources, problems = read_yaml(path, shown, SourcesFile)
    if sources is None:
        raise InputProblems(problems)
    yaml = YAML(typ="rt")
    yaml.width = 4096
    plain = yaml.load(read_text(path, shown))
    changed = []
    for name in received_paths(folder):
        file = folder / name
        if not file.is_file() or (name in sources.files and sources.files[name].sha256 == sha256_of(file)):
            continue
        entry = plain["files"].setdefault(name, {"title": name, "provider": "未说明", "licence": "未说明"})
        rows = max(len(file.read_bytes().splitlines()) - 1, 0)
        entry |= {"received_on": date.today(), "sha256": sha256_of(file), "rows": rows, "reason": reason}
        changed.append(name)
    if changed:
        buffer = io.BytesIO()
        yaml.dump(plain, buffer)
        write_if_changed(path, buffer.getvalue())
    return changed
