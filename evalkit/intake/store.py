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
from evalkit.intake.files import sha256_of
from evalkit.quantities import parse_number

if TYPE_CHECKING:
    from evalkit.intake.prepare import FactRecord

SCHEMA = pa.schema(
    [
        ("row", pa.int64()),
        ("id", pa.string()),
        ("sub_project", pa.string()),
        ("name", pa.string()),
        ("value", pa.decimal128(38, 10)),
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
    ]
)


def write_facts(facts: "list[FactRecord]", sub_projects: list[str], folder: Path) -> None:
    """Write the facts of each sub-project, and the hashes by which they are read again."""
    hashes = {}
    for sub_project in sub_projects:
        rows = [_plain(record) for record in facts if record.fact.sub_project == sub_project]
        buffer = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), buffer, write_page_checksum=True)
        path = folder / f"{sub_project}.parquet"
        write_if_changed(path, buffer.getvalue())
        hashes[path.name] = sha256_of(path)
    write_if_changed(folder / "intake.json", json.dumps(hashes, indent=1, sort_keys=True).encode())


def read_facts(folder: Path, sub_project: str) -> tuple[list[dict[str, Any]], str]:
    """Return the facts of a sub-project as plain rows, and the hash of the file they were read from.

    Raises
    ------
    InvalidInputError
        ``I-PRC-01`` if the file is not the one that intake wrote.
    """
    path = folder / f"{sub_project}.parquet"
    recorded = json.loads((folder / "intake.json").read_text())[path.name]
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != recorded:
        raise InvalidInputError(
            "I-PRC-01",
            "中间数据已被改动或损坏",
            found=f"sha256 {digest[:12]}…",
            expected=f"sha256 {recorded[:12]}…",
            remedy="删除 data/processed 下该年度的文件夹后重新运行",
        ).at(f"data/processed/{folder.name}/{path.name}")
    return pq.read_table(io.BytesIO(content), page_checksum_verification=True).to_pylist(), digest


def _plain(record: "FactRecord") -> dict[str, Any]:
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
    }
