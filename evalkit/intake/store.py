"""Processed tables: one typed Parquet file per sub-project, with the place in raw of every row, read by hash."""

import hashlib
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from evalkit.atomic import write_if_changed
from evalkit.errors import InvalidInputError
from evalkit.intake.schema import MOST_DECIMALS, MOST_WHOLE_DIGITS, CitedSource
from evalkit.locks import FOLDER as LOCKS
from evalkit.locks import held
from evalkit.quantities import parse_number
from evalkit.reads import unnoticed

if TYPE_CHECKING:
    from evalkit.intake.prepare import FactRecord

LOCK_SECONDS = 60
SCHEMA = pa.schema(
    [
        ("row", pa.int64()),
        ("id", pa.string()),
        ("sub_project", pa.string()),
        ("name", pa.string()),
        ("value", pa.decimal128(MOST_WHOLE_DIGITS + MOST_DECIMALS, MOST_DECIMALS)),
        ("printed", pa.string()),
        ("unit", pa.string()),
        ("period", pa.string()),
        ("scope", pa.string()),
        ("approximate", pa.bool_()),
        ("basis", pa.string()),
        ("used", pa.bool_()),
        ("source", pa.string()),
        ("place", pa.string()),
        ("figure", pa.string()),
        ("note", pa.string()),
        ("correction", pa.string()),
        ("title", pa.string()),
        ("address", pa.string()),
        ("confidence", pa.string()),
    ]
)


def write_facts(facts: "list[FactRecord]", sources: dict[str, CitedSource], sub_projects: list[str], folder: Path) -> list[Path]:
    """Write the facts of each sub-project with the sources they cite, and the hashes by which they are read again.

    A notebook that is open in JupyterLab may do so while a batch runs: where there is something to write, tables and
    hashes are written under a lock of their own, held for just that long. Whoever holds it waits for no other lock, so the
    jobs of a batch, which holds the lock of the year, cannot come to wait for each other.

    Returns the files, that of the hashes last.
    """
    contents = {f"{name}.parquet": _table_bytes(facts, sources, name) for name in sub_projects}
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    contents["intake.json"] = json.dumps(hashes, indent=1, sort_keys=True).encode()
    if not _hold(folder, contents):
        with held(folder.parent / LOCKS / f"tables-{folder.name}.lock", f"{folder.name} 年度的中间数据", wait=LOCK_SECONDS):
            for name, content in contents.items():
                write_if_changed(folder / name, content)
    return [folder / name for name in contents]


def _table_bytes(facts: "list[FactRecord]", sources: dict[str, CitedSource], sub_project: str) -> bytes:
    rows = [_plain(record, sources[record.fact.source]) for record in facts if record.fact.sub_project == sub_project]
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), buffer, write_page_checksum=True)
    return buffer.getvalue()


def _hold(folder: Path, contents: dict[str, bytes]) -> bool:
    """Return whether a folder already holds just that; then no lock is needed, and none is there to be waited for."""
    with unnoticed():
        return all((folder / name).is_file() and (folder / name).read_bytes() == content for name, content in contents.items())


def read_facts(folder: Path, sub_project: str) -> tuple[list[dict[str, Any]], str]:
    """Return the facts of a sub-project as plain rows, and the hash of the file they were read from.

    Raises
    ------
    InvalidInputError
        ``I-PRC-01`` if the file has gone or is not the one that intake wrote.
    """
    path = folder / f"{sub_project}.parquet"
    recorded = _recorded_hash(folder, path.name)
    content = path.read_bytes() if path.is_file() else None
    digest = hashlib.sha256(content or b"").hexdigest()
    if content is None or digest != recorded:
        raise InvalidInputError(
            "I-PRC-01",
            "中间数据已被改动或损坏",
            found="没有文件" if content is None else f"sha256 {digest[:12]}…",
            expected=f"sha256 {recorded[:12]}…" if recorded else "写入时所记的 sha256（该记录已丢失或损坏）",
            remedy="删除 data/processed 下该年度的文件夹后重新运行",
        ).at(f"data/processed/{folder.name}/{path.name}")
    return pq.read_table(io.BytesIO(content), page_checksum_verification=True).to_pylist(), digest


def _recorded_hash(folder: Path, name: str) -> str:
    """Return the hash that intake recorded for a table; empty where that record has gone or is damaged."""
    try:
        with unnoticed():
            return json.loads((folder / "intake.json").read_bytes()).get(name, "")
    except (OSError, ValueError, AttributeError):
        return ""


def _plain(record: "FactRecord", cited: CitedSource) -> dict[str, Any]:
    fact = record.fact
    number: Decimal | None = parse_number(fact.value) if fact.value else None
    same = ("id", "sub_project", "name", "unit", "period", "scope", "basis", "source", "place", "figure", "note")
    return {
        **{column: getattr(fact, column) for column in same},
        "row": record.row,
        "value": number,
        "printed": fact.value,
        "approximate": fact.approximate == "约",
        "used": fact.use == "yes",
        "correction": record.correction,
        "title": cited.title,
        "address": cited.address or "",
        "confidence": cited.confidence,
    }
